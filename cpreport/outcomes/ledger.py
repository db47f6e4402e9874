"""Find every number that may be printed about a scored series: the results ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import localcontext

from cpreport.cases.case import Case
from cpreport.cases.time_unit import fitting_unit, times_of
from cpreport.outcomes.adverse_events import adverse_events_of, adverse_events_of_series
from cpreport.outcomes.case_course import course_results
from cpreport.outcomes.case_scales import change_results, visit_results
from cpreport.outcomes.change_records import ComparedSeries
from cpreport.outcomes.comparing import compare_cases, compare_series
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.groups import group_results
from cpreport.outcomes.judging import JudgedOutcome, judged_outcomes
from cpreport.outcomes.means import mean_problems
from cpreport.outcomes.phase_results import phase_results
from cpreport.outcomes.result import Ledger, Result
from cpreport.outcomes.series_course import series_course_results
from cpreport.outcomes.series_scales import series_scale_results
from cpreport.outcomes.series_verdicts import series_verdict_results
from cpreport.outcomes.state_counts import state_results
from cpreport.outcomes.statistics import EXACT
from cpreport.outcomes.verdicts import verdict_results
from cpreport.problems import Place, Problem
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ScoredCase, ScoredSeries

Outcomes = tuple[JudgedOutcome, ...]


def find(scored: ScoredSeries) -> tuple[Findings, tuple[Problem, ...]]:
    """Compute every result of a series, the series' own first, then case by case.

    Problems are outcomes that cannot be judged, and names that would give one id to two results.
    """
    unit = fitting_unit(times_of(case.case, case.days) for case in scored.cases)
    scored = scored.telling_time_in(unit)
    with localcontext(EXACT):
        outcomes, problems = judged_outcomes(scored)
        series = compare_series(scored)
        by_case = {case.id: list(_of_case(series, case, outcomes)) for case in scored.cases}
        of_cases = {r.id: r for results in by_case.values() for r in results}
        of_series = list(results_of_series(series, outcomes, of_cases))
    every = [*of_series, *(r for results in by_case.values() for r in results)]
    repeated = {case.id for case in scored.cases if repeats_a_visit(case.case)}
    ledger, twice = with_one_id_each(every, scored.series.record.source.file, repeated)
    return Findings(scored, ledger), (*problems, *mean_problems(scored), *twice)


def find_case(
    scored: ScoredSeries, case: ScoredCase, scales: Sequence[Scale], outcomes: Outcomes
) -> tuple[ComparedSeries, list[Result]]:
    """Compare one case, and compute its results: what `find` gives of it.

    Parameters
    ----------
    scored : ScoredSeries
        The series, whichever cases it holds.
    scales : sequence of Scale
        Those that the series uses (`scales_in_use`).
    """
    with localcontext(EXACT):
        series = compare_cases(scored, (case,), scales)
        return series, list(_of_case(series, case, outcomes))


def _of_case(series: ComparedSeries, case: ScoredCase, outcomes: Outcomes) -> Iterator[Result]:
    yield from course_results(series, case)
    yield from adverse_events_of(series.say, case)
    for scale in series.scales:
        yield from visit_results(series, case, scale)
    yield from phase_results(series, case)
    for pair in series.pairs:
        for scale in series.scales:
            yield from change_results(series, series.of(case.id, scale.id, pair))
        yield from verdict_results(series, case.id, outcomes, pair)


def results_of_series(
    series: ComparedSeries, outcomes: Outcomes, of_cases: dict[str, Result]
) -> Iterator[Result]:
    """Compute every result that is of no case alone; to be called in the context `EXACT`.

    Parameters
    ----------
    of_cases : dict of str to Result
        By id; of each case at least its course, its adverse events, its verdicts and its counts
        of items.
    """
    yield from series_course_results(series, of_cases)
    yield from adverse_events_of_series(
        series.say, [case.case for case in series.scored.cases], of_cases
    )
    patients = [case.id for case in series.scored.cases]
    yield from series_verdict_results(series, patients, outcomes, of_cases)
    yield from state_results(series, outcomes)
    yield from group_results(series, outcomes, of_cases)
    yield from series_scale_results(series, of_cases)


def with_one_id_each(
    results: Iterable[Result], file: str, repeated: Collection[str] = ()
) -> tuple[Ledger, list[Problem]]:
    """Keep one result an id; a second one means that two things of the series share a name.

    Each owner is told once.

    Parameters
    ----------
    file : str
        Of the series, where a result says no better place.
    repeated : collection of str
        Cases that record a visit twice, which is a problem of its own (CP111).
    """
    kept: dict[str, Result] = {}
    problems: dict[str | None, Problem] = {}
    for result in results:
        if result.id not in kept:
            kept[result.id] = result
        elif result.case not in repeated:
            problems.setdefault(result.case, _named_alike(result, file))
    return Ledger(kept), list(problems.values())


def repeats_a_visit(case: Case) -> bool:
    """Whether a case records a visit twice."""
    ids = [visit.id for visit in case.visits]
    return len(set(ids)) < len(ids)


def _named_alike(result: Result, file: str) -> Problem:
    return Problem(
        "CP105",
        next(iter(result.places), Place(file)),
        f"two results would have the id `{result.id}`",
        help="rename the case, visit, item or score that shares a name with another",
        case=result.case,
    )
