"""Say in words what the courses of all patients show: their caption and text alternative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cpreport.figures.course import Course, in_time
from cpreport.figures.swimmer_layout import SwimmerLayout
from cpreport.figures.swimmer_records import NONE, CellKind, Swimmer, categories_of, kinds_of
from cpreport.numbers import with_unit
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.shown_visits import compared_labels
from cpreport.outcomes.verdict_words import verdict_in_a_sentence
from cpreport.outcomes.wording import clause, join_names

#: So many patients are told one by one in the text alternative.
_TOLD = 12
#: The sentences for what boxes tell; for verdicts alone, the last.
_BOXES: Mapping[CellKind, str] = {
    "items": "figures.timelines.columns.items",
    "change": "figures.timelines.columns.change",
}
_VERDICTS = "figures.timelines.columns.verdict"


def caption_of_courses(findings: Findings, layout: SwimmerLayout) -> str:
    """Say how courses are read, and what has no room or no time."""
    unit = findings.unit_of_time
    courses = [one.course for one in layout.swimmers]
    patients = len(findings.cases)
    said = [findings.say("figures.timelines.caption", patients, unit=unit, zero=findings.zero)]
    if len({max(course.days, default=None) for course in courses}) > 1:
        said.append(findings.say("figures.timelines.order"))
    if layout.columns and findings.judged:
        said.append(_boxes(findings, layout))
    if len(layout.columns) > len(findings.judged):
        names = join_names([scale.name for scale in categories_of(findings)])
        said.append(findings.say("figures.timelines.categories", names=names))
    if rest := layout.outcomes[len(layout.columns) :]:
        names = join_names(list(rest))
        said.append(findings.say("figures.timelines.columns.left_out", outcomes=names))
    if any(item.open_before or item.open_after for one in layout.swimmers for item in one.items):
        said.append(findings.say("figures.timelines.open"))
    if layout.dense and any(one.items for one in layout.swimmers):
        said.append(findings.say("figures.timelines.dense"))
    said.append(findings.say("figures.timelines.follow_up", zero=findings.zero))
    if any(one.follow_up == NONE for one in layout.swimmers):
        named = "figures.timelines.follow_up.none"
        said.append(findings.say(named, sign=NONE, zero=findings.zero))
    unplaced = list(_unplaced(findings, courses))
    if unplaced:
        said.append(findings.say("figures.shared.unplaced", what="; ".join(unplaced)))
    return " ".join(said)


def _boxes(findings: Findings, layout: SwimmerLayout) -> str:
    """Say what the boxes of outcomes tell; only of what is there, wherever they stand."""
    there = kinds_of(findings, layout.swimmers)
    told = [said for kind, said in _BOXES.items() if kind in there] or [_VERDICTS]
    earlier, later = compared_labels(findings)
    return findings.say(
        "figures.timelines.columns",
        earlier=earlier,
        later=later,
        shown=findings.say("figures.timelines.columns.join").join(map(findings.say, told)),
    )


def _unplaced(findings: Findings, courses: Sequence[Course]) -> Iterator[str]:
    """Name what has no time that can be placed, each thing once with its patients."""
    patients: dict[str, list[str]] = {}
    for course in courses:
        for what in course.unplaced(findings.say):
            patients.setdefault(what, []).append(course.case)
    for what, cases in patients.items():
        if len(cases) == len(courses) > 1:
            yield findings.say("figures.timelines.unplaced.all", what=what)
        else:
            yield findings.say(
                "figures.timelines.unplaced", case=join_names(sorted(cases)), what=what
            )


def alt_of_courses(findings: Findings, layout: SwimmerLayout) -> str:
    """Tell every course, or of many how long they were."""
    number = findings.result("patients")
    sessions = ""
    if findings.has_sessions:
        total = findings.result("sessions").with_unit
        sessions = findings.say("figures.timelines.alt.sessions", sessions=total)
    said = [
        findings.say(
            "figures.timelines.alt",
            unit=findings.unit_of_time,
            patients=number.with_unit,
            sessions=sessions,
            zero=findings.zero,
        )
    ]
    if len(layout.swimmers) <= _TOLD:
        said += (_describe_patient(findings, one) for one in layout.swimmers)
    elif findings.has("follow_up.range"):
        follow_up, middle = (findings.result(f"follow_up.{part}") for part in ("range", "median"))
        told = {"median": middle.with_unit, "range": follow_up.with_unit}
        said.append(findings.say("figures.timelines.alt.follow_up", **told))
    events = findings.result("adverse_events.events")
    if events.value is None:
        said.append(findings.say("figures.timelines.alt.events.unknown", word=events.printed))
    else:
        said.append(findings.say("figures.timelines.alt.events", n=events.printed))
    return " ".join(said)


def _describe_patient(findings: Findings, one: Swimmer) -> str:
    course, case = one.course, one.course.case
    told = [*_treatment_told(findings, course)]
    if visits := [visit.time for visit in in_time(course.visits)]:
        times = with_unit(join_names(visits), findings.unit_of_time)
        told.append(findings.say("figures.timelines.alt.patient.visits", times=times))
    follow_up = findings.result(case, "follow_up")
    if follow_up.value is not None:
        time = follow_up.with_unit
        told.append(findings.say("figures.timelines.alt.patient.follow_up", time=time))
    told += [f"{clause(beside_it.what)} ({beside_it.time})" for beside_it in course.concomitant]
    told += [
        findings.say("figures.timelines.alt.patient.course", what=clause(h.what), day=day)
        for n, h in enumerate(course.happened, start=1)
        if h.day is not None
        for day in [f"{findings.moment} {findings.result(case, 'course', str(n), 'day').printed}"]
    ]
    events = findings.result(case, "adverse_events")
    if events.value is not None:
        told.append(findings.say("figures.timelines.alt.patient.events", n=events.printed))
    told += [
        verdict_in_a_sentence(findings, case, judged, findings.pairs[0])
        for judged in findings.judged
    ]
    categories = zip(categories_of(findings), one.cells[len(findings.judged) :], strict=True)
    told += [
        f"{scale.name}: {cell.better} {cell.below}".strip()
        for scale, cell in categories
        if cell.better != NONE
    ]
    return findings.say(
        "figures.timelines.alt.patient", case=case, who=one.who, parts="; ".join(told)
    )


def _treatment_told(findings: Findings, course: Course) -> Iterator[str]:
    if findings.has(course.case, "sessions"):
        sessions = findings.result(course.case, "sessions").with_unit
        period = findings.result(course.case, "treatment_period")
        over = ""
        if period.value:
            over = findings.say("figures.timelines.alt.patient.period", time=period.with_unit)
        yield f"{sessions}{over}"
    for number, treatment in enumerate(course.treatments):
        doses = [phase.dose or phase.time for phase in course.phases if phase.treatment == number]
        if doses:
            told = findings.say("figures.word.then").join(doses)
            yield f"{clause(treatment.name)}, {told}"
    for placed in course.once:
        yield f"{clause(course.treatments[placed.treatment].name)} ({placed.time})"
