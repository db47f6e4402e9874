"""Describe measures for captions and text alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from cpreport.figures.measures import Measure
from cpreport.numbers import format_number
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.scoring_words import better_way, threshold_in_words, threshold_kind
from cpreport.outcomes.wording import capital, join_names
from cpreport.scales.definition import Scale

#: Decimals of the points of grades.
_DIGITS = 2


def describe_measure(findings: Findings, measure: Measure, labels: Mapping[str, str]) -> str:
    """Tell a measure from visit to visit, with its change, as a sentence.

    Parameters
    ----------
    labels : mapping of str to str
        The visits' labels by id, in order.
    """
    at = [
        findings.say("figures.shared.value", value=value.printed, visit=labels[value.visit])
        for value in measure.values
        if value.printed
    ]
    worst, best = measure.worst_and_best
    direction = "" if measure.direction == "not assessable" else f", {measure.direction}"
    held = "".join(f"; {held.threshold.kind} {held.said}" for held in measure.held)
    return findings.say(
        "figures.shared.measure",
        score=measure.heading,
        worst=worst,
        best=best,
        values=", ".join(at) or findings.say("figures.shared.no_record"),
        change=measure.change,
        direction=direction,
        thresholds=held,
    )


def describe_any_size(findings: Findings, measures: Iterable[tuple[str, Measure]]) -> Iterator[str]:
    """Say that a change is shown however small, where a rule judges one of a patient unchanged."""
    pair = findings.pairs[0].key
    changed = {(case, *m.key[:2]) for case, m in measures if m.direction in ("better", "worse")}
    if any(
        findings.result(case, judged.key, pair, "verdict").direction == "unchanged"
        for judged in findings.judged
        for case, scale, score in changed
        if (judged.scale.id, judged.score) == (scale, score)
    ):
        yield findings.say("tables.shared.any_size")


def name_better_direction(findings: Findings, scale: Scale) -> str:
    """Name a scale with its better direction."""
    return findings.say(
        "figures.shared.better", scale=scale.name, better=better_way(findings.say, scale)
    )


def describe_not_scorable(
    findings: Findings, measures: Iterable[Measure], labels: Mapping[str, str]
) -> Iterator[str]:
    """Say which measures could not be scored, and why, a sentence for each reason."""
    names: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for measure in measures:
        for why in dict.fromkeys(value.why for value in measure.values if value.why):
            visits = tuple(labels[v.visit] for v in measure.values if v.why == why)
            names.setdefault((why, visits), []).append(measure.name)
    for (why, visits), said in names.items():
        at = join_names([f"“{visit}”" for visit in visits])
        yield findings.say(
            "figures.shared.not_scorable", visits=at, why=why, scores="; ".join(said)
        )


def describe_thresholds(findings: Findings, measures: Iterable[Measure]) -> Iterator[str]:
    """Name the thresholds that changes were held against, each once."""
    for threshold in dict.fromkeys(h.threshold for m in measures for h in m.held):
        yield f"{capital(threshold_in_words(findings.say, threshold))}."


def describe_coding(findings: Findings, measures: Iterable[Measure]) -> Iterator[str]:
    """Say where grades stand on their tracks, for scales whose grades are drawn."""
    drawn: dict[str, list[Measure]] = {}
    for measure in measures:
        if measure.graded:
            drawn.setdefault(measure.scale.id, []).append(measure)
    even = [scale_id for scale_id, m in drawn.items() if _is_evenly_spaced(m[0].scale)]
    for scale_id in (scale_id for scale_id in drawn if scale_id not in even):
        moved = _grades_off_their_number(findings, drawn[scale_id])
        moved = f" ({moved})" if moved else ""
        named = drawn[scale_id][0].scale.short_name
        yield findings.say("figures.shared.points", scale=named, moved=moved)
    if even:
        names = join_names([drawn[scale_id][0].scale.short_name for scale_id in even])
        yield findings.say("figures.shared.even", scales=names)


def _is_evenly_spaced(scale: Scale) -> bool:
    sets = (sorted(g.points for g in grades) for grades in scale.grade_sets.values())
    return all(len({b - a for a, b in pairwise(points)}) <= 1 for points in sets)


def _grades_off_their_number(findings: Findings, measures: Iterable[Measure]) -> str:
    """Name the grades that are drawn and whose points are not their own number."""
    values = [v for m in measures for v in m.values]
    points = {v.printed: format_number(v.value, _DIGITS) for v in values if v.value is not None}
    told = {code: place.rstrip("0").rstrip(".") for code, place in points.items()}
    return ", ".join(
        findings.say("figures.shared.moved", grade=code, points=told[code])
        for code in sorted(told)
        if code != told[code]
    )


def describe_at_best(findings: Findings, scales: Iterable[Scale]) -> Iterator[str]:
    """Count the items that had the best grade at both visits, and so could not become better."""
    at_best = [
        f"{scale.short_name} {result.n_of_n}"
        for scale in scales
        if findings.has(scale.id, "items", "at_best")
        and (result := findings.result(scale.id, "items", "at_best")).value
    ]
    if at_best:
        yield findings.say("figures.items.at_best", scales=join_names(at_best))


def describe_abbreviations(findings: Findings, measures: Iterable[Measure]) -> Iterator[str]:
    """Say what the abbreviations of scales and thresholds stand for."""
    every = list(measures)
    scales = (m.scale for m in every)
    known = {s.abbreviation: s.name for s in scales if s.full_name != s.name}
    kinds = {h.threshold.kind for m in every for h in m.held}
    known |= {kind: threshold_kind(findings.say, kind) for kind in sorted(kinds)}
    said = [f"{short}, {full}" for short, full in known.items()]
    if said:
        yield f"{'; '.join(said)}."


def sentence_for(measured: Iterable[bool], items: str, values: str, both: str) -> str:
    """Choose the id of the sentence for graded items, for measured values, or for both."""
    kinds = set(measured)
    return both if len(kinds) > 1 else values if True in kinds else items
