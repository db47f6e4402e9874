"""Report the reliable change index of a case's judged changes."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.numbers import format_signed
from cpreport.outcomes.change_records import ComparedSeries, Comparison
from cpreport.outcomes.ids import score_change_id
from cpreport.outcomes.reliable_change import MeasurementError
from cpreport.outcomes.result import Result
from cpreport.outcomes.scoring_words import score_label
from cpreport.outcomes.statistics import cut_digits


def index_results(
    series: ComparedSeries, compared: Comparison, score: str | None, error: MeasurementError
) -> Iterator[Result]:
    """Report the index of each exact change of a judged score."""
    for change in compared.scores:
        if change.name != score or change.value is None:
            continue
        rule = compared.scale.rule_by_name[change.name]
        label = score_label(compared.scale, rule, change.side) + series.between(compared.pair)
        change_id = score_change_id(compared, change)
        index = error.index(change.value)
        yield Result(
            f"{change_id}.rci",
            series.say("results.rci", what=label),
            cut_digits(index),
            format_signed(index, 2),
            method=series.say("results.rci.how", error=error.said),
            direction=change.direction,
            sources=(change_id,),
            case=compared.case,
        )
