"""Tabulate every score of a series by patient and visit.

Of many patients it sums up; each patient's rows then stand in the supplement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cpreport.cases.series import DeclaredVisit
from cpreport.cases.values import is_missing
from cpreport.cases.visit_pair import VisitPair
from cpreport.numbers import NO_BREAK
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.outcomes.result import NOT_RECORDED, Result, sign_of
from cpreport.outcomes.score_lines import (
    ScoreLine,
    line_heading,
    scale_heading,
    scales_of,
    score_lines,
)
from cpreport.outcomes.shown_visits import CHANGE, change_heading, compared_labels, visits_of
from cpreport.outcomes.wording import capital
from cpreport.scales.graded import NOT_SCORABLE, ScoredCase
from cpreport.tables.cells import change_cells, median_cell, missing_cell, result_cell, tone_of
from cpreport.tables.change_heads import change_columns, with_change
from cpreport.tables.notes import basis_notes, change_notes, not_scorable_notes, verdict_notes
from cpreport.tables.table import Cell, Table, TableColumn, TableRow, Tone

#: Stands for a score that has no value at a visit; a note tells why.
_NO_VALUE = "·"

#: What a score without a value prints beside the missing words.
_LACKING = (NOT_SCORABLE, NOT_RECORDED)


def scores_table(findings: Findings) -> Table | None:
    """Tabulate the scores with their change, by patient or of many in sum; None without any."""
    if not any(case.scores for case in findings.cases):
        return None
    if not one_by_one(findings):
        return _summary_table(findings)
    return _change_table(findings) if len(findings.pairs) == 1 else patients_table(findings)


def _change_table(findings: Findings) -> Table:
    """List every score before and after: a row a score, a column a patient, on one page."""
    earlier, later = compared_labels(findings)
    rows = tuple(
        TableRow(
            (
                Cell(capital(line.label)),
                *(_before_and_after(findings, case.id, line) for case in findings.cases),
            ),
            scale_heading(findings.say, line.scale, unit=line.scale.unit),
        )
        for line in score_lines(scales_of(findings, findings.cases))
    )
    cells = [cell for row in rows for cell in row.cells[1:]]
    pairs = findings.say("tables.series_scores.pairs", earlier=earlier, later=later)
    if any(cell.text.endswith(("▲", "▼")) for cell in cells):
        pairs = f"{pairs} {findings.say('tables.series_scores.signs')}"
    notes = [pairs]
    if any(_NO_VALUE in cell.text for cell in cells):
        notes.append(findings.say("tables.series_scores.no_value", sign=_NO_VALUE))
    return Table(
        id="scores",
        caption=findings.say("tables.series_scores.caption", len(findings.cases)),
        columns=(TableColumn("Score"), *(TableColumn(case.id) for case in findings.cases)),
        rows=rows,
        notes=(
            *notes,
            *verdict_notes(findings, findings.cases),
            *basis_notes(findings, findings.cases, named=True),
        ),
        group_heading="Scale",
        one_a_column=True,
    )


def _before_and_after(findings: Findings, case: str, line: ScoreLine) -> Cell:
    """Print a score before and after with the sign of its direction; once where it stayed."""
    score = (line.scale.id, line.rule.name, line.side)
    results = [findings.get(case, visit, *score) for visit in findings.pairs[0].visits]
    values = [None if r is None or _lacks_value(r) else r for r in results]
    said = [_NO_VALUE if r is None else _bare(r, line) for r in values]
    printed = [r.id for r in values if r is not None]
    change = findings.get(case, "change", *score)
    sign = sign_of(change.direction) if change and change.value is not None else ""
    first, last = said
    text = f"{first} → {last}" if first != last or sign else first
    tone: Tone = "missing"
    if change is not None and printed:
        tone = tone_of(change) or ("unchanged" if change.direction == "unchanged" else "")
    return Cell(f"{text}{sign}", printed[0] if printed else None, tone, tuple(printed[1:]))


def _bare(result: Result, line: ScoreLine) -> str:
    """Print a value without its unit, which stands beside the name of the score."""
    unit = line.scale.unit
    return result.printed.removesuffix(f"{NO_BREAK}{unit}") if unit else result.printed


def _lacks_value(result: Result) -> bool:
    """Whether a result says that there is no value; a word of a measure, such as unable, is one."""
    word = result.printed
    return result.value is None and (is_missing(word) or word.startswith(_LACKING))


def patients_table(findings: Findings) -> Table:
    """List every score by patient and visit with the change."""
    visits = visits_of(findings, findings.cases)
    rows = (
        _row(findings, case, line, visits)
        for line in score_lines(scales_of(findings, findings.cases))
        for case in findings.cases
    )
    notes = (
        *change_notes(findings),
        *verdict_notes(findings, findings.cases),
        *not_scorable_notes(findings, findings.cases, named=True),
        *basis_notes(findings, findings.cases, named=True),
    )
    return replace(_without_rows(findings, visits), rows=tuple(rows), notes=notes)


@dataclass(frozen=True, slots=True)
class TableByPatient:
    """The same table, cut into every patient's rows.

    visits, lines : tuple
        Its columns and its groups of rows: those of the whole series.
    """

    findings: Findings
    visits: tuple[DeclaredVisit, ...]
    lines: tuple[ScoreLine, ...]

    def of(self, case: ScoredCase) -> Table:
        """Tabulate a patient's scores."""
        rows = (_row(self.findings, case, line, self.visits) for line in self.lines)
        return replace(_without_rows(self.findings, self.visits), rows=tuple(rows))

    @property
    def made_for(self) -> tuple[str, ...]:
        """Name what other patients decide of one's rows: the visits, and the scores."""
        scores = (line for one in self.lines for line in _score(one))
        return (*(visit.id for visit in self.visits), ":", *(part or "" for part in scores))


def table_by_patient(findings: Findings) -> TableByPatient:
    """Say what every patient's rows of the table have in common."""
    lines = score_lines(scales_of(findings, findings.cases))
    return TableByPatient(findings, visits_of(findings, findings.cases), lines)


def _without_rows(findings: Findings, visits: Sequence[DeclaredVisit]) -> Table:
    return Table(
        id="scores",
        caption=findings.say("tables.series_scores.patients.caption", change=with_change(findings)),
        columns=(
            TableColumn("Patient"),
            *(TableColumn(visit.label, align="right") for visit in visits),
            *(column for pair in findings.pairs for column in change_columns(findings, pair)),
        ),
        rows=(),
        group_heading="Score",
    )


def _summary_table(findings: Findings) -> Table:
    lines = score_lines(scales_of(findings, findings.cases))
    visits = _summed_visits(findings)
    return Table(
        id="scores",
        caption=findings.say("tables.series_scores.caption.all", change=with_change(findings)),
        columns=(
            TableColumn("Score"),
            *(TableColumn(visit.label, align="right") for visit in visits),
            *(column for pair in findings.pairs for column in _summed_columns(findings, pair)),
        ),
        rows=tuple(
            _summary_row(findings, line, visits)
            for line in lines
            if any(findings.has(*_score(line), visit.id, "n") for visit in visits)
        ),
        notes=(
            *(
                (findings.say("tables.series_scores.median"),)
                if any(scale.is_ordered for scale in scales_of(findings, findings.cases))
                else ()
            ),
            *change_notes(findings, "tables.series_scores.change"),
        ),
        group_heading="Scale",
    )


def _summed_visits(findings: Findings) -> tuple[DeclaredVisit, ...]:
    """List the compared visits, or all where none are compared."""
    compared = {visit for pair in findings.pairs for visit in pair.visits}
    every = findings.record.visits
    return tuple(visit for visit in every if visit.id in (compared or {visit.id}))


def _summed_columns(findings: Findings, pair: VisitPair) -> tuple[TableColumn, TableColumn]:
    heading = change_heading(findings, pair)
    group = "" if heading == CHANGE else heading
    return (
        TableColumn("Median (range)" if group else CHANGE, align="right", group=group),
        TableColumn("Patients compared", align="right", group=group),
    )


def _summary_row(findings: Findings, line: ScoreLine, visits: Sequence[DeclaredVisit]) -> TableRow:
    score = _score(line)
    cells = [median_cell(findings, *score, visit.id) for visit in visits]
    for pair in findings.pairs:
        cells.append(median_cell(findings, *score, pair.key, "change"))
        cells.append(result_cell(findings, *score, pair.key, "pairs"))
    return TableRow((Cell(capital(line.label)), *cells), scale_heading(findings.say, line.scale))


def _score(line: ScoreLine) -> tuple[str, str, str | None]:
    return line.scale.id, line.rule.name, line.side


def _row(
    findings: Findings, case: ScoredCase, line: ScoreLine, visits: Sequence[DeclaredVisit]
) -> TableRow:
    score = _score(line)
    return TableRow(
        (
            Cell(case.id),
            *(_at_visit(findings, case, visit.id, score) for visit in visits),
            *(c for pair in findings.pairs for c in change_cells(findings, case.id, pair, *score)),
        ),
        line_heading(findings.say, line),
    )


def _at_visit(
    findings: Findings, case: ScoredCase, visit: str, score: tuple[str | None, ...]
) -> Cell:
    if visit not in {v.id for v in case.case.visits}:
        return missing_cell(findings.say("tables.no_visit"))
    return result_cell(findings, case.id, visit, *score, absent=NOT_RECORDED)
