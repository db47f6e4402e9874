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
from cpreport.outcomes.result import (
    NOT_ASSESSED,
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

_PATIENT_IS_THE_UNIT = "the patient is the unit"
_NOT_INDEPENDENT = "sessions of one patient are not independent, so this is a rough guide only"

_LABELS = {
    "events": "Adverse events in all patients",
    "serious": "Serious adverse events in all patients",
    "grade_3_to_5": "Adverse events of CTCAE grade 3 to 5 in all patients",
    "grade_III_to_V": "Adverse events of Clavien-Dindo grade III to V in all patients",
    "patients": "Patients with an adverse event",
    "patients.who": "Patients with an adverse event, by name",
    "sessions": "Sessions followed by an adverse event",
}
#: By the grading, the part that counts its severe events.
_SEVERE = {"CTCAE": "grade_3_to_5", "Clavien-Dindo": "grade_III_to_V"}
_LEAST_SEVERE = 3

_LOOKED_FOR = (
    "The record says how adverse events were looked for and what was found, and a visit after "
    "{zero} shows that there was time to look."
)
_TIED = "Sessions that an event names as the one it followed, else the last on or before its onset"


def adverse_events_of(case: ScoredCase) -> Iterator[Result]:
    """Count a case's adverse events; a word where they were not assessed or not reported."""
    record = case.case
    place = (record.source.place("adverse_events"),)
    events = events_of(record)
    yield _looked_for(case)
    if (word := word_without_events(record)) is not None:
        for part, label in (
            ("adverse_events", "Adverse events"),
            ("adverse_events.serious", "Serious adverse events"),
            ("adverse_events.sessions", "Sessions followed by an adverse event"),
        )[: 3 if record.sessions else 2]:
            why = f"Whether adverse events occurred was {word}."
            yield missing_result(
                result_id(case.id, part), label, word, method=why, places=place, case=case.id
            )
        return
    yield count_result(
        result_id(case.id, "adverse_events"),
        "Adverse events",
        len(events),
        unit="events",
        method="Events recorded.",
        places=place,
        case=case.id,
    )
    yield replace(
        _serious(result_id(case.id, "adverse_events.serious"), "Serious adverse events", events),
        places=place,
        case=case.id,
    )
    if record.sessions:
        yield from _sessions_of_case(case, place)


def _sessions_of_case(case: ScoredCase, place: tuple[Place, ...]) -> Iterator[Result]:
    """Count the sessions that an event followed, and the events that followed none."""
    record, events = case.case, events_of(case.case)
    followed = [session_followed(case, number) for number in range(1, len(events) + 1)]
    untied = followed.count(None)
    yield count_result(
        result_id(case.id, "adverse_events.sessions"),
        "Sessions followed by an adverse event",
        len({session for session in followed if session is not None}),
        of=len(record.sessions),
        unit="sessions",
        method=f"{_TIED}{_not_counted(untied)}.",
        places=place,
        case=case.id,
    )
    if untied:
        yield count_result(
            result_id(case.id, "adverse_events.no_session"),
            "Adverse events that follow no session",
            untied,
            unit="events",
            method="Events that name no session and cannot be tied to one by their onset.",
            places=place,
            case=case.id,
        )


def _not_counted(untied: int) -> str:
    return f"; events that follow no session: {untied}" if untied else ""


def word_without_events(case: Case) -> str | None:
    """Find the word that stands where nothing is recorded of events; None where something is."""
    said = case.adverse_events
    return said if said in (NOT_ASSESSED, NOT_REPORTED) and isinstance(said, str) else None


def events_of(case: Case) -> tuple[AdverseEvent, ...]:
    """List the recorded events; none where there were none or none were looked for."""
    return case.adverse_events if isinstance(case.adverse_events, tuple) else ()


def grade_in_words(event: AdverseEvent) -> str:
    """Tell the grade of an event with its grading, or that it is not reported."""
    if event.severity is None:
        return f"grade {NOT_REPORTED}"
    return f"{event.grading} grade {event.grade}"


def seriousness_in_words(event: AdverseEvent) -> str:
    """Tell whether an event was serious, or that this is not reported."""
    words = {True: "serious", False: "not serious", None: f"seriousness {NOT_REPORTED}"}
    return words[event.serious]


def session_followed(case: ScoredCase, number: int) -> int | None:
    """Find the session that an event followed: the one it names, else the last before its onset.

    Parameters
    ----------
    number : int
        Of the event, from 1 as they are written.
    """
    event = events_of(case.case)[number - 1]
    onset = case.days.get(f"adverse event {number}")
    if event.session is not None or onset is None:
        return event.session
    numbers = range(1, len(case.case.sessions) + 1)
    placed = [(day, n) for n in numbers if (day := case.days.get(f"session {n}")) is not None]
    before = [(day, n) for day, n in placed if day <= onset]
    # Where a session cannot be placed, it may be the one that the event followed.
    return max(before)[1] if before and len(placed) == len(numbers) else None


def _looked_for(case: ScoredCase) -> Result:
    """Say whether events were looked for, or what of it the record does not show."""
    record = case.case
    lacking = word_without_events(record)
    if lacking is None and not is_reported(record.adverse_event_monitoring):
        lacking = "how is not reported"
    if lacking is None and not any(case.days.get(visit.id, 0) > 0 for visit in record.visits):
        lacking = f"no visit after {zero_in_words((record,))}"
    return Result(
        result_id(case.id, "adverse_events", "looked_for"),
        "Adverse events looked for",
        "yes" if lacking is None else "no",
        lacking or "yes",
        method=_LOOKED_FOR.format(zero=zero_in_words((record,))),
        places=(record.source.place("adverse_events"),),
        case=case.id,
    )


def _serious(key: str, label: str, events: Sequence[AdverseEvent]) -> Result:
    """Count the serious events of those whose seriousness is reported."""
    told = [event for event in events if event.serious is not None]
    if events and not told:
        return missing_result(key, label, NOT_REPORTED, method=f"{_SERIOUS}.")
    untold = len(events) - len(told)
    of_which = f", of those of which that is reported; not reported: {untold}" if untold else ""
    return count_result(
        key,
        label,
        sum(event.serious is True for event in told),
        of=len(told) or None,  # "0 of 0" says nothing
        unit="events",
        method=f"{_SERIOUS}{of_which}.",
    )


_SERIOUS = "Events recorded as serious"


def adverse_events_of_series(
    cases: Sequence[Case], results: Mapping[str, Result]
) -> Iterator[Result]:
    """Count over all cases; shares are of those in whom adverse events were looked for.

    Parameters
    ----------
    results : mapping of str to Result
        Every case's results.
    """
    recorded = [case for case in cases if word_without_events(case) is None]
    ids = [result_id(case.id, "adverse_events.looked_for") for case in cases]
    looked = [case for case, key in zip(cases, ids, strict=True) if results[key].value == "yes"]
    sources = tuple(result_id(case.id, "adverse_events") for case in cases)
    yield count_result(
        "adverse_events.assessed",
        "Patients in whom adverse events were looked for",
        len(looked),
        of=len(cases),
        unit="patients",
        method=f"Patients of whom this holds: {_LOOKED_FOR[:1].lower()}{_LOOKED_FOR[1:]}",
        sources=tuple(ids),
    )
    if not recorded:
        words = {word_without_events(case) for case in cases}
        word = NOT_ASSESSED if NOT_ASSESSED in words else NOT_REPORTED
        why = f"Adverse events were {word} in any patient."
        for part, label in _LABELS.items():
            if part != "grade_III_to_V":
                yield missing_result(
                    f"adverse_events.{part}", label, word, method=why, sources=sources
                )
        return
    yield from _events(recorded, sources)
    yield from _patients(looked, recorded, sources)
    yield from _sessions(looked, results)


def _events(cases: Sequence[Case], sources: tuple[str, ...]) -> Iterator[Result]:
    events = [event for case in cases for event in events_of(case)]
    yield count_result(
        "adverse_events.events",
        _LABELS["events"],
        len(events),
        unit="events",
        method="Sum over patients.",
        sources=sources,
    )
    serious = _serious("adverse_events.serious", _LABELS["serious"], events)
    yield replace(serious, sources=tuple(result_id(source, "serious") for source in sources))
    gradings = {event.grading for event in events} or {"CTCAE"}
    for grading, part in _SEVERE.items():
        if grading in gradings:
            of_grading = [event for event in events if event.grading == grading]
            yield replace(_severe(grading, part, of_grading), sources=sources)
    ungraded = sum(event.severity is None for event in events)
    if ungraded:
        yield count_result(
            "adverse_events.grade_not_reported",
            "Adverse events whose grade is not reported, in all patients",
            ungraded,
            of=len(events),
            unit="events",
            method="Events whose recorded grade is `not reported`.",
            sources=sources,
        )


def _severe(grading: str, part: str, events: Sequence[AdverseEvent]) -> Result:
    """Count the events from the third grade up, of those graded."""
    graded = [event.severity for event in events if event.severity is not None]
    key, label = f"adverse_events.{part}", _LABELS[part]
    grades = "3, 4 or 5" if grading == "CTCAE" else "III, IV or V"
    method = f"Events whose recorded {grading} grade is {grades}, of those graded by it."
    if events and not graded:
        return missing_result(key, label, NOT_REPORTED, method=method)
    severe = sum(severity >= _LEAST_SEVERE for severity in graded)
    return count_result(key, label, severe, of=len(graded) or None, unit="events", method=method)


def _patients(
    cases: Sequence[Case], recorded: Sequence[Case], sources: tuple[str, ...]
) -> Iterator[Result]:
    """Count the patients with an event: of those looked at, and beside them of the others."""
    who = [case.id for case in cases if events_of(case)]
    yield from _share_of_patients(who, len(cases), sources)
    looked = {case.id for case in cases}
    others = [case for case in recorded if case.id not in looked]
    elsewhere = [case.id for case in others if events_of(case)]
    if elsewhere:
        yield count_result(
            "adverse_events.patients.not_looked_for",
            "Patients with an adverse event, of those in whom events were not looked for",
            len(elsewhere),
            of=len(others),
            unit="patients",
            method="Patients with at least one recorded event, though the record does not say how "
            "events were looked for, or shows no time to look; no share can be told of them.",
            sources=sources,
        )
    names = [case.id for case in recorded if events_of(case)]
    yield Result(
        "adverse_events.patients.who",
        _LABELS["patients.who"],
        join_names(names),
        join_names(names),
        method="Patients with at least one recorded event.",
        sources=sources,
    )


def _share_of_patients(who: Sequence[str], of: int, sources: tuple[str, ...]) -> Iterator[Result]:
    method = "Patients with at least one event, of those in whom events were looked for."
    key, label = "adverse_events.patients", _LABELS["patients"]
    if not of:
        yield missing_result(key, label, NOT_REPORTED, method=method, sources=sources)
        return
    patients = count_result(
        key, label, len(who), of=of, unit="patients", method=method, sources=sources
    )
    if not who:
        yield patients
        yield _upper_limit("patients", of, _PATIENT_IS_THE_UNIT)
        return
    limits = clopper_pearson(len(who), of)
    yield replace(
        patients,
        interval=limits,
        interval_printed=interval_text(limits, of),
        method=f"{method} Two-sided 95% interval: exact (Clopper-Pearson).",
    )


def _sessions(cases: Sequence[Case], results: Mapping[str, Result]) -> Iterator[Result]:
    key, label = "adverse_events.sessions", _LABELS["sessions"]
    sources = tuple(result_id(case.id, key) for case in cases)
    untied = _sum(results, [result_id(case.id, "adverse_events.no_session") for case in cases])
    method = f"{_TIED}, of patients in whom events were looked for{_not_counted(untied)}."
    if not cases:
        yield missing_result(key, label, NOT_REPORTED, method=method)
        return
    sessions = sum(len(case.sessions) for case in cases)
    if not sessions:
        return
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
            "Adverse events that follow no session",
            untied,
            unit="events",
            method="Events that name no session and cannot be tied to one by their onset, of "
            "patients in whom events were looked for.",
            sources=sources,
        )
    if not any(events_of(case) for case in cases):
        yield _upper_limit("sessions", sessions, _NOT_INDEPENDENT)


def _sum(results: Mapping[str, Result], ids: Sequence[str]) -> int:
    """Sum the counts of those results that are there."""
    found = (results[key].value for key in ids if key in results)
    return int(sum(value for value in found if isinstance(value, Decimal)))


def _upper_limit(units: str, number: int, caution: str) -> Result:
    limit = upper_limit_without_events(number)
    printed = share_text(limit, number)
    return Result(
        f"adverse_events.{units}.upper95",
        f"Upper one-sided 95% limit of the risk of an adverse event, by {units}",
        limit,
        printed,
        method=f"Exact one-sided upper 95% limit with no event in {number}, "
        f"1 − 0.05^(1/{number}); {caution}.",
        sources=(f"adverse_events.{units}",),
    )
