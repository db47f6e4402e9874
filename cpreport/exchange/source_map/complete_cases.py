"""Complete the cases of a source: what is said for everybody, order, and what was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cpreport.cases.values import MISSING_WORDS, NOT_REPORTED
from cpreport.exchange.rows_to_cases import CellValue
from cpreport.exchange.source_map.cases_in_making import CasesInMaking
from cpreport.exchange.source_map.place_in_case import steps_of_way
from cpreport.exchange.source_tables import SourceData, text_of
from cpreport.problems import Place
from cpreport.scales.names import fold

#: Where one of these is said, it is known when something was.
_HAS_TIME = {"date", "month", "week", "day", "hour", "course", "sessions", "from"}
_ONLY_THERE = ("images", "data_sharing")
_TIME_ALONE = [("time", None)]


def read_no_entries(made: CasesInMaking) -> None:
    """Read the one row of a patient that says there was nothing as the word that it is."""
    for tree in made.found.cases.values():
        _read_word(tree, "adverse_events", ("none", *MISSING_WORDS[:2]))
        _read_word(tree.get("patient"), "comorbidities", ("none", NOT_REPORTED))


def _read_word(tree: Any, key: str, words: tuple[str, ...]) -> None:
    """Put the word of the one entry of a list that has nothing but its term in its place."""
    listed = tree.get(key) if isinstance(tree, dict) else None
    first: Any = listed.get(0) if isinstance(listed, dict) and len(listed) == 1 else None
    term = first.get("term") if isinstance(first, dict) and len(first) == 1 else None
    if isinstance(term, CellValue) and fold(term.text) in words:
        tree[key] = CellValue(fold(term.text), term.place)


def leave_out_without_visits(made: CasesInMaking) -> None:
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


def name_lost_zeros(made: CasesInMaking, data: SourceData) -> None:
    """Name ids that are numbers without the zeros that others of the source begin with."""
    ids: dict[str, Place] = {}
    for table in data.tables:
        for n in range(len(table.columns)):
            said = made.said_of(table, n)
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


def add_for_everybody(made: CasesInMaking) -> None:
    """Add what no column says to each case that lacks it."""
    for way, text in made.record.everybody.items():
        entry = CellValue(text, made.record.source.place("everybody", way))
        for tree in made.found.cases.values():
            _fill(tree, steps_of_way(way), entry)


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


def order_visits(made: CasesInMaking) -> None:
    """Order the visits of each case as the map does."""
    order = {name: n for n, name in enumerate(dict.fromkeys(made.record.visits.values()))}
    for case, known in made.visits.items():
        visits: Any = made.found.cases[case].get("visits")
        if isinstance(visits, dict):
            numbers = [known[name] for name in sorted(known, key=lambda name: order.get(name, 0))]
            ordered: Any = {n: visits[number] for n, number in enumerate(numbers)}
            made.found.cases[case]["visits"] = ordered
