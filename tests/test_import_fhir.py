"""A bundle of FHIR R4, or resources a line, becomes case files by the same map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cpreport.exchange.import_source import import_by_map
from cpreport.problems import Refused
from tests.test_import_sheets import columns, confirmed, said, text


def of(kind: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "subject": {"reference": "Patient/p1"}, **more}


RESOURCES = [
    {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1990-02-03",
     "name": [{"given": ["Anna"], "family": "Muster"}]},
    of("Condition", code={"text": "Polymyalgia rheumatica"}),
    of("Observation", effectiveDateTime="2024-01-31T08:00:00Z",
       code={"coding": [{"code": "1988-5", "display": "CRP"}]},
       valueQuantity={"value": 12.50, "unit": "mg/L"}),
    of("Observation", effectiveDateTime="2024-03-31", code={"text": "C-reactive protein"},
       valueQuantity={"value": 5, "comparator": "<", "code": "mg/L"}),
    of("Observation", effectiveDateTime="2024-03-31", code={"text": "Shoe size"}, valueInteger=38),
    of("QuestionnaireResponse", authored="2024-03-31", item=[{"linkId": "g", "item": [
        {"linkId": "m1", "text": "MAS elbow flexors right", "answer": [{"valueCoding": {"code": "1+"}}]},
    ]}]),
    of("Encounter"),
]  # fmt: skip
BUNDLE = json.dumps({"resourceType": "Bundle", "entry": [{"resource": r} for r in RESOURCES]})


def test_a_bundle_gets_a_map_and_then_its_cases(tmp_path: Path) -> None:
    path = text(tmp_path, BUNDLE, "data.json")
    first = import_by_map(path, tmp_path / "cases")
    assert [line for line in columns(first) if "codes" in line or "values" in line] == [
        "{column: measure, sheet: Observation, is: measure, values: {CRP: CRP, "
        "C-reactive protein: CRP, Shoe size: nothing}}"
    ]
    found = confirmed(path, tmp_path / "cases")
    assert [one[2] for one in said(found)] == ["`Encounter` is not read (1 of them)"]
    assert found.imported.files == {
        "p1.yaml": (
            "# yaml-language-server: $schema=../schemas/case.schema.json\n"
            "id: p1\n"
            "patient: {sex: female, diagnosis: Polymyalgia rheumatica, age: not reported}\n"
            "consent:\n"
            "  publication: {given: not reported}\n"
            "visits:\n"
            "  - id: visit 1\n"
            "    date: 2024-01-31\n"
            "    measurements: {CRP: 12.5 mg/L}\n"
            "  - id: visit 2\n"
            "    date: 2024-03-31\n"
            "    scores:\n"
            "      MAS:\n"
            "        elbow flexors: {right: 1+}\n"
            "    measurements: {CRP: <5 mg/L}\n"
            "adverse_events: not reported\n"
        )
    }
    assert found.identities == {"p1": {"name": ["Anna Muster"], "date_of_birth": ["1990-02-03"]}}


def test_resources_a_line_give_the_same(tmp_path: Path) -> None:
    by_line = "\n".join(map(json.dumps, RESOURCES))
    one = confirmed(text(tmp_path, by_line, "data.ndjson"), tmp_path / "one")
    other = confirmed(text(tmp_path, BUNDLE, "data.json"), tmp_path / "other")
    assert one.imported.files == other.imported.files != {}


def test_json_that_is_broken_or_tells_of_nobody_is_refused(tmp_path: Path) -> None:
    for content, why in (
        ('{"resourceType": "Bundle", ', "it is no JSON"),
        ('{"resourceType": "Bundle", "entry": []}', "it tells of no patient"),
    ):
        with pytest.raises(Refused) as refused:
            import_by_map(text(tmp_path, content, "data.json"), tmp_path / "cases")
        assert why in refused.value.problems[0].message
