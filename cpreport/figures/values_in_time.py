"""Draw the measured numbers of a case in time: a small panel for each number, or each side of it.

The figure of the series is drawn of the same panels, with a line for each patient.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.range_text import NumberRange
from cpreport.figures.axis import AXIS_HEIGHT, TimeAxis, time_axis
from cpreport.figures.drawing import drawing
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.lettering import width, wrap
from cpreport.figures.marks import (
    Disc,
    Mark,
    Polygon,
    Words,
    beside,
    box,
    line,
    lines_of_words,
)
from cpreport.figures.phase_line import phase_boundary
from cpreport.figures.positions import spread_out, value_ticks
from cpreport.figures.style import Drawn, Look
from cpreport.numbers import format_number
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import (
    ScoreLine,
    change_heading,
    scales_of,
    score_lines,
    visits_of,
)
from cpreport.outcomes.result import NOT_COMPARABLE
from cpreport.outcomes.scoring_words import score_label
from cpreport.outcomes.wording import begun_small, join_names
from cpreport.scales.graded import ScoredCase
from cpreport.scales.number_text import range_text

#: Heights and distances in mm: of a plot, between panels, around what is drawn.
_PLOT, _APART, _BETWEEN, _AIR, _TITLE_AIR = 24.0, 6.0, 3.0, 1.6, 1.0
#: So many panels stand in a row, of so many rows.
_MOST_COLUMNS, _MOST_ROWS = 3, 4
_RADIUS, _TICK = 0.9, 1.0
#: So many names find room at the ends of lines.
_MOST_NAMES = 7
#: So many patients are told one by one in the text alternative.
_TOLD = 6
#: Values that begin so near to 0, against their largest, are drawn from 0.
_NEAR = Decimal("0.4")


@dataclass(frozen=True, slots=True)
class _MeasuredPoint:
    """A number at a visit: its day, and what stands before it."""

    visit: str
    day: Decimal
    value: Decimal
    qualifier: str
    printed: str
    reference: NumberRange | None


@dataclass(frozen=True, slots=True)
class _PatientCourse:
    """What one patient's number was, in order of time; `told` has also what cannot be drawn."""

    case: str
    points: tuple[_MeasuredPoint, ...]
    told: str


@dataclass(frozen=True, slots=True)
class ValuePanel:
    """One number, on its side where it has one, of every patient."""

    score: ScoreLine
    number: NumberMeasure
    lines: tuple[_PatientCourse, ...]

    @property
    def title(self) -> str:
        """The number with its side and its unit."""
        name = score_label(self.score.scale, self.score.rule, self.score.side)
        return f"{name}, {self.number.unit}" if self.number.unit else name

    @property
    def points(self) -> tuple[_MeasuredPoint, ...]:
        """Every point of every line."""
        return tuple(point for of_case in self.lines for point in of_case.points)

    @property
    def reference(self) -> NumberRange | None:
        """The reference range, where every value has the same."""
        every = {point.reference for point in self.points}
        return every.pop() if len(every) == 1 else None


@dataclass(frozen=True, slots=True)
class _ValueAxis:
    """Where a panel's values stand between two heights, in mm."""

    low: float
    high: float
    top: float

    def y(self, value: Decimal) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return self.top + _PLOT - _AIR - share * (_PLOT - 2 * _AIR)


def draw(findings: Findings, case_id: str, look: Look) -> Drawn:
    """Draw every measured number of a case in time."""
    case = findings.scored.case(case_id)
    said = findings.say("figures.values.caption", case=case_id)
    alt = findings.say("figures.values.alt", case=case_id)
    panels = value_panels(findings, (case,))
    return draw_panels(findings, panels, look, f"{case_id}-values", said, alt)


def value_panels(findings: Findings, cases: Sequence[ScoredCase]) -> tuple[ValuePanel, ...]:
    """Gather the numbers of cases, each with a line for every case that has any."""
    scales = [scale for scale in scales_of(findings, cases) if scale.number is not None]
    panels = []
    for score in score_lines(scales):
        lines = tuple(_line(findings, case, score) for case in cases)
        number = score.scale.number
        if number is not None and any(of_case.points for of_case in lines):
            panels.append(ValuePanel(score, number, lines))
    return tuple(panels)


def _line(findings: Findings, case: ScoredCase, score: ScoreLine) -> _PatientCourse:
    labels = {visit.id: visit.label for visit in visits_of(findings, (case,))}
    key = (score.scale.id, score.rule.name, score.side)
    scores = [s for s in case.scores if (s.scale, s.name, s.side) == key]
    points = [
        _MeasuredPoint(s.visit, case.days[s.visit], s.value, s.qualifier, s.printed, s.reference)
        for s in scores
        if s.value is not None and s.visit in case.days
    ]
    values = [
        findings.say("figures.shared.value", value=s.printed, visit=labels.get(s.visit, s.visit))
        for s in scores
    ]
    told = findings.say(
        "figures.values.line",
        values=", ".join(values) or findings.say("figures.shared.no_record"),
        changes="".join(_changes(findings, case.id, key)),
    )
    return _PatientCourse(case.id, tuple(sorted(points, key=lambda p: p.day)), told)


def _changes(findings: Findings, case: str, key: tuple[str | None, ...]) -> Iterator[str]:
    """Tell the change of a patient's number between every two compared visits."""
    for pair in findings.pairs:
        changed = (case, "change", pair.key, *key)
        change = findings.result(*changed).printed if findings.has(*changed) else NOT_COMPARABLE
        what = begun_small(change_heading(findings, pair))
        yield findings.say("figures.values.change", what=what, change=change)


def draw_panels(
    findings: Findings,
    panels: Sequence[ValuePanel],
    look: Look,
    name: str,
    caption: str,
    alt: str,
) -> Drawn:
    """Draw panels in rows, and say what they show.

    Parameters
    ----------
    name : str
        Of the drawing, such as `P01-values`.
    caption, alt : str
        What both begin with.
    """
    shown = panels[: _MOST_COLUMNS * _MOST_ROWS]
    columns = min(_MOST_COLUMNS, len(shown))
    wide = (look.full - (columns - 1) * _APART) / columns
    days = [point.day for panel in shown for point in panel.points]
    marks: list[Mark] = []
    y = 0.0
    for start in range(0, len(shown), columns):
        row = shown[start : start + columns]
        titles = [wrap(panel.title, wide, look.small, look.strong) for panel in row]
        top = y + max(map(len, titles)) * look.line + _TITLE_AIR
        for n, (panel, title) in enumerate(zip(row, titles, strict=True)):
            left = n * (wide + _APART)
            strong = Words(0, 0, "", look.small, look.ink, look.strong)
            above = top - _TITLE_AIR - len(title) * look.line
            marks += lines_of_words(left, above, title, look.line, strong)
            marks += _panel(findings, panel, (left, left + wide), top, days, look)
        y = top + _PLOT + AXIS_HEIGHT + _BETWEEN
    key, height = legend(list(_keys(shown, look)), 0, y - 1, look.full, look)
    told = " ".join([alt, *_told(findings, shown)])
    svg = drawing(
        (*marks, *key),
        (look.full, y - 1 + height),
        look,
        name=name,
        title=caption,
        description=told,
    )
    return Drawn("values", svg, told, " ".join(_caption(findings, panels, shown, caption)))


def _panel(
    findings: Findings,
    panel: ValuePanel,
    ends: tuple[float, float],
    top: float,
    days: Sequence[Decimal],
    look: Look,
) -> Iterator[Mark]:
    left, right = ends
    frame = _frame(panel, top)
    ticks = value_ticks(frame.low, frame.high, 5)
    texts = [_tick_text(tick) for tick in ticks]
    start = left + max((width(text, look.small) for text in texts), default=0.0) + _TICK + 1.0
    names = [of_case.case for of_case in panel.lines if of_case.points]
    several = 1 < len(panel.lines) <= _MOST_NAMES
    room = max((width(name, look.small) for name in names), default=0.0) + 2 if several else 0.0
    axis = time_axis(days, start, right - room, findings.unit_of_time, findings.zero, air=2.0)
    yield from _reference(panel.reference, frame, axis, look)
    bottom = top + _PLOT
    yield line(start, top, start, bottom, look.axis, look.rule)
    for tick, text in zip(ticks, texts, strict=True):
        y = frame.y(tick)
        yield line(start - _TICK, y, start, y, look.axis, look.rule)
        yield beside(y, Words(start - _TICK - 0.6, 0, text, look.small, look.quiet, anchor="end"))
    yield from axis.marks(bottom, look)
    if (boundary := _boundary(findings, panel)) is not None:
        yield line(axis.x(boundary), top, axis.x(boundary), bottom, look.axis, look.rule, 1.2, 1.0)
    drawn = [of_case for of_case in panel.lines if of_case.points]
    for of_case in drawn:
        yield from _course(of_case, frame, axis, look)
    if several:
        yield from _names(drawn, frame, axis, look)


def _boundary(findings: Findings, panel: ValuePanel) -> Decimal | None:
    courses = ({point.visit: point.day for point in of_case.points} for of_case in panel.lines)
    return phase_boundary(findings, panel.score.scale, courses)


def _frame(panel: ValuePanel, top: float) -> _ValueAxis:
    """Choose the heights of a panel: its values and its reference, from 0 where that is near."""
    reference = panel.reference
    ends = (reference.low, reference.high) if reference is not None else ()
    every = [*(p.value for p in panel.points), *(end for end in ends if end is not None)]
    low, high = min(every), max(every)
    if 0 <= low <= _NEAR * high:
        low = Decimal(0)
    if low == high:
        air = max(Decimal(1), abs(low) / 10)
        low, high = low - air, high + air
    return _ValueAxis(float(low), float(high), top)


def _reference(
    reference: NumberRange | None, frame: _ValueAxis, axis: TimeAxis, look: Look
) -> Iterator[Mark]:
    if reference is None:
        return
    low, high = reference.low, reference.high
    above = frame.top if high is None else max(frame.y(high), frame.top)
    below = frame.top + _PLOT if low is None else min(frame.y(low), frame.top + _PLOT)
    yield box(axis.left, above, axis.right - axis.left, below - above, fill=look.band)


def _course(
    of_case: _PatientCourse, frame: _ValueAxis, axis: TimeAxis, look: Look
) -> Iterator[Mark]:
    for before, after in pairwise(of_case.points):
        limit = {before.qualifier, after.qualifier} - {"", "~"}
        dash = (1.8, 1.4) if limit else ()
        start, end = (axis.x(p.day) for p in (before, after))
        ys = (frame.y(before.value), frame.y(after.value))
        yield line(start, ys[0], end, ys[1], look.axis, look.stroke, *dash)
    for point in of_case.points:
        yield _mark(axis.x(point.day), frame.y(point.value), point.qualifier, look)


def _mark(x: float, y: float, qualifier: str, look: Look) -> Mark:
    """Mark a value by a disc, one about right by a ring, a limit by a hollow wedge towards it."""
    if qualifier in ("", "~"):
        fill = look.ink if not qualifier else look.paper
        return Disc(x, y, _RADIUS, fill, look.ink, 0.8)
    down = 1 if qualifier in ("<", "≤") else -1
    corners = ((x, y + down * 1.1), (x + 1.05, y - down * 0.8), (x - 1.05, y - down * 0.8))
    return Polygon(corners, look.paper, look.ink, 0.8)


def _names(
    drawn: Sequence[_PatientCourse], frame: _ValueAxis, axis: TimeAxis, look: Look
) -> Iterator[Mark]:
    """Name each patient's line at its end, so that no name stands on another."""
    ends = sorted(drawn, key=lambda of_case: frame.y(of_case.points[-1].value))
    wanted = [frame.y(of_case.points[-1].value) for of_case in ends]
    pitch = look.line * 0.95
    heights = spread_out(wanted, [pitch] * len(ends), frame.top - 1, frame.top + _PLOT, 0)
    for of_case, y in zip(ends, heights, strict=True):
        yield beside(y, Words(axis.right + 1.2, 0, of_case.case, look.small, look.ink))


def _tick_text(tick: Decimal) -> str:
    return format_number(tick, max(0, -int(tick.normalize().as_tuple().exponent)))


# --- in words ------------------------------------------------------------------------------------


def _keys(panels: Sequence[ValuePanel], look: Look) -> Iterator[LegendKey]:
    """Make the keys of the marks that are drawn."""
    there = {point.qualifier for panel in panels for point in panel.points}
    for signs, said in (
        ({""}, "figures.word.value"),
        ({"~"}, "figures.word.about"),
        ({"<", "≤"}, "figures.word.below"),
        ({">", "≥"}, "figures.word.above"),
    ):
        if signs & there:
            sign = min(signs & there)
            yield LegendKey(
                lambda x, y, sign=sign: (_mark(x + 1.1, y, sign, look),),  # type: ignore[misc]
                2.2,
                look.say(said),
            )
    if any(panel.reference is not None for panel in panels):
        yield LegendKey(
            lambda x, y: (box(x, y - 1.2, 4, 2.4, fill=look.band),),
            4,
            look.say("figures.word.reference"),
        )


def _told(findings: Findings, panels: Sequence[ValuePanel]) -> Iterator[str]:
    for panel in panels:
        several = len(panel.lines) > 1
        lines = [
            f"{of_case.case}: {of_case.told}" if several else of_case.told
            for of_case in panel.lines
        ]
        if len(lines) > _TOLD:
            lines = [_in_sum(findings, panel.score)]
        yield findings.say("figures.values.panel", number=panel.title, lines="; ".join(lines))


def _in_sum(findings: Findings, score: ScoreLine) -> str:
    """Tell a number of many patients by medians and ranges: at compared visits, or at all."""
    key = (score.scale.id, score.rule.name, score.side)
    compared = {visit for pair in findings.pairs for visit in pair.visits}
    visits = [
        findings.say("figures.shared.value", value=_median(findings, *key, v.id), visit=v.label)
        for v in findings.scored.series.record.visits
        if v.id in (compared or {v.id}) and findings.has(*key, v.id, "median")
    ]
    changes = [
        findings.say(
            "figures.values.sum.change",
            what=begun_small(change_heading(findings, pair)),
            change=_median(findings, *key, pair.key, "change"),
            patients=findings.result(*key, pair.key, "pairs").n_of_n,
        )
        for pair in findings.pairs
        if findings.has(*key, pair.key, "pairs")
    ]
    return findings.say("figures.values.sum", visits=", ".join(visits), changes="".join(changes))


def _median(findings: Findings, *key: str | None) -> str:
    middle, ends = (findings.result(*key, part).printed for part in ("median", "range"))
    return middle if middle == ends else f"{middle} ({ends})"


def _caption(
    findings: Findings, panels: Sequence[ValuePanel], shown: Sequence[ValuePanel], caption: str
) -> Iterator[str]:
    yield caption
    signs = {point.qualifier for panel in shown for point in panel.points}
    if signs & {"<", "≤", ">", "≥"}:
        yield findings.say("figures.values.limits")
    if any(_boundary(findings, panel) is not None for panel in shown):
        yield findings.say("figures.values.phases")
    references = {
        panel.score.scale.name: range_text(panel.number, panel.reference)
        for panel in shown
        if panel.reference is not None
    }
    if references:
        said = "; ".join(f"{name} {span}" for name, span in references.items())
        yield findings.say("figures.values.reference", references=said)
    if any(len(panel.lines) > _MOST_NAMES for panel in shown):
        yield findings.say("figures.values.unnamed")
    if len(panels) > len(shown):
        left = [panel.title for panel in panels[len(shown) :]]
        yield findings.say("figures.shared.drawn_out", names=join_names(left))
