"""Tabulate the scores of one case at every visit with the change."""

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
    sentence_case,
    threshold_keys,
    visits_of,
)
from cpreport.outcomes.result import NOT_COMPARABLE, NOT_RECORDED
from cpreport.outcomes.scoring_words import threshold_kind
from cpreport.tables.cells import (
    NONE_BY_NATURE,
    change_cell,
    direction_cell,
    missing_cell,
    result_cell,
)
from cpreport.tables.notes import (
    abbreviations,
    basis_notes,
    not_scorable_notes,
    scoring_notes,
    threshold_notes,
)
from cpreport.tables.table import Cell, Table, TableColumn, TableRow


def scores_table(findings: Findings, case_id: str) -> Table | None:
    """List a case's scores by visit, change, direction and threshold; None without any."""
    case = findings.scored.case(case_id)
    if not case.scores:
        return None
    visits = visits_of(findings, (case,))
    earlier, later = compared_labels(findings)
    scales = [scale for scale in scales_of(findings, (case,)) if scale.scores]
    thresholds = any(scale.thresholds for scale in scales)
    kinds = [
        (t.kind, threshold_kind(findings.say, t.kind)) for scale in scales for t in scale.thresholds
    ]
    return Table(
        id="scores",
        caption=findings.say("tables.case_scores.caption", case=case_id),
        columns=(
            TableColumn("Score"),
            *(TableColumn(visit.label, align="right") for visit in visits),
            TableColumn("Change", align="right"),
            TableColumn("Direction"),
            *([TableColumn("Published threshold")] if thresholds else []),
        ),
        rows=tuple(
            _row(findings, case_id, line, visits, thresholds=thresholds)
            for line in score_lines(scales)
        ),
        notes=(
            findings.say("tables.shared.change", later=later, earlier=earlier),
            *not_scorable_notes(findings, (case,)),
            *basis_notes(findings, (case,)),
            *scoring_notes(findings, scales),
            *threshold_notes(findings, scales),
            *abbreviations(kinds),
        ),
        group_heading="Scale",
    )


def _row(
    findings: Findings,
    case: str,
    line: ScoreLine,
    visits: Sequence[DeclaredVisit],
    *,
    thresholds: bool,
) -> TableRow:
    score = (line.scale.id, line.rule.name, line.side)
    by_visit = (result_cell(findings, case, v.id, *score, absent=NOT_RECORDED) for v in visits)
    change = change_cell(findings, case, *score)
    # What could not be compared is said once.
    known = change.tone != "missing"
    cells = [
        Cell(sentence_case(line.label)),
        *by_visit,
        change,
        direction_cell(findings, case, "change", *score) if known else NONE_BY_NATURE,
    ]
    if thresholds:
        cells.append(_threshold_cell(findings, case, line))
    return TableRow(tuple(cells), scale_heading(findings.say, line.scale))


def _threshold_cell(findings: Findings, case: str, line: ScoreLine) -> Cell:
    """Say of each published threshold of a score whether its change passes it."""
    keys = threshold_keys(line)
    if line.scale.is_measured:
        return NONE_BY_NATURE
    if not keys:
        return Cell("none applied")
    change = (case, "change", line.scale.id, line.rule.name, line.side)
    results = [(k, findings.result(*change, k)) for k in keys if findings.has(*change, k)]
    if not results:
        return missing_cell(NOT_COMPARABLE)
    first, *others = (result.id for _, result in results)
    text = "\n".join(f"{key.split('.')[0]} {result.printed}" for key, result in results)
    return Cell(text, first, others=tuple(others))
