"""cpreport: check, score, compare, draw and typeset the reports, in one warm process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.work import Ready, Work

if TYPE_CHECKING:
    from cpreport.publish.engines import Engine


def contender(
    work: Work, formats: tuple[str, ...] = ("pdf",), engine: Engine = "weasyprint"
) -> Ready:
    """Build reports with `--force -j 1`; the check of the whole series is part of it."""
    import cpreport
    from cpreport.builder.build import build
    from cpreport.builder.plan import Order

    output = work.own("-".join(("cpreport", engine, *formats)))

    def make(ids: Sequence[str]) -> list[Path]:
        order = Order(work.cases, output, tuple(ids), ("reports",), formats, jobs=1, force=True)
        built = build(replace(order, engine=engine))
        errors = [problem for problem in built.problems if problem.severity == "error"]
        assert not errors, errors
        return [output / "cases" / case_id / f"{case_id}.pdf" for case_id in ids]

    return Ready(f"cpreport {cpreport.__version__}", make)
