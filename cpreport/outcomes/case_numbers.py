"""Report one measured number of a case: how it was recorded, and its change."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.cases.measure_record import NumberMeasure
from cpreport.catalogue import Say
from cpreport.outcomes.change_records import Comparison, ScoreChange
from cpreport.outcomes.conversion_words import how_made
from cpreport.outcomes.ids import ids_of_ends, score_change_id
from cpreport.outcomes.number_changes import change_text, is_inside, share_text
from cpreport.outcomes.result import Result
from cpreport.outcomes.scoring_words import threshold_in_words
from cpreport.outcomes.statistics import cut_digits
from cpreport.scales.graded import Score
from cpreport.scales.number_text import range_text


def how_measured(say: Say, number: NumberMeasure, score: Score) -> str:
    """Say how a value was recorded, and where it lies to the reference."""
    has_value = score.value is not None
    said = [how_made(say, score, "results.value.how" if has_value else "results.value.no_number")]
    if score.qualifier == "~":
        said.append(say("results.value.about"))
    elif score.qualifier:
        said.append(say("results.value.limit"))
    if score.reference is not None:
        inside = is_inside(number, score) if has_value else None
        reference = range_text(say, number, score.reference)
        said.append(say(_REFERENCE[inside], reference=reference))
    elif number.reference:
        said.append(say("results.value.reference.unknown"))
    return " ".join(said)


#: By whether a value lies in its reference range; None where that is not known.
_REFERENCE = {
    True: "results.value.reference.inside",
    False: "results.value.reference.outside",
    None: "results.value.reference",
}


def number_change_result(
    say: Say, compared: Comparison, change: ScoreChange, label: str, minus: str
) -> Result:
    """Report a change with its unit; of a limit its value is the limit in words, and no number."""
    number = compared.scale.number or NumberMeasure.model_construct(name=compared.scale.name)
    printed = change_text(number, change)
    return Result(
        score_change_id(compared, change),
        label,
        printed if change.value is None else cut_digits(change.value),
        printed,
        number.unit or "",
        method=f"{minus}{_exactness(say, change)}{against_thresholds(say, change)}",
        direction=None if number.better == "none" else change.direction,
        sources=ids_of_ends(change),
        case=compared.case,
    )


def against_thresholds(say: Say, change: ScoreChange) -> str:
    """Say of each published threshold whether a change passes it."""
    return "".join(
        say(
            "results.change.passes" if held.passed else "results.change.passes_not",
            threshold=threshold_in_words(say, held.threshold),
        )
        for held in change.thresholds
    )


def share_results(
    say: Say, compared: Comparison, change: ScoreChange, label: str
) -> Iterator[Result]:
    """Report the change of a number in per cent, where that is defined."""
    printed, number = share_text(change), compared.scale.number
    if not printed or change.number is None or number is None:
        return
    low, high = change.number.share or (None, None)
    change_id = score_change_id(compared, change)
    yield Result(
        f"{change_id}.percent",
        say("results.percent", what=label),
        cut_digits(low) if low is not None and low == high else printed,
        printed,
        "%",
        method=f"{say('results.percent.how')}{_exactness(say, change)}",
        direction=None if number.better == "none" else change.direction,
        sources=(change_id, *ids_of_ends(change)),
        case=compared.case,
    )


def _exactness(say: Say, change: ScoreChange) -> str:
    if change.value is None:
        return say("results.change.limit")
    if change.number is not None and change.number.approximate:
        return say("results.change.about")
    return ""
