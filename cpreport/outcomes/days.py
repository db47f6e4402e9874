"""Report the days of treatments, sessions, adverse events and other events of one case."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpreport.cases.case import Case, Session, Timed, is_reported
from cpreport.cases.text import Path
from cpreport.cases.time import moment_in_words, moments_of, zero_in_words, zero_of
from cpreport.cases.time_unit import UnitOfTime
from cpreport.numbers import format_number
from cpreport.outcomes.adverse_events import events_of, session_followed
from cpreport.outcomes.result import NOT_REPORTED, Result, missing_result, result_id
from cpreport.outcomes.wording import in_unit, time_text
from cpreport.problems import Place
from cpreport.scales.graded import ScoredCase


def day_results(case: ScoredCase, unit: UnitOfTime) -> Iterator[Result]:
    """Report the days of a case's treatments and events, numbered as they are written.

    Where the series tells its times in hours, they are hours.
    """
    for n, (path, session) in enumerate(_sessions(case.case), start=1):
        day_id = result_id(case.id, "session", str(n), "day")
        places = places_of_time(case.case, session, path)
        day = case.days.get(f"session {n}")
        yield _day(day_id, f"of session {n}", day, places, case, unit)
    yield from _treatments(case, unit)
    for n, event in enumerate(events_of(case.case), start=1):
        day = case.days.get(f"adverse event {n}")
        day_id = result_id(case.id, "adverse_event", str(n), "day")
        label = f"of onset of the adverse event “{event.term}”"
        places = places_of_time(case.case, event.onset, ("adverse_events", n - 1, "onset"))
        yield _day(day_id, label, day, places, case, unit)
        if case.case.sessions:
            yield _session_followed(case, n)
        if under_way := treatment_at_onset(case, n):
            yield _treatment_at(case, n, under_way)
    yield from _happenings(case, unit)


def _happenings(case: ScoredCase, unit: UnitOfTime) -> Iterator[Result]:
    for n, happened in enumerate(case.case.course, start=1):
        yield _day(
            result_id(case.id, "course", str(n), "day"),
            f"of “{happened.what}”",
            case.days.get(f"course {n}"),
            places_of_time(case.case, happened, ("course", n - 1)),
            case,
            unit,
        )


def _treatments(case: ScoredCase, unit: UnitOfTime) -> Iterator[Result]:
    """Report the days of what was done once, and of the ends of each phase of a course."""
    for n, treatment in enumerate(case.case.treatment, start=1):
        if treatment.at_one_time:
            yield _day(
                result_id(case.id, "treatment", str(n), "day"),
                f"of {treatment.name}",
                case.days.get(f"treatment {n}"),
                places_of_time(case.case, treatment, ("treatment", n - 1)),
                case,
                unit,
            )
    for name, path, words in moments_of(case.case):
        if name in case.days and name.startswith("treatment "):
            moment = moment_in_words(words or "")
            yield _day(
                result_id(case.id, *name.split()),
                f"of the {'beginning' if name.endswith('from') else 'end'} of phase "
                f"{name.split()[3]} of {case.case.treatment[int(name.split()[1]) - 1].name}",
                case.days[name],
                places_of_time(case.case, moment, path),
                case,
                unit,
            )


def treatment_at_onset(case: ScoredCase, number: int) -> str:
    """Name the courses that were under way at the onset of an event, each with its dose.

    A phase whose end is not told is under way until the next one begins.
    """
    onset = case.days.get(f"adverse event {number}")
    found: list[str] = []
    if onset is None:
        return ""
    for t, treatment in enumerate(case.case.treatment, start=1):
        for p, phase in enumerate(treatment.phases, start=1):
            begin, end = (case.days.get(f"treatment {t} phase {p} {key}") for key in ("from", "to"))
            after = case.days.get(f"treatment {t} phase {p + 1} from")
            began = begin is not None and begin <= onset
            over = (end is not None and end < onset) or (after is not None and after <= onset)
            if began and not over:
                dose = f", {phase.dose}" if is_reported(phase.dose) else ""
                found.append(f"{treatment.name}{dose}")
    return "; ".join(found)


def _treatment_at(case: ScoredCase, number: int, under_way: str) -> Result:
    event = events_of(case.case)[number - 1]
    return Result(
        result_id(case.id, "adverse_event", str(number), "treatment"),
        f"Treatment at the onset of the adverse event “{event.term}”",
        under_way,
        under_way,
        method="Courses that had begun and not ended on the day of the onset.",
        sources=(result_id(case.id, "adverse_event", str(number), "day"),),
        case=case.id,
    )


def places_of_time(case: Case, moment: object, path: Path) -> tuple[Place, ...]:
    """Find where a time was read: of a date, also the date of the zero that it counts from."""
    own = _place_of_time(case, moment, path)
    zero = zero_of(case)
    if not isinstance(moment, Timed) or moment.date is None or zero is None or zero.path == path:
        return (own,)
    return (_place_of_time(case, zero.moment, zero.path), own)


def _place_of_time(case: Case, moment: object, path: Path) -> Place:
    keys = ("date", "month", "week", "day", "hour")
    stated = [key for key in keys if getattr(moment, key, None) is not None]
    return case.source.place(*path, *stated[:1])


def places_of_period(case: ScoredCase) -> tuple[Place, ...]:
    """Find where the first and the last session were read."""
    sessions = enumerate(_sessions(case.case), start=1)
    days = [(case.days[k], p) for n, p in sessions if (k := f"session {n}") in case.days]
    if not days:
        return (case.case.source.place("treatment"),)
    ends = min(days, key=lambda day: day[0]), max(days, key=lambda day: day[0])
    places = (_place_of_time(case.case, session, path) for _, (path, session) in ends)
    return tuple(dict.fromkeys(places))


def _sessions(case: Case) -> Iterator[tuple[Path, Session]]:
    """Walk every session with its path, numbered as results number them."""
    for t, treatment in enumerate(case.treatment):
        for s, session in enumerate(treatment.sessions):
            yield ("treatment", t, "sessions", s), session


def _session_followed(case: ScoredCase, number: int) -> Result:
    event = events_of(case.case)[number - 1]
    session = session_followed(case, number)
    key = result_id(case.id, "adverse_event", str(number), "session")
    label = f"Session that the adverse event “{event.term}” followed"
    places = (case.case.source.place("adverse_events", number - 1),)
    if session is None:
        method = "No session is named, and the onset is not on or after a known session."
        return missing_result(key, label, NOT_REPORTED, method=method, places=places, case=case.id)
    named = event.session is not None
    method = "As recorded." if named else "The last session on or before the onset."
    value = Decimal(session)
    return Result(
        key, label, value, format_number(value), method=method, places=places, case=case.id
    )


def _day(
    day_id: str,
    label: str,
    day: Decimal | None,
    places: tuple[Place, ...],
    case: ScoredCase,
    unit: UnitOfTime,
) -> Result:
    counted_from = zero_in_words((case.case,))
    label, method = f"Day {label}", f"Days from {counted_from}; negative before it."
    if unit == "hours":
        label, method = label.replace("Day", "Hour", 1), method.replace("Days", "Hours", 1)
    if day is None:
        return missing_result(
            day_id, label, NOT_REPORTED, method=method, places=places, case=case.id
        )
    told, printed, of = day, format_number(day), "days"
    if unit == "hours":
        told, of = in_unit(day, unit), unit
        printed = time_text(told, unit)
    return Result(day_id, label, told, printed, of, method=method, places=places, case=case.id)
