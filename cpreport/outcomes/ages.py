"""Tell ages as they are printed: years, months of small children, one group of the oldest."""

from __future__ import annotations

from decimal import Decimal

from cpreport.cases.values import Age
from cpreport.catalogue import Say
from cpreport.numbers import format_number, with_unit
from cpreport.outcomes.statistics import cut_digits
from cpreport.outcomes.wording import extra_digits, range_text

#: Ages above 89 identify a patient, so they are one group (45 CFR 164.514(b)(2)(i)(C)).
OLDEST_YEARS = 90

#: Below this age a child's age is told in months.
MONTHS_UNTIL = 24


def age_in_months(age: Age) -> Decimal:
    """Round an age to what is printed: whole years, whole months under two years."""
    if age.months < MONTHS_UNTIL:
        return Decimal(age.months)
    return Decimal(12 * min(age.years, OLDEST_YEARS))


def age_value(months: Decimal) -> Decimal | str:
    """Turn an age in months into what is told: its number, or the group of the oldest as text."""
    if months < MONTHS_UNTIL:
        return months
    return cut_digits(months / 12) if months < 12 * OLDEST_YEARS else f"{OLDEST_YEARS} or older"


def age_unit(months: Decimal) -> str:
    """Choose the unit that an age in months is told in."""
    return "months" if months < MONTHS_UNTIL else "years"


def age_text(say: Say, months: Decimal) -> str:
    """Print an age: years, months under two years, one group above 89 years.

    >>> from cpreport.catalogue import say
    >>> age_text(say, Decimal(12 * 95))
    '90\\xa0years or older'
    """
    value, unit = age_value(months), age_unit(months)
    if isinstance(value, str):
        return say("results.age.oldest", age=with_unit(str(OLDEST_YEARS), unit))
    return with_unit(_age_number(value), unit.removesuffix("s") if value == 1 else unit)


def age_range_text(say: Say, low: Decimal, high: Decimal) -> str:
    """Print a range of ages in months, the unit once where both are told in the same."""
    youngest, oldest = age_value(low), age_value(high)
    one_unit = age_unit(low) == age_unit(high) and low != high
    if one_unit and isinstance(youngest, Decimal) and isinstance(oldest, Decimal):
        return range_text(_age_number(youngest), _age_number(oldest), age_unit(high))
    return range_text(age_text(say, low), age_text(say, high))


def _age_number(number: Decimal) -> str:
    return format_number(number, extra_digits(number, 0))
