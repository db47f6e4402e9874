"""Tabulate the scores of one case at every visit with the change."""

from __future__ import annotations

from collections.abc import Sequence

from cpreport.cases.series import DeclaredVisit
from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import NOT_COMPARABLE, NOT_RECORDED
from cpreport.outcomes.score_lines import (
    ScoreLine,
    scale_heading,
    scales_of,
    score_lines,
    threshold_keys,
)
from cpreport.outcomes.scoring_words import threshold_kind
from cpreport.outcomes.shown_visits import visits_of
from cpreport.outcomes.wording import capital
from cpreport.tables.cells import NONE_BY_NATURE, change_cells, missing_cell, result_cell
from cpreport.tables.change_heads import change_columns, with_change
from cpreport.tables.notes import (
    abbreviations,
    basis_notes,
    change_notes,
    not_scorable_notes,
    scoring_notes,
    threshold_notes,
    verdict_notes,
)
from cpreport.tables.table import Cell, Table, TableColumn, TableRow


def scores_table(findings: Findings, case_id: str) -> Table | None:
    """List a case's scores by visit, change, direction and threshold; None without any."""
    case = findings.case(case_id)
    if not case.scores:
        return None
    visits = visits_of(findings, (case,))
    scales = [scale for scale in scales_of(findings, (case,)) if scale.scores]
    thresholds = any(scale.thresholds for scale in scales)
    kinds = [
        (t.kind, threshold_kind(findings.say, t.kind)) for scale in scales for t in scale.thresholds
    ]
    return Table(
        id="scores",
        caption=findings.say(
            "tables.case_scores.caption", case=case_id, change=with_change(findings)
        ),
        columns=(
            TableColumn("Score"),
            *(TableColumn(visit.label, align="right") for visit in visits),
            *(c for p in findings.pairs for c in _columns(findings, p, thresholds=thresholds)),
        ),
        rows=tuple(
            _row(findings, case_id, line, visits, thresholds=thresholds)
            for line in score_lines(scales)
        ),
        notes=(
            *change_notes(findings),
            *verdict_notes(findings, (case,)),
            *not_scorable_notes(findings, (case,)),
            *basis_notes(findings, (case,), told=scales),
            *scoring_notes(findings, scales),
            *threshold_notes(findings, scales),
            *abbreviations(kinds),
        ),
        group_heading="Scale",
    )


def _columns(findings: Findings, pair: VisitPair, *, thresholds: bool) -> tuple[TableColumn, ...]:
    change = change_columns(findings, pair)
    group = change[0].group
    return (*change, TableColumn("Published threshold", group=group)) if thresholds else change


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
    cells = [Cell(capital(line.label)), *by_visit]
    for pair in findings.pairs:
        cells += change_cells(findings, case, pair, *score)
        if thresholds:
            cells.append(_threshold_cell(findings, case, line, pair))
    return TableRow(tuple(cells), scale_heading(findings.say, line.scale))


def _threshold_cell(findings: Findings, case: str, line: ScoreLine, pair: VisitPair) -> Cell:
    """Say of each published threshold of a score whether its change passes it."""
    keys = threshold_keys(line)
    if not keys and line.scale.is_measured:
        return NONE_BY_NATURE
    if not keys:
        return Cell(findings.say("tables.threshold.none"))
    change = (case, "change", pair.key, line.scale.id, line.rule.name, line.side)
    results = [(k, findings.result(*change, k)) for k in keys if findings.has(*change, k)]
    if not results:
        return missing_cell(NOT_COMPARABLE)
    first, *others = (result.id for _, result in results)
    text = "\n".join(f"{key.split('.')[0]} {result.printed}" for key, result in results)
    return Cell(text, first, others=tuple(others))
