"""Hold what a figure is drawn of: words, lines and shapes, in mm from its top left corner."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from cpreport.figures.lettering import ABOVE, BELOW, POINT, lower_to_middle, width
from cpreport.figures.style import MarkShape
from cpreport.typography import set_signs

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Extent:
    """The room that something takes."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text.

    x, y : float
        Where its baseline starts, has its middle, or ends, as `anchor` says.
    size : float
        In pt.
    """

    x: float
    y: float
    text: str
    size: float
    colour: str
    weight: int = 400
    anchor: Anchor = "start"

    def __post_init__(self) -> None:
        """Set its signs as those of prose are set."""
        object.__setattr__(self, "text", set_signs(self.text))

    @property
    def extent(self) -> Extent:
        """The room it takes."""
        wide = width(self.text, self.size, self.weight)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        em = self.size * POINT
        return Extent(left, self.y - ABOVE * em, left + wide, self.y + BELOW * em)


@dataclass(frozen=True, slots=True)
class Strokes:
    """Lines through points; `thick` and `dash` are in pt."""

    lines: tuple[tuple[Point, ...], ...]
    colour: str
    thick: float
    dash: tuple[float, ...] = ()

    @property
    def extent(self) -> Extent:
        """The room it takes."""
        return _around([p for line in self.lines for p in line], self.thick * POINT / 2)


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled outline through points; empty colours are not painted; `thick` is in pt."""

    points: tuple[Point, ...]
    fill: str = ""
    edge: str = ""
    thick: float = 0.0
    dash: tuple[float, ...] = ()

    @property
    def extent(self) -> Extent:
        """The room it takes."""
        return _around(self.points, self.thick * POINT / 2)


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle; empty colours are not painted; `thick` is in pt."""

    x: float
    y: float
    radius: float
    fill: str = ""
    edge: str = ""
    thick: float = 0.0

    @property
    def extent(self) -> Extent:
        """The room it takes."""
        return _around([(self.x, self.y)], self.radius + self.thick * POINT / 2)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of dots in its frame.

    content : bytes
        A PNG or JPEG file, known again by its hash.
    """

    x: float
    y: float
    wide: float
    high: float
    content: bytes = field(repr=False)
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        """Note the hash of what it holds."""
        object.__setattr__(self, "sha256", hashlib.sha256(self.content).hexdigest())

    @property
    def extent(self) -> Extent:
        """The room it takes."""
        return Extent(self.x, self.y, self.x + self.wide, self.y + self.high)


Mark = Words | Strokes | Polygon | Disc | Photo


def _around(points: Sequence[Point], air: float) -> Extent:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Extent(min(xs) - air, min(ys) - air, max(xs) + air, max(ys) + air)


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str, thick: float, *dash: float
) -> Strokes:
    """Draw a straight line."""
    return Strokes((((x1, y1), (x2, y2)),), colour, thick, dash)


def box(
    x: float,
    y: float,
    wide: float,
    high: float,
    *,
    fill: str = "",
    edge: str = "",
    thick: float = 0.0,
    dash: tuple[float, ...] = (),
) -> Polygon:
    """Draw a rectangle by its top left corner."""
    corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))
    return Polygon(corners, fill, edge, thick, dash)


def hatching(
    x: float, y: float, wide: float, high: float, colour: str, thick: float, gap: float = 1.1
) -> Strokes:
    """Fill a rectangle with lines that rise to the right.

    The lines end where the rectangle does: patterns and clipping are not drawn alike everywhere.
    """
    lines = []
    start = gap
    while start < wide + high:
        low = (max(0.0, start - high), min(start, high))
        top = (min(start, wide), max(0.0, start - wide))
        lines.append(((x + low[0], y + low[1]), (x + top[0], y + top[1])))
        start += gap
    return Strokes(tuple(lines) or (((x, y), (x, y)),), colour, thick)


def arrow(x1: float, y: float, x2: float, colour: str, thick: float) -> tuple[Mark, Mark]:
    """Draw a level arrow with its head at `x2`."""
    back = math.copysign(1.5, x1 - x2)
    head = Polygon(((x2, y), (x2 + back, y - 0.75), (x2 + back, y + 0.75)), colour)
    return line(x1, y, x2 + back / 2, y, colour, thick), head


def pointed_bar(
    left: float, right: float, middle: float, half: float, before: float, after: float
) -> tuple[Point, ...]:
    """Outline a bar, with points of so much length at ends that are open."""
    right_end = ((right, middle - half), (right + after, middle), (right, middle + half))
    return ((left, middle - half), *right_end, (left, middle + half), (left - before, middle))


def route_mark(
    x: float, y: float, shape: MarkShape, radius: float, colour: str, paper: str
) -> Mark:
    """Draw the mark of a route; all have about the same weight on the page."""
    if shape == "disc":
        return Disc(x, y, 0.9 * radius, colour, paper, 0.4)
    if shape == "ring":
        return Disc(x, y, 0.8 * radius, paper, colour, 0.9)
    return Polygon(
        tuple((x + dx * radius, y + dy * radius) for dx, dy in _OUTLINES[shape]), colour, paper, 0.4
    )


_ARM = 0.34
_OUTLINES: dict[MarkShape, tuple[Point, ...]] = {
    "triangle": ((0, -1.05), (1.02, 0.75), (-1.02, 0.75)),
    "wedge": ((0, 1.05), (1.02, -0.75), (-1.02, -0.75)),
    "square": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "diamond": ((0, -1.12), (1.12, 0), (0, 1.12), (-1.12, 0)),
    "cross": (
        *((-_ARM, -1), (_ARM, -1), (_ARM, -_ARM), (1, -_ARM), (1, _ARM), (_ARM, _ARM)),
        *((_ARM, 1), (-_ARM, 1), (-_ARM, _ARM), (-1, _ARM), (-1, -_ARM), (-_ARM, -_ARM)),
    ),
}


def beside(y: float, words: Words) -> Words:
    """Put a line of text so that its capitals are centred on a height."""
    return replace(words, y=y + lower_to_middle(words.size))


def lines_of_words(
    x: float, top: float, lines: Iterable[str], pitch: float, like: Words
) -> list[Words]:
    """Put lines of text below one another; the first takes the room below `top`."""
    first = top + pitch / 2 + lower_to_middle(like.size)
    return [replace(like, x=x, y=first + n * pitch, text=text) for n, text in enumerate(lines)]


def lines_around(
    x: float, middle: float, lines: Sequence[str], pitch: float, like: Words
) -> list[Words]:
    """Put lines of text below one another, together centred on a height."""
    return lines_of_words(x, middle - len(lines) * pitch / 2, lines, pitch, like)


def plate(words: Words, paper: str) -> Polygon:
    """Cover what runs behind a line of text, so that no line strikes it through."""
    room, air = words.extent, 0.5
    left = max(0.0, room.left - air)
    return box(left, room.top, room.right + air - left, room.bottom - room.top, fill=paper)
