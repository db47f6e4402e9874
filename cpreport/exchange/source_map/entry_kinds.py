"""Say what a row of conditions, drugs or procedures may become, and where its parts belong then."""

from __future__ import annotations

from collections.abc import Collection, Mapping

#: The role of the column whose values the map sorts; those of its parts begin with it.
ENTRY = "entry"
#: The way of an entry, and those of its parts, by what it is.
WAYS: Mapping[str, Mapping[str, str]] = {
    "diagnosis": {"": "patient.diagnosis"},
    "comorbidity": {"": "patient.comorbidities[].term"},
    "treatment": {
        "": "treatment[].name",
        "kind": "treatment[].kind",
        "date": "treatment[].date",
        "from": "treatment[].course[].from",
        "to": "treatment[].course[].to",
        "dose": "treatment[].course[].dose",
        "route": "treatment[].course[].route",
        "session.date": "treatment[].sessions[].date",
        "session.dose": "treatment[].sessions[].dose",
        "session.route": "treatment[].sessions[].routes",
    },
    "concomitant": {
        "": "concomitant[].what",
        "from": "concomitant[].from",
        "to": "concomitant[].to",
    },
    "course": {
        "": "course[].what",
        "date": "course[].date",
        "from": "course[].date",
        "session.date": "course[].date",
    },
}
#: What the columns beside such a column are, by their headings.
PARTS: Mapping[str, str] = {
    "kind": "entry.kind", "begun": "entry.from", "ended": "entry.to", "done": "entry.date",
    "dose": "entry.dose", "route": "entry.route", "given": "entry.session.date",
    "given dose": "entry.session.dose", "given route": "entry.session.route",
}  # fmt: skip


def is_part(role: str) -> bool:
    """Whether a role is that of a part of an entry."""
    return role.startswith(f"{ENTRY}.")


def way_of(role: str, kind: str) -> str:
    """Find the way of an entry or of its part; empty where an entry of its kind has none."""
    return WAYS.get(kind, {}).get(role.removeprefix(ENTRY).removeprefix("."), "")


def is_one_by_its_name(kind: str, roles: Collection[str | None]) -> bool:
    """Whether rows of one name are one entry: a drug with its doses, a disease told twice."""
    if kind == "course":
        return False
    return "entry.date" not in roles and (kind != "concomitant" or "entry.from" not in roles)
