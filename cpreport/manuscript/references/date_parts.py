"""Read dates as bibliographies write them, and say what stands where there is no date."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from cpreport.manuscript.references.work import DateParts

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_MONTH = r"[A-Za-z]{3,9}\.?"
_ISO = re.compile(
    r"(?P<y>-?\d{4})(?:[-/](?P<m>\d{1,2})(?:[-/](?P<d>\d{1,2})(?:T[\d:.Z+-]*)?)?)?(?P<q>[?~%]?)"
)
_DAY_FIRST = re.compile(rf"(?P<d>\d{{1,2}})\.?\s+(?P<m>{_MONTH})[\s,]+(?P<y>\d{{4}})")
_MONTH_FIRST = re.compile(
    rf"(?P<m>{_MONTH})\s+(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?P<y>\d{{4}})"
)
_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}}),?\s+(?P<m>{_MONTH})(?:\s+(?P<d>\d{{1,2}}))?")
_YEARS = re.compile(r"(?P<y>\d{4})\s*(?:/|-+|–)\s*(?P<e>\d{4})")
#: A year with what people put around it: `(2001)`, `c. 1850`, `2001a`, `©2001`.
_YEAR = re.compile(r"[\[(]?(?P<c>ca?\.?\s*|circa\s+|©\s*)?(?P<y>\d{4})(?P<q>[a-z?]?)[\])]?")

#: Spring to winter, where a month would stand (Extended Date/Time Format).
_SEASONS = ("21", "22", "23", "24")

#: What is said of a work that has not come out, and what it is called then.
_STATUS = {
    "in press": "in press", "inpress": "in press", "in print": "in press",
    "forthcoming": "forthcoming", "to appear": "to appear", "accepted": "accepted",
    "accepted for publication": "accepted for publication", "submitted": "submitted",
    "submitted for publication": "submitted for publication",
    "under review": "under review", "in review": "in review", "in preparation": "in preparation",
    "inpreparation": "in preparation", "unpublished": "unpublished",
    "epub ahead of print": "Epub ahead of print", "ahead of print": "ahead of print",
    "advance online publication": "advance online publication", "online first": "online first",
}  # fmt: skip


def status_of(text: str) -> str:
    """Say what a text says of a work before it is published; nothing where it says something else.

    >>> status_of("In press."), status_of("inpreparation"), status_of("2001")
    ('in press', 'in preparation', '')
    """
    words = " ".join(text.replace("-", " ").casefold().split()).strip(" .()[]")
    return _STATUS.get(words, "")


def date_of(text: str, month: str = "", day: str = "") -> DateParts:
    """Read a date; what is none stays as it is written.

    Parameters
    ----------
    month, day : str
        Where they stand in fields of their own.

    >>> date_of("2001-05-07").begin, date_of("2001", "May", "7").begin, date_of("7 May 2001").begin
    ((2001, 5, 7), (2001, 5, 7), (2001, 5, 7))
    """
    text = " ".join(text.split())
    is_range = re.fullmatch(r"\d{4}(?:-\d\d)*/(?:\d{4}(?:-\d\d)*)?", text)
    begin, _, end = text.partition("/") if is_range else (text, "", "")
    first = _one(begin)
    if first is None:
        years = _YEARS.fullmatch(text)
        if years is None:
            return DateParts(literal=text)
        first, end = DateParts((int(years["y"]),)), years["e"]
    last = _one(end) if end else None
    if len(first.begin) == 1 and month:
        return _with_month(first, month, day)
    return DateParts(first.begin, last.begin if last else (), circa=first.circa)


def _one(text: str) -> DateParts | None:
    text = text.strip()
    for form in (_ISO, _DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST):
        match = form.fullmatch(text)
        if match is None:
            continue
        months = months_of(match["m"] or "")
        if match["m"] in _SEASONS:
            return DateParts((int(match["y"]),))
        if match["m"] and not months:
            return None
        parts = (int(match["y"]), *months[:1], *([int(match["d"])] if match["d"] else []))
        circa = form is _ISO and match["q"] in ("~", "%", "?") and bool(match["q"])
        return DateParts(_possible(parts), circa=circa)
    year = _YEAR.fullmatch(text)
    if year is None:
        return None
    return DateParts(
        (int(year["y"]),), circa="c" in (year["c"] or "").casefold() or year["q"] == "?"
    )


def _possible(parts: tuple[int, ...]) -> tuple[int, ...]:
    """Leave out a month or day that the calendar does not have."""
    year, *rest = parts
    if not rest or not 1 <= rest[0] <= 12:
        return (year,)
    last = monthrange(max(year, 1), rest[0])[1]
    return parts[:3] if len(rest) < 2 or 1 <= rest[1] <= last else parts[:2]


def _with_month(year: DateParts, month: str, day: str) -> DateParts:
    months = months_of(month)
    if not months:
        return year
    days = re.findall(r"\b\d{1,2}\b", day) or re.findall(
        r"\b\d{1,2}\b", "" if month.isdigit() else month
    )
    begin = (*year.begin, months[0], *(map(int, days[:1])))
    end: tuple[int, ...] = ()
    if len(months) > 1 or len(days) > 1:
        end = (*year.begin, months[-1], *(map(int, days[1:2])))
    return DateParts(_possible(begin), _possible(end) if end else (), circa=year.circa)


def forms_of(date: DateParts) -> Iterator[str]:
    """Write a day as styles and programs do: such a date is that of a work, and not of a patient.

    >>> list(forms_of(DateParts((2021, 3, 7))))
    ['2021-03-07', '7 March 2021', 'March 7, 2021', '7 Mar 2021', 'Mar 7, 2021', '2021 Mar 7']
    """
    if len(date.begin) < 3 or not 1 <= date.begin[1] <= 12:
        return
    year, month, day = date.begin
    yield date.iso
    for name in (_FULL[month - 1].capitalize(), MONTHS[month - 1]):
        yield f"{day} {name} {year}"
        yield f"{name} {day}, {year}"
    yield f"{year} {MONTHS[month - 1]} {day}"


def date_in_full(date: DateParts, *, american: bool) -> str:
    """Write a date as far as it is known, its month as a word.

    >>> date_in_full(DateParts((2021, 3, 7)), american=False), DateParts((2021, 3)).iso
    ('7 March 2021', '2021-03')
    >>> date_in_full(DateParts((2021, 3, 7)), american=True)
    'March 7, 2021'
    """
    year, *rest = date.begin
    if not rest:
        return str(year)
    month = _FULL[rest[0] - 1].capitalize()
    if len(rest) == 1:
        return f"{month} {year}"
    return f"{month} {rest[1]}, {year}" if american else f"{rest[1]} {month} {year}"


def months_of(text: str) -> tuple[int, ...]:
    """Read months by number or English name, however it is cut.

    >>> months_of("03"), months_of("Sept."), months_of("Jan/Feb"), months_of("spring")
    ((3,), (9,), (1, 2), ())
    """
    if re.fullmatch(r"\d{1,2}", text.strip()):
        number = int(text)
        return (number,) if 1 <= number <= 12 else ()
    words = re.findall(r"[A-Za-z]{3,}", text)
    found = [_FULL.index(full) + 1 for w in words for full in _FULL if _is_month(w, full)]
    return tuple(found)


_FULL = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


def _is_month(word: str, full: str) -> bool:
    return full.startswith(word.casefold())
