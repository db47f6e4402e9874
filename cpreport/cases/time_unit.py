"""Choose the unit in which a series tells times: one that fits all of its cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpreport.cases.case import Case
from cpreport.cases.time import day_of, moment_in_words, moments_of, ways_of_stating, zero_date
from cpreport.cases.values import DAYS_PER_MONTH

UnitOfTime = Literal["hours", "days", "weeks", "months", "years"]

#: The length of each unit in days; months and years are mean ones, so that no calendar decides.
DAYS_PER: dict[UnitOfTime, Decimal] = {
    "hours": Decimal(1) / 24,
    "days": Decimal(1),
    "weeks": Decimal(7),
    "months": DAYS_PER_MONTH,
    "years": 12 * DAYS_PER_MONTH,
}

#: Up to so many days a series is told in a unit, where its files state none that is longer.
_LONGEST: tuple[tuple[UnitOfTime, int], ...] = (("days", 28), ("weeks", 56), ("months", 3653))
#: Times in hours are told in hours up to so many days.
_DAYS_IN_HOURS = 3


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """What of a case's times decides the unit.

    longest : Decimal
        Days from the zero to what is farthest from it, before or after.
    stated : frozenset of str
        How its visits and treatments state their times: `date`, `month`, `hour`, …
    """

    longest: Decimal
    stated: frozenset[str]


def times_of(case: Case, days: Mapping[str, Decimal]) -> CaseTimes:
    """Find how far a case's treatment and visits reach, and how their times are stated.

    Parameters
    ----------
    days : mapping of str to Decimal
        What the case has of days (`relative_days`).
    """
    visits = [visit.id for visit in case.visits]
    treated = [name for name in days if name.startswith(("session ", "treatment "))]
    reached = [abs(days[name]) for name in (*visits, *treated) if name in days]
    zero = zero_date(case)
    # A zero is the same in every unit.
    once = (treatment for treatment in case.treatment if treatment.at_one_time)
    moments = [m for m in (*case.sessions, *once, *case.visits) if day_of(m, zero)]
    for name, _, words in moments_of(case):
        moment = moment_in_words(words or "") if name.startswith("treatment ") else None
        moments += [moment] if moment is not None and day_of(moment, zero) else []
    stated = frozenset(way for moment in moments for way in ways_of_stating(moment))
    return CaseTimes(max(reached, default=Decimal(0)), stated)


def fitting_unit(times: Iterable[CaseTimes]) -> UnitOfTime:
    """Choose the unit that fits: by the longest time, but none finer than the files state.

    A series of days 0, 1 and 3 is told in days, one of a year in months.
    """
    every = list(times)
    longest = max((one.longest for one in every), default=Decimal(0))
    stated = frozenset().union(*(one.stated for one in every))
    if "hour" in stated and longest <= _DAYS_IN_HOURS:
        return "hours"
    fits: UnitOfTime = next((unit for unit, days in _LONGEST if longest <= days), "years")
    if not longest or (fits in ("days", "weeks") and "month" in stated):
        return "months"
    return "weeks" if fits == "days" and "week" in stated else fits
