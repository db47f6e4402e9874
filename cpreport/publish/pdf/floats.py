"""Place the figures and tables of a page as a typesetter does.

A figure cannot be broken. Where it does not fit on the rest of a page, what comes after it is
printed first, so that the page is full; figures stay in the order of their numbers, and so do
tables. A layout is slow, so orders are tried on paper, with the heights that the first layout gave.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from cpreport.publish.html.text_columns import COLUMNS, FLOW, RUN
from cpreport.publish.pdf.weasyprint_private import (
    first_pages,
    measure,
    type_area,
    white_at_end,
)

#: White space at the end of a page that is worth another layout, as a share of the type area.
_WORTH_IT = 0.12
#: A document is laid out this many times at most; orders of its blocks tried before each.
_MOST_LAYOUTS, _MOST_ORDERS = 3, 24
#: What a float a page too far from its mention costs, where a page all white costs 1.
_FAR = 0.03
#: A float is moved this many times at most.
_MOST_MOVES = 2
#: Height of a line of text in CSS pixels; two stay together at either end of a page.
_LINE = 17.0
#: Rows of a long group of a table that stay together at its beginning and at its end.
_ROWS_TOGETHER = (3, 2)
_TEXT = {"p", "ul", "ol", "dl", "blockquote", "pre"}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
#: Sections with a matter of their own, or that close a document; no figure drifts into them.
_END = {
    "declarations",
    "orcid",
    "references",
    "sec-adverse-events",
    "sec-patient-perspective",
    "sec-improvement-rules",
    "sec-informed-consent",
}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block of a section, with the element that holds it.

    kind : str
        `text`, `heading`, `figure` or `table`.
    """

    element: Element
    parent: Element
    kind: str

    @property
    def floats(self) -> bool:
        """Whether it may be printed later than where it stands."""
        return self.kind in ("figure", "table")

    @property
    def anchor(self) -> str:
        """The name that links lead to."""
        return self.element.get("id", "")


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a layout tells of the blocks and the pages they fill, in CSS pixels.

    start : float
        Where the first block begins, below everything that comes before it.
    chunks : mapping of Element to tuple of float
        The heights of the parts of every block that a page's end cannot part.
    repeated : mapping of Element to float
        The height of a table's heading, which every page repeats.
    mentions : mapping of Element to str
        The anchors of floats that a block mentions first.
    """

    page: float
    start: float
    chunks: Mapping[Element, tuple[float, ...]]
    repeated: Mapping[Element, float]
    mentions: Mapping[Element, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Gap:
    """White space at the end of a page, before a block that begins the next one."""

    at: int
    height: float


Order = tuple[_Piece, ...]


def place_floats(lay_out: Callable[[], Any], tree: Element) -> Any:
    """Move what leaves white space, and return the layout that leaves least, which the tree is in.

    Parameters
    ----------
    lay_out : callable
        Lays out the tree as it is, and returns a WeasyPrint document.
    tree : Element
        The page; its figures and tables are moved in place.
    """
    weigh = functools.partial(_ugliness, tree=tree)
    best = last = lay_out()
    placed = tuple(_pieces(tree))
    for _ in range(1, _MOST_LAYOUTS):
        order = tuple(_pieces(tree))
        if not any(piece.floats for piece in order) or not _has_gaps(last):
            break
        paper = _paper(last, order)
        better = _better(order, paper)
        # Paper promises too much at times, hardly ever too little.
        if better == order or _weight(better, paper) > weigh(best) - _WORTH_IT**2:
            break
        _put_in_order(better)
        last = lay_out()
        if weigh(last) < weigh(best):
            best, placed = last, better
    if last is not best:
        _put_in_order(placed)
    return best


# --- the blocks of a page ------------------------------------------------------------------------


def _pieces(tree: Element) -> Iterator[_Piece]:
    """Yield the blocks of all sections, in the order in which they are read."""
    for child in tree:
        if _holds_pieces(child):
            yield from _pieces_in(child)
        elif child.tag != "section":
            yield from _pieces(child)


def _pieces_in(holder: Element) -> Iterator[_Piece]:
    for child in holder:
        kind = _kind(child)
        if kind is not None:
            yield _Piece(child, holder, kind)
        elif _holds_pieces(child):
            yield from _pieces_in(child)


def _holds_pieces(element: Element) -> bool:
    classes = _classes(element)
    if element.tag == "section":
        return element.get("id") not in _END and "box" not in classes
    return FLOW in classes or RUN in classes


def _kind(element: Element) -> str | None:
    if element.tag in _TEXT:
        return "text"
    if element.tag in _HEADINGS:
        return "heading"
    if element.tag == "figure":
        return "figure"
    return "table" if element.tag == "div" and "table" in _classes(element) else None


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _put_in_order(order: Order) -> None:
    """Put every float behind the block it follows in an order."""
    for before, piece in itertools.pairwise(order):
        if piece.floats:
            _parent_of(piece, order).remove(piece.element)
            holder = _parent_of(before, order)
            holder.insert(list(holder).index(before.element) + 1, piece.element)


def _parent_of(piece: _Piece, order: Order) -> Element:
    """Find what holds a block now; floats may have been moved by earlier steps."""
    holders = dict.fromkeys(other.parent for other in order)
    return next(holder for holder in holders if piece.element in list(holder))


# --- what a layout tells -------------------------------------------------------------------------


def _paper(document: Any, order: Order) -> _Paper:
    found, last = measure(document), type_area(document.pages[-1])
    heights = found.heights
    whole = {piece.element: heights[piece.element] / _columns(piece) for piece in order}
    whole |= _advances(order, found.begins)
    number, begin = found.begins.get(order[0].element, (0, last.top))
    return _Paper(
        last.height,
        begin - type_area(document.pages[number]).top,
        {
            piece.element: tuple(_chunks(piece, whole[piece.element], heights, found.margins))
            for piece in order
        },
        {
            piece.element: sum(heights[row] for row in piece.element.findall(".//thead/tr"))
            for piece in order
        },
        _mentions(order),
    )


def _advances(
    order: Order, begins: Mapping[Element, tuple[int, float]]
) -> Iterator[tuple[Element, float]]:
    """Yield how far below each block the next one begins, where both begin on the same page.

    That is a block's height with margins as they fall together. Columns stand beside each other.
    """
    for piece, below in itertools.pairwise(order):
        if _columns(piece) > 1 or _columns(below) > 1:
            continue
        at, then = begins.get(piece.element), begins.get(below.element)
        if at is not None and then is not None and at[0] == then[0] and then[1] > at[1]:
            yield piece.element, then[1] - at[1]


def _chunks(
    piece: _Piece,
    height: float,
    heights: Mapping[Element, float],
    margins: Mapping[Element, float],
) -> Iterator[float]:
    if piece.kind == "heading" and piece.element is next(iter(piece.parent)):
        yield height + margins.get(piece.parent, 0.0)
    elif piece.kind == "table":
        yield from _chunks_of_table(piece.element, heights, margins)
    elif piece.kind == "text" and height > 4 * _LINE:
        line = height / round(height / _LINE)
        yield 2 * line
        yield from [line] * (round(height / _LINE) - 4)
        yield 2 * line
    else:
        yield height


def _chunks_of_table(
    block: Element, heights: Mapping[Element, float], margins: Mapping[Element, float]
) -> Iterator[float]:
    """Yield what a page's end cannot part: short groups, the ends of long ones, notes."""
    chunks: list[float] = []
    ahead = 2 * margins.get(block, 0.0)
    for table in block.iter("table"):
        ahead += sum(heights[e] for e in (*table.findall("caption"), *table.findall("thead/tr")))
        for body in table.findall("tbody"):
            rows = [heights[row] for row in body.findall("tr")]
            first, last = _ROWS_TOGETHER
            short = "short" in _classes(body) or len(rows) <= first + last
            lots = (
                [rows] if short else [rows[:first], *([r] for r in rows[first:-last]), rows[-last:]]
            )
            chunks += [ahead + sum(lots[0]), *map(sum, lots[1:])]
            ahead = 0.0
    notes = sum(heights[e] for e in block.findall("div") if "notes" in _classes(e))
    yield from chunks[:-1]
    yield (chunks[-1] if chunks else ahead) + notes


def _columns(piece: _Piece) -> int:
    """Count the columns that a block is spread over."""
    return COLUMNS if RUN in _classes(piece.parent) else 1


def _mentions(order: Order) -> dict[Element, tuple[str, ...]]:
    found: dict[str, Element] = {}
    for piece in order:
        for link in piece.element.iter("a"):
            found.setdefault(link.get("href", "").removeprefix("#"), piece.element)
    return {
        element: tuple(anchor for anchor, at in found.items() if at is element)
        for element in dict.fromkeys(found.values())
    }


def _has_gaps(document: Any) -> bool:
    return any(white_at_end(page) > _WORTH_IT for page in document.pages[:-1])


def _ugliness(document: Any, *, tree: Element) -> float:
    """Weigh what a layout has of white space and of floats far from their mention."""
    order = tuple(_pieces(tree))
    begins = first_pages(document)
    pages = [(begins[p.element], p) for p in order if p.element in begins]
    return _weighed(map(white_at_end, document.pages[:-1]), pages, _mentions(order))


def _weighed(
    gaps: Iterable[float],
    pages: Iterable[tuple[int, _Piece]],
    mentions: Mapping[Element, tuple[str, ...]],
) -> float:
    """One large gap is worse than two small, and the last page may end where it ends."""
    mentioned: dict[str, int] = {}
    drift = 0.0
    known = sorted(pages, key=lambda page: page[0])
    for number, piece in known:
        mentioned |= dict.fromkeys(mentions.get(piece.element, ()), number)
    for number, piece in known:
        drift += max(0, number - mentioned.get(piece.anchor, number) - 1) ** 2
    return sum(gap**2 for gap in gaps) + _FAR * drift


# --- trying orders on paper ----------------------------------------------------------------------


def _better(order: Order, paper: _Paper) -> Order:
    """Choose the order of blocks that seems to leave least white space."""
    best, weight = order, _weight(order, paper)
    moved: Counter[Element] = Counter()
    for _ in range(_MOST_ORDERS):
        # Filling one page may open a gap on the next, which is filled in its turn.
        changed = next(_fill_gaps(order, paper, moved), None)
        if changed is None:
            break
        order = changed
        if _weight(order, paper) < weight:
            best, weight = order, _weight(order, paper)
    return best


def _weight(order: Order, paper: _Paper) -> float:
    pages, gaps = _paged(order, paper)
    white = (gap.height / paper.page for gap in gaps)
    return _weighed(white, zip(pages, order, strict=True), paper.mentions)


def _paged(order: Order, paper: _Paper) -> tuple[list[int], list[_Gap]]:
    """Say on which page each block would begin, and what would stay white before it."""
    pages: list[int] = []
    gaps: list[_Gap] = []
    page, used = 0, paper.start
    for at, piece in enumerate(order):
        chunks = paper.chunks[piece.element]
        if used > 0 and used + _least(order, at, paper) > paper.page:
            gaps.append(_Gap(at, paper.page - used))
            page, used = page + 1, 0.0
        pages.append(page)
        for chunk in chunks:
            if used > 0 and used + chunk > paper.page:
                page, used = page + 1, paper.repeated[piece.element]
            used += chunk
    return pages, gaps


def _least(order: Order, at: int, paper: _Paper) -> float:
    """Measure what must fit on a page for a block to begin there: a heading keeps what follows."""
    least = paper.chunks[order[at].element][0]
    if order[at].kind == "heading" and at + 1 < len(order):
        least += _least(order, at + 1, paper)
    return least


def _fill_gaps(order: Order, paper: _Paper, moved: Counter[Element]) -> Iterator[Order]:
    """Yield orders in which a gap before a float is filled, that of the first gap first."""
    for gap in _paged(order, paper)[1]:
        piece = order[gap.at]
        if not piece.floats or gap.height < _WORTH_IT * paper.page:
            continue
        if moved[piece.element] < _MOST_MOVES and (changed := _later(order, gap, paper)):
            moved[piece.element] += 1
            yield changed


def _later(order: Order, gap: _Gap, paper: _Paper) -> Order | None:
    """Put a float behind the blocks that fill the gap before it; None where there are none.

    Floats of the same kind on the way go along, behind it, so that their numbers stay in order; so
    do figures that do not fit either.
    """
    moved = order[gap.at]
    along, before = [moved], list[_Piece]()
    filled = 0.0
    end = gap.at + 1
    for at, piece in enumerate(order[gap.at + 1 :], start=gap.at + 1):
        height = sum(paper.chunks[piece.element])
        too_high = piece.kind == "figure" and filled + height > gap.height
        if piece.kind == moved.kind or too_high:
            along.append(piece)
            continue
        before.append(piece)
        filled += height
        end = at + 1
        if filled >= gap.height and piece.kind != "heading":
            break
    while before and before[-1].kind == "heading":
        end = order.index(before.pop())
    if not before:
        return None
    along = [piece for piece in along if order.index(piece) < end]
    return (*order[: gap.at], *before, *along, *order[end:])
