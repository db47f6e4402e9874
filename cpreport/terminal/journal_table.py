"""Print the comparison of journals in the form that was asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from cpreport.data.table_csv import to_csv
from cpreport.journal.comparison import JournalBeside
from cpreport.journal.profile import NOT_VERIFIED, Stated
from cpreport.tables.table import Cell, Table, TableColumn, TableRow
from cpreport.terminal.markdown import to_markdown
from cpreport.terminal.text_tables import to_terminal

Form = Literal["table", "csv", "json", "markdown"]


def print_comparison(rows: Sequence[JournalBeside], form: Form, width: int) -> str:
    """Print a comparison in a form, with a final line end."""
    if form == "json":
        objects = [json.dumps(_object(row), ensure_ascii=False) for row in rows]
        return "[\n  " + ",\n  ".join(objects) + "\n]\n"
    table = _table(rows)
    if form == "table":
        return to_terminal(table, width)
    return to_csv(table) if form == "csv" else to_markdown(table)


def _table(rows: Sequence[JournalBeside]) -> Table:
    """Set the comparison as a table, one row a journal."""
    for_series = any(row.problems is not None for row in rows)
    counted = (TableColumn("In the way", "right"), TableColumn("Warnings", "right"))
    limits = tuple(TableColumn(limit.name) for limit in rows[0].limits) if rows else ()
    review = any(row.profile.manuscript.anonymous is not None for row in rows)
    notes = [f"{NOT_VERIFIED}: nobody has seen it on a page of the journal."]
    if for_series:
        notes.insert(0, "In the way: what the journal does not take as it is.")
    return Table(
        id="journals",
        caption="Journals, and how the series fits them" if for_series else "Journals",
        columns=(
            TableColumn("Journal"),
            *(counted if for_series else ()),
            TableColumn("Abstract"),
            *limits,
            *((TableColumn("Review"),) if review else ()),
        ),
        rows=tuple(TableRow(tuple(_cells(row, for_series, review))) for row in rows),
        notes=tuple(notes),
    )


def _cells(row: JournalBeside, for_series: bool, review: bool) -> Iterable[Cell]:
    yield Cell(row.profile.id)
    if for_series:
        yield Cell(str(row.count("error")))
        yield Cell(str(row.count("warning")))
    yield Cell(_said(row.profile.abstract.form))
    for limit in row.limits:
        yield Cell(limit.printed, tone="worse" if limit.fits is False else "")
    if review:
        anonymous = row.profile.manuscript.anonymous
        yield Cell("–" if anonymous is None else ("anonymous" if anonymous.value else "open"))


def _said(stated: Stated[Any] | None) -> str:
    if stated is None:
        return "–"
    return f"{stated.value}" if stated.verified else f"{stated.value} ({NOT_VERIFIED})"


def _object(row: JournalBeside) -> Mapping[str, Any]:
    problems = None
    if row.problems is not None:
        problems = [
            {"code": p.code, "severity": p.severity, "place": str(p.place), "message": p.message}
            for p in row.problems
        ]
    return {
        "id": row.profile.id,
        "name": row.profile.title_of_journal,
        "limits": [
            {
                "name": limit.name,
                "has": limit.has,
                "least": None if limit.least is None else limit.least.value,
                "most": None if limit.most is None else limit.most.value,
                "verified": limit.verified,
                "fits": limit.fits,
            }
            for limit in row.limits
        ],
        "problems": problems,
    }
