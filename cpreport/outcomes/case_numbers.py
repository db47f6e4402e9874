"""Report one measured number of a case: how it was recorded, and its change."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.cases.measure_record import NumberMeasure
from cpreport.outcomes.change_records import Comparison, ScoreChange
from cpreport.outcomes.ids import score_change_id, score_id
from cpreport.outcomes.number_changes import change_text, is_inside, share_text
from cpreport.outcomes.result import Result
from cpreport.outcomes.statistics import cut_digits
from cpreport.outcomes.wording import sentence
from cpreport.scales.graded import Score
from cpreport.scales.number_text import range_text


def how_measured(number: NumberMeasure, score: Score) -> str:
    """Say how a value was recorded, and where it lies to the reference."""
    said = [sentence(score.made_from) if score.made_from else _as_recorded(score)]
    if score.qualifier == "~":
        said.append("Recorded as about this.")
    elif score.qualifier:
        said.append("A limit, not a number: it is never computed with as if it were exact.")
    if number.reference is not None:
        inside = is_inside(number, score) if score.value is not None else None
        where = {True: ": inside it", False: ": outside it", None: ""}[inside]
        said.append(f"Reference {range_text(number, number.reference)}{where}.")
    return " ".join(said)


def _as_recorded(score: Score) -> str:
    return "Value as recorded." if score.value is not None else "As recorded; no number."


def number_change_result(
    compared: Comparison, change: ScoreChange, label: str, minus: str
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
        method=f"{minus}{_exactness(change)}",
        direction=None if number.better == "none" else change.direction,
        sources=_sources(change),
        case=compared.case,
    )


def share_results(compared: Comparison, change: ScoreChange, label: str) -> Iterator[Result]:
    """Report the change of a number in per cent, where that is defined."""
    printed, number = share_text(change), compared.scale.number
    if not printed or change.number is None or number is None:
        return
    low, high = change.number.share or (None, None)
    change_id = score_change_id(compared, change)
    yield Result(
        f"{change_id}.percent",
        f"{label}, per cent",
        cut_digits(low) if low is not None and low == high else printed,
        printed,
        "%",
        method=f"Change in per cent of the earlier value.{_exactness(change)}",
        direction=None if number.better == "none" else change.direction,
        sources=(change_id, *_sources(change)),
        case=compared.case,
    )


def _sources(change: ScoreChange) -> tuple[str, ...]:
    return tuple(score_id(s) for s in (change.earlier, change.later) if s is not None)


def _exactness(change: ScoreChange) -> str:
    if change.value is None:
        return " Either value is a limit, so that only a limit of the change is known."
    if change.number is not None and change.number.approximate:
        return " Either value was recorded as about this, and so is the change."
    return ""
