"""Split a BibTeX file into entries whose every field keeps its line.

bibtexparser finds where entries and fields begin and end. What stands in a field is put together
here: pieces joined by `#`, abbreviations, and fields inherited from other entries.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cpreport.cases.series import SectionText
from cpreport.problems import Place, Problem, Severity

#: Abbreviations that BibTeX's own styles define.
_MONTHS = {
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May",
    "jun": "June", "jul": "July", "aug": "August", "sep": "September", "oct": "October",
    "nov": "November", "dec": "December",
}  # fmt: skip
#: An abbreviation that stands for more than this stays as it is written.
_LONGEST = 10_000
#: An entry inherits from another, and that from another, so many times.
_MOST_PARENTS = 5
#: So many fields are read behind one that no comma ends.
_MOST_SWALLOWED = 20

_BARE = re.compile(r"[^\s\"#{},=()]+")
#: Stands for `\\\\` while braces are counted: the second of them escapes no brace.
_LINE_END = "\ue010\ue010"
#: An entry that somebody has put behind a sign of comment.
_COMMENTED = re.compile(r"^([ \t]*%[% \t]*)@", re.MULTILINE)
#: Fields that stand between entries.
_STRAY = re.compile(r"[\s,}]*(?P<name>[A-Za-z][\w-]*)\s*=\s*[{\"\w]")
_SPACE = re.compile(r"\s*")
_WORDS = re.compile(r"[^\s\"#{}=]+(?:\s+[^\s\"#{}=]+)+\s*")
_BRACE_OR_QUOTE = re.compile(r'(?<!\\)[{}]|"')
_FIELD = re.compile(r"\s*(?P<name>[A-Za-z][\w:.+/-]*)\s*=\s*")
_KEY = re.compile(r"@\w+\s*[{(]\s*(?P<key>[^\s,{}()=]+)\s*,")
_NAME = re.compile(r"[A-Za-z][\w:.+/-]*$")
#: What an entry inherits under another name (biblatex, appendix B); where it stands in a whole.
_INHERITED = {
    "title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon",
    "author": "bookauthor",
}  # fmt: skip
_IN_A_WHOLE = (
    "inbook", "incollection", "inproceedings", "conference", "inreference", "suppbook",
    "suppcollection", "bookinbook",
)  # fmt: skip
_NOT_INHERITED = {"crossref", "xref", "xdata", "entryset", "ids", "options", "keywords", "label"}


@dataclass(frozen=True, slots=True)
class RawField:
    """A field as written, without what holds it together, and where it is."""

    text: str
    place: Place

    def at(self, offset: int) -> Place:
        """The place of a character of it."""
        lines = self.text.count("\n", 0, offset)
        return self.place if not lines else Place(self.place.file, self.place.line + lines, 1)


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry of a BibTeX file; its fields are named in lower case."""

    key: str
    kind: str
    place: Place
    fields: Mapping[str, RawField]


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem of one entry; `key` is empty where it has none that could be read."""

    key: str
    problem: Problem


def split(file: SectionText) -> tuple[tuple[RawEntry, ...], tuple[Fault, ...]]:
    """Split a file into its entries; a fault of one entry leaves the others as they are."""
    from bibtexparser.model import (
        DuplicateBlockKeyBlock,
        DuplicateFieldKeyBlock,
        Entry,
        ImplicitComment,
        String,
    )
    from bibtexparser.splitter import Splitter

    # What it would say on its log is said here as a problem with its place.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    reading = _BibtexFile(file.file)
    text = _COMMENTED.sub(r"\1 ", file.text.replace(_LINE_END[0], "\N{REPLACEMENT CHARACTER}"))
    text = text.replace("\\\\", _LINE_END)
    for block in Splitter(text).split().blocks:
        place = Place(file.file, int(block.start_line or 0) + 1, 1)
        if isinstance(block, DuplicateBlockKeyBlock):
            reading.twice(block, place)
        elif isinstance(block, DuplicateFieldKeyBlock):
            reading.entry(block.ignore_error_block, place)
        elif isinstance(block, String):
            reading.string(block.key, str(block.value), place)
        elif isinstance(block, Entry):
            reading.entry(block, place)
        elif isinstance(block, ImplicitComment):
            reading.between(block, place)
        elif hasattr(block, "error"):
            reading.unreadable(block, place)
    entries, found = _inherited(reading.entries)
    return tuple(entries), (*reading.faults, *found)


class _BibtexFile:
    """A file while it is read: its abbreviations and entries so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.strings: dict[str, str] = {}
        self.entries: dict[str, RawEntry] = {}
        self.faults: list[Fault] = []

    def twice(self, block: Any, place: Place) -> None:
        first = Place(self.file, int(block.previous_block.start_line or 0) + 1, 1)
        message = f"`{block.key}` is already the key of {first}"
        hint = "give each reference its own key"
        problem = Problem("CP413", place, message, help=hint)
        abbreviation = not hasattr(block.ignore_error_block, "entry_type")
        if abbreviation:
            problem = replace(problem, severity="warning")
        self.faults.append(Fault("" if abbreviation else str(block.key), problem))

    def between(self, block: Any, place: Place) -> None:
        """Find fields of an entry that was closed before its end."""
        stray = _STRAY.match(str(block.comment))
        if stray is not None and self.entries:
            key = next(reversed(self.entries))
            line = place.line + str(block.comment).count("\n", 0, stray.start("name"))
            place = Place(self.file, line, 1)
            message = f"`{key}` is closed before its `{stray['name']}`"
            problem = Problem("CP413", place, message, help="take out the `}` that is too many")
            self.faults.append(Fault(key, problem))

    def unreadable(self, block: Any, place: Place) -> None:
        named = _KEY.match(str(block.raw or ""))
        hint = "close every `{` and put a comma after each field"
        severity: Severity = "error" if named else "warning"
        problem = Problem("CP413", place, "this entry is not BibTeX", (), hint, severity)
        self.faults.append(Fault(named["key"] if named else "", problem))

    def string(self, name: str, raw: str, place: Place) -> None:
        value, _ = _value(raw, self.strings)
        if value.long:
            self._too_long("", name, place)
            return
        self.strings[name.casefold()] = value.text
        self._undefined("", value, place)

    def _undefined(self, key: str, value: _Value, place: Place) -> None:
        for unknown in value.unknown:
            message = f"`{unknown}` is no abbreviation that this file defines"
            hint = f"write `{{{unknown}}}`, or define it: `@string{{{unknown} = {{…}}}}`"
            self._doubt(key, place, message, hint)

    def _too_long(self, key: str, name: str, place: Place) -> None:
        message = f"`{name}` stands for more than {_LONGEST:,} characters"
        self._doubt(key, place, message, "an abbreviation is a name or a title")

    def entry(self, block: Any, place: Place) -> None:
        key = str(block.key)
        fields: dict[str, RawField] = {}
        for name, raw, at in _fields(block, place):
            for swallowed, field in self._read(key, name, raw, at):
                if swallowed not in fields:
                    fields[swallowed] = field
                elif field.text.strip() and field.text != fields[swallowed].text:
                    self._doubt(
                        key, field.place, f"`{key}` has `{swallowed}` twice", "keep one of the two"
                    )
        if not re.fullmatch(r"[^\s,{}]+", key):
            message = (
                "this entry has no key" if not key else f"`{key}` cannot be cited: it has blanks"
            )
            problem = Problem("CP413", place, message, help="write a key behind the `{`")
            self.faults.append(Fault(key, problem))
        self.entries[key] = RawEntry(key, block.entry_type.casefold(), place, fields)

    def _read(self, key: str, name: str, raw: str, place: Place) -> Iterator[tuple[str, RawField]]:
        """Read a field, and the ones that a missing comma has put behind it."""
        offset = 0
        for _ in range(_MOST_SWALLOWED):
            value, end = _value(raw[offset:], self.strings)
            at = _below(place, raw, offset)
            self._undefined(key, value, at)
            for long in value.long:
                self._too_long(key, long, at)
            yield name, RawField(value.text.replace(_LINE_END, "\\\\"), at)
            if end is None:
                return
            offset = _behind(raw, offset + end)
            following = _FIELD.match(raw, offset)
            if following is None:
                break
            message = f"there is no comma between `{name}` and `{following['name']}`"
            problem = Problem("CP413", _below(place, raw, offset), message, help="put one there")
            self.faults.append(Fault(key, problem))
            name, offset = following["name"].casefold(), following.end()
        shown = " ".join(raw[offset : offset + 200].replace(_LINE_END, "\\\\").split())
        shown = shown if len(shown) <= 40 else f"{shown[:39]}…"
        message = f"`{shown}` stands behind the end of `{name}`"
        hint = "put braces around all of the field, or take it out"
        problem = Problem("CP413", _below(place, raw, offset), message, help=hint)
        self.faults.append(Fault(key, problem))

    def _doubt(self, key: str, place: Place, message: str, hint: str) -> None:
        problem = Problem("CP414", place, message, help=hint, severity="warning")
        self.faults.append(Fault(key, problem))


def _fields(block: Any, place: Place) -> Iterator[tuple[str, str, Place]]:
    """List the fields of an entry with the place where each one's value begins."""
    raw, at, line, counted = str(block.raw), 0, place.line, 0
    for field in block.fields:
        written, value = str(field.key), str(field.value)
        found = raw.find(value, raw.find("=", raw.find(written, at) + len(written)) + 1)
        at = found + len(value)
        line += raw.count("\n", counted, found)
        counted = found
        column = found - raw.rfind("\n", 0, found)
        # A comment that somebody put behind the comma is no part of the name.
        lines = written.split("\n")
        if lines[-1].lstrip().startswith("%"):
            continue
        name = _NAME.search(lines[-1].strip())
        if name is not None:
            yield name[0].casefold(), value, Place(place.file, line, column)


@dataclass(frozen=True, slots=True)
class _Value:
    """What a field or an abbreviation stands for.

    unknown, long : tuple of str
        Abbreviations in it that are not defined, and those that stand for too much.
    """

    text: str
    unknown: tuple[str, ...] = ()
    long: tuple[str, ...] = ()


def _value(raw: str, strings: Mapping[str, str]) -> tuple[_Value, int | None]:
    """Read the pieces of a value; the offset behind the last where more text follows it.

    >>> _value('jex # " Neurol"', {"jex": "J Ex"})
    (_Value(text='J Ex Neurol', unknown=(), long=()), None)
    """
    pieces: list[str] = []
    unknown: dict[str, None] = {}
    long: dict[str, None] = {}
    at = length = 0
    while True:
        at = _behind(raw, at)
        piece, end = _piece(raw, at)
        if piece and raw[at] not in '"{' and not piece.isdigit():
            known = strings.get(piece.casefold(), _MONTHS.get(piece.casefold()))
            if known is None and _words_without_braces(raw, at):
                words = raw[at:].strip()
                return _Value(words, (words,)), None
            if known is None:
                unknown[piece] = None
            elif length + len(known) > _LONGEST:
                long[piece] = None
            else:
                piece = known
        pieces.append(piece)
        length += len(piece)
        behind = _behind(raw, end)
        if behind < len(raw) and raw[behind] == "#" and end > at:
            at = behind + 1
            continue
        value = _Value("".join(pieces), tuple(unknown), tuple(long))
        return value, None if behind == len(raw) else end


def _behind(raw: str, at: int) -> int:
    """Go on to what is no white space."""
    match = _SPACE.match(raw, at)
    return match.end() if match else at


def _words_without_braces(raw: str, at: int) -> bool:
    """Whether a value goes on in words, so that it is a text whose braces were forgotten."""
    return bool(_WORDS.fullmatch(raw, at))


def _piece(raw: str, at: int) -> tuple[str, int]:
    """Read one piece of a value: in braces, in quotation marks, or a bare word."""
    sign = raw[at : at + 1]
    if sign not in ('"', "{"):
        bare = _BARE.match(raw, at)
        return (bare[0], bare.end()) if bare else ("", at)
    depth = 0
    for match in _BRACE_OR_QUOTE.finditer(raw, at + 1):
        if match[0] == "{":
            depth += 1
        elif match[0] == '"':
            if sign == '"' and depth == 0:
                return raw[at + 1 : match.start()], match.end()
        elif depth == 0 and sign == "{":
            return raw[at + 1 : match.start()], match.end()
        else:
            depth = max(0, depth - 1)
    return raw[at + 1 :], len(raw)


def _below(place: Place, raw: str, offset: int) -> Place:
    """The place of a character of a field's raw text."""
    lines = raw.count("\n", 0, offset)
    column = offset - raw.rfind("\n", 0, offset) if lines else place.column + offset
    return Place(place.file, place.line + lines, column)


# --- inheritance ---------------------------------------------------------------------------------


def _inherited(entries: Mapping[str, RawEntry]) -> tuple[list[RawEntry], list[Fault]]:
    """Add to every entry the fields that it inherits by `crossref` and `xdata`."""
    found: list[Fault] = []
    whole: list[RawEntry] = []
    by_name = {key.casefold(): entry for key, entry in entries.items()}
    for entry in entries.values():
        if entry.kind == "xdata":
            continue
        fields = dict(entry.fields)
        for name, parent in _parents(entry, by_name, found):
            for field, value in parent.fields.items():
                if field in _NOT_INHERITED:
                    continue
                renamed = name == "crossref" and entry.kind in _IN_A_WHOLE
                target = _INHERITED.get(field, field) if renamed else field
                fields.setdefault(target, value)
        whole.append(replace(entry, fields=fields))
    return whole, found


def _parents(
    entry: RawEntry, entries: Mapping[str, RawEntry], found: list[Fault]
) -> Iterator[tuple[str, RawEntry]]:
    """Follow what an entry inherits from, the nearest first."""
    seen = {entry.key}
    waiting = list(_named(entry))
    while waiting and len(seen) <= _MOST_PARENTS:
        name, key, place = waiting.pop(0)
        parent = entries.get(key.casefold())
        if parent is None:
            message = f"`{entry.key}` inherits from `{key}`, which is not in this file"
            problem = Problem("CP414", place, message, help="add the entry", severity="warning")
            found.append(Fault(entry.key, problem))
        elif parent.key not in seen:
            seen.add(parent.key)
            yield name, parent
            waiting += _named(parent)


def _named(entry: RawEntry) -> Iterable[tuple[str, str, Place]]:
    for name in ("crossref", "xdata"):
        field = entry.fields.get(name)
        if field is not None:
            yield from ((name, k.strip(), field.place) for k in field.text.split(",") if k.strip())
