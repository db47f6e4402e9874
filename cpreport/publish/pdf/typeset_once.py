"""Typeset a page, unless its PDF is kept: then WeasyPrint is not even loaded."""

from __future__ import annotations

from collections.abc import Sequence

from cpreport.content_cache import make_once
from cpreport.publish.attachment import Attachment


def typeset_once(page: str) -> bytes:
    """Typeset a page for print; errors are those of `pdf`."""

    def make() -> bytes:
        # WeasyPrint takes half a second to import, so only a page that must be typeset asks for it.
        from cpreport.publish.pdf.typeset import pdf

        return pdf(page)

    return make_once("pdf", (page,), make)


def archive_once(page: str, data: Sequence[Attachment]) -> bytes:
    """Typeset a page for archives with data attached; errors are those of `pdf`."""

    def make() -> bytes:
        from cpreport.publish.pdf.archive import archival_pdf

        return archival_pdf(page, data)

    contents = (text for one in data for text in (one.name, one.content.decode(), one.description))
    return make_once("archival pdf", (page, *contents), make)
