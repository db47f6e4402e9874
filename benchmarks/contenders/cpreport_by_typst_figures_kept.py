"""cpreport with `--engine typst`, with every figure kept from the first time it was drawn."""

from __future__ import annotations

from benchmarks.contenders import cpreport_figures_kept
from benchmarks.work import Ready, Work


def contender(work: Work) -> Ready:
    """Build reports by Typst, their figures drawn once in the life of the process."""
    return cpreport_figures_kept.contender(work, engine="typst")
