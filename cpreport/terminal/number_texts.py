"""Tell the numbers of the library: in a paragraph by field, and one in all it says."""

from __future__ import annotations

from collections.abc import Mapping

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.range_text import NumberRange
from cpreport.catalogue import say
from cpreport.numbers import plain
from cpreport.outcomes.scoring_words import better_way
from cpreport.scales.definition import Scale
from cpreport.terminal_text import INDENT, fill


def numbers_in_words(numbers: Mapping[str, Scale], width: int) -> str:
    """List numbers with their units, in one paragraph."""
    said = ", ".join(_with_unit(scale) for scale in numbers.values())
    return fill(f"numbers: {said}", width, "", INDENT)


def _with_unit(scale: Scale) -> str:
    return f"{scale.id} ({scale.unit})" if scale.unit else scale.id


def number_paragraph(scale: Scale, number: NumberMeasure) -> str:
    """Say what a number is measured in, which way is better, and what it can be."""
    sides = " on the right and on the left" if number.sided else ""
    unit = f" in {number.unit}" if number.unit else ", without a unit"
    parts = [
        f"A number{unit}{sides}; {better_way(say, scale)} is better.",
        "It has no reference range of its own: declare it under `measures` in series.yaml with "
        "the range of the laboratory that measured it.",
        *_limits("Possible", number.range),
        *_limits("Likely", number.plausible),
    ]
    if number.words:
        parts.append(f"In place of a number may stand: {', '.join(number.words)}.")
    return " ".join(parts)


def _limits(what: str, span: NumberRange | None) -> list[str]:
    if span is None:
        return []
    if span.high is None:
        return [f"{what} from {plain(span.low)}."] if span.low is not None else []
    low = f"{plain(span.low)} to " if span.low is not None else "up to "
    return [f"{what}: {low}{plain(span.high)}."]
