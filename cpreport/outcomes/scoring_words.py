"""Say in words how a scale's numbers are made: scores, settings and thresholds."""

from __future__ import annotations

from collections.abc import Mapping

from cpreport.numbers import format_number
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
from cpreport.scales.phrases import slot_name
from cpreport.scales.rule_words import conditions, made_of
from cpreport.scales.score_rules import choices_in_force, coding_of, setting_named

#: Kinds of thresholds, spelled out.
THRESHOLD_KINDS = {
    "MDC95": "minimal detectable change with 95% confidence",
    "MDC": "minimal detectable change",
    "MCID": "minimal clinically important difference",
}


def score_label(scale: Scale, rule: ScoreRule, side: Side | None = None) -> str:
    """Name a score with its scale, once, and its side: `Motricity Index, arm, right`."""
    named = fold(scale.name) in fold(rule.label) or fold(scale.id) in fold(rule.label)
    label = rule.label if named else f"{scale.name}, {rule.label}"
    return f"{label}, {side}" if side else label


def short_label(scale: Scale, rule: ScoreRule) -> str:
    """Name a score without its scale, to stand beside the scale's name: `arm`, `total`."""
    label = rule.label
    for name in (scale.name, scale.id):
        label = label.removeprefix(name).lstrip(",: ") or label
    return label


def better_way(scale: Scale) -> str:
    """Name what is better, to stand before `is better`: `lower`, or what a measure declares."""
    category = scale.category
    if category is not None:
        best = {"higher": category.grades[-1], "lower": category.grades[0]}
        return f"towards {best[category.better]}" if category.ordered else "no direction"
    if scale.number is None:
        return scale.better
    ways = {"in reference": "inside the reference", "none": "no direction"}
    return ways.get(scale.number.better, scale.number.better)


def score_in_words(scale: Scale, rule: ScoreRule, settings: Mapping[str, str]) -> str:
    """Say how a score is computed, as a phrase without a full stop.

    Parameters
    ----------
    settings : mapping of str to str
        The choices in force for the scale.
    """
    if scale.is_measured:
        return "as recorded"
    parts = [made_of(rule, _of_what(scale, rule)), *conditions(rule)]
    coding = coding_of(scale, rule, settings)
    if coding is not None:
        note = scale.coding_notes.get(coding)
        parts.append(clause(note) if note else f"grades coded as `{coding}`")
    offset = setting_named(scale, rule.offset)
    if offset is not None:
        parts.append(clause(offset.choices[choices_in_force(scale, settings)[offset.name]]))
    if rule.rule == "median":
        parts.append("of two middle grades the lower")
    return "; ".join(parts)


def slots_in_words(score: Score) -> str:
    """Name what does not apply to a score: a whole side, or items with their sides."""
    used = {grade.side for grade in score.used}
    sides = [s for s in SIDES if s not in used and any(of == s for _, of in score.not_applicable)]
    items = [slot_name(*slot) for slot in score.not_applicable if slot[1] not in sides]
    return join_names([*(f"the {side} side" for side in sides), *items])


def threshold_in_words(threshold: Threshold) -> str:
    """Name a threshold with its value and the population it was found in."""
    digits = max(0, -int(threshold.value.normalize().as_tuple().exponent))
    return (
        f"the {threshold.kind} of {format_number(threshold.value, digits)} points"
        f" ({clause(threshold.population)})"
    )


def _of_what(scale: Scale, rule: ScoreRule) -> str:
    both = scale.sided and not mixed_sides(scale)
    on_side = " on the side" if rule.per == "side" else " on both sides" if both else ""
    if rule.of == (ALL,):
        return f"all items{on_side}"
    if rule.of == (ALL_GRADED,):
        return f"all items graded at the visit{on_side}"
    return f"{join_names(rule.of)}{on_side}"
