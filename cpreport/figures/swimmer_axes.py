"""Draw the lanes of a swimmer figure with matplotlib's own axes: time across, patients down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpreport.colours import mix
from cpreport.figures.marks import Mark
from cpreport.figures.style import Look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Sizes in mm: half a session's tick, a ring, half a square, a diamond, a wedge, half a thin bar.
TICK, RING, SQUARE, DIAMOND, WEDGE, BAR = 1.5, 1.0, 1.05, 1.5, 1.1, 0.55
#: Half the height of the highest dose, and the point of an open end, in mm.
DOSE, POINT = 1.9, 1.4
#: The length of a tick of the axis in mm, and the width of a session's tick.
_NOTCH, _SESSION = 1.2, 0.55
#: Outlines in parts of a size.
_DIAMOND = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))
_WEDGE = ((-1.0, -0.8), (1.0, -0.8), (0.0, 1.0))
_SQUARE = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))


@dataclass(frozen=True, slots=True)
class SwimLane:
    """What is drawn of one patient; times are in the unit of the axis, heights in mm from the top.

    line : (float, float) or None
        From the first thing on record to the last.
    phases : tuple of (float, float, float, bool)
        Beginning, end, share of the highest dose, and whether the end is open.
    bars : tuple of (float, float, float, bool, bool)
        Beginning, end, height, and whether the beginning and the end are open.
    wedges : tuple of (float, float)
        Time and height of what else happened.
    squares : tuple of (float, float, bool)
        Time and height of an adverse event, and whether it was serious.
    """

    middle: float
    line: tuple[float, float] | None
    sessions: tuple[float, ...]
    phases: tuple[tuple[float, float, float, bool], ...]
    once: tuple[float, ...]
    visits: tuple[float, ...]
    bars: tuple[tuple[float, float, float, bool, bool], ...]
    wedges: tuple[tuple[float, float], ...]
    squares: tuple[tuple[float, float, bool], ...]


@dataclass(frozen=True, slots=True)
class SwimPlan:
    """A whole swimmer figure: its axis of time, its lanes, and the lettering around them.

    box : (float, float, float, float)
        Left, top, width and height of the axes, in mm.
    ticks : tuple of (float, str)
        Where the axis has ticks, and what they say.
    marks : tuple of Mark
        Names, counts and keys, in mm; drawn over the lanes.
    """

    size: tuple[float, float]
    box: tuple[float, float, float, float]
    times: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]
    label: str
    lanes: tuple[SwimLane, ...]
    marks: tuple[Mark, ...]


def draw_swimmer(plan: SwimPlan, look: Look, name: str, title: str, description: str) -> str:
    """Draw a plan as SVG."""
    from cpreport.figures.svg import add_marks, figure_in_mm, own_settings, svg_of

    with own_settings(name):
        figure = figure_in_mm(plan.size, look)
        wide, high = plan.size
        left, top, width, height = plan.box
        place = (left / wide, 1 - (top + height) / high, width / wide, height / high)
        axes = figure.add_axes(place, xlim=plan.times, ylim=(top + height, top))
        _axis(axes, plan, look)
        for lane in plan.lanes:
            _lane(axes, lane, look, (plan.times[1] - plan.times[0]) / width)
        add_marks(figure, plan.marks, plan.size, look)
        return svg_of(figure, plan.size, look, name, {"title": title, "desc": description})


def _axis(axes: Axes, plan: SwimPlan, look: Look) -> None:
    """Set the axis of time below the lanes, with a thin line through them at 0."""
    from cpreport.figures.svg import letters

    axes.patch.set_visible(False)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set(color=look.axis, linewidth=look.rule)
    axes.set_yticks([])
    axes.set_xticks([at for at, _ in plan.ticks], [text for _, text in plan.ticks])
    axes.tick_params("x", length=0, pad=5)
    bottom = plan.box[1] + plan.box[3]
    for at, _ in plan.ticks:
        axes.plot((at, at), (bottom, bottom + _NOTCH), color=look.axis, lw=look.rule, clip_on=False)
    font = letters(look, look.small, look.regular)
    for label in axes.get_xticklabels():
        label.set(fontproperties=font, color=look.quiet)
    axes.set_xlabel(plan.label, fontproperties=font, color=look.quiet, labelpad=3)
    if plan.times[0] <= 0 <= plan.times[1]:
        axes.axvline(0, color=look.grid, linewidth=look.rule, clip_on=False)


def _lane(axes: Axes, lane: SwimLane, look: Look, per_mm: float) -> None:
    """Draw one patient: what is behind first."""
    from matplotlib.patches import Ellipse, Polygon

    order = iter(range(3, 1000))

    def shape(
        corners: Iterable[tuple[float, float]], fill: str, edge: str = "none", thick: float = 0.0
    ) -> None:
        patch = Polygon(
            tuple(corners), closed=True, facecolor=fill, edgecolor=edge, linewidth=thick
        )
        patch.set(clip_on=False, zorder=next(order))
        axes.add_patch(patch)

    y, worse = lane.middle, look.direction["worse"]
    if lane.line is not None:
        axes.plot(lane.line, (y, y), color=look.axis, linewidth=look.rule, clip_on=False)
    for begin, end, share, is_open in lane.phases:
        half = max(0.35, DOSE * share)
        point = end + (POINT * per_mm if is_open else 0)
        right = ((end, y - half), (point, y), (end, y + half))
        shape(((begin, y - half), *right, (begin, y + half)), phase_fill(look), look.paper, 0.4)
    for begin, end, at, before, after in lane.bars:
        first = begin - (POINT * per_mm if before else 0)
        last = end + (POINT * per_mm if after else 0)
        right = ((end, at - BAR), (last, at), (end, at + BAR))
        shape(((begin, at - BAR), *right, (begin, at + BAR), (first, at)), look.axis)
    for time in lane.sessions:
        half = _SESSION / 2 * per_mm
        outline = ((time - half, y - TICK), (time + half, y - TICK))
        shape((*outline, (time + half, y + TICK), (time - half, y + TICK)), look.accent)
    for time in lane.once:
        shape(_around((time, y), DIAMOND, per_mm, _DIAMOND), look.accent, look.paper, 0.4)
    for time in lane.visits:
        ring = Ellipse((time, y), 2 * RING * per_mm, 2 * RING, facecolor=look.paper)
        ring.set(edgecolor=look.ink, linewidth=0.9, clip_on=False, zorder=next(order))
        axes.add_patch(ring)
    for time, at in lane.wedges:
        shape(_around((time, at), WEDGE, per_mm, _WEDGE), look.ink, look.paper, 0.3)
    for time, at, serious in lane.squares:
        fill = worse if serious else look.paper
        shape(_around((time, at), SQUARE, per_mm, _SQUARE), fill, worse, 0.9)


def phase_fill(look: Look) -> str:
    """Choose the colour of the phases of a course: the treatment's, so light that marks show."""
    return mix(look.accent, look.paper, 0.35)


def _around(
    centre: tuple[float, float],
    size: float,
    per_mm: float,
    outline: Iterable[tuple[float, float]],
) -> Iterator[tuple[float, float]]:
    """Place an outline, in parts of a size in mm, around a point of the axes."""
    for dx, dy in outline:
        yield centre[0] + dx * size * per_mm, centre[1] + dy * size
