"""Combine points by each rule of a score: to one value, or to all values that can be.

A score is computed in two steps that know no scale: every grade is coded as points, and the
points are combined by the score's rule, to which a setting may add a constant. The same two steps
over all grades that are possible give the set of totals that any grades can give.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from cpreport.scales.definition import Added, Scale, ScoreRule, Setting

#: For each thing that enters a score, the points it may have.
Options = Sequence[frozenset[Decimal]]


def choices_in_force(scale: Scale, settings: Mapping[str, str]) -> dict[str, str]:
    """Choose for every setting of a scale, the default where no choice is made."""
    return {s.name: settings.get(s.name, s.default) for s in scale.settings}


def points_by_grade(
    scale: Scale, rule: ScoreRule, settings: Mapping[str, str]
) -> dict[str, dict[str, Decimal]]:
    """List, by grade set and grade, the points in a score; grades without a place are absent."""
    sets = scale.grade_sets.items()
    if rule.rule == "count":
        return {n: {g.code: Decimal(g.code in rule.counts) for g in s} for n, s in sets}
    name = coding_of(scale, rule, settings)
    if name is None:
        return {n: {g.code: g.points for g in s} for n, s in sets}
    coding = scale.codings[name]
    return {n: {g.code: coding[g.code] for g in s if g.code in coding} for n, s in sets}


def coding_of(scale: Scale, rule: ScoreRule, settings: Mapping[str, str]) -> str | None:
    """Name the coding a score uses; None for the main one."""
    setting = setting_named(scale, rule.coding)
    if setting is None:
        return rule.coding
    return setting.codings.get(choices_in_force(scale, settings)[setting.name])


def setting_named(scale: Scale, name: str | None) -> Setting | None:
    """Find the setting with this name."""
    return next((s for s in scale.settings if s.name == name), None)


def combine(rule: ScoreRule, points: Sequence[Decimal], most: Sequence[Decimal]) -> Decimal:
    """Combine points by a score's rule.

    Parameters
    ----------
    points : sequence of Decimal
        The points of everything that enters the score; at least one.
    most : sequence of Decimal
        The most points that each could have, for percentages.
    """
    if rule.rule == "median":
        return sorted(points)[(len(points) - 1) // 2]
    return _OF_SUM[rule.rule](sum(points, Decimal(0)), len(points), sum(most, Decimal(0)))


#: What a rule makes of a sum, the number of things summed, and the largest possible sum.
_OF_SUM: Mapping[str, Callable[[Decimal, int, Decimal], Decimal]] = {
    "sum": lambda total, n, most: total,
    "count": lambda total, n, most: total,
    "mean": lambda total, n, most: total / n,
    "percentage": lambda total, n, most: 100 * total / most if most else Decimal(0),
}


def add_offset(
    scale: Scale, rule: ScoreRule, settings: Mapping[str, str], value: Decimal
) -> Decimal:
    """Add to a score what the choice of its `offset` setting says."""
    setting = setting_named(scale, rule.offset)
    if setting is None:
        return value
    constant = setting.adds.get(choices_in_force(scale, settings)[setting.name])
    return value + constant.points if constant and _holds(constant, value) else value


def _holds(constant: Added, value: Decimal) -> bool:
    above = constant.above is None or value > constant.above
    return above and constant.at in (None, value)


def reachable(rule: ScoreRule, options: Options, most: Sequence[Decimal]) -> frozenset[Decimal]:
    """Work out every value that a rule can reach, before any constant is added.

    The set is exact: sums are built up item by item, each partial sum kept once.
    """
    if not options or not all(options):
        return frozenset()
    if all(len(possible) == 1 for possible in options):
        return frozenset({combine(rule, [points for (points,) in options], most)})
    if rule.rule == "median":
        return frozenset(v for v in frozenset.union(*options) if _can_be_median(v, options))
    sums = frozenset({Decimal(0)})
    for possible in options:
        sums = frozenset(total + points for total in sums for points in possible)
    largest = sum(most, Decimal(0))
    return frozenset(_OF_SUM[rule.rule](total, len(options), largest) for total in sums)


def _can_be_median(value: Decimal, options: Options) -> bool:
    """Whether some choice of points has this value in the (lower) middle.

    Everything that may have the value is given it: that leaves the fewest below and above.
    """
    others = [possible for possible in options if value not in possible]
    below = sum(max(possible) < value for possible in others)
    above = sum(min(possible) > value for possible in others)
    middle = (len(options) - 1) // 2
    return len(others) < len(options) and below <= middle and above < len(options) - middle
