"""Tabulate the adverse events of one case, or their absence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cpreport.cases.case import AdverseEvent, Case
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import NOT_REPORTED
from cpreport.tables.cells import follow_up_head, result_cell, text_cell
from cpreport.tables.notes import abbreviations
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

#: The abbreviation with what it stands for, a name that no language changes.
CTCAE = ("CTCAE", "Common Terminology Criteria for Adverse Events")


def adverse_events_table(findings: Findings, case_id: str) -> Table:
    """List a case's adverse events, one a row; where none is listed, the counts that say so."""
    case = findings.case(case_id).case
    return _events(findings, case, case.events) if case.events else _none(findings, case)


def _none(findings: Findings, case: Case) -> Table:
    """Show zero with its denominator, or that nobody looked."""
    rows = (
        ("Adverse events", result_cell(findings, case.id, "adverse_events")),
        ("Looked for", result_cell(findings, case.id, "adverse_events", "looked_for")),
        *([("Sessions", result_cell(findings, case.id, "sessions"))] if case.sessions else []),
        (follow_up_head(findings), result_cell(findings, case.id, "follow_up")),
    )
    return Table(
        id="adverse_events",
        caption=findings.say("tables.case_adverse_events.caption", case=case.id),
        columns=(TableColumn("Observed"), TableColumn("Number", align="right")),
        rows=tuple(TableRow((Cell(head), cell)) for head, cell in rows),
        wide=False,
    )


def _events(findings: Findings, case: Case, events: tuple[AdverseEvent, ...]) -> Table:
    return Table(
        id="adverse_events",
        caption=findings.say("tables.case_adverse_events.caption", case=case.id),
        columns=(
            TableColumn("Event"),
            TableColumn(grade_heading(findings, events), align="right"),
            TableColumn(findings.moment.capitalize(), align="right"),
            *([TableColumn("After session", align="right")] if case.sessions else []),
            *([TableColumn("Treatment at onset")] if _tied(findings, case) else []),
            TableColumn("Duration"),
            TableColumn("Serious"),
            TableColumn("Related"),
            TableColumn("Action"),
            TableColumn("Outcome"),
        ),
        rows=tuple(
            _row(findings, case, n, event, grade_heading(findings, events))
            for n, event in enumerate(events, start=1)
        ),
        notes=(
            *_gradings(findings, events),
            " ".join(_columns_in_words(findings, case)),
            *abbreviations(
                (
                    *grading_abbreviations(events),
                    ("WHO-UMC", "World Health Organization, Uppsala Monitoring Centre"),
                )
            ),
        ),
    )


def _tied(findings: Findings, case: Case) -> bool:
    """Whether a course was under way at the onset of any event."""
    numbers = range(1, len(case.adverse_events) + 1)
    return any(findings.has(case.id, "adverse_event", str(n), "treatment") for n in numbers)


def _columns_in_words(findings: Findings, case: Case) -> Iterator[str]:
    moment = findings.moment.capitalize()
    named = "tables.case_adverse_events.columns"
    yield findings.say(named, moment=moment, zero=findings.zero)
    if case.sessions:
        yield findings.say("tables.case_adverse_events.columns.session")
    if _tied(findings, case):
        yield findings.say("tables.case_adverse_events.columns.treatment")


def grade_heading(findings: Findings, events: Iterable[AdverseEvent]) -> str:
    """Head a column of grades: by their grading where all have the same."""
    gradings = {event.grading for event in events}
    if len(gradings) > 1:
        return "Grade"
    return findings.say("tables.head.grade", grading=gradings.pop())


def grade_cell(event: AdverseEvent, heading: str) -> Cell:
    """Print a grade, with its grading where the column's heading does not say it."""
    if event.severity is None or heading != "Grade":
        return text_cell(event.grade)
    return Cell(f"{event.grading} {event.grade}")


def grading_abbreviations(events: Iterable[AdverseEvent]) -> tuple[tuple[str, str], ...]:
    """Name the abbreviations that the gradings of events need."""
    return (CTCAE,) if any(event.grading == "CTCAE" for event in events) else ()


def grading_notes(findings: Findings, events: Iterable[AdverseEvent]) -> Iterator[str]:
    """Say what a grading other than the CTCAE is, with its source."""
    if any(event.grading == "Clavien-Dindo" for event in events):
        yield findings.say("tables.shared.clavien_dindo")


def _gradings(findings: Findings, events: Sequence[AdverseEvent]) -> Iterator[str]:
    by_ctcae = [event.ctcae_version for event in events if event.grading == "CTCAE"]
    if by_ctcae:
        versions = ", ".join(dict.fromkeys(by_ctcae))
        yield findings.say("tables.case_adverse_events.ctcae", versions=versions)
    yield from grading_notes(findings, events)


def _row(
    findings: Findings, case: Case, number: int, event: AdverseEvent, heading: str
) -> TableRow:
    parts = (case.id, "adverse_event", str(number))
    criteria = ", ".join(event.serious_criteria)
    serious = {True: criteria or "yes", False: "no", None: NOT_REPORTED}
    return TableRow(
        (
            text_cell(event.term),
            grade_cell(event, heading),
            result_cell(findings, *parts, "day"),
            *([result_cell(findings, *parts, "session")] if case.sessions else []),
            *(
                [
                    result_cell(
                        findings, *parts, "treatment", absent=findings.say("tables.none_under_way")
                    )
                ]
                if _tied(findings, case)
                else []
            ),
            text_cell(event.duration),
            text_cell(serious[event.serious]),
            text_cell(event.relatedness),
            text_cell(event.action),
            text_cell(event.outcome),
        )
    )
