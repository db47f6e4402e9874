"""Take findings, and say what there is to draw; nothing heavy is imported here."""

from __future__ import annotations

from decimal import Decimal

from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import ScoreLine, scales_of, score_lines
from cpreport.scales.definition import Scale
from cpreport.scales.graded import Score


def has_changes(findings: Findings, case_id: str) -> bool:
    """Whether a case has any score that a change figure can show."""
    return any(score.value is not None for score in findings.scored.case(case_id).scores)


def has_judged_items(findings: Findings) -> bool:
    """Whether any outcome's items were compared in any case."""
    return any(findings.has(j.scale.id, "items", "better") for j in findings.judged)


def map_scale(findings: Findings, case_id: str) -> Scale | None:
    """Give the scale whose grades the map shows: the first outcome graded on both sides."""
    graded = {g.scale for g in findings.scored.case(case_id).items}
    judged = sorted(findings.judged, key=lambda j: not j.outcome.primary)
    sided = (j.scale for j in judged if j.scale.sided and j.scale.id in graded)
    return next(sided, None)


def score_of(findings: Findings, case_id: str, visit: str, line: ScoreLine) -> Score | None:
    """Give a score of a case at a visit, or None where the scale was not used there."""
    scores = findings.scored.case(case_id).scores
    wanted = (visit, line.scale.id, line.rule.name, line.side)
    return next((s for s in scores if (s.visit, s.scale, s.name, s.side) == wanted), None)


def case_lines(findings: Findings, case_id: str) -> tuple[ScoreLine, ...]:
    """Give the scores of a case's scales, in the order of its tables."""
    return score_lines(scales_of(findings, [findings.scored.case(case_id)]))


def main_lines(findings: Findings) -> tuple[ScoreLine, ...]:
    """Give the judged or main score of every outcome, right before left."""
    lines: list[ScoreLine] = []
    for judged in findings.judged:
        name = judged.score or judged.scale.main_score
        named = [line for line in score_lines([judged.scale]) if line.rule.name == name]
        lines += [line for line in named if line not in lines]
    return tuple(lines)


def ends(line: ScoreLine) -> tuple[Decimal, Decimal]:
    """Give the lowest and the highest value of a score: its range, or that of the grades."""
    if line.rule.range is not None:
        return line.rule.range
    points = [g.points for grades in line.scale.grade_sets.values() for g in grades]
    return min(points), max(points)


def share(line: ScoreLine, value: Decimal) -> float:
    """Give where in its range a value stands, 0 at the low end and 1 at the high end."""
    low, high = ends(line)
    return float((value - low) / (high - low)) if high > low else 0.5
