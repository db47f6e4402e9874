"""Take composed documents, drawings and tables, and give the parts of a page in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from cpreport.figures.picture import Picture
from cpreport.figures.style import Drawn
from cpreport.manuscript.document import Article, Float, Report, SectionView, Supplement
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import join_names
from cpreport.publish.folders import Medium
from cpreport.publish.html import sentences
from cpreport.publish.html.drawings import as_image, as_inline_svg, as_photograph
from cpreport.publish.html.front import begun_large, begun_small
from cpreport.publish.html.tabular import TablePage, table_page
from cpreport.tables.table import Table

#: Width of a page's type area, of its text and of one of two columns, in mm, as `styles` set them.
FULL_WIDTH, TEXT_WIDTH, COLUMN_WIDTH = 174.0, 130.0, 84.0

#: Characters of a heading that two lines of the left column hold.
_TWO_LINES = 36


@dataclass(frozen=True, slots=True)
class FigurePage:
    """A figure ready to be printed.

    source : str
        The address for an `img` element; on screens, that of a picture that was not drawn.
    drawing : Markup
        On screens, the inline SVG.
    photograph : bool
        Whether it was not drawn from data; its dots are those of print then.
    """

    id: str
    anchor: str
    label: str
    caption: str
    alt: str
    wide: bool
    source: str = ""
    drawing: Markup = field(default_factory=Markup)
    photograph: bool = False
    kind: str = "figure"


#: A figure or a table; a template asks its `kind`.
FloatPage = FigurePage | TablePage


@dataclass(frozen=True, slots=True)
class PageBlock:
    """One block of a section: finished HTML, or a figure or table."""

    html: Markup = field(default_factory=Markup)
    float: FloatPage | None = None


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section with its heading, its blocks and the sections below it."""

    anchor: str
    title: str
    blocks: tuple[PageBlock, ...]
    sections: tuple[PageSection, ...] = ()

    @property
    def long_title(self) -> bool:
        """Whether the title needs more than two lines of the print's left column."""
        return len(self.title) > _TWO_LINES


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the summary of a case."""

    label: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the series' rule says of one outcome, in a word."""

    label: str
    scale: str
    word: str
    result: str


class Floats:
    """The figures and tables of a document by kind and id, made ready once each.

    narrow : float
        Width of a table that does not need the whole width of the page, in mm.
    """

    def __init__(
        self,
        drawn: Mapping[str, Drawn] | Mapping[str, Drawn | Picture],
        tables: Mapping[str, Table],
        medium: Medium,
        narrow: float = TEXT_WIDTH,
    ) -> None:
        self._drawn = drawn
        self._tables = tables
        self._medium: Medium = medium
        self._narrow = narrow

    def page(self, float: Float) -> FloatPage | None:
        """Make a float ready; None where nothing was drawn or tabulated."""
        if float.kind == "table":
            table = self._tables.get(float.id)
            return None if table is None else self._table(table, float)
        figure = self._drawn.get(float.id)
        return None if figure is None else _figure(figure, float, self._medium)

    def _table(self, table: Table, float: Float) -> TablePage:
        width = FULL_WIDTH if table.wide else self._narrow
        return table_page(
            table,
            float.anchor,
            float.label,
            millimetres=width if self._medium == "print" else None,
        )


def _figure(figure: Drawn | Picture, float: Float, medium: Medium) -> FigurePage:
    alt = " ".join(figure.alt.split())
    said = (figure.id, float.anchor, float.label, figure.caption, alt, figure.wide)
    if isinstance(figure, Picture):
        return FigurePage(*said, source=as_photograph(figure), photograph=True)
    if medium == "print":
        return FigurePage(*said, source=as_image(figure))
    return FigurePage(*said, drawing=as_inline_svg(figure, float.anchor))


# --- the article ---------------------------------------------------------------------------------


def article_sections(article: Article | Supplement, floats: Floats) -> tuple[PageSection, ...]:
    """Give the sections of article or supplement, each case presentation below its section."""
    nested: list[tuple[SectionView, list[PageSection]]] = []
    for section in article.sections:
        if section.level > 2 and nested:
            nested[-1][1].append(_section(section, floats))
        else:
            nested.append((section, []))
    return tuple(_section(section, floats, tuple(below)) for section, below in nested)


def _section(
    section: SectionView, floats: Floats, below: tuple[PageSection, ...] = ()
) -> PageSection:
    anchor = section_anchor(section)
    blocks = (_block(block.html, block.float, floats) for block in section.blocks)
    return PageSection(anchor, section.title, tuple(b for b in blocks if b is not None), below)


def section_anchor(section: SectionView) -> str:
    """Give the name that links to a section of the article lead to."""
    return section.id if section.case is not None else f"sec-{section.id}"


def _block(html: str, float: Float | None, floats: Floats) -> PageBlock | None:
    if float is None:
        return PageBlock(Markup(html)) if html else None
    page = floats.page(float)
    return None if page is None else PageBlock(float=page)


# --- the case report -----------------------------------------------------------------------------

#: The sections of a case report in CARE order (doi 10.1186/1752-1947-7-223), with the floats that
#: stand in each. Templates name them by these keys. Figures and tables take turns where they can: a
#: table may run over the end of a page, and so leaves no gap before a figure that does not fit.
REPORT_SECTIONS: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "patient_information": ("Patient information", (("table", "characteristics"),)),
    "clinical_findings": ("Clinical findings", ()),
    "timeline": ("Timeline", (("figure", "timeline"),)),
    "diagnostic_assessment": ("Diagnostic assessment", ()),
    "therapeutic_intervention": ("Therapeutic intervention", (("table", "sessions"),)),
    "follow_up_and_outcomes": (
        "Follow-up and outcomes",
        (("table", "scores"), ("figure", "spasticity"), ("figure", "change"), ("table", "items")),
    ),
    "adverse_events": ("Adverse events", (("table", "adverse_events"),)),
    "patient_perspective": ("Patient perspective", ()),
    "informed_consent": ("Informed consent", ()),
}


def report_sections(
    findings: Findings, report: Report, floats: Floats
) -> dict[str, PageSection | None]:
    """Give the sections of a case report by key; None for one with nothing to say."""
    sections = {}
    placed = {(kind, name) for _, its in REPORT_SECTIONS.values() for kind, name in its}
    others = [f for f in report.floats if (f.kind, f.id) not in placed]
    for key, (title, its) in REPORT_SECTIONS.items():
        own = sorted((f for f in report.floats if (f.kind, f.id) in its), key=_position(its))
        own += others if key == "follow_up_and_outcomes" else []
        pages = [page for f in own if (page := floats.page(f)) is not None]
        text = [html for html in _TEXTS[key](findings, report) if html]
        if pages and (pointer := _pointer(key, pages)):
            text.append(pointer)
        blocks = [*(PageBlock(Markup(html)) for html in text), *(PageBlock(float=p) for p in pages)]
        anchor = f"sec-{key.replace('_', '-')}"
        sections[key] = PageSection(anchor, title, tuple(blocks)) if blocks else None
    return sections


def _position(its: tuple[tuple[str, str], ...]) -> Callable[[Float], int]:
    return lambda float: its.index((float.kind, float.id))


#: What is said of the floats of a section before they come.
_POINTERS = {
    "patient_information": "{} gives the characteristics of the patient.",
    "timeline": "{} shows the course in months from the first session.",
    "therapeutic_intervention": "{} lists the sessions.",
    "adverse_events": "{} gives the counts.",
}
_SHOWN_BY = {
    "change": "the change of every score",
    "scores": "the scores",
    "spasticity": "spasticity by muscle and side",
    "items": "every graded item",
}


_SHOW = (" shows", " show")


def _pointer(key: str, pages: list[FloatPage]) -> Markup:
    """Mention the floats of a section in a sentence, so that none comes unannounced."""
    if key == "follow_up_and_outcomes":
        known = [page for page in pages if page.id in _SHOWN_BY]
        said = [Markup("{} ({})").format(_SHOWN_BY[page.id], _link(page)) for page in known]
        seen = [_link(page) for page in pages if isinstance(page, FigurePage) and page.photograph]
        results, pictures = sentences.joined(said), sentences.joined(seen)
        return sentences.paragraph(
            Markup("The results are given as {}.").format(results) if said else None,
            Markup("{} the patient.").format(pictures + _SHOW[len(seen) > 1]) if seen else None,
        )
    if key not in _POINTERS:
        return Markup()
    links = sentences.joined([_link(page) for page in pages])
    return sentences.paragraph(Markup(_POINTERS[key]).format(links))


def _link(page: FloatPage) -> Markup:
    return Markup('<a class="xref" href="#{}">{}</a>').format(page.anchor, page.label)


Texts = Iterator[str]


def _patient_information(findings: Findings, report: Report) -> Texts:
    yield report.parts.get("history", "")


def _clinical_findings(findings: Findings, report: Report) -> Texts:
    yield report.parts.get("findings", "")


def _timeline(findings: Findings, report: Report) -> Texts:
    yield sentences.paragraph(sentences.visits_sentence(findings, report.case_id))


def _diagnostic_assessment(findings: Findings, report: Report) -> Texts:
    yield report.parts.get("diagnostics", "")


def _therapeutic_intervention(findings: Findings, report: Report) -> Texts:
    case = findings.scored.case(report.case_id).case
    yield sentences.paragraph(sentences.treatment_sentence(findings, case.id))
    for number, treatment in enumerate(case.treatment, start=1):
        yield report.parts.get(f"product {number}", "")
        beside = treatment.concomitant
        label = "Concomitant treatment"
        if len(case.treatment) > 1:
            label = f"{label} beside {begun_small(treatment.name)}"
        yield sentences.labelled(label, beside or "not reported")


def _follow_up_and_outcomes(findings: Findings, report: Report) -> Texts:
    case = findings.scored.case(report.case_id).case
    yield sentences.paragraph(
        sentences.assessors_sentence(findings, case.id),
        sentences.verdicts_sentence(findings, case.id),
    )
    yield report.parts.get("outcome", "")
    labels = {v.id: v.label for v in findings.scored.series.record.visits}
    for visit in case.visits:
        note = report.parts.get(f"note {visit.id}", "")
        yield _begun_with(f"{labels.get(visit.id, visit.id)}.", note)
    yield sentences.paragraph(sentences.caution_sentence(case))


def _begun_with(label: str, html: str) -> str:
    """Put a label at the start of the first paragraph of a text."""
    start = Markup("<strong>{}</strong> ").format(label)
    return html.replace("<p>", f"<p>{start}", 1) if html.startswith("<p>") else ""


def _adverse_events(findings: Findings, report: Report) -> Texts:
    yield sentences.paragraph(sentences.adverse_events_sentence(findings, report.case_id))
    monitoring = report.parts.get("adverse_event_monitoring", "")
    yield monitoring or sentences.paragraph(sentences.monitoring_missing())


def _patient_perspective(findings: Findings, report: Report) -> Texts:
    yield report.parts.get("patient_perspective", "")


def _informed_consent(findings: Findings, report: Report) -> Texts:
    case = findings.scored.case(report.case_id).case
    yield sentences.paragraph(sentences.consent_sentences(case))


_TEXTS: Mapping[str, Callable[[Findings, Report], Texts]] = {
    "patient_information": _patient_information,
    "clinical_findings": _clinical_findings,
    "timeline": _timeline,
    "diagnostic_assessment": _diagnostic_assessment,
    "therapeutic_intervention": _therapeutic_intervention,
    "follow_up_and_outcomes": _follow_up_and_outcomes,
    "adverse_events": _adverse_events,
    "patient_perspective": _patient_perspective,
    "informed_consent": _informed_consent,
}


def facts(findings: Findings, id: str) -> tuple[Fact, ...]:
    """Give the case in a few lines, as an abstract would."""
    case = findings.scored.case(id).case
    return (
        Fact("Patient", sentences.patient_in_short(findings, id)),
        Fact("Diagnosis", sentences.diagnosis_in_short(case)),
        Fact("Treatment", sentences.treatment_in_short(findings, id)),
        Fact("Follow-up", sentences.follow_up_in_short(findings, id)),
        Fact("Adverse events", sentences.adverse_events_in_short(findings, id)),
    )


def verdicts(findings: Findings, id: str) -> tuple[Verdict, ...]:
    """Give the verdict on every outcome of a case."""
    return tuple(
        Verdict(begun_large(judged.outcome.label), judged.scale.name, result.printed, result.id)
        for judged in findings.judged
        for result in [findings.result(id, judged.key, "verdict")]
    )


def described(findings: Findings, id: str) -> str:
    """Describe a case report in a sentence, for its metadata."""
    case = findings.scored.case(id).case
    labels = join_names([judged.outcome.label for judged in findings.judged])
    sessions = findings.result(id, "sessions").with_unit
    return f"Case report of patient {id}: {case.patient.diagnosis}; {sessions}; {labels}."
