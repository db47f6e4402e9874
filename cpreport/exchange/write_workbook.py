"""Write a series as an Excel workbook to fill in: forms with lists of grades, printable on paper.

The first row of each sheet holds the keys of its columns and is hidden; the second the headings.
All cells are text, so that `1+`, `1-2` and `007` stay what was typed.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cpreport.cases.values import MISSING_WORDS
from cpreport.exchange.case_rows import MEASURED, SIDES, Sheet
from cpreport.exchange.column_heads import heading
from cpreport.scales.names import grades_of, scale_of

if TYPE_CHECKING:
    from cpreport.cases.measure_record import CategoryMeasure
    from cpreport.scales.definition import Scale

#: The key row names a sheet's scale as this and its id.
SCALE_KEY = "scale="
GUIDE = "Read me"
#: Rows below the last that are ready to be filled in.
_SPARE = 200
#: As many of them have a frame.
_FRAMED = 10
_TITLE, _TEXT, _PALE, _LINE = "#1d4f63", "#1a1a1a", "#eef4f6", "#c9d6db"
#: A sheet of so many columns is printed on one page's breadth; a broader one goes on beside it.
_FITS = 16
_MOST_LINES = 6
#: Of every workbook, so that the same series gives the same bytes.
_NO_TIME = dt.datetime(2000, 1, 1)
#: What Excel takes as the title and the text beside a cell, and as a list, in letters.
_MOST_TITLE, _MOST_HINT, _MOST_LIST = 32, 255, 255
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_GUIDE = (
    "How to fill in this workbook",
    "Each sheet is a form. Patients has one row a patient; Visits one row a visit; each scale one "
    "row an item.",
    "Choose grades from the lists; the meaning of each stands beside the cell that is chosen.",
    "What was not graded is `not assessed`. What is not known is `not reported`. A form that was "
    "not used stays wholly empty.",
    "A dash (—) stands where a form has no entry.",
    "No names, record numbers or dates of birth. Dates are year-month-day; no publication prints "
    "them.",
    "Rows may be added below and deleted; columns may not. A picture or another rare thing stands "
    "in the sheet Other, with the keys of the case file.",
    "When it is filled in: cpreport import FILE.xlsx --into cases",
)


def workbook(sheets: Sequence[Sheet], scales: Mapping[str, Scale]) -> bytes:
    """Write the workbook.

    Parameters
    ----------
    sheets : sequence of Sheet
        Of `case_rows.sheets_of`.
    scales : mapping of str to Scale
        The scales that sheets are graded by, for their lists of grades.
    """
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False,
                                        "strings_to_urls": False})  # fmt: skip
    book.set_properties({"title": "Case files", "created": _NO_TIME})
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": _TITLE}),
        "words": book.add_format({"text_wrap": True, "valign": "top", "font_color": _TEXT}),
        "head": book.add_format(
            {"bold": True, "bg_color": _TITLE, "font_color": "#ffffff", "text_wrap": True,
             "valign": "vcenter", "border": 1, "border_color": _LINE}
        ),
        "free": book.add_format({"num_format": "@", "locked": False, "valign": "top"}),
        "key": book.add_format({"font_color": "#888888", "num_format": "@"}),
    }  # fmt: skip
    for name, pale in (("cell", False), ("pale", True)):
        looks[name] = book.add_format(
            {"num_format": "@", "locked": False, "text_wrap": True, "valign": "top", "border": 1,
             "border_color": _LINE, **({"bg_color": _PALE} if pale else {})}
        )  # fmt: skip
    _guide(book, looks)
    names: set[str] = {GUIDE.casefold()}
    for sheet in sheets:
        _sheet(book, sheet, _tab(sheet.name, names), scales, looks)
    book.close()
    return target.getvalue()


def _tab(name: str, taken: set[str]) -> str:
    """Name a sheet as Excel lets it: 31 letters at most, some signs not, none twice."""
    plain = name.translate(_FORBIDDEN).strip()[:31] or "Scale"
    tab, number = plain, 2
    while tab.casefold() in taken:
        tab = f"{plain[:27]} {number}"
        number += 1
    taken.add(tab.casefold())
    return tab


def _guide(book: Any, looks: Mapping[str, Any]) -> None:
    page = book.add_worksheet(GUIDE)
    page.set_column(0, 0, 90)
    page.write_string(0, 0, _GUIDE[0], looks["title"])
    for number, words in enumerate(_GUIDE[1:], 2):
        page.set_row(number, _height([(words, 90)]))
        page.write_string(number, 0, words, looks["words"])
    page.fit_to_pages(1, 0)
    _on_paper(page)
    page.protect()


def _height(cells: Sequence[tuple[str, int]]) -> float:
    """Find the height of a row in points by its longest text, of which a few lines are shown."""
    lines = max(sum(1 + len(line) // width for line in text.split("\n")) for text, width in cells)
    return 15.0 * min(lines, _MOST_LINES)


def _on_paper(page: Any) -> None:
    page.set_paper(9)
    page.set_margins(left=0.5, right=0.5)
    page.hide_gridlines(2)
    page.set_footer("&L&A&RPage &P of &N")


def _sheet(
    book: Any, sheet: Sheet, tab: str, scales: Mapping[str, Scale], looks: Mapping[str, Any]
) -> None:
    page = book.add_worksheet(tab)
    keys = [*sheet.columns, *([SCALE_KEY + sheet.scale] if sheet.scale else [])]
    for number, key in enumerate(keys):
        page.write_string(0, number, key, looks["key"])
    page.set_row(0, None, None, {"hidden": True})
    page.set_row(1, 32)
    bands = _bands(sheet)
    for number, column in enumerate(sheet.columns):
        over = heading(column)
        page.set_column(number, number, over.width, looks["free"])
        page.write_string(1, number, over.words, looks["head"])
        for line in range(len(sheet.rows) + _FRAMED):
            row = sheet.rows[line] if line < len(sheet.rows) else {}
            look = looks["pale" if line < len(bands) and bands[line] else "cell"]
            if text := row.get(column, ""):
                page.write_string(line + 2, number, text, look)
            else:
                page.write_blank(line + 2, number, None, look)
        _choices(page, sheet, number, column, scales)
    page.freeze_panes(2, 2 if sheet.columns[:1] != ("id",) else 1)
    for line, row in enumerate(sheet.rows, 2):
        page.set_row(line, _height([(text, heading(c).width) for c, text in row.items()]))
    page.set_landscape()
    page.repeat_rows(1)
    page.print_area(0, 0, max(len(sheet.rows), 1) + 1, len(sheet.columns) - 1)
    if len(sheet.columns) > _FITS:
        page.repeat_columns(0)
    else:
        page.fit_to_pages(1, 0)
    _on_paper(page)
    page.protect(
        options={"insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True,
                 "format_cells": True, "format_columns": True, "format_rows": True}
    )  # fmt: skip


def _bands(sheet: Sheet) -> list[bool]:
    """Shade every second form, so that the eye keeps to one patient and visit."""
    bands, shaded, before = [], True, None
    for row in sheet.rows:
        form = (row.get("case", row.get("id")), row.get("visit"))
        shaded = shaded if form == before else not shaded
        before = form
        bands.append(shaded)
    return bands


def _choices(
    page: Any, sheet: Sheet, number: int, column: str, scales: Mapping[str, Scale]
) -> None:
    """Put lists to choose from beside the cells, and what they mean."""
    last = len(sheet.rows) + _SPARE + 1
    scale = scales.get(sheet.scale)
    if scale is not None and column in ("grade", *SIDES):
        for line, row in enumerate(sheet.rows, 2):
            page.data_validation(line, number, line, number, _grades(scale, row.get("item", "")))
        return
    listed = _lists_of_categories(sheet, column, scales)
    for line, values in listed.items():
        page.data_validation(line, number, line, number, values)
    over = heading(column)
    asked: dict[str, Any] = {"validate": "any"}
    if over.allowed:
        asked = {"validate": "list", "source": list(over.allowed), "error_type": "warning"}
        asked |= {"error_title": "Not in the list", "error_message": "Choose one of the list."}
    if over.hint:
        asked |= {"input_title": over.words[:_MOST_TITLE], "input_message": over.hint[:_MOST_HINT]}
    for first, final in _runs_without(listed, last) if len(asked) > 1 else ():
        page.data_validation(first, number, final, number, asked)


def _lists_of_categories(
    sheet: Sheet, column: str, scales: Mapping[str, Scale]
) -> dict[int, dict[str, Any]]:
    """List the values of each row that is of a category, by its line."""
    if sheet.name != MEASURED or column not in ("measured", *SIDES):
        return {}
    found = ((n, scale_of(scales, row.get("measure", ""))) for n, row in enumerate(sheet.rows, 2))
    return {
        line: _values(scale.name, scale.category)
        for line, scale in found
        if scale is not None and scale.category is not None
    }


def _runs_without(listed: Mapping[int, object], last: int) -> Iterator[tuple[int, int]]:
    """Part the lines of a column into runs that leave out those with a list of their own."""
    ends = [*sorted(listed), last + 1]
    for before, end in zip([1, *ends], ends, strict=False):
        if before + 1 < end:
            yield before + 1, end - 1


def _values(name: str, category: CategoryMeasure) -> dict[str, Any]:
    """List the values of a category; a list of several values is written by hand."""
    values = [*category.grades, *category.words, *MISSING_WORDS]
    said = {"error_type": "warning", "error_title": "Not in the list"}
    return _one_of(values, name, ", ".join(category.grades)[:_MOST_HINT], said)


def _grades(scale: Scale, item: str) -> dict[str, Any]:
    """List the grades of an item with their meaning."""
    folded = item.casefold()
    found = next(
        (i for i in scale.items
         if folded in (i.name.casefold(), *(s.casefold() for s in i.synonyms))), None
    )  # fmt: skip
    if found is None or not (grades := grades_of(scale, found)):
        return {"validate": "any"}
    meaning = "\n".join(f"{grade.code}: {grade.meaning}" for grade in grades)
    shown = meaning if len(meaning) <= _MOST_HINT else f"{meaning[: _MOST_HINT - 1]}…"
    said = {"error_type": "stop", "error_title": "Not a grade of this item"}
    return _one_of([*(g.code for g in grades), *MISSING_WORDS], found.name, shown, said)


def _one_of(
    values: Sequence[str], name: str, shown: str, said: Mapping[str, str]
) -> dict[str, Any]:
    """Offer values as a list to choose from, where a spreadsheet can hold the list."""
    if len(",".join(values)) > _MOST_LIST or any("," in value for value in values):
        return {"validate": "any"}
    return {
        "validate": "list",
        "source": values,
        **said,
        "error_message": f"Allowed: {', '.join(values)}"[:_MOST_HINT],
        "input_title": name[:_MOST_TITLE],
        "input_message": shown,
    }
