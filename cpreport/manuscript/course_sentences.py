"""Who the patient is, what was given and when was assessed, as a report says it.

The words stand in the catalogue (`catalogue/report.yaml`). What was not reported is said to be so;
no sentence says more than the record does.
"""

from __future__ import annotations

from itertools import groupby

from cpreport.cases.case import Case, Treatment, is_reported
from cpreport.cases.series import DeclaredVisit
from cpreport.cases.values import is_missing
from cpreport.manuscript.sentences import Said, join, number, say
from cpreport.manuscript.tree import Text
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.shown_visits import visits_of
from cpreport.outcomes.treatments import course_in_short, course_in_words, time_of_treatment
from cpreport.outcomes.wording import begun_small, capital, join_names
from cpreport.scales.graded import ScoredCase


def patient_in_short(findings: Findings, case_id: str) -> Said:
    """Say who the patient is: `Female, 6 years; GMFCS IV, MACS IV`."""
    case = findings.case(case_id)
    sex = case.case.patient.sex
    who = [sex] if is_reported(sex) else []
    result = findings.result(case_id, "age")
    age = findings.say("report.age.missing") if result.value is None else number(result)
    levels = [
        join([name, number(findings.result(case_id, "classification", name))], " ")
        for name in case.classification
        if findings.has(case_id, "classification", name)
    ]
    said = join([*(capital(word) for word in who), age], ", ")
    more = [join(levels, ", ")] if levels else []
    weaker, centre = case.case.patient.weaker_side, case.case.patient.centre
    if weaker is not None and is_reported(weaker):
        more.append(say(findings, "report.patient.weaker", side=weaker))
    if centre is not None and is_reported(centre):
        more.append(join([centre]))
    return join([said, *more], "; ", "; ")


def diagnosis_in_short(findings: Findings, case: Case) -> Said:
    """Name the diagnosis with its cause, and the age at which it was made, where reported."""
    patient = case.patient
    said: list[str | Said] = [patient.diagnosis]
    if patient.aetiology is not None and is_reported(patient.aetiology):
        said.append(begun_small(patient.aetiology))
    if findings.has(case.id, "age_at_diagnosis"):
        age = number(findings.result(case.id, "age_at_diagnosis"))
        said.append(say(findings, "report.patient.diagnosed", age=age))
    return join(said, "; ", "; ")


def treatment_in_short(findings: Findings, case_id: str) -> Said:
    """Say what was given, how often and how; nothing of a case without treatment."""
    case = findings.case(case_id).case
    parts: list[Said | str] = [
        course_in_short(findings, treatment, _treatment_name(findings, treatment))
        for treatment in case.treatment
        if not treatment.sessions
    ]
    if case.sessions:
        sessions = say(
            findings,
            "report.treatment.in_short",
            treatments=_in_sessions(findings, case),
            sessions=sessions_said(findings, case_id),
            routes=_routes(findings, case),
        )
        parts.insert(0, sessions)
    return _begun_large(join(parts, "; ", "; "))


def _begun_large(said: Said) -> Said:
    """Begin a line with a capital."""
    first, *others = said or (Text(""),)
    return (Text(capital(first.text)), *others) if isinstance(first, Text) else said


def treatment_sentences(findings: Findings, case_id: str) -> list[Said]:
    """Say each treatment of a case: first what was given in sessions, then the others."""
    scored = findings.case(case_id)
    said = [_sessions_sentence(findings, case_id)] if scored.case.sessions else []
    once = _once(scored.case)
    for place, treatment in enumerate(scored.case.treatment, 1):
        name = _treatment_name(findings, treatment)
        if treatment.phases:
            phases = course_in_words(findings, scored, place)
            named = "report.treatment.course"
            said.append(say(findings, named, case=case_id, treatment=name, phases=phases))
        else:
            # What was done once is told together, where the first of its kind stands.
            for named in (name for name, places in once.items() if places[0] == place):
                told = [_at_its_time(findings, scored, one) for one in once[named]]
                said.append(say(findings, named, case=case_id, treatments=join(told)))
    return said


def _once(case: Case) -> dict[str, list[int]]:
    """Number what was given or done once, by the sentence that tells all of its kind."""
    found: dict[str, list[int]] = {}
    for place, treatment in enumerate(case.treatment, 1):
        if treatment.at_one_time:
            procedure = treatment.kind == "procedure"
            named = "report.treatment.procedure" if procedure else "report.treatment.once"
            found.setdefault(named, []).append(place)
    return found


def _at_its_time(findings: Findings, case: ScoredCase, number: int) -> Said:
    name = _treatment_name(findings, case.case.treatment[number - 1])
    time = time_of_treatment(findings, case, number)
    return say(findings, "report.treatment.at", treatment=name, time=time)


def _sessions_sentence(findings: Findings, case_id: str) -> Said:
    """Say what was given in sessions, how often, over what time and by which routes."""
    case = findings.case(case_id).case
    period = findings.result(case_id, "treatment_period")
    over = (
        say(findings, "report.treatment.period", time=number(period, period.with_unit))
        if period.value is not None and len(case.sessions) > 1
        else ()
    )
    return say(
        findings,
        "report.treatment",
        case=case_id,
        sessions=sessions_said(findings, case_id),
        treatments=_in_sessions(findings, case),
        period=over,
        routes=_routes(findings, case),
    )


def sessions_said(findings: Findings, case_id: str) -> Said:
    """Count the sessions of a patient in words."""
    sessions = findings.result(case_id, "sessions")
    return say(findings, "report.sessions", sessions.value, n=number(sessions, sessions.in_words))


def _in_sessions(findings: Findings, case: Case) -> str:
    """Name what was given in sessions."""
    names = [_treatment_name(findings, t) for t in case.treatment if t.sessions]
    return join_names(list(dict.fromkeys(names)))


def _treatment_name(findings: Findings, treatment: Treatment) -> str:
    """Name what was given; a treatment without a name is said to be one."""
    if is_reported(treatment.name):
        return begun_small(treatment.name)
    return findings.say("report.treatment.unnamed")


def _routes(findings: Findings, case: Case) -> str:
    """List the routes as recorded: `route: oral`; no grammar is put on them."""
    every = [route for session in case.sessions for route in session.routes]
    told = list(dict.fromkeys(begun_small(route) for route in every if is_reported(route)))
    if not told:
        return findings.say("report.treatment.routes.missing")
    in_part = "" if all(map(is_reported, every)) else "report.treatment.routes.in_part"
    return findings.say(
        "report.treatment.routes",
        len(told),
        routes=join_names(told),
        rest=findings.say(in_part) if in_part else "",
    )


def visits_sentence(findings: Findings, case_id: str) -> Said:
    """Say when the patient was assessed, from the first session."""
    visits = _visits(findings, case_id)
    times = [
        join(
            [
                begun_small(visit.label),
                (
                    Text("("),
                    *number(findings.result(case_id, "visit", visit.id, "time")),
                    Text(")"),
                ),
            ],
            " ",
        )
        for visit in visits
    ]
    count = findings.result(case_id, "visits")
    return say(
        findings,
        "report.visits",
        len(times),
        case=case_id,
        n=number(count, count.in_words),
        unit=findings.unit_of_time,
        zero=findings.zero,
        times=join(times),
    )


def follow_up_in_short(findings: Findings, case_id: str) -> Said:
    """Say how long the patient was followed and how often assessed."""
    follow_up, visits = findings.result(case_id, "follow_up"), findings.result(case_id, "visits")
    seen = say(findings, "report.visits.counted", visits.value, n=number(visits, visits.in_words))
    if follow_up.value is None:
        return say(findings, "report.follow_up.none", visits=seen, zero=findings.zero)
    time = number(follow_up, follow_up.with_unit)
    named = "report.follow_up.in_short"
    return say(findings, named, time=time, visits=seen, zero=findings.zero)


def assessors_sentence(findings: Findings, case_id: str) -> Said:
    """Say who made the assessments, as recorded, visit by visit where they differ."""
    recorded = {v.id: v.assessor for v in findings.case(case_id).case.visits}
    said = [(recorded[v.id], begun_small(v.label)) for v in _visits(findings, case_id)]
    if not any(who for who, _ in said):
        return say(findings, "report.assessor.missing")
    kinds = [(who, [label for _, label in group]) for who, group in groupby(said, lambda s: s[0])]
    if len(kinds) == 1:
        who = str(kinds[0][0])
        if is_missing(who):
            return say(findings, "report.assessor.word", word=begun_small(who))
        return say(findings, "report.assessor.same", who=who)
    parts = [_assessor_of(findings, who, join_names(labels)) for who, labels in kinds]
    return say(findings, "report.assessor.differs", visits=join(parts, "; ", "; "))


def _assessor_of(findings: Findings, who: str | None, visits: str) -> Said:
    """Name who assessed at some visits; a missing word is nobody's name."""
    if not who:
        return say(findings, "report.assessor.of_visits.missing", visits=visits)
    if is_missing(who):
        word = begun_small(who)
        return say(findings, "report.assessor.of_visits.word", visits=visits, word=word)
    return say(findings, "report.assessor.of_visits", visits=visits, who=who)


def _visits(findings: Findings, case_id: str) -> list[DeclaredVisit]:
    return list(visits_of(findings, (findings.case(case_id),)))
