"""Report the days of treatments, sessions, adverse events and other events of one case."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpreport.cases.case import Case, Session, Timed, is_reported
from cpreport.cases.text import Path
from cpreport.cases.time import moment_in_words, moments_of, zero_in_words, zero_of
from cpreport.numbers import format_number
from cpreport.outcomes.adverse_events import session_followed
from cpreport.outcomes.change_records import ComparedSeries
from cpreport.outcomes.result import NOT_REPORTED, Result, missing_result, result_id
from cpreport.outcomes.wording import in_unit, time_text
from cpreport.problems import Place
from cpreport.scales.graded import ScoredCase


def day_results(series: ComparedSeries, case: ScoredCase) -> Iterator[Result]:
    """Report the days of a case's treatments and events, numbered as they are written.

    Where the series tells its times in hours, they are hours.
    """
    moment = series.moment
    for n, (path, session) in enumerate(_sessions(case.case), start=1):
        day_id = result_id(case.id, "session", str(n), "day")
        places = places_of_time(case.case, session, path)
        day = case.days.get(f"session {n}")
        label = series.say("results.session.day", moment=moment, n=str(n))
        yield _day(series, day_id, label, day, places, case)
    yield from _treatments(series, case)
    for n, event in enumerate(case.case.events, start=1):
        day = case.days.get(f"adverse event {n}")
        day_id = result_id(case.id, "adverse_event", str(n), "day")
        label = series.say("results.event.day", moment=moment, event=event.term)
        places = places_of_time(case.case, event.onset, ("adverse_events", n - 1, "onset"))
        yield _day(series, day_id, label, day, places, case)
        if case.case.sessions:
            yield _session_followed(series, case, n)
        if under_way := treatment_at_onset(case, n):
            yield _treatment_at(series, case, n, under_way)
    yield from _happenings(series, case)


def _happenings(series: ComparedSeries, case: ScoredCase) -> Iterator[Result]:
    for n, happened in enumerate(case.case.course, start=1):
        yield _day(
            series,
            result_id(case.id, "course", str(n), "day"),
            series.say("results.course.day", moment=series.moment, what=happened.what),
            case.days.get(f"course {n}"),
            places_of_time(case.case, happened, ("course", n - 1)),
            case,
        )


def _treatments(series: ComparedSeries, case: ScoredCase) -> Iterator[Result]:
    """Report the days of what was done once, and of the ends of each phase of a course."""
    for n, treatment in enumerate(case.case.treatment, start=1):
        if treatment.at_one_time:
            yield _day(
                series,
                result_id(case.id, "treatment", str(n), "day"),
                series.say("results.treatment.day", moment=series.moment, treatment=treatment.name),
                case.days.get(f"treatment {n}"),
                places_of_time(case.case, treatment, ("treatment", n - 1)),
                case,
            )
    for name, path, words in moments_of(case.case):
        if name in case.days and name.startswith("treatment "):
            _, number, _, phase, key = name.split()
            from_or_to = "results.treatment.phase.from", "results.treatment.phase.to"
            label = series.say(
                from_or_to[key == "to"],
                moment=series.moment,
                n=phase,
                treatment=case.case.treatment[int(number) - 1].name,
            )
            read = moment_in_words(words or "")
            places = places_of_time(case.case, read, path)
            yield _day(
                series, result_id(case.id, *name.split()), label, case.days[name], places, case
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


def _treatment_at(series: ComparedSeries, case: ScoredCase, number: int, under_way: str) -> Result:
    event = case.case.events[number - 1]
    return Result(
        result_id(case.id, "adverse_event", str(number), "treatment"),
        series.say("results.event.treatment", event=event.term),
        under_way,
        under_way,
        method=series.say("results.event.treatment.how"),
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


def _session_followed(series: ComparedSeries, case: ScoredCase, number: int) -> Result:
    event = case.case.events[number - 1]
    session = session_followed(case, number)
    key = result_id(case.id, "adverse_event", str(number), "session")
    label = series.say("results.event.session", event=event.term)
    places = (case.case.source.place("adverse_events", number - 1),)
    if session is None:
        method = series.say("results.event.session.none")
        return missing_result(key, label, NOT_REPORTED, method=method, places=places, case=case.id)
    named = event.session is not None
    how = "results.event.session.named" if named else "results.event.session.last"
    method = series.say(how)
    value = Decimal(session)
    return Result(
        key, label, value, format_number(value), method=method, places=places, case=case.id
    )


def _day(
    series: ComparedSeries,
    day_id: str,
    label: str,
    day: Decimal | None,
    places: tuple[Place, ...],
    case: ScoredCase,
) -> Result:
    unit = series.scored.unit_of_time
    counted_from = zero_in_words((case.case,), series.say)
    method = series.say("results.day.how", moment=series.moment, zero=counted_from)
    if day is None:
        return missing_result(
            day_id, label, NOT_REPORTED, method=method, places=places, case=case.id
        )
    told, printed, of = day, format_number(day), "days"
    if unit == "hours":
        told, of = in_unit(day, unit), unit
        printed = time_text(told, unit)
    return Result(day_id, label, told, printed, of, method=method, places=places, case=case.id)
