"""Compare what journals ask for, with what a series has where one is named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cpreport.check.check_series import Ready, check
from cpreport.journal.counts import Counts, counts_of
from cpreport.journal.fit import journal_problems
from cpreport.journal.profile import NOT_VERIFIED, Profile, Stated
from cpreport.journal.profiles import profiles
from cpreport.problems import Problem


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a series has of something, and how much a journal takes.

    has : int or None
        None without a series, or where its article could not be composed.
    least, most : Stated or None
        None where the journal states none.
    """

    name: str
    has: int | None
    least: Stated[int] | None
    most: Stated[int] | None

    @property
    def printed(self) -> str:
        """Say both: `250, but at most 150`; a dash where there is neither."""
        asked = self._asked
        if self.has is None or not asked:
            return asked or ("–" if self.has is None else f"{self.has}")
        return f"{self.has}, {asked}" if self.fits else f"{self.has}, but {asked}"

    @property
    def _asked(self) -> str:
        if self.least is not None and self.most is not None:
            bounds = f"{self.least.value} to {self.most.value}"
        elif self.most is not None:
            bounds = f"at most {self.most.value}"
        else:
            bounds = "" if self.least is None else f"at least {self.least.value}"
        advice = any(s.advice for s in (self.least, self.most) if s is not None)
        doubts = ["recommended"] * advice + [NOT_VERIFIED] * (not self.verified)
        return f"{bounds} ({', '.join(doubts)})" if bounds and doubts else bounds

    @property
    def fits(self) -> bool | None:
        """Whether the series is within the limit; None where that cannot be said."""
        if self.has is None:
            return None
        least = self.least.value if self.least is not None else 0
        most = self.most.value if self.most is not None else self.has
        return least <= self.has <= most

    @property
    def verified(self) -> bool:
        """Whether every bound is."""
        return all(bound.verified for bound in (self.least, self.most) if bound is not None)


@dataclass(frozen=True, slots=True)
class JournalBeside:
    """One journal beside a series.

    problems : tuple of Problem or None
        What stands in the way; None without a series.
    """

    profile: Profile
    limits: tuple[Limit, ...]
    problems: tuple[Problem, ...] | None = None

    def count(self, severity: str) -> int:
        """Count the problems of one severity."""
        return sum(problem.severity == severity for problem in self.problems or ())


@dataclass(frozen=True, slots=True)
class JournalComparison:
    """Every journal beside a series.

    problems : tuple of Problem
        What is wrong with the series or with its own profiles.
    names : tuple of str
        Every case of the series.
    """

    journals: tuple[JournalBeside, ...]
    problems: tuple[Problem, ...]
    names: tuple[str, ...] = ()


def compare_journals(folder: Path | None) -> JournalComparison:
    """Compare every journal, with a series where its folder is named."""
    known, problems = profiles(folder)
    if folder is None:
        alone = (JournalBeside(profile, limits_of(profile, None)) for profile in known.values())
        return JournalComparison(tuple(alone), tuple(problems))
    ready = check(folder)
    counts = counts_of(ready) if isinstance(ready, Ready) else None
    beside = tuple(
        JournalBeside(
            profile,
            limits_of(profile, counts),
            journal_problems(ready, profile) if counts is not None else None,
        )
        for profile in known.values()
    )
    errors = (problem for problem in ready.problems if problem.severity == "error")
    return JournalComparison(beside, (*problems, *errors), ready.names)


def limits_of(profile: Profile, counts: Counts | None) -> tuple[Limit, ...]:
    """List the limits that every journal is compared by."""
    eligibility, abstract, text = profile.eligibility, profile.abstract, profile.text
    points, floats = profile.highlights, text.most_figures_and_tables
    return (
        Limit("Cases", _has(counts, "cases"), None, eligibility.most_cases),
        Limit(
            "Words of the abstract",
            _has(counts, "abstract_words"),
            abstract.least_words,
            abstract.most_words,
        ),
        Limit("Words of the text", _has(counts, "text_words"), None, text.most_words),
        Limit("Figures and tables", _floats(counts), None, floats),
        Limit("Keywords", _has(counts, "keywords"), profile.keywords.least, profile.keywords.most),
        Limit("Points in brief", _has(counts, "key_points"), points.least, points.most),
    )


def _has(counts: Counts | None, name: str) -> int | None:
    found: int | None = None if counts is None else getattr(counts, name)
    return found


def _floats(counts: Counts | None) -> int | None:
    whole = counts is not None and counts.text_words is not None
    return counts.figures + counts.tables if counts is not None and whole else None
