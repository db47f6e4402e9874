"""Draw the measured numbers of all patients in time, with a line for each patient."""

from __future__ import annotations

from cpreport.figures.style import Drawn, Look
from cpreport.figures.values_in_time import draw_panels, value_panels
from cpreport.outcomes.findings import Findings


def draw(findings: Findings, look: Look) -> Drawn:
    """Draw every measured number of every patient in time."""
    caption = findings.say("figures.series_values.caption")
    alt = findings.say("figures.series_values.alt")
    panels = value_panels(findings, findings.cases)
    return draw_panels(findings, panels, look, "series-values", caption, alt)
