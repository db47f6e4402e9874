"""Say in words what happened to a patient, and when: the text alternative of the timeline."""

from __future__ import annotations

from cpreport.cases.case import Treatment
from cpreport.figures.course import Course, by_route, in_time, session_numbers
from cpreport.outcomes.adverse_events import grade_in_words, seriousness_in_words
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import capital, clause, join_names

#: So many sessions are told one by one.
_TOLD = 12


def course_in_words(findings: Findings, course: Course) -> str:
    """Tell the course in sentences, for whoever does not see the figure."""
    said = [
        findings.say("figures.timeline.alt", case=course.case, unit=course.unit, zero=course.zero),
        _visits_in_words(findings, course),
    ]
    for number, treatment in enumerate(course.treatments):
        said.append(_treatment_in_words(findings, course, number, treatment))
        if treatment.concomitant is not None:
            what = clause(treatment.concomitant)
            said.append(findings.say("figures.timeline.alt.concomitant", what=what))
    if course.concomitant:
        told = "; ".join(f"{dated.what} ({dated.time})" for dated in course.concomitant)
        said.append(findings.say("figures.timeline.alt.concomitant", what=told))
    said += [
        findings.say(
            "figures.timeline.alt.course", what=clause(h.what), moment=findings.moment, day=day
        )
        for n, h in enumerate(course.happened, start=1)
        if h.day is not None
        for day in [findings.result(course.case, "course", str(n), "day").printed]
    ]
    said.append(_events_in_words(findings, course))
    if unplaced := course.unplaced(findings.say):
        what = join_names(unplaced)
        said.append(findings.say("figures.timeline.alt.unplaced", what=what))
    return " ".join(text for text in said if text)


def _visits_in_words(findings: Findings, course: Course) -> str:
    visits = [
        findings.say("figures.timeline.alt.visit", visit=v.label, time=v.with_unit)
        for v in in_time(course.visits)
    ]
    return findings.say("figures.timeline.alt.visits", visits=join_names(visits)) if visits else ""


def _treatment_in_words(
    findings: Findings, course: Course, number: int, treatment: Treatment
) -> str:
    if treatment.sessions:
        return _sessions_in_words(findings, course, number, treatment)
    phases = (phase for phase in course.phases if phase.treatment == number)
    times = [f"{p.dose} ({p.time})" if p.dose else p.time for p in phases]
    times += [one.time for one in course.once if one.treatment == number]
    name = capital(clause(treatment.name))
    return findings.say("figures.timeline.alt.treatment", treatment=name, times="; ".join(times))


def _sessions_in_words(
    findings: Findings, course: Course, number: int, treatment: Treatment
) -> str:
    days = [
        findings.result(course.case, "session", str(s.number), "day").printed
        for s in course.sessions
        if s.treatment == number and s.day is not None
    ]
    told = join_names(days) if len(days) <= _TOLD else f"{days[0]} to {days[-1]}"
    routes = [
        f"{route} ({session_numbers([s.number for s in of_route])})"
        for route in course.routes
        if (of_route := by_route([s for s in course.sessions if s.treatment == number], route))
    ]
    when = ""
    if days:
        name = "figures.timeline.alt.days"
        when = findings.say(name, len(days), moment=findings.moment, days=told)
    return findings.say(
        "figures.timeline.alt.sessions",
        treatment=capital(clause(treatment.name)),
        days=when,
        routes=join_names(routes),
    )


def _events_in_words(findings: Findings, course: Course) -> str:
    number = findings.result(course.case, "adverse_events")
    if number.value is None:
        return findings.say("figures.timeline.alt.events.unknown", word=number.printed)
    if not course.events:
        return findings.say("figures.timeline.alt.events.none")
    said = [
        f"{clause(e.event.term)}, {grade_in_words(findings.say, e.event)}"
        + (
            f", {seriousness_in_words(findings.say, e.event)}"
            if e.event.serious is not False
            else ""
        )
        + _onset(findings, course, n, e.day is not None)
        for n, e in enumerate(course.events, start=1)
    ]
    return findings.say("figures.timeline.alt.events", n=number.printed, events="; ".join(said))


def _onset(findings: Findings, course: Course, number: int, placed: bool) -> str:
    if not placed:
        return ""
    day = findings.result(course.case, "adverse_event", str(number), "day").printed
    return findings.say("figures.timeline.alt.onset", moment=findings.moment, day=day)
