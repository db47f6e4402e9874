"""Look at a table: what its headings say, what its columns hold, whose rows they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cpreport.exchange.source_map.heading_words import (
    HeadingRead,
    KnownNames,
    items_by_name,
    place_in_list,
    read_heading,
)
from cpreport.exchange.source_tables import SourceColumn, SourceTable
from cpreport.scales.names import fold

#: So many different values of a column are looked at.
MOST_LOOKED_AT = 60
ID = re.compile(r"[A-Za-z]{0,6}[-_ ]?[0-9]{1,5}")
NUMBER = re.compile(r"[<>≤≥~]?\s*[-−+]?[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class LookedTable:
    """A table with what its headings say, and what its columns hold."""

    table: SourceTable
    key: str
    said: tuple[HeadingRead, ...]
    samples: tuple[tuple[str, ...], ...]
    case: int | None


def read_column(column: SourceColumn, known: KnownNames, measure: str) -> HeadingRead:
    """Read what a column is about in its name, else in its label."""
    if place := place_in_list(column.form, column.name):
        return HeadingRead(place=place)
    said = read_heading(column.name, known, measure)
    if column.label and not said.unit:
        said = replace(said, unit=read_heading(column.label, known, measure).unit)
    if column.label and (said.rest or not any((said.place, said.identity, said.measure))):
        by_label = read_heading(column.label, known, measure)
        # A label such as `Name` may be of a drug: the name of the field says of which form it is.
        alone = not column.name.casefold().startswith(fold(column.form).replace(" ", "_") + "_")
        told = by_label.place or by_label.identity
        if (alone and told) or (by_label.measure and not by_label.rest):
            return by_label
    return said


def distinct_values(table: SourceTable, column: int) -> tuple[str, ...]:
    """List the first different values of a column."""
    found: dict[str, None] = {}
    for value in table.values(column):
        found[value] = None
        if len(found) >= MOST_LOOKED_AT:
            break
    return tuple(found)


def case_column(table: SourceTable, said: Sequence[HeadingRead]) -> int | None:
    """Find the column of study ids: by its heading, a running number last; else by its values."""
    if "case" in (kinds := [column.kind for column in table.columns]):
        return kinds.index("case")
    named = [n for n, one in enumerate(said) if one.place == "case"]
    plain = [n for n in named if fold(table.columns[n].name) not in ("no", "nr", "code", "record")]
    if named:
        return (plain or named)[0]
    for n, one in enumerate(said[:2]):
        values = list(table.values(n))[:MOST_LOOKED_AT]
        known = one.place or one.identity or one.measure
        if values and not known and all(ID.fullmatch(v) and not v.isdecimal() for v in values):
            return n
    return None


def name_measures_of_items(
    said: tuple[HeadingRead, ...], known: KnownNames
) -> tuple[HeadingRead, ...]:
    """Name the measure of items that stand alone: the one that has most of a table's items."""
    votes: Counter[str] = Counter()
    for one in said:
        if one.rest and not one.measure:
            votes.update(s.id for s in known.measures.values() if one.rest in items_by_name(s))
    if not votes:
        return said
    (best, count), *more = votes.most_common(2)
    if count < 2 or (more and more[0][1] == count):
        return said
    items = items_by_name(known.measures[best])
    return tuple(
        replace(one, measure=best, item=items[one.rest].name, rest="")
        if one.rest in items and not one.measure
        else one
        for one in said
    )


def item_column(known: KnownNames, looked: LookedTable) -> int | None:
    """Find the column whose values are items of a measure, where no heading says so."""
    for n, one in enumerate(looked.said):
        if one.place == "item":
            return n
        column = looked.table.columns[n]
        if one.place or one.measure or one.identity or n == looked.case or column.choices:
            continue
        if measures_of_items(known, looked.samples[n]):
            return n
    return None


def measures_of_items(known: KnownNames, values: Sequence[str]) -> list[str]:
    """Find the measures that have all of some items but one at most, those that miss none first."""
    folded = {fold(value) for value in values if not NUMBER.fullmatch(value)}
    lacking = {
        scale.id: len(folded - set(items))
        for scale in known.measures.values()
        if len(folded & set(items := items_by_name(scale))) > 1
    }
    return sorted((name for name, left in lacking.items() if left <= 1), key=lacking.__getitem__)


def varies_within_a_patient(looked: LookedTable, n: int) -> bool:
    """Whether a value of a patient is another in another row."""
    if looked.case is None:
        return False
    first: dict[str, str] = {}
    for row in looked.table.rows:
        case, value = str(row.cells[looked.case]), row.cells[n]
        if isinstance(value, str) and value and first.setdefault(case, value) != value:
            return True
    return False


def most_rows(looked: LookedTable) -> int:
    """Count the rows of the patient who has most of them."""
    if looked.case is None:
        return len(looked.table.rows)
    rows = Counter(str(row.cells[looked.case]) for row in looked.table.rows)
    return max(rows.values(), default=0)
