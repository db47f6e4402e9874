"""Make the files of the graphical abstract, where a series asks for one."""

from __future__ import annotations

import io

from cpreport.figures import GRAPHICAL_ABSTRACT, draw_graphical_abstract
from cpreport.outcomes.findings import Findings
from cpreport.publish.svg_file import svg_file

_ENDINGS = ("svg", "png", "pdf")


def graphical_abstract_outputs(findings: Findings) -> tuple[str, ...]:
    """Name the files of the graphical abstract."""
    if findings.scored.series.record.graphical_abstract is None:
        return ()
    return tuple(f"figures/{GRAPHICAL_ABSTRACT}.{ending}" for ending in _ENDINGS)


def graphical_abstract_files(findings: Findings) -> dict[str, bytes]:
    """Draw the graphical abstract as SVG, as 1200 by 675 dots and as an accessible PDF."""
    outputs = graphical_abstract_outputs(findings)
    if not outputs:
        return {}
    # All import what draws and prints, which a plan does without.
    from cpreport.figures.canvas import figure_of
    from cpreport.figures.graphical_abstract import DOTS_PER_INCH
    from cpreport.publish.pdf.figure_page import figure_pdf

    drawn = draw_graphical_abstract(findings)
    dots = io.BytesIO()
    if drawn.drawing is not None:
        figure_of(drawn.drawing).savefig(dots, format="png", dpi=DOTS_PER_INCH)
    record = findings.scored.series.record
    page = figure_pdf(drawn, language=record.language, title=record.title)
    return dict(zip(outputs, (svg_file(drawn), dots.getvalue(), page), strict=True))
