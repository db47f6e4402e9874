"""Hold what changed between two compared visits: items, scores, cases, the whole series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue import Clause, Say
from cpreport.outcomes.result import Direction
from cpreport.records import by_fields
from cpreport.scales.definition import Scale, Side, Threshold
from cpreport.scales.graded import NOT_APPLICABLE, ItemGrade, Score, ScoredSeries

#: Which of two compared values a sentence speaks of.
EARLIER, LATER = Clause("results.which.earlier"), Clause("results.which.later")

#: The end of a scale at which both values stand, where no further change that way can be seen.
End = Literal["best", "worst"]


def direction(better: str, change: Decimal) -> Direction:
    """Say which way a change goes for the patient: lower is better on some scales."""
    if not change:
        return "unchanged"
    return "better" if (change > 0) == (better == "higher") else "worse"


@by_fields
@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item at the two compared visits.

    earlier, later : ItemGrade or None
        None where the visit has no record of the item.
    points : Decimal or None
        Later minus earlier in the scale's main coding; None where they cannot be compared.
    steps : Decimal or None
        The same in whole grades (`grade_steps`).
    weighted : bool
        Whether the points are weights, rather than a count of grades.
    end : {"best", "worst"} or None
        Where both grades stand at one end of the scale.
    """

    item: str
    side: Side | None
    earlier: ItemGrade | None
    later: ItemGrade | None
    points: Decimal | None
    steps: Decimal | None
    direction: Direction
    weighted: bool = False
    end: End | None = None

    @property
    def applies(self) -> bool:
        """Whether there could be a grade at either visit."""
        ends = [grade for grade in (self.earlier, self.later) if grade is not None]
        return any(grade.applies for grade in ends)


@dataclass(frozen=True, slots=True)
class ThresholdPass:
    """Whether a change of score passes a published threshold.

    key : str
        The kind, with a number where a scale has several of a kind for one score.
    """

    key: str
    threshold: Threshold
    passed: bool


#: The lowest and the highest number that something may be; None where there is no limit.
Ends = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class NumberChange:
    """What is known of the change of a number, of which either value may be a limit.

    amount : Ends
        Later minus earlier.
    share : Ends or None
        The same in per cent of the earlier value; None where that is not above 0.
    inside : (bool or None, bool or None)
        Whether the earlier and the later value lie in the reference range.
    approximate : bool
        Whether either value was recorded as about right.
    """

    amount: Ends
    share: Ends | None
    inside: tuple[bool | None, bool | None] = (None, None)
    approximate: bool = False


@by_fields
@dataclass(frozen=True, slots=True)
class ScoreChange:
    """One score at the two compared visits.

    value : Decimal or None
        Later minus earlier; None where `reason` says why they cannot be compared.
    thresholds : tuple of ThresholdPass
        One for each published threshold of this score; empty where there is no value.
    number : NumberChange or None
        Of a measured number; it may tell more than `value`.
    best : Score or None
        Of a measured number the best value before the later visit, from the earlier one on.
    """

    name: str
    side: Side | None
    earlier: Score | None
    later: Score | None
    value: Decimal | None
    direction: Direction
    end: End | None = None
    thresholds: tuple[ThresholdPass, ...] = ()
    reason: tuple[Clause, ...] = ()
    number: NumberChange | None = None
    best: Score | None = None

    @property
    def applies(self) -> bool:
        """Whether there could be a value at either visit."""
        ends = [score for score in (self.earlier, self.later) if score is not None]
        return any(score.status != NOT_APPLICABLE for score in ends)


@by_fields
@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything of one case and one scale that two compared visits say."""

    case: str
    scale: Scale
    items: tuple[ItemChange, ...]
    scores: tuple[ScoreChange, ...]
    pair: VisitPair


@dataclass(frozen=True, slots=True)
class ComparedSeries:
    """A scored series with every comparison of every case on every scale in use.

    scales : tuple of Scale
        Those that are outcomes, in declared order, then the others that any case was graded on.
    pairs : tuple of VisitPair
        The visits that are compared; none where the series describes.
    comparisons : mapping of (str, str, str or None) to Comparison
        By case, scale and the key of the pair.
    scores : mapping of (str, str) to tuple of Score
        Every score of a case on a scale, at whichever visit; nothing where there is none.
    """

    scored: ScoredSeries
    scales: tuple[Scale, ...]
    pairs: tuple[VisitPair, ...]
    comparisons: Mapping[tuple[str, str, str | None], Comparison]
    scores: Mapping[tuple[str, str], tuple[Score, ...]]

    def of(self, case: str, scale: str, pair: VisitPair) -> Comparison:
        """Look up the comparison of a case on a scale between two visits."""
        return self.comparisons[case, scale, pair.key]

    def between(self, pair: VisitPair) -> str:
        """Tell results of a pair from those of the main one: `, Before to Month 12`, or nothing."""
        if pair.key is None:
            return ""
        earlier, later = map(self.label, pair.visits)
        return self.say("results.between", earlier=earlier, later=later)

    @property
    def moment(self) -> str:
        """What a session is told by, to begin a sentence: the `Day`, or the `Hour`."""
        in_hours = self.scored.unit_of_time == "hours"
        return self.say("results.moment.hour" if in_hours else "results.moment.day").capitalize()

    @property
    def say(self) -> Say:
        """Says a sentence of the catalogue, or what the authors put in its place."""
        return self.scored.series.record.say

    def label(self, visit: str) -> str:
        """Look up the printed label of a visit; its id where it is not declared."""
        return self.scored.visit_label(visit)
