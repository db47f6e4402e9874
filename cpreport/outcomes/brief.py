"""Take some scored and compared cases, and give of each only what the results of the series need.

A case as read takes half a megabyte of memory, its brief some twenty kilobytes, so that a series of
ten thousand can be summed up. What is kept serves the sums: no brief is printed from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import TypeVar

from cpreport.cases.case import Case, Treatment, Visit
from cpreport.cases.series import Series
from cpreport.cases.text import Entry, Scalar, Source
from cpreport.cases.text import Mapping as Keys
from cpreport.outcomes.case_scales import ITEM_COUNTS
from cpreport.outcomes.change_records import ComparedSeries, Comparison, ScoreChange
from cpreport.outcomes.comparing import scales_in_use
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import judged_outcomes
from cpreport.outcomes.ledger import results_of_series
from cpreport.outcomes.result import Ledger, Result, result_id
from cpreport.outcomes.statistics import EXACT
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ItemGrade, Score, ScoredCase, ScoredSeries

T = TypeVar("T")

#: Second parts of the ids of a case's results that the series sums up, beside scales and outcomes.
_OF_THE_COURSE = ("sessions", "treatment_period", "follow_up", "classification", "visit")


@dataclass(frozen=True, slots=True)
class Brief:
    """What the series needs of one case.

    case : ScoredCase
        Without prose, visits and sources; of grades and scores only such as no earlier brief has.
    changes : tuple of (str, tuple of ScoreChange)
        By the id of the scale.
    results : tuple of Result
        Of its course, its verdicts and its counts of items; values and numbers alone.
    """

    case: ScoredCase
    changes: tuple[tuple[str, tuple[ScoreChange, ...]], ...]
    results: tuple[Result, ...]

    @property
    def id(self) -> str:
        """The study id."""
        return self.case.id


@dataclass(slots=True)
class _Same:
    """Gives for equal things one and the same, so that each is in memory once."""

    known: dict[object, object] = field(default_factory=dict)

    def of(self, thing: T) -> T:
        """Give the one that stands for a thing; of numbers, the one that prints the same."""
        key = (type(thing), str(thing)) if isinstance(thing, Decimal) else thing
        return self.known.setdefault(key, thing)  # type: ignore[return-value]


def briefs(findings: Findings, compared: ComparedSeries) -> Iterator[Brief]:
    """Give the brief of every case, in order."""
    same = _Same()
    keys = {outcome.key for outcome in findings.judged}
    wanted = {*_OF_THE_COURSE, *keys, *(scale.id for scale in compared.scales)}
    seen: set[object] = set()
    for case in findings.cases:
        changes = tuple(
            (scale.id, tuple(_change(c, same) for c in compared.of(case.id, scale.id).scores))
            for scale in compared.scales
        )
        results = tuple(
            _result(result, same)
            for result in findings.ledger.of_case(case.id)
            if _is_summed_up(result, wanted)
        )
        yield Brief(_case(case, seen), changes, results)


def _is_summed_up(result: Result, wanted: set[str]) -> bool:
    own = result.id.removeprefix(f"{result.case}.").split(".")
    if own[0] not in wanted:
        return False
    return own[0] in _OF_THE_COURSE or own[-1] == "verdict" or "items" in own[1:2]


def _result(result: Result, same: _Same) -> Result:
    return Result(result.id, "", same.of(result.value), "", of=result.of, case=same.of(result.case))


def _change(change: ScoreChange, same: _Same) -> ScoreChange:
    ends = _score(change.earlier, same), _score(change.later, same)
    value, way = same.of(change.value), change.direction
    return ScoreChange(change.name, change.side, *ends, value, way, change.end, change.thresholds)


def _score(score: Score | None, same: _Same) -> Score | None:
    if score is None:
        return None
    value, words = same.of(score.value), same.of(score.printed)
    return Score(score.case, score.visit, score.scale, score.name, score.side, value, words)


def _case(scored: ScoredCase, seen: set[object]) -> ScoredCase:
    return ScoredCase(
        bare_case(scored.case),
        tuple(_unseen(scored.items, _kinds_of_grade, seen)),
        tuple(replace(s, used=()) for s in _unseen(scored.scores, _kinds_of_score, seen)),
        {},
        scored.classification,
    )


def _kinds_of_grade(grade: ItemGrade) -> tuple[object, ...]:
    return (grade.scale, grade.item), (grade.scale, "=", grade.grade)


def _kinds_of_score(score: Score) -> tuple[object, ...]:
    return ((score.scale, "score", score.name),)


def _unseen(
    things: Iterable[T], kinds: Callable[[T], tuple[object, ...]], seen: set[object]
) -> Iterator[T]:
    """Give those that are the first of any of their kinds: the methods name each kind once."""
    for thing in things:
        if not seen.issuperset(kinds(thing)):
            seen.update(kinds(thing))
            yield thing


def bare_case(case: Case) -> Case:
    """Give a case with its patient, its adverse events, and the number of its sessions and visits.

    With it stay what it says of its consent, and what of it identifies nobody.
    """
    session = case.sessions[0].model_copy(update={"note": None})
    patient = case.patient.model_copy(update={"history": None})
    bare = Case.model_construct(
        id=case.id,
        patient=patient,
        consent=case.consent,
        treatment=(Treatment.model_construct(name="", sessions=(session,) * len(case.sessions)),),
        visits=tuple(_bare_visit(visit.id) for visit in case.visits),
        adverse_events=case.adverse_events,
        not_identifying=case.not_identifying,
    )
    bare._source = _bare_source(case.source)
    return bare


@lru_cache(256)
def _bare_visit(id: str) -> Visit:
    return Visit.model_construct(id=id)


def _bare_source(source: Source) -> Source:
    """Keep the places that results of the series name, and those of what identifies nobody."""
    id, sex = source.place("id"), source.place("patient", "sex")
    patient = Keys((Entry("sex", sex, Scalar("", sex)),), source.place("patient"))
    top = [Entry("id", id, Scalar("", id)), Entry("patient", patient.place, patient)]
    answers = source.node(("not_identifying",))
    if answers is not None:
        top.append(Entry("not_identifying", source.place("not_identifying"), answers))
    return Source(source.file, Keys(tuple(top), source.place()))


# --- the series from the briefs of all its parts -------------------------------------------------


class _Comparisons(dict[tuple[str, str], Comparison]):
    """Comparisons by case and scale; where a case was not graded there is nothing to compare."""

    def __init__(self, scales: Mapping[str, Scale]) -> None:
        self._scales = scales

    def __missing__(self, key: tuple[str, str]) -> Comparison:
        return Comparison(key[0], self._scales[key[1]], (), ())


def summed_up(
    series: Series,
    scales: Mapping[str, Scale],
    settings: Mapping[str, Mapping[str, str]],
    cases: Sequence[Brief],
) -> Findings:
    """Give the findings of a series from the briefs of its cases: its own results, and no case's.

    Parameters
    ----------
    cases : sequence of Brief
        In order of id.
    """
    scored_cases = tuple(brief.case for brief in cases)
    series = replace(series, cases=tuple(case.case for case in scored_cases))
    scored = ScoredSeries(series, scales, scored_cases, settings)
    comparisons = _Comparisons(scales)
    results: dict[str, Result] = {}
    for brief in cases:
        for scale, changes in brief.changes:
            comparisons[brief.id, scale] = Comparison(brief.id, scales[scale], (), changes)
        results.update((result.id, result) for result in brief.results)
    compared = ComparedSeries(scored, scales_in_use(scored), comparisons)
    for id, case in _without_items(compared):
        results.setdefault(id, Result(id, "", Decimal(0), "", of=0, case=case))
    with localcontext(EXACT):
        outcomes = judged_outcomes(scored)[0]
        of_series = results_of_series(compared, outcomes, results)
        return Findings(scored, Ledger({result.id: result for result in of_series}))


def _without_items(compared: ComparedSeries) -> Iterator[tuple[str, str]]:
    """Name the counts of the scales that only cases of other parts were graded on."""
    parts = (*(part for _, part in ITEM_COUNTS), "at_best")
    for case in compared.scored.cases:
        for scale in compared.scales:
            for part in parts:
                yield result_id(case.id, scale.id, "items", part), case.id
