"""Write what a cell says in the way of a case file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from cpreport.cases.values import NOT_REPORTED
from cpreport.exchange.source_map.cases_in_making import CasesInMaking
from cpreport.exchange.source_map.heading_words import side_named
from cpreport.exchange.source_map.import_map import A_VALUE, NO_ENTRY_AT_ALL, MappedColumn
from cpreport.exchange.source_tables import Cell, text_of
from cpreport.scales.definition import Scale
from cpreport.scales.names import grade_of

_PLAIN_NUMBER = re.compile(r"(?P<sign>[<>≤≥~]?\s*[-−+]?)(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?")
ISO_DATE = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})(?:[T ][0-9:.]+Z?)?")
_PARTED = re.compile(r"(?P<a>[0-9]{1,2})[./-](?P<b>[0-9]{1,2})[./-](?P<y>[0-9]{4})(?: [0-9:.]+)?")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?")
#: Excel counts days from here.
_FIRST_DAY = dt.date(1899, 12, 30)
_MONTHS = 12


def converter_of(
    made: CasesInMaking, said: MappedColumn, scale: Scale | None
) -> Callable[[Cell], str | None]:
    """Make the function that reads the cells of a column; each text is read once."""
    known: dict[Cell, str | None] = {}

    def convert(cell: Cell) -> str | None:
        if cell not in known:
            known[cell] = _converted(made, said, scale, cell)
        return known[cell]

    return convert


def _converted(
    made: CasesInMaking, said: MappedColumn, scale: Scale | None, cell: Cell
) -> str | None:
    text = text_of(cell)
    if text in said.values:
        meant = said.values[text]
        return None if meant == NO_ENTRY_AT_ALL else text if meant == A_VALUE else meant
    meant = said.missing.get(text) or _missing_everywhere(made, said, scale, text) or A_VALUE
    if meant in (A_VALUE, NO_ENTRY_AT_ALL):
        return None if meant == NO_ENTRY_AT_ALL else _value_as_written(said, text)
    # Of who a patient is a file knows this word alone.
    return NOT_REPORTED if said.role in ("patient.age", "patient.sex") else meant


def _value_as_written(said: MappedColumn, text: str) -> str:
    """Write a value in the way of a case file."""
    if said.decimal == "comma" and _PLAIN_NUMBER.fullmatch(text):
        text = text.replace(",", ".")
    role = said.role or ""
    if role.endswith("date"):
        return iso_date(text, said.dates or "") or text
    if role.endswith(".age"):
        return _age(text, said.unit or "years")
    if role == "side":
        return side_named(text) or text
    if said.unit and _PLAIN_NUMBER.fullmatch(text):
        return f"{text} {said.unit}"
    return text


def _missing_everywhere(
    made: CasesInMaking, said: MappedColumn, scale: Scale | None, text: str
) -> str | None:
    """Look up a code of all columns; a number is one only where it can be no grade or total."""
    meant = made.record.missing.get(text)
    if meant is None or not re.fullmatch(r"-?[0-9]+", text):
        return meant
    if scale is not None and said.item:
        return meant if grade_of(scale, said.item, text) is None else None
    is_number = scale is not None and scale.number is not None
    return None if is_number or (said.role or "").startswith("patient.") else meant


def iso_date(text: str, form: str) -> str:
    """Write a date year-month-day; empty where it is not written as the map says."""
    if found := ISO_DATE.fullmatch(text):
        return f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
    if form == "serial numbers" and _SERIAL.fullmatch(text):
        return (_FIRST_DAY + dt.timedelta(days=int(float(text)))).isoformat()
    found = _PARTED.fullmatch(text)
    if found is None or form not in ("day.month.year", "month.day.year"):
        return ""
    day, month = (found["a"], found["b"]) if form[0] == "d" else (found["b"], found["a"])
    return f"{found['y']}-{int(month):02}-{int(day):02}"


def wrong_date(said: MappedColumn, text: str) -> tuple[str, str] | None:
    """Name a serial number among dates, with the day that Excel means by it."""
    if not (said.role or "").endswith("date") or not _SERIAL.fullmatch(text):
        return None
    day = (_FIRST_DAY + dt.timedelta(days=int(float(text)))).isoformat()
    return f"`{text}` is a number where a date belongs; Excel shows it as {day}", f"write {day}"


def _age(text: str, unit: str) -> str:
    """Write an age with its unit: completed months of a broken number of years."""
    found = _PLAIN_NUMBER.fullmatch(text)
    if found is None or found["sign"].strip():
        return text
    if not found["part"] or not found["part"].strip("0"):
        return f"{found['whole']} {unit}"
    if unit != "years":
        return text
    months = int(found["part"]) * _MONTHS // 10 ** len(found["part"])
    return f"{found['whole']} years {months} months" if months else f"{found['whole']} years"
