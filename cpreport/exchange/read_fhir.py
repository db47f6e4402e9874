"""Read FHIR R4: a bundle, or resources a line, of patients with what was observed and answered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cpreport.exchange.heading_words import is_list
from cpreport.exchange.read_workbook import unreadable
from cpreport.exchange.source_tables import (
    MOST_ROWS,
    SourceColumn,
    SourceData,
    SourceRow,
    SourceTable,
)
from cpreport.problems import Place, Problem

#: SNOMED codes of the sides, beside their words.
_SIDES = {"7771000": "left", "24028007": "right"}
_READ = ("Patient", "Condition", "Observation", "QuestionnaireResponse")
_VISIT = "visit of the resource"

Resource = dict[str, Any]


def is_fhir(data: bytes) -> bool:
    """Whether the content of a file is JSON with FHIR resources."""
    return data.lstrip()[:1] == b"{" and b'"resourceType"' in data[:100_000]


def read_fhir(data: bytes, file: str) -> SourceData:
    """Read the resources of a file as tables.

    Raises
    ------
    Refused
        Where the file is no JSON, or tells of no patient.
    """
    found = list(_resources(data, file))
    if len(found) > MOST_ROWS:
        raise unreadable(file, f"it has more than {MOST_ROWS:,} resources")
    by_kind: dict[str, list[tuple[int, Resource]]] = {}
    for number, one in enumerate(found, 1):
        by_kind.setdefault(str(one.get("resourceType", "")), []).append((number, one))
    ids = {str(p.get("id", "")): _study_id(p) for _, p in by_kind.get("Patient", ())}
    visits = _visits([one for _, one in _timed(by_kind)], ids)
    tables = (
        _patients(file, by_kind.get("Patient", ()), ids),
        _conditions(file, by_kind.get("Condition", ()), ids),
        _answers(file, by_kind.get("QuestionnaireResponse", ()), ids, visits),
        _observations(file, by_kind.get("Observation", ()), ids, visits),
    )
    kept = tuple(table for table in tables if table is not None and table.rows)
    if not kept:
        raise unreadable(file, "it tells of no patient")
    others = {kind: len(of) for kind, of in by_kind.items() if kind not in _READ}
    problems = tuple(_unread(file, kind, count) for kind, count in others.items())
    numbered = sorted(set(visits.values()), key=lambda name: int(name.split()[1]))
    events = {name: name for name in numbered}
    return SourceData(file, "FHIR resources", kept, events=events, problems=problems)


def _unread(file: str, kind: str, count: int) -> Problem:
    message = f"`{kind}` is not read ({count} of them)"
    return Problem("CP865", Place(file, 1, 1), message, severity="warning")


def _resources(data: bytes, file: str) -> Iterator[Resource]:
    """Walk the resources; numbers stay the text that they are."""
    try:
        text = data.decode("utf-8-sig")
        try:
            whole = [_json(text)]
        except json.JSONDecodeError:
            whole = [_json(line) for line in text.splitlines() if line.strip()]
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise unreadable(file, "it is no JSON") from error
    for one in whole:
        if not isinstance(one, dict):
            continue
        entries = one.get("entry") if one.get("resourceType") == "Bundle" else None
        if entries is None:
            yield one
        for entry in entries if isinstance(entries, list) else ():
            inside = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(inside, dict):
                yield inside


def _json(text: str) -> Any:
    return json.loads(text, parse_float=str, parse_int=str)


def _study_id(patient: Resource) -> str:
    """Find the study id of a patient: the identifier called so, else the id of the resource."""
    for one in _list(patient.get("identifier")):
        if _words(one.get("type")).casefold() == "study id":
            return str(one.get("value", ""))
    return str(patient.get("id", ""))


def _list(value: Any) -> list[Resource]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _words(concept: Any) -> str:
    """Read a concept in words: its text, else the display or code of its first coding."""
    if not isinstance(concept, dict):
        return ""
    coding = next(iter(_list(concept.get("coding"))), {})
    found = concept.get("text") or coding.get("display") or coding.get("code") or ""
    return " ".join(str(found).split())


def _case(one: Resource, ids: Mapping[str, str]) -> str:
    subject = one.get("subject")
    reference = str(subject.get("reference", "")) if isinstance(subject, dict) else ""
    key = reference.rpartition("/")[2].removeprefix("urn:uuid:")
    return ids.get(key, key)


def _day(one: Resource) -> str:
    period = one.get("effectivePeriod")
    start = period.get("start", "") if isinstance(period, dict) else ""
    return str(one.get("effectiveDateTime") or one.get("authored") or start)[:10]


def _timed(
    by_kind: Mapping[str, Sequence[tuple[int, Resource]]],
) -> Iterator[tuple[int, Resource]]:
    for kind in ("QuestionnaireResponse", "Observation"):
        yield from by_kind.get(kind, ())


def _visits(resources: Sequence[Resource], ids: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Number the days of each patient in their order: each is a visit."""
    days: dict[str, set[str]] = {}
    for one in resources:
        if day := _day(one):
            days.setdefault(_case(one, ids), set()).add(day)
    return {
        (case, day): f"visit {number}"
        for case, found in days.items()
        for number, day in enumerate(sorted(found), 1)
    }


def _table(
    file: str, name: str, columns: Sequence[SourceColumn], rows: Sequence[SourceRow]
) -> SourceTable:
    lettered = [SourceColumn(c.name, "A", c.label, c.kind, c.choices, c.form) for c in columns]
    return SourceTable(file, name, tuple(lettered), tuple(rows), numbered_by="resource")


def _patients(
    file: str, patients: Sequence[tuple[int, Resource]], ids: Mapping[str, str]
) -> SourceTable:
    columns = (SourceColumn("id", kind="case"), SourceColumn("name"), SourceColumn("birth date"),
               SourceColumn("gender"))  # fmt: skip
    rows = []
    for number, one in patients:
        name = next(iter(_list(one.get("name"))), {})
        given = name.get("given") if isinstance(name.get("given"), list) else []
        parts = [*map(str, given or ()), str(name.get("family", ""))]
        told = str(name.get("text") or " ".join(parts)).strip()
        cells = (ids[str(one.get("id", ""))], told, str(one.get("birthDate", "")),
                 str(one.get("gender", "")))  # fmt: skip
        rows.append(SourceRow(number, cells))
    return _table(file, "Patient", columns, rows)


def _conditions(
    file: str, conditions: Sequence[tuple[int, Resource]], ids: Mapping[str, str]
) -> SourceTable | None:
    """Take the diagnosis of patients who have one; of several nobody knows which is meant."""
    several = max(Counter(_case(one, ids) for _, one in conditions).values(), default=0) > 1
    heading = "conditions" if several else "diagnosis"
    columns = (SourceColumn("patient", kind="case"), SourceColumn(heading))
    rows = [SourceRow(n, (_case(one, ids), _words(one.get("code")))) for n, one in conditions]
    return _table(file, "Condition", columns, rows)


def _answers(
    file: str,
    responses: Sequence[tuple[int, Resource]],
    ids: Mapping[str, str],
    visits: Mapping[tuple[str, str], str],
) -> SourceTable:
    labels: dict[str, str] = {}
    read = []
    for number, one in responses:
        given = dict(_given(one, labels))
        case, day = _case(one, ids), _day(one)
        visit = given.pop("visit", "") or visits.get((case, day), "")
        read.append((number, case, visit, day, given))
    labels.pop("visit", None)
    columns = (
        SourceColumn("patient", kind="case"),
        SourceColumn(_VISIT, kind="visit"),
        SourceColumn("date"),
        *(SourceColumn(name, label=label, form=_form(name)) for name, label in labels.items()),
    )
    rows = [
        SourceRow(number, (case, visit, day, *(given.get(name, "") for name in labels)))
        for number, case, visit, day, given in read
    ]
    return _table(file, "QuestionnaireResponse", columns, rows)


def _form(name: str) -> str:
    """Name the form of a question whose name begins with it, of those that are lists."""
    parts = name.split("_")
    starts = ("_".join(parts[:n]) for n in range(1, len(parts)))
    return next((start for start in starts if is_list(start)), "")


def _given(one: Resource, labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Walk the answers of a response and of the groups in it."""
    for item in _list(one.get("item")):
        name = str(item.get("linkId", ""))
        answers = [text for answer in _list(item.get("answer")) if (text := _value(answer))]
        if name and answers:
            labels.setdefault(name, str(item.get("text", "")))
            yield name, "; ".join(answers)
        yield from _given(item, labels)


def _observations(
    file: str,
    observations: Sequence[tuple[int, Resource]],
    ids: Mapping[str, str],
    visits: Mapping[tuple[str, str], str],
) -> SourceTable:
    """Take each value by itself; what was computed from answers follows from them."""
    columns = (
        SourceColumn("patient", kind="case"),
        SourceColumn(_VISIT, kind="visit"),
        SourceColumn("date"),
        SourceColumn("measure", kind="codes"),
        SourceColumn("side"),
        SourceColumn("value"),
    )
    rows = []
    for number, one in observations:
        if one.get("derivedFrom"):
            continue
        case, day = _case(one, ids), _day(one)
        start = (case, visits.get((case, day), ""), day)
        for part in [one, *_list(one.get("component"))]:
            if value := _value(part):
                rows.append(
                    SourceRow(number, (*start, _words(part.get("code")), _side(one), value))
                )
    return _table(file, "Observation", columns, rows)


def _side(one: Resource) -> str:
    site = one.get("bodySite")
    codes = _list(site.get("coding")) if isinstance(site, dict) else []
    return next((_SIDES[c["code"]] for c in codes if c.get("code") in _SIDES), "")


def _value(one: Resource) -> str:
    """Read the value of an observation or an answer, with its unit."""
    quantity = one.get("valueQuantity")
    if isinstance(quantity, dict) and "value" in quantity:
        unit = quantity.get("unit") or quantity.get("code") or ""
        return f"{quantity.get('comparator', '')}{quantity['value']} {unit}".strip()
    coding = one.get("valueCoding")
    if isinstance(coding, dict):
        return str(coding.get("code") or coding.get("display") or "")
    if isinstance(one.get("valueCodeableConcept"), dict):
        return _words(one["valueCodeableConcept"])
    for kind in ("String", "Integer", "Decimal", "DateTime", "Date"):
        if f"value{kind}" in one:
            return " ".join(str(one[f"value{kind}"]).split())
    if "valueBoolean" in one:
        return "yes" if one["valueBoolean"] else "no"
    return ""
