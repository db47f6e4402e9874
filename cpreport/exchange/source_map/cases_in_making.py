"""Cases of a source as far as they are made, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cpreport.exchange.rows_to_cases import CellValue, Step, Tree
from cpreport.exchange.source_map.heading_words import KnownNames
from cpreport.exchange.source_map.import_map import ImportMap, MappedColumn
from cpreport.exchange.source_tables import SourceTable
from cpreport.problems import Place, Problem

KEEP_ONE = "keep one of the two"


@dataclass(slots=True)
class MappedCases:
    """Cases as a map makes them.

    identities : dict of str to dict of str to list of str
        What tells who a patient is, by case and by the key of identities.yaml; printed nowhere.
    problems : list of Problem
        What is wrong, and rows that gave nothing.
    blanks : int
        How many cells were empty.
    """

    cases: dict[str, Tree] = field(default_factory=dict)
    identities: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)
    problems: list[Problem] = field(default_factory=list)
    blanks: int = 0


@dataclass(frozen=True, slots=True)
class RowSubject:
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
class CasesInMaking:
    """Cases as far as they are made."""

    found: MappedCases
    record: ImportMap
    known: KnownNames
    names: Mapping[tuple[str, str], MappedColumn]
    visits: dict[str, dict[str, int]] = field(default_factory=dict)
    seen: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    listed: dict[tuple[str, str], int] = field(default_factory=dict)
    named: dict[tuple[str, str, str], int] = field(default_factory=dict)
    said: set[tuple[str, str]] = field(default_factory=set)

    def say(
        self, code: str, place: Place, message: str, hint: str = "", allowed: tuple[str, ...] = ()
    ) -> None:
        """Add an error."""
        self.found.problems.append(Problem(code, place, message, allowed, hint))

    def say_once(self, code: str, place: Place, message: str, hint: str) -> None:
        """Say a thing once of a source, where it is first."""
        if (code, message) not in self.said:
            self.said.add((code, message))
            self.say(code, place, message, hint)

    def warn(self, place: Place, message: str) -> None:
        """Add a warning of what is not taken."""
        self.found.problems.append(Problem("CP865", place, message, severity="warning"))

    def said_of(self, table: SourceTable, number: int) -> MappedColumn | None:
        """Find what the map says of a column: of this sheet, else of every one."""
        name = table.columns[number].name
        return self.names.get((table.name, name)) or self.names.get(("", name))

    def put(self, case: str, path: tuple[Step, ...], entry: CellValue) -> None:
        """Put a value in its place; refuse another value for the same thing."""
        tree: object = self.found.cases[case]
        for step in path[:-1]:
            tree = tree.setdefault(step, {}) if isinstance(tree, dict) else None
        if not isinstance(tree, dict):
            self.say("CP863", entry.place, f"`{path[-2]}` of {case} has a value already", KEEP_ONE)
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
            names = {n: v for v, n in self.visits[case].items()}
            name = " > ".join([names[path[1]], *map(str, path[2:])])
        self.say("CP863", entry.place, f"`{name}` of {case} has a value already: {other}", KEEP_ONE)
