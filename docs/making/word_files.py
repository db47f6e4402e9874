"""Write the smallest DOCX file that holds some paragraphs."""

from __future__ import annotations

import html
import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(*paragraphs: str) -> bytes:
    """Write a document as a word processor might, without anything that cpreport put in."""
    said = "".join(f"<w:p><w:r><w:t>{html.escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        text = f'<w:document xmlns:w="{_W}"><w:body>{said}</w:body></w:document>'
        file.writestr(zipfile.ZipInfo("word/document.xml"), text)
    return content.getvalue()
