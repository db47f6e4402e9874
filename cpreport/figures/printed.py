"""Save a figure as the file that a journal takes, with its text alternative in it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO, Any, cast

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from cpreport.figures.accessible_pdf import accessible
from cpreport.figures.drawing import OF_DOTS, FigureDrawing, stand_alone
from cpreport.figures.marks import Photo
from cpreport.figures.svg import svg_of
from cpreport.figures.typeface import own_settings

#: Dots in an inch of a figure that a notebook shows.
_ON_SCREEN = 144


class PrintedFigure(Figure):
    """A figure whose files are what journals take, whatever the user's machine has set.

    drawing : FigureDrawing
        What it was made of, with its title, its text alternative and its language.
    """

    drawing: FigureDrawing

    def savefig(self, fname: Any, **more: Any) -> None:
        """Save it, at 300 dots in an inch where nothing else is said; dots have no transparency."""
        dots_per_inch = more.setdefault("dpi", 300)
        ending = (more.get("format") or str(fname).rpartition(".")[2]).casefold()
        with own_settings(self.drawing.name):
            if ending in OF_DOTS:
                said = {"dpi": (dots_per_inch, dots_per_inch), **(more.get("pil_kwargs") or {})}
                _write(fname, file_of_dots(self.dots(dots_per_inch), ending, **said))
            elif ending == "svg":
                _write(fname, stand_alone(svg_of(self, self.drawing)))
            elif ending == "pdf":
                _write(fname, self._pdf(more))
            else:
                super().savefig(fname, **more)

    def dots(self, dots_per_inch: float) -> Image.Image:
        """Draw it as dots, so many in an inch."""
        own, (wide, high) = self.dpi, map(float, self.get_size_inches())
        # Dots come whole: the canvas has as many as come nearest to its size.
        across, down = (round(side * dots_per_inch) + 0.01 for side in (wide, high))
        canvas = cast("Any", FigureCanvasAgg(self))
        try:
            self.set_size_inches(across / dots_per_inch, down / dots_per_inch)
            self.dpi = dots_per_inch
            canvas.draw()
            image = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
        finally:
            self.dpi = own
            self.set_size_inches(wide, high)
        return image.convert("RGB")

    def _pdf(self, more: dict[str, Any]) -> bytes:
        page, drawing = io.BytesIO(), self.drawing
        told = {"Title": drawing.title, "CreationDate": None, **more.pop("metadata", {})}
        super().savefig(page, **more | {"format": "pdf", "metadata": told})
        photos = [mark.content for mark in drawing.marks if isinstance(mark, Photo)]
        alt, language = drawing.description, drawing.look.language
        return accessible(page.getvalue(), told["Title"], alt, language, photos)

    def _repr_png_(self) -> bytes:
        """Show itself in a notebook, whether or not that draws with pyplot."""
        with own_settings(self.drawing.name):
            return file_of_dots(self.dots(_ON_SCREEN), "png", dpi=(_ON_SCREEN, _ON_SCREEN))


def file_of_dots(image: Image.Image, ending: str, **said: Any) -> bytes:
    """Write dots as a file; `said` is what Pillow is told besides."""
    kind, written = OF_DOTS[ending]
    content = io.BytesIO()
    image.save(content, kind, **{**written, **said})
    return content.getvalue()


def _write(place: str | Path | IO[bytes], content: bytes) -> None:
    if hasattr(place, "write"):
        place.write(content)
    else:
        Path(place).write_bytes(content)
