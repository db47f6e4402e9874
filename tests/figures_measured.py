"""Measure finished drawings: the room of every text, with the font itself at its weights."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import combinations, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import numpy as np
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from matplotlib.ft2font import FT2Font

from cpreport.figures import CASE_FIGURES, SERIES_FIGURES, draw_case, draw_series
from cpreport.figures.graphical_abstract import SIZE
from cpreport.figures.lettering import CAPITALS
from cpreport.figures.style import LOOK, PHONE_HEIGHT, PHONE_WIDTH, Drawn, Look
from cpreport.outcomes import Findings

_NUMBER = re.compile(r"-?[\d.]+")
SVG = "{http://www.w3.org/2000/svg}"
MM = 25.4 / 72

#: What a page can hold of a figure above its caption, in mm.
PAGE_WIDTH, PAGE_HEIGHT = 174, 225


@dataclass(frozen=True)
class Box:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        air = 0.05
        return (
            self.left < other.right - air
            and other.left < self.right - air
            and self.top < other.bottom - air
            and other.top < self.bottom - air
        )


@cache
def fonts() -> dict[int, Any]:
    """Open the figures' font at the weights that are printed, cut down, in matplotlib."""
    opened = {}
    for weight in (400, 600):
        path = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
        font = TTFont(str(path))
        cut = subset.Subsetter(subset.Options(hinting=False, layout_features=[]))
        cut.populate(unicodes=[*range(0x20, 0x2213), 0x25B2, 0x25BC])
        cut.subset(font)
        with TemporaryDirectory() as folder:
            file = Path(folder) / f"{weight}.ttf"
            instancer.instantiateVariableFont(font, {"wght": weight}).save(file)
            opened[weight] = FT2Font(io.BytesIO(file.read_bytes()))
    return opened


def style_of(element: ElementTree.Element) -> dict[str, str]:
    places = ("d", "x", "y", "transform")
    return {key: value for key, value in element.attrib.items() if key not in places}


@cache
def _width(text: str, weight: int) -> float:
    """Measure a text in em."""
    font = fonts()[weight]
    font.set_size(100, 72)
    font.set_text(text, 0)
    return float(font.get_width_height()[0]) / 64 / 100


def boxes(drawn: Drawn) -> tuple[Box, ...]:
    """Give the room in mm of every text of a drawing: of its capitals, and its hanging letters."""
    return _boxes_in(drawn.svg)


# The drawings of one series are asked about several things in turn.
@lru_cache(maxsize=64)
def _boxes_in(svg: str) -> tuple[Box, ...]:
    return tuple(_measured(svg))


def _measured(svg: str) -> Iterator[Box]:
    for element in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        style, text = style_of(element), element.text or ""
        size = float(style["font-size"].removesuffix("px"))
        wide = _width(text, int(style.get("font-weight", "400"))) * size * MM
        x, y = (float(element.get(side, "nan")) * MM for side in "xy")
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[
            style.get("text-anchor", "start")
        ]
        yield Box(text, left, y - 0.7 * size * MM, left + wide, y + 0.2 * size * MM)


def size_of(drawn: Drawn) -> tuple[float, float]:
    root = ElementTree.fromstring(drawn.svg)
    width, height = (float(root.get(side, "").removesuffix("mm")) for side in ("width", "height"))
    return width, height


def every_figure(findings: Findings, look: Look | None = None) -> Iterator[tuple[str, Drawn]]:
    """Draw all figures of the series, and of its first and last case."""
    for id in dict.fromkeys([findings.cases[0].id, findings.cases[-1].id]):
        for name in CASE_FIGURES:
            drawn = draw_case(name, findings, id, look)
            if drawn is not None:
                yield f"{id} {name}", drawn
    for name in SERIES_FIGURES:
        drawn = draw_series(name, findings, look)
        if drawn is not None:
            yield name, drawn


# What must hold of every drawing


def no_two_texts_overlap(name: str, drawn: Drawn) -> None:
    for one, other in combinations(boxes(drawn), 2):
        assert not one.overlaps(other), f"{name}: {one} {other}"


def no_text_is_cut_off(name: str, drawn: Drawn) -> None:
    width, height = size_of(drawn)
    for box in boxes(drawn):
        assert box.left >= -0.05, (name, box)
        assert box.top >= -0.05, (name, box)
        assert box.right <= width + 0.05, (name, box)
        assert box.bottom <= height + 0.05, (name, box)


def no_line_or_shape_leaves_the_drawing(name: str, drawn: Drawn) -> None:
    width, height = size_of(drawn)
    for element in ElementTree.fromstring(drawn.svg).iter(f"{SVG}path"):
        style = style_of(element)
        if style == {"fill": LOOK.paper}:
            continue  # nobody sees white on white
        d = element.get("d", "")
        outlined = "stroke" in style and "z" in d
        half = float(style.get("stroke-width", "1")) / 2 * MM if outlined else 0.0
        numbers = [float(n) * MM for n in d.split() if n[-1].isdigit()]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            assert half - 0.05 <= x <= width - half + 0.05, (name, style)
            assert half - 0.05 <= y <= height - half + 0.05, (name, style)


@dataclass(frozen=True)
class Piece:
    """A line between two points, or a filled shape, with its room in mm and its place in order."""

    order: int
    room: Box
    filled: bool
    seen: bool


def pieces(drawn: Drawn) -> Iterator[Piece]:
    """Find the room of every line and shape, in mm; lines piece by piece."""
    for order, e in enumerate(ElementTree.fromstring(drawn.svg).iter(f"{SVG}path")):
        lines = [list(_points_of(part)) for part in e.get("d", "").split("M")[1:]]
        fill, stroke = e.get("fill", "currentColor"), e.get("stroke", "none")
        filled = fill != "none"
        half = float(e.get("stroke-width", "1")) / 2 * MM if stroke != "none" else 0.0
        # Lines of one look are one path: nothing is drawn from the end of one to the next.
        apart = [pair for points in lines for pair in pairwise(points)]
        for some in [[at for points in lines for at in points]] if filled else apart:
            xs, ys = [x for x, _ in some], [y for _, y in some]
            room = (min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half)
            seen = not {fill, stroke} <= {"none", LOOK.paper}
            yield Piece(order, Box(e.get("d", ""), *room), filled, seen)


def _points_of(part: str) -> Iterator[tuple[float, float]]:
    numbers = [float(n) * MM for n in _NUMBER.findall(part)]
    yield from zip(numbers[::2], numbers[1::2], strict=True)


def letters_of(box: Box) -> Box:
    """The room of capitals and figures, without the air that every letter has beside it."""
    em, air = (box.bottom - box.top) / 0.9, 0.05
    foot = box.bottom - 0.2 * em
    return Box(box.text, box.left + air, foot - CAPITALS * em, box.right - air, foot)


def no_line_strikes_a_text_through_and_no_mark_covers_one(name: str, drawn: Drawn) -> None:
    every = list(pieces(drawn))
    rooms = np.array([(p.room.left, p.room.top, p.room.right, p.room.bottom) for p in every])
    left, top, right, bottom = rooms.reshape(-1, 4).T
    for box in boxes(drawn):
        letters = letters_of(box)
        reaching = (left < letters.right) & (letters.left < right)
        reaching &= (top < letters.bottom) & (letters.top < bottom)
        near = [p for n in np.flatnonzero(reaching) if (p := every[n]).room.overlaps(letters)]
        grounds = {p.order for p in near if p.filled and _within(letters, p.room)}
        ground = max(grounds, default=-1)
        assert all(p.order <= ground for p in near if p.seen), (name, box.text)


def _within(inner: Box, outer: Box) -> bool:
    return (
        outer.left <= inner.left + 0.3
        and outer.right >= inner.right - 0.3
        and outer.top <= inner.top + 0.6
        and outer.bottom >= inner.bottom - 0.6
    )


def no_letter_is_below_seven_points(name: str, drawn: Drawn) -> None:
    for element in ElementTree.fromstring(drawn.svg).iter(f"{SVG}text"):
        assert float(style_of(element)["font-size"].removesuffix("px")) >= 7, name


def it_fits_its_page(name: str, drawn: Drawn) -> None:
    width, height = size_of(drawn)
    if name == "graphical-abstract":
        assert (width, height) == SIZE
    elif width <= PHONE_WIDTH:
        assert height <= PHONE_HEIGHT, (name, height)
    else:
        assert width <= (PAGE_WIDTH if drawn.wide else 130), (name, width)
        assert height <= PAGE_HEIGHT, (name, height)


#: Each takes the name of a figure and the figure.
CHECKS = (
    no_two_texts_overlap,
    no_text_is_cut_off,
    no_line_or_shape_leaves_the_drawing,
    no_line_strikes_a_text_through_and_no_mark_covers_one,
    no_letter_is_below_seven_points,
    it_fits_its_page,
)
