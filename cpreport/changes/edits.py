"""Find the edit of a paragraph's source that makes it print what came back.

An edit is offered only where the text, altered and filled in anew, prints what came back, and every
number, citation and reference in it is still worked out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from cpreport.changes.sources import (
    Piece,
    SourceParagraph,
    form_of,
    pieces_of,
    texts_printed,
)
from cpreport.manuscript.compose import Written
from cpreport.manuscript.prose import Prose
from cpreport.manuscript.read_prose import read
from cpreport.publish.docx.marks import END, MARK

#: Pieces of a paragraph that are compared; a longer one is no paragraph of a manuscript.
_MOST_PIECES = 20_000
#: Signs that Markdown would take for its own.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>{}^~@])")
_POINT = re.compile(r"^(\s*)([-*+]|\d+[.)])(\s+)")


class CannotBeAccepted(Exception):
    """Raised where an edit cannot be put into the manuscript; says why."""


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
        What paragraphs print then, by number; None for one that is gone.
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
    source: SourceParagraph, text: str, written: Written
) -> tuple[Change | None, str, tuple[Replaced, ...]]:
    """Find the change that makes a paragraph print a text, or why there is none, and lost numbers.

    Parameters
    ----------
    text : str
        What came back, the ids of results in the place of numbers.
    """
    new = pieces_of(text)
    if not source.pieces:
        return None, "it follows from the records, or is no plain paragraph", ()
    if len(source.pieces) + len(new) > _MOST_PIECES:
        return None, "the paragraph is too long", ()
    try:
        cuts, replaced = _cuts(source, new, written)
    except CannotBeAccepted as why:
        return None, str(why), ()
    if replaced:
        return None, "it would replace a computed number by one that was typed", tuple(replaced)
    if source.is_note:
        change = Change(source.prose, tuple(cuts), notes={source.text: text})
    else:
        change = Change(source.prose, tuple(cuts), {source.number: text})
    return *_try(change, written), ()


def _cuts(
    source: SourceParagraph, new: Sequence[Piece], written: Written
) -> tuple[list[Cut], list[Replaced]]:
    old = source.pieces
    cuts: list[Cut] = []
    replaced: list[Replaced] = []
    for i, j, m, n in _differing([p.form for p in old], [p.form for p in new]):
        gone, come = old[i:j], new[m:n]
        said = "".join(p.form for p in come)
        lost = [p.form[1:-1] for p in gone if p.form.startswith(MARK)]
        # A number that only moved within the paragraph is not lost.
        lost = [ids for ids in lost if f"{MARK}{ids}{END}" not in {p.form for p in new}]
        if lost and said.strip():
            replaced += [Replaced(ids, _readable(said)) for ids in lost]
            continue
        _keep_whole(old, i, j, said)
        cut = _cut(source, i, j, _as_markdown(come, source, written))
        _keep_notes(source, cut)
        cuts.append(cut)
    return cuts, replaced


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Find the stretches that differ; two with nothing but a space between them are one."""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    begun: tuple[int, int, int, int] | None = None
    for number, (what, i, j, m, n) in enumerate(codes):
        last = number == len(codes) - 1
        if what == "equal":
            if begun and not last and not "".join(old[i:j]).strip():
                begun = (begun[0], j, begun[2], n)
            elif begun:
                yield begun
                begun = None
        else:
            begun = (begun[0], j, begun[2], n) if begun else (i, j, m, n)
    if begun:
        yield begun


def _readable(said: str) -> str:
    return re.sub(f"{MARK}[^{END}]*{END}", "…", said).strip()


def _keep_whole(old: Sequence[Piece], i: int, j: int, said: str) -> None:
    """Refuse to alter a part of a citation, a reference or a number."""
    inside = i > 0 and i < len(old) and old[i].atom >= 0 and old[i - 1].atom == old[i].atom
    ends_inside = j > i and j < len(old) and old[j].atom >= 0 and old[j - 1].atom == old[j].atom
    words = any(p.atom >= 0 and not p.form.startswith(MARK) for p in old[i:j])
    if inside or ends_inside or (words and said.strip()):
        raise CannotBeAccepted(
            "citations and references are numbered by cpreport: alter their keys"
        )
    if said.strip() and any(p.raised for p in old[i:j]):
        raise CannotBeAccepted(
            "a raised or lowered sign stands in what was altered: alter it by hand"
        )


def _keep_notes(source: SourceParagraph, cut: Cut) -> None:
    """Refuse to lose a footnote whose sign stands among words that were altered."""
    if any(cut.start < end and start < cut.end for start, end in source.notes):
        raise CannotBeAccepted("a footnote stands in what was altered: alter it by hand")


def _cut(source: SourceParagraph, i: int, j: int, new: str) -> Cut:
    """Find the stretch of source that pieces stand in, or where something comes between two."""
    old = source.pieces
    if j > i:
        return Cut(old[i].start, old[j - 1].end, new)
    if i == 0:
        return Cut(old[0].start, old[0].start, new)
    if i == len(old):
        # Emphasis or a link that ends with the paragraph ends before what is added.
        return Cut(source.stop, source.stop, new)
    # Between two pieces stands markup: it opens after a space, and closes before one.
    at = old[i - 1].end if old[i - 1].form == " " else old[i].start
    return Cut(at, at, new)


def _as_markdown(come: Iterable[Piece], source: SourceParagraph, written: Written) -> str:
    """Write pieces as Markdown: words as they are, numbers by the names of their results."""
    known = {p.form: source.prose.text[p.start : p.end] for p in source.pieces if p.atom >= 0}
    said: list[str] = []
    for piece in come:
        if not piece.form.startswith(MARK):
            said.append(escape(piece.form))
        elif piece.form in known:
            said.append(known[piece.form])
        else:
            said.append(result_in_prose(piece.form[1:-1], written))
    return "".join(said)


def result_in_prose(ids: str, written: Written) -> str:
    """Write what prints a result in prose."""
    if ids not in written.known.results:
        raise CannotBeAccepted("it holds a number of a table or a sentence that cpreport wrote")
    return f'{{{{ results["{ids}"] }}}}'


def escape(text: str) -> str:
    """Write a text so that Markdown prints it as it is.

    >>> print(escape("a*b"))
    a\\*b
    """
    return _MARKDOWN.sub(r"\\\1", text)


def _paragraph(text: str, written: Written) -> str:
    """Write a whole paragraph as Markdown."""
    parts = re.split(f"({MARK}[^{END}]*{END})", " ".join(text.split()))
    return "".join(
        result_in_prose(part[1:-1], written) if part.startswith(MARK) else escape(part)
        for part in parts
    )


# --- paragraphs that came, went or moved ---------------------------------------------------------


def deletion(source: SourceParagraph, written: Written) -> tuple[Change | None, str]:
    """Find the change that takes a paragraph out, or why there is none."""
    if not source.pieces:
        return None, "it follows from the records, or is no plain paragraph"
    cut = _whole(source)
    return _try(Change(source.prose, (cut,), {source.number: None}), written)


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
    before: SourceParagraph, text: str, written: Written, *, point: bool
) -> tuple[Change | None, str]:
    """Find the change that puts a paragraph after another one, or why there is none.

    Parameters
    ----------
    point : bool
        Whether it is a point of a list.
    """
    try:
        cut = _new(before, _paragraph(text, written), point=point)
    except CannotBeAccepted as why:
        return None, str(why)
    return _try(Change(before.prose, (cut,), after={before.number: text}), written)


def addition_first(prose: Prose, text: str, written: Written) -> tuple[Change | None, str]:
    """Find the change that puts a paragraph at the beginning of a text."""
    try:
        cut = Cut(0, 0, f"{_paragraph(text, written)}\n\n")
    except CannotBeAccepted as why:
        return None, str(why)
    return _try(Change(prose, (cut,), after={-1: text}), written)


def _new(before: SourceParagraph, said: str, *, point: bool) -> Cut:
    text = before.prose.text
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
    source: SourceParagraph, before: SourceParagraph, written: Written
) -> tuple[Change | None, str]:
    """Find the change that puts a paragraph after another one, or why there is none."""
    if before.prose != source.prose:
        return None, "it went to another file: move it by hand"
    if not (source.alone and source.pieces):
        return None, "it is a part of a list or a table: move it by hand"
    text = source.prose.text
    end = before.end
    block = text[source.start : source.end].strip("\n")
    lead = "\n" if text[:end].endswith("\n") else "\n\n"
    cuts = (_whole(source), Cut(end, end, f"{lead}{block}\n"))
    change = Change(source.prose, cuts, {source.number: None}, {before.number: source.text})
    return _try(change, written)


# --- what is offered is tried first --------------------------------------------------------------


def _try(change: Change, written: Written) -> tuple[Change | None, str]:
    text = apply(change.prose.text, change.cuts)
    if not prints(text, [change], written):
        return None, "it cannot be told how it is written in Markdown: alter it by hand"
    if _faults(text) > _faults(change.prose.text):
        return None, "it would leave a text that cannot be set, as of a footnote: alter it by hand"
    return change, ""


def _faults(text: str) -> int:
    return len(read(text).faults)


def apply(text: str, cuts: Iterable[Cut]) -> str:
    """Replace stretches of a text.

    Raises
    ------
    CannotBeAccepted
        Where two edits alter the same words.
    """
    after = len(text) + 1
    for cut in sorted(cuts, key=lambda c: (c.start, c.end), reverse=True):
        if cut.end > after:
            raise CannotBeAccepted("two edits alter the same words: accept one of them")
        text = text[: cut.start] + cut.new + text[cut.end :]
        after = cut.start
    return text


def prints(text: str, changes: Sequence[Change], written: Written) -> bool:
    """Whether a text that was changed prints what it should, and nothing else is altered by it."""
    prose = changes[0].prose
    expected: list[str] = [c.after[-1] for c in changes if -1 in c.after]
    before = texts_printed(prose, written)
    altered = {form_of(old): form_of(new) for c in changes for old, new in c.notes.items()}
    kept_notes: Counter[str] = Counter()
    for number, printed in enumerate(before):
        own = [c.texts[number] for c in changes if number in c.texts]
        kept = own[-1] if own else printed.text
        if kept is not None:
            expected.append(kept)
            kept_notes.update(altered.get(note, note) for note in printed.notes)
        expected += [c.after[number] for c in changes if number in c.after]
    after = texts_printed(replace(prose, text=text), written)
    # The notes of a paragraph that is gone are gone with it; those of one that moved are not.
    notes = Counter(note for printed in after for note in printed.notes)
    known = Counter(altered.get(note, note) for printed in before for note in printed.notes)
    same = [form_of(printed.text) for printed in after] == [form_of(said) for said in expected]
    return same and kept_notes <= notes <= known
