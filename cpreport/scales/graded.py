"""Hold what scoring gives: the graded items and the scores of every case."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from typing import Literal

from cpreport.cases.case import Case
from cpreport.cases.range_text import NumberRange
from cpreport.cases.series import Series
from cpreport.cases.time_unit import UnitOfTime
from cpreport.catalogue import Clause
from cpreport.problems import Place
from cpreport.records import by_fields
from cpreport.scales.definition import Scale, Side

NOT_APPLICABLE, NOT_SCORABLE = "not applicable", "not scorable"

#: Where the value of a score comes from.
Basis = Literal["items", "entered total", "measurement"]

#: What stands before a number that is known only as a limit, or about.
Qualifier = Literal["", "<", "≤", ">", "≥", "~"]


@by_fields
@dataclass(frozen=True, slots=True)
class ItemGrade:
    """One item as graded at a visit.

    item : str
        The scale's own name of the item, whatever synonym was written.
    grade : str or None
        The label; None where the item was not assessed.
    points : Decimal or None
        In the scale's main coding.
    missing : str
        The missing word as written (`not assessed`), or empty.
    """

    case: str
    visit: str
    scale: str
    item: str
    side: Side | None
    grade: str | None
    points: Decimal | None
    missing: str
    place: Place

    @property
    def applies(self) -> bool:
        """Whether there can be a grade at all: what is not applicable is not missing."""
        return not self.missing.casefold().startswith(NOT_APPLICABLE)


@by_fields
@dataclass(frozen=True, slots=True)
class SourceValue:
    """One of the values that a measured value was made of.

    printed : str
        In the unit of the measure.
    source : str
        What stands in the file in another unit, `8.9 mg/dL`; else empty.
    """

    printed: str
    source: str = ""


@by_fields
@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a measured value was made of.

    rule : str
        Which of several values at the visit counts, such as `mean`; empty where there is one.
    used : int
        How many of them are values, and no words for what is missing.
    """

    rule: str
    used: int
    readings: tuple[SourceValue, ...]

    @property
    def is_converted(self) -> bool:
        """Whether any of them stands in another unit in the file."""
        return any(reading.source for reading in self.readings)


@by_fields
@dataclass(frozen=True, slots=True)
class Score:
    """One scored result of a scale at a visit.

    value : Decimal or None
        In the scale's points; None where `missing` names what could not be scored.
    printed : str
        The one printed form (`48.5`, `1+`, `not scorable`), or the missing word as written.
    missing : tuple of (item, side)
        Items without a usable grade, when not scorable.
    used : tuple of ItemGrade
        The graded items it was computed from.
    reason : tuple of Clause
        Why it is not scorable; empty when scored.
    bounds : (Decimal, Decimal) or None
        When not scorable, the lowest and highest value that the missing grades could still give;
        None where that cannot be said.
    basis : Basis
        What the value was made of.
    place : Place or None
        Where it was entered as a total, or measured.
    not_applicable : tuple of (item, side)
        Items that do not apply, so that it was scored from the others.
    qualifier : Qualifier
        Of a measured number: whether the value is a limit, or about.
    unit : str
        Of the value; empty of a grade, and of a number that has none.
    made_from : MadeFrom or None
        What a measured value was made of, where it does not stand so in the file.
    reference : NumberRange or None
        What is usual of a number in such a patient; None where that is not known.
    """

    case: str
    visit: str
    scale: str
    name: str
    side: Side | None
    value: Decimal | None
    printed: str
    missing: tuple[tuple[str, Side | None], ...] = ()
    used: tuple[ItemGrade, ...] = ()
    reason: tuple[Clause, ...] = ()
    bounds: tuple[Decimal, Decimal] | None = None
    basis: Basis = "items"
    place: Place | None = None
    not_applicable: tuple[tuple[str, Side | None], ...] = ()
    qualifier: Qualifier = ""
    unit: str = ""
    made_from: MadeFrom | None = None
    reference: NumberRange | None = None

    @property
    def status(self) -> str:
        """`scored`, or the word for why there is no value, without its reason."""
        return "scored" if self.value is not None else self.printed.partition(" (")[0].casefold()


@dataclass(frozen=True, slots=True)
class ScoredCase:
    """A case with everything its visits' grades say.

    days : mapping of str to Decimal
        Days since the first session of each visit id, and of `session 1`, `session 2`, …
    classification : mapping of str to str
        The patient's classifications as the scales write them: `gmfcs: 4` becomes `GMFCS: IV`;
        one that no scale defines stays as written.
    """

    case: Case
    items: tuple[ItemGrade, ...]
    scores: tuple[Score, ...]
    days: Mapping[str, Decimal]
    classification: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The study id."""
        return self.case.id

    @property
    def scale_ids(self) -> tuple[str, ...]:
        """The scales it has a grade or a score on."""
        ids = (*(grade.scale for grade in self.items), *(score.scale for score in self.scores))
        return tuple(dict.fromkeys(ids))


@dataclass(frozen=True, slots=True)
class ScoredSeries:
    """A series with its scales and its scored cases, in order of id.

    settings : mapping of str to mapping
        By scale id, the choice in force for each of the scale's settings.
    """

    series: Series
    scales: Mapping[str, Scale]
    cases: tuple[ScoredCase, ...]
    settings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def unit_of_time(self) -> UnitOfTime:
        """The unit in which times are told."""
        return self.series.record.unit_of_time

    @property
    def visit_labels(self) -> dict[str, str]:
        """The printed label of each visit by its id: those declared, then the unplanned."""
        unplanned = (v for case in self.cases for v in case.case.visits if v.unplanned)
        labels = {visit.id: visit.label or visit.id for visit in unplanned}
        return labels | {visit.id: visit.label for visit in self.series.record.visits}

    def visit_label(self, visit_id: str) -> str:
        """Look up the printed label of a visit; its id where nobody gave it one."""
        # Asked for every grade: a large series must not list all its labels each time.
        for visit in self.series.record.visits:
            if visit.id == visit_id:
                return visit.label or visit_id
        return self.visit_labels.get(visit_id, visit_id)

    def telling_time_in(self, unit: UnitOfTime) -> ScoredSeries:
        """Settle the unit of times, where the series declares none."""
        series = replace(self.series, record=self.series.record.telling_time_in(unit))
        return replace(self, series=series)

    def case(self, case_id: str) -> ScoredCase:
        """Find a case by its id."""
        # They are in order of id, as a rule: of ten thousand, fourteen are looked at.
        at = bisect_left(self.cases, case_id, key=lambda case: case.id)
        likely = self.cases[at : at + 1]
        return next(c for c in chain(likely, self.cases) if c.id == case_id)
