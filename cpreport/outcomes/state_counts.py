"""Count the patients who are in the state that a rule asks for, at each compared visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cpreport.outcomes.change_records import ComparedSeries
from cpreport.outcomes.ids import score_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Result, count_result, missing_result, result_id
from cpreport.scales.graded import Score


def state_results(series: ComparedSeries, outcomes: Sequence[JudgedOutcome]) -> Iterator[Result]:
    """Count who is in the state of each outcome's rule; of sides any that is in it counts."""
    for judged in outcomes:
        state = judged.rule.state
        if state is None:
            continue
        for visit in dict.fromkeys(visit for pair in series.pairs for visit in pair.visits):
            scores = [_at(series, case.id, judged, visit) for case in series.scored.cases]
            yield _count(series, judged, visit, scores, state)


def _at(series: ComparedSeries, case: str, judged: JudgedOutcome, visit: str) -> list[Score]:
    recorded = series.scores.get((case, judged.scale.id), ())
    return [score for score in recorded if (score.name, score.visit) == (judged.score, visit)]


def _count(
    series: ComparedSeries,
    judged: JudgedOutcome,
    visit: str,
    scores: Sequence[Sequence[Score]],
    state: Callable[[Score], bool | None],
) -> Result:
    say = series.say
    of_patients = [[state(score) for score in of_case] for of_case in scores]
    known = [found for found in of_patients if any(is_in is not None for is_in in found)]
    key = result_id(judged.key, "in_state", visit)
    what = say("results.state", what=judged.outcome.label, state=judged.rule.size_in_words(say))
    label = say("results.of_visit", what=what, visit=series.label(visit))
    sources = tuple(score_id(score) for of_case in scores for score in of_case)
    how = say("results.state.how")
    if not known:
        return missing_result(key, label, "not assessable", method=how, sources=sources)
    return count_result(
        key,
        label,
        sum(True in found for found in known),
        of=len(known),
        method=how,
        sources=sources,
    )
