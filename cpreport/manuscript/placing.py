"""Number what the parts of a document mention, and place its figures and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cpreport.cases.series import SectionFile, SupplementSection
from cpreport.manuscript.document import Block, Float, FloatKind, SectionView
from cpreport.manuscript.fill_prose import blocks, float_anchors, mentions
from cpreport.manuscript.prose import Known, Numbers, Prose
from cpreport.manuscript.tree import FloatPlace
from cpreport.typography import set_signs

KINDS: dict[str, FloatKind] = {"fig": "figure", "tbl": "table"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document: a section, or a case presentation below one.

    floats : tuple of (str, str)
        Kind and id of the figures and tables that belong to it, mentioned or not.
    """

    id: str
    title: str
    level: int
    prose: tuple[Prose, ...]
    case: str | None = None
    floats: tuple[tuple[str, str], ...] = ()


def section_id(section: SectionFile | SupplementSection) -> str:
    """Name a section as prose refers to it."""
    return section.id or re.sub(r"[^a-z0-9]+", "-", section.title.casefold()).strip("-")


def position_of(parts: Sequence[Part], word: str) -> int:
    """Find the section whose id or title has a word in it; else the last one."""
    sections = [i for i, part in enumerate(parts) if part.level == 2]
    named = (i for i in sections if word in f"{parts[i].id} {parts[i].title}".casefold())
    return next(named, sections[-1])


def placed(parts: Sequence[Part], known: Known, numbers: Numbers) -> Iterator[SectionView]:
    """Yield the sections, each figure and table after the block that first mentions it.

    What nothing mentions comes at the end of the part it belongs to, or else of the results.
    """
    waiting = {f.anchor: f for f in numbers.floats.values()}
    mentioned = {
        (KINDS[kind], name)
        for p in parts
        for t in p.prose
        for kind, name in mentions(t, known)
        if kind in KINDS
    }
    of_parts = {key for part in parts for key in part.floats}
    left = [f for key, f in numbers.floats.items() if key not in mentioned | of_parts]
    end = position_of(parts, "result") if parts else -1
    for position, part in enumerate(parts):
        shown: list[Block] = []
        for prose in part.prose:
            for block in text(prose, known, numbers, level=part.level):
                shown.append(block)
                anchors = float_anchors(block.node)
                shown += [Block(FloatPlace(waiting.pop(a))) for a in anchors if a in waiting]
        own = [numbers.floats[key] for key in part.floats if key in numbers.floats]
        for item in (*own, *(left if position == end else ())):
            if waiting.pop(item.anchor, None) is not None:
                shown.append(Block(FloatPlace(item)))
        yield SectionView(part.id, set_signs(part.title), part.level, tuple(shown), part.case)


def text(prose: Prose, known: Known, numbers: Numbers, *, level: int = 2) -> tuple[Block, ...]:
    """Fill a text, and note of each block where it was written."""
    nodes = blocks(prose, known, numbers, level=level)
    return tuple(Block(node, prose.origin(number)) for number, node in enumerate(nodes))


def numbers_of(mentioned: Iterable[tuple[str, str]], known: Known, series: str = "") -> Numbers:
    """Number references and floats by first mention; floats never mentioned come after.

    Parameters
    ----------
    series : str
        What stands before the numbers of figures and tables.
    """
    references: dict[str, int] = {}
    wanted: dict[tuple[str, str], None] = {}
    for kind, name in mentioned:
        if kind == "cite" and name in known.references:
            references.setdefault(name, len(references) + 1)
        elif kind in KINDS and name in known.names(kind):
            wanted.setdefault((KINDS[kind], name))
    every = (
        *wanted,
        *(("figure", n) for n in known.figures),
        *(("table", n) for n in known.tables),
    )
    return Numbers(references, numbered(every, known.forms, series))


def numbered(
    floats: Iterable[tuple[str, str]], forms: Mapping[str, str], series: str = ""
) -> dict[tuple[str, str], Float]:
    """Number figures and tables, each kind on its own, in the order in which they are given."""
    counts: dict[str, int] = {}
    numbered: dict[tuple[str, str], Float] = {}
    for kind, name in floats:
        if (kind, name) not in numbered:
            counts[kind] = counts.get(kind, 0) + 1
            of_kind: FloatKind = "figure" if kind == "figure" else "table"
            form = forms.get(of_kind, "")
            numbered[kind, name] = Float(of_kind, name, counts[kind], series, form)
    return numbered
