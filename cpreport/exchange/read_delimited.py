"""Read text in columns as programs write it: any separator, any usual encoding."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from cpreport.exchange.read_sheets import RawSheet
from cpreport.exchange.read_workbook import unreadable
from cpreport.exchange.source_tables import MOST_ROWS, SourceRow

_SEPARATORS = ",;\t|"
_LOOKED_AT = 50
#: Letters of the beginning: fewer than a cell may have, however the lines are parted.
_BEGINNING = 100_000


class DelimitedText(NamedTuple):
    """A file of text in columns.

    remarks : tuple of str
        What of its form is to be looked at: an encoding that was taken for granted.
    """

    sheet: RawSheet
    separator: str
    remarks: tuple[str, ...]


def read_delimited(data: bytes, file: str) -> DelimitedText:
    """Read a CSV file.

    Raises
    ------
    Refused
        Where it is no text, or too long.
    """
    text, remarks = _decoded(data, file)
    separator = _separator(text)
    rows = _rows(text, separator, file)
    return DelimitedText(RawSheet("", tuple(rows)), separator, remarks)


def _decoded(data: bytes, file: str) -> tuple[str, tuple[str, ...]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), ()
    if b"\0" in data[:4096]:
        raise unreadable(file, "it is no text")
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        shown = re.search(r"\w*[^\x00-\x7f]\w*", text)
        word = shown[0][:30] if shown else ""
        return text, (f"read as Windows-1252, for it is no UTF-8: is `{word}` right?",)


def _separator(text: str) -> str:
    """Find what stands between columns: what is as often in each of the first lines."""
    lines = [line for line in text[:_BEGINNING].splitlines() if line.strip()][:_LOOKED_AT]
    best, most = ",", 0
    for separator in _SEPARATORS:
        rows = list(csv.reader(lines, delimiter=separator))
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        # Decimal commas part the rows too, and not the headings.
        weight = count * (2 if rows and len(rows[0]) == width else 1) * (width > 1)
        if weight > most:
            best, most = separator, weight
    return best


def _rows(text: str, separator: str, file: str) -> Iterator[SourceRow]:
    known: dict[str, str] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begin, count = 1, 0
    try:
        for row in reader:
            number, begin = begin, reader.line_num + 1
            cells = [cell.replace("\r\n", "\n").replace("\r", "\n").strip() for cell in row]
            if not any(cells):
                continue
            count += 1
            if count > MOST_ROWS + 1:
                raise unreadable(file, f"it has more than {MOST_ROWS:,} rows")
            yield SourceRow(number, tuple(known.setdefault(cell, cell) for cell in cells))
    except csv.Error as error:
        most = f"{csv.field_size_limit():,}"
        why = f"a cell that ends in line {reader.line_num} has more than {most} letters"
        raise unreadable(file, why) from error
