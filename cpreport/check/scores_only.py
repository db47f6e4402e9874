"""Score every case of a series and nothing more: nothing is compared, composed or drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cpreport.cases.reader import open_series, read_case, repeated_id
from cpreport.check.check_part import over_parts, read_only
from cpreport.outcomes.brief import bare_case
from cpreport.problems import Problem, in_order
from cpreport.processes import without_collector
from cpreport.scales.graded import Score, ScoredCase, ScoredSeries
from cpreport.scales.scoring import in_order_of, scales_used, score_case, score_series


@dataclass(frozen=True, slots=True)
class ScoresOnly:
    """The scores of a series.

    scored : ScoredSeries or None
        Its cases hold their scores and nothing that these were computed from; None where the
        series cannot be read.
    names : tuple of str
        The ids of the cases, and the files that cannot be read as one.
    """

    scored: ScoredSeries | None
    problems: tuple[Problem, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _ScoredFile:
    """One file of a series.

    case : ScoredCase or None
        Its scores alone; None where it cannot be read as a case.
    in_use : tuple of str
        Ids of its scales in the order of first use.
    """

    file: str
    read: list[Problem]
    case: ScoredCase | None = None
    in_use: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@without_collector()
def score(folder: Path) -> ScoresOnly:
    """Read and score a series, keeping of its cases no more than the scores."""
    opened = open_series(folder)
    if opened.series is None:
        return ScoresOnly(None, in_order([*opened.problems, *read_only(folder, opened.files)]))
    common, problems = score_series(opened.series)
    found = [*opened.problems, *problems]
    cases: dict[str, _ScoredFile] = {}
    files: dict[str, str] = {}
    failed: list[str] = []
    for one in over_parts(partial(_score_part, common), opened.files):
        found += one.read
        if one.case is None:
            failed.append(one.file)
            continue
        found += repeated_id(one.case.id, one.case.case.source, files)
        if one.case.id not in cases:
            cases[one.case.id] = one
            found += one.problems
    names = sorted(cases)
    in_use = tuple(dict.fromkeys(scale for name in names for scale in cases[name].in_use))
    ordered = tuple(in_order_of(case, in_use) for name in names if (case := cases[name].case))
    return ScoresOnly(replace(common, cases=ordered), in_order(found), (*names, *failed))


def _score_part(common: ScoredSeries, files: Sequence[str]) -> list[_ScoredFile]:
    return [_score_file(common, file) for file in files]


def _score_file(common: ScoredSeries, file: str) -> _ScoredFile:
    case, read = read_case(common.series.folder, file, common.series.record)
    if case is None:
        return _ScoredFile(file, read)
    in_use = scales_used(common, [case])
    scored, problems = score_case(common, case, in_use)
    return _ScoredFile(file, read, _scores_alone(scored), in_use, tuple(problems))


def _scores_alone(scored: ScoredCase) -> ScoredCase:
    def bare(score: Score) -> Score:
        return replace(score, used=(), reason=(), bounds=None)

    return ScoredCase(bare_case(scored.case), (), tuple(map(bare, scored.scores)), scored.days)
