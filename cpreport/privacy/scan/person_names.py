"""Find a known name in the forms that a text gives it.

With an ending, glued to another word, divided, letter-spaced, inside a handle, one letter off, in
another script, short and behind an initial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cpreport.privacy.scan.endings import AFTER, AFTER_SHORT, LONGEST, stems
from cpreport.privacy.scan.folding import fold_word, squeeze, words_of
from cpreport.privacy.scan.known import Initials, Phrase, ShortName, Skeleton
from cpreport.privacy.scan.pattern import Pattern, SearchedText, words_from
from cpreport.privacy.scan.skeleton import is_foreign, skeleton

_RUN = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .·-]{1,2}){4,40}[^\W\d_](?!\w)")
#: Letters of a name that may be a part of a longer word: at an end of it, or anywhere.
_LEAST_AT_AN_END, _LEAST_ANYWHERE, _LEAST_IN_A_PATH = 5, 8, 7
#: Names for computers, of users, of files, in addresses, and how long a name in them must be: what
#: is glued there has no capitals.
_HANDLES = (
    (Pattern(re.compile(r"[@#]([\w.]{5,40})"), ("@", "#")), _LEAST_AT_AN_END),
    (Pattern(re.compile(r"(?<![\w.+-])([\w.+-]{5,64})@[\w-]+\."), ("@",)), _LEAST_AT_AN_END),
    (
        Pattern(
            re.compile(
                r"(?<![\w-])([\w-]{6,60})\.(?:pdf|svg|png|jpe?g|html?|docx|xml|csv|tiff?|mp4|"
                r"dcm)(?!\w)"
            ),
            no_space=re.compile(r"\.(?:pdf|svg|png|jpe?g|html?|docx|xml|csv|tiff?|mp4|dcm)(?!\w)"),
        ),
        _LEAST_AT_AN_END,
    ),
    (
        Pattern(
            re.compile(
                r"(?<!\w)(?:user ?name|nickname|handle|login)[: ]{1,2}([\w.-]{5,40})", re.IGNORECASE
            ),
            words=words_from("user username nickname handle login"),
            begins=True,
        ),
        _LEAST_AT_AN_END,
    ),
    (Pattern(re.compile(r"://[^\s/\x1f]{1,80}/([^\s\x1f]{5,200})"), ("://",)), _LEAST_IN_A_PATH),
)
_LEAST_GLUED = 5
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]*"
#: A name in two pieces, and how long it must be.
_DIVIDED = (
    (re.compile(rf"(?<!\w)({_CAPITAL})[-‐]\s{{0,2}}(?=([^\W\d_]+))"), 5),
    (re.compile(rf"(?<!\w)({_CAPITAL})[ \n](?=([^\W\d_]+))"), 8),
)
_LEAST_MISSPELT, _LONGEST = 7, 40
_LEAST_ALONE, _LEAST_TOGETHER = 5, 5
#: With its article, as in `Al-Khayali`.
_COMPOUND = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_FOREIGN = re.compile("[\u0370-\u1dff\u2c00-\ud7ff]")
#: Inside a sentence a word with a capital is a name; at its beginning it may be any.
_SHORT = re.compile(
    r"(?<=[a-zß-öø-ÿ,;(-] )([^\W\d_a-zß-öø-ÿ][a-zß-öø-ÿāăąćčďđēęěğīłńňōőřśşšťūůűźżžı]{2})(?![\w-])"
)
_INITIAL = re.compile(
    r"(?<!\w)([^\W\d_a-zß-öø-ÿ])\.[ -]?(?:[^\W\d_a-zß-öø-ÿ]\.[ -]?)?([^\W\d_]{2,3})(?!\w)"
    r"|(?<!\w)([^\W\d_a-zß-öø-ÿ][^\W\d_]{1,2}),? ([^\W\d_a-zß-öø-ÿ])\."
)


@dataclass(frozen=True)
class Names:
    """Known names, sorted so that the words of a text are looked up, and not every name.

    Each dict has the names by what is looked up.
    """

    phrases: Sequence[Phrase]
    initials: Sequence[Initials] = ()
    short_names: Sequence[ShortName] = ()
    skeletons: Sequence[Skeleton] = ()

    @cached_property
    def short(self) -> dict[str, list[ShortName]]:
        """Names of three letters."""
        found: dict[str, list[ShortName]] = {}
        for needle in self.short_names:
            found.setdefault(needle.plain, []).append(needle)
        return found

    @cached_property
    def whole(self) -> dict[str, list[Phrase]]:
        """Names of one word."""
        found: dict[str, list[Phrase]] = {}
        for phrase in self.phrases:
            if phrase.part and " " not in phrase.plain:
                for form in {phrase.plain, phrase.sound}:
                    found.setdefault(form, []).append(phrase)
        return found

    @cached_property
    def stems(self) -> dict[str, list[tuple[Phrase, frozenset[str]]]]:
        """Names without the ending that another takes the place of."""
        found: dict[str, list[tuple[Phrase, frozenset[str]]]] = {}
        for form, phrases in self.whole.items():
            for stem, endings in stems(form):
                found.setdefault(stem, []).extend((phrase, endings) for phrase in phrases)
        return found

    @cached_property
    def misspelt(self) -> dict[str, list[Phrase]]:
        """Long names of people, and the same with one letter left out."""
        found: dict[str, list[Phrase]] = {}
        for form, phrases in self.whole.items():
            people = [phrase for phrase in phrases if phrase.name and phrase.plain == form]
            if people and len(form) >= _LEAST_MISSPELT:
                for spelt in _shorter(form):
                    found.setdefault(spelt, []).extend(people)
        return found

    @cached_property
    def behind_initials(self) -> dict[tuple[str, str], list[Initials]]:
        """Short names by an initial and themselves."""
        found: dict[tuple[str, str], list[Initials]] = {}
        for needle in self.initials:
            found.setdefault((needle.initial, needle.surname), []).append(needle)
        return found

    @cached_property
    def has_foreign(self) -> bool:
        """Whether a known name is written in letters that have no vowels."""
        return any(needle.foreign for needle in self.skeletons)

    @cached_property
    def consonants(self) -> dict[str, list[Skeleton]]:
        """Names by the consonants of one word, and of two that follow each other."""
        found: dict[str, list[Skeleton]] = {}
        for needle in self.skeletons:
            found.setdefault(needle.consonants, []).append(needle)
        return found


def _shorter(word: str) -> set[str]:
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def names_in(
    names: Names, text: SearchedText
) -> Iterator[tuple[Phrase | Initials | ShortName | Skeleton, tuple[str, ...]]]:
    """Find known names in a text.

    Yields
    ------
    tuple of needle, and tuple of str
        What is known, and the plain words that stand for it there.
    """
    if names.phrases:
        runs = {run for word in text.different for run in _runs(word)}
        ordinary = {run for run in runs if run.islower()}
        for run in sorted(runs):
            yield from _in_a_word(names, run, ordinary)
        yield from _in_pieces(names, text.text)
        yield from _in_handles(names, text)
    if names.initials:
        yield from _behind_initials(names, text.text)
    for match in _SHORT.finditer(text.text) if names.short_names else ():
        plain = fold_word(match[1])
        yield from ((needle, (plain,)) for needle in names.short.get(plain, ()))
    if names.skeletons:
        yield from _in_other_scripts(names, text.text)


def _runs(word: str) -> list[str]:
    """Divide a word at its digits and lines."""
    return [word] if word.isalpha() else _RUN.findall(word)


def _in_a_word(
    names: Names, word: str, ordinary: set[str]
) -> Iterator[tuple[Phrase, tuple[str, ...]]]:
    plain = fold_word(word)
    if len(plain) >= _LEAST_GLUED:
        yield from ((phrase, (plain,)) for phrase in names.whole.get(plain, ()))
    if word.islower() or len(plain) < _LEAST_GLUED:
        return
    for piece in _CAMEL.split(word):
        folded = fold_word(piece)
        if len(folded) >= _LEAST_GLUED and folded != plain:
            yield from ((phrase, (folded,)) for phrase in names.whole.get(folded, ()))
    if word[0].islower():
        return
    for form in {plain, squeeze(plain)}:
        yield from ((phrase, (plain,)) for phrase in _with_an_ending(names, form))
    misspelt = _LEAST_MISSPELT <= len(plain) <= _LONGEST
    if misspelt and word.lower() not in ordinary and plain not in names.whole:
        found = {p: None for spelt in _shorter(plain) for p in names.misspelt.get(spelt, ())}
        for phrase in found:
            if is_one_letter_off(plain, phrase.plain):
                yield phrase, (plain,)


def _with_an_ending(names: Names, form: str) -> Iterator[Phrase]:
    for length in range(min(LONGEST, len(form) - 3)):
        stem, ending = form[: len(form) - length], form[len(form) - length :]
        if length and stem in names.whole and ending in (AFTER if len(stem) > 4 else AFTER_SHORT):
            yield from names.whole[stem]
        for phrase, endings in names.stems.get(stem, ()):
            if ending in endings:
                yield phrase


def is_one_letter_off(one: str, other: str) -> bool:
    """Whether a letter is added, left out, another one, or two have changed places.

    >>> [is_one_letter_off("walden", word) for word in ("walten", "waldne", "wadden", "waltem")]
    [True, True, True, False]
    """
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, left = one[start:], other[start:]
    return (
        rest[1:] == left[1:]
        or rest[1:] == left
        or rest == left[1:]
        or (rest[:2] == left[1::-1] and rest[2:] == left[2:])
    )


def _in_pieces(names: Names, text: str) -> Iterator[tuple[Phrase, tuple[str, ...]]]:
    """Find names in two pieces, and with a space behind every letter."""
    for form, least in _DIVIDED:
        for match in form.finditer(text):
            pieces = fold_word(match[1]), fold_word(match[2])
            if len(whole := "".join(pieces)) >= least:
                yield from ((phrase, pieces) for phrase in names.whole.get(whole, ()))
    for match in _SPACED.finditer(text):
        letters = tuple(words_of(match[0]).split())
        yield from ((phrase, letters) for phrase in _inside(names, "".join(letters), 5, 5))


def _in_handles(names: Names, text: SearchedText) -> Iterator[tuple[Phrase, tuple[str, ...]]]:
    for pattern, least in _HANDLES:
        for match in pattern.matches(text):
            for piece in re.findall(r"[a-z]+", words_of(match[1])):
                found = _inside(names, piece, least, _LEAST_ANYWHERE)
                yield from ((phrase, (piece,)) for phrase in found)


def _inside(names: Names, word: str, at_an_end: int, anywhere: int) -> Iterator[Phrase]:
    """Find names at an end of a word, and long ones anywhere in it."""
    for start in range(len(word)):
        for end in range(start + at_an_end, len(word) + 1):
            ends = start == 0 or end == len(word)
            if ends or end - start >= anywhere:
                yield from names.whole.get(word[start:end], ())


def _behind_initials(names: Names, text: str) -> Iterator[tuple[Initials, tuple[str, ...]]]:
    for match in _INITIAL.finditer(text):
        initial, surname = (match[1], match[2]) if match[1] else (match[4], match[3])
        pair = words_of(initial), words_of(surname)
        if not surname[0].islower():
            yield from ((needle, pair) for needle in names.behind_initials.get(pair, ()))


def _in_other_scripts(names: Names, text: str) -> Iterator[tuple[Skeleton, tuple[str, ...]]]:
    """Find names of Latin letters in words of others, and those of Arabic or Hebrew in Latin."""
    if not (names.has_foreign or _FOREIGN.search(text)):
        return
    before: tuple[str, str, bool] | None = None
    for match in _COMPOUND.finditer(text):
        word, foreign = match[0], is_foreign(match[0])
        if not foreign and word[0].islower():
            before = None
            continue
        plain = words_of(word)
        bones = skeleton(plain)
        if foreign and len(bones) >= _LEAST_ALONE:
            for needle in names.consonants.get(bones, ()):
                if not needle.foreign and " " not in needle.consonants:
                    yield needle, (plain,)
        if before is not None and len(bones) + len(before[1]) >= _LEAST_TOGETHER:
            for pair in (f"{before[1]} {bones}", f"{bones} {before[1]}"):
                for needle in names.consonants.get(pair, ()):
                    if needle.foreign != (foreign and before[2]):
                        yield needle, (before[0], plain)
        before = plain, bones, foreign
