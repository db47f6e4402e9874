"""Say in words how a scale's numbers are made: scores, settings and thresholds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from cpreport.cases.measure_record import NumberMeasure
from cpreport.catalogue import Say
from cpreport.numbers import decimals_of, format_number
from cpreport.outcomes.wording import clause, join_names
from cpreport.scales.definition import (
    ALL,
    ALL_GRADED,
    SIDES,
    Scale,
    ScoreRule,
    Side,
    Threshold,
    mixed_sides,
)
from cpreport.scales.graded import Score
from cpreport.scales.names import fold
from cpreport.scales.number_text import in_unit, range_text
from cpreport.scales.phrases import slot_name
from cpreport.scales.rule_words import conditions, made_of
from cpreport.scales.score_rules import choices_in_force, coding_of, setting_named

#: Kinds of thresholds with the sentences that spell them out.
_THRESHOLD_KINDS = {
    "MDC95": "scoring.threshold.mdc95",
    "MDC": "scoring.threshold.mdc",
    "MCID": "scoring.threshold.mcid",
}
#: What is better of a number that is neither better higher nor better lower.
_OTHER_WAYS = {"in reference": "scoring.better.in_reference", "none": "scoring.better.none"}


def threshold_kind(say: Say, kind: str) -> str:
    """Spell out a kind of thresholds."""
    return say(_THRESHOLD_KINDS[kind])


def score_label(scale: Scale, rule: ScoreRule, side: Side | None = None) -> str:
    """Name a score with its scale, once, and its side: `Motricity Index, arm, right`."""
    label = _with_scale(rule.label, scale.name, scale.id)
    return f"{label}, {side}" if side else label


@lru_cache(maxsize=1024)
def _with_scale(label: str, name: str, scale_id: str) -> str:
    named = any(_whole(fold(one)).search(fold(label)) for one in (name, scale_id))
    return label if named else f"{name}, {label}"


def short_label(scale: Scale, rule: ScoreRule) -> str:
    """Name a score without its scale, to stand beside the scale's name: `arm`, `total`."""
    label = rule.label
    for name in (scale.name, scale.id):
        if found := _whole(name).match(label):
            label = label[found.end() :].lstrip(",: ") or label
    return label


def _whole(name: str) -> re.Pattern[str]:
    """Match a name as whole words: `W` does not begin `Weight`."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def better_way(say: Say, scale: Scale) -> str:
    """Name what is better, to stand before `is better`: `lower`, or what a measure declares."""
    category = scale.category
    if category is not None and category.ordered:
        best = {"higher": category.grades[-1], "lower": category.grades[0]}
        return say("scoring.better.towards", best=best[category.better])
    way: str = "none" if category is not None else scale.better
    way = scale.number.better if scale.number is not None else way
    return say(_OTHER_WAYS[way]) if way in _OTHER_WAYS else way


def score_in_words(say: Say, scale: Scale, rule: ScoreRule, settings: Mapping[str, str]) -> str:
    """Say how a score is computed, as a phrase without a full stop."""
    parts = [made_of(say, rule, _of_what(say, scale, rule)), *conditions(say, rule)]
    coding = coding_of(scale, rule, settings)
    if coding is not None:
        note = scale.coding_notes.get(coding)
        parts.append(clause(note) if note else say("scoring.coding", coding=coding))
    offset = setting_named(scale, rule.offset)
    if offset is not None:
        parts.append(clause(offset.choices[choices_in_force(scale, settings)[offset.name]]))
    if rule.rule == "median":
        parts.append(say("scoring.median.lower"))
    return "; ".join(parts)


def slots_in_words(say: Say, score: Score) -> str:
    """Name what does not apply to a score: a whole side, or items with their sides."""
    used = {grade.side for grade in score.used}
    sides = [s for s in SIDES if s not in used and any(of == s for _, of in score.not_applicable)]
    items = [slot_name(*slot) for slot in score.not_applicable if slot[1] not in sides]
    return join_names([*(say("scoring.side", side=side) for side in sides), *items])


def threshold_in_words(say: Say, threshold: Threshold) -> str:
    """Name a threshold with its value and the population it was found in."""
    common = {"kind": threshold.kind, "population": clause(threshold.population)}
    if threshold.unit == "points" and threshold_size(say, threshold) == _size(threshold):
        said = format_number(threshold.value, _digits(threshold.value))
        return say("scoring.threshold", threshold.value, **common, n=said)
    return say("scoring.threshold.size", **common, size=threshold_size(say, threshold))


def threshold_size(say: Say, threshold: Threshold) -> str:
    """Say how large a threshold is, for better and for worse, and for which earlier values."""
    said = _size(threshold)
    if threshold.worse is not None:
        worse = _size(threshold, threshold.worse)
        said = say("scoring.threshold.both_ways", better=said, worse=worse)
    if threshold.baseline is None:
        return said
    told = range_text(say, _in(threshold.unit), threshold.baseline)
    return say("scoring.threshold.baseline", size=said, baseline=told)


def _size(threshold: Threshold, value: Decimal | None = None) -> str:
    size = threshold.value if value is None else value
    printed = format_number(size, _digits(size))
    return f"{printed}%" if threshold.per_cent else in_unit(_in(threshold.unit), printed)


@lru_cache(maxsize=256)
def _in(unit: str) -> NumberMeasure:
    return NumberMeasure.model_construct(name="", unit=unit, digits=None)


def _digits(value: Decimal) -> int:
    return decimals_of(value.normalize())


def _of_what(say: Say, scale: Scale, rule: ScoreRule) -> str:
    if rule.of == (ALL,):
        of = say("scoring.all_items")
    elif rule.of == (ALL_GRADED,):
        of = say("scoring.all_graded")
    else:
        of = join_names(rule.of)
    if rule.per == "side":
        return say("scoring.on_the_side", items=of)
    both = scale.sided and not mixed_sides(scale)
    return say("scoring.on_both_sides", items=of) if both else of
