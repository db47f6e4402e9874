"""Tabulate the treatment sessions of one case."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cpreport.cases.case import Session
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import join_names
from cpreport.tables.cells import result_cell, text_cell
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

#: What a session may record beside its time, routes and dose; printed where any session has it.
_OPTIONAL: tuple[tuple[str, Callable[[Session], str | None]], ...] = (
    ("Volume", lambda session: session.volume),
    ("Note", lambda session: session.note),
)


def sessions_table(findings: Findings, case_id: str) -> Table | None:
    """List a case's sessions, one a row, each with its day; None where there is none."""
    case = findings.scored.case(case_id).case
    if not case.sessions:
        return None
    optional = [(name, of) for name, of in _OPTIONAL if any(map(of, case.sessions))]
    return Table(
        id="sessions",
        caption=findings.say("tables.case_sessions.caption", case=case_id),
        columns=(
            TableColumn("Session", align="right"),
            TableColumn(findings.moment.capitalize(), align="right"),
            TableColumn("Routes"),
            TableColumn("Dose"),
            *(TableColumn(name) for name, _ in optional),
        ),
        rows=tuple(_rows(findings, case_id, [of for _, of in optional])),
        notes=(_note(findings),),
        group_heading="Treatment",
    )


def _note(findings: Findings) -> str:
    moment = findings.moment.capitalize()
    return findings.say("tables.case_sessions.day", moment=moment, zero=findings.zero)


def _rows(
    findings: Findings, case_id: str, optional: list[Callable[[Session], str | None]]
) -> Iterator[TableRow]:
    case = findings.scored.case(case_id).case
    number = 0
    for treatment in case.treatment:
        for session in treatment.sessions:
            number += 1
            yield TableRow(
                (
                    Cell(str(number)),
                    result_cell(findings, case_id, "session", str(number), "day"),
                    text_cell(join_names(session.routes)),
                    text_cell(session.dose),
                    *(text_cell(of(session)) for of in optional),
                ),
                treatment.name,
            )
