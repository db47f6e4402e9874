"""Write what stands in a line of the document tree as runs: numbers, references, notes, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part

from cpreport.manuscript import tree
from cpreport.manuscript.plain_words import citation_pieces, words_of
from cpreport.publish.docx.elements import Element, bookmark_name, element, qn, run
from cpreport.publish.docx.elements import field as field_runs
from cpreport.publish.docx.traces import Traces

#: Spaces that fold into one; a no-break space stays.
_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class _Face:
    """How letters look."""

    bold: bool = False
    italic: bool = False
    small_caps: bool = False
    raised: str = ""
    code: bool = False
    linked: bool = False

    def run(self, said: str, lang: str = "") -> Element:
        return run(
            said,
            *([element("w:b")] if self.bold else []),
            *([element("w:i")] if self.italic else []),
            *([element("w:smallCaps")] if self.small_caps else []),
            *([element("w:vertAlign", w_val=self.raised)] if self.raised else []),
            *([element("w:lang", w_val=lang)] if lang else []),
            style="CodeText" if self.code else "Hyperlink" if self.linked else "",
        )


@dataclass(slots=True)
class RunWriter:
    """Writes the runs of one paragraph after another.

    part : Part
        The document, or its notes: whoever holds the links.
    anchors : set of str
        What a cross-reference may lead to in this document.
    note : callable or None
        Keeps what a footnote says, and tells its number; None where notes stand in the text.
    """

    part: Part
    traces: Traces
    anchors: set[str]
    note: Callable[[tree.Note], int] | None = None
    _after_space: bool = field(default=True, init=False)

    def runs(self, nodes: Iterable[tree.Inline]) -> list[Element]:
        """Write the runs of a paragraph."""
        self._after_space = True
        found = list(self._inside(nodes, _Face()))
        _strip_end(found)
        return found

    def _inside(self, nodes: Iterable[tree.Inline], face: _Face) -> Iterator[Element]:
        for node in _join(nodes):
            yield from self._inline(node, face)

    def _inline(self, node: tree.Inline, face: _Face) -> Iterator[Element]:
        match node:
            case tree.Text():
                yield from self._text(node.text, face, node.lang)
            case (
                tree.Emphasis() | tree.Strong() | tree.Superscript() | tree.Subscript()
                | tree.SmallCaps()
            ):  # fmt: skip
                yield from self._inside(node.inside, _changed_face(node, face))
            case tree.Code():
                yield from self._text(node.text, replace(face, code=True))
            case tree.LineBreak():
                yield element("w:r", element("w:br"))
                self._after_space = True
            case tree.Number():
                yield self._number(node, face)
            case tree.Link():
                yield from self._link(node, face)
            case tree.Citation():
                yield from self._citation(node, face)
            case tree.CrossReference():
                # What stands beside this document has no place in it.
                target = "" if node.beside else node.target
                yield from self._leading_to(target, (tree.Text(node.label),), face)
            case tree.Note():
                yield from self._note(node, face)

    def _number(self, node: tree.Number, face: _Face) -> Element:
        said = _SPACES.sub(" ", node.text)
        made = face.run(said)
        properties = made.find(qn("w:rPr"))
        if properties is None:
            properties = element("w:rPr")
            made.insert(0, properties)
        if properties.find(qn("w:rStyle")) is None:
            properties.insert(0, element("w:rStyle", w_val="Result"))
        self._after_space = False
        return self.traces.result(node.result, made, said)

    def _link(self, node: tree.Link, face: _Face) -> Iterator[Element]:
        if node.url.startswith("#"):
            yield from self._leading_to(node.url.removeprefix("#"), node.inside, face)
            return
        link = self.part.relate_to(node.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        inside = list(self._inside(node.inside, replace(face, linked=True)))
        yield element("w:hyperlink", *inside, r_id=link)

    def _citation(self, node: tree.Citation, face: _Face) -> Iterator[Element]:
        if node.printed:
            yield from self._inside(node.printed, face)
            return
        for piece in citation_pieces(node):
            if isinstance(piece, str):
                yield from self._text(piece, face)
                continue
            for position, number in enumerate(dict.fromkeys(piece)):
                if position:
                    yield from self._text("–", face)
                yield from self._leading_to(f"ref-{number}", (tree.Text(str(number)),), face)

    def _leading_to(
        self, anchor: str, inside: Iterable[tree.Inline], face: _Face
    ) -> Iterator[Element]:
        """Write words that lead to a bookmark, where the document has it."""
        inside = tuple(inside)
        shown = list(self._inside(inside, face))
        if anchor not in self.anchors:
            yield from shown
            return
        if anchor.startswith("ref-") and not words_of(*inside).isdigit():
            # A citation by author and year: no field knows these words.
            yield element("w:hyperlink", *shown, w_anchor=bookmark_name(anchor))
            return
        # The number of a reference is that of its paragraph in the list.
        how = r"\r \h" if anchor.startswith("ref-") else r"\h"
        yield from field_runs(f"REF {bookmark_name(anchor)} {how}", *shown)

    def _note(self, node: tree.Note, face: _Face) -> Iterator[Element]:
        if self.note is None:
            yield from self._inside(node.inside, face)
            return
        reference = element("w:footnoteReference", w_id=self.note(node))
        style = element("w:rStyle", w_val="FootnoteReference")
        yield element("w:r", element("w:rPr", style), reference)

    def _text(self, said: str, face: _Face, lang: str = "") -> Iterator[Element]:
        folded = _SPACES.sub(" ", said)
        if self._after_space:
            folded = folded.removeprefix(" ")
        if folded:
            self._after_space = folded.endswith(" ")
            yield face.run(folded, lang)


def _join(nodes: Iterable[tree.Inline]) -> Iterator[tree.Inline]:
    """Join words that follow each other, as over the end of a line, to be one run."""
    waiting: tree.Text | None = None
    for node in nodes:
        if isinstance(node, tree.Text) and waiting is not None and node.lang == waiting.lang:
            waiting = tree.Text(waiting.text + node.text, lang=node.lang)
            continue
        if waiting is not None:
            yield waiting
        waiting = node if isinstance(node, tree.Text) else None
        if waiting is None:
            yield node
    if waiting is not None:
        yield waiting


def _changed_face(
    node: tree.Emphasis | tree.Strong | tree.Superscript | tree.Subscript | tree.SmallCaps,
    face: _Face,
) -> _Face:
    match node:
        case tree.Emphasis():
            return replace(face, italic=True)
        case tree.Strong():
            return replace(face, bold=True)
        case tree.Superscript():
            return replace(face, raised="superscript")
        case tree.Subscript():
            return replace(face, raised="subscript")
        case tree.SmallCaps():
            return replace(face, small_caps=True)


def _strip_end(runs: list[Element]) -> None:
    """Strip the space at the end of a paragraph."""
    if runs and runs[-1].tag == qn("w:r"):
        texts = runs[-1].findall(qn("w:t"))
        if texts and texts[-1].text:
            texts[-1].text = texts[-1].text.rstrip(" ")
