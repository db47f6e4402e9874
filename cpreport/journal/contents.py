"""Take the series of a package, checked, and give every file of the package that is made from it.

`cpreport package` and `cpreport verify` both call this: what one writes, the other makes again.
"""

from __future__ import annotations

from collections.abc import Mapping

from cpreport.build.checked import Checked
from cpreport.build.make import Material, make
from cpreport.build.plan import Document
from cpreport.figures import draw_series, series_figures_of
from cpreport.journal.archive import with_sums
from cpreport.journal.crate import PATH as CRATE
from cpreport.journal.crate import crate
from cpreport.journal.dataset import data_files
from cpreport.journal.papers import explaining_files
from cpreport.journal.shareable import of_shared_cases
from cpreport.journal.terms import TERMS, Terms, terms_json
from cpreport.privacy import to_share
from cpreport.problems import Refused
from cpreport.tables import SERIES_TABLES, series_table
from cpreport.tables.formats import to_csv


def contents(ready: Checked, terms: Terms, series: Mapping[str, bytes]) -> dict[str, bytes]:
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
    findings = ready.findings
    files = {**_documents(ready), **_figures(ready), **_tables(ready)}
    files |= data_files(to_share(findings))
    kept = of_shared_cases(series, terms.cases, terms.shared)
    files |= {f"series/{name}": content for name, content in kept.items()}
    files[TERMS] = terms_json(terms)
    files |= explaining_files(findings, terms, files)
    files[CRATE] = crate(findings.scored.series.record, terms, files)
    return with_sums(files)


def _documents(ready: Checked) -> dict[str, bytes]:
    assert ready.findings is not None
    article = Document("article", "article", tuple(f"manuscript/article.{f}" for f in _FORMATS), ())
    files = _made(Material(article, ready.folder, ready.findings, ready.article))
    for id, report in ready.reports.items():
        document = Document("report", id, tuple(f"cases/{id}/{id}.{f}" for f in _FORMATS), ())
        files |= _made(Material(document, ready.folder, ready.findings, report))
    return files


_FORMATS = ("pdf", "html")


def _made(material: Material) -> dict[str, bytes]:
    made = make(material)
    if made.problems:
        raise Refused(made.problems)
    return {path: made.files[path] for path in material.document.outputs}


def _figures(ready: Checked) -> dict[str, bytes]:
    assert ready.findings is not None
    files: dict[str, bytes] = {}
    for n, name in enumerate(series_figures_of(ready.findings), 1):
        drawn = draw_series(name, ready.findings)
        if drawn is not None:
            files[f"figures/Figure_{n}.svg"] = drawn.svg.encode()
            files[f"figures/Figure_{n}.alt.txt"] = f"{drawn.alt}\n".encode()
            files[f"figures/Figure_{n}.caption.txt"] = f"{drawn.caption}\n".encode()
    return files


def _tables(ready: Checked) -> dict[str, bytes]:
    assert ready.findings is not None
    there = filter(None, (series_table(name, ready.findings) for name in SERIES_TABLES))
    return {f"tables/Table_{n}.csv": to_csv(table).encode() for n, table in enumerate(there, 1)}
