"""Read the parts that resources of FHIR have in common: concepts, references, times, values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cpreport.exchange.source_tables import SourceColumn, SourceRow, SourceTable

#: SNOMED codes of the sides, beside their words.
_SIDES = {"7771000": "left", "24028007": "right"}

Resource = dict[str, Any]
#: Resources of a kind, each with its number in the file.
Numbered = Sequence[tuple[int, Resource]]


def study_id(patient: Resource) -> str:
    """Find the study id of a patient: the identifier called so, else the id of the resource."""
    for one in listed(patient.get("identifier")):
        if words_of(one.get("type")).casefold() == "study id":
            return str(one.get("value", ""))
    return str(patient.get("id", ""))


def listed(value: Any) -> list[Resource]:
    """Walk a list of parts; nothing where it is none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words_of(concept: Any) -> str:
    """Read a concept in words: its text, else the display or code of its first coding."""
    if not isinstance(concept, dict):
        return ""
    coding = next(iter(listed(concept.get("coding"))), {})
    found = concept.get("text") or coding.get("display") or coding.get("code") or ""
    return " ".join(str(found).split())


def case_of(one: Resource, ids: Mapping[str, str]) -> str:
    """Follow a resource to the study id of its patient."""
    subject = one.get("subject")
    reference = str(subject.get("reference", "")) if isinstance(subject, dict) else ""
    key = reference.rpartition("/")[2].removeprefix("urn:uuid:")
    return ids.get(key, key)


def day_of_resource(one: Resource) -> str:
    """Find the day of an observation or a response; empty where it has none."""
    return str(one.get("authored") or period_of(one, "effective")[0])[:10]


def period_of(one: Resource, key: str) -> tuple[str, str]:
    """Find the days from which to which something was; of a single time, that day twice.

    Parameters
    ----------
    key : str
        What FHIR calls the time, without the kind that it adds: `effective`, `performed`.
    """
    moment = str(one.get(f"{key}DateTime", ""))[:10]
    period = one.get(f"{key}Period")
    if not isinstance(period, dict):
        return moment, moment
    return str(period.get("start", ""))[:10], str(period.get("end", ""))[:10]


def table_of(
    file: str, name: str, columns: Sequence[SourceColumn], rows: Sequence[SourceRow]
) -> SourceTable:
    """Lay resources out as a table, whose rows are numbered as they stand in the file."""
    lettered = tuple(replace(column, at="A") for column in columns)
    return SourceTable(file, name, lettered, tuple(rows), numbered_by="resource")


def side_of(one: Resource) -> str:
    """Find the side of the body that an observation is of; empty where it says none."""
    site = one.get("bodySite")
    codes = listed(site.get("coding")) if isinstance(site, dict) else []
    return next((_SIDES[c["code"]] for c in codes if c.get("code") in _SIDES), "")


def value_of(one: Resource) -> str:
    """Read the value of an observation or an answer, with its unit."""
    quantity = one.get("valueQuantity")
    if isinstance(quantity, dict) and "value" in quantity:
        unit = quantity.get("unit") or quantity.get("code") or ""
        return f"{quantity.get('comparator', '')}{quantity['value']} {unit}".strip()
    coding = one.get("valueCoding")
    if isinstance(coding, dict):
        return str(coding.get("code") or coding.get("display") or "")
    if isinstance(one.get("valueCodeableConcept"), dict):
        return words_of(one["valueCodeableConcept"])
    for kind in ("String", "Integer", "Decimal", "DateTime", "Date"):
        if f"value{kind}" in one:
            return " ".join(str(one[f"value{kind}"]).split())
    if "valueBoolean" in one:
        return "yes" if one["valueBoolean"] else "no"
    return ""
