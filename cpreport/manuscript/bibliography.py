"""Take `references.bib` or CSL-JSON, and give the references with their places."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from cpreport.cases import text as written
from cpreport.cases.json_text import read_json
from cpreport.cases.series import SectionText
from cpreport.cases.text import Listing, Node, Scalar
from cpreport.problems import Place, Problem

#: Types by what BibTeX and CSL call them.
_TYPES = {
    "article": "article", "article-journal": "article", "book": "book", "booklet": "book",
    "manual": "book", "report": "book", "techreport": "book", "inbook": "chapter",
    "incollection": "chapter", "chapter": "chapter", "online": "web", "misc": "web",
    "webpage": "web", "electronic": "web", "preprint": "preprint", "unpublished": "preprint",
    "posted-content": "preprint",
}  # fmt: skip

#: Without these a reference cannot be found by a reader.
_NEEDED = {
    "article": ("title", "container", "year"),
    "book": ("title", "year"),
    "chapter": ("title", "container", "year"),
    "web": ("title", "url"),
    "preprint": ("title", "year"),
}
_IN_WORDS = {"container": "journal or book title", "url": "address (url)"}


@dataclass(frozen=True, slots=True)
class Name:
    """An author: a person, or a group under its whole name."""

    family: str
    given: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """One work that can be cited.

    type : str
        `article`, `book`, `chapter`, `web` or `preprint`.
    more_authors : bool
        Whether the file says that there are further authors ("and others").
    container : str
        The journal (abbreviated where the file gives the abbreviation) or the book of a chapter.
    """

    key: str
    type: str
    place: Place
    title: str = ""
    authors: tuple[Name, ...] = ()
    more_authors: bool = False
    editors: tuple[Name, ...] = ()
    container: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    address: str = ""
    edition: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    accessed: str = ""


@lru_cache(maxsize=4)
def read_bibliography(
    files: tuple[SectionText, ...],
) -> tuple[Mapping[str, Reference], tuple[Problem, ...]]:
    """Read every reference of the series by its key; once, however many documents cite them.

    A key used twice, an entry that cannot be read and one that lacks what a reader needs are
    problems; the references that could be read are given all the same.
    """
    references: dict[str, Reference] = {}
    problems: list[Problem] = []
    for file in files:
        read = _read_csl if file.file.endswith(".json") else _read_bibtex
        for found in read(file):
            if isinstance(found, Problem):
                problems.append(found)
            elif found.key in references:
                problems.append(_twice(found, references[found.key]))
            else:
                references[found.key] = found
                problems += _incomplete(found)
    return MappingProxyType(references), tuple(problems)


def _twice(again: Reference, first: Reference) -> Problem:
    message = f"`{again.key}` is already the key of {first.place}"
    return Problem("CP413", again.place, message, help="give each reference its own key")


def _incomplete(reference: Reference) -> Iterator[Problem]:
    for name in _NEEDED[reference.type]:
        if not getattr(reference, name):
            word = _IN_WORDS.get(name, name)
            message = f"`{reference.key}` has no {word}"
            yield Problem("CP410", reference.place, message, help=f"add the {word}")


# --- BibTeX --------------------------------------------------------------------------------------


def _read_bibtex(file: SectionText) -> Iterator[Reference | Problem]:
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import SeparateCoAuthors, SplitNameParts
    from bibtexparser.model import DuplicateBlockKeyBlock

    # What it would say on its log is said here as a problem with its place.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = parse_string(file.text, append_middleware=[SeparateCoAuthors(), SplitNameParts()])
    blocks = [*library.entries, *library.failed_blocks]
    for block in sorted(blocks, key=_line):
        place = Place(file.file, _line(block), 1)
        if isinstance(block, DuplicateBlockKeyBlock):
            # An abbreviation has a key too.
            first = Place(file.file, _line(block.previous_block), 1)
            message = f"`{block.key}` is already the key of {first}"
            yield Problem("CP413", place, message, help="give each reference its own key")
        elif not hasattr(block, "entry_type"):
            help = "close every `{` and put a comma after each field"
            yield Problem("CP413", place, "this entry is not BibTeX", help=help)
        else:
            yield _from_bibtex(block, place)


def _line(block: Any) -> int:
    return int(block.start_line or 0) + 1


def _from_bibtex(entry: Any, place: Place) -> Reference:
    values = {field.key.casefold(): field.value for field in entry.fields}

    def text(*names: str) -> str:
        return next((_unlatex(values[n]) for n in names if isinstance(values.get(n), str)), "")

    kind = _TYPES.get(entry.entry_type.casefold(), "web")
    if (
        kind in ("web", "article")
        and "preprint" in text("howpublished", "note", "pubstate").casefold()
    ):
        kind = "preprint"
    return Reference(
        key=entry.key,
        type=kind,
        place=place,
        title=text("title"),
        authors=_bibtex_names(values.get("author")),
        more_authors=_has_others(values.get("author")),
        editors=_bibtex_names(values.get("editor")),
        container=text("shortjournal", "journal", "journaltitle", "booktitle", "eprinttype"),
        year=text("year", "date")[:4],
        volume=text("volume"),
        issue=text("number", "issue"),
        pages=text("pages", "eid", "articleno").replace("–", "-").replace("--", "-"),
        publisher=text("publisher", "institution", "organization"),
        address=text("address", "location"),
        edition=text("edition"),
        doi=_bare_doi(text("doi")),
        pmid=text("pmid"),
        url=text("url"),
        accessed=text("urldate"),
    )


def _bibtex_names(names: Any) -> tuple[Name, ...]:
    if not isinstance(names, list):
        return ()
    return tuple(_bibtex_name(name) for name in names if not _is_others(name))


def _has_others(names: Any) -> bool:
    return isinstance(names, list) and any(_is_others(name) for name in names)


def _is_others(name: Any) -> bool:
    return list(name.last) == ["others"] and not name.first


def _bibtex_name(name: Any) -> Name:
    family = _unlatex(" ".join([*name.von, *name.last]))
    given = _unlatex(" ".join(name.first))
    suffix = _unlatex(" ".join(name.jr))
    return Name(family, given, suffix)


def _unlatex(text: str) -> str:
    """Turn LaTeX accents into letters and drop the braces that protect capitals."""
    if "\\" in text or "$" in text:
        from pylatexenc.latex2text import LatexNodes2Text

        text = LatexNodes2Text(keep_braced_groups=False).latex_to_text(text)
    return " ".join(re.sub(r"[{}]", "", text).replace("--", "–").split())


def _bare_doi(text: str) -> str:
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)\s*", "", text.strip(), flags=re.IGNORECASE)


# --- CSL-JSON ------------------------------------------------------------------------------------


def _read_csl(file: SectionText) -> Iterator[Reference | Problem]:
    root, problems = read_json(file.text, file.file)
    yield from (replace(p, code="CP413") if p.code == "CP002" else p for p in problems)
    if root is None:
        return
    if not isinstance(root, Listing):
        help = "CSL-JSON is a list: `[{…}, {…}]`"
        yield Problem("CP413", root.place, "this is not a list of references", help=help)
        return
    for node in root.values:
        if isinstance(node, written.Mapping) and isinstance(node.get("id"), Scalar):
            yield _from_csl(node)
        else:
            yield Problem("CP413", node.place, "this reference has no id", help='add `"id": "…"`')


def _from_csl(node: written.Mapping) -> Reference:
    def text(*names: str) -> str:
        found = (node.get(name) for name in names)
        return next((v.text for v in found if isinstance(v, Scalar) and v.text), "")

    id = node.get("id")
    assert isinstance(id, Scalar)
    return Reference(
        key=id.text,
        type=_TYPES.get(text("type").casefold(), "web"),
        place=node.place,
        title=text("title"),
        authors=_csl_names(node.get("author")),
        editors=_csl_names(node.get("editor")),
        container=text("container-title-short", "journalAbbreviation", "container-title"),
        year=_csl_date(node.get("issued"))[:4],
        volume=text("volume"),
        issue=text("issue"),
        pages=text("page", "number", "article-number"),
        publisher=text("publisher"),
        address=text("publisher-place"),
        edition=text("edition"),
        doi=_bare_doi(text("DOI")),
        pmid=text("PMID"),
        url=text("URL"),
        accessed=_csl_date(node.get("accessed")),
    )


def _csl_names(node: Node | None) -> tuple[Name, ...]:
    if not isinstance(node, Listing):
        return ()
    return tuple(_csl_name(value) for value in node.values if isinstance(value, written.Mapping))


def _csl_name(node: written.Mapping) -> Name:
    def text(name: str) -> str:
        value = node.get(name)
        return value.text if isinstance(value, Scalar) else ""

    family = " ".join(filter(None, (text("non-dropping-particle"), text("family"))))
    return Name(text("literal") or family, text("given"), text("suffix"))


def _csl_date(node: Node | None) -> str:
    if isinstance(node, written.Mapping):
        parts = node.get("date-parts")
        if isinstance(parts, Listing) and parts.values and isinstance(parts.values[0], Listing):
            numbers = [v.text for v in parts.values[0].values if isinstance(v, Scalar)]
            return "-".join(n.zfill(2) for n in numbers)
        raw = node.get("raw") or node.get("literal")
        return raw.text if isinstance(raw, Scalar) else ""
    return node.text if isinstance(node, Scalar) else ""
