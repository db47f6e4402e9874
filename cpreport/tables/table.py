"""The one Table type that every format prints from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its printed form, and the result it prints where it is a number of the ledger.

    tone : str
        `better`, `worse`, `missing` or empty; formats may mark it, never by colour alone.
    """

    text: str
    result: str | None = None
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and how its cells align."""

    heading: str
    align: str = "left"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the first `heads` cells of a table's rows are row headings."""

    cells: tuple[Cell, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as data.

    id : str
        Name used in cross-references (`[@tbl:scores]`) and file names.
    notes : tuple of str
        Printed beneath, abbreviations last.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    heads: int = 1
    wide: bool = True
