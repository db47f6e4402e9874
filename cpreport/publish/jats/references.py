"""Write the reference list as JATS, with every part of each work named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from cpreport.manuscript import tree
from cpreport.manuscript.document import ReferenceView
from cpreport.manuscript.references.identifiers import is_address
from cpreport.manuscript.references.rich_text import rich_text
from cpreport.manuscript.references.vancouver import date_in_words
from cpreport.manuscript.references.work import DateParts, Name, Work
from cpreport.manuscript.tree import Inline, Text
from cpreport.publish.jats.elements import Content, Element, append, element

#: JATS calls the types of works so (https://jats.nlm.nih.gov, `@publication-type`).
_TYPES = {
    "article-journal": "journal", "review": "journal", "review-book": "journal",
    "periodical": "journal", "article-magazine": "periodical", "article-newspaper": "newspaper",
    "article": "preprint", "book": "book", "classic": "book", "collection": "book",
    "pamphlet": "book", "chapter": "book", "entry": "book", "entry-dictionary": "book",
    "entry-encyclopedia": "book", "paper-conference": "confproc", "speech": "confproc",
    "thesis": "thesis", "report": "report", "webpage": "webpage", "post": "webpage",
    "post-weblog": "webpage", "dataset": "data", "software": "software", "patent": "patent",
    "standard": "standard",
}  # fmt: skip
#: Kinds whose title is that of an article, and those whose title is that of a part of a book.
_ARTICLES = ("journal", "periodical", "newspaper", "preprint", "confproc", "other")
_PARTS = ("chapter", "entry", "entry-dictionary", "entry-encyclopedia")
#: Kinds whose editors are those of the whole.
_MARKS = {
    tree.Emphasis: "italic", tree.Strong: "bold", tree.Superscript: "sup",
    tree.Subscript: "sub", tree.SmallCaps: "sc",
}  # fmt: skip


def ref_list(views: Iterable[ReferenceView], works: Mapping[str, Work], title: str) -> Element:
    """Write the works that are cited, in the order of their numbers."""
    refs = (
        element(
            "ref",
            element("label", str(view.number)) if view.numbered else None,
            citation(works[view.key]),
            id=f"ref-{view.number}",
        )
        for view in views
    )
    return element("ref-list", element("title", title), *refs)


def citation(work: Work) -> Element:
    """Write a work as an `element-citation`.

    >>> from cpreport.problems import Place
    >>> from lxml import etree
    >>> work = Work("k", "book", Place("r.bib"), "On tone", (Name("Doe", "Jane A"),),
    ...             publisher="Example Press", issued=DateParts((2001,)))
    >>> made = citation(work)
    >>> made.get("publication-type"), [part.tag for part in made]
    ('book', ['person-group', 'source', 'publisher-name', 'year'])
    """
    kind = _TYPES.get(work.kind, "other")
    return element("element-citation", *_parts(work, kind), publication_type=kind)


def _parts(work: Work, kind: str) -> Iterator[Content]:
    makers = "inventor" if kind == "patent" else "author"
    yield _people(makers, work.author, more=work.more_authors)
    yield from _titles(work, kind)
    yield _people("editor", work.editor, more=work.more_editors)
    yield _people("translator", work.translator, more=False)
    yield _said("edition", work.edition)
    yield _said("version", work.version)
    yield from _event(work)
    yield _people("assignee", (Name(group=work.authority),) if work.authority else (), more=False)
    yield _said("publisher-name", work.publisher)
    yield _said("publisher-loc", work.publisher_place)
    yield from _issued(work)
    yield _said("series", work.collection_title)
    yield _said("volume", work.volume or work.collection_number)
    yield _said("issue", work.issue)
    yield from _number(work, kind)
    yield from _pages(work.page)
    yield _said("comment", work.genre if kind in ("thesis", "report", "other") else "")
    yield _accessed(work.accessed)
    yield element("pub-id", work.doi, pub_id_type="doi") if work.doi else None
    yield element("pub-id", work.pmid, pub_id_type="pmid") if work.pmid else None
    yield element("pub-id", work.pmcid, pub_id_type="pmcid") if work.pmcid else None
    if is_address(work.url) and not work.doi:
        yield element("uri", work.url, xlink_href=work.url)


def _titles(work: Work, kind: str) -> Iterator[Content]:
    """Write the titles: of the part where there is one, and of the whole it stands in."""
    if work.kind in _PARTS:
        yield _rich("chapter-title", work.title)
        yield _people("author", work.container_author, more=False)
        yield _rich("source", work.container)
    elif kind == "data":
        yield _rich("data-title", work.title)
        yield _rich("source", work.container)
    elif kind in _ARTICLES:
        yield _rich("article-title", work.title)
        preprint = "Preprint" if kind == "preprint" and not work.publisher else ""
        yield _rich("source", work.container or preprint)
    else:
        yield _rich("source", work.title)
        yield _rich("part-title", work.container)
    yield _rich("part-title", work.volume_title)


def _event(work: Work) -> Iterator[Content]:
    yield _rich("conf-name", work.event_title)
    yield _said("conf-date", date_in_words(work.event_date))
    yield _said("conf-loc", work.event_place)


def _issued(work: Work) -> Iterator[Content]:
    year = work.issued.year
    # A year is one for programs only where it is one.
    iso = year if re.fullmatch(r"\d{4}", year) else None
    yield element("year", year, iso_8601_date=iso) if year else None
    yield _said("comment", work.status)


def _number(work: Work, kind: str) -> Iterator[Content]:
    if not work.number or work.number == work.page:
        return
    if kind == "patent":
        yield element("patent", work.number)
    else:
        yield element("pub-id", work.number, pub_id_type="other")


def _said(tag: str, text: str) -> Element | None:
    return _rich(tag, text)


def _rich(tag: str, text: str) -> Element | None:
    """Write a text with its emphasis."""
    nodes = rich_text(text)
    return _written(tag, nodes) if nodes else None


def _written(tag: str, nodes: Iterable[Inline]) -> Element:
    made = element(tag)
    for node in nodes:
        if isinstance(node, Text):
            append(made, node.text)
        elif type(node) in _MARKS:
            append(made, _written(_MARKS[type(node)], tuple(tree.children(node))))  # type: ignore
    return made


def _people(role: str, names: tuple[Name, ...], *, more: bool) -> Element | None:
    if not names:
        return None
    et_al = element("etal") if more else None
    return element("person-group", *map(_name, names), et_al, person_group_type=role)


def _name(name: Name) -> Element:
    if name.is_group:
        return element("collab", name.surname)
    given = " ".join(filter(None, (name.given, name.dropping_particle)))
    return element(
        "name",
        element("surname", name.surname),
        element("given-names", given),
        _said("suffix", name.suffix),
        name_style="eastern" if name.is_cjk else None,
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


def _accessed(date: DateParts) -> Element | None:
    kind = {"content_type": "access-date"}
    if len(date.begin) < 3:
        words = date_in_words(date)
        return element("date-in-citation", words, **kind) if words else None
    year, month, day = date.iso.split("-")
    parts = (element("year", year), "-", element("month", month), "-", element("day", day))
    return element("date-in-citation", *parts, iso_8601_date=date.iso, **kind)
