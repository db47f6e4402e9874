"""Hold what a figure draws, and write it as files, found in the cache where drawn before."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from cpreport.catalogue import say
from cpreport.colours import dark_rules, in_the_dark
from cpreport.content_cache import make_once
from cpreport.figures.legend import FigureLegend
from cpreport.figures.marks import Mark, Words
from cpreport.figures.plot import Plot
from cpreport.figures.style import LOOK, Drawn, Look
from cpreport.fonts import figure_font_rule, without_font
from cpreport.problems import Refused

if TYPE_CHECKING:
    from PIL.Image import Image

#: Formats of dots by the ending of their files, with how they are written.
OF_DOTS: dict[str, tuple[str, dict[str, Any]]] = {
    "png": ("PNG", {}),
    "tif": ("TIFF", {"compression": "tiff_lzw"}),
    "tiff": ("TIFF", {"compression": "tiff_lzw"}),
    "jpg": ("JPEG", {"quality": 90}),
    "jpeg": ("JPEG", {"quality": 90}),
}


@dataclass(frozen=True, slots=True)
class FigureDrawing:
    """What is drawn on white: plots, and over them marks in mm, later ones over earlier ones.

    name : str
        What every id inside begins with, such as `P01-timeline`; drawings with different names
        can stand in one page.
    title, description : str
        Read aloud where the drawing stands alone.
    size : (float, float)
        Width and height in mm.
    """

    name: str
    title: str
    description: str
    size: tuple[float, float]
    look: Look
    marks: tuple[Mark, ...]
    plots: tuple[Plot, ...] = ()
    legend: FigureLegend | None = None

    @property
    def texts(self) -> Iterator[str]:
        """Everything that is written in it."""
        keys = self.legend.keys if self.legend is not None else ()
        marks = chain(self.marks, *(key.marks for key in keys))
        yield from (mark.text for mark in marks if isinstance(mark, Words))
        yield from (key.meaning for key in keys)
        for plot in self.plots:
            yield plot.label
            yield from (text for _, text in (*plot.x_ticks, *plot.y_ticks))


def finish(
    figure: str,
    marks: Iterable[Mark],
    size: tuple[float, float],
    look: Look,
    *,
    name: str,
    title: str,
    alt: str,
    caption: str,
    wide: bool = True,
    plots: Iterable[Plot] = (),
    legend: FigureLegend | None = None,
) -> Drawn:
    """Draw a figure; what the parameters are, `FigureDrawing` and `Drawn` say."""
    # Words are chosen by now, and a drawing that is kept must not hold the series that chose them.
    plain = replace(look, say=say, heading=str)
    drawing = FigureDrawing(name, title, alt, size, plain, tuple(marks), tuple(plots), legend)
    return Drawn(figure, _svg(drawing), alt, caption, wide, drawing=drawing)


def _svg(drawing: FigureDrawing) -> str:
    def draw() -> bytes:
        # matplotlib takes half a second to import, so only a figure that must be drawn asks for it.
        with _without_documentation():
            from cpreport.figures.canvas import figure_of
            from cpreport.figures.svg import svg_of
            from cpreport.figures.typeface import own_settings

        with own_settings(drawing.name):
            return svg_of(figure_of(drawing), drawing).encode()

    return make_once("figure", (repr(drawing),), draw).decode()


@contextmanager
def _without_documentation() -> Iterator[None]:
    """Load matplotlib without the list of settings that it writes into each of its classes.

    Nobody reads it in a build, and it is a fifth of what loading takes.
    """
    from matplotlib import artist

    usual = artist.kwdoc
    artist.kwdoc = lambda artist: ""
    try:
        yield
    finally:
        artist.kwdoc = usual


def stand_alone(svg: str) -> bytes:
    """Put into a drawing the part of its font that it uses, and its colours for the dark."""
    head, close, rest = svg.partition(">")
    dark = (
        f"@media screen and (prefers-color-scheme:dark){{svg{{color:{in_the_dark(LOOK.ink)}}}}}\n"
    )
    rules = figure_font_rule(svg) + dark + dark_rules(svg, "svg")
    return f"{head}{close}\n<style>{rules}</style>{rest}".encode()


def file_of(
    figure: Drawn,
    ending: str,
    *,
    title: str = "",
    dots_per_inch: int = 300,
    width: float | None = None,
) -> bytes:
    """Write a figure as a file, as `savefig` of it does.

    Parameters
    ----------
    ending : str
        `pdf`, `tiff`, `png`, `jpeg`, `svg` or what else matplotlib writes.
    title : str
        Of a PDF, such as `Figure 1`; default: that of the figure.
    width : float or None
        Of dots in mm; None for the width that the figure was drawn for.

    Raises
    ------
    Refused
        With CP603 where no font has a letter, so that a box would be printed in its place.
    """
    if ending == "svg":
        return stand_alone(figure.svg)
    drawing = figure.drawing
    assert drawing is not None, figure.id

    in_words = repr(drawing)
    fine = dots_per_inch * (width or drawing.size[0]) / drawing.size[0]
    said = fine if width is None else float(dots_per_inch)
    # Dots have no title: those of a manuscript are often those of a file beside it.
    named = "" if ending in OF_DOTS else title

    def save() -> bytes:
        from cpreport.figures.canvas import figure_of
        from cpreport.figures.printed import file_of_dots
        from cpreport.figures.typeface import without_any_font

        if letters := without_any_font(drawing.texts):
            raise Refused([without_font(letters)])
        if ending in OF_DOTS:
            return file_of_dots(_dots(_Told(in_words, drawing), fine), ending, dpi=(said, said))
        content = io.BytesIO()
        told = {"metadata": {"Title": named}} if named else {}
        figure_of(drawing).savefig(content, format=ending, dpi=fine, **told)
        return content.getvalue()

    made_from = (in_words, drawing.look.language, named, str(fine), str(said))
    return make_once(f"figure as {ending}", made_from, save)


@dataclass(frozen=True, slots=True)
class _Told:
    """A drawing, known by all that is in it."""

    made_from: str
    drawing: FigureDrawing = field(compare=False)


@lru_cache(maxsize=4)
def _dots(told: _Told, dots_per_inch: float) -> Image:
    """Draw dots, once for all the files of them that are made one after the other."""
    from cpreport.figures.canvas import figure_of
    from cpreport.figures.typeface import own_settings

    with own_settings(told.drawing.name):
        return figure_of(told.drawing).dots(dots_per_inch)
