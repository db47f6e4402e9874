"""The document tree: what a manuscript says, in nodes that every format is written from.

`read_prose.py` reads an author's text into this tree once, and `fill_prose.py` puts in what the
records say. Every writer (HTML, DOCX, JATS), every count and every check walks it; nobody reads
meaning back out of a finished page.

A node is frozen. `at` is where it was written, as offsets into the author's text; it is None where
cpreport wrote it, and two nodes that say the same are equal wherever they stand. What stands in one
pair of brackets (`[@fig:change; @tbl:scores]`) may be several nodes: they have the same `at`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from cpreport.manuscript.document import Float

#: Offsets of the first character and of the one behind the last.
Span: TypeAlias = tuple[int, int]


# --- within a line -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are printed; where a line of the author's file ends, `\\n` by itself.

    lang : str
        Code of their language where it is not that of the document, as in a letter.
    """

    text: str
    at: Span | None = field(default=None, compare=False, repr=False)
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words in italics."""

    inside: tuple[Inline, ...]
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Strong:
    """Words in bold."""

    inside: tuple[Inline, ...]
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Superscript:
    """What is raised: `10^6^`."""

    inside: tuple[Inline, ...]
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Subscript:
    """What is lowered: `CO~2~`."""

    inside: tuple[Inline, ...]
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SmallCaps:
    """Words in small capitals, as some styles of references want a name."""

    inside: tuple[Inline, ...]
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """Letters set as they were written."""

    text: str
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line that ends here."""

    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address outside the document."""

    url: str
    inside: tuple[Inline, ...]
    title: str = ""
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the ledger, as printed here.

    result : str
        The id of its result.
    text : str
        What is printed of it; empty until it is filled in.
    form : str
        Which of its forms is asked for: `printed`, `in_words`, `n_of_n` …
    """

    result: str
    text: str = ""
    form: str = "printed"
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Cited:
    """One work of a citation.

    number : int
        In the reference list, from 1; 0 where the work is unknown.
    prefix, locator : str
        What stands before and behind it: `see`, `p. 3`.
    author_suppressed : bool
        `[-@key]`: the text has named the author already.
    """

    key: str
    number: int = 0
    prefix: str = ""
    locator: str = ""
    author_suppressed: bool = False
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """Works that are cited together.

    printed : tuple of Inline
        What a citation style makes of it; empty for the numbers of the reference list in brackets.
    in_text : bool
        `@key` in a sentence: the authors are part of the sentence, and the number follows.
    named : str
        These authors, `Rosenbaum et al.`; empty where the sentence does not name them by this.
    """

    works: tuple[Cited, ...]
    printed: tuple[Inline, ...] = ()
    in_text: bool = False
    named: str = ""
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A cross-reference within the document, or to what stands beside it.

    prefix, name : str
        As written: `fig` and `change` of `[@fig:change]`.
    target : str
        Anchor in this document: `fig-change`, `case-P01`, `sec-methods`; empty where it leads
        nowhere in it.
    label : str
        What is printed: `Figure 1`, `Table S2`; empty until it is filled in.
    beside : bool
        Whether it names what stands in the other of article and supplement.
    """

    prefix: str = ""
    name: str = ""
    target: str = ""
    label: str = ""
    beside: bool = False
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, where its sign stands."""

    inside: tuple[Inline, ...]
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Generated:
    """The place of a generated part of the methods, such as `{{ rules.improvement }}`."""

    name: str
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NamedPicture:
    """A picture that an author names by its file, until it is known which of the figures it is."""

    file: str
    words: str = ""
    at: Span | None = field(default=None, compare=False, repr=False)


Inline: TypeAlias = (
    Text
    | Emphasis
    | Strong
    | Superscript
    | Subscript
    | SmallCaps
    | Code
    | LineBreak
    | Link
    | Number
    | Citation
    | CrossReference
    | Note
    | Generated
    | NamedPicture
)


# --- blocks --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    inside: tuple[Inline, ...]
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section.

    level : int
        From 2 (a section of the document) to 6.
    """

    level: int
    inside: tuple[Inline, ...]
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list.

    items : tuple of tuple of BlockNode
        What stands in each item.
    ordered : bool
        Whether its items are numbered.
    start : int
        The number of its first item.
    tight : bool
        Whether its items are single paragraphs without space between them.
    """

    items: tuple[tuple[BlockNode, ...], ...]
    ordered: bool = False
    start: int = 1
    tight: bool = True
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody else said, set apart."""

    inside: tuple[BlockNode, ...]
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines set as they were written."""

    text: str
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table that an author wrote in prose.

    head : tuple of tuple of Inline
        The cells of its heading row; empty where it has none.
    rows : tuple of tuple of tuple of Inline
    align : tuple of str
        `left`, `right`, `center` or nothing, for each column.
    """

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    align: tuple[str, ...] = ()
    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the text."""

    at: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FloatPlace:
    """Where a figure or table of the document stands."""

    float: Float
    at: Span | None = field(default=None, compare=False, repr=False)


BlockNode: TypeAlias = (
    Paragraph | Heading | ListBlock | Quotation | CodeBlock | TableBlock | Rule | FloatPlace
)

Node: TypeAlias = Inline | BlockNode


class Rewrite(Protocol):
    """What `with_children` puts in the place of a node's children."""

    def inlines(self, nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Rewrite what stands in a line."""

    def blocks(self, nodes: tuple[BlockNode, ...]) -> tuple[BlockNode, ...]:
        """Rewrite blocks."""


NodeT = TypeVar("NodeT", bound=Node)


# --- walks ---------------------------------------------------------------------------------------


def children(node: Node) -> tuple[Node, ...]:
    """What stands directly inside a node, in reading order."""
    match node:
        case (
            Emphasis() | Strong() | Superscript() | Subscript() | SmallCaps() | Link() | Note()
            | Paragraph() | Heading() | Quotation()
        ):  # fmt: skip
            return node.inside
        case ListBlock():
            return tuple(block for item in node.items for block in item)
        case TableBlock():
            return tuple(
                inline for row in (node.head, *node.rows) for cell in row for inline in cell
            )
        case Citation():
            return node.printed
        case _:
            return ()


def with_children(node: NodeT, change: Rewrite) -> NodeT:
    """The same node with other children: `change` is given each group of inlines and of blocks."""
    match node:
        case (
            Emphasis() | Strong() | Superscript() | Subscript() | SmallCaps() | Link() | Note()
            | Paragraph() | Heading()
        ):  # fmt: skip
            return replace(node, inside=change.inlines(node.inside))
        case Quotation():
            return replace(node, inside=change.blocks(node.inside))
        case ListBlock():
            return replace(node, items=tuple(change.blocks(item) for item in node.items))
        case TableBlock():
            rows = tuple(tuple(change.inlines(cell) for cell in row) for row in node.rows)
            return replace(node, head=tuple(map(change.inlines, node.head)), rows=rows)
        case _:
            return node


def walk(*nodes: Node) -> Iterator[Node]:
    """Every node of some trees, each before what is inside it, in reading order."""
    for node in nodes:
        yield node
        yield from walk(*children(node))


def without_places(nodes: tuple[BlockNode, ...]) -> tuple[BlockNode, ...]:
    """The same nodes as written by nobody."""
    return _Unwritten().blocks(nodes)


class _Unwritten:
    def inlines(self, nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(replace(with_children(node, self), at=None) for node in nodes)

    def blocks(self, nodes: tuple[BlockNode, ...]) -> tuple[BlockNode, ...]:
        return tuple(replace(with_children(node, self), at=None) for node in nodes)
