"""Read what FHIR tells of a patient in lists: conditions, drugs, procedures, adverse events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from cpreport.exchange.fhir_parts import (
    Numbered,
    Resource,
    case_of,
    listed,
    period_of,
    table_of,
    words_of,
)
from cpreport.exchange.source_tables import SourceColumn, SourceRow, SourceTable

#: What is read of each kind, by the heading over it.
_Parts = Callable[[Resource, Mapping[str, str]], dict[str, str]]
#: The column that says what a row is of, whose values the map sorts.
_SORTED = ("condition", "drug", "procedure")


def listed_resources(
    file: str, by_kind: Mapping[str, Numbered], ids: Mapping[str, str]
) -> Iterator[SourceTable]:
    """Lay each kind out as a table, a row a resource."""
    drugs = {
        f"{kind}/{one.get('id', '')}": words_of(one.get("code"))
        for kind in ("Medication",)
        for _, one in by_kind.get(kind, ())
    }
    for kind, parts in _PARTS.items():
        resources = by_kind.get(kind, ())
        if resources:
            read = [(number, case_of(one, ids), parts(one, drugs)) for number, one in resources]
            yield _table(file, kind, read)


def _table(file: str, kind: str, read: list[tuple[int, str, dict[str, str]]]) -> SourceTable:
    heads = list(read[0][2])
    # Where each patient has one condition, that is the diagnosis.
    alone = max(Counter(case for _, case, _ in read).values(), default=0) == 1
    names = {"condition": "diagnosis"} if kind == "Condition" and alone else {}
    columns = (
        SourceColumn("patient", kind="case"),
        *(SourceColumn(names.get(head, head), kind=_kind(names.get(head, head))) for head in heads),
    )
    rows = [SourceRow(number, (case, *told.values())) for number, case, told in read]
    return table_of(file, kind, columns, rows)


def _kind(head: str) -> str:
    return "entries" if head in _SORTED else "date" if head in ("begun", "ended", "done") else ""


def _condition(one: Resource, _: Mapping[str, str]) -> dict[str, str]:
    return {"condition": words_of(one.get("code"))}


def _drug(one: Resource, drugs: Mapping[str, str]) -> str:
    """Name a drug: in words, or as the resource is called that is referred to or contained."""
    if words := words_of(one.get("medicationCodeableConcept")):
        return words
    reference = one.get("medicationReference")
    if not isinstance(reference, dict):
        return ""
    target = str(reference.get("reference", ""))
    inside = {f"#{c.get('id', '')}": words_of(c.get("code")) for c in listed(one.get("contained"))}
    return inside.get(target) or drugs.get(target) or str(reference.get("display", ""))


def _statement(one: Resource, drugs: Mapping[str, str]) -> dict[str, str]:
    begun, ended = period_of(one, "effective")
    dosage = next(iter(listed(one.get("dosage"))), {})
    single = "effectiveDateTime" in one
    return {
        "drug": _drug(one, drugs),
        "kind": "drug",
        "begun": begun,
        "ended": "" if single else ended,
        "dose": str(dosage.get("text") or _quantity(_first_rate(dosage))),
        "route": words_of(dosage.get("route")),
    }


def _first_rate(dosage: Resource) -> Resource:
    rate = next(iter(listed(dosage.get("doseAndRate"))), {})
    found = rate.get("doseQuantity")
    return found if isinstance(found, dict) else {}


def _quantity(quantity: object) -> str:
    if not isinstance(quantity, dict):
        return ""
    return " ".join(str(quantity.get(key, "")) for key in ("value", "unit")).strip()


def _administration(one: Resource, drugs: Mapping[str, str]) -> dict[str, str]:
    dosage = one.get("dosage")
    told = dosage if isinstance(dosage, dict) else {}
    return {
        "drug": _drug(one, drugs),
        "kind": "drug",
        "given": period_of(one, "effective")[0],
        "given dose": str(told.get("text") or _quantity(told.get("dose"))),
        "given route": words_of(told.get("route")),
    }


def _procedure(one: Resource, _: Mapping[str, str]) -> dict[str, str]:
    done = period_of(one, "performed")[0]
    return {"procedure": words_of(one.get("code")), "kind": "procedure", "done": done}


def _event(one: Resource, _: Mapping[str, str]) -> dict[str, str]:
    serious = words_of(one.get("seriousness")).casefold()
    return {
        "adverse event": words_of(one.get("event")),
        "onset date": str(one.get("date", ""))[:10],
        "serious": {"serious": "yes", "non-serious": "no"}.get(serious, serious),
        # Mild, moderate and severe are no grades, and are left to the map.
        "severity": words_of(one.get("severity")),
        "outcome of the event": words_of(one.get("outcome")),
    }


_PARTS: Mapping[str, _Parts] = {
    "Condition": _condition,
    "MedicationStatement": _statement,
    "MedicationAdministration": _administration,
    "Procedure": _procedure,
    "AdverseEvent": _event,
}
#: The kinds of resources that are read here.
LISTED = (*_PARTS, "Medication")
