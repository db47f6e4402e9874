"""What a composed document is: sections of finished fragments, numbered floats and references."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FloatKind = Literal["figure", "table"]

_RESULTS = re.compile(r'\sdata-result="([^"]+)"')

#: Prefix of a float's anchor, and of its cross-reference in prose.
FLOAT_PREFIX: dict[FloatKind, str] = {"figure": "fig", "table": "tbl"}


@dataclass(frozen=True, slots=True)
class Float:
    """A figure or table with its number in the document.

    series : str
        What stands before the number: `S` in a supplement.
    """

    kind: FloatKind
    id: str
    number: int
    series: str = ""

    @property
    def label(self) -> str:
        """`Figure 1`, on one line."""
        return f"{self.kind.capitalize()}\N{NO-BREAK SPACE}{self.series}{self.number}"

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
    """One block of a section: finished HTML, or the place of a float.

    origin : Origin or None
        None for a float, and for what cpreport writes of itself.
    """

    html: str = ""
    float: Float | None = None
    origin: Origin | None = None


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
    blocks: tuple[Block, ...]
    case: str | None = None


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """One entry of the reference list."""

    number: int
    key: str
    html: str


@dataclass(frozen=True, slots=True)
class Article:
    """The composed case-series article; every text is finished HTML.

    prose_text : str
        What a reader reads, without tags: where claims are looked for.
    """

    title: str
    abstract: tuple[tuple[str, str], ...] = ()
    key_points: tuple[str, ...] = ()
    sections: tuple[SectionView, ...] = ()
    declarations: tuple[tuple[str, str], ...] = ()
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

    parts : mapping of str to str
        HTML of the case's prose by the name of its key; absent parts are absent.
    """

    case_id: str
    parts: Mapping[str, str] = field(default_factory=dict)
    floats: tuple[Float, ...] = ()
    references: tuple[ReferenceView, ...] = ()


def results_named(report: Report) -> frozenset[str]:
    """Give the ids of the results that the prose of a report prints."""
    found = (ids for part in report.parts.values() for ids in _RESULTS.findall(part))
    return frozenset(id for ids in found for id in html.unescape(ids).split())
