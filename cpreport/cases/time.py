"""Count days from the zero of a series: each case's first treatment, or what it names instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from cpreport.cases.case import FIRST_TREATMENT, Case, Timed
from cpreport.cases.text import Path
from cpreport.cases.values import DAYS_PER_MONTH
from cpreport.catalogue import Say, say

#: Decimals of a day that an hour is told in: far more than is ever printed.
_DIGITS_OF_HOURS = 9

#: The moment in words that has no day: some time before the zero.
BEFORE = "before"
FIRST_VISIT, SURGERY = "first visit", "surgery"


@dataclass(frozen=True, slots=True)
class ZeroOfTime:
    """What the times of a case are counted from: where it stands in the file, and its time."""

    path: Path
    moment: Timed


def relative_days(case: Case) -> dict[str, Decimal]:
    """Place everything that has a time on one axis; day 0 is the zero of the case.

    Returns
    -------
    dict of str to Decimal
        Days by visit id, by `session 1`, `session 2`, … by `treatment 1` (of what was done once),
        by `treatment 1 phase 1 from`, `treatment 1 phase 1 to`, … by `adverse event 1`, …
        `course 1`, … and by `concomitant 1 from`, `concomitant 1 to`, …; what cannot be placed is
        absent.
    """
    zero = zero_date(case)
    timed: dict[str, Timed] = {
        **{f"session {n}": session for n, session in enumerate(case.sessions, 1)},
        **{f"treatment {n}": t for n, t in enumerate(case.treatment, 1) if t.at_one_time},
        **{visit.id: visit for visit in case.visits},
        **{
            f"adverse event {n}": event.onset
            for n, event in enumerate(case.events, 1)
            if isinstance(event.onset, Timed)
        },
    }
    timed |= {f"course {n}": event for n, event in enumerate(case.course, 1)}
    placed = {name: day_of(moment, zero) for name, moment in timed.items()}
    for name, _, words in moments_of(case):
        # What began `before` did so at no told day, though a visit may have that name too.
        begun_before = words == BEFORE and name.endswith(" from")
        placed[name] = None if begun_before else day_of_words(words, case)
    return {name: day for name, day in placed.items() if day is not None}


def moments_of(case: Case) -> Iterator[tuple[str, Path, str | None]]:
    """Walk the beginnings and ends told in words: what each is called, its path, its words."""
    for t, treatment in enumerate(case.treatment):
        for p, phase in enumerate(treatment.phases):
            path: Path = ("treatment", t, "course", p) if treatment.course else ("treatment", t)
            name = f"treatment {t + 1} phase {p + 1}"
            yield f"{name} from", (*path, "from"), phase.begin
            yield f"{name} to", (*path, "to"), None if phase.ongoing else phase.end
    for c, beside in enumerate(case.concomitant):
        yield f"concomitant {c + 1} from", ("concomitant", c, "from"), beside.begin
        yield f"concomitant {c + 1} to", ("concomitant", c, "to"), beside.end


def zero_of(case: Case) -> ZeroOfTime | None:
    """Find what the times of a case are counted from; None where the case lacks it.

    Of several treatments it is the earliest where all have dates, else the first in the file. Of a
    case without any, times are counted from its first visit.
    """
    if case.zero == FIRST_TREATMENT:
        found = list(_beginnings(case)) if case.treatment else list(_visits(case))
    elif case.zero == FIRST_VISIT:
        found = list(_visits(case))
    else:
        found = list(_named(case))
        if not found and case.zero == SURGERY:
            found = [
                ZeroOfTime(("treatment", t), treatment)
                for t, treatment in enumerate(case.treatment)
                if treatment.at_one_time
            ]
    # What nobody knows the time of is counted from only where there is nothing else.
    found = [zero for zero in found if zero.moment.time is None] or found
    dated = [(zero.moment.date, n) for n, zero in enumerate(found) if zero.moment.date is not None]
    if not found:
        return None
    return found[min(dated)[1]] if len(dated) == len(found) else found[0]


def _beginnings(case: Case) -> Iterator[ZeroOfTime]:
    """Find when each treatment began, where that is told."""
    for t, treatment in enumerate(case.treatment):
        if treatment.sessions:
            yield ZeroOfTime(("treatment", t, "sessions", 0), treatment.sessions[0])
        elif treatment.phases:
            begin = treatment.phases[0].begin
            rest: Path = ("course", 0, "from") if treatment.course else ("from",)
            visits = ((v, visit) for v, visit in enumerate(case.visits) if visit.id == begin)
            at_visit = next(visits, None) if begin != BEFORE else None
            if at_visit is not None:
                yield ZeroOfTime(("visits", at_visit[0]), at_visit[1])
            elif (moment := moment_in_words(begin)) is not None:
                yield ZeroOfTime(("treatment", t, *rest), moment)
        else:
            yield ZeroOfTime(("treatment", t), treatment)


def _visits(case: Case) -> Iterator[ZeroOfTime]:
    for v, visit in enumerate(case.visits):
        yield ZeroOfTime(("visits", v), visit)


def _named(case: Case) -> Iterator[ZeroOfTime]:
    """Find the events of the course that have the name of the zero."""
    for n, event in enumerate(case.course):
        if " ".join(event.what.split()).casefold() == case.zero.casefold():
            yield ZeroOfTime(("course", n), event)


def zero_date(case: Case) -> dt.date | None:
    """Find the calendar date that a case's times are counted from, where the file tells it."""
    zero = zero_of(case)
    return None if zero is None else zero.moment.date


def zero_in_words(cases: Iterable[Case], say: Say = say) -> str:
    """Say what the times of cases are counted from: `the first session`, `surgery`.

    Where it is not the same in all of them, what each is counted from is said.
    """
    names = {_zero_name(case, say) for case in cases} or {say("results.zero.first_session")}
    if len(names) == 1:
        return names.pop()
    first, visit = say("results.zero.first_treatment"), say("results.zero.first_visit")
    if visit not in names:
        return first
    return say("results.zero.without", treatment=first, visit=visit)


def _zero_name(case: Case, say: Say) -> str:
    if case.zero not in (FIRST_TREATMENT, FIRST_VISIT):
        return case.zero
    if case.zero == FIRST_VISIT or not case.treatment:
        return say("results.zero.first_visit")
    in_sessions = all(treatment.sessions for treatment in case.treatment)
    return say("results.zero.first_session" if in_sessions else "results.zero.first_treatment")


def day_of(moment: Timed, zero: dt.date | None) -> Decimal | None:
    """Count the day of a moment from the date of the zero; None where it cannot be placed."""
    if moment.date is not None:
        return None if zero is None else Decimal((moment.date - zero).days)
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
    zero = zero_date(case)
    visit = next((visit for visit in case.visits if visit.id == words), None)
    if visit is not None:
        return day_of(visit, zero)
    moment = moment_in_words(words or "")
    return None if moment is None else day_of(moment, zero)


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
