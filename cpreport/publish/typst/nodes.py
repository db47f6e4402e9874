"""Write nodes of the document tree as data that a Typst template sets.

Words are plain strings, and everything else is a mapping whose `k` says what it is. No word ever
becomes markup: Typst is given all of this as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cpreport.manuscript import tree
from cpreport.manuscript.plain_words import citation_pieces

#: One thing in a line, or a block: words, or a mapping with its kind.
Data = dict[str, object]
Line = list[str | Data]

#: Spaces that fold into one; a no-break space stays.
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MARKS: dict[type[tree.Inline], str] = {
    tree.Emphasis: "i", tree.Strong: "b", tree.SmallCaps: "sc",
    tree.Superscript: "sup", tree.Subscript: "sub",
}  # fmt: skip


@dataclass(slots=True)
class LineWriter:
    """Writes what stands in one line after another.

    anchors : frozenset of str
        What the document has; words lead nowhere else.
    """

    anchors: frozenset[str] = frozenset()
    _after_space: bool = field(default=True, init=False)

    def line(self, nodes: Iterable[tree.Inline]) -> Line:
        """Write a paragraph, with its spaces folded as they are in print."""
        self._after_space = True
        found = list(self._inside(nodes))
        if found and isinstance(found[-1], str):
            found[-1] = found[-1].rstrip(" \n")
        return found

    def _inside(self, nodes: Iterable[tree.Inline]) -> Iterator[str | Data]:
        for node in nodes:
            yield from self._inline(node)

    def _inline(self, node: tree.Inline) -> Iterator[str | Data]:
        match node:
            case tree.Text():
                said = self._folded(node.text)
                if node.lang:
                    yield {"k": "lang", "lang": node.lang, "n": said}
                else:
                    yield from said
            case (
                tree.Emphasis() | tree.Strong() | tree.Superscript() | tree.Subscript()
                | tree.SmallCaps()
            ):  # fmt: skip
                yield {"k": _MARKS[type(node)], "n": list(self._inside(node.inside))}
            case tree.Code():
                yield {"k": "code", "n": self._folded(node.text)}
            case tree.LineBreak():
                yield {"k": "br"}
                self._after_space = True
            case tree.Link():
                yield self._link(node.url, list(self._inside(node.inside)))
            case tree.Number():
                yield from self._folded(node.text)
            case tree.Citation():
                yield {"k": "cite", "n": list(self._citation(node))}
            case tree.CrossReference():
                target = "" if node.beside else node.target
                yield self._link(f"#{target}", self._folded(node.label))
            case tree.Note():
                yield self._note(node)

    def _citation(self, node: tree.Citation) -> Iterator[str | Data]:
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

    def _note(self, node: tree.Note) -> Data:
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


def line_data(nodes: Iterable[tree.Inline], anchors: frozenset[str] = frozenset()) -> Line:
    """Write what stands in a line."""
    return LineWriter(anchors).line(nodes)


def block_data(node: tree.BlockNode, anchors: frozenset[str] = frozenset()) -> Data:
    """Write a block; a figure or a table has none of its own."""
    match node:
        case tree.Paragraph():
            return {"k": "p", "n": line_data(node.inside, anchors)}
        case tree.Heading():
            return {"k": "h", "level": node.level, "n": line_data(node.inside, anchors)}
        case tree.ListBlock():
            items = [[block_data(one, anchors) for one in item] for item in node.items]
            return {"k": "list", "ordered": node.ordered, "start": node.start, "items": items}
        case tree.Quotation():
            return {"k": "quote", "n": [block_data(one, anchors) for one in node.inside]}
        case tree.CodeBlock():
            return {"k": "pre", "text": node.text}
        case tree.TableBlock():
            return _table(node, anchors)
        case tree.Rule():
            return {"k": "rule"}
        case _:
            return {"k": "none"}


def _table(node: tree.TableBlock, anchors: frozenset[str]) -> Data:
    def cells(row: tuple[tuple[tree.Inline, ...], ...]) -> list[Line]:
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
