"""Take a `Table`, and give it as CSV or as Markdown.

HTML is printed from the same record by the template `partials/table.html`, text for a terminal by
`lines.py`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice

from cpreport.numbers import MINUS
from cpreport.tables.table import Table, TableRow

#: Beginnings that make a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t")
#: A number or a few of them, as results are printed: `+25`, `-1 (-2 to 0)`, `3 of 4`, `53%`.
_NUMERIC = re.compile(r"[+-]?\d[\d .,;%()+-]*(?:(?:to|of) ?[\d .,;%()+-]+)*")
#: Spaces that keep a number together in print.
_NARROW_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": None})
_LINE_END = re.compile("\r\n|[\r\n]")
#: Markdown's own signs; a cell is plain text and must not be read as Markdown.
_MARKDOWN_SIGN = re.compile(r"([\\`*_\[\]<>|&~#$])")

#: Rows that are set at once.
_BATCH = 1000


def to_csv(table: Table) -> str:
    r"""Give a table as CSV: one line of headings, one line a row, `\n` at line ends, UTF-8 text.

    Caption and notes are left out. Row groups become a first column. Two things differ from what
    other formats print, so that programs can read the file:

    - the minus sign is a hyphen and no-break spaces are spaces, so that a number is a number;
    - a text that a spreadsheet would take for a formula gets an apostrophe in front. Numbers such
      as `+25` and `-1 (-2 to 0)` are no formulas and stay.
    """
    return "".join(csv_parts(table, table.rows))


def csv_parts(table: Table, rows: Iterable[TableRow]) -> Iterator[str]:
    """Give the text of `to_csv` in parts, of rows that may be too many to keep.

    Parameters
    ----------
    table : Table
        Its own rows are not looked at.
    rows : iterable of TableRow
        Gone through several times; each time it must give the same rows.
    """
    grouped = _grouped(rows)
    lines = chain([_headings(table, grouped)], _texts(rows, grouped))
    while batch := list(islice(lines, _BATCH)):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([_for_csv(cell) for cell in line] for line in batch)
        yield text.getvalue()


@lru_cache(maxsize=4096)
def _for_csv(text: str) -> str:
    text = _LINE_END.sub("; ", text.replace(MINUS, "-").translate(_NARROW_SPACES))
    harmless = not text.startswith(_FORMULA) or _NUMERIC.fullmatch(text)
    return text if harmless else f"'{text}"


def to_markdown(table: Table) -> str:
    """Give a table as Markdown (pipe table): caption, rows, notes; a final line end."""
    return "".join(markdown_parts(table, table.rows))


def markdown_parts(table: Table, rows: Iterable[TableRow]) -> Iterator[str]:
    """Give the text of `to_markdown` in parts, of rows as for `csv_parts`."""
    grouped = _grouped(rows)
    headings = list(map(_for_markdown, _headings(table, grouped)))
    aligned = ["left"] * grouped + [column.align for column in table.columns]
    widest = _widest(len(headings), _texts(rows, grouped))
    lines = ([_for_markdown(text) for text in line] for line in _texts(rows, grouped))
    yield f"**{_for_markdown(table.caption)}**\n\n"
    batch = list(islice(lines, _BATCH))
    top = _pipes(headings, [widest], aligned) if batch else _pipes(headings, [], None)
    yield _joined(top[:2])
    while batch:
        # Its first row has the widest text of each column, so a batch is as wide as the whole.
        yield _joined(_pipes(headings, [widest, *batch], aligned)[3:])
        batch = list(islice(lines, _BATCH))
    yield from (f"\n{_for_markdown(note)}\n" for note in table.notes)


def _widest(count: int, lines: Iterable[Sequence[str]]) -> list[str]:
    """Give the widest text of each column as tabulate measures it, without blanks at its ends."""
    widest = [""] * count
    for texts in lines:
        for n, text in enumerate(texts):
            cell = _for_markdown(text).strip()
            if len(cell) > len(widest[n]):
                widest[n] = cell
    return widest


def _pipes(
    headings: Sequence[str], lines: Sequence[Sequence[str]], aligned: Sequence[str] | None
) -> list[str]:
    """Give the lines of a pipe table: headings, rule, rows."""
    from tabulate import tabulate

    grid = tabulate(
        lines, headers=headings, tablefmt="pipe", colalign=aligned, disable_numparse=True
    )
    return grid.split("\n")


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


@lru_cache(maxsize=4096)
def _for_markdown(text: str) -> str:
    return _LINE_END.sub("<br>", _MARKDOWN_SIGN.sub(r"\\\1", text))


def _grouped(rows: Iterable[TableRow]) -> bool:
    return any(row.group for row in rows)


def _headings(table: Table, grouped: bool) -> list[str]:
    headings = [column.full_heading for column in table.columns]
    return [table.group_heading, *headings] if grouped else headings


def _texts(rows: Iterable[TableRow], grouped: bool) -> Iterator[list[str]]:
    """Give the texts of each row; its group, where rows have one, is the first."""
    for row in rows:
        texts = [cell.text for cell in row.cells]
        yield [row.group, *texts] if grouped else texts
