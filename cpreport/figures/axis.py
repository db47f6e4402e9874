"""Place times on an axis, and draw its marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from cpreport.cases.time_unit import DAYS_PER, UnitOfTime
from cpreport.catalogue import Say
from cpreport.figures.lettering import width
from cpreport.figures.marks import Mark, Words, beside, line
from cpreport.figures.positions import time_ticks
from cpreport.figures.style import Look
from cpreport.numbers import format_number

#: Room in mm that the axis takes below what it measures.
AXIS_HEIGHT = 8.6
_TICK = 1.2
#: What the label of the last tick may need beyond the axis.
_OVERHANG = 2.0


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Time since the zero of the series, from `low` to `high`, between two places in mm."""

    low: float
    high: float
    left: float
    right: float
    unit: UnitOfTime
    zero: str

    def x(self, days: Decimal) -> float:
        """Find the place of a day since the zero."""
        share = (_in_unit(days, self.unit) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def marks(self, y: float, look: Look) -> Iterator[Mark]:
        """Draw the axis below a height, with round times and its title."""
        yield line(self.left, y, self.right, y, look.axis, look.rule)
        labels = Words(0, 0, "", look.small, look.quiet, anchor="middle")
        most = int((self.right - self.left) / (3 * width("00", look.small) + 4))
        for time in time_ticks(self.low, self.high, max(2, most), self.unit):
            x = self.x(time * DAYS_PER[self.unit])
            yield line(x, y, x, y + _TICK, look.axis, look.rule)
            digits = 0 if time == time.to_integral_value() else 1
            yield beside(y + 3.0, replace(labels, x=x, text=format_number(time, digits)))
        middle = (self.left + self.right) / 2
        title = since(look.say, self.unit, self.zero)
        yield beside(y + 6.6, replace(labels, x=middle, text=title))


def since(say: Say, unit: UnitOfTime, zero: str) -> str:
    """Say what a time in this unit is counted from: `Months since the first session`."""
    return say("figures.word.since", unit=unit.capitalize(), zero=zero)


def _in_unit(days: Decimal, unit: UnitOfTime) -> float:
    return float(days / DAYS_PER[unit])


def time_axis(
    days: Iterable[Decimal],
    left: float,
    right: float,
    unit: UnitOfTime,
    zero: str,
    air: float = 2.5,
) -> TimeAxis:
    """Make an axis that shows all these days and day 0, with air in mm at both ends."""
    times = [0.0, *(_in_unit(day, unit) for day in days)]
    low, high = min(times), max(times)
    if high - low < 1:
        high = low + 1
    right -= _OVERHANG
    per_mm = (high - low) / (right - left - 2 * air)
    return TimeAxis(low - air * per_mm, high + air * per_mm, left, right, unit, zero)
