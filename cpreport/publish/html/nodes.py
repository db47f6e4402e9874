"""Write nodes of the document tree as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from markupsafe import Markup

from cpreport.manuscript.plain_words import citation_pieces
from cpreport.manuscript.tree import (
    BlockNode,
    Citation,
    Code,
    CodeBlock,
    CrossReference,
    Emphasis,
    Heading,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Note,
    Number,
    Paragraph,
    Quotation,
    Rule,
    SmallCaps,
    Strong,
    Subscript,
    Superscript,
    TableBlock,
    Text,
    walk,
)

_TAGS: dict[type[Inline], str] = {
    Emphasis: "em", Strong: "strong", Superscript: "sup", Subscript: "sub",
}  # fmt: skip


def html_of(*blocks: BlockNode) -> Markup:
    """Write blocks, each on lines of its own."""
    return Markup("\n".join(map(_block, blocks)))


def inline_html(*nodes: Inline) -> Markup:
    """Write what stands in a line."""
    return Markup("".join(map(_inline, nodes)))


def _block(node: BlockNode) -> str:
    match node:
        case Paragraph():
            return f"<p>{inline_html(*node.inside)}</p>"
        case Heading():
            return f"<h{node.level}>{inline_html(*node.inside)}</h{node.level}>"
        case ListBlock():
            start = f' start="{node.start}"' if node.ordered and node.start != 1 else ""
            tag = "ol" if node.ordered else "ul"
            items = "\n".join(_item(item, tight=node.tight) for item in node.items)
            return f"<{tag}{start}>\n{items}\n</{tag}>"
        case Quotation():
            return f"<blockquote>\n{html_of(*node.inside)}\n</blockquote>"
        case CodeBlock():
            return f"<pre><code>{escape(node.text)}\n</code></pre>"
        case TableBlock():
            return "\n".join(_table(node))
        case Rule():
            return "<hr>"
    return ""


def _item(item: tuple[BlockNode, ...], *, tight: bool) -> str:
    if not tight:
        return f"<li>\n{html_of(*item)}\n</li>" if item else "<li></li>"
    parts = [
        str(inline_html(*node.inside)) if isinstance(node, Paragraph) else f"{_block(node)}\n"
        for node in item
    ]
    return "<li>" + "\n".join(parts) + "</li>"


def _table(node: TableBlock) -> Iterator[str]:
    yield "<table>"
    if node.head:
        yield "<thead>"
        yield from _row(node.head, node.align, "th")
        yield "</thead>"
    if node.rows:
        yield "<tbody>"
        for row in node.rows:
            yield from _row(row, node.align, "td")
        yield "</tbody>"
    yield "</table>"


def _row(cells: tuple[tuple[Inline, ...], ...], align: tuple[str, ...], tag: str) -> Iterator[str]:
    yield "<tr>"
    for number, cell in enumerate(cells):
        side = align[number] if number < len(align) else ""
        style = f' style="text-align:{side}"' if side else ""
        scope = ' scope="col"' if tag == "th" else ""
        yield f"<{tag}{style}{scope}>{inline_html(*cell)}</{tag}>"
    yield "</tr>"


def _inline(node: Inline) -> str:
    match node:
        case Text():
            said = escape(node.text, quote=False)
            return f'<span lang="{escape(node.lang)}">{said}</span>' if node.lang else said
        case Emphasis() | Strong() | Superscript() | Subscript():
            tag = _TAGS[type(node)]
            return f"<{tag}>{inline_html(*node.inside)}</{tag}>"
        case SmallCaps():
            return f'<span class="small-caps">{inline_html(*node.inside)}</span>'
        case Code():
            return f"<code>{escape(node.text, quote=False)}</code>"
        case LineBreak():
            return "<br>\n"
        case Link():
            title = f' title="{escape(node.title)}"' if node.title else ""
            return f'<a href="{escape(node.url)}"{title}>{inline_html(*node.inside)}</a>'
        case Number():
            text = escape(node.text)
            return f'<span class="result" data-result="{escape(node.result)}">{text}</span>'
        case Citation():
            return f'<span class="{_citation_class(node)}">{_citation(node)}</span>'
        case CrossReference():
            return _reference(node)
        case Note():
            return f'<span class="footnote">{inline_html(*node.inside)}</span>'
    return ""


def _citation_class(node: Citation) -> str:
    """Tell numbers, which stay on one line, from names and years, which may be long."""
    labels = (n.label for n in walk(*node.printed) if isinstance(n, CrossReference))
    return "cite" if all(label[:1].isdigit() for label in labels) else "cite by-author"


def _citation(node: Citation) -> str:
    if node.printed:
        return str(inline_html(*node.printed))
    return "".join(_piece(piece) for piece in citation_pieces(node))


def _piece(piece: str | tuple[int, int]) -> str:
    if isinstance(piece, str):
        return escape(piece, quote=False)
    return "–".join(_cited(number) for number in dict.fromkeys(piece))


def _cited(number: int) -> str:
    return f'<a href="#ref-{number}" aria-label="Reference {number}">{number}</a>'


def _reference(node: CrossReference) -> str:
    label = escape(node.label)
    if node.target.startswith("ref-") and node.label.isdigit():
        return _cited(int(node.label))
    if node.beside:
        return f'<span class="elsewhere">{label}</span>'
    return f'<a class="xref" href="#{escape(node.target)}">{label}</a>' if node.target else label
