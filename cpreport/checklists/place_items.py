"""Place every item of filled checklists in the finished documents.

What the records have and a finished document does not print is not reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cpreport.cases.series import SeriesRecord
from cpreport.check.check_series import Ready
from cpreport.checklists.docx_paragraphs import DocxParagraphs, ParagraphPlace, docx_paragraphs
from cpreport.checklists.evidence import Evidence
from cpreport.checklists.fill_items import Checklist, Filled
from cpreport.checklists.pdf_pages import PagePlace, PdfPages, pdf_pages
from cpreport.checklists.written import ARTICLE, fold_letters, stem


@dataclass(frozen=True, slots=True)
class FinishedDocument:
    """A finished document; None for a format that was not made."""

    pdf: PdfPages | None = None
    docx: DocxParagraphs | None = None


@dataclass(frozen=True, slots=True)
class Stands:
    """Where words stand in the finished files of a document; None where there is no such file."""

    page: PagePlace | None = None
    paragraph: ParagraphPlace | None = None


#: Where each piece of evidence stands.
Places = Mapping[Evidence, Stands]


def finished_documents(ready: Ready, files: Mapping[str, bytes]) -> dict[str, FinishedDocument]:
    """Read the finished documents.

    Parameters
    ----------
    files : mapping of str to bytes
        By their path in the output folder: `article/article.pdf`, `cases/P01/P01.docx`.
    """
    numbered = ready.findings.record.style.layout == "review"
    read: dict[str, FinishedDocument] = {}
    for name in (ARTICLE, *ready.reports):
        pdf, docx = files.get(f"{stem(name)}.pdf"), files.get(f"{stem(name)}.docx")
        read[name] = FinishedDocument(
            # Reports are never set for review.
            None if pdf is None else pdf_pages(pdf, numbered=numbered and name == ARTICLE),
            None if docx is None else docx_paragraphs(docx),
        )
    return read


def place_items(
    checklists: Sequence[Checklist], documents: Mapping[str, FinishedDocument]
) -> tuple[tuple[Checklist, ...], Places]:
    """Find every item of the checklists in the finished documents."""
    places: dict[Evidence, Stands] = {}
    for evidence in (e for c in checklists for f in c.items for e in f.evidence):
        if evidence not in places:
            places[evidence] = _stands(
                evidence, documents.get(evidence.document, FinishedDocument())
            )
    shown = tuple(
        replace(c, items=tuple(_printed(f, places, documents, c.record) for f in c.items))
        for c in checklists
    )
    return shown, places


def _stands(evidence: Evidence, document: FinishedDocument) -> Stands:
    words = fold_letters(evidence.words)
    page = paragraph = None
    if document.pdf is not None:
        page = (
            document.pdf.anchor(evidence.anchor)
            if evidence.label
            else document.pdf.words(evidence.before, words, evidence.anchor)
        )
    if document.docx is not None:
        paragraph = (
            document.docx.float(evidence.label)
            if evidence.label
            else document.docx.words(evidence.before, words, evidence.section)
        )
    return Stands(page, paragraph)


def _printed(
    filled: Filled, places: Places, documents: Mapping[str, FinishedDocument], record: SeriesRecord
) -> Filled:
    """Take an item back where a finished document does not print what answers it."""
    gone = [e for e in filled.evidence if _is_gone(places[e], documents.get(e.document))]
    if not gone:
        return filled
    said = dict.fromkeys(e.label or record.heading(e.section) for e in gone)
    article = record.say("checklists.reason.article")
    where = dict.fromkeys(article if e.document == ARTICLE else e.document for e in gone)
    reason = record.say(
        "checklists.reason.not_placed", what="; ".join(said), where=", ".join(where)
    )
    return replace(filled, state="not reported", reason=reason, evidence=())


def _is_gone(stands: Stands, document: FinishedDocument | None) -> bool:
    if document is None or (document.pdf is None and document.docx is None):
        return False
    return stands.page is None if document.pdf is not None else stands.paragraph is None
