"""Tabulate every item's grade of one case at every visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from cpreport.cases.series import DeclaredVisit
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import NOT_RECORDED
from cpreport.outcomes.score_lines import scale_heading, scales_of
from cpreport.outcomes.shown_visits import change_heading, compared_labels, visits_of
from cpreport.outcomes.wording import capital
from cpreport.scales.definition import Scale, Side, sides_of_item
from cpreport.scales.graded import ScoredCase
from cpreport.tables.cells import NONE_BY_NATURE, direction_cell, result_cell
from cpreport.tables.change_heads import with_change
from cpreport.tables.table import Cell, Table, TableColumn, TableRow

#: The sides of an item as its scale has them: both, or one that is no side.


def items_table(findings: Findings, case_id: str) -> Table | None:
    """List a case's graded items by side and visit with the change in words; None without any."""
    case = findings.case(case_id)
    if not case.items:
        return None
    graded = {grade.scale for grade in case.items}
    scales = [scale for scale in scales_of(findings, (case,)) if scale.id in graded]
    visits = visits_of(findings, (case,))
    return Table(
        id="items",
        caption=findings.say(
            "tables.case_items.caption", case=case_id, change=with_change(findings)
        ),
        columns=(TableColumn("Item"), *_columns(findings, scales, visits)),
        rows=tuple(_rows(findings, case, scales, visits)),
        notes=tuple(_notes(findings, scales)),
        group_heading="Scale",
    )


def _columns(
    findings: Findings, scales: Sequence[Scale], visits: Sequence[DeclaredVisit]
) -> Iterator[TableColumn]:
    for group in _side_groups(scales):
        for visit in visits:
            yield TableColumn(visit.label, group=group)
        for pair in findings.pairs:
            yield TableColumn(change_heading(findings, pair), group=group)


def _side_groups(scales: Sequence[Scale]) -> tuple[str, ...]:
    """Choose the headings of the sides; an item without sides stands in the first place."""
    sided = [len(s) == 2 for scale in scales for s in _every_side(scale)]
    if not any(sided):
        return ("",)
    return ("Right", "Left") if all(sided) else ("Right, or no side", "Left")


def _every_side(scale: Scale) -> set[tuple[Side | None, ...]]:
    """List the ways in which items of a scale have sides."""
    return {sides_of_item(scale, item) for item in scale.items}


def _rows(
    findings: Findings, case: ScoredCase, scales: Sequence[Scale], visits: Sequence[DeclaredVisit]
) -> Iterator[TableRow]:
    places = len(_side_groups(scales))
    for scale in scales:
        graded = {grade.item for grade in case.items if grade.scale == scale.id}
        for item in scale.items:
            if item.name not in graded:
                continue
            sides = sides_of_item(scale, item)
            cells = [_on_side(findings, case.id, scale, item.name, s, visits) for s in sides]
            empty = (NONE_BY_NATURE,) * (len(visits) + len(findings.pairs))
            cells += [empty] * (places - len(cells))
            region = f": {item.region}" if item.region else ""
            yield TableRow(
                (Cell(capital(item.name)), *chain.from_iterable(cells)),
                f"{scale_heading(findings.say, scale)}{region}",
            )


def _on_side(
    findings: Findings,
    case: str,
    scale: Scale,
    item: str,
    side: Side | None,
    visits: Sequence[DeclaredVisit],
) -> tuple[Cell, ...]:
    grades = (
        result_cell(findings, case, v.id, scale.id, item, side, absent=NOT_RECORDED) for v in visits
    )
    changes = ((case, "change", pair.key, scale.id, item, side) for pair in findings.pairs)
    return (*grades, *(direction_cell(findings, *change) for change in changes))


def _notes(findings: Findings, scales: Sequence[Scale]) -> Iterator[str]:
    for pair in findings.pairs:
        earlier, later = compared_labels(findings, pair)
        what = change_heading(findings, pair)
        yield findings.say("tables.case_items.change", what=what, earlier=earlier, later=later)
    if len({s for scale in scales for s in _every_side(scale)}) > 1:
        yield findings.say("tables.case_items.no_sides")
