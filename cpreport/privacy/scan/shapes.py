"""Find in a text, as a reader sees it, what has the shape of something that identifies.

Every pattern is bounded and begins with what is rare, so that time grows with the text alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cpreport.privacy.scan.dates import FoundDate, find_dates
from cpreport.privacy.scan.folding import BARRIER
from cpreport.privacy.scan.kinds import kinds, vocabulary
from cpreport.privacy.scan.pattern import SearchedText


@dataclass(frozen=True, slots=True)
class Shape:
    """What was found, and what it looks like."""

    kind: str
    text: str


def shapes_in(text: str) -> Iterator[Shape]:
    """Find everything in a text that has the shape of an identifier, each once.

    >>> list(shapes_in("MRN: 123456, born 4 May 2016"))
    [Shape(kind='date', text='4 May 2016'), Shape(kind='record number', text='MRN: 123456')]
    """
    searched = SearchedText(text)
    return find_shapes(searched, find_dates(searched))


def find_shapes(text: SearchedText, dates: Iterable[FoundDate]) -> Iterator[Shape]:
    """Find the shapes in a text whose words are known, and whose dates were found before."""
    said: set[str] = set()
    covered: set[int] = set()
    for kind, start, found in _found(text, dates):
        span = range(start, start + len(found))
        told = " ".join(found.split()).strip(" .,;")
        if not covered.isdisjoint(span) or BARRIER in found:
            continue
        covered.update(span)
        if told not in said:
            said.add(told)
            yield Shape(kind, told)


def _found(text: SearchedText, dates: Iterable[FoundDate]) -> Iterator[tuple[str, int, str]]:
    for date in dates:
        yield "date", date.start, text.text[date.start : date.start + len(date.text)]
    present = vocabulary() & text.word_set
    for kind in kinds():
        for pattern in kind.patterns:
            for match in pattern.matches(text, present):
                if kind.is_real(match):
                    yield kind.name, match.start(), match[0]
