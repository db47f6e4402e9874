"""Write the composed article as one JATS document."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from cpreport.figures.style import Drawn
from cpreport.manuscript.document import Article
from cpreport.manuscript.references.bibliography import read_bibliography
from cpreport.outcomes.findings import Findings
from cpreport.publish.jats.back import back, supplement
from cpreport.publish.jats.body import body
from cpreport.publish.jats.elements import ALI, XLINK, Element, element
from cpreport.publish.jats.front import Journal, front
from cpreport.publish.jats.nodes import Footnotes
from cpreport.tables.table import Table
from cpreport.typography import set_signs

_DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.3 20210610//EN" '
    '"https://jats.nlm.nih.gov/publishing/1.3/JATS-journalpublishing1-3.dtd">'
)
#: Elements that hold no text of their own: their children stand on lines of their own.
_ON_LINES = frozenset((
    "article", "front", "journal-meta", "journal-title-group", "publisher", "article-meta",
    "article-categories", "subj-group", "title-group", "contrib-group", "contrib", "name",
    "author-notes", "history", "permissions", "license", "abstract", "kwd-group", "funding-group",
    "award-group", "counts", "custom-meta-group", "custom-meta", "notes", "body", "sec", "fig",
    "caption", "graphic", "table-wrap", "table", "thead", "tbody", "tr", "table-wrap-foot", "fn",
    "list", "list-item", "disp-quote", "back", "ack", "fn-group", "ref-list", "ref",
    "element-citation", "person-group", "supplementary-material", "processing-meta",
))  # fmt: skip


def article_jats(
    findings: Findings,
    article: Article,
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    *,
    journal: Journal | None = None,
) -> bytes:
    """Write the case-series article as JATS, Journal Publishing 1.3.

    Parameters
    ----------
    drawn, tables : mapping
        The figures and tables of the series by name.
    journal : Journal or None
        The journal it is for; None where there is none yet.
    """
    record = findings.record
    works = read_bibliography(findings.scored.series.bibliography).works
    declared = {part.key: part for part in article.declarations}
    notes = Footnotes()
    counts = element("counts")
    first = front(record, article, declared, journal or Journal(), counts, notes)
    middle = body(article.sections, drawn, tables, notes)
    if record.supplement is not None:
        middle.append(supplement(set_signs(record.supplement.title), record.heading))
    last = back(declared, article.references, works, notes, record.heading)
    _count(counts, middle, last)
    root = etree.Element(
        "article",
        {"article-type": "case-report", "dtd-version": "1.3"},
        nsmap={"xlink": XLINK, "ali": ALI},
    )
    root.set("{http://www.w3.org/XML/1998/namespace}lang", record.language)
    root.extend([first, middle, last])
    _without_dead_references(root)
    _on_lines(root)
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, doctype=_DOCTYPE)
    return written + b"\n"


def _count(counts: Element, body: Element, back: Element) -> None:
    """Count figures, tables, references and the words of the body."""
    words = sum(len(text.split()) for text in body.itertext())
    numbers = (
        ("fig-count", len(list(body.iter("fig")))),
        ("table-count", sum(table.find("label") is not None for table in body.iter("table-wrap"))),
        ("ref-count", len(list(back.iter("ref")))),
        ("word-count", words),
    )
    counts.extend(element(tag, count=str(number)) for tag, number in numbers)


def _without_dead_references(root: Element) -> None:
    """Leave of a reference to what is not in the document only its words."""
    ids = {one.get("id") for one in root.iter() if one.get("id")}
    for reference in list(root.iter("xref")):
        if not set(reference.get("rid").split()) <= ids:
            # Its own tag is taken, and no other's of that name.
            reference.tag = "dead"
    etree.strip_tags(root, "dead")


def _on_lines(root: Element) -> None:
    """Put the parts of the document on lines of their own, and change no text."""
    for one in root.iter():
        if one.tag in _ON_LINES and len(one):
            one.text = "\n"
            for child in one:
                child.tail = "\n"
