"""Tell a treatment that is not given in sessions: its doses with their times, or its day."""

from __future__ import annotations

from cpreport.cases.case import CoursePhase, Treatment, is_reported
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.time_spans import span_in_words
from cpreport.scales.graded import ScoredCase


def phase_dose(phase: CoursePhase) -> str:
    """Tell what a phase says of the dose: `60 mg daily, oral`; empty where it says nothing."""
    told = (phase.dose, phase.route, phase.frequency)
    return ", ".join(" ".join(str(one).split()) for one in told if is_reported(one))


def phase_time(findings: Findings, case: ScoredCase, treatment: int, phase: int) -> str:
    """Tell from when to when a phase went on; both are numbered from 1."""
    of_case = case.case.treatment[treatment - 1].phases[phase - 1]
    return span_in_words(
        findings,
        case,
        f"treatment {treatment} phase {phase}",
        of_case.begin,
        of_case.end,
        ongoing=of_case.ongoing,
    )


def course_in_words(findings: Findings, case: ScoredCase, number: int) -> str:
    """Tell every phase of a treatment: `60 mg daily, oral (day 0 to day 28); …`."""
    said = []
    for n, phase in enumerate(case.case.treatment[number - 1].phases, 1):
        time = phase_time(findings, case, number, n)
        dose = phase_dose(phase)
        said.append(findings.say("report.treatment.phase", dose=dose, time=time) if dose else time)
    return "; ".join(said)


def course_in_short(findings: Findings, treatment: Treatment, name: str) -> str:
    """Tell a course by its first dose and its last: `prednisolone, 60 mg daily to 5 mg daily`."""
    doses = [" ".join(str(p.dose).split()) for p in treatment.phases if is_reported(p.dose)]
    if not doses:
        return name
    first, last = doses[0], doses[-1]
    if first == last:
        return findings.say("report.treatment.in_short.course", treatment=name, first=first)
    return findings.say("report.treatment.in_short.doses", treatment=name, first=first, last=last)


def time_of_treatment(findings: Findings, case: ScoredCase, number: int) -> str:
    """Tell when what was done once was done: `day 12`."""
    day = findings.result(case.id, "treatment", str(number), "day")
    if day.value is None:
        return findings.say("report.treatment.day.missing")
    return findings.say("report.treatment.day", moment=findings.moment, day=day.printed)
