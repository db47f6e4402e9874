"""Set keys, each a small drawing with what it means, in rows below a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cpreport.figures.lettering import width, wrap
from cpreport.figures.marks import Mark, Words, beside
from cpreport.figures.style import Look

#: Distances in mm: between rows, between keys, and between a drawing and its words.
PITCH, _APART, _AIR = 4.4, 5.0, 1.4

#: Half of the thickest outline, in mm: so far marks reach beyond their width.
_EDGE = 0.2


@dataclass(frozen=True, slots=True)
class LegendKey:
    """What a mark means.

    drawn : callable
        Draws the mark from a left end, centred on a height.
    wide : float
        Width of the mark in mm.
    """

    drawn: Callable[[float, float], Iterable[Mark]]
    wide: float
    meaning: str


def legend(
    keys: Sequence[LegendKey], left: float, top: float, right: float, look: Look
) -> tuple[list[Mark], float]:
    """Set keys in rows between two ends.

    Returns
    -------
    (list of Mark, float)
        The marks, and the height in mm that they take.
    """
    marks: list[Mark] = []
    x, y = left, top + PITCH / 2
    for key in keys:
        mark = key.wide + 2 * _EDGE + _AIR
        words = wrap(key.meaning, right - left - mark, look.small)
        wide = mark + max(width(part, look.small) for part in words)
        if x > left and x + wide > right:
            x, y = left, y + PITCH
        marks += key.drawn(x + _EDGE, y)
        for n, part in enumerate(words):
            at = Words(x + mark, 0, part, look.small, look.quiet)
            marks.append(beside(y + n * look.line, at))
        y += (len(words) - 1) * look.line
        x += wide + _APART
    return marks, (y + PITCH / 2 - top if keys else 0.0)
