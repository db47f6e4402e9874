"""Tabulate the adverse events of a series with their denominators.

Of many patients it counts; each event then stands in the supplement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cpreport.cases.case import AdverseEvent, is_reported
from cpreport.outcomes.adverse_events import (
    grade_in_words,
    seriousness_in_words,
    word_without_events,
)
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.outcomes.result import NOT_REPORTED
from cpreport.tables.case_adverse_events import (
    CTCAE,
    grade_cell,
    grade_heading,
    grading_abbreviations,
    grading_notes,
)
from cpreport.tables.cells import NONE_BY_NATURE, count_cell, result_cell, text_cell
from cpreport.tables.notes import abbreviations
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

_PROPORTIONS = {
    "Patients in whom they were looked for": "assessed",
    "Patients with an event": "patients",
    "Patients with an event, of the others": "patients.not_looked_for",
    "Sessions followed by an event": "sessions",
}
_ALWAYS = ("assessed", "patients", "sessions")
_EVENTS = {
    "Events": "events",
    "Serious events": "serious",
    "Events of CTCAE grade 3 to 5": "grade_3_to_5",
    "Events of Clavien-Dindo grade III to V": "grade_III_to_V",
    "Events whose grade is not reported": "grade_not_reported",
    "Events that follow no session": "no_session",
}
_SERIOUS = {True: "yes", False: "no", None: NOT_REPORTED}


def adverse_events_table(findings: Findings) -> Table:
    """Count adverse events by patient, by session and by event, with what zero leaves possible."""
    return Table(
        id="adverse_events",
        caption=findings.say("tables.series_adverse_events.caption"),
        columns=(
            TableColumn("Adverse events"),
            TableColumn("Number"),
            TableColumn("95% confidence limits"),
        ),
        rows=tuple(_rows(findings)),
        notes=tuple(_notes(findings)),
        wide=False,
        group_heading="By",
    )


def _rows(findings: Findings) -> Iterator[TableRow]:
    """Count for the series, under a heading only where each patient's events follow."""
    of_patients = tuple(_patients(findings))
    for row in (*_proportions(findings), *_counts(findings)):
        yield row if of_patients else replace(row, group="")
    yield from of_patients


def events_table(findings: Findings) -> Table | None:
    """List every adverse event of every patient, one a row; None where there is none."""
    rows = tuple(_event_rows(findings))
    if not rows:
        return None
    return Table(
        id="events",
        caption=findings.say("tables.series_adverse_events.caption.each"),
        columns=(
            TableColumn("Patient"),
            TableColumn("Event"),
            TableColumn(grade_heading(findings, _all_events(findings)), "right"),
            TableColumn(findings.moment.capitalize(), "right"),
            TableColumn("Serious"),
            TableColumn("Relatedness"),
            TableColumn("Outcome"),
        ),
        rows=rows,
        notes=tuple(_notes_on_gradings(findings)),
    )


def _all_events(findings: Findings) -> list[AdverseEvent]:
    return [event for case in findings.cases for event in case.case.events]


def _notes_on_gradings(findings: Findings) -> Iterator[str]:
    events = _all_events(findings)
    yield from grading_notes(findings, events)
    yield from abbreviations(grading_abbreviations(events))


def _event_rows(findings: Findings) -> Iterator[TableRow]:
    heading = grade_heading(findings, _all_events(findings))
    for case in findings.cases:
        for number, event in enumerate(case.case.events, 1):
            yield TableRow(
                (
                    Cell(case.id),
                    text_cell(event.term),
                    grade_cell(event, heading),
                    result_cell(findings, case.id, "adverse_event", str(number), "day"),
                    text_cell(_SERIOUS[event.serious]),
                    text_cell(event.relatedness),
                    text_cell(event.outcome),
                )
            )


def _proportions(findings: Findings) -> Iterator[TableRow]:
    for head, part in _PROPORTIONS.items():
        always = part in _ALWAYS and (part != "sessions" or findings.has_sessions)
        if not always and not findings.has("adverse_events", part):
            continue
        number = count_cell(findings, "adverse_events", part)
        yield TableRow((Cell(head), number, _limits(findings, part)), "Series")


def _limits(findings: Findings, part: str) -> Cell:
    """Print the exact upper limit where nothing occurred, else the interval."""
    if findings.has("adverse_events", part, "upper95"):
        upper = findings.result("adverse_events", part, "upper95")
        return Cell(findings.say("tables.limit.up_to", limit=upper.printed), upper.id)
    if part != "assessed" and findings.has("adverse_events", part):
        result = findings.result("adverse_events", part)
        if result.interval_printed:
            told = findings.say("tables.limit.two_sided", interval=result.interval_printed)
            return Cell(told, result.id)
    return NONE_BY_NATURE


def _counts(findings: Findings) -> Iterator[TableRow]:
    for head, part in _EVENTS.items():
        if findings.has("adverse_events", part):
            cell = result_cell(findings, "adverse_events", part)
            yield TableRow((Cell(head), cell, NONE_BY_NATURE), "Series")


def _patients(findings: Findings) -> Iterator[TableRow]:
    """List each patient's events, so that one patient's many do not look like many patients'."""
    if one_by_one(findings) and any(case.case.events for case in findings.cases):
        for case in findings.cases:
            cell = result_cell(findings, case.id, "adverse_events")
            yield TableRow((Cell(case.id), cell, NONE_BY_NATURE), "Events by patient")


def _notes(findings: Findings) -> Iterator[str]:
    if any(
        one.id.startswith("adverse_events.") and one.id.endswith(".upper95")
        for one in findings.ledger.of_series
    ):
        yield findings.say("tables.series_adverse_events.up_to")
    if findings.has("adverse_events", "assessed"):
        yield findings.say(
            "tables.series_adverse_events.looked_for",
            zero=findings.zero,
            rows=findings.say("tables.looked_for.rows") if findings.has_sessions else "patients",
        )
    known = sum(word_without_events(case.case) is None for case in findings.cases)
    if 0 < known < len(findings.cases):
        known_of = {"known": f"{known:,}", "all": f"{len(findings.cases):,}"}
        yield findings.say("tables.series_adverse_events.partly", **known_of)
    for case in findings.cases if one_by_one(findings) else ():
        yield from (_event(findings, case.id, n) for n in range(len(case.case.events)))
    events = _all_events(findings)
    yield from grading_notes(findings, events)
    used = (*grading_abbreviations(events), *((CTCAE,) if not events else ()))
    yield from abbreviations(used)


def _event(findings: Findings, case: str, index: int) -> str:
    """Tell one event in a line."""
    event = findings.case(case).case.events[index]
    day = findings.result(case, "adverse_event", str(index + 1), "day").printed
    related, outcome = str(event.relatedness), event.outcome
    if not is_reported(related):
        named = "tables.series_adverse_events.event.relatedness"
        related = findings.say(named, word=related)
    if not is_reported(outcome):
        outcome = findings.say("tables.series_adverse_events.event.outcome", word=outcome)
    return findings.say(
        "tables.series_adverse_events.event",
        case=case,
        event=event.term,
        grade=grade_in_words(findings.say, event),
        when=findings.say("tables.series_adverse_events.event.day", moment=findings.moment, day=day)
        if day != NOT_REPORTED
        else findings.say("tables.series_adverse_events.event.onset", word=day),
        serious=seriousness_in_words(findings.say, event),
        related=related,
        outcome=outcome,
    )
