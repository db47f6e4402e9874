"""Say what the overview of a build shows; the build room fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cpreport.problems import Problem

State = Literal["fresh", "stale", "failed"]

#: What each state means, in words.
STATES: dict[State, str] = {
    "fresh": "built from the files as they are now",
    "stale": "kept from an earlier build; its files have changed or no longer hold together",
    "failed": "not built; see the problems",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A finished file: what it is called, and where it lies beside the overview.

    what : str
        Told to those who do not see what stands around the link, such as `P01 as PDF`.
    """

    text: str
    href: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of the build.

    facts : str
        A short description, such as `Female, 6 years; GMFCS IV`.
    verdicts : tuple of str
        One word for each of the overview's outcomes; empty where there are none.
    """

    name: str
    title: str
    state: State
    links: tuple[Link, ...] = ()
    facts: str = ""
    verdicts: tuple[str, ...] = ()

    @property
    def state_in_words(self) -> str:
        """What the state means."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Count:
    """How many patients had each verdict on one outcome, as printed: `3 of 4`."""

    outcome: str
    counts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that `index.html` shows.

    outcomes : tuple of str
        Labels of the outcomes, in the order of each case's verdicts.
    count_words : tuple of str
        Verdicts that are counted, in the order of each count.
    data : tuple of Link
        Results, tables and figures.
    """

    title: str
    language: str = "en-GB"
    notice: str = ""
    article: DocumentLine | None = None
    cases: tuple[DocumentLine, ...] = ()
    outcomes: tuple[str, ...] = ()
    count_words: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    data: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
    made_by: str = ""

    @property
    def problems_in_words(self) -> str:
        """How many problems there are: `1 error and 2 warnings.`"""
        errors = sum(p.severity == "error" for p in self.problems)
        counts = ((errors, "error"), (len(self.problems) - errors, "warning"))
        said = [f"{n} {noun}" if n == 1 else f"{n} {noun}s" for n, noun in counts if n]
        return f"{' and '.join(said)}."

    @property
    def states_in_use(self) -> tuple[tuple[str, str], ...]:
        """The states that the cases are in, each with what it means."""
        used = {case.state for case in self.cases}
        return tuple((state, STATES[state]) for state in STATES if state in used)
