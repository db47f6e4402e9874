"""A bundle of FHIR R4, or resources a line, becomes case files by the same map."""

from __future__ import annotations

import json
import re
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


# --- lists of conditions, drugs, procedures and events -------------------------------------------


def second(kind: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "subject": {"reference": "Patient/p2"}, **more}


def drug(name: str) -> dict[str, Any]:
    return {"medicationCodeableConcept": {"text": name}}


LISTS = [
    {"resourceType": "Patient", "id": "p1", "gender": "female"},
    {"resourceType": "Patient", "id": "p2", "gender": "male"},
    *(make("Condition", code={"text": "Polymyalgia rheumatica"}) for make in (of, second)),
    of("Condition", code={"coding": [{"display": "Hypertension"}]}),
    of("Condition", code={"coding": [{"display": "Hypertension"}]}),
    of("Observation", effectiveDateTime="2024-01-31", code={"text": "CRP"},
       valueQuantity={"value": 12.5, "unit": "mg/L"}),
    second("Observation", effectiveDateTime="2024-02-01", code={"text": "CRP"},
           valueQuantity={"value": 9, "unit": "mg/L"}),
    of("MedicationStatement", status="completed", **drug("Prednisolone"),
       effectivePeriod={"start": "2024-02-01", "end": "2024-02-29"},
       dosage=[{"text": "15 mg daily", "route": {"text": "oral"}}]),
    of("MedicationStatement", status="active", **drug("Prednisolone"),
       effectivePeriod={"start": "2024-03-01"},
       dosage=[{"doseAndRate": [{"doseQuantity": {"value": 10, "unit": "mg"}}]}]),
    of("MedicationStatement", status="active", **drug("Ramipril"),
       effectivePeriod={"start": "2023-01-01"}),
    {"resourceType": "Medication", "id": "m1", "code": {"text": "Tocilizumab"}},
    *(second("MedicationAdministration", status="completed",
             medicationReference={"reference": "Medication/m1"}, effectiveDateTime=day,
             dosage={"dose": {"value": 480, "unit": "mg"}, "route": {"text": "intravenous"}})
      for day in ("2024-02-05", "2024-03-04")),
    of("Procedure", status="completed", code={"text": "Temporal artery biopsy"},
       performedDateTime="2024-01-20"),
    {"resourceType": "AdverseEvent", "actuality": "actual", "subject": {"reference": "Patient/p1"},
     "event": {"text": "Hyperglycaemia"}, "date": "2024-02-10",
     "seriousness": {"coding": [{"code": "non-serious"}]}, "severity": {"text": "Mild"},
     "outcome": {"coding": [{"code": "resolved"}]}},
]  # fmt: skip


def test_conditions_drugs_procedures_and_events_are_sorted_by_the_map(tmp_path: Path) -> None:
    path = text(tmp_path, "\n".join(map(json.dumps, LISTS)), "data.ndjson")
    first = import_by_map(path, tmp_path / "cases")
    lines = (re.sub(", sheet: [A-Za-z]+", "", line) for line in columns(first))
    assert [line for line in lines if "entry" in line] == [
        "{column: condition, is: entry, values: {Polymyalgia rheumatica: diagnosis, "
        "Hypertension: comorbidity}}",
        '{column: drug, is: entry, values: {Prednisolone: "?", Ramipril: "?"}}',
        "{column: kind, is: entry.kind}",
        "{column: begun, is: entry.from}",
        "{column: ended, is: entry.to}",
        "{column: dose, is: entry.dose}",
        "{column: route, is: entry.route}",
        '{column: drug, is: entry, values: {Tocilizumab: "?"}}',
        "{column: kind, is: entry.kind}",
        "{column: given, is: entry.session.date}",
        "{column: given dose, is: entry.session.dose}",
        "{column: given route, is: entry.session.route}",
        '{column: procedure, is: entry, values: {Temporal artery biopsy: "?"}}',
        "{column: kind, is: entry.kind}",
        "{column: done, is: entry.date}",
    ]
    note = "  # Each is: diagnosis, comorbidity, treatment, concomitant, course, or nothing.\n"
    assert first.proposed.count(note) == 4
    asked = confirmed(path, tmp_path / "cases")
    assert [one[2] for one in said(asked)] == [
        "`Prednisolone` of the column `drug` is not answered",
        "`Ramipril` of the column `drug` is not answered",
        "`Tocilizumab` of the column `drug` is not answered",
        "`Temporal artery biopsy` of the column `procedure` is not answered",
    ]
    (tmp_path / "cases/map.yaml").unlink()
    found = confirmed(
        path, tmp_path / "cases", ('Prednisolone: "?"', "Prednisolone: treatment"),
        ('Ramipril: "?"', "Ramipril: concomitant"), ('Tocilizumab: "?"', "Tocilizumab: treatment"),
        ('biopsy: "?"', "biopsy: course"),
    )  # fmt: skip
    assert said(found) == []
    assert found.imported.files["p1.yaml"] == (
        "# yaml-language-server: $schema=../schemas/case.schema.json\n"
        "id: p1\n"
        "patient:\n"
        "  sex: female\n"
        "  diagnosis: Polymyalgia rheumatica\n"
        "  comorbidities:\n"
        "    - term: Hypertension\n"
        "  age: not reported\n"
        "consent:\n"
        "  publication: {given: not reported}\n"
        "treatment:\n"
        "  - name: Prednisolone\n"
        "    kind: drug\n"
        "    course:\n"
        "      - from: 2024-02-01\n"
        "        to: 2024-02-29\n"
        "        dose: 15 mg daily\n"
        "        route: oral\n"
        "      - from: 2024-03-01\n"
        "        dose: 10 mg\n"
        "concomitant:\n"
        "  - what: Ramipril\n"
        "    from: 2023-01-01\n"
        "course:\n"
        "  - what: Temporal artery biopsy\n"
        "    date: 2024-01-20\n"
        "visits:\n"
        "  - id: visit 1\n"
        "    date: 2024-01-31\n"
        "    measurements: {CRP: 12.5 mg/L}\n"
        "adverse_events:\n"
        "  - term: Hyperglycaemia\n"
        "    onset: {date: 2024-02-10}\n"
        "    serious: no\n"
        "    outcome: resolved\n"
        "    grade: not reported\n"
        "    duration: not reported\n"
        "    relatedness: not reported\n"
        "    action: not reported\n"
    )
    assert found.imported.files["p2.yaml"].partition("treatment:\n")[2].partition("visits:")[0] == (
        "  - name: Tocilizumab\n"
        "    kind: drug\n"
        "    sessions:\n"
        "      - date: 2024-02-05\n"
        "        dose: 480 mg\n"
        "        routes:\n"
        "          - intravenous\n"
        "      - date: 2024-03-04\n"
        "        dose: 480 mg\n"
        "        routes:\n"
        "          - intravenous\n"
    )
    unknown = "no measure and no part of a case is known by this name"
    assert found.not_taken[unknown] == ("AdverseEvent: severity",)


def test_a_row_becomes_nothing_that_there_is_not(tmp_path: Path) -> None:
    path = text(tmp_path, "\n".join(map(json.dumps, LISTS)), "data.ndjson")
    found = confirmed(path, tmp_path / "cases", ('Ramipril: "?"', "Ramipril: habit"))
    problem = next(p for p in found.imported.problems if p.code == "CP873")
    assert problem.message == "`habit` is nothing that a row becomes"
    assert problem.allowed == (
        "diagnosis", "comorbidity", "treatment", "concomitant", "course", "nothing",
    )  # fmt: skip


def test_what_a_questionnaire_says_of_its_questions_is_used(tmp_path: Path) -> None:
    coding = [
        {"valueCoding": {"code": "a", "display": "1+"}},
        {"valueCoding": {"code": "b", "display": "2"}},
    ]
    resources = [
        {"resourceType": "Patient", "id": "p1"},
        {"resourceType": "Questionnaire", "url": "http://example.org/Q", "item": [
            {"linkId": "q1", "text": "MAS elbow flexors right", "type": "choice", "answerOption": coding}]},
        of("QuestionnaireResponse", questionnaire="http://example.org/Q", authored="2024-03-31",
           item=[{"linkId": "q1", "answer": [{"valueCoding": {"code": "a"}}]}]),
    ]  # fmt: skip
    path = text(tmp_path, "\n".join(map(json.dumps, resources)), "data.ndjson")
    found = confirmed(path, tmp_path / "cases")
    assert said(found) == []
    assert "        elbow flexors: {right: 1+}\n" in found.imported.files["p1.yaml"]


def test_a_measurement_of_a_phenopacket_without_an_assay_is_a_column_like_others(
    tmp_path: Path,
) -> None:
    packet = {
        "id": "p1",
        "measurements": [{"value": {"quantity": {"value": 3}}}],
        "metaData": {"phenopacketSchemaVersion": "2.0"},
    }
    found = import_by_map(text(tmp_path, json.dumps(packet), "p1.json"), tmp_path / "cases")
    assert "measurement of nothing named" in "\n".join(columns(found))
