"""List what to look for in outputs: every value of the identities, whole and in parts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from cpreport.privacy.identities import Identities, Identity, Recipient
from cpreport.privacy.scan.folding import digits_of, run_together, squeeze, words_of
from cpreport.privacy.scan.skeleton import is_foreign, skeleton

#: A name's part with fewer letters is too often a word: it is found beside another part only.
LEAST_LETTERS = 4
#: A number with fewer digits is found only where a label says that it is a record number.
LEAST_DIGITS = 5
#: Names of so many letters are found also where nothing stands between their parts.
_LEAST_JOINED = 8
#: A telephone number is found by its last digits, however its beginning is written.
_TELEPHONE_DIGITS = 8
#: Consonants of two names together, and of one alone, by which they are found in other scripts.
_LEAST_CONSONANTS, _LEAST_ALONE = 5, 5
_ABJAD = re.compile("[\u0590-\u07bf\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
#: What is a street, and how it is shortened.
_STREETS = {
    "strasse": ("str",), "street": ("st",), "road": ("rd",), "avenue": ("ave",), "lane": ("ln",),
    "drive": ("dr",), "boulevard": ("blvd", "bd"), "sokak": ("sok", "sk"), "sokagi": ("sok", "sk"),
    "caddesi": ("cad", "cd"), "mahallesi": ("mah",), "platz": ("pl",), "straat": ("str",),
}  # fmt: skip
_NOT_NAMES = frozenset((
    "frau", "herr", "prof", "doctor", "miss", "hanim", "bayan", "doktor", "sayin", "madame",
    "monsieur", "senora", "family", "familie", "ailesi", "mother", "father", "anne", "baba",
    "mutter", "vater", "parents", "school", "hospital", "doctor", "drmed", "dottore", "docteur",
))  # fmt: skip


class KnownValue(NamedTuple):
    """What is looked for: which value of which patient, with its line in the identity file."""

    case: str
    what: str
    line: int

    @property
    def part(self) -> KnownValue:
        """The same, of which only a part is looked for."""
        return self._replace(what=f"a part of {self.what}")


@dataclass(frozen=True, slots=True)
class _Needle:
    """One form of a known value."""

    case: str
    what: str
    line: int


@dataclass(frozen=True, slots=True)
class Phrase(_Needle):
    """Words to look for.

    plain, sound : str
        Folded, and folded as they sound.
    stream : str
        The same with nothing between, where that is long enough to be no chance; else empty.
    part : bool
        Whether it is a part of a value, which may also be an ordinary word.
    name : bool
        Whether it is of a person's name, which may also be misspelt.
    """

    plain: str = field(repr=False)
    sound: str = field(repr=False)
    stream: str = field(repr=False, default="")
    part: bool = False
    name: bool = False


@dataclass(frozen=True, slots=True)
class Initials(_Needle):
    """A last name too short to be found by itself, to look for behind an initial."""

    initial: str = field(repr=False)
    surname: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShortName(_Needle):
    """A name of three letters, to look for where only a name has a capital."""

    plain: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Skeleton(_Needle):
    """A name by its consonants, to look for in another script.

    foreign : bool
        Whether the name itself is in a script that writes no vowels; it is looked for in Latin
        letters.
    """

    consonants: str = field(repr=False)
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Digits(_Needle):
    """A number to look for; `ending` where only its end must agree."""

    digits: str = field(repr=False)
    ending: bool = False


@dataclass(frozen=True, slots=True)
class Day(_Needle):
    """A date of birth to look for."""

    day: dt.date = field(repr=False)


@dataclass(frozen=True, slots=True)
class Needles:
    """Everything that tells who the patients are."""

    phrases: tuple[Phrase, ...] = field(default=(), repr=False)
    digits: tuple[Digits, ...] = field(default=(), repr=False)
    days: tuple[Day, ...] = field(default=(), repr=False)
    initials: tuple[Initials, ...] = field(default=(), repr=False)
    short_names: tuple[ShortName, ...] = field(default=(), repr=False)
    skeletons: tuple[Skeleton, ...] = field(default=(), repr=False)

    people: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def number(self) -> int:
        """How many forms of values there are to look for."""
        return sum(map(len, (self.phrases, self.digits, self.days)))

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.phrases or self.digits or self.days)


Needle = Phrase | Digits | Day | Initials | ShortName | Skeleton


def known_of(identities: Identities) -> Needles:
    """List what to look for, each thing once for each case."""
    needles: dict[object, Needle] = {}
    for case, identity in identities.by_case.items():
        for needle in _needles(case, identity, identities):
            needles.setdefault(_key(needle), needle)
    return needles_of(needles.values(), frozenset(identities.by_case))


def needles_of(needles: Collection[Needle], people: frozenset[str] = frozenset()) -> Needles:
    """Sort what to look for by its kind."""
    return Needles(
        tuple(n for n in needles if isinstance(n, Phrase)),
        tuple(n for n in needles if isinstance(n, Digits)),
        tuple(n for n in needles if isinstance(n, Day)),
        tuple(n for n in needles if isinstance(n, Initials)),
        tuple(n for n in needles if isinstance(n, ShortName)),
        tuple(n for n in needles if isinstance(n, Skeleton)),
        people,
    )


def _key(needle: Needle) -> object:
    match needle:
        case Phrase():
            return needle.case, needle.plain
        case Digits():
            return needle.case, needle.digits
        case Day():
            return needle.case, needle.day
        case Initials():
            return needle.case, needle.initial, needle.surname
        case ShortName():
            return needle.case, needle.plain, "short"
        case Skeleton():
            return needle.case, needle.consonants, needle.foreign


def _needles(case: str, identity: Identity, identities: Identities) -> Iterator[Needle]:
    def value(what: str, *path: str | int) -> KnownValue:
        return KnownValue(case, what, identities.line(case, *path))

    yield from _name(value("the name", "name"), identity.name.get_secret_value())
    for n, secret in enumerate(identity.also_known_as):
        yield from _name(value("the other name", "also_known_as", n), secret.get_secret_value())
    if identity.date_of_birth is not None:
        born, day = value("the date of birth", "date_of_birth"), identity.date_of_birth
        yield Day(*born, day.get_secret_value())
        for form in ("%Y%m%d", "%d%m%Y"):
            yield Digits(*born, day.get_secret_value().strftime(form))
    for n, secret in enumerate(identity.record_number):
        number = value("the record number", "record_number", n)
        number = number if number.line else value("the record number", "record_number")
        yield from _number(number, secret.get_secret_value())
    if identity.address is not None:
        yield from _address(value("the address", "address"), identity.address.get_secret_value())
    for n, secret in enumerate(identity.contacts):
        yield from _contact(value("the contact", "contacts", n), secret.get_secret_value())
    for n, recipient in enumerate(identity.recipients):
        yield from _recipient(value("the name of a recipient", "recipients", n), recipient)


def _recipient(value: KnownValue, recipient: Recipient) -> Iterator[Needle]:
    name = recipient.name.get_secret_value()
    if recipient.role in ("family", "patient"):
        yield from _name(value, name)
    else:
        yield from _phrases(value, [name])
        if recipient.role == "referrer":
            # By themselves titles and first names say nothing of who sent a patient.
            yield from list(_parts(value, name))[-1:]
    if recipient.address is not None:
        address = value._replace(what="the address")
        yield from _address(address, recipient.address.get_secret_value())


def _name(value: KnownValue, name: str) -> Iterator[Needle]:
    """List a name whole and turned, its first or middle names with its last, and its parts."""
    tokens = words_of(name).split()
    if not tokens:
        return
    turned = [*tokens[-1:], *tokens[:-1]]
    orders = [tokens, turned, tokens[::-1]]
    orders += [pair for t in tokens[:-1] for pair in ([t, tokens[-1]], [tokens[-1], t])]
    if len(tokens) > 1:
        yield from _phrases(value, [" ".join(order) for order in orders])
        if len(tokens[-1]) < LEAST_LETTERS:
            yield from (Initials(*value, t[0], tokens[-1]) for t in tokens[:-1])
        short = (t for t in tokens if len(t) == LEAST_LETTERS - 1 and t.isalpha())
        yield from (ShortName(*value.part, t) for t in short)
    yield from _parts(value, name)
    yield from _skeletons(value, name)


def _parts(value: KnownValue, name: str) -> Iterator[Phrase]:
    """List the parts of a name that are long enough to be found by themselves."""
    tokens = words_of(name).split()
    written = [part for part in re.split(r"[\s,]+", name) if part]
    for part in dict.fromkeys([*tokens, *map(words_of, written), *_undivided_parts(written)]):
        letters = re.sub("[^a-z]", "", part)
        # A syllable of a name in Chinese characters is no name; whole, it is short and yet one.
        enough = len(letters) >= LEAST_LETTERS or (len(tokens) == 1 and len(letters) > 2)
        if enough and part not in _NOT_NAMES:
            sound = squeeze(part)
            yield Phrase(*value.part, part, sound, part=True, name=True)


def _skeletons(value: KnownValue, name: str) -> Iterator[Skeleton]:
    """List what of a name stays in another script: of each long part, and of two in a row."""
    written = [part for part in re.split(r"[\s,]+", name) if part]
    foreign = any(map(_ABJAD.search, written))
    if not foreign and any(map(is_foreign, written)):
        return
    bones = [skeleton(words_of(part)) for part in written]
    for one, other in pairwise(bones):
        if min(len(one), len(other)) > 1 and len(one) + len(other) >= _LEAST_CONSONANTS:
            yield Skeleton(*value, f"{one} {other}", foreign)
    if len(bones) > 2 and len(bones[0]) > 1 < len(bones[-1]):
        yield Skeleton(*value, f"{bones[0]} {bones[-1]}", foreign)
    if not foreign:
        alone = (b for b in bones if len(b) >= _LEAST_ALONE)
        yield from (Skeleton(*value.part, b) for b in alone)


def _undivided_parts(written: list[str]) -> Iterator[str]:
    """List parts such as O'Brien and Al-Amin without what divides them."""
    for part in written:
        yield words_of(part).replace(" ", "")


def _phrases(value: KnownValue, texts: list[str]) -> Iterator[Phrase]:
    for text in dict.fromkeys(map(words_of, texts)):
        sound = squeeze(text)
        stream = run_together(sound)
        if text:
            long = stream if len(stream) >= _LEAST_JOINED else ""
            yield Phrase(*value, text, sound, long)


def _number(value: KnownValue, written: str) -> Iterator[Needle]:
    digits = digits_of(written)
    letters = re.sub("[^a-z]", "", words_of(written))
    if letters:
        folded = words_of(written)
        whole = run_together(squeeze(folded))
        stream = whole if len(whole) >= LEAST_DIGITS else ""
        yield Phrase(*value, folded, squeeze(folded), stream)
    for form in dict.fromkeys([digits, digits.lstrip("0")]):
        if len(form) >= LEAST_DIGITS or (form and not letters):
            yield Digits(*value, form)


def _address(value: KnownValue, address: str) -> Iterator[Needle]:
    yield from _phrases(value, [address])
    for piece in re.split(r"[,;\n]", address):
        folded = words_of(piece)
        if re.search("[a-z]", folded) and re.search(r"\d", folded):
            yield from _phrases(value, [piece, *_short_forms(folded)])
            # A postal code of letters and digits is no other number.
            code = " ".join(re.findall(r"(?<!\w)(?:[a-z]+\d\w*|\d+[a-z]\w*)", folded))
            if len(code) > LEAST_DIGITS:
                yield from _phrases(value, [code])
        # The name of a street and that of a town have a number before or between them.
        for words in re.split(r"(?:^| )(?:[a-z]{0,2}\d+[a-z]{0,2})(?= |$)", folded):
            without = " ".join(w for w in words.split() if len(w) > 1)
            letters = without.replace(" ", "")
            if len(letters) >= LEAST_LETTERS and without not in _NOT_NAMES:
                for form in (without, *_short_forms(without)):
                    yield Phrase(*value.part, form, squeeze(form), part=True)
        for number in re.findall(r"\d+", folded):
            if len(number) >= LEAST_DIGITS:
                yield Digits(*value, number)


def _short_forms(folded: str) -> Iterator[str]:
    """Spell the word for a street in its other forms: `erfinderstr 47`, `elm tree rd`."""
    for form, others in _spellings():
        found = form.search(folded)
        if found and len(folded[: found.start()].strip()) >= LEAST_LETTERS:
            yield from (folded[: found.start()] + o + folded[found.end() :] for o in others)
            if folded[found.start() - 1] == " ":
                yield (folded[: found.start()] + folded[found.end() :]).strip()


@cache
def _spellings() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    pairs = list(_STREETS.items())
    pairs += [(short, (long,)) for long, shorts in _STREETS.items() for short in shorts]
    return tuple((re.compile(rf"(?<=[a-z ]){form}(?![a-z])"), others) for form, others in pairs)


def _contact(value: KnownValue, contact: str) -> Iterator[Needle]:
    if "@" in contact:
        address = value._replace(what="the e-mail address")
        yield from _phrases(address, [contact])
        local = words_of(contact.partition("@")[0])
        if len(local.replace(" ", "")) > LEAST_LETTERS:
            yield Phrase(*address.part, local, squeeze(local), part=True)
        return
    telephone, digits = value._replace(what="the telephone number"), digits_of(contact)
    if len(digits) > _TELEPHONE_DIGITS:
        yield Digits(*telephone, digits[-_TELEPHONE_DIGITS:], ending=True)
    elif len(digits) >= LEAST_DIGITS:
        yield Digits(*telephone, digits)
    if re.search(r"[^\W\d_]{3}", contact):
        yield from _name(value, contact)
