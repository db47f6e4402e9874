"""Name the one thing to do next after a command, as a line that can be copied."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cpreport.addresses import name_for_user
from cpreport.cases.reader import series_nearby
from cpreport.problems import Problem

if TYPE_CHECKING:
    from cpreport.scales.graded import ScoredSeries

#: What a kind of problem is best looked at with; the first that was found decides.
_LOOK = {"CP304": ("scales", "--rules"), "CP101": ("scales",), "CP601": ("doctor",)}


def command(*words: str | Path) -> str:
    """Write a command as it is typed, with quotation marks where its words need them.

    >>> command("check", Path("my cases"))
    "cpreport check 'my cases'"
    """
    said = (name_for_user(word) if isinstance(word, Path) else word for word in words)
    return shlex.join(["cpreport", *said])


def after_check(problems: Sequence[Problem], cases: Path, journal: str | None = None) -> str:
    """Say what to do after a check: build, or mend what was found."""
    if not _errors(problems):
        return command("build", cases)
    return _mend(problems, "check", cases, *(() if journal is None else ("--journal", journal)))


def after_journals(cases: Path | None, journal: str | None) -> str:
    """Say what to do after journals were looked at: check the series for one, or look at one."""
    if cases is not None:
        return command("check", cases, "--journal", journal or "jmcr")
    return (
        command("check", "cases", "--journal", journal)
        if journal
        else command("journals", "--journal", "jmcr")
    )


def after_figures(problems: Sequence[Problem], cases: Path, journal: str) -> str:
    """Say what to do after figures were made for a journal: see what else stands in its way."""
    if not _errors(problems):
        return command("check", cases, "--journal", journal)
    return _mend(problems, "figures", cases, "--journal", journal)


def after_build(problems: Sequence[Problem], cases: Path, overview: Path) -> str:
    """Say what to do after a build: look at it, or mend what was found."""
    if not _errors(problems):
        return f"open {name_for_user(overview)}"
    return _mend(problems, "build", cases)


def after_package(problems: Sequence[Problem], cases: Path, package: Path) -> str:
    """Say what to do after a package was made: prove it, or mend what was found."""
    if not _errors(problems):
        return command("verify", package)
    return _mend(problems, "package", cases)


def after_letters(problems: Sequence[Problem], cases: Path, written: Path | None) -> str:
    """Say what to do after letters: look at them, name the patients, or mend what was found.

    Parameters
    ----------
    written : Path or None
        Where the letters are; None where they were only looked at.
    """
    if not _errors(problems):
        return f"open {written}" if written is not None else command("letter", cases)
    if any(p.code == "CP721" for p in _errors(problems)):
        return "name the patients in identities.yaml, as identities.example.yaml shows"
    return _mend(problems, "letter", cases)


def after_checklist(
    problems: Sequence[Problem], cases: Path, folder: Path, wanted: Sequence[str]
) -> str:
    """Say what to do after the checklists were filled: see what lacks, or mend what was found."""
    if _errors(problems):
        return _mend(problems, "checklist", cases)
    return f"open {folder}" if wanted else command("check", cases, "--guideline", "care")


def after_score(
    problems: Sequence[Problem], cases: Path, scored: ScoredSeries | None, wanted: Sequence[str]
) -> str:
    """Say what to do after the scores were printed: see where one of them comes from."""
    from cpreport.outcomes.ids import score_id

    if _errors(problems) or scored is None:
        return _mend(problems, "score", cases)
    for score in (s for c in scored.cases if not wanted or c.id in wanted for s in c.scores):
        if score.value is not None:
            return command("explain", score_id(score), *_unless_usual(cases))
    return ""


def _errors(problems: Sequence[Problem]) -> list[Problem]:
    return [p for p in problems if p.severity == "error"]


def _mend(problems: Sequence[Problem], again: str, cases: Path, *options: str) -> str:
    errors = _errors(problems)
    if any(
        p.code == "CP004" and p.place.file in (".", "series.yaml") and not p.place.line
        for p in errors
    ):
        if meant := series_nearby(cases):
            return command(again, meant, *options)
        return f"{command('init', 'my-series')} makes a folder to start from"
    if errors[0].code in ("CP010", "CP109") and "is missing" not in errors[0].message:
        place = errors[0].place
        return f"fill in {place.file}, line {place.line}, then {command(again, cases, *options)}"
    for problem in errors:
        if problem.code == "CP401" and (claim := re.search(r"`([^\s`]+) ", problem.message)):
            return command("explain", claim[1], *_unless_usual(cases))
        if problem.code == "CP605":
            return f"when the other build is finished, {command(again, cases)}"
        if problem.code in _LOOK:
            return command(*_LOOK[problem.code])
    what = "it" if len(errors) == 1 else "them"
    return f"mend {what}, then {command(again, cases, *options)}"


def _unless_usual(cases: Path) -> tuple[Path, ...]:
    """Leave out the folder that a command takes anyhow."""
    return () if cases == Path("cases") else (cases,)
