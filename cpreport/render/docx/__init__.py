"""Take composed documents, tables and drawings, and give them as files for word processors."""

from __future__ import annotations

from cpreport.render.docx.documents import article_docx, report_docx, supplement_docx
from cpreport.render.docx.package import Said
from cpreport.render.docx.single import table_docx
from cpreport.render.docx.writer import Writer

__all__ = ["Said", "Writer", "article_docx", "report_docx", "supplement_docx", "table_docx"]
