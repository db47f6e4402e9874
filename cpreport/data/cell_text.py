"""Write a value as the text of a cell, and what is missing as its word."""

from __future__ import annotations

from decimal import Decimal

from cpreport.data.columns import NOT_APPLICABLE, NOT_ASSESSED, NOT_RECORDED, NOT_REPORTED
from cpreport.numbers import plain
from cpreport.scales.graded import ScoredCase

Row = tuple[str, ...]


def day_of(case: ScoredCase, moment: str) -> str:
    """Write the day of a visit, of `session 1` or `adverse event 1`."""
    day = case.days.get(moment)
    return NOT_REPORTED if day is None else number(day)


def number(value: Decimal) -> str:
    """Write a number in plain digits; one that does not end, with nine decimals."""
    return plain(value if value.as_tuple().exponent in range(-9, 1) else round(value, 9))


def or_not_applicable(text: str | None) -> str:
    """Write a text, and the word for what there cannot be in the place of none."""
    return text or NOT_APPLICABLE


def or_not_recorded(text: str | None) -> str:
    """Write a text on one line, and the word for what the file does not mention instead of none."""
    return " ".join(text.split()) if text else NOT_RECORDED


def yes_or_no(truth: bool) -> str:
    """Write what is so as `yes`, and what is not as `no`."""
    return "yes" if truth else "no"


def without_reason(missing: str) -> str:
    """Cut off the reason that may follow a missing word.

    >>> without_reason("Not applicable (asleep)")
    'not applicable'
    """
    known = (NOT_REPORTED, NOT_APPLICABLE)
    return next((word for word in known if missing.casefold().startswith(word)), NOT_ASSESSED)
