"""Mark the numbers in a text that is kept to be compared, by key or by the ids of their results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from docx.oxml.ns import qn

from cpreport.manuscript.plain_words import citation_printed
from cpreport.manuscript.tree import (
    Citation,
    Code,
    CrossReference,
    Inline,
    LineBreak,
    Note,
    Number,
    Text,
    children,
)
from cpreport.publish.docx.elements import Element

#: Stand around the key of a number in a text that is kept to be compared.
MARK, END = "\ue000", "\ue001"
_MARKED = re.compile(f"{MARK}([^{END}]*){END}")


def marked(ids: str) -> str:
    """Put the marks around a key, or around the ids of results."""
    return f"{MARK}{ids}{END}"


def keys_in(text: str) -> list[str]:
    """List the keys of the numbers in a text, in their order."""
    return _MARKED.findall(text)


def with_ids(text: str, ids: Mapping[str, str]) -> str:
    """Put the ids of results in the place of their keys."""
    return _MARKED.sub(lambda m: marked(ids.get(m[1], m[1])), text)


def text_of_runs(elements: Iterable[Element]) -> str:
    """Read runs as a reader does, with the key of each number in its place."""
    said: list[str] = []
    for made in elements:
        if made.tag == qn("w:sdt"):
            key = made.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
            said.append(marked(key))
        elif made.tag == qn("w:t"):
            said.append(made.text or "")
        elif made.tag in (qn("w:br"), qn("w:tab")):
            said.append("\n")
        else:
            said.append(text_of_runs(made))
    return "".join(said)


def text_of_nodes(nodes: Iterable[Inline]) -> str:
    """Read nodes as `text_of_runs` reads the runs that are made of them, with ids for keys.

    White space is as it was written; what a footnote says is no part of the text.
    """
    return "".join(_said(nodes))


def _said(nodes: Iterable[object]) -> Iterator[str]:
    for node in nodes:
        match node:
            case Text() | Code():
                yield node.text
            case LineBreak():
                yield "\n"
            case Number():
                yield marked(node.result)
            case Citation() if not node.printed:
                yield citation_printed(node)
            case CrossReference():
                yield node.label
            case Note():
                pass
            case _:
                yield from _said(children(node))  # type: ignore[arg-type]
