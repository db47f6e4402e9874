"""Check a series folder: read, score and compare its cases, and compose its article.

A series of one case and one of ten thousand go the same way. The cases are read and checked in
parts (`check/check_part.py`); of each stay a brief, from which the results of the series are summed
up, and the case itself, packed until it is due. Nothing is drawn and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TypeVar

from cpreport.cases.case import Case
from cpreport.cases.reader import open_series, repeated_id
from cpreport.cases.series import Series
from cpreport.cases.text import Source
from cpreport.cases.time_unit import fitting_unit
from cpreport.check.blocking import (
    bad_cases,
    final,
    incomplete_cases,
    may_be_built,
    that_follow_from_nothing,
    that_stand_alone,
)
from cpreport.check.check_part import pack_file, read_only
from cpreport.check.checked_case import CheckedCase, Common, KeptCase
from cpreport.check.kept_cases import check_what_changed, with_what_decides
from cpreport.check.own_sentences import changed_sentences, own_sentence_problems
from cpreport.check.report_contents import Contents
from cpreport.manuscript.compose_article import compose_article
from cpreport.manuscript.compose_report import compose_report, report_problems
from cpreport.manuscript.document import Article, Report, Supplement
from cpreport.manuscript.references.bibliography import Bibliography, read_bibliography
from cpreport.manuscript.supplement import compose_supplement
from cpreport.manuscript.written_document import shared
from cpreport.outcomes.brief import sum_up
from cpreport.outcomes.comparing import scales_in_use
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import judged_outcomes
from cpreport.outcomes.ledger import repeats_a_visit, with_one_id_each
from cpreport.outcomes.means import mean_problems
from cpreport.outcomes.one_by_one import few_enough
from cpreport.outcomes.pack import Pack, PackedCases, with_cases
from cpreport.outcomes.result import Ledger, result_id
from cpreport.privacy.scan import identity_problems
from cpreport.problems import Place, Problem, Refused, has_error
from cpreport.processes import without_collector
from cpreport.publish.folders import folders_of
from cpreport.publish.html.styles import style_problems
from cpreport.scales.scoring import score_series

T = TypeVar("T")


class OnDemand(Mapping[str, T]):
    """Things by their names, made as they are asked for; the names alone are kept."""

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made of a series: the rest is checked, and not composed.

    article : bool
        Whether the article is composed, with its supplement, and its claims held against the data.
    reports : collection of str or None
        The cases whose reports are to be made; None for all.
    cases : bool
        Whether cases are kept whole, packed. Without, those of a large series are read again where
        they are asked for all the same.
    """

    article: bool = True
    reports: Collection[str] | None = None
    cases: bool = True


#: Of a series that is checked and of which nothing is made.
PROBLEMS_ONLY = Wanted(reports=(), cases=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSeries:
    """What is known of a series after every check, whether or not anything of it may be printed.

    problems : tuple of Problem
        All of them, in the order of files and lines.
    names : tuple of str
        Every case of the folder that is to be published, whether it can be or not: its id, or its
        file where that is unreadable.
    stopped : tuple of str
        Those of them that may not be built.
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
    stopped: tuple[str, ...] = ()
    title: str = ""
    notice: str = ""
    language: str = "en-GB"
    unconsented: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    wanted: Wanted = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(CheckedSeries):
    """A series of which nothing may be printed: its file, or every case, is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready(CheckedSeries):
    """A series of which something may be printed.

    findings : Findings
        Results over the cases that may be published. Where these are more than an article tells one
        by one, they are bare (`outcomes/brief.py`): `of_case` gives each whole, `unpacked` all.
    cases : PackedCases
        The same cases.
    article : Article or None
        None where anything stands in its way, as it needs every case, or where nobody wanted it.
    supplement : Supplement or None
        None where the series has none, or has no article.
    reports : mapping of str to Report
        By case id, each composed when it is asked for.
    contents : mapping of str to Contents
        What those that are wanted will hold.
    verdicts : mapping of str to tuple of str
        By case id, what the overview says of each of its outcomes.
    bibliography : Bibliography
        The works that the series may cite.
    hashes : mapping of str to str
        The SHA-256 of every file as it was read, by its name in the series folder.
    forms : mapping of str to bytes
        What the next build can read instead of case files, by their names; of those alone that are
        not kept yet.
    """

    findings: Findings
    cases: PackedCases = field(repr=False)
    bibliography: Bibliography = field(repr=False)
    article: Article | None = None
    supplement: Supplement | None = None
    reports: Mapping[str, Report] = field(default_factory=dict, repr=False)
    contents: Mapping[str, Contents] = field(default_factory=dict, repr=False)
    verdicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    hashes: Mapping[str, str] = field(default_factory=dict, repr=False)
    forms: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def of_case(self, case_id: str) -> Findings:
        """Put a case whole into the findings, for its report or its rows in the data files."""
        return self.findings.only(self.cases.case(case_id))

    @property
    def sources(self) -> Mapping[str, Source]:
        """The case files as read, by name."""
        ids = {case.case.source.file: case.id for case in self.findings.cases}
        return OnDemand(ids, lambda file: self.cases.case(ids[file]).case.source)

    def unpacked(self) -> Ready:
        """Unpack every case: with all of them whole, every result and every report in memory."""
        every = [case.id for case in self.findings.cases]
        of_cases = (result for case_id in every for result in self.cases.results(case_id).values())
        results = (*self.findings.ledger.of_series, *of_cases)
        findings = self.findings.only(*map(self.cases.case, every))
        findings = replace(findings, ledger=Ledger({result.id: result for result in results}))
        return replace(self, findings=findings, reports=dict(self.reports))


@without_collector()
def check(
    folder: Path,
    *,
    strict: bool = False,
    leave_out: bool = False,
    jobs: int = 0,
    wanted: Wanted = Wanted(),
) -> Unreadable | Ready:
    """Check a series.

    Parameters
    ----------
    folder : Path
        The series folder, as the user named it.
    strict : bool
        Treat warnings as errors.
    leave_out : bool
        Go on without the cases that lack consent for publication.
    jobs : int
        Processes that read the cases; 0 for as many as there is work for.
    """
    try:
        opened = open_series(folder)
        series = opened.settled
        if series is None:
            found = [*opened.problems, *read_only(folder, opened.files)]
            return Unreadable(folder=folder, problems=final(found, strict=strict), wanted=wanted)
        scored, problems = score_series(series)
        outcomes, more = judged_outcomes(scored)
        bibliography = read_bibliography(series.bibliography)
        texts = shared(sum_up(scored, ())[0], bibliography)
        packed = wanted.cases or few_enough(len(opened.files))
        common = Common(scored, outcomes, texts, leave_out, packed, reports=wanted.reports)
        if opened.series is not None and not few_enough(len(opened.files)):
            # Of fewer all are needed whole.
            common = with_what_decides(common)
        read = _put_together(check_what_changed(common, opened.files, jobs))
        unit = fitting_unit(one.brief.times for one in read.kept.values())
        if scored.telling_time_in(unit).unit_of_time != scored.unit_of_time:
            # What was read is told in months, which do not fit so short or so long a series.
            scored = scored.telling_time_in(unit)
            texts = shared(sum_up(scored, ())[0], bibliography)
            common = replace(common, scored=scored, texts=texts)
            common = with_what_decides(common) if common.keep else common
            read = _put_together(check_what_changed(common, opened.files, jobs))
        found = [*opened.problems, *problems, *more, *mean_problems(scored), *read.problems]
        found += style_problems(scored.series.record, folders_of(folder))
        found += own_sentence_problems(scored.series.record)
        places = {name: one.brief.case.case.source.place("id") for name, one in read.kept.items()}
        found += identity_problems(folder, places, opened.files)
        found = list(that_stand_alone(found, set(), incomplete_cases(found)))
        found = list(that_follow_from_nothing(found, opened.unsettled, scored.scales))
        if opened.series is None:
            return Unreadable(folder=folder, problems=final(found, strict=strict), wanted=wanted)
        return _check_together(common, read, found, wanted, strict=strict)
    except Refused as refused:
        refusal = final(refused.problems, strict=strict)
        return Unreadable(folder=folder, problems=refusal, wanted=wanted)


@dataclass(slots=True)
class _Together:
    """The cases of all parts.

    kept : dict of str to KeptCase
        Those that may be published, by id, in its order.
    failed : list of str
        The files that cannot be read as a case.
    left_out : list of Case
        Bare ones, to be counted.
    """

    kept: dict[str, KeptCase] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[Case] = field(default_factory=list)
    unconsented: dict[str, str] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)


def _put_together(cases: Iterable[CheckedCase]) -> _Together:
    """Put the parts together: of cases that have one id the first is taken, by the file's name."""
    together = _Together()
    files: dict[str, str] = {}
    seen: set[str] = set()
    for one in cases:
        together.problems += one.read
        if one.case is None:
            together.failed.append(one.file)
            continue
        if one.kept is not None:
            together.problems += repeated_id(one.case.id, one.case.source, files)
        if one.case.id in seen:
            continue
        seen.add(one.case.id)
        together.problems += one.problems
        if not one.case.consent.publication.holds:
            together.unconsented[one.case.id] = one.file
        if not one.case.shows_images:
            together.unseen.add(one.case.id)
        if one.kept is None:
            together.left_out.append(one.case)
        else:
            together.kept[one.case.id] = one.kept
    together.kept = dict(sorted(together.kept.items()))
    return together


def _check_together(
    common: Common, read: _Together, found: list[Problem], wanted: Wanted, *, strict: bool
) -> Unreadable | Ready:
    """Check what needs all cases, and leave out what the problems do not allow."""
    series = replace(common.scored.series, left_out=tuple(read.left_out))
    wanted = replace(wanted, article=wanted.article and bool(series.record.sections))
    common = replace(common, scored=replace(common.scored, series=series))
    nothing = _nothing(series, read, wanted)
    if not read.kept:
        return replace(nothing, problems=final(found, strict=strict))
    everything = _sum_up(common, read.kept, read.kept)
    of_series = shared(everything.findings, common.texts.bibliography)
    found = [*found, *everything.problems]
    bad = bad_cases(final(found, strict=strict)) | set(read.failed)
    # Of a work something is said where it is cited; of a file always.
    found += (fault.problem for fault in of_series.bibliography.faults if not fault.key)
    gone = {*read.failed, *incomplete_cases(found)}
    for case_id, one in read.kept.items():
        if one.again:
            told = report_problems(everything.of_case(case_id), case_id, of_series)
            found += that_stand_alone(told, set(), gone)
    article, supplement = None, None
    if wanted.article:
        article, problems = compose_article(everything.findings, of_series)
        supplement, more = compose_supplement(everything.findings, of_series, article)
        found += that_stand_alone((*problems, *more), bad, gone)
    if not read.failed and not bad:
        found += changed_sentences(everything.findings, everything.of_case, read.kept)

    standing = final(found, strict=strict)
    good = may_be_built(read.kept, standing)
    if not good:
        return replace(nothing, problems=standing)
    published = everything if len(good) == len(read.kept) else _sum_up(common, read.kept, good)
    whole = not has_error(standing)

    def compose(case_id: str) -> Report:
        return compose_report(everything.of_case(case_id), case_id, of_series)[0]

    reports = OnDemand(good, compose)
    stopped = tuple(name for name in nothing.names if name not in reports)
    nothing = replace(nothing, problems=standing, stopped=stopped)
    return Ready(
        **{one.name: getattr(nothing, one.name) for one in fields(nothing)},
        findings=published.findings,
        cases=published.cases,
        bibliography=of_series.bibliography,
        article=article if whole else None,
        supplement=supplement if whole else None,
        reports=reports,
        contents={name: c for name in good if (c := read.kept[name].contents) is not None},
        verdicts={name: read.kept[name].verdicts for name in good},
        hashes=dict(_hashes(series, read.kept.values())),
        forms=dict(_forms(read.kept.values())),
    )


def why_no_article(found: Unreadable | Ready) -> tuple[Problem, ...]:
    """Say why a series has no article, where it is none of its problems: it has no sections."""
    if isinstance(found, Unreadable) or found.wanted.article:
        return ()
    source = found.findings.record.source
    message = "`sections` is missing: the series has reports and no article"
    hint = "add `abstract: …` and `sections: …`"
    return (Problem("CP007", Place(source.file, 1, 1), message, help=hint),)


def _nothing(series: Series, read: _Together, wanted: Wanted) -> Unreadable:
    """Say what is known of a series before anything of it may be printed."""
    names = (*read.kept, *read.failed)
    return Unreadable(
        folder=series.folder,
        problems=(),
        names=names,
        stopped=names,
        title=series.record.title,
        notice=series.record.notice or "",
        language=series.record.language,
        unconsented=dict(sorted(read.unconsented.items())),
        unseen=frozenset(read.unseen),
        wanted=wanted,
    )


@dataclass(frozen=True, slots=True)
class _Summed:
    """Some cases of a series with all of their results."""

    findings: Findings
    cases: PackedCases
    problems: tuple[Problem, ...]

    def of_case(self, case_id: str) -> Findings:
        return self.findings.only(self.cases.case(case_id))


def _sum_up(common: Common, kept: Mapping[str, KeptCase], names: Collection[str]) -> _Summed:
    """Sum up the cases of these names; problems are results that would have the same id."""
    bare, problems = sum_up(common.scored, [kept[name].brief for name in names])
    in_use = tuple(dict.fromkeys(scale for one in kept.values() for scale in one.scales))
    packs: Mapping[str, Pack] = {
        name: there for name in names if (there := kept[name].pack) is not None
    }
    if not common.packed:
        files = {name: kept[name].brief.case.case.source.file for name in names}
        packs = OnDemand(files, lambda name: pack_file(common, files[name]))
    cases = PackedCases(common.scored, scales_in_use(bare.scored), in_use, packs)
    return _Summed(with_cases(bare, cases), cases, (*problems, *_named_alike(bare, cases)))


def _named_alike(bare: Findings, cases: PackedCases) -> list[Problem]:
    """Find results of different cases, or of a case and the series, that would have the same id.

    Only those can, of which one's id begins with the other's, up to a dot.
    """
    names = {result_id(case.id): case for case in bare.cases}
    begun = {start for name in (*bare.ledger, *names) for start in _beginnings(name)}
    like = [
        case
        for name, case in names.items()
        if name in begun or any(start in names for start in _beginnings(name))
    ]
    repeated = {case.id for case in like if repeats_a_visit(case.case)}
    of_cases = (result for case in like for result in cases.results(case.id).values())
    file = bare.scored.series.record.source.file
    return with_one_id_each((*bare.ledger.of_series, *of_cases), file, repeated)[1]


def _beginnings(name: str) -> Iterator[str]:
    """Yield what an id begins with, up to each of its dots."""
    parts = name.split(".")
    yield from (".".join(parts[:n]) for n in range(1, len(parts)))


def _hashes(series: Series, cases: Iterable[KeptCase]) -> Iterator[tuple[str, str]]:
    yield series.record.source.file, series.record.source.sha256
    for text in (*series.sections.values(), *series.bibliography, *series.scale_files):
        yield text.file, text.sha256
    if series.style_file is not None:
        yield series.style_file.file, series.style_file.sha256
    for one in cases:
        source = one.brief.case.case.source
        yield source.file, source.sha256
        yield from one.images.items()


def _forms(cases: Iterable[KeptCase]) -> Iterator[tuple[str, bytes]]:
    for one in cases:
        if one.form is not None:
            yield one.brief.case.case.source.file, one.form
