"""Hold a table as data: the one Table type that every format prints from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: How a format may mark a cell, never by colour alone: the text says the same.
Tone = Literal["", "better", "worse", "unchanged", "missing"]
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its printed form, and the result it prints where it is a number of the ledger.

    text : str
        May hold line ends, where a cell lists several things.
    result : str or None
        Id of the result that is printed.
    tone : {"", "better", "worse", "unchanged", "missing"}
        What the text means.
    others : tuple of str
        Ids of further results in the same text, such as the ends of a range.
    """

    text: str
    result: str | None = None
    tone: Tone = ""
    others: tuple[str, ...] = ()

    @property
    def results(self) -> tuple[str, ...]:
        """Ids of every result that the text prints."""
        return (self.result, *self.others) if self.result is not None else self.others


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: its heading, and how its cells align.

    group : str
        Heading over several neighbouring columns, such as `Right`; empty for none.
    instead : str or None
        What a page prints in its place, where every row has the same in it: a note, or nothing
        where it has no value at all. Data files have the column.
    """

    heading: str
    align: Align = "left"
    group: str = ""
    instead: str | None = None

    @property
    def full_heading(self) -> str:
        """The heading with its group, for formats that have one line of headings."""
        return f"{self.group}: {self.heading}" if self.group else self.heading


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the first `heads` cells of a table's rows are row headings.

    group : str
        Heading over several neighbouring rows, such as the name of a scale; empty for none.
    sums_up : bool
        Whether it tells of the other rows together.
    """

    cells: tuple[Cell, ...]
    group: str = ""
    sums_up: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table as data.

    id : str
        Name used in cross-references (`[@tbl:scores]`) and file names.
    caption : str
        What it shows, without a full stop.
    notes : tuple of str
        Printed beneath, each a sentence, abbreviations last.
    heads : int
        How many cells of each row are row headings.
    wide : bool
        Whether it needs the whole width of a page.
    group_heading : str
        What the row groups are, for formats that print them as a column of their own.
    one_a_column : bool
        Whether each column is one patient, group or outcome, which is printed whatever it holds.
    """

    id: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()
    heads: int = 1
    wide: bool = True
    group_heading: str = ""
    one_a_column: bool = False
