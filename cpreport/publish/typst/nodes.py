"""Write nodes of the document tree as data that a Typst template sets.

Words are plain strings, and everything else is a mapping whose `k` says what it is. No word ever
becomes markup: Typst is given all of this as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

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
)

#: One thing in a line, or a block: words, or a mapping with its kind.
Data = dict[str, object]
Line = list[str | Data]

#: Spaces that fold into one; a no-break space stays.
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MARKS: dict[type[Inline], str] = {
    Emphasis: "i", Strong: "b", Superscript: "sup", Subscript: "sub", SmallCaps: "sc",
}  # fmt: skip


@dataclass(slots=True)
class LineWriter:
    """Writes what stands in one line after another.

    anchors : frozenset of str
        What the document has; words lead nowhere else.
    """

    anchors: frozenset[str] = frozenset()
    _after_space: bool = field(default=True, init=False)

    def line(self, nodes: Iterable[Inline]) -> Line:
        """Write a paragraph, with its spaces folded as they are in print."""
        self._after_space = True
        found = list(self._inside(nodes))
        if found and isinstance(found[-1], str):
            found[-1] = found[-1].rstrip(" \n")
        return found

    def _inside(self, nodes: Iterable[Inline]) -> Iterator[str | Data]:
        for node in nodes:
            yield from self._inline(node)

    def _inline(self, node: Inline) -> Iterator[str | Data]:
        match node:
            case Text():
                said = self._folded(node.text)
                if node.lang:
                    yield {"k": "lang", "lang": node.lang, "n": said}
                else:
                    yield from said
            case Emphasis() | Strong() | Superscript() | Subscript() | SmallCaps():
                yield {"k": _MARKS[type(node)], "n": list(self._inside(node.inside))}
            case Code():
                yield {"k": "code", "n": self._folded(node.text)}
            case LineBreak():
                yield {"k": "br"}
                self._after_space = True
            case Link():
                yield self._link(node.url, list(self._inside(node.inside)))
            case Number():
                yield from self._folded(node.text)
            case Citation():
                yield {"k": "cite", "n": list(self._citation(node))}
            case CrossReference():
                target = "" if node.beside else node.target
                yield self._link(f"#{target}", self._folded(node.label))
            case Note():
                yield self._note(node)

    def _citation(self, node: Citation) -> Iterator[str | Data]:
        if node.printed:
            yield from self._inside(node.printed)
            return
        for piece in citation_pieces(node):
            if isinstance(piece, str):
                yield from self._folded(piece)
                continue
            for position, number in enumerate(dict.fromkeys(piece)):
                yield from ["–"] if position else []
                yield self._link(f"#ref-{number}", self._folded(str(number)))

    def _link(self, url: str, inside: Line) -> Data:
        if not url.startswith("#"):
            return {"k": "url", "to": url, "n": inside}
        target = url.removeprefix("#")
        if target in self.anchors:
            return {"k": "to", "to": target, "n": inside}
        return {"k": "span", "n": inside}

    def _note(self, node: Note) -> Data:
        # A footnote begins a line of its own, and its sign stands behind what is before it.
        inside = LineWriter(self.anchors).line(node.inside)
        self._after_space = False
        return {"k": "note", "n": inside}

    def _folded(self, said: str) -> Line:
        folded = _SPACES.sub(" ", said)
        if self._after_space:
            folded = folded.removeprefix(" ")
        if not folded:
            return []
        self._after_space = folded.endswith(" ")
        return [folded]


def line_data(nodes: Iterable[Inline], anchors: frozenset[str] = frozenset()) -> Line:
    """Write what stands in a line."""
    return LineWriter(anchors).line(nodes)


def block_data(node: BlockNode, anchors: frozenset[str] = frozenset()) -> Data:
    """Write a block; a figure or a table has none of its own."""
    match node:
        case Paragraph():
            return {"k": "p", "n": line_data(node.inside, anchors)}
        case Heading():
            return {"k": "h", "level": node.level, "n": line_data(node.inside, anchors)}
        case ListBlock():
            items = [[block_data(one, anchors) for one in item] for item in node.items]
            return {"k": "list", "ordered": node.ordered, "start": node.start, "items": items}
        case Quotation():
            return {"k": "quote", "n": [block_data(one, anchors) for one in node.inside]}
        case CodeBlock():
            return {"k": "pre", "text": node.text}
        case TableBlock():
            return _table(node, anchors)
        case Rule():
            return {"k": "rule"}
        case _:
            return {"k": "none"}


def _table(node: TableBlock, anchors: frozenset[str]) -> Data:
    def cells(row: tuple[tuple[Inline, ...], ...]) -> list[Line]:
        return [line_data(cell, anchors) for cell in row]

    columns = max([len(node.head), *map(len, node.rows)], default=0)
    align = [*node.align, *[""] * columns][:columns]
    return {
        "k": "grid",
        "columns": columns,
        "align": [side or "left" for side in align],
        "head": cells(node.head),
        "rows": [cells(row) for row in node.rows],
    }
