"""Read the improvement rules that name a size or the reference: `by at least 50 %`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from cpreport.catalogue import Clause
from cpreport.numbers import format_number, plain
from cpreport.outcomes.change_records import ItemChange, NumberChange, ScoreChange
from cpreport.outcomes.improvement_rules import (
    RULES,
    ImprovementRule,
    agreed_direction,
    rule_named,
    turned,
)
from cpreport.outcomes.number_changes import improvement, verdict_by_size
from cpreport.outcomes.reliable_change import LIMIT, MeasurementError, measurement_error
from cpreport.outcomes.result import Direction
from cpreport.outcomes.rule_both_ways import rule_both_ways, size_text, unit_of, wrong_unit
from cpreport.outcomes.rule_by_state import rule_by_state
from cpreport.problems import nearest
from cpreport.scales.definition import Scale
from cpreport.scales.names import fold
from cpreport.scales.units import fold_unit

_BY = re.compile(r"by at least (?P<size>[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?P<unit>.*)", re.IGNORECASE)
ANY_CHANGE, INTO_REFERENCE = "any change", "into reference"


def rule_for(written: str, scale: Scale) -> ImprovementRule | str:
    """Find the rule that is written for a scale, or say in words what is wrong with it."""
    named = rule_named(written)
    if named is not None:
        return named
    if fold(written) == ANY_CHANGE:
        return replace(RULES["score"], name=ANY_CHANGE)
    if fold(written) == INTO_REFERENCE:
        if scale.number is None or not scale.number.reference:
            return f"{scale.id} has no reference range"
        return _into_reference()
    if (found := rule_both_ways(written, scale) or rule_by_state(written, scale)) is not None:
        return found
    if (error := measurement_error(written)) is not None:
        return _reliable_change(error, scale)
    match = _BY.fullmatch(" ".join(written.split()))
    if match is None:
        known = (*RULES, "by at least 10 %", INTO_REFERENCE, ANY_CHANGE)
        hint = nearest(written, known)
        return f"`{written}` is not an improvement rule{f'; {hint}' if hint else ''}"
    return _by_at_least(Decimal(match["size"]), match["unit"], scale)


def _reliable_change(error: MeasurementError, scale: Scale) -> ImprovementRule | str:
    if scale.category is not None or (
        scale.number is not None and scale.number.better in ("in reference", "none")
    ):
        return f"{scale.id} has no amount of change for the better"
    least = LIMIT * error.of_difference
    unit = (scale.number.unit or "") if scale.number is not None else "points"
    said = f"{format_number(least, 2)} {unit}".strip()
    return ImprovementRule(
        f"reliable change ({error.said})",
        "methods.rule.reliable",
        "score",
        partial(_by_amount, scale.better == "higher", least),
        sided=True,
        size=Clause("methods.rule.size.reliable", (("size", said), ("error", error.said))),
        error=error,
    )


def _into_reference() -> ImprovementRule:
    return ImprovementRule(
        INTO_REFERENCE, "methods.rule.into_reference", "score", _entered_reference, sided=True
    )


def _by_at_least(size: Decimal, unit: str, scale: Scale) -> ImprovementRule | str:
    if not size:
        return f"a size of 0 is no change; write `{ANY_CHANGE}`"
    if scale.number is not None and scale.number.better == "in reference":
        return f"{scale.id} is better in its reference; write `{INTO_REFERENCE}`"
    higher = scale.better == "higher"
    if fold_unit(unit) == "%" and scale.category is not None:
        return f"{scale.id} has steps and no per cent; write `by at least 2 steps`"
    if fold_unit(unit) == "%" and not (scale.number is not None and scale.number.unit == "%"):
        said = f"{plain(size)}%"
        judge, size_said = partial(_by_share, higher, size), "methods.rule.size.of_earlier"
        needed = partial(_after_share, higher, size)
    else:
        own = unit_of(scale)
        if wrong := wrong_unit(unit, own, scale):
            return wrong
        said, size_said = size_text(size, scale), "methods.rule.size"
        judge = partial(_by_amount, higher, size)
        needed = partial(_after_amount, higher, size)
    return ImprovementRule(
        f"by at least {said}",
        "methods.rule.by_at_least",
        "score",
        judge,
        sided=True,
        size=Clause(size_said, (("size", said),)),
        needed=needed,
    )


def _after_amount(higher: bool, size: Decimal, earlier: Decimal) -> Decimal:
    """Find the value that is just enough after an earlier one."""
    return earlier + size if higher else earlier - size


def _after_share(higher: bool, size: Decimal, earlier: Decimal) -> Decimal:
    return _after_amount(higher, abs(earlier) * size / 100, earlier)


def _by_amount(
    higher: bool, size: Decimal, _: Sequence[ItemChange], scores: Sequence[ScoreChange]
) -> Direction:
    return agreed_direction(
        verdict_by_size(improvement(higher, told.amount), size)
        for score in scores
        if (told := _told(score)) is not None
    )


def _by_share(
    higher: bool, size: Decimal, _: Sequence[ItemChange], scores: Sequence[ScoreChange]
) -> Direction:
    return agreed_direction(
        verdict_by_size(improvement(higher, told.share), size)
        for score in scores
        if (told := _told(score)) is not None and told.share is not None
    )


def _entered_reference(_: Sequence[ItemChange], scores: Sequence[ScoreChange]) -> Direction:
    return agreed_direction(
        turned(*score.number.inside) for score in scores if score.number is not None
    )


def _told(score: ScoreChange) -> NumberChange | None:
    """Say what a change is known to be; a score of a scale is exact."""
    if score.number is not None or score.value is None or score.earlier is None:
        return score.number
    earlier, change = score.earlier.value, score.value
    share = 100 * change / earlier if earlier is not None and earlier > 0 else None
    return NumberChange((change, change), None if share is None else (share, share))
