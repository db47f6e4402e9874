"""Hold what a panel of a measured number shows: the line of each patient, and what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.range_text import NumberRange
from cpreport.outcomes.improvement_rules import ImprovementRule
from cpreport.outcomes.result import Direction
from cpreport.outcomes.score_lines import ScoreLine
from cpreport.outcomes.scoring_words import score_label

#: So many lines find room, with their names at their ends, in one panel.
_MOST_NAMES = 7


@dataclass(frozen=True, slots=True)
class MeasuredPoint:
    """A number at a visit: its day, and what stands before it."""

    visit: str
    day: Decimal
    value: Decimal
    qualifier: str
    reference: NumberRange | None


@dataclass(frozen=True, slots=True)
class TreatedTime:
    """A time of treatment, in days; no end where it goes on; `share` is of the highest dose."""

    begin: Decimal
    end: Decimal | None
    share: float


@dataclass(frozen=True, slots=True)
class PatientCourse:
    """What one patient's number was, in order of time; `told` has also what cannot be drawn.

    direction : str or None
        The verdict on the outcome that the number is judged for; None where it is not judged.
    needed : Decimal or None
        The value that the rule asks of this patient, where it asks for a change of some size.
    boundary : Decimal or None
        The day between the phases that are compared.
    """

    case: str
    points: tuple[MeasuredPoint, ...]
    told: str
    direction: Direction | None = None
    needed: Decimal | None = None
    treated: tuple[TreatedTime, ...] = ()
    boundary: Decimal | None = None

    @property
    def reference(self) -> NumberRange | None:
        """The reference range, where every value has the same."""
        return _only(point.reference for point in self.points)


@dataclass(frozen=True, slots=True)
class ValuePanel:
    """One number, on its side where it has one, of every patient, with the rule it is judged by.

    other_side : tuple of PatientCourse
        The lines of the same number on the other side, which its axis has room for, too, so that
        right and left can be compared.
    """

    score: ScoreLine
    number: NumberMeasure
    lines: tuple[PatientCourse, ...]
    rule: ImprovementRule | None = None
    other_side: tuple[PatientCourse, ...] = ()

    @property
    def title(self) -> str:
        """The number with its side and its unit."""
        name = score_label(self.score.scale, self.score.rule, self.score.side)
        return f"{name}, {self.number.unit}" if self.number.unit else name

    @property
    def drawn(self) -> tuple[PatientCourse, ...]:
        """The lines that have any point."""
        return tuple(of_case for of_case in self.lines if of_case.points)

    @property
    def on_axis(self) -> tuple[PatientCourse, ...]:
        """Every line that the axis has room for."""
        return (*self.drawn, *(of_case for of_case in self.other_side if of_case.points))

    @property
    def points(self) -> tuple[MeasuredPoint, ...]:
        """Every point of every line."""
        return tuple(point for of_case in self.lines for point in of_case.points)

    @property
    def reference(self) -> NumberRange | None:
        """The reference range, where every value of every patient has the same."""
        return _only(point.reference for point in self.points)

    @property
    def needs_one_each(self) -> bool:
        """Whether the lines are so many that every patient has a small panel."""
        return len(self.drawn) > _MOST_NAMES

    @property
    def goal(self) -> bool:
        """Whether it is drawn what the rule asks for."""
        if self.rule is None:
            return False
        return self.rule.goal is not None or (
            self.one_each and any(of_case.needed is not None for of_case in self.drawn)
        )

    @property
    def one_each(self) -> bool:
        """Whether a panel shows one patient's own course."""
        return self.needs_one_each or len(self.lines) == 1

    def shades(self, of_case: PatientCourse) -> bool:
        """Whether a patient's time of treatment is shaded."""
        return self.one_each and bool(of_case.treated) and bool(of_case.points)


def _only(references: Iterable[NumberRange | None]) -> NumberRange | None:
    """Find the one that all are; None where they differ."""
    every = set(references)
    return every.pop() if len(every) == 1 else None
