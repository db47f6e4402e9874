"""cpreport: check, score, compare, draw and typeset the reports, in one warm process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.work import Ready, Work


def contender(work: Work, formats: tuple[str, ...] = ("pdf",)) -> Ready:
    """Build reports with `--force -j 1`; the check of the whole series is part of it."""
    import cpreport
    from cpreport.builder.build import build
    from cpreport.builder.plan import Order

    output = work.own("cpreport-" + "-".join(formats))

    def make(ids: Sequence[str]) -> list[Path]:
        built = build(
            Order(work.cases, output, tuple(ids), ("reports",), formats, jobs=1, force=True)
        )
        errors = [problem for problem in built.problems if problem.severity == "error"]
        assert not errors, errors
        return [output / "cases" / case_id / f"{case_id}.pdf" for case_id in ids]

    return Ready(f"cpreport {cpreport.__version__}", make)
