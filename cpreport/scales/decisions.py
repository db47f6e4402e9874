"""Take the first step of a decision that holds, as far as what is known of its parts tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from pydantic_core import PydanticCustomError

from cpreport.cases.values import parse_number
from cpreport.scales.bands import band_points
from cpreport.scales.definition import DecisionStep, Scale, ScoreRule

_RANGE = re.compile(
    r"(?P<word>at least|above|up to|below)\s+(?P<limit>\S+)|(?P<low>\S+)\s+to\s+(?P<high>\S+)"
)


class DecidingPart(Protocol):
    """A part of a decision: what it has, or could have."""

    @property
    def name(self) -> str:
        """What the scale calls it."""

    @property
    def points(self) -> Decimal | None:
        """Its points, where it has any."""

    @property
    def possible(self) -> frozenset[Decimal]:
        """The points it could have; empty where these cannot be listed."""

    @property
    def applies(self) -> bool:
        """Whether it can have points at all."""


def take_step(
    scale: Scale, rule: ScoreRule, parts: Sequence[DecidingPart]
) -> tuple[Decimal | None, frozenset[Decimal], tuple[str, ...]]:
    """Take the first step that holds.

    Returns
    -------
    tuple of points, possible points and names
        The points of the step; None where a part that lacks points could decide, with the points
        of every step that is still possible and the names of these parts.
    """
    known = {part.name: part for part in parts}
    possible: list[Decimal] = []
    undecided: list[str] = []
    for step, points in zip(rule.steps, band_points(rule.steps), strict=True):
        held = {name: _held(scale, known[name], when) for name, when in step.when.items()}
        if False in held.values():
            continue
        possible.append(points)
        if None not in held.values():
            break
        undecided += [name for name, one in held.items() if one is None]
    only = possible[0] if len(possible) == 1 and not undecided else None
    return only, frozenset(possible), tuple(dict.fromkeys(undecided))


def _held(scale: Scale, part: DecidingPart, when: Iterable[str]) -> bool | None:
    """Whether a condition holds; None where that is not known. What does not apply holds none."""
    if not part.applies:
        return False
    tests = tuple(when)
    if part.points is not None:
        return _any_holds(scale, part.name, tests, part.points)
    held = {_any_holds(scale, part.name, tests, points) for points in part.possible}
    return held.pop() if len(held) == 1 else None


def _any_holds(scale: Scale, name: str, tests: Iterable[str], points: Decimal) -> bool:
    return any(_holds(scale, name, test, points) for test in tests)


def _holds(scale: Scale, name: str, test: str, points: Decimal) -> bool:
    meant = points_meant(scale, name).get(test.casefold())
    if meant is not None:
        return points == meant
    low, high, inside = read_range(test) or (None, None, True)
    above = low is None or (points >= low if inside else points > low)
    return above and (high is None or (points <= high if inside else points < high))


def points_meant(scale: Scale, name: str) -> Mapping[str, Decimal]:
    """List the points of every grade of an item, or of every band or step of a score, by name."""
    item = scale.item_by_name.get(name)
    if item is not None:
        grades = scale.grade_sets.get(item.grades, ()) if item.number is None else ()
        return {code.casefold(): g.points for g in grades for code in (g.code, *g.synonyms)}
    rule = scale.rule_by_name.get(name)
    named = rule.named if rule is not None else ()
    points = band_points(named)
    return {b.name.casefold(): p for b, p in zip(named, points, strict=True) if b.name}


@lru_cache(maxsize=1024)
def read_range(text: str) -> tuple[Decimal | None, Decimal | None, bool] | None:
    """Read a range of numbers as its ends, and whether these belong to it; None where it is none.

    >>> read_range("at least 5")
    (Decimal('5'), None, True)
    """
    match = _RANGE.fullmatch(text.strip())
    try:
        if match is None:
            only = parse_number(text.strip())
            return only, only, True
        if match["word"] is None:
            return parse_number(match["low"]), parse_number(match["high"]), True
        limit = parse_number(match["limit"])
    except PydanticCustomError:
        return None
    low, high = (limit, None) if match["word"] in ("at least", "above") else (None, limit)
    return low, high, match["word"] in ("at least", "up to")


def wrong_conditions(
    scale: Scale, step: DecisionStep
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Find what a step asks of a part that is no grade, band or range: part, text, what may be."""
    for name, tests in step.when.items():
        known = points_meant(scale, name)
        for test in tests:
            if test.casefold() not in known and read_range(test) is None:
                yield name, test, (*known, "at least 5", "2 to 5")
