"""Say what the overview of a build shows; the build room fills it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cpreport.cases.series import Style
from cpreport.outcomes.one_by_one import few_enough
from cpreport.outcomes.result import Ledger
from cpreport.problems import Problem

State = Literal["fresh", "stale", "failed", "pending"]

#: What each state means, in words.
STATES: dict[State, str] = {
    "fresh": "built from the files as they are now",
    "stale": "kept from an earlier build; its files have changed or no longer hold together",
    "failed": "not built; see the problems",
    "pending": "not asked for so far",
}


@dataclass(frozen=True, slots=True)
class OverviewLink:
    """A finished file: what it is called, and where it lies beside the overview.

    what : str
        Told to those who do not see what stands around the link, such as `P01 as PDF`.
    """

    text: str
    href: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A figure of a document, shown small.

    href : str
        The file, beside the overview.
    alt : str
        The title of the figure, as the file says it.
    """

    href: str
    alt: str


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """A printed result: a verdict or a count.

    result : str
        Its id, empty where it is none.
    word : str
        A verdict without what it rests on.
    """

    text: str
    result: str = ""
    word: str = ""

    @property
    def details(self) -> str:
        """What stands behind the verdict."""
        return self.text.removeprefix(self.word)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One document of the build.

    facts : str
        A short description, such as `Female, 6 years; GMFCS IV`.
    verdicts : tuple of Said
        One for each of the overview's outcomes; empty where there are none.
    figures : tuple of Thumbnail
        Its figures.
    tables : tuple of Link
        Its tables as files.
    news : str
        Whether the last build that did anything made it anew, and why.
    problems : int
        How many of the overview's problems are its own.
    """

    name: str
    title: str
    state: State
    links: tuple[OverviewLink, ...] = ()
    facts: str = ""
    verdicts: tuple[OverviewLine, ...] = ()
    figures: tuple[Thumbnail, ...] = ()
    tables: tuple[OverviewLink, ...] = ()
    news: str = ""
    problems: int = 0

    @property
    def state_in_words(self) -> str:
        """What the state means."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Count:
    """How many patients had each verdict on one outcome, as printed: `3 of 4`."""

    outcome: str
    counts: tuple[OverviewLine, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that `index.html` shows.

    outcomes : tuple of str
        Labels of the outcomes, in the order of each case's verdicts.
    count_words : tuple of str
        Verdicts that are counted, in the order of each count.
    rules : tuple of str
        By which the outcomes were judged, in words.
    data : tuple of Link
        The data files of the series.
    privacy : Link or None
        The privacy report.
    results : Ledger
        To say where a printed result comes from.
    """

    title: str
    language: str = "en-GB"
    notice: str = ""
    article: DocumentLine | None = None
    supplement: DocumentLine | None = None
    cases: tuple[DocumentLine, ...] = ()
    outcomes: tuple[str, ...] = ()
    count_words: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    rules: tuple[str, ...] = ()
    data: tuple[OverviewLink, ...] = ()
    privacy: OverviewLink | None = None
    problems: tuple[Problem, ...] = ()
    made_by: str = ""
    results: Ledger = field(default_factory=lambda: Ledger({}))
    style: Style = field(default_factory=Style)

    @property
    def cards(self) -> tuple[DocumentLine, ...]:
        """The cases that are shown with their figures; of many, each has its row and no more."""
        return self.cases if few_enough(len(self.cases)) else ()

    @property
    def figures(self) -> tuple[Thumbnail, ...]:
        """Every figure that is shown."""
        documents = (*([self.article] if self.article else []), *self.cards)
        return tuple(figure for document in documents for figure in document.figures)

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
