"""Hold what a source gives, whatever its format: tables of text with headed columns and places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from cpreport.problems import Place, Problem

#: Rows with something in them, of one table.
MOST_ROWS = 500_000
#: More columns than any sheet that was filled in by people.
MOST_COLUMNS = 3_000


class OddCell(NamedTuple):
    """A cell that is not text as it was typed.

    text : str
        What stands in it; of a date year-month-day, of a formula what it gives.
    kind : str
        `date` where a program made or kept a date, `formula` where nobody worked it out, `error`.
    typed : str
        What may have been typed there.
    """

    text: str
    kind: Literal["date", "formula", "error"]
    typed: str = ""


Cell = str | OddCell


class SourceRow(NamedTuple):
    """One row: its number in the source, and its cells in the order of the columns."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """One column of a table, or one field of a form.

    name : str
        What the map calls it: its heading, or the name of the field; no other of the table has it.
    at : str
        Where it stands in a sheet: its letters.
    label : str
        What the source says of it in words, beside its name.
    kind : str
        What the source declares: `case`, `visit`, `number`, `date`, `choice`, `calculated`,
        `checkbox`, `status`, `file`, `context`; empty where it declares nothing.
    choices : mapping of str to str
        What each code stands for, as the source declares it.
    form : str
        The form that it belongs to.
    identifies : bool
        Whether the source itself says that it tells who somebody is.
    comma : bool
        Whether the source says that its numbers have a decimal comma.
    unit : str
        Unit of its numbers, as the source declares it.
    """

    name: str
    at: str = ""
    label: str = ""
    kind: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    identifies: bool = False
    comma: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One sheet, or all forms of a database: its columns and its rows.

    name : str
        Of the sheet; empty where the source has one table.
    by_line : bool
        Whether a row's number is that of a line of a text file, and no row of a sheet.
    numbered_by : str
        What the numbers of rows count where they are neither: `resource`.
    """

    file: str
    name: str
    columns: tuple[SourceColumn, ...]
    rows: tuple[SourceRow, ...]
    header_rows: int = 1
    by_line: bool = False
    numbered_by: str = ""

    def place(self, number: int, column: int | None = None) -> Place:
        """Find where a row stands, or a cell of it."""
        if self.by_line:
            return Place(self.file, number, 1)
        if self.numbered_by:
            return Place(self.file, cell=f"{self.numbered_by} {number} ({self.name})")
        at = self.columns[column].at if column is not None else "A"
        return Place(self.file, cell=f"{self.name}!{at}{number}")

    def values(self, column: int) -> Iterator[str]:
        """Walk what stands in a column, without the empty cells."""
        for row in self.rows:
            if text := text_of(row.cells[column]):
                yield text


@dataclass(frozen=True, slots=True)
class SourceData:
    """All that a source holds.

    kind : str
        What it is, in words: `a workbook`, `a REDCap project`.
    missing : mapping of str to str
        Codes for what is missing, with their meaning, as the source declares them.
    events : mapping of str to str
        Names of events or visits with their labels, as the source declares them.
    problems : tuple of Problem
        What of it was not read.
    unplanned : frozenset of str
        Events that the source says were not planned.
    own : bool
        Whether cpreport itself wrote it, so that nobody has to confirm what its columns are.
    """

    file: str
    kind: str
    tables: tuple[SourceTable, ...]
    missing: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unplanned: frozenset[str] = frozenset()
    own: bool = False


def text_of(cell: Cell) -> str:
    """Read a cell as text, whatever a program made of it."""
    return cell.text if isinstance(cell, OddCell) else cell


def unique_names(names: list[str], letters: list[str]) -> list[str]:
    """Tell columns of the same heading apart by where they stand."""
    found: list[str] = []
    for name, at in zip(names, letters, strict=True):
        found.append(name if name not in found and name else f"{name} [{at}]".strip())
    return found
