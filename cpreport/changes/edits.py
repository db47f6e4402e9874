"""Find the edit of a paragraph's source that makes it print what came back.

An edit is offered only where the text, altered and filled in anew, prints what came back, and every
number, citation, reference, footnote and raised sign in it is still what it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cpreport.changes.compared_pieces import (
    MOST_PIECES,
    PLAIN,
    Piece,
    WordFace,
    compared,
    form_of_pieces,
    mark_of_note,
    text_of_pieces,
)
from cpreport.changes.source_files import SourceParagraph, Wrap, forms_printed
from cpreport.changes.to_markdown import CannotBeAccepted, Wording, markdown
from cpreport.manuscript.prose import Prose
from cpreport.manuscript.read_prose import read

_POINT = re.compile(r"^(\s*)([-*+]|\d+[.)])(\s+)")


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of a text, and what comes in its place."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit does to a text.

    texts : mapping of int to str or None
        What paragraphs print then, by number and as it is compared; None for one that is gone.
    after : mapping of int to str
        Paragraphs that come after the one with this number, which is -1 for the first place.
    notes : mapping of str to str
        What footnotes say then, by what they said.
    """

    prose: Prose
    cuts: tuple[Cut, ...]
    texts: Mapping[int, str | None] = field(default_factory=dict)
    after: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A number that somebody typed a text over, its content control gone.

    ids : str
        Of its results.
    """

    ids: str
    found: str


def alteration(
    source: SourceParagraph, new: Sequence[Piece], gone: Counter[str], wording: Wording
) -> tuple[Change | None, str, tuple[Replaced, ...]]:
    """Find the change that makes a paragraph print what came back, or why there is none.

    Parameters
    ----------
    new : sequence of Piece
        What came back.
    gone : Counter
        The numbers, citations, references and footnotes that the whole document has no longer: what
        only stands elsewhere is not lost.

    Returns
    -------
    tuple
        The change, why there is none, and the numbers that something was typed over.
    """
    if not source.pieces:
        return None, "it follows from the records, or is no plain paragraph", ()
    if len(source.pieces) + len(new) > MOST_PIECES:
        return None, "the paragraph is too long", ()
    try:
        cuts, replaced = _cuts(source, new, gone, wording)
    except CannotBeAccepted as why:
        return None, str(why), ()
    if replaced:
        return None, "it would replace a computed number by one that was typed", tuple(replaced)
    if source.is_note:
        change = Change(source.prose, tuple(cuts), notes={source.text: text_of_pieces(new)})
    else:
        change = Change(source.prose, tuple(cuts), {source.number: form_of_pieces(new)})
    return *_try(change, wording), ()


def _cuts(
    source: SourceParagraph, new: Sequence[Piece], gone: Counter[str], wording: Wording
) -> tuple[list[Cut], list[Replaced]]:
    old = source.pieces
    cuts: list[Cut] = []
    replaced: list[Replaced] = []
    for i, j, m, n in differing(old, new):
        come = new[m:n]
        typed = "".join("" if piece.is_marked else piece.form for piece in come).strip()
        lost = [piece for piece in old[i:j] if piece.is_marked and gone[piece.form] > 0]
        numbers = [piece for piece in lost if piece.is_number]
        if numbers and typed:
            replaced += [Replaced(piece.name, _readable(come)) for piece in numbers]
            continue
        _keep_whole(old, i, j, come, lost)
        start, end = _stretch(source, i, j)
        around = _around(source.wraps, start, end)
        cuts.append(Cut(start, end, markdown(come, source, wording, around)))
    return cuts, replaced


def differing(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[tuple[int, int, int, int]]:
    """Find the stretches that differ; two with nothing but a space between them are one."""
    before, after = ([piece.form for piece in pieces] for pieces in (old, new))
    codes = compared(old, new)
    begun: tuple[int, int, int, int] | None = None
    for number, (what, i, j, m, n) in enumerate(codes):
        last = number == len(codes) - 1
        if what == "equal":
            if begun and not last and not "".join(before[i:j]).strip():
                begun = (begun[0], j, begun[2], n)
            elif begun:
                yield _at_a_sentence(before, after, begun, j - i)
                begun = None
        else:
            begun = (begun[0], j, begun[2], n) if begun else (i, j, m, n)
    if begun:
        yield begun


def _at_a_sentence(
    old: Sequence[str], new: Sequence[str], stretch: tuple[int, int, int, int], room: int
) -> tuple[int, int, int, int]:
    """Let what only came or only went begin where a sentence does, where it could as well.

    Of `One. Two. Three.` without its second sentence, `. Two` and ` Two.` are equally gone.
    """
    i, j, m, n = stretch
    if i != j and m != n:
        return stretch
    own = new[m:n] if i == j else old[i:j]
    for moved in range(room):
        if _begins_a_sentence(old, new, (i + moved, j + moved, m + moved, n + moved)):
            return i + moved, j + moved, m + moved, n + moved
        if own[moved % len(own)] != new[n + moved]:
            break
    return stretch


def _begins_a_sentence(
    old: Sequence[str], new: Sequence[str], stretch: tuple[int, int, int, int]
) -> bool:
    i, j, m, n = stretch
    own = new[m:n] if i == j else old[i:j]
    before = new[m - 1] if m else old[i - 1] if i else "."
    return own[:1] == [" "] and before in ".?!:" and own[-1:] != [" "]


def _readable(pieces: Iterable[Piece]) -> str:
    return "".join("…" if piece.is_marked else piece.printed for piece in pieces).strip()


def _keep_whole(
    old: Sequence[Piece], i: int, j: int, come: Sequence[Piece], lost: Sequence[Piece]
) -> None:
    """Refuse to turn a citation, a reference, a footnote or a raised sign into something else."""
    typed = "".join("" if piece.is_marked else piece.form for piece in come).strip()
    inside = i > 0 and i < len(old) and old[i].atom >= 0 and old[i - 1].atom == old[i].atom
    ends_inside = j > i and j < len(old) and old[j].atom >= 0 and old[j - 1].atom == old[j].atom
    words = any(piece.atom >= 0 and not piece.is_marked for piece in old[i:j])
    if inside or ends_inside or (words and typed):
        raise CannotBeAccepted(
            "citations and references are numbered by cpreport: alter their keys"
        )
    for piece in lost if typed else ():
        what = "a footnote" if piece.is_note else f"the citation or reference {piece.printed}"
        raise CannotBeAccepted(f"{what} would go, as words were typed over it: alter it by hand")
    plain = "".join(piece.form for piece in come if not piece.raised)
    for piece in old[i:j]:
        if piece.raised and piece.printed in plain:
            raise CannotBeAccepted(
                f"{piece.shown} came back as a plain {piece.printed}: alter it by hand"
            )


def _stretch(source: SourceParagraph, i: int, j: int) -> tuple[int, int]:
    """Find where in the source pieces stand, or where something comes between two."""
    old = source.pieces
    if j > i:
        return _with_wraps(source, old[i].start, max(p.end for p in old[i:j]))
    if i == 0:
        return old[0].start, old[0].start
    if i == len(old):
        # Emphasis or a link that ends with the paragraph ends before what is added.
        return source.stop, source.stop
    # Between two pieces stands markup: it opens after a space, and closes before one.
    at = old[i - 1].end if old[i - 1].form == " " else old[i].start
    return at, at


def _with_wraps(source: SourceParagraph, start: int, end: int) -> tuple[int, int]:
    """Take the emphasis with it whose words are all altered."""
    for wrap in sorted(source.wraps, key=lambda wrap: wrap.end - wrap.start):
        inside = [
            piece for piece in source.pieces if wrap.start <= piece.start and piece.end <= wrap.end
        ]
        if inside and start <= inside[0].start and max(p.end for p in inside) <= end:
            start, end = min(start, wrap.start), max(end, wrap.end)
    return start, end


def _around(wraps: Iterable[Wrap], start: int, end: int) -> WordFace:
    """Say how words look among which something comes."""
    face = PLAIN
    for wrap in wraps:
        if wrap.start < start and end < wrap.end:
            face = replace(
                face,
                italic=face.italic or wrap.face.italic,
                bold=face.bold or wrap.face.bold,
                link=wrap.face.link or face.link,
            )
    return face


# --- paragraphs that came, went or moved ---------------------------------------------------------


def deletion(source: SourceParagraph, wording: Wording) -> tuple[Change | None, str]:
    """Find the change that takes a paragraph out, or why there is none."""
    if not source.pieces:
        return None, "it follows from the records, or is no plain paragraph"
    cut = _whole(source)
    if not apply(source.prose.text, (cut,)).strip():
        return None, "it is all that its text says: take the text out by hand"
    return _try(Change(source.prose, (cut,), {source.number: None}), wording)


def _whole(source: SourceParagraph) -> Cut:
    """Cut a paragraph out, with the lines it stands on and the blank ones after it."""
    text = source.prose.text
    if source.alone:
        blank = re.match(r"(?:[ \t]*\n)*", text[source.end :])
        end = source.end + (len(blank[0]) if blank else 0)
        # At the end of a text the blank line before it goes with it.
        start = source.start if end < len(text) else len(text[: source.start].rstrip()) + 1
        return Cut(min(start, source.start), end, "")
    start = text.rfind("\n", 0, source.pieces[0].start) + 1
    end = text.find("\n", source.stop)
    return Cut(start, len(text) if end < 0 else end + 1, "")


def addition(
    before: SourceParagraph, new: Sequence[Piece], wording: Wording, *, point: bool
) -> tuple[Change | None, str]:
    """Find the change that puts a paragraph after another one, or why there is none.

    Parameters
    ----------
    point : bool
        Whether it is a point of a list.
    """
    try:
        cut = _new(before, markdown(new, before, wording), point=point)
    except CannotBeAccepted as why:
        return None, str(why)
    change = Change(before.prose, (cut,), after={before.number: form_of_pieces(new)})
    return _behind(before, *_try(change, wording))


def _behind(before: SourceParagraph, change: Change | None, why: str) -> tuple[Change | None, str]:
    """Say it where what comes stands within a list, which ends behind its last point alone."""
    if change is None and not before.alone:
        return None, "it stands within a list or a quotation now: put it there by hand"
    return change, why


def addition_first(
    prose: Prose, new: Sequence[Piece], wording: Wording
) -> tuple[Change | None, str]:
    """Find the change that puts a paragraph at the beginning of a text."""
    try:
        cut = Cut(0, 0, f"{markdown(new, None, wording)}\n\n")
    except CannotBeAccepted as why:
        return None, str(why)
    return _try(Change(prose, (cut,), after={-1: form_of_pieces(new)}), wording)


def _new(before: SourceParagraph, said: str, *, point: bool) -> Cut:
    text = before.prose.text
    if not before.end:
        raise CannotBeAccepted(
            "it follows something that cpreport writes: add it by hand where it belongs"
        )
    if point and before.pieces:
        start = text.rfind("\n", 0, before.pieces[0].start) + 1
        mark = _POINT.match(text[start:])
        end = text.find("\n", before.stop)
        end = len(text) if end < 0 else end
        return Cut(end, end, f"\n{mark[0] if mark else ''}{said}")
    end = before.end
    lead = "\n" if text[:end].endswith("\n") or not text else "\n\n"
    return Cut(end, end, f"{lead}{said}\n")


def move(
    source: SourceParagraph, before: SourceParagraph, wording: Wording
) -> tuple[Change | None, str]:
    """Find the change that puts a paragraph after another one, or why there is none."""
    if before.prose != source.prose:
        return None, "it went to another file: move it by hand"
    if not (source.alone and source.pieces):
        return None, "it is a part of a list or a table: move it by hand"
    if not before.end:
        return None, "it follows something that cpreport writes: move it by hand"
    text = source.prose.text
    end = before.end
    block = text[source.start : source.end].strip("\n")
    lead = "\n" if text[:end].endswith("\n") else "\n\n"
    cuts = (_whole(source), Cut(end, end, f"{lead}{block}\n"))
    change = Change(source.prose, cuts, {source.number: None}, {before.number: source.form})
    return _behind(before, *_try(change, wording))


# --- what is offered is tried first --------------------------------------------------------------


def _try(change: Change, wording: Wording) -> tuple[Change | None, str]:
    text = apply(change.prose.text, change.cuts)
    if not prints(text, [change], wording):
        return None, "it cannot be told how it is written in Markdown: alter it by hand"
    if _faults(text) > _faults(change.prose.text):
        return None, "it would leave a text that cannot be set, as of a footnote: alter it by hand"
    return change, ""


def _faults(text: str) -> int:
    return len(read(text).faults)


def apply(text: str, cuts: Iterable[Cut]) -> str:
    """Replace stretches of a text; what comes to one place comes in the order of the cuts.

    Raises
    ------
    CannotBeAccepted
        Where two edits alter the same words.
    """
    after = len(text) + 1
    in_order = sorted(enumerate(cuts), key=lambda one: (one[1].start, one[1].end, one[0]))
    for _, cut in reversed(in_order):
        if cut.end > after:
            raise CannotBeAccepted("two edits alter the same words: accept one of them")
        text = text[: cut.start] + cut.new + text[cut.end :]
        after = cut.start
    return text


def prints(text: str, changes: Sequence[Change], wording: Wording) -> bool:
    """Whether a text that was changed prints what it should, and nothing else is altered by it."""
    prose = changes[0].prose
    expected: list[str] = [c.after[-1] for c in changes if -1 in c.after]
    for number, printed in enumerate(
        forms_printed(prose, prose.text, wording.written, wording.forms)
    ):
        own = [c.texts[number] for c in changes if number in c.texts]
        kept = own[-1] if own else printed
        if kept is not None:
            expected.append(kept)
        expected += [c.after[number] for c in changes if number in c.after]
    for old, new in ((old, new) for c in changes for old, new in c.notes.items()):
        expected = [said.replace(mark_of_note(old), mark_of_note(new)) for said in expected]
    return forms_printed(prose, text, wording.written, wording.forms) == expected
