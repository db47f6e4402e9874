"""Typeset a drawn figure as a page that is as large as it is and holds nothing else."""

from __future__ import annotations

import html
import io

from cpreport.figures.style import Drawn
from cpreport.problems import Place, Problem, Refused
from cpreport.publish.engines import weasyprint_works
from cpreport.publish.html.drawings import as_image, size_in_mm
from cpreport.publish.pdf.typeset_once import typeset_once

#: What a drawing that does not say its size is given, in mm.
_USUAL = (170.0, 100.0)


def figure_pdf(
    figure: Drawn, width: float | None = None, *, language: str = "en", title: str = ""
) -> bytes:
    """Typeset a figure as a PDF of its own size, with its fonts in it and its text alternative.

    Parameters
    ----------
    width : float or None
        In mm; None for the width that the figure was drawn for.
    title : str
        Of the document, such as `Figure 1`; default: the name of the figure.

    Raises
    ------
    Refused
        Where Pango is missing and the figure holds photographs, which matplotlib does not draw.
    """
    if not weasyprint_works():
        return _by_matplotlib(figure, width, title or figure.id)
    own_width, own_height = size_in_mm(figure) or _USUAL
    wide = own_width if width is None else width
    high = own_height * wide / own_width
    css = (
        f"@page {{ size: {wide:.3f}mm {high:.3f}mm; margin: 0 }} html, body {{ margin: 0 }}"
        f"img {{ display: block; width: {wide:.3f}mm; height: {high:.3f}mm }}"
    )
    named = html.escape(title or figure.id)
    return typeset_once(
        f'<!DOCTYPE html><html lang="{language}"><head><title>{named}</title>'
        f'<style>{css}</style></head><body class="figure">'
        f'<img src="{as_image(figure)}" alt="{html.escape(figure.alt)}"></body></html>'
    )


def _by_matplotlib(figure: Drawn, width: float | None, title: str) -> bytes:
    """Write the same marks and letters as PDF without Pango; the text alternative is not in it."""
    if figure.drawing is None:
        message = f"{figure.id}: photographs are printed by WeasyPrint, and Pango is missing"
        hint = "install Pango; `cpreport doctor` says how"
        raise Refused([Problem("CP601", Place("."), message, help=hint)])
    from cpreport.figures.canvas import figure_of

    drawn, page = figure_of(figure.drawing), io.BytesIO()
    if width is not None:
        own_width, own_height = figure.drawing.size
        drawn.set_size_inches(width / 25.4, own_height / own_width * width / 25.4)
    drawn.savefig(page, format="pdf", metadata={"Title": title, "CreationDate": None})
    return page.getvalue()
