"""Read a text as its authors wrote it: its paragraphs, and where each part of them stands.

A paragraph is compared by what it prints, the ids of results in the place of numbers, and it is
altered where it was written: in Markdown, word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from cpreport.changes.compared_pieces import (
    PLAIN,
    Piece,
    WordFace,
    form_of_pieces,
    mark_of_note,
    pieces_of,
)
from cpreport.changes.printed_forms import Forms, with_styled_citations
from cpreport.manuscript.fill_prose import blocks_by_source
from cpreport.manuscript.prose import Prose
from cpreport.manuscript.tree import (
    BlockNode,
    Code,
    CodeBlock,
    Emphasis,
    Generated,
    Heading,
    Inline,
    LineBreak,
    Link,
    Node,
    Note,
    Number,
    Paragraph,
    SmallCaps,
    Strong,
    Subscript,
    Superscript,
    Text,
    children,
    walk,
)
from cpreport.manuscript.written_document import Written
from cpreport.publish.docx.content_marks import marked, text_of_nodes
from cpreport.publish.docx.paragraphs import printed_paragraphs

#: What is altered letter by letter; anything else in a line is one.
_PLAIN = (Text, Code, LineBreak)
_WORD_OR_SIGN = re.compile(r"\w+|\W")
#: Signs that are printed for others that were written.
_WRITTEN = {"–": "--", "—": "---", "…": "..."} | dict.fromkeys("“”", '"') | dict.fromkeys("‘’", "'")


@dataclass(frozen=True, slots=True)
class Wrap:
    """What stands around words in Markdown, and changes their look."""

    start: int
    end: int
    face: WordFace


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """A paragraph where it was written.

    text : str
        What it prints.
    form : str
        What it prints as it is compared, raised signs and footnotes with it.
    pieces : tuple of Piece
        Empty where it cannot be altered word by word: it is a table, or follows from the records.
    wraps : tuple of Wrap
        The emphasis and the links in it.
    stop : int
        Where the last of what it says ends, with the markup around it.
    start, end : int
        Of its whole block in the text.
    alone : bool
        Whether its block holds nothing else.
    is_note : bool
        Whether it is what a footnote says.
    numbers : tuple of (str, str)
        The ids and the printed form of each number in it.
    """

    prose: Prose
    number: int
    text: str
    form: str = ""
    pieces: tuple[Piece, ...] = ()
    wraps: tuple[Wrap, ...] = ()
    stop: int = 0
    start: int = 0
    end: int = 0
    alone: bool = False
    line: int = 1
    block: int = 0
    part: int = 0
    numbers: tuple[tuple[str, str], ...] = ()
    is_note: bool = False


def paragraphs_of(prose: Prose, written: Written, forms: Forms) -> tuple[SourceParagraph, ...]:
    """List the paragraphs of a text in their order."""
    found: list[SourceParagraph] = []
    number = 0
    for block, made in blocks_by_source(prose, written.known, written.numbers):
        generated = any(isinstance(node, Generated) for node in walk(block))
        for one in made:
            parts = printed_paragraphs((one,))
            for part, node in enumerate(each.node for each in parts):
                paragraph = SourceParagraph(
                    prose, len(found), _text_of(node), block=number, part=part,
                    numbers=_numbers_of(node),
                )  # fmt: skip
                if not generated and block.at is not None:
                    paragraph = replace(
                        paragraph, start=block.at[0], end=_end_of_lines(prose.text, block.at[1]),
                        alone=len(parts) == 1,
                        line=prose.text.count("\n", 0, block.at[0]) + 1,
                    )  # fmt: skip
                    if not isinstance(node, CodeBlock):
                        paragraph = _with_pieces(paragraph, node.inside, forms)
                found.append(replace(paragraph, form=_form_of(paragraph, node, forms)))
            number += 1
    return tuple(found)


def footnotes_of(prose: Prose, written: Written, forms: Forms) -> tuple[SourceParagraph, ...]:
    """List what the footnotes of a text say, in their order."""
    found: list[SourceParagraph] = []
    number = 0
    for block, made in blocks_by_source(prose, written.known, written.numbers):
        generated = any(isinstance(node, Generated) for node in walk(block))
        for one in made:
            for note in walk(one):
                if isinstance(note, Note):
                    footnote = replace(_footnote(note, prose, len(found), forms), block=number)
                    if not generated and all(node.at is not None for node in note.inside):
                        footnote = _with_pieces(footnote, note.inside, forms)
                    found.append(footnote)
            number += 1
    return tuple(found)


def _footnote(note: Note, prose: Prose, number: int, forms: Forms) -> SourceParagraph:
    places = [node.at[0] for node in note.inside if node.at is not None]
    line = prose.text.count("\n", 0, places[0]) + 1 if places else 1
    text = text_of_nodes(note.inside).strip()
    numbers = tuple((n.result, n.text) for n in walk(note) if isinstance(n, Number))
    form = form_of_pieces(pieces_of(_letters(note.inside, prose.text), forms))
    return SourceParagraph(prose, number, text, form, line=line, numbers=numbers, is_note=True)


def _with_pieces(
    paragraph: SourceParagraph, nodes: tuple[Inline, ...], forms: Forms
) -> SourceParagraph:
    written = tuple(node for node in nodes if node.at is not None)
    return replace(
        paragraph,
        pieces=pieces_of(_letters(written, paragraph.prose.text), forms),
        wraps=tuple(_wraps(written)),
        stop=max((node.at[1] for node in written if node.at is not None), default=0),
    )


def _form_of(
    paragraph: SourceParagraph, node: Paragraph | Heading | CodeBlock, forms: Forms
) -> str:
    """Write what a paragraph prints as it is compared, from its pieces where it has all of them."""
    if paragraph.pieces and all(one.at is not None for one in children(node)):
        return form_of_pieces(paragraph.pieces)
    return printed_form(node, forms)


def _wraps(nodes: Iterable[Node]) -> Iterator[Wrap]:
    for node in nodes:
        if isinstance(node, Emphasis | Strong | SmallCaps | Link) and node.at is not None:
            yield Wrap(*node.at, _face_of(node, PLAIN))
            yield from _wraps(node.inside)


def _face_of(node: Emphasis | Strong | SmallCaps | Link, face: WordFace) -> WordFace:
    match node:
        case Emphasis():
            return replace(face, italic=True)
        case Strong():
            return replace(face, bold=True)
        case Link():
            return replace(face, link=node.url)
        case SmallCaps():
            return face


def _text_of(node: Paragraph | Heading | CodeBlock) -> str:
    return node.text if isinstance(node, CodeBlock) else text_of_nodes(node.inside).strip()


def _numbers_of(node: Paragraph | Heading | CodeBlock) -> tuple[tuple[str, str], ...]:
    inside = () if isinstance(node, CodeBlock) else _without_notes(node.inside)
    return tuple((part.result, part.text) for part in inside if isinstance(part, Number))


def _without_notes(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if not isinstance(node, Note):
            yield node
            yield from _without_notes(children(node))


def _end_of_lines(text: str, end: int) -> int:
    """Where the line after a block begins."""
    after = text.find("\n", end)
    return len(text) if after < 0 else after + 1


def printed_form(node: Paragraph | Heading | CodeBlock, forms: Forms) -> str:
    """Write what a paragraph prints as it is compared."""
    if isinstance(node, CodeBlock):
        return form_of_pieces(pieces_of([Piece(node.text)], forms))
    return form_of_pieces(pieces_of(_letters(node.inside, ""), forms))


def forms_printed(prose: Prose, text: str, written: Written, forms: Forms) -> list[str]:
    """List what the paragraphs of a text print when it is altered to another."""
    written = with_styled_citations(written, prose, text)
    made: list[BlockNode] = []
    for _, its in blocks_by_source(replace(prose, text=text), written.known, written.numbers):
        made += its
    return [printed_form(part.node, forms) for part in printed_paragraphs(made)]


# --- what a paragraph consists of ----------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """What is counted while the letters of a paragraph are listed."""

    text: str
    atom: int = field(default=-1)


def _letters(nodes: Iterable[Inline], text: str) -> Iterator[Piece]:
    """List the letters that nodes print, each with where in a text it is written."""
    return _of_nodes(nodes, _Reading(text), PLAIN)


def _of_nodes(nodes: Iterable[Inline], reading: _Reading, face: WordFace) -> Iterator[Piece]:
    # What stands in one pair of brackets is one.
    for at, group in groupby(nodes, key=lambda node: node.at):
        together = tuple(group)
        if at is None or all(_is_by_letters(node) for node in together):
            for node in together:
                yield from _of_node(node, reading, face)
            continue
        reading.atom += 1
        for node in together:
            yield from _of_atom(node, Piece("", at[0], at[1], reading.atom, face=face))


def _is_by_letters(node: Inline) -> bool:
    return isinstance(
        node, (*_PLAIN, Emphasis, Strong, SmallCaps, Link, Superscript, Subscript, Note)
    )


def _of_node(node: Inline, reading: _Reading, face: WordFace) -> Iterator[Piece]:
    at = node.at or (0, 0)
    match node:
        case Emphasis() | Strong() | SmallCaps() | Link():
            yield from _of_nodes(node.inside, reading, _face_of(node, face))
        case Superscript() | Subscript():
            raised = "superscript" if isinstance(node, Superscript) else "subscript"
            said = text_of_nodes(node.inside)
            yield Piece(said, *at, raised=raised, face=face)
        case Note():
            said = text_of_nodes(node.inside)
            yield Piece(mark_of_note(said), *at, face=face, printed=said)
        case LineBreak():
            yield Piece(" ", *at, face=face)
        case Code():
            begin = reading.text.find(node.text, *at)
            start = begin if begin >= 0 else at[0]
            like = Piece("", start, at[1], face=replace(face, code=True))
            yield from _placed(node.text, like, reading.text)
        case Text():
            yield from _placed(node.text, Piece("", *at, face=face), reading.text)
        case _:
            yield from _of_atom(node, Piece("", *at, face=face))


def _of_atom(node: Inline, like: Piece) -> Iterator[Piece]:
    """List the letters of a number, a citation or a reference."""
    if isinstance(node, Number):
        yield replace(like, form=marked(node.result), printed=node.text)
        return
    raised = children(node)
    if raised and all(isinstance(one, Superscript) for one in raised):
        like = replace(like, raised="superscript")
    yield replace(like, form=text_of_nodes((node,)))


def _placed(said: str, like: Piece, text: str) -> Iterator[Piece]:
    """Place each word of a text that was printed of what was written between two offsets."""
    found: list[Piece] = []
    place = like.start
    if not text:
        yield replace(like, form=said)
        return
    for word in _WORD_OR_SIGN.findall(said):
        whole = len(word) > 1 and text.startswith(word, place)
        for part in (word,) if whole else word:
            stop = place + (len(part) if whole else _length(part, text, place))
            if stop > like.end or stop == place:
                # An entity, or a sign that several were written for: it is one.
                yield replace(like, form=said)
                return
            found.append(replace(like, form=part, start=place, end=stop))
            place = stop
    yield from found


def _length(letter: str, text: str, place: int) -> int:
    """How many signs were written for a printed letter; 0 where they are not the same."""
    if text.startswith(f"\\{letter}", place):
        return 2
    there = text[place : place + 1]
    if there == letter or (letter.isspace() and there.isspace()):
        return 1
    written = _WRITTEN.get(letter, letter)
    return len(written) if text.startswith(written, place) else 0
