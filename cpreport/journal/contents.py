"""Take the series of a package, checked, and give every file of the package that is made from it.

`cpreport package` and `cpreport verify` both call this: what one writes, the other makes again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from cpreport.build.checked import Checked
from cpreport.build.make import Material, make
from cpreport.build.plan import Document
from cpreport.figures import draw_series, series_figures_of
from cpreport.figures.style import Drawn
from cpreport.journal.archive import with_sums
from cpreport.journal.crate import PATH as CRATE
from cpreport.journal.crate import crate
from cpreport.journal.dataset import data_files
from cpreport.journal.papers import explaining_files
from cpreport.journal.profile import Profile
from cpreport.journal.shareable import of_shared_cases
from cpreport.journal.terms import TERMS, Terms, terms_json
from cpreport.manuscript.document import Article
from cpreport.outcomes.findings import Findings
from cpreport.privacy import to_share
from cpreport.problems import Refused
from cpreport.tables import SERIES_TABLES, series_table
from cpreport.tables.formats import to_csv
from cpreport.tables.table import Table

_FORMATS = ("pdf", "html")
#: What would write the time of making into a document.
_CLOCK = "SOURCE_DATE_EPOCH"


@dataclass(frozen=True, slots=True)
class _Things:
    """The figures and tables of the article by name, those that are there."""

    drawn: Mapping[str, Drawn]
    tables: Mapping[str, Table]


def contents(
    ready: Checked, profile: Profile, terms: Terms, series: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Give the files of a package by path, with their checksums.

    Parameters
    ----------
    ready : Checked
        The series as `shareable_files` gives it, read from its folder.
    series : mapping of str to bytes
        The files of that folder.

    Raises
    ------
    Refused
        Where a document cannot be made.
    """
    assert ready.findings is not None
    assert ready.article is not None
    findings, article = ready.findings, ready.article
    things = _things(findings)
    with _no_clock():
        files = _documents(ready)
        files |= _manuscript(findings, article, things, profile)
        files |= _figures(article, things) | _tables(article, things)
        files |= data_files(to_share(findings))
        kept = of_shared_cases(series, terms.cases, terms.shared)
        files |= {f"series/{name}": content for name, content in kept.items()}
        files[TERMS] = terms_json(terms)
        files |= explaining_files(findings, terms, files)
        files[CRATE] = crate(findings.scored.series.record, terms, files)
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


def _things(findings: Findings) -> _Things:
    drawn = {name: draw_series(name, findings) for name in series_figures_of(findings)}
    tables = {name: series_table(name, findings) for name in SERIES_TABLES}
    return _Things(
        {name: figure for name, figure in drawn.items() if figure is not None},
        {name: table for name, table in tables.items() if table is not None},
    )


def _documents(ready: Checked) -> dict[str, bytes]:
    """Give the article and every report, to be read."""
    assert ready.findings is not None
    article = Document("article", "article", tuple(f"manuscript/article.{f}" for f in _FORMATS), ())
    files = _made(Material(article, ready.folder, ready.findings, ready.article))
    for id, report in ready.reports.items():
        document = Document("report", id, tuple(f"cases/{id}/{id}.{f}" for f in _FORMATS), ())
        files |= _made(Material(document, ready.folder, ready.findings, report))
    return files


def _made(material: Material) -> dict[str, bytes]:
    made = make(material)
    if made.problems:
        raise Refused(made.problems)
    return {path: made.files[path] for path in material.document.outputs}


def _manuscript(
    findings: Findings, article: Article, things: _Things, profile: Profile
) -> dict[str, bytes]:
    """Give the article to be worked on, as the journal wants it."""
    from cpreport.render.docx import article_docx

    submission = profile.submission()
    docx = article_docx(findings, article, things.drawn, things.tables, submission)
    return {"manuscript/manuscript.docx": docx}


def _figures(article: Article, things: _Things) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for float in article.floats:
        if float.kind == "figure" and float.id in things.drawn:
            drawn, name = things.drawn[float.id], f"figures/Figure_{float.number}"
            files[f"{name}.svg"] = drawn.svg.encode()
            files[f"{name}.alt.txt"] = f"{drawn.alt}\n".encode()
            files[f"{name}.caption.txt"] = f"{drawn.caption}\n".encode()
    return files


def _tables(article: Article, things: _Things) -> dict[str, bytes]:
    from cpreport.render.docx import table_docx

    files: dict[str, bytes] = {}
    for float in article.floats:
        if float.kind == "table" and float.id in things.tables:
            table, name = things.tables[float.id], f"tables/Table_{float.number}"
            files[f"{name}.csv"] = to_csv(table).encode()
            files[f"{name}.docx"] = table_docx(table, float.label)
    return files
