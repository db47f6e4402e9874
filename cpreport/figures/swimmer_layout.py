"""Arrange courses over one axis: how wide and high each is, and where the words of a lane stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cpreport.figures.axis import TimeAxis, time_axis
from cpreport.figures.lettering import longest_word, width, wrap
from cpreport.figures.positions import rows_for
from cpreport.figures.style import Look
from cpreport.figures.swimmer_records import LaneItem, Swimmer, categories_of, swimmer_of
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import capital

#: The widest column of counts, for long words in its heading, in mm.
_WIDEST_CELL = 20.0
#: Widths and distances in mm: of names, of a column of counts, and between things.
_WIDEST_NAME, _CELL, _AIR, APART = 34.0, 13.5, 4.0, 1.8
_WIDEST_DENSE_NAME = 52.0
#: Heights in mm: above and below the middle of a course, of a lane of words, of a dense row.
ABOVE, BELOW, LANE, PAD, _DENSE, UNDER = 3.0, 2.6, 4.5, 1.0, 4.6, 2.2
#: Up to so many patients have words in their lanes.
_MOST_TOLD_IN_LANES = 12
#: A course is drawn at least this long beside columns of counts.
_LEAST_COURSE = 60.0
#: Sizes in mm of half a square, and of the point of an open end.
EVENT, POINT = 1.05, 1.4


@dataclass(frozen=True, slots=True)
class SwimmerLayout:
    """Where things stand, in mm.

    columns : tuple of str
        The outcomes that have a column beside the courses; `outcomes` are all.
    below : bool
        Whether counts stand below each course, because there is no room beside it.
    """

    swimmers: tuple[Swimmer, ...]
    outcomes: tuple[str, ...]
    columns: tuple[str, ...]
    cell: float
    axis: TimeAxis
    name: float
    dense: bool
    below: bool
    look: Look

    @property
    def left_of_columns(self) -> float:
        """Where the columns of counts begin."""
        return self.look.full - len(self.columns) * (self.cell + APART) + APART


def lay_out(findings: Findings, look: Look) -> SwimmerLayout:
    """Share out the width; rows too high for a page, or too many, are drawn in the denser form."""
    swimmers = _in_order(swimmer_of(findings, case.id) for case in findings.cases)
    dense = len(swimmers) > _MOST_TOLD_IN_LANES
    name = _name_room(swimmers, look, dense=dense)
    ends = [width(one.follow_up, look.small) for one in swimmers]
    beyond = POINT + 1.0 + max(ends)
    categories = categories_of(findings)
    outcomes = (
        *(capital(judged.outcome.label) for judged in findings.judged),
        *(scale.name for scale in categories),
    )
    longest = [longest_word(name, look.small, look.strong) for name in outcomes]
    cell = min(_WIDEST_CELL, max([_CELL, *longest]))
    fits = int((look.full - name - 2 * _AIR - _LEAST_COURSE - beyond) // (cell + APART))
    below = fits < 1 and not dense
    if below:
        fits = int((look.full + APART) // (cell + APART))
    columns = outcomes[: max(0, fits)]
    right = look.full - beyond
    if columns and not below:
        right -= len(columns) * (cell + APART) + _AIR
    days = [day for one in swimmers for day in one.course.days]
    axis = time_axis(days, name + _AIR, right, findings.unit_of_time, findings.zero)
    layout = SwimmerLayout(swimmers, outcomes, columns, cell, axis, name, dense, below, look)
    if not dense and sum(row_height(layout, one) for one in swimmers) > look.highest - 40:
        dense_name = _name_room(swimmers, look, dense=True)
        axis = time_axis(days, dense_name + _AIR, right, findings.unit_of_time, findings.zero)
        columns = () if below else columns
        return replace(layout, dense=True, below=False, columns=columns, name=dense_name, axis=axis)
    return layout


def _in_order(swimmers: Iterator[Swimmer]) -> tuple[Swimmer, ...]:
    """Put those followed longest first."""

    def length(one: Swimmer) -> Decimal:
        return max(one.course.days, default=Decimal(0))

    return tuple(sorted(swimmers, key=lambda one: (-length(one), one.course.case)))


def _name_room(swimmers: Sequence[Swimmer], look: Look, *, dense: bool) -> float:
    """Measure the room for names; dense rows have no second line, but room for longer names."""
    if dense:
        named = [width(one.course.case, look.small, look.strong) for one in swimmers]
        return min(_WIDEST_DENSE_NAME, max(named))
    named = [width(one.course.case, look.text, look.strong) for one in swimmers]
    named += [width(one.who, look.small) for one in swimmers]
    return min(_WIDEST_NAME, max(named))


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item of a lane with the words that fit, on the side where there is room for them."""

    item: LaneItem
    text: str
    x: float
    leftwards: bool
    span: tuple[float, float]


def placed_items(layout: SwimmerLayout, one: Swimmer) -> list[PlacedItem]:
    """Place the words of a patient's items between the ends of the axis."""
    placed = []
    for item in one.items:
        left, right = layout.axis.x(item.begin), layout.axis.x(item.end)
        start = left if item.kind == "bar" else left + 2.2
        low, high = layout.axis.left, layout.axis.right + 2
        leftwards = item.kind != "bar" and start - low > high - start
        room = left - 2.2 - low if leftwards else high - (low if item.kind == "bar" else start)
        text = _shortened(item.words, room, layout.look)
        wide = width(text, layout.look.small)
        if item.kind == "bar":
            x = max(low, min(start, high - wide))
            span = (min(left, x), max(right, x + wide))
        elif leftwards:
            x = left - 2.2
            span = (x - wide, right + EVENT)
        else:
            x = start
            span = (left - EVENT, x + wide)
        placed.append(PlacedItem(item, text, x, leftwards, span))
    return sorted(placed, key=lambda p: (p.span[0], p.text))


def _shortened(words: str, room: float, look: Look) -> str:
    """Cut words to one line, with an ellipsis where some are left out."""
    lines = wrap(words, room, look.small)
    if len(lines) <= 1:
        return lines[0] if lines else ""
    first = wrap(words, max(1.0, room - width(" …", look.small)), look.small)[0]
    return f"{first} …"


def lanes_of(layout: SwimmerLayout, one: Swimmer) -> tuple[list[PlacedItem], list[int]]:
    """Place what lies below a course, each in the first lane that is free."""
    placed = placed_items(layout, one)
    return placed, rows_for([p.span for p in placed], 2.0)


def row_height(layout: SwimmerLayout, one: Swimmer) -> float:
    """Measure a row: its course with the lanes below, its name, or its counts, whatever is most."""
    look = layout.look
    if layout.dense:
        names = wrap(one.course.case, layout.name, look.small, look.strong)
        under = UNDER if dense_under(layout) else 0.0
        return max(_DENSE + under, len(names) * look.line + 1.2)
    course, cells = course_height(layout, one), 5.2 + look.line if layout.columns else 0.0
    return (course + cells if layout.below else max(course, cells)) + 2 * PAD


def course_height(layout: SwimmerLayout, one: Swimmer) -> float:
    """Measure a course with the lanes below it, or its name where that is higher."""
    _, rows = lanes_of(layout, one)
    lanes = ABOVE + BELOW + LANE * (max(rows, default=-1) + 1)
    return max(lanes, len(name_lines(layout, one)) * layout.look.line + 0.4)


def dense_under(layout: SwimmerLayout) -> bool:
    """Whether rows of the denser form need room below their lines."""
    return any(one.items for one in layout.swimmers)


def name_lines(layout: SwimmerLayout, one: Swimmer) -> list[tuple[str, int]]:
    """Break the name and who it is into lines, each with its weight."""
    look = layout.look
    strong = wrap(one.course.case, layout.name, look.text, look.strong)
    quiet = wrap(one.who, layout.name, look.small)
    return [*((text, look.strong) for text in strong), *((text, look.regular) for text in quiet)]
