"""Write composed documents with their figures and tables as DOCX, each in its order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpreport.cases.series import SeriesRecord
from cpreport.catalogue import Heading
from cpreport.figures.picture import Picture
from cpreport.figures.style import Drawn
from cpreport.manuscript.case_report import described, facts, of_verdicts, report_sections, verdicts
from cpreport.manuscript.document import (
    Article,
    Blocks,
    Float,
    Origin,
    ReferenceView,
    Report,
    SectionView,
    Supplement,
    nodes_of,
)
from cpreport.manuscript.tree import ListBlock, Number, Paragraph, Strong, Text
from cpreport.outcomes.findings import Findings
from cpreport.publish.docx.front import counts, write_title_page
from cpreport.publish.docx.opc_package import DocumentProperties
from cpreport.publish.docx.traces import Target
from cpreport.publish.docx.writer import Writer
from cpreport.publish.html.front import (
    Front,
    Metadata,
    article_front,
    metadata,
    report_front,
    supplement_front,
)
from cpreport.publish.html.parts import section_anchor
from cpreport.publish.submission import Submission
from cpreport.tables.table import Table
from cpreport.typography import set_signs

#: Declarations that name the authors, or those they know.
_NAMING = {"acknowledgements", "contributions"}


@dataclass(frozen=True, slots=True)
class _FiguresAndTables:
    """The figures and tables of a document by name."""

    drawn: Mapping[str, Drawn | Picture]
    tables: Mapping[str, Table]

    def has(self, placed: Float) -> bool:
        return placed.id in (self.tables if placed.kind == "table" else self.drawn)


def article_docx(
    findings: Findings,
    article: Article,
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    submission: Submission | None = None,
) -> bytes:
    """Write the case-series article as a manuscript to work in.

    Parameters
    ----------
    drawn, tables : mapping
        The figures and tables of the series by name.
    submission : Submission or None
        How the journal wants it; None for what most of them ask for.
    """
    record = findings.record
    front, things = article_front(record), _FiguresAndTables(drawn, tables)
    file = record.source.file
    meta = metadata(front, record, record.title)
    writer = _writer(record, front, meta, submission, _targets(article, article.sections))
    write_title_page(writer, front, record.heading, Origin(file, ("title",), 0))
    writer.labelled(record.heading("Word count"), Text(counts(record.say, article)))
    _write_abstract(writer, article, record.heading)
    titles = {set_signs(section.title): n for n, section in enumerate(record.sections)}
    for section in article.sections:
        number = titles.get(section.title) if section.case is None else None
        origin = Origin(file, ("sections", number, "title"), 0) if number is not None else None
        _write_section(writer, section, origin, things)
    _write_declarations(writer, article, record.heading)
    _write_references(writer, article.references, record.heading)
    _write_floats_at_end(writer, article.floats, things, record)
    return writer.file("article")


def supplement_docx(
    findings: Findings,
    supplement: Supplement,
    drawn: Mapping[str, Drawn],
    tables: Mapping[str, Table],
    submission: Submission | None = None,
) -> bytes:
    """Write the supplement of the article.

    Parameters are those of `article_docx`; lines stand closer and carry no numbers unless that is
    asked for, as nobody edits a supplement line by line.
    """
    submission = submission or Submission(spacing=1.15, line_numbers=False)
    record = findings.record
    front, things = supplement_front(record, supplement.title), _FiguresAndTables(drawn, tables)
    meta = metadata(front, record, record.say("pages.supplement_of", title=record.title))
    writer = _writer(record, front, meta, submission, _targets(supplement, supplement.sections))
    write_title_page(
        writer, front, record.heading, Origin(record.source.file, ("supplement", "title"), 0)
    )
    written = record.supplement.sections if record.supplement is not None else ()
    titles = {set_signs(section.title): n for n, section in enumerate(written)}
    for section in supplement.sections:
        path = ("supplement", "sections", titles[section.title], "title")
        _write_section(writer, section, Origin(record.source.file, path, 0), things)
    _write_references(writer, supplement.references, record.heading)
    _write_floats_at_end(writer, supplement.floats, things, record)
    return writer.file("supplement")


def _write_section(
    writer: Writer, section: SectionView, title: Origin | None, things: _FiguresAndTables
) -> None:
    writer.heading(section.title, section.level - 1, section_anchor(section), title)
    for block in section.blocks:
        if block.float is None:
            writer.blocks((block.node,), block.origin)
        elif _in_text(block.float, writer.submission):
            _write_float(writer, block.float, things)


def _writer(
    record: SeriesRecord,
    front: Front,
    meta: Metadata,
    submission: Submission | None,
    targets: Iterable[Target],
) -> Writer:
    submission = submission or Submission()
    said = DocumentProperties(
        meta.title,
        meta.language,
        () if submission.anonymous else meta.authors,
        meta.keywords,
        meta.description,
        meta.anonymous_running if submission.anonymous else meta.running[1],
        meta.paper,
        record.text_of("pages.number"),
        record.text_of("pages.table.continued"),
    )
    return Writer(said, submission, targets)


def _targets(
    document: Article | Supplement | Report, sections: Iterable[SectionView]
) -> tuple[Target, ...]:
    """List what citations and references of a document may lead to."""
    return (
        *(Target(section_anchor(section), section.title) for section in sections),
        *(Target(placed.anchor, placed.label) for placed in document.floats),
        *(Target(f"ref-{r.number}", str(r.number), r.key) for r in document.references),
    )


def _write_abstract(writer: Writer, article: Article, heading: Heading) -> None:
    named = writer.submission.headings
    if article.abstract:
        writer.heading(named.get("abstract", heading("Abstract")), 1, "abstract", new_page=True)
    for part in article.abstract:
        if part.title:
            writer.heading(part.title, 2)
        _write_text(writer, part.blocks)
    if article.key_points:
        writer.heading(named.get("key_points", heading("Key points")), 1, "key-points")
    for point in article.key_points:
        origin = point[0].origin if point else None
        writer.blocks((ListBlock((nodes_of(point),)),), origin)


def _write_text(writer: Writer, text: Blocks) -> None:
    for block in text:
        writer.blocks((block.node,), block.origin)


def _write_declarations(writer: Writer, article: Article, heading: Heading) -> None:
    named = writer.submission.headings
    shown = [
        declaration
        for declaration in article.declarations
        if not (writer.submission.anonymous and declaration.key in _NAMING)
    ]
    if shown:
        writer.heading(heading("Declarations"), 1, "declarations")
    for declaration in shown:
        writer.heading(named.get(declaration.key, declaration.title), 2)
        _write_text(writer, declaration.blocks)


def _write_references(
    writer: Writer, references: tuple[ReferenceView, ...], heading: Heading
) -> None:
    if references:
        writer.heading(heading("References"), 1, "references")
    for reference in references:
        writer.reference(reference.number, reference.inside, numbered=reference.numbered)


# --- figures and tables --------------------------------------------------------------------------


def _in_text(placed: Float, submission: Submission) -> bool:
    where = submission.tables if placed.kind == "table" else submission.figures
    return where == "in text"


def _write_float(
    writer: Writer, placed: Float, things: _FiguresAndTables, *, new_page: bool = False
) -> None:
    if not things.has(placed):
        return
    if placed.kind == "table":
        writer.table(things.tables[placed.id], placed.anchor, placed.label)
    else:
        figure = things.drawn[placed.id]
        writer.figure(figure, placed.anchor, placed.label, new_page=new_page)


def _write_floats_at_end(
    writer: Writer, floats: tuple[Float, ...], things: _FiguresAndTables, record: SeriesRecord
) -> None:
    """Write what does not stand in the text: tables, then figures or their legends."""
    left = [f for f in floats if things.has(f) and not _in_text(f, writer.submission)]
    tables = [f for f in left if f.kind == "table"]
    figures = [f for f in left if f.kind == "figure"]
    if tables:
        writer.heading(record.heading("Tables"), 1, new_page=True)
    for table in tables:
        _write_float(writer, table, things)
    if not figures:
        return
    listed = writer.submission.figures == "listed"
    title = record.heading("Figure legends") if listed else record.heading("Figures")
    writer.heading(title, 1, new_page=True)
    for number, figure in enumerate(figures):
        if listed:
            name = writer.submission.figure_file.format(number=figure.number)
            file = record.say("article.figure_file", file=name)
            writer.legend(things.drawn[figure.id], figure.anchor, figure.label, file)
        else:
            _write_float(writer, figure, things, new_page=number > 0)


# --- the case report -----------------------------------------------------------------------------


def report_docx(
    findings: Findings,
    report: Report,
    drawn: Mapping[str, Drawn | Picture],
    tables: Mapping[str, Table],
    submission: Submission | None = None,
) -> bytes:
    """Write one case's report, in the order of the CARE guideline.

    Parameters are those of `article_docx`; nobody reviews a report alone, so that its lines stand
    closer and carry no numbers unless that is asked for.
    """
    submission = submission or Submission(spacing=1.15, line_numbers=False)
    record = findings.record
    case = findings.case(report.case_id).case
    front, things = report_front(record, case), _FiguresAndTables(drawn, tables)
    sections = [s for s in report_sections(findings, report, things.has).values() if s is not None]
    meta = metadata(front, record, described(findings, case.id))
    writer = _writer(record, front, meta, submission, _targets(report, sections))
    write_title_page(writer, front, record.heading, None)
    _write_summary(writer, findings, case.id)
    for section in sections:
        _write_section(writer, section, None, things)
    _write_references(writer, report.references, record.heading)
    _write_floats_at_end(writer, report.floats, things, record)
    return writer.file(case.id)


def _write_summary(writer: Writer, findings: Findings, case_id: str) -> None:
    writer.heading(findings.heading("Summary"), 1, "summary")
    for fact in facts(findings, case_id):
        writer.labelled(fact.label, *fact.inside)
    found = verdicts(findings, case_id)
    if found:
        writer.line((Strong((Text(f"{findings.heading('Outcomes')}:"),)),), "FrontMatter")
    for verdict in found:
        word = Number(verdict.result, verdict.word)
        said = Paragraph((Text(f"{verdict.label}: "), word, *verdict.details))
        writer.blocks((ListBlock(((said,),)),))
    if found:
        writer.blocks((Paragraph(of_verdicts(findings)),))
