"""Gather what both timelines draw: a case's treatment, visits and events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpreport.cases.case import AdverseEvent, Treatment, is_reported
from cpreport.cases.time import BEFORE
from cpreport.cases.time_unit import UnitOfTime
from cpreport.catalogue import Say
from cpreport.numbers import runs
from cpreport.outcomes.concomitant import time_of_concomitant
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.shown_visits import visits_of
from cpreport.outcomes.treatments import phase_dose, phase_time, time_of_treatment
from cpreport.outcomes.wording import capital
from cpreport.scales.graded import ScoredCase
from cpreport.scales.names import fold

#: A dose: its number, and its unit with how often.
_DOSE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(\S.*)")


@dataclass(frozen=True, slots=True)
class PlacedSession:
    """One treatment session with its day since the first; None where it cannot be placed."""

    number: int
    day: Decimal | None
    routes: tuple[str, ...]
    treatment: int


@dataclass(frozen=True, slots=True)
class PlacedPhase:
    """One phase of a treatment's course.

    begin : Decimal or None
        None where it began at no told day.
    end : Decimal or None
        None where it goes on, or no end is told: until the next phase, then.
    share : float
        Of its dose in the highest of the treatment, where the doses can be compared; else 1.
    """

    treatment: int
    number: int
    dose: str
    time: str
    begin: Decimal | None
    end: Decimal | None
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class PlacedOnce:
    """A treatment that was given or done once, with its day."""

    treatment: int
    day: Decimal | None
    time: str


@dataclass(frozen=True, slots=True)
class PlacedVisit:
    """One visit with its label, its day, and the printed form of its time in the series' unit."""

    label: str
    day: Decimal | None
    time: str
    with_unit: str


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """One adverse event with the day of its onset."""

    event: AdverseEvent
    day: Decimal | None


@dataclass(frozen=True, slots=True)
class PlacedConcomitant:
    """One dated concomitant treatment.

    begin : Decimal or None
        None where it began before the first session, at no told day, or at no told time.
    drawn : bool
        Whether a beginning is told, so that it can be drawn; without an end it stays open.
    time : str
        In words.
    """

    what: str
    begin: Decimal | None
    end: Decimal | None
    drawn: bool
    time: str


@dataclass(frozen=True, slots=True)
class PlacedHappening:
    """One thing that happened to the patient, with its day."""

    what: str
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
    concomitant: tuple[PlacedConcomitant, ...]
    happened: tuple[PlacedHappening, ...]
    unit: UnitOfTime
    phases: tuple[PlacedPhase, ...] = ()
    once: tuple[PlacedOnce, ...] = ()
    zero: str = ""

    @property
    def days(self) -> tuple[Decimal, ...]:
        """Every day on which something is placed."""
        days = (
            *(session.day for session in self.sessions),
            *(visit.day for visit in self.visits),
            *(event.day for event in self.events),
            *(day for beside in self.concomitant for day in (beside.begin, beside.end)),
            *(happened.day for happened in self.happened),
            *(day for phase in self.phases for day in (phase.begin, phase.end)),
            *(one.day for one in self.once),
        )
        return tuple(day for day in days if day is not None)

    def unplaced(self, say: Say) -> tuple[str, ...]:
        """Name what has no time that can be placed."""
        return (
            *(
                say("figures.unplaced.session", n=str(s.number))
                for s in self.sessions
                if s.day is None
            ),
            *(f"“{self.treatments[o.treatment].name}”" for o in self.once if o.day is None),
            *(
                say(
                    "figures.unplaced.phase",
                    n=str(p.number),
                    treatment=self.treatments[p.treatment].name,
                )
                for p in self.phases
                if p.begin is None
            ),
            *(say("figures.unplaced.visit", visit=v.label) for v in self.visits if v.day is None),
            *(
                say("figures.unplaced.event", event=e.event.term)
                for e in self.events
                if e.day is None
            ),
            *(f"“{beside.what}”" for beside in self.concomitant if not beside.drawn),
            *(f"“{happened.what}”" for happened in self.happened if happened.day is None),
        )


def course_of(findings: Findings, case_id: str) -> Course:
    """Gather the course of a case."""
    case = findings.case(case_id)
    sessions = tuple(_sessions(case))
    names: dict[str, str] = {}
    for route in (route for session in sessions for route in session.routes):
        names.setdefault(fold(route), capital(" ".join(route.split())))
    return Course(
        case_id,
        case.case.treatment,
        sessions,
        tuple(_visits(findings, case)),
        tuple(
            PlacedEvent(event, case.days.get(f"adverse event {n}"))
            for n, event in enumerate(case.case.events, start=1)
        ),
        tuple(names.values()),
        tuple(_concomitant(findings, case)),
        tuple(_happenings(case)),
        findings.unit_of_time,
        tuple(_phases(findings, case)),
        tuple(_once(findings, case)),
        findings.zero,
    )


def _phases(findings: Findings, case: ScoredCase) -> Iterator[PlacedPhase]:
    for t, treatment in enumerate(case.case.treatment):
        shares = dose_shares([phase.dose for phase in treatment.phases])
        for p, (phase, share) in enumerate(zip(treatment.phases, shares, strict=True), 1):
            name = f"treatment {t + 1} phase {p}"
            begin, end = (case.days.get(f"{name} {key}") for key in ("from", "to"))
            after = case.days.get(f"treatment {t + 1} phase {p + 1} from")
            time = phase_time(findings, case, t + 1, p)
            stop = after if end is None and not phase.ongoing else end
            yield PlacedPhase(t, p, phase_dose(phase), time, begin, stop, share)


def _once(findings: Findings, case: ScoredCase) -> Iterator[PlacedOnce]:
    for t, treatment in enumerate(case.case.treatment):
        if treatment.at_one_time:
            time = time_of_treatment(findings, case, t + 1)
            yield PlacedOnce(t, case.days.get(f"treatment {t + 1}"), time)


def dose_shares(doses: Sequence[str | None]) -> list[float]:
    """Compare doses with the highest of them; all 1 where they are not of one unit.

    >>> dose_shares(["60 mg daily", "15 mg daily"]), dose_shares(["60 mg", "2 tablets"])
    ([1.0, 0.25], [1.0, 1.0])
    """
    numbers, _ = of_one_unit(doses)
    amounts = [float(number) for number in numbers]
    if not amounts or not max(amounts):
        return [1.0] * len(doses)
    return [amount / max(amounts) for amount in amounts]


def of_one_unit(doses: Sequence[str | None]) -> tuple[list[str], str]:
    """Split doses into their numbers and the unit of all; no numbers where they have several.

    >>> of_one_unit(["60 mg daily, oral", "7.5 mg daily, oral"])
    (['60', '7.5'], 'mg daily, oral')
    """
    read = [_DOSE.fullmatch(" ".join((dose or "").split())) for dose in doses]
    found = [(dose[1], dose[2]) for dose in read if dose]
    units = {unit for _, unit in found}
    if len(found) < len(doses) or len(units) != 1:
        return [], ""
    return [number for number, _ in found], units.pop()


def _happenings(case: ScoredCase) -> Iterator[PlacedHappening]:
    for n, happened in enumerate(case.case.course, start=1):
        what = capital(" ".join(happened.what.split()))
        yield PlacedHappening(what, case.days.get(f"course {n}"))


def _concomitant(findings: Findings, case: ScoredCase) -> Iterator[PlacedConcomitant]:
    for n, beside in enumerate(case.case.concomitant, start=1):
        begin, end = (case.days.get(f"concomitant {n} {key}") for key in ("from", "to"))
        yield PlacedConcomitant(
            capital(" ".join(beside.what.split())),
            begin,
            end,
            begin is not None or beside.begin == BEFORE,
            time_of_concomitant(findings, case, n),
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
        time = findings.result(case.id, "visit", visit.id, "time")
        yield PlacedVisit(visit.label, case.days.get(visit.id), time.printed, time.with_unit)


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
    parts = (str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs(sorted(numbers)))
    return ", ".join(parts)
