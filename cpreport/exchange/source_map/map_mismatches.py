"""Name where a map and its source do not belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpreport.cases.values import MISSING_WORDS, is_missing
from cpreport.exchange.source_map.entry_kinds import ENTRY, WAYS
from cpreport.exchange.source_map.heading_words import KnownNames
from cpreport.exchange.source_map.import_map import (
    A_VALUE,
    ASKED,
    NO_ENTRY_AT_ALL,
    ImportMap,
    MappedColumn,
)
from cpreport.exchange.source_tables import SourceData
from cpreport.problems import Problem, nearest
from cpreport.scales.names import item_of


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
