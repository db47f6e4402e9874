"""Draw the courses of all patients over one axis, the longest followed first, with what changed.

Beside each course stand the counts of what became better and worse. Many patients are drawn in a
denser form, without words in their lanes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from cpreport.cases.case import is_reported
from cpreport.colours import mix
from cpreport.figures.axis import TimeAxis, axis_height, time_axis
from cpreport.figures.course import Course, course_of, in_time
from cpreport.figures.drawing import finish
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.lettering import longest_word, width, wrap
from cpreport.figures.marks import (
    Anchor,
    Disc,
    Mark,
    Polygon,
    Words,
    beside,
    box,
    line,
    lines_of_words,
    plate,
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
from cpreport.figures.positions import rows_for
from cpreport.figures.style import Drawn, Look
from cpreport.numbers import with_unit
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.layout import scales_of, sentence_case
from cpreport.outcomes.verdict_words import verdict_in_a_sentence
from cpreport.outcomes.wording import clause, join_names, mean_unit
from cpreport.scales.definition import Scale

#: The widest column of counts, for long words in its heading, in mm.
_WIDEST_CELL = 20.0
#: Widths and distances in mm: of names, of a column of counts, and between things.
_WIDEST_NAME, _CELL, _AIR, _APART = 34.0, 13.5, 4.0, 1.8
_WIDEST_DENSE_NAME = 52.0
#: Heights in mm: above and below the middle of a course, of a lane of words, of a dense row.
_ABOVE, _BELOW, _LANE, _PAD, _DENSE, _UNDER = 3.0, 2.6, 4.5, 1.0, 4.6, 2.2
#: Up to so many patients have words in their lanes.
_MOST_TOLD_IN_LANES = 12
#: A course is drawn at least this long beside columns of counts.
_LEAST_COURSE = 60.0
#: The part of a cell, at its foot, in which the shares are drawn.
_STRIP = 0.24
#: So many patients are told one by one in the text alternative.
_TOLD = 12

_NONE = "–"
#: Sizes in mm: half a session's tick and half its width, a ring, half a diamond, a wedge, half a
#: square, half a thin bar, half the height of the highest dose, and the point of an open end.
TICK, SESSION, RING, ONCE, WEDGE, EVENT, BAR, DOSE, POINT = (
    *(1.5, 0.275, 1.0, 1.5, 1.1, 1.05, 0.55, 1.9, 1.4),
)


@dataclass(frozen=True, slots=True)
class _OutcomeCell:
    """What one outcome of a patient is: a word or counts, what stands below, and the shares."""

    better: str
    worse: str
    below: str
    share_better: float = 0.0
    share_worse: float = 0.0


@dataclass(frozen=True, slots=True)
class _LaneItem:
    """Something below a course: a bar, a wedge or a square, with the words that name it."""

    kind: str
    begin: Decimal
    end: Decimal
    words: str
    open_before: bool = False
    open_after: bool = False
    serious: bool = False


@dataclass(frozen=True, slots=True)
class _Swimmer:
    """A row: a course, who it is, the printed follow-up, what changed, what lies below."""

    course: Course
    who: str
    follow_up: str
    cells: tuple[_OutcomeCell, ...]
    items: tuple[_LaneItem, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand, in mm.

    columns : tuple of str
        The outcomes that have a column beside the courses; `outcomes` are all.
    """

    swimmers: tuple[_Swimmer, ...]
    outcomes: tuple[str, ...]
    columns: tuple[str, ...]
    cell: float
    axis: TimeAxis
    name: float
    dense: bool
    look: Look

    @property
    def left_of_columns(self) -> float:
        """Where the columns of counts begin."""
        return self.look.full - len(self.columns) * (self.cell + _APART) + _APART


def draw(findings: Findings, look: Look) -> Drawn:
    """Draw every patient's course in time, with what became better and worse."""
    layout = _layout(findings, look)
    marks, (top, bottom), shapes = _rows(findings, layout)
    below = bottom + axis_height(look) + 1.2
    key, high = legend(list(_keys(findings, layout)), 0, below, look.full, look)
    return finish(
        "timelines",
        (*marks, *key),
        (look.full, below + high),
        look,
        name="series-timelines",
        title=findings.say("figures.timelines.title"),
        alt=_alt(findings, layout),
        caption=_caption(findings, layout),
        plots=(layout.axis.plot(top, bottom, look, shapes),),
    )


def _layout(findings: Findings, look: Look) -> _Layout:
    swimmers = _in_order(_swimmer(findings, case.id) for case in findings.cases)
    dense = len(swimmers) > _MOST_TOLD_IN_LANES
    name = _name_room(swimmers, look, dense=dense)
    ends = [width(one.follow_up, look.small) for one in swimmers]
    beyond = POINT + 1.0 + max(ends)
    categories = _categories(findings)
    outcomes = (
        *(sentence_case(judged.outcome.label) for judged in findings.judged),
        *(scale.name for scale in categories),
    )
    longest = [longest_word(name, look.small, look.strong) for name in outcomes]
    cell = min(_WIDEST_CELL, max([_CELL, *longest]))
    fits = int((look.full - name - 2 * _AIR - _LEAST_COURSE - beyond) // (cell + _APART))
    columns = outcomes[: max(0, fits)]
    right = look.full - len(columns) * (cell + _APART) - beyond - (_AIR if columns else 0)
    days = [day for one in swimmers for day in one.course.days]
    axis = time_axis(days, name + _AIR, right, findings.unit_of_time, findings.zero)
    layout = _Layout(swimmers, outcomes, columns, cell, axis, name, dense, look)
    if not dense and sum(_height(layout, one) for one in swimmers) > look.highest - 40:
        dense_name = _name_room(swimmers, look, dense=True)
        axis = time_axis(days, dense_name + _AIR, right, findings.unit_of_time, findings.zero)
        return replace(layout, dense=True, name=dense_name, axis=axis)
    return layout


def _in_order(swimmers: Iterator[_Swimmer]) -> tuple[_Swimmer, ...]:
    """Put those followed longest first."""

    def length(one: _Swimmer) -> Decimal:
        return max(one.course.days, default=Decimal(0))

    return tuple(sorted(swimmers, key=lambda one: (-length(one), one.course.case)))


def _name_room(swimmers: Sequence[_Swimmer], look: Look, *, dense: bool) -> float:
    """Measure the room for names; dense rows have no second line, but room for longer names."""
    if dense:
        named = [width(one.course.case, look.small, look.strong) for one in swimmers]
        return min(_WIDEST_DENSE_NAME, max(named))
    named = [width(one.course.case, look.text, look.strong) for one in swimmers]
    named += [width(one.who, look.small) for one in swimmers]
    return min(_WIDEST_NAME, max(named))


def _swimmer(findings: Findings, case_id: str) -> _Swimmer:
    sex = findings.scored.case(case_id).case.patient.sex
    age = findings.result(case_id, "age")
    who = [findings.say("report.age.missing") if age.value is None else age.printed]
    who += [sex] if is_reported(sex) else []
    follow_up = findings.result(case_id, "follow_up")
    time = follow_up.printed if follow_up.value is not None else _NONE
    course = course_of(findings, case_id)
    cells = (
        *(_cell(findings, case_id, judged) for judged in findings.judged),
        *(_category_cell(findings, case_id, scale) for scale in _categories(findings)),
    )
    return _Swimmer(course, ", ".join(who), time, cells, tuple(_items(course)))


def _cell(findings: Findings, case_id: str, judged: JudgedOutcome) -> _OutcomeCell:
    """Tell an outcome: its items both ways, or else its verdict with the change that it judges."""
    verdict = findings.result(case_id, judged.key, "verdict")
    if verdict.value == "not assessable":
        return _OutcomeCell(_NONE, "", "")
    items = (case_id, judged.scale.id, "items")
    counted = findings.result(*items, "better") if findings.has(*items, "better") else None
    if counted is not None and counted.of:
        better, worse = counted, findings.result(*items, "worse")
        shares = [_share(part.value, counted.of) for part in (better, worse)]
        less = worse.printed if worse.value else ""
        below = findings.say("figures.timelines.of", n=str(counted.of))
        return _OutcomeCell(better.printed, less, below, *shares)
    word: str = verdict.printed
    change = (case_id, "change", judged.scale.id, judged.score)
    told = word
    if judged.score is not None and findings.has(*change):
        told = findings.result(*change).printed
    ways = (float(word == "better"), float(word == "worse"))
    fell = told if word == "worse" else ""
    return _OutcomeCell("" if fell else told, fell, word if told != word else "", *ways)


def _categories(findings: Findings) -> tuple[Scale, ...]:
    """List the categories that are recorded and not judged, such as a response to treatment."""
    judged = {one.scale.id for one in findings.judged}
    recorded = scales_of(findings, findings.cases)
    return tuple(s for s in recorded if s.category is not None and s.id not in judged)


def _category_cell(findings: Findings, case_id: str, scale: Scale) -> _OutcomeCell:
    """Tell a category at the last visit that has it, or that none has."""
    case = findings.scored.case(case_id)
    seen = [
        (case.days[score.visit], score.visit)
        for score in case.scores
        if score.scale == scale.id and score.value is not None and score.visit in case.days
    ]
    if scale.sided or not seen:
        return _OutcomeCell(_NONE, "", "")
    told = findings.result(case_id, max(seen)[1], scale.id, "value").printed
    first, _, rest = told.partition(" ")
    return _OutcomeCell(first, "", rest)


def _share(count: object, of: int) -> float:
    return float(count) / of if isinstance(count, Decimal) else 0.0


def _items(course: Course) -> Iterator[_LaneItem]:
    """List what is drawn below a course: what went on beside, what happened, adverse events."""
    days = course.days
    main = _main_treatment(course)
    first, last = min(days, default=Decimal(0)), max(days, default=Decimal(0))
    for number, treatment in enumerate(course.treatments):
        phases = [p for p in course.phases if p.treatment == number and p.begin is not None]
        if number != main and phases:
            ends = [last if p.end is None else p.end for p in phases]
            begins = [p.begin for p in phases if p.begin is not None]
            is_open = phases[-1].end is None
            words = sentence_case(clause(treatment.name))
            yield _LaneItem("bar", min(begins), max(ends), words, open_after=is_open)
    for beside_it in course.concomitant:
        if beside_it.drawn:
            begin = first if beside_it.begin is None else beside_it.begin
            end = last if beside_it.end is None else beside_it.end
            open_ends = (beside_it.begin is None, beside_it.end is None)
            yield _LaneItem("bar", begin, end, beside_it.what, *open_ends)
    for happened in course.happened:
        if happened.day is not None:
            yield _LaneItem("wedge", happened.day, happened.day, happened.what)
    for placed in course.events:
        if placed.day is not None:
            serious = placed.event.serious is True
            words = sentence_case(clause(placed.event.term))
            yield _LaneItem("square", placed.day, placed.day, words, serious=serious)


def _main_treatment(course: Course) -> int | None:
    """Choose the treatment whose phases are drawn on the course itself: the first with any."""
    return next((phase.treatment for phase in course.phases if phase.begin is not None), None)


# --- rows ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _PlacedItem:
    """An item of a lane with the words that fit, on the side where there is room for them."""

    item: _LaneItem
    text: str
    x: float
    leftwards: bool
    span: tuple[float, float]


def _placed_items(layout: _Layout, one: _Swimmer) -> list[_PlacedItem]:
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
        placed.append(_PlacedItem(item, text, x, leftwards, span))
    return sorted(placed, key=lambda p: (p.span[0], p.text))


def _shortened(words: str, room: float, look: Look) -> str:
    """Cut words to one line, with an ellipsis where some are left out."""
    lines = wrap(words, room, look.small)
    if len(lines) <= 1:
        return lines[0] if lines else ""
    first = wrap(words, max(1.0, room - width(" …", look.small)), look.small)[0]
    return f"{first} …"


def _lanes_of(layout: _Layout, one: _Swimmer) -> tuple[list[_PlacedItem], list[int]]:
    placed = _placed_items(layout, one)
    return placed, rows_for([p.span for p in placed], 2.0)


def _height(layout: _Layout, one: _Swimmer) -> float:
    """Measure a row: its course with the lanes below, its name, or its counts, whatever is most."""
    look = layout.look
    if layout.dense:
        names = wrap(one.course.case, layout.name, look.small, look.strong)
        under = _UNDER if _dense_under(layout) else 0.0
        return max(_DENSE + under, len(names) * look.line + 1.2)
    _, rows = _lanes_of(layout, one)
    lanes = _ABOVE + _BELOW + _LANE * (max(rows, default=-1) + 1)
    tall = len(_name_lines(layout, one)) * look.line + 0.4
    cells = 5.2 + look.line if layout.columns else 0.0
    return max(lanes, tall, cells) + 2 * _PAD


def _dense_under(layout: _Layout) -> bool:
    return any(one.items for one in layout.swimmers)


def _name_lines(layout: _Layout, one: _Swimmer) -> list[tuple[str, int]]:
    """Break the name and who it is into lines, each with its weight."""
    look = layout.look
    strong = wrap(one.course.case, layout.name, look.text, look.strong)
    quiet = wrap(one.who, layout.name, look.small)
    return [*((text, look.strong) for text in strong), *((text, look.regular) for text in quiet)]


def _rows(
    findings: Findings, layout: _Layout
) -> tuple[list[Mark], tuple[float, float], list[Shape]]:
    """Draw heads and rows: marks in mm, where the rows begin and end, and what is on the axes."""
    look, axis = layout.look, layout.axis
    marks, top = _header(findings, layout)
    through = axis.low <= 0 <= axis.high
    shapes: list[Shape] = [PlotLine("x", 0, look.grid, look.rule)] if through else []
    y = top
    for n, one in enumerate(layout.swimmers):
        height = _height(layout, one)
        if n:
            marks.append(line(0, y, look.full, y, look.grid, look.hair))
        lane, drawn = _row(layout, one, y, height)
        shapes += lane
        marks += drawn
        y += height
    return marks, (top, y), shapes


def _header(findings: Findings, layout: _Layout) -> tuple[list[Mark], float]:
    """Name the outcomes above their columns."""
    look = layout.look
    if not layout.columns:
        return [], 0.6
    heads = [wrap(name, layout.cell, look.small, look.strong) for name in layout.columns]
    lines = max(len(head) for head in heads)
    said = findings.say("figures.timelines.counts") if findings.judged else ""
    left, room = layout.left_of_columns, look.full - layout.left_of_columns
    above_all = wrap(said, max(room, longest_word(said, look.small)), look.small) if said else ()
    bottom = (len(above_all) + lines) * look.line + 0.6
    quiet = Words(0, 0, "", look.small, look.quiet)
    strong = Words(0, 0, "", look.small, look.ink, look.strong, "middle")
    marks: list[Mark] = [*lines_of_words(left, 0, above_all, look.line, quiet)]
    for n, head in enumerate(heads):
        middle = left + n * (layout.cell + _APART) + layout.cell / 2
        above = bottom - len(head) * look.line
        marks += lines_of_words(middle, above, head, look.line, strong)
    return marks, bottom + 1.0


def _row(
    layout: _Layout, one: _Swimmer, top: float, height: float
) -> tuple[list[Shape], list[Mark]]:
    look, course = layout.look, one.course
    if layout.dense:
        under = _UNDER if _dense_under(layout) else 0.0
        middle = top + (height - under) / 2
        placed, heights = _placed_items(layout, one), [middle + _UNDER] * len(one.items)
        marks = _dense_name(layout, one, top + height / 2)
    else:
        placed, rows = _lanes_of(layout, one)
        middle = top + _PAD + _ABOVE
        heights = [middle + _BELOW + _LANE * (row + 0.5) for row in rows]
        marks = [*_name(layout, one, top + _PAD), *_item_words(layout, placed, heights)]
        marks += _cells(layout, one, top + _PAD)
    end = max(course.days, default=None)
    if end is not None:
        open_end = any(phase.end is None for phase in course.phases)
        x = layout.axis.x(end) + RING + 0.8 + (POINT if open_end else 0)
        marks.append(beside(middle, Words(x, 0, one.follow_up, look.small, look.quiet)))
    if layout.dense:
        marks += _dense_cells(layout, one, top + height / 2)
    return [*_lane(layout, one, middle, placed, heights)], marks


def _lane(
    layout: _Layout,
    one: _Swimmer,
    middle: float,
    placed: Sequence[_PlacedItem],
    heights: Sequence[float],
) -> Iterator[Shape]:
    """Draw one patient on the axes: what is behind first."""
    look, axis, course = layout.look, layout.axis, one.course
    days = course.days
    last = max(days, default=Decimal(0))
    if days:
        ends = ((axis.time(min(days)), middle), (axis.time(last), middle))
        yield Curve(ends, look.axis, look.rule)
    main = _main_treatment(course)
    for phase in course.phases:
        if phase.treatment == main and phase.begin is not None:
            end = last if phase.end is None else phase.end
            open_ends = (False, phase.end is None)
            half = max(0.35, DOSE * phase.share)
            points = bar(axis, phase.begin, end, middle, half, open_ends)
            yield PlotArea(points, phase_fill(look), look.paper, 0.4)
    thin = 0.0 if layout.dense else _LANE / 2 - 0.8
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
    right = ((stop, y - half), (stop + after, y), (stop, y + half))
    return ((start, y - half), *right, (start, y + half), (start - before, y))


def phase_fill(look: Look) -> str:
    """Choose the colour of the phases of a course: the treatment's, so light that marks show."""
    return mix(look.accent, look.paper, 0.35)


def _name(layout: _Layout, one: _Swimmer, top: float) -> list[Mark]:
    look = layout.look
    marks: list[Mark] = []
    for n, (text, weight) in enumerate(_name_lines(layout, one)):
        strong = weight == look.strong
        size, colour = (look.text, look.ink) if strong else (look.small, look.quiet)
        at = top + 0.2 + (n + 0.5) * look.line
        marks.append(beside(at, Words(0, 0, text, size, colour, weight)))
    return marks


def _dense_name(layout: _Layout, one: _Swimmer, middle: float) -> list[Mark]:
    look = layout.look
    names = wrap(one.course.case, layout.name, look.small, look.strong)
    strong = Words(0, 0, "", look.small, look.ink, look.strong)
    return [*lines_of_words(0, middle - len(names) * look.line / 2, names, look.line, strong)]


def _item_words(
    layout: _Layout, placed: Sequence[_PlacedItem], heights: Sequence[float]
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


def _cells(layout: _Layout, one: _Swimmer, top: float) -> Iterator[Mark]:
    """Print what changed, over a strip: the share better from the left, worse from the right."""
    look, high = layout.look, 4.8
    for n, cell in enumerate(one.cells[: len(layout.columns)]):
        left = layout.left_of_columns + n * (layout.cell + _APART)
        yield from _cell_box(layout, cell, left, top, high)
        middle = left + layout.cell / 2
        below = Words(middle, 0, cell.below, look.small, look.quiet, anchor="middle")
        if cell.below:
            yield beside(top + high + look.line / 2 + 0.1, below)


def _dense_cells(layout: _Layout, one: _Swimmer, middle: float) -> Iterator[Mark]:
    high = 3.9
    for n, cell in enumerate(one.cells[: len(layout.columns)]):
        left = layout.left_of_columns + n * (layout.cell + _APART)
        yield from _cell_box(layout, cell, left, middle - high / 2, high)


def _cell_box(
    layout: _Layout, cell: _OutcomeCell, left: float, top: float, high: float
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
    colour = look.ink if said != _NONE else look.quiet
    yield beside(
        top + (high - strip) / 2, Words(middle, 0, said, size, colour, look.strong, "middle")
    )


# --- in words ------------------------------------------------------------------------------------


def _keys(findings: Findings, layout: _Layout) -> Iterator[LegendKey]:
    """Make the keys of the marks that are drawn."""
    look = layout.look
    courses = [one.course for one in layout.swimmers]
    items = [item for one in layout.swimmers for item in one.items]
    yield LegendKey(
        lambda x, y: [Disc(x + RING, y, RING, look.paper, look.ink, 0.9)],
        2 * RING,
        look.say("figures.word.visit"),
    )
    if any(s.day is not None for course in courses for s in course.sessions):
        yield LegendKey(
            lambda x, y: [line(x + 0.5, y - TICK, x + 0.5, y + TICK, look.accent, 1.6)],
            1.0,
            look.say("figures.word.session"),
        )
    if any(p.begin is not None for course in courses for p in course.phases):
        several = any(p.share < 1 for course in courses for p in course.phases)
        named = _name_of_course(layout)
        if several:
            named = look.say("figures.word.phases", treatment=named)
        yield LegendKey(partial(_steps, look), 6.0, named)
    if any(o.day is not None for course in courses for o in course.once):
        yield LegendKey(
            lambda x, y: [
                Polygon(
                    ((x + ONCE, y - ONCE), (x + 2 * ONCE, y),
                     (x + ONCE, y + ONCE), (x, y)),
                    look.accent,
                )
            ],
            2 * ONCE,
            _name_of_once(layout),
        )  # fmt: skip
    kinds = {item.kind for item in items}
    if "bar" in kinds:
        yield LegendKey(
            lambda x, y: [box(x, y - BAR, 5, 2 * BAR, fill=look.axis)],
            5.0,
            look.say("report.caution.other_treatment"),
        )
    if "wedge" in kinds:
        yield LegendKey(
            lambda x, y: [
                Polygon(
                    (
                        (x, y - 0.8 * WEDGE),
                        (x + 2 * WEDGE, y - 0.8 * WEDGE),
                        (x + WEDGE, y + WEDGE),
                    ),
                    look.ink,
                )
            ],
            2 * WEDGE,
            look.say("figures.word.happened"),
        )
    for serious in sorted({item.serious for item in items if item.kind == "square"}):
        yield _square_key(look, serious=serious)


def _steps(look: Look, x: float, y: float) -> list[Mark]:
    """Draw two phases of a course, the second of half the dose."""
    fill = phase_fill(look)
    return [
        box(x, y - DOSE, 3, 2 * DOSE, fill=fill),
        box(x + 3, y - DOSE / 2, 3, DOSE, fill=fill),
    ]


def _square_key(look: Look, *, serious: bool) -> LegendKey:
    worse = look.direction["worse"]
    fill = worse if serious else look.paper
    return LegendKey(
        lambda x, y: [box(x, y - EVENT, 2 * EVENT, 2 * EVENT, fill=fill, edge=worse, thick=0.9)],
        2 * EVENT,
        look.say("figures.word.serious_event" if serious else "figures.word.event"),
    )


def _name_of_course(layout: _Layout) -> str:
    """Name what all courses are of, where it is one thing."""
    names = {
        one.course.treatments[main].name
        for one in layout.swimmers
        if (main := _main_treatment(one.course)) is not None
    }
    return clause(names.pop()) if len(names) == 1 else layout.look.say("figures.word.course")


def _name_of_once(layout: _Layout) -> str:
    names = {
        one.course.treatments[placed.treatment].name
        for one in layout.swimmers
        for placed in one.course.once
        if placed.day is not None
    }
    return clause(names.pop()) if len(names) == 1 else layout.look.say("figures.word.once")


def _caption(findings: Findings, layout: _Layout) -> str:
    unit = mean_unit(findings.say, findings.unit_of_time)
    courses = [one.course for one in layout.swimmers]
    said = [findings.say("figures.timelines.caption", unit=unit, zero=findings.zero)]
    if layout.columns and findings.judged:
        said.append(findings.say("figures.timelines.columns"))
    if len(layout.columns) > len(findings.judged):
        names = join_names([scale.name for scale in _categories(findings)])
        said.append(findings.say("figures.timelines.categories", names=names))
    if rest := layout.outcomes[len(layout.columns) :]:
        names = join_names(list(rest))
        said.append(findings.say("figures.timelines.columns.left_out", outcomes=names))
    if any(item.open_before or item.open_after for one in layout.swimmers for item in one.items):
        said.append(findings.say("figures.timelines.open"))
    if layout.dense and any(one.items for one in layout.swimmers):
        said.append(findings.say("figures.timelines.dense"))
    said.append(findings.say("figures.timelines.follow_up", zero=findings.zero))
    if any(one.follow_up == _NONE for one in layout.swimmers):
        named = "figures.timelines.follow_up.none"
        said.append(findings.say(named, sign=_NONE, zero=findings.zero))
    unplaced = list(_unplaced(findings, courses))
    if unplaced:
        said.append(findings.say("figures.shared.unplaced", what="; ".join(unplaced)))
    return " ".join(said)


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


def _alt(findings: Findings, layout: _Layout) -> str:
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


def _describe_patient(findings: Findings, one: _Swimmer) -> str:
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
    categories = zip(_categories(findings), one.cells[len(findings.judged) :], strict=True)
    told += [
        f"{scale.name}: {cell.better} {cell.below}".strip()
        for scale, cell in categories
        if cell.better != _NONE
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
