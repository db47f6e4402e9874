"""Tell the verdict on every declared outcome in a row: the rows of `outcomes.csv`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from cpreport.data.cell_text import Row, or_not_applicable, yes_or_no
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ids import verdict_id
from cpreport.outcomes.result import Direction, Result


def outcome_rows(findings: Findings) -> Iterator[Row]:
    """Yield a row for each declared outcome of each patient."""
    for case, pair, judged in product(findings.cases, findings.pairs, findings.judged):
        outcome = judged.outcome
        verdict = findings.ledger[verdict_id(case.id, judged, pair)]
        yield (
            case.id,
            judged.key,
            *pair.visits,
            judged.scale.id,
            outcome.label,
            yes_or_no(outcome.primary),
            judged.rule.name,
            or_not_applicable(judged.score),
            str(verdict.value),
            *_judged_changes(findings, verdict),
        )


def _judged_changes(findings: Findings, verdict: Result) -> tuple[str, ...]:
    """Count which way each of the changes went that a verdict rests on."""
    found = Counter(findings.ledger[source].direction for source in verdict.sources)
    ways: tuple[Direction, ...] = ("better", "unchanged", "worse", "not assessable")
    return tuple(str(found[way]) for way in ways)
