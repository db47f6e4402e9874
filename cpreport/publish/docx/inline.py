"""Take the inside of a paragraph as HTML, and give its runs: numbers, references, notes, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml.html import HtmlElement

from cpreport.publish.docx.blocks import BLOCKS, Piece, pieces, preformatted
from cpreport.publish.docx.elements import Element, bookmark_name, element, run
from cpreport.publish.docx.elements import field as field_runs
from cpreport.publish.docx.traces import Traces

#: Spaces that fold into one; a no-break space stays.
_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class _Face:
    """How letters look."""

    bold: bool = False
    italic: bool = False
    raised: str = ""
    code: bool = False
    linked: bool = False
    lang: str = ""

    def run(self, said: str) -> Element:
        return run(
            said,
            *([element("w:b")] if self.bold else []),
            *([element("w:i")] if self.italic else []),
            *([element("w:vertAlign", w_val=self.raised)] if self.raised else []),
            *([element("w:lang", w_val=self.lang)] if self.lang else []),
            style="CodeText" if self.code else "Hyperlink" if self.linked else "",
        )


@dataclass(slots=True)
class Inline:
    """Gives the runs of one paragraph after another.

    part : Part
        The document, or its notes: whoever holds the links.
    anchors : set of str
        What a cross-reference may lead to in this document.
    note : callable
        Takes the inside of a footnote, and gives its number.
    """

    part: Part | _Unlinked
    traces: Traces
    anchors: set[str]
    note: Callable[[HtmlElement], int] | None = None
    _after_space: bool = field(default=True, init=False)

    def runs(self, element: HtmlElement) -> list[Element]:
        """Give the runs of an element's inside, up to the first block in it."""
        self._after_space = True
        found = list(self._inside(element, _Face()))
        _strip_end(found)
        return found

    def plain(self, said: str) -> list[Element]:
        """Give the runs of a text that is no HTML."""
        self._after_space = True
        return list(self._text(said, _Face()))

    def _inside(self, parent: HtmlElement, face: _Face) -> Iterator[Element]:
        yield from self._text(parent.text, face)
        for child in parent:
            if not isinstance(child.tag, str):
                yield from self._text(child.tail, face)
                continue
            if child.tag in BLOCKS:
                return
            yield from self._child(child, face)
            yield from self._text(child.tail, face)

    def _child(self, child: HtmlElement, face: _Face) -> Iterator[Element]:
        classes = child.get("class", "").split()
        if "data-result" in child.attrib:
            yield from self._number(child, face)
        elif "footnote" in classes and self.note is not None:
            reference = element("w:footnoteReference", w_id=self.note(child))
            yield element("w:r", element("w:rPr", _noted()), reference)
        elif child.tag == "br":
            yield element("w:r", element("w:br"))
            self._after_space = True
        elif child.tag == "a":
            yield from self._link(child, face)
        else:
            other = replace(face, lang=child.get("lang") or face.lang)
            yield from self._inside(child, _changed(child.tag, other))

    def _number(self, child: HtmlElement, face: _Face) -> Iterator[Element]:
        said = _SPACES.sub(" ", child.text_content())
        made = face.run(said)
        properties = made.find(qn("w:rPr"))
        if properties is None:
            properties = element("w:rPr")
            made.insert(0, properties)
        if properties.find(qn("w:rStyle")) is None:
            properties.insert(0, element("w:rStyle", w_val="Result"))
        self._after_space = False
        yield self.traces.result(child.get("data-result", ""), made, said)

    def _link(self, child: HtmlElement, face: _Face) -> Iterator[Element]:
        href = child.get("href", "")
        anchor = href.removeprefix("#")
        if not href.startswith("#"):
            id = self.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            inside = list(self._inside(child, replace(face, linked=True)))
            yield element("w:hyperlink", *inside, r_id=id)
        elif anchor in self.anchors:
            inside = list(self._inside(child, face))
            if anchor.startswith("ref-") and not child.text_content().isdigit():
                # A citation by author and year: no field knows these words.
                yield element("w:hyperlink", *inside, w_anchor=bookmark_name(anchor))
                return
            # The number of a reference is that of its paragraph in the list.
            how = r"\r \h" if anchor.startswith("ref-") else r"\h"
            yield from field_runs(f"REF {bookmark_name(anchor)} {how}", *inside)
        else:
            yield from self._inside(child, face)

    def _text(self, said: str | None, face: _Face) -> Iterator[Element]:
        folded = _SPACES.sub(" ", said or "")
        if self._after_space:
            folded = folded.removeprefix(" ")
        if folded:
            self._after_space = folded.endswith(" ")
            yield face.run(folded)


def _noted() -> Element:
    return element("w:rStyle", w_val="FootnoteReference")


def _changed(tag: str, face: _Face) -> _Face:
    match tag:
        case "strong" | "b":
            return replace(face, bold=True)
        case "em" | "i" | "cite":
            return replace(face, italic=True)
        case "sup":
            return replace(face, raised="superscript")
        case "sub":
            return replace(face, raised="subscript")
        case "code":
            return replace(face, code=True)
    return face


def _strip_end(runs: list[Element]) -> None:
    """Take the space from the end of a paragraph."""
    if runs and runs[-1].tag == qn("w:r"):
        texts = runs[-1].findall(qn("w:t"))
        if texts and texts[-1].text:
            texts[-1].text = texts[-1].text.rstrip(" ")


#: Stand around the key of a number in a text that is kept to be compared.
MARK, END = "\ue000", "\ue001"


def said_by(elements: Iterable[Element]) -> str:
    """Give the text of runs as a reader reads it, with the key of each number in its place."""
    said: list[str] = []
    for made in elements:
        if made.tag == qn("w:sdt"):
            key = made.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
            said.append(f"{MARK}{key}{END}")
        elif made.tag == qn("w:t"):
            said.append(made.text or "")
        elif made.tag in (qn("w:br"), qn("w:tab")):
            said.append("\n")
        else:
            said.append(said_by(made))
    return "".join(said)


class _Unlinked:
    """Stands in for the document where links lead nowhere."""

    def relate_to(self, *_: object, **__: object) -> str:
        return ""


def texts_of(fragment: str) -> list[str]:
    """Give the text of each paragraph of finished HTML, its numbers by the ids of their results.

    A document keeps its paragraphs in the same form, with keys for ids.
    """
    return [text for text, _ in texts_with_numbers(fragment)]


def texts_with_numbers(fragment: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Give the same texts, each with the ids and the printed form of its numbers."""
    traces = Traces()
    inline = Inline(_Unlinked(), traces, set(), lambda note: 0)
    said = [
        preformatted(piece.inside) if piece.style == "Code" else said_by(inline.runs(piece.inside))
        for piece in pieces(fragment)
        if isinstance(piece, Piece)
    ]
    known = {key: number for number, key in traces.results.items()}
    ids = {key: ids for key, (ids, _) in known.items()}
    return [(with_ids(text, ids), tuple(known[key] for key in keys_in(text))) for text in said]


def keys_in(text: str) -> list[str]:
    """Give the keys of the numbers in a text, in their order."""
    return _MARKED.findall(text)


def with_ids(text: str, ids: Mapping[str, str]) -> str:
    """Put the ids of results in the place of their keys."""
    return _MARKED.sub(lambda m: f"{MARK}{ids.get(m[1], m[1])}{END}", text)


_MARKED = re.compile(f"{MARK}([^{END}]*){END}")
