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
from cpreport.outcomes.result import NOT_RECORDED, Direction
from cpreport.scales.graded import ScoredCase
from cpreport.tables.cells import (
    change_cell,
    direction_cell,
    median_cell,
    missing_cell,
    result_cell,
    tone_of,
)
from cpreport.tables.notes import basis_notes, not_scorable_notes
from cpreport.tables.table import Cell, Table, TableColumn, TableRow, Tone

NO_VISIT = "no visit"

#: Stands for a score that has no value at a visit; a note tells why.
_NO_VALUE = "·"

#: Which way a change goes, beside the numbers: colour alone never says it.
_SIGNS: dict[Direction | None, str] = {"better": " ▲", "worse": " ▼"}


def scores_table(findings: Findings) -> Table | None:
    """Tabulate the scores with their change, by patient or of many in sum; None without any."""
    if not any(case.scores for case in findings.cases):
        return None
    return _change_table(findings) if one_by_one(findings) else _summary_table(findings)


def _change_table(findings: Findings) -> Table:
    """List every score before and after: a row a score, a column a patient, on one page."""
    earlier, later = compared_labels(findings)
    rows = tuple(
        TableRow(
            (
                Cell(sentence_case(line.label)),
                *(_before_and_after(findings, case.id, line) for case in findings.cases),
            ),
            scale_heading(findings.say, line.scale),
        )
        for line in score_lines(scales_of(findings, findings.cases))
    )
    cells = [cell for row in rows for cell in row.cells[1:]]
    notes = [findings.say("tables.series_scores.pairs", earlier=earlier, later=later)]
    if any(_NO_VALUE in cell.text for cell in cells):
        notes.append(findings.say("tables.series_scores.no_value", sign=_NO_VALUE))
    return Table(
        id="scores",
        caption=findings.say("tables.series_scores.caption"),
        columns=(TableColumn("Score"), *(TableColumn(case.id) for case in findings.cases)),
        rows=rows,
        notes=(*notes, *basis_notes(findings, findings.cases, named=True)),
        group_heading="Scale",
    )


def _before_and_after(findings: Findings, case: str, line: ScoreLine) -> Cell:
    """Print a score before and after with the sign of its direction; once where it stayed."""
    score = (line.scale.id, line.rule.name, line.side)
    compared = findings.scored.series.record.compare
    ids = [(case, visit, *score) for visit in compared]
    results = [findings.result(*parts) if findings.has(*parts) else None for parts in ids]
    said = [_NO_VALUE if r is None or r.value is None else r.printed for r in results]
    printed = [r.id for r in results if r is not None and r.value is not None]
    change = (case, "change", *score)
    held = findings.result(*change) if findings.has(*change) else None
    sign = _SIGNS.get(held.direction, "") if held and held.value is not None else ""
    text = " → ".join(said if len(set(said)) > 1 or sign else said[:1]) + sign
    tone: Tone = "missing"
    if held is not None and printed:
        tone = tone_of(held) or ("unchanged" if held.direction == "unchanged" else "")
    return Cell(text, printed[0] if printed else None, tone, tuple(printed[1:]))


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
        caption=findings.say("tables.series_scores.patients.caption"),
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
        return missing_cell(NO_VISIT)
    return result_cell(findings, case.id, visit, *score, absent=NOT_RECORDED)
