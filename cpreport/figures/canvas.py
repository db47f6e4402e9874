"""Make matplotlib figures of drawings: axes with their ticks, and over them marks in mm.

The same drawing gives the same figure: no setting of the user's machine and no font but the named
one enters it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.patches import Polygon as PolygonPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from PIL import Image

from cpreport.figures.axis import TICK, TICK_AIR
from cpreport.figures.drawing import FigureDrawing
from cpreport.figures.lettering import POINT
from cpreport.figures.marks import Anchor, Disc, Mark, Polygon, Strokes, Words
from cpreport.figures.plot import Curve, Dots, Plot, PlotArea, PlotBand, PlotLine, Shape
from cpreport.figures.style import Look
from cpreport.fonts import FACES, HEADING_FAMILY, font_of_weight

_MM = 25.4
#: Dots in an inch of a figure that a notebook shows.
_ON_SCREEN = 144
#: What a user's own settings must not change; letters in PDF files are TrueType, as journals ask.
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.id": None,
    "pdf.fonttype": 42,
    "path.simplify": False,
    "path.sketch": None,
    "path.effects": [],
    "font.sans-serif": [],
    # Letters of dots are as wide as those of lines: what is placed beside them fits both.
    "text.hinting": "none",
    "text.usetex": False,
    "text.parse_math": False,
}
#: Formats of dots by the ending of their files, with how they are written.
_OF_DOTS: dict[str, tuple[str, dict[str, Any]]] = {
    "png": ("PNG", {}),
    "tif": ("TIFF", {"compression": "tiff_lzw"}),
    "tiff": ("TIFF", {"compression": "tiff_lzw"}),
}
_ANCHORS: dict[Anchor, Literal["left", "center", "right"]] = {
    "start": "left",
    "middle": "center",
    "end": "right",
}


def own_settings(name: str) -> AbstractContextManager[None]:
    """Draw with matplotlib as it comes, whatever the user's machine has set."""
    as_it_comes = {key: value for key, value in mpl.rcParamsDefault.items() if key != "backend"}
    context: AbstractContextManager[None] = mpl.rc_context(
        as_it_comes | _SETTINGS | {"svg.hashsalt": name}
    )
    return context


class PrintedFigure(Figure):
    """A figure whose files are what journals take, whatever the user's machine has set."""

    def savefig(self, fname: Any, **more: Any) -> None:
        """Save it, at 300 dots in an inch where nothing else is said; dots have no transparency."""
        dots_per_inch = more.setdefault("dpi", 300)
        ending = more.get("format") or str(fname).rpartition(".")[2].casefold()
        with own_settings("saved"):
            if ending not in _OF_DOTS:
                super().savefig(fname, **more)
                return
            dots = io.BytesIO()
            super().savefig(dots, format="png", dpi=dots_per_inch)
            kind, written = _OF_DOTS[ending]
            dpi = (dots_per_inch, dots_per_inch)
            Image.open(dots).convert("RGB").save(fname, kind, dpi=dpi, **written)

    def _repr_png_(self) -> bytes:
        """Show itself in a notebook, whether or not that draws with pyplot."""
        dots = io.BytesIO()
        self.savefig(dots, format="png", dpi=_ON_SCREEN)
        return dots.getvalue()


def figure_of(drawing: FigureDrawing) -> Figure:
    """Make a figure of a drawing: as large as it, on white."""
    with own_settings(drawing.name):
        wide, high = drawing.size
        figure = PrintedFigure(
            figsize=(wide / _MM, high / _MM),
            dpi=72,
            facecolor=drawing.look.paper,
            edgecolor="none",
            linewidth=0,
            frameon=True,
        )
        for plot in drawing.plots:
            _add_plot(figure, plot, drawing.size, drawing.look)
        _add_marks(figure, drawing.marks, high, drawing.look)
        return figure


def _letters(look: Look, size: float, weight: int) -> FontProperties:
    """Name the font of a figure in a size in pt."""
    file = _font_file(weight)
    return FontProperties(family=[look.family], size=size, weight=weight, fname=str(file))


@cache
def _font_file(weight: int) -> FilePath:
    """Write the font of a weight where matplotlib can open it; it goes when the program ends."""
    face = next(f for f in FACES if f.family == HEADING_FAMILY and not f.italic)
    file = FilePath(_fonts_folder().name) / f"{weight}.ttf"
    file.write_bytes(font_of_weight(face, weight))
    return file


@cache
def _fonts_folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="cpreport-fonts-")


# --- axes ----------------------------------------------------------------------------------------


def _add_plot(figure: Figure, plot: Plot, size: tuple[float, float], look: Look) -> None:
    left, top, width, height = plot.box
    place = (left / size[0], 1 - (top + height) / size[1], width / size[0], height / size[1])
    axes = figure.add_axes(place, xlim=plot.x, ylim=plot.y)
    axes.patch.set_visible(False)
    _set_axes(axes, plot, look)
    for order, shape in enumerate(plot.shapes):
        # Below the lines of the axes, and in their order.
        _add_shape(axes, shape, 1 + order / 10_000)


def _set_axes(axes: Axes, plot: Plot, look: Look) -> None:
    """Draw the axes that have ticks, with matplotlib's own; a label stands below."""
    shown = {"bottom": bool(plot.x_ticks or plot.label), "left": bool(plot.y_ticks)}
    for side, spine in axes.spines.items():
        spine.set_visible(shown.get(side, False))
        spine.set(color=look.axis, linewidth=look.rule)
    axes.set_xticks([at for at, _ in plot.x_ticks], [text for _, text in plot.x_ticks])
    axes.set_yticks([at for at, _ in plot.y_ticks], [text for _, text in plot.y_ticks])
    axes.tick_params(length=TICK, width=look.rule, pad=TICK_AIR, color=look.axis)
    font = _letters(look, look.small, look.regular)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set(fontproperties=font, color=look.quiet)
    axes.set_xlabel(plot.label, fontproperties=font, color=look.quiet, labelpad=0)


def _add_shape(axes: Axes, shape: Shape, order: float) -> None:
    if isinstance(shape, PlotBand):
        span = axes.axvspan if shape.axis == "x" else axes.axhspan
        ends = axes.get_xlim() if shape.axis == "x" else axes.get_ylim()
        low, high = (
            end if own is None else own
            for own, end in zip((shape.low, shape.high), sorted(ends), strict=True)
        )
        span(low, high, facecolor=shape.fill, edgecolor="none", clip_on=False, zorder=order)
    elif isinstance(shape, PlotLine):
        rule = axes.axvline if shape.axis == "x" else axes.axhline
        rule(
            shape.at,
            color=shape.colour,
            linewidth=shape.thick,
            linestyle=_line_style(shape.dash, shape.thick),
            clip_on=False,
            zorder=order,
        )
    elif isinstance(shape, PlotArea):
        axes.add_patch(
            PolygonPatch(
                shape.points,
                closed=True,
                facecolor=shape.fill,
                edgecolor=shape.edge or "none",
                linewidth=shape.thick,
                clip_on=False,
                zorder=order,
            )
        )
    else:
        axes.add_line(_line(shape, order))


def _line(shape: Curve | Dots, order: float) -> Line2D:
    """Draw a curve as a line, and dots as the marks of a line that is not drawn."""
    xs, ys = [x for x, _ in shape.points], [y for _, y in shape.points]
    if isinstance(shape, Curve):
        return Line2D(
            xs,
            ys,
            color=shape.colour,
            linewidth=shape.thick,
            linestyle=_line_style(shape.dash, shape.thick),
            solid_capstyle="butt",
            dash_capstyle="butt",
            clip_on=False,
            zorder=order,
        )
    wide, high = shape.size if isinstance(shape.size, tuple) else (shape.size, shape.size)
    return Line2D(
        xs,
        ys,
        linestyle="none",
        marker=_outline(shape.outline, wide / high),
        # Of its higher side; matplotlib makes an outline so large that its farthest end is at half.
        markersize=2 * max(wide, high) / POINT,
        markerfacecolor=shape.fill or "none",
        markeredgecolor=shape.edge or "none",
        markeredgewidth=shape.thick,
        clip_on=False,
        zorder=order,
    )


def _outline(points: Iterable[tuple[float, float]], ratio: float) -> Any:
    """Make a mark of an outline; `ratio` is of its width to its height."""
    corners = [(x * min(ratio, 1.0), y / max(ratio, 1.0)) for x, y in points]
    return Path([*corners, corners[0]], closed=True) if corners else "o"


def _line_style(dash: tuple[float, ...], thick: float) -> Any:
    """Measure dashes in parts of the line's thickness, as matplotlib counts them."""
    return (0, tuple(length / thick for length in dash)) if dash else "solid"


# --- marks in mm ---------------------------------------------------------------------------------


def _add_marks(figure: Figure, marks: Iterable[Mark], high: float, look: Look) -> None:
    place = Affine2D().scale(1 / _MM, -1 / _MM).translate(0, high / _MM) + figure.dpi_scale_trans
    for order, mark in enumerate(marks):
        artist = _artist(mark, place, look)
        artist.set_zorder(order + 1)
        artist.set_clip_on(False)
        figure.add_artist(artist)


def _artist(mark: Mark, place: Transform, look: Look) -> Artist:
    if isinstance(mark, Words):
        return Text(
            mark.x,
            mark.y,
            mark.text,
            color=mark.colour,
            fontproperties=_letters(look, mark.size, mark.weight),
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
        linestyle=_line_style(() if isinstance(mark, Disc) else mark.dash, mark.thick),
        capstyle="butt",
        joinstyle="miter",
        transform=place,
    )


def _path(mark: Strokes | Polygon | Disc) -> Path:
    if isinstance(mark, Disc):
        return Path.circle((mark.x, mark.y), mark.radius)
    if isinstance(mark, Polygon):
        return Path([*mark.points, mark.points[0]], closed=True)
    return Path.make_compound_path(*(Path(list(points)) for points in mark.lines))
