"""Render a drawn figure as dots: a PNG or TIFF at the size and resolution of print."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from cpreport.content_cache import make_once
from cpreport.figures.style import Drawn
from cpreport.publish.pdf.figure_page import figure_pdf

if TYPE_CHECKING:
    from PIL.Image import Image

F = TypeVar("F", bound=str)


def picture_file(
    figure: Drawn, dots_per_inch: int, width: float, *, language: str = "en", title: str = ""
) -> bytes:
    """Draw a figure as PNG; as JPEG where it holds photographs, of which PNG makes large files.

    Parameters
    ----------
    width : float
        In mm.
    language, title : str
        Of the page it is made from, as those name it who want that page, too: then one is made.
    """
    page = partial(figure_pdf, figure, width, language=language, title=title)
    if "<image " not in figure.svg:
        return convert_page(page(), ("png",), dots_per_inch)["png"]
    made_from = (figure.svg, str(dots_per_inch), str(width))
    return make_once(
        "jpeg", made_from, lambda: _jpeg_of(dots(page(), dots_per_inch), dots_per_inch)
    )


def convert_page(page: bytes, formats: Iterable[F], dots_per_inch: int) -> dict[F, bytes]:
    """Turn a figure that stands on a PDF page of its size into each format."""
    made_from = (hashlib.sha256(page).hexdigest(), str(dots_per_inch))
    image = cache(partial(dots, page, dots_per_inch))

    def convert(ending: F) -> bytes:
        if ending == "pdf":
            return page
        return make_once(
            f"page as {ending}", made_from, lambda: _WRITE[ending](image(), dots_per_inch)
        )

    return {ending: convert(ending) for ending in formats}


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


def _jpeg_of(image: Image, dots_per_inch: int) -> bytes:
    return _saved(image, "JPEG", quality=90, dpi=(dots_per_inch, dots_per_inch))


def _png_of(image: Image, dots_per_inch: int) -> bytes:
    """Write dots as PNG, their resolution in it."""
    return _saved(image, "PNG", dpi=(dots_per_inch, dots_per_inch))


def _tiff_of(image: Image, dots_per_inch: int) -> bytes:
    """Write dots as TIFF: RGB, LZW, their resolution in it."""
    return _saved(image, "TIFF", compression="tiff_lzw", dpi=(dots_per_inch, dots_per_inch))


def _saved(image: Image, kind: str, **how: Any) -> bytes:
    content = io.BytesIO()
    image.save(content, kind, **how)
    return content.getvalue()


_WRITE: Mapping[str, Callable[[Image, int], bytes]] = {"png": _png_of, "tiff": _tiff_of}
