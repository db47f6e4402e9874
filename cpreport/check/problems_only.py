"""Take a series folder, and give its problems or its scores alone: nothing is composed or drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from cpreport.cases.reader import case_files, read_series
from cpreport.check.series import Ready, Unreadable, check
from cpreport.check.standing import final
from cpreport.problems import Problem, Refused, in_order
from cpreport.scales.graded import ScoredSeries
from cpreport.scales.scoring import score_series

#: From so many cases on a series is read in parts: two processes take as long to start as a hundred
#: cases to read, and of fewer everything can be in memory.
MANY = 200


def check_only(folder: Path, *, strict: bool = False) -> Unreadable | Ready:
    """Check a series and compose nothing: its problems and the names of its cases.

    Of a large series all cases are never in memory.
    """

    def in_parts(files: Sequence[str]) -> Unreadable | Ready | None:
        from cpreport.check.many import many_problems

        found = many_problems(folder, files, strict=strict)
        if found is None:
            return None
        problems, names = found
        return Unreadable(folder=folder, problems=problems, names=names)

    return if_many(folder, in_parts, strict=strict) or check(folder, strict=strict)


def if_many(
    folder: Path, in_parts: Callable[[Sequence[str]], Unreadable | Ready | None], *, strict: bool
) -> Unreadable | Ready | None:
    """Check a large series in parts; None where it is not large, or cannot be read so.

    Parameters
    ----------
    in_parts : callable
        Takes the names of the case files.
    """
    files = case_files(folder)
    if len(files) < MANY:
        return None
    try:
        return in_parts(files)
    except Refused as refused:
        return Unreadable(folder=folder, problems=final(refused.problems, strict=strict))


def score_only(
    folder: Path,
) -> tuple[ScoredSeries | None, tuple[Problem, ...], tuple[str, ...]]:
    """Read and score a series and nothing more: its scores, its problems, its cases' names.

    Of the cases of a large series no more than the scores is given.
    """
    files = case_files(folder)
    if len(files) >= MANY:
        from cpreport.check.many import many_scores

        found = many_scores(folder, files)
        if found is not None:
            return found
    series, problems = read_series(folder)
    if series is None:
        return None, in_order(problems), ()
    scored, more = score_series(series)
    names = (*(case.id for case in series.cases), *series.failed)
    return scored, in_order([*problems, *more]), names
