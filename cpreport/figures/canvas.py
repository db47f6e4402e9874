"""Make matplotlib figures of drawings: axes with their ticks, and over them marks in mm.

The same drawing gives the same figure: no setting of the user's machine and no font but the named
one enters it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerBase
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.patches import Polygon as PolygonPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D
from PIL import Image

from cpreport.figures.axis import TICK, TICK_AIR
from cpreport.figures.drawing import FigureDrawing
from cpreport.figures.legend import APART, EDGE, KEY_AIR, PITCH, FigureLegend, LegendKey
from cpreport.figures.lettering import POINT, lower_to_middle
from cpreport.figures.marks import Anchor, Disc, Mark, Photo, Polygon, Strokes, Words
from cpreport.figures.plot import Curve, Dots, Plot, PlotArea, PlotBand, PlotLine, Shape
from cpreport.figures.printed import PrintedFigure
from cpreport.figures.style import Look
from cpreport.figures.typeface import own_settings, typeface

_MM = 25.4
_ANCHORS: dict[Anchor, Literal["left", "center", "right"]] = {
    "start": "left",
    "middle": "center",
    "end": "right",
}


def figure_of(drawing: FigureDrawing) -> PrintedFigure:
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
        figure.drawing = drawing
        for plot in drawing.plots:
            _add_plot(figure, plot, drawing.size, drawing.look)
        figure.add_artist(MarksArtist(drawing.marks, high)).set_zorder(1)
        if drawing.legend is not None and drawing.legend.keys:
            _add_legend(figure, drawing.legend, drawing.size, drawing.look)
        return figure


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
    if not (plot.x_ticks or plot.y_ticks or plot.label):
        axes.set_axis_off()
        return
    shown = {"bottom": bool(plot.x_ticks or plot.label), "left": bool(plot.y_ticks)}
    axes.xaxis.set_visible(shown["bottom"])
    axes.yaxis.set_visible(shown["left"])
    for side, spine in axes.spines.items():
        spine.set(visible=shown.get(side, False), color=look.axis, linewidth=look.rule)
    said = "".join(text for _, text in (*plot.x_ticks, *plot.y_ticks)) + plot.label
    letters: dict[str, Any] = {
        "fontproperties": typeface(look.small, look.regular, said),
        "color": look.quiet,
    }
    for axis, ticks in ((axes.xaxis, plot.x_ticks), (axes.yaxis, plot.y_ticks)):
        if axis.get_visible():
            axis.set_tick_params(length=TICK, width=look.rule, pad=TICK_AIR, color=look.axis)
            axis.set_ticks([at for at, _ in ticks], [text for _, text in ticks], **letters)
    axes.set_xlabel(plot.label, labelpad=0, **letters)


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
        axes.add_artist(_line(shape, order))


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


# --- what marks mean ------------------------------------------------------------------------------


def _add_legend(
    figure: Figure, legend: FigureLegend, size: tuple[float, float], look: Look
) -> None:
    """Set the keys with matplotlib's own legend, whose distances are in parts of its letters."""
    meanings, letter = [key.meaning for key in legend.keys], look.small * POINT
    handles: Any = legend.keys
    drawn = figure.legend(
        handles,
        meanings,
        handler_map={LegendKey: _KeyHandler()},
        loc=2,  # its upper left corner
        bbox_to_anchor=(legend.left / size[0], 1 - legend.top / size[1]),
        ncols=legend.columns,
        prop=typeface(look.small, look.regular, "".join(meanings)),
        labelcolor=look.quiet,
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        labelspacing=0,
        handletextpad=KEY_AIR / letter,
        columnspacing=APART / letter,
    )
    drawn.set_zorder(2)  # over the marks of the drawing


class _KeyHandler(HandlerBase):
    """Draws the marks of a key beside its words, in the middle of its row."""

    def legend_artist(self, legend: Any, orig_handle: Any, fontsize: float, handlebox: Any) -> Any:
        """Draw them, and ask for the room that they take."""
        middle = lower_to_middle(fontsize)
        handlebox.width = (orig_handle.wide + 2 * EDGE) / POINT
        handlebox.height, handlebox.ydescent = PITCH / POINT, (PITCH / 2 - middle) / POINT
        place = Affine2D().translate(EDGE, -middle).scale(1 / POINT, -1 / POINT)
        for mark in orig_handle.marks:
            artist = _artist(mark)
            artist.set_transform(place + handlebox.get_transform())
            handlebox.add_artist(artist)


# --- marks in mm ---------------------------------------------------------------------------------


class MarksArtist(Artist):
    """The marks of a drawing, in mm from its top left corner.

    A drawing for pages writes them as they are; artists of matplotlib are made of them where
    somebody asks for these, or draws anything else.
    """

    def __init__(self, marks: Sequence[Mark], high: float) -> None:
        super().__init__()
        self._marks = marks
        self._place = Affine2D().scale(1 / _MM, -1 / _MM).translate(0, high / _MM)
        self._made: list[Artist] = []

    def get_children(self) -> list[Artist]:
        """Make artists of them; what is changed in these is drawn."""
        figure = self.get_figure()
        if not self._made and figure is not None:
            place = self._place + figure.dpi_scale_trans
            self._made = [_artist(mark) for mark in self._marks]
            for artist in self._made:
                artist.set_figure(figure)
                artist.set_transform(place)
                artist.set_clip_on(False)
        return self._made

    def draw(self, renderer: Any) -> None:
        """Draw them in their order."""
        if hasattr(renderer, "write_marks") and not self._made:
            renderer.write_marks(self._marks)
            return
        for artist in self.get_children():
            artist.draw(renderer)


def _artist(mark: Mark) -> Artist:
    if isinstance(mark, Photo):
        return PhotoArtist(mark)
    if isinstance(mark, Words):
        return Text(
            mark.x,
            mark.y,
            mark.text,
            color=mark.colour,
            fontproperties=typeface(mark.size, mark.weight, mark.text),
            horizontalalignment=_ANCHORS[mark.anchor],
            verticalalignment="baseline",
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
    )


class PhotoArtist(Artist):
    """Dots in a frame in mm."""

    def __init__(self, photo: Photo) -> None:
        super().__init__()
        self._photo = photo

    def draw(self, renderer: Any) -> None:
        """Draw the dots, as fine as the renderer is."""
        photo = self._photo
        ends = ((photo.x, photo.y + photo.high), (photo.x + photo.wide, photo.y))
        (left, foot), (right, top) = self.get_transform().transform(ends)
        wide, high = right - left, top - foot
        image = Image.open(io.BytesIO(photo.content)).convert("RGBA")
        gc = renderer.new_gc()
        if renderer.option_scale_image():
            dots = np.asarray(image)[::-1]
            renderer.draw_image(gc, 0, 0, dots, Affine2D.from_values(wide, 0, 0, high, left, foot))
        else:
            size = (max(1, round(wide)), max(1, round(high)))
            dots = np.asarray(image.resize(size, Image.Resampling.LANCZOS))[::-1]
            renderer.draw_image(gc, round(left), round(foot), dots)
        gc.restore()


def _path(mark: Strokes | Polygon | Disc) -> Path:
    if isinstance(mark, Disc):
        return Path.circle((mark.x, mark.y), mark.radius)
    if isinstance(mark, Polygon):
        return Path([*mark.points, mark.points[0]], closed=True)
    return Path.make_compound_path(*(Path(list(points)) for points in mark.lines))
