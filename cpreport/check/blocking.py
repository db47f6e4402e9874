"""Say which of the problems that were found stand, and what they stop."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from cpreport.problems import Problem, in_order

#: Problems of the article that only say what a case's own problems already say, when one is there.
_FOLLOW_FROM_A_BAD_CASE = {"CP401", "CP402"}
#: Mentions of a result, a figure, a table, or of the case itself.
_OF_A_CASE = {"CP403", "CP405", "CP406", "CP407"}


def final(problems: Iterable[Problem], *, strict: bool) -> tuple[Problem, ...]:
    """Put problems in order, each said once; where that is asked for, warnings become errors."""
    if strict:
        # Who is left out as asked is named, and stops nothing.
        problems = (p if p.code == "CP701" else replace(p, severity="error") for p in problems)
    return in_order(problems)


def bad_cases(problems: Iterable[Problem]) -> set[str]:
    """Name the cases that errors stop."""
    return {p.case for p in problems if p.case is not None and p.severity == "error"}


def that_stand_alone(
    problems: Iterable[Problem], bad: set[str], failed: Iterable[str]
) -> Iterator[Problem]:
    """Leave out what a bad case makes untrue: claims, and mentions of a case that failed."""
    gone = {Path(name).stem for name in failed}
    for problem in problems:
        if bad and problem.code in _FOLLOW_FROM_A_BAD_CASE:
            continue
        if problem.code in _OF_A_CASE and any(name in problem.message for name in gone):
            continue
        yield problem


def may_be_built(cases: Iterable[str], problems: Collection[Problem]) -> tuple[str, ...]:
    """Name the cases whose reports may be built: none where something is wrong for all of them."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if any(problem.case is None and not _of_the_article(problem) for problem in errors):
        return ()
    bad = bad_cases(errors)
    return tuple(case for case in cases if case not in bad)


def _of_the_article(problem: Problem) -> bool:
    """Whether a problem stands in the way of the article and of nothing else."""
    return problem.code[2] == "4" or problem.code in {"CP003", "CP004", "CP830"}
