"""Count the adverse events of cases, by event, patient and session.

Where none occurred the risk is not zero: the exact one-sided upper 95 % limit says how large it
may still be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cpreport.cases.case import AdverseEvent, Case
from cpreport.outcomes.result import NOT_ASSESSED, Result, count_result, missing_result, result_id
from cpreport.outcomes.statistics import clopper_pearson, upper_limit_without_events
from cpreport.outcomes.wording import interval_text, join_names, share_text

_PATIENT_IS_THE_UNIT = "the patient is the unit"
_NOT_INDEPENDENT = "sessions of one patient are not independent, so this is a rough guide only"

_LABELS = {
    "events": "Adverse events in all patients",
    "serious": "Serious adverse events in all patients",
    "grade_3_to_5": "Adverse events of CTCAE grade 3 to 5 in all patients",
    "patients": "Patients with an adverse event",
    "patients.who": "Patients with an adverse event, by name",
    "sessions": "Sessions followed by an adverse event",
}


def adverse_events_of(case: Case) -> Iterator[Result]:
    """Count a case's adverse events; a word where they were not assessed."""
    place = (case.source.place("adverse_events"),)
    events = events_of(case)
    counts = (
        ("adverse_events", "Adverse events", len(events), None, "events", "Events recorded."),
        (
            "adverse_events.serious",
            "Serious adverse events",
            sum(event.serious for event in events),
            len(events) or None,
            "events",
            "Events recorded as serious.",
        ),
        (
            "adverse_events.sessions",
            "Sessions followed by an adverse event",
            len(_sessions_named(events)),
            len(case.sessions),
            "sessions",
            "Sessions that a recorded event names as the one it followed.",
        ),
    )
    for part, label, number, of, unit, method in counts:
        count_id = result_id(case.id, part)
        if not are_events_assessed(case):
            why = "Whether adverse events occurred was not assessed."
            yield missing_result(
                count_id, label, NOT_ASSESSED, method=why, places=place, case=case.id
            )
        else:
            yield count_result(
                count_id, label, number, of=of, unit=unit, method=method, places=place, case=case.id
            )


def are_events_assessed(case: Case) -> bool:
    """Whether it is recorded that adverse events occurred or did not."""
    return case.adverse_events != NOT_ASSESSED


def events_of(case: Case) -> tuple[AdverseEvent, ...]:
    """List the recorded events; none where there were none or none were looked for."""
    return case.adverse_events if isinstance(case.adverse_events, tuple) else ()


def _sessions_named(events: Sequence[AdverseEvent]) -> set[int]:
    return {event.session for event in events if event.session is not None}


def adverse_events_of_series(cases: Sequence[Case]) -> Iterator[Result]:
    """Count over all cases in which adverse events were looked for."""
    assessed = [case for case in cases if are_events_assessed(case)]
    sources = tuple(result_id(case.id, "adverse_events") for case in cases)
    yield count_result(
        "adverse_events.assessed",
        "Patients in whom adverse events were looked for",
        len(assessed),
        of=len(cases),
        unit="patients",
        method="Patients whose record lists adverse events or says that there were none.",
        sources=sources,
    )
    if assessed:
        yield from _events(assessed, sources)
        yield from _patients(assessed, sources)
        yield from _sessions(assessed)
        return
    why = "Adverse events were not assessed in any patient."
    for part, label in _LABELS.items():
        yield missing_result(
            f"adverse_events.{part}", label, NOT_ASSESSED, method=why, sources=sources
        )


def _events(cases: Sequence[Case], sources: tuple[str, ...]) -> Iterator[Result]:
    events = [event for case in cases for event in events_of(case)]
    of = len(events) or None  # "0 of 0" says nothing
    counts = (
        ("events", len(events), None, "Sum over patients."),
        ("serious", sum(e.serious for e in events), of, "Events recorded as serious."),
        (
            "grade_3_to_5",
            sum(e.grade >= 3 for e in events),
            of,
            "Events whose recorded grade is 3, 4 or 5.",
        ),
    )
    for part, number, of, method in counts:
        yield count_result(
            f"adverse_events.{part}",
            _LABELS[part],
            number,
            of=of,
            unit="events",
            method=method,
            sources=_serious(sources) if part == "serious" else sources,
        )


def _serious(sources: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(result_id(source, "serious") for source in sources)


def _patients(cases: Sequence[Case], sources: tuple[str, ...]) -> Iterator[Result]:
    who = [case.id for case in cases if events_of(case)]
    patients = count_result(
        "adverse_events.patients",
        _LABELS["patients"],
        len(who),
        of=len(cases),
        unit="patients",
        method="Patients with at least one event, of those in whom events were looked for.",
        sources=sources,
    )
    if who:
        limits = clopper_pearson(len(who), len(cases))
        yield replace(
            patients,
            interval=limits,
            interval_printed=interval_text(limits, len(cases)),
            method=f"{patients.method} 95% interval: exact (Clopper-Pearson).",
        )
    else:
        yield patients
        yield _upper_limit("patients", len(cases), _PATIENT_IS_THE_UNIT)
    yield Result(
        "adverse_events.patients.who",
        _LABELS["patients.who"],
        join_names(who),
        join_names(who),
        method="Patients with at least one recorded event.",
        sources=sources,
    )


def _sessions(cases: Sequence[Case]) -> Iterator[Result]:
    followed = sum(len(_sessions_named(events_of(case))) for case in cases)
    unnamed = sum(event.session is None for case in cases for event in events_of(case))
    sessions = sum(len(case.sessions) for case in cases)
    not_counted = f"; events that name no session: {unnamed}" if unnamed else ""
    yield count_result(
        "adverse_events.sessions",
        _LABELS["sessions"],
        followed,
        of=sessions,
        unit="sessions",
        method=f"Sessions that an event names as the one it followed{not_counted}.",
        sources=tuple(result_id(case.id, "adverse_events.sessions") for case in cases),
    )
    if not any(events_of(case) for case in cases):
        yield _upper_limit("sessions", sessions, _NOT_INDEPENDENT)


def _upper_limit(units: str, number: int, caution: str) -> Result:
    limit = upper_limit_without_events(number)
    printed = share_text(limit, number)
    return Result(
        f"adverse_events.{units}.upper95",
        f"Upper 95% limit of the risk of an adverse event, by {units}",
        limit,
        printed,
        method=f"Exact one-sided upper 95% limit with no event in {number}, "
        f"1 − 0.05^(1/{number}); {caution}.",
        sources=(f"adverse_events.{units}",),
    )
