"""Score every case of a series, and say what is wrong with its grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from cpreport.cases.case import Case
from cpreport.cases.series import Series
from cpreport.cases.time import relative_days
from cpreport.problems import Problem
from cpreport.scales.covariates import with_covariates
from cpreport.scales.definition import Scale, asked_items
from cpreport.scales.engine import PossibleScore, score, work_out
from cpreport.scales.graded import ItemGrade, Score, ScoredCase, ScoredSeries
from cpreport.scales.grading import read_classification, read_visit
from cpreport.scales.measuring import read_measurements
from cpreport.scales.names import scale_of
from cpreport.scales.numbers_declared import with_measures
from cpreport.scales.phase_points import few_points, phase_problems
from cpreport.scales.reader import read_scales, with_shipped_numbers
from cpreport.scales.reference_range import with_references
from cpreport.scales.settings import read_settings
from cpreport.scales.totals import read_totals, with_totals

T = TypeVar("T", ItemGrade, Score)

__all__ = ["scales_used", "score", "score_case", "score_series"]


def score_series(series: Series) -> tuple[ScoredSeries, tuple[Problem, ...]]:
    """Score every visit of every case, and check the totals that were entered.

    Scores come in a fixed order: visits as declared; scales as the outcomes name them, then as
    the cases first use them; scores as the scale defines them; right before left.
    """
    scales, problems = read_scales(series.scale_files)
    scales, more = with_measures(scales, series.record)
    scales = with_shipped_numbers(scales)
    problems += more
    settings, more = read_settings(series.record, scales)
    problems += more
    problems += phase_problems(series.record, scales)
    scored = ScoredSeries(series, scales, (), settings)
    in_use = scales_used(scored, series.cases)
    cases = []
    for case in series.cases:
        one, more = score_case(scored, case, in_use)
        cases.append(one)
        problems += more
    return replace(scored, cases=tuple(cases)), tuple(problems)


def scales_used(scored: ScoredSeries, cases: Iterable[Case]) -> tuple[str, ...]:
    """Name the scales that the outcomes of a series use, then others as cases first use them."""
    outcomes = (outcome.scale for outcome in scored.series.record.outcomes)
    used = (
        name
        for case in cases
        for visit in case.visits
        for name in (*visit.scores, *visit.entered_totals, *visit.measurements)
    )
    found = (scale_of(scored.scales, name) for name in (*outcomes, *used))
    return tuple(dict.fromkeys(scale.id for scale in found if scale is not None))


def score_case(
    scored: ScoredSeries, case: Case, in_use: Sequence[str]
) -> tuple[ScoredCase, list[Problem]]:
    """Score every visit of a case.

    Parameters
    ----------
    scored : ScoredSeries
        The series, whichever cases it holds.
    in_use : sequence of str
        Ids of scales in the order of the scores; what the case was graded on is among them.
    """
    series, scales, settings = scored.series, scored.scales, scored.settings
    classification, problems = read_classification(scales, case)
    items: list[ItemGrade] = []
    scores: list[Score] = []
    days = relative_days(case)
    for index in _in_declared_order(series, case):
        graded, more = read_visit(scales, case, index)
        problems += more
        visit = case.visits[index]
        named = (scale_of(scales, name) for name in visit.scores)
        given = {scale.id for scale in named if scale is not None and not scale.is_measured}
        measured, of_measured = read_measurements(scales, case, index)
        measured = with_references(scales, case, days.get(visit.id), measured)
        given |= _worked_out(scales, in_use, measured)
        by_scale = {
            scale_id: _in_scale_order(scales[scale_id], [g for g in graded if g.scale == scale_id])
            for scale_id in in_use
            if scale_id in given
        }
        problems += of_measured
        worked: dict[str, tuple[PossibleScore, ...]] = {}
        for scale_id, of_scale in by_scale.items():
            items += of_scale
            scale = scales[scale_id]
            if scale.takes_from_case:
                of_scale = with_covariates(scales, scale, of_scale, case, index, days, measured)
            worked[scale_id] = work_out(scale, of_scale, settings[scale_id], case.id, visit.id)
        totals, more = read_totals(scales, case, index, by_scale, worked, settings)
        problems += more
        for scale_id in in_use:
            computed = tuple(w.score for w in worked.get(scale_id, ()))
            entered = totals.get(scale_id, ())
            scores += with_totals(scales[scale_id], computed, entered) if entered else computed
            scores += measured.get(scale_id, ())
    problems += few_points(series.record, scales, case, scores)
    return ScoredCase(case, tuple(items), tuple(scores), days, classification), problems


def _worked_out(
    scales: Mapping[str, Scale], in_use: Sequence[str], measured: Mapping[str, Sequence[Score]]
) -> set[str]:
    """Name the scales of which a visit grades nothing, where it has every number that they take."""
    return {
        name
        for name in in_use
        if scales[name].takes_from_case
        and not asked_items(scales[name])
        and _numbers_taken(scales, scales[name]) <= measured.keys()
    }


def _numbers_taken(scales: Mapping[str, Scale], scale: Scale) -> set[str]:
    taken = (scale_of(scales, item.taken_from or "") for item in scale.items)
    return {measure.id for measure in taken if measure is not None}


def in_order_of(case: ScoredCase, in_use: Sequence[str]) -> ScoredCase:
    """Put the grades and scores of each visit in another order of the scales."""
    scales = {scale: n for n, scale in enumerate(in_use)}
    return replace(case, items=_by_visit(case.items, scales), scores=_by_visit(case.scores, scales))


def _by_visit(graded: Sequence[T], scales: Mapping[str, int]) -> tuple[T, ...]:
    visits = {visit: n for n, visit in enumerate(dict.fromkeys(one.visit for one in graded))}
    return tuple(sorted(graded, key=lambda one: (visits[one.visit], scales[one.scale])))


def _in_declared_order(series: Series, case: Case) -> list[int]:
    """Sort the positions of a case's visits as declared; those not declared come last."""
    known = {visit.id: n for n, visit in enumerate(series.record.visits)}
    ids = [visit.id for visit in case.visits]
    return sorted(range(len(ids)), key=lambda n: known.get(ids[n], len(known)))


def _in_scale_order(scale: Scale, graded: Iterable[ItemGrade]) -> tuple[ItemGrade, ...]:
    names = [item.name for item in scale.items]
    return tuple(sorted(graded, key=lambda g: (names.index(g.item), g.side == "left")))
