"""Lay the items of a scale out as a grid: a row an item, a column a side, as on the paper form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cpreport.exchange.edit_yaml import entries_at, value_at
from cpreport.exchange.yaml_places import Plain, ValuePath
from cpreport.page.form_fields import EntryField, name_of, put, without
from cpreport.scales.definition import SIDES, Item, Scale, Side, asked_items, sides_of_item
from cpreport.scales.engine import sides_of
from cpreport.scales.graded import Score, ScoredSeries
from cpreport.scales.names import grade_of, item_of, one_grade, scale_of, side_of

NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class GradeCell:
    """One cell of the grid.

    meaning : str
        Of the grade that stands there; empty where none does.
    earlier : str
        What the visit before has, shown on demand.
    """

    path: ValuePath
    side: Side | None
    value: str
    meaning: str
    earlier: str = ""

    @property
    def name(self) -> str:
        """What the cell is called in the form."""
        return name_of(self.path)


@dataclass(frozen=True, slots=True)
class GradeRow:
    """One item with its cells, and the grades that it permits with what each means."""

    item: str
    region: str
    grades: str
    unit: str
    cells: tuple[GradeCell | None, ...]


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One score of the scale: as computed, and as it stood on the form."""

    label: str
    side: Side | None
    key: str
    computed: str
    field: EntryField


@dataclass(frozen=True, slots=True)
class GradingGrid:
    """One scale at one visit.

    sets : dict of str to list
        Sets of grades by name: each with its code, its meaning and its synonyms.
    has_blanks : bool
        Whether the file has items that nothing stands behind.
    """

    scale: str
    title: str
    noun: str
    sides: tuple[Side | None, ...]
    rows: tuple[GradeRow, ...]
    sets: Mapping[str, Sequence[tuple[str, ...]]]
    totals: tuple[TotalRow, ...]
    has_blanks: bool = False

    @property
    def sets_json(self) -> str:
        """The sets of grades, for the page's script."""
        return json.dumps(self.sets, ensure_ascii=False)

    @property
    def has_earlier(self) -> bool:
        """Whether the visit before was graded, so that there is something to show."""
        return any(c.earlier for row in self.rows for c in row.cells if c is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all cells."""
        return tuple(c.name for row in self.rows for c in row.cells if c is not None)


def scales_of_visits(scored: ScoredSeries, tree: Plain) -> tuple[Scale, ...]:
    """List the scales that visits are graded on: those of the outcomes, and those that any has."""
    outcomes = [outcome.scale for outcome in scored.series.record.outcomes]
    used: list[str] = []
    for visit in entries_at(tree, ("visits",)):
        for key in ("scores", "entered_totals"):
            held = value_at(visit, (key,))
            used += held if isinstance(held, dict) else ()
    found = (scale_of(scored.scales, name) for name in (*outcomes, *used))
    graded = (s for s in found if s is not None and not s.is_measured and s.kind == "outcome")
    return tuple({scale.id: scale for scale in graded}.values())


def grid_of(scale: Scale, tree: Plain, number: int, scores: Sequence[Score]) -> GradingGrid:
    """Lay out a scale at a visit of a case."""
    held = _grades_of(scale, tree, number)
    before = _grades_of(scale, tree, number - 1) if number else {}
    items = asked_items(scale)
    used = {side for item in items for side in sides_of_item(scale, item)}
    sides = tuple(side for side in (*SIDES, None) if side in used)
    rows = tuple(_row(scale, item, sides, held, before, number, tree) for item in items)
    sets = {
        name: [(grade.code, grade.meaning, *grade.synonyms) for grade in grades]
        for name, grades in scale.grade_sets.items()
    }
    sets = {key: [*grades, *scale.untestable.items()] for key, grades in sets.items()}
    totals = tuple(_totals(scale, tree, number, scores))
    blank = has_blanks(tree, number, scale.id)
    return GradingGrid(scale.id, scale.name, one_grade(scale), sides, rows, sets, totals, blank)


def _row(
    scale: Scale,
    item: Item,
    sides: Sequence[Side | None],
    held: Mapping[tuple[str, Side | None], str],
    before: Mapping[tuple[str, Side | None], str],
    number: int,
    tree: Plain,
) -> GradeRow:
    own = sides_of_item(scale, item)

    def cell(side: Side | None) -> GradeCell | None:
        if side not in own:
            return None
        value = held.get((item.name, side), "")
        grade = grade_of(scale, item, value) if value and item.number is None else None
        path = ("visits", number, "scores", scale.id, item.name, *((side,) if side else ()))
        meaning = grade.meaning if grade is not None else ""
        return GradeCell(path, side, value, meaning, before.get((item.name, side), ""))

    unit = (item.number.unit or "") if item.number is not None else ""
    grades = "" if item.number is not None else item.grades
    return GradeRow(item.name, item.region or "", grades, unit, tuple(map(cell, sides)))


def _grades_of(scale: Scale, tree: Plain, number: int) -> dict[tuple[str, Side | None], str]:
    """Read the grades of a visit by item and side, whatever names the file uses for them."""
    found: dict[tuple[str, Side | None], str] = {}
    of_scale = value_at(tree, _scale_path(scale, tree, number))
    for name, value in of_scale.items() if isinstance(of_scale, dict) else ():
        item = item_of(scale, name)
        if item is None:
            continue
        if isinstance(value, str):
            found |= {(item.name, side): value for side in sides_of_item(scale, item)}
        elif isinstance(value, dict):
            for word, grade in value.items():
                if isinstance(grade, str) and (side := side_of(word)) is not None:
                    found[item.name, side] = grade
    return found


def _scale_path(scale: Scale, tree: Plain, number: int, key: str = "scores") -> ValuePath:
    """Find the key under which a visit has a scale: its id, or another name of it."""
    held = value_at(tree, ("visits", number, key))
    names = held if isinstance(held, dict) else {}
    own = next((name for name in names if scale_of({scale.id: scale}, name) is scale), scale.id)
    return "visits", number, key, own


def with_grades(
    tree: Plain, grids: Sequence[tuple[Scale, GradingGrid]], form: Mapping[str, str]
) -> Plain:
    """Put the grades that were entered into the values, under the names that the file uses."""
    for scale, grid in grids:
        for row in grid.rows:
            for cell in filter(None, row.cells):
                if cell.name not in form:
                    continue
                entered = " ".join(form[cell.name].split())
                if entered != cell.value:
                    tree = _with_grade(tree, scale, row.item, cell, entered)
    return tree


def _with_grade(tree: Plain, scale: Scale, item: str, cell: GradeCell, entered: str) -> Plain:
    number = cell.path[1]
    assert isinstance(number, int)
    at = _scale_path(scale, tree, number)
    held = value_at(tree, at)
    names = held if isinstance(held, dict) else {}
    known = item_of(scale, item)
    key = next((name for name in names if item_of(scale, name) is known), item)
    order = [one.name for one in scale.items]
    path = (*at, key)
    value = value_at(tree, path)
    if cell.side is None:
        return put(tree, path, entered, order) if entered else without(tree, path)
    if isinstance(value, str):
        # One word stood for both sides.
        tree = put(tree, path, dict.fromkeys(SIDES, value), order)
        value = value_at(tree, path)
    sides = value if isinstance(value, dict) else {}
    side = next((word for word in sides if side_of(word) == cell.side), cell.side)
    if not entered:
        return without(tree, (*path, side))
    if not isinstance(value, dict):
        return put(tree, path, {side: entered}, order)
    return put(tree, (*path, side), entered, SIDES)


def has_blanks(tree: Plain, number: int, scale: str) -> bool:
    """Whether the file has items of a scale that nothing stands behind."""
    path = ("visits", number, "scores", scale)
    return without_blanks(tree, path) != tree


def without_blanks(tree: Plain, path: ValuePath) -> Plain:
    """Take the items out that nothing stands behind: they were not graded, and ask for nothing."""
    held = value_at(tree, path)
    for item, value in held.items() if isinstance(held, dict) else ():
        if not value or (isinstance(value, dict) and not any(value.values())):
            tree = without(tree, (*path, item))
    return tree


def _totals(scale: Scale, tree: Plain, number: int, scores: Sequence[Score]) -> list[TotalRow]:
    """Set each score as computed beside the total that was entered."""
    computed = {
        (s.name, s.side): s.printed for s in scores if s.scale == scale.id and s.basis == "items"
    }
    at = _scale_path(scale, tree, number, "entered_totals")
    held = value_at(tree, at)
    rows = []
    for rule in scale.scores:
        for side in sides_of(rule):
            path = (*at, rule.name, *((side,) if side else ()))
            whole = rule.name == scale.main_score and side is None
            if whole and (isinstance(held, str) or len(scale.scores) == 1):
                path = at
            elif isinstance(held, str):
                continue
            value = value_at(tree, path)
            if value is not None and not isinstance(value, str):
                continue
            key = "|".join((scale.id, rule.name, side or ""))
            field = EntryField(path, "total", "line", value or "")
            shown = computed.get((rule.name, side), "")
            rows.append(TotalRow(rule.label, side, key, shown, field))
    return rows


def computed_of(case_scores: Sequence[Score], visit: str) -> dict[str, str]:
    """Name every computed score of a visit, for the cells beside the entered totals."""
    return {
        "|".join((s.scale, s.name, s.side or "")): s.printed
        for s in case_scores
        if s.visit == visit and s.basis == "items"
    }


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One number or category of a visit, on one or both sides.

    choices : tuple of str
        The permitted categories; empty for a number.
    """

    measure: str
    title: str
    unit: str
    choices: tuple[str, ...]
    fields: tuple[tuple[Side | None, EntryField], ...]


def measured_rows(scored: ScoredSeries, tree: Plain, number: int) -> tuple[MeasuredRow, ...]:
    """List the numbers and categories of a visit: those of the series, and those that it has."""
    declared = list(scored.series.record.measures)
    for visit in entries_at(tree, ("visits",)):
        held = value_at(visit, ("measurements",))
        declared += held if isinstance(held, dict) else ()
    found = (scale_of(scored.scales, name) for name in declared)
    measures = {s.id: s for s in found if s is not None and s.is_measured}
    rows = (_measured(scale, tree, number) for scale in measures.values())
    return tuple(row for row in rows if row.fields)


def _measured(scale: Scale, tree: Plain, number: int) -> MeasuredRow:
    at = _scale_path(scale, tree, number, "measurements")
    measure = scale.number or scale.category
    assert measure is not None
    fields = []
    held = value_at(tree, at)
    for side in SIDES if measure.sided else (None,):
        word = (
            next((w for w in held if side_of(w) == side), side) if isinstance(held, dict) else side
        )
        path = at if side is None else (*at, str(word))
        value = held if isinstance(held, str) else value_at(tree, path)
        if value is None or isinstance(value, str):
            fields.append((side, EntryField(path, "measured", "line", value or "", order=SIDES)))
    choices = () if scale.category is None else (*scale.category.grades, *scale.category.words)
    return MeasuredRow(scale.id, scale.name, scale.unit, choices, tuple(fields))


def with_measured(tree: Plain, rows: Sequence[MeasuredRow], form: Mapping[str, str]) -> Plain:
    """Put the numbers and categories that were entered into the values."""
    for row in rows:
        for side, field in row.fields:
            entered = " ".join(form.get(field.name, field.value).split())
            if entered == field.value:
                continue
            if side is not None and isinstance(held := value_at(tree, field.path[:-1]), str):
                # One word stood for both sides.
                tree = put(tree, field.path[:-1], dict.fromkeys(SIDES, held))
            tree = put(tree, field.path, entered, SIDES) if entered else without(tree, field.path)
    return tree
