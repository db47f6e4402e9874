"""Write a case as a YAML file, and keep which cell each of its lines came from."""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cpreport.cases.case import Case
from cpreport.exchange.rows_to_cases import CellValue, Tree
from cpreport.exchange.scalar_text import double_quoted
from cpreport.problems import Place

#: What needs no quotation marks where a value is read as text; in braces, less.
_PLAIN = re.compile(r"[A-Za-z0-9(<≤≥~+][^\n\r\t:#\\\"'\[\]{},&*!|>%@`]*(?<![ ])")
_WIDTH = 96
_ORDER = {key: n for n, key in enumerate(Case.model_fields)}


@dataclass(slots=True)
class WrittenCase:
    """A case file and where its lines came from.

    cells : dict of int to list of (int, Place)
        By line, from 1: from which column on which cell stands in it.
    """

    lines: list[str] = field(default_factory=list)
    cells: dict[int, list[tuple[int, Place]]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The file."""
        return "\n".join(self.lines) + "\n"

    def cell(self, place: Place) -> Place | None:
        """Find the cell that a place in the file came from."""
        for line in range(place.line, 0, -1):
            if line in self.cells:
                known = self.cells[line]
                at = bisect_right([column for column, _ in known], place.column) - 1
                return known[max(at, 0)][1]
        return None


def write_case(tree: Tree) -> WrittenCase:
    """Write a case in the order of the file format."""
    written = WrittenCase(["# yaml-language-server: $schema=../schemas/case.schema.json"])
    ordered = dict(sorted(tree.items(), key=lambda pair: _ORDER.get(pair[0], len(_ORDER))))
    _mapping(written, ordered, 0)
    return written


def _mapping(written: WrittenCase, tree: Mapping[str, object], indent: int, dash: str = "") -> None:
    for key, value in tree.items():
        start = f"{' ' * (indent - len(dash))}{dash}{_scalar(key)}:"
        dash = ""
        _value(written, start, value, indent)


def _value(written: WrittenCase, start: str, value: object, indent: int) -> None:
    if isinstance(value, CellValue):
        _entry(written, start, value, indent)
        return
    assert isinstance(value, dict)
    if value and all(isinstance(key, int) for key in value):
        _add(written, start, first_cell(value))
        for _, one in sorted(value.items()):
            if isinstance(one, CellValue):
                _entry(written, f"{' ' * (indent + 2)}-", one, indent + 2)
            else:
                _mapping(written, one, indent + 4, "- ")
        return
    if (short := _braces(value)) is not None and len(start) + len(short[0]) < _WIDTH:
        text, columns = short
        written.lines.append(f"{start} {text}")
        cells = [(len(start) + 2 + column, place) for column, place in columns]
        written.cells[len(written.lines)] = [(1, cells[0][1]), *cells]
        return
    _add(written, start, first_cell(value))
    _mapping(written, value, indent + 2)


def _braces(value: Mapping[str, object]) -> tuple[str, list[tuple[int, Place]]] | None:
    """Write sides, a date and the like in one line; None where that would not be short."""
    if not value or len(value) > 3:
        return None
    parts, columns, at = [], [], 1
    for key, entry in value.items():
        if not isinstance(entry, CellValue) or "\n" in entry.text:
            return None
        part = f"{_scalar(key)}: {_scalar(entry.text) if entry.text else ''}"
        parts.append(part)
        columns.append((at, entry.place))
        at += len(part) + 2
    return f"{{{', '.join(parts)}}}", columns


def _entry(written: WrittenCase, start: str, entry: CellValue, indent: int) -> None:
    if "\n" in entry.text and _fits_a_block(entry.text):
        _add(written, f"{start} |{'' if entry.text.endswith(chr(10)) else '-'}", entry.place)
        for line in entry.text.removesuffix("\n").split("\n"):
            _add(written, f"{' ' * (indent + 2)}{line}" if line else "", entry.place)
        return
    one_line = entry.text.isprintable() and not re.search(r"\s{2}|^ | $", entry.text)
    if len(entry.text) > _WIDTH and one_line:
        _add(written, f"{start} >-", entry.place)
        for line in textwrap.wrap(
            entry.text, _WIDTH - indent, break_long_words=False, break_on_hyphens=False
        ):
            _add(written, f"{' ' * (indent + 2)}{line}", entry.place)
        return
    _add(written, f"{start} {_scalar(entry.text)}" if entry.text else start, entry.place)


def _fits_a_block(text: str) -> bool:
    """Whether a block gives back the same text: no blank ends, no line that begins with space."""
    lines = text.removesuffix("\n").split("\n")
    plain = all(line == line.rstrip() and line.isprintable() for line in lines)
    return plain and bool(lines[0] and lines[-1]) and not any(li[:1] == " " for li in lines)


def _add(written: WrittenCase, line: str, place: Place | None) -> None:
    written.lines.append(line)
    if place is not None:
        written.cells[len(written.lines)] = [(1, place)]


def _scalar(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.isprintable()
    return text if plain else double_quoted(text)


def first_cell(value: object) -> Place | None:
    """Find the cell of the first entry below a key."""
    return next(_cells(value), None)


def _cells(value: object) -> Iterator[Place]:
    if isinstance(value, CellValue):
        yield value.place
    elif isinstance(value, dict):
        for below in value.values():
            yield from _cells(below)
