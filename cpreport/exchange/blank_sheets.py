"""Lay out the empty forms of a planned series, or those of a filled one without its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cpreport.demo.blank_series import Plan, case_ids
from cpreport.exchange.case_rows import (
    BESIDES,
    COURSES,
    EVENTS,
    HAPPENED,
    MEASURED,
    OTHER,
    PATIENTS,
    SESSIONS,
    SIDES,
    TOTALS,
    VISITS,
    Row,
    Sheet,
    columns_of,
)
from cpreport.scales.definition import Scale, asked_items, sides_of_item

#: Columns that say what a row is about; the others are filled in.
_NAMES = ("id", "case", "visit", "treatment", "item", "measure", "scale", "score",
          "side")  # fmt: skip


def blank_sheets(plan: Plan) -> Iterator[Sheet]:
    """Yield the sheets of a workbook for a series of which nothing is known yet."""
    cases = case_ids(plan)
    classes = [f"patient.classification.{s.id}" for s in plan.scales if s.kind != "outcome"]
    visits = [{"case": case, "visit": visit} for case in cases for visit in plan.visits]
    yield _sheet(PATIENTS, [{"id": case} for case in cases], classes)
    yield _sheet(SESSIONS, [{"case": case, "treatment": "1"} for case in cases])
    yield _sheet(COURSES, [])
    yield _sheet(VISITS, visits)
    for scale in plan.scales:
        if scale.kind == "outcome" and scale.number is None:
            rows = [visit | {"item": item.name} for visit in visits for item in asked_items(scale)]
            columns = ("case", "visit", "item", *_grade_columns(scale))
            yield Sheet(scale.id, columns, tuple(rows), scale.id)
    numbers = [(scale, scale.number) for scale in plan.scales if scale.number is not None]
    rows = [visit | {"measure": scale.id} for visit in visits for scale, _ in numbers]
    yield _sheet(MEASURED, rows, SIDES if any(number.sided for _, number in numbers) else ())
    for name in (TOTALS, BESIDES, HAPPENED, EVENTS, OTHER):
        yield _sheet(name, [])


def _grade_columns(scale: Scale) -> Iterator[str]:
    """Name the columns for the grades of a scale: one, a right and a left one, or all three."""
    sides = {side for item in scale.items for side in sides_of_item(scale, item)}
    if None in sides or not sides:
        yield "grade"
    yield from (side for side in SIDES if side in sides)


def _sheet(name: str, rows: list[Row], more: Iterable[str] = ()) -> Sheet:
    return Sheet(name, columns_of(name, more), tuple(rows))


def without_values(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """Yield filled sheets as forms: what each row is about stays, what was filled in does not."""
    for sheet in sheets:
        listed = sheet.name in (COURSES, BESIDES, HAPPENED, EVENTS, OTHER) and not sheet.scale
        rows = () if listed else sheet.rows
        kept = tuple({c: text for c, text in row.items() if c in _NAMES} for row in rows)
        yield replace(sheet, rows=kept)
