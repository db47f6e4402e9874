"""Tabulate the treatments of one case that are not given in sessions, phase by phase."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cpreport.cases.case import Case, CoursePhase
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.treatments import phase_time, time_of_treatment
from cpreport.scales.graded import ScoredCase
from cpreport.tables.cells import NONE_BY_NATURE, recorded_cell
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

#: What a phase may record; a column is printed where any phase has it.
_OPTIONAL: tuple[tuple[str, Callable[[CoursePhase], str | None]], ...] = (
    ("Dose", lambda phase: phase.dose),
    ("Route", lambda phase: phase.route),
    ("Frequency", lambda phase: phase.frequency),
    ("Note", lambda phase: phase.note),
)


def courses_table(findings: Findings, case_id: str) -> Table | None:
    """List the phases of each course, and what was done once; None where there is neither."""
    case = findings.case(case_id)
    phases = [phase for treatment in case.case.treatment for phase in treatment.phases]
    shown = [(name, of) for name, of in _OPTIONAL if any(map(of, phases))]
    rows = tuple(_rows(findings, case, shown))
    if not rows:
        return None
    return Table(
        id="courses",
        caption=findings.say("tables.case_courses.caption", case=case_id),
        columns=(TableColumn("Time"), *(TableColumn(name) for name, _ in shown)),
        rows=rows,
        notes=(findings.say("tables.case_courses.as_recorded", zero=findings.zero),),
        wide=False,
        group_heading="Treatment",
    )


def says_more_than_when(case: Case) -> bool:
    """Whether a phase records more than its time, which the sentences of a report say."""
    phases = [phase for treatment in case.treatment for phase in treatment.phases]
    return any(of(phase) for phase in phases for _, of in _OPTIONAL)


def _rows(
    findings: Findings,
    case: ScoredCase,
    shown: Sequence[tuple[str, Callable[[CoursePhase], str | None]]],
) -> Iterator[TableRow]:
    for number, treatment in enumerate(case.case.treatment, 1):
        if treatment.at_one_time:
            time = Cell(time_of_treatment(findings, case, number))
            yield TableRow((time, *(NONE_BY_NATURE for _ in shown)), treatment.name)
        for n, phase in enumerate(treatment.phases, 1):
            time = Cell(phase_time(findings, case, number, n))
            cells = (
                recorded_cell(name, of(phase)) if any(map(of, treatment.phases)) else NONE_BY_NATURE
                for name, of in shown
            )
            yield TableRow((time, *cells), treatment.name)
