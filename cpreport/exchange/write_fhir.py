"""Write a series as a FHIR R4B bundle: forms, patients, conditions, answers and observations.

Patients bear their study id and nothing else that names them. A record has days and no dates, so no
resource says when it was authored; each form begins with its visit and day instead.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from cpreport.cases.case import MedicalCondition
from cpreport.data.cell_text import number
from cpreport.data.columns import MISSING
from cpreport.data.result_rows import json_number
from cpreport.exchange.study_forms import FormEntry, FormField, SeriesForms, StudyForm, field_name
from cpreport.outcomes.conditions import comorbidities_of, history_of
from cpreport.outcomes.findings import Findings
from cpreport.scales.graded import Score, ScoredCase
from cpreport.scales.units import ucum_code

_UCUM = "http://unitsofmeasure.org"
#: What FHIR calls the sexes that a case file knows; what nobody reported is unknown.
_GENDERS = {"female": "female", "male": "male", "intersex": "other", "not reported": "unknown"}

_LONGEST_ID = 64
#: Where the forms of `cpreport export` have their addresses, which lead nowhere.
OWN_FORMS = "http://cpreport.invalid/Questionnaire/"
_ITEM_TYPES: Mapping[str, str] = {"choice": "choice", "number": "decimal", "text": "string"}
#: The unit in which FHIR asks for a number.
_UNIT = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"

Resource = dict[str, Any]


def fhir_bundle(findings: Findings, series: SeriesForms) -> bytes:
    """Write a bundle of everything, as JSON.

    Parameters
    ----------
    findings : Findings
        Over the cases whose data may be shared, each whole; `series` are its forms.
    """
    resources = [_questionnaire(form, series) for form in series.forms]
    resources += [
        resource
        for case in findings.cases
        for resource in (
            _patient(case),
            *_conditions(case),
            *_responses(case.id, series),
            *_observations(findings, case, series),
        )
    ]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": _url(resource), "resource": resource} for resource in resources],
    }
    return (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode()


def _url(resource: Resource) -> str:
    """Name a resource as its references do, below an address that leads nowhere."""
    return f"http://cpreport.invalid/{resource['resourceType']}/{resource['id']}"


def _id(*parts: str) -> str:
    """Join parts to an id of FHIR: letters, digits and hyphens, 64 at most."""
    joined = "-".join(field_name(part).replace("_", "-") for part in parts if part)
    if len(joined) <= _LONGEST_ID:
        return joined
    return f"{joined[: _LONGEST_ID - 9]}-{hashlib.sha256(joined.encode()).hexdigest()[:8]}"


def _patient(case: ScoredCase) -> Resource:
    return {
        "resourceType": "Patient",
        "id": _id(case.id),
        "identifier": [{"type": {"text": "Study id"}, "value": case.id}],
        "gender": _GENDERS[case.case.patient.sex],
    }


def _conditions(case: ScoredCase) -> Iterator[Resource]:
    """Tell the diagnosis, and what a list of the record says the patient had before and has."""
    patient = case.case.patient
    told = {
        "Diagnosis": (MedicalCondition(term=patient.diagnosis),),
        "Comorbidity": comorbidities_of(patient),
        "History": history_of(patient),
    }
    for kind, conditions in told.items():
        for count, one in enumerate(conditions, 1):
            yield {
                "resourceType": "Condition",
                "id": _id(case.id, kind, str(count)),
                "category": [{"text": kind}],
                "code": {"text": " ".join(one.term.split())},
                "subject": {"reference": f"Patient/{_id(case.id)}"},
                **({"onsetString": one.since} if one.since else {}),
                **({"note": [{"text": f"Treated: {one.treated}"}]} if one.treated else {}),
            }


def _form_id(form: StudyForm) -> str:
    return _id("form", form.name)


def _questionnaire(form: StudyForm, series: SeriesForms) -> Resource:
    """Define a form: what it asks, and what is chosen from."""
    asked = [_question(field) for field in form.fields]
    if form.of == "visit":
        day = {"linkId": "visit_day", "text": f"Day from {series.zero}", "type": "decimal"}
        own_day = [day] if form.name != "visit" else []
        asked = [{"linkId": "visit", "text": "Visit", "type": "string"}, *own_day, *asked]
    return {
        "resourceType": "Questionnaire",
        "id": _form_id(form),
        "url": OWN_FORMS + _form_id(form),
        "title": form.title,
        "status": "active",
        "subjectType": ["Patient"],
        "item": asked,
    }


def _question(field: FormField) -> Resource:
    asked: Resource = {"linkId": field.name, "text": field.label, "type": _ITEM_TYPES[field.kind]}
    if field.choices:
        asked |= {"type": "choice", "answerOption": [
            {"valueCoding": _coding(choice, meaning)} for choice, meaning in field.choices
        ]}  # fmt: skip
    elif field.unit and (code := ucum_code(field.unit)):
        coding = {"system": _UCUM, "code": code, "display": field.unit}
        asked["extension"] = [{"url": _UNIT, "valueCoding": coding}]
    return asked


def _coding(code: str, meaning: str) -> Resource:
    return {"code": code, "display": " ".join(meaning.split()) or code}


def _responses(case: str, series: SeriesForms) -> Iterator[Resource]:
    labels = dict(series.visits)
    days = {
        entry.visit: entry.values.get("visit_day", "")
        for entry in series.entries
        if entry.case == case and entry.form == "visit"
    }
    for entry in series.entries:
        if entry.case != case or not (entry.values or entry.visit):
            continue
        form = series.form(entry.form)
        items = [_asked("visit", "Visit", [{"valueString": entry.visit}])] if entry.visit else []
        if entry.form != "visit" and days.get(entry.visit):
            day = {"valueDecimal": json_number(Decimal(days[entry.visit]))}
            items.append(_asked("visit_day", f"Day from {series.zero}", [day]))
        filled = (one for one in form.fields if one.name in entry.values)
        items += [_asked(f.name, f.label, [_answer(f, entry.values[f.name])]) for f in filled]
        yield {
            "resourceType": "QuestionnaireResponse",
            "id": _response_id(entry),
            "identifier": {"value": _identifier(form, entry, labels)},
            "questionnaire": OWN_FORMS + _form_id(form),
            "status": "completed",
            "subject": {"reference": f"Patient/{_id(case)}"},
            "item": items,
        }


def _response_id(entry: FormEntry) -> str:
    return _id(entry.case, entry.form, entry.visit, str(entry.number or ""))


def _identifier(form: StudyForm, entry: FormEntry, labels: Mapping[str, str]) -> str:
    at = labels.get(entry.visit, "") or str(entry.number or "")
    return ", ".join(filter(None, (form.title, entry.case, at)))


def _asked(link: str, text: str, answers: list[Resource]) -> Resource:
    return {"linkId": link, "text": text, "answer": answers}


def _answer(field: FormField, value: str) -> Resource:
    """Answer with a coding where the form has a list to choose from, else as it stands."""
    if field.choices:
        return {"valueCoding": _coding(value, dict(field.choices).get(value, ""))}
    if field.kind == "number":
        return {"valueDecimal": json_number(Decimal(value))}
    return {"valueString": value}


def _observations(findings: Findings, case: ScoredCase, series: SeriesForms) -> Iterator[Resource]:
    filled = {(e.form, e.visit): e for e in series.entries if e.case == case.id and not e.number}
    for score in case.scores:
        names = [form.name for form in series.forms if form.asks_of(score.scale)]
        from_form = next((e for n in names if (e := filled.get((n, score.visit)))), None)
        yield {
            "resourceType": "Observation",
            "id": _id(case.id, score.visit, score.scale, score.name, score.side or ""),
            "status": "final",
            "code": {"text": _what(findings, score)},
            "subject": {"reference": f"Patient/{_id(case.id)}"},
            **({"bodySite": {"text": f"{score.side} side"}} if score.side else {}),
            **_value(findings, score),
            **_from(from_form),
        }


def _from(entry: FormEntry | None) -> Resource:
    if entry is None:
        return {}
    return {"derivedFrom": [{"reference": f"QuestionnaireResponse/{_response_id(entry)}"}]}


def _what(findings: Findings, score: Score) -> str:
    name = findings.scale(score.scale).name
    return name if score.basis == "measurement" else f"{name}: {score.name}"


def _value(findings: Findings, score: Score) -> Resource:
    """Give a number with its unit, a word as it is printed, and why there is no value."""
    word = score.printed.partition(" (")[0].casefold()
    if score.value is None and word in MISSING:
        return {"dataAbsentReason": {"text": score.printed}}
    scale = findings.scale(score.scale)
    if score.value is None or scale.category is not None:
        return {"valueString": score.printed}
    quantity: Resource = {"value": json_number(Decimal(number(score.value)))}
    if score.qualifier in ("<", ">", "≤", "≥"):
        quantity["comparator"] = {"≤": "<=", "≥": ">="}.get(score.qualifier, score.qualifier)
    elif score.qualifier:
        return {"valueString": score.printed}
    if score.unit:
        code = ucum_code(score.unit)
        quantity["unit"] = score.unit
        quantity |= {"system": _UCUM, "code": code} if code else {}
    return {"valueQuantity": quantity}
