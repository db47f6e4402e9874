"""Take a laid-out document, and give the CSS that prints a number beside every line of its text."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

#: Elements whose lines reviewers do not count: they have numbers of their own.
_NOT_COUNTED = {"table", "figure", "aside"}
#: Lines nearer to each other than this, in CSS pixels, are one: a heading beside its text.
_SAME_LINE = 5
#: Distance of the numbers from the text, in CSS pixels.
_GAP = 16


def numbering(document: Any) -> str:
    """Give a rule for every page with the numbers behind it; they run through the document.

    The numbers are a picture behind the page, which no reader of the text aloud comes across.

    Parameters
    ----------
    document : weasyprint.Document
        As laid out; the rules change nothing in it.
    """
    rules = []
    number = 0
    for at, page in enumerate(document.pages, start=1):
        baselines = _apart(sorted(_baselines(page._page_box)))
        numbered = list(enumerate(baselines, start=number + 1))
        number += len(baselines)
        if numbered:
            picture = base64.b64encode(_picture(page, numbered).encode()).decode("ascii")
            image = f"url(data:image/svg+xml;base64,{picture})"
            # The background of a page begins where its margins end.
            left, top = page._page_box.margin_left, page._page_box.margin_top
            at_corner = f"-{left:.2f}px -{top:.2f}px"
            rules.append(f"@page :nth({at}) {{ background: {image} {at_corner} no-repeat }}")
    return "\n".join(rules)


def _baselines(box: Any) -> Iterator[float]:
    """Yield where the lines of running text stand, in CSS pixels from the top of the page."""
    from weasyprint.formatting_structure.boxes import LineBox, MarginBox

    for child in getattr(box, "children", ()):
        if isinstance(child, MarginBox) or child.element_tag in _NOT_COUNTED or _is_table(child):
            continue
        if isinstance(child, LineBox):
            yield child.position_y + child.baseline
        else:
            yield from _baselines(child)


def _apart(lines: list[float]) -> list[float]:
    """Leave out lines that stand beside one that is there."""
    kept: list[float] = []
    for line in lines:
        if not kept or line - kept[-1] > _SAME_LINE:
            kept.append(line)
    return kept


def _is_table(box: Any) -> bool:
    """Whether a box holds a table with its notes."""
    return "table" in (box.element.get("class") or "").split() if box.element is not None else False


def _picture(page: Any, numbered: list[tuple[int, float]]) -> str:
    right = page._page_box.content_box_x() - _GAP
    texts = "".join(
        f'<text x="{right:.1f}" y="{baseline:.1f}">{number}</text>' for number, baseline in numbered
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{page.width:.1f}" '
        f'height="{page.height:.1f}"><g font-family="Source Sans 3" font-size="10" '
        f'fill="#525d69" text-anchor="end">{texts}</g></svg>'
    )
