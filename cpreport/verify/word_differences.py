"""Compare two texts as words with their places."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: Words around a difference that are shown with it, so that it can be found.
_AROUND = 3
#: Letters of one long word that are shown around what differs in it.
_LETTERS = 12
#: Words and tags among which those around a difference are looked for.
_LOOKED_AT = 40
_LONG = 60
#: Above this the parts that differ are told as one: texts so unlike are not compared word by word.
_MOST_COMPARED = 25_000_000
#: Two texts of as many words are compared word for word where no more of them differ.
_MOST_APART = 2000

#: Where a part begins and ends in the one text, and in the other.
_Span = tuple[int, int, int, int]


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
    """Find every place where two texts differ, with the words around it."""
    ours, theirs = [w.text for w in said], [w.text for w in follows]
    for low, high, low_b, high_b in _changed(ours, theirs):
        yield Difference(
            _where(said, follows, low, low_b),
            _shown(ours, theirs, low, high, low_b, high_b),
            _shown(theirs, ours, low_b, high_b, low, high),
        )


def _same_beginning(a: Sequence[str], b: Sequence[str]) -> int:
    length = min(len(a), len(b))
    return next((n for n in range(length) if a[n] != b[n]), length)


def _changed(a: Sequence[str], b: Sequence[str]) -> Iterator[_Span]:
    """Find the parts that differ: word for word where no word was added or taken away."""
    if len(a) == len(b):
        apart = [n for n in range(len(a)) if a[n] != b[n]]
        if len(apart) <= _MOST_APART:
            yield from ((low, high, low, high) for low, high in _runs(apart))
            return
    begin = _same_beginning(a, b)
    end = _same_beginning(a[begin:][::-1], b[begin:][::-1])
    one, other = a[begin : len(a) - end], b[begin : len(b) - end]
    if len(one) * len(other) > _MOST_COMPARED:
        yield begin, len(a) - end, begin, len(b) - end
        return
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for tag, low, high, low_b, high_b in matcher.get_opcodes():
        if tag != "equal":
            yield begin + low, begin + high, begin + low_b, begin + high_b


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Join numbers that follow each other to ranges."""
    for _, run in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        together = [number for _, number in run]
        yield together[0], together[-1] + 1


def _where(said: Sequence[Word], follows: Sequence[Word], at: int, at_b: int) -> str:
    if at < len(said):
        return said[at].where
    return follows[at_b].where if at_b < len(follows) else ""


def _shown(
    words: Sequence[str], others: Sequence[str], low: int, high: int, low_b: int, high_b: int
) -> str:
    """Show the words that differ with those around them; of a long word, what differs in it."""
    changed = [
        _part(word, others[low_b + n] if low_b + n < high_b else "")
        for n, word in enumerate(words[low:high][:_LONG])
    ]
    before = [_short(word) for word in _said(words[:low])[-_AROUND:]]
    after = [_short(word) for word in _said(words[high : high + _LOOKED_AT])[:_AROUND]]
    # A tag is told only where nothing that a reader sees has changed.
    text = " ".join([*before, *(_said(changed) or changed), *after]).strip()
    return text or "(nothing)"


def _said(words: Sequence[str]) -> list[str]:
    """Pick the words that are not tags, of the last or first ones that matter."""
    return [word for word in words[-_LOOKED_AT:] if not word.startswith("<")]


def _part(word: str, other: str) -> str:
    if len(word) <= _LONG:
        return word
    begin = _same_beginning(word, other)
    end = _same_beginning(word[begin:][::-1], other[begin:][::-1])
    low, high = max(0, begin - _LETTERS), min(len(word), len(word) - end + _LETTERS)
    return f"…{word[low : min(high, low + 2 * _LONG)]}…"


def _short(word: str) -> str:
    return word if len(word) <= _LONG else f"…{word[-_LETTERS:]}"
