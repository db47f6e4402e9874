"""Find the headings of a sheet, in one or several rows, and the table below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cpreport.exchange.read_sheets import RawSheet
from cpreport.exchange.read_workbook import column_letters
from cpreport.exchange.source_tables import (
    OddCell,
    SourceColumn,
    SourceRow,
    SourceTable,
    text_of,
    unique_names,
)

_NUMBER = re.compile(r"[<>≤≥~]?\s*[-+−]?[0-9]+([.,:/-][0-9]+)*\s*%?")
_MOST_HEADINGS = 3
#: Stands between the headings of one column, where these are in several rows.
BETWEEN = " / "


@dataclass(frozen=True, slots=True)
class LaidOutSheet:
    """A sheet with its headings found, and the rows above them that are none."""

    table: SourceTable
    above: tuple[SourceRow, ...]


def lay_out(raw: RawSheet, file: str, header_rows: int | None = None) -> LaidOutSheet | None:
    """Find the table of a sheet; none where it is empty.

    Parameters
    ----------
    header_rows : int or None
        How many rows of headings it has; None where that is to be found.
    """
    width = max((len(row.cells) for row in raw.rows), default=0)
    full = [_filled(row, width) for row in raw.rows]
    start = _first_heading(full)
    if start is None:
        return None
    count = header_rows or _header_rows(full[start:])
    heads, body = full[start : start + count], full[start + count :]
    used = [
        n
        for n in range(width)
        if any(row.cells[n] for row in heads) or any(r.cells[n] for r in body)
    ]
    if not used:
        return None
    letters = [column_letters(n) for n in used]
    names = unique_names(_joined([_texts(row, used) for row in heads]), letters)
    columns = tuple(SourceColumn(name, at) for name, at in zip(names, letters, strict=True))
    rows = tuple(SourceRow(r.number, tuple(r.cells[n] for n in used)) for r in body)
    table = SourceTable(file, raw.name, columns, rows, count, by_line=not raw.name)
    return LaidOutSheet(table, tuple(full[:start]))


def _filled(row: SourceRow, width: int) -> SourceRow:
    lacking = width - len(row.cells)
    return row if not lacking else SourceRow(row.number, row.cells + ("",) * lacking)


def _texts(row: SourceRow, used: Sequence[int]) -> list[str]:
    return [" ".join(text_of(row.cells[n]).split()) for n in used]


def _first_heading(rows: Sequence[SourceRow]) -> int | None:
    """Find the first row that is no title: two cells or more, or as many as any other has."""
    widest = max((sum(map(bool, row.cells)) for row in rows[:20]), default=0)
    for number, row in enumerate(rows[:20]):
        if sum(map(bool, row.cells)) >= min(2, widest):
            return number
    return None


def _header_rows(rows: Sequence[SourceRow]) -> int:
    """Count the rows of headings: above the first row with a number, or that fills no gaps."""
    count = 1
    while count < min(_MOST_HEADINGS, len(rows) - 1) and _heads(rows[count], rows[count - 1]):
        count += 1
    return count


def _heads(row: SourceRow, above: SourceRow) -> bool:
    """Whether a row below a heading is a heading too: words alone, under one that groups them."""
    if any(isinstance(c, OddCell) or (c and _NUMBER.fullmatch(c)) for c in row.cells):
        return False
    upper = [text_of(cell) for cell in above.cells]
    filled = [n for n, cell in enumerate(row.cells) if cell]
    spans = any(not upper[n] for n in filled if n > 0)
    said = [text for text in upper if text]
    repeats = len(set(said)) < len(said)
    return len(filled) > 1 and (spans or repeats)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Put the headings of a column together; one that spans columns stands over all of them."""
    spread = [_spread(row, rows[n + 1 :]) for n, row in enumerate(rows)]
    return [BETWEEN.join(dict.fromkeys(filter(None, parts))) for parts in zip(*spread, strict=True)]


def _spread(row: Sequence[str], below: Sequence[Sequence[str]]) -> list[str]:
    found: list[str] = []
    before = ""
    for n, text in enumerate(row):
        before = text or (before if any(other[n] for other in below) else "")
        found.append(before if below else text)
    return found
