"""Propose the visits of a source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cpreport.exchange.source_map.import_map import BY_DATE, ONE_VISIT
from cpreport.exchange.source_map.looked_table import LookedTable, most_rows
from cpreport.exchange.source_map.proposal import Proposal


def name_visits(made: Proposal, looked: LookedTable, sheet: dict[str, Any]) -> None:
    """List the visits of a table; where no column names them, by their dates or as one."""
    columns = [made.columns[looked.key, c.name] for c in looked.table.columns]
    values = [n for n, c in enumerate(columns) if _needs_visit(c)]
    named = next((n for n, c in enumerate(columns) if c.get("role") == "visit"), None)
    for n in values:
        made.add_visit(str(columns[n].get("visit", "")))
    without = [n for n in values if "visit" not in columns[n]]
    if not without or "visit" in sheet:
        return
    if named is not None:
        blank = False
        for row in looked.table.rows:
            if any(row.cells[n] for n in without):
                text = row.cells[named]
                blank = blank or not text
                made.add_visit(text if isinstance(text, str) else text.text)
        if not blank:
            return
        sheet["visit"] = ONE_VISIT
    elif any(c.get("role") == "visit.date" for c in columns) and most_rows(looked) > 1:
        sheet["visit"] = BY_DATE
        for number in range(1, most_rows(looked) + 1):
            made.add_visit(f"visit {number}")
        return
    else:
        sheet["visit"] = ONE_VISIT
    made.add_visit(ONE_VISIT)


def unplanned(made: Proposal) -> tuple[str, ...]:
    """Name the visits that only some patients had: as the source says, or the series of its own."""
    declared = set(made.known.visits.values())
    return tuple(
        name
        for name in dict.fromkeys(made.visits.values())
        if name in made.data.unplanned or (made.data.own and declared and name not in declared)
    )


def _needs_visit(said: Mapping[str, Any]) -> bool:
    role = str(said.get("role", ""))
    return "measure" in said or role == "value" or role.startswith("visit.")
