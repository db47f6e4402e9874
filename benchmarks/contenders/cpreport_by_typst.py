"""cpreport with `--engine typst`: all that `cpreport_reports` does, its pages set by Typst."""

from __future__ import annotations

from benchmarks.contenders import cpreport_reports
from benchmarks.work import Ready, Work


def contender(work: Work) -> Ready:
    """Build reports with `--engine typst --force -j 1`."""
    return cpreport_reports.contender(work, engine="typst")
