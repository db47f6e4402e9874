"""Tell what became of every item and score between two visits: the rows of `changes.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from itertools import product

from cpreport.data.cell_text import Row, number, or_not_applicable
from cpreport.data.columns import NOT_APPLICABLE, NOT_RECORDED
from cpreport.outcomes.change_records import ItemChange, ScoreChange
from cpreport.outcomes.comparing import compare_series
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ids import item_change_id, score_change_id
from cpreport.outcomes.statistics import EXACT
from cpreport.scales.graded import ItemGrade, Score


def change_rows(findings: Findings) -> Iterator[Row]:
    """Yield a row for each item and each score that was compared."""
    ledger = findings.ledger
    with localcontext(EXACT):
        series = compare_series(findings.scored)
    for case, pair, scale in product(findings.cases, findings.pairs, series.scales):
        compared = series.of(case.id, scale.id, pair)
        about = (case.id, *pair.visits, scale.id)
        for item in compared.items:
            way = ledger[item_change_id(compared, item)].direction
            yield (*about, "item", item.item, *_change(item, item.points, way))
        for score in compared.scores:
            way = ledger[score_change_id(compared, score)].direction
            yield (*about, "score", score.name, *_change(score, score.value, way))


def _change(change: ItemChange | ScoreChange, value: Decimal | None, direction: str | None) -> Row:
    return (
        or_not_applicable(change.side),
        _as_printed(change.earlier),
        _as_printed(change.later),
        NOT_APPLICABLE if value is None else number(value),
        direction or "not assessable",
    )


def _as_printed(end: ItemGrade | Score | None) -> str:
    if end is None:
        return NOT_RECORDED
    if isinstance(end, Score):
        return end.printed
    return end.missing if end.grade is None else end.grade
