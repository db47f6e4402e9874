"""Write nodes of the document tree as HTML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from markupsafe import Markup

from cpreport.manuscript import tree
from cpreport.manuscript.plain_words import citation_pieces
from cpreport.publish.html.number_sources import anchor_of

_TAGS: dict[type[tree.Inline], str] = {
    tree.Emphasis: "em", tree.Strong: "strong", tree.Superscript: "sup", tree.Subscript: "sub",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Links:
    """Where the words of a page may lead.

    anchors : frozenset of str or None
        Anchors that the page has; a reference to another is words. None where all are there.
    numbers : bool
        Whether a number leads to the place that says where it comes from.
    """

    anchors: frozenset[str] | None = None
    numbers: bool = False


ANYWHERE = Links()


def html_of(*blocks: tree.BlockNode, links: Links = ANYWHERE) -> Markup:
    """Write blocks, each on lines of its own."""
    return Markup("\n".join(_block(block, links) for block in blocks))


def inline_html(*nodes: tree.Inline, links: Links = ANYWHERE) -> Markup:
    """Write what stands in a line."""
    return Markup("".join(_inline(node, links) for node in nodes))


def number_html(result: str, text: str, kind: str = "result", links: Links = ANYWHERE) -> Markup:
    """Write a number of the ledger with the id of its result.

    Parameters
    ----------
    kind : str
        Its class in the stylesheets.
    """
    shown = f'class="{escape(kind)}" data-result="{escape(result)}"'
    if links.numbers and result and " " not in result:
        return Markup(f'<a {shown} href="#{escape(anchor_of(result))}">{escape(text)}</a>')
    return Markup(f"<span {shown}>{escape(text)}</span>")


def _block(node: tree.BlockNode, links: Links) -> str:
    match node:
        case tree.Paragraph():
            return f"<p>{inline_html(*node.inside, links=links)}</p>"
        case tree.Heading():
            return f"<h{node.level}>{inline_html(*node.inside, links=links)}</h{node.level}>"
        case tree.ListBlock():
            start = f' start="{node.start}"' if node.ordered and node.start != 1 else ""
            tag = "ol" if node.ordered else "ul"
            items = "\n".join(_item(item, links, tight=node.tight) for item in node.items)
            return f"<{tag}{start}>\n{items}\n</{tag}>"
        case tree.Quotation():
            return f"<blockquote>\n{html_of(*node.inside, links=links)}\n</blockquote>"
        case tree.CodeBlock():
            return f"<pre><code>{escape(node.text)}\n</code></pre>"
        case tree.TableBlock():
            return "\n".join(_table(node, links))
        case tree.Rule():
            return "<hr>"
    return ""


def _item(item: tuple[tree.BlockNode, ...], links: Links, *, tight: bool) -> str:
    if not tight:
        return f"<li>\n{html_of(*item, links=links)}\n</li>" if item else "<li></li>"
    parts = [
        str(inline_html(*node.inside, links=links))
        if isinstance(node, tree.Paragraph)
        else f"{_block(node, links)}\n"
        for node in item
    ]
    return "<li>" + "\n".join(parts) + "</li>"


def _table(node: tree.TableBlock, links: Links) -> Iterator[str]:
    yield "<table>"
    if node.head:
        yield "<thead>"
        yield from _row(node.head, node.align, "th", links)
        yield "</thead>"
    if node.rows:
        yield "<tbody>"
        for row in node.rows:
            yield from _row(row, node.align, "td", links)
        yield "</tbody>"
    yield "</table>"


def _row(
    cells: tuple[tuple[tree.Inline, ...], ...], align: tuple[str, ...], tag: str, links: Links
) -> Iterator[str]:
    yield "<tr>"
    for number, cell in enumerate(cells):
        side = align[number] if number < len(align) else ""
        style = f' style="text-align:{side}"' if side else ""
        scope = ' scope="col"' if tag == "th" else ""
        yield f"<{tag}{style}{scope}>{inline_html(*cell, links=links)}</{tag}>"
    yield "</tr>"


def _inline(node: tree.Inline, links: Links) -> str:
    match node:
        case tree.Text():
            said = escape(node.text, quote=False)
            return f'<span lang="{escape(node.lang)}">{said}</span>' if node.lang else said
        case tree.Emphasis() | tree.Strong() | tree.Superscript() | tree.Subscript():
            tag = _TAGS[type(node)]
            return f"<{tag}>{inline_html(*node.inside, links=links)}</{tag}>"
        case tree.SmallCaps():
            inside = inline_html(*node.inside, links=links)
            return f'<span class="small-caps">{inside}</span>'
        case tree.Code():
            return f"<code>{escape(node.text, quote=False)}</code>"
        case tree.LineBreak():
            return "<br>\n"
        case tree.Link():
            # A number in a link stays what it is: no link stands in another.
            inside = inline_html(*node.inside, links=replace(links, numbers=False))
            title = f' title="{escape(node.title)}"' if node.title else ""
            return f'<a href="{escape(node.url)}"{title}>{inside}</a>'
        case tree.Number():
            return number_html(node.result, node.text, links=links)
        case tree.Citation():
            return f'<span class="{_citation_class(node)}">{_citation(node, links)}</span>'
        case tree.CrossReference():
            return _reference(node, links)
        case tree.Note():
            return f'<span class="footnote">{inline_html(*node.inside, links=links)}</span>'
    return ""


def _citation_class(node: tree.Citation) -> str:
    """Tell numbers, which stay on one line, from names and years, which may be long."""
    labels = (n.label for n in tree.walk(*node.printed) if isinstance(n, tree.CrossReference))
    return "cite" if all(label[:1].isdigit() for label in labels) else "cite by-author"


def _citation(node: tree.Citation, links: Links) -> str:
    if node.printed:
        return str(inline_html(*node.printed, links=links))
    return "".join(_piece(piece) for piece in citation_pieces(node))


def _piece(piece: str | tuple[int, int]) -> str:
    if isinstance(piece, str):
        return escape(piece, quote=False)
    return "–".join(_cited(number) for number in dict.fromkeys(piece))


def _cited(number: int) -> str:
    return f'<a href="#ref-{number}" aria-label="Reference {number}">{number}</a>'


def _reference(node: tree.CrossReference, links: Links) -> str:
    label = escape(node.label)
    if node.beside:
        return f'<span class="elsewhere">{label}</span>'
    if node.target.startswith("ref-"):
        # What a document cites stands in its list.
        named = f' aria-label="Reference {label}"' if node.label.isdigit() else ""
        return f'<a href="#{escape(node.target)}"{named}>{label}</a>'
    if not node.target or (links.anchors is not None and node.target not in links.anchors):
        return label
    return f'<a class="xref" href="#{escape(node.target)}">{label}</a>'
