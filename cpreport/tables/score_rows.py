"""Take a scored series, and give what `cpreport score` prints: every score of every visit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from cpreport.scales.graded import Score, ScoredSeries
from cpreport.tables.cells import missing_cell
from cpreport.tables.formats import to_csv, to_markdown, to_terminal
from cpreport.tables.table import Cell, Column, Row, Table

Form = Literal["table", "csv", "json", "markdown"]


def scores_printed(scored: ScoredSeries, form: Form, cases: Sequence[str], width: int) -> str:
    """Print the scores of a series, with a final line end.

    Parameters
    ----------
    cases : sequence of str
        Ids of the cases that are wanted; all where it is empty.
    width : int
        Columns of the terminal; only the form `table` needs it.
    """
    if cases:
        scored = replace(scored, cases=tuple(c for c in scored.cases if c.id in cases))
    if form == "json":
        return score_json(scored) + "\n"
    table = score_table(scored)
    if form == "table":
        return to_terminal(table, width)
    return to_csv(table) if form == "csv" else to_markdown(table)


def score_json(scored: ScoredSeries) -> str:
    """Give every score as a JSON array, one object a line.

    Each has exactly `case`, `visit`, `scale`, `score`, `side` (`right`, `left` or null), `value`
    (a number or null), `printed`, `status` (`scored` or `not scorable`) and `missing` (the names
    of the items without a usable grade).
    """
    lines = [json.dumps(_as_object(score), ensure_ascii=False) for score in _scores(scored)]
    return "[\n  " + ",\n  ".join(lines) + "\n]" if lines else "[]"


def score_table(scored: ScoredSeries) -> Table:
    """Give every score as a table, for reading and for spreadsheets."""
    return Table(
        id="scores",
        caption="Scores of every visit",
        columns=(
            Column("Case"),
            Column("Visit"),
            Column("Scale"),
            Column("Score"),
            Column("Side"),
            Column("Value", align="right"),
            Column("Missing"),
        ),
        rows=tuple(_row(score) for score in _scores(scored)),
        heads=5,
    )


def _scores(scored: ScoredSeries) -> Iterator[Score]:
    for case in scored.cases:
        yield from case.scores


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


def _row(score: Score) -> Row:
    value = missing_cell(score.printed) if score.value is None else Cell(score.printed)
    words = (score.case, score.visit, score.scale, score.name, score.side or "")
    return Row((*map(Cell, words), value, Cell(", ".join(_missing(score)))))
