"""Take the room of letters and its template, and give every text that a catalogue must have.

Run by hand to begin a language, or to see what one lacks: `python -m tests.letters_catalogue tr`
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from cpreport.letters.language import CATALOGUES
from cpreport.letters.measure_sentences import ALONE, DIRECTIONS, GENDERS, VERDICTS
from cpreport.letters.plain import AREAS
from cpreport.letters.shared_parts import SEVERITY, WHO
from tests.conftest import REPOSITORY

KEYWORDS = {"say": None, "count": (1, 2), "of": ((1, "c"), 2), "gettext": None}
_IN_TEMPLATE = re.compile(r'lang\.say\("([^"]+)"')
GENDER = "grammatical gender: masculine or feminine"

Key = tuple[str | None, str | tuple[str, str]]


def wanted() -> list[Key]:
    """Give every text with its context, in the order of the files."""
    found: dict[Key, None] = {}
    for _, _, message, _, context in extract_from_dir(
        REPOSITORY / "cpreport/letters", keywords=KEYWORDS, method_map=[("**.py", "python")]
    ):
        if isinstance(message, (str, tuple)):
            found[context, message] = None
    template = (REPOSITORY / "templates/letter.html").read_text("utf-8")
    for text in _IN_TEMPLATE.findall(template):
        found[None, text] = None
    found.update(dict.fromkeys(_by_context()))
    return list(found)


def _by_context() -> Iterator[Key]:
    """Give the texts that code looks up by a name that it computes."""
    for area in AREAS:
        yield "label", area.label
        yield "subject", area.subject
        yield GENDER, area.subject
    for text in VERDICTS.values():
        yield from ((gender, text) for gender in GENDERS)
    yield from ((None, text) for text in ALONE.values())
    yield from (("direction", text) for text in DIRECTIONS.values())
    yield from (("severity", text) for text in SEVERITY.values())
    yield from (("who does it", text) for text in WHO.values())


def catalogue(code: str) -> Catalog:
    """Read a catalogue as it stands."""
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


def main(code: str) -> None:
    """Add to a catalogue what it lacks, untranslated."""
    path = CATALOGUES / f"{code}.po"
    old = catalogue(code) if path.exists() else Catalog(locale=code)
    new = Catalog(locale=code, project="cpreport letters", fuzzy=False)
    for context, message in wanted():
        single = message[0] if isinstance(message, tuple) else message
        there = old.get(single, context)
        new.add(message, there.string if there else None, context=context)
    with path.open("wb") as file:
        write_po(file, new, width=100, omit_header=False, no_location=True)


if __name__ == "__main__":
    main(sys.argv[1])
