"""Hold edits together that are halves of one: what goes here and comes there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cpreport.changes.found_changes import Altered, Edit, NotTaken
from cpreport.publish.docx.content_marks import MARK

#: Words in a row that are the same in two edits when a text went from one to the other.
_IN_A_ROW = 4

#: A few words that stand together.
_Row = tuple[str, ...]


def hold_together(
    edits: Sequence[Edit], altered: Iterable[Altered], not_taken: Iterable[NotTaken]
) -> tuple[Edit, ...]:
    """Refuse an edit whose other half cannot be accepted, so that no sentence is lost or doubled.

    A paragraph that was joined to another one is deleted in one place, and added in another.
    """
    found = list(edits)
    halves = _halves(found)
    for one in altered:
        why = "what it says stands in a text that cpreport writes: alter it by hand"
        _refuse(found, halves.of(one.was, one.now), why)
    for aside in not_taken:
        if aside.what == "text box":
            why = "what it takes out stands in a text box: put it into the text"
            _refuse(found, halves.of("", aside.said), why)
    refuse_halves(found)
    return tuple(found)


def refuse_halves(edits: list[Edit]) -> None:
    """Refuse the other halves of what cannot be accepted, and the other halves of these."""
    halves = _halves(edits)
    waiting = [number for number, edit in enumerate(edits) if edit.change is None]
    while waiting:
        edit = edits[waiting.pop()]
        others = halves.of(edit.gone, edit.come)
        why = f"it belongs to edit {edit.number}, which cannot be accepted"
        waiting += _refuse(edits, others, why)


def _refuse(edits: list[Edit], numbers: Iterable[int], why: str) -> list[int]:
    """Refuse edits, and say which of them could be accepted before."""
    offered = [number for number in sorted(numbers) if edits[number].change is not None]
    for number in offered:
        edits[number] = replace(edits[number], change=None, why_not=why)
    return offered


@dataclass(frozen=True, slots=True)
class _Halves:
    """Which edits take out, and which bring, a few words that stand together."""

    gone: dict[_Row, set[int]] = field(default_factory=dict)
    come: dict[_Row, set[int]] = field(default_factory=dict)

    def of(self, gone: str, come: str) -> set[int]:
        """Find the edits that bring what went, or take out what came."""
        found: set[int] = set()
        for row in _rows_of_words(gone):
            found |= self.come.get(row, set())
        for row in _rows_of_words(come):
            found |= self.gone.get(row, set())
        return found


def _halves(edits: Iterable[Edit]) -> _Halves:
    halves = _Halves()
    for number, edit in enumerate(edits):
        for rows, text in ((halves.gone, edit.gone), (halves.come, edit.come)):
            for row in _rows_of_words(text):
                rows.setdefault(row, set()).add(number)
    return halves


def _rows_of_words(text: str) -> set[_Row]:
    """List every few words that stand together in a text, which has a stretch a line.

    A short stretch counts as a whole where it holds a number or a citation.
    """
    rows: set[_Row] = set()
    for words in (line.split() for line in text.split("\n")):
        if len(words) < _IN_A_ROW and any(MARK in word for word in words):
            rows.add(tuple(words))
        rows |= {tuple(words[n : n + _IN_A_ROW]) for n in range(len(words) - _IN_A_ROW + 1)}
    return rows
