"""Draw the map of a case's spasticity: every muscle, side and visit."""

from __future__ import annotations

from cpreport.figures.available import spasticity_scale
from cpreport.figures.grade_map import grade_map
from cpreport.figures.style import Drawn, Look
from cpreport.outcomes.findings import Findings


def draw(findings: Findings, case_id: str, look: Look) -> Drawn:
    """Draw the grades of a case's scale of spasticity, each printed in its cell.

    Raises
    ------
    ValueError
        Where the case is graded on no such scale.
    """
    scale = spasticity_scale(findings, case_id)
    if scale is None:
        raise ValueError(f"{case_id} is graded on no scale of spasticity")
    return grade_map("spasticity", findings, case_id, scale, look)
