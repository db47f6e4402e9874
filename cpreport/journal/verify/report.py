"""Say what a verification found: checks, each with what holds and what does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["holds", "fails", "not checked"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that does not hold.

    file, where : str
        The file of the package, and the place in it.
    said : str
        What the package says there.
    follows : str
        What follows from the data; empty where the place itself is the fault.
    """

    file: str
    where: str
    said: str
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    asked : str
        What was asked, in a line.
    told : str
        What was found, counted.
    """

    name: str
    asked: str
    told: str
    failures: tuple[Failure, ...] = ()
    unchecked: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """Whether it holds; a check of which a part could not be done does not."""
        if self.failures:
            return "fails"
        return "not checked" if self.unchecked else "holds"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every check of a package."""

    package: str
    title: str
    made_by: str
    journal: str
    checks: tuple[Check, ...]
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every check was done, and holds."""
        return all(check.state == "holds" for check in self.checks)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Everything that does not hold, check by check."""
        return tuple(failure for check in self.checks for failure in check.failures)

    @property
    def verdict(self) -> str:
        """What was found, in a sentence."""
        if self.holds:
            return "Everything in this package follows from its data."
        count = len(self.failures)
        if count:
            return (
                f"This package does not hold: {count} thing{'s do' if count > 1 else ' does'} "
                "not follow from its data."
            )
        return "Nothing in this package contradicts its data, but not everything could be checked."


def report_json(report: Report) -> str:
    """Give a report for programs."""
    written: Mapping[str, object] = {
        "package": report.package,
        "title": report.title,
        "made_by": report.made_by,
        "journal": report.journal,
        "holds": report.holds,
        "verdict": report.verdict,
        "checks": [
            {
                "name": check.name,
                "asked": check.asked,
                "state": check.state,
                "told": check.told,
                "not_checked": list(check.unchecked),
                "failures": [
                    {"file": f.file, "where": f.where, "said": f.said, "follows": f.follows or None}
                    for f in check.failures
                ],
            }
            for check in report.checks
        ],
        "notes": list(report.notes),
    }
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"
