"""Report how far a number is from its best value until then, where a rule counts from there."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.cases.measure_record import NumberMeasure
from cpreport.outcomes.change_records import ComparedSeries, Comparison, ScoreChange
from cpreport.outcomes.ids import score_change_id, score_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.number_changes import per_cent
from cpreport.outcomes.result import Result
from cpreport.outcomes.statistics import cut_digits
from cpreport.scales.number_text import signed_text
from cpreport.scales.phrases import slot_name

#: The last part of the ids of these results.
FROM_BEST = "from_best"


def from_best_results(
    series: ComparedSeries, judged: JudgedOutcome, compared: Comparison
) -> Iterator[Result]:
    """Report the change from the best exact value; nothing where either of the two is a limit."""
    if not judged.rule.from_best:
        return
    number = compared.scale.number
    for change in compared.scores:
        if number is not None and change.name == judged.score:
            yield from _from_best(series, judged, compared, number, change)


def _from_best(
    series: ComparedSeries,
    judged: JudgedOutcome,
    compared: Comparison,
    number: NumberMeasure,
    change: ScoreChange,
) -> Iterator[Result]:
    best, later = change.best, change.later
    if best is None or best.value is None or later is None or later.value is None:
        return
    if {best.qualifier, later.qualifier} - {"", "~"}:
        return
    amount = later.value - best.value
    share = f" ({per_cent(100 * amount / best.value)})" if best.value > 0 else ""
    yield Result(
        f"{score_change_id(compared, change)}.{FROM_BEST}",
        series.say("results.from_best", what=slot_name(judged.outcome.label, change.side)),
        cut_digits(amount),
        f"{signed_text(number, amount)}{share}",
        number.unit or "",
        method=series.say(
            "results.from_best.how", value=best.printed, visit=series.label(best.visit)
        ),
        sources=(score_id(best), score_id(later)),
        case=compared.case,
    )
