"""Tabulate the treatment sessions of one case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cpreport.cases.case import Session
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import join_names
from cpreport.tables.cells import recorded_cell, result_cell
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

#: What a session records beside its time, and may record; the latter is printed where any has it.
_ALWAYS: tuple[tuple[str, Callable[[Session], str | None]], ...] = (
    ("Routes", lambda session: join_names(session.routes)),
    ("Dose", lambda session: session.dose),
)
_OPTIONAL: tuple[tuple[str, Callable[[Session], str | None]], ...] = (
    ("Volume", lambda session: session.volume),
    ("Note", lambda session: session.note),
)


def sessions_table(findings: Findings, case_id: str) -> Table | None:
    """List a case's sessions, one a row, each with its day; None where there is none."""
    case = findings.case(case_id).case
    if not case.sessions:
        return None
    there = [*_ALWAYS, *((name, of) for name, of in _OPTIONAL if any(map(of, case.sessions)))]
    return Table(
        id="sessions",
        caption=findings.say("tables.case_sessions.caption", case=case_id),
        columns=(
            TableColumn("Session"),
            TableColumn(findings.moment.capitalize(), align="right"),
            *(TableColumn(name) for name, _ in there),
        ),
        rows=tuple(_rows(findings, case_id, there)),
        notes=(_note(findings),),
        group_heading="Treatment",
    )


def _note(findings: Findings) -> str:
    moment = findings.moment.capitalize()
    return findings.say("tables.case_sessions.day", moment=moment, zero=findings.zero)


def _rows(
    findings: Findings, case_id: str, there: Sequence[tuple[str, Callable[[Session], str | None]]]
) -> Iterator[TableRow]:
    case = findings.case(case_id).case
    number = 0
    for treatment in case.treatment:
        for session in treatment.sessions:
            number += 1
            yield TableRow(
                (
                    Cell(str(number)),
                    result_cell(findings, case_id, "session", str(number), "day"),
                    *(recorded_cell(name, of(session)) for name, of in there),
                ),
                treatment.name if len(case.treatment) > 1 else "",
            )
