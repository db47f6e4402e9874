"""Tabulate every score of a series by patient and visit.

Of many patients it sums up; each patient's rows then stand in the supplement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cpreport.cases.series import DeclaredVisit
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import (
    ScoreLine,
    compared_labels,
    line_heading,
    one_by_one,
    scale_heading,
    scales_of,
    score_lines,
    sentence_case,
    visits_of,
)
from cpreport.outcomes.result import NOT_RECORDED
from cpreport.scales.graded import ScoredCase
from cpreport.tables.cells import (
    change_cell,
    direction_cell,
    median_cell,
    missing_cell,
    result_cell,
)
from cpreport.tables.notes import basis_notes, not_scorable_notes
from cpreport.tables.table import Cell, Table, TableColumn, TableRow


def scores_table(findings: Findings) -> Table | None:
    """Tabulate the scores with their change, by patient or of many in sum; None without any."""
    if not any(case.scores for case in findings.cases):
        return None
    return patients_table(findings) if one_by_one(findings) else _summary_table(findings)


def patients_table(findings: Findings) -> Table:
    """List every score by patient and visit with the change."""
    visits = visits_of(findings, findings.cases)
    earlier, later = compared_labels(findings)
    rows = (
        _row(findings, case, line, visits)
        for line in score_lines(scales_of(findings, findings.cases))
        for case in findings.cases
    )
    notes = (
        findings.say("tables.shared.change", later=later, earlier=earlier),
        *not_scorable_notes(findings, findings.cases, named=True),
        *basis_notes(findings, findings.cases, named=True),
    )
    return replace(_without_rows(findings, visits), rows=tuple(rows), notes=notes)


def tables_by_patient(findings: Findings) -> Iterator[Table]:
    """Cut the same table into every patient's rows, one patient after the other."""
    visits = visits_of(findings, findings.cases)
    lines = score_lines(scales_of(findings, findings.cases))
    for case in findings.cases:
        rows = tuple(_row(findings, case, line, visits) for line in lines)
        yield replace(_without_rows(findings, visits), rows=rows)


def _without_rows(findings: Findings, visits: Sequence[DeclaredVisit]) -> Table:
    return Table(
        id="scores",
        caption=findings.say("tables.series_scores.caption"),
        columns=(
            TableColumn("Patient"),
            *(TableColumn(visit.label, align="right") for visit in visits),
            TableColumn("Change", align="right"),
            TableColumn("Direction"),
        ),
        rows=(),
        group_heading="Score",
    )


def _summary_table(findings: Findings) -> Table:
    earlier, later = compared_labels(findings)
    lines = score_lines(scales_of(findings, findings.cases))
    return Table(
        id="scores",
        caption=findings.say("tables.series_scores.caption.all"),
        columns=(
            TableColumn("Score"),
            TableColumn(earlier, align="right"),
            TableColumn(later, align="right"),
            TableColumn("Change", align="right"),
            TableColumn("Patients compared", align="right"),
        ),
        rows=tuple(
            _summary_row(findings, line)
            for line in lines
            if findings.has(line.scale.id, line.rule.name, line.side, "pairs")
        ),
        notes=(
            findings.say("tables.series_scores.median"),
            findings.say("tables.series_scores.change", later=later, earlier=earlier),
        ),
        group_heading="Scale",
    )


def _summary_row(findings: Findings, line: ScoreLine) -> TableRow:
    score = (line.scale.id, line.rule.name, line.side)
    return TableRow(
        (
            Cell(sentence_case(line.label)),
            *(median_cell(findings, *score, v) for v in findings.scored.series.record.compare),
            median_cell(findings, *score, "change"),
            result_cell(findings, *score, "pairs"),
        ),
        scale_heading(findings.say, line.scale),
    )


def _row(
    findings: Findings, case: ScoredCase, line: ScoreLine, visits: Sequence[DeclaredVisit]
) -> TableRow:
    score = (line.scale.id, line.rule.name, line.side)
    return TableRow(
        (
            Cell(case.id),
            *(_at_visit(findings, case, visit.id, score) for visit in visits),
            change_cell(findings, case.id, *score),
            direction_cell(findings, case.id, "change", *score),
        ),
        line_heading(findings.say, line),
    )


def _at_visit(
    findings: Findings, case: ScoredCase, visit: str, score: tuple[str | None, ...]
) -> Cell:
    if visit not in {v.id for v in case.case.visits}:
        return missing_cell(findings.say("tables.no_visit"))
    return result_cell(findings, case.id, visit, *score, absent=NOT_RECORDED)
