"""Take a series folder, run every stage that needs no drawing, and give what may be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cpreport.build.standing import bad_cases, final, that_stand_alone
from cpreport.cases.reader import read_series
from cpreport.cases.series import Series
from cpreport.cases.text import Source
from cpreport.manuscript.compose import compose_article, compose_report, shared
from cpreport.manuscript.document import Article, Report, Supplement
from cpreport.manuscript.supplement import compose_supplement
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.privacy import (
    consent_problems,
    image_consent_problems,
    image_problems,
    without_unconsented,
)
from cpreport.privacy.scan import identity_problems
from cpreport.problems import Problem, Refused
from cpreport.render.folders import folders_of
from cpreport.render.styles import style_problems
from cpreport.scales.graded import ScoredSeries
from cpreport.scales.scoring import score_series


@dataclass(frozen=True, slots=True)
class Checked:
    """A series after every check.

    findings : Findings or None
        Results over the cases that may be published; None where the series cannot be read.
    article : Article or None
        None where anything stands in its way: it needs every case.
    supplement : Supplement or None
        None where the series has none, or anything stands in the way of the article.
    reports : mapping of str to Report
        By case id, only of cases without errors.
    problems : tuple of Problem
        All of them, in the order of files and lines.
    title, notice, language : str
        Of the series, as its file says.
    names : tuple of str
        Every case of the folder that is to be published, whether it can be or not: its id, or its
        file where that is unreadable.
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
    findings: Findings | None = None
    article: Article | None = None
    supplement: Supplement | None = None
    reports: Mapping[str, Report] = field(default_factory=dict)
    unconsented: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()

    @property
    def stopped(self) -> tuple[str, ...]:
        """The cases that may not be built."""
        return tuple(n for n in self.names if n not in self.reports)


def checked(folder: Path, *, strict: bool = False, leave_out: bool = False) -> Checked:
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
            return Checked(folder, final(found, strict=strict))
        gone = {c.id: c.source.file for c in series.cases if not c.consent.publication.holds}
        unseen = frozenset(c.id for c in series.cases if not c.shows_images)
        if leave_out:
            series, named = without_unconsented(series)
            found = [*(p for p in found if p.case not in gone), *named]
        return replace(
            _checked_series(folder, series, found, strict), unconsented=gone, unseen=unseen
        )
    except Refused as refused:
        return Checked(folder, final(refused.problems, strict=strict))


def _checked_series(folder: Path, series: Series, found: list[Problem], strict: bool) -> Checked:
    names = (*(case.id for case in series.cases), *series.failed)
    record = series.record
    nothing = Checked(
        folder, (), names, record.title, record.notice or "", language=record.language
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

    standing = final(found, strict=strict)
    bad |= bad_cases(standing)
    good = {id: report for id, report in reports.items() if id not in bad}
    if any(p.case is None and p.severity == "error" and not _of_the_article(p) for p in standing):
        good = {}
    whole = not bad and not any(p.severity == "error" for p in standing)
    if not good:
        return replace(nothing, problems=standing)
    findings = everything if not bad else find(_only(scored, good))[0]
    return replace(
        nothing,
        problems=standing,
        findings=findings,
        article=article if whole else None,
        supplement=supplement if whole else None,
        reports=good,
    )


def sources_of(checked: Checked) -> dict[str, Source]:
    """Give the case files as read, by name."""
    cases = checked.findings.cases if checked.findings else ()
    return {case.case.source.file: case.case.source for case in cases}


def _only(scored: ScoredSeries, ids: Iterable[str]) -> ScoredSeries:
    kept = set(ids)
    return replace(scored, cases=tuple(c for c in scored.cases if c.id in kept))


def _of_the_article(problem: Problem) -> bool:
    """Whether a problem stands in the way of the article and of nothing else."""
    return problem.code[2] == "4" or problem.code in {"CP003", "CP004", "CP830"}
