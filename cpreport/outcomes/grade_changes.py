"""Say how far one grade is from another: in whole grades, or in steps where these are split."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.numbers import NO_BREAK, format_signed
from cpreport.outcomes.statistics import cut_digits
from cpreport.records import by_fields
from cpreport.scales.definition import Grade


@by_fields
@dataclass(frozen=True, slots=True)
class ReportedChange:
    """A change as it is reported: its number, its printed form and its unit."""

    value: Decimal
    printed: str
    unit: str


def grade_change(permitted: Sequence[Decimal], before: Decimal, after: Decimal) -> ReportedChange:
    """Measure a change between grades; a part of a grade is no number of an ordinal scale.

    Parameters
    ----------
    permitted : sequence of Decimal
        The points of every permitted grade, ascending.

    >>> thirds = [Decimal(p) for p in ("3", "3.33", "3.67", "4", "4.33", "4.67", "5")]
    >>> grade_change(thirds, Decimal("3.67"), Decimal("4.33")).printed
    '+2\\xa0steps'
    >>> grade_change(thirds, Decimal(4), Decimal(3)).printed
    '−1'
    """
    change = after - before
    if is_split(change):
        steps = steps_between(permitted, before, after)
        return ReportedChange(steps, steps_text(steps), "steps")
    return ReportedChange(cut_digits(change), format_signed(change), "grades")


def is_split(change: Decimal) -> bool:
    """Whether a change is no whole number of grades, as from `4` to `4+`."""
    return change != change.to_integral_value()


def steps_between(permitted: Sequence[Decimal], before: Decimal, after: Decimal) -> Decimal:
    """Count the permitted grades from one to another."""
    return Decimal(permitted.index(after) - permitted.index(before))


def steps_text(steps: Decimal) -> str:
    """Print a number of steps with its sign and its unit.

    >>> steps_text(Decimal(-1))
    '−1\\xa0step'
    """
    word = "step" if abs(steps) == 1 else "steps"
    return f"{format_signed(steps)}{NO_BREAK}{word}" if steps else "0"


def points_of(grade_sets: Iterable[Iterable[Grade]]) -> list[Decimal]:
    """List the points of every grade in some sets, ascending."""
    return sorted({grade.points for grades in grade_sets for grade in grades})
