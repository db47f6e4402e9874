"""Hold a composed document: sections of nodes, numbered floats and references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from cpreport.catalogue import entry, fill_places
from cpreport.manuscript.tree import BlockNode, FloatPlace, Inline, Number, walk

FloatKind = Literal["figure", "table"]

#: Prefix of a float's anchor, and of its cross-reference in prose.
FLOAT_PREFIX: dict[FloatKind, str] = {"figure": "fig", "table": "tbl"}


#: The sentences that say how they, and what else a text refers to, are called.
FORMS = {
    "figure": "article.figure",
    "table": "article.table",
    "case": "article.case",
    "supplement": "article.supplement",
}


@dataclass(frozen=True, slots=True)
class Float:
    """A figure or table with its number in the document.

    series : str
        What stands before the number: `S` in a supplement.
    form : str
        How the authors call it, with the place `{number}`; empty where as the catalogue does.
    """

    kind: FloatKind
    id: str
    number: int
    series: str = ""
    form: str = ""

    @property
    def label(self) -> str:
        """`Figure 1`, on one line."""
        form = self.form or entry(FORMS[self.kind]).text
        number = f"{self.series}{self.number}"
        return fill_places(form, number=number).replace(" ", "\N{NO-BREAK SPACE}")

    @property
    def anchor(self) -> str:
        """The name that links lead to."""
        return f"{FLOAT_PREFIX[self.kind]}-{self.id}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a block of prose was written.

    path : tuple
        Keys that lead to the text in a structured file; empty where the file is the text.
    number : int
        Which of the blocks that the text gives it is, from 0.
    """

    file: str
    path: tuple[str | int, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text, with where it was written.

    origin : Origin or None
        None for a float, and for what cpreport writes of itself.
    """

    node: BlockNode
    origin: Origin | None = None

    @property
    def float(self) -> Float | None:
        """The figure or table whose place this is."""
        return self.node.float if isinstance(self.node, FloatPlace) else None


#: A text: its blocks in their order.
Blocks = tuple[Block, ...]


def nodes_of(blocks: Blocks) -> tuple[BlockNode, ...]:
    """Return the nodes of a text without where they were written."""
    return tuple(block.node for block in blocks)


def generated(*nodes: BlockNode) -> Blocks:
    """Make a text of what cpreport writes of itself."""
    return tuple(Block(node) for node in nodes)


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of the article.

    level : int
        Heading level: 2 for a section, 3 for a case presentation.
    case : str or None
        The case it presents.
    """

    id: str
    title: str
    level: int
    blocks: Blocks
    case: str | None = None


@dataclass(frozen=True, slots=True)
class TitledText:
    """A part of the abstract, or a declaration.

    key : str
        Its key in `series.yaml`: of the abstract the heading, of a declaration `ethics`,
        `funding` …, and `contributions` for what is written from the authors' roles.
    """

    key: str
    title: str
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """One entry of the reference list.

    number : int
        Its place in the list.
    numbered : bool
        Whether it is printed with its number, and not cited by author and year.
    """

    number: int
    key: str
    inside: tuple[Inline, ...]
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Article:
    """The composed case-series article.

    prose_text : str
        What a reader reads: where claims are looked for.
    """

    title: str
    abstract: tuple[TitledText, ...] = ()
    key_points: tuple[Blocks, ...] = ()
    sections: tuple[SectionView, ...] = ()
    declarations: tuple[TitledText, ...] = ()
    references: tuple[ReferenceView, ...] = ()
    floats: tuple[Float, ...] = ()
    prose_text: str = ""


@dataclass(frozen=True, slots=True)
class Supplement:
    """The composed supplement of the article: figures and tables are numbered on their own."""

    title: str
    sections: tuple[SectionView, ...] = ()
    references: tuple[ReferenceView, ...] = ()
    floats: tuple[Float, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The composed report of one case.

    parts : mapping of str to Blocks
        The case's prose by the name of its key; absent parts are absent.
    """

    case_id: str
    parts: Mapping[str, Blocks] = field(default_factory=dict)
    floats: tuple[Float, ...] = ()
    references: tuple[ReferenceView, ...] = ()


def table_labels(floats: Iterable[Float]) -> dict[str, str]:
    """Name what a document calls its tables, by id, in its order."""
    return {f.id: f.label for f in floats if f.kind == "table"}


def results_named(report: Report) -> frozenset[str]:
    """Name the ids of the results that the prose of a report prints."""
    nodes = walk(*(block.node for part in report.parts.values() for block in part))
    return frozenset(node.result for node in nodes if isinstance(node, Number))
