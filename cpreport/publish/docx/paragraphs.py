"""Part blocks of the document tree into the paragraphs and tables that a document is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from cpreport.manuscript.tree import (
    BlockNode,
    CodeBlock,
    Heading,
    ListBlock,
    Paragraph,
    Quotation,
    TableBlock,
)

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class PrintedParagraph:
    """What becomes one paragraph.

    style : str
        Id of its style.
    node : Paragraph, Heading or CodeBlock
        What it says.
    depth : int
        How deep in lists it stands, from 0.
    counted : int
        Which counted list it is a point of, from 1; 0 for none.
    start : int
        The number that this list begins with.
    """

    style: str
    node: Paragraph | Heading | CodeBlock
    depth: int = 0
    counted: int = 0
    start: int = 1


def printed_parts(
    nodes: Iterable[BlockNode], lists: Iterator[int] | None = None
) -> Iterator[PrintedParagraph | TableBlock]:
    """Yield the paragraphs and tables of some blocks in their order.

    Parameters
    ----------
    lists : iterator of int or None
        Numbers the counted lists of the document.
    """
    return _parts(nodes, "BodyText", 0, lists if lists is not None else count(1))


def printed_paragraphs(nodes: Iterable[BlockNode]) -> list[PrintedParagraph]:
    """List the paragraphs of some blocks without the tables among them."""
    return [part for part in printed_parts(nodes) if isinstance(part, PrintedParagraph)]


def _parts(
    nodes: Iterable[BlockNode], style: str, depth: int, lists: Iterator[int]
) -> Iterator[PrintedParagraph | TableBlock]:
    for node in nodes:
        match node:
            case Paragraph():
                yield PrintedParagraph(style, node, depth)
            case Heading():
                yield PrintedParagraph(f"Heading{min(node.level - 1, _DEEPEST)}", node)
            case CodeBlock():
                yield PrintedParagraph("Code", node)
            case Quotation():
                yield from _parts(node.inside, "Quote", depth, lists)
            case ListBlock():
                yield from _points(node, depth, lists)
            case TableBlock():
                yield node


def _points(
    node: ListBlock, depth: int, lists: Iterator[int]
) -> Iterator[PrintedParagraph | TableBlock]:
    counted = next(lists) if node.ordered else 0
    style = "ListNumber" if counted else "ListBullet"
    for item in node.items:
        for number, part in enumerate(_parts(item, "ListContinue", depth + 1, lists)):
            if not number and isinstance(part, PrintedParagraph) and part.style == "ListContinue":
                part = PrintedParagraph(style, part.node, depth, counted, node.start)
            yield part
