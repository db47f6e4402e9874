"""Write a printed table as CSV, with numbers that programs read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from cpreport.data.csv_text import csv_parts
from cpreport.numbers import MINUS
from cpreport.tables.table import Table, TableRow

#: Spaces that keep a number together in print.
_NARROW_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": None})
_LINE_END = re.compile("\r\n|[\r\n]")


def to_csv(table: Table) -> str:
    r"""Write a table as CSV: one line of headings, one line a row.

    Caption and notes are left out. Row groups become a first column. The minus sign is a hyphen and
    no-break spaces are spaces, so that a number is a number; several lines of a cell are one, with
    semicolons between them.
    """
    return "".join(to_csv_parts(table, table.rows))


def to_csv_parts(table: Table, rows: Iterable[TableRow]) -> Iterator[str]:
    """Yield the text of `to_csv` in parts, of rows that may be too many to keep.

    Parameters
    ----------
    table : Table
        Its own rows are not looked at.
    rows : iterable of TableRow
        Gone through twice; each time it must give the same rows.
    """
    grouped = has_groups(rows)
    lines = chain([headings(table, grouped=grouped)], texts(rows, grouped=grouped))
    return csv_parts(list(map(_for_programs, line)) for line in lines)


def has_groups(rows: Iterable[TableRow]) -> bool:
    """Tell whether any row stands under a group."""
    return any(row.group for row in rows)


def headings(table: Table, *, grouped: bool) -> list[str]:
    """List the headings of a table in one line; that of the groups, where there are any, first."""
    found = [column.full_heading for column in table.columns]
    return [table.group_heading, *found] if grouped else found


def texts(rows: Iterable[TableRow], *, grouped: bool) -> Iterator[list[str]]:
    """Yield the texts of each row; its group, where there are any, is the first."""
    for row in rows:
        cells = [cell.text for cell in row.cells]
        yield [row.group, *cells] if grouped else cells


@lru_cache(maxsize=4096)
def _for_programs(text: str) -> str:
    return _LINE_END.sub("; ", text.replace(MINUS, "-").translate(_NARROW_SPACES))
