"""Take two texts as words with their places, and give where the first is not the second."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: Words around a difference that are shown with it, so that it can be found.
_AROUND = 3
#: Letters of one long word that are shown around what differs in it.
_LETTERS = 12
_LONG = 60
#: Above this the parts that differ are told as one: texts so unlike are not compared word by word.
_MOST_COMPARED = 4_000_000


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a file, and where it stands."""

    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in a file that says another thing than what follows from the data."""

    where: str
    said: str
    follows: str


def differences(said: Sequence[Word], follows: Sequence[Word]) -> Iterator[Difference]:
    """Give every place where two texts differ, with the words around it."""
    ours, theirs = [w.text for w in said], [w.text for w in follows]
    begin = _same_beginning(ours, theirs)
    end = _same_beginning(ours[begin:][::-1], theirs[begin:][::-1])
    a, b = ours[begin : len(ours) - end], theirs[begin : len(theirs) - end]
    if not a and not b:
        return
    for low, high, low_b, high_b in _changed(a, b):
        yield Difference(
            _where(said, follows, begin + low, begin + low_b),
            _shown(ours, theirs, begin + low, begin + high, begin + low_b, begin + high_b),
            _shown(theirs, ours, begin + low_b, begin + high_b, begin + low, begin + high),
        )


def _same_beginning(a: Sequence[str], b: Sequence[str]) -> int:
    length = min(len(a), len(b))
    return next((n for n in range(length) if a[n] != b[n]), length)


def _changed(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    if len(a) * len(b) > _MOST_COMPARED:
        yield 0, len(a), 0, len(b)
        return
    for tag, low, high, low_b, high_b in difflib.SequenceMatcher(
        None, a, b, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield low, high, low_b, high_b


def _where(said: Sequence[Word], follows: Sequence[Word], at: int, at_b: int) -> str:
    if at < len(said):
        return said[at].where
    return follows[at_b].where if at_b < len(follows) else ""


def _shown(
    words: Sequence[str], others: Sequence[str], low: int, high: int, low_b: int, high_b: int
) -> str:
    """Give the words that differ with those around them; of a long word, what differs in it."""
    changed = [
        _part(word, others[low_b + n] if low_b + n < high_b else "")
        for n, word in enumerate(words[low:high][:_LONG])
    ]
    before = [_short(word) for word in words[max(0, low - _AROUND) : low]]
    after = [_short(word) for word in words[high : high + _AROUND]]
    text = " ".join([*before, *changed, *after]).strip()
    return text or "(nothing)"


def _part(word: str, other: str) -> str:
    if len(word) <= _LONG:
        return word
    begin = _same_beginning(word, other)
    end = _same_beginning(word[begin:][::-1], other[begin:][::-1])
    low, high = max(0, begin - _LETTERS), min(len(word), len(word) - end + _LETTERS)
    return f"…{word[low : min(high, low + 2 * _LONG)]}…"


def _short(word: str) -> str:
    return word if len(word) <= _LONG else f"…{word[-_LETTERS:]}"
