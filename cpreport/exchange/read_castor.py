"""Tell what the columns of an export of Castor are that its form says, not its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cpreport.data.columns import NOT_APPLICABLE, NOT_ASSESSED, NOT_REPORTED
from cpreport.exchange.source_tables import (
    Cell,
    SourceColumn,
    SourceData,
    SourceRow,
    SourceTable,
    text_of,
)
from cpreport.problems import Problem

#: The first column of each file, and another that no other program writes beside it.
_CASE = ("Participant Id", "Record ID", "Record Id", "Castor Participant Id", "Castor Record Id")
_OWN = (
    "Participant Status", "Site Abbreviation", "Institute Abbreviation", "Report Parent",
    "Survey Instance Id",
)  # fmt: skip
#: What Castor says of a row: of whom, when and by whom it was made, and which form it is of.
_CONTEXT = frozenset((
    "Participant Status", "Randomization Id", "Randomization Group", "Randomized On",
    "Participant Creation date", "Record Creation date", "Report creation date",
    "Report creating date", "Report Name Custom", "Survey Instance Id", "Survey creation date",
    "Survey sent date", "Survey Progress", "Survey Completed On", "Survey Package Name",
    "Survey Package Id",
))  # fmt: skip
#: The visit, or the form, that a repeated form or a survey hangs below.
_PARENT = ("Report Parent", "Survey Parent")
#: How it writes that a value is missing: as a number, as text, as a date.
_MISSING = re.compile(
    r"-(?P<number>9[5-9])|##_USER_MISSING_(?P<text>9[5-9])##|"
    r"31-12-29(?P<day>9[5-9])|29(?P<date>9[5-9])-12-31"
)
#: What its codes say, and the word for that.
_REASONS = {
    "95": ("Measurement failed (-95)", NOT_ASSESSED),
    "96": ("Not applicable (-96)", NOT_APPLICABLE),
    "97": ("Not asked (-97)", NOT_ASSESSED),
    "98": ("Asked but unknown (-98)", NOT_REPORTED),
    "99": ("Not done (-99)", NOT_ASSESSED),
}
#: A day that is not known, of a month that is.
_PARTIAL = re.compile(r"(?:UK|[0-9]{2})-(?:UK|[0-9]{2})-(?:UK|[0-9]{4})")


def is_castor(tables: Sequence[SourceTable]) -> bool:
    """Whether sheets are those of Castor, by their headings."""
    return any(
        set(_CASE) & {c.name for c in table.columns} and set(_OWN) & {c.name for c in table.columns}
        for table in tables
    )


def of_castor(data: SourceData) -> SourceData:
    """Describe the columns, and write every missing value as what its code says."""
    tables = [_described(table) for table in data.tables]
    problems = tuple(problem for table in tables for problem in _partial_dates(table))
    there = {text_of(cell) for table in tables for row in table.rows for cell in row.cells}
    return replace(
        data,
        kind="an export of Castor",
        tables=tuple(tables),
        missing={said: word for said, word in _REASONS.values() if said in there},
        problems=(*data.problems, *problems),
    )


def _described(table: SourceTable) -> SourceTable:
    repeats = any(column.name in _PARENT for column in table.columns)
    columns = tuple(_column(column, repeats=repeats) for column in table.columns)
    rows = tuple(SourceRow(row.number, tuple(map(_with_reason, row.cells))) for row in table.rows)
    return replace(table, columns=columns, rows=rows)


def _column(column: SourceColumn, *, repeats: bool) -> SourceColumn:
    """Describe a column; a box of a checkbox is `variable#Option`."""
    if column.name in _CASE:
        return replace(column, kind="case")
    if column.name in _PARENT:
        return replace(column, kind="visit")
    if column.name in _CONTEXT:
        return replace(column, kind="context")
    variable, sign, option = column.name.partition("#")
    if sign:
        return replace(column, kind="checkbox", label=f"{variable}: {option}")
    return column


def _with_reason(cell: Cell) -> Cell:
    found = _MISSING.fullmatch(text_of(cell))
    return _REASONS[next(filter(None, found.groups()))][0] if found is not None else cell


def _partial_dates(table: SourceTable) -> list[Problem]:
    """Name dates of which a part is not known: no day is made up for them."""
    return [
        Problem(
            "CP864",
            table.place(row.number, n),
            f"the date `{text_of(cell)}` has a part that nobody knows",
            help="leave the cell empty, and tell the time in a column of its own",
        )
        for row in table.rows
        for n, cell in enumerate(row.cells)
        if "UK" in (text := text_of(cell)) and _PARTIAL.fullmatch(text)
    ]
