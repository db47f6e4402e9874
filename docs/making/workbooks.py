"""Write the workbook of the smallest series, some of its cells filled in otherwise."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from cpreport.exchange.export_cases import export_workbook

#: Begins the words in an example that stand for a workbook: `WORKBOOK TCT!D3=25`.
MARK = "WORKBOOK"


def workbook_of(words: str, series: Mapping[str, str]) -> bytes:
    """Write the workbook that the words stand for, of a series by its files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in series.items():
            (Path(folder) / name).write_text(text, "utf-8")
        content = export_workbook(Path(folder))
    change = words.removeprefix(MARK).strip()
    if not change:
        return content
    cell, value = change.split("=", 1)
    sheet, where = cell.split("!")
    book = openpyxl.load_workbook(io.BytesIO(content))
    book[sheet][where] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
