"""Judge by a named rule whether a patient improved on one scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from cpreport.outcomes.change_records import ItemChange, ScoreChange
from cpreport.outcomes.result import Direction
from cpreport.scales.names import fold

Judge = Callable[[Sequence[ItemChange], Sequence[ScoreChange]], Direction]


@dataclass(frozen=True, slots=True)
class ImprovementRule:
    """How changes make a verdict.

    core, sides : str
        What Methods print about it, and what they add where a judged score has sides.
    judges : {"items", "score"}
        Which of the changes it looks at.
    threshold : {"MDC", "MCID"} or None
        The published threshold it needs, where it needs one.
    verdict : callable
        From the item changes of a scale and the changes of the judged score (one, or one a side).
    """

    name: str
    core: str
    judges: Literal["items", "score"]
    verdict: Judge
    threshold: Literal["MDC", "MCID"] | None = None
    sides: str = ""

    @property
    def text(self) -> str:
        """All that there is to say about the rule."""
        return f"{self.core} {self.sides}".strip()


def rule_named(written: str) -> ImprovementRule | None:
    """Find a rule by its name, whatever the case, spaces, hyphens and underscores."""
    return next((rule for name, rule in RULES.items() if fold(name) == fold(written)), None)


def agreed_direction(directions: Iterable[Direction]) -> Direction:
    """Find the direction that all changes agree on; those that cannot be compared do not count.

    >>> agreed_direction(["better", "unchanged", "not assessable"])
    'better'
    >>> agreed_direction(["better", "worse"])
    'mixed'
    """
    seen = {d for d in directions if d != "not assessable"}
    if not seen:
        return "not assessable"
    if {"better", "worse"} <= seen:
        return "mixed"
    return "better" if "better" in seen else "worse" if "worse" in seen else "unchanged"


def majority(directions: Sequence[Direction]) -> Direction:
    """Find the direction of the larger number of changes; where they are equal it is mixed.

    >>> majority(["better", "better", "worse"])
    'better'
    """
    better, worse = directions.count("better"), directions.count("worse")
    if better == worse:
        return agreed_direction(directions)
    return "better" if better > worse else "worse"


def _items(items: Sequence[ItemChange], _: Sequence[ScoreChange]) -> Direction:
    return agreed_direction(change.direction for change in items)


def _more_items(items: Sequence[ItemChange], _: Sequence[ScoreChange]) -> Direction:
    return majority([change.direction for change in items])


def _two_grades(items: Sequence[ItemChange], _: Sequence[ScoreChange]) -> Direction:
    return agreed_direction(
        "unchanged" if change.steps is not None and abs(change.steps) < 2 else change.direction
        for change in items
    )


def _score(_: Sequence[ItemChange], scores: Sequence[ScoreChange]) -> Direction:
    return agreed_direction(change.direction for change in scores)


def _beyond(kind: str) -> Judge:
    def verdict(_: Sequence[ItemChange], scores: Sequence[ScoreChange]) -> Direction:
        return agreed_direction(
            change.direction if _passes_all(change, kind) else "unchanged" for change in scores
        )

    return verdict


def _passes_all(change: ScoreChange, kind: str) -> bool:
    """Whether a change passes every threshold of a kind, or cannot be compared at all."""
    return all(p.passed for p in change.thresholds if p.threshold.kind.startswith(kind))


PER_SIDE = (
    "Where the score exists for each side, a patient was better when at least one side was better "
    "and neither was worse, worse in the opposite case, and mixed when one side was better and "
    "the other worse; a side that could not be compared did not count."
)

_ALL_RULES = (
    ImprovementRule(
        "items",
        "A patient was better when at least one item was better and none was worse, worse when at "
        "least one item was worse and none was better, mixed when some items were better and "
        "others worse, and unchanged when every item that could be compared kept its grade.",
        "items",
        _items,
    ),
    ImprovementRule(
        "more items better than worse",
        "A patient was better when more items were better than worse, worse when more items were "
        "worse than better, mixed when as many items were better as worse, and unchanged when "
        "every item that could be compared kept its grade.",
        "items",
        _more_items,
    ),
    ImprovementRule(
        "items by two grades",
        "Only changes of an item by two grades or more counted; smaller ones were taken as no "
        "change, because they may be error of measurement. A patient was better when at least one "
        "item was better by that much and none was worse by that much, worse in the opposite "
        "case, mixed when both occurred, and unchanged when neither did.",
        "items",
        _two_grades,
    ),
    ImprovementRule(
        "score",
        "A patient was better when the score changed in the better direction by any amount, worse "
        "when it changed in the other, and unchanged when it stayed the same.",
        "score",
        _score,
        sides=PER_SIDE,
    ),
    ImprovementRule(
        "score beyond MDC",
        "A patient was better when the score changed in the better direction by more than the "
        "published minimal detectable change (MDC), the largest where there are several, worse "
        "when it changed by more than that in the other direction, and unchanged otherwise.",
        "score",
        _beyond("MDC"),
        "MDC",
        PER_SIDE,
    ),
    ImprovementRule(
        "score reaching MCID",
        "A patient was better when the score changed in the better direction by at least the "
        "published minimal clinically important difference (MCID), the largest where there are "
        "several, worse when it changed by at least that much in the other direction, and "
        "unchanged otherwise.",
        "score",
        _beyond("MCID"),
        "MCID",
        PER_SIDE,
    ),
)

#: Every improvement rule by its name.
RULES: dict[str, ImprovementRule] = {rule.name: rule for rule in _ALL_RULES}
