"""Draw the lane of adverse events of a case's timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cpreport.cases.case import AdverseEvent
from cpreport.figures.axis import TimeAxis
from cpreport.figures.course import Course
from cpreport.figures.lettering import width, wrap
from cpreport.figures.marks import Mark, Words, beside, box, line, lines_of_words, plate
from cpreport.figures.positions import rows_for
from cpreport.figures.style import Look
from cpreport.outcomes.wording import clause

#: Height of the lane's first row, half the side of a mark, and distances, in mm.
LANE = 4.8
_HALF, _AIR, _APART = 1.6, 1.0, 2.0
#: Stands in the square of an event whose grade is not reported.
UNGRADED = "?"


@dataclass(frozen=True, slots=True)
class _Event:
    """An adverse event with the lines that name it, on the side where there is more room."""

    x: float
    grade: str
    serious: bool
    lines: tuple[str, ...]
    wide: float
    leftwards: bool
    half: float

    @property
    def span(self) -> tuple[float, float]:
        """Where it begins and ends."""
        room = self.half + _AIR + self.wide
        if self.leftwards:
            return self.x - room, self.x + self.half
        return self.x - self.half, self.x + room


def event_lane(
    course: Course, axis: TimeAxis, top: float, look: Look, without: str
) -> tuple[list[Mark], float]:
    """Draw the adverse events, each on the day of its onset, or say that there are none.

    Parameters
    ----------
    without : str
        What the lane says where no event is recorded.

    Returns
    -------
    (list of Mark, float)
        The marks, and where the lane ends.
    """
    placed = [(axis.x(e.day), n, e.event) for n, e in enumerate(course.events) if e.day is not None]
    if not placed:
        said = look.say("figures.word.none_placed") if course.events else without
        start = min((axis.x(day) for day in course.days), default=axis.left)
        return _without(axis, start, top, look, said)
    events = [
        _place_event(axis, x, event, look) for x, _, event in sorted(placed, key=lambda p: p[:2])
    ]
    rows = rows_for([event.span for event in events], _APART)
    marks: list[Mark] = []
    y = top
    for row in range(max(rows) + 1):
        of_row = [event for event, n in zip(events, rows, strict=True) if n == row]
        for event in of_row:
            marks += _marks(event, y, look)
        y += LANE + (max(len(event.lines) for event in of_row) - 1) * look.line
    return marks, y


def _without(
    axis: TimeAxis, start: float, top: float, look: Look, said: str
) -> tuple[list[Mark], float]:
    middle = top + LANE / 2
    words = beside(middle, Words(start + 1.6, 0, said, look.small, look.quiet))
    lane = line(axis.left, middle, axis.right, middle, look.grid, look.rule)
    return [lane, plate(words, look.paper), words], top + LANE


def _place_event(axis: TimeAxis, x: float, event: AdverseEvent, look: Look) -> _Event:
    leftwards = x - axis.left > axis.right - x
    grade = event.grade if event.severity is not None else UNGRADED
    half = max(_HALF, width(grade, look.small, look.strong) / 2 + 0.5)
    room = (x - axis.left if leftwards else axis.right - x) - half - _AIR
    said = clause(event.term)
    said = look.say("figures.word.serious", event=said) if event.serious else said
    lines = wrap(said, room, look.small)
    wide = max(width(part, look.small) for part in lines)
    return _Event(x, grade, event.serious is True, lines, wide, leftwards, half)


def _marks(event: _Event, top: float, look: Look) -> Iterator[Mark]:
    """Draw an event: its grade in a square, which is filled where the event was serious."""
    middle = top + LANE / 2
    worse = look.direction["worse"]
    fill, letters = (worse, look.paper) if event.serious else (look.paper, worse)
    side = -1 if event.leftwards else 1
    like = Words(0, 0, "", look.small, look.ink, anchor="end" if event.leftwards else "start")
    named = lines_of_words(
        event.x + side * (event.half + _AIR), middle - look.line / 2, event.lines, look.line, like
    )
    for words in named:
        yield plate(words, look.paper)
    yield from named
    yield box(
        event.x - event.half,
        middle - _HALF,
        2 * event.half,
        2 * _HALF,
        fill=fill,
        edge=worse,
        thick=0.9,
    )
    grade = Words(event.x, 0, event.grade, look.small, letters, look.strong, "middle")
    yield beside(middle, grade)
