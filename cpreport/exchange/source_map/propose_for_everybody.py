"""Propose what no column of a source says, for every patient."""

from __future__ import annotations

import re
from collections.abc import Collection

from cpreport.cases.values import NOT_REPORTED
from cpreport.exchange.source_map.entry_kinds import ENTRY
from cpreport.exchange.source_map.import_map import ASKED
from cpreport.exchange.source_map.proposal import Proposal

_REQUIRED = ("patient.age", "patient.sex", "patient.diagnosis", "consent.publication.given")
#: What an entry of a list needs, where no column says it.
_OF_AN_ENTRY = {
    "adverse_events[]": ("grade", "onset", "duration", "serious", "relatedness", "action",
                         "outcome"),
    **{f"treatment[{number}].sessions[]": ("routes",) for number in ("", *range(1, 100))},
}  # fmt: skip
_TREATED = re.compile(r"treatment\[[0-9]+\]\.name")
_WHEN = re.compile(r"\.(?:date|month|week|day|hour|from)$")


def ask_for_everybody(made: Proposal) -> None:
    """Propose `not reported` for what every case must say and not every row does."""
    roles = {str(said.get("role", "")) for said in made.columns.values()}
    sorted_rows = [said["values"] for said in made.columns.values() if said.get("role") == ENTRY]
    _ask_for_treatments(made, roles)
    for place in _REQUIRED:
        if place == "patient.diagnosis" and any("diagnosis" in v.values() for v in sorted_rows):
            continue
        if place not in roles or _has_blanks(made, place):
            made.everybody[place] = NOT_REPORTED
    for start, keys in _OF_AN_ENTRY.items():
        if any(role.startswith(start) for role in roles):
            for key in keys:
                if not any(role.startswith(f"{start}.{key}") for role in roles):
                    made.everybody[f"{start}.{key}"] = NOT_REPORTED
    if "treatment[1].name" not in roles and any(r.startswith("treatment[1]") for r in roles):
        made.everybody["treatment[1].name"] = ASKED
    for consent in ("publication", "data_sharing"):
        start = f"consent.{consent}"
        if f"{start}.given" in roles and (
            f"{start}.date" not in roles or _has_blanks(made, f"{start}.date")
        ):
            made.everybody[f"{start}.date_withheld"] = "yes"
    times = [f"visit.{key}" for key in ("date", "month", "week", "day") if f"visit.{key}" in roles]
    if not times or any(_has_blanks(made, time) for time in times):
        made.everybody["visits[].time"] = NOT_REPORTED
    made.everybody["adverse_events"] = NOT_REPORTED


def _ask_for_treatments(made: Proposal, roles: Collection[str]) -> None:
    """Propose that nobody reports when a treatment was, or by which route, where none says so."""
    if "entry.session.date" in roles:
        made.everybody["treatment[].sessions[].routes"] = NOT_REPORTED
    named = [role.removesuffix(".name") for role in roles if _TREATED.fullmatch(role)]
    for start in (*named, *(["treatment[]"] if ENTRY in roles else [])):
        times = [role for role in roles if role.startswith(start) and _WHEN.search(role)]
        if not times or any(_has_blanks(made, role) for role in times):
            made.everybody[f"{start}.time"] = NOT_REPORTED


def _has_blanks(made: Proposal, place: str) -> bool:
    for table in made.data.tables:
        for n, column in enumerate(table.columns):
            for key in (table.name, ""):
                said = made.columns.get((key, column.name))
                if said is not None and said.get("role") == place:
                    return any(not row.cells[n] for row in table.rows)
    return False
