"""Find dates that are written in digits: days, months, weeks, days of the year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from cpreport.privacy.scan.dates.found import FoundDate, day_of, full_years
from cpreport.privacy.scan.pattern import Pattern, SearchedText, words_from

_DIGIT = re.compile(r"\d")
#: Where a date in digits may begin; each form is tried there and nowhere else.
_CANDIDATE = re.compile(
    r"(?<![^\W_])(?=\d{1,2}(?:\s?[-./_]\s?\d|[ ./-]{1,2}[IVX])|\d{4}\s?[-./_:W]|(?:19|20)\d{6})"
)
_NUMERIC = re.compile(
    r"(?<![^\W_])(?<![.-])(?<!\d/)(?:"
    r"(?P<y>(?:1[89]|20)\d\d)(?P<s>[-./_])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<t>[-./_])\s?(?P<b>\d{1,2})(?P=t)\s?(?P<z>(?:1[89]|20)\d\d|\d\d)"
    r")(?![^\W_]|-\d|[./]\d)"
)
#: With spaces before and behind the signs; the year is whole, for a column of changes has none.
_SPACED = re.compile(
    r"(?<![^\W_])(?<![.-])(\d{1,2}) ([./-]) (\d{1,2}) \2 ((?:1[89]|20)\d\d)(?![^\W_]|[./]\d)"
)
#: In names of files a date stands between lines and hyphens.
_COMPACT = re.compile(
    r"(?:(?<![\w.-])|(?<=[A-Za-z][_-])|(?<=_))(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|"
    r"1[0-2])(?P<d>[0-3]\d)"
    r"(?=[_-]\w|[^\w-]|$)"
)
_WITH_TIME = re.compile(r"(?<![^\W_])((?:19|20)\d\d)[-:]?(\d\d)[-:]?(\d\d)[T_ ]?\d\d:?\d\d")
_ROMAN = re.compile(
    r"(?<![\w.-])(\d{1,2})(\.|/|-| |\. )(I{1,3}|IV|VI{0,3}|I?X|XI{1,2})(\.|/|-| |\. )"
    r"((?:18|19|20)\d\d|\d\d(?![ .]?\w))(?![\w-]|[.,/]\d)"
)
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_MONTH_AND_YEAR = re.compile(
    r"(?<![\w./-])(?:(?:0[1-9]|1[0-2])[/.-]|[1-9]/)(?:19|20)\d\d(?![\w/-]|\.\d)"
)
_YEAR_AND_MONTH = re.compile(
    r"(?<![\w./;:-])((?:19|20)(\d\d))[-/](0[1-9]|1[0-2])(?![\w/:-]|[.,]\d)"
)
_DAY_OF_YEAR = re.compile(r"(?<![\w./:;-])((?:19|20)\d\d)-(\d{3})(?![\w/-]|[.,]\d)")
_NUMBERED_DAY = Pattern(
    re.compile(r"(?<!\w)day (\d{1,3}) of (?:the year )?((?:19|20)\d\d)(?!\w)", re.IGNORECASE),
    words=words_from("day"),
    begins=True,
)
#: What is numbered by year, so that the number is no day of it.
_NUMBERED = re.compile(
    r"(?<!\w)(?:no|nr|number|protocol|approval|approved|reference|ref|ek|irb|rec|cep|grant|project|"
    r"trial|"
    r"registration|report|iso|iec|en|din|committee|karar|sayı|dossier|nº|n°)(?!\w)[^\n;]{0,12}$",
    re.IGNORECASE,
)
#: A day and a month without a year, where a word says that it is one.
_DAY_AND_MONTH = Pattern(
    re.compile(r"(?<!\w)(?:am|vom|den|dem|bis|seit|ab|der) (\d{1,2})\.\s?(\d{1,2})\.(?!\d)"),
    words=words_from("am vom den dem bis seit ab der"),
    begins=True,
)
#: Behind a label anything is one.
_LABELLED = Pattern(
    re.compile(
        r"(?<!\w)(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born(?: on)?|geb\.|"
        r"geboren(?: am)?|geburtsdatum|doğum tarihi|d\. ?t\.|née? le|date de naissance|"
        r"fecha de nacimiento|nacid[oa] el|data di nascita|nat[oa] il|data de nascimento|"
        r"geboortedatum|data urodzenia|дата рождения|admitted(?: on)?|discharged(?: on)?|"
        r"died(?: on)?|date)[ :]{1,3}"
        r"(?P<a>\d{1,4})[ ./-]{1,2}(?P<b>\d{1,2})[ ./-]{1,2}(?P<c>\d{2,4})(?![\w-]|[.,/]\d)",
        re.IGNORECASE,
    ),
    words=words_from(
        "dob d date birth birthdate birthday born geb geboren geburtsdatum doğum né née fecha "
        "nacido "
        "nacida data nato nata geboortedatum дата admitted discharged died"
    ),
    begins=True,
)
_WEEK = Pattern(
    re.compile(
        r"(?<!\w)(?:week|kw|kalenderwoche|semaine|semana|settimana|vecka|uke|uge|hafta)\s?"
        r"(?:[1-9]|[1-4]\d|5[0-3])(?:,? (?:of |in |de |del |von )?|/)(?:19|20)\d\d(?!\w|[.,]\d)",
        re.IGNORECASE,
    ),
    words=words_from("week kw kalenderwoche semaine semana settimana vecka uke uge hafta"),
    begins=True,
)
_ISO_WEEK = re.compile(
    r"(?<![\w.-])((?:19|20)\d\d)-?W(0[1-9]|[1-4]\d|5[0-3])(?:-?([1-7]))?(?![\w-])"
)
_QUARTER = Pattern(
    re.compile(
        r"(?<!\w)(?:Q[1-4][ /-]?(?:19|20)\d\d|(?:19|20)\d\d[ /-]?Q[1-4]|H[12][ /-](?:19|20)\d\d)"
        r"(?!\w)"
    ),
    no_small=re.compile(r"Q[1-4]|H[12][ /-]"),
)
_SEASONS = (
    "spring summer autumn winter frühjahr frühling sommer herbst printemps été automne hiver "
    "primavera "
    "verano otoño invierno estate autunno inverno ilkbahar sonbahar yaz kış"
)
_SEASON = Pattern(
    re.compile(
        rf"(?<!\w)(?:{_SEASONS.replace(' ', '|')}|(?:first|second|third|fourth|last) quarter|"
        rf"(?:first|second) half)(?: of| de| des)?,? (?:19|20)\d\d(?![\w-]|[.,/]\d)",
        re.IGNORECASE,
    ),
    words=words_from(_SEASONS, "first second third fourth last"),
    begins=True,
)
_FEASTS = (
    "christmas|christmas eve|christmas day|boxing day|new year|new year's eve|new year’s eve|"
    "new year's day|new year’s day|easter|easter sunday|easter monday|good friday|pentecost|"
    "halloween|"
    "thanksgiving|thanksgiving day|valentine's day|valentine’s day|all saints' day|all saints’ day|"
    "independence day|mother's day|mother’s day|epiphany|yom kippur|rosh hashanah|passover|"
    "hanukkah|"
    "diwali|eid|eid al-fitr|eid al-adha|nowruz|chinese new year|weihnachten|heiligabend|silvester|"
    "neujahr|ostern|ostersonntag|ostermontag|pfingsten|noël|pâques|toussaint|navidad|nochebuena|"
    "nochevieja|natale|pasqua|ferragosto|natal|páscoa|ramazan bayramı|kurban bayramı"
)
_FEAST = Pattern(
    re.compile(
        rf"(?<!\w)(?:{'|'.join(sorted(_FEASTS.split('|'), key=len, reverse=True))})"
        rf",? (?:of |in |de |del )?(?:19|20)\d\d(?!\w|[.,]\d)",
        re.IGNORECASE,
    ),
    words=words_from(*(re.match(r"\w+", feast)[0] for feast in _FEASTS.split("|"))),  # type: ignore[index]
    begins=True,
)
_OTHERS = (_WEEK, _QUARTER, _SEASON, _FEAST)
#: What is looked for at each candidate. None has a small letter.
_FORMS = (
    _WITH_TIME, _NUMERIC, _SPACED, _COMPACT, _ROMAN, _DAY_OF_YEAR, _YEAR_AND_MONTH,
    _MONTH_AND_YEAR, _ISO_WEEK,
)  # fmt: skip


def in_digits(searched: SearchedText) -> Iterator[FoundDate]:
    """Find the dates that are written in digits."""
    text = searched.text
    if not searched.has_without_small_letters(_DIGIT):
        return
    if any(map(searched.has_without_small_letters, _FORMS)):
        for at in [match.start() for match in _CANDIDATE.finditer(text)]:
            yield from _at(text, at)
    yield from _labelled(searched)
    for match in _NUMBERED_DAY.matches(searched):
        yield from _day_of_year(match, match[2], match[1])
    for match in _DAY_AND_MONTH.matches(searched):
        if day_of(2000, match[2], match[1]):
            yield FoundDate(match[0], match.start())
    for pattern in _OTHERS:
        yield from (FoundDate(match[0], match.start()) for match in pattern.matches(searched))


def _at(text: str, at: int) -> Iterator[FoundDate]:
    """Find the dates that begin at a place, in every form."""
    if match := _WITH_TIME.match(text, at):
        yield from _if_days(match, day_of(*match.groups()))
    if match := _NUMERIC.match(text, at):
        if match["y"]:
            yield from _if_days(match, day_of(match["y"], match["m"], match["d"]))
        else:
            yield from _if_days(match, *_either(match["a"], match["b"], match["z"]))
    if match := _SPACED.match(text, at):
        yield from _if_days(match, *_either(match[1], match[3], match[4]))
    if match := _COMPACT.match(text, at):
        yield from _if_days(match, day_of(match["y"], match["m"], match["d"]))
    if (match := _ROMAN.match(text, at)) and match[2].strip() == match[4].strip():
        month = _ROMANS.index(match[3]) + 1
        yield from _if_days(match, *(day_of(y, month, match[1]) for y in full_years(match[5])))
    if (match := _DAY_OF_YEAR.match(text, at)) and not _NUMBERED.search(text[max(0, at - 40) : at]):
        yield from _day_of_year(match, match[1], match[2])
    # `2009-12` may be the years 2009 to 2012; `2019-05` is a month.
    if (match := _YEAR_AND_MONTH.match(text, at)) and int(match[3]) <= int(match[2]):
        yield FoundDate(match[0], at)
    if match := _MONTH_AND_YEAR.match(text, at):
        yield FoundDate(match[0], at)
    if match := _ISO_WEEK.match(text, at):
        yield FoundDate(match[0], at, _day_of_week(*match.groups()))


def _day_of_week(year: str, week: str, day: str | None) -> frozenset[dt.date]:
    try:
        return frozenset([dt.date.fromisocalendar(int(year), int(week), int(day))] if day else [])
    except ValueError:
        return frozenset()


def _labelled(searched: SearchedText) -> Iterator[FoundDate]:
    for match in _LABELLED.matches(searched):
        a, b, c = match["a"], match["b"], match["c"]
        days = _either(a, b, c) if len(a) < 3 else iter((day_of(a, b, c),))
        start = match.start("a")
        real = frozenset(day for day in days if day is not None)
        if real:
            yield FoundDate(match.string[start : match.end()], start, real)


def _day_of_year(match: re.Match[str], year: str, number: str) -> Iterator[FoundDate]:
    if 1 <= int(number) <= 366:
        day = dt.date(int(year), 1, 1) + dt.timedelta(int(number) - 1)
        yield FoundDate(match[0], match.start(), frozenset([day]))


def _either(a: str, b: str, year: str) -> Iterator[dt.date | None]:
    """Read it day first and month first, in each century that two digits can mean."""
    for full in full_years(year):
        yield day_of(full, b, a)
        yield day_of(full, a, b)


def _if_days(match: re.Match[str], *days: dt.date | None) -> Iterator[FoundDate]:
    real = frozenset(day for day in days if day is not None)
    if real:
        yield FoundDate(match[0], match.start(), real)
