"""Write one table as a file of its own."""

from __future__ import annotations

from cpreport.publish.docx.opc_package import DocumentProperties
from cpreport.publish.docx.writer import Writer
from cpreport.publish.submission import Submission
from cpreport.tables.table import Table


def table_docx(table: Table, label: str, *, language: str = "en-GB", paper: str = "a4") -> bytes:
    """Write a table with its caption and notes as a document, for a journal that asks for that.

    Parameters
    ----------
    label : str
        `Table 1`, or `Table S1`.
    paper : str
        `a4` or `letter`.
    """
    said = DocumentProperties(f"{label}. {table.caption}", language, paper=paper)
    writer = Writer(said, Submission(spacing=1.0, line_numbers=False))
    writer.table(table, f"tbl-{table.id}", label)
    return writer.file(f"table {table.id}")
