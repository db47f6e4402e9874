"""Print the headings of a table as the catalogue has them, or as the authors put them."""

from __future__ import annotations

from dataclasses import replace

from cpreport.catalogue import Heading
from cpreport.tables.table import Table, TableColumn, TableRow


def headed(heading: Heading, table: Table) -> Table:
    """Replace every heading of columns and rows that the authors have words of their own for."""
    return replace(
        table,
        columns=tuple(_column(heading, column) for column in table.columns),
        rows=tuple(_row(heading, row, table.heads) for row in table.rows),
        group_heading=heading(table.group_heading),
    )


def _column(heading: Heading, column: TableColumn) -> TableColumn:
    return replace(column, heading=heading(column.heading), group=heading(column.group))


def _row(heading: Heading, row: TableRow, heads: int) -> TableRow:
    first = (replace(cell, text=heading(cell.text)) for cell in row.cells[:heads])
    return replace(row, cells=(*first, *row.cells[heads:]), group=heading(row.group))
