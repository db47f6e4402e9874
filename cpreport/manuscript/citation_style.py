"""Set the citations and references of a composed document in the style that the series names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from cpreport.cases.series import Series
from cpreport.manuscript.document import (
    Article,
    Blocks,
    ReferenceView,
    Report,
    SectionView,
    Supplement,
    TitledText,
)
from cpreport.manuscript.references.bibliography import Bibliography
from cpreport.manuscript.references.citeproc import NotStyled, StyledReferences, set_references
from cpreport.manuscript.references.csl_styles import (
    VANCOUVER,
    CitationStyle,
    UnusableStyle,
    read_style,
    shipped_style,
    style_names,
)
from cpreport.manuscript.tree import BlockNode, Citation, Inline, Text, with_children
from cpreport.problems import Problem, nearest

DocumentT = TypeVar("DocumentT", Article, Supplement, Report)


@dataclass(frozen=True, slots=True)
class ChosenStyle:
    """The style that a series names.

    style : CitationStyle or None
        None for the Vancouver style, which needs nothing else.
    problem : Problem or None
        Why the style that is named cannot be used.
    language : str
        Of the series, for styles that have none of their own.
    """

    style: CitationStyle | None = None
    problem: Problem | None = None
    language: str = "en-GB"


def chosen_style(series: Series) -> ChosenStyle:
    """Find the style that a series names: ours, one that comes with cpreport, or a file."""
    record = series.record
    name, file = record.references_style, series.style_file
    if name == VANCOUVER:
        return ChosenStyle()
    if file is None and name.endswith(".csl"):
        # That there is no such file is said where the series is read.
        return ChosenStyle()
    try:
        style = shipped_style(name) if file is None else read_style(file.file, file.text)
        return ChosenStyle(style, language=record.language)
    except UnusableStyle as error:
        hint = nearest(name, style_names()) or "name a file of the Citation Style Language, `*.csl`"
        allowed = style_names() if file is None else ()
        place = record.source.place("references_style")
        return ChosenStyle(problem=Problem("CP420", place, str(error), allowed, hint))


def in_style(
    document: DocumentT, bibliography: Bibliography, chosen: ChosenStyle
) -> tuple[DocumentT, str]:
    """Set a document's citations and references in a style; as they are where that is not possible.

    With it comes why it was not possible, or nothing.
    """
    if chosen.style is None or not document.references:
        return document, ""
    collecting = _Collecting()
    _rewritten(document, collecting)
    works = [bibliography.works[view.key] for view in document.references]
    try:
        styled = set_references(chosen.style, works, collecting.found, language=chosen.language)
    except NotStyled as error:
        return document, str(error)
    printing = _Printing(styled, chosen.style.numbered)
    views = tuple(
        ReferenceView(number, key, inside, chosen.style.numbered)
        for number, (key, inside) in enumerate(styled.entries, 1)
    )
    return replace(_rewritten(document, printing), references=views), ""


def not_in_style(series: Series, why: str) -> Iterator[Problem]:
    """Say that the references are in the Vancouver style, where another one was asked for."""
    if why:
        record = series.record
        message = f"references are set in the Vancouver style: {why}"
        hint = "install `cpreport[csl]`, or Pandoc, to have them in `{}`"
        yield Problem(
            "CP421",
            record.source.place("references_style"),
            message,
            help=hint.format(record.references_style),
            severity="warning",
        )


# --- every citation of a document ----------------------------------------------------------------


@dataclass(slots=True)
class _Collecting:
    """Finds the citations of works that are known, in the order of the document."""

    found: list[Citation] = field(default_factory=list)

    def inlines(self, nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
        for node in nodes:
            if isinstance(node, Citation):
                self.found += [node] if _is_known(node) else []
            else:
                with_children(node, self)
        return nodes

    def blocks(self, nodes: tuple[BlockNode, ...]) -> tuple[BlockNode, ...]:
        return tuple(with_children(node, self) for node in nodes)


class _Printing:
    """Puts into each citation what the style prints for it, in the same order."""

    def __init__(self, styled: StyledReferences, numbered: bool) -> None:
        self._printed = iter(styled.citations)
        self._numbers = {key: n for n, (key, _) in enumerate(styled.entries, 1)}
        self._numbered = numbered

    def inlines(self, nodes: tuple[Inline, ...]) -> tuple[Inline, ...]:
        return tuple(self._inline(node) for node in nodes)

    def blocks(self, nodes: tuple[BlockNode, ...]) -> tuple[BlockNode, ...]:
        return tuple(with_children(node, self) for node in nodes)

    def _inline(self, node: Inline) -> Inline:
        if not isinstance(node, Citation):
            return with_children(node, self)
        if not _is_known(node):
            return node
        printed = next(self._printed)
        if self._numbered and node.named:
            # The sentence names the authors; a style of numbers knows only the number.
            printed = (Text(f"{node.named}\N{NO-BREAK SPACE}"), *printed)
        works = tuple(replace(w, number=self._numbers.get(w.key, 0)) for w in node.works)
        return replace(node, works=works, printed=printed)


def _is_known(citation: Citation) -> bool:
    return any(work.number for work in citation.works)


_Change = _Collecting | _Printing


def _rewritten(document: DocumentT, change: _Change) -> DocumentT:
    """Rewrite every text of a document, in the order in which it is read."""
    if isinstance(document, Article):
        return replace(
            document,
            abstract=_titled(document.abstract, change),
            key_points=tuple(_blocks(point, change) for point in document.key_points),
            sections=_sections(document.sections, change),
            declarations=_titled(document.declarations, change),
        )
    if isinstance(document, Supplement):
        return replace(document, sections=_sections(document.sections, change))
    parts: Mapping[str, Blocks] = {n: _blocks(part, change) for n, part in document.parts.items()}
    return replace(document, parts=parts)


def _titled(texts: tuple[TitledText, ...], change: _Change) -> tuple[TitledText, ...]:
    return tuple(replace(text, blocks=_blocks(text.blocks, change)) for text in texts)


def _sections(sections: tuple[SectionView, ...], change: _Change) -> tuple[SectionView, ...]:
    return tuple(replace(s, blocks=_blocks(s.blocks, change)) for s in sections)


def _blocks(blocks: Blocks, change: _Change) -> Blocks:
    return tuple(replace(block, node=with_children(block.node, change)) for block in blocks)
