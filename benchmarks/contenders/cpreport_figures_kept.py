"""cpreport with every figure kept from the first time it was drawn; all else is made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.contenders import cpreport_reports
from benchmarks.work import Missing, Ready, Work

if TYPE_CHECKING:
    from cpreport.publish.engines import Engine


def contender(work: Work, engine: Engine = "weasyprint") -> Ready:
    """Build reports, their figures drawn once in the life of the process."""
    from cpreport.builder import make

    if not hasattr(make, "draw_case"):
        raise Missing("the place where cpreport.builder.make draws a figure")
    draw = make.draw_case
    kept: dict[tuple[str, str], Any] = {}

    def drawn(name: str, findings: Any, case_id: str) -> Any:
        if (name, case_id) not in kept:
            kept[name, case_id] = draw(name, findings, case_id)
        return kept[name, case_id]

    make.draw_case = drawn
    return cpreport_reports.contender(work, engine=engine)
