"""Adverse events of a patient, how they were looked for, and what was not recorded of them."""

from __future__ import annotations

from cpreport.cases.case import Case
from cpreport.manuscript.course_sentences import sessions_said
from cpreport.manuscript.sentences import Said, number, say
from cpreport.manuscript.tree import Text
from cpreport.outcomes.adverse_events import word_without_events
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Result
from cpreport.outcomes.wording import capital


def adverse_events_in_short(findings: Findings, case_id: str) -> Said:
    """Say how many adverse events there were, with their denominator."""
    case = findings.case(case_id).case
    if (word := word_without_events(case)) is not None:
        return (Text(capital(word)),)
    sessions = _within_sessions(findings, case)
    if not case.events:
        looked = findings.result(case_id, "adverse_events.looked_for")
        lacking = (
            say(findings, "report.adverse_events.none.in_short.looked_for", no=number(looked))
            if looked.value == "no"
            else ()
        )
        return say(
            findings, "report.adverse_events.none.in_short", sessions=sessions, looked_for=lacking
        )
    serious = findings.result(case_id, "adverse_events.serious")
    return say(
        findings,
        "report.adverse_events.counted.in_short",
        n=number(findings.result(case_id, "adverse_events")),
        sessions=sessions,
        serious=_serious_in_short(findings, serious),
    )


def _serious_in_short(findings: Findings, serious: Result) -> Said:
    """Say how many events were serious, or whether the one was; nothing where that is unknown."""
    if serious.value is None:
        return ()
    single = "report.adverse_events.counted.in_short.single"
    single_not = "report.adverse_events.counted.in_short.single_not"
    if serious.of == 1:
        return say(findings, single if serious.value else single_not)
    if not serious.value:
        return say(findings, "report.adverse_events.counted.in_short.none_serious")
    return say(findings, "report.adverse_events.counted.in_short.serious", n=number(serious))


def adverse_events_sentence(findings: Findings, case_id: str) -> Said:
    """State presence or absence of adverse events with sessions and follow-up (CARE item 10d)."""
    case = findings.case(case_id).case
    if (word := word_without_events(case)) is not None:
        return say(findings, "report.adverse_events.unknown", word=word)
    time, sessions = findings.result(case_id, "follow_up"), _within_sessions(findings, case)
    beside, alone = "report.adverse_events.follow_up", "report.adverse_events.follow_up.alone"
    named = beside if case.sessions else alone
    over = say(findings, named, time=number(time, time.with_unit)) if time.value is not None else ()
    if not case.events:
        return say(findings, "report.adverse_events.none", sessions=sessions, follow_up=over)
    events = findings.result(case_id, "adverse_events")
    return say(
        findings,
        "report.adverse_events.counted",
        events.value,
        n=number(events, events.In_words),
        sessions=sessions,
        follow_up=over,
        serious=_serious(findings, findings.result(case_id, "adverse_events.serious"), events),
    )


def _within_sessions(findings: Findings, case: Case) -> Said:
    """Say in how many sessions events were counted; nothing where there was none."""
    if not case.sessions:
        return ()
    sessions = sessions_said(findings, case.id)
    return say(findings, "report.adverse_events.in_sessions", sessions=sessions)


def _serious(findings: Findings, serious: Result, events: Result) -> Said:
    """Say how many events were serious: `none was`, `two were`; of a single one, `it was`."""
    if serious.value is None:
        return say(findings, "report.adverse_events.serious.missing", events.value)
    if events.value == 1:
        single = (
            "report.adverse_events.serious.single"
            if serious.value
            else "report.adverse_events.serious.single_not"
        )
        return say(findings, single, it="it")
    none = serious.value == 0
    some = (
        ()
        if serious.of == events.value
        else say(findings, "report.adverse_events.serious.of", n=str(serious.of))
    )
    return say(
        findings,
        "report.adverse_events.serious",
        1 if none else serious.value,
        n=number(serious, "none" if none else serious.in_words),
        of=some,
    )


def monitoring_missing(findings: Findings, case_id: str) -> Said:
    """Say that the record does not tell how adverse events were looked for, or with which word."""
    word = findings.case(case_id).case.adverse_event_monitoring
    if word is None:
        return say(findings, "report.monitoring.missing")
    return say(findings, "report.monitoring.word", word=word.strip())
