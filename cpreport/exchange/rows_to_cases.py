"""Put rows of sheets together to cases, each value with the cell it came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from cpreport.exchange.case_rows import (
    BESIDES,
    COURSES,
    EVENTS,
    HAPPENED,
    MEASURED,
    NO_ENTRY,
    OTHER,
    PATIENTS,
    SESSIONS,
    SIDES,
    STEP,
    TOTALS,
    VISITS,
    path_in_words,
)
from cpreport.problems import Place, Problem, nearest


@dataclass(frozen=True, slots=True)
class CellValue:
    """What stands in a cell; an empty text is a value that a form asks for and does not have."""

    text: str
    place: Place


#: What a way to a value names by its number in a list.
_NUMBER = re.compile(r"\[([1-9][0-9]{0,3})\]")
Step = str | int
#: A case as it will be written: mappings, lists by number, entries.
Tree = dict[str, "Tree | dict[int, Tree] | CellValue"]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a sheet: the filled cells by the key of their column.

    place : Place
        Of the first cell of the row.
    columns : mapping of str to Place
        Where the cells of the row stand, the empty ones too.
    """

    values: Mapping[str, CellValue]
    place: Place
    columns: Mapping[str, Place] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """Look up what stands in a column; nothing where its cell is empty."""
        entry = self.values.get(column)
        return entry.text if entry is not None else ""


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """The rows of one sheet, and the scale that is graded in it."""

    name: str
    rows: tuple[ReadRow, ...]
    scale: str = ""


@dataclass(slots=True)
class _Assembly:
    """Cases as far as they are put together.

    doubtful : set of str
        Cases of whose visits it is not known which is which.
    """

    cases: dict[str, Tree] = field(default_factory=dict)
    visits: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    counted: Counter[tuple[Step, ...]] = field(default_factory=Counter)

    def say(self, code: str, place: Place, message: str, hint: str = "") -> None:
        self.problems.append(Problem(code, place, message, help=hint))

    def next_of(self, *things: Step) -> int:
        """Number the next of some things of a case, from 0."""
        self.counted[things] += 1
        return self.counted[things] - 1


def cases_of(sheets: Iterable[ReadSheet]) -> tuple[dict[str, Tree], list[Problem]]:
    """Put the rows of all sheets together to cases.

    Returns
    -------
    tuple of dict and list of Problem
        The cases by id, in the order of the sheet `Patients`, and what has no place in them: rows
        of a patient or visit that is not there, two rows for one thing.
    """
    by_name = {sheet.name: sheet for sheet in sheets if not sheet.scale}
    made = _Assembly()
    for row in _rows(by_name, PATIENTS):
        _patient(made, row)
    for name, put in _BEFORE_GRADES.items():
        for row in _known(made, _rows(by_name, name)):
            put(made, row)
    for sheet in sheets:
        if sheet.scale:
            _graded(made, sheet)
    for name, put in _BEHIND_GRADES.items():
        for row in _known(made, _rows(by_name, name)):
            put(made, row)
    return made.cases, made.problems


def _rows(sheets: Mapping[str, ReadSheet], name: str) -> tuple[ReadRow, ...]:
    return sheets[name].rows if name in sheets else ()


def _known(made: _Assembly, rows: Iterable[ReadRow]) -> Iterator[ReadRow]:
    """Yield the rows that name a patient; say which do not."""
    for row in rows:
        case = row.text("case")
        if case in made.cases:
            yield row
        elif not case:
            made.say("CP862", row.place, "this row names no patient", "fill in its first cell")
        else:
            hint = nearest(case, made.cases) or f"add `{case}` to the sheet {PATIENTS}"
            place = row.values["case"].place
            made.say("CP862", place, f"`{case}` is not in the sheet {PATIENTS}", hint)


def _put(made: _Assembly, tree: object, path: Sequence[Step], entry: CellValue) -> None:
    """Put an entry at the end of a path; say where something stands there already."""
    for step in path[:-1]:
        tree = tree.setdefault(step, {}) if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or path[-1] in tree:
        said = f"`{path_in_words(path)}` has a value already"
        made.say("CP863", entry.place, said, "keep one of the two")
        return
    tree[path[-1]] = entry


def _patient(made: _Assembly, row: ReadRow) -> None:
    if "id" not in row.values:
        made.say("CP862", row.place, "this row names no patient", "fill in its first cell")
        return
    case = row.text("id")
    if case in made.cases:
        place = row.values["id"].place
        made.say("CP863", place, f"`{case}` stands twice in {PATIENTS}", "keep one row a patient")
        return
    made.cases[case] = {}
    for column, entry in row.values.items():
        _put(made, made.cases[case], column.split("."), entry)


def _visit(made: _Assembly, row: ReadRow) -> None:
    case, visit = row.text("case"), row.text("visit")
    known = made.visits.setdefault(case, {})
    if not visit:
        made.say("CP862", row.place, "this row names no visit", "fill in its second cell")
        return
    if visit in known:
        message = f"{case} has `{visit}` twice in {VISITS}"
        made.say("CP863", row.values["visit"].place, message, "keep one row a visit")
        made.doubtful.add(case)
        return
    known[visit] = len(known)
    for column, entry in row.values.items():
        if column != "case":
            key = "id" if column == "visit" else column
            _put(made, made.cases[case], ("visits", known[visit], key), entry)


def _treatment_number(made: _Assembly, row: ReadRow) -> int | None:
    """Read which treatment of its case a row is about, from 0."""
    written = row.text("treatment") or "1"
    if not written.isdecimal() or not 1 <= int(written) <= 99:
        place = row.values["treatment"].place
        made.say("CP862", place, f"`{written}` is not the number of a treatment", "write 1, 2 …")
        return None
    return int(written) - 1


def _phase(made: _Assembly, row: ReadRow) -> None:
    """Put a row that is one phase of a course; its treatment is named with the sessions."""
    case, treatment = row.text("case"), _treatment_number(made, row)
    if treatment is None:
        return
    phase = made.next_of(case, "course", treatment)
    for column, entry in row.values.items():
        if column not in ("case", "treatment"):
            key = column.removeprefix("phase_")
            path: tuple[Step, ...] = ("treatment", treatment, "course", phase, key)
            _put(made, made.cases[case], path, entry)


def _session(made: _Assembly, row: ReadRow) -> None:
    case, treatment = row.text("case"), _treatment_number(made, row)
    if treatment is None:
        return
    session = made.next_of(case, "sessions", treatment)
    start: tuple[str | int, ...] = ("treatment", treatment)
    for column, entry in row.values.items():
        if column in ("case", "treatment"):
            continue
        if column in ("name", "kind", "product", "concomitant"):
            _put(made, made.cases[case], (*start, column), entry)
        else:
            key = column.removeprefix("session_")
            for path, one in _one_by_one(key, entry):
                _put(made, made.cases[case], (*start, "sessions", session, *path), one)


def _one_by_one(key: str, entry: CellValue) -> Iterator[tuple[tuple[Step, ...], CellValue]]:
    """Part the routes of a session, which fill one cell."""
    if key != "routes":
        yield (key,), entry
        return
    for number, route in enumerate(part for part in entry.text.split(",") if part.strip()):
        yield (key, number), CellValue(route.strip(), entry.place)


def _known_visit(made: _Assembly, row: ReadRow) -> int | None:
    case, visit = row.text("case"), row.text("visit")
    known = made.visits.get(case, {})
    if visit not in known and case in made.doubtful:
        return None  # one of two rows with the same id was probably to be this visit
    if visit not in known:
        place = row.columns.get("visit", row.place)
        hint = nearest(visit, known) or f"add it to the sheet {VISITS}"
        made.say("CP862", place, f"{case} has no visit `{visit}` in the sheet {VISITS}", hint)
        return None
    return known[visit]


def _graded(made: _Assembly, sheet: ReadSheet) -> None:
    """Put the grades of a scale together: a form that is wholly empty is none."""
    forms: dict[tuple[str, str], list[ReadRow]] = {}
    for row in _known(made, sheet.rows):
        forms.setdefault((row.text("case"), row.text("visit")), []).append(row)
    for (case, _), rows in forms.items():
        columns = ("grade", *SIDES)
        if not any(row.text(column) for row in rows for column in columns):
            continue
        visit = _known_visit(made, rows[0])
        if visit is None:
            continue
        for row in rows:
            if not row.text("item"):
                hint = "fill in the item, or delete the row"
                made.say("CP862", row.place, "this row names no item", hint)
                continue
            start = ("visits", visit, "scores", sheet.scale, row.text("item"))
            for path, entry in _grades(row):
                _put(made, made.cases[case], (*start, *path), entry)


def _grades(row: ReadRow) -> Iterator[tuple[tuple[str, ...], CellValue]]:
    """Yield the grades of an item; empty ones too, where the form asks for them."""
    sides = [side for side in SIDES if side in row.columns]
    if row.text("grade") or not sides:
        place = row.columns.get("grade", row.place)
        yield (), row.values.get("grade", CellValue("", place))
        sides = [side for side in sides if row.text(side)]
    for side in sides:
        entry = row.values.get(side, CellValue("", row.columns[side]))
        if entry.text != NO_ENTRY:
            yield (side,), entry


def _total(made: _Assembly, row: ReadRow) -> None:
    visit = _known_visit(made, row)
    if visit is None or "total" not in row.values:
        return
    if not row.text("scale"):
        made.say("CP862", row.place, "this row names no scale", "fill in its third cell")
        return
    rest = [name for column in ("scale", "score", "side") if (name := row.text(column))]
    path: tuple[Step, ...] = ("visits", visit, "entered_totals", *rest)
    _put(made, made.cases[row.text("case")], path, row.values["total"])


def _measured(made: _Assembly, row: ReadRow) -> None:
    """Put the values of a measure at a visit; a row without any was not measured."""
    values = {side: row.values[side] for side in SIDES if row.text(side)}
    whole = row.values.get("measured")
    if whole is None and not values:
        return
    visit = _known_visit(made, row)
    if visit is None:
        return
    if not row.text("measure"):
        hint = "fill in its third cell"
        made.say("CP862", row.place, "this row names no measure", hint)
        return
    start = ("visits", visit, "measurements", row.text("measure"))
    if whole is not None:
        _put(made, made.cases[row.text("case")], start, whole)
    for side, entry in values.items():
        if entry.text != NO_ENTRY:
            _put(made, made.cases[row.text("case")], (*start, side), entry)


def _listed(key: str, made: _Assembly, row: ReadRow) -> None:
    """Put a row that is one of a list of the case: an event, something that went on."""
    case = row.text("case")
    number = made.next_of(case, key)
    for column, entry in row.values.items():
        if column != "case":
            keys = column.removeprefix("event_").replace("happened", "what").split(".")
            path: tuple[Step, ...] = (key, number, *keys)
            _put(made, made.cases[case], path, entry)


def _other(made: _Assembly, row: ReadRow) -> None:
    case, key = row.text("case"), row.text("key")
    if not key or "value" not in row.values:
        if key or "value" in row.values:
            hint = "fill in both, or delete the row"
            made.say("CP862", row.place, "this row lacks its key or its value", hint)
        return
    steps = [step.strip() for step in key.split(STEP.strip())]
    numbers = [_NUMBER.fullmatch(step) for step in steps]
    path = [int(n[1]) - 1 if n else s for n, s in zip(numbers, steps, strict=True)]
    if len(path) > 1 and path[0] == "visits" and steps[1] in made.visits.get(case, {}):
        path[1] = made.visits[case][steps[1]]
    _put(made, made.cases[case], path, row.values["value"])


#: What puts the rows of each sheet in their places, in the order of a case.
_BEFORE_GRADES: Mapping[str, Callable[[_Assembly, ReadRow], None]] = {
    VISITS: _visit,
    SESSIONS: _session,
    COURSES: _phase,
}
_BEHIND_GRADES: Mapping[str, Callable[[_Assembly, ReadRow], None]] = {
    TOTALS: _total,
    MEASURED: _measured,
    EVENTS: partial(_listed, "adverse_events"),
    BESIDES: partial(_listed, "concomitant"),
    HAPPENED: partial(_listed, "course"),
    OTHER: _other,
}
