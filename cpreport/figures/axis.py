"""Place times on an axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from cpreport.cases.time_unit import DAYS_PER, UnitOfTime
from cpreport.catalogue import Say
from cpreport.figures.lettering import POINT, width
from cpreport.figures.plot import Plot, Shape
from cpreport.figures.positions import time_ticks
from cpreport.figures.style import Look
from cpreport.numbers import format_number

#: Length of a tick, and the room between it and what it says, in pt.
TICK, TICK_AIR = 3.4, 1.2
#: What the label of the last tick may need beyond the axis.
OVERHANG = 2.0


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
        share = (self.time(days) - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    def time(self, days: Decimal) -> float:
        """Tell days in the unit of the axis."""
        return _in_unit(days, self.unit)

    @property
    def per_mm(self) -> float:
        """How much time a mm is."""
        return (self.high - self.low) / (self.right - self.left)

    def plot(self, top: float, bottom: float, look: Look, shapes: Iterable[Shape] = ()) -> Plot:
        """Make axes between two heights, whose heights are mm from the top of the drawing."""
        place = (self.left, top, self.right - self.left, bottom - top)
        title = since(look.say, self.unit, self.zero)
        times = (self.low, self.high)
        ticks = tuple(self.ticks(look))
        return Plot(place, times, (bottom, top), ticks, (), title, tuple(shapes))

    def ticks(self, look: Look) -> Iterator[tuple[float, str]]:
        """Choose round times, as many as have room."""
        most = int((self.right - self.left) / (3 * width("00", look.small) + 4))
        for time in time_ticks(self.low, self.high, max(3, most), self.unit):
            digits = 0 if time == time.to_integral_value() else 1
            yield float(time), format_number(time, digits)


def axis_height(look: Look) -> float:
    """Measure the room in mm that an axis takes below what it measures, as matplotlib sets it."""
    return POINT * (TICK + TICK_AIR + 2.75 * look.small)


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
    right -= OVERHANG
    per_mm = (high - low) / (right - left - 2 * air)
    return TimeAxis(low - air * per_mm, high + air * per_mm, left, right, unit, zero)
