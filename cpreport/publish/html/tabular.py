"""Lay out a table as a page prints it: in parts that fit, with their widths."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from cpreport.publish.html.fewest_lines import (
    LONGEST_NAME,
    LONGEST_WORD,
    begins_apart,
    whole_parts,
    widths_with_fewest_lines,
)
from cpreport.tables.table import Cell, Table, TableColumn, TableRow
from cpreport.typography import set_signs

#: Characters of the table face that fit into a millimetre, at the size tables are set in.
_CHARACTERS_PER_MM = 0.7
#: Room that each column keeps free for its padding, in characters.
_PADDING = {"left": 2.4, "right": 3.8}
#: Room between groups of columns, in characters.
_APART = 2.4
#: How much wider than a small letter a capital is, and a letter of a heading than one of a cell.
_CAPITAL, _BOLD = 1.3, 1.06
#: Characters by which a column that needs no more room may stand away from the next.
_MOST_SPARE = 8.0
#: How much more room there is where columns stand a little nearer to each other.
_WITH_LESS_PADDING = 1.05
#: How much narrower the letters of several words are than those of a long word, in the mean.
_ON_A_LINE = 0.9
#: A text longer than this gains little from a wider column.
_LONGEST_LINE = 46


@dataclass(frozen=True, slots=True)
class HeadingCell:
    """One cell of the heading.

    scope : str
        What it heads: `col` or `colgroup`.
    align : str
        How its column is set: `left` or `right`, and `apart` where a new group of columns begins.
    """

    text: str
    align: str
    scope: str = "col"
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class BodyCell:
    """One cell of the body.

    lines : tuple of str
        Its text, line by line.
    results : str
        Ids of the results it prints, separated by spaces; empty where it prints none.
    lacks : float
        How far its last digit stands from the edge, in widths of a digit, so that the points of a
        column stand below each other; a point is half a digit wide.
    """

    lines: tuple[str, ...]
    align: str
    tone: str = ""
    results: str = ""
    heads_row: bool = False
    lacks: float = 0


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Neighbouring rows under one heading, which may be empty.

    short : bool
        Whether it is so short that it should stay on one page.
    """

    heading: str
    rows: tuple[tuple[BodyCell, ...], ...]
    short: bool


@dataclass(frozen=True, slots=True)
class TablePart:
    """Neighbouring columns of a table, with the row headings before them.

    widths : tuple of str
        Width of each column, as a percentage of the part.
    """

    heading: tuple[tuple[HeadingCell, ...], ...]
    groups: tuple[RowGroup, ...]
    widths: tuple[str, ...]

    @property
    def short(self) -> bool:
        """Whether all its groups together are so short that they should stay on one page."""
        return sum(len(group.rows) for group in self.groups) <= _SHORT_TABLE


@dataclass(frozen=True, slots=True)
class TablePage:
    """A table ready to be printed.

    parts : tuple of TablePart
        More than one where the columns do not fit beside each other.
    """

    id: str
    anchor: str
    label: str
    caption: str
    parts: tuple[TablePart, ...]
    notes: tuple[str, ...]
    wide: bool
    kind: str = "table"


#: The width that columns share where a reader can scroll, in mm.
_SCROLLED = 174.0
#: More values than this are no row that is taken in at a glance.
_MOST_ACROSS = 12
#: More rows than this may be parted by the end of a page: under one heading, and in a table.
_SHORT, _SHORT_TABLE = 3, 5


def table_page(
    table: Table, anchor: str, label: str, *, millimetres: float | None = None
) -> TablePage:
    """Lay out a table as it is printed.

    Parameters
    ----------
    millimetres : float or None
        The width there is, which parts the columns; None where a reader can scroll.
    """
    table = across(headed_once(_set(_without_same(table))))
    parts = [table] if millimetres is None else list(parted(table, millimetres))
    return TablePage(
        table.id,
        anchor,
        label,
        table.caption,
        tuple(_part(part, millimetres or _SCROLLED) for part in parts),
        table.notes,
        table.wide,
    )


def _without_same(table: Table) -> Table:
    """Leave out the columns that say the same in every row; notes say it before the others."""
    said = [column.instead for column in table.columns if column.instead]
    shown = [n for n in range(table.heads, len(table.columns)) if table.columns[n].instead is None]
    return replace(_of_columns(table, shown), notes=(*said, *table.notes))


def _set(table: Table) -> Table:
    """Set the words of a table as prose is set; its data files keep them as they are recorded."""
    columns = (
        replace(c, heading=set_signs(c.heading), group=set_signs(c.group)) for c in table.columns
    )
    rows = (
        replace(
            row,
            cells=tuple(replace(cell, text=_with_its_sign(cell.text)) for cell in row.cells),
            group=set_signs(row.group),
        )
        for row in table.rows
    )
    notes = tuple(map(set_signs, table.notes))
    caption = set_signs(table.caption)
    return replace(table, caption=caption, columns=tuple(columns), rows=tuple(rows), notes=notes)


def _with_its_sign(text: str) -> str:
    """Set a cell; no ▲ or ▼ stands on a line of its own, without what it is said of."""
    return _SIGN.sub("\N{NO-BREAK SPACE}", set_signs(text))


def headed_once(table: Table) -> Table:
    """Let rows head themselves where each group is one row of the same name, such as a number's."""
    groups = [list(rows) for _, rows in groupby(table.rows, key=lambda row: row.group)]
    if any(len(rows) > 1 or not _repeats(rows[0]) for rows in groups):
        return table
    rows = (TableRow((Cell(row.group), *row.cells[1:])) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _repeats(row: TableRow) -> bool:
    return bool(row.group) and row.group.startswith(row.cells[0].text)


def across(table: Table) -> Table:
    """Set the only column beside the row headings as a row: else it would stand far from them."""
    alone = (
        len(table.columns) == 2
        and table.heads == 1
        and not table.one_a_column
        and 1 < len(table.rows) <= _MOST_ACROSS
        and not any(row.group or row.sums_up for row in table.rows)
    )
    if not alone or table.columns[1].align == "left":
        return table
    heads = (TableColumn(row.cells[0].text, "right") for row in table.rows)
    cells = (row.cells[1] for row in table.rows)
    return replace(
        table,
        columns=(TableColumn(table.columns[0].heading), *heads),
        rows=(TableRow((Cell(table.columns[1].heading), *cells)),),
    )


def _part(table: Table, millimetres: float) -> TablePart:
    whole = _with_whole_values(table)
    least = sum(_least(whole, n) for n in range(len(whole.columns)))
    if least <= millimetres * _CHARACTERS_PER_MM * _WITH_LESS_PADDING:
        table = whole
    return TablePart(_heading(table), tuple(_groups(table)), column_widths(table, millimetres))


#: A space between a number and its unit or what it counts, and those of a range in brackets.
_WITH_UNIT = re.compile(r"(?<=\d) (?=[^\W\d_])(?!(?:to|and|or)\b)")
_SIGN = re.compile(" (?=[▲▼])")
_RANGE = re.compile(r"\([^()\n]{1,24} to [^()\n]{1,24}\)")


def _with_whole_values(table: Table) -> Table:
    rows = (
        replace(row, cells=tuple(replace(c, text=whole_values(c.text)) for c in row.cells))
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def whole_values(text: str) -> str:
    """Let no line end between a number and its unit, or in a range in brackets.

    >>> whole_values("5.5 years (4 to 9 years)").replace("\N{NO-BREAK SPACE}", "~")
    '5.5~years (4~to~9~years)'
    """
    text = _WITH_UNIT.sub("\N{NO-BREAK SPACE}", text)
    return _RANGE.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


def parted(table: Table, millimetres: float) -> Iterator[Table]:
    """Part a table whose columns do not fit beside each other; row headings stand in every part.

    Columns under a common heading stay together where they fit.
    """
    least = [_least(table, n) for n in range(len(table.columns))]
    room = millimetres * _CHARACTERS_PER_MM
    beside = room - sum(least[: table.heads])
    if sum(least[table.heads :]) <= beside:
        yield table
        return
    groups = groupby(range(table.heads, len(table.columns)), lambda n: table.columns[n].group)
    taken: list[int] = []
    for _, members in groups:
        for columns in _even(list(members), least, beside):
            if taken and sum(least[n] for n in (*taken, *columns)) > beside:
                yield _of_columns(table, taken)
                taken = []
            taken += columns
    yield _of_columns(table, taken)


def _even(columns: list[int], least: Sequence[float], room: float) -> Iterator[list[int]]:
    """Yield neighbouring columns in lots that fit, none much smaller than the others."""
    needed = sum(least[n] for n in columns)
    lots = math.ceil(needed / max(room, 1.0))
    lot: list[int] = []
    for n in columns:
        width = sum(least[m] for m in lot)
        if lot and (width + least[n] > room or width + least[n] / 2 > needed / lots):
            yield lot
            lot = []
        lot.append(n)
    yield lot


def _of_columns(table: Table, columns: Sequence[int]) -> Table:
    chosen = (*range(table.heads), *columns)
    return replace(
        table,
        columns=tuple(table.columns[n] for n in chosen),
        rows=tuple(replace(row, cells=tuple(row.cells[n] for n in chosen)) for row in table.rows),
    )


def _heading(table: Table) -> tuple[tuple[HeadingCell, ...], ...]:
    """Head columns with one line, or two where neighbours have a heading together."""
    if not any(column.group for column in table.columns):
        return (tuple(HeadingCell(kept_together(c.heading), c.align) for c in table.columns),)
    upper: list[HeadingCell] = []
    lower: list[HeadingCell] = []
    numbers = range(len(table.columns))
    for group, columns in groupby(numbers, key=lambda n: table.columns[n].group):
        members = list(columns)
        own = [
            HeadingCell(kept_together(table.columns[n].heading), _setting(table, n))
            for n in members
        ]
        if group:
            begins = " apart" if begins_apart(table, members[0]) else ""
            upper.append(HeadingCell(group, f"left{begins}", "colgroup", columns=len(members)))
            lower += own
        else:
            upper += [HeadingCell(c.text, c.align, rows=2) for c in own]
    return tuple(upper), tuple(lower)


def _setting(table: Table, n: int) -> str:
    """Say how a column is set: `left` or `right`, and `apart` where a further group begins."""
    return f"{table.columns[n].align}{' apart' if begins_apart(table, n) else ''}"


def kept_together(text: str) -> str:
    """Let no line end between a word and the number after it: `Month 6`."""
    return re.sub(r" (?=\d+$)", "\N{NO-BREAK SPACE}", text)


def _groups(table: Table) -> list[RowGroup]:
    groups = []
    decimals = [_decimals(table, n) for n in range(len(table.columns))]
    for heading, members in groupby(table.rows, key=lambda row: row.group):
        rows = tuple(_row(table, row, decimals) for row in members)
        groups.append(RowGroup(heading, rows, len(rows) <= _SHORT))
    return groups


def _row(table: Table, row: TableRow, decimals: Sequence[int]) -> tuple[BodyCell, ...]:
    return tuple(
        BodyCell(
            tuple(cell.text.split("\n")),
            _setting(table, n),
            cell.tone,
            " ".join(cell.results),
            n < table.heads,
            _lacks(cell.text, decimals[n]),
        )
        for n, cell in enumerate(row.cells)
    )


#: A number that stands alone in its cell, with its decimals.
_NUMBER = re.compile(r"[+\N{MINUS SIGN}]?\d[\d\N{NARROW NO-BREAK SPACE}]*(?:\.(\d+))?")


def _decimals(table: Table, n: int) -> int:
    """Count the most decimals of a column of numbers; none where its cells stand at the left."""
    if table.columns[n].align == "left":
        return 0
    found = (_NUMBER.fullmatch(row.cells[n].text) for row in table.rows)
    return max((len(number[1] or "") for number in found if number), default=0)


def _lacks(text: str, most: int) -> float:
    """Say how much narrower the decimals of a number are than the longest of its column.

    >>> _lacks("24", 1), _lacks("24.5", 1), _lacks("24.5", 2), _lacks("not scorable", 1)
    (1.5, 0, 1, 0)
    """
    number = _NUMBER.fullmatch(text)
    if number is None or not most:
        return 0
    decimals = len(number[1] or "")
    return most - decimals + (0 if decimals else 0.5)


def column_widths(table: Table, millimetres: float) -> tuple[str, ...]:
    """Share out the width so that no word is broken while there is room for it.

    The rule is that of CSS for tables, over counted characters instead of measured letters, which
    saves measuring every cell twice.
    """
    room = millimetres * _CHARACTERS_PER_MM
    columns = range(len(table.columns))
    least = [_least(table, n) for n in columns]
    whole = [max(least[n], _longest_missing(table, n)) for n in columns]
    least = whole if sum(whole) <= room else least
    nearer = room * _WITH_LESS_PADDING
    headed = _alike(table, [max(least[n], _headed(table, n)) for n in columns], nearer)
    least = headed if sum(headed) <= nearer else least
    named = [max(least[n], _named(table, n)) for n in columns]
    least = named if sum(named) <= room else least
    most = _alike(table, [_wished(table, n, least[n]) for n in columns], nearer)
    if sum(most) > room and (widths := widths_with_fewest_lines(table, millimetres)):
        return tuple(f"{100 * width / millimetres:.2f}%" for width in widths)
    widths = _shares(least, most, room, ragged=table.columns[-1].align == "left")
    total = sum(widths)
    return tuple(f"{100 * width / total:.2f}%" for width in widths)


def _wished(table: Table, n: int, least: float) -> float:
    """Count the characters of the longest line of a column, with its padding."""
    # A heading may take two lines before it makes its column wider than the cells do.
    texts = (row.cells[n].text for row in table.rows)
    line = max([len(table.columns[n].heading) / 2, *map(_longest_line, texts)])
    return max(line + _padding(table, n), least)


def _headed(table: Table, n: int) -> float:
    """Count the characters of a column's heading on one line, with its padding."""
    return min(_ON_A_LINE * _letters(table.columns[n].heading), LONGEST_WORD) + _padding(table, n)


def _named(table: Table, n: int) -> float:
    """Count the characters of the longest name of a row that is short enough for one line."""
    names = (row.cells[n].text for row in table.rows) if n < table.heads else ()
    lines = (_ON_A_LINE * _letters(name) for name in names if len(name) <= LONGEST_NAME)
    return max(lines, default=0) + _padding(table, n)


def _longest_missing(table: Table, n: int) -> float:
    """Count the characters of the longest word for what is missing, which should not be parted."""
    words = (row.cells[n] for row in table.rows)
    found = max((len(cell.text) for cell in words if cell.tone == "missing"), default=0)
    return min(found, LONGEST_WORD) + _padding(table, n)


def _alike(table: Table, widths: Sequence[float], room: float) -> list[float]:
    """Make columns of one name as wide as each other where there is room: both sides read alike."""
    apart = [_APART if begins_apart(table, n) else 0.0 for n in range(len(table.columns))]
    widest: dict[str, float] = {}
    for column, width, before in zip(table.columns, widths, apart, strict=True):
        widest[column.heading] = max(width - before, widest.get(column.heading, 0.0))
    alike = [widest[c.heading] + before for c, before in zip(table.columns, apart, strict=True)]
    return alike if sum(alike) <= room else list(widths)


def _least(table: Table, n: int) -> float:
    """Count the characters of the longest word of a column, with its padding."""
    column = table.columns[n]
    words = [_longest_word(row.cells[n].text) for row in table.rows]
    heading = _BOLD * _longest_word(kept_together(column.heading))
    return max([heading, *words]) + _padding(table, n)


def _padding(table: Table, n: int) -> float:
    return _PADDING[table.columns[n].align] + (_APART if begins_apart(table, n) else 0)


def _shares(
    least: Sequence[float], most: Sequence[float], room: float, *, ragged: bool
) -> list[float]:
    """Share out the room, in characters.

    Parameters
    ----------
    ragged : bool
        Whether the last column is set at the left, and may be wider than it needs.
    """
    needed, wished = sum(least), sum(most)
    if wished <= room:
        # All fits on single lines: no column but the last goes far from the one before it.
        spare = (room - wished) / len(most)
        apart = min(spare, _MOST_SPARE) if ragged else spare
        widths = [*(width + apart for width in most[:-1]), most[-1]]
        widths[-1] += room - sum(widths)
    elif needed < room:
        spare = (room - needed) / (wished - needed)
        widths = [low + spare * (high - low) for low, high in zip(least, most, strict=True)]
    else:
        widths = list(least)
    return widths


@lru_cache(maxsize=4096)
def _longest_word(text: str) -> float:
    """Count the characters of the longest part that should stand on one line."""
    return min(LONGEST_WORD, max(map(_letters, whole_parts(text))))


def _letters(word: str) -> float:
    return len(word) + (_CAPITAL - 1) * sum(letter.isupper() for letter in word)


def _longest_line(text: str) -> float:
    return min(_LONGEST_LINE, max(len(line) for line in text.split("\n")))
