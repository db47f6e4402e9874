"""Share the width of a table among columns whose cells wrap, so that it has fewest lines.

Words are measured in the face that tables are set in, so that no room is kept for what counted
characters may be wrong by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

from cpreport.figures.lettering import POINT, width
from cpreport.tables.table import Table

#: Size of letters in tables, in pt, and the weights of cells and headings, as `styles` set them.
_SIZE, _CELL, _HEADING = 8.25, 400, 600
#: Room that each column keeps free beside its words, between groups of columns, and between a
#: column set at the right and one set at the left, in mm; and what rounding may take.
_PADDING = {"left": 5 * POINT, "right": 9 * POINT}
_APART, _BEHIND_RIGHT, _ROUNDING = 9 * POINT, 5 * POINT, 0.3
#: Columns are made wider by so many mm at a time.
_STEP = 0.5
#: The power by which one line more of a high row is worse than of a low one.
_HIGH_ROWS = 4
#: A column as wide as this, in mm, gains little from more.
_WIDE = 66.0
#: A word longer than this may be parted after a hyphen; with more letters than the other it is
#: broken rather than its column made wider.
_LONGEST_WHOLE_WORD, LONGEST_WORD = 13, 26
#: A name of a row up to this stands on one line where there is room for it.
LONGEST_NAME = 24


def widths_with_fewest_lines(table: Table, room: float) -> list[float]:
    """Choose how wide columns are, in mm; empty where their longest words do not fit."""
    together = _widened_together(table)
    least = [_least(table, n) for n in range(len(table.columns))]
    for columns in together:
        for n in columns:
            least[n] = max(least[other] - _before(table, other) for other in columns)
            least[n] += _before(table, n)
    named = [max(width, _named(table, n)) for n, width in enumerate(least)]
    least = named if sum(named) <= room else least
    spare = room - sum(least)
    if spare < 0:
        return []
    widths = list(least)
    ways = {columns: _weights(table, columns, least, spare) for columns in together}
    at = dict.fromkeys(ways, 0)
    while True:
        steps = (
            ((weights[at[columns]] - weight) / ((n - at[columns]) * len(columns)), columns, n)
            for columns, weights in ways.items()
            for n, weight in enumerate(weights)
            if at[columns] < n and (n - at[columns]) * len(columns) * _STEP <= spare
        )
        gain, columns, n = max(steps, default=(0.0, (), 0), key=itemgetter(0))
        if not gain:
            break
        spare -= (n - at[columns]) * len(columns) * _STEP
        at[columns] = n
    for columns, n in at.items():
        for column in columns:
            widths[column] += n * _STEP
    return [width + spare / len(widths) for width in widths]


def _widened_together(table: Table) -> list[tuple[int, ...]]:
    """List the columns that are as wide as each other: those of one name, or one a patient."""
    named: dict[str, list[int]] = {}
    for n, column in enumerate(table.columns):
        alike = table.one_a_column and n >= table.heads
        named.setdefault("" if alike else column.heading, []).append(n)
    return [tuple(columns) for columns in named.values()]


def _weights(
    table: Table, columns: Sequence[int], least: Sequence[float], spare: float
) -> list[int]:
    """Weigh the lines of columns at each width; one more of a high row is worse than of a low one.

    The list ends where no cell has a second line, or there is no more room.
    """
    room = min(spare / len(columns), _WIDE)
    texts = [
        (written, least[n] - _padding(table, n), weight)
        for n in columns
        for written, weight in _texts(table, n)
    ]
    weights: list[int] = []
    for step in range(int(room / _STEP) + 1):
        lines = [_lines(text, place + step * _STEP, weight) for text, place, weight in texts]
        weights.append(sum(count**_HIGH_ROWS for count in lines))
        if max(lines) <= 1:
            break
    return weights


def _texts(table: Table, n: int) -> Iterator[tuple[str, int]]:
    yield table.columns[n].heading, _HEADING
    yield from ((row.cells[n].text, _CELL) for row in table.rows)


def _least(table: Table, n: int) -> float:
    """Measure the longest word of a column, with its padding."""
    words = (
        width(part, _SIZE, weight)
        for written, weight in _texts(table, n)
        for part in whole_parts(written)
    )
    return max(words, default=0.0) + _padding(table, n)


def _named(table: Table, n: int) -> float:
    """Measure the longest name of a row that is short enough for one line, with its padding."""
    names = (row.cells[n].text for row in table.rows) if n < table.heads else ()
    whole = (width(name, _SIZE, _CELL) for name in names if len(name) <= LONGEST_NAME)
    return max(whole, default=0.0) + _padding(table, n)


def _padding(table: Table, n: int) -> float:
    return _PADDING[table.columns[n].align] + _before(table, n) + _ROUNDING


def _before(table: Table, n: int) -> float:
    """Measure the room before the words of a column."""
    if begins_apart(table, n):
        return _APART
    aligned = tuple(column.align for column in table.columns[max(n - 1, 0) : n + 1])
    return _BEHIND_RIGHT if aligned == ("right", "left") else 0.0


def begins_apart(table: Table, n: int) -> bool:
    """Whether a column begins a group behind another one."""
    groups = [column.group for column in table.columns[: n + 1]]
    return n > 0 and bool(groups[n - 1]) and groups[n] != groups[n - 1]


def whole_parts(text: str) -> Iterator[str]:
    """Yield what should stand on one line each.

    A hyphen and a slash let a line end after them, which only long words should make use of.
    """
    for word in re.split(r"[ \n]", text):
        parts = re.split(r"(?<=[-/–])", word) if len(word) > _LONGEST_WHOLE_WORD else [word]
        yield from (part[:LONGEST_WORD] for part in parts)


@lru_cache(maxsize=65536)
def _lines(text: str, room: float, weight: int) -> int:
    """Count the lines of a cell of so many mm."""
    lines, space = 0, width(" ", _SIZE, weight)
    for written in text.split("\n"):
        left = -1.0
        for word in written.split(" "):
            for part in whole_parts(word):
                taken = width(part, _SIZE, weight)
                if taken > left:
                    lines, left = lines + 1, room
                left -= taken
            left -= space
    return lines
