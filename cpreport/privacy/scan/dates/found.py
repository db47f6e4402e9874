"""Describe a date that was found in a text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as it stands in a text.

    days : frozenset of date
        The days that it can mean: the order of day and month is not always clear. Empty where
        only a month, or a day without its year, is told.
    """

    text: str
    start: int
    days: frozenset[dt.date] = frozenset()


def day_of(year: int | str, month: int | str, day: int | str) -> dt.date | None:
    """Make a day of the Gregorian calendar, or nothing where there is no such day."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def full_years(year: str) -> tuple[str, ...]:
    """List the years that two digits, or four, can mean."""
    return (year,) if len(year) == 4 else (f"19{year}", f"20{year}")
