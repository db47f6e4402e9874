"""Take a reference, and give it in the Vancouver style of the US National Library of Medicine.

Form after Patrias K, Wendling D. Citing Medicine, 2nd edition, NLM 2007
(https://www.ncbi.nlm.nih.gov/books/NBK7256/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cpreport.manuscript.bibliography import Name, Reference
from cpreport.manuscript.tree import Inline, Link, Text

#: More authors than this are cut to as many and "et al."
_MOST_AUTHORS = 6
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


def vancouver(reference: Reference) -> tuple[Inline, ...]:
    """Set a reference: words, and links.

    >>> from cpreport.problems import Place
    >>> work = Reference("k", "article", Place("r.bib"), "On tone", (Name("Doe", "Jane A"),),
    ...                  container="J Ex", year="2001", volume="7", pages="206-207")
    >>> vancouver(work)
    (Text(text='Doe JA. On tone. J Ex. 2001;7:206-7.'),)
    """
    form = {
        "article": _article,
        "book": _book,
        "chapter": _chapter,
        "web": _web,
        "preprint": _preprint,
    }[reference.type]
    parts = [_names(reference.authors, more=reference.more_authors), *form(reference)]
    text = " ".join(_closed(part) for part in parts if part)
    return (Text(text), *_links(reference))


def in_a_sentence(reference: Reference) -> str:
    """Name the authors of a work as a sentence does: `Doe`, `Doe and Roe`, `Doe et al.`"""
    names = [name.family for name in reference.authors]
    if len(names) > 2 or (names and reference.more_authors):
        return f"{names[0]} et al."
    return " and ".join(names)


def _article(r: Reference) -> list[str]:
    issue = f"({r.issue})" if r.issue else ""
    where = f"{r.volume}{issue}" if r.volume or r.issue else ""
    numbers = ";".join(filter(None, (r.year, where)))
    pages = f":{compressed(r.pages)}" if r.pages else ""
    return [r.title, r.container, f"{numbers}{pages}"]


def _book(r: Reference) -> list[str]:
    return [r.title, _edition(r), _imprint(r)]


def _chapter(r: Reference) -> list[str]:
    editors = _names(r.editors)
    word = "editors" if len(r.editors) > 1 else "editor"
    of = f"In: {editors}, {word}. {r.container}" if editors else f"In: {r.container}"
    pages = f"p. {compressed(r.pages)}" if r.pages else ""
    return [r.title, of, _edition(r), _imprint(r), pages]


def _web(r: Reference) -> list[str]:
    return [f"{r.title} [Internet]", f"{_imprint(r)}{_cited(r)}"]


def _preprint(r: Reference) -> list[str]:
    return [f"{r.title} [Preprint]", r.container or r.publisher, f"{r.year}{_cited(r)}"]


def _imprint(r: Reference) -> str:
    who = ": ".join(filter(None, (r.address, r.publisher)))
    return "; ".join(filter(None, (who, r.year)))


def _edition(r: Reference) -> str:
    if not r.edition:
        return ""
    ends = {"1": "st", "2": "nd", "3": "rd"}
    number = r.edition
    return f"{number}{ends.get(number, 'th')} ed" if number.isdigit() else number


def _cited(r: Reference) -> str:
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", r.accessed)
    if match:
        return f" [cited {match[1]} {_MONTHS[int(match[2]) - 1]} {int(match[3])}]"
    return f" [cited {r.accessed}]" if r.accessed else ""


def _links(r: Reference) -> Iterator[Inline]:
    if r.doi:
        yield Text(" doi:")
        yield Link(f"https://doi.org/{r.doi}", (Text(r.doi),))
    elif r.url:
        yield Text(" Available from: ")
        yield _link(r.url)
    if r.pmid:
        yield Text(f" PMID:\N{NO-BREAK SPACE}{r.pmid}")


def _link(url: str) -> Inline:
    words = Text(url)
    return Link(url, (words,)) if url.startswith(("http://", "https://")) else words


def _names(names: Sequence[Name], *, more: bool = False) -> str:
    shown = [_name(name) for name in names[:_MOST_AUTHORS]]
    people = [s for s, n in zip(shown, names, strict=False) if n.given]
    if more or len(names) > _MOST_AUTHORS:
        return ", ".join([*shown, "et al"])
    # A group after persons is set off by a semicolon.
    groups = [s for s, n in zip(shown, names, strict=False) if not n.given]
    return "; ".join(filter(None, (", ".join(people), *groups))) if people else ", ".join(shown)


def _name(name: Name) -> str:
    words = re.split(r"[\s.\-]+", name.given)
    initials = "".join(w if w.isupper() and len(w) <= 3 else w[:1].upper() for w in words if w)
    return " ".join(filter(None, (name.family, initials, name.suffix.rstrip("."))))


def compressed(pages: str) -> str:
    """Shorten a page range as the NLM does.

    >>> compressed("206-207"), compressed("382-389"), compressed("1098-1103"), compressed("e12")
    ('206-7', '382-9', '1098-103', 'e12')
    """
    match = re.fullmatch(r"(\d+)\s*[-–]+\s*(\d+)", pages.strip())
    if not match or len(match[1]) != len(match[2]):
        return pages.replace("–", "-")
    first, last = match[1], match[2]
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), None)
    return first if same is None else f"{first}-{last[same:]}"


def _closed(part: str) -> str:
    return part if part.endswith((".", "?", "!")) else f"{part}."
