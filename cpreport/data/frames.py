"""Take a scored series, and give its grades and scores as long pandas frames of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cpreport.numbers import plain
from cpreport.scales.graded import ScoredSeries

if TYPE_CHECKING:
    import pandas as pd


def item_grades(scored: ScoredSeries) -> pd.DataFrame:
    """Give one row for each graded item, the grade as graded and its documented code beside it.

    Every column is text, so that `1+` stays `1+` and a missing word stays a word.
    """
    rows = [
        (
            g.case,
            g.visit,
            plain(case.days[g.visit]),
            g.scale,
            g.item,
            g.side or "",
            g.grade if g.grade is not None else g.missing,
            plain(g.points) if g.points is not None else "",
        )
        for case in scored.cases
        for g in case.items
    ]
    columns = ["case", "visit", "day", "scale", "item", "side", "grade", "points"]
    return _frame(rows, columns)


def scores(scored: ScoredSeries) -> pd.DataFrame:
    """Give one row for each score of each visit; every column is text."""
    rows = [
        (
            s.case,
            s.visit,
            plain(case.days[s.visit]),
            s.scale,
            s.name,
            s.side or "",
            plain(s.value) if s.value is not None else "",
            s.printed,
            s.status,
            "; ".join(" ".join(filter(None, (side, item))) for item, side in s.missing),
        )
        for case in scored.cases
        for s in case.scores
    ]
    columns = [
        "case",
        "visit",
        "day",
        "scale",
        "score",
        "side",
        "value",
        "printed",
        "status",
        "missing",
    ]
    return _frame(rows, columns)


def item_grades_csv(scored: ScoredSeries) -> str:
    """Give the long file of item grades."""
    return _csv(item_grades(scored))


def scores_csv(scored: ScoredSeries) -> str:
    """Give the long file of scores."""
    return _csv(scores(scored))


def _frame(rows: Sequence[tuple[str, ...]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(list(rows), columns=list(columns), dtype=str)


def _csv(frame: pd.DataFrame) -> str:
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text
