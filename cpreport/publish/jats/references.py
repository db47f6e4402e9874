"""Write the reference list with every part of each reference named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from cpreport.manuscript.bibliography import Name, Reference
from cpreport.manuscript.document import ReferenceView
from cpreport.publish.jats.elements import Content, Element, element

#: JATS calls the types of works so.
_TYPES = {
    "article": "journal",
    "book": "book",
    "chapter": "book",
    "web": "webpage",
    "preprint": "preprint",
}
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def ref_list(views: Iterable[ReferenceView], references: Mapping[str, Reference]) -> Element:
    """Write the works that are cited, in the order of their numbers."""
    refs = (
        element(
            "ref",
            element("label", str(view.number)),
            citation(references[view.key]),
            id=f"ref-{view.number}",
        )
        for view in views
    )
    return element("ref-list", element("title", "References"), *refs)


def citation(work: Reference) -> Element:
    """Write a work as an `element-citation`.

    >>> from cpreport.problems import Place
    >>> from lxml import etree
    >>> work = Reference("k", "book", Place("r.bib"), "On tone", (Name("Doe", "Jane A"),),
    ...                  publisher="Example Press", year="2001")
    >>> made = citation(work)
    >>> made.get("publication-type"), [part.tag for part in made]
    ('book', ['person-group', 'source', 'publisher-name', 'year'])
    """
    kind = _TYPES[work.type]
    return element("element-citation", *_parts(work), publication_type=kind)


def _parts(work: Reference) -> Iterator[Content]:
    yield _people("author", work.authors, more=work.more_authors)
    yield _people("editor", work.editors, more=False) if work.type == "chapter" else None
    yield from _titles(work)
    yield _said("edition", work.edition)
    yield _said("publisher-name", work.publisher)
    yield _said("publisher-loc", work.address)
    # A year is one for programs only where it is one.
    iso = work.year if re.fullmatch(r"\d{4}", work.year) else None
    yield element("year", work.year, iso_8601_date=iso) if work.year else None
    yield _said("volume", work.volume)
    yield _said("issue", work.issue)
    yield from _pages(work.pages)
    yield _accessed(work.accessed)
    yield element("pub-id", work.doi, pub_id_type="doi") if work.doi else None
    yield element("pub-id", work.pmid, pub_id_type="pmid") if work.pmid else None
    if work.url.startswith(("http://", "https://")) and not work.doi:
        yield element("uri", work.url, xlink_href=work.url)


def _titles(work: Reference) -> Iterator[Content]:
    """Write the titles: of the part where there is one, and of the whole it stands in."""
    if work.type == "chapter":
        yield _said("chapter-title", work.title)
        yield _said("source", work.container)
    elif work.type in ("article", "preprint"):
        yield _said("article-title", work.title)
        yield _said("source", work.container or ("" if work.publisher else "Preprint"))
    else:
        yield _said("source", work.title)


def _said(tag: str, text: str) -> Element | None:
    return element(tag, text) if text else None


def _people(role: str, names: tuple[Name, ...], *, more: bool) -> Element | None:
    if not names:
        return None
    et_al = element("etal") if more else None
    return element("person-group", *map(_name, names), et_al, person_group_type=role)


def _name(name: Name) -> Element:
    if not name.given:
        # A group under its whole name.
        return element("collab", name.family)
    return element(
        "name",
        element("surname", name.family),
        element("given-names", name.given),
        _said("suffix", name.suffix),
    )


def _pages(pages: str) -> Iterator[Content]:
    """Write first and last page, or the one sign under which an article stands."""
    match = re.fullmatch(r"([A-Za-z]?\d+)\s*[-–]+\s*([A-Za-z]?\d+)", pages.strip())
    if match:
        yield element("fpage", match[1])
        yield element("lpage", match[2])
    elif re.fullmatch(r"\d{1,4}", pages.strip()):
        yield element("fpage", pages.strip())
    elif re.fullmatch(r"[\w.-]+", pages.strip()):
        yield element("elocation-id", pages.strip())
    elif pages:
        yield element("page-range", pages)


def _accessed(date: str) -> Element | None:
    if not date:
        return None
    kind = {"content_type": "access-date"}
    match = _DATE.fullmatch(date)
    if not match:
        return element("date-in-citation", date, **kind)
    parts = (element("year", match[1]), "-", element("month", match[2]), "-")
    return element("date-in-citation", *parts, element("day", match[3]), iso_8601_date=date, **kind)
