"""Tell every problem of a series in a row: the rows of the toolkit's frame of problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.data.cell_text import Row, or_not_applicable
from cpreport.problems import Problem


def problem_rows(problems: Iterable[Problem]) -> Iterator[Row]:
    """Yield a row for each problem, in their order."""
    for problem in problems:
        yield (
            problem.code,
            problem.title,
            problem.severity,
            or_not_applicable(problem.case),
            str(problem.place),
            problem.message,
            or_not_applicable("; ".join(problem.allowed)),
            or_not_applicable(problem.help),
        )
