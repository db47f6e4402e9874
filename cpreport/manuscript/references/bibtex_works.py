"""Turn the entries of a BibTeX file into works: which field says what, for each kind of entry.

The fields are those of BibTeX and of biblatex (https://ctan.org/pkg/biblatex, sections 2.1, 2.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from cpreport.manuscript.references.bibtex import Fault, RawEntry, RawField
from cpreport.manuscript.references.bibtex_names import Named, names_of
from cpreport.manuscript.references.date_parts import date_of, status_of
from cpreport.manuscript.references.identifiers import (
    archive_address,
    doi_in,
    doi_of,
    is_address,
    is_doi,
    server_of,
    without_latex,
)
from cpreport.manuscript.references.latex import decode
from cpreport.manuscript.references.rich_text import without_entities
from cpreport.manuscript.references.work import DateParts, Work
from cpreport.problems import Problem

#: Fields whose emphasis is kept.
_RICH = (
    "title", "subtitle", "titleaddon", "booktitle", "booksubtitle", "booktitleaddon", "maintitle",
    "mainsubtitle", "maintitleaddon", "journal", "journaltitle", "journalsubtitle", "shortjournal",
    "journal-iso", "series",
)  # fmt: skip
_PLAIN = (
    "publisher", "institution", "organization", "school", "address", "location", "city",
    "edition",
    "volume", "number", "issue", "pages", "eid", "articleno", "article-number", "chapter",
    "version", "type", "howpublished", "note", "addendum", "pubstate", "eventtitle", "venue",
    "year", "date", "month", "day", "eventdate", "language", "langid", "entrysubtype",
)  # fmt: skip
_NAMES = ("author", "editor", "translator", "bookauthor", "holder")
_ADDRESSES = (
    "doi", "url", "urldate", "lastchecked", "eprint", "eprinttype", "archiveprefix", "pmid",
    "pmcid", "isbn", "issn",
)  # fmt: skip
#: Every field that is read.
READ = (*_RICH, *_PLAIN, *_NAMES, *_ADDRESSES)
#: Fields of other programs that differ by a letter from one that is read.
_OTHER_FIELDS = {
    "editora", "editorb", "editorc", "notes", "titles", "months", "days", "years", "authors",
    "editors", "urls", "volumes", "page", "eissn", "keyword", "pmc",
}  # fmt: skip

#: Types of CSL by the types of BibTeX and biblatex.
_KINDS = {
    "article": "article-journal", "suppperiodical": "article-journal", "review": "article-journal",
    "periodical": "periodical", "book": "book", "mvbook": "book", "booklet": "pamphlet",
    "collection": "book", "mvcollection": "book", "reference": "book", "mvreference": "book",
    "proceedings": "book", "mvproceedings": "book", "manual": "book", "inbook": "chapter",
    "incollection": "chapter", "bookinbook": "chapter", "suppbook": "chapter",
    "suppcollection": "chapter", "inreference": "entry-encyclopedia", "book_section": "chapter",
    "inproceedings": "paper-conference", "conference": "paper-conference", "thesis": "thesis",
    "phdthesis": "thesis", "mastersthesis": "thesis", "bachelorsthesis": "thesis",
    "report": "report", "techreport": "report", "online": "webpage", "electronic": "webpage",
    "www": "webpage", "webpage": "webpage", "website": "webpage", "dataset": "dataset",
    "data": "dataset", "software": "software", "patent": "patent", "unpublished": "manuscript",
    "preprint": "article", "standard": "standard", "movie": "motion_picture",
    "video": "motion_picture", "audio": "song", "music": "song", "image": "graphic",
    "artwork": "graphic", "letter": "personal_communication", "legislation": "legislation",
    "jurisdiction": "legal_case", "presentation": "speech", "newspaper": "article-newspaper",
    "magazine": "article-magazine",
}  # fmt: skip
#: What biblatex calls kinds of theses, reports and patents by keywords.
_GENRES = {
    "phdthesis": "PhD thesis", "mathesis": "Master’s thesis", "mastersthesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis", "bachelorsthesis": "Bachelor’s thesis",
    "candthesis": "Candidate thesis", "techreport": "",
    "resreport": "Research report", "patentus": "US patent", "patenteu": "European patent",
    "patentde": "German patent", "patentuk": "British patent", "patentfr": "French patent",
}  # fmt: skip
_LANGUAGES = {
    "english": "en", "british": "en-GB", "ukenglish": "en-GB", "american": "en-US",
    "usenglish": "en-US", "german": "de", "ngerman": "de", "french": "fr", "spanish": "es",
    "italian": "it", "portuguese": "pt", "brazilian": "pt-BR", "dutch": "nl", "swedish": "sv",
    "danish": "da", "norwegian": "nb", "finnish": "fi", "polish": "pl", "russian": "ru",
    "turkish": "tr", "japanese": "ja", "chinese": "zh", "korean": "ko", "greek": "el",
}  # fmt: skip
#: Kinds that stand in a book.
_IN_BOOKS = ("chapter", "paper-conference", "entry-encyclopedia")
_ARTICLES = ("article-journal", "article-magazine", "article-newspaper", "periodical")
#: Kinds whose number is one of a series.
_OF_SERIES = ("book", "pamphlet", *_IN_BOOKS)
#: Kinds that are preprints where a field says so.
_MAYBE_PREPRINTS = ("article-journal", "webpage", "document", "manuscript", "report")
_PMID = re.compile(r"\bPMID:?\s*(?P<id>\d{1,9})\b[;,.]?", re.IGNORECASE)
_PMCID = re.compile(r"\bPMCID:?\s*(?P<id>PMC\d{1,9})\b[;,.]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the fields of an entry say, as text."""

    fields: Mapping[str, str]
    names: Mapping[str, Named]

    def __call__(self, *names: str) -> str:
        """What the first of some fields says that says anything."""
        return next((self.fields[n] for n in names if self.fields.get(n)), "")

    def named(self, name: str) -> Named:
        """The names of a field."""
        return self.names.get(name, Named())


def work_of(entry: RawEntry) -> tuple[Work, tuple[Fault, ...]]:
    """Read an entry as a work, with what is doubtful in it."""
    problems: list[Problem] = []
    fields: dict[str, str] = {}
    names: dict[str, Named] = {}
    for name, field in entry.fields.items():
        if name in _NAMES:
            names[name] = names_of(field.text)
            problems += _doubtful_names(entry.key, name, field, names[name])
        elif name in _ADDRESSES:
            fields[name] = without_latex(field.text)
        elif name in _RICH or name in _PLAIN:
            decoded = decode(field.text, rich=name in _RICH)
            fields[name] = without_entities(decoded.text)
            problems += (_unknown(field, *one) for one in dict(decoded.unknown).items())
        elif meant := _meant(name):
            hint = f"did you mean `{meant}`?"
            message = f"`{name}` is no field that is read"
            problems.append(Problem("CP414", field.place, message, (), hint, "warning"))
    work = _work(entry.kind, _Said(fields, names), Work(entry.key, "", entry.place))
    problems += _doubtful_addresses(work, entry)
    return work, tuple(Fault(entry.key, problem) for problem in problems)


def _unknown(field: RawField, command: str, offset: int) -> Problem:
    message = f"`\\{command}` is no command of LaTeX that is known here"
    hint = "only what stands in its braces is printed; write the sign itself"
    return Problem("CP414", field.at(offset), message, (), hint, "warning")


@cache
def _meant(name: str) -> str:
    """Say which field was meant by a name that is one slip away from it."""
    if len(name) < 4 or name in _OTHER_FIELDS:
        return ""
    return next((known for known in READ if _is_slip(name, known)), "")


def _is_slip(name: str, known: str) -> bool:
    """Whether one letter too many, too few or wrong, or two exchanged, part two names."""
    longer, shorter = sorted((name, known), key=len, reverse=True)
    if len(longer) == len(shorter) + 1:
        return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    wrong = [i for i, pair in enumerate(zip(name, known, strict=False)) if pair[0] != pair[1]]
    if len(longer) != len(shorter) or len(wrong) > 2:
        return False
    swapped = [name[i] for i in wrong] == [known[i] for i in reversed(wrong)]
    return len(wrong) == 1 or (swapped and wrong[1] == wrong[0] + 1)


def _doubtful_names(key: str, name: str, field: RawField, named: Named) -> Iterator[Problem]:
    if named.empty:
        message = f"`{name}` of `{key}` has an empty name"
        hint = "take out the `and` that has no name beside it"
        yield Problem("CP414", field.place, message, (), hint, "warning")
    for one in named.unclear:
        message = f"`{one}` is not one name"
        hint = "names are joined by `and`: `Doe, Jane and Roe, Richard`"
        yield Problem("CP414", field.place, message, (), hint, "warning")


def _doubtful_addresses(work: Work, entry: RawEntry) -> Iterator[Problem]:
    field = entry.fields.get("doi")
    if field is not None and work.doi and not is_doi(work.doi):
        hint = "a DOI begins with `10.`"
        yield Problem("CP414", field.place, f"`{work.doi[:60]}` is no DOI", (), hint, "warning")
    field = entry.fields.get("url")
    if field is not None and work.url and not is_address(work.url):
        message, hint = f"`{work.url[:60]}` is no address", "an address begins with https://"
        yield Problem("CP414", field.place, message, (), hint, "warning")


# --- one work ------------------------------------------------------------------------------------


def _work(entry_kind: str, said: _Said, work: Work) -> Work:
    kind = _kind(entry_kind, said)
    work = replace(
        work,
        kind=kind,
        volume=said("volume"),
        page=said("pages", "eid", "articleno", "article-number").replace("–", "-"),
        chapter_number=said("chapter"),
        edition=said("edition"),
        version=said("version"),
        event_title=said("eventtitle"),
        event_place=said("venue"),
        event_date=date_of(said("eventdate")),
        accessed=date_of(said("urldate", "lastchecked")),
        genre=_genre(entry_kind, said),
        publisher=said("publisher", "institution", "school", "organization"),
        publisher_place=said("address", "location", "city"),
        language=_language(said("langid", "language")),
        isbn=said("isbn"),
        issn=said("issn"),
    )
    work = _with_people(work, said)
    work = _with_titles(work, said)
    work = _with_numbers(work, said)
    work = _with_dates(work, said)
    work = _with_addresses(work, said)
    return _as_preprint(work, said) if kind == "article" else work


def _kind(entry_kind: str, said: _Said) -> str:
    kind = _KINDS.get(entry_kind, "document")
    subtype = said("entrysubtype").casefold()
    if kind == "article-journal" and subtype in ("newspaper", "magazine"):
        return f"article-{subtype}"
    if entry_kind == "inbook" and not said("booktitle", "maintitle"):
        # As BibTeX has it: the title is that of the book, and a chapter or pages of it are meant.
        return "book"
    if kind in _MAYBE_PREPRINTS and _is_preprint(said):
        return "article"
    if kind == "document" and (said("url") or _address_in(said("howpublished"))):
        return "webpage"
    return kind


def _is_preprint(said: _Said) -> bool:
    words = " ".join(said(f) for f in ("howpublished", "note", "pubstate", "type", "entrysubtype"))
    if "preprint" in words.casefold() or server_of(said("journal", "journaltitle")):
        return True
    if said("journal", "journaltitle", "booktitle", "institution", "school"):
        return False
    return bool(server_of(said("eprinttype", "archiveprefix")) or server_of(said("publisher")))


def _with_people(work: Work, said: _Said) -> Work:
    author, editor = said.named("author"), said.named("editor")
    holders = said.named("holder").names
    return replace(
        work,
        author=author.names,
        more_authors=author.more,
        editor=editor.names,
        more_editors=editor.more,
        translator=said.named("translator").names,
        container_author=said.named("bookauthor").names,
        authority=", ".join(" ".join(filter(None, (n.given, n.surname))) for n in holders),
    )


def _with_titles(work: Work, said: _Said) -> Work:
    title = _title(said("title"), said("subtitle"), said("titleaddon"))
    book = _title(said("booktitle"), said("booksubtitle"), said("booktitleaddon"))
    whole = _title(said("maintitle"), said("mainsubtitle"), said("maintitleaddon"))
    journal = _title(said("journaltitle", "journal"), said("journalsubtitle"), "")
    if work.kind in _IN_BOOKS:
        part, container = (book, whole) if whole else ("", book or journal)
    else:
        part, container = "", journal or book
        if whole and title:
            part, title = title, whole
    return replace(
        work,
        title=title or whole,
        volume_title=part,
        container_title=container,
        container_title_short=said("shortjournal", "journal-iso") if journal else "",
        collection_title=said("series"),
    )


def _title(title: str, subtitle: str, more: str) -> str:
    """Join a title, its subtitle and what is added to it.

    >>> _title("Tone", "a trial", ""), _title("Tone?", "A trial", "")
    ('Tone: a trial', 'Tone? A trial')
    """
    whole = _behind(title, subtitle, ": ")
    return _behind(whole, more, ". ")


def _behind(title: str, more: str, sign: str) -> str:
    ended = title.endswith((":", "?", "!", "."))
    return f"{title}{' ' if ended else sign}{more}" if title and more else title or more


def _with_numbers(work: Work, said: _Said) -> Work:
    number, issue = said("number"), said("issue")
    if work.kind in _ARTICLES or (said("journal", "journaltitle") and work.kind != "article"):
        return replace(work, issue=", ".join(filter(None, dict.fromkeys((number, issue)))))
    if work.kind in _OF_SERIES and work.collection_title:
        return replace(work, collection_number=number, issue=issue)
    return replace(work, number=number, issue=issue)


def _with_dates(work: Work, said: _Said) -> Work:
    issued = date_of(said("date")) if said("date") else DateParts()
    if not issued.begin and said("year"):
        issued = date_of(said("year"), said("month"), said("day"))
    status = status_of(issued.literal) or status_of(said("pubstate"))
    if status_of(issued.literal):
        issued = DateParts()
    note = _PMCID.sub("", _PMID.sub("", said("note"))).strip(" ,;.\n")
    if not status and status_of(note):
        status, note = status_of(note), ""
    note = ". ".join(filter(None, (note, said("addendum"))))
    return replace(work, issued=issued, status=status, note=note)


def _with_addresses(work: Work, said: _Said) -> Work:
    how = said("howpublished")
    doi, url = doi_of(said("doi")), said("url") or _address_in(how)
    if not work.publisher and how and not _address_in(how) and work.kind != "article":
        work = replace(work, publisher=how)
    if is_address(doi):
        doi, url = "", url or doi
    if not doi and doi_in(url):
        doi, url = doi_in(url), ""
    archive, number = said("eprinttype", "archiveprefix"), said("eprint")
    note, kept = said("note"), work
    pmid, pmcid = _PMID.search(note), _PMCID.search(note)
    return replace(
        kept,
        doi=doi,
        url=url or archive_address(archive, number),
        pmid=said("pmid") or (number if archive.casefold() == "pubmed" else _found(pmid)),
        pmcid=said("pmcid") or (number if archive.casefold() == "pmc" else _found(pmcid)),
        archive=archive if number and archive.casefold() not in ("pubmed", "pmc") else "",
        archive_location=number if archive.casefold() not in ("pubmed", "pmc") else "",
    )


def _found(match: re.Match[str] | None) -> str:
    return match["id"] if match else ""


def _address_in(text: str) -> str:
    """Find the address that a text is; nothing where it says more than that."""
    address = without_latex(text)
    return address if is_address(address) else ""


def _as_preprint(work: Work, said: _Said) -> Work:
    """Name the server of a preprint as its publisher, and its number there as its number."""
    journal = said("journaltitle", "journal")
    server = server_of(journal) or server_of(work.archive) or server_of(work.publisher)
    number = work.number or work.archive_location or work.page
    named = re.search(r"\barXiv:\s*(?P<id>[\w./-]+)", journal)
    number = number or (named["id"] if named else "")
    url = work.url or (archive_address("arxiv", number) if server == "arXiv" else "")
    note = "" if work.note.casefold().strip(".") == "preprint" else work.note
    return replace(
        work,
        genre="preprint",
        publisher=server or journal or work.publisher,
        container_title="",
        container_title_short="",
        number=f"arXiv:{number}" if server == "arXiv" and number[:1].isdigit() else number,
        page="",
        archive="",
        archive_location="",
        url=url,
        note=note,
    )


def _genre(entry_kind: str, said: _Said) -> str:
    written = said("type")
    return _GENRES.get(written.casefold(), written) or _GENRES.get(entry_kind, "")


def _language(text: str) -> str:
    """Name a language by its code, where it is known."""
    word = text.casefold().split(",")[0].strip()
    code = re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?", word)
    return _LANGUAGES.get(word, word if code else "")
