"""Report the day of each treatment session, adverse event and other event of one case."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cpreport.numbers import format_number
from cpreport.outcomes.adverse_events import events_of, session_followed
from cpreport.outcomes.result import NOT_REPORTED, Result, missing_result, result_id
from cpreport.problems import Place
from cpreport.scales.graded import ScoredCase

_METHOD = "Days since the first session; negative before it."


def day_results(case: ScoredCase) -> Iterator[Result]:
    """Report the days of a case's sessions and adverse events, numbered as they are written."""
    source = case.case.source
    places = [
        source.place("treatment", t, "sessions", s)
        for t, treatment in enumerate(case.case.treatment)
        for s in range(len(treatment.sessions))
    ]
    for n, place in enumerate(places, start=1):
        day_id = result_id(case.id, "session", str(n), "day")
        yield _day(day_id, f"Day of session {n}", case.days.get(f"session {n}"), place, case.id)
    for n, event in enumerate(events_of(case.case), start=1):
        place = source.place("adverse_events", n - 1, "onset")
        day = case.days.get(f"adverse event {n}")
        day_id = result_id(case.id, "adverse_event", str(n), "day")
        yield _day(day_id, f"Day of onset of the adverse event “{event.term}”", day, place, case.id)
        yield _session_followed(case, n)
    yield from _happenings(case)


def _happenings(case: ScoredCase) -> Iterator[Result]:
    for n, happened in enumerate(case.case.course, start=1):
        yield _day(
            result_id(case.id, "course", str(n), "day"),
            f"Day of “{happened.what}”",
            case.days.get(f"course {n}"),
            case.case.source.place("course", n - 1),
            case.id,
        )


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


def _day(day_id: str, label: str, day: Decimal | None, place: Place, case: str) -> Result:
    places = (place,)
    if day is None:
        return missing_result(day_id, label, NOT_REPORTED, method=_METHOD, places=places, case=case)
    return Result(
        day_id, label, day, format_number(day), "days", method=_METHOD, places=places, case=case
    )
