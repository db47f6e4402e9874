"""Arrange measured numbers in time on axes: a panel a number, or small ones for each patient.

Names stand at the ends of lines. What the rule asks for is a dashed line, the reference a band, and
in a panel of one patient the time of treatment is shaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from cpreport.cases.range_text import NumberRange
from cpreport.colours import mix
from cpreport.figures.axis import OVERHANG, TimeAxis, axis_height, since, time_axis
from cpreport.figures.legend import FigureLegend, LegendKey, legend
from cpreport.figures.lettering import width, wrap
from cpreport.figures.marks import (
    Disc,
    Mark,
    Point,
    Polygon,
    Words,
    line,
    lines_around,
    lines_of_words,
)
from cpreport.figures.plot import (
    DISC,
    WEDGE_DOWN,
    WEDGE_UP,
    Curve,
    Dots,
    Plot,
    PlotArea,
    PlotBand,
    Shape,
    curves,
)
from cpreport.figures.positions import spread_out, value_ticks
from cpreport.figures.style import Look
from cpreport.figures.value_panel import MeasuredPoint, PatientCourse, ValuePanel
from cpreport.numbers import format_number
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import sign_of
from cpreport.outcomes.scoring_words import better_way

#: Heights and widths in mm: of plots, the least width of a panel, of one that has to make room for
#: another, and of a small one.
_PLOT, _SMALL_PLOT, _PANEL, _CLOSE_PANEL, _SMALL_PANEL = 26.0, 15.0, 50.0, 38.0, 27.0
#: Distances in mm: between panels, under titles, around values, and between rows.
_APART, _TITLE_AIR, _AIR, _BETWEEN = 5.0, 1.0, 1.6, 2.0
_RADIUS, _TICK = 0.9, 2.4
#: The part of a panel that its axis of time has at least.
_LEAST_AXIS = 0.5
#: Room for the legend below all, in mm, and the widest words at the ends of lines: of all, and
#: against the width of their panel.
_LEGEND, _WIDEST_END, _SHARE_OF_ENDS = 6.0, 19.0, 0.36
#: Between an axis and the words right of it, where lines lead from the one to the other.
_LEADER = 3.6
#: Values that begin so near to 0, against their largest, are drawn from 0.
_NEAR = Decimal("0.4")
#: How much paper is in the shade of treatment, and of the lines of other patients.
_TINT, _BEHIND = 0.86, 0.45


@dataclass(frozen=True, slots=True)
class ValueGrid:
    """Panels in their places; `shown` are those that have room, `height` is in mm."""

    marks: tuple[Mark, ...]
    plots: tuple[Plot, ...]
    legend: FigureLegend
    height: float
    shown: tuple[ValuePanel, ...]


@dataclass(frozen=True, slots=True)
class _ValueCell:
    """One plot of the grid: its heads, the lines it is about, and those behind them.

    number : str
        Stands above a whole group of small panels, at its first one.
    """

    panel: ValuePanel
    number: str
    title: str
    lines: tuple[PatientCourse, ...]
    behind: tuple[PatientCourse, ...] = ()
    high: float = _PLOT

    @property
    def reference(self) -> NumberRange | None:
        """The reference range: of the patient, or the one of all."""
        return self.lines[0].reference if self.behind else self.panel.reference


def value_grid(findings: Findings, panels: Sequence[ValuePanel], look: Look) -> ValueGrid:
    """Place panels in rows, as many as a page has room for; the first always."""
    days = [point.day for panel in panels for point in panel.points]
    marks: list[Mark] = []
    plots: list[Plot] = []
    shown: list[ValuePanel] = []
    y = 0.0
    for group in _groups(panels):
        drawn, made, bottom = _group(findings, group, y, days, look)
        while bottom > look.highest - _LEGEND and len(group) > 1:
            group = group[:-1]
            drawn, made, bottom = _group(findings, group, y, days, look)
        if shown and bottom > look.highest - _LEGEND:
            break
        marks += drawn
        plots += made
        shown += group
        y = bottom + _BETWEEN
    key = legend(_keys(shown, look), 0, y - _BETWEEN + 1, look.full, look)
    height = y - _BETWEEN + (1 + key.height if key.keys else 0.3)
    return ValueGrid(tuple(marks), tuple(plots), key, height, tuple(shown))


def _groups(panels: Sequence[ValuePanel]) -> Iterator[tuple[ValuePanel, ...]]:
    """Put panels of few patients together, and each of many by itself, what is judged first."""
    few = tuple(panel for panel in panels if not panel.needs_one_each)
    if few:
        yield few
    many = (panel for panel in panels if panel.needs_one_each)
    yield from ((panel,) for panel in sorted(many, key=lambda panel: panel.rule is None))


def _cells(group: Sequence[ValuePanel], look: Look) -> tuple[list[_ValueCell], int]:
    """Make the plots of a group, and say how many stand in a row."""
    first = group[0]
    if not first.needs_one_each:
        return [_ValueCell(p, "", p.title, p.drawn) for p in group], _columns(len(group), look)
    cells = [
        _ValueCell(
            first,
            "" if n else first.title,
            of_case.case,
            (of_case,),
            tuple(other for other in first.drawn if other is not of_case),
            _SMALL_PLOT,
        )
        for n, of_case in enumerate(first.drawn)
    ]
    return cells, _fit(_SMALL_PANEL, look)


def _fit(panel: float, look: Look) -> int:
    """Count the panels of a width that have room side by side."""
    return max(1, int((look.full + _APART) / (panel + _APART)))


def _columns(panels: int, look: Look) -> int:
    """Choose how many stand side by side: where two places would stay empty, one more may fit.

    As many stand in each row as may be: four are two by two, seven four and three.
    """
    few, more = (_evenly(panels, _fit(least, look)) for least in (_PANEL, _CLOSE_PANEL))
    return more if -panels % few > 1 and -panels % more < -panels % few else few


def _evenly(panels: int, fits: int) -> int:
    """Count the columns of so many panels in as few rows as there must be."""
    rows = -(-panels // fits)
    return -(-panels // rows)


def _in_rows(cells: Sequence[_ValueCell], columns: int) -> list[Sequence[_ValueCell]]:
    """Split plots into rows that differ by one at most; the first ones may have one more."""
    few, more = divmod(len(cells), -(-len(cells) // columns))
    ends = [n * few + min(n, more) for n in range(-(-len(cells) // columns) + 1)]
    return [cells[start:end] for start, end in pairwise(ends)]


def _group(
    findings: Findings,
    group: Sequence[ValuePanel],
    top: float,
    days: Sequence[Decimal],
    look: Look,
) -> tuple[list[Mark], list[Plot], float]:
    """Draw plots in rows; only the last of each column says what its axis counts."""
    cells, columns = _cells(group, look)
    strong = Words(0, 0, "", look.small, look.ink, look.strong)
    marks: list[Mark] = []
    plots: list[Plot] = []
    y = top
    if cells[0].number:
        lines = wrap(cells[0].number, look.full, look.text, look.strong)
        marks += lines_of_words(0, y, lines, look.line, replace(strong, size=look.text))
        y += len(lines) * look.line
        better = _better(findings, cells[0].panel)
        marks += lines_of_words(0, y, better, look.line, _quiet(look))
        y += len(better) * look.line + _TITLE_AIR
    wide = (look.full - (columns - 1) * _APART) / columns
    counts = since(look.say, findings.unit_of_time, findings.zero)
    margins = _margins(cells, wide, look)
    # Below small panels, where what time is counted from has no room, it is said once for all.
    once = width(counts, look.small) > _LEAST_AXIS * wide
    rows = _in_rows(cells, columns)
    for row, below in zip(rows, [*rows[1:], ()], strict=True):
        heads = [_head(findings, cell, wide, look) for cell in row]
        plot_top = y + max(map(len, heads)) * look.line + _TITLE_AIR
        for n, (cell, head) in enumerate(zip(row, heads, strict=True)):
            left = n * (wide + _APART)
            above = plot_top - _TITLE_AIR - len(head) * look.line
            for line_top, words in enumerate(head):
                at = above + line_top * look.line
                marks += lines_of_words(left, at, [words.text], look.line, words)
            last = n >= len(below) and not once
            place = (left, plot_top, wide)
            drawn, plot = _panel(findings, cell, place, margins, days, look, counted=last)
            marks += drawn
            plots.append(plot)
        y = plot_top + row[0].high + axis_height(look) + (_BETWEEN - look.line if below else 0.0)
    if once:
        marks.append(replace(_quiet(look), text=counts, y=y - 0.4 * look.line))
    return marks, plots, y


def _head(findings: Findings, cell: _ValueCell, wide: float, look: Look) -> list[Words]:
    """Word what stands above a plot: the number and what is better, or the patient."""
    colour, sign = look.ink, ""
    if cell.panel.needs_one_each:
        colour, sign = _verdict_look(cell.lines[0], look)
    strong = Words(0, 0, "", look.small, colour, look.strong)
    title = wrap(f"{cell.title}{sign}", wide, look.small, look.strong)
    better = () if cell.number or cell.behind else _better(findings, cell.panel)
    quiet = _quiet(look)
    return [
        *(replace(strong, text=text) for text in title),
        *(replace(quiet, text=text) for text in better),
    ]


def _quiet(look: Look) -> Words:
    return Words(0, 0, "", look.small, look.quiet)


def _better(findings: Findings, panel: ValuePanel) -> tuple[str, ...]:
    if panel.number.better == "none":
        return ()
    way = better_way(findings.say, panel.score.scale)
    return (findings.say("figures.values.better", better=way),)


def _verdict_look(of_case: PatientCourse, look: Look) -> tuple[str, str]:
    """Choose the colour and the sign of a patient's verdict; ink and none where nothing changed."""
    sign = sign_of(of_case.direction)
    colour = look.direction[of_case.direction] if of_case.direction and sign else look.ink
    return colour, sign


# --- one panel -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _EndLabel:
    """Words in the margin right of a plot, at the height of a value, and what ends there.

    day : Decimal or None
        Of the last point of a line; None for what runs to the end of the axis.
    """

    value: float
    words: str
    colour: str
    weight: int
    day: Decimal | None = None

    def lines(self, panel: float, look: Look) -> tuple[str, ...]:
        """Break the words into lines beside a panel of a width in mm."""
        room = min(_WIDEST_END, _SHARE_OF_ENDS * panel)
        return wrap(self.words, room, look.small, self.weight)


def _margins(cells: Sequence[_ValueCell], wide: float, look: Look) -> tuple[float, float]:
    """Measure the room beside the axes of a group, so that they are alike and can be compared."""
    ticks = (width(text, look.small) for cell in cells for _, text in _value_ticks(cell))
    ends = (
        width(line, look.small, label.weight)
        for cell in cells
        for label in _labels(cell, look)
        for line in label.lines(wide, look)
    )
    widest = max(ends, default=0.0)
    # What the last tick says has its room below the words.
    return max(ticks, default=0.0) + _TICK, widest + _LEADER + 0.6 - OVERHANG if widest else 0.0


def _value_ticks(cell: _ValueCell) -> list[tuple[float, str]]:
    points = (point for of_case in cell.panel.on_axis for point in of_case.points)
    whole = all(point.value == point.value.to_integral_value() for point in points)
    ticks = value_ticks(*_ends(cell), 5 if cell.high == _PLOT else 3, Decimal(whole))
    return [(float(tick), _tick_text(tick)) for tick in ticks]


def _panel(
    findings: Findings,
    cell: _ValueCell,
    place: tuple[float, float, float],
    margins: tuple[float, float],
    days: Sequence[Decimal],
    look: Look,
    *,
    counted: bool,
) -> tuple[list[Mark], Plot]:
    left, top, wide = place
    low, high = _ends(cell)
    axis = time_axis(
        days,
        left + margins[0],
        left + wide - margins[1],
        findings.unit_of_time,
        findings.zero,
        air=1.6,
    )
    # Values keep some air to both ends of their axis, so that no mark is on the axis of time.
    air = (high - low) * _AIR / (cell.high - 2 * _AIR)
    ends = (low - air, high + air)
    plot = replace(
        axis.plot(top, top + cell.high, look, _shapes(cell, axis, ends, look)),
        y=ends,
        y_ticks=tuple(_value_ticks(cell)),
    )
    if not counted:
        plot = replace(plot, label="")
    labels = list(_labels(cell, look))
    marks: list[Mark] = []
    for label, (at, middle) in zip(labels, _heights(labels, plot, wide, look), strict=True):
        lines = label.lines(wide, look)
        words = Words(0, 0, "", look.small, label.colour, label.weight)
        marks += lines_around(axis.right + _LEADER, middle, lines, look.line, words)
        begin = axis.right if label.day is None else axis.x(label.day) + _RADIUS
        if abs(at - middle) > look.line / 3 or axis.right - begin > _RADIUS:
            end = axis.right + _LEADER - 0.5
            # Of a line that ends early, no one must take it for more of the line.
            dots = (0.6, 1.4) if axis.right - begin > _LEADER else ()
            marks.append(line(begin + 0.3, at, end, middle, look.axis, look.hair, *dots))
    return marks, plot


def _ends(cell: _ValueCell) -> tuple[float, float]:
    """Choose what the axis shows: all values, the reference and the goal, from 0 where near."""
    panel = cell.panel
    spans = [cell.reference, panel.rule.goal if panel.rule else None]
    ends = [end for span in spans if span is not None for end in (span.low, span.high)]
    needed = [of_case.needed for of_case in panel.on_axis if panel.one_each]
    every = [p.value for of_case in panel.on_axis for p in of_case.points]
    every += [end for end in (*ends, *needed) if end is not None]
    low, high = min(every), max(every)
    if 0 <= low <= _NEAR * high:
        low = Decimal(0)
    if low == high:
        air = max(Decimal(1), abs(low) / 10)
        low, high = low - air, high + air
    return float(low), float(high)


def _heights(
    labels: Sequence[_EndLabel], plot: Plot, panel: float, look: Look
) -> list[tuple[float, float]]:
    """Find where what labels name ends, and where they stand so that none is on another."""
    top, high = plot.box[1], plot.box[3]
    span = plot.y[1] - plot.y[0]
    order = sorted(range(len(labels)), key=lambda n: (-labels[n].value, n))
    wanted = [top + (plot.y[1] - labels[n].value) / span * high for n in order]
    rooms = [len(labels[n].lines(panel, look)) * look.line for n in order]
    spread = spread_out(wanted, rooms, top - 1, top + high + 2, 0)
    placed = dict(zip(order, zip(wanted, spread, strict=True), strict=True))
    return [placed[n] for n in range(len(labels))]


def _labels(cell: _ValueCell, look: Look) -> Iterator[_EndLabel]:
    """Name lines at their ends where there are several, the reference and what the rule asks."""
    panel = cell.panel
    if panel.needs_one_each:
        return
    several = len(panel.lines) > 1
    for of_case in cell.lines:
        colour, sign = _verdict_look(of_case, look)
        value, day = float(of_case.points[-1].value), of_case.points[-1].day
        if several:
            yield _EndLabel(value, f"{of_case.case}{sign}", colour, look.strong, day)
        elif sign:
            word = look.say("figures.values.verdict", direction=str(of_case.direction))
            yield _EndLabel(value, f"{sign.strip()} {word}", colour, look.strong, day)
    if (reference := cell.reference) is not None:
        inner = [float(end) for end in (reference.low, reference.high) if end is not None]
        yield _EndLabel(
            sum(inner) / len(inner), look.say("figures.word.reference"), look.quiet, look.regular
        )
    if panel.goal and panel.rule is not None and (at := _goals(cell)):
        yield _EndLabel(at[0], panel.rule.name, look.ink, look.regular)


def _goals(cell: _ValueCell) -> list[float]:
    """List the values that the rule asks for: one for all, or one after an earlier value."""
    rule = cell.panel.rule
    if rule is not None and rule.goal is not None:
        return [float(end) for end in (rule.goal.low, rule.goal.high) if end is not None]
    needed = [of_case.needed for of_case in cell.lines if cell.panel.one_each]
    return [float(value) for value in needed if value is not None]


def _shapes(
    cell: _ValueCell, axis: TimeAxis, ends: tuple[float, float], look: Look
) -> Iterator[Shape]:
    """Draw what is behind first: treatment, reference, rule, others' lines, then the lines."""
    panel, reference = cell.panel, cell.reference
    if reference is not None:
        low, high = (None if end is None else float(end) for end in (reference.low, reference.high))
        yield PlotBand("y", low, high, look.band)
    if panel.shades(cell.lines[0]):
        yield from _treatment(cell, axis, ends, look)
    for at in _goals(cell):
        yield Curve(((axis.low, at), (axis.high, at)), look.quiet, look.rule, (2.2, 1.6))
    for day in dict.fromkeys(of_case.boundary for of_case in cell.lines):
        if day is not None:
            at = axis.time(day)
            yield Curve(((at, ends[0]), (at, ends[1])), look.axis, look.rule, (1.2, 1.0))
    for other in cell.behind:
        points = tuple((axis.time(p.day), float(p.value)) for p in other.points)
        yield Curve(points, mix(look.axis, look.paper, _BEHIND), look.rule)
    for of_case in cell.lines:
        yield from _course(of_case, axis, look)
    for kind in _POINTS:
        for of_case in cell.lines:
            yield from _points(of_case, kind, axis, look)


def _treatment(
    cell: _ValueCell, axis: TimeAxis, ends: tuple[float, float], look: Look
) -> Iterator[Shape]:
    """Shade the time of treatment, darker where the dose was higher, also over the reference."""
    reference = cell.reference
    for treated in cell.lines[0].treated:
        begin = max(axis.low, axis.time(treated.begin))
        end = axis.high if treated.end is None else min(axis.high, axis.time(treated.end))
        if end <= begin:
            continue
        tint = mix(look.accent, look.paper, 1 - (1 - _TINT) * (0.35 + 0.65 * treated.share))
        yield _box(begin, end, *ends, tint)
        if reference is not None:
            low = ends[0] if reference.low is None else max(ends[0], float(reference.low))
            high = ends[1] if reference.high is None else min(ends[1], float(reference.high))
            yield _box(begin, end, low, high, mix(look.band, tint, 0.4))
    if reference is not None:
        # The two shades are nearly alike where they meet, so the limits of the reference are drawn.
        for limit in (reference.low, reference.high):
            if limit is not None:
                at = float(limit)
                yield Curve(((axis.low, at), (axis.high, at)), look.axis, look.rule)


def _box(left: float, right: float, low: float, high: float, fill: str) -> PlotArea:
    return PlotArea(((left, low), (right, low), (right, high), (left, high)), fill)


def _course(of_case: PatientCourse, axis: TimeAxis, look: Look) -> Iterator[Shape]:
    """Draw a patient's line in the colour of the verdict, broken where it leads to a limit."""
    colour, sign = _verdict_look(of_case, look)
    tint = colour if sign else look.axis
    thick = look.stroke * (1.5 if of_case.direction == "worse" else 1.0)

    def at(point: MeasuredPoint) -> tuple[float, float]:
        return axis.time(point.day), float(point.value)

    dashed: dict[bool, list[tuple[Point, Point]]] = {}
    for before, after in pairwise(of_case.points):
        to_a_limit = bool({before.qualifier, after.qualifier} - {"", "~"})
        dashed.setdefault(to_a_limit, []).append((at(before), at(after)))
    for to_a_limit, lines in dashed.items():
        yield Curve(curves(lines), tint, thick, (1.8, 1.4) if to_a_limit else ())


def _points(
    of_case: PatientCourse,
    kind: tuple[tuple[str, ...], tuple[Point, ...], bool],
    axis: TimeAxis,
    look: Look,
) -> Iterator[Dots]:
    """Mark the values of one kind of a patient; what is no plain value is seen over all others."""
    qualifiers, outline, filled = kind
    colour, _ = _verdict_look(of_case, look)
    points = (p for p in of_case.points if p.qualifier in qualifiers)
    places = tuple((axis.time(p.day), float(p.value)) for p in points)
    if places:
        yield Dots(places, outline, _RADIUS, colour if filled else look.paper, colour, 0.8)


#: How values are marked: plain by a disc, about right by a ring, limits by a wedge towards them.
_POINTS = (
    (("",), DISC, True),
    (("~",), DISC, False),
    (("<", "≤"), WEDGE_DOWN, False),
    ((">", "≥"), WEDGE_UP, False),
)


def _tick_text(tick: Decimal) -> str:
    return format_number(tick, max(0, -int(tick.normalize().as_tuple().exponent)))


def _keys(panels: Iterable[ValuePanel], look: Look) -> Iterator[LegendKey]:
    """Make the keys of marks that are no plain values; a plain value needs none."""
    there = {point.qualifier for panel in panels for point in panel.points}
    for signs, said in (
        ({"~"}, "figures.word.about"),
        ({"<", "≤"}, "figures.word.below"),
        ({">", "≥"}, "figures.word.above"),
    ):
        if signs & there:
            yield LegendKey((_key_mark(min(signs & there), look),), 2.2, look.say(said))


def _key_mark(qualifier: str, look: Look) -> Mark:
    if qualifier == "~":
        return Disc(1.1, 0, _RADIUS, look.paper, look.ink, 0.8)
    down = 1 if qualifier in ("<", "≤") else -1
    corners = ((1.1, down * 1.1), (2.15, -down * 0.8), (0.05, -down * 0.8))
    return Polygon(corners, look.paper, look.ink, 0.8)
