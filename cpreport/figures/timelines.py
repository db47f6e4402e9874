"""Draw the courses of all patients over one axis, with their counts beside.

Many patients are drawn in a denser form: one lane each, whatever the routes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cpreport.cases.case import is_reported
from cpreport.cases.time_unit import UnitOfTime
from cpreport.figures.axis import AXIS_HEIGHT, TimeAxis, time_axis
from cpreport.figures.course import Course, by_route, course_of, in_time
from cpreport.figures.drawing import drawing
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.lettering import longest_word, width, wrap
from cpreport.figures.marks import (
    Disc,
    Mark,
    Words,
    beside,
    box,
    line,
    lines_of_words,
    plate,
    route_mark,
)
from cpreport.figures.positions import spread_out
from cpreport.figures.style import MARK_SHAPES, Drawn, Look, MarkShape
from cpreport.numbers import with_unit
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import join_names, mean_unit
from cpreport.scales.names import fold

#: Widths, heights and distances in mm.
_WIDEST_NAME, _AIR, _APART = 34.0, 4.0, 4.0
_ROUTE, _TIMES, _LEAD, _PAD, _DENSE, _BELOW = 2.6, 3.2, 1.2, 1.2, 4.6, 2.3
_WIDEST_DENSE_NAME = 52.0
_RADIUS, _EVENT, _TICK, _RING = 1.0, 0.95, 1.3, 0.95

#: What may be drawn with a lane for each route: so many routes, and so high in all.
_MOST_ROUTES, _HIGHEST = 5, 125.0

#: A course is drawn at least this long where the counts beside it can stand below the names.
_LEAST_COURSE = 30.0

#: So many patients are told one by one in the text alternative.
_TOLD = 12

_NONE = "–"


def _heads(unit: UnitOfTime) -> tuple[str, ...]:
    return "Sessions", f"Follow-up, {unit}", "Adverse events"


@dataclass(frozen=True, slots=True)
class _Patient:
    """A row: a course, what stands under the name, and the printed counts beside it.

    told : tuple of str
        The counts in words, for where they stand below the name.
    """

    course: Course
    who: str
    counts: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _TimelinesPlan:
    """What every row needs.

    dense : bool
        Whether patients get one lane each.
    ends : tuple of float
        Where the numbers of each column of counts end; empty where they stand below the names.
    """

    patients: tuple[_Patient, ...]
    routes: tuple[str, ...]
    dense: bool
    axis: TimeAxis
    name: float
    ends: tuple[float, ...]
    look: Look

    @property
    def right(self) -> float:
        """Where the times of visits end at the latest."""
        return self.ends[0] - _APART if self.ends else self.look.full

    @property
    def events(self) -> bool:
        """Whether rows keep a lane for adverse events."""
        return _any_events(self.patients)

    @property
    def lanes(self) -> float:
        """Height of the lanes in a row."""
        return _ROUTE * (len(self.routes) + self.events)

    def shape(self, route: str) -> MarkShape:
        """Choose the mark of a route."""
        return MARK_SHAPES[self.routes.index(route) % len(MARK_SHAPES)]


#: Marks, and the height at which what they draw ends.
_Drawing = tuple[list[Mark], float]


def draw(findings: Findings, look: Look) -> Drawn:
    """Draw every patient's sessions, visits and adverse events in time."""
    plan = _plan(findings, look)
    marks, top = _header(plan)
    y = top
    for patient in plan.patients:
        drawn, y = (_dense_row if plan.dense else _row)(plan, patient, y)
        marks += drawn
    first = plan.axis.x(Decimal(0))
    y += 0.8
    marks = [line(first, top, first, y, look.grid, look.rule), *marks, *plan.axis.marks(y, look)]
    below = y + AXIS_HEIGHT + 1
    key, height = legend(list(_keys(plan)), 0, below, look.full, look)
    alt = _alt(findings, plan)
    svg = drawing(
        (*marks, *key),
        (look.full, below + height),
        look,
        name="series-timelines",
        title=findings.say("figures.timelines.title"),
        description=alt,
    )
    return Drawn("timelines", svg, alt, _caption(findings, plan))


def _plan(findings: Findings, look: Look) -> _TimelinesPlan:
    patients = tuple(_patient(findings, case.id) for case in findings.cases)
    names: dict[str, str] = {}
    for route in (route for patient in patients for route in patient.course.routes):
        names.setdefault(fold(route), route)
    dense = _too_high_for_lanes(patients, len(names), look)
    name = _name_room(patients, look, dense=dense)
    columns = [
        max(
            longest_word(head, look.small, look.strong),
            *(longest_word(patient.counts[n], look.small) for patient in patients),
        )
        for n, head in enumerate(_heads(findings.unit_of_time))
    ]
    ends: tuple[float, ...] = tuple(
        look.full - sum(columns[n + 1 :]) - _APART * (len(columns) - 1 - n)
        for n in range(len(columns))
    )
    right = ends[0] - columns[0] - _APART
    if right - name - _AIR < _LEAST_COURSE:
        ends, right = (), look.full - _AIR
        told = [width(text, look.small) for p in patients for text in p.told if not dense]
        name = min(_WIDEST_NAME, max((name, *told)))
    days = [day for patient in patients for day in patient.course.days]
    axis = time_axis(days, name + _AIR, right, findings.unit_of_time, findings.zero)
    return _TimelinesPlan(patients, tuple(names.values()), dense, axis, name, ends, look)


def _too_high_for_lanes(patients: Sequence[_Patient], routes: int, look: Look) -> bool:
    """Whether a lane for each route of each patient would be too many, or too high."""
    lanes = _ROUTE * (routes + _any_events(patients))
    room = _name_room(patients, look, dense=False)
    named = [
        len(wrap(p.course.case, room, look.text, look.strong)) + len(wrap(p.who, room, look.small))
        for p in patients
    ]
    high = sum(max(lanes, n * look.line) + _TIMES + _LEAD + 2 * _PAD for n in named)
    return routes > _MOST_ROUTES or high > _HIGHEST


def _any_events(patients: Sequence[_Patient]) -> bool:
    return any(patient.course.events for patient in patients)


def _name_room(patients: Sequence[_Patient], look: Look, *, dense: bool) -> float:
    """Measure the room for names; dense rows have no second line, but room for longer names."""
    if dense:
        named = [width(p.course.case, look.small, look.strong) for p in patients]
        return min(_WIDEST_DENSE_NAME, max(named))
    named = [width(p.course.case, look.text, look.strong) for p in patients]
    named += [width(p.who, look.small) for p in patients]
    return min(_WIDEST_NAME, max(named))


def _patient(findings: Findings, case_id: str) -> _Patient:
    sex = findings.scored.case(case_id).case.patient.sex
    age = findings.result(case_id, "age")
    who = [findings.say("report.age.missing") if age.value is None else age.printed]
    who += [sex] if is_reported(sex) else []
    follow_up, events = (findings.result(case_id, part) for part in ("follow_up", "adverse_events"))
    treated = findings.has(case_id, "sessions")
    sessions = findings.result(case_id, "sessions").printed if treated else _NONE
    time = follow_up.printed if follow_up.value is not None else _NONE
    return _Patient(
        course_of(findings, case_id),
        ", ".join(who),
        (sessions, time, events.printed),
        (
            f"sessions: {sessions}",
            f"follow-up {follow_up.with_unit}",
            f"adverse events: {events.printed}",
        ),
    )


# --- rows ----------------------------------------------------------------------------------------


def _header(plan: _TimelinesPlan) -> _Drawing:
    look = plan.look
    told = _heads(plan.axis.unit)[: len(plan.ends)]
    heads = [wrap(head, 16.0, look.small, look.strong) for head in told]
    bottom = max((len(head) for head in heads), default=1) * look.line
    strong = Words(0, 0, "", look.small, look.ink, look.strong, "end")
    marks: list[Mark] = []
    for head, end in zip(heads, plan.ends, strict=True):
        marks += lines_of_words(end, bottom - len(head) * look.line, head, look.line, strong)
    patient = replace(strong, text="Patient", anchor="start")
    marks.append(beside(bottom - look.line / 2, patient))
    return marks, bottom + 1.0


def _row(plan: _TimelinesPlan, patient: _Patient, top: float) -> _Drawing:
    """Draw a patient with a lane for each route, below the times of the visits."""
    look, course = plan.look, patient.course
    lanes = top + _PAD + _TIMES + _LEAD
    names = wrap(course.case, plan.name, look.text, look.strong)
    told = (patient.who, *(() if plan.ends else patient.told))
    who = [part for text in told for part in wrap(text, plan.name, look.small)]
    height = max(plan.lanes, (len(names) + len(who)) * look.line)
    bottom = lanes + height
    marks: list[Mark] = [line(0, top, look.full, top, look.grid, look.rule)]
    marks += _visits(plan, course, top + _PAD, lanes, lanes + plan.lanes)
    marks += _lanes(plan, course, lanes)
    middle = lanes + plan.lanes / 2
    first = max(lanes - _LEAD, middle - (len(names) + len(who)) * look.line / 2)
    strong = Words(0, 0, "", look.text, look.ink, look.strong)
    quiet = Words(0, 0, "", look.small, look.quiet)
    marks += lines_of_words(0, first, names, look.line, strong)
    marks += lines_of_words(0, first + len(names) * look.line, who, look.line, quiet)
    marks += _counts(plan, patient, middle)
    return marks, bottom + _PAD


def _dense_row(plan: _TimelinesPlan, patient: _Patient, top: float) -> _Drawing:
    """Draw a patient on one lane: session ticks, visit rings, and adverse events below them."""
    look, course = plan.look, patient.course
    names = wrap(course.case, plan.name, look.small, look.strong)
    below = _BELOW if plan.events else 0.0
    height = max(_DENSE + 0.6 * below, len(names) * look.line + 1.2)
    middle = top + (height - below) / 2
    strong = Words(0, 0, "", look.small, look.ink, look.strong)
    marks: list[Mark] = [
        *_span(plan, course, middle),
        *lines_of_words(0, top + (height - len(names) * look.line) / 2, names, look.line, strong),
        *_counts(plan, patient, top + height / 2),
    ]
    for x in (plan.axis.x(s.day) for s in course.sessions if s.day is not None):
        marks.append(line(x, middle - _TICK, x, middle + _TICK, look.accent, look.stroke))
    marks += [_ring(plan.axis.x(v.day), middle, look) for v in course.visits if v.day is not None]
    marks += _events(plan, course, middle + below)
    return marks, top + height


def _counts(plan: _TimelinesPlan, patient: _Patient, middle: float) -> Iterator[Mark]:
    look = plan.look
    for printed, end in zip(patient.counts[: len(plan.ends)], plan.ends, strict=True):
        lines = printed.split() if is_reported(printed) is False else [printed]
        like = Words(0, 0, "", look.small, look.ink, anchor="end")
        yield from lines_of_words(end, middle - len(lines) * look.line / 2, lines, look.line, like)


def _visits(
    plan: _TimelinesPlan, course: Course, top: float, lanes: float, bottom: float
) -> Iterator[Mark]:
    """Draw the visits as lines through the lanes, each with its time above."""
    look = plan.look
    visits = in_time(course.visits)
    wanted = [plan.axis.x(visit.day) for visit in visits if visit.day is not None]
    widths = [width(visit.time, look.small) for visit in visits]
    centres = spread_out(wanted, widths, plan.axis.left - _AIR + 1, plan.right, 1.2)
    for visit, x, centre in zip(visits, wanted, centres, strict=True):
        words = Words(centre, 0, visit.time, look.small, look.quiet, anchor="middle")
        yield plate(beside(top + _TIMES / 2, words), look.paper)
        yield beside(top + _TIMES / 2, words)
        yield line(centre, lanes - _LEAD + 0.1, x, lanes, look.axis, look.rule)
        yield line(x, lanes, x, bottom, look.axis, look.rule)


def _lanes(plan: _TimelinesPlan, course: Course, top: float) -> Iterator[Mark]:
    look = plan.look
    for n, route in enumerate(plan.routes):
        middle = top + (n + 0.5) * _ROUTE
        yield from _span(plan, course, middle)
        for x in (
            plan.axis.x(s.day) for s in by_route(course.sessions, route) if s.day is not None
        ):
            yield route_mark(x, middle, plan.shape(route), _RADIUS, look.accent, look.paper)
    if plan.events:
        yield from _events(plan, course, top + (len(plan.routes) + 0.5) * _ROUTE)


def _span(plan: _TimelinesPlan, course: Course, middle: float) -> Iterator[Mark]:
    """Draw a thin line over the time on record."""
    if course.days:
        left, right = (plan.axis.x(day) for day in (min(course.days), max(course.days)))
        yield line(left, middle, right, middle, plan.look.grid, plan.look.rule)


def _events(plan: _TimelinesPlan, course: Course, middle: float) -> Iterator[Mark]:
    for event in course.events:
        if event.day is not None:
            serious = event.event.serious is True
            yield _square(plan.axis.x(event.day), middle, plan.look, serious=serious)


def _square(x: float, y: float, look: Look, *, serious: bool) -> Mark:
    worse = look.direction["worse"]
    fill = worse if serious else look.paper
    return box(x - _EVENT, y - _EVENT, 2 * _EVENT, 2 * _EVENT, fill=fill, edge=worse, thick=0.9)


def _ring(x: float, y: float, look: Look) -> Mark:
    return Disc(x, y, _RING, look.paper, look.ink, 0.8)


# --- in words ------------------------------------------------------------------------------------


def _keys(plan: _TimelinesPlan) -> Iterator[LegendKey]:
    look = plan.look
    if plan.dense:
        yield LegendKey(
            lambda x, y: [line(x + 0.5, y - _TICK, x + 0.5, y + _TICK, look.accent, look.stroke)],
            1.0,
            "session",
        )
        yield LegendKey(lambda x, y: [_ring(x + _RING, y, look)], 2 * _RING, "visit")
    else:
        yield from (_route_key(plan, route) for route in plan.routes)
        yield LegendKey(
            lambda x, y: [line(x + 0.5, y - 1.6, x + 0.5, y + 1.6, look.axis, look.rule)],
            1.0,
            "visit, with its time",
        )
    serious = {e.event.serious is True for p in plan.patients for e in p.course.events}
    for kind in sorted(serious):
        word = "serious adverse event" if kind else "adverse event"
        yield _event_key(word, look, serious=kind)


def _route_key(plan: _TimelinesPlan, route: str) -> LegendKey:
    look, shape = plan.look, plan.shape(route)
    return LegendKey(
        lambda x, y: [route_mark(x + _RADIUS, y, shape, _RADIUS, look.accent, look.paper)],
        2 * _RADIUS,
        route,
    )


def _event_key(word: str, look: Look, *, serious: bool) -> LegendKey:
    return LegendKey(lambda x, y: [_square(x + _EVENT, y, look, serious=serious)], 2 * _EVENT, word)


def _caption(findings: Findings, plan: _TimelinesPlan) -> str:
    said = [
        findings.say(
            "figures.timelines.caption",
            unit=mean_unit(findings.say, findings.unit_of_time),
            zero=findings.zero,
        )
    ]
    if plan.dense:
        said.append(findings.say("figures.timelines.marks.dense"))
    else:
        said.append(findings.say("figures.timelines.marks"))
    if plan.events and plan.dense:
        said.append(findings.say("figures.timelines.events.dense"))
    elif plan.events:
        said.append(findings.say("figures.timelines.events"))
    said.append(findings.say("figures.timelines.follow_up", zero=findings.zero))
    if any(_NONE in patient.counts for patient in plan.patients):
        said.append(
            findings.say("figures.timelines.follow_up.none", sign=_NONE, zero=findings.zero)
        )
    unplaced = list(_unplaced(findings, plan))
    if unplaced:
        said.append(findings.say("figures.shared.unplaced", what="; ".join(unplaced)))
    return " ".join(said)


def _unplaced(findings: Findings, plan: _TimelinesPlan) -> Iterator[str]:
    """Name what has no time that can be placed, each thing once with its patients."""
    patients: dict[str, list[str]] = {}
    for patient in plan.patients:
        for what in patient.course.unplaced:
            patients.setdefault(what, []).append(patient.course.case)
    for what, cases in patients.items():
        if len(cases) == len(plan.patients) > 1:
            yield findings.say("figures.timelines.unplaced.all", what=what)
        else:
            yield findings.say("figures.timelines.unplaced", case=join_names(cases), what=what)


def _alt(findings: Findings, plan: _TimelinesPlan) -> str:
    number = findings.result("patients")
    said = [
        findings.say(
            "figures.timelines.alt",
            unit=findings.unit_of_time,
            patients=number.with_unit,
            sessions=findings.result("sessions").with_unit if findings.has_sessions else "",
            zero=findings.zero,
        )
    ]
    if len(plan.patients) <= _TOLD:
        said += (_describe_patient(findings, patient) for patient in plan.patients)
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


def _describe_patient(findings: Findings, patient: _Patient) -> str:
    course = patient.course
    over = placed = followed = after = sessions = ""
    if findings.has(course.case, "sessions"):
        sessions = findings.result(course.case, "sessions").with_unit
        period = findings.result(course.case, "treatment_period")
    if sessions and period.value:
        over = findings.say("figures.timelines.alt.patient.period", time=period.with_unit)
    if visits := [visit.time for visit in in_time(course.visits)]:
        times = with_unit(join_names(visits), findings.unit_of_time)
        placed = findings.say("figures.timelines.alt.patient.visits", times=times)
    follow_up = findings.result(course.case, "follow_up")
    if follow_up.value is not None:
        time = follow_up.with_unit
        followed = findings.say("figures.timelines.alt.patient.follow_up", time=time)
    events = findings.result(course.case, "adverse_events")
    if events.value is not None:
        after = findings.say("figures.timelines.alt.patient.events", n=events.printed)
    return findings.say(
        "figures.timelines.alt.patient",
        case=course.case,
        who=patient.who,
        sessions=sessions,
        period=over,
        visits=placed,
        follow_up=followed,
        events=after,
    )
