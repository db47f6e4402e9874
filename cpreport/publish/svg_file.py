"""Write a figure as an SVG file that stands alone: its letters in it, and ready for the dark."""

from __future__ import annotations

from cpreport.colours import in_the_dark
from cpreport.figures.style import LOOK, Drawn
from cpreport.fonts import figure_font_rule
from cpreport.publish.html.drawings import dark_rules


def svg_file(figure: Drawn) -> bytes:
    """Put into a drawing the part of its font that it uses, and its colours for the dark."""
    head, close, rest = figure.svg.partition(">")
    dark = (
        f"@media screen and (prefers-color-scheme:dark){{svg{{color:{in_the_dark(LOOK.ink)}}}}}\n"
    )
    rules = figure_font_rule(figure.svg) + dark + dark_rules(figure.svg, "svg")
    return f"{head}{close}\n<style>{rules}</style>{rest}".encode()
