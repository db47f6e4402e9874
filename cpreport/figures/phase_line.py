"""Find where a panel of numbers in time passes from the baseline to the treatment phase."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from cpreport.outcomes.findings import Findings
from cpreport.scales.definition import Scale
from cpreport.scales.phase_points import compared_scales


def phase_boundary(
    findings: Findings, scale: Scale, courses: Iterable[Mapping[str, Decimal]]
) -> Decimal | None:
    """Find the day half way between the phases; None where patients have no such day in common.

    Parameters
    ----------
    courses : iterable of mapping of str to Decimal
        For each patient the day of every visit with a value.
    """
    record = findings.scored.series.record
    compared = compared_scales(record, findings.scored.scales)
    if record.phases is None or scale.id not in {one.id for one in compared}:
        return None
    every = [pair for course in courses for pair in course.items()]
    before = [day for visit, day in every if visit in record.phases.baseline]
    after = [day for visit, day in every if visit in record.phases.treatment]
    if not before or not after or max(before) >= min(after):
        return None
    return (max(before) + min(after)) / 2
