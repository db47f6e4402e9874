"""Make cases of the rows of a source by its confirmed map, each value with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cpreport.cases.values import NOT_REPORTED, is_missing
from cpreport.exchange.rows_to_cases import CellValue
from cpreport.exchange.source_map.cases_in_making import (
    KEEP_ONE,
    CasesInMaking,
    MappedCases,
    RowSubject,
)
from cpreport.exchange.source_map.complete_cases import (
    add_for_everybody,
    leave_out_without_visits,
    name_lost_zeros,
    order_visits,
    read_no_entries,
)
from cpreport.exchange.source_map.entry_kinds import ENTRY, is_one_by_its_name
from cpreport.exchange.source_map.heading_words import KnownNames
from cpreport.exchange.source_map.import_map import (
    BY_DATE,
    NO_ENTRY_AT_ALL,
    ONE_VISIT,
    ImportMap,
    MappedColumn,
    MappedSheet,
)
from cpreport.exchange.source_map.place_in_case import TakenColumn, path_of_value
from cpreport.exchange.source_map.written_value import ISO_DATE, converter_of, iso_date, wrong_date
from cpreport.exchange.source_tables import (
    Cell,
    OddCell,
    SourceData,
    SourceRow,
    SourceTable,
    text_of,
)
from cpreport.privacy.scan.shapes import shapes_in
from cpreport.problems import Place, has_error

#: What in a text tells who somebody is, whatever it is about.
_TELLING = ("e-mail address", "telephone number", "record number", "national identity number",
            "health plan number", "account number")  # fmt: skip
_LONG = re.compile(r"[0-9]{6,}|@")
_Roles = Mapping[str | None, int]


def cases_by_map(data: SourceData, record: ImportMap, known: KnownNames) -> MappedCases:
    """Make the cases.

    Parameters
    ----------
    known : KnownNames
        The measures of the series, those that come with cpreport, and those that the map declares.
    """
    made = CasesInMaking(MappedCases(), record, known, record.by_name)
    sheets = {sheet.sheet: sheet for sheet in record.sheets}
    for table in data.tables:
        sheet = sheets.get(table.name or table.file) or MappedSheet(sheet=table.name or table.file)
        if sheet.not_taken is None:
            _table(made, table, sheet)
    name_lost_zeros(made, data)
    if not has_error(made.found.problems):
        leave_out_without_visits(made)
    read_no_entries(made)
    add_for_everybody(made)
    order_visits(made)
    return made.found


def _table(made: CasesInMaking, table: SourceTable, sheet: MappedSheet) -> None:
    said = [made.said_of(table, n) for n in range(len(table.columns))]
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
        if single and _is_second(made, table, row, about):
            continue
        entries: dict[str, int] = {}
        for column in columns:
            _cell(made, table, row, column, about, entries)


def _gives(said: MappedColumn | None) -> bool:
    """Whether a column gives values, and is none of those that say what a row is about."""
    if said is None or said.not_taken is not None:
        return False
    return said.role not in ("case", "visit", "measure", "item", "side")


def _column(made: CasesInMaking, number: int, said: MappedColumn | None) -> TakenColumn:
    assert said is not None
    scale = made.known.measures.get(said.measure) if said.measure else None
    return TakenColumn(number, said, scale, converter_of(made, said, scale))


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
        day = iso_date(text_of(row.cells[date]), form)
        days.setdefault(text_of(row.cells[case]), []).append((day or "9", row.number))
    return {
        number: f"visit {n}"
        for rows in days.values()
        for n, (_, number) in enumerate(sorted(rows), 1)
    }


def _about(
    made: CasesInMaking,
    table: SourceTable,
    row: SourceRow,
    roles: _Roles,
    sheet: MappedSheet,
    dated: Mapping[int, str],
) -> RowSubject:
    def text(role: str, whole: str | None) -> str:
        at = roles.get(role)
        if at is None:
            return whole or ""
        own, said = text_of(row.cells[at]), made.said_of(table, at)
        return (said.values.get(own, own) if said is not None else own) or whole or ""

    visit = dated.get(row.number, "") or text("visit", sheet.visit)
    case = text("case", sheet.case)
    if case and case not in made.found.cases:
        made.found.cases[case] = {"id": CellValue(case, table.place(row.number, roles.get("case")))}
        _refuse_telling_id(made, case, table.place(row.number, roles.get("case")))
    entry = text(ENTRY, None)
    shared = entry and is_one_by_its_name(entry, roles.keys())
    name = text_of(row.cells[roles[ENTRY]]) if shared else ""
    return RowSubject(case, visit, text("measure", sheet.measure), text("item", None),
                  text("side", None), entry, name)  # fmt: skip


def _refuse_telling_id(made: CasesInMaking, case: str, place: Place) -> None:
    if (_LONG.search(case) or " " in case) and any(True for _ in shapes_in(case)):
        made.say(
            "CP715", place, "this study id looks like what tells who the patient is",
            "give each patient a study id such as P01, and the number to `identity: record_number`",
        )  # fmt: skip


def _is_second(made: CasesInMaking, table: SourceTable, row: SourceRow, about: RowSubject) -> bool:
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
    made: CasesInMaking,
    table: SourceTable,
    row: SourceRow,
    column: TakenColumn,
    about: RowSubject,
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
    if (wrong := wrong_date(column.said, text)) is not None:
        made.say("CP864", place, wrong[0], wrong[1])
        return
    if _LONG.search(text) and (told := _tells(text)):
        hint = "take it out of the sheet; who the patient is belongs to identities.yaml alone"
        made.say("CP715", place, f"this holds what looks like {told}", hint)
        return
    path = path_of_value(made, column, about, place, entries)
    if path is None:
        return
    if path[-1] in ("routes", "serious_criteria"):
        for number, route in enumerate(re.split(r"\s*;\s*", text)):
            made.put(about.case, (*path, number), CellValue(route, place))
        return
    if path[-1] == "day" and text == NOT_REPORTED:
        path = (*path[:-1], "time")
    made.put(about.case, path, CellValue(text, place))


def _odd(cell: Cell, column: TakenColumn) -> tuple[str, str] | None:
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


def _identity(made: CasesInMaking, case: str, said: MappedColumn, text: str, place: Place) -> None:
    key = said.identity or ""
    if text.casefold() in made.record.missing or is_missing(text):
        return
    if key == "date_of_birth":
        text = iso_date(text, said.dates or "") or text
        if not ISO_DATE.fullmatch(text):
            hint = "say `dates: day.month.year` or `dates: month.day.year` in the map"
            made.say_once("CP864", place, "a date of birth is not written year-month-day", hint)
            return
    kept = made.found.identities.setdefault(case, {}).setdefault(key, [])
    if text not in kept:
        if kept and key in ("date_of_birth", "name", "first name", "last name", "address"):
            made.say("CP863", place, f"{case} has another value in this column already", KEEP_ONE)
            return
        kept.append(text)
