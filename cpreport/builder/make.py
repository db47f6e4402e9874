"""Make one document of the plan as the bytes of its outputs; nothing is written here."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cpreport.builder.graphical_abstract_files import graphical_abstract_files
from cpreport.builder.plan import Document
from cpreport.content_cache import CacheFolder, use_cache
from cpreport.data.series_files import attached_data, tables_beside
from cpreport.data.table_csv import to_csv
from cpreport.figures import case_figures_of, draw_case, draw_series, phone_look, series_figures_of
from cpreport.figures.drawing import file_of
from cpreport.figures.style import Drawn
from cpreport.manuscript.document import Article, Report, Supplement, table_labels
from cpreport.manuscript.supplement import case_and_name, tables_of
from cpreport.outcomes.findings import Findings
from cpreport.privacy import photographs_of_article, photographs_of_report, pictures_of, to_share
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.attachment import Attachment
from cpreport.publish.engines import (
    Engine,
    SetPdf,
    remark_problems,
    reserved_for_weasyprint,
    set_pdf,
)
from cpreport.publish.html.used_files import BEGINNINGS
from cpreport.publish.typst.nodes import Data
from cpreport.tables import CASE_TABLES, SERIES_TABLES, case_table, series_table, supplement_table
from cpreport.tables.notes_once import notes_once
from cpreport.tables.table import Table

if TYPE_CHECKING:
    from cpreport.publish.html.number_sources import Audience

T = TypeVar("T")

#: What the data attached to the article hold, for those who look at the list of attachments.
_ATTACHED = {
    "item-grades.csv": "Every graded item",
    "all-scores.csv": "Every score",
    "results.csv": "Every reported number",
}


@dataclass(frozen=True, slots=True)
class Material:
    """What one document is made from; it can be sent to a worker.

    composed : Article, Supplement or Report
        The filled manuscript.
    audience : {"publication", "private"}
        Whether pages for screens also name files and lines.
    shelf : CacheFolder or None
        Where drawings, fonts and typeset pages are kept; None where nothing is.
    engine : {"weasyprint", "typst"}
        What sets its PDF, where it can.
    """

    document: Document
    folder: Path
    findings: Findings
    composed: Article | Supplement | Report
    audience: Audience = "publication"
    shelf: CacheFolder | None = None
    engine: Engine = "weasyprint"


@dataclass(frozen=True, slots=True)
class Made:
    """A document as made: its files' bytes by path, or the problems that stood in the way.

    unfinished : mapping of str to Path
        Files that are on the disk already, without their names.
    remarks : tuple of Problem
        What is to be said of it although it was made.
    engine : {"weasyprint", "typst"} or None
        What set its PDF; None where it has none.
    """

    document: Document
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    unfinished: Mapping[str, Path] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()
    engine: Engine | None = None


def make(material: Material) -> Made:
    """Make one document; whatever goes wrong stops only this one (design, invariant 10)."""
    document = material.document
    started = time.perf_counter()
    pdfs: list[SetPdf] = []
    with use_cache(material.shelf):
        name = document.outputs[0]
        files, problems = attempt(lambda: _files(material, pdfs), name, document.case)
    path = next((path for path in document.outputs if path.endswith(".pdf")), "")
    remarks = tuple(said for pdf in pdfs for said in remark_problems(path, pdf, document.case))
    engine = pdfs[0].engine if pdfs else None
    seconds = time.perf_counter() - started
    return Made(document, files or {}, problems, seconds, remarks=remarks, engine=engine)


def attempt(
    work: Callable[[], T], output: str, case: str | None = None
) -> tuple[T | None, tuple[Problem, ...]]:
    """Do one piece of rendering; give what it made, or the problems that stood in the way.

    Whatever nobody foresaw becomes a problem of this output here, so that the others are built.
    """
    try:
        return work(), ()
    except Refused as refused:
        return None, refused.problems
    except Exception as error:
        if os.environ.get("CPREPORT_DEBUG"):
            raise
        message = f"{output}: {_in_words(error)}"
        hint = "run `cpreport doctor`; the other outputs are not affected"
        return None, (Problem("CP601", Place("."), message, help=hint, case=case),)


def _in_words(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "there was not enough memory"
    return f"{type(error).__name__}: {error}"


def _files(material: Material, pdfs: list[SetPdf]) -> dict[str, bytes]:
    """Make the files of a document; who set its PDF is noted in `pdfs`."""
    if isinstance(material.composed, Report):
        return _report_files(material, material.composed, pdfs)
    if isinstance(material.composed, Article):
        return _article_files(material, material.composed, pdfs)
    return _supplement_files(material, material.composed, pdfs)


def _report_files(material: Material, report: Report, pdfs: list[SetPdf]) -> dict[str, bytes]:
    from cpreport.publish.html.documents import report_html
    from cpreport.publish.typst.documents import report_data

    findings, case_id = material.findings, report.case_id
    names = case_figures_of(findings, case_id)
    drawn = _there({n: _figure(material, partial(draw_case, n, findings, case_id)) for n in names})
    drawn |= photographs_of_report(findings, case_id, material.folder)
    pictures = pictures_of(material.folder, findings.case(case_id).case)
    tables = _tables(report, findings, {n: case_table(n, findings, case_id) for n in CASE_TABLES})

    page = partial(report_html, findings, report, {**drawn, **pictures}, tables)
    sheet = partial(report_data, findings, report, {**drawn, **pictures}, tables)

    def office() -> bytes:
        from cpreport.publish.docx import report_docx

        return report_docx(findings, report, {**drawn, **pictures}, tables)

    images = {f"figures/{case_id}-{n}.{p.ending}": p.content for n, p in pictures.items()}
    data = _case_data(findings, case_id, tables) if _is_archived(material) else None
    printed = partial(_pdf, material, page, sheet, data, pdfs)
    pages = _pages(material, page, {"docx": office, "pdf": printed})
    return _beside(drawn, tables, prefix=f"{case_id}-") | images | pages


def _article_files(material: Material, article: Article, pdfs: list[SetPdf]) -> dict[str, bytes]:
    from cpreport.publish.html.documents import article_html
    from cpreport.publish.typst.documents import article_data

    findings = material.findings
    names = series_figures_of(findings)
    drawn = _there({n: _figure(material, partial(draw_series, n, findings)) for n in names})
    drawn |= photographs_of_article(findings, material.folder)
    tables = _tables(article, findings, {n: series_table(n, findings) for n in SERIES_TABLES})

    page = partial(article_html, findings, article, drawn, tables)
    sheet = partial(article_data, findings, article, drawn, tables)

    def office() -> bytes:
        from cpreport.publish.docx import article_docx

        return article_docx(findings, article, drawn, tables)

    def jats() -> bytes:
        from cpreport.publish.jats import article_jats

        return article_jats(findings, article, drawn, tables)

    supplement = _there({n: supplement_table(n, findings) for n in tables_beside(findings)})
    files = _beside(drawn, tables | supplement, prefix="") | graphical_abstract_files(findings)
    data = _series_data(findings) if _is_archived(material) else None
    printed = partial(_pdf, material, page, sheet, data, pdfs)
    return files | _pages(material, page, {"docx": office, "xml": jats, "pdf": printed})


def _supplement_files(
    material: Material, supplement: Supplement, pdfs: list[SetPdf]
) -> dict[str, bytes]:
    from cpreport.publish.html.documents import supplement_html
    from cpreport.publish.typst.documents import supplement_data

    findings = material.findings
    named = {f.id: case_and_name(f.id) for f in supplement.floats if f.kind == "figure"}
    drawn = _there(
        {
            figure: _figure(material, partial(draw_case, name, findings, case))
            for figure, (case, name) in named.items()
        }
    )
    tables = tables_of(findings, supplement)

    page = partial(supplement_html, findings, supplement, drawn, tables)
    sheet = partial(supplement_data, findings, supplement, drawn, tables)

    def office() -> bytes:
        from cpreport.publish.docx import supplement_docx

        return supplement_docx(findings, supplement, drawn, tables)

    printed = partial(_pdf, material, page, sheet, None, pdfs)
    return _pages(material, page, {"docx": office, "pdf": printed})


def _figure(material: Material, draw: Callable[..., Drawn | None]) -> Drawn | None:
    """Draw a figure, for phones too where a page for screens is made."""
    drawn = draw()
    if drawn is None or not any(path.endswith(".html") for path in material.document.outputs):
        return drawn
    return replace(drawn, narrow=draw(look=phone_look(material.findings)))


def _tables(
    composed: Article | Report, findings: Findings, found: Mapping[str, Table | None]
) -> dict[str, Table]:
    """Gather the tables there are, each note beneath the first that the document prints."""
    return notes_once(findings.say, table_labels(composed.floats), _there(found))


def _there(found: Mapping[str, T | None]) -> dict[str, T]:
    return {name: thing for name, thing in found.items() if thing is not None}


def _pages(
    material: Material, page: Callable[..., str], others: Mapping[str, Callable[[], bytes]]
) -> dict[str, bytes]:
    """Make a document in the formats that were asked for.

    Parameters
    ----------
    page : callable
        Writes it as HTML for a medium, with the templates and styles of a folder.
    others : mapping of str to callable
        What gives it in the other formats, by the ending of the file.
    """
    pages: dict[str, bytes] = {}
    for path in material.document.outputs:
        if path.endswith(".html"):
            html = page(medium="screen", folder=material.folder, audience=material.audience)
            pages[path] = html.encode()
        elif (ending := path.rpartition(".")[2]) in others:
            pages[path] = others[ending]()
    return pages


def _pdf(
    material: Material,
    page: Callable[..., str],
    sheet: Callable[..., Data],
    attached: tuple[Attachment, ...] | None,
    pdfs: list[SetPdf],
) -> bytes:
    """Set a document as PDF, and note who set it.

    Parameters
    ----------
    page, sheet : callable
        Write it as HTML and as data for Typst, with the templates and styles of a folder.
    attached : tuple of Attachment or None
        What is attached to a PDF for archives; None where it is not for archives.
    """
    folder, kind = material.folder, material.document.kind
    style = material.findings.record.style
    reserved = (
        reserved_for_weasyprint(BEGINNINGS[kind], folder, style, columns=kind == "article")
        if material.engine == "typst"
        else ""
    )
    found = set_pdf(
        material.engine,
        reserved,
        lambda: page(medium="print", folder=folder, audience=material.audience),
        lambda: sheet(folder=folder),
        attached,
    )
    pdfs.append(found)
    return found.content


def _is_archived(material: Material) -> bool:
    return material.findings.record.archive


def _series_data(findings: Findings) -> tuple[Attachment, ...]:
    """Attach to the article the data of the patients who share theirs."""

    return tuple(
        Attachment(name, content, _ATTACHED[name])
        for name, content in attached_data(findings).items()
    )


def _case_data(
    findings: Findings, case_id: str, tables: Mapping[str, Table]
) -> tuple[Attachment, ...]:
    """Attach to a report the tables of a patient who shares the data."""
    shared = {case.id for case in to_share(findings).scored.cases}
    if case_id not in shared:
        return ()
    return tuple(
        Attachment(f"{case_id}-{name}.csv", to_csv(table).encode(), table.caption)
        for name, table in tables.items()
    )


def _beside(
    drawn: Mapping[str, Drawn], tables: Mapping[str, Table], *, prefix: str
) -> dict[str, bytes]:
    """Write the figures and tables as files of their own."""
    figures = {f"figures/{prefix}{name}.svg": file_of(f, "svg") for name, f in drawn.items()}
    return figures | {
        f"tables/{prefix}{name}.csv": to_csv(t).encode() for name, t in tables.items()
    }
