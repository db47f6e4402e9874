"""Set the citations and references of a document in the style that its series names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from cpreport.cases.series import Series
from cpreport.manuscript.document import ReferenceView
from cpreport.manuscript.prose import CitationPlace, Numbers, Prose
from cpreport.manuscript.read_prose import read
from cpreport.manuscript.references.bibliography import Bibliography
from cpreport.manuscript.references.citeproc import NotStyled, set_references
from cpreport.manuscript.references.csl_styles import (
    VANCOUVER,
    CitationStyle,
    UnusableStyle,
    read_style,
    shipped_style,
    style_names,
)
from cpreport.manuscript.references.vancouver import vancouver
from cpreport.manuscript.tree import Citation, walk
from cpreport.problems import Problem, nearest


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


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """The works that a document cites, as they are printed, and how it cites them.

    numbers : Numbers
        Of the document, with what is printed for its citations.
    why : str
        Why the list is in the Vancouver style, where another was asked for.
    """

    numbers: Numbers
    views: tuple[ReferenceView, ...] = ()
    why: str = ""


def chosen_style(series: Series) -> ChosenStyle:
    """Find the style that a series names: ours, one that comes with cpreport, or a file."""
    record = series.record
    name, file = record.references_style, series.style_file
    if name == VANCOUVER or (file is None and name.endswith(".csl")):
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


def reference_list(
    prose: Iterable[Prose], numbers: Numbers, bibliography: Bibliography, chosen: ChosenStyle
) -> ReferenceList:
    """Set the works that some texts cite, in the style that is chosen, or else in Vancouver.

    Parameters
    ----------
    prose : iterable of Prose
        Every text of the document, in the order in which they are read.
    numbers : Numbers
        Of the works, by their first mention.
    """
    why = ""
    if chosen.style is not None and numbers.references:
        try:
            return _in_style(tuple(prose), numbers, bibliography, chosen.style, chosen.language)
        except NotStyled as error:
            why = str(error)
    views = tuple(
        ReferenceView(number, key, vancouver(bibliography.works[key]))
        for key, number in numbers.references.items()
    )
    return ReferenceList(numbers, views, why)


def _in_style(
    prose: tuple[Prose, ...],
    numbers: Numbers,
    bibliography: Bibliography,
    style: CitationStyle,
    language: str,
) -> ReferenceList:
    cited = dict(found for text in prose for found in _citations(text, numbers))
    works = [bibliography.works[key] for key in numbers.references]
    styled = set_references(style, works, tuple(cited.values()), language=language)
    views = tuple(
        ReferenceView(number, key, inside, style.numbered)
        for number, (key, inside) in enumerate(styled.entries, 1)
    )
    return ReferenceList(
        replace(
            numbers,
            references={view.key: view.number for view in views},
            printed=dict(zip(cited, styled.citations, strict=True)),
            names_authors=not style.numbered,
        ),
        views,
    )


def _citations(prose: Prose, numbers: Numbers) -> Iterator[tuple[CitationPlace, Citation]]:
    """Find the citations of a text that name a work of the bibliography, with their places."""
    for node in walk(*read(prose.text).blocks):
        if isinstance(node, Citation) and any(w.key in numbers.references for w in node.works):
            yield (prose.key, node.at), node


def not_in_style(series: Series, why: str) -> Iterator[Problem]:
    """Say that the references are in the Vancouver style, where another one was asked for."""
    if why:
        record = series.record
        message = f"references are set in the Vancouver style: {why}"
        hint = f"install `cpreport[csl]`, or Pandoc, to have them in `{record.references_style}`"
        place = record.source.place("references_style")
        yield Problem("CP421", place, message, help=hint, severity="warning")
