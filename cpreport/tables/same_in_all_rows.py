"""Mark the columns that a note says better: with one value in all rows, or with hardly any."""

from __future__ import annotations

from dataclasses import replace

from cpreport.catalogue import Say
from cpreport.outcomes.wording import clause
from cpreport.tables.cells import NONE_BY_NATURE
from cpreport.tables.table import Cell, Table, TableColumn

#: Of so many rows at least one says something in a column that is printed.
_SELDOM = 4
#: So many columns that are left do not need the whole width of a page.
_NARROW = 3


def marked(say: Say, table: Table) -> Table:
    """Say of each column what a page prints in its place; of most it prints the column.

    A column of numbers stays where it has any: that two of them are alike is chance. One column is
    left beside the headings of the rows.
    """
    if table.one_a_column:
        return table
    columns = [
        column if n < table.heads else replace(column, instead=_instead(say, table, n))
        for n, column in enumerate(table.columns)
    ]
    left = sum(column.instead is None for column in columns)
    if left in (table.heads, len(columns)):
        return table
    return replace(table, columns=tuple(columns), wide=table.wide and left > _NARROW)


def _instead(say: Say, table: Table, n: int) -> str | None:
    rows = [row for row in table.rows if not row.sums_up]
    cells = [row.cells[n] for row in rows]
    summed = [row.cells[n] for row in table.rows if row.sums_up]
    if any(cell.text != NONE_BY_NATURE.text for cell in summed):
        return None
    if len({cell.text for cell in cells}) != 1 or not _tells_nothing(table.columns[n], cells):
        return _seldom(say, table, n)
    if cells[0].text == NONE_BY_NATURE.text:
        return ""
    what, row = table.columns[n].full_heading, table.columns[0].heading
    value = "; ".join(clause(cells[0].text).split("\n"))
    return say("tables.shared.same", what=what, row=row[:1].lower() + row[1:], value=value)


def _seldom(say: Say, table: Table, n: int) -> str | None:
    """Tell the few texts of a column in which most rows have nothing to say by their nature."""
    said = [row for row in table.rows if row.cells[n].text != NONE_BY_NATURE.text]
    of_results = any(row.cells[n].results for row in said)
    if of_results or len(said) > max(1, len(table.rows) // _SELDOM) or len(table.rows) < _SELDOM:
        return None
    head = table.columns[0].heading
    return " ".join(
        say(
            "tables.shared.seldom",
            what=table.columns[n].full_heading,
            row=f"{head[:1].lower()}{head[1:]} {row.cells[0].text}",
            value=clause(row.cells[n].text),
        )
        for row in said
    )


def _tells_nothing(column: TableColumn, cells: list[Cell]) -> bool:
    if cells[0].tone == "missing" or cells[0].text == NONE_BY_NATURE.text:
        return True
    return len(cells) > 1 and column.align == "left"
