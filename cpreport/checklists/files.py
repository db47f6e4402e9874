"""Write every checklist as PDF, DOCX and CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cpreport.check.check_series import Ready
from cpreport.checklists.fill_items import Checklist, fill_checklists
from cpreport.checklists.item_rows import checklist_page, checklist_rows
from cpreport.checklists.place_items import Places, finished_documents, place_items
from cpreport.data.columns import CHECKLIST
from cpreport.data.csv_text import csv_text
from cpreport.problems import Problem
from cpreport.publish.engines import Engine, remark_problems, reserved_for_weasyprint, set_pdf
from cpreport.publish.html.documents import checklist_html


def checklists_of(
    ready: Ready, documents: Mapping[str, bytes], wanted: Sequence[str] = ()
) -> tuple[tuple[Checklist, ...], Places]:
    """Fill the checklists, and find where their items stand.

    Parameters
    ----------
    documents : mapping of str to bytes
        The finished PDF and DOCX files by their path in the output folder.
    wanted : sequence of str
        Ids of guidelines; empty for all.
    """
    return place_items(fill_checklists(ready, wanted), finished_documents(ready, documents))


def checklist_files(
    ready: Ready,
    documents: Mapping[str, bytes],
    wanted: Sequence[str] = (),
    engine: Engine = "weasyprint",
    remarks: list[Problem] | None = None,
) -> dict[str, bytes]:
    """Write every checklist as files by name: `care.pdf`, `care-P01.csv`; parameters as above."""
    checklists, places = checklists_of(ready, documents, wanted)
    files: dict[str, bytes] = {}
    for checklist in checklists:
        files |= files_of(ready, checklist, places, engine, remarks)
    return files


def files_of(
    ready: Ready,
    checklist: Checklist,
    places: Places,
    engine: Engine = "weasyprint",
    remarks: list[Problem] | None = None,
) -> dict[str, bytes]:
    """Write one checklist as files by name.

    Parameters
    ----------
    remarks : list of Problem or None
        Takes what is to be said of its PDF although it was made.
    """
    from cpreport.publish.docx.checklist import checklist_docx
    from cpreport.publish.typst.documents import checklist_data

    page = checklist_page(checklist, places)
    csv = csv_text(CHECKLIST.header, checklist_rows(checklist, places)).encode()
    folder = ready.folder
    reserved = (
        reserved_for_weasyprint(("checklist.html",), folder, page.style)
        if engine == "typst"
        else ""
    )
    printed = set_pdf(
        engine,
        reserved,
        lambda: checklist_html(page, folder=folder),
        lambda: checklist_data(page, folder=folder),
    )
    if remarks is not None:
        remarks += remark_problems(f"checklists/{checklist.name}.pdf", printed)
    made = {"pdf": printed.content, "docx": checklist_docx(page), "csv": csv}
    return {f"{checklist.name}.{ending}": content for ending, content in made.items()}
