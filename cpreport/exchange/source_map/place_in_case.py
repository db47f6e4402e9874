"""Find where in its case file a value belongs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cpreport.exchange.rows_to_cases import CellValue, Step
from cpreport.exchange.source_map.cases_in_making import CasesInMaking, RowSubject
from cpreport.exchange.source_map.entry_kinds import ENTRY, is_part, way_of
from cpreport.exchange.source_map.heading_words import side_named
from cpreport.exchange.source_map.import_map import NO_ENTRY_AT_ALL, MappedColumn
from cpreport.exchange.source_tables import Cell
from cpreport.problems import Place, nearest
from cpreport.scales.definition import Scale
from cpreport.scales.names import fold, item_of, scale_of

_STEP_OF_WAY = re.compile(r"([^\[\]]+)(?:\[([0-9]*)\])?")


@dataclass(frozen=True, slots=True)
class TakenColumn:
    """A column of a table with what the map says of it."""

    number: int
    said: MappedColumn
    scale: Scale | None
    convert: Callable[[Cell], str | None]


def path_of_value(
    made: CasesInMaking,
    column: TakenColumn,
    about: RowSubject,
    place: Place,
    entries: dict[str, int],
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
    made: CasesInMaking,
    said: MappedColumn,
    about: RowSubject,
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
    score = (
        said.score
        or (written and _score(scale, written))
        or ("" if written else scale.main_score or "")
    )
    if not score:
        message = f"`{written or scale.id}` is no item or score of {scale.id}"
        hint = nearest(written, [i.name for i in scale.items]) if written else "name the item"
        made.say_once("CP873", place, message, hint)
        return None
    return (*start, "entered_totals", scale.id, score, *tail)


def _score(scale: Scale, written: str) -> str:
    named = (r.name for r in scale.scores if fold(written) in (fold(r.name), fold(r.label)))
    return next(named, "")


def _measure(made: CasesInMaking, about: RowSubject, place: Place) -> Scale | None:
    written = about.measure
    found = made.known.measures.get(made.known.phrases.get(fold(written), ""))
    found = found or (scale_of(made.known.measures, written) if written else None)
    if found is None:
        message = f"`{written}` is no measure" if written else "this row names no measure"
        hint = nearest(written, made.known.measures) or "declare it under `measures` of the map"
        made.say_once("CP873", place, message, hint)
    return found


def _visit(made: CasesInMaking, case: str, written: str, place: Place) -> int | None:
    """Find the number of a visit in its case; one that is not there yet is added."""
    if not written:
        made.say_once(
            "CP873", place, "no visit is known of this row", "name it, or say `visit` in the map"
        )
        return None
    if written not in made.record.visits:
        hint = nearest(written, made.record.visits) or f"add `{written}` to `visits` of the map"
        made.say_once("CP873", place, f"`{written}` is no visit of the map", hint)
        return None
    name = made.record.visits[written]
    if name == NO_ENTRY_AT_ALL:
        return None
    known = made.visits.setdefault(case, {})
    if name not in known:
        known[name] = len(known)
        made.put(case, ("visits", known[name], "id"), CellValue(name, place))
        if name in made.record.unplanned:
            made.put(case, ("visits", known[name], "unplanned"), CellValue("yes", place))
    return known[name]


def _way(
    made: CasesInMaking,
    role: str,
    said: MappedColumn,
    about: RowSubject,
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
    for n, (name, number) in enumerate(steps_of_way(role)):
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


def steps_of_way(way: str) -> list[tuple[str, str | None]]:
    """Part a way into its keys, each with its place in a list: `treatment[1].sessions[].date`."""
    parted = (_STEP_OF_WAY.fullmatch(part) for part in way.split("."))
    return [(found[1], found[2]) for found in parted if found is not None]


def _entry(made: CasesInMaking, case: str, way: str, number: str, entries: dict[str, int]) -> int:
    """Number an entry of a list: as the map says, or one more for each row."""
    if number:
        return int(number) - 1
    if way not in entries:
        entries[way] = made.listed.get((case, way), 0)
        made.listed[case, way] = entries[way] + 1
    return entries[way]
