"""Sum up every case's grades and scores, scale by scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cpreport.numbers import format_number, format_signed
from cpreport.outcomes.case_scales import AT_BEST, ITEM_COUNTS
from cpreport.outcomes.change_records import ComparedSeries, Comparison, ScoreChange
from cpreport.outcomes.grade_changes import is_split, points_of, steps_between, steps_text
from cpreport.outcomes.ids import score_change_id, score_id
from cpreport.outcomes.result import (
    NOT_COMPARABLE,
    NOT_RECORDED,
    Direction,
    Result,
    count_result,
    result_id,
)
from cpreport.outcomes.scoring_words import score_label, threshold_in_words
from cpreport.outcomes.statistics import attained_quantile
from cpreport.outcomes.summaries import ALL_NUMBERS, NumberForm, plain_form, summary
from cpreport.outcomes.wording import extra_digits, range_text
from cpreport.scales.definition import SIDES, Scale, ScoreRule, Side
from cpreport.scales.graded import NOT_SCORABLE, Score

#: How medians and quartiles are defined, for the methods of results.
LINEAR = "by linear interpolation (type 7)"
ATTAINED = "the lower of two middle grades (type 1), so that it is always a grade"
ATTAINED_CHANGE = "the lower of two middle changes (type 1), as grades have no values between them"


def series_scale_results(series: ComparedSeries, results: Mapping[str, Result]) -> Iterator[Result]:
    """Sum up the scores, changes and item counts of all patients, scale by scale.

    Parameters
    ----------
    results : mapping of str to Result
        Every case's results.
    """
    for scale in series.scales:
        yield from _scores(series, scale)
        if scale.kind == "outcome":
            yield from _item_counts(series, scale, results)


@dataclass(frozen=True, slots=True)
class _AllChanges:
    """One score of a scale, compared in every patient who has it."""

    scale: Scale
    rule: ScoreRule
    side: Side | None
    changes: tuple[tuple[Comparison, ScoreChange], ...]

    @property
    def id(self) -> str:
        return result_id(self.scale.id, self.rule.name, self.side)

    @property
    def label(self) -> str:
        return score_label(self.scale, self.rule, self.side)


def _scores(series: ComparedSeries, scale: Scale) -> Iterator[Result]:
    compared = [series.of(case.id, scale.id) for case in series.scored.cases]
    for rule in scale.scores:
        for side in (None, *SIDES):
            changes = tuple(
                (comparison, change)
                for comparison in compared
                for change in comparison.scores
                if (change.name, change.side) == (rule.name, side)
            )
            if changes:
                yield from _score(series, _AllChanges(scale, rule, side, changes))


def _score(series: ComparedSeries, score: _AllChanges) -> Iterator[Result]:
    earlier = [change.earlier for _, change in score.changes]
    later = [change.later for _, change in score.changes]
    for visit, scores in zip(series.visits, (earlier, later), strict=True):
        yield from _at_visit(series, score, visit, [s for s in scores if s is not None])
    yield from _change(series, score)
    yield from _thresholds(score)


def _at_visit(
    series: ComparedSeries, score: _AllChanges, visit: str, scores: Sequence[Score]
) -> Iterator[Result]:
    prefix = result_id(score.id, visit)
    label = f"{score.label}, {series.label(visit)}"
    values = {score_id(s): s.value for s in scores if s.value is not None}
    yield count_result(
        f"{prefix}.n",
        f"{label}, patients scored",
        len(values),
        of=len(series.scored.cases),
        unit="patients",
        method="Patients whose score could be computed at the visit.",
        sources=tuple(score_id(s) for s in scores),
    )
    words = {s.status for s in scores if s.value is None}
    absent = NOT_RECORDED if not words else words.pop() if len(words) == 1 else NOT_SCORABLE
    if score.rule.printed_as == "grade":
        labels = {s.value: s.printed for s in scores if s.value is not None}
        form = _grade_form(labels)
        yield from summary(prefix, label, values, form, ALL_NUMBERS, ATTAINED, absent)
    else:
        form = plain_form(_number(score.rule.digits), "points")
        yield from summary(prefix, label, values, form, ALL_NUMBERS, LINEAR, absent)


def _change(series: ComparedSeries, score: _AllChanges) -> Iterator[Result]:
    prefix = result_id(score.id, "change")
    label = f"Change in {score.label}"
    ids = tuple(score_change_id(comparison, change) for comparison, change in score.changes)
    values = {
        source: change.value
        for source, (_, change) in zip(ids, score.changes, strict=True)
        if change.value is not None
    }
    yield count_result(
        result_id(score.id, "pairs"),
        f"{score.label}, patients with both visits",
        len(values),
        of=len(series.scored.cases),
        unit="patients",
        method="Patients scored over the same items at both compared visits.",
        sources=ids,
    )
    if score.rule.printed_as == "grade":
        far, form = _grade_changes(score, values)
        words = (ATTAINED_CHANGE, NOT_COMPARABLE)
        yield from summary(prefix, label, far, form, ALL_NUMBERS, *words)
    else:
        form = plain_form(_signed_number(score.rule.digits), "points")
        yield from summary(prefix, label, values, form, ALL_NUMBERS, LINEAR, NOT_COMPARABLE)


def _grade_changes(
    score: _AllChanges, values: Mapping[str, Decimal]
) -> tuple[Mapping[str, Decimal], NumberForm]:
    """Count changes in whole grades, or all of them in steps where any is a part of a grade."""
    form = plain_form(format_signed, "grades")
    if any(map(is_split, values.values())):
        permitted = points_of(score.scale.grade_sets.values())
        pairs = (change for _, change in score.changes if change.value is not None)
        ends = ([e.value for e in (c.earlier, c.later) if e and e.value is not None] for c in pairs)
        steps = (steps_between(permitted, before, after) for before, after in ends)
        values, form = dict(zip(values, steps, strict=True)), plain_form(steps_text, "steps")
    return values, replace(form, quantile=attained_quantile)


def _number(digits: int) -> Callable[[Decimal], str]:
    return lambda value: format_number(value, extra_digits(value, digits))


def _signed_number(digits: int) -> Callable[[Decimal], str]:
    return lambda value: format_signed(value, extra_digits(value, digits))


def _grade_form(labels: Mapping[Decimal, str]) -> NumberForm:
    """Make the form of scores that are grades: every number is one that some patient has."""
    return NumberForm(
        lambda points: labels[points],
        lambda points: labels[points],
        lambda _: "",
        lambda low, high: range_text(labels[low], labels[high]),
        attained_quantile,
    )


def _thresholds(score: _AllChanges) -> Iterator[Result]:
    compared = [(c, change) for c, change in score.changes if change.value is not None]
    if not compared:
        return
    for n, first in enumerate(compared[0][1].thresholds):
        passed = [change.thresholds[n].passed for _, change in compared]
        ids = tuple(f"{score_change_id(c, change)}.{first.key}" for c, change in compared)
        directions = [change.direction for _, change in compared]
        for word, number in (
            ("better", _count_passed(passed, directions, "better")),
            ("worse", _count_passed(passed, directions, "worse")),
            ("not_passed", passed.count(False)),
        ):
            size = "at least" if first.threshold.kind == "MCID" else "more than"
            said = "not passing" if word == "not_passed" else f"{word} by {size}"
            yield count_result(
                result_id(score.id, first.key, word),
                f"{score.label}: patients {said} the {first.threshold.kind}",
                number,
                of=len(compared),
                unit="patients",
                method=f"Change against {threshold_in_words(first.threshold)}, of the patients "
                "whose change could be computed.",
                sources=ids,
            )


def _count_passed(passed: Sequence[bool], directions: Sequence[Direction], wanted: str) -> int:
    return sum(p and d == wanted for p, d in zip(passed, directions, strict=True))


def _item_counts(
    series: ComparedSeries, scale: Scale, results: Mapping[str, Result]
) -> Iterator[Result]:
    words = [(part, part.replace("_", " ")) for _, part in ITEM_COUNTS]
    for part, said in [*words, ("at_best", AT_BEST)]:
        sources = tuple(result_id(case.id, scale.id, "items", part) for case in series.scored.cases)
        counts = [results[source] for source in sources]
        yield count_result(
            result_id(scale.id, "items", part),
            f"{scale.name}, items {said}, all patients",
            sum(int(c.value) for c in counts if isinstance(c.value, Decimal)),
            of=sum(c.of or 0 for c in counts),
            unit="items",
            method="Sum over patients; items of one patient are not independent, so they are "
            "counted and not tested.",
            sources=sources,
        )
    yield from _patients_with_items(series, scale, results)


def _patients_with_items(
    series: ComparedSeries, scale: Scale, results: Mapping[str, Result]
) -> Iterator[Result]:
    """Count the patients with any item better, and with any worse, whatever their verdict."""

    def number(case_id: str, part: str) -> Decimal:
        value = results[result_id(case_id, scale.id, "items", part)].value
        return value if isinstance(value, Decimal) else Decimal(0)

    parts = [part for _, part in ITEM_COUNTS if part != "not_comparable"]
    patients = [case.id for case in series.scored.cases]
    compared = [case_id for case_id in patients if any(number(case_id, p) for p in parts)]
    for part in ("better", "worse") if compared else ():
        yield count_result(
            result_id(scale.id, "items", part, "patients"),
            f"{scale.name}, patients with any item {part}",
            sum(number(case_id, part) > 0 for case_id in compared),
            of=len(compared),
            unit="patients",
            method=f"Patients with at least one item {part}, of those with any item that could be "
            "compared.",
            sources=tuple(result_id(case_id, scale.id, "items", part) for case_id in compared),
        )
