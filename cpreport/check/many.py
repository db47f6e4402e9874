"""Take a series of many cases, and give its problems or its scores, keeping little of each case.

The cases are read in parts, by all processors. What is wrong with a case is found where it is read;
what the series as a whole says is worked out from what is kept of each (`outcomes/brief.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from cpreport.cases.case import Case
from cpreport.cases.reader import open_series, read_checked_case
from cpreport.cases.series import Series
from cpreport.check.standing import bad_cases, final, that_stand_alone
from cpreport.manuscript.compose import (
    Shared,
    compose_article,
    report_problems,
    shared,
)
from cpreport.manuscript.document import Article, Supplement
from cpreport.manuscript.references.bibliography import Bibliography, read_bibliography
from cpreport.manuscript.supplement import compose_supplement
from cpreport.outcomes.brief import Brief, bare_case, briefs, summed_up
from cpreport.outcomes.comparing import compare_series
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.outcomes.result import Ledger, LedgerOnDemand
from cpreport.privacy import (
    consent_problems,
    image_consent_problems,
    image_problems,
    leave_out_unconsented,
)
from cpreport.privacy.scan import identity_problems
from cpreport.problems import Problem
from cpreport.processes import in_parts, jobs_for, without_collector
from cpreport.publish.folders import folders_of
from cpreport.publish.html.styles import style_problems
from cpreport.scales.graded import Score, ScoredCase, ScoredSeries
from cpreport.scales.names import scale_of
from cpreport.scales.scoring import score_series

#: Cases of a part; read whole, each takes half a megabyte.
_PART = 50
#: What only the whole series can tell: whether it has such a result, and such a case.
_OF_THE_WHOLE = {"CP403", "CP407"}
#: Cases whose results are at hand where a text of the article names them.
_AT_HAND = 16

Names = tuple[str, ...]
#: The series folder, the files of a part, and whether cases without consent are left out.
Part = tuple[Path, Names, bool]


@dataclass(frozen=True, slots=True)
class _Read:
    """The cases of some files, with everything that is wrong with them alone."""

    cases: tuple[Case, ...]
    failed: Names
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """A part of a series after every check of its cases.

    again : tuple of str
        Cases whose texts name what this part does not have.
    answers : bool
        Whether any case answers a checklist, which is held against the series.
    unconsented : mapping of str to str
        The cases without consent for publication, by id, with their files.
    unseen : frozenset of str
        The cases of which no picture may be shown, by id.
    left_out : tuple of Case
        Bare ones, to be counted.
    """

    cases: tuple[Brief, ...]
    failed: Names
    problems: tuple[Problem, ...]
    again: Names = ()
    answers: bool = False
    unconsented: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    left_out: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """All parts of a series after every check of their cases, put together; cases in order."""

    cases: tuple[Brief, ...]
    failed: Names
    problems: tuple[Problem, ...]
    again: Names
    unconsented: Mapping[str, str]
    unseen: frozenset[str]
    left_out: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    """The scores of a part of a series.

    used : tuple of str
        The scales of its cases in the order of first use.
    """

    cases: tuple[ScoredCase, ...]
    failed: Names
    problems: tuple[Problem, ...]
    used: Names


# --- the whole -----------------------------------------------------------------------------------


@without_collector()
def many_problems(
    folder: Path, files: Sequence[str], *, strict: bool
) -> tuple[tuple[Problem, ...], Names] | None:
    """Give every problem of a series and the names of its cases, as a check of all at once does.

    None where that cannot be: `series.yaml` cannot be read, ids of cases cannot be told apart, or
    checklists are answered.
    """
    begin()
    series, problems = open_series(folder)
    if series is None or series.record.checklists:
        return None
    read = gathered(in_parts(_checked, parts(folder, files), readers(files)), len(files))
    if read is None:
        return None
    found = [*problems, *problems_beside(series, read)]
    if read.cases:
        bad = bad_cases(final(found, strict=strict)) | set(read.failed)
        found += _of_the_series(folder, series, read, bad)
    return final(found, strict=strict), (*(brief.id for brief in read.cases), *read.failed)


def begin() -> None:
    """Forget the series that this process has read before: it may be another by now."""
    _series.cache_clear()
    bibliography.cache_clear()


def gathered(found: Iterable[CheckedPart], count: int) -> Gathered | None:
    """Put the parts of a series together.

    None where ids cannot be told apart, or checklists are answered.

    Parameters
    ----------
    count : int
        The files of all parts.
    """
    cases: dict[str, Brief] = {}
    failed, again, problems = list[str](), list[str](), list[Problem]()
    unconsented: dict[str, str] = {}
    unseen: set[str] = set()
    left_out: list[Case] = []
    for part in found:
        if part.answers:
            return None
        cases |= {brief.id: brief for brief in part.cases}
        failed += part.failed
        again += part.again
        problems += part.problems
        unconsented |= part.unconsented
        unseen |= part.unseen
        left_out += part.left_out
    if not told_apart({*cases, *unconsented}, count - len(failed)):
        return None
    ordered = tuple(cases[id] for id in sorted(cases))
    return Gathered(
        ordered,
        tuple(failed),
        tuple(problems),
        tuple(again),
        unconsented,
        frozenset(unseen),
        tuple(left_out),
    )


def problems_beside(series: Series, read: Gathered) -> Iterator[Problem]:
    """Give what is wrong with the cases, the looks of the series and its identity file."""
    yield from read.problems
    yield from style_problems(series.record, folders_of(series.folder))
    places = {brief.id: brief.case.case.source.place("id") for brief in read.cases}
    yield from identity_problems(series.folder, places)


@without_collector()
def many_scores(
    folder: Path, files: Sequence[str]
) -> tuple[ScoredSeries, tuple[Problem, ...], Names] | None:
    """Give the scores of a series, its problems and the names of its cases, as `scored_only`."""
    begin()
    series, problems = open_series(folder)
    if series is None:
        return None
    found, failed, used = list(problems), list[str](), list[str]()
    cases: dict[str, ScoredCase] = {}
    for part in in_parts(_scored, parts(folder, files), readers(files)):
        found += part.problems
        failed += part.failed
        used += part.used
        cases |= {case.id: case for case in part.cases}
    if not told_apart(cases, len(files) - len(failed)):
        return None
    empty, _ = score_series(series)
    order = {id: n for n, id in enumerate(dict.fromkeys(used))}
    ordered = tuple(_in_order_of_use(cases[id], order) for id in sorted(cases))
    scored = replace(empty, cases=ordered)
    return scored, final(found, strict=False), (*sorted(cases), *failed)


def parts(folder: Path, files: Sequence[str], *, leave_out: bool = False) -> Iterator[Part]:
    """Divide the files of a series."""
    for start in range(0, len(files), _PART):
        yield folder, tuple(files[start : start + _PART]), leave_out


def readers(files: Sequence[str], asked: int = 0) -> int:
    """Give the number of processes that read so many files, as asked or as there is work."""
    return jobs_for(-(-len(files) // _PART), asked)


def told_apart(ids: Collection[str], count: int) -> bool:
    """Whether ids are each another, also to those who read no capitals, and hold no dot.

    With a dot, the results of one case could have the ids of another's.
    """
    return len({id.casefold() for id in ids}) == count and not any("." in id for id in ids)


def _of_the_series(
    folder: Path, series: Series, read: Gathered, bad: set[str]
) -> Iterator[Problem]:
    """Give the problems of the article, and of those texts that name another case's results."""
    empty, problems = score_series(series)
    yield from problems
    findings = summed_up(series, empty.scales, empty.settings, read.cases)
    files = {brief.id: brief.case.case.source.file for brief in read.cases}

    @lru_cache(_AT_HAND)
    def of_case(id: str) -> Findings:
        return find(_scored_part(folder, (files[id],)))[0]

    def ledger_of(id: str) -> Ledger:
        return of_case(id).ledger

    findings = replace(findings, ledger=LedgerOnDemand(findings.ledger, files, ledger_of))
    of_series = shared(findings, bibliography(folder))
    yield from composed_whole(findings, of_series, read, bad, of_case)[2]


def composed_whole(
    findings: Findings,
    of_series: Shared,
    read: Gathered,
    bad: set[str],
    of_case: Callable[[str], Findings],
) -> tuple[Article, Supplement | None, list[Problem]]:
    """Compose what is made of all cases, and give its problems.

    With them come those of the texts that name another case's results.

    Parameters
    ----------
    bad : set of str
        Cases that are known to be wrong.
    of_case : callable
        Gives findings that have a case whole.
    """
    found: list[Problem] = []
    for id in read.again:
        found += report_problems(of_case(id), id, of_series)
    article, problems = compose_article(findings, of_series)
    supplement, more = compose_supplement(findings, of_series, article)
    found += that_stand_alone((*problems, *more), bad, read.failed)
    return article, supplement, found


# --- a part --------------------------------------------------------------------------------------


def _checked(part: Part) -> CheckedPart:
    return checked_part(part)[0]


def checked_part(part: Part) -> tuple[CheckedPart, Findings | None]:
    """Check the cases of a part; its findings are None where no case could be read."""
    folder, files, leave_out = part
    read = _read(folder, files)
    series, found = replace(_series(folder), cases=read.cases), list(read.problems)
    if leave_out:
        series, named = leave_out_unconsented(series)
        gone = {case.id for case in series.left_out}
        found = [*(p for p in found if p.case not in gone), *named]
    for case in series.cases:
        found += consent_problems(case)
        found += image_consent_problems(case)
        found += image_problems(folder, case)
    checked = CheckedPart(
        (),
        read.failed,
        tuple(found),
        answers=any(case.checklists for case in read.cases),
        unconsented={c.id: c.source.file for c in read.cases if not c.consent.publication.holds},
        unseen=frozenset(c.id for c in read.cases if not c.shows_images),
        left_out=tuple(map(bare_case, series.left_out)),
    )
    if not series.cases:
        return checked, None
    scored, problems = score_series(series)
    found += problems
    compared = compare_series(scored)
    findings, problems = find(scored, compared)
    found += problems
    of_part = shared(findings, bibliography(folder))
    again = []
    for case in series.cases:
        problems = report_problems(findings, case.id, of_part)
        found += [p for p in problems if p.code not in _OF_THE_WHOLE]
        if any(p.code in _OF_THE_WHOLE for p in problems):
            again.append(case.id)
    kept = tuple(briefs(findings, compared))
    return replace(checked, cases=kept, problems=tuple(found), again=tuple(again)), findings


def _scored(part: Part) -> _Scored:
    folder, files, _ = part
    read = _read(folder, files)
    series = replace(_series(folder), cases=read.cases)
    scored, problems = score_series(series)
    names = [o.scale for o in series.record.outcomes]
    names += [name for case in read.cases for visit in case.visits for name in visit.scores]
    used = (scale_of(scored.scales, name) for name in names)
    return _Scored(
        tuple(_scores_alone(case) for case in scored.cases),
        read.failed,
        (*read.problems, *problems),
        tuple(dict.fromkeys(scale.id for scale in used if scale is not None)),
    )


def _read(folder: Path, files: Sequence[str]) -> _Read:
    record = _series(folder).record
    cases: list[Case] = []
    failed: list[str] = []
    problems: list[Problem] = []
    for name in files:
        case, found = read_checked_case(folder, name, record)
        problems += found
        if case is None:
            failed.append(name)
        else:
            cases.append(case)
    return _Read(tuple(sorted(cases, key=lambda c: c.id)), tuple(failed), tuple(problems))


def _scored_part(folder: Path, files: Names) -> ScoredSeries:
    return score_series(replace(_series(folder), cases=_read(folder, files).cases))[0]


@lru_cache(1)
def _series(folder: Path) -> Series:
    """Read, once a process, the series without its cases; it was found readable before."""
    series, _ = open_series(folder)
    assert series is not None
    return series


@lru_cache(1)
def bibliography(folder: Path) -> Bibliography:
    """Read, once a process, what the series cites."""
    return read_bibliography(_series(folder).bibliography)


def _scores_alone(case: ScoredCase) -> ScoredCase:
    def bare(score: Score) -> Score:
        return replace(score, used=(), reason="", bounds=None)

    return ScoredCase(bare_case(case.case), (), tuple(map(bare, case.scores)), case.days)


def _in_order_of_use(case: ScoredCase, order: dict[str, int]) -> ScoredCase:
    """Put a visit's scores in the order in which the whole series uses their scales."""
    visits = {v: n for n, v in enumerate(dict.fromkeys(s.visit for s in case.scores))}
    ordered = sorted(case.scores, key=lambda s: (visits[s.visit], order[s.scale]))
    return replace(case, scores=tuple(ordered))
