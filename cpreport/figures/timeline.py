"""Draw a case's course in time: visits, sessions by route, events.

Everything stands in lanes over one axis of time; names stand left of their lane.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpreport.cases.case import Treatment, is_reported
from cpreport.figures.axis import TimeAxis, axis_height, time_axis
from cpreport.figures.course import (
    Course,
    PlacedConcomitant,
    PlacedHappening,
    PlacedPhase,
    PlacedSession,
    PlacedVisit,
    by_route,
    course_of,
    in_time,
    of_one_unit,
    session_numbers,
)
from cpreport.figures.drawing import finish
from cpreport.figures.event_lane import LANE, UNGRADED, event_lane
from cpreport.figures.lettering import width, wrap
from cpreport.figures.marks import (
    Disc,
    Mark,
    Polygon,
    Words,
    beside,
    line,
    lines_around,
    lines_of_words,
    plate,
    pointed_bar,
    route_mark,
)
from cpreport.figures.positions import spread_out
from cpreport.figures.style import MARK_SHAPES, Drawn, Look, MarkShape
from cpreport.figures.timeline_words import course_in_words
from cpreport.outcomes.adverse_events import word_without_events
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import capital, clause, join_names

#: Heights and distances in mm.
_ROUTE, _NUMBERS, _BETWEEN, _LEAD, _PAD = 5.0, 4.2, 2.4, 3.4, 0.8
_WIDEST_NAME, _AIR, _RADIUS = 42.0, 4.0, 1.25
#: Half the height of a bar, its shortest length, and its point at an open end.
_BAR, _SHORTEST, _POINT = 1.3, 0.8, 2.0
#: The height of the highest dose of a course, and the least of any.
_STEPS, _LOWEST_STEP = 7.0, 0.9

#: What an axis leaves beside its last day, and how much more a head may take there, in mm.
_END_AIR, _MOST_BEYOND = 4.5, 12.0

#: So many lines of concomitant treatment are drawn, of one treatment and of all; the caption then
#: gives it in full.
_MOST_LINES, _MOST_OF_ALL = 7, 14


@dataclass(frozen=True, slots=True)
class _TimelinePlan:
    """What every lane needs: the course, the axis of time, the room for names, the marks."""

    course: Course
    axis: TimeAxis
    names: float
    look: Look
    shapes: dict[str, MarkShape]


#: Marks, and the height at which what they draw ends.
_Drawing = tuple[list[Mark], float]


def draw(findings: Findings, case_id: str, look: Look) -> Drawn:
    """Draw what happened to a patient, and when, counted from the first session."""
    plan = _plan(course_of(findings, case_id), look)
    visits, top = _visits(plan)
    lanes, bottom = _lanes(findings, plan, top)
    return finish(
        "timeline",
        (*_guides(plan, top, bottom), *visits, *lanes),
        (look.full, bottom + axis_height(look)),
        look,
        name=f"{case_id}-timeline",
        title=findings.say("figures.timeline.title", case=case_id),
        alt=course_in_words(findings, plan.course),
        caption=_caption(findings, plan),
        plots=(plan.axis.plot(top, bottom, look),),
    )


def _plan(course: Course, look: Look) -> _TimelinePlan:
    dated = (one.what for one in course.concomitant)
    doses = [
        [p.dose for p in course.phases if p.treatment == n] for n in range(len(course.treatments))
    ]
    names = (
        look.heading("Adverse events"),
        *(of_one_unit(of_treatment)[1] for of_treatment in doses),
        *course.routes,
        *dated,
        *(one.what for one in course.happened),
    )
    room = min(_WIDEST_NAME, max(width(name, look.text) for name in names)) + _AIR
    end = look.full - _beyond(course, look)
    axis = time_axis(course.days, room, end, course.unit, course.zero)
    shapes = {route: MARK_SHAPES[n % len(MARK_SHAPES)] for n, route in enumerate(course.routes)}
    return _TimelinePlan(course, axis, room, look, shapes)


# --- visits --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above a visit: the lines of its label, of its time, and their width in mm."""

    label: tuple[str, ...]
    time: tuple[str, ...]
    wide: float


def _first_head(look: Look) -> float:
    """Find where the heads of visits may begin."""
    return width(look.heading("Visit"), look.text) + 3


def _heads(visits: Sequence[PlacedVisit], look: Look) -> list[_Head]:
    room = max(6.0, min(32.0, (look.full - _first_head(look)) / max(1, len(visits)) - 3))
    labels = [wrap(visit.label, room, look.small, look.strong) for visit in visits]
    times = [wrap(v.with_unit, room, look.small) for v in visits]
    return [
        _Head(
            label,
            time,
            max(
                *(width(part, look.small, look.strong) for part in label),
                *(width(part, look.small) for part in time),
            ),
        )
        for label, time in zip(labels, times, strict=True)
    ]


def _beyond(course: Course, look: Look) -> float:
    """Measure how much the head of a visit at the end of time needs beyond the axis, in limits."""
    visits = in_time(course.visits)
    if not visits or visits[-1].day != max(course.days):
        return 0.0
    return min(_MOST_BEYOND, max(0.0, _heads(visits, look)[-1].wide / 2 - _END_AIR))


def _visits(plan: _TimelinePlan) -> _Drawing:
    """Write the visits above the lanes, each with its time, and lead each to its place."""
    look, visits = plan.look, in_time(plan.course.visits)
    if not visits:
        return [], 0.0
    heads = _heads(visits, look)
    wanted = [plan.axis.x(visit.day) for visit in visits if visit.day is not None]
    centres = spread_out(wanted, [head.wide for head in heads], _first_head(look), look.full, 3)
    lines = max(len(head.label) + len(head.time) for head in heads)
    bottom = lines * look.line
    strong = Words(0, 0, "", look.small, look.ink, look.strong, "middle")
    quiet = Words(0, 0, "", look.small, look.quiet, look.regular, "middle")
    marks: list[Mark] = [_name(look.heading("Visit"), bottom - look.line / 2, look)]
    for head, centre, x in zip(heads, centres, wanted, strict=True):
        below = bottom - len(head.time) * look.line
        above = below - len(head.label) * look.line
        marks += lines_of_words(centre, above, head.label, look.line, strong)
        marks += lines_of_words(centre, below, head.time, look.line, quiet)
        marks.append(line(centre, bottom + 0.6, x, bottom + _LEAD, look.axis, look.rule))
    return marks, bottom + _LEAD


def _guides(plan: _TimelinePlan, top: float, bottom: float) -> Iterator[Mark]:
    """Lead every visit through the lanes down to the axis."""
    for visit in plan.course.visits:
        if visit.day is not None:
            x = plan.axis.x(visit.day)
            yield line(x, top, x, bottom, plan.look.axis, plan.look.rule)


# --- lanes ---------------------------------------------------------------------------------------


def _lanes(findings: Findings, plan: _TimelinePlan, top: float) -> _Drawing:
    marks: list[Mark] = []
    y = top + 1.0
    for number, treatment in enumerate(plan.course.treatments):
        for lane in (_heading, _sessions, _phases, _once, _concomitant):
            drawn, y = lane(plan, number, treatment, y)
            marks += drawn
        y += _BETWEEN
    word = word_without_events(findings.case(plan.course.case).case)
    for dated in plan.course.concomitant:
        drawn, y = _dated(plan, dated, y)
        marks += drawn
    for happened in plan.course.happened:
        drawn, y = _happening(plan, happened, y)
        marks += drawn
    y += _BETWEEN if plan.course.concomitant or plan.course.happened else 0
    events, bottom = event_lane(
        plan.course, plan.axis, y, plan.look, word or plan.look.say("figures.word.none_recorded")
    )
    return [
        *marks,
        _name(plan.look.heading("Adverse events"), y + LANE / 2, plan.look),
        *events,
    ], bottom + 1.4


def _name(text: str, middle: float, look: Look) -> Words:
    return beside(middle, Words(0, 0, text, look.text, look.ink))


def _heading(plan: _TimelinePlan, number: int, treatment: Treatment, top: float) -> _Drawing:
    look = plan.look
    said = wrap(capital(clause(treatment.name)), look.full - 2, look.text, look.strong)
    pitch = look.line + 0.4
    like = Words(0, 0, "", look.text, look.ink, look.strong)
    words = lines_of_words(0, top, said, pitch, like)
    return [*(plate(w, look.paper) for w in words), *words], top + len(said) * pitch + 0.8


def _sessions(plan: _TimelinePlan, number: int, treatment: Treatment, top: float) -> _Drawing:
    """Draw the numbers of the sessions, and below them a lane for each route."""
    look = plan.look
    sessions = [s for s in plan.course.sessions if s.treatment == number]
    if not sessions:
        return [], top
    name = Words(0, 0, look.heading("Session"), look.small, look.quiet)
    marks: list[Mark] = [beside(top + _NUMBERS / 2, name)]
    marks += _session_numbers(plan, sessions, top + _NUMBERS / 2)
    y = top + _NUMBERS
    for route in plan.course.routes:
        if of_route := by_route(sessions, route):
            lane, y = _route(plan, route, of_route, y)
            marks += lane
    return marks, y


def _phases(plan: _TimelinePlan, number: int, treatment: Treatment, top: float) -> _Drawing:
    """Draw the phases of a course as steps, each with its dose below, or its number."""
    phases = [p for p in plan.course.phases if p.treatment == number and p.begin is not None]
    if not phases:
        return [], top
    look, dosed = plan.look, any(phase.dose for phase in treatment.phases)
    bottom = top + (_STEPS if dosed else 2 * _BAR)
    rule = line(plan.axis.left, bottom, plan.axis.right, bottom, look.grid, look.rule)
    what = "Dose" if dosed else (treatment.kind or "course").capitalize()
    marks: list[Mark] = [beside((top + bottom) / 2, Words(0, 0, what, look.text, look.ink)), rule]
    spans = [_span(plan, phase) for phase in phases]
    for phase, (left, right) in zip(phases, spans, strict=True):
        high = max(_LOWEST_STEP, phase.share * (bottom - top))
        last = right if phase.end is not None else right + _POINT
        corners = ((left, bottom), (left, bottom - high), (right, bottom - high), (last, bottom))
        marks.append(Polygon(corners, look.accent, look.paper, look.hair))
    middle = bottom + _NUMBERS / 2 + 0.4
    texts, unit = phase_labels([phase.dose for phase in phases], plan)
    if unit:
        said = beside(middle, Words(0, 0, unit, look.small, look.quiet))
        marks += [plate(said, look.paper), said]
    widths = [width(text, look.small) for text in texts]
    centres = [(left + right) / 2 for left, right in spans]
    places = spread_out(centres, widths, plan.axis.left, look.full, 1.6)
    for text, place in zip(texts, places, strict=True):
        words = beside(middle, Words(place, 0, text, look.small, look.quiet, anchor="middle"))
        marks += [plate(words, look.paper), words]
    return marks, bottom + _NUMBERS + 0.8


def _span(plan: _TimelinePlan, phase: PlacedPhase) -> tuple[float, float]:
    """Find where a phase is drawn: to the end of what is on record where it has no end."""
    days = plan.course.days
    left = plan.axis.x(min(days) if phase.begin is None else phase.begin)
    right = plan.axis.x(max(days) if phase.end is None else phase.end)
    return left, max(right, left + _SHORTEST)


def phase_labels(doses: Sequence[str], plan: _TimelinePlan) -> tuple[list[str], str]:
    """Label phases by their doses where these have room side by side, else by their numbers.

    The unit of several doses stands once, before them all.
    """
    look, room = plan.look, plan.axis.right - plan.axis.left
    amounts, unit = of_one_unit(doses) if len(doses) > 1 else ([], "")
    if width(unit, look.small) > plan.names - _AIR:
        amounts, unit = [], ""
    for texts, of_all in ((amounts, unit), (list(doses), "")):
        if texts and all(texts) and sum(width(text, look.small) + 2 for text in texts) <= room:
            return texts, of_all
    return [str(n) for n in range(1, len(doses) + 1)], ""


def _once(plan: _TimelinePlan, number: int, treatment: Treatment, top: float) -> _Drawing:
    """Mark the day of what was done once."""
    done = next((one for one in plan.course.once if one.treatment == number), None)
    if done is None or done.day is None:
        return [], top
    what = (treatment.kind or "given").capitalize()
    marks, middle, bottom = _row_name(plan, what, top)
    x = plan.axis.x(done.day)
    marks.append(route_mark(x, middle, "diamond", 1.6 * _RADIUS, plan.look.accent, plan.look.paper))
    return marks, bottom


def _route(
    plan: _TimelinePlan, route: str, sessions: Sequence[PlacedSession], top: float
) -> _Drawing:
    look, shape = plan.look, plan.shapes[route]
    marks, middle, bottom = _row_name(plan, route, top)
    for x in (plan.axis.x(s.day) for s in sessions if s.day is not None):
        marks.append(route_mark(x, middle, shape, _RADIUS, look.accent, look.paper))
    return marks, bottom


def _session_numbers(
    plan: _TimelinePlan, sessions: Sequence[PlacedSession], middle: float
) -> Iterator[Mark]:
    """Number the sessions; those whose numbers would touch share one, such as `3–5`."""
    look = plan.look
    groups: list[list[tuple[float, int]]] = []
    for one in sorted((plan.axis.x(s.day), s.number) for s in sessions if s.day is not None):
        groups.append([one])
        while len(groups) > 1 and _touch(groups[-2], groups[-1], look):
            groups[-2:] = [groups[-2] + groups[-1]]
    widths = [width(_session_label(group), look.small) for group in groups]
    wanted = [_centre(group) for group in groups]
    centres = spread_out(wanted, widths, plan.axis.left, look.full, 0.8)
    for group, centre in zip(groups, centres, strict=True):
        words = Words(centre, 0, _session_label(group), look.small, look.quiet, anchor="middle")
        number = beside(middle, words)
        yield plate(number, look.paper)
        yield number


def _touch(
    before: Sequence[tuple[float, int]], after: Sequence[tuple[float, int]], look: Look
) -> bool:
    wide = sum(width(_session_label(group), look.small) for group in (before, after))
    return _centre(after) - _centre(before) < wide / 2 + 0.8


def _centre(group: Sequence[tuple[float, int]]) -> float:
    return (group[0][0] + group[-1][0]) / 2


def _session_label(group: Sequence[tuple[float, int]]) -> str:
    numbers = sorted(number for _, number in group)
    told = session_numbers(numbers)
    return told if len(told) < 24 else f"{numbers[0]} … {numbers[-1]}"


def _row_name(plan: _TimelinePlan, what: str, top: float) -> tuple[list[Mark], float, float]:
    """Write the name of a row; return it with the row's middle and its lower end."""
    look, pitch = plan.look, plan.look.line + 0.3
    name = wrap(what, plan.names - _AIR, look.text)
    height = max(_ROUTE, len(name) * pitch + 1.2)
    middle = top + height / 2
    like = Words(0, 0, "", look.text, look.ink)
    words = lines_around(0, middle, name, pitch, like)
    rule = line(plan.axis.left, middle, plan.axis.right, middle, look.grid, look.rule)
    return [rule, *words], middle, top + height


def _dated(plan: _TimelinePlan, dated: PlacedConcomitant, top: float) -> _Drawing:
    """Draw a concomitant treatment over the time that is told of it."""
    look, axis = plan.look, plan.axis
    marks, middle, bottom = _row_name(plan, dated.what, top)
    if not dated.drawn:
        said = _quiet_words(axis.left + 1.6, middle, dated.time, look)
        return [*marks, plate(said, look.paper), said], bottom
    days = plan.course.days
    left = axis.x(min(days) if dated.begin is None else dated.begin)
    right = axis.x(max(days) if dated.end is None else dated.end)
    right = max(right, left + _SHORTEST)
    # A bar is pointed at an end that nobody told.
    before, after = (_POINT * (day is None) for day in (dated.begin, dated.end))
    corners = pointed_bar(left, right, middle, _BAR, before, after)
    marks.append(Polygon(corners, look.band, look.axis, look.rule))
    return marks, bottom


def _happening(plan: _TimelinePlan, happened: PlacedHappening, top: float) -> _Drawing:
    look = plan.look
    marks, middle, bottom = _row_name(plan, happened.what, top)
    if happened.day is not None:
        marks.append(Disc(plan.axis.x(happened.day), middle, _RADIUS, look.ink, look.paper))
        return marks, bottom
    said = _quiet_words(plan.axis.left + 1.6, middle, look.say("report.concomitant.untimed"), look)
    return [*marks, plate(said, look.paper), said], bottom


def _quiet_words(x: float, middle: float, text: str, look: Look) -> Words:
    """Write a quiet word on a row."""
    return beside(middle, Words(x, 0, text, look.small, look.quiet))


def _concomitant(plan: _TimelinePlan, number: int, treatment: Treatment, top: float) -> _Drawing:
    """List what went on beside a treatment: words without times have no place in time."""
    look = plan.look
    if treatment.concomitant is None:
        return [], top
    left, _ = _whole_time(plan)
    lines, _ = _concomitant_lines(plan, treatment)
    there = is_reported(treatment.concomitant)
    height = max(2, len(lines)) * look.line + 2 * _PAD
    name = Words(0, 0, "", look.text, look.ink)
    said = Words(0, 0, "", look.small, look.ink if there else look.quiet)
    named = look.heading("Concomitant treatment").split(maxsplit=1)
    top += 1.0
    first = top + (height - len(lines) * look.line) / 2
    words = lines_of_words(left + 1.6, first, lines, look.line, said)
    return [
        *lines_of_words(0, top + _PAD, named, look.line, name),
        *(plate(one, look.paper) for one in words),
        *words,
    ], top + height


def _whole_time(plan: _TimelinePlan) -> tuple[float, float]:
    """Find where the time on record begins and ends; the whole axis where it is very short."""
    left, right = (plan.axis.x(day) for day in (min(plan.course.days), max(plan.course.days)))
    return (left, right) if right - left > 60 else (plan.axis.left, plan.axis.right)


def _concomitant_lines(plan: _TimelinePlan, treatment: Treatment) -> tuple[list[str], bool]:
    """Write the lines in the bar, and say whether they leave something out."""
    left, right = _whole_time(plan)
    text = clause(treatment.concomitant or "")
    lines = list(wrap(text, right - left - 3.2, plan.look.small))
    most = min(_MOST_LINES, max(2, _MOST_OF_ALL // len(plan.course.treatments)))
    if len(lines) <= most:
        return lines, False
    last = lines[most - 1].rpartition(" ")[0] or lines[most - 1][:-2]
    return [*lines[: most - 1], f"{last} …"], True


# --- in words ------------------------------------------------------------------------------------


def _caption(findings: Findings, plan: _TimelinePlan) -> str:
    course = plan.course
    said = [
        findings.say("figures.timeline.caption", case=course.case),
        findings.say("figures.timeline.marks", unit=course.unit, zero=course.zero),
    ]
    if course.sessions:
        said.append(findings.say("figures.timeline.marks.sessions"))
    if any(phase.begin is not None for phase in course.phases):
        said += _phases_in_caption(findings, plan)
    if any(one.day is not None for one in course.once):
        said.append(findings.say("figures.timeline.marks.once"))
    if any(event.day is not None for event in course.events):
        gradings = _gradings(findings, course)
        said.append(findings.say("figures.timeline.events", gradings=gradings))
    beside_it = [t for t in course.treatments if is_reported(t.concomitant)]
    if beside_it:
        said.append(findings.say("figures.timeline.concomitant"))
    if any(dated.drawn for dated in course.concomitant):
        said.append(findings.say("figures.timeline.concomitant.dated"))
    if any(happened.day is not None for happened in course.happened):
        said.append(findings.say("figures.timeline.course"))
    said += [
        findings.say("figures.timeline.concomitant.full", what=clause(treatment.concomitant or ""))
        for treatment in beside_it
        if _concomitant_lines(plan, treatment)[1]
    ]
    if unplaced := course.unplaced(findings.say):
        said.append(findings.say("figures.shared.unplaced", what=join_names(unplaced)))
    return " ".join(said)


def _phases_in_caption(findings: Findings, plan: _TimelinePlan) -> Iterator[str]:
    """Say what the steps are; which dose has which number, where they are numbered."""
    yield findings.say("figures.timeline.marks.phases")
    for number, treatment in enumerate(plan.course.treatments):
        phases = [p for p in plan.course.phases if p.treatment == number and p.begin is not None]
        doses = [phase.dose for phase in phases]
        if phases and phase_labels(doses, plan) == ([str(n + 1) for n in range(len(doses))], ""):
            told = "; ".join(
                f"{n}, {phase.dose or phase.time}" for n, phase in enumerate(phases, 1)
            )
            named = "figures.timeline.marks.doses"
            yield findings.say(named, treatment=treatment.name, doses=told)


def _gradings(findings: Findings, course: Course) -> str:
    """Say what the grades in the squares are."""
    events = [placed.event for placed in course.events if placed.day is not None]
    names = {
        "CTCAE": "figures.timeline.events.ctcae",
        "Clavien-Dindo": "figures.timeline.events.clavien_dindo",
    }
    said = [
        findings.say(name)
        for grading, name in names.items()
        if any(e.grading == grading and e.severity is not None for e in events)
    ]
    if any(event.severity is None for event in events):
        said.append(findings.say("figures.timeline.events.ungraded", sign=UNGRADED))
    return join_names(said, "or")
