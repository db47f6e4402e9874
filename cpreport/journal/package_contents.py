"""Make every file of a package from the series that lies in it.

`cpreport package` and `cpreport verify` both call this: what one writes, the other makes again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cpreport.builder.make import Material, make
from cpreport.builder.plan import Document
from cpreport.check.check_series import Ready
from cpreport.checklists.files import checklist_files
from cpreport.content_cache import current_cache
from cpreport.data.data_package import data_package
from cpreport.figures import draw_series, series_figures_of
from cpreport.figures.style import Drawn
from cpreport.journal.crate import PATH as CRATE
from cpreport.journal.crate import crate
from cpreport.journal.figures import figure_files
from cpreport.journal.package_pages import explaining_files
from cpreport.journal.package_terms import TERMS, Terms, terms_json
from cpreport.journal.profile import Profile
from cpreport.journal.profiles import GENERIC
from cpreport.journal.shareable import leave_out_withheld
from cpreport.journal.table_files import table_files
from cpreport.journal.zip_archive import with_sums
from cpreport.manuscript.document import Article, Report, Supplement, table_labels
from cpreport.outcomes.findings import Findings
from cpreport.privacy import photographs_of_article, to_share
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.engines import Engine, missing_engine
from cpreport.tables import SERIES_TABLES, series_table
from cpreport.tables.notes_once import notes_once
from cpreport.tables.table import Table

_FORMATS = ("pdf", "html")
#: What would write the time of making into a document.
_CLOCK = "SOURCE_DATE_EPOCH"


@dataclass(frozen=True, slots=True)
class _Floats:
    """The figures and tables of the article by name, those that are there."""

    drawn: Mapping[str, Drawn]
    tables: Mapping[str, Table]


def contents(
    ready: Ready,
    article: Article,
    profile: Profile,
    terms: Terms,
    series: Mapping[str, bytes],
    remarks: list[Problem] | None = None,
) -> dict[str, bytes]:
    """Make the files of a package by path, with their checksums.

    Parameters
    ----------
    ready : Ready
        The series as `shareable_files` gives it, read from its folder, with all cases whole.
    series : mapping of str to bytes
        The files of that folder.
    remarks : list of Problem or None
        Takes what is to be said of a document although it was made.

    Raises
    ------
    Refused
        Where a document cannot be made.
    """
    if lacking := missing_engine(terms.engine):
        raise Refused([Problem("CP601", Place("."), "the PDFs are Typst's", help=lacking)])
    remarks = [] if remarks is None else remarks
    findings = ready.findings
    floats = _floats(findings, ready.folder)
    with _no_clock():
        files = _documents(ready, article, terms.engine, remarks)
        files |= _manuscript(findings, article, floats, profile)
        files |= _below("figures", figure_files(findings, ready.folder, article, profile))
        files |= _below("tables", table_files(findings, article))
        files |= _below(
            "checklists", checklist_files(ready, _for_checklists(files), (), terms.engine, remarks)
        )
        files |= data_package(to_share(findings))
        kept = leave_out_withheld(series, terms.cases, terms.shared)
        files |= {f"series/{name}": content for name, content in kept.items()}
        files[TERMS] = terms_json(terms)
        files |= explaining_files(findings, terms, files)
        files[CRATE] = crate(findings.record, terms, files)
    return with_sums(files)


@contextmanager
def _no_clock() -> Iterator[None]:
    """Let no document carry a time, whatever is asked for: who checks it may ask for another."""
    asked = os.environ.pop(_CLOCK, None)
    try:
        yield
    finally:
        if asked is not None:
            os.environ[_CLOCK] = asked


def _floats(findings: Findings, folder: Path) -> _Floats:
    drawn = {name: draw_series(name, findings) for name in series_figures_of(findings)}
    drawn |= photographs_of_article(findings, folder)
    tables = {name: series_table(name, findings) for name in SERIES_TABLES}
    return _Floats(
        {name: figure for name, figure in drawn.items() if figure is not None},
        {name: table for name, table in tables.items() if table is not None},
    )


def _documents(
    ready: Ready, article: Article, engine: Engine, remarks: list[Problem]
) -> dict[str, bytes]:
    """Make the article, the supplement and every report, to be read."""
    make_it = partial(_make, ready, engine, remarks)
    outputs = tuple(f"manuscript/article.{ending}" for ending in _FORMATS)
    files = make_it(Document("article", "article", outputs, ()), article)
    if ready.supplement is not None:
        outputs = tuple(f"supplement/supplement.{ending}" for ending in (*_FORMATS, "docx"))
        beside = Document("supplement", "supplement", outputs, ())
        files |= make_it(beside, ready.supplement)
    for case_id, report in ready.reports.items():
        outputs = tuple(f"cases/{case_id}/{case_id}.{ending}" for ending in _FORMATS)
        files |= make_it(Document("report", case_id, outputs, ()), report)
    return files


def _make(
    ready: Ready,
    engine: Engine,
    remarks: list[Problem],
    document: Document,
    composed: Article | Supplement | Report,
) -> dict[str, bytes]:
    shelf = current_cache()
    material = Material(
        document, ready.folder, ready.findings, composed, shelf=shelf, engine=engine
    )
    made = make(material)
    if made.problems:
        raise Refused(made.problems)
    remarks += made.remarks
    return {path: made.files[path] for path in document.outputs}


def _manuscript(
    findings: Findings, article: Article, floats: _Floats, profile: Profile
) -> dict[str, bytes]:
    """Make the article to be worked on, as the journal wants it."""
    from cpreport.publish.docx import article_docx
    from cpreport.publish.jats import Journal, article_jats

    drawn = floats.drawn
    tables = notes_once(findings.say, table_labels(article.floats), floats.tables)
    journal = None
    if profile.id != GENERIC:
        journal = Journal(profile.title_of_journal, publisher=profile.publisher or "")
    return {
        "manuscript/manuscript.docx": article_docx(
            findings, article, drawn, tables, profile.submission()
        ),
        "manuscript/article.xml": article_jats(findings, article, drawn, tables, journal=journal),
    }


def _for_checklists(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Name the finished documents by the paths that they have in a build."""
    manuscript = {
        "article/article.pdf": files["manuscript/article.pdf"],
        "article/article.docx": files["manuscript/manuscript.docx"],
    }
    return manuscript | {p: c for p, c in files.items() if p.startswith("cases/")}


def _below(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": content for name, content in files.items()}
