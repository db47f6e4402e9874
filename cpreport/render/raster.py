"""Take a drawn figure, and give it as dots: a PNG at the size and resolution of print."""

from __future__ import annotations

import io
from functools import partial

from cpreport.figures.style import Drawn
from cpreport.kept import kept
from cpreport.render.drawings import as_image, size_in_mm

#: What a drawing that does not say its size is given, in mm.
_USUAL = (170.0, 100.0)


def png(figure: Drawn, dots_per_inch: int = 300, width: float | None = None) -> bytes:
    """Draw a figure as PNG: RGB, without transparency, its resolution written in it.

    Parameters
    ----------
    width : float or None
        In mm; None for the width that the figure was drawn for.
    """
    made_from = (figure.svg, str(dots_per_inch), str(width))
    return kept("png", made_from, partial(_png, figure, dots_per_inch, width))


def _png(figure: Drawn, dots_per_inch: int, width: float | None) -> bytes:
    # Both take a while to import, and most builds need neither.
    import pypdfium2

    from cpreport.render.pdf import pdf

    document = pypdfium2.PdfDocument(pdf(_page(figure, width)))
    try:
        image = document[0].render(scale=dots_per_inch / 72).to_pil().convert("RGB")
    finally:
        document.close()
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True, dpi=(dots_per_inch, dots_per_inch))
    return content.getvalue()


def _page(figure: Drawn, width: float | None) -> str:
    """Give a page that is as large as the figure and holds nothing else."""
    own_width, own_height = size_in_mm(figure) or _USUAL
    wide = own_width if width is None else width
    high = own_height * wide / own_width
    css = (
        f"@page {{ size: {wide:.3f}mm {high:.3f}mm; margin: 0 }} html, body {{ margin: 0 }}"
        f"img {{ display: block; width: {wide:.3f}mm; height: {high:.3f}mm }}"
    )
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{figure.id}</title>'
        f"<style>{css}</style></head>"
        f'<body class="figure"><img src="{as_image(figure)}" alt="A figure"></body></html>'
    )
