"""Tabulate the phases of one patient, or of all: how many values each has, and the indices."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.outcomes.findings import Findings
from cpreport.outcomes.means import NOT_COMPUTABLE
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.outcomes.phase_results import INDICES, PHASES, phases_id
from cpreport.outcomes.wording import capital
from cpreport.scales.graded import ScoredCase
from cpreport.scales.phase_points import LEAST, PhasePoints, phase_points
from cpreport.tables.cells import result_cell
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

#: The phases, as the ids of their counts end, with their headings.
_COUNTS = {"baseline": "Baseline", "treatment": "Treatment"}


def case_phases_table(findings: Findings, case_id: str) -> Table | None:
    """Tabulate every score whose phases are compared; None where there is none."""
    case = findings.case(case_id)
    rows = tuple(
        TableRow((Cell(_name(points)), *_cells(findings, case, points)))
        for points in _points(findings, case)
    )
    caption = findings.say("tables.case_phases.caption", case=case_id)
    return _table(findings, "Score", caption, rows)


def series_phases_table(findings: Findings) -> Table | None:
    """Tabulate every patient's phases, score by score; None where there are none."""
    if findings.record.phases is None or not one_by_one(findings):
        return None
    found = [(case, points) for case in findings.cases for points in _points(findings, case)]
    names = dict.fromkeys(_name(points) for _, points in found)
    rows = tuple(
        TableRow((Cell(case.id), *_cells(findings, case, points)), name)
        for name in names
        for case, points in found
        if _name(points) == name
    )
    return _table(findings, "Patient", findings.say("tables.series_phases.caption"), rows)


def _table(
    findings: Findings, first: str, caption: str, rows: tuple[TableRow, ...]
) -> Table | None:
    if not rows:
        return None
    counted = (TableColumn(head, align="right", group="Values") for head in _COUNTS.values())
    return Table(
        id=PHASES,
        caption=caption,
        columns=(
            TableColumn(first),
            *counted,
            *(TableColumn(index, align="right") for index in INDICES),
        ),
        rows=rows,
        notes=tuple(_notes(findings, rows)),
        group_heading="Score",
    )


def _notes(findings: Findings, rows: tuple[TableRow, ...]) -> Iterator[str]:
    yield findings.say("tables.phases.note")
    if any(cell.text == NOT_COMPUTABLE for row in rows for cell in row.cells):
        yield findings.say("tables.phases.note.not_computable", n=str(LEAST))


def _points(findings: Findings, case: ScoredCase) -> Iterator[PhasePoints]:
    scored = findings.scored
    return phase_points(scored.series.record, scored.scales, case.scores)


def _name(points: PhasePoints) -> str:
    name = points.scale.name
    return capital(f"{name}, {points.side}" if points.side else name)


def _cells(findings: Findings, case: ScoredCase, points: PhasePoints) -> Iterator[Cell]:
    for part in (*_COUNTS, *INDICES):
        yield result_cell(findings, phases_id(case.id, points, part))
