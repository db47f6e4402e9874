"""Draw marks in mm as SVG text with matplotlib.

The same marks give the same bytes: no date, no setting of the user's machine and no font but the
named one enters the drawing. Text stays text.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from importlib.resources import files
from typing import Any, Literal
from xml.etree import ElementTree

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform

from cpreport.figures.marks import Anchor, Disc, Mark, Polygon, Strokes, Words
from cpreport.figures.style import Look

_MM = 25.4
_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"

#: What a user's own settings must not change.
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.id": None,
    "path.simplify": False,
    "path.sketch": None,
    "path.effects": [],
    "font.sans-serif": [],
    "text.usetex": False,
    "text.parse_math": False,
}
_FAMILY = re.compile(r"font-family: [^;]*; ")
_ANCHORS: dict[Anchor, Literal["left", "center", "right"]] = {
    "start": "left",
    "middle": "center",
    "end": "right",
}


def draw_svg(
    marks: Iterable[Mark],
    size: tuple[float, float],
    look: Look,
    *,
    name: str,
    title: str,
    description: str,
) -> str:
    """Draw marks; `cpreport.figures.drawing` says what each parameter is."""
    with own_settings(name):
        figure = figure_in_mm(size, look)
        add_marks(figure, marks, size, look)
        return svg_of(figure, size, look, name, {"title": title, "desc": description})


def own_settings(name: str) -> AbstractContextManager[None]:
    """Draw with matplotlib as it comes, whatever the user's machine has set."""
    as_it_comes = {key: value for key, value in mpl.rcParamsDefault.items() if key != "backend"}
    context: AbstractContextManager[None] = mpl.rc_context(
        as_it_comes | _SETTINGS | {"svg.hashsalt": name}
    )
    return context


def figure_in_mm(size: tuple[float, float], look: Look) -> Figure:
    """Begin a figure of a width and height in mm, on white, without axes."""
    wide, high = size
    return Figure(
        figsize=(wide / _MM, high / _MM),
        dpi=72,
        facecolor=look.paper,
        edgecolor="none",
        linewidth=0,
        frameon=True,
    )


def add_marks(figure: Figure, marks: Iterable[Mark], size: tuple[float, float], look: Look) -> None:
    """Add marks in mm to a figure, later ones over earlier ones and over its axes."""
    high = size[1]
    place = Affine2D().scale(72 / _MM, -72 / _MM).translate(0, high / _MM * 72)
    for order, mark in enumerate(marks):
        artist = _artist(mark, place, look)
        artist.set_zorder(order + 1)
        artist.set_clip_on(False)
        figure.add_artist(artist)


def letters(look: Look, size: float, weight: int) -> FontProperties:
    """Name the font of a figure in a size in pt, and let matplotlib measure it."""
    path = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
    return FontProperties(family=[look.family], size=size, weight=weight, fname=str(path))


def svg_of(
    figure: Figure, size: tuple[float, float], look: Look, name: str, said: Mapping[str, str]
) -> str:
    """Write a figure as SVG, with what it shows said inside; to be called in `own_settings`."""
    written = io.StringIO()
    metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    canvas: Any = FigureCanvasSVG(figure)
    with warnings.catch_warnings():
        # A letter that the font lacks is drawn by another one where the picture is looked at.
        warnings.simplefilter("ignore", UserWarning)
        canvas.print_svg(written, metadata=metadata)
    return _finish(written.getvalue(), size, look.family, name, said)


class _Line(Text):
    """A line of text that is put where it belongs without being measured by matplotlib."""

    def draw(self, renderer: RendererBase) -> None:
        """Write the text, its baseline on its place."""
        x, y = self.get_transform().transform(self.get_unitless_position())
        style = renderer.new_gc()
        style.set_foreground(self.get_color())
        canvas = renderer.get_canvas_width_height()[1]
        renderer.draw_text(
            style, x, canvas - y, self.get_text(), self.get_fontproperties(), 0, mtext=self
        )
        style.restore()


def _artist(mark: Mark, place: Transform, look: Look) -> Artist:
    if isinstance(mark, Words):
        font = FontProperties(
            family=[look.family, "sans-serif"], size=mark.size, weight=mark.weight
        )
        return _Line(
            mark.x,
            mark.y,
            mark.text,
            color=mark.colour,
            fontproperties=font,
            horizontalalignment=_ANCHORS[mark.anchor],
            verticalalignment="baseline",
            transform=place,
        )
    fill = "" if isinstance(mark, Strokes) else mark.fill
    edge = mark.colour if isinstance(mark, Strokes) else mark.edge
    return PathPatch(
        _path(mark),
        facecolor=fill or "none",
        edgecolor=edge if edge and mark.thick else "none",
        linewidth=mark.thick,
        linestyle=(0, _dashes(mark)) if _dashes(mark) else "solid",
        capstyle="butt",
        joinstyle="miter",
        transform=place,
    )


def _dashes(mark: Strokes | Polygon | Disc) -> tuple[float, ...]:
    """Measure the dashes in parts of the line's thickness, as matplotlib counts them."""
    dash = () if isinstance(mark, Disc) else mark.dash
    return tuple(length / mark.thick for length in dash)


def _path(mark: Strokes | Polygon | Disc) -> Path:
    if isinstance(mark, Disc):
        return Path.circle((mark.x, mark.y), mark.radius)
    if isinstance(mark, Polygon):
        return Path([*mark.points, mark.points[0]], closed=True)
    return Path.make_compound_path(*(Path(list(points)) for points in mark.lines))


def _finish(
    written: str, size: tuple[float, float], family: str, name: str, said: Mapping[str, str]
) -> str:
    """Take out what only matplotlib needs, and say what the drawing shows."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(written)
    for child in list(root):
        if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}defs"):
            root.remove(child)
    with_own_ids(root, name)
    groups = (f"{{{_SVG}}}g", f"{{{_SVG}}}defs")
    shapes = [_short(e) for e in root.iter() if len(e) == 0 and e.tag not in groups]
    for child in list(root):
        root.remove(child)
    root.attrib |= {
        "id": name,
        "width": f"{size[0]:.4g}mm",
        "height": f"{size[1]:.4g}mm",
        "role": "img",
        "font-family": f"'{family}', sans-serif",
    }
    for tag, text in said.items():
        ElementTree.SubElement(root, f"{{{_SVG}}}{tag}").text = text
    root.extend(shapes)
    ElementTree.indent(root, "")
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _short(element: ElementTree.Element) -> ElementTree.Element:
    """Leave out what is the same for all texts, and turns by no angle."""
    if element.get("transform", "").startswith("rotate(0 "):
        del element.attrib["transform"]
    style = element.get("style", "")
    element.set("style", _FAMILY.sub("", style))
    return element


def with_own_ids(root: ElementTree.Element, name: str) -> None:
    """Begin every id that something leads to with a name, and drop the others."""
    used = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            if key in (_HREF, "href") and value.startswith("#"):
                used.add(value[1:])
                element.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                element_id = value.split("url(#", 1)[1].split(")", 1)[0]
                used.add(element_id)
                element.set(key, value.replace(f"#{element_id})", f"#{name}-{element_id})"))
    for element in root.iter():
        element_id = element.attrib.pop("id", "")
        if element_id in used:
            element.set("id", f"{name}-{element_id}")
