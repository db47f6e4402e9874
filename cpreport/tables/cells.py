"""Print results of the ledger in cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from cpreport.cases.values import is_missing
from cpreport.cases.visit_pair import VisitPair
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.means import MEAN
from cpreport.outcomes.result import NOT_COMPARABLE, NOT_RECORDED, NOT_REPORTED, Direction, Result
from cpreport.scales.number_text import span
from cpreport.tables.table import Cell, Tone

#: Stands where a row has nothing to say in a column by its nature; a note tells what it means.
NONE_BY_NATURE = Cell("–")

_TONES: dict[Direction | None, Tone] = {
    "better": "better",
    "worse": "worse",
    "not assessable": "missing",
}


def follow_up_head(findings: Findings) -> str:
    """Head a row or column with the follow-up, in the unit of the series."""
    return findings.say("tables.head.follow_up", unit=findings.unit_of_time)


def result_cell(findings: Findings, *parts: str | None, absent: str = NOT_REPORTED) -> Cell:
    """Print a result, or the word for its absence where the ledger has none."""
    if not findings.has(*parts):
        return missing_cell(absent)
    result = findings.result(*parts)
    return Cell(result.printed, result.id, tone_of(result))


def change_cells(
    findings: Findings, case: str, pair: VisitPair, *score: str | None
) -> tuple[Cell, Cell]:
    """Print the change of a score and which way it goes."""
    change = (case, "change", pair.key, *score)
    return _change_cell(findings, *change), direction_cell(findings, *change)


def _change_cell(findings: Findings, *change: str | None) -> Cell:
    """Print a change, with its share in brackets where there is one."""
    cell = result_cell(findings, *change, absent=NOT_COMPARABLE)
    if not findings.has(*change, "percent"):
        return cell
    share = findings.result(*change, "percent")
    return replace(cell, text=f"{cell.text} ({share.printed})", others=(share.id,))


def tone_of(result: Result) -> Tone:
    """Say what a result's printed form means: missing, or a change for better or worse."""
    if result.value is None:
        return "missing"
    return _TONES.get(result.direction, "")


def direction_cell(findings: Findings, *parts: str | None) -> Cell:
    """Print which way a change goes, or what it is where it has no better and worse."""
    if not findings.has(*parts):
        return missing_cell(NOT_COMPARABLE)
    result = findings.result(*parts)
    if result.value is None:
        return Cell(result.printed, result.id, "missing")
    if result.direction == "not assessable":
        return Cell(NOT_COMPARABLE, result.id, "missing")
    if result.direction is None and isinstance(result.value, Decimal):
        # No direction of this number is better: it is only told which way it went.
        way = "higher" if result.value > 0 else "lower" if result.value < 0 else "unchanged"
        return Cell(way)
    if result.direction is None and result.unit:
        way = next((word for word, form in _WAYS if form.fullmatch(result.printed)), "–")
        return Cell(way)
    return Cell(result.direction or str(result.value), result.id, tone_of(result))


def count_cell(findings: Findings, *parts: str | None) -> Cell:
    """Print `3 of 4` alone: a note tells the intervals, each once."""
    cell = result_cell(findings, *parts)
    if cell.result is None or cell.tone == "missing":
        return cell
    return Cell(findings.result(*parts).n_of_n, cell.result)


def median_cell(findings: Findings, *parts: str | None) -> Cell:
    """Print a median with its range in brackets."""
    return summary_cell(findings, "median (range)", *parts)


#: Changes that are limits or ranges, by the way in which all that they leave possible went.
_WAYS = (
    ("higher", re.compile(r"(?:above |at least )?\+[^−]*")),
    ("lower", re.compile(r"(?:below |at most )?−[^+]*")),
)
#: How the values of what has no order are summed up.
COUNTS = "counts"


def summary_cell(findings: Findings, name: str, *parts: str | None) -> Cell:
    """Print a summary by its name: `median (range)`, `median (quartiles)`, `range`, `mean (SD)`."""
    if not findings.has(*parts, "median") and findings.has(*parts, COUNTS):
        # What has no order has no middle: its values are counted.
        return NONE_BY_NATURE if name == MEAN else result_cell(findings, *parts, COUNTS)
    if name == "median (range)":
        return _middle_and_ends(findings, parts, ("min", "max"))
    if name in ("median", "range"):
        return result_cell(findings, *parts, name)
    if name == MEAN:
        if not findings.has(*parts, "mean"):
            return NONE_BY_NATURE
        return _two_in_one(findings, (*parts, "mean"), (*parts, "sd"))
    return _middle_and_ends(findings, parts, ("q1", "q3"))


def _middle_and_ends(
    findings: Findings, parts: tuple[str | None, ...], ends: tuple[str, str]
) -> Cell:
    middle = result_cell(findings, *parts, "median")
    if middle.result is None or middle.tone == "missing":
        return middle
    low, high = (findings.result(*parts, end) for end in ends)
    text = f"{middle.text} ({span(low.printed, high.printed)})"
    if low.printed == high.printed == middle.text:
        text = middle.text
    return Cell(text, middle.result, others=(low.id, high.id))


def _two_in_one(
    findings: Findings, first: tuple[str | None, ...], second: tuple[str | None, ...]
) -> Cell:
    """Print a result with another in brackets behind it."""
    cell, other = result_cell(findings, *first), result_cell(findings, *second)
    if cell.tone == "missing":
        return cell
    return replace(cell, text=f"{cell.text} ({other.text})", others=other.results)


def joined_cell(named: Iterable[tuple[str, Cell]]) -> Cell:
    """Print several cells in one, a line each, with what each is in front."""
    cells = list(named)
    ids = [result for _, cell in cells for result in cell.results]
    text = "\n".join(f"{name} {cell.text}".strip() for name, cell in cells)
    tone: Tone = "missing" if all(cell.tone == "missing" for _, cell in cells) else ""
    return Cell(text, ids[0] if ids else None, tone, tuple(ids[1:]))


def recorded_cell(column: str, text: str | None) -> Cell:
    """Print what a record says in a column; nobody misses a free note that was not written."""
    return NONE_BY_NATURE if column == "Note" and not text else text_cell(text)


def text_cell(text: str | None, absent: str = NOT_RECORDED) -> Cell:
    """Print free text on one line, or the word for its absence."""
    if text is None:
        return missing_cell(absent)
    return Cell(" ".join(text.split()), tone="missing" if is_missing(text) else "")


def missing_cell(word: str) -> Cell:
    """Print the word for what is missing."""
    return Cell(word, tone="missing")
