"""Take the results ledger, and give it as data files: `results.json` and `results.csv`.

The order is the ledger's own. A missing value is null in JSON and its word in CSV, never a blank;
what a result cannot have (an interval, an N) is null or empty.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from cpreport.numbers import plain
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Result

COLUMNS = (
    "id", "label", "value", "printed", "unit", "of", "interval_low", "interval_high",
    "interval_printed", "direction", "method", "sources", "places", "case",
)  # fmt: skip

#: Signs with which a spreadsheet would start a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

#: What begins with a sign and is a number, or a range of numbers, with or without a unit.
_NUMBERS = re.compile(r"[+-]?\d[\d.]*( to [+−-]?\d[\d.]*)?([\s%][a-z]*)?")


def results_json(findings: Findings) -> str:
    """Give every result as a JSON array; numbers keep their exact digits."""
    return json_rows(findings.ledger.values())


def results_csv(findings: Findings) -> str:
    """Give every result as a row of CSV (RFC 4180, but lines end in a line feed).

    A cell that a spreadsheet would take for a formula is made harmless by an apostrophe before it.
    Numbers and ranges of numbers stay as they are, so that a change of `+25` remains `+25`.
    """
    return csv_rows(findings.ledger.values())


def json_rows(results: Iterable[Result]) -> str:
    """Give some results as `results_json` gives all."""
    return json.dumps(list(map(_json_row, results)), ensure_ascii=False, indent=1) + "\n"


def csv_rows(results: Iterable[Result]) -> str:
    """Give some results as `results_csv` gives all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in map(_csv_row, results):
        writer.writerow([harmless(row[column]) for column in COLUMNS])
    return text.getvalue()


def harmless(cell: str) -> str:
    """Put an apostrophe before a cell that would be a formula; leave numbers as they are.

    >>> harmless("+25"), harmless("=1+1")
    ('+25', "'=1+1")
    """
    if cell.startswith(_FORMULA) and not _NUMBERS.fullmatch(cell):
        return f"'{cell}"
    return cell


def _json_row(result: Result) -> Mapping[str, object]:
    low, high = result.interval or (None, None)
    return {
        "id": result.id,
        "label": result.label,
        "value": _json_value(result.value),
        "printed": result.printed,
        "unit": result.unit or None,
        "of": result.of,
        "interval": None if low is None or high is None else [_number(low), _number(high)],
        "interval_printed": result.interval_printed or None,
        "direction": result.direction,
        "method": result.method,
        "sources": list(result.sources),
        "places": [str(place) for place in result.places],
        "case": result.case,
    }


def _json_value(value: Decimal | str | None) -> object:
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> int | float:
    """Give a number that JSON writes in the very digits of the decimal.

    Results keep nine decimals at most, so that a double holds all their digits.
    """
    return int(value) if value == value.to_integral_value() else float(value)


def _csv_row(result: Result) -> Mapping[str, str]:
    low, high = result.interval or (None, None)
    return {
        "id": result.id,
        "label": result.label,
        "value": _csv_value(result),
        "printed": result.printed,
        "unit": result.unit,
        "of": "" if result.of is None else str(result.of),
        "interval_low": "" if low is None else plain(low),
        "interval_high": "" if high is None else plain(high),
        "interval_printed": result.interval_printed,
        "direction": result.direction or "",
        "method": result.method,
        "sources": " ".join(result.sources),
        "places": " ".join(str(place) for place in result.places),
        "case": result.case or "",
    }


def _csv_value(result: Result) -> str:
    if result.value is None:
        return result.printed
    return plain(result.value) if isinstance(result.value, Decimal) else result.value
