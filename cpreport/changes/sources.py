"""Take a text as its authors wrote it, and give its paragraphs with where each of them stands.

A paragraph is compared by what it prints, the ids of results in the place of numbers, and it is
altered where it was written: in Markdown, word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from cpreport.manuscript.compose import Written
from cpreport.manuscript.fill_prose import blocks, blocks_by_source
from cpreport.manuscript.prose import Prose
from cpreport.manuscript.tree import (
    BlockNode,
    Code,
    Emphasis,
    Generated,
    Heading,
    Inline,
    LineBreak,
    Link,
    Note,
    Paragraph,
    SmallCaps,
    Span,
    Strong,
    Subscript,
    Superscript,
    Text,
    walk,
)
from cpreport.publish.docx.inline import END, MARK, texts_of, texts_with_numbers
from cpreport.publish.html.nodes import html_of, inline_html

#: Parts of a text that are compared: words, spaces, and every other sign by itself.
_TOKEN = re.compile(f"{MARK}[^{END}]*{END}|\\s+|\\w+|.", re.DOTALL)
#: The same in Markdown, where some signs are written with several.
_WRITTEN = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|\s+|\w+?(?=_)|\w+|---|--|\.\.\.|\*+|_+|`+|.", re.DOTALL
)
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_SAME = {"--": "–", "---": "—", "...": "…"}


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest thing that is compared.

    form : str
        As it is compared: quotation marks straight, every space the same.
    start, end : int
        Where it is written, in the whole text.
    atom : int
        Which result, citation or reference it is a part of, from 0; -1 for words.
    """

    form: str
    start: int = 0
    end: int = 0
    atom: int = -1


@dataclass(frozen=True, slots=True)
class SourceParagraph:
    """A paragraph where it was written.

    text : str
        What it prints.
    pieces : tuple of Piece
        Empty where it cannot be altered word by word: it is a table, or follows from the records.
    start, end : int
        Of its whole block in the text.
    alone : bool
        Whether its block holds nothing else.
    numbers : tuple of (str, str)
        The ids and the printed form of each number in it.
    """

    prose: Prose
    number: int
    text: str
    pieces: tuple[Piece, ...] = ()
    start: int = 0
    end: int = 0
    alone: bool = False
    line: int = 1
    block: int = 0
    part: int = 0
    numbers: tuple[tuple[str, str], ...] = ()


def paragraphs_of(prose: Prose, written: Written) -> tuple[SourceParagraph, ...]:
    """Give the paragraphs of a text in their order."""
    found: list[SourceParagraph] = []
    number = 0
    for block, made in blocks_by_source(prose, written.known, written.numbers):
        generated = any(isinstance(node, Generated) for node in walk(block))
        for one in made:
            texts = texts_with_numbers(str(html_of(one)))
            leaves = () if generated else tuple(_leaves(one))
            for part, (text, numbers) in enumerate(texts):
                paragraph = SourceParagraph(
                    prose, len(found), text, block=number, part=part, numbers=numbers
                )
                if not generated and block.at is not None:
                    paragraph = replace(
                        paragraph, start=block.at[0], end=_end_of_lines(prose.text, block.at[1]),
                        alone=len(texts) == 1,
                        line=prose.text.count("\n", 0, block.at[0]) + 1,
                    )  # fmt: skip
                    if len(leaves) == len(texts):
                        pieces = tuple(_pieces(leaves[part], prose.text))
                        paragraph = replace(paragraph, pieces=pieces)
                found.append(paragraph)
            number += 1
    return tuple(found)


def _end_of_lines(text: str, end: int) -> int:
    """Where the line after a block begins."""
    after = text.find("\n", end)
    return len(text) if after < 0 else after + 1


def texts_printed(prose: Prose, written: Written) -> list[str]:
    """Give what the paragraphs of a text print."""
    made = blocks(prose, written.known, written.numbers)
    return [text for block in made for text in texts_of(str(html_of(block)))]


def _leaves(block: BlockNode) -> Iterator[tuple[Inline, ...]]:
    """Give the inside of each paragraph of a block."""
    return (node.inside for node in walk(block) if isinstance(node, Paragraph | Heading))


# --- what a paragraph consists of ----------------------------------------------------------------


def _pieces(nodes: tuple[Inline, ...], text: str) -> Iterator[Piece]:
    """Give the pieces of a paragraph; what prints nothing is left out."""
    atom = -1
    # What stands in one pair of brackets is one.
    for at, group in groupby(_parts_of_a_line(nodes), key=lambda node: node.at):
        if at is None:
            continue
        together = tuple(group)
        if all(isinstance(node, Text | Code | LineBreak) for node in together):
            for node in together:
                yield from _words(node, at, text)
            continue
        atom += 1
        html = "".join(str(inline_html(n)) for n in together if not isinstance(n, Note))
        for said in texts_of(f"<p>{html}</p>"):
            for piece in pieces_of(said):
                yield replace(piece, start=at[0], end=at[1], atom=atom)


def _parts_of_a_line(nodes: tuple[Inline, ...]) -> Iterator[Inline]:
    """Give what a line consists of, without what only changes its look."""
    for node in nodes:
        if isinstance(node, Emphasis | Strong | Superscript | Subscript | SmallCaps | Link):
            yield from _parts_of_a_line(node.inside)
        else:
            yield node


def _words(node: Inline, at: Span, text: str) -> Iterator[Piece]:
    start, end = at
    if isinstance(node, LineBreak):
        yield Piece(" ", start, end)
    elif isinstance(node, Text) and text[start] == "&" and end - start > len(node.text):
        yield Piece(node.text, start, end)
    else:
        yield from _literal(text, start, end)


def _literal(text: str, start: int, end: int) -> Iterator[Piece]:
    escaped = False
    for match in _WRITTEN.finditer(text, start, end):
        said = match[0]
        if said == "\\" and not escaped:
            escaped = True
            continue
        if said[0] in "*`" and not escaped:
            continue
        if said[0] == "_" and not escaped and not _inside_a_word(text, match):
            continue
        form = " " if said.isspace() else _SAME.get(said, said.translate(_QUOTES))
        for sign in form if said[0] in "*_`" else (form,):
            yield Piece(sign, match.start() - escaped, match.end())
        escaped = False


def _inside_a_word(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()][-1:], text[match.end() : match.end() + 1]
    return before.isalnum() and after.isalnum()


def pieces_of(text: str) -> list[Piece]:
    """Give the pieces of a text as it is printed."""
    return [replace(piece, start=0, end=0) for piece in said_pieces(text)]


def said_pieces(text: str) -> list[Piece]:
    """Give the pieces of a text with where in it they stand."""
    return [
        Piece(" " if m[0].isspace() else m[0].translate(_QUOTES), m.start(), m.end())
        for m in _TOKEN.finditer(text)
    ]


def form_of(text: str) -> str:
    """Give a text as it is compared: quotation marks straight, every space the same."""
    return _SPACES.sub(" ", text).translate(_QUOTES).strip()
