"""Mark the numbers in a text that is kept to be compared, by key or by the ids of their results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, repeat

from cpreport.manuscript import tree
from cpreport.manuscript.plain_words import citation_printed
from cpreport.publish.docx.elements import Element, qn

#: Stand around the key of a number in a text that is kept to be compared.
MARK, END = "\ue000", "\ue001"
_MARKED = re.compile(f"{MARK}([^{END}]*){END}")
_SIGN = re.compile(f"{MARK}[^{END}]*{END}|\\S")
#: How raised and lowered signs are counted.
_RAISED = {"superscript": "r", "subscript": "l"}
_SIGN_OR_SPACE = re.compile(f"{MARK}[^{END}]*{END}|\\s+|\\S")


def marked(ids: str) -> str:
    """Put the marks around a key, or around the ids of results."""
    return f"{MARK}{ids}{END}"


def keys_in(text: str) -> list[str]:
    """List the keys of the numbers in a text, in their order."""
    return _MARKED.findall(text)


def filled(text: str, printed: Iterable[tuple[str, str]]) -> str:
    """Put what numbers print in the place of their keys, one after the other."""
    for key, said in printed:
        text = text.replace(marked(key), said, 1)
    return text


def with_ids(text: str, ids: Mapping[str, str]) -> str:
    """Put the ids of results in the place of their keys."""
    return _MARKED.sub(lambda m: marked(ids.get(m[1], m[1])), text)


def text_of_runs(elements: Iterable[Element]) -> str:
    """Read runs as a reader does, with the key of each number in its place."""
    return "".join(said for said, _ in _stretches(elements))


def looks_of_runs(elements: Iterable[Element]) -> str:
    """Count the signs of runs that look alike, one stretch after another: `12 3b 40 5bi 1r`.

    They are bold, italic, raised or lowered. Spaces are not counted, and a number is one sign.
    """
    counted = ((len(_SIGN.findall(said)), look) for said, look in _stretches(elements))
    by_look = groupby((one for one in counted if one[0]), key=lambda one: one[1])
    return " ".join(f"{sum(count for count, _ in its)}{look}" for look, its in by_look)


def with_looks(text: str, looks: str) -> Iterator[tuple[str, str]]:
    """Yield the signs of a text, each with its look as `looks_of_runs` counted them."""
    counted = re.findall(r"(\d{1,9})(b?i?[rl]?)", looks)
    of_signs = chain.from_iterable(repeat(look, int(count)) for count, look in counted)
    look = ""
    for said in _SIGN_OR_SPACE.findall(text):
        look = look if said.isspace() else next(of_signs, "")
        yield said, look


def with_look(text: str, look: str) -> Iterator[tuple[str, str]]:
    """Yield the signs of a text that all look alike."""
    return ((said, look) for said in _SIGN_OR_SPACE.findall(text))


def _stretches(elements: Iterable[Element], look: str = "") -> Iterator[tuple[str, str]]:
    for made in elements:
        if made.tag == qn("w:sdt"):
            key = made.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
            yield marked(key), _look(next(made.iter(qn("w:r"))))
        elif made.tag == qn("w:t"):
            yield made.text or "", look
        elif made.tag in (qn("w:br"), qn("w:tab")):
            yield "\n", look
        else:
            yield from _stretches(made, _look(made) if made.tag == qn("w:r") else look)


def _look(made: Element) -> str:
    about = made.find(qn("w:rPr"))
    if about is None:
        return ""
    signs = (("b", qn("w:b")), ("i", qn("w:i")))
    raised = about.find(qn("w:vertAlign"))
    how = raised.get(qn("w:val"), "") if raised is not None else ""
    own = "".join(sign for sign, tag in signs if about.find(tag) is not None)
    return own + _RAISED.get(how, "")


def text_of_nodes(nodes: Iterable[tree.Inline]) -> str:
    """Read nodes as `text_of_runs` reads the runs that are made of them, with ids for keys.

    White space is as it was written; what a footnote says is no part of the text.
    """
    return "".join(_said(nodes))


def _said(nodes: Iterable[object]) -> Iterator[str]:
    for node in nodes:
        match node:
            case tree.Text() | tree.Code():
                yield node.text
            case tree.LineBreak():
                yield "\n"
            case tree.Number():
                yield marked(node.result)
            case tree.Citation() if not node.printed:
                yield citation_printed(node)
            case tree.CrossReference():
                yield node.label
            case tree.Note():
                pass
            case _:
                yield from _said(tree.children(node))  # type: ignore[arg-type]
