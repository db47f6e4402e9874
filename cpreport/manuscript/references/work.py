"""Define a work that can be cited: its fields are the variables of CSL-JSON.

The vocabulary is that of the Citation Style Language 1.0.2
(https://docs.citationstyles.org/en/stable/specification.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from cpreport.problems import Place

#: Family and given names of which neither is written in another script are set without a space.
_CJK = re.compile(
    "[\u2e80-\u2fff\u3005-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff・·]+"
)


@dataclass(frozen=True, slots=True)
class Name:
    """Who made a work: a person, or a group under its whole name.

    particle : str
        Stands before the family name and is part of it: `van der` Meché.
    dropping_particle : str
        Belongs to the given names when the family name stands first.
    group : str
        The whole name of a group; nothing else is given then.
    """

    family: str = ""
    given: str = ""
    suffix: str = ""
    particle: str = ""
    dropping_particle: str = ""
    group: str = ""

    @property
    def surname(self) -> str:
        """The family name with what belongs to it, or the name of a group."""
        return self.group or " ".join(filter(None, (self.particle, self.family)))

    @property
    def is_group(self) -> bool:
        """Whether this is no person with names of their own."""
        return bool(self.group) or not self.given

    @property
    def is_cjk(self) -> bool:
        """Whether the name is written in a script of China, Japan or Korea, family name first."""
        both = (self.family, self.given)
        return all(_CJK.fullmatch(part) for part in both)


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date as far as it is known.

    begin, end : tuple of int
        Year, month, day; `end` for a range.
    literal : str
        What is written where it is no date: `Spring 1998`.
    circa : bool
        Whether the date is a guess.
    """

    begin: tuple[int, ...] = ()
    end: tuple[int, ...] = ()
    literal: str = ""
    circa: bool = False

    @property
    def year(self) -> str:
        """The year, or years, or what stands for them.

        >>> DateParts((2001, 5)).year, DateParts((1998,), (2000,)).year
        ('2001', '1998-2000')
        """
        if not self.begin:
            return self.literal
        if self.end and self.end[0] != self.begin[0]:
            return f"{self.begin[0]}-{self.end[0]}"
        return str(self.begin[0])

    @property
    def iso(self) -> str:
        """The first day as ISO 8601 has it, as far as it is known: `2001-05`."""
        year, *rest = self.begin or (0,)
        return "-".join((f"{year:04d}", *(f"{n:02d}" for n in rest))) if self.begin else ""


@dataclass(frozen=True, slots=True)
class Work:
    """One work that can be cited.

    Texts hold the markup that CSL-JSON allows (`<i>`, `<b>`, `<sup>`, `<sub>`, small capitals),
    which `rich_text` reads; names, numbers and addresses hold none.

    kind : str
        A type of CSL: `article-journal`, `book`, `chapter`, `thesis`; `article` is a preprint.
    more_authors, more_editors : bool
        Whether the file says that there are further ones ("and others").
    status : str
        What it is before it is published: `in press`.
    """

    key: str
    kind: str
    place: Place
    title: str = ""
    author: tuple[Name, ...] = ()
    more_authors: bool = False
    editor: tuple[Name, ...] = ()
    more_editors: bool = False
    translator: tuple[Name, ...] = ()
    container_author: tuple[Name, ...] = ()
    container_title: str = ""
    container_title_short: str = ""
    volume_title: str = ""
    collection_title: str = ""
    collection_number: str = ""
    event_title: str = ""
    event_place: str = ""
    event_date: DateParts = DateParts()
    issued: DateParts = DateParts()
    accessed: DateParts = DateParts()
    status: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    number: str = ""
    chapter_number: str = ""
    section: str = ""
    edition: str = ""
    version: str = ""
    publisher: str = ""
    publisher_place: str = ""
    genre: str = ""
    medium: str = ""
    authority: str = ""
    archive: str = ""
    archive_location: str = ""
    language: str = ""
    note: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    isbn: str = ""
    issn: str = ""

    @property
    def container(self) -> str:
        """The journal, abbreviated where the file gives the abbreviation, or the whole book."""
        return self.container_title_short or self.container_title


#: Variables that CSL writes in capitals.
_CAPITALS = ("doi", "pmid", "pmcid", "url", "isbn", "issn")
#: Fields of a work that are no variables of CSL.
_OWN = ("key", "kind", "place", "more_authors", "more_editors")


def _variables(annotation: str) -> Iterator[tuple[str, str]]:
    for field in fields(Work):
        if field.type == annotation and field.name not in _OWN:
            name = field.name
            yield name, name.upper() if name in _CAPITALS else name.replace("_", "-")


#: Texts, names and dates of a work, with what CSL calls them.
TEXTS = dict(_variables("str"))
NAMES = dict(_variables("tuple[Name, ...]"))
DATES = dict(_variables("DateParts"))
