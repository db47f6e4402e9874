"""Print problems for a terminal, for editors or for programs.

Three forms: `full` shows each problem under the line it stands in, `concise` gives a line each for
editors, `json` an array for programs.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from cpreport.addresses import name_of
from cpreport.numbers import counted
from cpreport.problems import Place, Problem, has_error
from cpreport.terminal_text import Paint, columns, pack, painter, show_character, visible, wrap

Form = Literal["full", "concise", "json"]

#: Further places of a repeated problem that are listed before the rest is only counted.
_PLACES_LISTED = 5
_TAB = 4
#: A source line longer than so many terminal lines is not looked at as a whole.
_LONG = 4
#: A message narrower than this beside its mark would be a thin pillar; it goes to the margin.
_NARROWEST = 36
_CUT = "…"
_ERROR = {"fg": "red", "bold": True}
_WARNING = {"fg": "yellow", "bold": True}
#: The codes of problems whose place is named as seen from where the user is.
_OUTPUTS = frozenset({"CP602", "CP604", "CP605"})
#: Codes of problems whose line of the file would show what nobody may see.
_PRIVATE = frozenset({"CP711", "CP712", "CP713", "CP721", "CP722", "CP723", "CP910"})
_WELL = {"fg": "green", "bold": True}
_PATH = {"dim": True}
_FRAME = {"fg": "blue", "bold": True}


def problems_text(
    problems: Sequence[Problem],
    *,
    folder: Path,
    cases: int,
    form: Form,
    width: int = 80,
    colour: bool = False,
) -> str:
    """Print problems in the order given, without a line end after the last line.

    Parameters
    ----------
    problems : sequence of Problem
        In the order of files and lines.
    folder : Path
        The series folder as the user typed it; places are shown below it.
    cases : int
        How many cases the folder has, for the closing count.
    form : {"full", "concise", "json"}
        How they look.
    width : int
        Columns of the terminal.
    colour : bool
        Add ANSI colours; the text stays the same.
    """
    problems = [_place_from_folder(p, folder) for p in problems]
    if form == "json":
        return json.dumps([_as_object(p, folder) for p in problems], indent=2)
    paint = painter(colour)
    count = paint(count_problems(problems, cases), **_gravest(problems))
    if form == "concise":
        return "\n".join([*(_concise(p, folder, paint) for p in problems), count])
    page = _Page(folder, width, paint)
    return "\n".join([*_space_out(map(page.text, _group(problems))), count])


def count_problems(problems: Sequence[Problem], cases: int) -> str:
    """Say how many problems there are and where, in one sentence.

    >>> count_problems([], 4)
    'Found no problems in 4 cases.'
    """
    if not problems:
        return f"Found no problems in {counted(cases, 'case')}." if cases else "Found no problems."
    errors = sum(p.severity == "error" for p in problems)
    warnings = len(problems) - errors
    kinds = [counted(errors, "error")] * bool(errors) + [counted(warnings, "warning")] * bool(
        warnings
    )
    named = {p.case for p in problems if p.case is not None}
    where = [f"{len(named)} of {counted(max(cases, len(named)), 'case')}"] if named else []
    # Where no series was read, as by `verify`, none is at fault.
    where += ["the series"] if cases and any(p.case is None for p in problems) else []
    places = f" in {' and in '.join(where)}" if where else ""
    return f"Found {' and '.join(kinds)}{places}."


def _space_out(blocks: Iterable[str]) -> list[str]:
    spaced: list[str] = []
    for block in blocks:
        spaced += ["", block] if spaced else [block]
    return spaced


def _place_from_folder(problem: Problem, folder: Path) -> Problem:
    """Name an output's place from the series folder too, as all others are."""
    if problem.code not in _OUTPUTS or "://" in problem.place.file:
        return problem
    try:
        file = os.path.relpath(problem.place.file, folder)
    except ValueError:  # Nothing, or on another drive.
        return problem
    return replace(problem, place=replace(problem.place, file=file))


def _file(place: Place, folder: Path) -> str:
    return os.path.normpath(os.path.join(folder, place.file))


def _name(place: Place, folder: Path) -> str:
    """Name the file as the user would write it; an address is written already."""
    if "://" in place.file:
        return place.file
    file = _file(place, folder)
    return name_of(file, otherwise=file)


def _where(place: Place, folder: Path) -> str:
    if place.cell:
        return f"{visible(_name(place, folder))} {visible(place.cell)}"
    numbers = [n for n in (place.line, place.column) if n > 0][: 2 if place.line > 0 else 0]
    return ":".join([visible(_name(place, folder)), *map(str, numbers)])


def _as_object(problem: Problem, folder: Path) -> dict[str, object]:
    place = problem.place
    return {
        "code": problem.code,
        "title": problem.title,
        "severity": problem.severity,
        "case": problem.case,
        "file": _name(place, folder),
        "line": place.line,
        "column": place.column,
        "width": place.width,
        "message": problem.message,
        "allowed": list(problem.allowed),
        "help": problem.help,
    }


def _concise(problem: Problem, folder: Path, paint: Paint) -> str:
    kind = paint(f"{problem.code} {problem.severity}", **_looks(problem))
    return f"{paint(_where(problem.place, folder), **_PATH)}: {kind}: {visible(problem.message)}"


def _gravest(problems: Sequence[Problem]) -> dict[str, Any]:
    if not problems:
        return _WELL
    return _ERROR if has_error(problems) else _WARNING


def _looks(problem: Problem) -> dict[str, Any]:
    return _ERROR if problem.severity == "error" else _WARNING


@dataclass(frozen=True, slots=True)
class _Repeated:
    """A problem, and the other places that have the same."""

    problem: Problem
    others: tuple[Place, ...] = ()


def _group(problems: Iterable[Problem]) -> list[_Repeated]:
    """Join problems that say the same of different places, in order of first mention."""
    groups: dict[object, list[Problem]] = {}
    for p in problems:
        groups.setdefault((p.code, p.severity, p.message, p.allowed, p.help), []).append(p)
    return [_Repeated(first, tuple(p.place for p in rest)) for first, *rest in groups.values()]


@dataclass(frozen=True, slots=True)
class _Page:
    """What the full form needs to print a problem: where files are, how wide, in what colour."""

    folder: Path
    width: int
    paint: Paint
    texts: dict[str, list[str]] = field(default_factory=dict)

    def text(self, repeated: _Repeated) -> str:
        problem, place = repeated.problem, repeated.problem.place
        gutter = max(2, len(str(place.line)))
        source = None if problem.code in _PRIVATE else self._source_line(place)
        lines = [
            self._title(problem),
            f"{' ' * gutter}{self._frame('-->')} {self._path(_where(place, self.folder))}",
        ]
        if source is None:
            lines += self._said(gutter, "", problem.message)
        else:
            lines += self._mark(problem, source, gutter)
        if problem.allowed:
            lines += self._listed(gutter, "allowed: ", allowed_in_words(problem.allowed))
        if problem.help:
            lines += self._said(gutter, "help: ", problem.help)
        if repeated.others:
            lines += self._listed(gutter, "also at: ", self._places(repeated.others))
        return "\n".join(line.rstrip() for line in lines)

    def _title(self, problem: Problem) -> str:
        kind = "" if problem.severity == "error" else " warning:"
        return f"{self.paint(problem.code + kind, **_looks(problem))} {problem.title}"

    def _path(self, text: str) -> str:
        return self.paint(text, **_PATH)

    def _frame(self, text: str) -> str:
        return self.paint(text, **_FRAME)

    def _room(self, gutter: int, label: str = "") -> int:
        return self.width - gutter - 3 - len(label)

    def _said(self, gutter: int, label: str, text: str) -> list[str]:
        return self._note(gutter, label, wrap(visible(text), self._room(gutter, label)))

    def _note(self, gutter: int, label: str, lines: Sequence[str]) -> list[str]:
        """Set lines under `= label:`, the later ones in line with the first."""
        margin = " " * gutter
        sign = self._frame("=")
        first, *later = lines
        hang = " " * (gutter + 3 + len(label))
        return [f"{margin} {sign} {label}{first}", *(hang + line for line in later)]

    def _listed(self, gutter: int, label: str, pieces: list[str]) -> list[str]:
        """Set pieces with commas between; the last piece brings its own joint."""
        *front, last = pieces
        joined = [*(piece + "," for piece in front), last] if len(pieces) > 2 else pieces
        return self._note(gutter, label, pack(joined, self._room(gutter, label)))

    def _places(self, places: Sequence[Place]) -> list[str]:
        listed = [_where(place, self.folder) for place in places[:_PLACES_LISTED]]
        more = len(places) - len(listed)
        if more:
            return [*listed, f"and {more} more"]
        return [*listed[:-1], f"and {listed[-1]}"] if len(listed) > 1 else listed

    def _source_line(self, place: Place) -> str | None:
        """Find the line that a place stands in; None where it has none or cannot be read."""
        if place.line < 1:
            return None
        file = _file(place, self.folder)
        if file not in self.texts:
            self.texts[file] = _read_lines(file)
        lines = self.texts[file]
        return lines[place.line - 1] if place.line <= len(lines) else None

    def _mark(self, problem: Problem, source: str, gutter: int) -> list[str]:
        """Set the source line with the mark and the message under it."""
        bar, empty = self._frame("|"), " " * gutter
        number = self._frame(f"{problem.place.line:>{gutter}}")
        line = mark_line(source, problem.place, self._room(gutter))
        carets = self.paint("^" * line.carets, **_looks(problem))
        under = f"{empty} {bar} {' ' * line.before}"
        message = visible(problem.message)
        top = [f"{empty} {bar}", f"{number} {bar} {line.text}"]
        beside = self._room(gutter) - line.before - line.carets - 1
        if columns(message) <= beside:
            return [*top, f"{under}{carets} {message}"]
        # Below its mark a message moves left as far as it must to stay on one line.
        indent = min(line.before, self._room(gutter) - columns(message))
        if indent < 0:
            indent = line.before if self._room(gutter) - line.before >= _NARROWEST else 0
        below = wrap(message, self._room(gutter) - indent)
        return [*top, under + carets, *(f"{empty} {bar} {' ' * indent}{part}" for part in below)]


def allowed_in_words(allowed: Sequence[str]) -> list[str]:
    """List what is allowed in pieces; what is more than one word stands in backticks.

    A grade or a key is clear as it is; `not assessed` or `elbow flexors` needs its ends shown.

    >>> allowed_in_words(("0", "1+", "not assessed"))
    ['0', '1+', 'or `not assessed`']
    """
    pieces = [f"`{word}`" if re.search(r"[\s,]|^$", word) else word for word in allowed]
    pieces = [visible(piece) for piece in pieces]
    return [*pieces[:-1], f"or {pieces[-1]}"] if len(pieces) > 1 else pieces


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A source line as shown: its text, the columns before the mark, and the mark's columns."""

    text: str
    before: int
    carets: int


def mark_line(source: str, place: Place, room: int) -> MarkedLine:
    """Show a source line in so many columns that what a place marks is among them."""
    source, place = _cut_to_mark(source.rstrip(), place, room)
    units = _units(source)
    start, end = _marked_units(source, place, len(units))
    while 0 < start < len(units) and not columns(units[start]):
        start -= 1
    first, last = _window(units, start, end, room)
    cut_left = _CUT if first > 0 else ""
    cut_right = _CUT if last < len(units) else ""
    before = columns(cut_left) + columns("".join(units[first:start]))
    carets = columns("".join(units[start : min(end, last)]))
    return MarkedLine(f"{cut_left}{''.join(units[first:last])}{cut_right}", before, max(1, carets))


def _cut_to_mark(source: str, place: Place, room: int) -> tuple[str, Place]:
    """Take from a very long line what is near its mark; the rest could not be shown anyway."""
    if len(source) <= _LONG * room:
        return source, place
    skipped = max(0, min(place.column, len(source)) - 1 - room)
    near = source[skipped : skipped + _LONG * room]
    return near, replace(place, column=place.column - skipped) if place.column else place


def _units(line: str) -> list[str]:
    """Write what is shown for each character of a line; a tab fills up to the next stop."""
    units: list[str] = []
    filled = 0
    for character in line:
        unit = " " * (_TAB - filled % _TAB) if character == "\t" else show_character(character)
        filled += columns(unit)
        units.append(unit)
    return units


def _marked_units(source: str, place: Place, length: int) -> tuple[int, int]:
    """Find the marked characters as a half-open range that is inside the line, or at its end."""
    if place.column < 1:
        return min(len(source) - len(source.lstrip()), length), length
    start = min(place.column - 1, length)
    return start, min(start + max(place.width, 1), length)


def _window(units: Sequence[str], start: int, end: int, room: int) -> tuple[int, int]:
    """Choose the characters around a mark that fit: the mark, then what is before and after it."""
    if sum(map(columns, units)) <= room:
        return 0, len(units)
    room = max(1, room - 2 * columns(_CUT))
    last = _grow(units, start, end, room)
    used = columns("".join(units[start:last]))
    first = _shrink(units, start, min(room // 3, room - used))
    used = columns("".join(units[first:last]))
    last = _grow(units, last, len(units), room - used)
    used = columns("".join(units[first:last]))
    return _shrink(units, first, room - used), last


def _grow(units: Sequence[str], at: int, limit: int, room: int) -> int:
    """Go right from a position as far as the room allows, and return where that ends."""
    while at < limit and (room := room - columns(units[at])) >= 0:
        at += 1
    return at


def _shrink(units: Sequence[str], at: int, room: int) -> int:
    """Go left from a position as far as the room allows, and return where that ends."""
    while at > 0 and (room := room - columns(units[at - 1])) >= 0:
        at -= 1
    return at


_LINE_END = re.compile("\r\n|[\r\n]")


def _read_lines(file: str) -> list[str]:
    try:
        text = Path(file).read_bytes().decode("utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return []
    return _LINE_END.split(text)
