"""Take a series folder, run every stage that needs no drawing, and give what may be printed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TypeVar

from cpreport.cases.reader import read_series
from cpreport.cases.series import Series
from cpreport.cases.text import Source
from cpreport.check.contents import Contents, contents_of
from cpreport.check.standing import bad_cases, final, that_stand_alone
from cpreport.manuscript.compose import compose_article, compose_report, shared
from cpreport.manuscript.document import Article, Report, Supplement
from cpreport.manuscript.supplement import compose_supplement
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.outcomes.pack import Packed, whole
from cpreport.privacy import (
    consent_problems,
    image_consent_problems,
    image_problems,
    without_unconsented,
)
from cpreport.privacy.scan import identity_problems
from cpreport.problems import Problem, Refused
from cpreport.publish.folders import folders_of
from cpreport.publish.html.styles import style_problems
from cpreport.scales.graded import ScoredSeries
from cpreport.scales.scoring import score_series

T = TypeVar("T")


class OnDemand(Mapping[str, T]):
    """Gives things by their names as they are asked for; the names alone are kept."""

    def __init__(self, names: Iterable[str], give: Callable[[str], T]) -> None:
        self._names, self._give = dict.fromkeys(names), give

    def __getitem__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(name)
        return self._give(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSeries:
    """What is known of a series after every check, whether or not anything of it may be printed.

    problems : tuple of Problem
        All of them, in the order of files and lines.
    names : tuple of str
        Every case of the folder that is to be published, whether it can be or not: its id, or its
        file where that is unreadable.
    title, notice, language : str
        Of the series, as its file says.
    unconsented : mapping of str to str
        The cases without consent for publication, by id, with their files.
    unseen : frozenset of str
        The cases of which no picture may be shown, by id.
    """

    folder: Path
    problems: tuple[Problem, ...]
    names: tuple[str, ...] = ()
    title: str = ""
    notice: str = ""
    language: str = "en-GB"
    unconsented: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(CheckedSeries):
    """A series of which nothing may be printed: its file or all of its cases are wrong."""

    @property
    def stopped(self) -> tuple[str, ...]:
        """The cases that may not be built."""
        return self.names


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready(CheckedSeries):
    """A series of which something may be printed.

    findings : Findings
        Results over the cases that may be published. Of a large series its cases are bare
        (`outcomes/brief.py`): `of_case` gives each whole, `unpacked` all of them.
    article : Article or None
        None where anything stands in its way: it needs every case.
    supplement : Supplement or None
        None where the series has none, or anything stands in the way of the article.
    reports : mapping of str to Report
        By case id, only of cases without errors.
    packs : mapping of str to Packed
        Of a large series the cases that may be published, by id; empty where `findings` has all.
    known_contents : mapping of str to Contents
        What reports will hold, by id, where it is known already.
    """

    findings: Findings
    article: Article | None = None
    supplement: Supplement | None = None
    reports: Mapping[str, Report] = field(default_factory=dict)
    packs: Mapping[str, Packed] = field(default_factory=dict, repr=False)
    known_contents: Mapping[str, Contents] = field(default_factory=dict, repr=False)

    @property
    def stopped(self) -> tuple[str, ...]:
        """The cases that may not be built."""
        return tuple(name for name in self.names if name not in self.reports)

    def of_case(self, case_id: str) -> Findings:
        """Give findings that have a case whole, for its report or its rows in the data files."""
        pack = self.packs.get(case_id)
        return self.findings if pack is None else self.findings.only(whole(pack))

    def contents(self, case_id: str) -> Contents:
        """Name what the report of a case will hold."""
        return self.known_contents.get(case_id) or contents_of(self.of_case(case_id), case_id)

    def unpacked(self) -> Ready:
        """Give the same with all cases whole and every result in memory."""
        return self


def check(folder: Path, *, strict: bool = False, leave_out: bool = False) -> Unreadable | Ready:
    """Read, score and compare a series and compose its documents; draw and write nothing.

    Parameters
    ----------
    folder : Path
        The series folder, as the user named it.
    strict : bool
        Treat warnings as errors.
    leave_out : bool
        Go on without the cases that lack consent for publication.
    """
    try:
        series, problems = read_series(folder)
        found = list(problems)
        if series is None:
            return Unreadable(folder=folder, problems=final(found, strict=strict))
        gone = {c.id: c.source.file for c in series.cases if not c.consent.publication.holds}
        unseen = frozenset(c.id for c in series.cases if not c.shows_images)
        if leave_out:
            series, named = without_unconsented(series)
            found = [*(p for p in found if p.case not in gone), *named]
        return replace(
            _checked_series(folder, series, found, strict), unconsented=gone, unseen=unseen
        )
    except Refused as refused:
        return Unreadable(folder=folder, problems=final(refused.problems, strict=strict))


def _checked_series(
    folder: Path, series: Series, found: list[Problem], strict: bool
) -> Unreadable | Ready:
    record = series.record
    nothing = Unreadable(
        folder=folder,
        problems=(),
        names=(*(case.id for case in series.cases), *series.failed),
        title=record.title,
        notice=record.notice or "",
        language=record.language,
    )
    found += style_problems(record, folders_of(folder))
    for case in series.cases:
        found += consent_problems(case)
        found += image_consent_problems(case)
        found += image_problems(folder, case)
    found += identity_problems(folder, {c.id: c.source.place("id") for c in series.cases})
    if not series.cases:
        return replace(nothing, problems=final(found, strict=strict))
    scored, problems = score_series(series)
    found += problems
    everything, problems = find(scored)
    found += problems

    bad = bad_cases(final(found, strict=strict)) | set(series.failed)
    reports: dict[str, Report] = {}
    of_series = shared(everything)
    for case in series.cases:
        report, problems = compose_report(everything, case.id, of_series)
        found += problems
        reports[case.id] = report
    article, problems = compose_article(everything, of_series)
    found += that_stand_alone(problems, bad, series.failed)
    supplement, problems = compose_supplement(everything, of_series, article)
    found += that_stand_alone(problems, bad, series.failed)

    return as_far_as_it_goes(
        nothing,
        Composed(everything, reports, article, supplement),
        final(found, strict=strict),
        lambda good: find(_only(scored, good))[0],
    )


@dataclass(frozen=True, slots=True)
class Composed:
    """A series with all its documents, whatever is wrong with it."""

    findings: Findings
    reports: Mapping[str, Report]
    article: Article
    supplement: Supplement | None


def as_far_as_it_goes(
    nothing: Unreadable,
    composed: Composed,
    standing: tuple[Problem, ...],
    only: Callable[[Collection[str]], Findings],
) -> Unreadable | Ready:
    """Leave out of a series what the problems that stand do not allow.

    Parameters
    ----------
    nothing : Unreadable
        The series without any document.
    only : callable
        Takes ids of cases, and gives the findings over these alone.
    """
    bad = bad_cases(standing)
    good = tuple(id for id in composed.reports if id not in bad)
    if any(p.case is None and p.severity == "error" and not _of_the_article(p) for p in standing):
        good = ()
    whole = not bad and not any(p.severity == "error" for p in standing)
    nothing = replace(nothing, problems=standing)
    if not good:
        return nothing
    return Ready(
        **{one.name: getattr(nothing, one.name) for one in fields(nothing)},
        findings=composed.findings if not bad else only(good),
        article=composed.article if whole else None,
        supplement=composed.supplement if whole else None,
        reports=OnDemand(good, composed.reports.__getitem__),
    )


def sources_of(ready: CheckedSeries) -> Mapping[str, Source]:
    """Give the case files as read, by name."""
    cases = ready.findings.cases if isinstance(ready, Ready) else ()
    ids = {case.case.source.file: case.id for case in cases}

    def source(file: str) -> Source:
        id = ids[file]
        assert isinstance(ready, Ready)
        return ready.of_case(id).scored.case(id).case.source

    return OnDemand(ids, source)


def _only(scored: ScoredSeries, ids: Iterable[str]) -> ScoredSeries:
    kept = set(ids)
    return replace(scored, cases=tuple(c for c in scored.cases if c.id in kept))


def _of_the_article(problem: Problem) -> bool:
    """Whether a problem stands in the way of the article and of nothing else."""
    return problem.code[2] == "4" or problem.code in {"CP003", "CP004", "CP830"}
