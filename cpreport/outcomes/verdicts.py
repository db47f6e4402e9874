"""Judge one compared case on every declared outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue import Say
from cpreport.outcomes.best_changes import from_best_results
from cpreport.outcomes.change_indices import index_results
from cpreport.outcomes.change_records import ComparedSeries, Comparison, ScoreChange
from cpreport.outcomes.ids import item_change_id, score_change_id, verdict_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Direction, Result, count_result, missing_result, result_id
from cpreport.outcomes.wording import join_names

#: Verdicts with the word that ids and sentences over several patients or outcomes use.
VERDICT_WORDS: tuple[tuple[Direction, str], ...] = (
    ("better", "improved"),
    ("unchanged", "unchanged"),
    ("worse", "worse"),
    ("mixed", "mixed"),
    ("not assessable", "not_assessable"),
)


def verdict_results(
    series: ComparedSeries, case: str, outcomes: Sequence[JudgedOutcome], pair: VisitPair
) -> Iterator[Result]:
    """Judge a case on every outcome, and say which outcomes have which verdict."""
    verdicts: dict[str, Direction] = {}
    for judged in outcomes:
        result = _verdict(series, judged, series.of(case, judged.scale.id, pair))
        verdicts[judged.key] = result.direction or "not assessable"
        yield result
        yield from _side_verdicts(series, judged, series.of(case, judged.scale.id, pair))
        if judged.rule.error is not None:
            compared = series.of(case, judged.scale.id, pair)
            yield from index_results(series, compared, judged.score, judged.rule.error)
        yield from from_best_results(series, judged, series.of(case, judged.scale.id, pair))
    yield from _outcomes(series, case, outcomes, verdicts, pair)


def _verdict(series: ComparedSeries, judged: JudgedOutcome, compared: Comparison) -> Result:
    say, verdict = series.say, judged.verdict(compared)
    ids, changes = _judged_changes(judged, compared)
    comparable = [change for change in changes if change != "not assessable"]
    return Result(
        verdict_id(compared.case, judged, compared.pair),
        say("results.verdict", outcome=judged.outcome.label, scale=_of_scale(say, judged))
        + series.between(compared.pair),
        verdict,
        verdict,
        method=say(
            "results.verdict.how",
            rule=judged.rule.name,
            n=str(len(comparable)),
            of=_judged_things(say, judged, len(changes)),
            better=str(changes.count("better")),
            unchanged=str(changes.count("unchanged")),
            worse=str(changes.count("worse")),
        )
        + _left_open(say, verdict, judged.judged_scores(compared)),
        direction=verdict,
        sources=ids,
        case=compared.case,
    )


def _of_scale(say: Say, judged: JudgedOutcome) -> str:
    """Name the scale in brackets; not where the outcome is called as it is."""
    name = judged.scale.name
    same = name.casefold() == judged.outcome.label.casefold()
    return "" if same else say("results.verdict.scale", scale=name)


def _left_open(say: Say, verdict: Direction, changes: Sequence[ScoreChange]) -> str:
    """Say that there are values, and that they do not suffice; empty where they do."""
    there = any(change.number is not None for change in changes)
    return say("results.verdict.open") if verdict == "not assessable" and there else ""


def _side_verdicts(
    series: ComparedSeries, judged: JudgedOutcome, compared: Comparison
) -> Iterator[Result]:
    """Judge each side of a measured value by itself: the verdict takes both together."""
    for change in judged.judged_scores(compared) if judged.scale.is_measured else ():
        if change.side is not None:
            verdict = judged.verdict(compared, change.side)
            told = {"outcome": judged.outcome.label, "scale": _of_scale(series.say, judged)}
            yield Result(
                verdict_id(compared.case, judged, compared.pair, change.side),
                series.say("results.verdict.side", side=change.side, **told)
                + series.between(compared.pair),
                verdict,
                verdict,
                method=series.say("results.verdict.side.how", rule=judged.rule.name)
                + _left_open(series.say, verdict, (change,)),
                direction=verdict,
                sources=(score_change_id(compared, change),),
                case=compared.case,
            )


def _judged_things(say: Say, judged: JudgedOutcome, number: int) -> str:
    """Name what a rule looks at, and how many of them there are."""
    if judged.scale.is_measured:
        return say("results.verdict.values", number, n=str(number))
    if judged.rule.judges == "items":
        return say("results.verdict.items", number, n=str(number))
    return say("results.verdict.scores", number, n=str(number), score=str(judged.score))


def _judged_changes(
    judged: JudgedOutcome, compared: Comparison
) -> tuple[tuple[str, ...], list[Direction]]:
    """List the ids and directions of the changes that the rule looks at."""
    if judged.rule.judges == "items":
        items = [item for item in compared.items if item.applies]
        return tuple(item_change_id(compared, i) for i in items), [i.direction for i in items]
    scores = [s for s in compared.scores if s.name == judged.score and s.applies]
    return tuple(score_change_id(compared, s) for s in scores), [s.direction for s in scores]


def _outcomes(
    series: ComparedSeries,
    case: str,
    outcomes: Sequence[JudgedOutcome],
    verdicts: Mapping[str, Direction],
    pair: VisitPair,
) -> Iterator[Result]:
    say = series.say
    sources = tuple(verdict_id(case, judged, pair) for judged in outcomes)
    assessed = sum(verdict != "not assessable" for verdict in verdicts.values())
    for verdict, word in VERDICT_WORDS:
        labels = [j.outcome.label for j in outcomes if verdicts[j.key] == verdict]
        label = say("results.outcomes.of", verdict=word.replace("_", " ")) + series.between(pair)
        count_id = result_id(case, "outcomes", pair.key, word)
        is_judged = verdict != "not assessable"
        if is_judged and not assessed:
            yield from _unknown(say, case, count_id, label, sources)
            continue
        how = "results.outcomes.of.judged.how" if is_judged else "results.outcomes.of.how"
        yield count_result(
            count_id,
            label,
            len(labels),
            of=assessed if is_judged else len(outcomes),
            unit="outcomes",
            method=say(how, verdict=verdict),
            sources=sources,
            case=case,
        )
        yield Result(
            f"{count_id}.which",
            say("results.by_name", what=label),
            join_names(labels),
            join_names(labels),
            method=say("results.outcomes.of.which.how", verdict=verdict),
            sources=sources,
            case=case,
        )


def _unknown(
    say: Say, case: str, count_id: str, label: str, sources: tuple[str, ...]
) -> Iterator[Result]:
    why, named = say("results.outcomes.unknown"), say("results.by_name", what=label)
    for key, said in ((count_id, label), (f"{count_id}.which", named)):
        yield missing_result(key, said, "not assessable", method=why, sources=sources, case=case)
