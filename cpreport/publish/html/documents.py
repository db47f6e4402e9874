"""Take findings and composed documents with their figures and tables, and give finished HTML.

The page for print and the page for screens come from the same templates. Either is one text that
holds everything it shows: styles, drawings and, for screens, fonts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from markupsafe import Markup

from cpreport.cases.series import Style
from cpreport.figures.picture import Picture
from cpreport.figures.style import Drawn
from cpreport.manuscript.case_report import described, facts, verdicts
from cpreport.manuscript.document import (
    Article,
    ReferenceView,
    Report,
    Supplement,
    TitledText,
    nodes_of,
)
from cpreport.manuscript.plain_words import words_of
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Ledger
from cpreport.publish.folders import Folders, Medium, folders_of
from cpreport.publish.fonts import screen_css
from cpreport.publish.html.checklist import ChecklistPage
from cpreport.publish.html.front import (
    Metadata,
    article_front,
    metadata,
    report_front,
    supplement_front,
)
from cpreport.publish.html.linked_data import linked_data
from cpreport.publish.html.nodes import html_of, inline_html
from cpreport.publish.html.overview import Overview
from cpreport.publish.html.page import page
from cpreport.publish.html.parts import (
    COLUMN_WIDTH,
    FULL_WIDTH,
    TEXT_WIDTH,
    Floats,
    PageSection,
    article_sections,
    report_sections,
)
from cpreport.publish.html.privacy import PrivacyPage
from cpreport.publish.html.script import policy, script
from cpreport.publish.html.sources import Audience, numbers_as_links, sources_of
from cpreport.publish.html.styles import image, in_one_column, stylesheet
from cpreport.publish.html.tabular import table_page
from cpreport.publish.html.used_files import LIST_OF_RESULTS
from cpreport.publish.html.verification import Verification
from cpreport.tables.table import Table

_ID = re.compile(r'\sid="([^"]+)"')
_REFERENCE = re.compile(r'<a class="xref" href="#(?P<id>[^"]+)">(?P<text>[^<]*)</a>')
#: Stands in the styles until the page is filled and the characters it uses are known.
_FONTS = "/* fonts */"
#: Stands where the list of results comes, until the page is filled and its results are known.
_SOURCES = "<!-- sources -->"


@dataclass(frozen=True, slots=True)
class _Press:
    """How a page is printed: for what, from which folders, in which style and for whose eyes."""

    medium: Medium
    folders: Folders
    style: Style
    audience: Audience


@dataclass(frozen=True, slots=True)
class TextPart:
    """A titled text: a part of the abstract, or a declaration."""

    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class FactLine:
    """One line of the summary of a case."""

    label: str
    text: Markup


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """One entry of the reference list; one that is cited by author and year has no number."""

    number: int
    html: Markup
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Logo:
    """The image above the title, with whose it is.

    source : str
        A `data:` address.
    """

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table of contents."""

    anchor: str
    title: str
    below: tuple[Entry, ...] = ()


def report_html(
    findings: Findings,
    report: Report,
    drawn: Mapping[str, Drawn | Picture],
    tables: Mapping[str, Table],
    *,
    medium: Medium,
    folder: Path,
    audience: Audience = "publication",
) -> str:
    """Give one case's report, in the order of the CARE guideline.

    Parameters
    ----------
    drawn, tables : mapping
        The figures, with the pictures, and the tables of the case by name.
    medium : {"print", "screen"}
        For the PDF, or as a page of its own.
    folder : Path
        The series folder; `templates` and `styles` beside it take the place of the shipped ones.
    audience : {"publication", "private"}
        Whether the list of results, on screens, also names files and lines.

    Raises
    ------
    Refused
        Where a template or stylesheet is wrong.
    """
    record = findings.scored.series.record
    case = findings.scored.case(report.case_id).case
    folders = folders_of(folder)
    front = report_front(record, case)
    sections = report_sections(findings, report, Floats(drawn, tables, medium))
    references = _references(report.references)
    meta = metadata(front, record, described(findings, case.id))
    context = {
        "meta": meta,
        "linked_data": linked_data(front, meta),
        "front": front,
        "logo": _logo(record.style, folders),
        "facts": _facts(findings, case.id),
        "verdicts": verdicts(findings, case.id),
        "sections": sections,
        "references": references,
        "contents": _contents([s for s in sections.values() if s], references=bool(references)),
        "results": findings.ledger,
    }
    press = _Press(medium, folders, in_one_column(record.style), audience)
    return _finished("report.html", context, press)


def article_html(
    findings: Findings,
    article: Article,
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    *,
    medium: Medium,
    folder: Path,
    audience: Audience = "publication",
) -> str:
    """Give the case-series article, in the order of a journal.

    Parameters and errors are those of `report_html`; the figures and tables are the series'.
    """
    record = findings.scored.series.record
    style, folders = record.style, folders_of(folder)
    front = article_front(record)
    narrow = COLUMN_WIDTH if style.layout == "two columns" and medium == "print" else TEXT_WIDTH
    sections = article_sections(article, Floats(drawn, tables, medium, narrow))
    abstract = _text_parts(article.abstract)
    declarations = _text_parts(article.declarations)
    references = _references(article.references)
    meta = metadata(front, record, record.title)
    context = {
        "meta": meta,
        "linked_data": linked_data(front, meta, _as_plain_text(article.abstract)),
        "front": front,
        "logo": _logo(style, folders),
        "abstract": abstract,
        "key_points": tuple(html_of(*nodes_of(point)) for point in article.key_points),
        "sections": sections,
        "declarations": declarations,
        "references": references,
        "contents": _contents(
            sections, declarations=bool(declarations), references=bool(references)
        ),
        "results": findings.ledger,
    }
    return _finished("article.html", context, _Press(medium, folders, style, audience))


def supplement_html(
    findings: Findings,
    supplement: Supplement,
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    *,
    medium: Medium,
    folder: Path,
    audience: Audience = "publication",
) -> str:
    """Give the supplement of the article, with a list of what it holds.

    Parameters and errors are those of `report_html`; figures and tables go by the names that the
    supplement has for them, such as `P01.items`.
    """
    record = findings.scored.series.record
    folders = folders_of(folder)
    front = supplement_front(record, supplement.title)
    sections = article_sections(supplement, Floats(drawn, tables, medium))
    references = _references(supplement.references)
    meta = metadata(front, record, f"Supplement of: {record.title}")
    context = {
        "meta": meta,
        "linked_data": linked_data(front, meta),
        "front": front,
        "logo": _logo(record.style, folders),
        "sections": sections,
        "references": references,
        "contents": _contents(sections, references=bool(references)),
        "results": findings.ledger,
    }
    press = _Press(medium, folders, in_one_column(record.style), audience)
    return _finished("supplement.html", context, press)


def verification_html(report: Verification, *, folder: Path) -> str:
    """Give the report on a package, for screens: one page.

    Parameters
    ----------
    folder : Path
        Any folder; `templates` and `styles` beside it take the place of the shipped ones.
    """
    meta = Metadata(
        title=f"Verification: {report.package}",
        language="en-GB",
        description=f"What does and does not follow from the data of {report.package}",
        authors=(),
        keywords=(),
        running=("", ""),
        paper="a4",
    )
    context = {"meta": meta, "report": report, "contents": (), "results": {}}
    press = _Press("screen", folders_of(folder), Style(), "private")
    return _finished("verification.html", context, press)


def index_html(overview: Overview, *, folder: Path) -> str:
    """Give the overview of a build, for screens; it stays with the clinician."""
    meta = Metadata(
        title=f"Overview: {overview.title}",
        language=overview.language,
        description=f"Everything that was built of: {overview.title}",
        authors=(),
        keywords=(),
        running=("", ""),
        paper="a4",
    )
    context = {"meta": meta, "overview": overview, "contents": (), "results": overview.results}
    images = frozenset(figure.href for figure in overview.figures)
    # Of many patients the lines that a count goes back to would be thousands.
    audience: Audience = "private" if overview.cards else "publication"
    press = _Press("screen", folders_of(folder), overview.style, audience)
    return _finished("index.html", context, press, images)


def privacy_html(report: PrivacyPage, *, folder: Path) -> str:
    """Give the privacy report of a build, for screens; it stays with the clinician."""
    meta = Metadata(
        title=f"Privacy report: {report.title}",
        language=report.language,
        description=f"What the search of the outputs found: {report.title}",
        authors=(),
        keywords=(),
        running=("", ""),
        paper="a4",
    )
    context = {"meta": meta, "report": report, "contents": (), "results": {}}
    press = _Press("screen", folders_of(folder), report.style, "private")
    return _finished("privacy.html", context, press)


def checklist_html(checklist: ChecklistPage, *, folder: Path) -> str:
    """Give a filled checklist, for print."""
    meta = Metadata(
        title=f"{checklist.title}: {checklist.about}",
        language=checklist.language if "-" in checklist.language else f"{checklist.language}-GB",
        description=f"Reporting checklist, {checklist.counted}",
        authors=(),
        keywords=(),
        running=("Reporting checklist", checklist.title),
        paper=checklist.paper,
    )
    table = table_page(checklist.table, "items", "Table 1", millimetres=FULL_WIDTH)
    context = {
        "meta": meta,
        "checklist": checklist,
        "table": table,
        "contents": (),
        "results": {},
    }
    style = checklist.style.model_copy(update={"layout": "one column", "logo": None})
    press = _Press("print", folders_of(folder), style, "publication")
    return _finished("checklist.html", context, press)


def _finished(
    template: str,
    context: Mapping[str, object],
    press: _Press,
    images: frozenset[str] = frozenset(),
) -> str:
    """Fill a page, and put into it what depends on the whole of it: links, sources and fonts."""
    folders = press.folders
    css = stylesheet(folders, press.medium, press.style)
    context = {"logo": None, **context, "layout": press.style.layout.replace(" ", "-")}
    if press.medium == "print":
        shown = {**context, "css": Markup(css), "sources": ""}
        return without_dead_references(page(template, shown, medium="print", folders=folders))
    shown = {
        "linked_data": "",
        **context,
        "css": Markup(f"{_FONTS}\n{css}"),
        "script": Markup(script()),
        "policy": policy(images_beside=bool(images)),
        "sources": Markup(_SOURCES),
    }
    html = page(template, shown, medium="screen", folders=folders, images=images)
    html = without_dead_references(html)
    if _SOURCES in html:
        html = numbers_as_links(html)
        html = html.replace(_SOURCES, _sources(html, shown, folders, press.audience), 1)
    return html.replace(_FONTS, screen_css(html), 1)


def _sources(html: str, context: Mapping[str, object], folders: Folders, audience: Audience) -> str:
    """Give the list of the results on a page, or nothing where it has none."""
    groups = sources_of(html, cast("Ledger", context["results"]), audience)
    names = {
        **context,
        "groups": groups,
        "audience": audience,
        "count": sum(len(g.sources) for g in groups),
    }
    return page(LIST_OF_RESULTS, names, medium="screen", folders=folders) if groups else ""


def without_dead_references(html: str) -> str:
    """Take the link from a cross-reference whose target is in another document.

    A case report may speak of another case, or of a section of the article.
    """
    ids = set(_ID.findall(html))
    return _REFERENCE.sub(lambda m: m[0] if m["id"] in ids else m["text"], html)


def _logo(style: Style, folders: Folders) -> Logo | None:
    address = image(folders, style.logo) if style.logo else None
    return None if address is None else Logo(address, style.logo_name or "")


def _facts(findings: Findings, case: str) -> tuple[FactLine, ...]:
    return tuple(FactLine(f.label, inline_html(*f.inside)) for f in facts(findings, case))


def _text_parts(parts: tuple[TitledText, ...]) -> tuple[TextPart, ...]:
    return tuple(TextPart(part.title, html_of(*nodes_of(part.blocks))) for part in parts)


def _as_plain_text(parts: tuple[TitledText, ...]) -> str:
    said = (f"{p.title}: {words_of(*nodes_of(p.blocks))}".removeprefix(": ") for p in parts)
    return " ".join(said)


def _references(references: tuple[ReferenceView, ...]) -> tuple[ReferencePage, ...]:
    return tuple(ReferencePage(r.number, inline_html(*r.inside), r.numbered) for r in references)


def _contents(
    sections: list[PageSection] | tuple[PageSection, ...],
    *,
    declarations: bool = False,
    references: bool = False,
) -> tuple[Entry, ...]:
    entries = [
        Entry(s.anchor, s.title, tuple(Entry(below.anchor, below.title) for below in s.sections))
        for s in sections
    ]
    entries += [Entry("declarations", "Declarations")] if declarations else []
    entries += [Entry("references", "References")] if references else []
    return tuple(entries)
