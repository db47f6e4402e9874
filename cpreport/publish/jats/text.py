"""Take finished HTML fragments, and give the JATS elements that say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import lxml.html

from cpreport.publish.jats.elements import Element, append, clean, element, xml_id

#: What references to the supplement lead to.
SUPPLEMENT = "supplement"
#: Inline elements by their HTML name.
_INLINE = {
    "strong": "bold", "b": "bold", "em": "italic", "i": "italic", "code": "monospace",
    "sup": "sup", "sub": "sub", "s": "strike", "del": "strike",
}  # fmt: skip
#: What a link within the document leads to, by how its anchor begins.
_TARGETS = {
    "ref-": "bibr", "fig-": "fig", "tbl-": "table", "case-": "sec", "sec-": "sec",
}  # fmt: skip
_HEADING = re.compile(r"h([1-6])")
_LISTS = {"ul": "bullet", "ol": "order"}


@dataclass(slots=True)
class Footnotes:
    """The footnotes of a document in their order, collected while it is read."""

    found: list[Element] = field(default_factory=list)

    def reference(self, span: Element) -> Element:
        """Keep a footnote, and give the reference to it."""
        number = str(len(self.found) + 1)
        # Its place is taken first: what it holds may have notes of its own.
        note = element("fn", element("label", number), id=f"fn-{number}")
        self.found.append(note)
        paragraph = element("p")
        _fill(paragraph, span, self)
        note.append(paragraph)
        mark = element("sup", number)
        return element("xref", mark, ref_type="fn", rid=f"fn-{number}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a text: what follows is a section of its own."""

    level: int
    title: Element


def paragraphs(html: str, notes: Footnotes) -> list[Element]:
    """Give a text without headings as block elements; a heading becomes a bold paragraph."""
    return [
        part if not isinstance(part, Heading) else _as_paragraph(part.title)
        for part in parts(html, notes)
    ]


def parts(html: str, notes: Footnotes) -> Iterator[Element | Heading]:
    """Give the blocks of a text in order."""
    for node in lxml.html.fragments_fromstring(clean(html)) if html.strip() else ():
        if isinstance(node, str):
            if node.strip():
                yield element("p", node.strip())
        elif heading := _HEADING.fullmatch(str(node.tag)):
            title = element("title")
            _fill(title, node, notes)
            yield Heading(int(heading[1]), title)
        else:
            yield from _block(node, notes)


def filled(tag: str, html: str, notes: Footnotes) -> Element:
    """Give the inline content of a text as one element: paragraphs are closed up with a space."""
    made = element(tag)
    for part in paragraphs(html, notes):
        append(made, " " if len(made) or made.text else None)
        append(made, part.text)
        for child in list(part):
            made.append(child)
    return made


def _as_paragraph(title: Element) -> Element:
    bold = element("bold")
    bold.text = title.text
    bold.extend(list(title))
    return element("p", bold)


def _block(node: Element, notes: Footnotes) -> Iterator[Element]:
    tag = node.tag
    if tag == "p":
        made = element("p")
        _fill(made, node, notes)
        yield made
    elif tag in _LISTS:
        items = (_item(item, notes) for item in node if item.tag == "li")
        yield element("list", *items, list_type=_LISTS[tag])
    elif tag == "blockquote":
        yield element("disp-quote", *_inside(node, notes))
    elif tag == "pre":
        yield element("preformat", node.text_content().rstrip("\n"))
    elif tag == "table":
        yield element("table-wrap", _table(node, notes), position="anchor")
    elif isinstance(tag, str) and tag != "hr":
        made = element("p")
        _inline(made, node, notes)
        yield made


def _inside(node: Element, notes: Footnotes) -> Iterator[Element]:
    for child in node:
        if _HEADING.fullmatch(str(child.tag)):
            title = element("title")
            _fill(title, child, notes)
            yield _as_paragraph(title)
        else:
            yield from _block(child, notes)


def _item(node: Element, notes: Footnotes) -> Element:
    """Give a list item: paragraphs and lists, whatever else inside a paragraph."""
    made = element("list-item")
    blocks = {"p", "ul", "ol", "blockquote", "pre", "table", "hr"}
    if not any(child.tag in blocks or _HEADING.fullmatch(str(child.tag)) for child in node):
        paragraph = element("p")
        _fill(paragraph, node, notes)
        made.append(paragraph)
        return made
    loose = element("p")
    append(loose, (node.text or "").strip() or None)
    for child in node:
        if child.tag in blocks or _HEADING.fullmatch(str(child.tag)):
            if len(loose) or loose.text:
                made.append(loose)
                loose = element("p")
            wrapper = lxml.html.Element("div")
            tail, child.tail = child.tail, None
            wrapper.append(child)
            for block in _inside(wrapper, notes):
                made.append(block if block.tag in ("p", "list") else element("p", block))
            append(loose, (tail or "").strip() or None)
        else:
            tail, child.tail = child.tail, None
            _inline(loose, child, notes)
            append(loose, tail)
    if len(loose) or loose.text:
        made.append(loose)
    if not len(made):
        made.append(element("p"))
    return made


def _table(node: Element, notes: Footnotes) -> Element:
    """Give a table of the prose; Markdown heads every column and no row."""
    made = element("table")
    for part in node:
        if part.tag not in ("thead", "tbody"):
            continue
        rows = element(part.tag)
        for row in part:
            line = element("tr")
            for cell in row:
                aligned = re.search(r"text-align:\s*(\w+)", cell.get("style", ""))
                scope = "col" if cell.tag == "th" else None
                one = element(cell.tag, scope=scope, align=aligned[1] if aligned else None)
                _fill(one, cell, notes)
                line.append(one)
            rows.append(line)
        made.append(rows)
    return made


# --- inline --------------------------------------------------------------------------------------


def _fill(parent: Element, node: Element, notes: Footnotes) -> None:
    """Put what an HTML element holds into a JATS element."""
    append(parent, _folded(node.text))
    skip = 0
    children = list(node)
    for n, child in enumerate(children):
        if skip:
            skip -= 1
            continue
        if _begins_range(children, n):
            parent.append(_range(child, children[n + 1]))
            append(parent, _folded(children[n + 1].tail))
            skip = 1
            continue
        _inline(parent, child, notes)
        append(parent, _folded(child.tail))


def _folded(text: str | None) -> str | None:
    return None if text is None else re.sub(r"[\t\n\r ]+", " ", text)


def _inline(parent: Element, node: Element, notes: Footnotes) -> None:
    tag, kind = node.tag, node.get("class", "")
    if not isinstance(tag, str):
        return
    if tag == "br":
        append(parent, " ")
    elif tag == "span" and kind == "footnote":
        parent.append(notes.reference(node))
    elif tag == "span" and kind == "elsewhere":
        made = element("xref", ref_type="supplementary-material", rid=SUPPLEMENT)
        _fill(made, node, notes)
        parent.append(made)
    elif tag == "span" and node.get("data-result"):
        parent.append(result(node.get("data-result"), _holder(node, notes)))
    elif tag == "a":
        _link(parent, node, notes)
    elif tag in _INLINE:
        made = element(_INLINE[tag])
        _fill(made, node, notes)
        parent.append(made)
    else:
        _fill(parent, node, notes)


def _holder(node: Element, notes: Footnotes) -> Callable[[Element], None]:
    return lambda made: _fill(made, node, notes)


def result(ids: str, fill: Callable[[Element], None]) -> Element:
    """Give a printed number with the ids of the results it prints."""
    made = element("named-content", content_type="result", specific_use=ids)
    fill(made)
    return made


def _link(parent: Element, node: Element, notes: Footnotes) -> None:
    href = node.get("href", "")
    kind = next((t for start, t in _TARGETS.items() if href.startswith(f"#{start}")), None)
    if kind is not None:
        made = element("xref", ref_type=kind, rid=_target(href))
    elif href.startswith(("http://", "https://", "mailto:")):
        bare = node.text_content() == href
        made = element("uri" if bare else "ext-link", xlink_href=href)
        if not bare:
            made.set("ext-link-type", "email" if href.startswith("mailto:") else "uri")
    else:
        # A place of the page that JATS has no name for.
        _fill(parent, node, notes)
        return
    _fill(made, node, notes)
    parent.append(made)


def _target(href: str) -> str:
    return xml_id(href.removeprefix("#"))


def _number(node: Element) -> int | None:
    match = re.fullmatch(r"#ref-(\d+)", node.get("href", "")) if node.tag == "a" else None
    return int(match[1]) if match else None


def _begins_range(children: list[Element], n: int) -> bool:
    """Whether two citations stand for all between them: `1–3`."""
    if n + 1 >= len(children) or children[n].tail != "–":
        return False
    return _number(children[n]) is not None and _number(children[n + 1]) is not None


def _range(first: Element, last: Element) -> Element:
    low, high = _number(first), _number(last)
    assert low is not None
    assert high is not None
    rids = " ".join(f"ref-{n}" for n in range(low, high + 1))
    return element("xref", f"{low}–{high}", ref_type="bibr", rid=rids)
