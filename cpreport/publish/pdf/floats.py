"""Place the figures and tables of a page as a typesetter does.

A figure cannot be broken. Where it does not fit on the rest of a page, what comes after it is
printed first, so that the page is full; figures stay in the order of their numbers, and so do
tables. A layout is slow, so orders are tried on paper, with the heights that the first layout gave.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from cpreport.publish.html.text_columns import COLUMNS, FLOW, RUN
from cpreport.publish.pdf.weasyprint_private import (
    MeasuredElements,
    first_pages,
    measure,
    type_area,
    white_at_end,
)

#: White space at the end of a page that is worth another layout, as a share of the type area.
_WORTH_IT = 0.12
#: A document is laid out so many times at most; and as long as a page ends far too early.
_MOST_LAYOUTS, _MOST_WHERE_EARLY = 3, 6
#: What a float a page too far from its mention costs, where a page all white costs 1.
_FAR = 0.03
#: What each block of text costs that stands between a float and its mention, before and after it.
_BEFORE, _BETWEEN = 0.003, 0.001
#: So many blocks of text at most stand there, before a table that is seen as a whole more; and ways
#: that are followed at a time.
_EARLIEST, _EARLIEST_TABLE, _LATEST, _FEW = 20, 40, 24, 12
#: Paper is so much too short for what may not fit, as a share of a page.
_SLACK = 0.015
#: White space of more than this at the end of a page catches the eye, and then costs so many times
#: its share: a page that is not filled is worse than a table parted or a figure pages before its
#: mention.
_SEEN, _GLARING = 0.13, 20.0
#: What it costs to part a table that is not higher than this share of a page: a reader compares
#: its rows. Less than a page that ends far too early, more than a float pages before its mention.
_PARTED, _SEEN_AS_A_WHOLE = 0.3, 0.75
#: Height of a line of text in CSS pixels; two stay together at either end of a page.
_LINE = 17.0
#: Rows that stay together at the beginning and end of a long group, and at the end of a table.
_ROWS_TOGETHER = (3, 2, 3)
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
    laid : tuple of Element
        The blocks in the order in which they were laid out.
    begins : mapping of Element to (int, float)
        The page, counted from the first block's, and how far down on it a block was laid out.
    """

    page: float
    start: float
    chunks: Mapping[Element, tuple[float, ...]]
    repeated: Mapping[Element, float]
    mentions: Mapping[Element, tuple[str, ...]]
    laid: tuple[Element, ...]
    begins: Mapping[Element, tuple[int, float]]


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
    tried = [_elements(placed)]
    for number in range(1, _MOST_WHERE_EARLY):
        order = tuple(_pieces(tree))
        if not any(piece.floats for piece in order):
            break
        if not _has_gaps(last, _WORTH_IT) and not _parted(order, last):
            break
        if number >= _MOST_LAYOUTS and not _has_gaps(best, _SEEN):
            break
        paper = _paper(last, order)
        streams = _streams(order, paper)
        better = next(
            (one for one in _better(streams, paper) if _elements(one) not in tried), order
        )
        promised = _weight(order, streams, paper) - _weight(better, streams, paper)
        if promised < _WORTH_IT**2:
            break
        _put_in_order(better)
        tried.append(_elements(better))
        last = lay_out()
        if weigh(last) < weigh(best):
            best, placed = last, better
    if last is not best:
        # Runs of columns are gathered anew for each layout: the blocks stand in others by now.
        now = {piece.element: piece for piece in _pieces(tree)}
        _put_in_order(tuple(now[piece.element] for piece in placed))
    return best


# --- the blocks of a page ------------------------------------------------------------------------


def _elements(order: Order) -> tuple[Element, ...]:
    """Name the blocks alone: what holds them is made anew for each layout of columns."""
    return tuple(piece.element for piece in order)


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
    whole |= _with_room_below(order, whole, found)
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
        tuple(piece.element for piece in order),
        {
            element: (at - number, top - type_area(document.pages[at]).top)
            for element, (at, top) in found.begins.items()
        },
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
        if at is not None and then is not None and at[0] == then[0] and then[1] >= at[1]:
            yield piece.element, then[1] - at[1]


def _with_room_below(
    order: Order, whole: Mapping[Element, float], found: MeasuredElements
) -> Iterator[tuple[Element, float]]:
    """Yield the heights of what ends both a section and a page with the room above a section.

    Nothing was laid out below it there; where it is moved to, something will be.
    """
    above = max((found.margins.get(piece.parent, 0.0) for piece in order), default=0.0)
    for piece, below in itertools.pairwise(order):
        if below.parent is piece.parent or _columns(piece) > 1:
            continue
        at, then = found.begins.get(piece.element), found.begins.get(below.element)
        if at is not None and then is not None and at[0] != then[0]:
            yield piece.element, whole[piece.element] + above


def _chunks(
    piece: _Piece, height: float, heights: Mapping[Element, float], margins: Mapping[Element, float]
) -> Iterator[float]:
    if piece.kind == "table":
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
        bodies = table.findall("tbody")
        for body in bodies:
            rows = [heights[row] for row in body.findall("tr")]
            first, within, closing = _ROWS_TOGETHER
            last = closing if body is bodies[-1] else within
            short = "short" in _classes(body) or len(rows) < first + last
            lots = (
                [rows] if short else [rows[:first], *([r] for r in rows[first:-last]), rows[-last:]]
            )
            if len(bodies) > 1 and body is bodies[-1] and len(rows) < closing:
                ahead += chunks.pop()
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


def _has_gaps(document: Any, share: float) -> bool:
    return any(white_at_end(page) > share for page in document.pages[:-1])


def _parted(order: Order, document: Any) -> int:
    """Count the tables that go on on another page, but for those too high to be seen as a whole."""
    found, room = measure(document), type_area(document.pages[-1]).height
    return sum(
        found.begins[rows[0]][0] != found.begins[rows[-1]][0]
        and _is_seen_as_a_whole([found.heights[row] for row in rows], room)
        for piece in order
        if piece.kind == "table" and (rows := piece.element.findall(".//tbody/tr"))
    )


def _is_seen_as_a_whole(heights: Iterable[float], page: float) -> bool:
    return sum(heights) <= page * _SEEN_AS_A_WHOLE


def _ugliness(document: Any, *, tree: Element) -> float:
    """Weigh a layout by its white space, floats far from their mention, and parted tables."""
    order = tuple(_pieces(tree))
    begins = first_pages(document)
    pages = [(begins[p.element], p) for p in order if p.element in begins]
    far = _weighed(map(white_at_end, document.pages[:-1]), pages, _mentions(order))
    return far + _PARTED * _parted(order, document)


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
        away = number - mentioned.get(piece.anchor, number)
        drift += max(0, away - 1) ** 2 + max(0, -away)
    return sum(map(_cost_of_white, gaps)) + _FAR * drift


def _cost_of_white(share: float) -> float:
    return share**2 + _GLARING * max(0.0, share - _SEEN)


# --- trying orders on paper ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """The first blocks of a page, put in an order and set on paper.

    counts : tuple of int
        How many blocks of the text, figures and tables are set.
    page, used : int, float
        The page that is being filled, and down to where.
    tied : float
        The height of the headings that stand there last, and go along with what follows.
    cost : float
        What white space and distances so far cost.
    pages : tuple of int
        The page of each block of the text.
    as_laid : bool
        Whether the blocks so far stand in the order that was laid out, so that it is known where.
    """

    counts: tuple[int, ...] = (0, 0, 0)
    page: int = 0
    used: float = 0.0
    tied: float = 0.0
    cost: float = 0.0
    pages: tuple[int, ...] = ()
    order: Order = ()
    as_laid: bool = True


@dataclass(frozen=True, slots=True)
class _Streams:
    """The text, the figures and the tables of a page, each of which keeps its order.

    mentioned : mapping of Element to int
        The block of text that mentions a float first, or below which it is written.
    led : frozenset of Element
        The floats that are written directly below a heading; no other stands there.
    """

    kinds: tuple[Order, Order, Order]
    mentioned: Mapping[Element, int]
    led: frozenset[Element]


def _better(streams: _Streams, paper: _Paper) -> list[Order]:
    """Put text, figures and tables together so that least white space seems to be left, best first.

    From block to block the cheapest few ways are followed, for each number of floats that are set.
    """
    ways = [_Way(used=paper.start)]
    for _ in itertools.chain(*streams.kinds):
        longer = (one for way in ways for one in _longer(way, streams, paper))
        ways = list(_cheapest(longer))
    return [way.order for way in sorted(ways, key=_cost)]


def _weight(order: Order, streams: _Streams, paper: _Paper) -> float:
    """Weigh what an order seems to leave."""
    way = _Way(used=paper.start)
    for piece in order:
        way = _with(way, piece, streams, paper)
    return way.cost


def _cost(way: _Way) -> float:
    return way.cost


def _cheapest(ways: Iterable[_Way]) -> Iterator[_Way]:
    alike: dict[tuple[int, ...], list[_Way]] = {}
    for way in ways:
        alike.setdefault(way.counts, []).append(way)
    for few in alike.values():
        yield from sorted(few, key=_cost)[:_FEW]


def _streams(order: Order, paper: _Paper) -> _Streams:
    text = tuple(piece for piece in order if not piece.floats)
    by_mention = {
        anchor: at
        for at, piece in enumerate(text)
        for anchor in paper.mentions.get(piece.element, ())
    }
    above = itertools.accumulate(not piece.floats for piece in order)
    return _Streams(
        (
            text,
            tuple(piece for piece in order if piece.kind == "figure"),
            tuple(piece for piece in order if piece.kind == "table"),
        ),
        {
            piece.element: by_mention.get(piece.anchor, max(0, number - 1))
            for piece, number in zip(order, above, strict=True)
            if piece.floats
        },
        frozenset(
            below.element
            for above, below in itertools.pairwise(order)
            if above.kind == "heading" and below.floats
        ),
    )


def _longer(way: _Way, streams: _Streams, paper: _Paper) -> Iterator[_Way]:
    """Yield what becomes of a way with one block more: of the text, a figure or a table."""
    text, *floats = (
        next(iter(kind[done:]), None) for kind, done in zip(streams.kinds, way.counts, strict=True)
    )
    done = way.counts[0]
    waiting = [piece for piece in floats if piece is not None]
    if text is not None and all(done < streams.mentioned[p.element] + _LATEST for p in waiting):
        yield _with(way, text, streams, paper)
    below_heading = bool(way.order) and way.order[-1].kind == "heading"
    for piece in waiting:
        early = _EARLIEST_TABLE if _is_whole_table(piece, paper) else _EARLIEST
        due = done >= streams.mentioned[piece.element] - early
        if due and (not below_heading or piece.element in streams.led):
            yield _with(way, piece, streams, paper)


def _with(way: _Way, piece: _Piece, streams: _Streams, paper: _Paper) -> _Way:
    """Set a block on the page, or on the next one, with the headings above it."""
    page, used, tied, cost = way.page, way.used, way.tied, way.cost
    as_laid = way.as_laid and paper.laid[len(way.order)] is piece.element
    # Down columns the text does not go on from where the block above it began.
    known = paper.begins.get(piece.element) if as_laid and _columns(piece) == 1 else None
    first, *others = paper.chunks[piece.element]
    begin = used - tied
    room = paper.page * (1 - _SLACK) if piece.floats else paper.page
    if known is not None:
        if known[0] > page:
            cost += _cost_of_white((paper.page - begin) / paper.page)
        page, used = known
    elif begin > 0 and used + first > room:
        cost += _cost_of_white((paper.page - begin) / paper.page)
        page, used = page + 1, tied
    at = page
    used += first
    whole = _is_whole_table(piece, paper)
    for chunk in others:
        if used + chunk > paper.page:
            cost += _cost_of_white((paper.page - used) / paper.page)
            page, used = page + 1, paper.repeated[piece.element]
        used += chunk
    if whole and page > at:
        cost += _PARTED
    if piece.floats:
        kind = ("figure", "table").index(piece.kind) + 1
        cost += _cost_of_place(way, at, streams.mentioned[piece.element])
    else:
        kind = 0
    return _Way(
        tuple(count + (n == kind) for n, count in enumerate(way.counts)),
        page,
        used,
        tied + first if piece.kind == "heading" else 0.0,
        cost,
        way.pages if kind else (*way.pages, at),
        (*way.order, piece),
        as_laid,
    )


def _is_whole_table(piece: _Piece, paper: _Paper) -> bool:
    """Whether it is a table of which a reader sees all rows at once."""
    chunks = paper.chunks[piece.element]
    return piece.kind == "table" and _is_seen_as_a_whole(chunks, paper.page)


def _cost_of_place(way: _Way, at: int, mention: int) -> float:
    """Weigh the place of a float: pages too far from its mention, and blocks in between."""
    between = len(way.pages) - 1 - mention
    if between < 0:
        return -_BEFORE * between
    return _FAR * max(0, at - way.pages[mention] - 1) ** 2 + _BETWEEN * between
