"""Take the findings of a series, and give the table of every score by patient and visit."""

from __future__ import annotations

from collections.abc import Sequence

from cpreport.cases.series import DeclaredVisit
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import (
    ScoreLine,
    compared_labels,
    scale_heading,
    scales_of,
    score_lines,
    visits_of,
)
from cpreport.outcomes.result import NOT_ASSESSED, NOT_COMPARABLE
from cpreport.scales.graded import ScoredCase
from cpreport.tables.cells import direction_cell, missing_cell, result_cell
from cpreport.tables.notes import not_scorable_notes
from cpreport.tables.table import Cell, Column, Row, Table

NO_VISIT = "no visit"


def scores_table(findings: Findings) -> Table | None:
    """Give every score by patient and visit with the change; None where nothing is scored."""
    if not any(case.scores for case in findings.cases):
        return None
    visits = visits_of(findings, findings.cases)
    earlier, later = compared_labels(findings)
    return Table(
        id="scores",
        caption="Scores by patient and visit, with the change",
        columns=(
            Column("Patient"),
            *(Column(visit.label, align="right") for visit in visits),
            Column("Change", align="right"),
            Column("Direction"),
        ),
        rows=tuple(
            _row(findings, case, line, visits)
            for line in score_lines(scales_of(findings, findings.cases))
            for case in findings.cases
        ),
        notes=(
            f"Change: “{later}” minus “{earlier}”.",
            *not_scorable_notes(findings, findings.cases, named=True),
        ),
        group_heading="Score",
    )


def _row(
    findings: Findings, case: ScoredCase, line: ScoreLine, visits: Sequence[DeclaredVisit]
) -> Row:
    score = (line.scale.id, line.rule.name, line.side)
    return Row(
        (
            Cell(case.id),
            *(_at_visit(findings, case, visit.id, score) for visit in visits),
            result_cell(findings, case.id, "change", *score, absent=NOT_COMPARABLE),
            direction_cell(findings, case.id, "change", *score),
        ),
        f"{scale_heading(line.scale)}: {line.label}",
    )


def _at_visit(
    findings: Findings, case: ScoredCase, visit: str, score: tuple[str | None, ...]
) -> Cell:
    if visit not in {v.id for v in case.case.visits}:
        return missing_cell(NO_VISIT)
    return result_cell(findings, case.id, visit, *score, absent=NOT_ASSESSED)
