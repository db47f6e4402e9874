"""Read FHIR R4: a bundle, or resources a line, of patients with what was observed and answered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cpreport.exchange.fhir_parts import (
    Numbered,
    Resource,
    case_of,
    day_of_resource,
    listed,
    side_of,
    study_id,
    table_of,
    value_of,
    words_of,
)
from cpreport.exchange.read_fhir_forms import given, is_own, own_forms, questions_of
from cpreport.exchange.read_fhir_lists import LISTED, listed_resources
from cpreport.exchange.read_workbook import unreadable
from cpreport.exchange.source_map.heading_words import is_list
from cpreport.exchange.source_tables import (
    MOST_ROWS,
    SourceColumn,
    SourceData,
    SourceRow,
    SourceTable,
)
from cpreport.problems import Place, Problem

_READ = ("Patient", "Observation", "QuestionnaireResponse", "Questionnaire", *LISTED)
_VISIT = "visit of the resource"


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
    ids = {str(p.get("id", "")): study_id(p) for _, p in by_kind.get("Patient", ())}
    others = {kind: len(of) for kind, of in by_kind.items() if kind not in _READ}
    problems = tuple(_unread(file, kind, count) for kind, count in others.items())
    if is_own(by_kind):
        return SourceData(file, "FHIR resources of cpreport", (own_forms(by_kind, ids, file),),
                          problems=problems, own=True)  # fmt: skip
    visits = _visits([one for _, one in _timed(by_kind)], ids)
    tables = (
        _patients(file, by_kind.get("Patient", ()), ids),
        *listed_resources(file, by_kind, ids),
        _answers(file, by_kind, ids, visits),
        _observations(file, by_kind.get("Observation", ()), ids, visits),
    )
    kept = tuple(table for table in tables if table.rows)
    if not kept:
        raise unreadable(file, "it tells of no patient")
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


def _timed(by_kind: Mapping[str, Sequence[tuple[int, Resource]]]) -> Iterator[tuple[int, Resource]]:
    for kind in ("QuestionnaireResponse", "Observation"):
        yield from by_kind.get(kind, ())


def _visits(resources: Sequence[Resource], ids: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Number the days of each patient in their order: each is a visit."""
    days: dict[str, set[str]] = {}
    for one in resources:
        if day := day_of_resource(one):
            days.setdefault(case_of(one, ids), set()).add(day)
    return {
        (case, day): f"visit {number}"
        for case, found in days.items()
        for number, day in enumerate(sorted(found), 1)
    }


def _patients(
    file: str, patients: Sequence[tuple[int, Resource]], ids: Mapping[str, str]
) -> SourceTable:
    columns = (SourceColumn("id", kind="case"), SourceColumn("name"), SourceColumn("birth date"),
               SourceColumn("gender"))  # fmt: skip
    rows = []
    for number, one in patients:
        name = next(iter(listed(one.get("name"))), {})
        given = name.get("given") if isinstance(name.get("given"), list) else []
        parts = [*map(str, given or ()), str(name.get("family", ""))]
        told = str(name.get("text") or " ".join(parts)).strip()
        cells = (ids[str(one.get("id", ""))], told, str(one.get("birthDate", "")),
                 str(one.get("gender", "")))  # fmt: skip
        rows.append(SourceRow(number, cells))
    return table_of(file, "Patient", columns, rows)


def _answers(
    file: str,
    by_kind: Mapping[str, Numbered],
    ids: Mapping[str, str],
    visits: Mapping[tuple[str, str], str],
) -> SourceTable:
    """Take what was answered, with what questionnaires say of their questions."""
    asked = questions_of(by_kind.get("Questionnaire", ()))
    labels: dict[str, str] = {}
    read = []
    for number, one in by_kind.get("QuestionnaireResponse", ()):
        answers = dict(given(one, labels))
        case, day = case_of(one, ids), day_of_resource(one)
        visit = answers.pop("visit", "") or visits.get((case, day), "")
        read.append((number, case, visit, day, answers))
    labels.pop("visit", None)
    columns = (
        SourceColumn("patient", kind="case"),
        SourceColumn(_VISIT, kind="visit"),
        SourceColumn("date"),
        *(
            asked.get(name) or SourceColumn(name, label=label, form=_form(name))
            for name, label in labels.items()
        ),
    )
    rows = [
        SourceRow(number, (case, visit, day, *(answers.get(name, "") for name in labels)))
        for number, case, visit, day, answers in read
    ]
    return table_of(file, "QuestionnaireResponse", columns, rows)


def _form(name: str) -> str:
    """Name the form of a question whose name begins with it, of those that are lists."""
    parts = name.split("_")
    starts = ("_".join(parts[:n]) for n in range(1, len(parts)))
    return next((start for start in starts if is_list(start)), "")


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
        case, day = case_of(one, ids), day_of_resource(one)
        start = (case, visits.get((case, day), ""), day)
        for part in [one, *listed(one.get("component"))]:
            if value := value_of(part):
                rows.append(
                    SourceRow(number, (*start, words_of(part.get("code")), side_of(one), value))
                )
    return table_of(file, "Observation", columns, rows)
