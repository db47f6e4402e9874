"""Tell the paragraphs that came into a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cpreport.changes.beside_manuscript import BesideManuscript
from cpreport.changes.compared_pieces import form_of, form_of_pieces, shown_pieces
from cpreport.changes.edits import addition, addition_first
from cpreport.changes.found_changes import Edit
from cpreport.changes.match import likeness
from cpreport.changes.returned_paragraphs import ReturnedParagraph
from cpreport.changes.source_files import SourceParagraph
from cpreport.problems import Place
from cpreport.publish.docx.traces import Trace

#: Paragraphs that may come into a manuscript at once; no revision brings more.
_MOST_ADDED = 300
#: From this likeness on a paragraph is one that cpreport wrote.
_ALIKE = 0.5


def added_paragraphs(held: BesideManuscript) -> Iterator[Edit]:
    """Tell the paragraphs that the file did not have when it was made."""
    new = [
        number
        for number, paragraph in enumerate(held.back.paragraphs)
        if number not in held.by_number
        and not paragraph.in_table
        and held.pieces[number]
        # A figure of ours, or what came in its place, is told as a figure.
        and not (paragraph.drawings and paragraph.style == "Figure")
        and not held.current.has(form_of_pieces(held.pieces[number]))
    ]
    many = len(new) > _MOST_ADDED
    for number in new:
        paragraph = held.back.paragraphs[number]
        if held.bare and _may_be_generated(held, paragraph, exactly=many):
            continue
        before = next((n for n in range(number - 1, -1, -1) if n in held.by_number), None)
        trace = held.traces[held.by_number[before]] if before is not None else None
        edit = _addition(held, number, trace)
        if many:
            why = "too much came into the document at once: add it by hand"
            yield replace(edit, why_not=why)
        else:
            yield _with_change(held, edit, paragraph, number, trace)


def _may_be_generated(
    held: BesideManuscript, paragraph: ReturnedParagraph, *, exactly: bool
) -> bool:
    """Whether cpreport may have written a paragraph, where our notes no longer say so."""
    plain = paragraph.style.replace(" ", "") in ("", "BodyText", "Normal", "TextBody")
    said = form_of(paragraph.said)
    if not plain or said in held.generated:
        return True
    return not exactly and any(likeness(said, own) > _ALIKE for own in held.generated)


def _addition(held: BesideManuscript, number: int, trace: Trace | None) -> Edit:
    new = held.pieces[number]
    source = held.current.of(trace) if trace is not None else None
    place = source.prose.place_of(source.line, 1, 1) if source is not None else Place(held.document)
    return Edit("added", "", shown_pieces(new), place, at=number, come=form_of_pieces(new))


def _with_change(
    held: BesideManuscript,
    edit: Edit,
    paragraph: ReturnedParagraph,
    number: int,
    trace: Trace | None,
) -> Edit:
    """Find what accepting a paragraph that came does."""
    new = held.pieces[number]
    source = held.current.of(trace) if trace is not None else None
    if source is not None:
        point = paragraph.style.startswith("List")
        change, why = addition(source, new, held.current.wording, point=point)
        return replace(edit, change=change, why_not=why)
    first = _first_under(held, trace)
    if first is None:
        why = "it follows something that cpreport writes: add it by hand where it belongs"
        return replace(edit, why_not=why)
    change, why = addition_first(first.prose, new, held.current.wording)
    return replace(edit, change=change, why_not=why, place=first.prose.place_of(1, 1, 1))


def _first_under(held: BesideManuscript, trace: Trace | None) -> SourceParagraph | None:
    """Find the first paragraph of the section whose title a trace is."""
    path = trace.origin.path if trace is not None and trace.origin is not None else ()
    record = held.ready.findings.record
    of_supplement = record.supplement.sections if record.supplement is not None else ()
    match path:
        case ("sections", int(n), "title") if n < len(record.sections):
            return held.current.first_of(record.sections[n].file or "")
        case ("supplement", "sections", int(n), "title") if n < len(of_supplement):
            return held.current.first_of(of_supplement[n].file or "")
    return None
