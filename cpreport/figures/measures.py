"""Gather a case's scores as figures draw them: range, values and change.

A scale that has no scores is drawn by its items, each like a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.cases.series import DeclaredVisit
from cpreport.catalogue import clauses_in_words
from cpreport.numbers import format_number
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import NOT_COMPARABLE, Direction
from cpreport.outcomes.score_lines import ScoreLine, scales_of, score_lines, threshold_keys
from cpreport.outcomes.wording import capital, extra_digits
from cpreport.scales.bands import band_points, band_with
from cpreport.scales.definition import SIDES, Scale, Side, Threshold
from cpreport.scales.engine import score_ends
from cpreport.scales.graded import NOT_SCORABLE, ItemGrade, Score, ScoredCase
from cpreport.scales.names import grades_of, item_named

#: A scale without scores is drawn by its items where a case has at most so many.
MOST_ITEMS = 12


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """What a measure is at a visit.

    value : Decimal or None
        In points; None where there is none, which `printed` says in a word; empty where the visit
        has no record of it.
    why : str
        Why it is not scorable.
    """

    visit: str
    value: Decimal | None
    printed: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class ThresholdCheck:
    """A change held against a published threshold; `said` is `passed` or `not passed`."""

    threshold: Threshold
    said: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One score, or one item, of a case over its visits.

    key : tuple of str
        What makes its results' ids, after case and visit.
    ends : (Decimal, Decimal)
        The lowest and the highest value it can have, with `ends_printed`.
    values : tuple of MeasureValue
        For every visit of the figure, in order.
    change : str
        The printed change between the compared visits.
    graded : bool
        Whether its values are grades.
    descriptive : bool
        Whether it is no official score of its scale.
    """

    scale: Scale
    label: str
    key: tuple[str | None, ...]
    ends: tuple[Decimal, Decimal]
    ends_printed: tuple[str, str]
    values: tuple[MeasureValue, ...]
    change: str
    direction: Direction
    graded: bool
    held: tuple[ThresholdCheck, ...] = ()
    descriptive: bool = False

    def at(self, visit: str) -> MeasureValue:
        """Look up the value at a visit; an empty one where the visit was not held."""
        none = MeasureValue(visit, None, "")
        return next((value for value in self.values if value.visit == visit), none)

    @property
    def drawable(self) -> bool:
        """Whether there is a value at any visit."""
        return any(value.value is not None for value in self.values)

    @property
    def worst_and_best(self) -> tuple[str, str]:
        """Print the ends of its range, as tracks run from left to right."""
        low, high = self.ends_printed
        return (high, low) if self.scale.better == "lower" else (low, high)

    @property
    def heading(self) -> str:
        """The label where it stands alone: `Arm, right`."""
        return capital(self.label)

    @property
    def name(self) -> str:
        """The measure with its scale: `MI, arm, right`."""
        name = self.scale.short_name
        return name if self.label in (self.scale.id, self.scale.name) else f"{name}, {self.label}"


def measures_of(
    findings: Findings, case_id: str, visits: Sequence[DeclaredVisit]
) -> tuple[Measure, ...]:
    """Gather every measure of a case, scale by scale as the tables have them."""
    return tuple(each_measure(findings, case_id, visits))


def each_measure(
    findings: Findings, case_id: str, visits: Sequence[DeclaredVisit]
) -> Iterator[Measure]:
    """Yield the measures of a case one by one: most that ask whether there is one need no other."""
    case = findings.case(case_id)
    for scale in scales_of(findings, (case,)):
        if scale.kind != "outcome" or scale.number is not None or not scale.is_ordered:
            # Neither has a worst and a best end that a track could run between.
            continue
        lines = score_lines((scale,))
        found = [_of_score(findings, case, line, visits) for line in lines]
        yield from found or _of_items(findings, case, scale, visits)


# --- scores --------------------------------------------------------------------------------------


def _of_score(
    findings: Findings, case: ScoredCase, line: ScoreLine, visits: Sequence[DeclaredVisit]
) -> Measure:
    wanted = (line.scale.id, line.rule.name, line.side)
    scores = {s.visit: s for s in case.scores if (s.scale, s.name, s.side) == wanted}
    ends = _ends(findings, case, line, scores.values())
    key = (line.scale.id, line.rule.name, line.side)
    return Measure(
        line.scale,
        line.label,
        key,
        ends,
        _ends_text(line, ends),
        tuple(_score_value(findings, case.id, visit.id, key, scores) for visit in visits),
        *_change(findings, case.id, key),
        line.rule.printed_as == "grade",
        tuple(_threshold_checks(findings, case.id, line)),
        line.rule.descriptive,
    )


def _score_value(
    findings: Findings, case: str, visit: str, key: tuple[str | None, ...], scores: dict[str, Score]
) -> MeasureValue:
    if visit not in scores:
        return MeasureValue(visit, None, "")
    score = scores[visit]
    return MeasureValue(
        visit,
        score.value,
        findings.result(case, visit, *key).printed,
        clauses_in_words(findings.say, score.reason) if score.status == NOT_SCORABLE else "",
    )


def _change(findings: Findings, case: str, key: tuple[str | None, ...]) -> tuple[str, Direction]:
    if not findings.has(case, "change", *key):
        return NOT_COMPARABLE, "not assessable"
    result = findings.result(case, "change", *key)
    return result.printed, result.direction or "not assessable"


def _threshold_checks(findings: Findings, case: str, line: ScoreLine) -> Iterator[ThresholdCheck]:
    thresholds = [t for t in line.scale.thresholds if t.score == line.rule.name]
    for threshold, key in zip(thresholds, threshold_keys(line), strict=True):
        parts = (case, "change", line.scale.id, line.rule.name, line.side, key)
        if findings.has(*parts):
            yield ThresholdCheck(threshold, findings.result(*parts).printed)


def _ends(
    findings: Findings, case: ScoredCase, line: ScoreLine, scores: Iterable[Score]
) -> tuple[Decimal, Decimal]:
    """Find the range of a score: its own, or what the permitted grades could make of it."""
    values = [s.value for s in scores if s.value is not None]
    every = [*_range(findings, case, line), *values]
    low, high = min(every, default=Decimal(0)), max(every, default=Decimal(0))
    return (low, high) if low < high else (low, low + 1)


def _range(findings: Findings, case: ScoredCase, line: ScoreLine) -> tuple[Decimal, ...]:
    scale, rule, side = line.scale, line.rule, line.side
    if rule.range is not None:
        return rule.range
    graded = [g for g in case.items if g.scale == scale.id]
    settings = findings.scored.settings.get(scale.id, {})
    return score_ends(scale, graded, settings)[rule.name, side]


def _ends_text(line: ScoreLine, ends: tuple[Decimal, Decimal]) -> tuple[str, str]:
    if line.rule.printed_as == "grade":
        labels = {g.points: g.code for grades in line.scale.grade_sets.values() for g in grades}
        if line.rule.named:
            labels = {p: band_with(line.rule.named, p) for p in band_points(line.rule.named)}
        if all(end in labels for end in ends):
            return labels[ends[0]], labels[ends[1]]
    low, high = (format_number(end, extra_digits(end, 0)) for end in ends)
    return low, high


# --- items of scales without scores --------------------------------------------------------------


def _of_items(
    findings: Findings, case: ScoredCase, scale: Scale, visits: Sequence[DeclaredVisit]
) -> Iterator[Measure]:
    grades = {(g.item, g.side, g.visit): g for g in case.items if g.scale == scale.id}
    graded = {(item, side) for item, side, _ in grades}
    every: list[tuple[str, Side | None]] = [
        (item.name, side) for item in scale.items for side in (None, *SIDES)
    ]
    graded_slots = [slot for slot in every if slot in graded]
    if len(graded_slots) <= MOST_ITEMS:
        for item, side in graded_slots:
            yield _of_item(findings, case, scale, (item, side), grades, visits)


def _of_item(
    findings: Findings,
    case: ScoredCase,
    scale: Scale,
    slot: tuple[str, Side | None],
    grades: Mapping[tuple[str, Side | None, str], ItemGrade],
    visits: Sequence[DeclaredVisit],
) -> Measure:
    item, side = slot
    key = (scale.id, item, side)
    ends, printed = _ends_of_item(scale, item, [g for k, g in grades.items() if k[:2] == slot])
    return Measure(
        scale,
        f"{item}, {side}" if side else item,
        key,
        ends,
        printed,
        tuple(
            MeasureValue(v.id, grade.points, findings.result(case.id, v.id, *key).printed)
            if (grade := grades.get((item, side, v.id))) is not None
            else MeasureValue(v.id, None, "")
            for v in visits
        ),
        *_change(findings, case.id, key),
        graded=bool(grades_of(scale, item)),
    )


def _ends_of_item(
    scale: Scale, item: str, given: Iterable[ItemGrade]
) -> tuple[tuple[Decimal, Decimal], tuple[str, str]]:
    """Find the least and the most an item can be; of a number without a range, those recorded."""
    in_order = sorted(grades_of(scale, item), key=lambda grade: grade.points)
    if in_order:
        return (in_order[0].points, in_order[-1].points), (in_order[0].code, in_order[-1].code)
    number = item_named(scale, item).number
    values = [g.points for g in given if g.points is not None]
    every = [*((number.range if number is not None else None) or ()), *values]
    low, high = min(every, default=Decimal(0)), max(every, default=Decimal(0))
    high = high if low < high else low + 1
    return (low, high), (
        format_number(low, extra_digits(low, 0)),
        format_number(high, extra_digits(high, 0)),
    )
