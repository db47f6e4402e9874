"""Tabulate every outcome of a series in sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.layout import compared_labels, sentence_case
from cpreport.outcomes.scoring_words import short_label
from cpreport.scales.definition import SIDES, ScoreRule
from cpreport.tables.cells import (
    NONE_BY_NATURE,
    joined_cell,
    median_cell,
    proportion_cell,
    result_cell,
)
from cpreport.tables.notes import abbreviations
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

_VERDICTS = {
    "Improved": "improved",
    "Unchanged": "unchanged",
    "Worse": "worse",
    "Mixed": "mixed",
    "Not assessable": "not_assessable",
}
_ITEMS = {
    "Better": "better",
    "Unchanged": "unchanged",
    "Worse": "worse",
    "Not comparable": "not_comparable",
}


def outcomes_table(findings: Findings) -> Table | None:
    """Set each outcome in a column: its patients, items and main score; None without any."""
    judged = findings.judged
    if not judged:
        return None
    return Table(
        id="outcomes",
        caption="Outcomes of the series",
        columns=(TableColumn("Measure"), *(TableColumn(_heading(outcome)) for outcome in judged)),
        rows=tuple(_rows(findings, judged)),
        notes=tuple(_notes(findings, judged)),
        group_heading="Counted",
    )


def _heading(judged: JudgedOutcome) -> str:
    score = f" {judged.score}" if judged.key != judged.scale.id else ""
    primary = ", primary" if judged.outcome.primary else ""
    return f"{sentence_case(judged.outcome.label)} ({judged.scale.id}{score}){primary}"


def _rows(findings: Findings, judged: Sequence[JudgedOutcome]) -> Iterator[TableRow]:
    group = "Patients"
    for head, part in _VERDICTS.items():
        yield _row(group, head, (proportion_cell(findings, j.key, part) for j in judged))
    group = "Items of all patients"
    for head, part in _ITEMS.items():
        cells = [
            NONE_BY_NATURE
            if j.scale.number is not None
            else proportion_cell(findings, j.scale.id, "items", part)
            for j in judged
        ]
        if any(cell is not NONE_BY_NATURE for cell in cells):
            yield _row(group, head, cells)
    group = "Main score, median (range)"
    yield _row(group, "Score", map(_main_score_name, judged))
    visits = findings.scored.series.record.compare
    for head, visit in zip(compared_labels(findings), visits, strict=True):
        yield _row(group, head, (_medians(findings, j, visit) for j in judged))
    yield _row(group, "Change", (_medians(findings, j, "change") for j in judged))
    yield _row(group, "Patients compared", (_pairs(findings, j) for j in judged))


def _row(group: str, head: str, cells: Iterable[Cell]) -> TableRow:
    return TableRow((Cell(head), *cells), group)


def _main_score(judged: JudgedOutcome) -> ScoreRule | None:
    name = judged.score or judged.scale.main_score
    return next((rule for rule in judged.scale.scores if rule.name == name), None)


def _main_score_name(judged: JudgedOutcome) -> Cell:
    rule = _main_score(judged)
    return (
        Cell(sentence_case(short_label(judged.scale, rule))) if rule is not None else NONE_BY_NATURE
    )


def _medians(findings: Findings, judged: JudgedOutcome, when: str) -> Cell:
    return _by_side(judged, lambda *score: median_cell(findings, *score, when))


def _pairs(findings: Findings, judged: JudgedOutcome) -> Cell:
    return _by_side(judged, lambda *score: result_cell(findings, *score, "pairs"))


def _by_side(judged: JudgedOutcome, cell: Callable[..., Cell]) -> Cell:
    """Print a scale's main score, on each side where it has sides."""
    rule = _main_score(judged)
    if rule is None:
        return NONE_BY_NATURE
    sides = SIDES if rule.per == "side" else (None,)
    return joined_cell((side or "", cell(judged.scale.id, rule.name, side)) for side in sides)


def _notes(findings: Findings, judged: Sequence[JudgedOutcome]) -> Iterator[str]:
    earlier, later = compared_labels(findings)
    yield f"Compared: “{earlier}” with “{later}”."
    if any(findings.result(j.key, "improved").interval_printed for j in judged):
        yield "Percentages in brackets: 95% confidence interval of the proportion."
    if findings.has("any", "improved"):
        improved = proportion_cell(findings, "any", "improved")
        yield f"Improved in at least one outcome: {improved.text}."
    if any(j.scale.number is None for j in judged):
        yield "Items of one patient are not independent; their counts only describe."
    if any(_main_score(j) is None for j in judged):
        yield "–: the scale has no main score."
    elif len({j.scale.number is None for j in judged}) > 1:
        yield "–: a measured number has no items."
    yield from abbreviations((j.scale.id, j.scale.name) for j in judged)
