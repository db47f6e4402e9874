"""Hold edits together that are halves of one: what goes here and comes there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cpreport.changes.findings import Altered, Edit, NotTaken
from cpreport.publish.docx.marks import MARK

#: Words in a row that are the same in two edits when a text went from one to the other.
_IN_A_ROW = 4


def hold_together(
    edits: Sequence[Edit], altered: Iterable[Altered], not_taken: Iterable[NotTaken]
) -> tuple[Edit, ...]:
    """Refuse an edit whose other half cannot be accepted, so that no sentence is lost or doubled.

    A paragraph that was joined to another one is deleted in one place, and added in another.
    """
    found = list(edits)
    for one in altered:
        why = "what it says stands in a text that cpreport writes: alter it by hand"
        _refuse(found, one.was, one.now, why)
    for aside in not_taken:
        if aside.what == "text box":
            why = "what it takes out stands in a text box: put it into the text"
            _refuse(found, "", aside.said, why)
    refuse_halves(found)
    return tuple(found)


def refuse_halves(edits: list[Edit]) -> None:
    """Refuse the other halves of what cannot be accepted, and the other halves of these."""
    done: set[int] = set()
    while waiting := [e for e in edits if e.change is None and e.number not in done]:
        for edit in waiting:
            done.add(edit.number)
            why = f"it belongs to edit {edit.number}, which cannot be accepted"
            _refuse(edits, edit.gone, edit.come, why)


def _refuse(edits: list[Edit], gone: str, come: str, why: str) -> None:
    went, came = _rows_of_words(gone), _rows_of_words(come)
    for position, edit in enumerate(edits):
        if edit.change is None:
            continue
        if went & _rows_of_words(edit.come) or came & _rows_of_words(edit.gone):
            edits[position] = replace(edit, change=None, why_not=why)


def _rows_of_words(text: str) -> set[tuple[str, ...]]:
    """List every few words that stand together in a text, a stretch a line, and short ones whole
    where they hold a number or a citation."""
    rows: set[tuple[str, ...]] = set()
    for words in (line.split() for line in text.split("\n")):
        if len(words) < _IN_A_ROW and any(MARK in word for word in words):
            rows.add(tuple(words))
        rows |= {tuple(words[n : n + _IN_A_ROW]) for n in range(len(words) - _IN_A_ROW + 1)}
    return rows
