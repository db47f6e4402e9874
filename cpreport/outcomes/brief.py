"""Keep of each case only what the results of the series need, and sum the series up from that.

A case as read takes half a megabyte of memory, its brief some twenty kilobytes, so that a series of
ten thousand can be summed up. What is kept serves the sums: no brief is printed from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from functools import lru_cache
from sys import intern
from typing import TypeVar

from cpreport.cases.case import Case, Treatment, Visit
from cpreport.cases.text import Entry, Scalar, Source
from cpreport.cases.text import Mapping as Keys
from cpreport.cases.time_unit import CaseTimes, times_of
from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.case_scales import ITEM_COUNTS
from cpreport.outcomes.change_records import ComparedSeries, Comparison, ScoreChange
from cpreport.outcomes.comparing import scales_in_use
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ids import item_count_id, verdict_id
from cpreport.outcomes.judging import JudgedOutcome, judged_outcomes
from cpreport.outcomes.ledger import results_of_series, with_one_id_each
from cpreport.outcomes.result import Result, result_id
from cpreport.outcomes.statistics import EXACT
from cpreport.problems import Place, Problem
from cpreport.scales.graded import ItemGrade, Score, ScoredCase, ScoredSeries

T = TypeVar("T")

#: The place of what stands for many.
_NOWHERE = Place("")
#: Last parts of the ids of results of a case's course that the series sums up.
_OF_THE_COURSE = (
    "sessions",
    "treatment_period",
    "follow_up",
    "adverse_events.looked_for",
    "adverse_events.sessions",
    "adverse_events.no_session",
)
#: Last parts of the ids of its counts of items.
_COUNTS = (*(part for _, part in ITEM_COUNTS), "at_best")


@dataclass(frozen=True, slots=True)
class Brief:
    """What the series needs of one case.

    case : ScoredCase
        Without prose, visits and sources; of grades and scores only which kinds there are.
    changes : tuple of (str, VisitPair, tuple of ScoreChange)
        By the id of the scale and the compared visits.
    scores : tuple of (str, tuple of Score)
        By the id of the scale, at every visit.
    times : CaseTimes
        What of its times decides in which unit the series tells them.
    results : tuple of Result
        Of its course, its verdicts and its counts of items; values and numbers alone.
    """

    case: ScoredCase
    changes: tuple[tuple[str, VisitPair, tuple[ScoreChange, ...]], ...]
    scores: tuple[tuple[str, tuple[Score, ...]], ...]
    results: tuple[Result, ...]
    times: CaseTimes

    @property
    def id(self) -> str:
        """The study id."""
        return self.case.id


@dataclass(slots=True)
class Interned:
    """One thing for all that are equal, so that each is in memory once."""

    known: dict[object, object] = field(default_factory=dict)

    def of(self, thing: T) -> T:
        """Find the one that stands for a thing; of numbers, the one that prints the same."""
        key = (type(thing), str(thing)) if isinstance(thing, Decimal) else thing
        return self.known.setdefault(key, thing)  # type: ignore[return-value]


def brief(
    case: ScoredCase,
    bare: Case,
    compared: ComparedSeries,
    results: Iterable[Result],
    outcomes: Iterable[JudgedOutcome],
    same: Interned,
) -> Brief:
    """Keep of a case what the results of the series need.

    Parameters
    ----------
    bare : Case
        The same case as `bare_case` leaves it.
    compared : ComparedSeries
        The case on every scale that it was graded on, and on those of the outcomes.
    same : Interned
        Shared by the cases of a part.
    """
    wanted = set(_summed_up(case, compared, outcomes))
    levels = f"{result_id(case.id, 'classification')}."
    kept_scores = {id(score): _score(score, same) for score in case.scores}
    scores = tuple(
        (scale, tuple(kept_scores[id(score)] for score in of_scale))
        for (_, scale), of_scale in compared.scores.items()
    )
    changes = tuple(
        (
            scale.id,
            pair,
            tuple(
                _change(c, kept_scores, same) for c in compared.of(case.id, scale.id, pair).scores
            ),
        )
        for scale in compared.scales
        for pair in compared.pairs
    )
    kept = tuple(
        _result(result, same)
        for result in results
        if result.id in wanted or result.id.startswith(levels)
    )
    return Brief(_case(case, bare, same), changes, scores, kept, times_of(case.case, case.days))


def _summed_up(
    case: ScoredCase, compared: ComparedSeries, outcomes: Iterable[JudgedOutcome]
) -> Iterator[str]:
    """Name the results of a case that the series sums up, besides its classifications."""
    yield from (result_id(case.id, part) for part in _OF_THE_COURSE)
    for visit in compared.scored.series.record.visits:
        yield result_id(case.id, "visit", visit.id, "time")
    for pair in compared.pairs:
        yield from (verdict_id(case.id, judged, pair) for judged in outcomes)
        for scale in (s for s in compared.scales if s.kind == "outcome"):
            yield from (item_count_id(case.id, scale.id, pair, part) for part in _COUNTS)


def _result(result: Result, same: Interned) -> Result:
    return Result(result.id, "", same.of(result.value), "", of=result.of, case=same.of(result.case))


def _change(change: ScoreChange, bare: Mapping[int, Score], same: Interned) -> ScoreChange:
    earlier, later = (
        None if end is None else bare[id(end)] for end in (change.earlier, change.later)
    )
    value, way = same.of(change.value), change.direction
    return ScoreChange(
        change.name,
        change.side,
        earlier,
        later,
        value,
        way,
        change.end,
        change.thresholds,
        number=change.number,
    )


def _score(score: Score, same: Interned) -> Score:
    value, words = same.of(score.value), same.of(score.printed)
    return Score(
        score.case,
        score.visit,
        score.scale,
        score.name,
        score.side,
        value,
        words,
        qualifier=score.qualifier,
        made_from=score.made_from,
    )


def _case(scored: ScoredCase, bare: Case, same: Interned) -> ScoredCase:
    return ScoredCase(
        bare,
        tuple(same.of(_bare_grade(grade)) for grade in _each_kind(scored.items, _kinds_of_grade)),
        tuple(same.of(_bare_score(score)) for score in _each_kind(scored.scores, _kinds_of_score)),
        {},
        scored.classification,
    )


def _bare_grade(grade: ItemGrade) -> ItemGrade:
    return ItemGrade("", "", grade.scale, grade.item, None, grade.grade, grade.points, "", _NOWHERE)


def _kinds_of_grade(grade: ItemGrade) -> tuple[object, ...]:
    return (grade.scale, grade.item), (grade.scale, "=", grade.grade)


def _bare_score(score: Score) -> Score:
    bare = ("", "", score.scale, score.name, None, None, "")
    basis, qualifier, made_from = score.basis, score.qualifier, score.made_from
    return Score(*bare, basis=basis, qualifier=qualifier, made_from=made_from)


def _kinds_of_score(score: Score) -> tuple[object, ...]:
    return (score.scale, score.name), (
        score.scale,
        "=",
        score.basis,
        score.qualifier,
        score.made_from is not None and score.made_from.is_converted,
    )


def _each_kind(things: Iterable[T], kinds: Callable[[T], tuple[object, ...]]) -> Iterator[T]:
    """Yield those that are the first of any of their kinds: the methods name each kind once."""
    seen: set[object] = set()
    for thing in things:
        own = kinds(thing)
        if not seen.issuperset(own):
            seen.update(own)
            yield thing


def bare_case(case: Case) -> Case:
    """Keep of a case the patient, the adverse events, which treatments and how many visits.

    With it stay what it says of its consent, its answers to checklists, and what of it identifies
    nobody.
    """
    patient = case.patient.model_copy(update={"history": None})
    bare = Case.model_construct(
        id=case.id,
        patient=patient,
        consent=case.consent,
        treatment=tuple(map(_bare_treatment, case.treatment)),
        visits=tuple(_bare_visit(visit.id) for visit in case.visits),
        adverse_events=case.adverse_events,
        not_identifying=case.not_identifying,
        checklists=case.checklists,
    )
    bare._source = _bare_source(case.source)
    bare._zero = case.zero
    return bare


def _bare_treatment(treatment: Treatment) -> Treatment:
    """Keep of a treatment its name and form, and the number of its sessions."""
    first = tuple(one.model_copy(update={"note": None}) for one in treatment.sessions[:1])
    return Treatment.model_construct(
        name=intern(treatment.name),
        kind=treatment.kind,
        sessions=first * len(treatment.sessions),
        course=treatment.course[:1],
        begin=treatment.begin,
    )


@lru_cache(256)
def _bare_visit(visit_id: str) -> Visit:
    return Visit.model_construct(id=visit_id)


def _bare_source(source: Source) -> Source:
    """Keep the places that results of the series name, and those of what identifies nobody."""
    own, sex = source.place("id"), source.place("patient", "sex")
    patient = Keys((Entry("sex", sex, Scalar("", sex)),), source.place("patient"))
    top = [Entry("id", own, Scalar("", own)), Entry("patient", patient.place, patient)]
    answers = source.node(("not_identifying",))
    if answers is not None:
        top.append(Entry("not_identifying", source.place("not_identifying"), answers))
    return Source(source.file, Keys(tuple(top), source.place()), source.sha256)


# --- the series from the briefs of all its parts -------------------------------------------------


def sum_up(scored: ScoredSeries, cases: Sequence[Brief]) -> tuple[Findings, list[Problem]]:
    """Compute the results of a series from the briefs of its cases: its own, and no case's.

    Problems are names that would give one id to two of them.

    Parameters
    ----------
    scored : ScoredSeries
        Without cases.
    cases : sequence of Brief
        In order of id.
    """
    bare = tuple(brief.case for brief in cases)
    series = replace(scored.series, cases=tuple(case.case for case in bare))
    scored = replace(scored, series=series, cases=bare)
    scales, pairs = scales_in_use(scored), series.record.pairs
    comparisons = {
        (brief.id, scale.id, pair.key): Comparison(brief.id, scale, (), (), pair)
        for brief in cases
        for scale in scales
        for pair in pairs
    }
    results: dict[str, Result] = {}
    for brief in cases:
        for name, pair, changes in brief.changes:
            scale = scored.scales[name]
            comparisons[brief.id, name, pair.key] = Comparison(brief.id, scale, (), changes, pair)
        results.update((result.id, result) for result in brief.results)
    scores = {(brief.id, name): found for brief in cases for name, found in brief.scores}
    compared = ComparedSeries(scored, scales, pairs, comparisons, scores)
    for key, case in _without_items(compared):
        results.setdefault(key, Result(key, "", Decimal(0), "", of=0, case=case))
    with localcontext(EXACT):
        of_series = list(results_of_series(compared, judged_outcomes(scored)[0], results))
    ledger, twice = with_one_id_each(of_series, series.record.source.file)
    return Findings(scored, ledger), twice


def _without_items(compared: ComparedSeries) -> Iterator[tuple[str, str]]:
    """Name the counts of the scales that only other cases were graded on."""
    for case in compared.scored.cases:
        for scale in compared.scales:
            for pair in compared.pairs:
                for part in _COUNTS:
                    yield item_count_id(case.id, scale.id, pair, part), case.id
