"""Read JSON as text with places: numbers keep their digits, and nothing is typed."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from json.decoder import scanstring  # type: ignore[attr-defined]

from cpreport.cases.blanks import Blank, blank_values
from cpreport.cases.text import Entry, Listing, Mapping, Node, Scalar
from cpreport.cases.yaml_text import too_many
from cpreport.limits import limit
from cpreport.problems import Place, Problem

_SPACE = re.compile(r"[ \t\n\r]*")
_BARE = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?|true|false|null")
_QUOTED_OR_CONSTANT = re.compile(r'"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)', re.DOTALL)
_QUOTED_OR_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|([,:])', re.DOTALL)
_DEEPEST = 30


def read_json(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """Read one JSON document as text: numbers keep their digits, `null` counts as blank."""
    if (large := _too_many(text, file)) is not None:
        return None, [large]
    try:
        # Numbers stay text here too: to work out one of a million digits takes long.
        json.loads(text, parse_constant=_no_constant, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        return None, [Problem("CP002", place, f"this is not JSON: {error.msg.lower()}")]
    except _NoConstant as error:
        message = f"`{error.name}` is not a JSON value"
        hint = "write a number, or `not assessed` in quotes"
        return None, [Problem("CP002", _constant(text, file), message, help=hint)]
    except RecursionError:
        return None, [Problem("CP002", Place(file, 1, 1), "the values are nested too deeply")]
    reading = _JsonReading(text, file)
    node, _ = reading.value(reading.skip(0), 0)
    return node, reading.problems


def _too_many(text: str, file: str) -> Problem | None:
    """Count the values of a file, one for each comma and colon outside a text."""
    most = limit("CPREPORT_MAX_FILE_VALUES")
    if len(text) < 2 * most or text.count(",") + text.count(":") < most:
        return None
    found = sum(1 for match in _QUOTED_OR_SIGN.finditer(text) if match[1])
    return too_many(Place(file), most) if found >= most else None


class _NoConstant(ValueError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _constant(text: str, file: str) -> Place:
    """Find the first `NaN` or `Infinity` that stands in no quotation."""
    found = next((m for m in _QUOTED_OR_CONSTANT.finditer(text) if m[1]), None)
    if found is None:
        return Place(file, 1, 1)
    begin = text.rfind("\n", 0, found.start()) + 1
    line = text.count("\n", 0, begin) + 1
    return Place(file, line, found.start() - begin + 1, len(found[1]))


def _no_constant(name: str) -> object:
    raise _NoConstant(name)


class _JsonReading:
    """One pass over a document that is known to be well formed."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.starts = [0, *(i + 1 for i, letter in enumerate(text) if letter == "\n")]
        self.file = file
        self.problems: list[Problem] = []

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        assert match is not None
        return match.end()

    def place(self, start: int, end: int) -> Place:
        line = bisect_right(self.starts, start)
        begin = self.starts[line - 1]
        newline = self.text.find("\n", start, end)
        width = (end if newline < 0 else newline) - start
        return Place(self.file, line, start - begin + 1, max(1, width))

    def value(self, at: int, depth: int) -> tuple[Node | None, int]:
        if depth > _DEEPEST:
            place = self.place(at, at + 1)
            self.problems.append(Problem("CP002", place, "the values are nested too deeply"))
            return None, len(self.text)
        if self.text[at] == "{":
            return self.mapping(at, depth)
        if self.text[at] == "[":
            return self.listing(at, depth)
        if self.text[at] == '"':
            text, end = scanstring(self.text, at + 1, True)
            place = self.place(at, end)
            if any("\ud800" <= letter <= "\udfff" for letter in text):
                message = "half a character (a lone surrogate) stands here"
                self.problems.append(Problem("CP002", place, message, help="write it anew"))
                text = text.encode("utf-16", "replace").decode("utf-16")
            inside = Place(self.file, place.line, place.column + 1)
            return Scalar(text, place, ((0, inside),)), end
        match = _BARE.match(self.text, at)
        assert match is not None
        place = self.place(at, match.end())
        word = "" if match[0] == "null" else match[0]
        return Scalar(word, place), match.end()

    def mapping(self, at: int, depth: int) -> tuple[Node | None, int]:
        entries: list[Entry] = []
        first: dict[str, Place] = {}
        position = self.skip(at + 1)
        while self.text[position] != "}":
            key, end = scanstring(self.text, position + 1, True)
            key_place = self.place(position, end)
            position = self.skip(self.skip(end) + 1)
            value, position = self.value(position, depth + 1)
            if position >= len(self.text):
                return None, position
            self.keep(key, key_place, value, first, entries)
            position = self.skip(position)
            if self.text[position] == ",":
                position = self.skip(position + 1)
        return Mapping(tuple(entries), self.place(at, position + 1)), position + 1

    def keep(
        self,
        key: str,
        place: Place,
        value: Node | None,
        first: dict[str, Place],
        entries: list[Entry],
    ) -> None:
        """Add an entry unless it repeats a key or says nothing."""
        if key in first:
            message = f"`{key}` stands already in line {first[key].line}"
            self.problems.append(Problem("CP005", place, message, help="keep one of the two"))
            return
        first[key] = place
        if isinstance(value, Scalar) and not value.text.strip():
            self.problems += blank_values([Blank((key,), place)])
        elif value is not None:
            entries.append(Entry(key, place, value))

    def listing(self, at: int, depth: int) -> tuple[Node | None, int]:
        values: list[Node] = []
        position = self.skip(at + 1)
        while self.text[position] != "]":
            value, position = self.value(position, depth + 1)
            if position >= len(self.text):
                return None, position
            if value is not None:
                values.append(value)
            position = self.skip(position)
            if self.text[position] == ",":
                position = self.skip(position + 1)
        return Listing(tuple(values), self.place(at, position + 1)), position + 1
