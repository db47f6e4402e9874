"""Frame the data files with pandas, for analysts: the same columns, the same words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cpreport.data.cell_text import Row
from cpreport.data.columns import ITEM_GRADES, RESULTS, SCORES, DataFile
from cpreport.data.grade_rows import grade_rows
from cpreport.data.result_rows import result_rows
from cpreport.data.score_rows import score_rows
from cpreport.outcomes.result import Result
from cpreport.scales.graded import ScoredCase

if TYPE_CHECKING:
    import pandas as pd


def grades_frame(cases: Iterable[ScoredCase]) -> pd.DataFrame:
    """Frame every graded item, as in `item-grades.csv`.

    Every column of a frame is text: `1+` stays `1+`, and a missing word stays a word, which
    `pandas.to_numeric(frame["code"], errors="coerce")` leaves out where numbers are wanted.
    """
    return _frame(ITEM_GRADES, grade_rows(cases))


def scores_frame(cases: Iterable[ScoredCase]) -> pd.DataFrame:
    """Frame every score of every visit, as in `scores.csv`."""
    return _frame(SCORES, score_rows(cases))


def results_frame(results: Iterable[Result]) -> pd.DataFrame:
    """Frame every reported number, as in `results.csv`."""
    return _frame(RESULTS, result_rows(results))


def _frame(file: DataFile, rows: Iterable[Row]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(file.header), dtype=str)
