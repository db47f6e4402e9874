"""Tabulate the adverse events of one case, or their absence."""

from __future__ import annotations

from cpreport.cases.case import AdverseEvent, Case
from cpreport.outcomes.findings import Findings
from cpreport.tables.cells import result_cell, text_cell
from cpreport.tables.notes import abbreviations
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

_CTCAE = ("CTCAE", "Common Terminology Criteria for Adverse Events")


def adverse_events_table(findings: Findings, case_id: str) -> Table:
    """List a case's adverse events, one a row; where none is listed, the counts that say so."""
    case = findings.scored.case(case_id).case
    if isinstance(case.adverse_events, tuple) and case.adverse_events:
        return _events(findings, case, case.adverse_events)
    return _none(findings, case)


def _none(findings: Findings, case: Case) -> Table:
    """Show zero with its denominator, or that nobody looked."""
    rows = (
        ("Adverse events", result_cell(findings, case.id, "adverse_events")),
        ("Sessions", result_cell(findings, case.id, "sessions")),
        ("Follow-up, months", result_cell(findings, case.id, "follow_up")),
    )
    return Table(
        id="adverse_events",
        caption=f"Adverse events of {case.id}",
        columns=(TableColumn("Observed"), TableColumn("Number", align="right")),
        rows=tuple(TableRow((Cell(head), cell)) for head, cell in rows),
        wide=False,
    )


def _events(findings: Findings, case: Case, events: tuple[AdverseEvent, ...]) -> Table:
    versions = ", ".join(dict.fromkeys(event.ctcae_version for event in events))
    return Table(
        id="adverse_events",
        caption=f"Adverse events of {case.id}",
        columns=(
            TableColumn("Event"),
            TableColumn("CTCAE grade", align="right"),
            TableColumn("Day", align="right"),
            TableColumn("After session", align="right"),
            TableColumn("Duration"),
            TableColumn("Serious"),
            TableColumn("Related"),
            TableColumn("Action"),
            TableColumn("Outcome"),
        ),
        rows=tuple(_row(findings, case.id, n, event) for n, event in enumerate(events, start=1)),
        notes=(
            f"CTCAE version {versions}. Related: in the terms of the WHO-UMC system.",
            "Day: days since the first session.",
            *abbreviations(
                (
                    _CTCAE,
                    ("WHO-UMC", "World Health Organization, Uppsala Monitoring Centre"),
                )
            ),
        ),
    )


def _row(findings: Findings, case: str, number: int, event: AdverseEvent) -> TableRow:
    serious = ", ".join(event.serious_criteria) or "yes" if event.serious else "no"
    return TableRow(
        (
            text_cell(event.term),
            Cell(str(event.grade)),
            result_cell(findings, case, "adverse_event", str(number), "day"),
            text_cell(str(event.session) if event.session is not None else None),
            text_cell(event.duration),
            text_cell(serious),
            text_cell(event.relatedness),
            text_cell(event.action),
            text_cell(event.outcome),
        )
    )
