"""Word names, ages and numbers as results are printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cpreport.cases.time_unit import DAYS_PER, UnitOfTime
from cpreport.catalogue import Say
from cpreport.numbers import format_number, format_signed, percent, with_unit
from cpreport.outcomes.statistics import Interval, cut_digits
from cpreport.scales.phrases import join_words


def join_names(names: Sequence[str], last: str = "and") -> str:
    """Join names as a sentence does.

    >>> join_names(["P01", "P02", "P03"])
    'P01, P02 and P03'
    >>> join_names([])
    'none'
    """
    return join_words(names, last) or "none"


def range_text(low: str, high: str, unit: str = "") -> str:
    """Print a range with its unit once; one value where both ends print alike.

    >>> range_text("3", "9")
    '3 to 9'
    """
    return with_unit(low if low == high else f"{low} to {high}", unit)


def interval_text(limits: Interval, of: int) -> str:
    """Print the limits of a proportion."""
    return range_text(*(share_text(limit, of) for limit in limits))


def share_text(share: Decimal, of: int) -> str:
    """Print a share as a percentage: a decimal only where a hundred or more were counted."""
    return percent(share, 0 if of < 100 else 1)


def extra_digits(value: Decimal, digits: int) -> int:
    """Add one decimal to the usual ones for a value that lies between two printed ones."""
    return digits if value == round(value, digits) else digits + 1


def signed_points(change: Decimal) -> str:
    """Print a change in points with its sign and at most two decimals.

    >>> signed_points(Decimal("2.5")), signed_points(Decimal(-1))
    ('+2.5', '−1')
    """
    return format_signed(change, next((n for n in (0, 1) if change == round(change, n)), 2))


def in_unit(days: Decimal, unit: UnitOfTime) -> Decimal:
    """Convert days since the first session to a unit of time."""
    if unit == "hours":  # of which a day's decimals hold only nearly as many as were written
        return round(days * 24, 6).normalize()
    return cut_digits(days / DAYS_PER[unit])


def time_text(time: Decimal, unit: UnitOfTime) -> str:
    """Print a time in its unit: whole days and hours without a decimal, all else with one.

    >>> time_text(Decimal(3), "days"), time_text(Decimal(3), "months")
    ('3', '3.0')
    """
    whole = unit in ("hours", "days") and time == time.to_integral_value()
    return format_number(time, 0 if whole else 1)


def mean_unit(say: Say, unit: UnitOfTime) -> str:
    """Name a unit of time, and how long it is where calendars disagree."""
    lengths = {"months": "results.unit.months", "years": "results.unit.years"}
    return say(lengths[unit]) if unit in lengths else unit


def clause(text: str) -> str:
    """Take line breaks and the full stop from a text that becomes part of a sentence."""
    return " ".join(text.split()).removesuffix(".")


def sentence(text: str) -> str:
    """Make a sentence of a clause: a capital first, a full stop last."""
    return f"{capital(clause(text))}."


def capital(text: str) -> str:
    """Begin a text with a capital.

    >>> capital("spasticity")
    'Spasticity'
    """
    return text[:1].upper() + text[1:]


def begun_small(text: str) -> str:
    """Begin with a small letter, unless the first word is an abbreviation or a letter.

    >>> begun_small("Spastic cerebral palsy"), begun_small("MRI-guided injection")
    ('spastic cerebral palsy', 'MRI-guided injection')
    """
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
