"""Read the sheets of a filled-in workbook: text as it was typed, each with its cell.

Excel types what it is given: `1-2` becomes a date, `007` a number. What can be read back without
doubt is; what cannot is a problem at its cell, and never guessed.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from cpreport.exchange.calamine_pages import calamine_pages
from cpreport.exchange.case_rows import (
    BESIDES,
    COURSES,
    EVENTS,
    HAPPENED,
    MEASURED,
    OTHER,
    PATIENTS,
    SESSIONS,
    TIME,
    TOTALS,
    VISITS,
)
from cpreport.exchange.rows_to_cases import CellValue, ReadRow, ReadSheet
from cpreport.exchange.write_workbook import GUIDE, SCALE_KEY
from cpreport.limits import limit
from cpreport.problems import Place, Problem, Refused

#: More columns than any form has.
_MOST_COLUMNS = 200
#: Rows with something in them, in one sheet.
_MOST_ROWS = 200_000
#: Columns that one form has, and no other.
_SIGNS = {
    "patient.sex": PATIENTS,
    "routes": SESSIONS,
    "phase_dose": COURSES,
    "happened": HAPPENED,
    "assessor": VISITS,
    "measured": MEASURED,
    "total": TOTALS,
    "what": BESIDES,
    "term": EVENTS,
    "value": OTHER,
}
_PADDED = re.compile(r"0+")


def read_workbook(data: bytes, file: str) -> tuple[tuple[ReadSheet, ...], list[Problem]]:
    """Read the sheets of a workbook of cpreport's.

    Returns
    -------
    tuple of tuple of ReadSheet, and list of Problem
        The filled rows of the sheets, and every cell, column and sheet that cannot be taken.

    Raises
    ------
    Refused
        Where the file is no workbook, is too large, or none of cpreport's.
    """
    check_archive(data, file)
    try:
        pages = _pages(data)
    except Exception as error:
        # openpyxl raises whatever a broken part of the file makes it stumble over.
        raise unreadable(file, "it is damaged, or no Excel workbook (.xlsx)") from error
    sheets: list[ReadSheet] = []
    problems: list[Problem] = []
    for page in pages:
        if page.title == GUIDE:
            continue
        sheet, found = _sheet(page, file)
        problems += found
        if sheet is not None:
            sheets.append(sheet)
    if not any(sheet.name == PATIENTS for sheet in sheets):
        raise unreadable(
            file, f"it has no sheet `{PATIENTS}` with the hidden row of keys that cpreport writes"
        )
    return tuple(sheets), problems


def is_filled_form(data: bytes, file: str) -> bool:
    """Whether a workbook has the hidden keys of cpreport's own forms."""
    try:
        check_archive(data, file)
        first = [next(iter(page.iter_rows()), ()) for page in _pages(data)]
    except Exception:
        # Whatever is wrong with it, it is told where the file is read.
        return False
    return any(_SIGNS.get(str(cell.value)) == PATIENTS for row in first for cell in row)


def _pages(data: bytes) -> Sequence[Any]:
    """Open a workbook of Excel, or of OpenDocument, as sheets with rows of cells."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" in archive.namelist():
            return calamine_pages(data)
    return openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets  # type: ignore[no-any-return]


def unreadable(file: str, why: str) -> Refused:
    """Say that a file cannot be read as a source of patients, and what can."""
    hint = "sheets (.xlsx, .xls, .ods, .csv) are read; `cpreport init --workbook` makes a workbook"
    return Refused([Problem("CP861", Place(file), f"{file} cannot be read: {why}", help=hint)])


def check_archive(data: bytes, file: str) -> None:
    """Refuse what unpacks to more than a workbook should, and what declares entities."""
    most = limit("CPREPORT_MAX_DOCUMENT_MB") * 1_000_000
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > most:
                raise unreadable(file, f"unpacked it has more than {most // 1_000_000} MB")
            # No program writes one; a comment, or another encoding, may stand before it.
            parts = (n for n in archive.namelist() if n.endswith((".xml", ".rels")))
            if any(b"<!DOCTYPE" in archive.read(name).replace(b"\0", b"") for name in parts):
                raise unreadable(file, "a part of it declares a document type")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise unreadable(file, "it is damaged, or no Excel workbook (.xlsx)") from error


def _sheet(page: Any, file: str) -> tuple[ReadSheet | None, list[Problem]]:
    rows = page.iter_rows()
    keys = [str(cell.value or "").strip() for cell in next(rows, ())[:_MOST_COLUMNS]]
    scale = next((k.removeprefix(SCALE_KEY) for k in keys if k.startswith(SCALE_KEY)), "")
    # By its columns, so that a sheet may have another name, and one of the same name be another.
    name = page.title if scale else next((_SIGNS[key] for key in keys if key in _SIGNS), "")
    if not name:
        empty = all(cell.value is None for row in rows for cell in row)
        place = Place(file, cell=f"{page.title}!A1")
        message = f"the sheet `{page.title}` is none of the forms, and was not read"
        hint = f"move what it says to a form, or to the sheet {OTHER}"
        found = Problem("CP865", place, message, help=hint, severity="warning")
        return None, [] if empty and not any(keys) else [found]
    columns = {n: key for n, key in enumerate(keys) if key and not key.startswith(SCALE_KEY)}
    problems: list[Problem] = []
    made = list(_rows(page.title, rows, columns, file, problems))
    return ReadSheet(name, tuple(made), scale), problems


def _rows(
    title: str,
    rows: Iterator[Sequence[Any]],
    columns: dict[int, str],
    file: str,
    problems: list[Problem],
) -> Iterator[ReadRow]:
    strays: set[int] = set()
    filled = 0
    for number, row in enumerate(rows, 2):
        if number == 2 or all(cell.value is None for cell in row):
            continue
        values: dict[str, CellValue] = {}
        for n, cell in enumerate(row):
            if cell.value is None:
                continue
            place = Place(file, cell=f"{title}!{column_letters(n)}{number}")
            if n not in columns:
                if n not in strays:
                    problems.append(_stray(place))
                strays.add(n)
                continue
            text, why = _text(cell, columns[n])
            if why:
                problems.append(Problem("CP864", place, why[0], help=why[1]))
            elif text.strip():
                values[columns[n]] = CellValue(text if "\n" in text else text.strip(), place)
        if not values:
            continue
        filled += 1
        if filled > _MOST_ROWS:
            raise unreadable(file, f"the sheet `{title}` has more than {_MOST_ROWS} rows")
        places = {
            key: Place(file, cell=f"{title}!{column_letters(n)}{number}")
            for n, key in columns.items()
        }
        yield ReadRow(values, Place(file, cell=f"{title}!A{number}"), places)


def _stray(place: Place) -> Problem:
    message = "this column has no key in the hidden first row, and was not read"
    hint = f"move what it says to a column of the form, or to the sheet {OTHER}"
    return Problem("CP865", place, message, help=hint, severity="warning")


def column_letters(column: int) -> str:
    """Name a column, counted from 0, as a sheet does: A, B … AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _text(cell: Any, column: str) -> tuple[str, tuple[str, str] | None]:
    """Read a cell as it was typed, or say why that cannot be known, and what to do."""
    value, form = cell.value, str(cell.number_format or "")
    if isinstance(value, bool):
        return ("yes" if value else "no"), None
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return _date(value, column)
    if isinstance(value, int | float):
        return number_as_shown(value, form), None
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("=") and cell.data_type == "f":
        return "", ("a formula stands here", "write what it gives, as text")
    if cell.data_type == "e":
        return "", (f"`{text}` stands here in the place of a value", "write the value as text")
    return text, None


def _date(
    value: dt.datetime | dt.date | dt.time, column: str
) -> tuple[str, tuple[str, str] | None]:
    """Read what Excel took for a date: it is one where a date is asked for."""
    is_date = column.rpartition(".")[2] in (TIME[0], "withdrawn") or column.endswith(".date")
    day = value.date() if isinstance(value, dt.datetime) else value
    if is_date and isinstance(day, dt.date):
        return day.isoformat(), None
    was = f"{day.day}-{day.month}" if isinstance(day, dt.date) else str(value)
    message = f"Excel made a date of what was typed here, such as `{was}`"
    return "", (message, "format the cell as text, and type it again")


def number_as_shown(value: float, form: str) -> str:
    """Write a number as it was typed: `7` shown as `007` is `007`."""
    if float(value).is_integer():
        whole = str(int(value))
        return whole.zfill(len(form)) if _PADDED.fullmatch(form) else whole
    return repr(value)
