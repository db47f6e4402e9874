"""Set a work in the Vancouver style of the US National Library of Medicine.

Form after Patrias K, Wendling D. Citing Medicine, 2nd edition, NLM 2007
(https://www.ncbi.nlm.nih.gov/books/NBK7256/), and the NLM's samples of formatted references
(https://www.nlm.nih.gov/bsd/uniform_requirements.html). Computer programs are named after the
Uniform Requirements of the International Committee of Medical Journal Editors of 1997
(doi:10.7326/0003-4819-126-1-199701010-00006).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from cpreport.manuscript.references.date_parts import MONTHS
from cpreport.manuscript.references.identifiers import doi_address, is_address, is_doi
from cpreport.manuscript.references.rich_text import joined, plain, rich_text
from cpreport.manuscript.references.work import DateParts, Name, Work
from cpreport.manuscript.tree import Inline, Link, Text

#: What ends with a full stop of its own: nodes and words.
Part: TypeAlias = Iterable[Inline | str]

#: More authors than this are cut to as many and "et al."
_MOST_AUTHORS = 6
#: What stands in brackets behind the title, by the kind of the work.
_MEDIA = {
    "article": "Preprint", "webpage": "Internet", "post": "Internet", "post-weblog": "Internet",
    "dataset": "dataset", "software": "computer program", "motion_picture": "video",
    "broadcast": "broadcast", "song": "sound recording", "graphic": "image", "map": "map",
}  # fmt: skip
#: Kinds whose editors are those of what they stand in.
_WITHIN = (
    "article-journal", "article-magazine", "article-newspaper", "chapter", "entry",
    "entry-dictionary", "entry-encyclopedia", "paper-conference",
)  # fmt: skip
_SUFFIXES = {"II": "2nd", "III": "3rd", "IV": "4th"}
#: An edition without the word: `2nd`, `Revised`.
_BARE_EDITION = re.compile(r"\d+(?:st|nd|rd|th)|[A-Za-z]{3,}")


def vancouver(work: Work) -> tuple[Inline, ...]:
    """Set a work: words, the emphasis of its title, and links.

    >>> from cpreport.problems import Place
    >>> work = Work("k", "article-journal", Place("r.bib"), "On tone", (Name("Doe", "Jane A"),),
    ...             container_title="J Ex", issued=DateParts((2001,)), volume="7", page="206-207")
    >>> plain(vancouver(work))
    'Doe JA. On tone. J Ex. 2001;7:206–7.'
    """
    form = _FORMS.get(work.kind, _other)
    nodes: list[Inline | str] = []
    for part in ([_makers(work)], *form(work)):
        inside = joined(part)
        if inside:
            nodes += [" " if nodes else "", *inside, _stop(inside)]
    for link in _links(work):
        nodes += [" ", *link]
    return joined(nodes)


def in_a_sentence(work: Work) -> str:
    """Name who made a work as a sentence does: `Doe`, `Doe and Roe`, `Doe et al.`

    >>> from cpreport.problems import Place
    >>> authors = (Name("Doe", "A"), Name("Roe", "B"))
    >>> in_a_sentence(Work("k", "book", Place("r.bib"), author=authors))
    'Doe and Roe'
    """
    names = [name.surname for name in work.author or work.editor]
    if len(names) > 2 or (names and work.more_authors):
        return f"{names[0]} et al."
    return " and ".join(names)


def _stop(inside: tuple[Inline, ...]) -> str:
    """End a part, unless its own words end it."""
    return "" if plain(inside).rstrip("”’\"')").endswith((".", "?", "!")) else "."


# --- kinds of works ------------------------------------------------------------------------------


def _article(work: Work) -> Iterator[Part]:
    yield rich_text(work.title)
    yield _journal(work)
    issue = f"({work.issue})" if work.issue else ""
    when = _spaced(_status(work), work.issued.year, _cited(work))
    yield [_numbered(when, f"{work.volume}{issue}", work.page)]


def _newspaper(work: Work) -> Iterator[Part]:
    yield rich_text(work.title)
    yield _journal(work)
    when = _spaced(_status(work), date_in_words(work.issued), _cited(work))
    issue = f"({work.issue})" if work.issue else ""
    section = f"Sect. {work.section}" if work.section else ""
    yield [_numbered(when, f"{work.volume}{issue}" or section, work.page)]


def _journal(work: Work) -> Part:
    journal = rich_text(work.container)
    return (*journal, " [Internet]") if journal and _is_online(work) else journal


def _numbered(when: str, volume: str, page: str) -> str:
    numbers = ";".join(filter(None, (when, volume)))
    return f"{numbers}:{compressed(page)}" if page else numbers


def _book(work: Work) -> Iterator[Part]:
    yield _titled(work)
    yield from _volume(work)
    yield [_edition(work)]
    if work.author:
        yield [_editors(work)]
    yield [_translators(work)]
    yield [_imprint(work)]
    chapter = f"Chapter {work.chapter_number}" if work.chapter_number else ""
    yield ["; ".join(filter(None, (chapter, _pages(work))))]
    yield [_report_number(work)]
    yield _series(work)


def _chapter(work: Work) -> Iterator[Part]:
    yield _titled(work)
    yield [_translators(work)]
    of = _editors(work) or _names(work.container_author, more=False)
    yield ("In: ", f"{of}. " if of else "", *rich_text(work.container), *_event(work))
    yield from _volume(work)
    yield [_edition(work)]
    yield [_imprint(work)]
    chapter = f"Chapter {work.chapter_number}" if work.chapter_number else ""
    yield ["; ".join(filter(None, (chapter, _pages(work))))]
    yield _series(work)


def _conference(work: Work) -> Iterator[Part]:
    if work.container:
        yield from _chapter(work)
        return
    yield _titled(work)
    yield from _presented(work, "Paper")
    yield [_pages(work)]


def _speech(work: Work) -> Iterator[Part]:
    yield _titled(work)
    yield from _presented(work, work.genre or "Paper")


def _presented(work: Work, what: str) -> Iterator[Part]:
    """Say where something was presented that was not printed; the days tell the year."""
    event = work.event_title or work.container
    if not event:
        yield [_imprint(work)]
        return
    when = date_in_words(work.event_date) or date_in_words(work.issued)
    place = work.event_place or ("" if work.publisher else work.publisher_place)
    rest = "".join(f"; {said}" for said in (when, place) if said)
    yield (f"{what[:1].upper()}{what[1:]} presented at: ", *rich_text(event), rest)
    yield [_imprint(work) if work.publisher else ""]


def _thesis(work: Work) -> Iterator[Part]:
    yield (*rich_text(work.title), f" [{_degree(work.genre)}]")
    yield [_imprint(work)]
    yield [_report_number(work)]


def _degree(genre: str) -> str:
    """Name a thesis as the NLM does; one that has another name keeps it."""
    word = genre.casefold()
    for part, name in (("master", "master's thesis"), ("bachelor", "bachelor's thesis")):
        if part in word:
            return name
    doctoral = ("", "thesis", "dissertation", "doctoral", "phd", "ph.d", "doctor", "md")
    parts = set(re.split(r"[^\w.]+", word.rstrip(".")))
    return "dissertation" if parts <= {*doctoral, "degree"} else genre


def _report(work: Work) -> Iterator[Part]:
    yield _titled(work)
    yield [work.genre]
    yield from _volume(work)
    yield [_edition(work)]
    yield [_imprint(work, date_in_words(work.issued))]
    yield [f"Report No.: {work.number}" if work.number else ""]
    yield [_pages(work)]
    yield _series(work)


def _web(work: Work) -> Iterator[Part]:
    yield _titled(work)
    yield rich_text(work.container) if work.container_title != work.publisher else ()
    yield [_edition(work)]
    yield [f"Version {work.version}" if work.version else ""]
    yield [_imprint(work)]
    yield [work.number]


def _preprint(work: Work) -> Iterator[Part]:
    yield _titled(work)
    yield [f"Version {work.version}" if work.version else ""]
    yield [_imprint(work)]
    # A DOI holds the number.
    yield ["" if work.doi else work.number]


def _patent(work: Work) -> Iterator[Part]:
    yield _titled(work)
    where = _spaced(work.publisher_place, "patent") if work.publisher_place else "Patent"
    yield [_spaced(work.genre or where, work.number)]
    yield [_spaced(_status(work), date_in_words(work.issued), _cited(work))]


def _other(work: Work) -> Iterator[Part]:
    medium = work.medium or _MEDIA.get(work.kind, "") or work.genre
    yield (*rich_text(work.title), f" [{medium}]" if medium and work.title else "")
    yield rich_text(work.container)
    yield from _volume(work)
    yield [f"Issue {work.issue}" if work.issue else ""]
    yield [_edition(work)]
    yield [f"Version {work.version}" if work.version else ""]
    yield [_spaced(work.authority, work.number)]
    yield (_event(work) and (*rich_text(work.event_title), *_event(work))) or ()
    yield [_imprint(work)]
    yield [_pages(work)]
    yield _series(work)
    # What has no other way to be found says how it is.
    yield [work.note if not (work.url or work.doi) else ""]


_FORMS = {
    "article-journal": _article, "review": _article, "review-book": _article,
    "article-magazine": _newspaper, "article-newspaper": _newspaper, "book": _book,
    "classic": _book, "collection": _book, "pamphlet": _book, "chapter": _chapter,
    "entry": _chapter, "entry-dictionary": _chapter, "entry-encyclopedia": _chapter,
    "paper-conference": _conference, "speech": _speech, "thesis": _thesis, "report": _report,
    "webpage": _web, "post": _web, "post-weblog": _web, "dataset": _web, "software": _web,
    "article": _preprint, "patent": _patent,
}  # fmt: skip


# --- parts ---------------------------------------------------------------------------------------


def _titled(work: Work) -> Part:
    """The title with the medium behind it, where the work is not printed."""
    title = rich_text(work.title)
    medium = _MEDIA.get(work.kind, "") or ("Internet" if _is_online(work) else "")
    return (*title, f" [{medium}]") if title and medium else title


def _volume(work: Work) -> Iterator[Part]:
    """The volume of a whole; that of a series stands with the series."""
    in_series = work.collection_title and not work.collection_number and not work.volume_title
    number = f"Vol. {work.volume}" if work.volume and not in_series else ""
    comma = ", " if number and work.volume_title else ""
    yield (number, comma, *rich_text(work.volume_title))


def _series(work: Work) -> Part:
    if not work.collection_title:
        return ()
    number = work.collection_number or ("" if work.volume_title else work.volume)
    return (
        "(",
        *rich_text(work.collection_title),
        f"; {_number_of_series(number)}" if number else "",
        ")",
    )


def _number_of_series(number: str) -> str:
    return f"vol. {number}" if number[:1].isdigit() else number


def _event(work: Work) -> Part:
    """The conference whose papers a book holds, with its days and place."""
    name = work.event_title if work.event_title and work.event_title not in work.container else ""
    said = (date_in_words(work.event_date), work.event_place)
    rest = "".join(f"; {one}" for one in said if one)
    return (". " if name and work.container else "", *rich_text(name), rest)


def _imprint(work: Work, when: str = "") -> str:
    """Place, publisher and year, and when it was seen.

    Parameters
    ----------
    when : str
        What is said instead of the year.
    """
    who = ": ".join(filter(None, (work.publisher_place, work.publisher)))
    year = _spaced(_status(work), when or work.issued.year, _cited(work))
    return "; ".join(filter(None, (who, year)))


def _pages(work: Work) -> str:
    return f"p. {compressed(work.page)}" if work.page else ""


def _report_number(work: Work) -> str:
    return f"No. {work.number}" if work.number else ""


def _edition(work: Work) -> str:
    """Name an edition: `2nd ed`."""
    said = re.sub(r"\bedition\b", "ed", work.edition.strip(), flags=re.IGNORECASE)
    if said.isdigit():
        return f"{_ordinal(int(said))} ed"
    # Other languages have words of their own for it: `3. Aufl.`
    return f"{said} ed" if _BARE_EDITION.fullmatch(said) else said


def _ordinal(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ends.get(number % 10, 'th')}"


def _status(work: Work) -> str:
    return work.status[:1].upper() + work.status[1:]


def _is_online(work: Work) -> bool:
    """Whether a work that may be printed was read where its address leads."""
    return bool(work.url and not work.doi and work.accessed.year)


def _cited(work: Work) -> str:
    """Say when a work was seen that may have changed since."""
    if not work.accessed.year or not (_is_online(work) or work.kind in _MEDIA):
        return ""
    return f"[cited {date_in_words(work.accessed)}]"


def date_in_words(date: DateParts) -> str:
    """Write a date, or days from one to another, as the NLM does.

    >>> date_in_words(DateParts((2001, 9, 13), (2001, 9, 15)))
    '2001 Sep 13-15'
    """
    if not date.begin:
        return date.literal
    begin, end = _words(date.begin), _words(date.end)
    same = 0
    while same < min(len(begin), len(end)) and begin[same] == end[same]:
        same += 1
    rest = " ".join(end[same:])
    return f"{' '.join(begin)}-{rest}" if rest else " ".join(begin)


def _words(parts: tuple[int, ...]) -> list[str]:
    """Write the parts of a date; a month that no year has stays a number."""
    words = [str(part) for part in parts]
    if len(parts) > 1 and 1 <= parts[1] <= 12:
        words[1] = MONTHS[parts[1] - 1]
    return words


def _links(work: Work) -> Iterator[Part]:
    if work.doi:
        link = Link(doi_address(work.doi), (Text(work.doi),)) if is_doi(work.doi) else work.doi
        yield ("doi:", link)
    elif work.url:
        link = Link(work.url, (Text(work.url),)) if is_address(work.url) else work.url
        yield ("Available from: ", link)
    numbers = (("PMID", work.pmid), ("PMCID", work.pmcid))
    said = [f"{name}:\N{NO-BREAK SPACE}{number}" for name, number in numbers if number]
    if said:
        yield ["; ".join(said)]


def _spaced(*words: str) -> str:
    return " ".join(filter(None, words))


# --- names ---------------------------------------------------------------------------------------


def _makers(work: Work) -> str:
    """Those who made a work: its authors, or else the editors of a whole."""
    if work.kind == "patent" and work.author:
        inventors = _labelled(work.author, "inventor", more=work.more_authors)
        return (
            "; ".join((inventors, f"{work.authority}, assignee")) if work.authority else inventors
        )
    if work.author:
        return _names(work.author, more=work.more_authors)
    return "" if work.kind in _WITHIN else _editors(work)


def _editors(work: Work) -> str:
    return _labelled(work.editor, "editor", more=work.more_editors)


def _translators(work: Work) -> str:
    return _labelled(work.translator, "translator", more=False)


def _labelled(names: Sequence[Name], role: str, *, more: bool) -> str:
    if not names:
        return ""
    several = "s" if more or len(names) > 1 else ""
    said = _names(names, more=more)
    return f"{said}{'.' if said.endswith('et al') else ''}, {role}{several}"


def _names(names: Sequence[Name], *, more: bool) -> str:
    shown = [_name(name) for name in names[:_MOST_AUTHORS]]
    if more or len(names) > _MOST_AUTHORS:
        return ", ".join([*shown, "et al"])
    people = [s for s, n in zip(shown, names, strict=True) if not n.is_group]
    # A group after persons is set off by a semicolon.
    groups = [s for s, n in zip(shown, names, strict=True) if n.is_group]
    return "; ".join(filter(None, (", ".join(people), *groups))) if people else ", ".join(shown)


def _name(name: Name) -> str:
    if name.is_group:
        return name.surname
    if name.is_cjk:
        return f"{name.surname}{name.given}"
    words = re.split(r"[\s.\-‐]+", name.given)
    initials = "".join(map(_initial, words))
    suffix = name.suffix.strip().rstrip(".")
    suffix = _SUFFIXES.get(suffix, suffix)
    return _spaced(name.surname, initials, name.dropping_particle, suffix)


def _initial(word: str) -> str:
    """The first letter of a name; initials that stand together stay together."""
    if word.isupper() and len(word) <= 3:
        return word
    return next((letter.upper() for letter in word if letter.isalpha()), "")


def compressed(pages: str) -> str:
    """Shorten page ranges as the NLM does, with the dash that print has between numbers.

    >>> compressed("206-207"), compressed("1098-1103"), compressed("e12"), compressed("1-5, 9")
    ('206–7', '1098–103', 'e12', '1–5, 9')
    """
    return ", ".join(map(_range, re.split(r"\s*[,;]\s*", pages.strip())))


def _range(pages: str) -> str:
    match = re.fullmatch(r"(\d+)\s*[-–]+\s*(\d+)", pages)
    if not match or len(match[1]) != len(match[2]):
        return re.sub(r"(?<=\w)\s*[-–]+\s*(?=\w)", "–", pages)
    first, last = match[1], match[2]
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), None)
    return first if same is None else f"{first}–{last[same:]}"
