"""Draw the courses of all patients over one axis, the longest followed first, with what changed.

Beside each course stand the counts of what became better and worse. Many patients are drawn in a
denser form, without words in their lanes.
"""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.figures.axis import axis_height
from cpreport.figures.drawing import finish
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.marks import Disc, Mark, Polygon, box, line
from cpreport.figures.style import Drawn, Look
from cpreport.figures.swimmer_layout import EVENT, SwimmerLayout, lay_out
from cpreport.figures.swimmer_records import main_phases, main_treatment
from cpreport.figures.swimmer_rows import BAR, DOSE, ONCE, RING, TICK, WEDGE, draw_rows, phase_fill
from cpreport.figures.swimmer_words import alt_of_courses, caption_of_courses
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import clause


def draw(findings: Findings, look: Look) -> Drawn:
    """Draw every patient's course in time, with what became better and worse."""
    layout = lay_out(findings, look)
    marks, (top, bottom), shapes = draw_rows(findings, layout)
    below = bottom + axis_height(look) + 1.2
    key = legend(_keys(findings, layout), 0, below, look.full, look)
    return finish(
        "timelines",
        marks,
        (look.full, below + key.height),
        look,
        name="series-timelines",
        title=findings.say("figures.timelines.title", len(findings.cases)),
        alt=alt_of_courses(findings, layout),
        caption=caption_of_courses(findings, layout),
        plots=(layout.axis.plot(top, bottom, look, shapes),),
        legend=key,
    )


def _keys(findings: Findings, layout: SwimmerLayout) -> Iterator[LegendKey]:
    """Make the keys of the marks that are drawn."""
    look = layout.look
    courses = [one.course for one in layout.swimmers]
    items = [item for one in layout.swimmers for item in one.items]
    phases = [phase for course in courses for _, phase in main_phases(course)]
    if any(v.day is not None for course in courses for v in course.visits):
        ring = Disc(RING, 0, RING, look.paper, look.ink, 0.9)
        yield LegendKey((ring,), 2 * RING, look.say("figures.word.visit"))
    if any(s.day is not None for course in courses for s in course.sessions):
        tick = line(0.5, -TICK, 0.5, TICK, look.accent, 1.6)
        yield LegendKey((tick,), 1.0, look.say("figures.word.session"))
    if phases:
        several = any(phase.share < 1 for phase in phases)
        named = _name_of_course(layout)
        if several:
            named = look.say("figures.word.phases", treatment=named)
        steps = _steps(look, 0.5 if several else 1.0)
        yield LegendKey(steps, 6.0, named)
    if any(o.day is not None for course in courses for o in course.once):
        corners = ((ONCE, -ONCE), (2 * ONCE, 0), (ONCE, ONCE), (0, 0))
        yield LegendKey((Polygon(corners, look.accent),), 2 * ONCE, _name_of_once(layout))
    kinds = {item.kind for item in items}
    if "bar" in kinds:
        thin = box(0, -BAR, 5, 2 * BAR, fill=look.axis)
        yield LegendKey((thin,), 5.0, look.say("report.caution.other_treatment"))
    if "wedge" in kinds:
        down = ((0, -0.8 * WEDGE), (2 * WEDGE, -0.8 * WEDGE), (WEDGE, WEDGE))
        wedge = Polygon(down, look.ink)
        yield LegendKey((wedge,), 2 * WEDGE, look.say("figures.word.happened"))
    worse = look.direction["worse"]
    for serious in sorted({item.serious for item in items if item.kind == "square"}):
        fill = worse if serious else look.paper
        square = box(0, -EVENT, 2 * EVENT, 2 * EVENT, fill=fill, edge=worse, thick=0.9)
        said = "figures.word.serious_event" if serious else "figures.word.event"
        yield LegendKey((square,), 2 * EVENT, look.say(said))


def _steps(look: Look, second: float) -> tuple[Mark, ...]:
    """Draw two phases of a course, the second of a part of the dose."""
    fill = phase_fill(look)
    return (
        box(0, -DOSE, 3, 2 * DOSE, fill=fill),
        box(3, -second * DOSE, 3, 2 * second * DOSE, fill=fill),
    )


def _name_of_course(layout: SwimmerLayout) -> str:
    mains = ((one.course, main_treatment(one.course)) for one in layout.swimmers)
    names = {course.treatments[main].name for course, main in mains if main is not None}
    return _one_of(names, layout.look.say("figures.word.course"))


def _name_of_once(layout: SwimmerLayout) -> str:
    courses = [one.course for one in layout.swimmers]
    done = ((course, o) for course in courses for o in course.once if o.day is not None)
    names = {course.treatments[o.treatment].name for course, o in done}
    return _one_of(names, layout.look.say("figures.word.once"))


def _one_of(names: set[str], several: str) -> str:
    """Name what all had, where it is one thing."""
    return clause(names.pop()) if len(names) == 1 else several
