"""Tell the verdict on every declared outcome in a row: the rows of `outcomes.csv`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from cpreport.data.cell_text import Row, or_not_applicable, yes_or_no
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ids import verdict_id


def outcome_rows(findings: Findings) -> Iterator[Row]:
    """Yield a row for each declared outcome of each patient."""
    for case, pair, judged in product(findings.cases, findings.pairs, findings.judged):
        outcome = judged.outcome
        yield (
            case.id,
            judged.key,
            *pair.visits,
            judged.scale.id,
            outcome.label,
            yes_or_no(outcome.primary),
            judged.rule.name,
            or_not_applicable(judged.score),
            str(findings.ledger[verdict_id(case.id, judged, pair)].value),
        )
