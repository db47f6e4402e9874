"""Set a document again where pages of it end early, or its last page has few lines.

Typst sets pages one after another and looks at none again. What `publish/pdf/page_ends.py` does
with the blocks of WeasyPrint's layouts is done here by a few numbers with which `page.typ` sets
them anew: pages on which blocks stand a little further apart, tables that are parted instead of
moved, and less room between all blocks. Nothing is set twice where the pages are full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpreport.publish.typst.nodes import Data
from cpreport.publish.typst.read_back import PageText, PrintedParts, pages_of, spots

#: White at the end of a page, as a share of its type area, that is made less; and what is left.
_FROM, _TO = 0.14, 0.11
#: A last page that is filled to less than this share is drawn in: it is as bad as a page that ends
#: so much too early.
_FEW_LINES, _AS_BAD_AS = 0.12, 0.05
#: Shares of the room between blocks that are tried, the most like the usual first.
_NEARER = (0.85, 0.7, 0.6)
#: Pages of one sheet of paper.
_OF_A_SHEET = 2
#: After so many pages were set again no other way is tried.
_MOST_PAGES = 100

#: Sets the document with data that say more than those of its first layout.
LayOut = Callable[[Data], bytes]


@dataclass(frozen=True, slots=True)
class _Layout:
    """A document as it was set, and how its pages end.

    more : mapping
        What its data said more than those of the first layout.
    whites : tuple of float
        White at the end of each page, as a share of the type area.
    begun : mapping of int to list of str
        Anchors of what begins on a page, counted from 0; nothing where no page ends early.
    """

    content: bytes
    more: Data
    whites: tuple[float, ...]
    begun: Mapping[int, list[str]]

    @property
    def badness(self) -> float:
        """How much too early pages end; the last one may, unless it is hardly begun."""
        *before, last = self.whites
        too_early = [white - _FROM for white in before if white > _FROM]
        if before and 1 - last < _FEW_LINES:
            too_early.append(_AS_BAD_AS)
        return sum(white**2 for white in too_early)


def fill_pages(
    made: bytes,
    pages: Sequence[PageText],
    lay_out: LayOut,
    data: Data,
    parts: PrintedParts,
) -> bytes:
    """Set a document again where that leaves less white; else return it as it was set.

    Parameters
    ----------
    pages : sequence of PageText
        Those of the document as it was set.
    parts : PrintedParts
        What the document shows, with what its figures and tables begin with.
    """
    margins = data["margins"]
    assert isinstance(margins, dict)

    def again(more: Data) -> _Layout:
        content = lay_out(more)
        with pages_of(content) as pages:
            return _layout(content, more, pages, margins, parts)

    best = _spread(_layout(made, {}, pages, margins, parts), again)
    tried = 0
    for more in _other_ways(best, data):
        if not best.badness or tried > _MOST_PAGES:
            break
        other = _spread(again(more), again)
        tried += len(other.whites)
        if other.badness < best.badness and len(other.whites) <= len(best.whites):
            best = other
    return best.content


def spare_sheet(made: bytes, pages: Sequence[PageText], lay_out: LayOut) -> bytes:
    """Set a letter again where its third page then need not be; else return it as it was set."""
    if len(pages) != _OF_A_SHEET + 1:
        return made
    for nearer in _NEARER:
        content = lay_out({"nearer": nearer})
        with pages_of(content) as fewer:
            if len(fewer) == _OF_A_SHEET:
                return content
    return made


def _layout(
    content: bytes,
    more: Data,
    pages: Sequence[PageText],
    margins: Mapping[str, float],
    parts: PrintedParts,
) -> _Layout:
    whites = tuple(page.white_at_end(**margins) for page in pages)
    begun: dict[int, list[str]] = defaultdict(list)
    if any(white > _FROM for white in whites[:-1]):
        for anchor, (page, _, _) in spots(pages, parts).items():
            begun[page].append(anchor)
    return _Layout(content, more, whites, begun)


def _spread(layout: _Layout, again: Callable[[Data], _Layout]) -> _Layout:
    """Set blocks on pages that end early a little further apart; all stay on their pages."""
    early = {
        str(number): round(white - _TO, 3)
        for number, white in enumerate(layout.whites[:-1], 1)
        if white > _FROM
    }
    if not early:
        return layout
    spread = again({**layout.more, "early": early})
    same = len(spread.whites) == len(layout.whites)
    return spread if same and spread.badness < layout.badness else layout


def _other_ways(layout: _Layout, data: Mapping[str, Any]) -> Iterator[Data]:
    """Yield what may fill pages where more room between blocks does not."""
    tables = _tables(data["sections"]) if data.get("moves", True) else frozenset()
    parted = sorted(
        anchor
        for page, white in enumerate(layout.whites[:-1])
        for anchor in layout.begun.get(page + 1, ())
        if anchor in tables and white > _FROM
    )
    if parted:
        yield {"parted": parted}
    for nearer in _NEARER:
        yield {"nearer": nearer}
        if parted:
            yield {"parted": parted, "nearer": nearer}


def _tables(sections: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(
        block["anchor"]
        for section in sections
        for part in (section, *section.get("below", ()))
        for block in part["n"]
        if block["k"] == "table"
    )
