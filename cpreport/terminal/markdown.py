"""Print a table as Markdown, however many rows it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from cpreport.data.table_csv import has_groups, headings, texts
from cpreport.tables.table import Table, TableRow

_LINE_END = re.compile("\r\n|[\r\n]")
#: Markdown's own signs; a cell is plain text and must not be read as Markdown.
_SIGN = re.compile(r"([\\`*_\[\]<>|&~#$])")

#: Rows that are set at once.
_BATCH = 1000


def to_markdown(table: Table) -> str:
    """Print a table as a pipe table: caption, rows, notes; a final line end."""
    return "".join(markdown_parts(table, table.rows))


def markdown_parts(table: Table, rows: Iterable[TableRow]) -> Iterator[str]:
    """Yield the text of `to_markdown` in parts, of rows that may be too many to keep.

    Parameters
    ----------
    table : Table
        Its own rows are not looked at.
    rows : iterable of TableRow
        Gone through several times; each time it must give the same rows.
    """
    grouped = has_groups(rows)
    heads = list(map(_escape, headings(table, grouped=grouped)))
    aligned = ["left"] * grouped + [column.align for column in table.columns]
    widest = _widest(len(heads), texts(rows, grouped=grouped))
    lines = (list(map(_escape, line)) for line in texts(rows, grouped=grouped))
    yield f"**{_escape(table.caption)}**\n\n"
    batch = list(islice(lines, _BATCH))
    top = _pipes(heads, [widest], aligned) if batch else _pipes(heads, [], None)
    yield _join(top[:2])
    while batch:
        # Its first row has the widest text of each column, so a batch is as wide as the whole.
        yield _join(_pipes(heads, [widest, *batch], aligned)[3:])
        batch = list(islice(lines, _BATCH))
    yield from (f"\n{_escape(note)}\n" for note in table.notes)


def _widest(count: int, lines: Iterable[Sequence[str]]) -> list[str]:
    """Find the widest text of each column as tabulate measures it, without blanks at its ends."""
    widest = [""] * count
    for line in lines:
        for n, text in enumerate(line):
            cell = _escape(text).strip()
            if len(cell) > len(widest[n]):
                widest[n] = cell
    return widest


def _pipes(
    heads: Sequence[str], lines: Sequence[Sequence[str]], aligned: Sequence[str] | None
) -> list[str]:
    """Set the lines of a pipe table: headings, rule, rows."""
    from tabulate import tabulate

    grid = tabulate(lines, headers=heads, tablefmt="pipe", colalign=aligned, disable_numparse=True)
    return grid.split("\n")


def _join(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


@lru_cache(maxsize=4096)
def _escape(text: str) -> str:
    return _LINE_END.sub("<br>", _SIGN.sub(r"\\\1", text))
