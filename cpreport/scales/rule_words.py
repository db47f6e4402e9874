"""Say in words how a score is made of its parts, the same wherever it is told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpreport.catalogue import Say
from cpreport.numbers import plain
from cpreport.scales.definition import Band, DecisionStep, ScoreRule
from cpreport.scales.phrases import join_words


def made_of(say: Say, rule: ScoreRule, of: str) -> str:
    """Say what a score is made of, as a phrase without a full stop."""
    name = _MADE[rule.rule]
    values = {
        "bands": lambda: {"bands": _bands(say, rule)},
        "count": lambda: {"grades": join_words(rule.counts, "or")},
        "rescale": lambda: _ends(rule),
    }
    if rule.rule == "formula":
        return say(name, formula=str(rule.formula))
    if rule.rule in ("entered", "attainment"):
        return say(name)
    if rule.rule == "decide":
        return say(name, steps="; ".join(_step(say, step) for step in rule.steps))
    return say(name, of=of, **values.get(rule.rule, dict)())


#: The rules with the sentences that tell them.
_MADE = {
    "sum": "scoring.sum",
    "mean": "scoring.mean",
    "median": "scoring.median",
    "count": "scoring.count",
    "percentage": "scoring.percentage",
    "rescale": "scoring.rescale",
    "max": "scoring.max",
    "min": "scoring.min",
    "product": "scoring.product",
    "either": "scoring.either",
    "bands": "scoring.bands",
    "decide": "scoring.decide",
    "lookup": "scoring.lookup",
    "entered": "scoring.entered",
    "formula": "scoring.formula",
    "attainment": "scoring.attainment",
}


def _ends(rule: ScoreRule) -> dict[str, str]:
    low, high = map(plain, rule.to or (Decimal(0), Decimal(100)))
    return {"low": low, "high": high}


def _bands(say: Say, rule: ScoreRule) -> str:
    return ", ".join(_band(say, n, band) for n, band in enumerate(rule.bands))


def _band(say: Say, n: int, band: Band) -> str:
    points = plain(band.points) if band.points is not None else str(n)
    name = band.name or points
    if band.name and band.points is not None:
        name = f"{name} ({points})"
    if band.below is not None:
        return say("scoring.band.below", band=name, limit=plain(band.below))
    if band.up_to is None:
        return say("scoring.band.above", band=name)
    return say("scoring.band.up_to", band=name, limit=plain(band.up_to))


def _step(say: Say, step: DecisionStep) -> str:
    name = step.name if step.points is None else f"{step.name} ({plain(step.points)})"
    if not step.when:
        return say("scoring.step.otherwise", step=name)
    when = [
        say("scoring.step.when", part=part, tests=join_words(tests, "or"))
        for part, tests in step.when.items()
    ]
    return say("scoring.step", step=name, when=" and ".join(when))


def conditions(say: Say, rule: ScoreRule) -> Iterator[str]:
    """Say what else decides a score: weights, missing parts, shortcuts, what cannot be tested."""
    if rule.weights:
        weights = (
            say("scoring.weights.one", item=name, weight=plain(weight))
            for name, weight in rule.weights.items()
        )
        yield say("scoring.weights", weights=", ".join(weights))
    if rule.constant:
        yield say("scoring.constant", points=plain(rule.constant))
    if rule.answered is not None and rule.rule in ("max", "min"):
        yield say("scoring.answered.extreme", n=str(rule.answered))
    elif rule.unanswered is not None:
        points = plain(rule.unanswered)
        yield say("scoring.answered.counts", n=str(rule.answered), points=points)
    elif rule.answered is not None:
        yield say("scoring.answered", n=str(rule.answered))
    for shortcut in rule.shortcuts:
        when = [
            say("scoring.shortcut.when", item=name, grades=join_words(codes, "or"))
            for name, codes in shortcut.when.items()
        ]
        yield say("scoring.shortcut", points=plain(shortcut.gives), when=" and ".join(when))
    if rule.untestable is not None:
        yield say("scoring.untestable", points=plain(rule.untestable))
