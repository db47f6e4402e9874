"""Take a page as a tree and a way to lay it out, and place its figures and tables as a typesetter.

A figure cannot be broken. Where it does not fit on the rest of a page, what comes after it is
printed first, so that the page is full; figures stay in the order of their numbers, and so do
tables.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from cpreport.render.columns import COLUMNS, FLOW, RUN

#: White space at the end of a page that is worth another layout, as a share of the type area.
_WORTH_IT = 0.12
#: A document is laid out this many times at most.
_MOST_LAYOUTS = 8
#: What a float a page too far from its mention costs, where a page all white costs 1.
_FAR = 0.03
#: A float is moved this many times at most.
_MOST_MOVES = 2
_TEXT = {"p", "ul", "ol", "dl", "blockquote", "pre"}
_HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
#: Sections that close a document; no figure drifts into them.
_END = {"declarations", "orcid", "references"}


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


@dataclass(frozen=True, slots=True)
class _Gap:
    """White space (in CSS pixels) at the end of a page, before a float that begins the next one."""

    before: _Piece
    height: float


def placed(lay_out: Callable[[], Any], tree: Element) -> Any:
    """Move what leaves white space, and give the layout that leaves least.

    Parameters
    ----------
    lay_out : callable
        Lays out the tree as it is, and gives a WeasyPrint document.
    tree : Element
        The page; its figures and tables are moved in place.
    """
    best = last = lay_out()
    mentions = _mentions(tree)
    moved: Counter[Element] = Counter()
    for _ in range(1, _MOST_LAYOUTS):
        pieces = list(_pieces(tree))
        move = next(_moves(last, pieces, moved), None)
        if move is None:
            break
        _put_in_order(*move)
        # Filling one page may open a gap on the next, which is filled in its turn.
        last = lay_out()
        best = min(best, last, key=functools.partial(_ugliness, pieces=pieces, mentions=mentions))
    return best


def _moves(
    document: Any, pieces: Sequence[_Piece], moved: Counter[Element]
) -> Iterator[tuple[_Piece, list[_Piece]]]:
    """Yield what would fill each gap."""
    heights = _heights(document)
    for gap in _gaps(document, pieces):
        move = _later(gap, pieces, heights)
        if move is not None and moved[gap.before.element] < _MOST_MOVES:
            moved[gap.before.element] += 1
            yield move


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


# --- measuring -----------------------------------------------------------------------------------


def _gaps(document: Any, pieces: Sequence[_Piece]) -> Iterator[_Gap]:
    """Yield the gaps that text could fill, in the order of the pages."""
    known = {piece.element: piece for piece in pieces}
    seen: set[Element] = set()
    before = None
    for page in document.pages:
        here = [known[e] for e in dict.fromkeys(_elements(page)) if e in known]
        first = next((p for p in here if p.kind != "heading"), None)
        if before is not None and first is not None and first.floats:
            white = _white_at_end(before)
            if first.element not in seen and white > _WORTH_IT * before._page_box.height:
                yield _Gap(first, white)
        seen.update(piece.element for piece in here)
        before = page


def _elements(page: Any) -> Iterator[Element]:
    return (box.element for box in page._page_box.descendants() if _is_of_tree(box))


def _is_of_tree(box: Any) -> bool:
    return isinstance(getattr(box, "element", None), Element)


def _mentions(tree: Element) -> dict[str, Element]:
    """Give the first cross-reference to every anchor."""
    found: dict[str, Element] = {}
    for link in tree.iter("a"):
        found.setdefault(link.get("href", "").removeprefix("#"), link)
    return found


def _ugliness(document: Any, *, pieces: Sequence[_Piece], mentions: Mapping[str, Element]) -> float:
    """Weigh white space at the ends of pages and floats that stand far behind their mention.

    One large gap is worse than two small, and the last page may end where it ends.
    """
    pages = document.pages
    gaps = sum((_white_at_end(page) / page._page_box.height) ** 2 for page in pages[:-1])
    begins = {e: n for n in reversed(range(len(pages))) for e in _elements(pages[n])}
    drifts = [
        begins[piece.element] - begins[mention]
        for piece in pieces
        if piece.floats and piece.element in begins
        for mention in [mentions.get(piece.element.get("id", ""))]
        if mention in begins
    ]
    return float(gaps + _FAR * sum(max(0, drift - 1) ** 2 for drift in drifts))


def _white_at_end(page: Any) -> float:
    from weasyprint.formatting_structure.boxes import LineBox, TableRowBox

    box = page._page_box
    ends = [
        inner.position_y + inner.height
        for inner in box.descendants()
        if _is_of_tree(inner)
        and (isinstance(inner, LineBox | TableRowBox) or inner.element.tag in ("figure", "img"))
    ]
    return float(box.content_box_y() + box.height - max(ends, default=box.content_box_y()))


def _heights(document: Any) -> Counter[Element]:
    """Give the height of every block, with its margins, over all pages it stands on."""
    from weasyprint.formatting_structure.boxes import BlockBox

    heights: Counter[Element] = Counter()
    for page in document.pages:
        for box in page._page_box.descendants():
            if isinstance(box, BlockBox) and _is_of_tree(box):
                heights[box.element] += box.margin_height()
    return heights


# --- moving --------------------------------------------------------------------------------------


def _later(
    gap: _Gap, pieces: Sequence[_Piece], heights: Counter[Element]
) -> tuple[_Piece, list[_Piece]] | None:
    """Give the block after which a float fills the gap before it, and the floats to put there.

    Floats of the same kind on the way go along, behind it, so that their numbers stay in order; so
    do figures that do not fit either.
    """
    start = next(n for n, piece in enumerate(pieces) if piece.element is gap.before.element)
    along = [gap.before]
    filled = 0.0
    last = None
    for piece in pieces[start + 1 :]:
        fits = filled + heights[piece.element] <= gap.height
        if piece.kind == gap.before.kind or (piece.kind == "figure" and not fits):
            along.append(piece)
            continue
        filled += heights[piece.element] / _columns(piece)
        if piece.kind != "heading":
            last = piece
        if filled >= gap.height and last is piece:
            break
    return None if last is None else (last, along)


def _columns(piece: _Piece) -> int:
    """Give over how many columns a block is spread."""
    return COLUMNS if RUN in _classes(piece.parent) else 1


def _put_in_order(after: _Piece, floats: list[_Piece]) -> None:
    for piece in floats:
        piece.parent.remove(piece.element)
    at = list(after.parent).index(after.element) + 1
    after.parent[at:at] = [piece.element for piece in floats]
