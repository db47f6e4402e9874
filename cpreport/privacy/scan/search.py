"""Search a finished file for what tells who a patient is."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import cpreport
from cpreport.addresses import without_secrets
from cpreport.content_cache import find_made, keep
from cpreport.privacy.identities import Identities
from cpreport.privacy.scan.folding import BARRIER, Folded, digits_of, squeeze, whole_lines, words_of
from cpreport.privacy.scan.index import DigitIndex, Index, index_of, numbers_of
from cpreport.privacy.scan.kinds.secret_address import NAME as SECRET
from cpreport.privacy.scan.known import (
    LEAST_DIGITS,
    Day,
    Digits,
    Needle,
    Needles,
    Phrase,
    known_of,
    needles_of,
)
from cpreport.privacy.scan.passages import Passage, passages
from cpreport.privacy.scan.pattern import SearchedText
from cpreport.privacy.scan.visible_text import visible_text
from cpreport.shipped import shipped_folder

# What compiles many patterns is imported where a text is searched: to check a series needs none.
if TYPE_CHECKING:
    from cpreport.privacy.scan.dates import FoundDate
    from cpreport.privacy.scan.person_names import Names

_RUN = re.compile(r"\d(?:[\s.\-/·_:()]{0,3}\d)*")
_LONGEST_NUMBER = 40
#: A telephone number's last digits are written in no more groups than this.
_MOST_GROUPS = 5
#: Scripts, styles and coordinates are full of numbers; a shorter one says nothing there.
_LEAST_DIGITS_FOR_PROGRAMS = 7
#: So many texts of at most so many letters are remembered with what was found in them: office
#: documents have most of their parts in common, and checklists most of their cells.
_REMEMBERED, _LONGEST_REMEMBERED = 1000, 20_000
#: Letters that a text has at least of which it is kept what was found.
_LEAST_KEPT = 2_000
_KIND = "searched texts"
#: Kind and text of each thing that was found.
_Findings = tuple[tuple[str, str], ...]
#: Letters that an address on the web stands for by their numbers.
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class Hit:
    """A value of the identity file that stands in a finished file.

    what, case, line : str, str, int
        Which value: its kind, whose it is, and the line it has in `identities.yaml`.
    where : str
        In the file: `page 3`, `attributes`; empty where the file is one text.
    """

    what: str
    case: str
    line: int
    where: str
    needle: Needle = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a finished file that looks as if it identified somebody."""

    kind: str
    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """What the search of one file found.

    pages : int
        Pages of a PDF; 0 of any other file.
    characters : int
        How much text was searched.
    """

    hits: tuple[Hit, ...] = ()
    findings: tuple[Finding, ...] = ()
    pages: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    """What a text tells, wherever it stands: known values, and the kind and text of findings."""

    needles: tuple[Needle, ...]
    findings: _Findings


@dataclass(frozen=True, slots=True)
class _LongTexts:
    """The long texts of one file by their hashes, with what was found in each.

    Of two versions of a file most pages have their text in common, and so have the attributes.
    Of a text that tells who a patient is nothing is noted.

    before, now : dict
        What an earlier search for the same found in the file, and what this one found.
    """

    before: dict[str, _Findings]
    now: dict[str, _Findings]

    def search(self, search: Search, text: str, shown: bool) -> _Found:
        """Search a text, unless it was in the file before."""
        if len(text) < _LEAST_KEPT:
            return _remember(search, text, shown)
        whole = f"{'shown' if shown else 'hidden'} {text}".encode("utf-8", "surrogatepass")
        key = hashlib.sha256(whole).hexdigest()
        known = self.before.get(key)
        found = _remember(search, text, shown) if known is None else _Found((), known)
        if not found.needles:
            self.now[key] = found.findings
        return found


@dataclass(frozen=True)
class _Read:
    """A text in the forms in which values are looked for; each is made once."""

    folded: Folded

    @cached_property
    def seen(self) -> str:
        return visible_text(self.folded.text)

    @cached_property
    def words(self) -> SearchedText:
        return SearchedText(self.seen)

    @cached_property
    def dates(self) -> tuple[FoundDate, ...]:
        from cpreport.privacy.scan.dates import find_dates

        return tuple(find_dates(self.words))

    @cached_property
    def divided(self) -> tuple[FoundDate, ...]:
        """The dates in words that are divided at a line's end."""
        from cpreport.privacy.scan.dates import dates_in

        whole = whole_lines(self.folded.text)
        return tuple(dates_in(visible_text(whole))) if whole != self.folded.text else ()


#: The raised number of an affiliation, which stands at a name without a space.
_RAISED = r"(?:(?<=[a-z])[0-9]{1,2})?"


@dataclass(frozen=True)
class Search:
    """What to look for, and what is public already.

    known : Needles
        Who the patients are.
    public : tuple of str
        Texts that are given to be published: names of authors, affiliations, references.
    institutions : tuple of str
        Names that may not be told.
    answered : frozenset of str
        Folded texts of which a file says that they identify nobody.
    name : str
        The same name, the same search; empty where nothing of it is kept.
    """

    known: Needles = field(default=Needles(), repr=False)
    public: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    answered: frozenset[str] = frozenset()
    name: str = ""

    @cached_property
    def index(self) -> Index:
        """The phrases that are known, sorted."""
        return index_of(self.known.phrases)

    @cached_property
    def days(self) -> dict[dt.date, list[Day]]:
        """The dates of birth that are known, by the day."""
        found: dict[dt.date, list[Day]] = {}
        for needle in self.known.days:
            found.setdefault(needle.day, []).append(needle)
        return found

    @cached_property
    def spelt(self) -> str:
        """All phrases that are known, each on a line."""
        return "\n".join(phrase.plain for phrase in self.known.phrases)

    @cached_property
    def names(self) -> Names:
        """The names that are known, sorted."""
        from cpreport.privacy.scan.person_names import Names

        known = self.known
        return Names(known.phrases, known.initials, known.short_names, known.skeletons)

    @cached_property
    def numbers(self) -> DigitIndex:
        """The numbers to look for in what is shown."""
        return numbers_of(self.known.digits, LEAST_DIGITS)

    @cached_property
    def numbers_for_programs(self) -> DigitIndex:
        """The numbers to look for in what programs read."""
        return numbers_of(self.known.digits, _LEAST_DIGITS_FOR_PROGRAMS)

    @cached_property
    def short_numbers(self) -> tuple[Digits, ...]:
        """The numbers that say nothing without a label."""
        return tuple(n for n in self.known.digits if len(n.digits) < LEAST_DIGITS)

    @cached_property
    def remembered(self) -> dict[tuple[str, bool], _Found]:
        """What was found in texts, by the text and whether readers see it."""
        return {}

    def for_one(self, needle: Needle) -> Search:
        """Look for one value alone."""
        return Search(needles_of((needle,)), self.public, (), self.answered)


def search_for(
    identities: Identities,
    public: Iterable[str] = (),
    institutions: Iterable[str] = (),
    answered: Iterable[str] = (),
    declared: Iterable[str] = (),
) -> Search:
    """Decide what is looked for in the outputs of a series.

    Parameters
    ----------
    declared : iterable of str
        Whole texts that are printed as they stand, such as the acknowledgements. Each is public
        unless it tells who a patient is; of a patient's address it may tell what `public` tells.
    """
    known = known_of(identities)
    answers = frozenset(map(words_of, answered)) - {""}
    texts = {words_of(text) for text in public} - {""}
    bare = Search(known, _longest_first(texts), (), answers)
    texts |= {words_of(text) for text in declared if not _tells_more(bare, text)} - {""}
    return Search(known, _longest_first(texts), tuple(institutions), answers)


def _longest_first(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(texts, key=lambda text: (-len(text), text)))


def _tells_more(search: Search, text: str) -> bool:
    """Whether a text tells who a patient is, other than by a town that is public."""
    return any(
        not (
            isinstance(needle, Phrase)
            and needle.part
            and not needle.name
            and any(f" {needle.plain} " in f" {told} " for told in search.public)
        )
        for needle in _known_in(search, _Read(Folded(text)))
    )


def search_content(search: Search, name: str, content: bytes) -> Searched:
    """Search one finished file.

    Parameters
    ----------
    name : str
        Its path below the output folder; it is searched too.

    Raises
    ------
    Unsearchable
        Where the file cannot be read.
    """
    texts = (Passage("name of the file", name), *passages(name, content))
    long_texts = _LongTexts(_load(search, name), {})
    found = merge(_search_passage(search, passage, long_texts) for passage in texts)
    _keep(search, name, long_texts)
    return found


def _load(search: Search, name: str) -> dict[str, _Findings]:
    """Read what is kept of the long texts of a file; nothing where it is something else."""
    kept = find_made(_KIND, (search.name, name)) if search.name else None
    try:
        known = json.loads(kept or b"{}")
    except (ValueError, RecursionError):
        return {}
    right = isinstance(known, dict) and all(
        isinstance(found, list)
        and all(isinstance(one, list) and [*map(type, one)] == [str, str] for one in found)
        for found in known.values()
    )
    return {key: tuple(map(tuple, found)) for key, found in known.items()} if right else {}


def _keep(search: Search, name: str, texts: _LongTexts) -> None:
    """Keep what was found; a file of one text, such as a piece of data, is kept as a whole."""
    if search.name and len(texts.now) > 1 and texts.now != texts.before:
        keep(_KIND, (search.name, name), json.dumps(texts.now).encode())


def merge(parts: Iterable[Searched]) -> Searched:
    """Put together what was found in the parts of a file: each thing once, where it was first."""
    hits: dict[tuple[str, str, int], Hit] = {}
    findings: dict[tuple[str, str], Finding] = {}
    characters = pages = 0
    for part in parts:
        for hit in part.hits:
            hits.setdefault((hit.what, hit.case, hit.line), hit)
        for finding in part.findings:
            findings.setdefault((finding.kind, finding.text), finding)
        pages += part.pages
        characters += part.characters
    return Searched(tuple(hits.values()), tuple(findings.values()), pages, characters)


def _search_passage(search: Search, passage: Passage, long_texts: _LongTexts) -> Searched:
    size = int(passage.where.startswith("page ")), len(passage.text)
    if not passage.text.strip():
        return Searched((), (), *size)
    found, where = long_texts.search(search, passage.text, passage.shown), passage.where
    hits = tuple(Hit(n.what, n.case, n.line, where, n) for n in found.needles)
    return Searched(hits, tuple(Finding(kind, text, where) for kind, text in found.findings), *size)


def _remember(search: Search, text: str, shown: bool) -> _Found:
    """Search a text, unless the same was searched before."""
    known = search.remembered.get((text, shown))
    if known is None:
        known = _search_text(search, text, shown)
        if len(text) <= _LONGEST_REMEMBERED:
            if len(search.remembered) >= _REMEMBERED:
                search.remembered.clear()
            search.remembered[text, shown] = known
    return known


def _search_text(search: Search, text: str, shown: bool) -> _Found:
    if _ESCAPED.search(text):
        text = f"{text}{BARRIER}{unquote(text)}"
    read = _Read(Folded(text))
    findings = tuple(_findings(search, read)) if shown else ()
    needles = tuple(_known_in(search, read, shown=shown)) if search.known else ()
    return _Found(needles, findings)


def _known_in(search: Search, read: _Read, *, shown: bool = True) -> Iterator[Needle]:
    known, folded = search.known, read.folded
    public: Folded | None = None
    for phrase in search.index.candidates(folded):
        if not _has(folded, phrase):
            continue
        if phrase.part and _is_a_word(search, phrase, shown):
            continue
        # Only now, for it is rare: what is public anyway does not count.
        public = public or _without_public(search, folded)
        if _has(public, phrase):
            yield phrase
    if shown and (known.phrases or known.initials or known.short_names or known.skeletons):
        yield from _names_in(search, read)
    if known.digits and any(character.isdigit() for character in read.seen):
        yield from _numbers_in(search, read.seen, shown)
    if known.days:
        days = {day for found in (*read.dates, *read.divided) for day in found.days}
        yield from (needle for day in sorted(days) for needle in search.days.get(day, ()))


def _names_in(search: Search, read: _Read) -> Iterator[Needle]:
    """Find names in other forms than their own, where these are not public or answered."""
    from cpreport.privacy.scan.person_names import names_in

    public: Folded | None = None
    for needle, words in names_in(search.names, read.words):
        if search.answered.isdisjoint((*words, getattr(needle, "plain", ""))):
            public = public or _without_public(search, read.folded)
            if all(word in public.lines for word in words):
                yield needle


def tells(search: Search, folded: Folded) -> bool:
    """Whether a text tells who a patient is."""
    return next(_known_in(search, _Read(folded)), None) is not None


def _has(folded: Folded, phrase: Phrase) -> bool:
    if phrase.stream and phrase.stream in folded.stream:
        return True
    return folded.has_words(phrase.plain, phrase.sound)


def _is_a_word(search: Search, phrase: Phrase, shown: bool) -> bool:
    """Whether a part of a value is known to be an ordinary word here."""
    return phrase.plain in search.answered or (not shown and phrase.plain in _words_of_pages())


@cache
def _words_of_pages() -> frozenset[str]:
    """List the words of the scripts and styles that come with cpreport."""
    package = Path(cpreport.__file__).parent
    files = [*shipped_folder("styles").rglob("*.css"), *shipped_folder("templates").rglob("*.html")]
    texts = (path.read_text("utf-8") for path in [*files, *package.glob("publish/html/*.js")])
    return frozenset(word for text in texts for word in words_of(text).split())


def _without_public(search: Search, folded: Folded) -> Folded:
    """Take out what is public anyway, and leave a sign that nothing follows across."""
    from cpreport.privacy.scan.eponyms import eponyms

    # With two spaces between words each phrase has its own, and two in a row are both found.
    text, words = _space_out(folded.whole), frozenset(folded.whole.split())
    for phrase in (*search.public, *eponyms()):
        # Of the last word another form may stand there.
        if not words.issuperset(phrase.split()[:-1]):
            continue
        text = re.sub(f"{re.escape(_space_out(phrase)[:-1])}{_RAISED} ", " | ", text)
    # Folded again, its words stay as they are, and the sign stays a sign.
    return Folded(text.replace("|", "\x1f"))


def _space_out(words: str) -> str:
    return f" {words.replace(' ', '  ')} "


def _numbers_in(search: Search, text: str, shown: bool) -> Iterator[Digits]:
    numbers = search.numbers if shown else search.numbers_for_programs
    longest = min(numbers.longest, _LONGEST_NUMBER)
    for run in _RUN.finditer(text) if numbers.shortest else ():
        if len(run[0]) < numbers.shortest:
            continue
        groups = re.findall(r"\d+", run[0])
        for number in _sums(groups, longest):
            yield from numbers.exact.get(number, ())
        for at in range(len(groups)) if numbers.endings else ():
            whole = "".join(groups[max(0, at + 1 - _MOST_GROUPS) : at + 1])
            for length in numbers.lengths:
                yield from numbers.endings.get(whole[-length:], ())
    if shown:
        yield from _labelled(search.short_numbers, text)


def _sums(groups: list[str], longest: int) -> Iterator[str]:
    """List every number that neighbouring groups of digits make together.

    Single digits in a row are the marks of an axis or the cells of a table.
    """
    for start in range(len(groups)):
        number = ""
        for count, group in enumerate(groups[start:], 1):
            number += group
            if len(number) > longest:
                break
            if count * 2 <= len(number) + 1:
                yield number


def _labelled(short: Sequence[Digits], text: str) -> Iterator[Digits]:
    """Find numbers too short to be found by themselves, where a label says what they are."""
    if short:
        from cpreport.privacy.scan.shapes import shapes_in

        told = {digits_of(s.text) for s in shapes_in(text) if s.kind == "record number"}
        yield from (needle for needle in short if needle.digits in told)


def _findings(search: Search, read: _Read) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of everything that looks as if it identified somebody."""
    from cpreport.privacy.scan.shapes import Shape, find_shapes

    divided = (Shape("date", date.text) for date in read.divided)
    for shape in (*find_shapes(read.words, read.dates), *divided):
        if not _is_public(search, shape.text) and not _is_known(search, shape.text):
            # What is found is kept and printed: of an address that lets anybody in, not the key.
            text = without_secrets(shape.text) if shape.kind == SECRET else shape.text
            yield shape.kind, text
    if search.institutions:
        folded = _without_public(search, read.folded)
        for name in search.institutions:
            plain = words_of(name)
            if plain and folded.has_words(plain, squeeze(plain)):
                yield "institution", name


def _is_public(search: Search, text: str) -> bool:
    folded = words_of(text)
    return any(folded in public for public in search.public)


def _is_known(search: Search, text: str) -> bool:
    """Whether a text is, holds or belongs to a value of the identity file, which is never told."""
    if not search.known:
        return False
    folded = words_of(text)
    digits = digits_of(text)
    belongs = folded in search.spelt
    number = len(digits) >= LEAST_DIGITS and any(
        needle.digits in digits or digits in needle.digits for needle in search.known.digits
    )
    return belongs or number or tells(search, Folded(text))


def name_hit(search: Search, name: str) -> bool:
    """Whether a name, of a file or of a case, tells who a patient is."""
    return tells(search, Folded(name))


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same but for case, accents and spaces."""
    return words_of(one) == words_of(other)
