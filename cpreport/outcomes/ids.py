"""Name the results of grades, scores, changes and outcomes by their ids."""

from __future__ import annotations

from cpreport.outcomes.change_records import Comparison, ItemChange, ScoreChange
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import result_id
from cpreport.scales.graded import ItemGrade, Score


def item_id(grade: ItemGrade) -> str:
    """Name a grade: `P01.before.MAS.elbow_flexors.right`."""
    return result_id(grade.case, grade.visit, grade.scale, grade.item, grade.side)


def score_id(score: Score) -> str:
    """Name a score: `P01.before.MI.arm.right`."""
    return result_id(score.case, score.visit, score.scale, score.name, score.side)


def item_change_id(compared: Comparison, change: ItemChange) -> str:
    """Name an item's change: `P01.change.MAS.elbow_flexors.right`."""
    return result_id(compared.case, "change", compared.scale.id, change.item, change.side)


def score_change_id(compared: Comparison, change: ScoreChange) -> str:
    """Name a score's change: `P01.change.MI.arm.right`."""
    return result_id(compared.case, "change", compared.scale.id, change.name, change.side)


def verdict_id(case: str, outcome: JudgedOutcome) -> str:
    """Name a verdict: `P01.MAS.verdict`."""
    return result_id(case, outcome.key, "verdict")
