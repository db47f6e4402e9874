"""Take the findings of a series, and give the table of its adverse events with denominators."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.outcomes.findings import Findings
from cpreport.tables.cells import NONE_BY_NATURE, result_cell
from cpreport.tables.notes import abbreviations
from cpreport.tables.table import Cell, Column, Row, Table

_PROPORTIONS = {
    "Patients in whom they were looked for": "assessed",
    "Patients with an event": "patients",
    "Sessions followed by an event": "sessions",
}
_EVENTS = {
    "Events": "events",
    "Serious events": "serious",
    "Events of CTCAE grade 3 to 5": "grade_3_to_5",
}


def adverse_events_table(findings: Findings) -> Table:
    """Give adverse events by patient, by session and by event, with what zero leaves possible."""
    return Table(
        id="adverse_events",
        caption="Adverse events of the series",
        columns=(
            Column("Adverse events"),
            Column("Number"),
            Column("95% confidence limits"),
        ),
        rows=(*_proportions(findings), *_counts(findings), *_patients(findings)),
        notes=tuple(_notes(findings)),
        wide=False,
        group_heading="By",
    )


def _proportions(findings: Findings) -> Iterator[Row]:
    for head, part in _PROPORTIONS.items():
        number = _n_of_n(findings, "adverse_events", part)
        yield Row((Cell(head), number, _limits(findings, part)), "Series")


def _n_of_n(findings: Findings, *parts: str) -> Cell:
    cell = result_cell(findings, *parts)
    if cell.result is None or cell.tone == "missing":
        return cell
    return Cell(findings.result(*parts).n_of_n, cell.result)


def _limits(findings: Findings, part: str) -> Cell:
    """Print the exact upper limit where nothing occurred, else the interval."""
    if findings.has("adverse_events", part, "upper95"):
        upper = findings.result("adverse_events", part, "upper95")
        return Cell(f"up to {upper.printed}", upper.id)
    if part != "assessed" and findings.has("adverse_events", part):
        result = findings.result("adverse_events", part)
        if result.interval_printed:
            return Cell(result.interval_printed, result.id)
    return NONE_BY_NATURE


def _counts(findings: Findings) -> Iterator[Row]:
    for head, part in _EVENTS.items():
        if findings.has("adverse_events", part):
            cell = result_cell(findings, "adverse_events", part)
            yield Row((Cell(head), cell, NONE_BY_NATURE), "Series")


def _patients(findings: Findings) -> Iterator[Row]:
    """Give each patient's events, so that one patient's many do not look like many patients'."""
    if any(isinstance(case.case.adverse_events, tuple) for case in findings.cases):
        for case in findings.cases:
            cell = result_cell(findings, case.id, "adverse_events")
            yield Row((Cell(case.id), cell, NONE_BY_NATURE), "Events by patient")


def _notes(findings: Findings) -> Iterator[str]:
    if any(id.startswith("adverse_events.") and id.endswith(".upper95") for id in findings.ledger):
        yield "Up to: exact one-sided upper 95% limit of the risk, as no event occurred."
    for case in findings.cases:
        if isinstance(case.case.adverse_events, tuple):
            yield from (_event(findings, case.id, n) for n in range(len(case.case.adverse_events)))
    yield from abbreviations((("CTCAE", "Common Terminology Criteria for Adverse Events"),))


def _event(findings: Findings, case: str, index: int) -> str:
    """Tell one event in a line."""
    events = findings.scored.case(case).case.adverse_events
    assert isinstance(events, tuple)
    event = events[index]
    day = findings.result(case, "adverse_event", str(index + 1), "day").printed
    serious = "serious" if event.serious else "not serious"
    return (
        f"{case}: {event.term}, CTCAE grade {event.grade}, day {day}, {serious}, "
        f"{event.relatedness}, {event.outcome}."
    )
