"""Count the adverse events of cases, by event, patient and session.

Where none occurred the risk is not zero: the exact one-sided upper 95 % limit says how large it
may still be. Shares are of those in whom events were looked for: silence is no zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cpreport.cases.case import AdverseEvent, Case, is_reported
from cpreport.cases.time import zero_in_words
from cpreport.catalogue import Say
from cpreport.outcomes.result import (
    NOT_ASSESSED,
    NOT_RECORDED,
    NOT_REPORTED,
    Result,
    count_result,
    missing_result,
    result_id,
)
from cpreport.outcomes.statistics import clopper_pearson, upper_limit_without_events
from cpreport.outcomes.wording import interval_text, join_names, share_text
from cpreport.problems import Place
from cpreport.scales.graded import ScoredCase

#: The parts of the ids with the sentences that name them.
_LABELS = {
    "events": "results.events.all",
    "serious": "results.events.all.serious",
    "grade_3_to_5": "results.events.all.ctcae",
    "grade_III_to_V": "results.events.all.clavien_dindo",
    "patients": "results.events.patients",
    "patients.who": "results.events.patients.who",
    "sessions": "results.events.sessions",
}
#: By the grading, the part that counts its severe events.
_SEVERE = {"CTCAE": "grade_3_to_5", "Clavien-Dindo": "grade_III_to_V"}
_LEAST_SEVERE = 3


def adverse_events_of(say: Say, case: ScoredCase) -> Iterator[Result]:
    """Count a case's adverse events; a word where they were not assessed or not reported."""
    record = case.case
    place = (record.source.place("adverse_events"),)
    events = record.events
    yield _looked_for(say, case)
    if (word := word_without_events(record)) is not None:
        for part, label in (
            ("adverse_events", say("results.events")),
            ("adverse_events.serious", say("results.events.serious")),
            ("adverse_events.sessions", say("results.events.sessions")),
        )[: 3 if record.sessions else 2]:
            why = say("results.events.unknown", word=word)
            yield missing_result(
                result_id(case.id, part), label, word, method=why, places=place, case=case.id
            )
        return
    yield count_result(
        result_id(case.id, "adverse_events"),
        say("results.events"),
        len(events),
        unit="events",
        method=say("results.events.how"),
        places=place,
        case=case.id,
    )
    yield replace(
        _serious(
            say, result_id(case.id, "adverse_events.serious"), say("results.events.serious"), events
        ),
        places=place,
        case=case.id,
    )
    if record.sessions:
        yield from _sessions_of_case(say, case, place)


def _sessions_of_case(say: Say, case: ScoredCase, place: tuple[Place, ...]) -> Iterator[Result]:
    """Count the sessions that an event followed, and the events that followed none."""
    record, events = case.case, case.case.events
    followed = [session_followed(case, number) for number in range(1, len(events) + 1)]
    untied = followed.count(None)
    yield count_result(
        result_id(case.id, "adverse_events.sessions"),
        say("results.events.sessions"),
        len({session for session in followed if session is not None}),
        of=len(record.sessions),
        unit="sessions",
        method=say("results.events.sessions.how", rest=_not_counted(say, untied)),
        places=place,
        case=case.id,
    )
    if untied:
        yield count_result(
            result_id(case.id, "adverse_events.no_session"),
            say("results.events.no_session"),
            untied,
            unit="events",
            method=say("results.events.no_session.how"),
            places=place,
            case=case.id,
        )


def _not_counted(say: Say, untied: int) -> str:
    return say("results.events.sessions.not_counted", n=str(untied)) if untied else ""


def word_without_events(case: Case) -> str | None:
    """Find the word that stands where nothing is recorded of events; None where something is."""
    said = case.adverse_events
    return said if said in (NOT_ASSESSED, NOT_REPORTED) and isinstance(said, str) else None


def grade_in_words(say: Say, event: AdverseEvent) -> str:
    """Tell the grade of an event with its grading, or that it is not reported."""
    if event.severity is None:
        return say("tables.event.grade.missing")
    return say("tables.event.grade", grading=event.grading, grade=str(event.grade))


def seriousness_in_words(say: Say, event: AdverseEvent) -> str:
    """Tell whether an event was serious, or that this is not reported."""
    return say(_SERIOUSNESS[event.serious])


_SERIOUSNESS = {
    True: "tables.event.serious",
    False: "tables.event.serious_not",
    None: "tables.event.serious.missing",
}


def session_followed(case: ScoredCase, number: int) -> int | None:
    """Find the session that an event followed: the one it names, else the last before its onset.

    Parameters
    ----------
    number : int
        Of the event, from 1 as they are written.
    """
    event = case.case.events[number - 1]
    onset = case.days.get(f"adverse event {number}")
    if event.session is not None or onset is None:
        return event.session
    numbers = range(1, len(case.case.sessions) + 1)
    placed = [(day, n) for n in numbers if (day := case.days.get(f"session {n}")) is not None]
    before = [(day, n) for day, n in placed if day <= onset]
    # Where a session cannot be placed, it may be the one that the event followed.
    return max(before)[1] if before and len(placed) == len(numbers) else None


def _looked_for(say: Say, case: ScoredCase) -> Result:
    """Say whether events were looked for, or what of it the record does not show."""
    record = case.case
    lacking = word_without_events(record)
    if lacking is None and not is_reported(record.adverse_event_monitoring):
        word = record.adverse_event_monitoring or NOT_RECORDED
        lacking = say("results.events.looked_for.how_missing", word=word.strip().casefold())
    if lacking is None and not any(case.days.get(visit.id, 0) > 0 for visit in record.visits):
        lacking = say("results.events.looked_for.no_visit", zero=zero_in_words((record,), say))
    return Result(
        result_id(case.id, "adverse_events", "looked_for"),
        say("results.events.looked_for"),
        "yes" if lacking is None else "no",
        lacking or "yes",
        method=say("results.events.looked_for.how", zero=zero_in_words((record,), say)),
        places=(record.source.place("adverse_events"),),
        case=case.id,
    )


def _serious(say: Say, key: str, label: str, events: Sequence[AdverseEvent]) -> Result:
    """Count the serious events of those whose seriousness is reported."""
    told = [event for event in events if event.serious is not None]
    untold = len(events) - len(told)
    of_which = say("results.events.serious.of", n=str(untold)) if told and untold else ""
    method = say("results.events.serious.how", of=of_which)
    if events and not told:
        return missing_result(key, label, NOT_REPORTED, method=method)
    return count_result(
        key,
        label,
        sum(event.serious is True for event in told),
        of=len(told) or None,  # "0 of 0" says nothing
        unit="events",
        method=method,
    )


def adverse_events_of_series(
    say: Say, cases: Sequence[Case], results: Mapping[str, Result]
) -> Iterator[Result]:
    """Count over all cases; shares are of those in whom adverse events were looked for."""
    recorded = [case for case in cases if word_without_events(case) is None]
    ids = [result_id(case.id, "adverse_events.looked_for") for case in cases]
    looked = [case for case, key in zip(cases, ids, strict=True) if results[key].value == "yes"]
    sources = tuple(result_id(case.id, "adverse_events") for case in cases)
    yield count_result(
        "adverse_events.assessed",
        say("results.events.assessed"),
        len(looked),
        of=len(cases),
        method=say("results.events.assessed.how", zero=zero_in_words(cases)),
        sources=tuple(ids),
    )
    if not recorded:
        words = {word_without_events(case) for case in cases}
        word = NOT_ASSESSED if NOT_ASSESSED in words else NOT_REPORTED
        why = say("results.events.all.unknown", word=word)
        for part, label in _LABELS.items():
            without = part == "sessions" and not any(case.sessions for case in cases)
            if part != "grade_III_to_V" and not without:
                yield missing_result(
                    f"adverse_events.{part}", say(label), word, method=why, sources=sources
                )
        return
    how = say("results.sum.how")
    if len(recorded) < len(cases):
        known, of_all = f"{len(recorded):,}", f"{len(cases):,}"
        how = say("results.events.all.partly", known=known, all=of_all)
    yield from _events(say, recorded, how, sources)
    yield from _patients(say, looked, recorded, sources)
    if any(case.sessions for case in cases):
        yield from _sessions(say, looked, results)


def _events(
    say: Say, cases: Sequence[Case], how: str, sources: tuple[str, ...]
) -> Iterator[Result]:
    events = [event for case in cases for event in case.events]
    yield count_result(
        "adverse_events.events",
        say(_LABELS["events"]),
        len(events),
        unit="events",
        method=how,
        sources=sources,
    )
    serious = _serious(say, "adverse_events.serious", say(_LABELS["serious"]), events)
    yield replace(serious, sources=tuple(result_id(source, "serious") for source in sources))
    gradings = {event.grading for event in events} or {"CTCAE"}
    for grading, part in _SEVERE.items():
        if grading in gradings:
            of_grading = [event for event in events if event.grading == grading]
            yield replace(_severe(say, grading, part, of_grading), sources=sources)
    ungraded = sum(event.severity is None for event in events)
    if ungraded:
        yield count_result(
            "adverse_events.grade_not_reported",
            say("results.events.ungraded"),
            ungraded,
            of=len(events),
            unit="events",
            method=say("results.events.ungraded.how"),
            sources=sources,
        )


def _severe(say: Say, grading: str, part: str, events: Sequence[AdverseEvent]) -> Result:
    """Count the events from the third grade up, of those graded."""
    graded = [event.severity for event in events if event.severity is not None]
    key, label = f"adverse_events.{part}", say(_LABELS[part])
    grades = "3 to 5" if grading == "CTCAE" else "III to V"
    method = say("results.events.severe.how", grading=grading, grades=grades)
    if events and not graded:
        return missing_result(key, label, NOT_REPORTED, method=method)
    severe = sum(severity >= _LEAST_SEVERE for severity in graded)
    return count_result(key, label, severe, of=len(graded) or None, unit="events", method=method)


def _patients(
    say: Say, cases: Sequence[Case], recorded: Sequence[Case], sources: tuple[str, ...]
) -> Iterator[Result]:
    """Count the patients with an event: of those looked at, and beside them of the others."""
    who = [case.id for case in cases if case.events]
    yield from _share_of_patients(say, who, len(cases), sources)
    looked = {case.id for case in cases}
    others = [case for case in recorded if case.id not in looked]
    elsewhere = [case.id for case in others if case.events]
    if elsewhere:
        yield count_result(
            "adverse_events.patients.not_looked_for",
            say("results.events.patients.not_looked_for"),
            len(elsewhere),
            of=len(others),
            method=say("results.events.patients.not_looked_for.how"),
            sources=sources,
        )
    names = [case.id for case in recorded if case.events]
    yield Result(
        "adverse_events.patients.who",
        say(_LABELS["patients.who"]),
        join_names(names),
        join_names(names),
        method=say("results.events.patients.who.how"),
        sources=sources,
    )


def _share_of_patients(
    say: Say, who: Sequence[str], of: int, sources: tuple[str, ...]
) -> Iterator[Result]:
    key, label = "adverse_events.patients", say(_LABELS["patients"])
    interval = say("results.events.patients.interval") if who else ""
    method = say("results.events.patients.how", interval=interval)
    if not of:
        yield missing_result(key, label, NOT_REPORTED, method=method, sources=sources)
        return
    patients = count_result(
        key, label, len(who), of=of, unit="patients", method=method, sources=sources
    )
    if not who:
        yield patients
        yield _upper_limit(say, "patients", of)
        return
    limits = clopper_pearson(len(who), of)
    yield replace(patients, interval=limits, interval_printed=interval_text(limits, of))


def _sessions(say: Say, cases: Sequence[Case], results: Mapping[str, Result]) -> Iterator[Result]:
    key, label = "adverse_events.sessions", say(_LABELS["sessions"])
    sources = tuple(result_id(case.id, key) for case in cases)
    untied = _sum(results, [result_id(case.id, "adverse_events.no_session") for case in cases])
    method = say("results.events.sessions.all.how", rest=_not_counted(say, untied))
    if not cases:
        yield missing_result(key, label, NOT_REPORTED, method=method)
        return
    sessions = sum(len(case.sessions) for case in cases)
    yield count_result(
        key,
        label,
        _sum(results, sources),
        of=sessions,
        unit="sessions",
        method=method,
        sources=sources,
    )
    if untied:
        yield count_result(
            "adverse_events.no_session",
            say("results.events.no_session"),
            untied,
            unit="events",
            method=say("results.events.no_session.all.how"),
            sources=sources,
        )
    if not any(case.events for case in cases):
        yield _upper_limit(say, "sessions", sessions)


def _sum(results: Mapping[str, Result], ids: Sequence[str]) -> int:
    """Sum the counts of those results that are there."""
    found = (results[key].value for key in ids if key in results)
    return int(sum(value for value in found if isinstance(value, Decimal)))


#: The units of which the risk is told, with the sentences for what it is and how it was found.
_LIMITS = {
    "patients": ("results.events.limit.patients", "results.events.limit.patients.how"),
    "sessions": ("results.events.limit.sessions", "results.events.limit.sessions.how"),
}


def _upper_limit(say: Say, units: str, number: int) -> Result:
    label, how = _LIMITS[units]
    limit = upper_limit_without_events(number)
    printed = share_text(limit, number)
    return Result(
        f"adverse_events.{units}.upper95",
        say(label),
        limit,
        printed,
        method=say(how, n=str(number)),
        sources=(f"adverse_events.{units}",),
    )
