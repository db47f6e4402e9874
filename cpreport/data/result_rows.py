"""Tell every result of the ledger in a row of `results.csv` and in an object of `results.json`.

The order is the ledger's own. What is missing, or cannot be, is a word in CSV and null in JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from cpreport.data.cell_text import Row, or_not_applicable
from cpreport.numbers import plain
from cpreport.outcomes.result import Result

#: What a file of JSON objects begins with, what stands between two of them, and its end.
ARRAY = ("[\n", ",\n", "\n]\n")


def result_rows(results: Iterable[Result]) -> Iterator[Row]:
    """Yield a row for each result; numbers keep their exact digits."""
    for result in results:
        low, high = result.interval or (None, None)
        cells = (
            result.id,
            result.label,
            _value(result),
            result.printed,
            result.unit,
            None if result.of is None else str(result.of),
            None if low is None else plain(low),
            None if high is None else plain(high),
            result.interval_printed,
            result.direction,
            result.method,
            " ".join(result.sources),
            " ".join(str(place) for place in result.places),
            result.case,
        )
        yield tuple(map(or_not_applicable, cells))


def results_json(results: Iterable[Result]) -> str:
    """Write results as a JSON array; numbers keep their exact digits."""
    begin, between, end = ARRAY
    entries = between.join(json_entries(results))
    return f"{begin}{entries}{end}" if entries else "[]\n"


def json_entries(results: Iterable[Result]) -> Iterator[str]:
    """Yield each result as an object, indented as it stands in the array."""
    for result in results:
        text = json.dumps(_object(result), ensure_ascii=False, indent=1)
        yield "\n".join(f" {line}" for line in text.split("\n"))


def json_number(value: Decimal) -> int | float:
    """Turn a decimal into what JSON writes in the very same digits.

    Results keep nine decimals at most, so that a double holds all their digits.
    """
    return int(value) if value == value.to_integral_value() else float(value)


def _value(result: Result) -> str:
    if result.value is None:
        return result.printed
    return plain(result.value) if isinstance(result.value, Decimal) else result.value


def _object(result: Result) -> Mapping[str, object]:
    value = result.value
    return {
        "id": result.id,
        "label": result.label,
        "value": json_number(value) if isinstance(value, Decimal) else value,
        "printed": result.printed,
        "unit": result.unit or None,
        "of": result.of,
        "interval": None if result.interval is None else [*map(json_number, result.interval)],
        "interval_printed": result.interval_printed or None,
        "direction": result.direction,
        "method": result.method,
        "sources": list(result.sources),
        "places": [str(place) for place in result.places],
        "case": result.case,
    }
