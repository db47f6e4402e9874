"""Put together the front of a page: title, authors, metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

import cpreport
from cpreport.cases.case import Case
from cpreport.cases.publication import Publication, first_and_last
from cpreport.cases.series import Author, SeriesRecord
from cpreport.manuscript.author_names import in_short
from cpreport.manuscript.how_to_cite import citation
from cpreport.manuscript.references.date_parts import date_in_full
from cpreport.manuscript.references.identifiers import doi_address
from cpreport.manuscript.references.work import DateParts
from cpreport.manuscript.tree import Inline
from cpreport.outcomes.wording import begun_small, capital, join_names
from cpreport.publish.html.checklist import ChecklistPage
from cpreport.publish.html.nodes import inline_html
from cpreport.publish.licences import licence_address
from cpreport.terminal_text import columns
from cpreport.typography import set_signs

#: A title longer than this takes more than three lines at the usual size.
_LONG_TITLE = 130
#: The last words of a title stay on one line: together they are at least and at most so long.
_LEAST_AT_END, _MOST_AT_END = 15, 32
#: More ORCID iDs than this are longer than what they stand beside.
_MOST_BESIDE = 6
#: A running head longer than this would need a second line.
_RUNNING = 72
#: The authors take no more of it than this.
_RUNNING_AUTHORS = 30
#: What is said of the dates of a publication.
_SAID_OF = {
    "received": "pages.received",
    "revised": "pages.revised",
    "accepted": "pages.accepted",
    "published": "pages.published",
}


#: Letters of an address that the narrow column holds in a line, and what lets a line end.
_EMAIL_LINE, _MAY_BREAK = 27, "\N{ZERO WIDTH SPACE}"


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

    @property
    def email_on_paper(self) -> str:
        """The address, which a line may end behind its @ where it is longer than one.

        A sign of no width says so: an element within a link breaks its tags in the PDF.
        """
        if len(self.email) <= _EMAIL_LINE:
            return self.email
        name, at, host = self.email.rpartition("@")
        if len(host) > _EMAIL_LINE:
            host = host.replace(".", f".{_MAY_BREAK}")
        return f"{name}{at}{_MAY_BREAK}{host}"


@dataclass(frozen=True, slots=True)
class Front:
    """The title block of a document and what stands beside it.

    kicker : str
        What kind of document it is, printed above the title.
    study_id : str
        The case it is about; empty for the article.
    publication : Publication
        Of the article, whatever the document is.
    citation : tuple of Inline
        How the article is cited; empty where no file says that it is published.
    dates : tuple of str
        What happened to the document, and when: `Submitted 2026`.
    history : tuple of str
        The same with the version: `Version 2`.
    copyright : str
        The sign, the year and the holder; empty where nobody is named.
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
    publication: Publication
    citation: tuple[Inline, ...] = ()
    dates: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    copyright: str = ""
    copyright_holder: str = ""
    copyright_year: str = ""
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
    def title_line(self) -> tuple[str, str]:
        """What stands before the colon of the title: all but its last words, and these if any."""
        return parted_at_end(self.title_before_colon)

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
    def cite_as(self) -> Markup:
        """How the article is cited, with its link."""
        return inline_html(*self.citation)

    @property
    def doi_address(self) -> str:
        """Where the DOI of the article leads; empty where it has none."""
        return doi_address(self.publication.doi) if self.publication.doi else ""

    @property
    def published(self) -> str:
        """When the article came out, as ISO 8601 has it and as far as it is known."""
        return self.publication.published or ""

    @property
    def first_and_last_page(self) -> tuple[tuple[str, str], ...]:
        """The pages of the article by the names that search engines know."""
        first, last = first_and_last(self.publication)
        return tuple((k, v) for k, v in (("firstpage", first), ("lastpage", last)) if v)

    @property
    def licence_address(self) -> str:
        """Where the licence is found, if it is one that is known."""
        return licence_address(self.licence)

    @property
    def orcid_at_end(self) -> bool:
        """Whether the ORCID iDs are too many to stand beside the abstract."""
        return len(self.with_orcid) > _MOST_BESIDE


def parted_at_end(title: str) -> tuple[str, str]:
    """Part a title before its last words, which stand on one line: no word stands there alone.

    A last word that has nothing to stand with is no part of its own: it may be longer than a line.

    >>> parted_at_end("Alectinib in adenocarcinoma of the lung with metastases")
    ('Alectinib in adenocarcinoma of the lung', 'with metastases')
    """
    words = title.split(" ")
    end = words.pop()
    while words and len(end) < _LEAST_AT_END and columns(words[-1] + end) < _MOST_AT_END:
        end = f"{words.pop()} {end}"
    return (" ".join(words), end) if words and " " in end else (title, "")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself to programs.

    running : tuple of (str, str)
        What stands at the head of every page but the first, left and right.
    anonymous_running : str
        What stands there, at the right, where nobody may be named.
    paper : str
        `a4` or `letter`.
    """

    title: str
    language: str
    description: str
    authors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    running: tuple[str, str] = ("", "")
    paper: str = "a4"
    anonymous_running: str = ""
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
    front = _front(record, kicker, capital(title), study_id=case.id, series_title=record.title)
    design = record.heading("Case series").casefold()
    return replace(front, keywords=tuple(w for w in front.keywords if w.casefold() != design))


def supplement_front(record: SeriesRecord, title: str) -> Front:
    """Put together the front of the supplement; it names the article it belongs to."""
    return _front(record, record.heading("Supplement"), title, series_title=record.title)


def metadata(front: Front, record: SeriesRecord, description: str) -> Metadata:
    """Say of a document what programs read."""
    title = record.short_title or record.title
    authors = shortened(in_short(record.authors, record.say), _RUNNING_AUTHORS)
    short = shortened(title, _RUNNING - len(authors))
    left = f"{front.kicker} {front.study_id}".strip()
    return Metadata(
        title=f"{front.study_id}: {front.title}" if front.study_id else front.title,
        language=record.language if "-" in record.language else f"{record.language}-GB",
        description=description,
        authors=tuple(p.name for p in front.people),
        keywords=front.keywords,
        running=(left, record.say("pages.running", authors=authors, title=short)),
        paper=record.page_size.casefold(),
        anonymous_running=shortened(title, _RUNNING),
    )


def checklist_metadata(checklist: ChecklistPage) -> Metadata:
    """Say of a filled checklist to programs what it is."""
    heading, language = checklist.heading("Reporting checklist"), checklist.language
    return Metadata(
        title=f"{checklist.title}: {checklist.about}",
        language=language if "-" in language else f"{language}-GB",
        description=f"{heading}, {checklist.counted}",
        running=(heading, checklist.title),
        paper=checklist.paper,
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
    numbers, held = _numbered(record.authors), record.copyright
    dates, version = tuple(_dates(record)), record.publication.version
    return Front(
        kicker,
        set_signs(title),
        set_signs(" ".join((record.notice or "").split())),
        tuple(_person(author, numbers) for author in record.authors),
        tuple(FrontAffiliation(n, set_signs(_institution(record, k))) for k, n in numbers.items()),
        tuple(map(set_signs, record.keywords)),
        record.licence or "",
        record.publication,
        citation(record),
        dates,
        (*dates, f"{record.heading('Version')} {version}") if version else dates,
        record.say("pages.copyright", year=held.year, holder=held.holder) if held else "",
        held.holder if held else "",
        held.year if held else "",
        study_id,
        set_signs(series_title),
        record.text_of("pages.of_series"),
    )


def _dates(record: SeriesRecord) -> Iterator[str]:
    yield from (f"{event} {year}" for event, year in record.dates.items())
    american = record.language == "en-US"
    for event, parts in record.publication.dates:
        date = date_in_full(DateParts(parts), american=american)
        yield record.say(_SAID_OF[event], date=date)


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
