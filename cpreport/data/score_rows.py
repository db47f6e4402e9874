"""Take a scored series, and give what `cpreport score` prints: every score of every visit."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Literal

from cpreport.data.tables import csv_parts, markdown_parts
from cpreport.scales.graded import Score, ScoredCase, ScoredSeries
from cpreport.tables.cells import missing_cell
from cpreport.tables.table import Cell, Table, TableColumn, TableRow
from cpreport.terminal.tables import terminal_lines

Form = Literal["table", "csv", "json", "markdown"]

#: The table without its rows, of which there may be hundreds of thousands.
_TABLE = Table(
    id="scores",
    caption="Scores of every visit",
    columns=(
        TableColumn("Case"),
        TableColumn("Visit"),
        TableColumn("Scale"),
        TableColumn("Score"),
        TableColumn("Side"),
        TableColumn("Value", align="right"),
        TableColumn("Missing"),
    ),
    rows=(),
    heads=5,
)
#: Lines that are given at once.
_BATCH = 1000


def scores_printed(
    scored: ScoredSeries, form: Form, cases: Collection[str], width: int
) -> Iterator[str]:
    """Print the scores of a series in parts of whole lines; all are never in memory.

    Parameters
    ----------
    cases : collection of str
        Ids of the cases that are wanted; all where it is empty.
    width : int
        Columns of the terminal; only the form `table` needs it.
    """
    rows = _Rows(tuple(c for c in scored.cases if c.id in cases) if cases else scored.cases)
    if form == "json":
        return _in_batches(_json_lines(rows.scores()))
    if form == "table":
        return _in_batches(terminal_lines(_TABLE, rows, width))
    return csv_parts(_TABLE, rows) if form == "csv" else markdown_parts(_TABLE, rows)


def _in_batches(lines: Iterator[str]) -> Iterator[str]:
    while batch := list(islice(lines, _BATCH)):
        yield "".join(f"{line}\n" for line in batch)


def _json_lines(scores: Iterator[Score]) -> Iterator[str]:
    """Give every score as a JSON array, one object a line.

    Each has exactly `case`, `visit`, `scale`, `score`, `side` (`right`, `left` or null), `value`
    (a number or null), `printed`, `status` (`scored` or `not scorable`) and `missing` (the names
    of the items without a usable grade).
    """
    score = next(scores, None)
    if score is None:
        yield "[]"
        return
    yield "["
    for after in scores:
        yield f"  {_as_json(score)},"
        score = after
    yield f"  {_as_json(score)}"
    yield "]"


def _as_json(score: Score) -> str:
    return json.dumps(_as_object(score), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of the table, made whenever they are gone through."""

    cases: tuple[ScoredCase, ...]

    def scores(self) -> Iterator[Score]:
        for case in self.cases:
            yield from case.scores

    def __iter__(self) -> Iterator[TableRow]:
        return map(_row, self.scores())


def _as_object(score: Score) -> dict[str, object]:
    return {
        "case": score.case,
        "visit": score.visit,
        "scale": score.scale,
        "score": score.name,
        "side": score.side,
        "value": None if score.value is None else _number(score.value),
        "printed": score.printed,
        "status": score.status,
        "missing": _missing(score),
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _missing(score: Score) -> list[str]:
    """Name the items without a usable grade, each once whatever its sides."""
    return list(dict.fromkeys(item for item, _ in score.missing))


def _row(score: Score) -> TableRow:
    value = missing_cell(score.printed) if score.value is None else Cell(score.printed)
    words = (score.case, score.visit, score.scale, score.name, score.side or "")
    return TableRow((*map(Cell, words), value, Cell(", ".join(_missing(score)))))
