"""Head the columns of changes: one pair of them, or one for every comparison."""

from __future__ import annotations

from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.shown_visits import CHANGE, change_heading
from cpreport.tables.table import TableColumn


def with_change(findings: Findings) -> str:
    """Say in a caption that changes stand beside values: `, with the change`, or nothing."""
    return findings.say("tables.shared.with_change", len(findings.pairs)) if findings.pairs else ""


def change_columns(findings: Findings, pair: VisitPair) -> tuple[TableColumn, TableColumn]:
    """Head a change and its direction; of several comparisons under one heading each."""
    heading = change_heading(findings, pair)
    group = "" if heading == CHANGE else heading
    size = "Size" if group else CHANGE
    return TableColumn(size, align="right", group=group), TableColumn("Direction", group=group)
