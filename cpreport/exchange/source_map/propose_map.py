"""Propose how the columns of a source become case files, and ask what only its owner knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cpreport.cases.values import NOT_REPORTED
from cpreport.exchange.read_workbook import unreadable
from cpreport.exchange.source_map.heading_words import KnownNames, is_visit, visits_named
from cpreport.exchange.source_map.import_map import ASKED, ImportMap, MappedColumn, MappedSheet
from cpreport.exchange.source_map.looked_table import (
    ID,
    LookedTable,
    case_column,
    distinct_values,
    item_column,
    measures_of_items,
    name_measures_of_items,
    read_column,
)
from cpreport.exchange.source_map.proposal import Proposal
from cpreport.exchange.source_map.propose_column import missing_word, propose_column
from cpreport.exchange.source_map.propose_for_everybody import ask_for_everybody
from cpreport.exchange.source_map.propose_missing import ask_about_missing
from cpreport.exchange.source_map.propose_visits import name_visits, unplanned
from cpreport.exchange.source_tables import SourceData, SourceTable
from cpreport.scales.names import fold


@dataclass(frozen=True, slots=True)
class ProposedMap:
    """A map as proposed.

    notes : mapping of str to str
        What is said of it in comments, by part or column.
    """

    record: ImportMap
    notes: Mapping[str, str]


def propose_map(data: SourceData, known: KnownNames) -> ProposedMap:
    """Propose the map of a source.

    Parameters
    ----------
    known : KnownNames
        The measures and visits of the series, and the measures that come with cpreport.

    Raises
    ------
    Refused
        Where it has no value to be taken.
    """
    made = Proposal(known, data)
    for code, label in data.missing.items():
        made.missing[code] = fold(missing_word(label)) or NOT_REPORTED
    shared = _shared_headings(data.tables)
    for table in data.tables:
        _propose_table(made, table, data.tables, "" if table.name in shared else table.name)
    if not made.columns:
        raise unreadable(data.file, "no value stands in it below a heading")
    ask_for_everybody(made)
    # As the source orders them, where it does.
    named = dict.fromkeys((*data.events, *made.visits))
    made.visits = {name: made.visits[name] for name in named if name in made.visits}
    several = len(data.tables) > 1 or any("not_taken" in sheet for sheet in made.sheets)
    plain = all(set(sheet) <= {"sheet", "header_rows"} for sheet in made.sheets)
    simple = plain and all(sheet.get("header_rows", 1) == 1 for sheet in made.sheets)
    record = ImportMap(
        file=data.file,
        sheets=tuple(MappedSheet(**s) for s in made.sheets) if several or not simple else (),
        columns=tuple(MappedColumn(**said) for said in made.columns.values()),
        visits=made.visits,
        unplanned=unplanned(made),
        missing=made.missing,
        everybody=made.everybody,
        measures=made.measures,
    )
    return ProposedMap(record, {**_PART_NOTES, **made.notes})


_PART_NOTES = {
    "visits": "Visits as the source names them, and as the series is to name them.",
    "missing": (
        "What stands for a missing value: `not assessed`, `not reported` or `not applicable`; "
        "`a value` where it is one\nafter all. A number counts as missing only where a scale has "
        "no such grade or total. Empty\ncells give no entry."
    ),
    "everybody": "What no column says, for every patient; also where a column has an empty cell.",
    "measures": "Numbers that are to be declared in series.yaml, as they are named and measured.",
    "sheets": "Sheets, the rows of headings they have, and what all rows of a sheet are about.",
    "columns": (
        "Columns: what each is, or the measure, item, side and visit of its values.\n"
        "`identity` goes to identities.yaml alone."
    ),
}


def _shared_headings(tables: Sequence[SourceTable]) -> frozenset[str]:
    """Name the sheets whose columns need not be told apart: the same headings, or others."""
    shapes = [tuple(column.name for column in table.columns) for table in tables]
    common, _ = Counter(shapes).most_common(1)[0] if shapes else ((), 0)
    first = {table.name for table, shape in zip(tables, shapes, strict=True) if shape == common}
    known, alone = set(common), set(first)
    for table, shape in zip(tables, shapes, strict=True):
        if shape != common and known.isdisjoint(shape):
            alone.add(table.name)
            known |= set(shape)
    return frozenset(alone)


def _propose_table(
    made: Proposal, table: SourceTable, others: Sequence[SourceTable], key: str
) -> None:
    sheet: dict[str, Any] = {"sheet": table.name or table.file}
    if table.header_rows > 1:
        sheet["header_rows"] = table.header_rows
    made.sheets.append(sheet)
    measure = made.known.phrases.get(fold(table.name), "")
    said = tuple(read_column(column, made.known, measure) for column in table.columns)
    samples = tuple(distinct_values(table, n) for n in range(len(table.columns)))
    case = case_column(table, said)
    looked = LookedTable(table, key, name_measures_of_items(said, made.known), samples, case)
    if measure:
        sheet["measure"] = measure
    if not table.rows:
        sheet["not_taken"] = "it has headings alone"
        return
    if case is None and not _of_one_case(table, others, made, sheet):
        sheet["not_taken"] = "no column of it says which patient a row is about"
        return
    if is_visit(fold(table.name)) or fold(table.name) in made.known.visits:
        sheet["visit"] = table.name
        made.add_visit(table.name)
    _propose_columns(made, looked, sheet)


def _of_one_case(
    table: SourceTable, others: Sequence[SourceTable], made: Proposal, sheet: dict[str, Any]
) -> bool:
    """Whether a sheet is of one patient: its name is an id, or it is one of several alike."""
    shape = [column.name for column in table.columns]
    alike = [o for o in others if [column.name for column in o.columns] == shape]
    named = ID.fullmatch(table.name) is not None and not is_visit(fold(table.name))
    if table.name and (named or len(alike) > 1) and fold(table.name) not in made.known.phrases:
        sheet["case"] = table.name
        return not visits_named((table.name,), made.known)
    return False


def _propose_columns(made: Proposal, looked: LookedTable, sheet: dict[str, Any]) -> None:
    table = looked.table
    roles = {one.place for one in looked.said}
    down = item_column(made.known, looked)
    by_row = bool(roles & {"item", "measure"}) or down is not None
    if down is not None and "measure" not in roles and "measure" not in sheet:
        sheet["measure"] = _measure_of_items(made, looked.samples[down])
    taken: set[str] = set()
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for n, column in enumerate(table.columns):
        if (looked.key, column.name) in made.columns:
            continue
        said = propose_column(made, looked, n, by_row=by_row, taken=taken)
        full = {"column": column.name, **({"sheet": looked.key} if looked.key else {}), **said}
        first[looked.key, column.name] = full
    made.columns.update(first)
    name_visits(made, looked, sheet)
    for (_, name), said in first.items():
        ask_about_missing(made, looked, name, said)


def _measure_of_items(made: Proposal, values: Sequence[str]) -> str:
    """Name the one measure that has all the items of a column; ask where several have them."""
    found = measures_of_items(made.known, values)
    return found[0] if len(found) == 1 else ASKED


def questions(record: ImportMap) -> Iterator[str]:
    """Name what a proposed map asks."""
    for name in ("visits", "missing", "everybody"):
        yield from (key for key, value in getattr(record, name).items() if value == ASKED)
    for column in record.columns:
        for said in (column.values, column.missing):
            yield from (f"{column.column}: {key}" for key, value in said.items() if value == ASKED)
        for key in ("unit", "dates", "decimal", "visit"):
            if getattr(column, key) == ASKED:
                yield f"{column.column}: {key}"
    yield from (f"{sheet.sheet}: measure" for sheet in record.sheets if sheet.measure == ASKED)
