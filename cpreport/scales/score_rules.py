"""Combine points by each rule of a score: to one value, or to all values that can be.

A score is computed in two steps that know no scale: every grade is coded as points, and the
points are combined by the score's rule, to which a setting may add a constant. The same two steps
over all grades that are possible give the set of totals that any grades can give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import prod
from operator import add, mul
from typing import Protocol

from cpreport.scales.bands import band_points, look_up, points_in_bands
from cpreport.scales.definition import Added, Scale, ScoreRule, Setting
from cpreport.scales.formula import Undefined, evaluate, name_in_formula, parse_formula
from cpreport.scales.goal_attainment import attainment

#: For each thing that enters a score, the points it may have.
Options = Sequence[frozenset[Decimal]]


def choices_in_force(scale: Scale, settings: Mapping[str, str]) -> dict[str, str]:
    """Choose for every setting of a scale, the default where no choice is made."""
    return {s.name: settings.get(s.name, s.default) for s in scale.settings}


def points_by_grade(
    scale: Scale, rule: ScoreRule, settings: Mapping[str, str]
) -> Mapping[str, Mapping[str, Decimal]]:
    """List, by grade set and grade, the points in a score; grades without a place are absent."""
    if rule.rule == "count":
        sets = scale.grade_sets.items()
        return {n: {g.code: Decimal(g.code in rule.counts) for g in s} for n, s in sets}
    return scale.points_by_coding[coding_of(scale, rule, settings)]


def coding_of(scale: Scale, rule: ScoreRule, settings: Mapping[str, str]) -> str | None:
    """Name the coding a score uses; None for the main one."""
    setting = setting_named(scale, rule.coding)
    if setting is None:
        return rule.coding
    return setting.codings.get(choices_in_force(scale, settings)[setting.name])


def setting_named(scale: Scale, name: str | None) -> Setting | None:
    """Find the setting with this name."""
    if name is None:
        return None
    return next((s for s in scale.settings if s.name == name), None)


class Span(Protocol):
    """A part of a score by its name, with the least and the most points it could have."""

    @property
    def name(self) -> str:
        """What the scale calls it."""

    @property
    def least(self) -> Decimal:
        """The least it could have."""

    @property
    def most(self) -> Decimal:
        """The most it could have."""


def combine(rule: ScoreRule, points: Sequence[Decimal], spans: Sequence[Span]) -> Decimal | None:
    """Combine points by a score's rule; None where they have no value by it.

    Parameters
    ----------
    points : sequence of Decimal
        The points of everything that enters the score; at least one.
    spans : sequence of Span
        What each of them is, and what it could be.
    """
    if rule.rule in _OF_SUM:
        return _of_sum(rule, _weighted_sum(rule, points, spans), len(points), spans)
    if rule.rule == "formula":
        return _by_formula(rule, points, spans)
    if rule.rule == "lookup":
        return _looked_up(rule, points, spans)
    if rule.rule == "attainment":
        named = {span.name: p for span, p in zip(spans, points, strict=True)}
        return attainment(named, rule.weighed_by)
    return _COMBINED[rule.rule](rule, points)


def _weighted_sum(rule: ScoreRule, points: Sequence[Decimal], spans: Sequence[Span]) -> Decimal:
    if not rule.weights:
        return sum(points, Decimal(0))
    weighed = (_weigh(rule, s.name, p) for s, p in zip(spans, points, strict=True))
    return sum(weighed, Decimal(0))


def _weigh(rule: ScoreRule, name: str, points: Decimal) -> Decimal:
    return points * rule.weights[name] if name in rule.weights else points


def _of_sum(rule: ScoreRule, total: Decimal, n: int, spans: Sequence[Span]) -> Decimal:
    return _OF_SUM[rule.rule](rule, total, n, spans) + rule.constant


def _percentage(_: ScoreRule, total: Decimal, n: int, spans: Sequence[Span]) -> Decimal:
    most = sum((span.most for span in spans), Decimal(0))
    return 100 * total / most if most else Decimal(0)


def _rescaled(rule: ScoreRule, total: Decimal, n: int, spans: Sequence[Span]) -> Decimal:
    """Move a sum from between its least and its most to between two other ends."""
    low, high = rule.to or (Decimal(0), Decimal(100))
    least = sum((span.least for span in spans), Decimal(0))
    most = sum((span.most for span in spans), Decimal(0))
    return low + (high - low) * (total - least) / (most - least) if most != least else low


#: What a rule makes of a sum, of the number of things summed, and of what they could be.
_OF_SUM: Mapping[str, Callable[[ScoreRule, Decimal, int, Sequence[Span]], Decimal]] = {
    "sum": lambda rule, total, n, spans: total,
    "count": lambda rule, total, n, spans: total,
    "mean": lambda rule, total, n, spans: total / n,
    "percentage": _percentage,
    "rescale": _rescaled,
}

#: What a rule makes of the points themselves.
_COMBINED: Mapping[str, Callable[[ScoreRule, Sequence[Decimal]], Decimal | None]] = {
    "median": lambda rule, points: sorted(points)[(len(points) - 1) // 2],
    "max": lambda rule, points: max(points),
    "min": lambda rule, points: min(points),
    "product": lambda rule, points: prod(points, start=Decimal(1)),
    "either": lambda rule, points: points[0] if len(points) == 1 else None,
    "bands": lambda rule, points: points_in_bands(rule.bands, points[0]),
}


def _looked_up(rule: ScoreRule, points: Sequence[Decimal], spans: Sequence[Span]) -> Decimal | None:
    named = {s.name: p for s, p in zip(spans, points, strict=True)}
    return look_up(rule, (named[name] for name in rule.of))


def _by_formula(
    rule: ScoreRule, points: Sequence[Decimal], spans: Sequence[Span]
) -> Decimal | None:
    named = {name_in_formula(s.name): p for s, p in zip(spans, points, strict=True)}
    try:
        return evaluate(parse_formula(rule.formula or ""), named)
    except Undefined:
        return None


def prorate(
    rule: ScoreRule, points: Sequence[Decimal], spans: Sequence[Span], n: int
) -> Decimal | None:
    """Combine the points of those answered; their mean, or what is set, stands for the others.

    Parameters
    ----------
    points, spans
        Of the parts that have points.
    n : int
        Of how many parts there are.
    """
    if rule.rule not in _OF_SUM:
        return combine(rule, points, spans)
    total = _weighted_sum(rule, points, spans)
    if rule.rule == "sum":
        return _completed(rule, total, len(points), n)
    return _of_sum(rule, total, len(points), spans)


def _completed(rule: ScoreRule, total: Decimal, answered: int, n: int) -> Decimal:
    """Complete the sum of those answered by what stands for the others."""
    if rule.unanswered is not None:
        return total + rule.unanswered * (n - answered) + rule.constant
    return total * n / answered + rule.constant


def ends_of(rule: ScoreRule, spans: Sequence[Span]) -> tuple[Decimal, Decimal]:
    """Work out the least and the most of a score whose parts have these ends."""
    if rule.range is not None:
        return rule.range
    if rule.named:
        points = band_points(rule.named)
        return min(points), max(points)
    lows, highs = [s.least for s in spans], [s.most for s in spans]
    if rule.rule == "either":
        return min(lows), max(highs)
    for n, span in enumerate(spans):
        if rule.weights.get(span.name, Decimal(1)) < 0:
            lows[n], highs[n] = highs[n], lows[n]
    ends = [e for part in (lows, highs) if (e := combine(rule, part, spans)) is not None]
    return (min(ends), max(ends)) if ends else (Decimal(0), Decimal(0))


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


#: A score is listed value by value only where that takes no more steps than this.
_MOST_STEPS = 30_000


def reachable(rule: ScoreRule, options: Options, spans: Sequence[Span]) -> frozenset[Decimal]:
    """Work out every value that a rule can reach, before any constant of a setting is added.

    The set is exact: sums are built up item by item, each partial sum kept once. It is empty where
    there is no value, and where there are too many to list.
    """
    if not options or not all(options):
        return frozenset()
    if rule.rule == "either" or (rule.rule in ("max", "min") and rule.answered is not None):
        return frozenset().union(*options)
    if rule.answered is not None:
        return _reachable_prorated(rule, options, spans)
    if all(len(possible) == 1 for possible in options):
        return _known([combine(rule, [points for (points,) in options], spans)])
    if rule.rule == "median":
        return frozenset(v for v in frozenset.union(*options) if _can_be_median(v, options))
    if rule.rule in _OF_SUM:
        named = zip(spans, options, strict=True)
        sums = _folded(add, [{_weigh(rule, s.name, p) for p in o} for s, o in named])
        return frozenset(_of_sum(rule, total, len(options), spans) for total in sums)
    if rule.rule in _PAIR_BY_PAIR:
        return _folded(_PAIR_BY_PAIR[rule.rule], options)
    if prod(len(possible) for possible in options) > _MOST_STEPS:
        return frozenset()
    return _known(combine(rule, points, spans) for points in product(*options))


def _known(values: Iterable[Decimal | None]) -> frozenset[Decimal]:
    return frozenset(value for value in values if value is not None)


#: Rules of many parts that are one rule of two.
_PAIR_BY_PAIR: Mapping[str, Callable[[Decimal, Decimal], Decimal]] = {
    "max": max,
    "min": min,
    "product": mul,
}


def _folded(
    pair: Callable[[Decimal, Decimal], Decimal], options: Iterable[Iterable[Decimal]]
) -> frozenset[Decimal]:
    first, *others = options
    values = frozenset(first)
    for possible in others:
        points_of_part = tuple(possible)
        if len(values) * len(points_of_part) > _MOST_STEPS:
            return frozenset()
        values = frozenset(pair(value, points) for value in values for points in points_of_part)
    return values


def _reachable_prorated(
    rule: ScoreRule, options: Options, spans: Sequence[Span]
) -> frozenset[Decimal]:
    """Work out what can be reached with any number of parts answered that is enough.

    Only where every part has the same ends does the number answered decide what their sum becomes.
    """
    reached = {(0, Decimal(0))}
    for span, possible in zip(spans, options, strict=True):
        weighed = [_weigh(rule, span.name, p) for p in possible]
        if len(reached) * len(weighed) > _MOST_STEPS:
            return frozenset()
        reached |= {(n + 1, total + p) for n, total in reached for p in weighed}
    if rule.rule in ("percentage", "rescale") and len({(s.least, s.most) for s in spans}) > 1:
        return frozenset()
    enough = [(n, total) for n, total in reached if n >= (rule.answered or 1)]
    if rule.rule == "sum":
        return frozenset(_completed(rule, total, n, len(spans)) for n, total in enough)
    return frozenset(_of_sum(rule, total, n, spans[:n]) for n, total in enough)


def _can_be_median(value: Decimal, options: Options) -> bool:
    """Whether some choice of points has this value in the (lower) middle.

    Everything that may have the value is given it: that leaves the fewest below and above.
    """
    others = [possible for possible in options if value not in possible]
    below = sum(max(possible) < value for possible in others)
    above = sum(min(possible) > value for possible in others)
    middle = (len(options) - 1) // 2
    return len(others) < len(options) and below <= middle and above < len(options) - middle
