"""Name the results of grades, scores, changes and outcomes by their ids."""

from __future__ import annotations

from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.change_records import Comparison, ItemChange, ScoreChange
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import result_id
from cpreport.scales.definition import Side
from cpreport.scales.graded import ItemGrade, Score


def item_id(grade: ItemGrade) -> str:
    """Name a grade: `P01.before.MAS.elbow_flexors.right`."""
    return result_id(grade.case, grade.visit, grade.scale, grade.item, grade.side)


def score_id(score: Score) -> str:
    """Name a score: `P01.before.MI.arm.right`."""
    return result_id(score.case, score.visit, score.scale, score.name, score.side)


def ids_of_ends(change: ScoreChange) -> tuple[str, ...]:
    """Name the scores that a change is between, those that there are."""
    return tuple(score_id(s) for s in (change.earlier, change.later) if s is not None)


def item_change_id(compared: Comparison, change: ItemChange) -> str:
    """Name an item's change: `P01.change.MAS.elbow_flexors.right`."""
    return result_id(*_change(compared), change.item, change.side)


def score_change_id(compared: Comparison, change: ScoreChange) -> str:
    """Name a score's change: `P01.change.MI.arm.right`, or `P01.change.month_12.MI.arm.right`."""
    return result_id(*_change(compared), change.name, change.side)


def _change(compared: Comparison) -> tuple[str | None, ...]:
    return compared.case, "change", compared.pair.key, compared.scale.id


def verdict_id(case: str, outcome: JudgedOutcome, pair: VisitPair, side: Side | None = None) -> str:
    """Name a verdict, or that on one side: `P01.MAS.verdict`, `P01.IOP.month_12.verdict.right`."""
    return result_id(case, outcome.key, pair.key, "verdict", side)


def item_count_id(case: str, scale: str, pair: VisitPair, part: str) -> str:
    """Name a count of a case's items: `P01.MAS.items.better`."""
    return result_id(case, scale, pair.key, "items", part)
