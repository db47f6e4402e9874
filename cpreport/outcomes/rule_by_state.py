"""Read the rules that ask where a value is, and not how far it went: `reaches 6/18`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from cpreport.cases.range_text import NumberRange
from cpreport.catalogue import Clause
from cpreport.outcomes.change_records import ItemChange, ScoreChange
from cpreport.outcomes.improvement_rules import ImprovementRule, agreed_direction, turned
from cpreport.outcomes.result import Direction
from cpreport.outcomes.rule_both_ways import size_text, unit_of
from cpreport.scales.categories import place_of
from cpreport.scales.definition import Scale
from cpreport.scales.graded import Score
from cpreport.scales.units import fold_unit

_STATES = {
    "or_better": "methods.rule.size.or_better",
    "or_worse": "methods.rule.size.or_worse",
    "at_least": "methods.rule.size.at_least",
    "at_most": "methods.rule.size.at_most",
}
_STATE = re.compile(r"(?P<how>reaches|is at least|is at most) (?P<limit>.+)", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<number>[-−]?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(?P<unit>.*)")


def rule_by_state(written: str, scale: Scale) -> ImprovementRule | str | None:
    """Read such a rule; what is wrong with it in words; None where it is none of these."""
    match = _STATE.fullmatch(" ".join(written.split()))
    if match is None:
        return None
    how, text = match["how"].casefold(), match["limit"]
    better = (scale.number or scale.category or scale).better
    if how == "reaches" and better not in ("higher", "lower"):
        return f"no direction of {scale.id} is better; write `is at least` or `is at most`"
    found = _limit(text, scale)
    if isinstance(found, str):
        return found
    limit, said = found
    if scale.category is not None:
        # At least a category is that one or a better one, wherever the list begins.
        upwards = (better == "higher") == (how != "is at most")
        size = "or_worse" if how == "is at most" else "or_better"
    else:
        upwards = how == "is at least" or (how == "reaches" and better == "higher")
        size = "at_least" if upwards else "at_most"
    state = partial(_is_in, upwards, limit)
    return ImprovementRule(
        f"{how} {said}",
        "methods.rule.state",
        "score",
        partial(_judge, state),
        sided=True,
        size=Clause(_STATES[size], (("size", said),)),
        state=state,
        goal=_goal(upwards, limit) if scale.number is not None else None,
    )


def _goal(upwards: bool, limit: Decimal) -> NumberRange:
    return NumberRange(limit, None) if upwards else NumberRange(None, limit)


def _limit(text: str, scale: Scale) -> tuple[Decimal, str] | str:
    """Read where the state begins, with its printed form; what is wrong with it in words."""
    if scale.category is not None:
        place = place_of(scale.category, text)
        if place is None:
            return f"`{text}` is no value of {scale.id}; it has {', '.join(scale.category.grades)}"
        return Decimal(place), scale.category.grades[place]
    match = _NUMBER.fullmatch(text)
    if match is None:
        return f"`{text}` is no number"
    own, unit = unit_of(scale), match["unit"]
    if fold_unit(unit) not in ("", fold_unit(own)):
        return f"`{unit}` is not the unit of {scale.id}; write {own or 'no unit'}"
    value = Decimal(match["number"].replace("−", "-"))
    return value, size_text(value, scale)


def _is_in(upwards: bool, limit: Decimal, score: Score | None) -> bool | None:
    """Whether a value is in the state; None where that is not known."""
    if score is None or score.value is None:
        return None
    below, above = (("<", "≤"), (">", "≥")) if upwards else ((">", "≥"), ("<", "≤"))
    reached = score.value >= limit if upwards else score.value <= limit
    if score.qualifier in ("", "~"):
        return reached
    if score.qualifier in above:
        return True if reached else None
    short = not reached or (score.value == limit and score.qualifier == below[0])
    return False if short else None


def _judge(
    state: partial[bool | None], _: Sequence[ItemChange], scores: Sequence[ScoreChange]
) -> Direction:
    return agreed_direction(turned(state(s.earlier), state(s.later)) for s in scores)
