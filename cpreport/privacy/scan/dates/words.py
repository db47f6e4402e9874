"""Find dates with a month in words, and days and years in words beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from cpreport.privacy.scan.dates.found import FoundDate, day_of, full_years
from cpreport.privacy.scan.dates.months import MONTHS
from cpreport.privacy.scan.dates.number_words import spoken_days, spoken_tens, spoken_year
from cpreport.privacy.scan.folding import fold_word, words_of
from cpreport.privacy.scan.pattern import REMEMBERED_WORDS, Pattern, SearchedText
from cpreport.privacy.scan.skeleton import is_foreign

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u064b-\u065f]*)+")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|re|º|ª|η|го|ème|e|a|o)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_SHORT_YEAR = re.compile(r"\d\d")
#: What may stand between the parts of a written date.
_BETWEEN = frozenset((
    "de", "del", "di", "do", "da", "of", "the", "den", "der", "d", "dnia",
))  # fmt: skip
_GAP = re.compile(r"[\s.,'’ºª\u0640-]*")
_DIGIT = re.compile(r"\d")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f]")
#: Letters before a month's name, and half of those behind it, in which its day and year stand.
_WINDOW = 40
#: With nothing between: `14MAY2019`.
_GLUED_FORM = re.compile(r"(?<![\w.])(\d{1,2})([^\W\d_]{3,10})((?:1[89]|20)\d\d|\d\d)(?![\w])")
_GLUED = Pattern(_GLUED_FORM, no_space=_GLUED_FORM)
#: Words that are also no months; without a year they count only with a capital.
_ALSO_WORDS = frozenset((
    "may", "march", "mar", "mars", "mart", "mai", "mei", "set", "dec", "sep", "jan",
))  # fmt: skip
#: Words in which nobody sees a month where no year follows.
_NO_MONTHS = frozenset(("set", "mar", "pro", "lis", "list"))
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
#: Shorter names than this are too often other words where no year follows.
_LEAST_WITHOUT_YEAR = 3
_LAST_DAY = 31
#: Days in words that also count months.
_ENGLISH = frozenset(("first", "second", "third", "fourth", "fifth", "sixth"))


@cache
def _months() -> dict[str, frozenset[int]]:
    """Number the months that a folded word can mean."""
    found: dict[str, set[int]] = {}
    for names in MONTHS.values():
        for number, one in enumerate(names.split(), 1):
            for name in one.split("/"):
                for spelt in (name.replace("_", " "), name.translate(_UMLAUTS)):
                    found.setdefault(words_of(spelt), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


@cache
def _only_in_their_script() -> frozenset[str]:
    """List the folded months that are other words in Latin letters: Hebrew May is `my` there."""
    latin: set[str] = set()
    others: set[str] = set()
    for name in re.split(r"[ /]", " ".join(MONTHS.values())):
        (others if is_foreign(name) else latin).add(words_of(name.replace("_", " ")))
    return frozenset(name for name in others - latin if len(name) <= _LEAST_WITHOUT_YEAR)


def in_words(searched: SearchedText) -> Iterator[FoundDate]:
    """Find dates around the names of months; nothing is looked at twice from afar."""
    text = searched.text
    yield from _without_spaces(searched)
    for start in searched.starts(_months_among(searched)):
        begin, end = _around_word(text, start)
        window = text[begin:end]
        if not (_DIGIT.search(window) or _has_spoken_day(window)):
            continue
        words = list(_WORD.finditer(window))
        at = next((n for n, word in enumerate(words) if word.start() == start - begin), None)
        if at is None:
            continue
        after = fold_word(words[at + 1][0]) if at + 1 < len(words) else ""
        months, last = _month_at(fold_word(words[at][0]), after, at)
        found = list(_around(window, words, at, last, months)) if months else []
        if months and not (found and found[0].days):
            found = list(_spoken(window, words, at, last, months)) or found
        yield from (replace(date, start=date.start + begin) for date in found)


def _months_among(searched: SearchedText) -> list[str]:
    """List the words of a text that a month's name begins with."""
    different = searched.different
    if _MARKS.search(searched.text):
        # Marks over letters belong to their word.
        different = frozenset(_WORD.findall(searched.text))
    return list(filter(_may_begin_month, different))


@lru_cache(REMEMBERED_WORDS)
def _may_begin_month(word: str) -> bool:
    """Whether the name of a month begins with a word, in some language and script."""
    plain = fold_word(word)
    return plain in _beginnings() and not (word.isascii() and plain in _only_in_their_script())


def _around_word(text: str, start: int) -> tuple[int, int]:
    """Choose what around a word may belong to a date: whole words before and behind it."""
    begin = max(text.rfind(" ", 0, max(0, start - _WINDOW)), 0)
    end = text.find(" ", start + 2 * _WINDOW)
    return begin, len(text) if end < 0 else end


def _has_spoken_day(window: str) -> bool:
    return any(_spoken_day(word) for word in _WORD.findall(window))


def _without_spaces(searched: SearchedText) -> Iterator[FoundDate]:
    for match in _GLUED.matches(searched):
        months = _months().get(words_of(match[2]), frozenset())
        days = {day_of(y, month, match[1]) for y in full_years(match[3]) for month in months}
        real = frozenset(day for day in days if day is not None)
        if real:
            yield FoundDate(match[0], match.start(), real)


def _spoken(
    text: str, words: list[re.Match[str]], at: int, last: int, months: frozenset[int]
) -> Iterator[FoundDate]:
    """Find a day in words beside a month, with its year where it is told."""
    day, first, end = _spoken_day_beside(text, words, at, last)
    if not 1 <= day <= _LAST_DAY:
        return
    to = end
    while to + 1 < len(words) and words[to + 1][0].casefold() in _BETWEEN:
        to += 1
    after = [words_of(word[0]) for word in words[to + 1 : to + 6]]
    digits = _match(_YEAR, after[0]) if after else ""
    year, used = (int(digits), 1) if digits else spoken_year(after)
    if not year and not _is_day_without_year(words, first, at):
        return
    days = {day_of(year, month, day) for month in months} if year else set()
    told = _between(text, words, first, to + used if used else end)
    yield FoundDate(told, words[first].start(), frozenset(d for d in days if d is not None))


def _spoken_day_beside(
    text: str, words: list[re.Match[str]], at: int, last: int
) -> tuple[int, int, int]:
    """Read a day in words before a month or behind it, and where it begins and ends; else 0."""
    before, begin = _near(text, words, at, -1)
    if day := _spoken_day(before):
        ten, far = _near(text, words, begin, -1)
        more = spoken_tens().get(words_of(ten), 0) if far == begin - 1 and day < 10 else 0
        return day + more, far if more else begin, last
    after, end = _near(text, words, last, 1)
    if tens := spoken_tens().get(words_of(after), 0):
        ones, far = _near(text, words, end, 1)
        day = _spoken_day(ones)
        return (tens + day, at, far) if day else (0, at, end)
    return _spoken_day(after), at, end


def _is_day_without_year(words: list[re.Match[str]], first: int, at: int) -> bool:
    """Whether a day in words before a month needs no year to be one.

    `the third March visit` is no day; `the third of March` is. A second is a time, too.
    """
    before = words_of(words[first][0])
    beside = first == at - 1 and before in _ENGLISH
    return not beside and before != "second" and _stands_alone(words, at)


def _spoken_day(word: str) -> int:
    return spoken_days().get(words_of(word).replace(" ", ""), 0) if word else 0


@cache
def _beginnings() -> frozenset[str]:
    """List the first words of the names of months; some have two."""
    return frozenset(name.split()[0] for name in _months())


def _month_at(word: str, after: str, at: int) -> tuple[frozenset[int], int]:
    """Number the months that a word, or it and the next, can mean; say where their name ends."""
    if (two := f"{word} {after}") in _months():
        return _months()[two], at + 1
    return _months().get(word, frozenset()), at


def _around(
    text: str, words: list[re.Match[str]], at: int, last: int, months: frozenset[int]
) -> Iterator[FoundDate]:
    before, begin = _near(text, words, at, -1)
    after, end = _near(text, words, last, 1)
    beyond, far = _near(text, words, end, 1) if after else ("", end)
    day = _match(_DAY, before)
    year = _match(_YEAR, after)
    if not year and (words[at][0][0].isupper() or _stands_alone(words, at)):
        year = _short_year(text, words, end, after)
    if day and year:
        yield _found(text, words, begin, end, year, months, day)
    elif (day := _match(_DAY, after)) and (year := _match(_YEAR, beyond)):
        yield _found(text, words, at, far, year, months, day)
    elif (year := _match(_YEAR, before)) and (day := _match(_DAY, after)):
        yield _found(text, words, begin, end, year, months, day)
    elif _match(_YEAR, after):
        yield FoundDate(_between(text, words, at, end), words[at].start())
    elif _stands_alone(words, at) and (day := _match(_DAY, before)) and 1 <= int(day) <= 31:
        yield FoundDate(_between(text, words, begin, last), words[begin].start())
    elif _stands_alone(words, at) and (day := _match(_DAY, after)) and 1 <= int(day) <= 31:
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
    days = {day_of(y, month, day) for y in full_years(year) for month in months}
    told = _between(text, words, first, last)
    return FoundDate(told, words[first].start(), frozenset(d for d in days if d is not None))


def _near(text: str, words: list[re.Match[str]], at: int, step: int) -> tuple[str, int]:
    """Read the next word that may belong to the same date, and its number; else nothing."""
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


def _match(form: re.Pattern[str], word: str) -> str:
    match = form.fullmatch(word)
    return (match[1] if form.groups else match[0]) if match else ""


def _short_year(text: str, words: list[re.Match[str]], at: int, word: str) -> str:
    """Read a year of two digits; one that goes on as a number is none."""
    after = text[words[at].end() : words[at].end() + 2]
    goes_on = len(after) == 2 and after[0] in ".,:" and after[1].isdigit()
    return "" if goes_on else _match(_SHORT_YEAR, word)


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
