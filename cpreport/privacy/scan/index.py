"""Sort what is looked for, so that a text need not be searched for each: it is much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpreport.privacy.scan.folding import Folded
from cpreport.privacy.scan.known import Digits, Phrase

#: Letters by whose first a stream is known; no stream that is looked for is shorter.
_BEGINNING = 5
#: Beginnings up to which looking for each takes less than dividing the text.
_FEW = 300


@dataclass(frozen=True)
class Index:
    """Phrases by the first word of each, and by the first letters of their streams.

    by_word, by_beginning : dict of str to list of int
        Positions in `phrases`.
    """

    phrases: Sequence[Phrase]
    by_word: dict[str, list[int]]
    by_beginning: dict[str, list[int]]

    def candidates(self, folded: Folded) -> Iterator[Phrase]:
        """List, in their order, the phrases of which a text has the first word or letters."""
        if not self.phrases:
            return
        found: set[int] = set()
        for word in folded.words | folded.tokens:
            found.update(self.by_word.get(word, ()))
        for letters in self._beginnings_in(folded.stream):
            found.update(self.by_beginning[letters])
        yield from (self.phrases[position] for position in sorted(found))

    def _beginnings_in(self, stream: str) -> Iterator[str]:
        if len(self.by_beginning) <= _FEW:
            yield from (letters for letters in self.by_beginning if letters in stream)
            return
        ends = range(_BEGINNING, len(stream) + 1)
        yield from self.by_beginning.keys() & {stream[end - _BEGINNING : end] for end in ends}


def index_of(phrases: Sequence[Phrase]) -> Index:
    """Sort phrases by how each begins."""
    by_word: dict[str, list[int]] = {}
    by_beginning: dict[str, list[int]] = {}
    for position, phrase in enumerate(phrases):
        for word in {words.split(" ", 1)[0] for words in (phrase.plain, phrase.sound)}:
            by_word.setdefault(word, []).append(position)
        if phrase.stream:
            by_beginning.setdefault(phrase.stream[:_BEGINNING], []).append(position)
    return Index(phrases, by_word, by_beginning)


@dataclass(frozen=True)
class DigitIndex:
    """Numbers by their digits: those of which all must agree, and those of which the end must.

    longest : int
        Digits of the longest of the first.
    lengths : frozenset of int
        Digits of the others.
    shortest : int
        Digits of the shortest of all; 0 where there is none.
    """

    exact: dict[str, list[Digits]]
    endings: dict[str, list[Digits]]
    longest: int
    lengths: frozenset[int]
    shortest: int


def numbers_of(needles: Sequence[Digits], least: int) -> DigitIndex:
    """Sort the numbers that have so many digits at least."""
    exact: dict[str, list[Digits]] = {}
    endings: dict[str, list[Digits]] = {}
    for needle in needles:
        if len(needle.digits) >= least:
            (endings if needle.ending else exact).setdefault(needle.digits, []).append(needle)
    return DigitIndex(
        exact,
        endings,
        max(map(len, exact), default=0),
        frozenset(map(len, endings)),
        min(map(len, [*exact, *endings]), default=0),
    )
