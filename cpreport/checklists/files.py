"""Write every checklist as PDF, DOCX and CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from cpreport.check.series import Checked
from cpreport.checklists.fill_items import Checklist, fill_checklists
from cpreport.checklists.item_rows import checklist_page, checklist_rows
from cpreport.checklists.place import Places, finished_documents, place_items
from cpreport.content_cache import make_once
from cpreport.data.columns import CHECKLIST
from cpreport.data.csv_text import csv_text
from cpreport.publish.html.checklist import ChecklistPage
from cpreport.publish.html.documents import checklist_html


def checklists_of(
    checked: Checked, documents: Mapping[str, bytes], wanted: Sequence[str] = ()
) -> tuple[tuple[Checklist, ...], Places]:
    """Fill the checklists, and find where their items stand.

    Parameters
    ----------
    documents : mapping of str to bytes
        The finished PDF and DOCX files by their path in the output folder.
    wanted : sequence of str
        Ids of guidelines; empty for all.
    """
    if checked.findings is None:
        return (), {}
    return place_items(fill_checklists(checked, wanted), finished_documents(checked, documents))


def checklist_files(
    checked: Checked, documents: Mapping[str, bytes], wanted: Sequence[str] = ()
) -> dict[str, bytes]:
    """Write every checklist as files by name: `care.pdf`, `care-P01.csv`; parameters as above."""
    checklists, places = checklists_of(checked, documents, wanted)
    files: dict[str, bytes] = {}
    for checklist in checklists:
        files |= files_of(checked, checklist, places)
    return files


def files_of(checked: Checked, checklist: Checklist, places: Places) -> dict[str, bytes]:
    """Write one checklist as files by name."""
    from cpreport.publish.docx.checklist import checklist_docx

    assert checked.findings is not None
    page = checklist_page(checklist, places, checked.findings.scored.series.record)
    csv = csv_text(CHECKLIST.header, checklist_rows(checklist, places)).encode()
    made = {"pdf": _pdf(page, checked.folder), "docx": checklist_docx(page), "csv": csv}
    return {f"{checklist.name}.{ending}": content for ending, content in made.items()}


def _pdf(page: ChecklistPage, folder: Path) -> bytes:
    printed = checklist_html(page, folder=folder)
    return make_once("pdf", (printed,), partial(_typeset, printed))


def _typeset(printed: str) -> bytes:
    from cpreport.publish.pdf.typeset import pdf

    return pdf(printed)
