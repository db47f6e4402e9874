"""Judge by a named rule whether a patient improved on one scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpreport.cases.range_text import NumberRange
from cpreport.catalogue import Clause, Say, clause_in_words, say
from cpreport.outcomes.change_records import ItemChange, ScoreChange
from cpreport.outcomes.reliable_change import MeasurementError
from cpreport.outcomes.result import Direction
from cpreport.scales.graded import Score
from cpreport.scales.names import fold

Judge = Callable[[Sequence[ItemChange], Sequence[ScoreChange]], Direction]


@dataclass(frozen=True, slots=True)
class ImprovementRule:
    """How changes make a verdict.

    sentence : str
        The id of what Methods print about it.
    judges : {"items", "score"}
        Which of the changes it looks at.
    threshold : {"MDC", "MCID"} or None
        The published threshold it needs, where it needs one.
    sided : bool
        Whether it judges what may have sides, so that Methods add how these are taken together.
    size, worse : Clause or None
        What stands in the places `{size}` and `{worse}` of its sentence, where it names sizes.
    from_best : bool
        Whether worse counts from the best value until then.
    state : callable or None
        Of a rule that asks where a value is: whether it is there, or None where that is unknown.
    goal : NumberRange or None
        Of such a rule on a number: the values that it asks for.
    needed : callable or None
        Of a rule that asks for a change of some size: the value it asks for after an earlier one.
    error : MeasurementError or None
        Of a rule that takes a change in standard errors.
    verdict : callable
        From the item changes of a scale and the changes of the judged score (one, or one a side).
    """

    name: str
    sentence: str
    judges: Literal["items", "score"]
    verdict: Judge
    threshold: Literal["MDC", "MCID"] | None = None
    sided: bool = False
    size: Clause | None = None
    worse: Clause | None = None
    from_best: bool = False
    state: Callable[[Score | None], bool | None] | None = None
    goal: NumberRange | None = None
    needed: Callable[[Decimal], Decimal] | None = None
    error: MeasurementError | None = None

    @property
    def text(self) -> str:
        """All that there is to say about the rule."""
        said = [self.in_words(say)]
        said += [say("methods.rule.sides")] if self.sided else []
        return " ".join(said)

    def in_words(self, say: Say) -> str:
        """State the rule, without what it does where there are two sides."""
        sizes = {"size": self.size, "worse": self.worse}
        return say(
            self.sentence,
            **{place: clause_in_words(say, size) for place, size in sizes.items() if size},
        )

    def size_in_words(self, say: Say) -> str:
        """Say what stands in the place `{size}` of its sentence; empty where it has none."""
        return clause_in_words(say, self.size) if self.size else ""


def rule_named(written: str) -> ImprovementRule | None:
    """Find a rule by its name, whatever the case, spaces, hyphens and underscores."""
    return next((rule for name, rule in RULES.items() if fold(name) == fold(written)), None)


def turned(before: bool | None, after: bool | None) -> Direction:
    """Say which way it went with something that is good to be; None where that is not known."""
    if before is None or after is None:
        return "not assessable"
    if before == after:
        return "unchanged"
    return "better" if after else "worse"


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
        return agreed_direction(_direction_beyond(change, kind) for change in scores)

    return verdict


def _direction_beyond(change: ScoreChange, kind: str) -> Direction:
    """Find the direction of a change that passes every threshold of a kind that is for it."""
    held = [p.passed for p in change.thresholds if p.threshold.kind.startswith(kind)]
    if not held:
        return "not assessable"
    return change.direction if all(held) else "unchanged"


_ALL_RULES = (
    ImprovementRule("items", "methods.rule.items", "items", _items),
    ImprovementRule(
        "more items better than worse", "methods.rule.more_items", "items", _more_items
    ),
    ImprovementRule("items by two grades", "methods.rule.two_grades", "items", _two_grades),
    ImprovementRule("score", "methods.rule.score", "score", _score, sided=True),
    ImprovementRule(
        "score beyond MDC", "methods.rule.mdc", "score", _beyond("MDC"), "MDC", sided=True
    ),
    ImprovementRule(
        "score reaching MCID", "methods.rule.mcid", "score", _beyond("MCID"), "MCID", sided=True
    ),
)

#: Every improvement rule by its name.
RULES: dict[str, ImprovementRule] = {rule.name: rule for rule in _ALL_RULES}
