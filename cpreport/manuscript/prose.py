"""Hold what prose is made of: a text with its place, what it may refer to, and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cpreport.catalogue import entry, fill_places
from cpreport.manuscript.document import FORMS, Float, Origin
from cpreport.manuscript.tree import Inline, Span
from cpreport.outcomes.result import Result
from cpreport.problems import Place

#: Gives the place in the file of a line, a column and a width inside a text.
PlaceOf = Callable[[int, int, int], Place]

#: A text by its key, and where in it a citation stands.
CitationPlace = tuple[tuple[str, tuple[str | int, ...]], Span | None]

#: What may be asked of a result in prose.
FIELDS = (
    "printed", "in_words", "In_words", "of_in_words", "n_of_n", "n_of_n_in_words",
    "interval_printed", "unit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prose:
    """One text as written, and where it stands.

    name : str
        What it is called in messages.
    path : tuple
        Keys that lead to it in a structured file; empty where it is a file of its own.
    written : bool
        Whether authors wrote it, and not cpreport.
    case : str
        The case it tells of, whose pictures it may name; empty for a text of the series.
    """

    text: str
    place_of: PlaceOf
    name: str
    path: tuple[str | int, ...] = ()
    written: bool = True
    case: str = ""

    @property
    def key(self) -> tuple[str, tuple[str | int, ...]]:
        """The file and the keys that lead to the text: no other text has them."""
        return self.place_of(1, 1, 1).file, self.path

    def origin(self, number: int) -> Origin | None:
        """Say where one of its blocks was written; None where nobody wrote it."""
        if not self.written:
            return None
        return Origin(self.place_of(1, 1, 1).file, self.path, number)

    def place(self, start: int, end: int) -> Place:
        """Say where a stretch of the text stands."""
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        return self.place_of(line, column, max(1, end - start))


@dataclass(frozen=True, slots=True)
class Known:
    """What prose may refer to.

    authors : mapping of str to str
        Who wrote a work, by its key, as a sentence names them: `Rosenbaum et al.`
    left_out : tuple of str
        Figures of a large series that are not drawn; a text that refers to one is right all the
        same, and is led to the supplement.
    elsewhere : mapping of (str, str) to str
        What is in the other of article and supplement, by prefix and name (`tbl`, `P01.items`),
        with the words for it: `Table S1`, `Table 2 of the article`.
    pictures : mapping of (str, str) to str
        The figures that pictures of the cases are, by case and file.
    of_cases : mapping of (str, str, str) to str
        What only the report of a case has, by case, prefix and name, with the words for it.
    forms : mapping of str to str
        How figures, tables, cases and the supplement are called, with their places.
    """

    results: Mapping[str, Result]
    rules: Mapping[str, str] = field(default_factory=dict)
    references: frozenset[str] = frozenset()
    figures: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    sections: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    elsewhere: Mapping[tuple[str, str], str] = field(default_factory=dict)
    authors: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[tuple[str, str], str] = field(default_factory=dict)
    of_cases: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)

    def names(self, prefix: str) -> tuple[str, ...]:
        """Name what may stand after `@fig:`, `@tbl:`, `@case:` or `@sec:`."""
        return {
            "fig": self.figures,
            "tbl": self.tables,
            "case": self.cases,
            "sec": tuple(self.sections),
        }[prefix]

    def own(self, prefix: str, name: str, case: str) -> str:
        """Name what a text of a case calls `image-1` as this document does: `P01.image-1`."""
        of_case = f"{case}.{name}"
        return of_case if case and prefix == "fig" and of_case in self.figures else name

    def call(self, what: str, **values: str) -> str:
        """Say how a case, or the supplement, is called: `Case P01`."""
        form = self.forms.get(what) or entry(FORMS[what]).text
        return fill_places(form, **values)

    def beside(self, prefix: str, name: str, case: str) -> str:
        """Name what stands in another document, or nothing where nothing does."""
        return self.elsewhere.get((prefix, name)) or self.of_cases.get((case, prefix, name), "")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a document: of its references and floats, by key.

    printed : mapping of CitationPlace to tuple of Inline
        What a citation style prints for each citation; empty for numbers in brackets.
    names_authors : bool
        Whether what is printed names the authors where the sentence does.
    """

    references: Mapping[str, int] = field(default_factory=dict)
    floats: Mapping[tuple[str, str], Float] = field(default_factory=dict)
    printed: Mapping[CitationPlace, tuple[Inline, ...]] = field(default_factory=dict)
    names_authors: bool = False


def at_file(file: str) -> PlaceOf:
    """Say places in a file that holds nothing but the text."""
    return lambda line, column, width: Place(file, line, column, width)
