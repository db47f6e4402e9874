"""Take a `Table`, and give it as CSV, as Markdown or as text for a terminal.

HTML is printed from the same record by the template `partials/table.html`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cpreport.numbers import MINUS
from cpreport.tables.table import Cell, Column, Table
from cpreport.terminal import columns, packed, visible, wrapped

#: Beginnings that make a spreadsheet take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t")
#: A number or a few of them, as results are printed: `+25`, `-1 (-2 to 0)`, `3 of 4`, `53%`.
_NUMERIC = re.compile(r"[+-]?\d[\d .,;%()+-]*(?:(?:to|of) ?[\d .,;%()+-]+)*")
#: Spaces that keep a number together in print.
_NARROW_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": None})
_LINE_END = re.compile("\r\n|[\r\n]")
#: Markdown's own signs; a cell is plain text and must not be read as Markdown.
_MARKDOWN_SIGN = re.compile(r"([\\`*_\[\]<>|&~#$])")

_GAP = 2
#: No column is squeezed below this to make a table fit.
_NARROWEST = 6


def to_csv(table: Table) -> str:
    r"""Give a table as CSV: one line of headings, one line a row, `\n` at line ends, UTF-8 text.

    Caption and notes are left out. Row groups become a first column. Two things differ from what
    other formats print, so that programs can read the file:

    - the minus sign is a hyphen and no-break spaces are spaces, so that a number is a number;
    - a text that a spreadsheet would take for a formula gets an apostrophe in front. Numbers such
      as `+25` and `-1 (-2 to 0)` are no formulas and stay.
    """
    flat = _flat(table)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_for_csv(column.full_heading) for column in flat.columns])
    writer.writerows([_for_csv(cell.text) for cell in row] for row in flat.rows)
    return text.getvalue()


def _for_csv(text: str) -> str:
    text = _LINE_END.sub("; ", text.replace(MINUS, "-").translate(_NARROW_SPACES))
    harmless = not text.startswith(_FORMULA) or _NUMERIC.fullmatch(text)
    return text if harmless else f"'{text}"


def to_markdown(table: Table) -> str:
    """Give a table as Markdown (pipe table): caption, rows, notes; a final line end."""
    from tabulate import tabulate

    flat = _flat(table)
    grid = tabulate(
        [[_for_markdown(cell.text) for cell in row] for row in flat.rows],
        headers=[_for_markdown(column.full_heading) for column in flat.columns],
        tablefmt="pipe",
        colalign=[column.align for column in flat.columns] if flat.rows else None,
        disable_numparse=True,
    )
    paragraphs = [f"**{_for_markdown(table.caption)}**", grid, *map(_for_markdown, table.notes)]
    return "\n\n".join(paragraphs) + "\n"


def _for_markdown(text: str) -> str:
    return _LINE_END.sub("<br>", _MARKDOWN_SIGN.sub(r"\\\1", text))


@dataclass(frozen=True, slots=True)
class _Flat:
    """A table's rows with their group, where there is one, as the first cell."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _flat(table: Table) -> _Flat:
    rows = tuple(row.cells for row in table.rows)
    if not any(row.group for row in table.rows):
        return _Flat(table.columns, rows)
    grouped = tuple((Cell(row.group), *row.cells) for row in table.rows)
    return _Flat((Column(table.group_heading), *table.columns), grouped)


def to_terminal(table: Table, width: int) -> str:
    """Give a table as text for a terminal: caption, rows under their groups, notes.

    Long cells wrap. Where even that does not fit the columns follow each other in several blocks,
    each with the row headings. A row heading that repeats the one above it is left out.

    Parameters
    ----------
    table : Table
    width : int
        Columns of the terminal.
    """
    shown = _shown(table)
    blocks = [_block(table, shown, chosen, width) for chosen in _fitting(table, shown, width)]
    parts = [wrapped(visible(table.caption), width), *blocks]
    notes = [line for note in table.notes for line in wrapped(visible(note), width)]
    return "\n\n".join("\n".join(part) for part in [*parts, notes] if part) + "\n"


def _shown(table: Table) -> list[list[list[str]]]:
    """Give the lines of every cell, column by column, decimals under decimals."""
    repeated = _repeated_heads(table)
    by_column: list[list[list[str]]] = []
    for n, column in enumerate(table.columns):
        texts = [
            "" if (m, n) in repeated else row.cells[n].text for m, row in enumerate(table.rows)
        ]
        texts = _decimals_aligned(texts) if column.align == "right" else texts
        by_column.append([[visible(line) for line in text.split("\n")] for text in texts])
    return by_column


def _repeated_heads(table: Table) -> set[tuple[int, int]]:
    """Find row headings that say again what stands above them, all to their left included."""
    repeated: set[tuple[int, int]] = set()
    for m, (above, row) in enumerate(zip(table.rows, table.rows[1:], strict=False), start=1):
        for n in range(table.heads - 1):
            if above.group != row.group or above.cells[n].text != row.cells[n].text:
                break
            repeated.add((m, n))
    return repeated


#: A number or a grade such as `1+`; the group is what stands after its whole part.
_ALIGNED = re.compile(r"[+-]?\d+(\.\d+|[+-])?")


def _decimals_aligned(texts: Sequence[str]) -> list[str]:
    """Lengthen numbers on the right so that their whole parts end in one column."""
    numbers = [_ALIGNED.fullmatch(text.replace(MINUS, "-")) for text in texts]
    after = [len(number[1] or "") if number else 0 for number in numbers]
    most = max(after, default=0)
    return [
        text + " " * (most - behind) if number else text
        for text, number, behind in zip(texts, numbers, after, strict=True)
    ]


def _fitting(
    table: Table, shown: Sequence[Sequence[Sequence[str]]], width: int
) -> list[dict[int, int]]:
    """Share out the columns over blocks that fit; give for each block its columns' widths."""
    natural = [_widest(column, cells, whole=True) for column, cells in _pairs(table, shown)]
    least = [_widest(column, cells, whole=False) for column, cells in _pairs(table, shown)]
    heads = list(range(table.heads))
    blocks: list[list[int]] = [list(heads)]
    for n in range(table.heads, len(table.columns)):
        if len(blocks[-1]) > len(heads) and _total([least[c] for c in (*blocks[-1], n)]) > width:
            blocks.append(list(heads))
        blocks[-1].append(n)
    return [_squeezed(block, natural, least, width) for block in blocks]


def _pairs(
    table: Table, shown: Sequence[Sequence[Sequence[str]]]
) -> list[tuple[Column, Sequence[Sequence[str]]]]:
    return list(zip(table.columns, shown, strict=True))


def _widest(column: Column, cells: Sequence[Sequence[str]], *, whole: bool) -> int:
    """Give the columns that a table column fills, or the fewest it can be squeezed to."""
    heading = visible(column.full_heading)
    lines = [heading, *(line for cell in cells for line in cell)]
    texts = lines if whole else [word for line in lines for word in line.split(" ")]
    return max([columns(text) for text in texts] + ([] if whole else [_NARROWEST]))


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _squeezed(
    block: Sequence[int], natural: Sequence[int], least: Sequence[int], width: int
) -> dict[int, int]:
    """Take room from the widest column, again and again, until a block fits or nothing gives."""
    given = {n: natural[n] for n in block}
    while _total(list(given.values())) > width:
        free = [n for n in block if given[n] > least[n]]
        if not free:
            break
        given[max(free, key=lambda n: given[n])] -= 1
    return given


def _block(
    table: Table,
    shown: Sequence[Sequence[Sequence[str]]],
    widths: dict[int, int],
    width: int,
) -> list[str]:
    from tabulate import tabulate

    headings = [
        wrapped(visible(table.columns[n].full_heading), given) for n, given in widths.items()
    ]
    rows = [
        [_lines_in(shown[n][m], given) for n, given in widths.items()]
        for m in range(len(table.rows))
    ]
    # tabulate would make a column two wider than its heading; as a first row it takes no more
    # room than it needs.
    grid = tabulate(
        [["\n".join(cell) for cell in row] for row in (headings, *rows)],
        tablefmt="plain",
        colalign=[table.columns[n].align for n in widths],
        disable_numparse=True,
        preserve_whitespace=True,
    )
    lines = [line.rstrip() for line in grid.split("\n")]
    heights = [max(map(len, row)) for row in (headings, *rows)]
    filled = (
        max(columns(line) for row in (headings, *rows) for line in row[n])
        for n in range(len(widths))
    )
    rule = (" " * _GAP).join("-" * wide for wide in filled)
    top = heights[0]
    return [*lines[:top], rule, *_with_groups(table, lines[top:], heights[1:], width)]


def _lines_in(lines: Sequence[str], width: int) -> list[str]:
    return [part for line in lines for part in (wrapped(line, width) if line.strip() else [line])]


def _with_groups(table: Table, lines: list[str], heights: Sequence[int], width: int) -> list[str]:
    """Put the heading of each row group above its first row."""
    result: list[str] = []
    group = ""
    for row, height in zip(table.rows, heights, strict=True):
        if row.group != group:
            group = row.group
            result += [*([""] if result else []), *packed(visible(group).split(" "), width)]
        result, lines = [*result, *lines[:height]], lines[height:]
    return result
