"""Spread what stands on a page that ends a little early, and draw in a last page of few lines.

Where the next block is too high for the rest of a page, a typesetter gives the blocks above it a
little more room between them, so little that nobody sees it; and a little less where two lines
would stand on the last page alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from cpreport.publish.pdf.weasyprint_private import measure, type_area, white_at_end

#: White at the end of a page, as a share of its type area, that is made less; and what is left.
_FROM, _TO = 0.14, 0.11
#: How much more room there may be above a block, in CSS pixels.
_MOST = {
    **dict.fromkeys(("section", "figure", "div", "table"), 18.0),
    **dict.fromkeys(("p", "ul", "ol"), 6.0),
    "tr": 12.0,
}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
#: A last page that is filled to less than this share is drawn in, where blocks of so many pages
#: before it can stand nearer to each other by not more than this share of the room above them.
_FEW_LINES, _PAGES_BEFORE, _NEARER = 0.12, 3, 0.4
#: So much nearer than what is known to be needed, and half a line at least: lines fall where they
#: fall.
_TO_SPARE, _HALF_A_LINE = 1.25, 8.0


def more_room(document: Any, tree: Element, *, airy: float = 1.0) -> dict[Element, str]:
    """Choose by which styles blocks fill the pages that end early.

    Parameters
    ----------
    airy : float
        How many times more room than usual may be given where lines stand far apart.
    """
    found = measure(document)
    above = _by_page(tree, found.begins)
    chosen: dict[Element, str] = {}
    for number, page in enumerate(document.pages[:-1]):
        white, area = white_at_end(page), type_area(page)
        # What begins a page has no room above it.
        below = [e for e in above[number] if found.begins[e][1] > area.top + 1]
        if white > _FROM and below:
            most = {element: airy * _MOST[element.tag] for element in below}
            chosen |= _styles((white - _TO) * area.height, most, found.margins)
    return chosen


def less_room(document: Any, tree: Element) -> dict[Element, str]:
    """Choose by which styles the few lines of a last page come on the page before it."""
    *before, last = document.pages
    filled = 1 - white_at_end(last)
    if not before or filled > _FEW_LINES:
        return {}
    found = measure(document)
    above = _by_page(tree, found.begins)
    # Above what began the last page there will be room again.
    sections = (e for blocks in above.values() for e in blocks if e.tag == "section")
    room = max((found.margins[element] for element in sections), default=0.0)
    missing = filled * type_area(last).height + (room if above[len(before)] else 0.0)
    missing -= white_at_end(before[-1]) * type_area(before[-1]).height
    missing = _TO_SPARE * max(missing, _HALF_A_LINE)
    nearer: dict[Element, float] = {}
    for number in range(len(before) - 1, max(-1, len(before) - 1 - _PAGES_BEFORE), -1):
        top = type_area(before[number]).top
        for element in above[number]:
            if found.begins[element][1] > top + 1:
                nearer[element] = -_NEARER * found.margins[element]
        if -sum(nearer.values()) >= missing:
            return dict(_styles(-missing, nearer, found.margins))
    return {}


def _by_page(
    tree: Element, begins: Mapping[Element, tuple[int, float]]
) -> defaultdict[int, list[Element]]:
    above: defaultdict[int, list[Element]] = defaultdict(list)
    for element in _blocks(tree):
        if element in begins:
            above[begins[element][0]].append(element)
    return above


def _styles(
    room: float, most: Mapping[Element, float], margins: Mapping[Element, float]
) -> Iterator[tuple[Element, str]]:
    """Yield the style of each block by which all take their share of the room, or give it."""
    every = sum(most.values())
    share = min(1.0, room / every) if every else 0.0
    for element, change in most.items():
        above = margins[element] + share * change
        if element.tag == "tr":
            for cell in element:
                yield cell, f"padding-top: {above:.1f}px"
        else:
            yield element, f"margin-top: {above:.1f}px"


def _blocks(holder: Element) -> Iterator[Element]:
    """Yield the blocks with room above that may change: none hangs beside a heading or a figure."""
    before: Element | None = None
    for child in holder:
        classes = child.get("class", "").split()
        may = child.tag in _MOST and (child.tag != "div" or "table" in classes)
        if may and not (before is not None and before.tag in _HEADINGS):
            yield child
        if "table" in classes:
            # What is too wide goes on below itself; groups of rows have names.
            yield from list(child.iter("table"))[1:]
            yield from (row for row in child.iter("tr") if row.get("class") == "group")
        elif child.tag in ("main", "article", "section", "body", "div"):
            yield from _blocks(child)
        before = child
