"""Write figures as SVG, whose text stays text and whose bytes are the same for the same figure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import weight_dict

from cpreport.figures.drawing import FigureDrawing
from cpreport.figures.lettering import ABOVE, BELOW, POINT, width
from cpreport.figures.marks import Mark
from cpreport.figures.svg_marks import elements_of
from cpreport.figures.typeface import own_settings

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
#: An element in the place of all marks.
_MARKS = "marks"
#: A number with more decimals than can be seen.
_LONG = re.compile(r"-?\d+\.\d{3,}")
#: Where one of several lines of text stands.
_MOVED = re.compile(r"translate\((\S+) (\S+)\)$")


class _PlainRenderer(RendererSVG):
    """Draws every mark as a path where it stands, so that nothing in the file leads elsewhere."""

    draw_markers = RendererBase.draw_markers
    marks: tuple[Mark, ...] = ()

    def write_marks(self, marks: Iterable[Mark]) -> None:
        """Leave a place for marks, which nothing needs to look at again."""
        writer: Any = self.writer
        writer.element(_MARKS)
        self.marks = tuple(marks)

    def get_text_width_height_descent(
        self, s: str, prop: Any, ismath: Any
    ) -> tuple[float, float, float]:
        """Measure words as they were measured when they were placed."""
        size, weight = prop.get_size_in_points(), prop.get_weight()
        # What others add may name its weight: `normal`, `bold`.
        wide = width(s, size, weight_dict.get(weight, weight)) / POINT
        return wide, (ABOVE + BELOW) * size, BELOW * size


def svg_of(figure: Figure, drawing: FigureDrawing) -> str:
    """Write the figure that was made of a drawing as SVG, with what it shows said inside."""
    written = io.StringIO()
    own = figure.dpi
    figure.dpi = 72
    wide, high = (side * 72 for side in figure.get_size_inches())
    with own_settings(drawing.name):
        metadata = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        plain: Any = _PlainRenderer
        renderer = plain(wide, high, written, image_dpi=72, metadata=metadata)
        figure.draw(renderer)
        renderer.finalize()
    figure.dpi = own
    around = _finish(written.getvalue(), drawing)
    own_marks = "\n".join(elements_of(renderer.marks, drawing.look.ink))
    return around.replace(f"<{_MARKS} />", own_marks)


def _finish(written: str, drawing: FigureDrawing) -> str:
    """Take out what only matplotlib needs, and say what the drawing shows."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(written)
    for child in list(root):
        if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}defs"):
            root.remove(child)
    with_own_ids(root, drawing.name)
    groups = (f"{{{_SVG}}}g", f"{{{_SVG}}}defs")
    shapes = [
        _short(e, drawing.look.ink) for e in root.iter() if len(e) == 0 and e.tag not in groups
    ]
    for child in list(root):
        root.remove(child)
    root.attrib |= {
        "id": drawing.name,
        "width": f"{drawing.size[0]:.4g}mm",
        "height": f"{drawing.size[1]:.4g}mm",
        "role": "img",
        "font-family": f"'{drawing.look.family}', sans-serif",
        "stroke-linejoin": "miter",
        "color": drawing.look.ink,
    }
    for tag, text in (("title", drawing.title), ("desc", drawing.description)):
        ElementTree.SubElement(root, f"{{{_SVG}}}{tag}").text = text
    root.extend(shapes)
    ElementTree.indent(root, "")
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _short(element: ElementTree.Element, ink: str) -> ElementTree.Element:
    """Say how an element looks in attributes, which a page can answer, and leave out the rest.

    The colour of most letters and lines is that of what stands around the drawing.
    """
    if element.get("transform", "").startswith(("rotate(0 ", "rotate(-0 ")):
        del element.attrib["transform"]
    if moved := _MOVED.match(element.get("transform", "")):
        element.attrib |= {"x": moved[1], "y": moved[2]}
        del element.attrib["transform"]
    for part in element.attrib.pop("style", "").split(";"):
        key, _, value = (piece.strip() for piece in part.partition(":"))
        if key and key not in ("font-family", "stroke-linejoin"):
            element.set(key, "currentColor" if value == ink else value)
    for key in ("d", "x", "y"):
        if key in element.attrib:
            element.set(
                key, _LONG.sub(lambda number: f"{float(number[0]):.2f}", element.attrib[key])
            )
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
