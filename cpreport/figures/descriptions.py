"""Describe measures for captions and text alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from cpreport.figures.measures import Measure
from cpreport.numbers import format_number
from cpreport.outcomes.scoring_words import better_words, threshold_with_caution
from cpreport.outcomes.wording import capital, join_names
from cpreport.scales.definition import Scale

#: Decimals of the points of grades.
_DIGITS = 2

_KINDS = {
    "MDC95": "minimal detectable change with 95% confidence",
    "MDC": "minimal detectable change",
    "MCID": "minimal clinically important difference",
}


def describe_measure(measure: Measure, labels: Mapping[str, str]) -> str:
    """Tell a measure from visit to visit, with its change, as a sentence.

    Parameters
    ----------
    labels : mapping of str to str
        The visits' labels by id, in order.
    """
    at = [f"{value.printed} ({labels[value.visit]})" for value in measure.values if value.printed]
    low, high = measure.ends_printed
    name = f"{measure.heading}, {low} to {high}"
    if measure.direction == "not assessable":
        change = f"change {measure.change}"
    else:
        change = f"change {measure.change}, {measure.direction}"
    held = "".join(f"; {held.threshold.kind} {held.said}" for held in measure.held)
    return f"{name}: {', '.join(at) or 'no record'}; {change}{held}."


def name_better_direction(scale: Scale) -> str:
    """Name a scale with its better direction."""
    return f"{scale.name} ({better_words(scale)})"


def describe_not_scorable(measures: Iterable[Measure], labels: Mapping[str, str]) -> Iterator[str]:
    """Say which measures could not be scored, and why, a sentence for each reason."""
    names: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for measure in measures:
        for why in dict.fromkeys(value.why for value in measure.values if value.why):
            visits = tuple(labels[v.visit] for v in measure.values if v.why == why)
            names.setdefault((why, visits), []).append(measure.name)
    for (why, visits), said in names.items():
        at = join_names([f"“{visit}”" for visit in visits])
        yield f"Not scorable at {at} ({why}): {'; '.join(said)}."


def describe_thresholds(measures: Iterable[Measure]) -> Iterator[str]:
    """Name the thresholds that changes were held against, each once."""
    for threshold in dict.fromkeys(h.threshold for m in measures for h in m.held):
        yield f"{capital(threshold_with_caution(threshold))}."


def describe_coding(measures: Iterable[Measure]) -> Iterator[str]:
    """Say where grades stand on their tracks, for scales whose grades are drawn."""
    drawn: dict[str, list[Measure]] = {}
    for measure in measures:
        if measure.graded:
            drawn.setdefault(measure.scale.id, []).append(measure)
    even = [scale_id for scale_id, m in drawn.items() if _is_evenly_spaced(m[0].scale)]
    for scale_id in (scale_id for scale_id in drawn if scale_id not in even):
        moved = _grades_off_their_number(drawn[scale_id])
        yield f"{scale_id} grades stand at their points{f' ({moved})' if moved else ''}."
    if even:
        yield f"{join_names(even)} grades stand at equal distances, in their order."


def _is_evenly_spaced(scale: Scale) -> bool:
    sets = (sorted(g.points for g in grades) for grades in scale.grade_sets.values())
    return all(len({b - a for a, b in pairwise(points)}) <= 1 for points in sets)


def _grades_off_their_number(measures: Iterable[Measure]) -> str:
    """Name the grades that are drawn and whose points are not their own number."""
    values = [v for m in measures for v in m.values]
    points = {v.printed: format_number(v.value, _DIGITS) for v in values if v.value is not None}
    told = {code: place.rstrip("0").rstrip(".") for code, place in points.items()}
    return ", ".join(f"{code} at {told[code]}" for code in sorted(told) if code != told[code])


def describe_abbreviations(measures: Iterable[Measure]) -> Iterator[str]:
    """Say what the abbreviations of scales and thresholds stand for."""
    every = list(measures)
    known = {m.scale.id: m.scale.name for m in every}
    known |= {h.threshold.kind: _KINDS[h.threshold.kind] for m in every for h in m.held}
    said = [f"{short}, {full}" for short, full in known.items() if short != full]
    if said:
        yield f"{'; '.join(said)}."
