"""Write the tables of an article as files: DOCX, HTML and CSV."""

from __future__ import annotations

from cpreport.data.table_csv import to_csv
from cpreport.manuscript.document import Article
from cpreport.outcomes.findings import Findings
from cpreport.publish.docx.single_table import table_docx
from cpreport.publish.folders import folders_of
from cpreport.publish.html.table_page import table_html
from cpreport.tables import series_table


def table_files(findings: Findings, article: Article) -> dict[str, bytes]:
    """Write the article's tables as files by path, such as `Table_1.docx`.

    The numbers are those of the article. The DOCX table can be edited and repeats its headings on
    every page; CSV has no caption and no notes, and what a spreadsheet would take for a formula
    has an apostrophe in front.
    """
    record = findings.record
    folders = folders_of(findings.scored.series.folder)
    files: dict[str, bytes] = {}
    for placed in (f for f in article.floats if f.kind == "table"):
        table = series_table(placed.id, findings)
        if table is None:
            continue
        path, paper = f"Table_{placed.number}", record.page_size.lower()
        files[f"{path}.docx"] = table_docx(
            table, placed.label, language=record.language, paper=paper
        )
        files[f"{path}.html"] = table_html(table, placed.label, folders, record.language).encode()
        files[f"{path}.csv"] = to_csv(table).encode()
    return files
