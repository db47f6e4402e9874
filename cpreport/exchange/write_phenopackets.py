"""Write each patient of a series as a GA4GH phenopacket (version 2) with its course in time.

Measures are terms of the series' own, under the prefix `cpreport`: no term of an ontology is
guessed.
Times are visits and days, as the record has them; an age would claim more than it says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from cpreport import __version__
from cpreport.cases.case import AdverseEvent, Patient
from cpreport.data.cell_text import number
from cpreport.data.result_rows import json_number
from cpreport.exchange.study_forms import field_name
from cpreport.outcomes.conditions import comorbidities_of
from cpreport.outcomes.findings import Findings
from cpreport.scales.graded import Score, ScoredCase
from cpreport.scales.units import ucum_code

_SCHEMA = "2.0"
#: What is said of a measurement that follows from others.
COMPUTED = "Computed from the graded items"
#: Of which terms of the series' own a disease is one beside the diagnosis.
COMORBIDITY = "comorbidity"
_SEXES = {
    "female": "FEMALE",
    "male": "MALE",
    "intersex": "OTHER_SEX",
    "not reported": "UNKNOWN_SEX",
}

Part = dict[str, Any]


def phenopacket_files(findings: Findings, made: str) -> dict[str, bytes]:
    """Write a phenopacket a patient, by the name of its file.

    Parameters
    ----------
    findings : Findings
        Over the cases whose data may be shared, each whole.
    made : str
        When, as in `2026-01-31T12:00:00Z`.
    """
    return {
        f"{case.id}.json": (
            json.dumps(_phenopacket(findings, case, made), ensure_ascii=False, indent=1) + "\n"
        ).encode()
        for case in findings.cases
    }


def _phenopacket(findings: Findings, case: ScoredCase, made: str) -> Part:
    patient = case.case.patient
    return {
        "id": field_name("phenopacket", case.id),
        "subject": {"id": case.id, "sex": _SEXES[patient.sex]},
        "phenotypicFeatures": list(_events(findings, case)),
        "measurements": [*_classes(case), *_grades(findings, case), *_scores(findings, case)],
        "diseases": list(_diseases(patient)),
        "medicalActions": list(_actions(findings, case)),
        "metaData": {
            "created": made,
            "createdBy": f"cpreport {__version__}",
            "resources": [
                {
                    "id": "cpreport",
                    "name": "Measures of this case series",
                    "url": "https://github.com/cpreport/cpreport",
                    "version": __version__,
                    "namespacePrefix": "cpreport",
                    "iriPrefix": "https://github.com/cpreport/cpreport#",
                },
                {
                    "id": "ucum",
                    "name": "Unified Code for Units of Measure",
                    "url": "http://unitsofmeasure.org",
                    "namespacePrefix": "UCUM",
                    "iriPrefix": "http://unitsofmeasure.org/",
                },
            ],
            "phenopacketSchemaVersion": _SCHEMA,
        },
    }


def _diseases(patient: Patient) -> Iterator[Part]:
    """Tell the diagnosis and the comorbidities; a history may be of events, which have no place."""
    yield {"term": _term("diagnosis", " ".join(patient.diagnosis.split()))}
    for one in comorbidities_of(patient):
        since = {"onset": {"ontologyClass": _term("since", one.since)}} if one.since else {}
        yield {"term": _term(COMORBIDITY, " ".join(one.term.split())), **since}


def _term(name: str, label: str) -> Part:
    return {"id": f"cpreport:{field_name(name)}", "label": label}


def _at(findings: Findings, case: ScoredCase, moment: str, words: str) -> Part:
    """Say when: the visit or event, with its day where that is known."""
    day = case.days.get(moment)
    label = words if day is None else f"{words}, day {number(day)} from {findings.zero}"
    return {"ontologyClass": _term(moment, label)}


def _classes(case: ScoredCase) -> Iterator[Part]:
    for name, level in case.classification.items():
        value = {"ontologyClass": _term(f"{name} {level}", level)}
        yield {"assay": _term(name, name), "value": value}


def _grades(findings: Findings, case: ScoredCase) -> Iterator[Part]:
    for graded in case.items:
        name = " ".join(filter(None, (graded.scale, graded.item, graded.side)))
        grade = graded.grade or graded.missing
        yield {
            "assay": _term(name, name),
            "value": {"ontologyClass": _term(f"{graded.scale} grade {grade}", grade)},
            "timeObserved": _at(findings, case, graded.visit, findings.visit_label(graded.visit)),
        }


def _scores(findings: Findings, case: ScoredCase) -> Iterator[Part]:
    for score in case.scores:
        measured = score.basis == "measurement"
        name = " ".join(filter(None, (score.scale, "" if measured else score.name, score.side)))
        yield {
            **({"description": COMPUTED} if score.basis == "items" else {}),
            "assay": _term(name, name),
            "value": _value(findings, score),
            "timeObserved": _at(findings, case, score.visit, findings.visit_label(score.visit)),
        }


def _value(findings: Findings, score: Score) -> Part:
    """Give a number with its unit, and anything else, such as `<5`, as it is printed."""
    if score.value is None or score.qualifier or findings.scale(score.scale).category is not None:
        # What has a qualifier is printed with its unit.
        return {"ontologyClass": _term(f"{score.scale} {score.printed}", score.printed)}
    code = ucum_code(score.unit) if score.unit else ""
    known = {"id": f"UCUM:{code}", "label": score.unit}
    value = json_number(Decimal(number(score.value)))
    unit = known if code else _term("unit", score.unit or "1")
    return {"quantity": {"unit": unit, "value": value}}


def _events(findings: Findings, case: ScoredCase) -> Iterator[Part]:
    """Tell adverse events as what was observed; nothing is said of what caused them."""
    for count, event in enumerate(case.case.events, 1):
        onset = _at(findings, case, f"adverse event {count}", f"Adverse event {count}")
        yield {"type": _term(event.term, event.term), **_severity(event), "onset": onset}


def _severity(event: AdverseEvent) -> Part:
    if event.grade is None:
        return {}
    return {"severity": _term(f"grade {event.grade}", f"{event.grading} grade {event.grade}")}


def _actions(findings: Findings, case: ScoredCase) -> Iterator[Part]:
    sessions = 0
    for count, treatment in enumerate(case.case.treatment, 1):
        agent = _term(f"treatment {count}", treatment.name)
        if treatment.kind == "procedure":
            at = _at(findings, case, f"treatment {count}", treatment.name)
            yield {"procedure": {"code": agent, "performed": at}}
            continue
        yield {"treatment": {"agent": agent}}
        for _ in treatment.sessions:
            sessions += 1
            at = _at(findings, case, f"session {sessions}", f"Session {sessions}")
            yield {"procedure": {"code": agent, "performed": at}}
