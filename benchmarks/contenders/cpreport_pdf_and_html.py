"""cpreport as it builds when nothing else is said: each report as PDF and as HTML."""

from __future__ import annotations

from benchmarks.contenders import cpreport_reports
from benchmarks.work import Ready, Work


def contender(work: Work) -> Ready:
    """Build reports in both formats."""
    return cpreport_reports.contender(work, ("pdf", "html"))
