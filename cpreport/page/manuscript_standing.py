"""Say how the manuscript stands: its claims against the data, its length, its references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpreport.check.check_series import Ready
from cpreport.figures import series_figures_of
from cpreport.journal.comparison import Limit, limits_of
from cpreport.journal.counts import counts_of
from cpreport.journal.fit import journal_problems
from cpreport.journal.profiles import GENERIC, profiles
from cpreport.manuscript.claims import holds, parsed
from cpreport.manuscript.references.rich_text import plain, rich_text
from cpreport.manuscript.references.vancouver import in_a_sentence
from cpreport.manuscript.references.work import Work
from cpreport.manuscript.word_counts import section_words
from cpreport.outcomes.result import Result
from cpreport.page.desk import Desk
from cpreport.problems import Problem
from cpreport.tables import series_tables_of

#: What is said of a journal's limits at most.
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class ShownCondition:
    """One thing that a claim says of the data.

    data : str
        What the data give; empty where there is no such result.
    """

    written: str
    holds: bool
    label: str
    data: str


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A sentence of the manuscript, and whether the data bear it out.

    is_there : bool
        Whether the sentence stands in the manuscript.
    """

    text: str
    conditions: tuple[ShownCondition, ...]
    is_there: bool

    @property
    def is_true(self) -> bool:
        """Whether all that it says holds."""
        return all(one.holds for one in self.conditions)


@dataclass(frozen=True, slots=True)
class ManuscriptStanding:
    """How the manuscript stands, as far as that can be told now.

    composed : bool
        Whether the article could be composed: without it nothing is counted.
    sections : tuple of (str, int)
        The words of each section by its title.
    references : tuple of (int, str, str)
        Number, key and text of each.
    """

    journal: str
    claims: tuple[ShownClaim, ...] = ()
    composed: bool = False
    limits: tuple[Limit, ...] = ()
    sections: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    references: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Insertable:
    """Something to be put into the text of a section."""

    insert: str
    printed: str
    label: str
    key: str

    def fits(self, words: Sequence[str]) -> bool:
        """Whether all words that are looked for stand in it."""
        text = f"{self.key} {self.label} {self.printed}".casefold()
        return all(word in text for word in words)


def checked(desk: Desk) -> Ready | None:
    """Check the series with its article; None where nothing of it can be told."""
    found = desk.checked()
    return found if isinstance(found, Ready) else None


def standing_of(desk: Desk, journal: str) -> ManuscriptStanding:
    """Say how the manuscript stands beside a journal."""
    ready = checked(desk)
    known, _ = profiles(desk.series_folder)
    profile = known.get(journal) or known[GENERIC]
    if ready is None:
        return ManuscriptStanding(profile.id)
    article = ready.article
    references = () if article is None else article.references
    return ManuscriptStanding(
        profile.id,
        tuple(_claims(ready)),
        article is not None,
        limits_of(profile, counts_of(ready)),
        () if article is None else section_words(article),
        journal_problems(ready, profile)[:_MOST_PROBLEMS],
        tuple((r.number, r.key, plain(r.inside)) for r in references),
    )


def _claims(ready: Ready) -> Iterator[ShownClaim]:
    record = ready.findings.record
    absent = {p.place for p in ready.problems if p.code == "CP402"}
    for number, claim in enumerate(record.claims):
        place = record.source.place("claims", number, "text")
        conditions = tuple(_condition(written, ready) for written in claim.holds)
        yield ShownClaim(" ".join(claim.text.split()), conditions, place not in absent)


def _condition(written: str, ready: Ready) -> ShownCondition:
    condition = parsed(written)
    result = ready.findings.ledger.get(condition.id) if condition is not None else None
    if condition is None or result is None:
        return ShownCondition(written, holds=False, label="", data="")
    truth = holds(condition, result) is True
    return ShownCondition(written, truth, result.label, result.n_of_n)


def insertable_results(desk: Desk) -> tuple[Insertable, ...]:
    """List every result, as it is printed in the text."""

    def work() -> tuple[Result, ...]:
        ready = checked(desk)
        ledger = {} if ready is None else ready.unpacked().findings.ledger
        return tuple(ledger[key] for key in ledger)

    return tuple(
        Insertable(f'{{{{ results["{r.id}"] }}}}', r.printed, r.label, r.id)
        for r in desk.once("results", work)
    )


def insertable_works(desk: Desk) -> tuple[Insertable, ...]:
    """List every work that can be cited."""
    ready = checked(desk)
    works = {} if ready is None else ready.bibliography.works
    return tuple(_work(key, work) for key, work in works.items())


def _work(key: str, work: Work) -> Insertable:
    who = f"{in_a_sentence(work)} {work.issued.year}"
    return Insertable(f"[@{key}]", who, plain(rich_text(work.title)), key)


def insertable_floats(desk: Desk) -> tuple[Insertable, ...]:
    """List every figure and table that the article can show, and its cases."""
    ready = checked(desk)
    if ready is None:
        return ()
    labels = {f.anchor: f.label for f in ready.article.floats} if ready.article else {}
    names = [
        *(("fig", name) for name in series_figures_of(ready.findings)),
        *(("tbl", name) for name in series_tables_of(ready.findings)),
        *(("case", case.id) for case in ready.findings.cases),
    ]
    return tuple(
        Insertable(f"[@{kind}:{name}]", labels.get(f"{kind}-{name}", ""), name, f"@{kind}:{name}")
        for kind, name in names
    )
