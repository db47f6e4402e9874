"""Render a drawn figure as dots: a PNG or TIFF at the size and resolution of print."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from cpreport.content_cache import make_once
from cpreport.figures.style import Drawn
from cpreport.publish.pdf.figure_page import figure_pdf

if TYPE_CHECKING:
    from PIL.Image import Image


def png(figure: Drawn, dots_per_inch: int = 300, width: float | None = None) -> bytes:
    """Draw a figure as PNG: RGB, without transparency, its resolution written in it.

    Parameters
    ----------
    width : float or None
        In mm; None for the width that the figure was drawn for.
    """
    made_from = (figure.svg, str(dots_per_inch), str(width))
    return make_once("png", made_from, partial(_png, figure, dots_per_inch, width))


def _png(figure: Drawn, dots_per_inch: int, width: float | None) -> bytes:
    return png_of(dots(figure_pdf(figure, width), dots_per_inch), dots_per_inch)


def picture_file(figure: Drawn, dots_per_inch: int, width: float) -> bytes:
    """Draw a figure as PNG; as JPEG where it holds photographs, of which PNG makes large files."""
    if "<image " not in figure.svg:
        return png(figure, dots_per_inch, width)
    made_from = (figure.svg, str(dots_per_inch), str(width))
    return make_once("jpeg", made_from, partial(_jpeg, figure, dots_per_inch, width))


def _jpeg(figure: Drawn, dots_per_inch: int, width: float) -> bytes:
    content = io.BytesIO()
    image = dots(figure_pdf(figure, width), dots_per_inch)
    image.save(content, "JPEG", quality=90, dpi=(dots_per_inch, dots_per_inch))
    return content.getvalue()


def dots(page: bytes, dots_per_inch: int) -> Image:
    """Render the one page of a PDF as RGB dots on white, without transparency."""
    # It takes a while to import, and most builds do not need it.
    import pypdfium2

    document = pypdfium2.PdfDocument(page)
    try:
        image: Image = document[0].render(scale=dots_per_inch / 72).to_pil()
        return image.convert("RGB")
    finally:
        document.close()


def png_of(image: Image, dots_per_inch: int) -> bytes:
    """Write dots as PNG, their resolution in it."""
    content = io.BytesIO()
    image.save(content, "PNG", dpi=(dots_per_inch, dots_per_inch))
    return content.getvalue()


def tiff_of(image: Image, dots_per_inch: int) -> bytes:
    """Write dots as TIFF: RGB, LZW, their resolution in it."""
    content = io.BytesIO()
    image.save(content, "TIFF", compression="tiff_lzw", dpi=(dots_per_inch, dots_per_inch))
    return content.getvalue()
