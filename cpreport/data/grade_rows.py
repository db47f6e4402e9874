"""Tell every graded item of a case in a row: the rows of `item-grades.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.data.cell_text import Row, day_of, or_not_applicable, without_reason
from cpreport.numbers import plain
from cpreport.scales.graded import ScoredCase


def grade_rows(cases: Iterable[ScoredCase]) -> Iterator[Row]:
    """Yield a row for each item; its grade as graded, and its numeric code beside it."""
    for case in cases:
        for graded in case.items:
            yield (
                case.id,
                graded.visit,
                day_of(case, graded.visit),
                graded.scale,
                graded.item,
                or_not_applicable(graded.side),
                graded.missing if graded.grade is None else graded.grade,
                without_reason(graded.missing) if graded.points is None else plain(graded.points),
            )
