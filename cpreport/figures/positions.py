"""Place things on a line so that none stands on another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from statistics import fmean

from cpreport.cases.time_unit import UnitOfTime


def spread_out(
    wanted: Sequence[float], widths: Sequence[float], low: float, high: float, gap: float
) -> list[float]:
    """Place labels as near to where they are wanted as their widths allow, by their centres.

    They keep their order, stand at least `gap` apart and between `low` and `high`; where there is
    too little room for all, they run on beyond `high`.

    Parameters
    ----------
    wanted : sequence of float
        Ascending.

    >>> spread_out([10, 11], [4, 4], 0, 20, 1)
    [8.0, 13.0]
    """
    if not wanted:
        return []
    offsets = [0.0]
    for before, after in pairwise(widths):
        offsets.append(offsets[-1] + (before + after) / 2 + gap)
    # Without the offsets labels may stand on one another, but must not change places: the nearest
    # such places are the means of runs that would cross (isotonic regression).
    runs: list[list[float]] = []
    for place, offset in zip(wanted, offsets, strict=True):
        runs.append([place - offset])
        while len(runs) > 1 and fmean(runs[-2]) > fmean(runs[-1]):
            runs[-2:] = [runs[-2] + runs[-1]]
    first = low + widths[0] / 2
    last = max(first, high - widths[-1] / 2 - offsets[-1])
    places = [min(max(fmean(run), first), last) for run in runs for _ in run]
    return [place + offset for place, offset in zip(places, offsets, strict=True)]


def rows_for(spans: Sequence[tuple[float, float]], gap: float) -> list[int]:
    """Put each span into the first row in which it is `gap` away from the spans before it."""
    ends: list[float] = []
    rows = []
    for left, right in spans:
        row = next((n for n, end in enumerate(ends) if left >= end + gap), len(ends))
        ends[row:] = [right, *ends[row + 1 :]]
        rows.append(row)
    return rows


#: Steps between the ticks of an axis of time, by its unit; hours and weeks go by the clock and the
#: year, days by weeks.
_STEPS: dict[UnitOfTime, str] = {
    "hours": "0.5 1 2 3 6 12 24 48 72",
    "days": "1 2 7 14 28",
    "weeks": "0.5 1 2 4 8 13 26 52",
    "months": "0.5 1 2 3 6 12 24 60 120",
    "years": "0.5 1 2 5 10 20",
}


def time_ticks(low: float, high: float, most: int, unit: UnitOfTime) -> tuple[Decimal, ...]:
    """Choose at most so many round times between two.

    >>> [str(tick) for tick in time_ticks(-0.4, 11.2, 9, "months")]
    ['0', '2', '4', '6', '8', '10']
    """
    span, steps = high - low, tuple(map(Decimal, _STEPS[unit].split()))
    step = next((s for s in steps if span / float(s) < most), steps[-1])
    while span / float(step) >= most:
        step *= 2
    first, last = math.ceil(low / float(step)), math.floor(high / float(step))
    return tuple(n * step for n in range(first, last + 1))


def value_ticks(
    low: float, high: float, most: int, least: Decimal = Decimal(0)
) -> tuple[Decimal, ...]:
    """Choose at most so many round values between two, by steps of 1, 2 or 5 of a power of ten.

    Parameters
    ----------
    least : Decimal
        The least step: 1 where only whole numbers are values.

    >>> [str(tick) for tick in value_ticks(0, 94, 5)]
    ['0', '20', '40', '60', '80']
    """
    step = Decimal(10) ** math.floor(math.log10((high - low) / most))
    factors = (1, 2, 5, 10, 20)
    step = max(least, next(step * n for n in factors if (high - low) / float(step * n) <= most))
    first, last = math.ceil(low / float(step)), math.floor(high / float(step))
    return tuple(n * step for n in range(first, last + 1))
