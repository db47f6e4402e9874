"""Print every score of every visit, as `cpreport score` does, in the form that was asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from cpreport.data.columns import SCORES
from cpreport.data.csv_text import csv_parts
from cpreport.data.score_json import score_json_lines
from cpreport.data.score_rows import missing_items, score_rows
from cpreport.scales.graded import Score, ScoredCase, ScoredSeries
from cpreport.tables.cells import missing_cell
from cpreport.tables.table import Cell, Table, TableColumn, TableRow
from cpreport.terminal.markdown import markdown_parts
from cpreport.terminal.text_tables import terminal_lines

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
#: Lines that are printed at once.
_BATCH = 1000


def print_scores(
    scored: ScoredSeries, form: Form, cases: Collection[str], width: int
) -> Iterator[str]:
    """Print the scores of a series in parts of whole lines; all are never in memory.

    CSV has the columns of the data file `scores.csv`.

    Parameters
    ----------
    cases : collection of str
        Ids of the cases that are wanted; all where it is empty.
    width : int
        Columns of the terminal; only the form `table` needs it.
    """
    wanted = tuple(c for c in scored.cases if c.id in cases) if cases else scored.cases
    if form == "csv":
        return csv_parts(chain([SCORES.header], score_rows(wanted)))
    if form == "json":
        scores = chain.from_iterable(case.scores for case in wanted)
        return _in_batches(score_json_lines(scores))
    if form == "table":
        return _in_batches(terminal_lines(_TABLE, _Rows(wanted), width))
    return markdown_parts(_TABLE, _Rows(wanted))


def _in_batches(lines: Iterator[str]) -> Iterator[str]:
    while batch := list(islice(lines, _BATCH)):
        yield "".join(f"{line}\n" for line in batch)


@dataclass(frozen=True, slots=True)
class _Rows(Iterable[TableRow]):
    """The rows of the table, made whenever they are gone through."""

    cases: tuple[ScoredCase, ...]

    def __iter__(self) -> Iterator[TableRow]:
        return (_row(score) for case in self.cases for score in case.scores)


def _row(score: Score) -> TableRow:
    value = missing_cell(score.printed) if score.value is None else Cell(score.printed)
    words = (score.case, score.visit, score.scale, score.name, score.side or "")
    return TableRow((*map(Cell, words), value, Cell(_missing(score))))


def _missing(score: Score) -> str:
    """Name the items that lack: all of them where only a total was entered."""
    return (
        "items (entered total)"
        if score.basis == "entered total"
        else ", ".join(missing_items(score))
    )
