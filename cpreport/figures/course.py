"""Gather what both timelines draw: a case's sessions, visits and events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.cases.case import AdverseEvent, Treatment, is_reported
from cpreport.outcomes.adverse_events import events_of
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import sentence_case, visits_of
from cpreport.scales.graded import ScoredCase
from cpreport.scales.names import fold


@dataclass(frozen=True, slots=True)
class PlacedSession:
    """One treatment session with its day since the first; None where it cannot be placed."""

    number: int
    day: Decimal | None
    routes: tuple[str, ...]
    treatment: int


@dataclass(frozen=True, slots=True)
class PlacedVisit:
    """One visit with its label, its day, and the printed form of its time in months."""

    label: str
    day: Decimal | None
    months: str


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """One adverse event with the day of its onset."""

    event: AdverseEvent
    day: Decimal | None


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to a patient, and when, in days since the first session.

    routes : tuple of str
        Every route in the order of first use, each under one name however it was written.
    """

    case: str
    treatments: tuple[Treatment, ...]
    sessions: tuple[PlacedSession, ...]
    visits: tuple[PlacedVisit, ...]
    events: tuple[PlacedEvent, ...]
    routes: tuple[str, ...]

    @property
    def days(self) -> tuple[Decimal, ...]:
        """Every day on which something is placed."""
        days = (
            *(session.day for session in self.sessions),
            *(visit.day for visit in self.visits),
            *(event.day for event in self.events),
        )
        return tuple(day for day in days if day is not None)

    @property
    def unplaced(self) -> tuple[str, ...]:
        """What has no time that can be placed, in words."""
        return (
            *(f"session {s.number}" for s in self.sessions if s.day is None),
            *(f"the visit “{v.label}”" for v in self.visits if v.day is None),
            *(f"the adverse event “{e.event.term}”" for e in self.events if e.day is None),
        )


def course_of(findings: Findings, case_id: str) -> Course:
    """Gather the course of a case."""
    case = findings.scored.case(case_id)
    sessions = tuple(_sessions(case))
    names: dict[str, str] = {}
    for route in (route for session in sessions for route in session.routes):
        names.setdefault(fold(route), sentence_case(" ".join(route.split())))
    return Course(
        case_id,
        case.case.treatment,
        sessions,
        tuple(_visits(findings, case)),
        tuple(
            PlacedEvent(event, case.days.get(f"adverse event {n}"))
            for n, event in enumerate(events_of(case.case), start=1)
        ),
        tuple(names.values()),
    )


def _sessions(case: ScoredCase) -> Iterator[PlacedSession]:
    number = 0
    for of, treatment in enumerate(case.case.treatment):
        for session in treatment.sessions:
            number += 1
            day = case.days.get(f"session {number}")
            routes = tuple(r if is_reported(r) else f"route {r}" for r in session.routes)
            yield PlacedSession(number, day, routes, of)


def _visits(findings: Findings, case: ScoredCase) -> Iterator[PlacedVisit]:
    for visit in visits_of(findings, (case,)):
        months = findings.result(case.id, "visit", visit.id, "time").printed
        yield PlacedVisit(visit.label, case.days.get(visit.id), months)


def in_time(visits: Iterable[PlacedVisit]) -> list[PlacedVisit]:
    """Sort the visits that have a time."""
    placed = [(v.day, n, v) for n, v in enumerate(visits) if v.day is not None]
    return [visit for _, _, visit in sorted(placed, key=lambda p: p[:2])]


def by_route(sessions: Iterable[PlacedSession], route: str) -> list[PlacedSession]:
    """Pick the sessions that used a route, whatever way it was written."""
    return [s for s in sessions if fold(route) in map(fold, s.routes)]


def session_numbers(numbers: Sequence[int]) -> str:
    """Tell session numbers in short: `3`, `3–5`, `3, 5`.

    >>> session_numbers([1, 2, 3, 5])
    '1–3, 5'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
