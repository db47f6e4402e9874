"""Tabulate every outcome of a series in sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import NOT_COMPARABLE, NOT_RECORDED
from cpreport.outcomes.score_lines import held_thresholds
from cpreport.outcomes.scoring_words import short_label, threshold_size
from cpreport.outcomes.shown_visits import change_heading, compared_labels, which_change
from cpreport.outcomes.summaries import printed_summaries
from cpreport.outcomes.wording import capital, join_names
from cpreport.scales.definition import ScoreRule, Threshold
from cpreport.scales.engine import sides_of
from cpreport.tables.cells import (
    NONE_BY_NATURE,
    count_cell,
    joined_cell,
    missing_cell,
    result_cell,
    summary_cell,
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
_COUNTED = tuple(_VERDICTS.values())
#: Verdicts that hardly anybody has; where nobody has one, a note says so instead of a row.
_RARE = ("mixed", "not_assessable")
#: What is counted over several outcomes.
_ANY = ("improved", "worse")
_ITEMS = {
    "Better": "better",
    "Unchanged": "unchanged",
    "Worse": "worse",
    "Not comparable": "not_comparable",
}
_PASSED = {"Better, passed": "better", "Worse, passed": "worse", "Not passed": "not_passed"}


def outcomes_table(findings: Findings) -> Table | None:
    """Set each outcome in a column: its patients, items and main score; None without any."""
    judged = findings.judged
    if not judged:
        return None
    return Table(
        id="outcomes",
        caption=findings.say("tables.series_outcomes.caption"),
        columns=(
            TableColumn("Measure"),
            *(TableColumn(_heading(findings, outcome)) for outcome in judged),
        ),
        rows=tuple(_rows(findings, judged)),
        notes=tuple(_notes(findings, judged)),
        group_heading="Counted",
        one_a_column=True,
    )


def _heading(findings: Findings, judged: JudgedOutcome) -> str:
    score = judged.score if judged.key != judged.scale.id else ""
    judged_by = " ".join(filter(None, (judged.scale.abbreviation, score)))
    label = capital(judged.outcome.label)
    named = f"{label} ({judged_by})" if judged_by else label
    return findings.say("tables.head.primary", outcome=named) if judged.outcome.primary else named


def _rows(findings: Findings, judged: Sequence[JudgedOutcome]) -> Iterator[TableRow]:
    for pair in findings.pairs:
        yield from _counted(findings, judged, pair)
    yield from _main_scores(findings, judged)


def _counted(
    findings: Findings, judged: Sequence[JudgedOutcome], pair: VisitPair
) -> Iterator[TableRow]:
    """Count the patients by verdict, by threshold and by items, between two visits."""
    between = which_change(findings, pair)
    group = f"Patients{between}"
    for head, part in _VERDICTS.items():
        if part not in _nobody_is(findings, judged):
            yield _row(group, head, (count_cell(findings, j.key, pair.key, part) for j in judged))
    if any(_has_items(findings, j) for j in judged):
        for head, part in (("Any item better", "better"), ("Any item worse", "worse")):
            cells = (_patients_with(findings, j, pair, part) for j in judged)
            yield _row(group, head, cells)
    if any(_held(findings, j) for j in judged):
        group = f"Patients by threshold{between}"
        for head, part in _PASSED.items():
            yield _row(group, head, (_passed(findings, j, pair, part) for j in judged))
    if any(_has_items(findings, j) for j in judged):
        group = f"Items of all patients{between}"
        for head, part in _ITEMS.items():
            yield _row(group, head, (_items(findings, j, pair, part) for j in judged))


def _nobody_is(findings: Findings, judged: Sequence[JudgedOutcome]) -> list[str]:
    """List the rare verdicts that no patient has on any outcome."""
    counted = list(product(findings.pairs, judged))

    def is_nobodys(part: str) -> bool:
        return all(findings.result(j.key, pair.key, part).value == 0 for pair, j in counted)

    return [part for part in _RARE if counted and is_nobodys(part)]


def _main_scores(findings: Findings, judged: Sequence[JudgedOutcome]) -> Iterator[TableRow]:
    """Sum up the main scores in each way that is asked for, and count the pairs."""
    names = printed_summaries(findings.record.summaries)
    compared = {visit for pair in findings.pairs for visit in pair.visits}
    visits = [v for v in findings.record.visits if v.id in compared]
    for n, name in enumerate(names):
        group = findings.say("tables.head.main_score", summary=name)
        if not n:
            yield _row(group, "Score", map(_main_score_name, judged))
        for visit in visits:
            cells = (_summaries(findings, j, name, visit.id) for j in judged)
            yield _row(group, visit.label, cells)
        for pair in findings.pairs:
            cells = (_summaries(findings, j, name, pair.key, "change") for j in judged)
            yield _row(group, change_heading(findings, pair), cells)
    for pair in findings.pairs:
        head = f"Patients compared{which_change(findings, pair)}"
        yield _row(group, head, (_pairs(findings, j, pair) for j in judged))


def _has_items(findings: Findings, judged: JudgedOutcome) -> bool:
    """Whether any item was graded: a number has none, and totals may be entered alone."""
    counted = (judged.scale.id, "items", "better")
    return findings.has(*counted) and bool(findings.result(*counted).of)


def _items(findings: Findings, judged: JudgedOutcome, pair: VisitPair, part: str) -> Cell:
    if not _has_items(findings, judged):
        return NONE_BY_NATURE
    if part != "not_comparable" and not _is_any_compared(findings, judged, pair):
        return missing_cell(NOT_COMPARABLE)
    return count_cell(findings, judged.scale.id, pair.key, "items", part)


def _is_any_compared(findings: Findings, judged: JudgedOutcome, pair: VisitPair) -> bool:
    lacking = findings.result(judged.scale.id, pair.key, "items", "not_comparable")
    return lacking.value != lacking.of


def _patients_with(findings: Findings, judged: JudgedOutcome, pair: VisitPair, part: str) -> Cell:
    if not _has_items(findings, judged):
        return NONE_BY_NATURE
    key = (judged.scale.id, pair.key, "items", part, "patients")
    return count_cell(findings, *key) if findings.has(*key) else missing_cell(NOT_COMPARABLE)


def _row(group: str, head: str, cells: Iterable[Cell]) -> TableRow:
    return TableRow((Cell(head), *cells), group)


def _main_score(judged: JudgedOutcome) -> ScoreRule | None:
    return judged.scale.rule_by_name.get(judged.score or judged.scale.main_score)


def _main_score_name(judged: JudgedOutcome) -> Cell:
    rule = _main_score(judged)
    return Cell(capital(short_label(judged.scale, rule))) if rule is not None else NONE_BY_NATURE


def _summaries(findings: Findings, judged: JudgedOutcome, name: str, *when: str | None) -> Cell:
    def cell(*score: str | None) -> Cell:
        if not findings.has(*score, *when, "median"):
            return missing_cell(NOT_RECORDED)
        return summary_cell(findings, name, *score, *when)

    return _by_side(judged, cell)


def _pairs(findings: Findings, judged: JudgedOutcome, pair: VisitPair) -> Cell:
    return _by_side(judged, lambda *score: result_cell(findings, *score, pair.key, "pairs"))


def _held(findings: Findings, judged: JudgedOutcome) -> dict[str, str]:
    """Name the thresholds that changes of a main score were held against, by their keys."""
    rule = _main_score(judged)
    if rule is None:
        return {}
    held = held_thresholds(findings, judged.scale)
    return {
        key: _short_name(findings, threshold)
        for key, threshold in held
        if threshold.score == rule.name
    }


def _short_name(findings: Findings, threshold: Threshold) -> str:
    """Name a threshold by its kind, and by whom it is for where it is not for all."""
    if threshold.baseline is None:
        return threshold.kind
    return f"{threshold.kind} {threshold_size(findings.say, threshold)}:"


def _passed(findings: Findings, judged: JudgedOutcome, pair: VisitPair, part: str) -> Cell:
    """Count the patients whose change passes each threshold of the main score, or does not."""
    keys = _held(findings, judged)
    if not keys:
        return NONE_BY_NATURE

    def of_threshold(key: str) -> Cell:
        return _by_side(judged, lambda *score: count_cell(findings, *score, pair.key, key, part))

    return joined_cell((name, of_threshold(key)) for key, name in keys.items())


def _by_side(judged: JudgedOutcome, cell: Callable[..., Cell]) -> Cell:
    """Print a scale's main score, on each side where it has sides."""
    rule = _main_score(judged)
    if rule is None:
        return NONE_BY_NATURE
    sides = sides_of(rule)
    return joined_cell((side or "", cell(judged.scale.id, rule.name, side)) for side in sides)


def _notes(findings: Findings, judged: Sequence[JudgedOutcome]) -> Iterator[str]:
    for pair in findings.pairs:
        earlier, later = compared_labels(findings, pair)
        yield findings.say("tables.series_outcomes.compared", earlier=earlier, later=later)
        if len(judged) > 1 and findings.result("any", pair.key, "improved").value is not None:
            found = {word: findings.result("any", pair.key, word) for word in _ANY}
            counts = ", ".join(f"{word} {count.n_of_n}" for word, count in found.items())
            yield findings.say("tables.series_outcomes.any", counts=counts)
    if nobodys := _nobody_is(findings, judged):
        words = join_names([part.replace("_", " ") for part in nobodys], "or")
        yield findings.say("tables.series_outcomes.nobody", verdicts=words)
    intervals = _intervals(findings, judged)
    if intervals:
        told = "; ".join(intervals)
        yield findings.say("tables.series_outcomes.intervals", intervals=told)
    with_items = sum(_has_items(findings, j) for j in judged)
    if with_items:
        yield findings.say("tables.series_outcomes.independent")
    if 0 < with_items < len(judged):
        yield findings.say("tables.series_outcomes.totals_alone")
    if any(_main_score(j) is None for j in judged):
        yield findings.say("tables.series_outcomes.no_main_score")
    if 0 < sum(bool(_held(findings, j)) for j in judged) < len(judged):
        yield findings.say("tables.series_outcomes.no_threshold")
    yield from abbreviations((j.scale.abbreviation, j.scale.name) for j in judged)


def _intervals(findings: Findings, judged: Sequence[JudgedOutcome]) -> list[str]:
    """List the intervals of the shares of the table, each once: `0 of 4, 0% to 49%`."""
    keys = [(j.key, p.key, part) for p, j, part in product(findings.pairs, judged, _COUNTED)]
    if len(judged) > 1:
        keys += [("any", pair.key, word) for pair, word in product(findings.pairs, _ANY)]
    shares = [findings.result(*key) for key in keys]
    known = {(s.of or 0, *s.interval): s for s in shares if s.interval}
    return [f"{known[size].n_of_n}, {known[size].interval_printed}" for size in sorted(known)]
