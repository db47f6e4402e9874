"""Write composed documents with their figures and tables as finished HTML.

The page for print and the page for screens come from the same templates. Either is one text that
holds everything it shows: styles, drawings and, for screens, fonts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from markupsafe import Markup

from cpreport.cases.series import SeriesRecord, Style
from cpreport.catalogue import Heading, Say, say
from cpreport.colours import dark_rules
from cpreport.figures.picture import Picture
from cpreport.figures.style import Drawn
from cpreport.fonts import screen_css
from cpreport.manuscript.case_report import described, facts, of_verdicts, verdicts
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
from cpreport.publish.html.checklist import ChecklistPage
from cpreport.publish.html.front import (
    Front,
    Metadata,
    article_front,
    checklist_metadata,
    metadata,
    report_front,
    supplement_front,
)
from cpreport.publish.html.linked_data import linked_data
from cpreport.publish.html.nodes import Links, html_of, inline_html, number_html
from cpreport.publish.html.number_sources import Audience, sources_of
from cpreport.publish.html.overview_page import Overview
from cpreport.publish.html.page import page
from cpreport.publish.html.parts import (
    COLUMN_WIDTH,
    FULL_WIDTH,
    TEXT_WIDTH,
    Floats,
    PageSection,
    anchors_of,
    article_sections,
    report_sections,
)
from cpreport.publish.html.privacy import PrivacyPage
from cpreport.publish.html.script import policy, script
from cpreport.publish.html.styles import image, in_one_column, stylesheet
from cpreport.publish.html.tabular import table_page
from cpreport.publish.html.used_files import LIST_OF_RESULTS
from cpreport.publish.html.verification import Verification
from cpreport.tables.table import Table

_ID = re.compile(r'\sid="([^"]+)"')
#: Stands in the styles until the page is filled and the characters it uses are known.
_FONTS = "/* fonts */"
#: Stands where the list of results comes, until the page is filled and its results are known.
_SOURCES = "<!-- sources -->"


@dataclass(frozen=True, slots=True)
class _Press:
    """How a page is printed: for what, from which folders, in which style and for whose eyes.

    say : callable
        Says a sentence of the catalogue by its id, or what the authors put in its place.
    heading : callable
        Prints a heading of the catalogue as it is, or as the authors put it.
    """

    medium: Medium
    folders: Folders
    style: Style
    audience: Audience
    say: Say = say
    heading: Heading = str


def _press(
    medium: Medium, folders: Folders, style: Style, audience: Audience, record: SeriesRecord
) -> _Press:
    return _Press(medium, folders, style, audience, record.say, record.heading)


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
class VerdictLine:
    """What the series' rule says of one outcome.

    html : Markup
        The word with the id of its result, and behind it what it rests on.
    """

    label: str
    html: Markup


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
class ContentsEntry:
    """One line of the table of contents."""

    anchor: str
    title: str
    below: tuple[ContentsEntry, ...] = ()


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
    """Write one case's report, in the order of the CARE guideline.

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
    record = findings.record
    case = findings.case(report.case_id).case
    folders = folders_of(folder)
    front = report_front(record, case)
    floats = Floats(drawn, tables, medium)
    meta = metadata(front, record, described(findings, case.id))

    def context(links: Links) -> dict[str, object]:
        sections = report_sections(findings, report, floats, links)
        references = _references(report.references, links)
        told = [s for s in sections.values() if s]
        return {
            **_context(findings, front, meta, folders, told, references),
            "linked_data": linked_data(front, meta),
            "sections": sections,
            "facts": _facts(findings, case.id, links),
            "verdicts": _verdicts(findings, case.id, links),
            "of_verdicts": inline_html(*of_verdicts(findings), links=links),
        }

    there = report_sections(findings, report, floats).values()
    press = _press(medium, folders, in_one_column(record.style), audience, record)
    return _finished("report.html", context, press, anchors_of(s for s in there if s))


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
    """Write the case-series article, in the order of a journal.

    Parameters and errors are those of `report_html`; the figures and tables are the series'.
    """
    record = findings.record
    style, folders = record.style, folders_of(folder)
    front = article_front(record)
    narrow = COLUMN_WIDTH if style.layout == "two columns" and medium == "print" else TEXT_WIDTH
    floats = Floats(drawn, tables, medium, narrow)
    # Of a PDF this is the subject.
    meta = metadata(front, record, words_of(*front.citation) or record.title)

    def context(links: Links) -> dict[str, object]:
        sections = article_sections(article, floats, links)
        declarations = _text_parts(article.declarations, links)
        references = _references(article.references, links)
        points = (html_of(*nodes_of(point), links=links) for point in article.key_points)
        return {
            **_context(findings, front, meta, folders, sections, references, declarations),
            "linked_data": linked_data(front, meta, _as_plain_text(article.abstract)),
            "abstract": _text_parts(article.abstract, links),
            "key_points": tuple(points),
        }

    press = _press(medium, folders, style, audience, record)
    return _finished("article.html", context, press, anchors_of(article_sections(article, floats)))


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
    """Write the supplement of the article, with a list of what it holds.

    Parameters and errors are those of `report_html`; figures and tables go by the names that the
    supplement has for them, such as `P01.items`.
    """
    record = findings.record
    folders = folders_of(folder)
    front = supplement_front(record, supplement.title)
    floats = Floats(drawn, tables, medium)
    meta = metadata(front, record, record.say("pages.supplement_of", title=record.title))

    def context(links: Links) -> dict[str, object]:
        sections = article_sections(supplement, floats, links)
        references = _references(supplement.references, links)
        return {
            **_context(findings, front, meta, folders, sections, references),
            "linked_data": linked_data(front, meta),
        }

    press = _press(medium, folders, in_one_column(record.style), audience, record)
    anchors = anchors_of(article_sections(supplement, floats))
    return _finished("supplement.html", context, press, anchors)


def _context(
    findings: Findings,
    front: Front,
    meta: Metadata,
    folders: Folders,
    sections: Sequence[PageSection],
    references: tuple[ReferencePage, ...],
    declarations: tuple[TextPart, ...] = (),
) -> dict[str, object]:
    """Name what the templates of report, article and supplement print alike."""
    record = findings.record
    ends = {"Declarations": declarations, "References": references}
    return {
        "meta": meta,
        "front": front,
        "logo": _logo(record.style, folders),
        "sections": sections,
        "declarations": declarations,
        "references": references,
        "contents": (
            *(_contents_entry(section) for section in sections),
            *(ContentsEntry(t.lower(), record.heading(t)) for t, there in ends.items() if there),
        ),
        "results": findings.ledger,
    }


def _contents_entry(section: PageSection) -> ContentsEntry:
    below = tuple(ContentsEntry(part.anchor, part.title) for part in section.sections)
    return ContentsEntry(section.anchor, section.title, below)


def verification_html(report: Verification, *, folder: Path) -> str:
    """Write the report on a package, for screens: one page.

    Parameters
    ----------
    folder : Path
        Any folder; `templates` and `styles` beside it take the place of the shipped ones.
    """
    meta = Metadata(
        title=f"Verification: {report.package}",
        language="en-GB",
        description=f"What does and does not follow from the data of {report.package}",
    )
    context = {"meta": meta, "report": report}
    press = _Press("screen", folders_of(folder), Style(), "private")
    return _finished("verification.html", lambda links: context, press)


def index_html(overview: Overview, *, folder: Path) -> str:
    """Write the overview of a build, for screens; it stays with the clinician."""
    meta = Metadata(
        title=f"Overview: {overview.title}",
        language=overview.language,
        description=f"Everything that was built of: {overview.title}",
    )
    context = {"meta": meta, "overview": overview, "results": overview.results}
    images = frozenset(figure.href for figure in overview.figures)
    # Of many patients the lines that a count goes back to would be thousands.
    audience: Audience = "private" if overview.cards else "publication"
    press = _Press("screen", folders_of(folder), overview.style, audience)
    return _finished("index.html", lambda links: context, press, images=images)


def privacy_html(report: PrivacyPage, *, folder: Path) -> str:
    """Write the privacy report of a build, for screens; it stays with the clinician."""
    meta = Metadata(
        title=f"Privacy report: {report.title}",
        language=report.language,
        description=f"What the search of the outputs found: {report.title}",
    )
    context = {"meta": meta, "report": report}
    press = _Press("screen", folders_of(folder), report.style, "private")
    return _finished("privacy.html", lambda links: context, press)


def checklist_html(checklist: ChecklistPage, *, folder: Path) -> str:
    """Write a filled checklist, for print."""
    meta = checklist_metadata(checklist)
    table = table_page(
        checklist.table, "items", checklist.heading("Table 1"), millimetres=FULL_WIDTH
    )
    context = {"meta": meta, "checklist": checklist, "table": table}
    style = checklist.style.model_copy(update={"layout": "one column", "logo": None})
    press = _Press("print", folders_of(folder), style, "publication", heading=checklist.heading)
    return _finished("checklist.html", lambda links: context, press)


def _finished(
    template: str,
    context: Callable[[Links], Mapping[str, object]],
    press: _Press,
    anchors: frozenset[str] = frozenset(),
    images: frozenset[str] = frozenset(),
) -> str:
    """Fill a page, and put into it what depends on the whole of it: links, sources and fonts.

    Parameters
    ----------
    context : callable
        Gives what the template prints, with links to what the page has.
    anchors : frozenset of str
        What words may lead to in a page from the shipped templates.
    """
    folders = press.folders
    css = stylesheet(folders, press.medium, press.style)
    screen = press.medium == "screen"

    def filled(links: Links) -> tuple[str, Mapping[str, object]]:
        shown = {
            "logo": None,
            "linked_data": "",
            "contents": (),
            "results": {},
            **context(links),
            "layout": press.style.layout.replace(" ", "-"),
            "say": press.say,
            "heading": press.heading,
            "css": Markup(f"{_FONTS}\n{css}" if screen else css),
            "sources": Markup(_SOURCES if screen else ""),
        }
        if screen:
            shown |= {"script": Markup(script()), "policy": policy(images_beside=bool(images))}
        html = page(template, shown, medium=press.medium, folders=folders, images=images)
        return html, shown

    html, shown = filled(Links(anchors, numbers=screen))
    # A template of the user's own may leave out parts, and the list of results.
    there, lists = anchors & set(_ID.findall(html)), _SOURCES in html
    if there != anchors or (screen and not lists):
        html, shown = filled(Links(there, numbers=lists))
    if not screen:
        return html
    if lists:
        html = html.replace(_SOURCES, _sources(html, shown, press), 1)
    return html.replace(_FONTS, screen_css(html) + dark_rules(html, ".drawing svg"), 1)


def _sources(html: str, context: Mapping[str, object], press: _Press) -> str:
    """List the results on a page; nothing where it has none."""
    groups = sources_of(html, cast("Ledger", context["results"]), press.audience)
    names = {
        **context,
        "groups": groups,
        "audience": press.audience,
        "say": press.say,
        "heading": press.heading,
        "count": sum(len(g.sources) for g in groups),
    }
    return page(LIST_OF_RESULTS, names, medium="screen", folders=press.folders) if groups else ""


def _logo(style: Style, folders: Folders) -> Logo | None:
    address = image(folders, style.logo) if style.logo else None
    return None if address is None else Logo(address, style.logo_name or "")


def _facts(findings: Findings, case: str, links: Links) -> tuple[FactLine, ...]:
    said = facts(findings, case)
    return tuple(FactLine(fact.label, inline_html(*fact.inside, links=links)) for fact in said)


def _verdicts(findings: Findings, case: str, links: Links) -> tuple[VerdictLine, ...]:
    return tuple(
        VerdictLine(
            verdict.label,
            number_html(
                verdict.result, verdict.word, f"verdict {verdict.word.replace(' ', '-')}", links
            )
            + inline_html(*verdict.details, links=links),
        )
        for verdict in verdicts(findings, case)
    )


def _text_parts(parts: tuple[TitledText, ...], links: Links) -> tuple[TextPart, ...]:
    return tuple(TextPart(p.title, html_of(*nodes_of(p.blocks), links=links)) for p in parts)


def _as_plain_text(parts: tuple[TitledText, ...]) -> str:
    said = (f"{p.title}: {words_of(*nodes_of(p.blocks))}".removeprefix(": ") for p in parts)
    return " ".join(said)


def _references(references: tuple[ReferenceView, ...], links: Links) -> tuple[ReferencePage, ...]:
    return tuple(
        ReferencePage(r.number, kept_whole(inline_html(*r.inside, links=links)), r.numbered)
        for r in references
    )


#: A DOI with the word before it, and the numbers that libraries give the work.
_IDENTIFIERS = re.compile(r'doi:<a href="https://doi\.org/[^>]*>[^<]*</a>(?: PMC?ID:[^<]*)?')


def kept_whole(reference: Markup) -> Markup:
    """Let no line end behind the dash of a range of pages, nor among its identifiers."""
    ranges = re.sub(r"\d+–\d+(?![^<]*>)", r'<span class="whole">\g<0></span>', str(reference))
    return Markup(_IDENTIFIERS.sub(r'<span class="identifiers">\g<0></span>', ranges))
