"""Judge one compared case on every declared outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cpreport.outcomes.change_records import ComparedSeries, Comparison
from cpreport.outcomes.ids import item_change_id, score_change_id, verdict_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import (
    Direction,
    Result,
    count_result,
    missing_result,
    result_id,
)
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
    series: ComparedSeries, case: str, outcomes: Sequence[JudgedOutcome]
) -> Iterator[Result]:
    """Judge a case on every outcome, and say which outcomes have which verdict."""
    verdicts: dict[str, Direction] = {}
    for judged in outcomes:
        result = _verdict(judged, series.of(case, judged.scale.id))
        verdicts[judged.key] = result.direction or "not assessable"
        yield result
    yield from _outcomes(case, outcomes, verdicts)


def _verdict(judged: JudgedOutcome, compared: Comparison) -> Result:
    verdict = judged.verdict(compared)
    ids, changes = _judged_changes(judged, compared)
    comparable = [change for change in changes if change != "not assessable"]
    counts = ", ".join(f"{changes.count(d)} {d}" for d in ("better", "unchanged", "worse"))
    what = "items" if judged.rule.judges == "items" else f"{judged.score} scores"
    what = "values" if judged.scale.is_measured else what
    return Result(
        verdict_id(compared.case, judged),
        f"Verdict on {judged.outcome.label} ({judged.scale.name})",
        verdict,
        verdict,
        method=f"Rule “{judged.rule.name}”; {len(comparable)} of {len(changes)} {what} "
        f"comparable: {counts}.",
        direction=verdict,
        sources=ids,
        case=compared.case,
    )


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
    case: str, outcomes: Sequence[JudgedOutcome], verdicts: Mapping[str, Direction]
) -> Iterator[Result]:
    sources = tuple(verdict_id(case, judged) for judged in outcomes)
    assessed = sum(verdict != "not assessable" for verdict in verdicts.values())
    for verdict, word in VERDICT_WORDS:
        labels = [j.outcome.label for j in outcomes if verdicts[j.key] == verdict]
        words = word.replace("_", " ")
        count_id = result_id(case, "outcomes", word)
        if verdict != "not assessable" and not assessed:
            yield from _unknown(case, count_id, f"Outcomes {words}", sources)
            continue
        yield count_result(
            count_id,
            f"Outcomes {words}",
            len(labels),
            of=assessed if verdict != "not assessable" else len(outcomes),
            unit="outcomes",
            method=f"Outcomes with the verdict “{verdict}”"
            + (", of those that could be judged." if verdict != "not assessable" else "."),
            sources=sources,
            case=case,
        )
        yield Result(
            f"{count_id}.which",
            f"Outcomes {words}, by name",
            join_names(labels),
            join_names(labels),
            method=f"Outcomes with the verdict “{verdict}”, in declared order.",
            sources=sources,
            case=case,
        )


def _unknown(case: str, count_id: str, label: str, sources: tuple[str, ...]) -> Iterator[Result]:
    why = "No outcome could be judged."
    for key, said in ((count_id, label), (f"{count_id}.which", f"{label}, by name")):
        yield missing_result(key, said, "not assessable", method=why, sources=sources, case=case)
