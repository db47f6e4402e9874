"""Sum up every score and number of a series at each visit, in the ways that the series asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpreport.cases.series import DeclaredVisit
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.layout import (
    ScoreLine,
    compared_labels,
    line_heading,
    scales_of,
    score_lines,
    sentence_case,
    visits_of,
)
from cpreport.outcomes.means import MEAN
from cpreport.outcomes.result import NOT_RECORDED
from cpreport.outcomes.summaries import printed_summaries
from cpreport.tables.cells import NONE_BY_NATURE, count_cell, missing_cell, summary_cell
from cpreport.tables.table import Cell, Table, TableColumn, TableRow


def summaries_table(findings: Findings) -> Table | None:
    """Sum up each score by visit, with its change; None where nobody asks for summaries."""
    if not findings.scored.series.record.summaries:
        return None
    visits = visits_of(findings, findings.cases)
    lines = score_lines(scales_of(findings, findings.cases))
    rows = tuple(row for line in lines for row in _rows(findings, line, visits))
    if not rows:
        return None
    earlier, later = compared_labels(findings)
    return Table(
        id="summaries",
        caption=findings.say("tables.series_summaries.caption"),
        columns=(
            TableColumn("Summary"),
            *(TableColumn(visit.label, align="right") for visit in visits),
            TableColumn("Change", align="right"),
        ),
        rows=rows,
        notes=(
            findings.say("tables.series_summaries.patients"),
            findings.say("tables.series_scores.change", later=later, earlier=earlier),
        ),
        group_heading="Score",
    )


def _rows(
    findings: Findings, line: ScoreLine, visits: Sequence[DeclaredVisit]
) -> Iterator[TableRow]:
    """Count the patients of a score at each visit, and sum them up in each way asked for."""
    score = (line.scale.id, line.rule.name, line.side)
    there = [v.id for v in visits if findings.has(*score, v.id, "n")]
    if not there:
        return
    group = line_heading(findings.say, line)
    ns = [(*score, v.id, "n") for v in visits]
    counts = [count_cell(findings, *n) if findings.has(*n) else _NOBODY for n in ns]
    yield TableRow((Cell("Patients"), *counts, _pairs(findings, *score)), group)
    for name in printed_summaries(findings.scored.series.record.summaries):
        if name == MEAN and not findings.has(*score, there[0], "mean"):
            continue
        ends = [(*score, v.id) for v in visits]
        cells = [summary_cell(findings, name, *e) if e[-1] in there else _NOBODY for e in ends]
        change = summary_cell(findings, name, *score, "change")
        yield TableRow((Cell(sentence_case(name)), *cells, change), group)
    share = (*score, "change", "percent")
    if findings.has(*share, "median"):
        cells = [NONE_BY_NATURE for _ in visits]
        head = Cell(f"{sentence_case(_SHARES)}, %")
        yield TableRow((head, *cells, summary_cell(findings, _SHARES, *share)), group)


#: How changes in per cent are summed up, whatever is asked for: few would print more.
_SHARES = "median (range)"
_NOBODY = missing_cell(NOT_RECORDED)


def _pairs(findings: Findings, *score: str | None) -> Cell:
    return count_cell(findings, *score, "pairs") if findings.has(*score, "pairs") else _NOBODY
