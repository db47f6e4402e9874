"""Take a text as its authors wrote it, and give its paragraphs with where each of them stands.

A paragraph is compared by what it prints, the ids of results in the place of numbers, and it is
altered where it was written: in Markdown, word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cpreport.manuscript.compose import Written
from cpreport.manuscript.prose import Atom, Prose, atoms, blocks, markdown
from cpreport.publish.docx.inline import END, MARK, texts_of, texts_with_numbers

if TYPE_CHECKING:
    from markdown_it.token import Token

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
    rendered = [texts_with_numbers(html) for html in blocks(prose, written.known, written.numbers)]
    places = list(_places(prose, written, len(rendered)))
    found: list[SourceParagraph] = []
    for number, texts in enumerate(rendered):
        spans = places[number] if number < len(places) else None
        leaves = spans.leaves if spans is not None and len(spans.leaves) == len(texts) else ()
        for part, (text, numbers) in enumerate(texts):
            made = SourceParagraph(
                prose, len(found), text, block=number, part=part, numbers=numbers
            )
            if spans is not None:
                made = replace(
                    made, start=spans.start, end=spans.end, alone=len(texts) == 1,
                    line=prose.text.count("\n", 0, spans.start) + 1,
                )  # fmt: skip
            if spans is not None and leaves:
                made = replace(made, pieces=tuple(_pieces(prose, leaves[part], written)))
            found.append(made)
    return tuple(found)


def texts_printed(prose: Prose, written: Written) -> list[str]:
    """Give what the paragraphs of a text print."""
    return [
        text for html in blocks(prose, written.known, written.numbers) for text in texts_of(html)
    ]


# --- where a block stands ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Spans:
    """A block of Markdown, and for each paragraph in it the stretches of its lines."""

    start: int
    end: int
    leaves: tuple[tuple[tuple[int, int], ...], ...]


def _places(prose: Prose, written: Written, blocks: int) -> Iterator[_Spans | None]:
    """Give where each rendered block was written; None for what follows from the records."""
    offsets = _line_offsets(prose.text)
    for tokens in _top_blocks(markdown().parse(prose.text)):
        first, last = tokens[0].map or [0, 0]
        start, end = offsets[first], offsets[min(last, len(offsets) - 1)]
        source = prose.text[start:end]
        names = [a.name for a in atoms(source, written.known, written.numbers) if a.kind == "rule"]
        if names:
            generated = _generated(source, written)
            yield from [None] * generated
            continue
        yield _Spans(start, end, tuple(_leaves(tokens, prose.text, offsets)))


def _generated(source: str, written: Written) -> int:
    """Count the blocks that a text gives of itself."""
    prose = Prose(source, lambda line, column, width: written.prose[0].place_of(1, 1, 1), "")
    return len(blocks(prose, written.known, written.numbers))


def _line_offsets(text: str) -> list[int]:
    offsets = [0]
    for line in text.split("\n"):
        offsets.append(offsets[-1] + len(line) + 1)
    offsets[-1] = len(text)
    return offsets


def _top_blocks(tokens: list[Token]) -> Iterator[list[Token]]:
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _leaves(
    tokens: list[Token], text: str, offsets: list[int]
) -> Iterator[tuple[tuple[int, int], ...]]:
    """Give, for each paragraph of a block, the stretches of the lines on which it is written."""
    in_table = 0
    for token in tokens:
        if token.type in ("table_open", "table_close"):
            in_table += token.nesting
        if token.type != "inline" or in_table or token.map is None:
            continue
        stretches = []
        for number, line in enumerate(token.content.split("\n"), start=token.map[0]):
            begin, end = offsets[number], offsets[min(number + 1, len(offsets) - 1)]
            at = text.find(line, begin, end)
            if at < 0:
                return
            stretches.append((at, at + len(line)))
        yield tuple(stretches)


# --- what a paragraph consists of ----------------------------------------------------------------


def _pieces(
    prose: Prose, stretches: tuple[tuple[int, int], ...], written: Written
) -> Iterator[Piece]:
    """Give the pieces of a paragraph; what prints nothing is left out."""
    start, end = stretches[0][0], stretches[-1][1]
    found = atoms(prose.text[start:end], written.known, written.numbers)
    at = start
    for number, atom in enumerate(found):
        yield from _literal(prose.text, at, start + atom.start)
        yield from _atom_pieces(atom, number, start)
        at = start + atom.end
    yield from _literal(prose.text, at, end)


def _atom_pieces(atom: Atom, number: int, start: int) -> Iterator[Piece]:
    for text in texts_of(f"<p>{atom.html}</p>"):
        for piece in pieces_of(text):
            yield replace(piece, start=start + atom.start, end=start + atom.end, atom=number)


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
