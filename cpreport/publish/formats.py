"""Name the formats in which documents are made, and how their files end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

Kind = Literal["report", "article", "supplement", "results"]

#: The ending of a file by its format, in the order in which they are offered.
ENDINGS: Mapping[str, str] = {"pdf": "pdf", "html": "html", "docx": "docx", "jats": "xml"}
FORMATS: tuple[str, ...] = tuple(ENDINGS)
#: What is made where nobody says otherwise.
USUAL: tuple[str, ...] = ("pdf", "html")
#: Endings of documents, where other outputs are figures, tables and data.
PAGES: tuple[str, ...] = tuple(f".{ending}" for ending in ENDINGS.values())
#: What each kind of document can be made as.
_OF_KIND: Mapping[Kind, tuple[str, ...]] = {
    "report": ("pdf", "html", "docx"),
    "article": ("pdf", "html", "docx", "jats"),
    "supplement": ("pdf", "html", "docx"),
    "results": (),
}


def endings_of(kind: Kind, formats: Iterable[str]) -> tuple[str, ...]:
    """List the endings of a document's files, of the formats that are asked for."""
    return tuple(ENDINGS[name] for name in formats if name in _OF_KIND[kind])


def formats_of(ending: str) -> tuple[str, ...]:
    """Name the format of a file by its ending; of a figure, a table or data, the usual ones."""
    return tuple(name for name, its in ENDINGS.items() if its == ending) or USUAL


def unmade(kinds: Iterable[str], formats: Iterable[str]) -> str:
    """Say why an order makes no page at all; nothing where it makes one.

    >>> unmade(("reports",), ("jats",))
    'no report is made as jats'
    >>> unmade(("reports", "article"), ("jats",))
    ''
    """
    made: Mapping[str, Kind] = {"reports": "report", "article": "article"}
    if any(endings_of(made[kind], formats) for kind in kinds):
        return ""
    return f"no {' or '.join(made[kind] for kind in kinds)} is made as {' or '.join(formats)}"
