"""Lay a series out as the forms of a study database: what REDCap, ODM and FHIR are written from.

A form has fields, an entry fills the fields of one form for one patient: once, at a visit, or as
one of several. Times are days from the zero of the series; no entry holds a date or a narrative.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from cpreport.cases.text import Scalar
from cpreport.data.adverse_event_rows import adverse_event_rows
from cpreport.data.cell_text import Row, number
from cpreport.data.columns import (
    ADVERSE_EVENTS,
    CONCOMITANT,
    CONDITIONS,
    COURSE,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    NOT_REPORTED,
    DataFile,
)
from cpreport.data.condition_rows import condition_rows
from cpreport.data.scale_files import scales_in_use
from cpreport.data.treatment_rows import concomitant_rows, course_rows
from cpreport.exchange.study_forms import (
    FieldKind,
    FormEntry,
    FormField,
    SeriesForms,
    StudyForm,
    field_name,
    said_in_row,
)
from cpreport.exchange.treatment_forms import treatment_entries, treatment_forms
from cpreport.outcomes.findings import Findings
from cpreport.scales.definition import SIDES, Scale, Side
from cpreport.scales.graded import Score, ScoredCase
from cpreport.scales.names import grades_of

#: Words that may stand in the place of any grade.
_WORDS = (NOT_ASSESSED, NOT_REPORTED, NOT_APPLICABLE)
#: Forms that are filled in once a patient, and at each visit.
PATIENT, VISIT, MEASURED, TOTALS = "patient", "visit", "measurements", "entered_totals"
_DAY = "visit_day"
_YES_NO = (("yes", ""), ("no", ""))
_SEXES = (*(("female", ""), ("male", ""), ("intersex", ""), ("not reported", "")),)
#: What is told of a patient, with the words over it.
_OF_PATIENT: Mapping[str, str] = {
    "age": "Age", "sex": "Sex", "diagnosis": "Diagnosis", "age_at_diagnosis": "Age at diagnosis",
    "aetiology": "Aetiology", "centre": "Centre", "weaker_side": "Weaker side",
}  # fmt: skip
_CONSENTS: Mapping[str, str] = {
    "publication": "Consent to publication",
    "data_sharing": "Consent to data sharing",
}


def series_forms(findings: Findings) -> SeriesForms:
    """Lay a series out as forms.

    Parameters
    ----------
    findings : Findings
        Over the cases whose data may be shared (`cpreport.privacy.to_share`), each whole.
    """
    scales = tuple(s for s in scales_in_use(findings) if s.kind == "outcome")
    graded = tuple(scale for scale in scales if not scale.is_measured)
    measured = tuple(scale for scale in scales if scale.is_measured)
    day = FormField(_DAY, f"Day from {findings.zero}", "number", (), "d")
    begin = (_patient_form(findings), StudyForm(VISIT, "Visit", (day,)))
    end = (*treatment_forms(findings.cases), *(_repeated_form(file) for file, _ in _REPEATED))
    of_measures = (
        *(_scale_form(scale) for scale in graded),
        _measured_form(measured),
        _totals_form(findings),
    )
    of_measures = _with_own_names(of_measures, (*begin, *end))
    forms = (*begin, *of_measures, *end)
    entries = [
        entry
        for case in findings.cases
        for entry in (
            *_of_patient(case),
            *_of_visits(case, forms),
            *treatment_entries(case),
            *_of_lists(case),
        )
    ]
    filled = {entry.form for entry in entries}
    scored = {form.name for form in of_measures[: len(graded)]}
    kept = [form for form in forms if form.fields and (form.name in filled or form.name in scored)]
    declared = {visit.id: visit.label for visit in findings.record.visits}
    visits = tuple({**declared, **findings.scored.visit_labels}.items())
    title, unplanned = findings.record.title, frozenset(dict(visits)) - {*declared}
    return SeriesForms(title, visits, unplanned, tuple(kept), tuple(entries), findings.zero)


def _patient_form(findings: Findings) -> StudyForm:
    choices = {"sex": _SEXES, "weaker_side": (("right", ""), ("left", ""), ("not applicable", ""))}
    told = [
        FormField(key, words, "choice" if key in choices else "text", choices.get(key, ()))
        for key, words in _OF_PATIENT.items()
    ]
    scales = findings.scored.scales
    classes = dict.fromkeys(name for case in findings.cases for name in case.classification)
    for name in classes:
        levels = tuple(
            (grade.code, grade.meaning)
            for grades in (scales[name].grade_sets.values() if name in scales else ())
            for grade in grades
        )
        kind: FieldKind = "choice" if levels else "text"
        told.append(FormField(field_name("class", name), name, kind, levels, scale=name))
    for key, words in _CONSENTS.items():
        told.append(FormField(f"consent_{key}", words, "choice", _YES_NO))
        told.append(FormField(f"consent_{key}_by", f"{words}: by"))
    return StudyForm(PATIENT, "Patient", tuple(told), "patient")


def _scale_form(scale: Scale) -> StudyForm:
    fields = []
    for item, side in scale.slots:
        if item.taken_from is not None:
            continue
        label = " ".join(filter(None, (scale.id, item.name, side)))
        name = field_name(label)
        if item.number is not None:
            unit = item.number.unit or ""
            fields.append(FormField(name, label, "number", (), unit, scale.id, item.name, side))
        else:
            choices = tuple((grade.code, grade.meaning) for grade in grades_of(scale, item))
            choices += tuple((word, "") for word in (*scale.untestable, *_WORDS))
            fields.append(FormField(name, label, "choice", choices, "", scale.id, item.name, side))
    return StudyForm(field_name(scale.id), scale.name, tuple(fields))


def _measured_form(scales: Iterable[Scale]) -> StudyForm:
    fields = []
    for scale in scales:
        measure = scale.number or scale.category
        assert measure is not None
        unit = scale.unit
        choices: tuple[tuple[str, str], ...] = ()
        if scale.category is not None:
            listed = (g.code for grades in scale.grade_sets.values() for g in grades)
            choices = tuple((code, "") for code in (*listed, *_WORDS))
        kind: FieldKind = "choice" if choices else "number"
        sides: tuple[Side | None, ...] = SIDES if measure.sided else (None,)
        for side in sides:
            label = " ".join(filter(None, (scale.id, side))) + (f" ({unit})" if unit else "")
            name = field_name(scale.id, side or "")
            fields.append(FormField(name, label, kind, choices, unit, scale.id, "", side))
    return StudyForm(MEASURED, "Measurements", tuple(fields))


def _totals_form(findings: Findings) -> StudyForm:
    entered = dict.fromkeys(
        (score.scale, score.name, score.side)
        for case in findings.cases
        for score in case.scores
        if score.basis == "entered total"
    )
    fields = [
        FormField(
            field_name(scale, name, side or ""),
            " ".join(filter(None, (scale, name, side))),
            "number",
            scale=scale,
            item=name,
            side=side,
        )
        for scale, name, side in entered
    ]
    return StudyForm(TOTALS, "Entered totals", tuple(fields))


def _with_own_names(
    forms: Iterable[StudyForm], others: Iterable[StudyForm]
) -> tuple[StudyForm, ...]:
    """Number the forms and fields whose names another has."""
    others = tuple(others)
    names = {form.name for form in others}
    fields = {one.name for form in others for one in form.fields}
    named = []
    for form in forms:
        own = tuple(replace(one, name=_own_name(one.name, fields)) for one in form.fields)
        named.append(replace(form, name=_own_name(form.name, names), fields=own))
    return tuple(named)


def _own_name(name: str, taken: set[str]) -> str:
    """Take a name, with a number where it is taken."""
    candidates = (name, *(f"{name}_{count}" for count in range(2, len(taken) + 3)))
    own = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(own)
    return own


def _conditions(kind: str) -> Callable[[Iterable[ScoredCase]], Iterator[Row]]:
    """Make the function that tells the comorbidities alone, or the history."""

    def rows(cases: Iterable[ScoredCase]) -> Iterator[Row]:
        yield from ((case, *rest) for case, of, *rest in condition_rows(cases) if of == kind)

    return rows


def _of_conditions(name: str) -> DataFile:
    columns = tuple(column for column in CONDITIONS.columns if column.name != "kind")
    return replace(CONDITIONS, name=name, columns=columns)


#: What is filled in repeatedly; the second column of each file is the number of the entry.
_REPEATED: tuple[tuple[DataFile, Callable[[Iterable[ScoredCase]], Iterator[Row]]], ...] = (
    (_of_conditions("comorbidities"), _conditions("comorbidity")),
    (_of_conditions("history"), _conditions("history")),
    (CONCOMITANT, concomitant_rows),
    (COURSE, course_rows),
    (ADVERSE_EVENTS, adverse_event_rows),
)


def _repeated_form(file: DataFile) -> StudyForm:
    name = field_name(file.name)
    fields = tuple(
        FormField(
            field_name(name, column.name),
            column.name.replace("_", " ").capitalize(),
            "choice" if column.allowed else "number" if column.type != "string" else "text",
            tuple((word, "") for word in (*column.allowed, *_words_of(column.name))),
            "d" if column.unit == "days" else "",
        )
        for column in file.columns
        if column.name != "case"
    )
    return StudyForm(name, file.name.replace("-", " ").capitalize(), fields, "repeated")


def _words_of(column: str) -> tuple[str, ...]:
    """Name what may stand in the place of a choice."""
    return (NOT_REPORTED,) if column in ("grade", "serious") else ()


def _of_patient(case: ScoredCase) -> Iterator[FormEntry]:
    written = {key: case.case.source.node(("patient", key)) for key in _OF_PATIENT}
    told = {k: " ".join(n.text.split()) for k, n in written.items() if isinstance(n, Scalar)}
    told |= {field_name("class", name): level for name, level in case.classification.items()}
    consents = {
        "publication": case.case.consent.publication,
        "data_sharing": case.case.consent.data_sharing,
    }
    for key, permission in consents.items():
        if permission is not None and permission.holds:
            told[f"consent_{key}"] = "yes"
            told[f"consent_{key}_by"] = permission.by or ""
    yield FormEntry(case.id, PATIENT, {key: text for key, text in told.items() if text})


def _of_visits(case: ScoredCase, forms: Iterable[StudyForm]) -> Iterator[FormEntry]:
    by_name = {form.name: form for form in forms}
    slots = {
        (one.scale, one.item, one.side): (form.name, one)
        for form in by_name.values()
        if form.of == "visit" and form.name != TOTALS
        for one in form.fields
    }
    totals = {(f.scale, f.item, f.side): f.name for f in by_name[TOTALS].fields}
    for visit in case.case.visits:
        filled: dict[str, dict[str, str]] = {VISIT: {}}
        if (day := case.days.get(visit.id)) is not None:
            filled[VISIT][_DAY] = number(day)
        for grade in case.items:
            slot = slots.get((grade.scale, grade.item, grade.side))
            if grade.visit == visit.id and slot is not None:
                filled.setdefault(slot[0], {})[slot[1].name] = grade.grade or grade.missing
        for score in case.scores:
            if score.visit != visit.id or score.basis == "items":
                continue
            if score.basis == "measurement":
                form, one = slots[score.scale, "", score.side]
                value = score.printed if one.choices else _value_of(score)
                filled.setdefault(form, {})[one.name] = value
            else:
                name = totals[score.scale, score.name, score.side]
                filled.setdefault(TOTALS, {})[name] = _value_of(score)
        yield from (FormEntry(case.id, form, values, visit.id) for form, values in filled.items())


def _value_of(score: Score) -> str:
    """Write a value with its qualifier, without its unit; a word as it is printed."""
    return score.printed if score.value is None else f"{score.qualifier}{number(score.value)}"


def _of_lists(case: ScoredCase) -> Iterator[FormEntry]:
    for file, rows in _REPEATED:
        name = field_name(file.name)
        for count, row in enumerate(rows([case]), 1):
            told = said_in_row(file, dict(zip(file.header, row, strict=True)))
            values = {field_name(name, key): text for key, text in told.items()}
            yield FormEntry(case.id, name, values, "", count)


def as_filled(series: SeriesForms) -> SeriesForms:
    """Let every field take what stands in it.

    Where not all that stands in a number's are numbers (`<5`, `not reported`) it is text; a missing
    word with its reason (`not assessed (asleep)`) is a choice of its own.
    """
    written: dict[str, dict[str, None]] = {}
    for entry in series.entries:
        for name, text in entry.values.items():
            written.setdefault(name, {})[text] = None

    def filled(one: FormField) -> FormField:
        there = written.get(one.name, {})
        if one.kind == "number" and not all(map(_plain_number, there)):
            return replace(one, kind="text")
        known = {choice for choice, _ in one.choices}
        more = tuple((text, "") for text in there if text not in known) if one.choices else ()
        return replace(one, choices=(*one.choices, *more))

    forms = (replace(f, fields=tuple(map(filled, f.fields))) for f in series.forms)
    return replace(series, forms=tuple(forms))


def _plain_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None
