"""Take findings and composed documents with their figures and tables, and give finished HTML.

The page for print and the page for screens come from the same templates. Either is one text that
holds everything it shows: styles, drawings and, for screens, fonts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from cpreport.cases.series import Style
from cpreport.figures.style import Drawn
from cpreport.manuscript.document import Article, ReferenceView, Report
from cpreport.outcomes.findings import Findings
from cpreport.render.folders import Folders, Medium, folders_of
from cpreport.render.fonts import screen_css
from cpreport.render.front import Metadata, article_front, metadata, report_front
from cpreport.render.overview import Overview
from cpreport.render.page import page
from cpreport.render.parts import (
    COLUMN_WIDTH,
    TEXT_WIDTH,
    Floats,
    PageSection,
    article_sections,
    described,
    facts,
    report_sections,
    verdicts,
)
from cpreport.render.styles import image, stylesheet
from cpreport.tables.table import Table

_ID = re.compile(r'\sid="([^"]+)"')
_REFERENCE = re.compile(r'<a class="xref" href="#(?P<id>[^"]+)">(?P<text>[^<]*)</a>')
#: Stands in the styles until the page is filled and the characters it uses are known.
_FONTS = "/* fonts */"


@dataclass(frozen=True, slots=True)
class TextPart:
    """A titled text: a part of the abstract, or a declaration."""

    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """One entry of the reference list."""

    number: int
    html: Markup


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


def report_html(
    findings: Findings,
    report: Report,
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    *,
    medium: Medium,
    folder: Path,
) -> str:
    """Give one case's report, in the order of the CARE guideline.

    Parameters
    ----------
    drawn, tables : mapping
        The figures and tables of the case by name.
    medium : {"print", "screen"}
        For the PDF, or as a page of its own.
    folder : Path
        The series folder; `templates` and `styles` beside it take the place of the shipped ones.

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
    context = {
        "meta": metadata(front, record, described(findings, case.id)),
        "front": front,
        "logo": _logo(record.style, folders),
        "facts": facts(findings, case.id),
        "verdicts": verdicts(findings, case.id),
        "sections": sections,
        "references": references,
        "contents": _contents([s for s in sections.values() if s], references=bool(references)),
        "results": findings.ledger,
    }
    style = record.style
    if style.layout == "two columns":
        style = style.model_copy(update={"layout": "one column"})
    return _finished("report.html", context, medium, folders, style)


def article_html(
    findings: Findings,
    article: Article,
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    *,
    medium: Medium,
    folder: Path,
) -> str:
    """Give the case-series article, in the order of a journal.

    Parameters and errors are those of `report_html`; the figures and tables are the series'.
    """
    record = findings.scored.series.record
    style, folders = record.style, folders_of(folder)
    front = article_front(record)
    narrow = COLUMN_WIDTH if style.layout == "two columns" and medium == "print" else TEXT_WIDTH
    sections = article_sections(article, Floats(drawn, tables, medium, narrow))
    declarations = _text_parts(article.declarations)
    references = _references(article.references)
    context = {
        "meta": metadata(front, record, record.title),
        "front": front,
        "logo": _logo(style, folders),
        "abstract": _text_parts(article.abstract),
        "key_points": tuple(Markup(html) for html in article.key_points),
        "sections": sections,
        "declarations": declarations,
        "references": references,
        "contents": _contents(
            sections, declarations=bool(declarations), references=bool(references)
        ),
        "results": findings.ledger,
    }
    return _finished("article.html", context, medium, folders, style)


def index_html(overview: Overview, *, folder: Path) -> str:
    """Give the overview of a build, for screens."""
    meta = Metadata(
        title=f"Overview: {overview.title}",
        language=overview.language,
        description=f"Everything that was built of: {overview.title}",
        authors=(),
        keywords=(),
        running=("", ""),
        paper="a4",
    )
    context = {"meta": meta, "overview": overview, "contents": ()}
    return _finished("index.html", context, "screen", folders_of(folder), Style())


def _finished(
    template: str,
    context: Mapping[str, object],
    medium: Medium,
    folders: Folders,
    style: Style,
) -> str:
    fonts = f"{_FONTS}\n" if medium == "screen" else ""
    css = Markup(fonts + stylesheet(folders, medium, style))
    names = {**context, "css": css, "layout": style.layout.replace(" ", "-")}
    html = page(template, names, medium=medium, folders=folders)
    html = without_dead_references(html)
    return html.replace(_FONTS, screen_css(html), 1) if fonts else html


def without_dead_references(html: str) -> str:
    """Take the link from a cross-reference whose target is in another document.

    A case report may speak of another case, or of a section of the article.
    """
    ids = set(_ID.findall(html))
    return _REFERENCE.sub(lambda m: m[0] if m["id"] in ids else m["text"], html)


def _logo(style: Style, folders: Folders) -> Logo | None:
    address = image(folders, style.logo) if style.logo else None
    return None if address is None else Logo(address, style.logo_name or "")


def _text_parts(parts: tuple[tuple[str, str], ...]) -> tuple[TextPart, ...]:
    return tuple(TextPart(title, Markup(html)) for title, html in parts)


def _references(references: tuple[ReferenceView, ...]) -> tuple[ReferencePage, ...]:
    return tuple(ReferencePage(r.number, Markup(r.html)) for r in references)


def _contents(
    sections: list[PageSection] | tuple[PageSection, ...],
    *,
    declarations: bool = False,
    references: bool = False,
) -> tuple[Entry, ...]:
    entries = [Entry(section.anchor, section.title) for section in sections]
    entries += [Entry("declarations", "Declarations")] if declarations else []
    entries += [Entry("references", "References")] if references else []
    return tuple(entries)
