"""Which visits tables and figures show, and how a comparison of two is headed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from cpreport.cases.series import DeclaredVisit
from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.wording import begun_small
from cpreport.scales.graded import ScoredCase

CHANGE = "Change"


def visits_of(findings: Findings, cases: Iterable[ScoredCase]) -> tuple[DeclaredVisit, ...]:
    """List the visits that any of the cases recorded, in declared order.

    Of one case alone its unplanned visits are among them, in the order of time: no other patient
    missed them.
    """
    every = tuple(cases)
    recorded = {visit.id for case in every for visit in case.case.visits}
    declared = [v for v in findings.record.visits if v.id in recorded]
    if len(every) != 1:
        return tuple(declared)
    (case,) = every
    for visit in (visit for visit in case.case.visits if visit.unplanned):
        day = case.days.get(visit.id)
        later = (n for n, v in enumerate(declared) if _is_later(case.days.get(v.id), day))
        one = DeclaredVisit(id=visit.id, label=visit.label or visit.id)
        declared.insert(next(later, len(declared)), one)
    return tuple(declared)


def _is_later(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other


def compared_labels(findings: Findings, pair: VisitPair | None = None) -> tuple[str, str]:
    """Look up the labels of an earlier and a later compared visit.

    Parameters
    ----------
    pair : VisitPair or None
        None for the main one.
    """
    record = findings.record
    labels = {visit.id: visit.label for visit in record.visits}
    earlier, later = (pair or record.pairs[0]).visits
    return labels.get(earlier, earlier), labels.get(later, later)


def change_heading(findings: Findings, pair: VisitPair) -> str:
    """Head a column of changes: `Change`, or of several `Change to Month 12`.

    Where two changes end at one visit, it names both ends.
    """
    pairs = findings.pairs
    if len(pairs) == 1:
        return CHANGE
    earlier, later = compared_labels(findings, pair)
    if sum(other.later == pair.later for other in pairs) == 1:
        return f"{CHANGE} to {begun_small(later)}"
    return f"{CHANGE}, {begun_small(earlier)} to {begun_small(later)}"


def which_change(findings: Findings, pair: VisitPair) -> str:
    """Tell several comparisons apart in a heading: `, before to month 12`; nothing of one."""
    if len(findings.pairs) == 1:
        return ""
    return f", {' to '.join(map(begun_small, compared_labels(findings, pair)))}"
