"""Print filled checklists for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from cpreport.checklists.fill_items import Checklist
from cpreport.checklists.item_rows import STATES, checklist_table
from cpreport.checklists.place_items import Places
from cpreport.tables.table import Cell, Table, TableColumn, TableRow
from cpreport.terminal.text_tables import to_terminal


def counts_text(checklists: Sequence[Checklist], width: int) -> str:
    """Count how many items of each checklist are in which state."""
    columns = (TableColumn("Checklist"), *(TableColumn(state, align="right") for state in STATES))
    rows = tuple(
        TableRow((Cell(_named(c)), *(Cell(str(c.counted(state))) for state in STATES)))
        for c in checklists
    )
    return to_terminal(Table("counts", "Items of the reporting checklists", columns, rows), width)


def items_text(checklists: Sequence[Checklist], places: Places, width: int) -> str:
    """List every item of the checklists with where it stands, or why it does not."""
    return "\n\n".join(to_terminal(checklist_table(c, places), width) for c in checklists)


def _named(checklist: Checklist) -> str:
    return f"{checklist.guideline.name}, {checklist.case or 'series'}"
