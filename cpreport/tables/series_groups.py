"""Describe outcomes and scores by group: a column for each, without any comparison of groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cpreport.outcomes.findings import Findings
from cpreport.outcomes.groups import GROUPS, Group, groups_of
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import NOT_COMPARABLE, NOT_RECORDED
from cpreport.outcomes.score_lines import ScoreLine, line_heading, scales_of, score_lines
from cpreport.outcomes.shown_visits import change_heading, visits_of, which_change
from cpreport.outcomes.spelling import spell
from cpreport.outcomes.wording import capital
from cpreport.tables.cells import COUNTS, count_cell, missing_cell, summary_cell
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

_SUMMARY = "median (range)"


def groups_table(findings: Findings) -> Table | None:
    """Describe each group in a column; None where the series has no groups."""
    groups = groups_of(findings.record, findings.cases)
    if not groups:
        return None
    return Table(
        id="groups",
        caption=findings.say("tables.series_groups.caption", by=_grouped_by(findings)),
        columns=(TableColumn("Measure"), *(TableColumn(capital(group.name)) for group in groups)),
        rows=tuple(_rows(findings, groups)),
        notes=tuple(_notes(findings, groups)),
        group_heading="Counted",
        one_a_column=True,
    )


def _grouped_by(findings: Findings) -> str:
    groups = findings.record.groups
    return spell(findings, capital(groups.by)).lower() if groups is not None else ""


def _rows(findings: Findings, groups: tuple[Group, ...]) -> Iterator[TableRow]:
    head = findings.heading("Patients")
    yield TableRow((Cell(head), *(_count(findings, g, "patients") for g in groups)), head)
    for judged in findings.judged:
        yield from _verdicts(findings, groups, judged)
    lines = score_lines(scales_of(findings, findings.cases))
    main = {(j.scale.id, j.score or j.scale.main_score) for j in findings.judged}
    for line in lines:
        if not main or (line.scale.id, line.rule.name) in main:
            yield from _scores(findings, groups, line)


def _verdicts(
    findings: Findings, groups: tuple[Group, ...], judged: JudgedOutcome
) -> Iterator[TableRow]:
    for pair in findings.pairs:
        between = which_change(findings, pair)
        for word in ("improved", "worse"):
            cells = (_count(findings, g, judged.key, pair.key, word) for g in groups)
            head = f"{findings.heading(capital(word))}{between}"
            yield TableRow((Cell(head), *cells), capital(judged.outcome.label))


def _scores(findings: Findings, groups: tuple[Group, ...], line: ScoreLine) -> Iterator[TableRow]:
    score = (line.scale.id, line.rule.name, line.side)
    summary = _SUMMARY if line.scale.is_ordered else COUNTS
    group_of_rows = f"{line_heading(findings.say, line)}, {summary}"
    for visit in visits_of(findings, findings.cases):
        cells = [_summed(findings, g, NOT_RECORDED, *score, visit.id) for g in groups]
        yield TableRow((Cell(visit.label), *cells), group_of_rows)
    for pair in findings.pairs:
        change = (*score, pair.key, "change")
        cells = [_summed(findings, g, NOT_COMPARABLE, *change) for g in groups]
        yield TableRow((Cell(change_heading(findings, pair)), *cells), group_of_rows)


def _count(findings: Findings, group: Group, *parts: str | None) -> Cell:
    return count_cell(findings, GROUPS, group.name, *parts)


def _summed(findings: Findings, group: Group, absent: str, *parts: str | None) -> Cell:
    """Sum a score up with the patients who have it: `12 (8 to 15), n = 3`."""
    key = (GROUPS, group.name, *parts)
    if not any(findings.has(*key, last) for last in ("median", "counts")):
        return missing_cell(absent)
    cell = summary_cell(findings, _SUMMARY, *key)
    number = findings.result(*key, "n") if findings.has(*key, "n") else None
    if number is None or cell.tone == "missing":
        return cell
    return replace(
        cell, text=f"{cell.text}, n = {number.printed}", others=(*cell.others, number.id)
    )


def _notes(findings: Findings, groups: tuple[Group, ...]) -> Iterator[str]:
    yield findings.say("tables.series_groups.described")
    alone = [f"{group.name} ({group.cases[0].id})" for group in groups if len(group.cases) == 1]
    if alone:
        yield findings.say("tables.series_groups.alone", groups="; ".join(alone))
