"""Read the long CSV files that `cpreport export --to csv` writes, and packages have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from cpreport.cases.case import ONGOING
from cpreport.data.columns import (
    ADVERSE_EVENTS,
    CONCOMITANT,
    CONDITIONS,
    COURSE,
    ITEM_GRADES,
    MISSING,
    NOT_APPLICABLE,
    NOT_RECORDED,
    SCORES,
    SESSIONS,
    TREATMENTS,
    DataFile,
)
from cpreport.exchange.filled_forms import DAY, FilledForms
from cpreport.exchange.read_delimited import read_delimited
from cpreport.exchange.source_tables import SourceColumn, SourceData, text_of
from cpreport.exchange.study_forms import said_in_row

_Row = Mapping[str, str]
#: Parts of an entry that a case file has, of the files that are lists.
_LISTS: Mapping[str, tuple[DataFile, tuple[str, ...]]] = {
    "Adverse events": (ADVERSE_EVENTS, tuple(
        key for key in ADVERSE_EVENTS.header if key not in ("case", "event", "treatment_at_onset")
    )),
    "Concomitant": (CONCOMITANT, ("what", "begun", "ended")),
    "Course": (COURSE, ("what", "day")),
}  # fmt: skip


def is_data_files(names: Mapping[str, bytes]) -> bool:
    """Whether files are those of a data package of cpreport's."""
    return any(name.endswith(f"{ITEM_GRADES.name}.csv") for name in names) and any(
        name.endswith(f"{SCORES.name}.csv") for name in names
    )


def read_data_files(files: Mapping[str, bytes], name: str) -> SourceData:
    """Read the data files of a package; what was computed from them is not taken."""
    forms = FilledForms()
    for row in _rows(files, ITEM_GRADES):
        _at_visit(forms, row, f"{row['scale']} {row['item']} {_side(row)}".strip(), row["grade"])
    for row in _rows(files, SCORES):
        if row["basis"] != "items":
            score = row["score"] if row["basis"] == "entered total" else ""
            label = " ".join(filter(None, (row["scale"], score, _side(row))))
            unit = "" if row["unit"] in MISSING else row["unit"]
            _at_visit(forms, row, label, _value(row), "" if score else unit)
    _treatments(forms, files)
    for form, (file, parts) in _LISTS.items():
        for row in _rows(files, file):
            told, number = said_in_row(file, row), int(row[file.header[1]])
            for part in parts:
                forms.put_in_list(row["case"], form, number, part, told.get(part, ""))
    for row in _rows(files, CONDITIONS):
        form = "History" if row["kind"] == "history" else "Comorbidities"
        # Of there being none there is but the word.
        for part in ("term", "since", "treated")[: 1 if row["number"] == "0" else None]:
            text = "" if row[part] == NOT_RECORDED else row[part]
            forms.put_in_list(row["case"], form, int(row["number"]), part, text)
    return SourceData(name, "data files of cpreport", (forms.table(name),), own=True)


def _rows(files: Mapping[str, bytes], file: DataFile) -> Iterator[_Row]:
    content = next((c for name, c in files.items() if name.endswith(f"{file.name}.csv")), None)
    if content is None:
        return
    head, *rows = read_delimited(content, file.name).sheet.rows
    names = [text_of(cell) for cell in head.cells]
    for row in rows:
        told = (text_of(cell).removeprefix("'") for cell in row.cells)
        yield {**dict.fromkeys(file.header, ""), **dict(zip(names, told, strict=False))}


def _side(row: _Row) -> str:
    return row["side"] if row["side"] in ("right", "left") else ""


def _at_visit(forms: FilledForms, row: _Row, label: str, text: str, unit: str = "") -> None:
    column = SourceColumn(label, label=f"{label} ({unit})" if unit else label, unit=unit)
    forms.put(row["case"], row["visit"], column, text)
    if row["day"] not in MISSING:
        forms.put(row["case"], row["visit"], DAY, row["day"])


def _value(row: _Row) -> str:
    """Read a value with its qualifier; of a category, and of what is missing, its word."""
    printed = row["printed"].replace("\u2212", "-").replace("\u202f", "")
    found = re.search(r"-?[0-9]+(?:\.[0-9]+)?", printed)
    try:
        shown, value = Decimal(found[0] if found else "x"), Decimal(row["value"])
    except InvalidOperation:
        return row["printed"]
    # A grade has its code in this column, and is printed as it is called.
    if abs(shown - value) > Decimal(1).scaleb(int(shown.as_tuple().exponent)):
        return row["printed"]
    qualifier = "" if row["qualifier"] in MISSING else row["qualifier"]
    return f"{qualifier}{row['value']}"


def _treatments(forms: FilledForms, files: Mapping[str, bytes]) -> None:
    """Tell treatments with their courses, and each session with its treatment."""
    given: dict[str, list[int]] = {}
    treated = [
        {k: "" if t == NOT_RECORDED else t for k, t in r.items()} for r in _rows(files, TREATMENTS)
    ]
    phases = Counter((row["case"], row["treatment"]) for row in treated)
    for row in treated:
        form, phase = f"Treatment {row['treatment']}", int(row["phase"])
        count = int(row["sessions"]) if row["sessions"].isdecimal() else 0
        given.setdefault(row["case"], []).extend([int(row["treatment"])] * count)
        times = {} if count else _times(row, alone=phases[row["case"], row["treatment"]] == 1)
        told = {key: row[key] for key in ("name", "kind", "frequency")} | times
        for part, text in told.items():
            forms.put_in_list(row["case"], form, phase, part, text)
    for one in _rows(files, SESSIONS):
        number = int(one["session"])
        form = f"Sessions of treatment {given[one['case']][number - 1]}"
        forms.put_in_list(one["case"], form, number, "routes", one["routes"])
        forms.put_in_list(one["case"], form, number, "day", one["day"])
        for part in ("dose", "volume"):
            text = "" if one[part] == NOT_RECORDED else one[part]
            forms.put_in_list(one["case"], form, number, part, text)


def _times(row: _Row, *, alone: bool) -> dict[str, str]:
    """Say when a treatment was: on a day, from one to another, or as a phase of a course."""
    begun, ended = (_moment(row[key]) for key in ("from_day", "to_day"))
    # There is no day on which it ended where it is said to go on.
    ended = ONGOING if ended == NOT_APPLICABLE else "" if ended in MISSING else ended
    told = {key: row[key] for key in ("dose", "route", "frequency")}
    if row["from_day"] == row["to_day"] and {told["dose"], told["route"]} == {NOT_APPLICABLE}:
        return {"day": row["from_day"]}
    if alone and not told["dose"] and not told["route"]:
        return {"from": begun, "to": ended}
    return {
        "frequency": "",
        **{f"phase_{k}": t for k, t in {"from": begun, "to": ended, **told}.items()},
    }


def _moment(day: str) -> str:
    return day if day in MISSING else f"day {day}"
