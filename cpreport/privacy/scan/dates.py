"""Take a text as a reader sees it, and give every date in it that is finer than a year."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cpreport.privacy.scan.folding import words_of
from cpreport.privacy.scan.months import MONTHS

_NUMERIC = re.compile(
    r"(?<![^\W_])(?<![.-])(?<!\d/)(?:"
    r"(?P<y>(?:1[89]|20)\d\d)(?P<s>[-./_])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<t>[-./_])\s?(?P<b>\d{1,2})(?P=t)\s?(?P<z>(?:1[89]|20)\d\d|\d\d)"
    r")(?![^\W_]|-|[./]\d)"
)
_COMPACT = re.compile(r"(?<![\w.-])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?![\w-])")
_WITH_TIME = re.compile(r"(?<!\w)((?:19|20)\d\d)-?(\d\d)-?(\d\d)[T_ ]?\d\d:?\d\d")
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(?:(\d{1,2})\s?[日일号號])?")
_MONTH_AND_YEAR = re.compile(r"(?<![\w./-])(0[1-9]|1[0-2])([/.])((?:19|20)\d\d)(?![\w/-]|\.\d)")
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u064b-\u065f]*)+")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|re|º|ª|η|го|ème|e|a|o)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_SHORT_YEAR = re.compile(r"\d\d")
#: What may stand between the parts of a written date.
_BETWEEN = frozenset((
    "de", "del", "di", "do", "da", "of", "the", "den", "der", "d", "dnia",
))  # fmt: skip
_GAP = re.compile(r"[\s.,'’ºª\u0640-]*")
#: Words that are also no months; without a year they count only with a capital.
_ALSO_WORDS = frozenset((
    "may", "march", "mar", "mars", "mart", "mai", "mei", "set", "dec", "sep", "jan",
))  # fmt: skip
#: Words in which nobody sees a month where no year follows.
_NO_MONTHS = frozenset(("set", "mar", "pro", "lis", "list"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
#: Shorter names than this are too often other words where no year follows.
_LEAST_WITHOUT_YEAR = 3


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as it stands in a text.

    days : frozenset of date
        The days that it can mean: the order of day and month is not always clear. Empty where
        only a month, or a day without its year, is told.
    """

    text: str
    start: int
    days: frozenset[dt.date] = frozenset()


def dates_in(text: str) -> Iterator[FoundDate]:
    """Give every date finer than a year.

    >>> [found.text for found in dates_in("Seen on 14 Mart 2023, in 2023, and on 3/14/23.")]
    ['3/14/23', '14 Mart 2023']
    """
    taken: set[int] = set()
    for found in itertools.chain(_in_digits(text), _in_words(text)):
        covered = range(found.start, found.start + len(found.text))
        if taken.isdisjoint(covered):
            taken.update(covered)
            yield found


def _in_digits(text: str) -> Iterator[FoundDate]:
    for match in _WITH_TIME.finditer(text):
        yield from _if_days(match, _day(*match.groups()))
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            yield from _if_days(match, _day(match["y"], match["m"], match["d"]))
        else:
            yield from _if_days(match, *_either(match["a"], match["b"], match["z"]))
    for match in _COMPACT.finditer(text):
        yield from _if_days(match, _day(match["y"], match["m"], match["d"]))
    for match in _EAST_ASIAN.finditer(text) if "年" in text or "년" in text else ():
        day = _day(match[1], match[2], match[3]) if match[3] else None
        yield FoundDate(match[0], match.start(), frozenset([day] if day else []))
    for match in _MONTH_AND_YEAR.finditer(text):
        yield FoundDate(match[0], match.start())


def _either(a: str, b: str, year: str) -> Iterator[dt.date | None]:
    """Give both readings, day first and month first, in each century that two digits can mean."""
    for full in [year] if len(year) == 4 else [f"19{year}", f"20{year}"]:
        yield _day(full, b, a)
        yield _day(full, a, b)


def _if_days(match: re.Match[str], *days: dt.date | None) -> Iterator[FoundDate]:
    real = frozenset(day for day in days if day is not None)
    if real:
        yield FoundDate(match[0], match.start(), real)


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


@cache
def _months() -> dict[str, frozenset[int]]:
    """Give the numbers of the months that a folded word can mean."""
    found: dict[str, set[int]] = {}
    for names in MONTHS.values():
        for number, one in enumerate(names.split(), 1):
            for name in one.split("/"):
                for spelt in (name.replace("_", " "), name.translate(_UMLAUTS)):
                    found.setdefault(words_of(spelt), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _in_words(text: str) -> Iterator[FoundDate]:
    """Find dates around the names of months; nothing is looked at twice from afar."""
    folded = {word: words_of(word) for word in set(_WORD.findall(text))}
    named = {word for word, plain in folded.items() if plain in _beginnings()}
    if not named or all(word.isalpha() for word in folded):
        return
    words = list(_WORD.finditer(text))
    for at, word in enumerate(words):
        if word[0] in named:
            after = folded[words[at + 1][0]] if at + 1 < len(words) else ""
            months, last = _month_at(folded[word[0]], after, at)
            if months:
                yield from _around(text, words, at, last, months)


@cache
def _beginnings() -> frozenset[str]:
    """Give the first words of the names of months; some have two."""
    return frozenset(name.split()[0] for name in _months())


def _month_at(word: str, after: str, at: int) -> tuple[frozenset[int], int]:
    """Give the months that a word, or it and the next, can mean, and where their name ends."""
    if (two := f"{word} {after}") in _months():
        return _months()[two], at + 1
    return _months().get(word, frozenset()), at


def _around(
    text: str, words: list[re.Match[str]], at: int, last: int, months: frozenset[int]
) -> Iterator[FoundDate]:
    before, begin = _near(text, words, at, -1)
    after, end = _near(text, words, last, 1)
    beyond, far = _near(text, words, end, 1) if after else ("", end)
    day = _matched(_DAY, before)
    if day and (year := _matched(_YEAR, after) or _short_year(text, words, end, after)):
        yield _found(text, words, begin, end, year, months, day)
    elif (day := _matched(_DAY, after)) and (year := _matched(_YEAR, beyond)):
        yield _found(text, words, at, far, year, months, day)
    elif (year := _matched(_YEAR, before)) and (day := _matched(_DAY, after)):
        yield _found(text, words, begin, end, year, months, day)
    elif _matched(_YEAR, after):
        yield FoundDate(_between(text, words, at, end), words[at].start())
    elif _stands_alone(words, at) and (day := _matched(_DAY, before)) and 1 <= int(day) <= 31:
        yield FoundDate(_between(text, words, begin, last), words[begin].start())
    elif _stands_alone(words, at) and (day := _matched(_DAY, after)) and 1 <= int(day) <= 31:
        yield FoundDate(_between(text, words, at, end), words[at].start())


def _found(
    text: str,
    words: list[re.Match[str]],
    first: int,
    last: int,
    year: str,
    months: frozenset[int],
    day: str,
) -> FoundDate:
    years = [year] if len(year) == 4 else [f"19{year}", f"20{year}"]
    days = {_day(y, str(month), day) for y in years for month in months}
    told = _between(text, words, first, last)
    return FoundDate(told, words[first].start(), frozenset(d for d in days if d is not None))


def _near(text: str, words: list[re.Match[str]], at: int, step: int) -> tuple[str, int]:
    """Give the next word that may belong to the same date, and its number; else nothing."""
    for _ in range(3):
        there = at + step
        if not 0 <= there < len(words):
            return "", at
        left, right = min(at, there), max(at, there)
        if not _GAP.fullmatch(text[words[left].end() : words[right].start()]):
            return "", at
        if words[there][0].casefold() not in _BETWEEN:
            return words[there][0], there
        at = there
    return "", at


def _matched(form: re.Pattern[str], word: str) -> str:
    match = form.fullmatch(word)
    return (match[1] if form.groups else match[0]) if match else ""


def _short_year(text: str, words: list[re.Match[str]], at: int, word: str) -> str:
    """Give a year of two digits; one that goes on as a number is none."""
    after = text[words[at].end() : words[at].end() + 2]
    goes_on = len(after) == 2 and after[0] in ".,:" and after[1].isdigit()
    return "" if goes_on else _matched(_SHORT_YEAR, word)


def _stands_alone(words: list[re.Match[str]], at: int) -> bool:
    """Whether a word is a month even where no year is told: long enough, or begun like a name."""
    word = words[at][0]
    if word.casefold() in _NO_MONTHS:
        return False
    if len(word) <= _LEAST_WITHOUT_YEAR and word.isascii():
        return word[0].isupper()
    return word.casefold() not in _ALSO_WORDS or word[0].isupper()


def _between(text: str, words: list[re.Match[str]], first: int, last: int) -> str:
    return " ".join(text[words[first].start() : words[last].end()].split())
