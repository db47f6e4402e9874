"""Score every case of a series, and say what is wrong with its grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cpreport.cases.case import Case
from cpreport.cases.series import Series
from cpreport.cases.time import relative_days
from cpreport.problems import Problem
from cpreport.scales.definition import Scale
from cpreport.scales.engine import PossibleScore, score, work_out
from cpreport.scales.graded import ItemGrade, Score, ScoredCase, ScoredSeries
from cpreport.scales.grading import read_classification, read_visit
from cpreport.scales.names import scale_of
from cpreport.scales.reader import read_scales
from cpreport.scales.settings import read_settings
from cpreport.scales.totals import check_totals

__all__ = ["score", "score_series"]


def score_series(series: Series) -> tuple[ScoredSeries, tuple[Problem, ...]]:
    """Score every visit of every case, and check the totals that were entered.

    Scores come in a fixed order: visits as declared; scales as the outcomes name them, then as
    the cases first use them; scores as the scale defines them; right before left.
    """
    scales, problems = read_scales(series.scale_files)
    settings, more = read_settings(series.record, scales)
    problems += more
    in_use = _scales_in_use(series, scales)
    cases = []
    for case in series.cases:
        scored, more = _score_case(series, case, scales, in_use, settings)
        cases.append(scored)
        problems += more
    return ScoredSeries(series, scales, tuple(cases), settings), tuple(problems)


def _scales_in_use(series: Series, scales: Mapping[str, Scale]) -> tuple[str, ...]:
    outcomes = (outcome.scale for outcome in series.record.outcomes)
    used = (name for c in series.cases for v in c.visits for name in v.scores)
    found = (scale_of(scales, name) for name in (*outcomes, *used))
    return tuple(dict.fromkeys(scale.id for scale in found if scale is not None))


def _score_case(
    series: Series,
    case: Case,
    scales: Mapping[str, Scale],
    in_use: Sequence[str],
    settings: Mapping[str, Mapping[str, str]],
) -> tuple[ScoredCase, list[Problem]]:
    classification, problems = read_classification(scales, case)
    items: list[ItemGrade] = []
    scores: list[Score] = []
    for index in _in_declared_order(series, case):
        graded, more = read_visit(scales, case, index)
        problems += more
        visit = case.visits[index]
        given = {s.id for name in visit.scores if (s := scale_of(scales, name)) is not None}
        by_scale = {
            scale_id: _in_scale_order(scales[scale_id], [g for g in graded if g.scale == scale_id])
            for scale_id in in_use
            if scale_id in given
        }
        worked: dict[str, tuple[PossibleScore, ...]] = {}
        for scale_id, of_scale in by_scale.items():
            items += of_scale
            worked[scale_id] = work_out(
                scales[scale_id], of_scale, settings[scale_id], case.id, visit.id
            )
            scores += [w.score for w in worked[scale_id]]
        problems += check_totals(scales, case, index, by_scale, worked, settings)
    scored = ScoredCase(case, tuple(items), tuple(scores), relative_days(case), classification)
    return scored, problems


def _in_declared_order(series: Series, case: Case) -> list[int]:
    """Sort the positions of a case's visits as declared; those not declared come last."""
    known = {visit.id: n for n, visit in enumerate(series.record.visits)}
    ids = [visit.id for visit in case.visits]
    return sorted(range(len(ids)), key=lambda n: known.get(ids[n], len(known)))


def _in_scale_order(scale: Scale, graded: Iterable[ItemGrade]) -> tuple[ItemGrade, ...]:
    names = [item.name for item in scale.items]
    return tuple(sorted(graded, key=lambda g: (names.index(g.item), g.side == "left")))
