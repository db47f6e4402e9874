"""Find the day at which a patient passes from the baseline to the treatment phase."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cpreport.outcomes.findings import Findings
from cpreport.scales.definition import Scale
from cpreport.scales.phase_points import compared_scales


def phase_boundary(findings: Findings, scale: Scale, days: Mapping[str, Decimal]) -> Decimal | None:
    """Find the day half way between the phases; None where they are not compared, or overlap."""
    record = findings.record
    compared = compared_scales(record, findings.scored.scales)
    if record.phases is None or scale.id not in {one.id for one in compared}:
        return None
    before = [day for visit, day in days.items() if visit in record.phases.baseline]
    after = [day for visit, day in days.items() if visit in record.phases.treatment]
    if not before or not after or max(before) >= min(after):
        return None
    return (max(before) + min(after)) / 2
