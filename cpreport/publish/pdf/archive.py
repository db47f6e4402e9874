"""Typeset a page with its data files as one PDF to be kept: PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from cpreport.publish.attachment import Attachment, attach
from cpreport.publish.pdf.typeset import pdf

_UA = "http://www.aiim.org/pdfua/ns/id/"
#: Says to readers of PDF/A what the name of PDF/UA in the metadata means (ISO 19005-3, 6.6.2.3).
_DECLARED = f"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="{_UA}">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{_UA}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
_END = b"</rdf:RDF>"


def archival_pdf(page: str, data: Sequence[Attachment]) -> bytes:
    """Typeset a page as PDF/A-3a that is PDF/UA-1 as well, with data files attached.

    Parameters and errors are those of `pdf`.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf(page, "pdf/a-3a"))) as document:
        root: Any = document.Root
        metadata = root.Metadata
        told = metadata.read_bytes()
        metadata.write(told.replace(_END, _DECLARED.encode() + _END, 1))
        attach(document, data)
        written = io.BytesIO()
        document.save(written, preserve_pdfa=True, deterministic_id=True)
    return written.getvalue()
