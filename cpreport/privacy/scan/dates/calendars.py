"""Find dates in other calendars: by the names of their months, an era, or the size of a year.

Days are told as those of the Gregorian calendar. Of the Islamic calendar the reckoned day is taken
with two before and two after it, for months begin when the moon is seen.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from functools import cache

from cpreport.privacy.scan.dates.found import FoundDate, day_of
from cpreport.privacy.scan.pattern import Pattern, SearchedText, without_small_letters, words_from

#: Years before the first of an era.
_ERAS = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "民國": 1911,
    "民国": 1911, "R": 2018, "H": 1988, "S": 1925, "reiwa": 2018, "heisei": 1988, "showa": 1925,
    "shōwa": 1925,
}  # fmt: skip
_BUDDHIST = 543
_ISLAMIC = (
    "muharram|محرم safar|صفر rabi_al-awwal|rabi_i|ربيع_الأول|ربيع_الاول "
    "rabi_al-thani|rabi_al-akhir|rabi_ii|ربيع_الثاني|ربيع_الآخر "
    "jumada_al-ula|jumada_al-awwal|jumada_i|جمادى_الأولى|جمادى_الاولى "
    "jumada_al-thani|jumada_al-akhira|jumada_ii|جمادى_الآخرة|جمادى_الثانية "
    "rajab|رجب sha'ban|sha’ban|shaban|shaaban|شعبان ramadan|ramazan|ramadhan|رمضان shawwal|شوال "
    "dhu_al-qa'da|dhu_al-qi'dah|dhu_al-qadah|dhul_qadah|ذو_القعدة|ذي_القعدة "
    "dhu_al-hijja|dhu_al-hijjah|dhul_hijjah|ذو_الحجة|ذي_الحجة"
)
_PERSIAN = (
    "farvardin|فروردین ordibehesht|اردیبهشت khordad|خرداد tir|تیر mordad|amordad|مرداد "
    "shahrivar|شهریور mehr|مهر aban|آبان azar|آذر dey|دی bahman|بهمن esfand|اسفند"
)
_THAI = (
    "มกราคม|ม.ค. กุมภาพันธ์|ก.พ. มีนาคม|มี.ค. เมษายน|เม.ย. พฤษภาคม|พ.ค. มิถุนายน|มิ.ย. "
    "กรกฎาคม|ก.ค. สิงหาคม|ส.ค. กันยายน|ก.ย. ตุลาคม|ต.ค. พฤศจิกายน|พ.ย. ธันวาคม|ธ.ค."
)
_HEBREW = (
    "tishrei|תשרי cheshvan|heshvan|חשוון|חשון kislev|כסלו tevet|טבת shevat|שבט adar|אדר "
    "nisan|ניסן iyar|אייר sivan|סיוון|סיון tammuz|תמוז av|אב elul|אלול"
)
_YEAR_ISLAMIC, _YEAR_PERSIAN = r"1[34]\d\d", r"1[34]\d\d"
_YEAR_THAI, _YEAR_HEBREW = r"2[456]\d\d", r"5[67]\d\d|ה?[׳']?תש[א-ת]?[\"״”]?[א-ת]"
#: Years in figures that no Gregorian date of a patient has.
_NUMERIC = without_small_letters(
    re.compile(
        r"(?<![\w.-])(?<!\d/)(?:(?P<y>1[34]\d\d)(?P<s>[-./])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})"
        r"|(?P<a>\d{1,2})(?P<t>[-./])(?P<b>\d{1,2})(?P=t)(?P<z>1[34]\d\d|2[456]\d\d))"
        r"(?:\s?(?:هـ|ه|ش|AH|A\.H\.|AP|SH|BE|B\.E\.|พ\.ศ\.))?(?![\w-]|[./]\d)"
    )
)
_MARK = without_small_letters(
    re.compile(r"(?:BE|B\.E\.|พ\.ศ\.)\s?(2[456]\d\d)-(\d\d)-(\d\d)(?!\d)")
)
_EAST = re.compile(
    r"(?:(?P<era>令和|平成|昭和|大正|明治|民國|民国)\s?)?(?P<y>\d{1,4}|元)\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]"
    r"\s?(?:(?P<d>\d{1,2})\s?[日일号號])?"
    r"|(?<!\d)\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일号號]"
)
_ERA_LETTER = without_small_letters(
    re.compile(
        r"(?<![\w.])(?P<era>[RHS])(?P<y>\d{1,2})[./](?P<m>\d{1,2})[./](?P<d>\d{1,2})(?![\w-]|[./]\d)"
    )
)
_ERA_NAME = Pattern(
    re.compile(
        r"(?<!\w)(?P<era>reiwa|heisei|sh[oō]wa) "
        r"(?P<y>\d{1,2})[-./ ](?P<m>\d{1,2})[-./ ](?P<d>\d{1,2})",
        re.IGNORECASE,
    ),
    words=words_from("reiwa heisei showa shōwa"),
    begins=True,
)
_FIGURES = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_IN_FIGURES = re.compile(
    r"([〇零○一二三四五六七八九]{4}|[一二三四五六七八九十元]{1,3})年([一二三四五六七八九十]{1,3})月"
    r"(?:([一二三四五六七八九十]{1,3})[日号號])?"
)
#: Fewest digits of an era's date in one letter: `S1.2.3` is the number of a section.
_LEAST_DIGITS = 4


def in_other_calendars(searched: SearchedText) -> Iterator[FoundDate]:
    """Find the dates of other calendars."""
    text = searched.text
    yield from _numeric(searched)
    if any(sign in text for sign in "年년月월"):
        yield from _of_east_asia(text)
    for match in [*_ERA_LETTER.matches(searched), *_ERA_NAME.matches(searched)]:
        year = int(match["y"]) + _ERAS[match["era"].lower() if match["era"][1:] else match["era"]]
        day = day_of(year, match["m"], match["d"])
        if day and sum(c.isdigit() for c in match[0]) >= _LEAST_DIGITS:
            yield FoundDate(match[0], match.start(), frozenset([day]))
    for pattern, months, days_of in _calendars():
        for match in pattern.matches(searched):
            month = months[_plain(match["month"])]
            number, year_told = match["day"] or match["late"], match["year"]
            known = number and year_told.isdigit()
            days = days_of(int(year_told), month, int(number)) if known else ()
            yield FoundDate(match[0], match.start(), frozenset(days))


def _plain(month: str) -> str:
    return " ".join(month.lower().replace("-", " ").split())


_Calendar = tuple[Pattern, dict[str, int], Callable[[int, int, int], list[dt.date]]]


@cache
def _calendars() -> tuple[_Calendar, ...]:
    return (
        (*_form(_ISLAMIC, _YEAR_ISLAMIC), islamic_days),
        (*_form(_PERSIAN, _YEAR_PERSIAN), persian_days),
        (*_form(_THAI, _YEAR_THAI), buddhist_days),
        # Its months are told; the days of a year that begins with the moon of autumn are not.
        (*_form(_HEBREW, _YEAR_HEBREW), lambda year, month, day: []),
    )


def _form(names: str, year: str) -> tuple[Pattern, dict[str, int]]:
    """Make a pattern of a day, a month in words and a year, with the numbers of the months."""
    months = {
        _plain(name.replace("_", " ")): number
        for number, alike in enumerate(names.split(), 1)
        for name in alike.split("|")
    }
    spelt = (
        re.escape(name).replace(r"\ ", "[ -]") for name in sorted(months, key=len, reverse=True)
    )
    form = (
        rf"(?:(?<!\w)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: "
        rf"of)?[ .-]{{1,2}})?(?<!\w)(?:ב)?(?P<month>{'|'.join(spelt)})"
        rf"(?:[ .-](?P<late>\d{{1,2}})(?!\d)(?=,? (?:{year})))?,?(?:[ .-]|"
        rf"\s?ماه\s)(?:พ\.ศ\.\s?)?(?P<year>{year})(?!\w)"
    )
    # A prefix may be written together with the month.
    firsts = {first for name in months for first in re.findall(r"\w+", name)[:1]}
    words = words_from(*firsts, *(f"ב{first}" for first in firsts))
    return Pattern(re.compile(form, re.IGNORECASE), words=words), months


def _numeric(searched: SearchedText) -> Iterator[FoundDate]:
    for match in _NUMERIC.matches(searched):
        if match["y"]:
            found = [*_either_calendar(match["y"], match["m"], match["d"])]
        else:
            found = [
                day
                for month, number in ((match["b"], match["a"]), (match["a"], match["b"]))
                for day in _either_calendar(match["z"], month, number)
            ]
        if found:
            yield FoundDate(match[0], match.start(), frozenset(found))
    for match in _MARK.matches(searched):
        yield FoundDate(
            match[0], match.start(), frozenset(buddhist_days(*map(int, match.groups())))
        )


def _either_calendar(year: str, month: str, day: str) -> Iterator[dt.date]:
    parts = int(year), int(month), int(day)
    if parts[0] > 2000:
        yield from buddhist_days(*parts)
    else:
        yield from persian_days(*parts)
        yield from islamic_days(*parts)


def _of_east_asia(text: str) -> Iterator[FoundDate]:
    for match in _EAST.finditer(text):
        year = match["y"]
        if year is None:
            yield FoundDate(match[0], match.start())
        elif match["era"] or len(year) == 4:
            whole = int(year.replace("元", "1")) + _ERAS.get(match["era"] or "", 0)
            day = day_of(whole, match["m"], match["d"]) if match["d"] else None
            yield FoundDate(match[0], match.start(), frozenset([day] if day else []))
    for match in _IN_FIGURES.finditer(text):
        plain = "".join(_FIGURES.get(c, "") for c in match[1])
        day = None
        if match[3] and len(plain) == 4:
            day = day_of(plain, _figure(match[2]), _figure(match[3]))
        yield FoundDate(match[0], match.start(), frozenset([day] if day else []))


def _figure(written: str) -> int:
    """Read a number up to 99: `十四` is 14, `二十` is 20.

    >>> _figure("十四"), _figure("二十"), _figure("三十一"), _figure("五")
    (14, 20, 31, 5)
    """
    tens, ten, ones = written.rpartition("十")
    figure = {**_FIGURES, "": "0"}
    if not ten:
        return int("".join(figure[c] for c in written))
    return 10 * (int(figure[tens]) or 1) + int(figure[ones])


def buddhist_days(year: int, month: int, day: int) -> list[dt.date]:
    """Reckon a day of the Thai calendar, which counts from the Buddha's death.

    >>> buddhist_days(2562, 5, 14)
    [datetime.date(2019, 5, 14)]
    """
    found = day_of(year - _BUDDHIST, month, day)
    return [found] if found else []


def islamic_days(year: int, month: int, day: int) -> list[dt.date]:
    """Reckon a day of the Islamic calendar by its cycle of thirty years, with those around it.

    Eleven years of a cycle have a day more (the reckoning of the tabular Islamic calendar).

    >>> islamic_days(1441, 9, 14)[2]
    datetime.date(2020, 5, 7)
    """
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return []
    before = 354 * (year - 1) + (11 * year + 3) // 30 + 29 * (month - 1) + month // 2
    whole = _EPOCH_ISLAMIC.toordinal() + before + day - 1
    return [dt.date.fromordinal(whole + near) for near in (-2, -1, 0, 1, 2)]


#: 16 July 622 of the Julian calendar.
_EPOCH_ISLAMIC = dt.date(622, 7, 19)
#: Leap years in each cycle of 33, right from 1244 to 1531.
_LEAP_PERSIAN = frozenset((1, 5, 9, 13, 17, 22, 26, 30))


def persian_days(year: int, month: int, day: int) -> list[dt.date]:
    """Reckon a day of the Solar Hijri calendar.

    >>> persian_days(1398, 2, 24)
    [datetime.date(2019, 5, 14)]
    """
    longest = 31 if month <= 6 else 30 if month < 12 or year % 33 in _LEAP_PERSIAN else 29
    if not (1 <= month <= 12 and 1 <= day <= longest):
        return []
    before = 31 * (month - 1) - max(0, month - 7)
    return [dt.date.fromordinal(_new_year(year) + before + day - 1)]


@cache
def _new_year(year: int) -> int:
    """Find the first day of a year, from that of 1400: 21 March 2021."""
    first = dt.date(2021, 3, 21).toordinal()
    lengths = (365 + (y % 33 in _LEAP_PERSIAN) for y in range(min(year, 1400), max(year, 1400)))
    return first + sum(lengths) * (1 if year > 1400 else -1)
