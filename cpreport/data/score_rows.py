"""Tell every score of a case in a row: the rows of `scores.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.data.cell_text import Row, day_of, number, or_not_applicable
from cpreport.data.columns import MISSING, NOT_APPLICABLE
from cpreport.scales.graded import Score, ScoredCase


def score_rows(cases: Iterable[ScoredCase]) -> Iterator[Row]:
    """Yield a row for each score of each visit."""
    for case in cases:
        for score in case.scores:
            yield (
                case.id,
                score.visit,
                day_of(case, score.visit),
                score.scale,
                score.name,
                or_not_applicable(score.side),
                _word(score) if score.value is None else number(score.value),
                score.printed,
                or_not_applicable("; ".join(missing_items(score))),
                score.basis,
                or_not_applicable(score.qualifier),
                or_not_applicable(score.unit),
            )


def _word(score: Score) -> str:
    """Say why there is no number; a word of the measure itself stands in the printed form."""
    return score.status if score.status in MISSING else NOT_APPLICABLE


def missing_items(score: Score) -> tuple[str, ...]:
    """Name the items without a usable grade, each with its side: `right hip adductors`."""
    return tuple(item if side is None else f"{side} {item}" for item, side in score.missing)
