"""Read a text as its authors wrote it: its paragraphs, and where each part of them stands.

A paragraph is compared by what it prints, the ids of results in the place of numbers, and it is
altered where it was written: in Markdown, word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from cpreport.manuscript.compose import Written
from cpreport.manuscript.fill_prose import blocks, blocks_by_source
from cpreport.manuscript.prose import Prose
from cpreport.manuscript.tree import (
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
    Span,
    Strong,
    Subscript,
    Superscript,
    Text,
    children,
    walk,
)
from cpreport.publish.docx.marks import END, MARK, text_of_nodes
from cpreport.publish.docx.paragraphs import printed_paragraphs

#: Parts of a text that are compared: words, spaces, and every other sign by itself.
_TOKEN = re.compile(f"{MARK}[^{END}]*{END}|\\s+|\\w+|.", re.DOTALL)
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
#: What is altered letter by letter; anything else in a line is one.
_PLAIN = (Text, Code, LineBreak, Superscript, Subscript)
#: Signs that are printed for several that were written.
_WRITTEN = {"–": "--", "—": "---", "…": "..."}


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest thing that is compared.

    form : str
        As it is compared: quotation marks straight, every space the same.
    start, end : int
        Where it is written, in the whole text.
    atom : int
        Which result, citation or reference it is a part of, from 0; -1 for words.
    raised : bool
        Whether any of it is raised or lowered, which a text that came back does not say.
    """

    form: str
    start: int = 0
    end: int = 0
    atom: int = -1
    raised: bool = False


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """A paragraph where it was written.

    text : str
        What it prints.
    pieces : tuple of Piece
        Empty where it cannot be altered word by word: it is a table, or follows from the records.
    stop : int
        Where the last of what it says ends, with the markup around it.
    notes : tuple of Span
        Where the signs of its footnotes stand.
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
    pieces: tuple[Piece, ...] = ()
    stop: int = 0
    notes: tuple[Span, ...] = ()
    start: int = 0
    end: int = 0
    alone: bool = False
    line: int = 1
    block: int = 0
    part: int = 0
    numbers: tuple[tuple[str, str], ...] = ()
    is_note: bool = False


def paragraphs_of(prose: Prose, written: Written) -> tuple[SourceParagraph, ...]:
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
                        paragraph = _with_pieces(paragraph, node.inside)
                found.append(paragraph)
            number += 1
    return tuple(found)


def footnotes_of(prose: Prose, written: Written) -> tuple[SourceParagraph, ...]:
    """List what the footnotes of a text say, in their order."""
    found: list[SourceParagraph] = []
    number = 0
    for block, made in blocks_by_source(prose, written.known, written.numbers):
        generated = any(isinstance(node, Generated) for node in walk(block))
        for one in made:
            for note in walk(one):
                if isinstance(note, Note):
                    footnote = _footnote(note, prose, len(found))
                    found.append(replace(footnote, block=number))
                    if not generated and all(node.at is not None for node in note.inside):
                        found[-1] = _with_pieces(found[-1], note.inside)
            number += 1
    return tuple(found)


def _footnote(note: Note, prose: Prose, number: int) -> SourceParagraph:
    places = [node.at[0] for node in note.inside if node.at is not None]
    line = prose.text.count("\n", 0, places[0]) + 1 if places else 1
    text = text_of_nodes(note.inside).strip()
    numbers = tuple((n.result, n.text) for n in walk(note) if isinstance(n, Number))
    return SourceParagraph(prose, number, text, line=line, numbers=numbers, is_note=True)


def _with_pieces(paragraph: SourceParagraph, nodes: tuple[Inline, ...]) -> SourceParagraph:
    notes = (node.at for node in _parts_of_a_line(nodes) if isinstance(node, Note))
    return replace(
        paragraph,
        pieces=tuple(_pieces(nodes, paragraph.prose.text)),
        stop=max((node.at[1] for node in nodes if node.at is not None), default=0),
        notes=tuple(at for at in notes if at is not None),
    )


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


@dataclass(frozen=True, slots=True)
class PrintedText:
    """What a paragraph prints, with what its footnotes say."""

    text: str
    notes: tuple[str, ...] = ()


def texts_printed(prose: Prose, written: Written) -> list[PrintedText]:
    """List what the paragraphs of a text print."""
    made = blocks(prose, written.known, written.numbers)
    nodes = (part.node for part in printed_paragraphs(made))
    return [PrintedText(_text_of(node), tuple(_notes_of(node))) for node in nodes]


def _notes_of(node: Paragraph | Heading | CodeBlock) -> Iterator[str]:
    for note in walk(node):
        if isinstance(note, Note):
            yield form_of(text_of_nodes(note.inside))


# --- what a paragraph consists of ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _PrintedLetter:
    """One printed letter, with where it is written, and what it is a part of."""

    said: str
    start: int
    end: int
    atom: int = -1
    raised: bool = False


def _pieces(nodes: tuple[Inline, ...], text: str) -> Iterator[Piece]:
    """Part what a paragraph prints as a text that came back is parted.

    A word may consist of several nodes: `10^6^` is printed, and compared, as 106.
    """
    letters = tuple(_letters(nodes, text))
    for match in _TOKEN.finditer("".join(letter.said for letter in letters)):
        own = letters[match.start() : match.end()]
        start, end = min(one.start for one in own), max(one.end for one in own)
        atom, raised = max(one.atom for one in own), any(one.raised for one in own)
        yield Piece(_form(match[0]), start, end, atom, raised)


def _letters(nodes: tuple[Inline, ...], text: str) -> Iterator[_PrintedLetter]:
    atom = -1
    # What stands in one pair of brackets is one.
    for at, group in groupby(_parts_of_a_line(nodes), key=lambda node: node.at):
        if at is None:
            continue
        together = tuple(group)
        if all(isinstance(node, _PLAIN) for node in together):
            for node in together:
                yield from _words(node, at, text)
            continue
        atom += 1
        for letter in text_of_nodes(together):
            yield _PrintedLetter(letter, at[0], at[1], atom)


def _parts_of_a_line(nodes: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield what a line consists of, without what only changes its look."""
    for node in nodes:
        if isinstance(node, Emphasis | Strong | SmallCaps | Link):
            yield from _parts_of_a_line(node.inside)
        else:
            yield node


def _words(node: Inline, at: Span, text: str) -> Iterator[_PrintedLetter]:
    start, end = at
    if isinstance(node, Superscript | Subscript):
        for letter in text_of_nodes(node.inside):
            yield _PrintedLetter(letter, start, end, raised=True)
    elif isinstance(node, LineBreak):
        yield _PrintedLetter(" ", start, end)
    elif isinstance(node, Code):
        begin = text.find(node.text, start, end)
        yield from _letters_of(node.text, begin if begin >= 0 else start, end, text)
    elif isinstance(node, Text):
        yield from _letters_of(node.text, start, end, text)


def _letters_of(said: str, start: int, end: int, text: str) -> Iterator[_PrintedLetter]:
    """Place each letter of a text that was printed of what was written between two offsets."""
    found: list[_PrintedLetter] = []
    place = start
    for letter in said:
        stop = place + _length(letter, text, place)
        if stop > end or stop == place:
            # An entity, or a sign that several were written for: it is one.
            yield from (_PrintedLetter(one, start, end) for one in said)
            return
        found.append(_PrintedLetter(letter, place, stop))
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


def pieces_of(text: str) -> list[Piece]:
    """Part a text as it is printed."""
    return [replace(piece, start=0, end=0) for piece in placed_pieces(text)]


def placed_pieces(text: str) -> list[Piece]:
    """Part a text into pieces with where in it they stand."""
    return [Piece(_form(m[0]), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _form(token: str) -> str:
    return " " if token.isspace() else token.translate(_QUOTES)


def form_of(text: str) -> str:
    """Write a text as it is compared: quotation marks straight, every space the same."""
    return _SPACES.sub(" ", text).translate(_QUOTES).strip()
