"""Set a `Table` in lines for a terminal, however many rows it has.

The rows are gone through several times and never kept: first for the different texts of each
column, which decide how wide it is, then for the lines of each row, as they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cpreport.numbers import MINUS
from cpreport.tables.table import Align, Table, TableColumn, TableRow
from cpreport.terminal_text import columns, pack, visible, wrap

_GAP = 2
#: No column is squeezed below this to make a table fit.
_NARROWEST = 6
#: A number or a grade such as `1+`; the group is what stands after its whole part.
_ALIGNED = re.compile(r"[+-]?\d+(\.\d+|[+-])?")


@dataclass(frozen=True, slots=True)
class _MeasuredColumn:
    """A column before it has a width.

    cells : mapping of str to sequence of str
        The lines of each of its different texts.
    natural, least : int
        The columns of the terminal that it fills, and the fewest it can be squeezed to.
    """

    heading: str
    align: Align
    cells: Mapping[str, Sequence[str]]
    natural: int
    least: int


@dataclass(frozen=True, slots=True)
class _WrappedColumn:
    """A column in its width: every line of its heading and of its cells is so wide."""

    width: int
    heading: Sequence[str]
    cells: Mapping[str, Sequence[str]]


def to_terminal(table: Table, width: int) -> str:
    """Set a table as text for a terminal: caption, rows under their groups, notes.

    Long cells wrap. Where even that does not fit the columns follow each other in several blocks,
    each with the row headings. A row heading that repeats the one above it is left out.

    Parameters
    ----------
    table : Table
    width : int
        Columns of the terminal.
    """
    return "\n".join(terminal_lines(table, table.rows, width)) + "\n"


def terminal_lines(table: Table, rows: Iterable[TableRow], width: int) -> Iterator[str]:
    """Yield the lines of `to_terminal` one by one, with rows that may be too many to keep.

    Parameters
    ----------
    table : Table
        Its own rows are not looked at.
    rows : iterable of TableRow
        Gone through several times; each time it must give the same rows.
    width : int
        Columns of the terminal.
    """
    yield from wrap(visible(table.caption), width)
    measured = _measure(table, rows)
    for widths in _blocks(table, measured, width):
        chosen = {n: _wrap_column(measured[n], columns) for n, columns in widths.items()}
        yield ""
        yield from _block(table, rows, chosen, width)
    if table.notes:
        yield ""
    for note in table.notes:
        yield from wrap(visible(note), width)


def _texts(table: Table, rows: Iterable[TableRow]) -> Iterator[tuple[TableRow, list[str]]]:
    """Yield each row with its texts; one is empty where it is a row heading that repeats.

    A row heading repeats what stands above it if all to its left do.
    """
    above: TableRow | None = None
    for row in rows:
        texts = [cell.text for cell in row.cells]
        if above is not None and above.group == row.group:
            for n in range(table.heads - 1):
                if above.cells[n].text != row.cells[n].text:
                    break
                texts[n] = ""
        above = row
        yield row, texts


def _measure(table: Table, rows: Iterable[TableRow]) -> list[_MeasuredColumn]:
    """Measure every text, column by column, decimals under decimals."""
    found: list[dict[str, None]] = [{} for _ in table.columns]
    for _, texts in _texts(table, rows):
        for seen, text in zip(found, texts, strict=True):
            seen[text] = None
    return [_measure_column(*pair) for pair in zip(table.columns, found, strict=True)]


def _measure_column(column: TableColumn, texts: Iterable[str]) -> _MeasuredColumn:
    aligned = _align_decimals(texts) if column.align == "right" else {t: t for t in texts}
    cells = {
        text: [visible(line) for line in written.split("\n")] for text, written in aligned.items()
    }
    heading = visible(column.full_heading)
    lines = {heading, *(line for cell in cells.values() for line in cell)}
    words = {word for line in lines for word in line.split(" ")}
    least = max(_NARROWEST, *map(columns, words))
    return _MeasuredColumn(heading, column.align, cells, max(map(columns, lines)), least)


def _align_decimals(texts: Iterable[str]) -> dict[str, str]:
    """Lengthen numbers on the right so that their whole parts end in one column."""
    numbers = {text: _ALIGNED.fullmatch(text.replace(MINUS, "-")) for text in texts}
    behind = {text: len(number[1] or "") for text, number in numbers.items() if number}
    most = max(behind.values(), default=0)
    return {t: t + " " * (most - behind[t]) if t in behind else t for t in numbers}


def _blocks(table: Table, measured: Sequence[_MeasuredColumn], width: int) -> list[dict[int, int]]:
    """Share out the columns over blocks that fit; for each block its columns' widths."""
    heads = list(range(table.heads))
    blocks: list[list[int]] = [list(heads)]
    for n in range(table.heads, len(table.columns)):
        least = [measured[c].least for c in (*blocks[-1], n)]
        if len(blocks[-1]) > len(heads) and _total(least) > width:
            blocks.append(list(heads))
        blocks[-1].append(n)
    return [_squeeze({n: measured[n] for n in block}, width) for block in blocks]


def _total(widths: Iterable[int]) -> int:
    given = list(widths)
    return sum(given) + _GAP * (len(given) - 1)


def _squeeze(block: Mapping[int, _MeasuredColumn], width: int) -> dict[int, int]:
    """Take room from the widest column, again and again, until a block fits or nothing gives."""
    given = {n: column.natural for n, column in block.items()}
    while _total(given.values()) > width:
        free = [n for n, column in block.items() if given[n] > column.least]
        if not free:
            break
        given[max(free, key=lambda n: given[n])] -= 1
    return given


def _wrap_column(column: _MeasuredColumn, width: int) -> _WrappedColumn:
    """Wrap a column to a width and fill up its lines to the widest of them."""
    heading = wrap(column.heading, width)
    cells = {text: _lines_in(lines, width) for text, lines in column.cells.items()}
    filled = max(columns(line) for cell in (heading, *cells.values()) for line in cell)

    def padded(lines: Sequence[str]) -> list[str]:
        gaps = [" " * (filled - columns(line)) for line in lines]
        if column.align == "right":
            return [gap + line for gap, line in zip(gaps, lines, strict=True)]
        return [line + gap for gap, line in zip(gaps, lines, strict=True)]

    return _WrappedColumn(
        filled, padded(heading), {text: padded(cell) for text, cell in cells.items()}
    )


def _lines_in(lines: Sequence[str], width: int) -> list[str]:
    return [part for line in lines for part in (wrap(line, width) if line.strip() else [line])]


def _block(
    table: Table, rows: Iterable[TableRow], chosen: Mapping[int, _WrappedColumn], width: int
) -> Iterator[str]:
    """Set headings, a rule, and the rows, each group under its name."""
    yield from _beside(chosen.values(), [column.heading for column in chosen.values()])
    yield (" " * _GAP).join("-" * column.width for column in chosen.values())
    group = ""
    for m, (row, texts) in enumerate(_texts(table, rows)):
        if row.group != group:
            group = row.group
            yield from ([""] if m else [])
            yield from pack(visible(group).split(" "), width)
        cells = [column.cells[texts[n]] for n, column in chosen.items()]
        yield from _beside(chosen.values(), cells)


def _beside(chosen: Iterable[_WrappedColumn], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Set cells beside each other, from their first lines on."""
    gap = " " * _GAP
    if all(len(cell) == 1 for cell in cells):
        yield gap.join(cell[0] for cell in cells).rstrip()
        return
    empty = [" " * column.width for column in chosen]
    for n in range(max(map(len, cells))):
        line = (cell[n] if n < len(cell) else e for cell, e in zip(cells, empty, strict=True))
        yield gap.join(line).rstrip()
