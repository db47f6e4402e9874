"""Mark the columns that a note says better: with one value in all rows, or with hardly any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cpreport.catalogue import Say
from cpreport.outcomes.wording import begun_small, clause, join_names
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
    alike = _alike(table)
    columns = [
        column if n < table.heads else replace(column, instead=_instead(say, table, n, alike))
        for n, column in enumerate(table.columns)
    ]
    left = sum(column.instead is None for column in columns)
    if left in (table.heads, len(columns)):
        return table
    return replace(table, columns=tuple(columns), wide=table.wide and left > _NARROW)


def _alike(table: Table) -> dict[str, list[int]]:
    """Find the columns that have one text in all rows, by that text."""
    found: dict[str, list[int]] = {}
    rows = [row for row in table.rows if not row.sums_up]
    for n in range(table.heads, len(table.columns)):
        cells = [row.cells[n] for row in rows]
        same = len({cell.text for cell in cells}) == 1
        if same and not _is_summed(table, n) and _tells_nothing(table.columns[n], cells):
            found.setdefault(cells[0].text, []).append(n)
    return found


def _is_summed(table: Table, n: int) -> bool:
    return any(row.sums_up and row.cells[n].text != NONE_BY_NATURE.text for row in table.rows)


def _instead(say: Say, table: Table, n: int, alike: Mapping[str, Sequence[int]]) -> str | None:
    if _is_summed(table, n):
        return None
    text = next((text for text, columns in alike.items() if n in columns), None)
    if text is None:
        return _seldom(say, table, n)
    if text == NONE_BY_NATURE.text or n != alike[text][0]:
        return ""
    what = [table.columns[of].full_heading for of in alike[text]]
    row = table.columns[0].heading
    value = "; ".join(clause(text).split("\n"))
    names = join_names([what[0], *map(begun_small, what[1:])])
    return say("tables.shared.same", what=names, row=row[:1].lower() + row[1:], value=value)


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
