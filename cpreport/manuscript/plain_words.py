"""Read the words of the document tree as a reader does, for counts, claims and searches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.manuscript import tree
from cpreport.numbers import runs

#: Nodes that stand apart from what is before and behind them.
_APART = (
    tree.Paragraph, tree.Heading, tree.ListBlock, tree.Quotation, tree.CodeBlock, tree.TableBlock,
    tree.Rule, tree.FloatPlace, tree.LineBreak,
)  # fmt: skip


def words_of(*nodes: tree.Node) -> str:
    """Join the text of some nodes, white space folded; what footnotes say comes behind it."""
    notes = (note for note in tree.walk(*nodes) if isinstance(note, tree.Note))
    said = ["".join(_said(nodes)), *("".join(_said(note.inside)) for note in notes)]
    return " ".join(" ".join(said).split())


def _said(nodes: Iterable[tree.Node]) -> Iterator[str]:
    for node in nodes:
        match node:
            case tree.Text() | tree.Code() | tree.CodeBlock() | tree.Number():
                text = node.text
            case tree.Citation() if not node.printed:
                text = citation_printed(node)
            case tree.CrossReference():
                text = node.label
            case tree.TableBlock():
                cells = (cell for row in (node.head, *node.rows) for cell in row)
                text = " ".join("".join(_said(cell)) for cell in cells)
            case tree.Generated() | tree.Note():
                text = ""
            case tree.NamedPicture():
                text = node.words
            case _:
                text = "".join(_said(tree.children(node)))
        yield f" {text} " if isinstance(node, _APART) else text


#: A piece of a citation: words, or the first and the last number of works that follow each other.
CitationPiece = str | tuple[int, int]


def citation_pieces(node: tree.Citation) -> tuple[CitationPiece, ...]:
    """Part a numbered citation into words and numbers: `[`, 1 to 3, `,`, 5, `]`.

    Up to two works are printed one by one, more of them as a range. Where anything stands before or
    behind a work, the works stay in the order in which they are written.
    """
    known = [work for work in node.works if work.number]
    named = f"{node.named}\N{NO-BREAK SPACE}" if node.named else ""
    pieces: list[CitationPiece] = [f"{named}["]
    if any(work.locator or work.prefix for work in known):
        for position, work in enumerate(known):
            before = "; " if position else ""
            prefix = f"{work.prefix} " if work.prefix else ""
            behind = f", {work.locator}" if work.locator else ""
            pieces += [f"{before}{prefix}", (work.number, work.number), behind]
    else:
        for position, (first, last) in enumerate(_runs(sorted({work.number for work in known}))):
            pieces += ["," if position else "", (first, last)]
    return _joined([*pieces, "]"])


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    for run in runs(numbers):
        if len(run) > 2:
            yield run[0], run[-1]
        else:
            yield from ((number, number) for number in run)


def _joined(pieces: Iterable[CitationPiece]) -> tuple[CitationPiece, ...]:
    """Join words that follow each other, and leave out what is empty."""
    joined: list[CitationPiece] = []
    for piece in pieces:
        if isinstance(piece, str) and joined and isinstance(joined[-1], str):
            joined[-1] += piece
        elif piece != "":
            joined.append(piece)
    return tuple(joined)


def citation_printed(node: tree.Citation) -> str:
    """Print a citation as words: `[1–3,5]`."""
    return "".join(
        piece if isinstance(piece, str) else _range(*piece) for piece in citation_pieces(node)
    )


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
