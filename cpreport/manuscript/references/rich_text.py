"""Read the markup that CSL-JSON allows in a text, and give the nodes of the document tree."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cpreport.manuscript import tree
from cpreport.manuscript.tree import Inline, Text

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z]{1,10}(?::[A-Za-z]{1,20})?)(?P<more>[^<>]{0,200})>"
)
_SMALL_CAPS = re.compile(r"font-variant:\s*small-caps")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
#: So many marks within marks are set; what is inside more of them is set plainly.
_DEEPEST = 8

_Mark = Callable[[tuple[Inline, ...]], Inline]
_MARKS: dict[str, _Mark] = {
    "i": tree.Emphasis, "em": tree.Emphasis, "b": tree.Strong, "strong": tree.Strong,
    "sup": tree.Superscript, "sub": tree.Subscript, "sc": tree.SmallCaps, "scp": tree.SmallCaps,
}  # fmt: skip
#: Tags of other languages that come with titles; they mean nothing here.
_FOREIGN = ("mml:", "jats:")


@dataclass(slots=True)
class _OpenMark:
    """A mark that is open: its tag, what it makes, and what is inside so far."""

    name: str
    mark: _Mark | None
    inside: list[Inline | str] = field(default_factory=list)


def rich_text(text: str) -> tuple[Inline, ...]:
    """Read a text with markup; a mark that is never closed ends with the text.

    >>> [type(node).__name__ for node in rich_text("Role of <i>SCN1A</i> in CO<sub>2</sub>")]
    ['Text', 'Emphasis', 'Text', 'Subscript']
    """
    stack = [_OpenMark("", None)]
    # Openings that are not set, by their tags: marks within too many marks.
    ignored: Counter[str] = Counter()
    at = 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        foreign = name.startswith(_FOREIGN)
        if name != "span" and name not in _MARKS and not foreign:
            continue
        stack[-1].inside.append(text[at : match.start()])
        at = match.end()
        if foreign:
            continue
        if not match["end"]:
            if len(stack) > _DEEPEST:
                ignored[name] += 1
            else:
                stack.append(_OpenMark(name, _mark(name, match["more"])))
        elif ignored[name]:
            ignored[name] -= 1
        elif any(one.name == name for one in stack):
            while stack[-1].name != name:
                _close(stack)
            _close(stack)
    stack[-1].inside.append(text[at:])
    while len(stack) > 1:
        _close(stack)
    return joined(stack[0].inside)


def _mark(name: str, more: str) -> _Mark | None:
    if name == "span":
        return tree.SmallCaps if _SMALL_CAPS.search(more) else None
    return _MARKS[name]


def _close(stack: list[_OpenMark]) -> None:
    ended = stack.pop()
    if ended.mark is None:
        stack[-1].inside += ended.inside
    elif inside := joined(ended.inside):
        stack[-1].inside.append(ended.mark(inside))


def joined(parts: Iterable[Inline | str]) -> tuple[Inline, ...]:
    """Join nodes and words, words beside words in one node."""
    nodes: list[Inline] = []
    words: list[str] = []

    def close() -> None:
        if text := "".join(words):
            nodes.append(Text(text))
        words.clear()

    for part in parts:
        if isinstance(part, str):
            words.append(part)
        elif isinstance(part, Text):
            words.append(part.text)
        else:
            close()
            nodes.append(part)
    close()
    return tuple(nodes)


def plain(nodes: Iterable[Inline]) -> str:
    """The words of some nodes, as they stand in print."""
    return "".join(node.text for node in tree.walk(*nodes) if isinstance(node, Text))


def without_entities(text: str) -> str:
    """Read the entities of HTML that come with titles from the web.

    >>> without_entities("Risk &amp; benefit")
    'Risk & benefit'
    """
    return _ENTITY.sub(lambda m: html.unescape(m[0]), text)
