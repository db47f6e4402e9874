"""Hold what a figure draws, and finish it: as SVG, found in the cache where it was drawn before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cpreport.catalogue import say
from cpreport.content_cache import make_once
from cpreport.figures.marks import Mark
from cpreport.figures.plot import Plot
from cpreport.figures.style import Drawn, Look


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
) -> Drawn:
    """Draw a figure; what the parameters are, `FigureDrawing` and `Drawn` say."""
    # Words are chosen by now, and a drawing that is kept must not hold the series that chose them.
    plain = replace(look, say=say, heading=str)
    drawing = FigureDrawing(name, title, alt, size, plain, tuple(marks), tuple(plots))
    return Drawn(figure, _svg(drawing), alt, caption, wide, drawing=drawing)


def _svg(drawing: FigureDrawing) -> str:
    def draw() -> bytes:
        # matplotlib takes half a second to import, so only a figure that must be drawn asks for it.
        from cpreport.figures.svg import draw_svg

        return draw_svg(drawing).encode()

    return make_once("figure", (repr(drawing),), draw).decode()
