"""Take a block of HTML, and give its paragraphs, lists and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from lxml import html
from lxml.html import HtmlElement

#: Elements that end one paragraph and begin another.
BLOCKS = {
    "p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "table", "hr", "div", "section",
    "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_HEADINGS = {f"h{n}": n - 1 for n in range(2, 7)}
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """What becomes one paragraph.

    style : str
        Id of its style.
    inside : HtmlElement
        Its text stands inside, up to the first block there.
    depth : int
        How deep in lists it stands, from 0.
    numbers : int
        Which counted list it belongs to, from 1; 0 for none.
    heading : int
        Level of the heading it is; 0 for none.
    """

    style: str
    inside: HtmlElement
    depth: int = 0
    numbers: int = 0
    heading: int = 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A table that stands in prose: its rows, the first of them its heading."""

    rows: tuple[tuple[HtmlElement, ...], ...]


def pieces(fragment: str, lists: Iterator[int] | None = None) -> list[Piece | Grid]:
    """Give the paragraphs and tables of finished HTML in their order.

    Parameters
    ----------
    lists : iterator of int
        Gives each counted list its number.
    """
    if not fragment.strip():
        return []
    lists = lists if lists is not None else count(1)
    parent = html.fragment_fromstring(fragment, create_parent="div")
    return list(_below(parent, "BodyText", 0, lists))


def _below(
    parent: HtmlElement, style: str, depth: int, lists: Iterator[int]
) -> Iterator[Piece | Grid]:
    if (parent.text or "").strip() or (len(parent) and parent[0].tag not in BLOCKS):
        yield Piece(style, parent, depth)
    for child in parent:
        if child.tag in _HEADINGS:
            level = min(_HEADINGS[child.tag], _DEEPEST)
            yield Piece(f"Heading{level}", child, heading=level)
        elif child.tag in ("ul", "ol"):
            yield from _list(child, depth, lists)
        elif child.tag == "table":
            rows = (tuple(row.iter("th", "td")) for row in child.iter("tr"))
            yield Grid(tuple(rows))
        elif child.tag == "pre":
            yield Piece("Code", child)
        elif child.tag == "blockquote":
            yield from _below(child, "Quote", depth, lists)
        elif child.tag in ("p", "dt", "dd"):
            yield Piece(style, child, depth)
        elif child.tag in BLOCKS and child.tag != "hr":
            yield from _below(child, style, depth, lists)


def _list(parent: HtmlElement, depth: int, lists: Iterator[int]) -> Iterator[Piece | Grid]:
    numbers = next(lists) if parent.tag == "ol" else 0
    style = "ListNumber" if numbers else "ListBullet"
    for item in parent.iter("li"):
        if item.getparent() is not parent:
            continue
        first = True
        for piece in _below(item, "ListContinue", depth + 1, lists):
            if first and isinstance(piece, Piece) and piece.style == "ListContinue":
                piece = Piece(style, piece.inside, depth, numbers)
            first = False
            yield piece


def preformatted(inside: HtmlElement) -> str:
    """Give the lines of a text that is set as it was written."""
    return str(inside.text_content()).rstrip("\n")
