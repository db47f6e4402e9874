"""Draw how many items of each scale changed which way in every patient.

A panel is one scale with a bar for each patient; the counts stand beside the bar. Of many patients
it has the bar of all of them alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cpreport.figures.drawing import drawing
from cpreport.figures.legend import LegendKey, legend
from cpreport.figures.lettering import POINT, width, wrap
from cpreport.figures.marks import Mark, Words, beside, box, hatching, line, lines_of_words
from cpreport.figures.panels import row_names
from cpreport.figures.style import Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import compared_labels, one_by_one, scales_of
from cpreport.outcomes.result import Direction, Result
from cpreport.outcomes.wording import join_names
from cpreport.scales.definition import Scale

#: The last part of the ids of counts, with the direction that they count, in the order of a bar.
_PARTS: tuple[tuple[str, Direction], ...] = (
    ("better", "better"),
    ("unchanged", "unchanged"),
    ("worse", "worse"),
    ("not_comparable", "not assessable"),
)

#: Widths, heights and distances in mm.
_WIDEST_NAMES, _AIR, _APART, _COUNT = (30.0, 52.0), 2.5, 7.0, 6.2
_GOOD_BAR, _LEAST_BAR, _SHORTEST_BAR = 30.0, 14.0, 8.0
_ROW, _DENSE_ROW, _MANY, _BAR, _DENSE_BAR, _BETWEEN = 4.8, 3.7, 12, 2.9, 2.3, 4.5

#: Panels stand side by side, up to three, where bars stay long, or where fewer columns would be
#: higher than this.
_HIGH, _MOST_COLUMNS = 110.0, 3

#: Room for the legend.
_LEGEND = 10.0

#: So many patients are told one by one in the text alternative.
_TOLD = 6

_ALL = "All"


@dataclass(frozen=True, slots=True)
class _Row:
    """The counts of one patient, or of all."""

    name: str
    counts: tuple[Result, ...]

    @property
    def of(self) -> int:
        """How many items were counted."""
        return sum(int(c.value) for c in self.counts if isinstance(c.value, Decimal))


@dataclass(frozen=True, slots=True)
class _CountPanel:
    """One scale with its rows, the one of all patients last where there are several."""

    scale: Scale
    rows: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class _CountsPlan:
    """How panels are arranged: so many in a row, with their widths in mm.

    shared : bool
        Whether the panels of a row share the names at its left; else each has its own.
    """

    panels: tuple[_CountPanel, ...]
    columns: int
    shared: bool
    name: float
    count: float
    row: float
    bar: float
    look: Look

    @property
    def panel(self) -> float:
        """Width of a panel."""
        names = self.name + _AIR if self.shared else 0.0
        return (self.look.full - names - (self.columns - 1) * _APART) / self.columns

    def left(self, column: int) -> float:
        """Where a column of panels begins."""
        names = self.name + _AIR if self.shared else 0.0
        return names + column * (self.panel + _APART)

    @property
    def inside(self) -> float:
        """Where bars begin within a panel."""
        return 0.0 if self.shared else self.name + _AIR

    @property
    def rows(self) -> list[tuple[_CountPanel, ...]]:
        """The panels, row by row."""
        starts = range(0, len(self.panels), self.columns)
        return [self.panels[start : start + self.columns] for start in starts]

    @property
    def length(self) -> float:
        """Length of a bar."""
        return self.panel - self.inside - len(_PARTS) * self.count - 0.5

    @property
    def height(self) -> float:
        """Height of all panels."""
        return sum(
            _title_height(self, row) + len(row[0].rows) * self.row + _BETWEEN for row in self.rows
        )


#: Marks, and the height at which what they draw ends.
_Drawing = tuple[list[Mark], float]


def draw(findings: Findings, look: Look) -> Drawn:
    """Draw how many items became better, stayed, became worse or cannot be compared."""
    panels = tuple(_panels(findings))
    plan = _plan(panels, look)
    marks: list[Mark] = []
    y = 0.0
    for row in plan.rows:
        drawn, y = _row_of_panels(plan, row, y)
        marks += drawn
        y += _BETWEEN
    key, height = legend(_keys(look), 0, y - 1.5, look.full, look)
    alt = _alt(findings, plan.panels)
    svg = drawing(
        (*marks, *key),
        (look.full, y - 1.5 + height),
        look,
        name="series-items",
        title=findings.say("figures.items.title"),
        description=alt,
    )
    return Drawn("items", svg, alt, _caption(findings, plan.panels, panels[len(plan.panels) :]))


def _panels(findings: Findings) -> Iterator[_CountPanel]:
    cases = [case.id for case in findings.cases] if one_by_one(findings) else []
    for scale in scales_of(findings, findings.cases):
        if not (scale.items and findings.has(scale.id, "items", "better")):
            continue
        rows = [_Row(case_id, _counts(findings, case_id, scale)) for case_id in cases]
        if len(rows) != 1:
            rows.append(_Row(_ALL, _counts(findings, None, scale)))
        yield _CountPanel(scale, tuple(rows))


def _counts(findings: Findings, case: str | None, scale: Scale) -> tuple[Result, ...]:
    return tuple(findings.result(case, scale.id, "items", part) for part, _ in _PARTS)


def _plan(panels: tuple[_CountPanel, ...], look: Look) -> _CountsPlan:
    """Arrange the panels, as many as a page has room for.

    They stand side by side where bars stay long, and else in as few columns as the height allows;
    where long names make that too high, the panels of a row share them.
    """
    columns = range(1, min(_MOST_COLUMNS, len(panels)) + 1)
    narrow, broad = _WIDEST_NAMES
    own = [_arrange(panels, n, narrow, look, shared=False) for n in columns]
    long = [p for p in own if p.length >= _GOOD_BAR and p.height <= _HIGH]
    if long:
        return long[-1]
    fitting = [plan for plan in own if plan.length >= _LEAST_BAR] or own[:1]
    plan = next((plan for plan in fitting if plan.height <= _HIGH), fitting[-1])
    room = look.highest - _LEGEND
    if plan.height <= room:
        return plan
    shared = [_arrange(panels, n, broad, look, shared=True) for n in columns]
    plan = min((p for p in shared if p.length >= _SHORTEST_BAR), key=lambda p: p.height)
    while plan.height > room and len(plan.panels) > 1:
        plan = replace(plan, panels=plan.panels[:-1])
    return plan


def _arrange(
    panels: tuple[_CountPanel, ...], columns: int, widest: float, look: Look, *, shared: bool
) -> _CountsPlan:
    names = _row_names(panels[0], look)
    name = min(widest, max(width(n, look.small, look.strong) for n in names))
    lines = max(len(wrap(n, name, look.small, look.strong)) for n in names)
    many = len(names) > _MANY
    row = max(_DENSE_ROW if many else _ROW, lines * look.line + 0.6)
    printed = (count.printed for panel in panels for row in panel.rows for count in row.counts)
    count = max(_COUNT, 2 + max(width(text, look.small) for text in printed))
    bar = _DENSE_BAR if many else _BAR
    return _CountsPlan(panels, columns, shared, name, count, row, bar, look)


# --- rows ----------------------------------------------------------------------------------------


def _title(plan: _CountsPlan, panel: _CountPanel) -> tuple[str, ...]:
    scale = panel.scale
    short = f" ({scale.id})" if scale.id != scale.name else ""
    counts = 0.0 if plan.shared else len(_PARTS) * plan.count + 1
    room = plan.panel - counts
    return wrap(f"{scale.name}{short}", room, plan.look.small, plan.look.strong)


def _title_height(plan: _CountsPlan, row: Sequence[_CountPanel]) -> float:
    lines = max(len(_title(plan, panel)) for panel in row) + plan.shared
    return lines * plan.look.line + 1.6


def _row_of_panels(plan: _CountsPlan, row: Sequence[_CountPanel], top: float) -> _Drawing:
    first = top + _title_height(plan, row)
    marks: list[Mark] = []
    if plan.shared:
        marks += row_names(
            _row_names(row[0], plan.look), (0, first), plan.name, plan.row, plan.look
        )
    for column, panel in enumerate(row):
        marks += _panel(plan, panel, plan.left(column), first)
    return marks, first + len(row[0].rows) * plan.row


def _row_names(panel: _CountPanel, look: Look) -> list[str]:
    return [look.heading(_ALL) if row.name == _ALL else row.name for row in panel.rows]


def _panel(plan: _CountsPlan, panel: _CountPanel, left: float, first: float) -> Iterator[Mark]:
    look = plan.look
    title = _title(plan, panel)
    strong = Words(0, 0, "", look.small, look.ink, look.strong)
    above = first - 1.6 - (len(title) + plan.shared) * look.line
    yield from lines_of_words(left, above, title, look.line, strong)
    yield line(left, first - 0.8, left + plan.panel, first - 0.8, look.grid, look.rule)
    for n, (_, direction) in enumerate(_PARTS):
        end = _count_end(plan, left, n)
        yield from _piece(direction, end - 3.0, first - 1.6 - look.line / 2, 3.0, 2.2, look)
    if not plan.shared:
        yield from row_names(_row_names(panel, look), (left, first), plan.name, plan.row, look)
    for n, row in enumerate(panel.rows):
        top = first + n * plan.row
        if row.name == _ALL:
            yield line(left, top, left + plan.panel, top, look.grid, look.rule)
        yield from _bar_of(plan, row, left, top + plan.row / 2)


def _count_end(plan: _CountsPlan, left: float, part: int) -> float:
    return left + plan.panel - (len(_PARTS) - 1 - part) * plan.count


def _bar_of(plan: _CountsPlan, row: _Row, left: float, middle: float) -> Iterator[Mark]:
    """Draw a patient's bar, all of whose items are its whole length, and print the counts."""
    look = plan.look
    x = left + plan.inside
    if not row.of:
        yield beside(middle, Words(x, 0, look.say("figures.word.no_items"), look.small, look.quiet))
    for n, ((_, direction), count) in enumerate(zip(_PARTS, row.counts, strict=True)):
        wide = _share(row, count) * plan.length
        yield from _piece(direction, x, middle, wide, plan.bar, look)
        x += wide
        colour = look.direction[direction] if wide else look.quiet
        end = _count_end(plan, left, n)
        yield beside(middle, Words(end, 0, count.printed, look.small, colour, anchor="end"))


def _share(row: _Row, count: Result) -> float:
    return float(count.value) / row.of if isinstance(count.value, Decimal) and row.of else 0.0


def _piece(
    direction: Direction, left: float, middle: float, wide: float, high: float, look: Look
) -> Iterator[Mark]:
    """Draw a piece of a bar: full, pale, hatched, or only outlined, so that grey tells them."""
    if wide <= 0:
        return
    top, colour = middle - high / 2, look.direction[direction]
    if direction == "better":
        yield box(left, top, wide, high, fill=colour, edge=look.paper, thick=0.4)
    elif direction == "unchanged":
        yield box(left, top, wide, high, fill=look.shade, edge=look.paper, thick=0.4)
    elif direction == "worse":
        yield box(left, top, wide, high, fill=look.paper)
        yield hatching(left, top, wide, high, colour, 0.9, 0.95)
        yield _outline(left, top, wide, high, colour, 0.6)
    else:
        yield _outline(left, top, wide, high, look.axis, 0.5, 1.5, 1.2)


def _outline(
    left: float, top: float, wide: float, high: float, colour: str, thick: float, *dash: float
) -> Mark:
    """Outline a piece within its room, so that it is no larger than a filled one."""
    half = min(thick * POINT, wide) / 2
    return box(
        left + half,
        top + half,
        wide - 2 * half,
        high - 2 * half,
        edge=colour,
        thick=thick,
        dash=dash,
    )


# --- in words ------------------------------------------------------------------------------------


def _keys(look: Look) -> list[LegendKey]:
    def key(part: str, direction: Direction) -> LegendKey:
        def drawn(x: float, y: float) -> Iterator[Mark]:
            yield from _piece(direction, x, y, 6.0, _BAR, look)

        return LegendKey(drawn, 6.0, part.replace("_", " "))

    return [key(part, direction) for part, direction in _PARTS]


def _caption(
    findings: Findings, panels: Sequence[_CountPanel], left_out: Sequence[_CountPanel] = ()
) -> str:
    earlier, later = compared_labels(findings)
    bars = "figures.items.bars" if one_by_one(findings) else "figures.items.bars.all"
    said = [
        findings.say("figures.items.caption"),
        findings.say(bars, earlier=earlier, later=later),
    ]
    if len(findings.cases) > 1:
        said.append(findings.say("figures.items.independent"))
    at_best = [
        f"{panel.scale.id} {result.n_of_n}"
        for panel in panels
        if (result := findings.result(panel.scale.id, "items", "at_best")).value
    ]
    if at_best:
        said.append(findings.say("figures.items.at_best", scales=join_names(at_best)))
    if left_out:
        names = join_names([panel.scale.name for panel in left_out])
        said.append(findings.say("figures.shared.drawn_out", names=names))
    return " ".join(said)


def _alt(findings: Findings, panels: Sequence[_CountPanel]) -> str:
    bars = "figures.items.alt" if one_by_one(findings) else "figures.items.alt.all"
    said = [findings.say(bars)]
    for panel in panels:
        rows = panel.rows if len(panel.rows) <= _TOLD + 1 else panel.rows[-1:]
        told = "; ".join(f"{_who(findings, row)} {_describe_row(row)}" for row in rows)
        said.append(f"{panel.scale.name}: {told}.")
    return " ".join(said)


def _who(findings: Findings, row: _Row) -> str:
    return findings.say("figures.word.all_patients") if row.name == _ALL else row.name


def _describe_row(row: _Row) -> str:
    pairs = zip(_PARTS, row.counts, strict=True)
    return ", ".join(f"{count.printed} {part.replace('_', ' ')}" for (part, _), count in pairs)
