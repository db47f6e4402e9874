"""Count days since a case's first session from its dates and relative times."""

from __future__ import annotations

from decimal import Decimal

from pydantic import ValidationError

from cpreport.cases.case import AdverseEvent, Case, Session, Timed
from cpreport.cases.values import DAYS_PER_MONTH

#: Decimals of a day that an hour is told in: far more than is ever printed.
_DIGITS_OF_HOURS = 9

#: The moment in words that has no day: some time before the first session.
BEFORE = "before"


def relative_days(case: Case) -> dict[str, Decimal]:
    """Place everything that has a time on one axis; day 0 is the first session.

    Returns
    -------
    dict of str to Decimal
        Days by visit id, by `session 1`, `session 2`, … by `adverse event 1`, … `course 1`, …
        and by `concomitant 1 from`, `concomitant 1 to`, …; what cannot be placed is absent.
    """
    first = first_session(case)
    events: tuple[AdverseEvent, ...] = (
        case.adverse_events if isinstance(case.adverse_events, tuple) else ()
    )
    timed: dict[str, Timed] = {
        **{f"session {n}": session for n, session in enumerate(case.sessions, 1)},
        **{visit.id: visit for visit in case.visits},
        **{
            f"adverse event {n}": event.onset
            for n, event in enumerate(events, 1)
            if isinstance(event.onset, Timed)
        },
    }
    timed |= {f"course {n}": event for n, event in enumerate(case.course, 1)}
    placed = {name: day_of(moment, first) for name, moment in timed.items()}
    for n, beside in enumerate(case.concomitant, 1):
        # What began `before` did so at no told day, though a visit may have that name too.
        begin = None if beside.begin == BEFORE else beside.begin
        placed[f"concomitant {n} from"] = day_of_words(begin, case)
        placed[f"concomitant {n} to"] = day_of_words(beside.end, case)
    return {name: day for name, day in placed.items() if day is not None}


def first_session(case: Case) -> Session:
    """Find the session that time is counted from: the earliest of all treatments."""
    firsts = [treatment.sessions[0] for treatment in case.treatment]
    dated = [(s.date, n) for n, s in enumerate(firsts) if s.date is not None]
    return firsts[min(dated)[1]] if len(dated) == len(firsts) else firsts[0]


def day_of(moment: Timed, first: Timed) -> Decimal | None:
    """Count the day of a moment from the first session; None where it cannot be placed."""
    if moment.date is not None:
        return None if first.date is None else Decimal((moment.date - first.date).days)
    if moment.day is not None:
        return moment.day
    if moment.hour is not None:
        return round(moment.hour / 24, _DIGITS_OF_HOURS)
    if moment.week is not None:
        return moment.week * 7
    if moment.month is not None:
        return moment.month * DAYS_PER_MONTH
    return None


def day_of_words(words: str | None, case: Case) -> Decimal | None:
    """Count the day of a moment in words (`month 5`, a visit's id); None where it has none.

    The id of a visit goes before all else; `before` alone is no day.
    """
    first = first_session(case)
    visit = next((visit for visit in case.visits if visit.id == words), None)
    if visit is not None:
        return day_of(visit, first)
    moment = moment_in_words(words or "")
    return None if moment is None else day_of(moment, first)


def moment_in_words(words: str) -> Timed | None:
    """Read `day 14`, `week 2`, `month 5` or a calendar date; None where it is none of them.

    >>> moment_in_words("month 5").month
    Decimal('5')
    """
    unit, _, number = words.strip().partition(" ")
    try:
        if unit in ("hour", "day", "week", "month"):
            return Timed.model_validate({unit: number.strip()})
        return Timed.model_validate({"date": words.strip()})
    except ValidationError:
        return None


def ways_of_stating(moment: Timed) -> tuple[str, ...]:
    """Name the ways in which a moment's time is stated."""
    return tuple(way for way in Timed.model_fields if getattr(moment, way) is not None)
