"""Make the files of the graphical abstract, where a series asks for one."""

from __future__ import annotations

from cpreport.figures import GRAPHICAL_ABSTRACT, draw_graphical_abstract
from cpreport.figures.drawing import file_of
from cpreport.outcomes.findings import Findings

_ENDINGS = ("svg", "png", "pdf")


def graphical_abstract_outputs(findings: Findings) -> tuple[str, ...]:
    """Name the files of the graphical abstract."""
    if findings.record.graphical_abstract is None:
        return ()
    return tuple(f"figures/{GRAPHICAL_ABSTRACT}.{ending}" for ending in _ENDINGS)


def graphical_abstract_files(findings: Findings) -> dict[str, bytes]:
    """Draw the graphical abstract as SVG, as 1200 by 675 dots and as an accessible PDF."""
    outputs = graphical_abstract_outputs(findings)
    if not outputs:
        return {}
    # It imports what draws, which a plan does without.
    from cpreport.figures.graphical_abstract import DOTS_PER_INCH

    drawn = draw_graphical_abstract(findings)
    title = findings.record.title
    return {
        path: file_of(drawn, path.rpartition(".")[2], title=title, dots_per_inch=DOTS_PER_INCH)
        for path in outputs
    }
