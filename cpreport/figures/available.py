"""Decide which figures the findings can fill, without importing anything heavy."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cpreport.figures.map_blocks import is_compared, value_lines
from cpreport.figures.measures import each_measure
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.outcomes.score_lines import scales_of
from cpreport.outcomes.shown_visits import visits_of
from cpreport.scales.graded import ScoredCase


def has_course(findings: Findings, case_id: str) -> bool:
    """Whether anything of a case has a time."""
    return bool(findings.case(case_id).days)


def has_values(findings: Findings, case_id: str) -> bool:
    """Whether a case has any value that a change can be drawn of."""
    return any(True for _ in _scales_with_values(findings, case_id))


def has_values_alone(
    findings: Findings, case_id: str, in_map: Collection[str] = frozenset()
) -> bool:
    """Whether a case has a value that a change can be drawn of, and that no other figure shows.

    Graded items stand in the map of all items, and measured numbers in time.

    Parameters
    ----------
    in_map : collection of str
        The scales whose values the map of all patients shows.
    """
    case = findings.case(case_id)
    shown = {grade.scale for grade in case.items} | set(in_map)
    if has_numbers(findings, case):
        drawn = (score.scale for score in case.scores)
        shown |= {scale for scale in drawn if findings.scale(scale).number is not None}
    return any(scale not in shown for scale in _scales_with_values(findings, case_id))


def _scales_with_values(findings: Findings, case_id: str) -> Iterator[str]:
    """Yield the scale of each value of a case that a change can be drawn of."""
    visits = visits_of(findings, (findings.case(case_id),))
    for measure in each_measure(findings, case_id, visits):
        if measure.drawable:
            yield measure.scale.id


def has_numbers(findings: Findings, case: ScoredCase) -> bool:
    """Whether a case has a measured number at a visit whose time is known."""
    return any(
        findings.scale(score.scale).number is not None
        and score.value is not None
        and score.visit in case.days
        for score in case.scores
    )


def has_numbers_between(findings: Findings) -> bool:
    """Whether any patient has a measured number at another visit than the map of all shows."""
    compared = findings.pairs[0].visits if findings.pairs else ()
    return any(
        findings.scale(score.scale).number is not None
        and score.value is not None
        and score.visit not in compared
        for case in findings.cases
        for score in case.scores
    )


def has_map(findings: Findings) -> bool:
    """Whether any item or value can be compared; of many patients, whether any is judged."""
    if _has_compared_items(findings) or scales_with_values_in_map(findings):
        return True
    verdicts = (findings.get(judged.key, "improved") for judged in findings.judged)
    return not one_by_one(findings) and any(verdict and verdict.of for verdict in verdicts)


def scales_with_values_in_map(findings: Findings) -> frozenset[str]:
    """Name the scales of which the map shows values: none where nobody is told one by one."""
    if not findings.pairs or not one_by_one(findings):
        return frozenset()
    return frozenset(
        scale.id
        for scale in scales_of(findings, findings.cases)
        if any(is_compared(findings, line) for line in value_lines(findings, scale))
    )


def _has_compared_items(findings: Findings) -> bool:
    """Whether any scale's items can be counted by the direction of their change."""
    return any(
        findings.result(case.id, g.scale, "items", "better").of
        for case in findings.cases
        for g in case.items
        if findings.has(case.id, g.scale, "items", "better")
    )
