"""Put together the front of a page: title, authors, metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cpreport
from cpreport.cases.case import Case
from cpreport.cases.series import Author, SeriesRecord
from cpreport.outcomes.wording import begun_small, capital, join_names
from cpreport.typography import set_signs

#: A title longer than this takes more than three lines at the usual size.
_LONG_TITLE = 130
#: More ORCID iDs than this are longer than what they stand beside.
_MOST_BESIDE = 6
#: A running title longer than this would need a second line.
_RUNNING = 72


@dataclass(frozen=True, slots=True)
class FrontAffiliation:
    """A place of work with the number that authors carry for it."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """One author as printed.

    orcid : str
        The iD without its address; empty where there is none.
    """

    name: str
    degrees: str
    affiliations: tuple[int, ...]
    orcid: str
    corresponding: bool
    email: str


@dataclass(frozen=True, slots=True)
class Front:
    """The title block of a document and what stands beside it.

    kicker : str
        What kind of document it is, printed above the title.
    study_id : str
        The case it is about; empty for the article.
    dates : tuple of (str, str)
        Years of the document with what happened then.
    series_title : str
        The series a case report belongs to; empty for the article.
    """

    kicker: str
    title: str
    notice: str
    people: tuple[Person, ...]
    affiliations: tuple[FrontAffiliation, ...]
    keywords: tuple[str, ...]
    licence: str
    dates: tuple[tuple[str, str], ...] = ()
    study_id: str = ""
    series_title: str = ""
    of_series: str = ""

    @property
    def around_series_title(self) -> tuple[str, str]:
        """The words before and after the title of the series that a document belongs to."""
        before, _, after = self.of_series.partition("{title}")
        return before, after

    @property
    def title_before_colon(self) -> str:
        """The title up to its last colon, or all of it."""
        return self.title.rpartition(": ")[0] or self.title

    @property
    def title_after_colon(self) -> str:
        """What stands after the last colon, printed on a line of its own; may be empty."""
        before, _, after = self.title.rpartition(": ")
        return after if before else ""

    @property
    def long_title(self) -> bool:
        """Whether the title is so long that it is better set smaller."""
        return len(self.title_before_colon) > _LONG_TITLE

    @property
    def corresponding(self) -> tuple[Person, ...]:
        """The authors to write to."""
        return tuple(p for p in self.people if p.corresponding)

    @property
    def with_orcid(self) -> tuple[Person, ...]:
        """The authors that have an ORCID iD."""
        return tuple(p for p in self.people if p.orcid)

    @property
    def orcid_at_end(self) -> bool:
        """Whether the ORCID iDs are too many to stand beside the abstract."""
        return len(self.with_orcid) > _MOST_BESIDE


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself to programs.

    running : tuple of (str, str)
        What stands at the head of every page but the first, left and right.
    paper : str
        `a4` or `letter`.
    """

    title: str
    language: str
    description: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    running: tuple[str, str]
    paper: str
    generator: str = f"cpreport {cpreport.__version__}"


def article_front(record: SeriesRecord) -> Front:
    """Put together the front of the article."""
    return _front(record, record.heading("Case series"), record.title)


def report_front(record: SeriesRecord, case: Case) -> Front:
    """Put together the front of a case report, titled by treatment and diagnosis (CARE 1)."""
    treatments = join_names([begun_small(t.name) for t in case.treatment])
    diagnosis = begun_small(case.patient.diagnosis)
    title = (
        record.say("pages.report_title", treatments=treatments, diagnosis=diagnosis)
        if case.treatment
        else record.say("pages.report_title.untreated", diagnosis=diagnosis)
    )
    kicker = record.heading("Case report")
    return _front(record, kicker, capital(title), study_id=case.id, series_title=record.title)


def supplement_front(record: SeriesRecord, title: str) -> Front:
    """Put together the front of the supplement; it names the article it belongs to."""
    return _front(record, record.heading("Supplement"), title, series_title=record.title)


def metadata(front: Front, record: SeriesRecord, description: str) -> Metadata:
    """Say of a document what programs read; no date is among it."""
    short = shortened(record.short_title or record.title, _RUNNING)
    left = f"{front.kicker} {front.study_id}".strip()
    return Metadata(
        title=f"{front.study_id}: {front.title}" if front.study_id else front.title,
        language=record.language if "-" in record.language else f"{record.language}-GB",
        description=description,
        authors=tuple(p.name for p in front.people),
        keywords=front.keywords,
        running=(left, short),
        paper=record.page_size.casefold(),
    )


def shortened(text: str, length: int) -> str:
    """Cut a text after a word so that it has at most this many characters, and mark the cut.

    >>> shortened("Stem cells in cerebral palsy", 20)
    'Stem cells in…'
    """
    if len(text) <= length:
        return text
    return f"{text[:length].rpartition(' ')[0].rstrip(' ,;:')}…"


def _front(
    record: SeriesRecord, kicker: str, title: str, *, study_id: str = "", series_title: str = ""
) -> Front:
    numbers = _numbered(record.authors)
    return Front(
        kicker,
        set_signs(title),
        set_signs(" ".join((record.notice or "").split())),
        tuple(_person(author, numbers) for author in record.authors),
        tuple(FrontAffiliation(n, set_signs(_institution(record, k))) for k, n in numbers.items()),
        tuple(map(set_signs, record.keywords)),
        record.licence or "",
        tuple(record.dates.items()),
        study_id,
        set_signs(series_title),
        record.text_of("pages.of_series"),
    )


def _institution(record: SeriesRecord, key: str) -> str:
    known = record.affiliations.get(key)
    return key if known is None else known.printed


def affiliation_keys(authors: Sequence[Author]) -> tuple[str, ...]:
    """Order the keys of the affiliations as authors name them."""
    return tuple(dict.fromkeys(key for author in authors for key in author.affiliations))


def _numbered(authors: Sequence[Author]) -> dict[str, int]:
    return {key: n for n, key in enumerate(affiliation_keys(authors), start=1)}


def _person(author: Author, numbers: dict[str, int]) -> Person:
    return Person(
        author.name,
        author.degrees or "",
        tuple(numbers[key] for key in author.affiliations),
        (author.orcid or "").removeprefix("https://orcid.org/"),
        author.corresponding,
        author.email or "",
    )
