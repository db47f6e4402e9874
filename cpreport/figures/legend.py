"""Say below a figure what its marks mean, in the columns of matplotlib's legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cpreport.figures.lettering import width, wrap
from cpreport.figures.marks import Mark
from cpreport.figures.style import Look

#: Distances in mm: between rows, between columns, and between a mark and its words.
PITCH, APART, KEY_AIR = 4.4, 5.0, 1.4

#: Half of the thickest outline, in mm: so far marks reach beyond their width.
EDGE = 0.2


@dataclass(frozen=True, slots=True)
class LegendKey:
    """What a mark means, in lines.

    marks : tuple of Mark
        The mark, in mm from its left end and from the middle of its row.
    wide : float
        Width of the mark in mm.
    """

    marks: tuple[Mark, ...]
    wide: float
    meaning: str


@dataclass(frozen=True, slots=True)
class FigureLegend:
    """Keys in columns; its left and upper end, and the height that it takes, are in mm."""

    keys: tuple[LegendKey, ...]
    left: float
    top: float
    columns: int
    height: float


def legend(
    keys: Iterable[LegendKey], left: float, top: float, right: float, look: Look
) -> FigureLegend:
    """Set keys in as many columns as have room between two ends."""
    broken = tuple(_broken(key, right - left, look) for key in keys)
    room = right - left + APART
    columns = next(
        (n for n in range(len(broken), 1, -1) if _across(_split(broken, n), look) <= room), 1
    )
    height = max(sum(_high(key, look) for key in some) for some in _split(broken, columns))
    return FigureLegend(broken, left, top, columns, height)


def _broken(key: LegendKey, room: float, look: Look) -> LegendKey:
    words = wrap(key.meaning, room - key.wide - 4 * EDGE - KEY_AIR, look.small)
    return replace(key, meaning="\n".join(words))


def _split(keys: Sequence[LegendKey], columns: int) -> list[Sequence[LegendKey]]:
    """Split keys into columns as matplotlib does: the first ones may have one more."""
    few, more = divmod(len(keys), columns)
    ends = [n * few + min(n, more) for n in range(columns + 1)]
    return [keys[start:end] for start, end in pairwise(ends)]


def _across(columns: Iterable[Sequence[LegendKey]], look: Look) -> float:
    return sum(max(_wide(key, look) for key in some) + APART for some in columns)


def _wide(key: LegendKey, look: Look) -> float:
    words = max(width(part, look.small) for part in key.meaning.split("\n"))
    return key.wide + 2 * EDGE + KEY_AIR + words


def _high(key: LegendKey, look: Look) -> float:
    return PITCH + key.meaning.count("\n") * look.line
