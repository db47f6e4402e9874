"""Tell what was altered, deleted or moved of what the authors wrote."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from cpreport.changes.beside_manuscript import BesideManuscript
from cpreport.changes.compared_pieces import (
    Piece,
    form_of,
    form_of_pieces,
    shown_pieces,
    text_of_pieces,
)
from cpreport.changes.edits import alteration, deletion, differing, move
from cpreport.changes.found_changes import Edit, Overwritten
from cpreport.changes.match import in_order
from cpreport.changes.source_files import SourceParagraph
from cpreport.publish.docx.traces import Trace

_STALE = "the manuscript was changed here since the file was made"


def altered_prose(held: BesideManuscript) -> Iterator[Edit]:
    """Tell what was altered or deleted of what the authors wrote."""
    last = 0
    for key, trace in _made_prose(held).items():
        number = held.given.get(key)
        source = held.current.of(trace)
        stale = _is_stale(held, trace, source)
        if number is None:
            if source is not None or _by_itself(trace):
                yield _deletion(held, trace, source, last, stale=stale)
            continue
        last = number
        if _is_unaltered(held, trace, source, number, stale=stale):
            continue
        yield _alteration(held, trace, source, number, stale=stale)


def changed_since(held: BesideManuscript) -> int:
    """Count the paragraphs that the manuscript has otherwise than when the document was made."""
    told = ((trace, held.current.of(trace)) for trace in _made_prose(held).values())
    return sum(
        _is_stale(held, trace, source) or (source is None and not _by_itself(trace))
        for trace, source in told
    )


def _made_prose(held: BesideManuscript) -> dict[str, Trace]:
    return {
        key: trace
        for key, trace in held.traces.items()
        if trace.kind == "prose" and form_of(trace.text)
    }


def _is_stale(held: BesideManuscript, trace: Trace, source: SourceParagraph | None) -> bool:
    return source is not None and held.current.is_stale(trace, source)


def _is_unaltered(
    held: BesideManuscript,
    trace: Trace,
    source: SourceParagraph | None,
    number: int,
    *,
    stale: bool,
) -> bool:
    paragraph = held.back.paragraphs[number]
    form = form_of_pieces(held.pieces[number])
    if source is not None and source.pieces and not stale:
        lead = held.current.lead(trace, source)
        hidden = replace(paragraph, stretches=paragraph.with_hidden)
        both = (form, form_of_pieces(held.pieces_of(hidden)))
        # What was accepted before is there already.
        same = lead + source.form in both or held.current.has(form)
        # Without our notes it is not known what cpreport wrote before it.
        return same or (held.bare and form.endswith(source.form))
    # A footnote, or a picture within the words, is told by no letter of them.
    has_more = any(piece.is_note or piece.is_thing for piece in held.pieces[number])
    same = form_of(paragraph.text) == form_of(trace.text)
    return (same and not has_more) or held.current.has(form)


def _alteration(
    held: BesideManuscript,
    trace: Trace,
    source: SourceParagraph | None,
    number: int,
    *,
    stale: bool,
) -> Edit:
    paragraph, new = held.back.paragraphs[number], held.pieces[number]
    place = held.place(trace, source)
    now = shown_pieces(new)
    edit = Edit("altered", held.said(trace), now, place, at=number)
    if source is None:
        return replace(edit, why_not=_why_no_source(trace))
    if stale:
        return replace(edit, why_not=_STALE)
    lead = held.current.lead(trace, source)
    edit = replace(edit, was=f"{lead}{held.said_now(trace, source)}")
    if lead:
        begun = _without(lead, new)
        if begun is None:
            why = f"it begins with “{lead.strip()}”, which cpreport writes: alter it by hand"
            return replace(edit, why_not=why)
        new = begun
    edit = _with_words(edit, source.pieces, new)
    if any(form_of(one.said) in form_of(trace.text) for one in paragraph.asides
           if one.what == "hidden text"):  # fmt: skip
        why = "words of it are hidden: take them out, or show them, and read the file again"
        return replace(edit, why_not=why)
    change, why, lost = alteration(source, new, held.gone, held.current.wording)
    made = [(one, held.printed(one.ids)) for one in lost]
    overwrites = tuple(Overwritten(o.ids, now, o.found, now, paragraph.said) for o, now in made)
    return replace(edit, change=change, why_not=why, overwrites=overwrites)


def altered_footnotes(held: BesideManuscript) -> Iterator[Edit]:
    """Tell the footnotes that say something else; one that is gone went with its words."""
    for paragraphs in held.back.notes.values():
        keys = [key for paragraph in paragraphs for key in paragraph.keys]
        trace = next((held.traces[key] for key in keys if key in held.traces), None)
        new = tuple(piece for paragraph in paragraphs for piece in held.pieces_of(paragraph))
        if trace is None or trace.kind != "note":
            continue
        source = held.current.footnote_of(trace)
        form = form_of_pieces(new)
        if form == (source.form if source is not None else form_of(trace.text)):
            continue
        if held.current.has_footnote(text_of_pieces(new)):
            # It was accepted before.
            continue
        was, place = held.said(trace), held.place(trace, source)
        edit = Edit("altered", was, shown_pieces(new), place, at=len(held.back.paragraphs))
        if source is None:
            yield replace(edit, why_not=_why_no_source(trace))
            continue
        change, why, _ = alteration(source, new, held.gone, held.current.wording)
        edit = replace(edit, was=held.said_now(trace, source), change=change, why_not=why)
        yield _with_words(edit, source.pieces, new)


def _deletion(
    held: BesideManuscript, trace: Trace, source: SourceParagraph | None, last: int, *, stale: bool
) -> Edit:
    edit = Edit("deleted", held.said(trace), "", held.place(trace, source), at=last)
    if source is None:
        return replace(edit, why_not=_why_no_source(trace))
    edit = replace(edit, gone=source.form)
    if stale:
        return replace(edit, why_not=_STALE)
    change, why = deletion(source, held.current.wording)
    return replace(edit, change=change, why_not=why)


def moved_paragraphs(held: BesideManuscript) -> Iterator[Edit]:
    """Tell the paragraphs that stand in another order than they were made in."""
    keys = [
        key for key, trace in held.traces.items() if trace.kind == "prose" and key in held.given
    ]
    kept = in_order([held.given[key] for key in keys])
    for position, key in enumerate(keys):
        if position in kept:
            continue
        trace, number = held.traces[key], held.given[key]
        source = held.current.of(trace)
        before = _before(held, number, set(keys))
        if source is None or _is_done(source, before):
            continue
        if held.bare and before is not None and before.prose != source.prose:
            # Texts of a case are printed in another order than they are kept in.
            continue
        change, why = None, "it stands first now: move it by hand"
        if form_of_pieces(held.pieces[number]) != source.form:
            why = "it was altered too: accept that first, then read the file again"
        elif before is not None:
            change, why = move(source, before, held.current.wording)
        said = shown_pieces(held.pieces[number])
        yield Edit("moved", said, said, held.place(trace, source), change, why, at=number)


def _before(held: BesideManuscript, number: int, prose: Container[str]) -> SourceParagraph | None:
    """Find the paragraph of the manuscript that comes before a place in the document."""
    for before in range(number - 1, -1, -1):
        if (key := held.by_number.get(before)) in prose and key is not None:
            return held.current.of(held.traces[key])
    return None


def _is_done(source: SourceParagraph, before: SourceParagraph | None) -> bool:
    """Whether the manuscript has a paragraph where the document has it."""
    return (
        before is not None and before.prose == source.prose and before.number + 1 == source.number
    )


def _by_itself(trace: Trace) -> bool:
    """Whether a text is a title, which is written in `series.yaml` and is no Markdown."""
    return trace.origin is not None and trace.origin.path[-1:] == ("title",)


def _why_no_source(trace: Trace) -> str:
    if _by_itself(trace):
        return "it is a title: alter it by hand"
    what = "footnote" if trace.kind == "note" else "paragraph"
    return f"the manuscript no longer has this {what}"


def _without(lead: str, pieces: tuple[Piece, ...]) -> tuple[Piece, ...] | None:
    """Leave out the words that cpreport puts before a paragraph; None where they were altered."""
    for number in range(len(pieces) + 1):
        if form_of_pieces(pieces[:number]) == form_of(lead) and (
            number == len(pieces) or pieces[number].form.strip()
        ):
            return pieces[number:]
    return None


def _with_words(edit: Edit, old: tuple[Piece, ...], new: tuple[Piece, ...]) -> Edit:
    """Note the words that an edit takes out, and those that it brings."""
    stretches = tuple(differing(old, new))
    gone = "\n".join(form_of_pieces(old[i:j]) for i, j, _, _ in stretches)
    come = "\n".join(form_of_pieces(new[m:n]) for _, _, m, n in stretches)
    return replace(edit, gone=gone, come=come)
