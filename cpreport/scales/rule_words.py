"""Say in words how a score is made of its parts, the same wherever it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from cpreport.numbers import plain
from cpreport.scales.definition import Band, DecisionStep, ScoreRule
from cpreport.scales.phrases import join_words


def made_of(rule: ScoreRule, of: str) -> str:
    """Say what a score is made of, as a phrase without a full stop.

    Parameters
    ----------
    of : str
        Its parts in words.
    """
    return _MADE[rule.rule](rule, of)


def _rescaled(rule: ScoreRule, of: str) -> str:
    low, high = map(plain, rule.to or (Decimal(0), Decimal(100)))
    return f"sum of {of}, from {low} where it is least to {high} where it is most"


_MADE: Mapping[str, Callable[[ScoreRule, str], str]] = {
    "sum": lambda rule, of: f"sum of {of}",
    "mean": lambda rule, of: f"mean of {of}",
    "median": lambda rule, of: f"median of {of}",
    "count": lambda rule, of: f"number of items graded {join_words(rule.counts, 'or')}, of {of}",
    "percentage": lambda rule, of: f"percentage of the largest possible sum of {of}",
    "rescale": _rescaled,
    "max": lambda rule, of: f"largest of {of}",
    "min": lambda rule, of: f"smallest of {of}",
    "product": lambda rule, of: f"product of {of}",
    "either": lambda rule, of: f"the one that was graded of {of}",
    "bands": lambda rule, of: f"band of {of}: {_bands(rule)}",
    "decide": lambda rule, of: f"the first of these that holds: {_steps(rule)}",
    "lookup": lambda rule, of: f"what the published table has for {of}",
    "entered": lambda rule, of: "entered as a total, not computed from items",
    "formula": lambda rule, of: f"by the formula {rule.formula}",
}


def _bands(rule: ScoreRule) -> str:
    return ", ".join(_band(n, band) for n, band in enumerate(rule.bands))


def _band(n: int, band: Band) -> str:
    points = plain(band.points) if band.points is not None else str(n)
    name = band.name or points
    if band.name and band.points is not None:
        name = f"{name} ({points})"
    if band.below is not None:
        return f"{name} below {plain(band.below)}"
    return f"{name} above" if band.up_to is None else f"{name} up to {plain(band.up_to)}"


def _steps(rule: ScoreRule) -> str:
    return "; ".join(_step(rule, step) for step in rule.steps)


def _step(rule: ScoreRule, step: DecisionStep) -> str:
    name = step.name if step.points is None else f"{step.name} ({plain(step.points)})"
    when = (f"{part} {join_words(tests, 'or')}" for part, tests in step.when.items())
    return f"{name} where {' and '.join(when)}" if step.when else f"{name} otherwise"


def conditions(rule: ScoreRule) -> Iterator[str]:
    """Say what else decides a score: weights, missing parts, shortcuts, what cannot be tested."""
    if rule.weights:
        weights = (f"{name} by {plain(weight)}" for name, weight in rule.weights.items())
        yield f"multiplied beforehand: {', '.join(weights)}"
    if rule.constant:
        yield f"{plain(rule.constant)} is added"
    if rule.answered is not None and rule.rule in ("max", "min"):
        yield f"where {rule.answered} or more are answered, of these"
    elif rule.unanswered is not None:
        counts = plain(rule.unanswered)
        yield f"where {rule.answered} or more are answered, each other one counts {counts}"
    elif rule.answered is not None:
        yield (
            f"where {rule.answered} or more are answered, the mean of these stands for the others"
        )
    for shortcut in rule.shortcuts:
        when = (f"{name} is {join_words(codes, 'or')}" for name, codes in shortcut.when.items())
        yield f"{plain(shortcut.gives)} at once where {' and '.join(when)}"
    if rule.untestable is not None:
        yield f"what cannot be tested counts {plain(rule.untestable)}"
