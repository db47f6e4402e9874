"""Say which of the problems that were found stand, and what they stop."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cpreport.cases.reader import BIBLIOGRAPHIES
from cpreport.problems import Problem, in_order
from cpreport.scales.definition import Scale

#: Problems of the article that only say what a case's own problems already say, when one is there.
_FOLLOW_FROM_A_BAD_CASE = {"CP401", "CP402"}
_BLANK_OR_MISSING = {"CP007", "CP010", "CP109"}
#: Mentions of a result, a figure, a table, or of the case itself.
_OF_A_CASE = {"CP403", "CP405", "CP406", "CP407"}
#: Mentions of a measure, and of its values.
_OF_A_MEASURE = {"CP101", "CP120", "CP121", "CP122", "CP123", "CP124", "CP125"}
#: What may be said only because a key of the series is blank or wrong.
_FOLLOW_FROM_KEYS = {
    "visits": {"CP110", "CP111", "CP114", "CP202", "CP303", "CP304", "CP305", "CP307", "CP308"},
    "compare": {"CP114", "CP304", "CP305", "CP307", "CP308"},
    "measures": {"CP303", "CP304", "CP305", "CP306", "CP307", "CP308"},
    "outcomes": {"CP304", "CP305", "CP306", "CP307", "CP308"},
    "time": {"CP202", "CP203", "CP204"},
    "settings": {"CP107", "CP108", "CP115"},
    "phases": {"CP307", "CP308"},
}


def final(problems: Iterable[Problem], *, strict: bool) -> tuple[Problem, ...]:
    """Put problems in order, each said once; where that is asked for, warnings become errors."""
    if strict:
        # Who is left out as asked is named, and stops nothing.
        problems = (p if p.code == "CP701" else replace(p, severity="error") for p in problems)
    found = in_order(problems)
    if any(p.code == "CP001" and p.place.file in BIBLIOGRAPHIES for p in found):
        # It stops every document, and which works are in it nobody knows.
        return tuple(p for p in found if p.code != "CP404")
    return found


def bad_cases(problems: Iterable[Problem]) -> set[str]:
    """Name the cases that errors stop."""
    return {p.case for p in problems if p.case is not None and p.severity == "error"}


def incomplete_cases(problems: Iterable[Problem]) -> set[str]:
    """Name the cases of which something is blank or missing, so that they lack results."""
    return {p.case for p in problems if p.case is not None and p.code in _BLANK_OR_MISSING}


def that_stand_alone(
    problems: Iterable[Problem], bad: set[str], failed: Iterable[str]
) -> Iterator[Problem]:
    """Leave out what a bad case makes untrue: claims, and mentions of a case that failed.

    Parameters
    ----------
    failed : iterable of str
        Files that cannot be read as a case, and ids of cases that lack results.
    """
    gone = {Path(name).stem for name in failed}
    for problem in problems:
        if bad and problem.code in _FOLLOW_FROM_A_BAD_CASE:
            continue
        if problem.code in _OF_A_CASE and any(name in problem.message for name in gone):
            continue
        yield problem


def that_follow_from_nothing(
    problems: Iterable[Problem], unsettled: Collection[str], scales: Mapping[str, Scale]
) -> Iterator[Problem]:
    """Leave out what may be said only because keys of the series are blank or wrong.

    Parameters
    ----------
    unsettled : collection of str
        Those keys, such as `visits` or `measures.CRP`.
    scales : mapping of str to Scale
        Where such a measure is shipped too, its values were read as that says.
    """
    codes = {code for key in unsettled for code in _FOLLOW_FROM_KEYS.get(key, ())}
    mentions = _OF_A_CASE if codes else set()
    measures = {key.removeprefix("measures.") for key in unsettled if key.startswith("measures.")}
    told = {scales[one].name for one in measures if one in scales} | measures
    # Where `measures` is blank as a whole, nobody knows which there are.
    known = "" if "measures" in unsettled and not measures else "(?!)"
    names = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in told) or known)
    for problem in problems:
        if "compare" in unsettled and problem.message.startswith("`compare` is missing: "):
            # Outcomes ask for it; what stands there is wrong, and that is said.
            continue
        of_measure = problem.code in _OF_A_MEASURE and names.search(problem.message)
        if problem.code not in codes | mentions and not of_measure:
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
