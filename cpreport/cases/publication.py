"""Read what a journal adds to an article: its DOI, its dates, where it stands in the journal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from cpreport.cases.values import Record, Text, refusal
from cpreport.problems import Problem

if TYPE_CHECKING:
    from cpreport.cases.series import SeriesRecord

#: What happens to an article, in the order in which it happens.
EVENTS = ("received", "revised", "accepted", "published")

_ADDRESS = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s<>\"]*[^\s<>\".,;]")


def parse_doi(text: str) -> str:
    """Read a DOI, bare or as its address.

    >>> parse_doi("https://doi.org/10.5555/12345678"), parse_doi("doi:10.5555/a(1)b")
    ('10.5555/12345678', '10.5555/a(1)b')

    Raises
    ------
    PydanticCustomError
        Where the text has not the form of a DOI.
    """
    bare = _ADDRESS.sub("", str(text).strip())
    if not _DOI.fullmatch(bare):
        hint = "a DOI begins with `10.`, four or more digits and `/`, such as 10.5555/12345678"
        raise refusal(f"`{text}` is not a DOI", hint=hint)
    return bare


def parse_part_of_date(text: str) -> str:
    """Read a date as far as it is known: year, year-month or year-month-day.

    >>> parse_part_of_date("2026-03"), parts_of_date("2026-03")
    ('2026-03', (2026, 3))

    Raises
    ------
    PydanticCustomError
        Where the text is no such date.
    """
    written = str(text).strip()
    if not re.fullmatch(r"(?:19|20)[0-9]{2}(?:-[0-9]{2}){0,2}", written):
        raise refusal(
            f"`{text}` is not a date",
            allowed=("2026", "2026-03", "2026-03-14"),
            hint="write year, year-month or year-month-day",
        )
    try:
        dt.date.fromisoformat(written + "-01" * (2 - written.count("-")))
    except ValueError:
        hint = "check the day and the month"
        raise refusal(f"`{text}` is not in the calendar", hint=hint) from None
    return written


def parts_of_date(date: str) -> tuple[int, ...]:
    """Split a date that was read: year, month, day."""
    return tuple(map(int, date.split("-")))


Doi = Annotated[
    str,
    BeforeValidator(parse_doi),
    WithJsonSchema({"type": "string", "pattern": r"10\.\d{4,9}(\.\d+)*/\S+$"}),
]
PartOfDate = Annotated[
    str,
    BeforeValidator(parse_part_of_date),
    WithJsonSchema({"type": ["integer", "string"], "pattern": r"^(19|20)\d\d(-\d\d){0,2}$"}),
]


class Publication(Record):
    """Where and when the article was published; what is not filled is not printed."""

    doi: Doi | None = Field(None, description="Of the article, bare or as its address")
    journal: Text | None = Field(None, description="Name of the journal, whole or abbreviated")
    volume: Text | None = None
    issue: Text | None = None
    pages: Text | None = Field(None, description="First and last page, such as `206-212`")
    article_number: Text | None = Field(None, description="Where a journal has no pages")
    version: Text | None = Field(None, description="Of the document, such as `2`")
    received: PartOfDate | None = Field(None, description="Year, year-month or year-month-day")
    revised: PartOfDate | None = None
    accepted: PartOfDate | None = None
    published: PartOfDate | None = None

    @property
    def dates(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """What happened when, in order; nothing of what is not filled."""
        said = ((event, getattr(self, event)) for event in EVENTS)
        return tuple((event, parts_of_date(date)) for event, date in said if date is not None)


def first_and_last(said: Publication) -> tuple[str, str]:
    """Split the pages of an article; an article number stands as the first.

    >>> first_and_last(Publication(pages="206–212")), first_and_last(Publication(pages="e17"))
    (('206', '212'), ('e17', ''))
    """
    first, _, last = re.sub(r"\s*[-–]+\s*", "-", said.pages or "").partition("-")
    return first or said.article_number or "", last


def check_publication(record: SeriesRecord) -> Iterator[Problem]:
    """Yield dates of the publication that are out of order, or also stand under `dates`."""
    for (earlier, begin), (later, end) in combinations(record.publication.dates, 2):
        known = min(len(begin), len(end))
        if end[:known] < begin[:known]:
            place = record.source.place("publication", later)
            message = f"`{later}` is before `{earlier}`"
            yield Problem("CP202", place, message, help="check both dates")
    events = {event for event, _ in record.publication.dates}
    for said in record.dates:
        if (event := said.strip().casefold()) in events:
            message = f"`{said}` is also said by `publication: {{{event}: …}}`"
            place = record.source.key_place("dates", said)
            yield Problem("CP008", place, message, help="keep one of them")
