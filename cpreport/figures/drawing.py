"""Draw the marks of a figure as SVG, or find it in the cache where it was drawn before."""

from __future__ import annotations

from collections.abc import Iterable

from cpreport.content_cache import make_once
from cpreport.figures.marks import Mark
from cpreport.figures.style import Look


def drawing(
    marks: Iterable[Mark],
    size: tuple[float, float],
    look: Look,
    *,
    name: str,
    title: str,
    description: str,
) -> str:
    """Draw marks on white, later ones over earlier ones.

    Parameters
    ----------
    size : (float, float)
        Width and height in mm.
    name : str
        What every id inside begins with, such as `P01-timeline`; drawings with different names
        can stand in one page.
    title, description : str
        Read aloud where the drawing stands alone.
    """
    marks = tuple(marks)

    def draw() -> bytes:
        # matplotlib takes half a second to import, so only a figure that must be drawn asks for it.
        from cpreport.figures.svg import draw_svg

        svg = draw_svg(marks, size, look, name=name, title=title, description=description)
        return svg.encode()

    made_from = (repr(marks), repr(size), repr(look), name, title, description)
    return make_once("figure", made_from, draw).decode()
