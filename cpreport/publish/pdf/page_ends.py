"""Spread what stands on a page that ends a little early over the height that is left.

Where the next block is too high for the rest of a page, a typesetter gives the blocks above it a
little more room between them, so little that nobody sees it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from cpreport.publish.pdf.weasyprint_private import measure, type_area, white_at_end

#: White at the end of a page, as a share of its type area, that is made less; and what is left.
_FROM, _TO = 0.125, 0.11
#: How much more room there may be above a block, in CSS pixels.
_MOST = {"section": 18.0, "figure": 18.0, "div": 18.0, "p": 6.0, "ul": 6.0, "ol": 6.0}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}


def more_room(document: Any, tree: Element, *, airy: float = 1.0) -> dict[Element, float]:
    """Choose the upper margins of blocks that fill the pages that end early, in CSS pixels.

    Parameters
    ----------
    airy : float
        How many times more room than usual may be given where lines stand far apart.
    """
    found = measure(document)
    above: dict[int, list[Element]] = defaultdict(list)
    for element in _blocks(tree):
        if element in found.begins:
            above[found.begins[element][0]].append(element)
    chosen: dict[Element, float] = {}
    for number, page in enumerate(document.pages[:-1]):
        white = white_at_end(page)
        tops = {element: found.begins[element][1] for element in above[number]}
        if white > _FROM and tops:
            room = (white - _TO) * type_area(page).height
            chosen |= _shared(room, tops, found.margins, airy)
    return chosen


def _shared(
    room: float, tops: Mapping[Element, float], margins: Mapping[Element, float], airy: float
) -> Iterator[tuple[Element, float]]:
    """Yield the margin of each block but those at the very top; none is more than is allowed."""
    highest = min(tops.values())
    below = [element for element, top in tops.items() if top > highest + 1]
    most = airy * sum(_MOST[element.tag] for element in below)
    share = min(1.0, room / most) if most else 0.0
    for element in below:
        yield element, margins[element] + share * airy * _MOST[element.tag]


def _blocks(holder: Element) -> Iterator[Element]:
    """Yield the blocks with room above that may grow: none hangs beside a heading or a figure."""
    before: Element | None = None
    for child in holder:
        classes = child.get("class", "").split()
        may = child.tag in _MOST and (child.tag != "div" or "table" in classes)
        if may and not (before is not None and before.tag in _HEADINGS):
            yield child
        if child.tag in ("main", "article", "section", "body", "div") and "table" not in classes:
            yield from _blocks(child)
        before = child
