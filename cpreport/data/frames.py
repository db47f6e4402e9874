"""Frame the data files with pandas, for analysts: the same columns, typed.

A column of numbers or of grades has no word among its values: what is missing is absent in it, and
its word stands in a column of its own behind it, `value_missing` behind `value`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cpreport.data.cell_text import Row
from cpreport.data.columns import ITEM_GRADES, PROBLEMS, RESULTS, SCORES, DataColumn, DataFile
from cpreport.data.grade_rows import grade_rows
from cpreport.data.problem_rows import problem_rows
from cpreport.data.result_rows import result_rows
from cpreport.data.score_rows import score_rows
from cpreport.outcomes.result import Result
from cpreport.problems import Problem
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ScoredCase

if TYPE_CHECKING:
    import pandas as pd

#: What follows the name of a column in the name of that which holds its missing words.
_MISSING = "_missing"

#: Grades from the lowest to the highest, each with its numeric code.
Chain = Sequence[tuple[str, Decimal]]


def grades_frame(cases: Iterable[ScoredCase], scales: Mapping[str, Scale]) -> pd.DataFrame:
    """Frame every graded item, as in `item-grades.csv`.

    `grade` is an ordered categorical where the grades of all scales agree on one order, as
    `0 < 1 < 1+ < 2` does with `0 < 9 < 14`; else a plain one.

    Parameters
    ----------
    scales : mapping of str to Scale
        What the items are of, by id.
    """
    rows: list[Row] = []
    words: set[str] = set()
    numbers: dict[str, Decimal] = {}
    used: set[str] = set()
    for case in cases:
        rows += grade_rows([case])
        words |= {graded.missing for graded in case.items if graded.grade is None}
        used |= {graded.scale for graded in case.items}
        # Of an item that is a number every value is a grade of its own.
        numbers |= {g.grade: g.points for g in case.items if g.grade and g.points is not None}
    defined = [
        [(grade.code, grade.points) for grade in sorted(grades, key=lambda one: one.points)]
        for scale in sorted(used & scales.keys())
        for grades in scales[scale].grade_sets.values()
    ]
    known = {grade for chain in defined for grade, _ in chain}
    others = sorted((points, grade) for grade, points in numbers.items() if grade not in known)
    chains = [*defined, [(grade, points) for points, grade in others]]

    def ordered(cells: Sequence[str]) -> Any:
        import pandas as pd

        order = merged_order(chains)
        names = order if order is not None else sorted({*known, *numbers})
        # What has no numeric code has no place in an order.
        more = sorted({*cells} - words - {*names})
        there = [None if cell in words else cell for cell in cells]
        return pd.Categorical(there, [*names, *more], ordered=order is not None and not more)

    return _frame(ITEM_GRADES, rows, {"grade": ordered})


def scores_frame(cases: Iterable[ScoredCase]) -> pd.DataFrame:
    """Frame every score and measured number of every visit, as in `scores.csv`."""
    return _frame(SCORES, score_rows(cases))


def results_frame(results: Iterable[Result]) -> pd.DataFrame:
    """Frame every reported number, as in `results.csv`, with its value as a `number` besides."""
    results = list(results)
    frame = _frame(RESULTS, result_rows(results))
    values = [float(r.value) if isinstance(r.value, Decimal) else None for r in results]
    frame.insert(frame.columns.get_loc("value") + 1, "number", values)
    return frame.astype({"number": "Float64"})


def problems_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Frame what is wrong with a series, a row a problem."""
    return _frame(PROBLEMS, problem_rows(problems))


def merged_order(chains: Iterable[Chain]) -> tuple[str, ...] | None:
    """Merge the orders of several sets of grades; None where they contradict each other.

    >>> low, high = Decimal(0), Decimal(1)
    >>> merged_order([[("none", low), ("severe", high)], [("none", low), ("mild", high)]])
    ('none', 'mild', 'severe')
    >>> merged_order([[("none", low), ("mild", high)], [("mild", low), ("none", high)]])
    """
    sorter: TopologicalSorter[str] = TopologicalSorter()
    codes: dict[str, Decimal] = {}
    for chain in chains:
        for grade, code in chain:
            sorter.add(grade)
            codes.setdefault(grade, code)
        for (lower, _), (higher, _) in pairwise(chain):
            sorter.add(higher, lower)
    with suppress(CycleError):
        sorter.prepare()
        return tuple(_lowest_first(sorter, codes))
    return None


def _lowest_first(sorter: TopologicalSorter[str], codes: Mapping[str, Decimal]) -> Iterator[str]:
    """Yield what is sorted, of what may come next the one with the lowest code."""
    waiting: list[tuple[Decimal, str]] = []
    while sorter.is_active():
        for grade in sorter.get_ready():
            heappush(waiting, (codes[grade], grade))
        _, grade = heappop(waiting)
        yield grade
        sorter.done(grade)


def _frame(
    file: DataFile, rows: Iterable[Row], ways: Mapping[str, Callable[[Sequence[str]], Any]] = {}
) -> pd.DataFrame:
    """Frame rows of a file.

    Parameters
    ----------
    ways : mapping of str to callable
        How columns are typed whose own type does not say it, with what is missing absent.
    """
    import pandas as pd

    rows = list(rows)
    typed: dict[str, Any] = {}
    for n, column in enumerate(file.columns):
        cells = [row[n] for row in rows]
        if column.name not in ways and column.type == "string":
            typed[column.name] = _words(column, cells)
            continue
        way = ways.get(column.name, _numbers(column))
        typed[column.name] = way(cells)
        absent = pd.isna(typed[column.name])
        words = [cell if gone else None for cell, gone in zip(cells, absent, strict=True)]
        typed[column.name + _MISSING] = pd.array(words, dtype="string")
    return pd.DataFrame(typed)


def _words(column: DataColumn, cells: Sequence[str]) -> Any:
    """Type text: a column that allows some words alone is a categorical, its missing words too."""
    import pandas as pd

    if not column.allowed:
        return pd.array(cells, dtype="string")
    more = sorted({*cells} - {*column.allowed})
    return pd.Categorical(cells, [*column.allowed, *more])


def _numbers(column: DataColumn) -> Callable[[Sequence[str]], Any]:
    def typed(cells: Sequence[str]) -> Any:
        import pandas as pd

        kind, number = ("Int64", int) if column.type == "integer" else ("Float64", float)
        values = [None if (value := _number(cell)) is None else number(value) for cell in cells]
        return pd.array(values, dtype=kind)

    return typed


def _number(cell: str) -> Decimal | None:
    with suppress(InvalidOperation):
        return Decimal(cell)
    return None
