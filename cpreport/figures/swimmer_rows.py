"""Draw the rows of courses: what is on the axis of time, and the words and counts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from cpreport.colours import mix
from cpreport.figures.axis import TimeAxis
from cpreport.figures.lettering import longest_word, width, wrap
from cpreport.figures.marks import (
    Anchor,
    Mark,
    Words,
    beside,
    box,
    line,
    lines_around,
    lines_of_words,
    plate,
    pointed_bar,
)
from cpreport.figures.plot import (
    DIAMOND,
    DISC,
    SQUARE,
    WEDGE_DOWN,
    Curve,
    Dots,
    PlotArea,
    PlotLine,
    Shape,
)
from cpreport.figures.style import Look
from cpreport.figures.swimmer_layout import (
    ABOVE,
    APART,
    BELOW,
    EVENT,
    LANE,
    PAD,
    POINT,
    UNDER,
    PlacedItem,
    SwimmerLayout,
    course_height,
    dense_under,
    lanes_of,
    name_lines,
    placed_items,
    row_height,
)
from cpreport.figures.swimmer_records import (
    NONE,
    CellKind,
    OutcomeCell,
    Swimmer,
    kinds_of,
    main_phases,
)
from cpreport.outcomes.findings import Findings

#: Sizes in mm: half a session's tick and half its width, a ring, half a diamond, a wedge, half a
#: thin bar, and half the height of the highest dose.
TICK, SESSION, RING, ONCE, WEDGE, BAR, DOSE = 1.5, 0.275, 1.0, 1.5, 1.1, 0.55, 1.9
#: The part of a cell, at its foot, in which the shares are drawn.
_STRIP = 0.24
#: What is said above columns of one kind.
_COUNTS: Mapping[CellKind, str] = {
    "items": "figures.timelines.counts.items",
    "change": "figures.timelines.counts.change",
}


def draw_rows(
    findings: Findings, layout: SwimmerLayout
) -> tuple[list[Mark], tuple[float, float], list[Shape]]:
    """Draw heads and rows: marks in mm, where the rows begin and end, and what is on the axes."""
    look, axis = layout.look, layout.axis
    marks, top = _header(findings, layout)
    through = axis.low <= 0 <= axis.high
    shapes: list[Shape] = [PlotLine("x", 0, look.grid, look.rule)] if through else []
    y = top
    for n, one in enumerate(layout.swimmers):
        height = row_height(layout, one)
        if n:
            marks.append(line(0, y, look.full, y, look.grid, look.hair))
        lane, drawn = _row(layout, one, y, height)
        shapes += lane
        marks += drawn
        y += height
    return marks, (top, y), shapes


def _counts(findings: Findings, layout: SwimmerLayout) -> str:
    """Say above the columns what their numbers are; nothing where they are words."""
    there = kinds_of(findings, layout.swimmers) - {"word"}
    if len(there) > 1:
        return findings.say("figures.timelines.counts")
    return "".join(findings.say(_COUNTS[kind]) for kind in there)


def _header(findings: Findings, layout: SwimmerLayout) -> tuple[list[Mark], float]:
    """Name the outcomes above their columns."""
    look = layout.look
    if not layout.columns:
        return [], 0.6
    heads = [wrap(name, layout.cell, look.small, look.strong) for name in layout.columns]
    lines = max(len(head) for head in heads)
    said = _counts(findings, layout)
    left, room = layout.left_of_columns, look.full - layout.left_of_columns
    above_all = wrap(said, max(room, longest_word(said, look.small)), look.small) if said else ()
    bottom = (len(above_all) + lines) * look.line + 0.6
    quiet = Words(0, 0, "", look.small, look.quiet)
    strong = Words(0, 0, "", look.small, look.ink, look.strong, "middle")
    marks: list[Mark] = [*lines_of_words(left, 0, above_all, look.line, quiet)]
    for n, head in enumerate(heads):
        middle = left + n * (layout.cell + APART) + layout.cell / 2
        above = bottom - len(head) * look.line
        marks += lines_of_words(middle, above, head, look.line, strong)
    return marks, bottom + 1.0


def _row(
    layout: SwimmerLayout, one: Swimmer, top: float, height: float
) -> tuple[list[Shape], list[Mark]]:
    look, course = layout.look, one.course
    if layout.dense:
        under = UNDER if dense_under(layout) else 0.0
        middle = top + (height - under) / 2
        placed, heights = placed_items(layout, one), [middle + UNDER] * len(one.items)
        marks = _dense_name(layout, one, top + height / 2)
    else:
        placed, rows = lanes_of(layout, one)
        middle = top + PAD + ABOVE
        heights = [middle + BELOW + LANE * (row + 0.5) for row in rows]
        marks = [*_name(layout, one, top + PAD), *_item_words(layout, placed, heights)]
        below = course_height(layout, one) if layout.below else 0.0
        marks += _cells(layout, one, top + PAD + below)
    end = max(course.days, default=None)
    if end is not None:
        open_end = any(phase.end is None for _, phase in main_phases(course))
        x = layout.axis.x(end) + RING + 0.8 + (POINT if open_end else 0)
        marks.append(beside(middle, Words(x, 0, one.follow_up, look.small, look.quiet)))
    if layout.dense:
        marks += _dense_cells(layout, one, top + height / 2)
    return [*_lane(layout, one, middle, placed, heights)], marks


def _lane(
    layout: SwimmerLayout,
    one: Swimmer,
    middle: float,
    placed: Sequence[PlacedItem],
    heights: Sequence[float],
) -> Iterator[Shape]:
    """Draw one patient on the axes: what is behind first."""
    look, axis, course = layout.look, layout.axis, one.course
    days = course.days
    last = max(days, default=Decimal(0))
    if days:
        ends = ((axis.time(min(days)), middle), (axis.time(last), middle))
        yield Curve(ends, look.axis, look.rule)
    for begin, phase in main_phases(course):
        end = last if phase.end is None else phase.end
        open_ends = (False, phase.end is None)
        half = max(0.35, DOSE * phase.share)
        points = bar(axis, begin, end, middle, half, open_ends)
        yield PlotArea(points, phase_fill(look), look.paper, 0.4)
    thin = 0.0 if layout.dense else LANE / 2 - 0.8
    items = [(p.item, y) for p, y in zip(placed, heights, strict=True)]
    for item, y in items:
        if item.kind == "bar":
            open_ends = (item.open_before, item.open_after)
            points = bar(axis, item.begin, item.end, y - thin, BAR, open_ends)
            yield PlotArea(points, look.axis)

    def at(found: Iterable[tuple[Decimal | None, float]]) -> tuple[tuple[float, float], ...]:
        return tuple((axis.time(day), y) for day, y in found if day is not None)

    sessions, once, visits = (
        at((placed.day, middle) for placed in every)
        for every in (course.sessions, course.once, course.visits)
    )
    yield Dots(sessions, SQUARE, (SESSION, TICK), look.accent)
    yield Dots(once, DIAMOND, ONCE, look.accent, look.paper, 0.4)
    yield Dots(visits, DISC, RING, look.paper, look.ink, 0.9)
    wedges = at((item.begin, y) for item, y in items if item.kind == "wedge")
    yield Dots(wedges, WEDGE_DOWN, WEDGE, look.ink, look.paper, 0.3)
    worse = look.direction["worse"]
    for serious in (False, True):
        squares = at(
            (item.begin, y)
            for item, y in items
            if item.kind == "square" and item.serious is serious
        )
        yield Dots(squares, SQUARE, EVENT, worse if serious else look.paper, worse, 0.9)


def bar(
    axis: TimeAxis,
    begin: Decimal,
    end: Decimal,
    y: float,
    half: float,
    open_ends: tuple[bool, bool],
) -> tuple[tuple[float, float], ...]:
    """Outline a bar over a time, with a point at an end that is open."""
    start, stop = axis.time(begin), axis.time(end)
    before, after = (POINT * axis.per_mm * is_open for is_open in open_ends)
    return pointed_bar(start, stop, y, half, before, after)


def phase_fill(look: Look) -> str:
    """Choose the colour of the phases of a course: the treatment's, so light that marks show."""
    return mix(look.accent, look.paper, 0.35)


def _name(layout: SwimmerLayout, one: Swimmer, top: float) -> list[Mark]:
    look = layout.look
    marks: list[Mark] = []
    for n, (text, weight) in enumerate(name_lines(layout, one)):
        strong = weight == look.strong
        size, colour = (look.text, look.ink) if strong else (look.small, look.quiet)
        at = top + 0.2 + (n + 0.5) * look.line
        marks.append(beside(at, Words(0, 0, text, size, colour, weight)))
    return marks


def _dense_name(layout: SwimmerLayout, one: Swimmer, middle: float) -> list[Mark]:
    look = layout.look
    names = wrap(one.course.case, layout.name, look.small, look.strong)
    strong = Words(0, 0, "", look.small, look.ink, look.strong)
    return [*lines_around(0, middle, names, look.line, strong)]


def _item_words(
    layout: SwimmerLayout, placed: Sequence[PlacedItem], heights: Sequence[float]
) -> Iterator[Mark]:
    """Name what lies below a course: under its bar, or beside its mark."""
    look = layout.look
    for one, y in zip(placed, heights, strict=True):
        colour = look.direction["worse"] if one.item.kind == "square" else look.quiet
        anchor: Anchor = "end" if one.leftwards else "start"
        down = 0.75 if one.item.kind == "bar" else 0.0
        said = beside(y + down, Words(one.x, 0, one.text, look.small, colour, anchor=anchor))
        yield plate(said, look.paper)
        yield said


def _cells(layout: SwimmerLayout, one: Swimmer, top: float) -> Iterator[Mark]:
    """Print what changed, over a strip: the share better from the left, worse from the right."""
    look, high = layout.look, 4.8
    for n, cell in enumerate(one.cells[: len(layout.columns)]):
        left = layout.left_of_columns + n * (layout.cell + APART)
        yield from _cell_box(layout, cell, left, top, high)
        middle = left + layout.cell / 2
        below = Words(middle, 0, cell.below, look.small, look.quiet, anchor="middle")
        if cell.below:
            said = beside(top + high + look.line / 2 + 0.1, below)
            # The line of the first day runs behind counts below a course.
            yield from (plate(said, look.paper),) if layout.below else ()
            yield said


def _dense_cells(layout: SwimmerLayout, one: Swimmer, middle: float) -> Iterator[Mark]:
    high = 3.9
    for n, cell in enumerate(one.cells[: len(layout.columns)]):
        left = layout.left_of_columns + n * (layout.cell + APART)
        yield from _cell_box(layout, cell, left, middle - high / 2, high)


def _cell_box(
    layout: SwimmerLayout, cell: OutcomeCell, left: float, top: float, high: float
) -> Iterator[Mark]:
    look, middle = layout.look, left + layout.cell / 2
    better, worse = (look.direction[way] for way in ("better", "worse"))
    strip, strip_top = _STRIP * high, top + (1 - _STRIP) * high
    yield box(left, top, layout.cell, high - strip, fill=mix(look.band, look.paper, 0.5))
    yield box(left, strip_top, layout.cell, strip, fill=look.band)
    if cell.share_better:
        wide = max(0.6, layout.cell * cell.share_better)
        yield box(left, strip_top, wide, strip, fill=better)
    if cell.share_worse:
        wide = max(0.6, layout.cell * cell.share_worse)
        yield box(left + layout.cell - wide, strip_top, wide, strip, fill=worse)
    said = " / ".join(part for part in (cell.better, cell.worse) if part)
    if cell.below and width(said, 7.0, look.strong) > layout.cell - 0.4:
        said = cell.below  # the verdict: the change itself is too long, and the tables have it
    size = look.small if width(said, look.small, look.strong) < layout.cell - 0.4 else 7.0
    colour = look.ink if said != NONE else look.quiet
    yield beside(
        top + (high - strip) / 2, Words(middle, 0, said, size, colour, look.strong, "middle")
    )
