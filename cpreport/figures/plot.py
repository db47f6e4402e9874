"""Hold what is drawn on axes of their own: curves, dots and bands, in the units of the axes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from cpreport.figures.marks import Point

#: Outlines of marks, in parts of their size.
DISC: tuple[Point, ...] = ()
SQUARE: tuple[Point, ...] = ((-1, -1), (1, -1), (1, 1), (-1, 1))
DIAMOND: tuple[Point, ...] = ((0, -1), (1, 0), (0, 1), (-1, 0))
WEDGE_DOWN: tuple[Point, ...] = ((-1, 0.8), (1, 0.8), (0, -1))
WEDGE_UP: tuple[Point, ...] = ((-1, -0.8), (1, -0.8), (0, 1))


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points, or several by `curves`; `thick` and `dash` are in pt."""

    points: tuple[Point, ...]
    colour: str
    thick: float
    dash: tuple[float, ...] = ()


#: A place of no number, where one of several lines ends: matplotlib draws none through it.
_END: Point = (math.nan, math.nan)


def curves(lines: Iterable[tuple[Point, ...]]) -> tuple[Point, ...]:
    """Join the points of several lines of one look."""
    return tuple(point for points in lines for point in (*points, _END))


@dataclass(frozen=True, slots=True)
class Dots:
    """Marks of one kind; `size` is half their width in mm, or half of both sides; no colour: none.

    outline : tuple of (float, float)
        Corners in parts of the size, upwards; none for a disc.
    """

    points: tuple[Point, ...]
    outline: tuple[Point, ...]
    size: float | tuple[float, float]
    fill: str
    edge: str = ""
    thick: float = 0.0


@dataclass(frozen=True, slots=True)
class PlotArea:
    """A filled outline through points."""

    points: tuple[Point, ...]
    fill: str
    edge: str = ""
    thick: float = 0.0


@dataclass(frozen=True, slots=True)
class PlotBand:
    """What lies between two values of an axis, from end to end of the other; None for no end."""

    axis: str
    low: float | None
    high: float | None
    fill: str


@dataclass(frozen=True, slots=True)
class PlotLine:
    """A straight line at a value of an axis, from end to end of the other."""

    axis: str
    at: float
    colour: str
    thick: float
    dash: tuple[float, ...] = ()


Shape = Curve | Dots | PlotArea | PlotBand | PlotLine


@dataclass(frozen=True, slots=True)
class Plot:
    """Axes with what is drawn on them, first what is behind.

    box : (float, float, float, float)
        Left, top, width and height in mm.
    x, y : (float, float)
        What the axes show, from left to right and from the foot to the top.
    x_ticks, y_ticks : tuple of (float, str)
        Where the axes have ticks, and what they say; an axis without any is not drawn.
    label : str
        Stands below the axis of x.
    """

    box: tuple[float, float, float, float]
    x: tuple[float, float]
    y: tuple[float, float]
    x_ticks: tuple[tuple[float, str], ...] = ()
    y_ticks: tuple[tuple[float, str], ...] = ()
    label: str = ""
    shapes: tuple[Shape, ...] = ()
