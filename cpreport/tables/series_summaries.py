"""Sum up every score and number of a series at each visit, in the ways that the series asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cpreport.cases.series import DeclaredVisit
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.means import MEAN
from cpreport.outcomes.result import NOT_COMPARABLE, NOT_RECORDED
from cpreport.outcomes.score_lines import ScoreLine, line_heading, scales_of, score_lines
from cpreport.outcomes.shown_visits import change_heading, visits_of
from cpreport.outcomes.summaries import printed_summaries
from cpreport.outcomes.wording import capital
from cpreport.tables.cells import COUNTS, NONE_BY_NATURE, count_cell, missing_cell, summary_cell
from cpreport.tables.notes import change_notes
from cpreport.tables.table import Cell, Table, TableColumn, TableRow


def summaries_table(findings: Findings) -> Table | None:
    """Sum up each score by visit with its changes, where asked for, or where nothing is compared.

    None otherwise.
    """
    if findings.pairs and not findings.record.summaries:
        return None
    visits = visits_of(findings, findings.cases)
    lines = score_lines(scales_of(findings, findings.cases))
    rows = tuple(row for line in lines for row in _rows(findings, line, visits))
    if not rows:
        return None
    return Table(
        id="summaries",
        caption=findings.say("tables.series_summaries.caption"),
        columns=(
            TableColumn("Summary"),
            *(TableColumn(visit.label, align="right") for visit in visits),
            *(TableColumn(change_heading(findings, p), align="right") for p in findings.pairs),
        ),
        rows=rows,
        notes=(
            findings.say("tables.series_summaries.patients"),
            *change_notes(findings, "tables.series_scores.change"),
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
    pairs = [(*score, pair.key, "pairs") for pair in findings.pairs]
    counts += [count_cell(findings, *n) if findings.has(*n) else _NOBODY for n in pairs]
    yield TableRow((Cell("Patients"), *counts), group)
    asked = printed_summaries(findings.record.summaries)
    for name in asked if line.scale.is_ordered else (COUNTS,):
        if name == MEAN and not findings.has(*score, there[0], "mean"):
            continue
        ends = [(*score, v.id) for v in visits]
        cells = [summary_cell(findings, name, *e) if e[-1] in there else _NOBODY for e in ends]
        changes = [(*score, pair.key, "change") for pair in findings.pairs]
        cells += [_summed(findings, name, *change) for change in changes]
        yield TableRow((Cell(capital(name)), *cells), group)
    shares = [(*score, pair.key, "change", "percent") for pair in findings.pairs]
    if any(findings.has(*share, "median") for share in shares):
        cells = [NONE_BY_NATURE for _ in visits]
        cells += [_summed(findings, _SHARES, *share) for share in shares]
        yield TableRow((Cell(f"{capital(_SHARES)}, %"), *cells), group)


#: How changes in per cent are summed up, whatever is asked for: few would print more.
_SHARES = "median (range)"
_NOBODY = missing_cell(NOT_RECORDED)


def _summed(findings: Findings, name: str, *parts: str | None) -> Cell:
    known = any(findings.has(*parts, last) for last in ("median", "counts"))
    return summary_cell(findings, name, *parts) if known else missing_cell(NOT_COMPARABLE)
