"""Write a filled checklist as a document for word processors."""

from __future__ import annotations

from cpreport.manuscript.tree import Text
from cpreport.publish.docx.opc_package import DocumentProperties
from cpreport.publish.docx.writer import Writer
from cpreport.publish.html.checklist import ChecklistPage
from cpreport.publish.submission import Submission


def checklist_docx(checklist: ChecklistPage) -> bytes:
    """Write a checklist in the order of its page for print."""
    heading = checklist.heading
    said = DocumentProperties(
        f"{checklist.title}: {checklist.about}",
        checklist.language,
        running=checklist.title,
        paper=checklist.paper,
    )
    writer = Writer(said, Submission(spacing=1.0, line_numbers=False))
    writer.paragraph(heading("Reporting checklist"), "Subtitle")
    writer.paragraph(checklist.title, "Title")
    writer.paragraph(checklist.about, "FrontMatter")
    if checklist.notice:
        writer.paragraph(checklist.notice, "Notice")
    writer.labelled(heading("Items"), Text(checklist.counted))
    writer.table(checklist.table, "items", heading("Table 1"))
    writer.heading(heading("How to read it"), 1)
    for note in checklist.notes:
        writer.paragraph(note)
    return writer.file("checklist")
