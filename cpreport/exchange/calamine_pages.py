"""Read OpenDocument and old Excel files by python-calamine: values by sheet, row and column."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any

#: Most sheets that are read.
MOST_SHEETS = 2_000


@dataclass(frozen=True, slots=True)
class PlainCell:
    """A cell as openpyxl has it, without the format of its number, which is not told."""

    value: object
    number_format: str = ""
    data_type: str = ""


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A sheet: its title, and its rows from the first of the sheet on."""

    title: str
    page: Any

    def iter_rows(self) -> Iterator[tuple[PlainCell, ...]]:
        """Walk the rows; what is empty has no value."""
        first_row, first_column = self.page.start or (0, 0)
        yield from repeat((), first_row)
        before = (PlainCell(None),) * first_column
        for row in self.page.to_python(skip_empty_area=True):
            yield (*before, *(PlainCell(None if value == "" else value) for value in row))


def calamine_pages(data: bytes) -> tuple[PlainPage, ...]:
    """Open a file; what the library raises on a damaged one is of no common kind."""
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = book.sheet_names[:MOST_SHEETS]
    return tuple(PlainPage(name, book.get_sheet_by_name(name)) for name in names)
