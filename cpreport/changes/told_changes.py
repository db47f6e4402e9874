"""Tell what is not taken over: of what cpreport writes, of looks, and comments."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cpreport.changes.appearance import (
    drawings_of,
    figure_altered,
    looks_altered,
    pieces_as_made,
    running_altered,
    signs_altered,
    signs_of,
    styles_altered,
    without_blanks,
)
from cpreport.changes.beside_manuscript import BesideManuscript
from cpreport.changes.compared_pieces import form_of
from cpreport.changes.found_changes import Altered, Left, NotTaken
from cpreport.changes.returned import Comment
from cpreport.changes.retyped_cells import results_in
from cpreport.changes.source_files import SourceParagraph
from cpreport.publish.docx.content_marks import with_looks
from cpreport.publish.docx.traces import Trace

#: Styles of which a new paragraph is taken over as what it is.
_TAKEN_STYLES = frozenset(
    ("normal", "body text", "list bullet", "list number", "list continue", "list paragraph")
)


def altered_generated(held: BesideManuscript) -> Iterator[Altered]:
    """Tell the texts, looks and figures of cpreport's own that were altered."""
    yield from running_altered(held.back)
    yield from styles_altered(held.back)
    yield from _figures(held)
    for key, trace in held.traces.items():
        if trace.kind != "generated" or not form_of(trace.text):
            continue
        number = held.given.get(key)
        was = held.said(trace)
        if number is None:
            yield Altered("deleted", was, "")
            continue
        paragraph = held.back.paragraphs[number]
        if form_of(paragraph.text) != form_of(trace.text):
            yield Altered("altered", held.said(trace), paragraph.shown)


def _figures(held: BesideManuscript) -> Iterator[Altered]:
    """Tell the drawings that are gone or other ones: they are made anew, as they were."""
    traces = list(held.traces.values())
    made = [
        (trace, held.said(legend))
        for trace, legend in pairwise(traces)
        if trace.kind == "generated" and not form_of(trace.text)
    ]
    figures = [p for p in held.back.paragraphs if p.drawings and p.style == "Figure"]
    here = [(drawing, p.keys) for p in figures for drawing in p.drawings]
    found, added = drawings_of(made, here)
    for trace, legend, drawing in found:
        if drawing is None:
            yield Altered("figure deleted", legend, "")
        else:
            yield from figure_altered(trace, legend, drawing)
    for drawing in added if made else ():
        yield Altered("picture added", "", drawing.alt or drawing.name or "a picture")


def not_taken_of_body(held: BesideManuscript) -> Iterator[NotTaken]:
    """Tell what stands in the document and is no part of what can be taken over."""
    for number, paragraph in enumerate(held.back.paragraphs):
        trace, source, place = held.made_of(number)
        where = held.tables.where(paragraph) or paragraph.shown
        results = results_in(paragraph) if paragraph.in_table else ""
        for aside in paragraph.asides:
            if aside.said.strip():
                yield NotTaken(aside.what, aside.said.strip(), place, where, results)
        for what, said in (*_looks(held, number, trace, source), *_style(held, number, trace)):
            yield NotTaken(what, said, place, where)
        if trace is None or trace.kind != "prose":
            for piece in held.pieces[number]:
                if piece.is_note and (trace is not None or paragraph.in_table):
                    yield NotTaken("footnote", piece.printed, place, where)


def not_taken_of_notes(held: BesideManuscript) -> Iterator[NotTaken]:
    """Tell the same of footnotes and endnotes."""
    for paragraph in (one for its in held.back.notes.values() for one in its):
        key = next((key for key in paragraph.keys if key in held.traces), None)
        trace = held.traces[key] if key is not None else None
        source = held.current.footnote_of(trace) if trace is not None else None
        place = held.place(trace, source) if trace is not None else None
        pieces = held.pieces_of(paragraph)
        made = pieces_as_made(trace, held.current.made) if trace is not None else ()
        found = [(aside.what, aside.said) for aside in paragraph.asides]
        for what, said in (*found, *looks_altered(made, pieces)):
            yield NotTaken(what, said.strip(), place, f"footnote: {paragraph.shown.strip()}")


def _looks(
    held: BesideManuscript, number: int, trace: Trace | None, source: SourceParagraph | None
) -> Iterator[tuple[str, str]]:
    """Find the words of a paragraph that are bold or italic now, or are no longer."""
    if trace is None:
        return
    paragraph = held.back.paragraphs[number]
    same = form_of(trace.text) == form_of(paragraph.text)
    if trace.kind == "generated" and same and "looks" in trace.about:
        signs = without_blanks(with_looks(trace.text, trace.about["looks"]))
        yield from signs_altered(signs, signs_of(paragraph))
        return
    upright = "looks" in trace.about and not {"b", "i"} & {*trace.about["looks"]}
    if upright and not any(one.face.bold or one.face.italic for one in paragraph.stretches):
        # As most are throughout; nothing need be parted into words.
        return
    made = pieces_as_made(trace, held.current.made)
    of_source = source.pieces if source is not None else ()
    yield from looks_altered(made or of_source, held.pieces[number])


def _style(held: BesideManuscript, number: int, trace: Trace | None) -> Iterator[tuple[str, str]]:
    """Tell a paragraph that came in another style than it was written in."""
    paragraph = held.back.paragraphs[number]
    name = held.back.styles.name(paragraph.style)
    if not held.back.styles.names or paragraph.in_table or not paragraph.said.strip():
        return
    made = trace.about.get("style", name) if trace is not None else ""
    if made and name.casefold() != made.casefold():
        yield f"style {name}, was {made}", paragraph.shown
    elif trace is None and not held.bare and name.casefold() not in _TAKEN_STYLES:
        yield f"style {name}", paragraph.shown


def left_comment(held: BesideManuscript, comment: Comment) -> Left:
    """Say of a comment where it was left."""
    if comment.paragraph < 0:
        return Left(comment.author, comment.text, comment.on, "", None)
    paragraph = held.back.paragraphs[comment.paragraph]
    _, _, place = held.made_of(comment.paragraph)
    beside = held.tables.where(paragraph) or paragraph.said
    return Left(comment.author, comment.text, comment.on, beside, place)
