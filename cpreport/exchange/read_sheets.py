"""Read the sheets of any workbook: text, and where a program changed what was typed."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from cpreport.exchange.calamine_pages import MOST_SHEETS, PlainPage, calamine_pages
from cpreport.exchange.read_workbook import check_archive, number_as_shown, unreadable
from cpreport.exchange.source_tables import MOST_COLUMNS, MOST_ROWS, Cell, OddCell, SourceRow
from cpreport.problems import Refused


class RawSheet(NamedTuple):
    """A sheet as it stands: its rows that are not empty, with their numbers."""

    name: str
    rows: tuple[SourceRow, ...]


def read_excel(data: bytes, file: str) -> tuple[RawSheet, ...]:
    """Read the sheets of an Excel workbook.

    Raises
    ------
    Refused
        Where the file is no workbook, or too large.
    """
    import openpyxl

    check_archive(data, file)
    try:
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        # What nobody worked out is blank among the values, and a formula among the formulas.
        formulas = (
            openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            if _has_formulas(data)
            else None
        )
        with_values = values.worksheets
        with_formulas = formulas.worksheets if formulas is not None else repeat(None)
        return tuple(
            RawSheet(page.title, _bounded(_excel_rows(page, beside), page.title, file))
            for page, beside in zip(with_values[:MOST_SHEETS], with_formulas, strict=False)
        )
    except Refused:
        raise
    except Exception as error:
        # openpyxl raises whatever a broken part of the file makes it stumble over.
        raise unreadable(file, "it is damaged, or no Excel workbook (.xlsx)") from error


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = (n for n in archive.namelist() if n.startswith("xl/worksheets/"))
        return any(b"<f>" in part or b"<f " in part for part in map(archive.read, sheets))


def _excel_rows(page: Any, beside: Any) -> Iterator[tuple[Cell, ...]]:
    if beside is None:
        for row in _as_wide_as_written(page):
            yield tuple("" if cell.value is None else _excel_cell(cell) for cell in row)
        return
    for row, written in zip(_as_wide_as_written(page), _as_wide_as_written(beside), strict=False):
        yield tuple(
            (OddCell(str(f.value), "formula") if f.value is not None else "")
            if cell.value is None
            else _excel_cell(cell)
            for cell, f in zip(row, written, strict=False)
        )


def _as_wide_as_written(page: Any) -> Iterator[Sequence[Any]]:
    """Walk the rows; below a cell far from the others a million rows are of no width."""
    page.reset_dimensions()
    return (row[:MOST_COLUMNS] for row in page.iter_rows())


def _excel_cell(cell: Any) -> Cell:
    value = cell.value
    if isinstance(value, str):
        if cell.data_type == "e":
            return OddCell(value, "error")
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_as_shown(value, str(cell.number_format or ""))
    return _date(value)


def _date(value: object) -> Cell:
    day = value.date() if isinstance(value, dt.datetime) else value
    if isinstance(day, dt.date):
        return OddCell(day.isoformat(), "date", f"{day.day}-{day.month}")
    return OddCell(str(value), "date", str(value))


def read_other_sheets(data: bytes, file: str) -> tuple[RawSheet, ...]:
    """Read the sheets of an OpenDocument or an old Excel file; it tells no formats of numbers.

    Raises
    ------
    Refused
        Where the file is none, or too large.
    """
    if data[:2] == b"PK":
        check_archive(data, file)
    try:
        return tuple(
            RawSheet(page.title, _bounded(_other_rows(page), page.title, file))
            for page in calamine_pages(data)
        )
    except Refused:
        raise
    except Exception as error:
        # What the library raises on a damaged file is of no common kind.
        raise unreadable(file, "it is damaged, or no sheet (.ods, .xls, .xlsb)") from error


def _other_rows(page: PlainPage) -> Iterator[tuple[Cell, ...]]:
    for row in page.iter_rows():
        yield tuple(_other_cell(cell.value) for cell in row[:MOST_COLUMNS])


def _other_cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number_as_shown(value, "")
    return _date(value)


def _bounded(rows: Iterator[Sequence[Cell]], name: str, file: str) -> tuple[SourceRow, ...]:
    """Keep the rows that are not empty; the same text is in memory once."""
    known: dict[Cell, Cell] = {}
    kept: list[SourceRow] = []
    for number, row in enumerate(rows, 1):
        if not any(row):
            continue
        if len(kept) > MOST_ROWS:
            raise unreadable(file, f"the sheet `{name}` has more than {MOST_ROWS:,} rows")
        end = max(n for n, cell in enumerate(row) if cell) + 1
        kept.append(SourceRow(number, tuple(known.setdefault(c, c) for c in row[:end])))
    return tuple(kept)
