"""Take shapes and words in millimetres from the top left, and give a finished SVG drawing.

Everything is placed by hand, so that nothing depends on automatic layout and every drawing of the
same data has the same bytes.
"""

from __future__ import annotations

import io
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, FontProperties, findfont, fontManager
from matplotlib.ft2font import FT2Font

from cpreport.figures.style import LOOK, Look

_MM = 25.4
_PT = _MM / 72
#: Brings the middle of small letters onto the line that a text stands beside.
_RISE = 0.35
#: The font file opens at its lightest weight, which is narrower than what pages show.
_WIDER = {"normal": 1.06, "bold": 1.12}
_IDS = re.compile(r'(\bid="|url\(#|href="#)')


@cache
def _load_font(name: str) -> None:
    """Tell matplotlib of the font that comes as a package, under the name pages use."""
    path = Path(str(files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"))
    for weight in (400, 600):
        entry = FontEntry(str(path), 0, name, "normal", "normal", weight, "normal", "scalable")
        fontManager.ttflist.append(entry)


@cache
def _measuring_font(name: str) -> FT2Font:
    _load_font(name)
    return FT2Font(findfont(FontProperties(family=name)))


def text_width(text: str, size: float, weight: str = "normal", look: Look = LOOK) -> float:
    """Give the width of a line of text in mm, rather too wide than too narrow."""
    font = _measuring_font(look.font)
    font.set_size(size, 72)
    font.set_text(text, 0.0)
    return float(font.get_width_height()[0] / 64 * _PT * _WIDER[weight])


def clipped(text: str, width: float, size: float, look: Look = LOOK) -> str:
    """Shorten a text with an ellipsis until it is no wider than so many mm."""
    if text_width(text, size, look=look) <= width:
        return text
    while text and text_width(f"{text}…", size, look=look) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, width: float, size: float, look: Look = LOOK) -> list[str]:
    """Break a text into lines no wider than so many mm; a longer word is shortened."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size, look=look) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(clipped(word, width, size, look))
    return lines


class Canvas:
    """A sheet of a width and height in mm; y grows downwards."""

    def __init__(self, height: float, look: Look = LOOK) -> None:
        _load_font(look.font)
        self.look = look
        self.width, self.height = look.width, height
        self.figure = Figure(figsize=(look.width / _MM, height / _MM))
        self.axes: Any = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_xlim(0, look.width)
        self.axes.set_ylim(height, 0)
        self.axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        align: str = "left",
        size: float | None = None,
        weight: str = "normal",
        colour: str | None = None,
    ) -> None:
        """Write a line; y is its middle."""
        self.axes.text(
            x,
            y - _RISE,
            text,
            ha=align,
            va="center_baseline",
            fontsize=size or self.look.size,
            fontfamily=self.look.font,
            fontweight=600 if weight == "bold" else 400,
            color=colour or self.look.ink,
            parse_math=False,
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        colour: str | None = None,
        width: float | None = None,
        dashed: bool = False,
    ) -> None:
        """Draw a straight line."""
        self.axes.plot(
            (x1, x2),
            (y1, y2),
            color=colour or self.look.faint,
            linewidth=width or self.look.hair,
            linestyle=(0, (2, 2)) if dashed else "-",
            solid_capstyle="butt",
            zorder=1,
        )

    def arrow(self, x1: float, y1: float, x2: float, y2: float, *, colour: str) -> None:
        """Draw a line with a head at its end."""
        self.axes.annotate(
            "",
            xy=(x2, y2),
            xytext=(x1, y1),
            arrowprops={
                "arrowstyle": "-|>,head_width=0.16,head_length=0.32",
                "color": colour,
                "linewidth": self.look.line,
                "shrinkA": 0,
                "shrinkB": 0,
            },
            zorder=2,
        )

    def mark(
        self,
        x: float,
        y: float,
        *,
        shape: str = "o",
        size: float = 4.6,
        colour: str,
        hollow: bool = False,
    ) -> None:
        """Put a marker; the size is in pt."""
        self.axes.plot(
            (x,),
            (y,),
            marker=shape,
            markersize=size,
            markerfacecolor=self.look.paper if hollow else colour,
            markeredgecolor=colour,
            markeredgewidth=self.look.line,
            linestyle="none",
            zorder=3,
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None = None,
        edge: str | None = None,
        hatch: str = "",
    ) -> None:
        """Draw a rectangle by its top left corner."""
        from matplotlib.patches import Rectangle

        self.axes.add_patch(
            Rectangle(
                (x, y),
                width,
                height,
                facecolor=fill or "none",
                edgecolor=edge or "none",
                linewidth=self.look.hair,
                hatch=hatch,
                zorder=0.5,
            )
        )

    def finished(self, name: str) -> str:
        """Give the drawing as SVG text, every id beginning with a name of its own."""
        settings: Any = {
            "svg.fonttype": "none",
            "svg.hashsalt": name,
            "hatch.linewidth": 0.5,
            "path.simplify": False,
        }
        with mpl.rc_context(settings):
            stream = io.StringIO()
            surface: Any = FigureCanvasSVG(self.figure)
            surface.print_svg(stream, metadata={"Date": None, "Creator": None})
        svg = stream.getvalue()
        svg = svg[svg.index("<svg") :]
        return _IDS.sub(rf"\g<1>{name}-", svg)
