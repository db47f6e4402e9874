"""Decide which figures the findings can fill, without importing anything heavy."""

from __future__ import annotations

from cpreport.figures.measures import measures_of
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import visits_of
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ScoredCase
from cpreport.scales.names import fold

_SPASTICITY = ("spastic", "muscle tone")


def has_course(findings: Findings, case_id: str) -> bool:
    """Whether anything of a case has a time."""
    return bool(findings.scored.case(case_id).days)


def has_values(findings: Findings, case_id: str) -> bool:
    """Whether a case has any value that a change can be drawn of."""
    visits = visits_of(findings, (findings.scored.case(case_id),))
    return any(measure.drawable for measure in measures_of(findings, case_id, visits))


def has_numbers(findings: Findings, case: ScoredCase) -> bool:
    """Whether a case has a measured number at a visit whose time is known."""
    return any(
        findings.scale(score.scale).number is not None
        and score.value is not None
        and score.visit in case.days
        for score in case.scores
    )


def spasticity_scale(findings: Findings, case_id: str) -> Scale | None:
    """Find the scale of spasticity that a case is graded on: the first, outcomes as declared."""
    graded = {g.scale for g in findings.scored.case(case_id).items}
    labels = {judged.scale.id: judged.outcome.label for judged in findings.judged}
    ids = dict.fromkeys([*labels, *findings.scored.scales])
    return next(
        (
            scale
            for scale in (findings.scale(scale_id) for scale_id in ids if scale_id in graded)
            if _of_spasticity(f"{labels.get(scale.id, '')} {scale.name} {scale.measures}")
        ),
        None,
    )


def _of_spasticity(words: str) -> bool:
    return any(word in fold(words) for word in _SPASTICITY)


def has_compared_items(findings: Findings) -> bool:
    """Whether any scale's items can be counted by the direction of their change."""
    return any(
        findings.result(case.id, g.scale, "items", "better").of
        for case in findings.cases
        for g in case.items
        if findings.has(case.id, g.scale, "items", "better")
    )
