"""Score the grades of a series by the scales' definitions."""

from cpreport.scales.definition import Scale, Side
from cpreport.scales.graded import ItemGrade, Score, ScoredCase, ScoredSeries
from cpreport.scales.reader import read_scales
from cpreport.scales.scoring import score, score_series

__all__ = [
    "ItemGrade",
    "Scale",
    "Score",
    "ScoredCase",
    "ScoredSeries",
    "Side",
    "read_scales",
    "score",
    "score_series",
]
