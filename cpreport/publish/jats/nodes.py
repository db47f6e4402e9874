"""Write nodes of the document tree as JATS elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from cpreport.manuscript import tree
from cpreport.manuscript.plain_words import CitationPiece, citation_pieces, words_of
from cpreport.publish.jats.elements import XLINK, Content, Element, append, element, xml_id

#: What references to the supplement lead to.
SUPPLEMENT = "supplement"
_TAGS: dict[type[tree.Inline], str] = {
    tree.Emphasis: "italic", tree.Strong: "bold", tree.SmallCaps: "sc",
    tree.Superscript: "sup", tree.Subscript: "sub",
}  # fmt: skip
#: What a cross-reference leads to, by how its anchor begins.
_TARGETS = {"fig-": "fig", "tbl-": "table", "case-": "sec", "sec-": "sec", "ref-": "bibr"}
#: What a list item may hold without a paragraph around it.
_IN_AN_ITEM = ("p", "list")


@dataclass(slots=True)
class Footnotes:
    """The footnotes of a document in their order, collected while it is written."""

    found: list[Element] = field(default_factory=list)

    def reference(self, note: tree.Note) -> Element:
        """Keep a footnote, and make the reference to it."""
        number = str(len(self.found) + 1)
        # Its place is taken first: what it holds may have notes of its own.
        made = element("fn", element("label", number), id=f"fn-{number}")
        self.found.append(made)
        made.append(line("p", note.inside, self))
        return element("xref", element("sup", number), ref_type="fn", rid=f"fn-{number}")


# --- blocks --------------------------------------------------------------------------------------


def paragraphs(blocks: Iterable[tree.BlockNode], notes: Footnotes) -> list[Element]:
    """Write a text that has no sections: a heading becomes a bold paragraph."""
    return [made for block in blocks for made in block_elements(block, notes)]


def block_elements(node: tree.BlockNode, notes: Footnotes) -> Iterator[Element]:
    """Write one block; a line across the text and the place of a float are nothing here."""
    match node:
        case tree.Paragraph():
            yield line("p", node.inside, notes)
        case tree.Heading():
            yield element("p", line("bold", node.inside, notes))
        case tree.ListBlock():
            items = (_item(item, notes) for item in node.items)
            yield element("list", *items, list_type="order" if node.ordered else "bullet")
        case tree.Quotation():
            yield element("disp-quote", *paragraphs(node.inside, notes))
        case tree.CodeBlock():
            yield element("preformat", node.text)
        case tree.TableBlock():
            yield element("table-wrap", _table(node, notes), position="anchor")


def join_paragraphs(tag: str, blocks: Iterable[tree.BlockNode], notes: Footnotes) -> Element:
    """Write a text as one element: its paragraphs are closed up with a space."""
    made = element(tag)
    for part in paragraphs(blocks, notes):
        append(made, " " if len(made) or made.text else None)
        append(made, part.text)
        for child in list(part):
            made.append(child)
    return made


def _item(blocks: tuple[tree.BlockNode, ...], notes: Footnotes) -> Element:
    found = paragraphs(blocks, notes) or [element("p")]
    return element(
        "list-item", *(one if one.tag in _IN_AN_ITEM else element("p", one) for one in found)
    )


def _table(node: tree.TableBlock, notes: Footnotes) -> Element:
    def row(cells: Iterable[tuple[tree.Inline, ...]], tag: str) -> Element:
        sides = (*node.align, *[""] * len(node.head))
        return element(
            "tr", *(_cell(tag, cell, side, notes) for cell, side in zip(cells, sides, strict=False))
        )

    made = element("table", element("thead", row(node.head, "th")))
    if node.rows:
        made.append(element("tbody", *(row(cells, "td") for cells in node.rows)))
    return made


def _cell(tag: str, inside: tuple[tree.Inline, ...], side: str, notes: Footnotes) -> Element:
    made = line(tag, inside, notes)
    if tag == "th":
        made.set("scope", "col")
    if side:
        made.set("align", side)
    return made


# --- within a line -------------------------------------------------------------------------------


def line(tag: str, nodes: Iterable[tree.Inline], notes: Footnotes) -> Element:
    """Write what stands in a line as one element."""
    made = element(tag)
    for node in nodes:
        for part in _inline(node, notes):
            append(made, part)
    return made


def _inline(node: tree.Inline, notes: Footnotes) -> Iterator[Content]:
    match node:
        case tree.Text():
            yield re.sub(r"[\t\n\r ]+", " ", node.text)
        case (
            tree.Emphasis() | tree.Strong() | tree.Superscript() | tree.Subscript()
            | tree.SmallCaps()
        ):  # fmt: skip
            yield line(_TAGS[type(node)], node.inside, notes)
        case tree.Code():
            yield element("monospace", node.text)
        case tree.LineBreak():
            yield " "
        case tree.Number():
            yield result(node.result, lambda made: append(made, node.text))
        case tree.Link():
            yield _link(node, notes)
        case tree.Citation():
            yield from _citation(node, notes)
        case tree.CrossReference():
            yield _cross_reference(node)
        case tree.Note():
            yield notes.reference(node)


def result(ids: str, fill: Callable[[Element], None]) -> Element:
    """Mark a printed number with the ids of the results it prints."""
    made = element("named-content", content_type="result", specific_use=ids)
    fill(made)
    return made


def _link(node: tree.Link, notes: Footnotes) -> Content:
    if words_of(node) == node.url:
        return element("uri", node.url, xlink_href=node.url)
    made = line("ext-link", node.inside, notes)
    made.set(f"{{{XLINK}}}href", node.url)
    made.set("ext-link-type", "email" if node.url.startswith("mailto:") else "uri")
    return made


def _citation(node: tree.Citation, notes: Footnotes) -> Iterator[Content]:
    if not node.printed:
        yield from map(_piece, citation_pieces(node))
        return
    for part in _Ranges().inlines(node.printed):
        yield from _inline(part, notes)


class _Ranges:
    """Puts what stands between two numbers that a style prints, `1–3`, into one reference."""

    def inlines(self, nodes: tuple[tree.Inline, ...]) -> tuple[tree.Inline, ...]:
        found: list[tree.Inline] = []
        for node in nodes:
            match [*found, node]:
                case [
                    *_,
                    tree.CrossReference() as first,
                    tree.Text("–"),
                    tree.CrossReference() as last,
                ] if first.label.isdigit() and last.label.isdigit():
                    every = range(int(first.label), int(last.label) + 1)
                    rids = " ".join(f"ref-{number}" for number in every)
                    label = f"{first.label}–{last.label}"
                    found[-2:] = [tree.CrossReference(target=rids, label=label)]
                case _:
                    found.append(tree.with_children(node, self))
        return tuple(found)

    def blocks(self, nodes: tuple[tree.BlockNode, ...]) -> tuple[tree.BlockNode, ...]:
        return nodes


def _piece(piece: CitationPiece) -> Content:
    if isinstance(piece, str):
        return piece
    first, last = piece
    rid = " ".join(f"ref-{number}" for number in range(first, last + 1))
    said = str(first) if first == last else f"{first}–{last}"
    return element("xref", said, ref_type="bibr", rid=rid)


def _cross_reference(node: tree.CrossReference) -> Content:
    if node.beside:
        return element("xref", node.label, ref_type="supplementary-material", rid=SUPPLEMENT)
    kind = next((kind for start, kind in _TARGETS.items() if node.target.startswith(start)), None)
    if kind is None:
        # A place of the page that JATS has no name for.
        return node.label
    rid = " ".join(map(xml_id, node.target.split(" ")))
    return element("xref", node.label, ref_type=kind, rid=rid)
