"""Print measured numbers in their one form: qualifier, digits and unit."""

from __future__ import annotations

import re
from decimal import Decimal

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.range_text import NumberRange
from cpreport.catalogue import Say
from cpreport.numbers import NO_BREAK, decimals_of, format_number, format_signed, with_unit

#: Units that stand at the number itself.
_CLOSE = ("°", "%", "′", "″")

#: One of what is counted, and a unit that is an English word in the plural: `1 peg`.
_ONE = re.compile(r"[<≤>≥~]?[+−]?1")
_PLURAL = re.compile(r"(?!siemens)[a-z]{2,}[^sui]s")


def digits_of(number: NumberMeasure, value: Decimal) -> int:
    """Choose the decimals of a value: as declared, else as many as it has."""
    return decimals_of(value) if number.digits is None else number.digits


def value_text(number: NumberMeasure, value: Decimal, qualifier: str = "") -> str:
    """Print a value: `<5 mg/L`."""
    digits = digits_of(number, value)
    # A limit that were rounded would be another limit.
    own = decimals_of(value) if qualifier else 0
    printed = format_number(value, max(digits, own))
    return in_unit(number, f"{qualifier}{printed}")


def signed_text(number: NumberMeasure, change: Decimal) -> str:
    """Print a change with its sign: `−84 mg/L`."""
    return in_unit(number, format_signed(change, digits_of(number, change)))


def in_unit(number: NumberMeasure, printed: str) -> str:
    """Print a number with the unit of a measure behind it."""
    unit = number.unit or ""
    if _ONE.fullmatch(printed) and _PLURAL.fullmatch(unit):
        unit = unit[:-1]
    return f"{printed}{unit}" if unit in _CLOSE else with_unit(printed, unit)


def range_text(say: Say, number: NumberMeasure, span: NumberRange) -> str:
    """Print a range with the unit once: `0 to 5 mg/L`, `up to 5 mg/L`."""
    return in_unit(number, _ends(say, span))


def _ends(say: Say, span: NumberRange) -> str:
    low, high = (
        None if end is None else format_number(end, decimals_of(end))
        for end in (span.low, span.high)
    )
    if low and high:
        return f"{low} to {high}"
    if high:
        return say("scoring.range.up_to", most=high)
    return say("scoring.range.at_least", least=low or "")


def references_text(say: Say, number: NumberMeasure) -> str:
    """Print the reference range, or every one with whom it is for: `12 to 16 g/dL (female)`."""
    said = []
    for band in number.reference:
        ages = [(band.age, "years"), (band.age_in_months, "months")]
        whom = [band.sex or "", *(f"{_ends(say, span)} {unit}" for span, unit in ages if span)]
        named = ", ".join(filter(None, whom))
        said.append(range_text(say, number, band.range) + (f" ({named})" if named else ""))
    return "; ".join(said)


def span(low: str, high: str) -> str:
    """Join two printed numbers to a range, with the unit once where both have the same.

    >>> span("5\N{NO-BREAK SPACE}mg/L", "89\N{NO-BREAK SPACE}mg/L")
    '5 to 89\xa0mg/L'
    """
    return low if low == high else f"{before_unit(low, high)} to {high}"


def before_unit(first: str, last: str) -> str:
    """Leave out the unit of a number before another one in the same unit.

    >>> before_unit("64\N{NO-BREAK SPACE}mg/L", "4\N{NO-BREAK SPACE}mg/L")
    '64'
    """
    number, _, unit = first.partition(NO_BREAK)
    same = unit.removesuffix("s") == last.partition(NO_BREAK)[2].removesuffix("s")
    return number if unit and same else first
