"""Describe the patients by group: each group summed up like a series of its own, and not tested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cpreport.cases.series import SeriesRecord
from cpreport.outcomes.change_records import ComparedSeries
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import NOT_RECORDED, Result, count_result, result_id
from cpreport.outcomes.series_scales import score_results
from cpreport.outcomes.series_verdicts import series_verdict_results
from cpreport.scales.graded import ScoredCase

#: What the ids of all results of groups begin with.
GROUPS = "groups"
#: The last parts of results that a group keeps; quartiles and shares of a few patients say little.
_KEPT = ("n", "median", "min", "max", "range", "pairs", "mean", "sd", "counts")
_COUNTS = ("improved", "unchanged", "worse", "mixed", "not_assessable")


@dataclass(frozen=True, slots=True)
class Group:
    """Patients who have one value of the key that groups them."""

    name: str
    cases: tuple[ScoredCase, ...]


def groups_of(record: SeriesRecord, cases: Sequence[ScoredCase]) -> tuple[Group, ...]:
    """Put patients together by what the series groups them by, the largest group first."""
    if record.groups is None:
        return ()
    found: dict[str, list[ScoredCase]] = {}
    for case in cases:
        value = getattr(case.case.patient, record.groups.by)
        found.setdefault(" ".join((value or NOT_RECORDED).split()), []).append(case)
    in_order = sorted(found, key=lambda name: (name == NOT_RECORDED, -len(found[name]), name))
    return tuple(Group(name, tuple(found[name])) for name in in_order)


def group_results(
    series: ComparedSeries, outcomes: Sequence[JudgedOutcome], results: Mapping[str, Result]
) -> Iterator[Result]:
    """Count and sum up each group; `groups.Fuchs_uveitis.IOP.improved` is one of its results."""
    for group in groups_of(series.scored.series.record, series.scored.cases):
        yield count_result(
            result_id(GROUPS, group.name, "patients"),
            series.say("results.group", what=series.say("results.patients"), group=group.name),
            len(group.cases),
            of=len(series.scored.cases),
            method=series.say("results.group.how"),
            sources=tuple(result_id(case.id, "sex") for case in group.cases),
        )
        within = replace(series, scored=replace(series.scored, cases=group.cases))
        patients = [case.id for case in group.cases]
        for result in series_verdict_results(within, patients, outcomes, results):
            if result.id.rpartition(".")[2] in _COUNTS:
                yield _of_group(series, group, replace(result, interval=None, interval_printed=""))
        for scale in series.scales:
            for result in score_results(within, scale):
                if result.id.rpartition(".")[2] in _KEPT:
                    yield _of_group(series, group, result)


def _of_group(series: ComparedSeries, group: Group, result: Result) -> Result:
    return replace(
        result,
        id=result_id(GROUPS, group.name, result.id),
        label=series.say("results.group", what=result.label, group=group.name),
    )
