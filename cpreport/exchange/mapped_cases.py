"""Make cases of the rows of a source by its confirmed map, each value with its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cpreport.cases.values import MISSING_WORDS, NOT_REPORTED, is_missing
from cpreport.exchange.entry_kinds import ENTRY, WAYS, is_one_by_its_name, is_part, way_of
from cpreport.exchange.heading_words import KnownNames, side_named
from cpreport.exchange.import_map import (
    A_VALUE,
    ASKED,
    BY_DATE,
    ImportMap,
    MappedColumn,
    MappedSheet,
)
from cpreport.exchange.propose_map import ONE_VISIT
from cpreport.exchange.rows_to_cases import CellValue, Tree
from cpreport.exchange.source_tables import (
    Cell,
    OddCell,
    SourceData,
    SourceRow,
    SourceTable,
    text_of,
)
from cpreport.privacy.scan.shapes import shapes_in
from cpreport.problems import Place, Problem, nearest
from cpreport.scales.definition import Scale
from cpreport.scales.names import fold, grade_of, item_of, scale_of

#: Says of a code that it gives no entry at all.
NO_ENTRY_AT_ALL = "nothing"
#: What in a text tells who somebody is, whatever it is about.
_TELLING = ("e-mail address", "telephone number", "record number", "national identity number",
            "health plan number", "account number")  # fmt: skip
_LONG = re.compile(r"[0-9]{6,}|@")
_PLAIN_NUMBER = re.compile(r"(?P<sign>[<>≤≥~]?\s*[-−+]?)(?P<whole>[0-9]+)(?:[.,](?P<part>[0-9]+))?")
_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})(?:[T ][0-9:.]+Z?)?")
_PARTED = re.compile(r"(?P<a>[0-9]{1,2})[./-](?P<b>[0-9]{1,2})[./-](?P<y>[0-9]{4})(?: [0-9:.]+)?")
_SERIAL = re.compile(r"[2-6][0-9]{4}(?:\.[0-9]+)?")
_STEP_OF_WAY = re.compile(r"([^\[\]]+)(?:\[([0-9]*)\])?")
#: Excel counts days from here.
_FIRST_DAY = dt.date(1899, 12, 30)
_MONTHS = 12
#: Where one of these is said, it is known when something was.
_HAS_TIME = {"date", "month", "week", "day", "hour", "course", "sessions", "from"}
_ONLY_THERE = ("images", "data_sharing")
_TIME_ALONE = [("time", None)]

Step = str | int
_Roles = Mapping[str | None, int]


@dataclass(slots=True)
class MappedCases:
    """Cases as a map makes them.

    identities : dict of str to dict of str to list of str
        What tells who a patient is, by case and by the key of identities.yaml; printed nowhere.
    untaken : list of Problem
        Rows that gave nothing, and why.
    """

    cases: dict[str, Tree] = field(default_factory=dict)
    identities: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)
    problems: list[Problem] = field(default_factory=list)
    blanks: int = 0


@dataclass(frozen=True, slots=True)
class _About:
    """What a row is about; empty where it does not say.

    entry : str
        What the map makes of the row, where it sorts rows: one of `entry_kinds.WAYS`.
    named : str
        What other rows of the same name share with it; empty where each is an entry of its own.
    """

    case: str
    visit: str
    measure: str
    item: str
    side: str
    entry: str = ""
    named: str = ""


@dataclass(slots=True)
class _Making:
    """Cases as far as they are made."""

    found: MappedCases
    record: ImportMap
    known: KnownNames
    names: Mapping[tuple[str, str], MappedColumn]
    visits: dict[str, dict[str, int]] = field(default_factory=dict)
    seen: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    listed: dict[tuple[str, str], int] = field(default_factory=dict)
    named: dict[tuple[str, str, str], int] = field(default_factory=dict)
    said: set[tuple[str, Place, str]] = field(default_factory=set)

    def say(
        self, code: str, place: Place, message: str, hint: str = "", allowed: tuple[str, ...] = ()
    ) -> None:
        self.found.problems.append(Problem(code, place, message, allowed, hint))

    def warn(self, place: Place, message: str, hint: str = "") -> None:
        self.found.problems.append(Problem("CP865", place, message, help=hint, severity="warning"))


def cases_by_map(data: SourceData, record: ImportMap, known: KnownNames) -> MappedCases:
    """Make the cases.

    Parameters
    ----------
    known : KnownNames
        The measures of the series, those that come with cpreport, and those that the map declares.
    """
    made = _Making(MappedCases(), record, known, record.by_name)
    sheets = {sheet.sheet: sheet for sheet in record.sheets}
    for table in data.tables:
        sheet = sheets.get(table.name or table.file) or MappedSheet(sheet=table.name or table.file)
        if sheet.not_taken is None:
            _table(made, table, sheet)
    _lost_zeros(made, data, sheets)
    if not any(problem.severity == "error" for problem in made.found.problems):
        _without_visits(made)
    _no_events(made)
    _for_everybody(made)
    _in_order(made)
    return made.found


def _no_events(made: _Making) -> None:
    """Read the one row of a patient that says there were no events as the word that it is."""
    for tree in made.found.cases.values():
        events: Any = tree.get("adverse_events")
        first: Any = events.get(0) if isinstance(events, dict) and len(events) == 1 else None
        term = first.get("term") if isinstance(first, dict) else None
        if isinstance(term, CellValue) and fold(term.text) in ("none", *MISSING_WORDS[:2]):
            tree["adverse_events"] = CellValue(fold(term.text), term.place)


def _without_visits(made: _Making) -> None:
    """Leave out the patients of whom the source has no value at any visit."""
    cases = made.found.cases
    without = [case for case, tree in cases.items() if "visits" not in tree]
    for case in without:
        entry = cases.pop(case)["id"]
        made.found.identities.pop(case, None)
        if isinstance(entry, CellValue):
            made.warn(entry.place, f"{case} has no value of any visit, and gets no case file")
    if without and not cases:
        hint = "give at least one column a measure, or `is: visit.note` and the like"
        made.say("CP873", made.record.source.place("columns"), "no patient has a visit", hint)


# --- one table -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table with what the map says of it."""

    number: int
    said: MappedColumn
    scale: Scale | None
    convert: Callable[[Cell], str | None]


def _table(made: _Making, table: SourceTable, sheet: MappedSheet) -> None:
    said = [made.names.get((table.name, c.name)) or made.names.get(("", c.name))
            for c in table.columns]  # fmt: skip
    roles: _Roles = {one.role: n for n, one in enumerate(said) if one is not None and one.role}
    columns = [_column(made, n, one) for n, one in enumerate(said) if _gives(one)]
    by_row = bool({"item", "measure"} & set(roles))
    dated = _visits_by_date(table, roles, said) if sheet.visit == BY_DATE else {}
    lists = ENTRY in roles or any("[]" in (one.said.role or "") for one in columns)
    single = not by_row and not lists and all(c.kind != "visit" for c in table.columns)
    for row in table.rows:
        about = _about(made, table, row, roles, sheet, dated)
        if not about.case:
            if any(row.cells):
                made.warn(table.place(row.number), "this row names no patient, and was not taken")
            continue
        if NO_ENTRY_AT_ALL in (about.measure, about.entry):
            continue
        if single and _is_second(made, table, row, about, sheet):
            continue
        entries: dict[str, int] = {}
        for column in columns:
            _cell(made, table, row, column, about, entries)


def _gives(said: MappedColumn | None) -> bool:
    """Whether a column gives values, and is none of those that say what a row is about."""
    if said is None or said.not_taken is not None:
        return False
    return said.role not in ("case", "visit", "measure", "item", "side")


def _column(made: _Making, number: int, said: MappedColumn | None) -> _Column:
    assert said is not None
    scale = made.known.measures.get(said.measure) if said.measure else None
    return _Column(number, said, scale, _converter(made, said, scale))


def _visits_by_date(
    table: SourceTable, roles: _Roles, said: Sequence[MappedColumn | None]
) -> dict[int, str]:
    """Number the rows of each patient by their dates."""
    case, date = roles.get("case"), roles.get("visit.date")
    if case is None or date is None:
        return {}
    column = said[date]
    form = (column.dates or "") if column is not None else ""
    days: dict[str, list[tuple[str, int]]] = {}
    for row in table.rows:
        day = _iso(text_of(row.cells[date]), form)
        days.setdefault(text_of(row.cells[case]), []).append((day or "9", row.number))
    return {
        number: f"visit {n}"
        for rows in days.values()
        for n, (_, number) in enumerate(sorted(rows), 1)
    }


def _about(
    made: _Making,
    table: SourceTable,
    row: SourceRow,
    roles: _Roles,
    sheet: MappedSheet,
    dated: Mapping[int, str],
) -> _About:
    def text(role: str, whole: str | None) -> str:
        at = roles.get(role)
        own = text_of(row.cells[at]) if at is not None else ""
        said = made.names.get((table.name, table.columns[at].name)) if at is not None else None
        if at is not None and said is None:
            said = made.names.get(("", table.columns[at].name))
        return (said.values.get(own, own) if said is not None else own) or (whole or "")

    visit = dated.get(row.number, "") or text("visit", sheet.visit)
    case = text("case", sheet.case)
    if case and case not in made.found.cases:
        made.found.cases[case] = {"id": CellValue(case, table.place(row.number, roles.get("case")))}
        _refuse_telling_id(made, case, table.place(row.number, roles.get("case")))
    entry = text(ENTRY, None)
    shared = entry and is_one_by_its_name(entry, roles.keys())
    name = text_of(row.cells[roles[ENTRY]]) if shared else ""
    return _About(case, visit, text("measure", sheet.measure), text("item", None),
                  text("side", None), entry, name)  # fmt: skip


def _refuse_telling_id(made: _Making, case: str, place: Place) -> None:
    if (_LONG.search(case) or " " in case) and any(True for _ in shapes_in(case)):
        made.say(
            "CP715", place, "this study id looks like what tells who the patient is",
            "give each patient a study id such as P01, and the number to `identity: record_number`",
        )  # fmt: skip


def _is_second(
    made: _Making, table: SourceTable, row: SourceRow, about: _About, sheet: MappedSheet
) -> bool:
    """Refuse a second row for one visit of a patient."""
    place = table.place(row.number)
    first = made.seen.setdefault((table.name, about.case, about.visit), place)
    if first is place:
        return False
    which = f"a row for `{about.visit}`" if about.visit and about.visit != ONE_VISIT else "a row"
    where = first.cell or f"line {first.line}"
    hint = "keep one of the two, or name another visit in one of them"
    made.say("CP874", place, f"{about.case} has {which} already: {where}", hint)
    return True


def _cell(
    made: _Making,
    table: SourceTable,
    row: SourceRow,
    column: _Column,
    about: _About,
    entries: dict[str, int],
) -> None:
    cell = row.cells[column.number]
    if not cell:
        made.found.blanks += column.said.identity is None
        return
    place = table.place(row.number, column.number)
    if column.said.identity is not None:
        _identity(made, about.case, column.said, text_of(cell), place)
        return
    if (odd := _odd(cell, column)) is not None:
        made.say("CP864", place, odd[0], odd[1])
        return
    text = text_of(cell) if column.said.role == ENTRY else column.convert(cell)
    if text is None:
        return
    if (wrong := _wrong_date(column.said, text)) is not None:
        made.say("CP864", place, wrong[0], wrong[1])
        return
    if _LONG.search(text) and (told := _tells(text)):
        hint = "take it out of the sheet; who the patient is belongs to identities.yaml alone"
        made.say("CP715", place, f"this holds what looks like {told}", hint)
        return
    path = _path(made, column, about, place, entries)
    if path is None:
        return
    if path[-1] in ("routes", "serious_criteria"):
        for number, route in enumerate(re.split(r"\s*;\s*", text)):
            _put(made, about.case, (*path, number), CellValue(route, place))
        return
    _put(made, about.case, path, CellValue(text, place))


def _odd(cell: Cell, column: _Column) -> tuple[str, str] | None:
    """Say what a program made of a cell, where that is no value of its column."""
    if not isinstance(cell, OddCell):
        return None
    if cell.kind == "formula":
        return "a formula stands here that nobody worked out", "write what it gives"
    if cell.kind == "error":
        return f"`{cell.text}` stands here in the place of a value", "write the value as text"
    if (column.said.role or "").endswith("date"):
        return None
    message = f"Excel made a date of what was typed here, such as `{cell.typed}`"
    return message, "format the cell as text, and type it again"


def _tells(text: str) -> str:
    kind = next((shape.kind for shape in shapes_in(text) if shape.kind in _TELLING), "")
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}" if kind else ""


# --- what a cell says ----------------------------------------------------------------------------


def _converter(
    made: _Making, said: MappedColumn, scale: Scale | None
) -> Callable[[Cell], str | None]:
    """Make the function that reads the cells of a column; each text is read once."""
    known: dict[Cell, str | None] = {}

    def convert(cell: Cell) -> str | None:
        if cell not in known:
            known[cell] = _converted(made, said, scale, cell)
        return known[cell]

    return convert


def _converted(made: _Making, said: MappedColumn, scale: Scale | None, cell: Cell) -> str | None:
    text = text_of(cell)
    if text in said.values:
        meant = said.values[text]
        return None if meant == NO_ENTRY_AT_ALL else text if meant == A_VALUE else meant
    meant = said.missing.get(text) or _missing_everywhere(made, said, scale, text) or A_VALUE
    if meant in (A_VALUE, NO_ENTRY_AT_ALL):
        return None if meant == NO_ENTRY_AT_ALL else _value_as_written(said, text)
    # Of who a patient is a file knows this word alone.
    return NOT_REPORTED if said.role in ("patient.age", "patient.sex") else meant


def _value_as_written(said: MappedColumn, text: str) -> str:
    """Write a value in the way of a case file."""
    if said.decimal == "comma" and _PLAIN_NUMBER.fullmatch(text):
        text = text.replace(",", ".")
    role = said.role or ""
    if role.endswith("date"):
        return _iso(text, said.dates or "") or text
    if role.endswith(".age"):
        return _age(text, said.unit or "years")
    if role == "side":
        return side_named(text) or text
    if said.unit and _PLAIN_NUMBER.fullmatch(text):
        return f"{text} {said.unit}"
    return text


def _missing_everywhere(
    made: _Making, said: MappedColumn, scale: Scale | None, text: str
) -> str | None:
    """Look up a code of all columns; a number is one only where it can be no grade or total."""
    meant = made.record.missing.get(text)
    if meant is None or not re.fullmatch(r"-?[0-9]+", text):
        return meant
    if scale is not None and said.item:
        return meant if grade_of(scale, said.item, text) is None else None
    is_number = scale is not None and scale.number is not None
    return None if is_number or (said.role or "").startswith("patient.") else meant


def _iso(text: str, form: str) -> str:
    """Write a date year-month-day; empty where it is not written as the map says."""
    if found := _ISO.fullmatch(text):
        return f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}"
    if form == "serial numbers" and _SERIAL.fullmatch(text):
        return (_FIRST_DAY + dt.timedelta(days=int(float(text)))).isoformat()
    found = _PARTED.fullmatch(text)
    if found is None or form not in ("day.month.year", "month.day.year"):
        return ""
    day, month = (found["a"], found["b"]) if form[0] == "d" else (found["b"], found["a"])
    return f"{found['y']}-{int(month):02}-{int(day):02}"


def _wrong_date(said: MappedColumn, text: str) -> tuple[str, str] | None:
    """Name a serial number among dates, with the day that Excel means by it."""
    if not (said.role or "").endswith("date") or not _SERIAL.fullmatch(text):
        return None
    day = (_FIRST_DAY + dt.timedelta(days=int(float(text)))).isoformat()
    return f"`{text}` is a number where a date belongs; Excel shows it as {day}", f"write {day}"


def _age(text: str, unit: str) -> str:
    """Write an age with its unit: completed months of a broken number of years."""
    found = _PLAIN_NUMBER.fullmatch(text)
    if found is None or found["sign"].strip():
        return text
    if not found["part"] or not found["part"].strip("0"):
        return f"{found['whole']} {unit}"
    if unit != "years":
        return text
    months = int(found["part"]) * _MONTHS // 10 ** len(found["part"])
    return f"{found['whole']} years {months} months" if months else f"{found['whole']} years"


# --- where it belongs ----------------------------------------------------------------------------


def _path(
    made: _Making, column: _Column, about: _About, place: Place, entries: dict[str, int]
) -> tuple[Step, ...] | None:
    """Find the way to a value in the case file."""
    said = column.said
    role = said.role or "value"
    if said.measure is None and role != "value":
        return _way(made, role, said, about, place, entries)
    scale = column.scale or _measure(made, about, place)
    if scale is None:
        return None
    visit = _visit(made, about.case, said.visit or about.visit, place)
    if visit is None:
        return None
    side = said.side or (side_named(about.side) or about.side)
    if scale.number is not None or not (scale.items or scale.scores):
        kind: tuple[Step, ...] = ("measurements", scale.id)
        return ("visits", visit, *kind, *((side,) if side else ()))
    return _graded(made, said, about, scale, place, ("visits", visit), side)


def _graded(
    made: _Making,
    said: MappedColumn,
    about: _About,
    scale: Scale,
    place: Place,
    start: tuple[Step, ...],
    side: str,
) -> tuple[Step, ...] | None:
    written = said.item or about.item
    item = item_of(scale, written) if written else None
    tail = (side,) if side else ()
    if item is not None:
        return (*start, "scores", scale.id, item.name, *tail)
    if scale._category is not None:
        return (*start, "measurements", scale.id, *tail)
    score = said.score or (written and _score(scale, written)) or ("" if written else _main(scale))
    if not score:
        message = f"`{written or scale.id}` is no item or score of {scale.id}"
        hint = nearest(written, [i.name for i in scale.items]) if written else "name the item"
        _once(made, "CP873", place, message, hint)
        return None
    return (*start, "entered_totals", scale.id, score, *tail)


def _main(scale: Scale) -> str:
    return scale.main_score or ""


def _score(scale: Scale, written: str) -> str:
    named = (r.name for r in scale.scores if fold(written) in (fold(r.name), fold(r.label)))
    return next(named, "")


def _measure(made: _Making, about: _About, place: Place) -> Scale | None:
    written = about.measure
    found = made.known.measures.get(made.known.phrases.get(fold(written), ""))
    found = found or (scale_of(made.known.measures, written) if written else None)
    if found is None:
        message = f"`{written}` is no measure" if written else "this row names no measure"
        hint = nearest(written, made.known.measures) or "declare it under `measures` of the map"
        _once(made, "CP873", place, message, hint)
    return found


def _visit(made: _Making, case: str, written: str, place: Place) -> int | None:
    """Find the number of a visit in its case; one that is not there yet is added."""
    if not written:
        _once(
            made,
            "CP873",
            place,
            "no visit is known of this row",
            "name it, or say `visit` in the map",
        )
        return None
    if written not in made.record.visits:
        hint = nearest(written, made.record.visits) or f"add `{written}` to `visits` of the map"
        _once(made, "CP873", place, f"`{written}` is no visit of the map", hint)
        return None
    name = made.record.visits[written]
    if name == NO_ENTRY_AT_ALL:
        return None
    known = made.visits.setdefault(case, {})
    if name not in known:
        known[name] = len(known)
        _put(made, case, ("visits", known[name], "id"), CellValue(name, place))
        if name in made.record.unplanned:
            _put(made, case, ("visits", known[name], "unplanned"), CellValue("yes", place))
    return known[name]


def _way(
    made: _Making,
    role: str,
    said: MappedColumn,
    about: _About,
    place: Place,
    entries: dict[str, int],
) -> tuple[Step, ...] | None:
    """Follow the way that a map names: `patient.sex`, `visit.date`, `adverse_events[].term`."""
    if role.startswith("visit."):
        visit = _visit(made, about.case, said.visit or about.visit, place)
        return None if visit is None else ("visits", visit, role.removeprefix("visit."))
    if role == ENTRY or is_part(role):
        role = way_of(role, about.entry)
    path: list[Step] = []
    for n, (name, number) in enumerate(_steps(role)):
        path.append(name)
        if number is not None:
            way = ".".join(str(step) for step in (*path, n))
            outer = not any(isinstance(step, int) for step in path)
            known = (about.case, way, about.named) if about.named and outer else None
            at = made.named.get(known) if known is not None else None
            if at is None:
                at = _entry(made, about.case, way, number, entries)
            if known is not None:
                made.named[known] = at
            path.append(at)
    return tuple(path) or None


def _steps(way: str) -> list[tuple[str, str | None]]:
    """Part a way into its keys, each with its place in a list: `treatment[1].sessions[].date`."""
    parted = (_STEP_OF_WAY.fullmatch(part) for part in way.split("."))
    return [(found[1], found[2]) for found in parted if found is not None]


def _entry(made: _Making, case: str, way: str, number: str, entries: dict[str, int]) -> int:
    """Number an entry of a list: as the map says, or one more for each row."""
    if number:
        return int(number) - 1
    if way not in entries:
        entries[way] = made.listed.get((case, way), 0)
        made.listed[case, way] = entries[way] + 1
    return entries[way]


def _put(made: _Making, case: str, path: tuple[Step, ...], entry: CellValue) -> None:
    """Put a value in its place; refuse another value for the same thing."""
    tree: object = made.found.cases[case]
    for step in path[:-1]:
        tree = tree.setdefault(step, {}) if isinstance(tree, dict) else None
    if not isinstance(tree, dict):
        made.say("CP863", entry.place, f"`{path[-2]}` of {case} has a value already", _KEEP)
        return
    before = tree.setdefault(path[-1], entry)
    if before is entry or (isinstance(before, CellValue) and before.text == entry.text and (
        path[0] != "visits" or path[-1] == "id" or len(path) == 3
    )):  # fmt: skip
        return
    where = before.place if isinstance(before, CellValue) else None
    other = (where.cell or f"line {where.line}") if where is not None else "another cell"
    name = " > ".join(str(s + 1) if isinstance(s, int) else s for s in path if s != "visits")
    if path[0] == "visits" and isinstance(path[1], int):
        names = {n: v for v, n in made.visits[case].items()}
        name = " > ".join([names[path[1]], *map(str, path[2:])])
    made.say("CP863", entry.place, f"`{name}` of {case} has a value already: {other}", _KEEP)


_KEEP = "keep one of the two"


def _once(made: _Making, code: str, place: Place, message: str, hint: str) -> None:
    """Say a thing once of a source, where it is first."""
    key = (code, Place(""), message)
    if key not in made.said:
        made.said.add(key)
        made.say(code, place, message, hint)


def _identity(made: _Making, case: str, said: MappedColumn, text: str, place: Place) -> None:
    key = said.identity or ""
    if text.casefold() in made.record.missing or is_missing(text):
        return
    if key == "date_of_birth":
        text = _iso(text, said.dates or "") or text
        if not _ISO.fullmatch(text):
            hint = "say `dates: day.month.year` or `dates: month.day.year` in the map"
            _once(made, "CP864", place, "a date of birth is not written year-month-day", hint)
            return
    kept = made.found.identities.setdefault(case, {}).setdefault(key, [])
    if text not in kept:
        if kept and key in ("date_of_birth", "name", "first name", "last name", "address"):
            made.say("CP863", place, f"{case} has another value in this column already", _KEEP)
            return
        kept.append(text)


# --- the whole -----------------------------------------------------------------------------------


def _lost_zeros(made: _Making, data: SourceData, sheets: Mapping[str, MappedSheet]) -> None:
    """Name ids that are numbers without the zeros that others of the source begin with."""
    ids: dict[str, Place] = {}
    for table in data.tables:
        for n, column in enumerate(table.columns):
            said = made.names.get((table.name, column.name)) or made.names.get(("", column.name))
            if said is not None and said.role == "case":
                for row in table.rows:
                    ids.setdefault(text_of(row.cells[n]), table.place(row.number, n))
    padded = {len(text) for text in ids if text.isdecimal() and text.startswith("0")}
    if len(padded) != 1:
        return
    width = padded.pop()
    for text, place in ids.items():
        if text.isdecimal() and len(text) < width:
            whole = text.zfill(width)
            message = (
                f"`{text}` has fewer digits than the other ids; a program may have cut `{whole}`"
            )
            made.say("CP864", place, message, f"format the cell as text, and write {whole}")


def _for_everybody(made: _Making) -> None:
    """Add what no column says to each case that lacks it."""
    for way, text in made.record.everybody.items():
        entry = CellValue(text, made.record.source.place("everybody", way))
        for tree in made.found.cases.values():
            _fill(tree, _steps(way), entry)


def _fill(tree: object, steps: list[tuple[str, str | None]], entry: CellValue) -> None:
    """Put a value where there is none; of a list, in each of the entries that it has."""
    (name, number), *rest = steps
    if not isinstance(tree, dict):
        return
    if not rest:
        if _lacks(tree, name):
            tree.setdefault(name, entry)
        return
    # A consent that nobody asked for, and an entry that is not there, are not made of this.
    of_entries = name in _ONLY_THERE or "" in (number, *(n for _, n in rest)) or rest == _TIME_ALONE
    below = tree.get(name) if of_entries else tree.setdefault(name, {})
    if number == "" and isinstance(below, dict):
        for one in below.values():
            _fill(one, rest, entry)
    elif number and isinstance(below, dict):
        at = int(number) - 1
        _fill(below.get(at) if of_entries else below.setdefault(at, {}), rest, entry)
    elif number is None:
        _fill(below, rest, entry)


def _lacks(tree: Mapping[str, object], name: str) -> bool:
    """Whether a value is wanted: no word for a time that is told, or a date that was not kept."""
    if name == "time":
        return not _HAS_TIME & set(tree)
    if name == "date_withheld":
        given = tree.get("given")
        return isinstance(given, CellValue) and given.text == "yes" and "date" not in tree
    return True


def _in_order(made: _Making) -> None:
    """Order the visits of each case as the map does."""
    order = {name: n for n, name in enumerate(dict.fromkeys(made.record.visits.values()))}
    for case, known in made.visits.items():
        visits: Any = made.found.cases[case].get("visits")
        if isinstance(visits, dict):
            numbers = [known[name] for name in sorted(known, key=lambda name: order.get(name, 0))]
            ordered: Any = {n: visits[number] for n, number in enumerate(numbers)}
            made.found.cases[case]["visits"] = ordered


def not_taken(record: ImportMap) -> Mapping[str, tuple[str, ...]]:
    """List the sheets and columns that a map does not take, by why."""
    found: dict[str, list[str]] = {}
    for sheet in record.sheets:
        if sheet.not_taken:
            found.setdefault(sheet.not_taken, []).append(f"sheet {sheet.sheet}")
    for column in record.columns:
        if column.not_taken:
            where = f"{column.sheet}: " if column.sheet else ""
            found.setdefault(column.not_taken, []).append(f"{where}{column.column}")
    return {why: tuple(names) for why, names in found.items()}


def mismatches(data: SourceData, record: ImportMap, known: KnownNames) -> Iterator[Problem]:
    """Name where a map and its source, or its words, do not belong together."""
    names = record.by_name
    there = {(t.name, c.name) for t in data.tables for c in t.columns}
    anywhere = {name for _, name in there}
    for n, column in enumerate(record.columns):
        place = record.source.place("columns", n)
        if (column.sheet, column.column) not in there and (
            column.sheet is not None or column.column not in anywhere
        ):
            hint = nearest(column.column, anywhere)
            message = f"the source has no column `{column.column}`"
            yield Problem("CP873", place, message, help=hint)
        yield from _wrong_words(record, n, column, known)
    sheets = {sheet.sheet for sheet in record.sheets if sheet.not_taken}
    for sheet, name in sorted(there):
        if sheet not in sheets and (sheet, name) not in names and ("", name) not in names:
            message = f"the map does not say what the column `{name}` is"
            hint = "add it, if only with `not_taken`; or delete map.yaml to have one proposed"
            yield Problem("CP873", record.source.place("columns"), message, help=hint)


def _wrong_words(
    record: ImportMap, n: int, column: MappedColumn, known: KnownNames
) -> Iterator[Problem]:
    """Name a measure, an item or a missing word of the map that there is not."""
    for code, meant in column.missing.items():
        if not is_missing(meant) and meant not in (A_VALUE, NO_ENTRY_AT_ALL, ASKED):
            place = record.source.place("columns", n, "missing", code)
            allowed = (*MISSING_WORDS, A_VALUE, NO_ENTRY_AT_ALL)
            yield Problem("CP873", place, f"`{meant}` is no missing word", allowed)
    for code, meant in column.values.items() if column.role == ENTRY else ():
        if meant not in WAYS and meant not in (NO_ENTRY_AT_ALL, ASKED):
            place = record.source.place("columns", n, "values", code)
            kinds = (*WAYS, NO_ENTRY_AT_ALL)
            yield Problem("CP873", place, f"`{meant}` is nothing that a row becomes", kinds)
    if column.measure is None:
        return
    scale = known.measures.get(column.measure)
    if scale is None:
        place = record.source.place("columns", n, "measure")
        hint = nearest(column.measure, known.measures)
        hint = hint or "declare it under `measures` of the map, or of series.yaml"
        yield Problem("CP873", place, f"`{column.measure}` is no measure", help=hint)
    elif column.item and item_of(scale, column.item) is None:
        place = record.source.place("columns", n, "item")
        hint = nearest(column.item, [item.name for item in scale.items])
        yield Problem("CP873", place, f"`{column.item}` is no item of {scale.id}", help=hint)
