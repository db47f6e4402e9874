"""Write composed documents, tables and drawings as files for word processors."""

from __future__ import annotations

from cpreport.publish.docx.documents import article_docx, report_docx, supplement_docx
from cpreport.publish.docx.opc_package import DocumentProperties
from cpreport.publish.docx.single_table import table_docx
from cpreport.publish.docx.writer import Writer

__all__ = [
    "DocumentProperties",
    "Writer",
    "article_docx",
    "report_docx",
    "supplement_docx",
    "table_docx",
]
