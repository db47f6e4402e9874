"""Number the lines of a laid-out document, by CSS that prints a number beside each of them."""

from __future__ import annotations

import base64
from typing import Any
from xml.etree.ElementTree import Element

from cpreport.publish.pdf.weasyprint_private import baselines, type_area

#: Elements whose lines reviewers do not count: they have numbers of their own.
_NOT_COUNTED = {"table", "figure", "aside"}
#: Lines nearer to each other than this, in CSS pixels, are one: a heading beside its text.
_SAME_LINE = 5
#: Distance of the numbers from the text, in CSS pixels.
_GAP = 16


def line_number_css(document: Any) -> str:
    """Write a rule for every page with the numbers behind it; they run through the document.

    The numbers are a picture behind the page, which no reader of the text aloud comes across.

    Parameters
    ----------
    document : weasyprint.Document
        As laid out; the rules change nothing in it.
    """
    rules = []
    number = 0
    for at, page in enumerate(document.pages, start=1):
        lines = _lines_apart(sorted(baselines(page, _is_not_counted)))
        numbered = list(enumerate(lines, start=number + 1))
        number += len(lines)
        if numbered:
            picture = base64.b64encode(_picture(page, numbered).encode()).decode("ascii")
            image = f"url(data:image/svg+xml;base64,{picture})"
            # The background of a page begins where its margins end.
            area = type_area(page)
            at_corner = f"-{area.margin_left:.2f}px -{area.margin_top:.2f}px"
            rules.append(f"@page :nth({at}) {{ background: {image} {at_corner} no-repeat }}")
    return "\n".join(rules)


def _is_not_counted(tag: str, element: Element | None) -> bool:
    """Whether a box is of what has numbers of its own, or holds a table with its notes."""
    classes = (element.get("class") or "").split() if element is not None else ()
    return tag in _NOT_COUNTED or "table" in classes


def _lines_apart(lines: list[float]) -> list[float]:
    """Leave out lines that stand beside one that is there."""
    kept: list[float] = []
    for line in lines:
        if not kept or line - kept[-1] > _SAME_LINE:
            kept.append(line)
    return kept


def _picture(page: Any, numbered: list[tuple[int, float]]) -> str:
    right = type_area(page).left - _GAP
    texts = "".join(
        f'<text x="{right:.1f}" y="{baseline:.1f}">{number}</text>' for number, baseline in numbered
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{page.width:.1f}" '
        f'height="{page.height:.1f}"><g font-family="Source Sans 3" font-size="10" '
        f'fill="#525d69" text-anchor="end">{texts}</g></svg>'
    )
