"""Tabulate who one patient is and what was done when."""

from __future__ import annotations

from collections.abc import Iterator

from cpreport.outcomes.concomitant import time_of_concomitant
from cpreport.outcomes.conditions import comorbidity_list
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.shown_visits import visits_of
from cpreport.outcomes.spelling import spell
from cpreport.outcomes.wording import capital
from cpreport.scales.graded import ScoredCase
from cpreport.scales.names import scale_of
from cpreport.tables.cells import follow_up_head, result_cell, text_cell
from cpreport.tables.notes import abbreviations
from cpreport.tables.table import Cell, Table, TableColumn, TableRow


def characteristics_table(findings: Findings, case_id: str) -> Table:
    """List a case's characteristics, one a row, grouped by patient, treatment and assessment."""
    case = findings.case(case_id)
    return Table(
        id="characteristics",
        caption=findings.say("tables.case_characteristics.caption", case=case_id),
        columns=(TableColumn("Characteristic"), TableColumn(case_id)),
        rows=(
            *_patient(findings, case),
            *_treatment(findings, case),
            *_concomitant(findings, case),
            *_assessments(findings, case),
        ),
        notes=(
            findings.say("tables.case_characteristics.times", zero=findings.zero),
            *classification_notes(findings, (case,)),
        ),
        wide=False,
        group_heading="About",
    )


def classification_names(findings: Findings, cases: tuple[ScoredCase, ...]) -> tuple[str, ...]:
    """Name the classifications that any case has, in order of first use, as results name them."""
    scales = findings.scored.scales
    written = (name for case in cases for name in case.case.patient.classification)
    known = ((name, scale_of(scales, name)) for name in written)
    return tuple(dict.fromkeys(scale.id if scale else name for name, scale in known))


def classification_notes(findings: Findings, cases: tuple[ScoredCase, ...]) -> tuple[str, ...]:
    """Spell out the classifications that the library knows."""
    scales = findings.scored.scales
    names = classification_names(findings, cases)
    return abbreviations((n, scales[n].name) for n in names if n in scales)


def _patient(findings: Findings, case: ScoredCase) -> Iterator[TableRow]:
    patient = case.case.patient
    head = "Age at first treatment" if case.case.treatment else "Age"
    yield _row("Patient", head, result_cell(findings, case.id, "age"))
    yield _row("Patient", "Sex", text_cell(patient.sex))
    yield _row("Patient", "Diagnosis", text_cell(patient.diagnosis))
    if findings.has(case.id, "age_at_diagnosis"):
        cell = result_cell(findings, case.id, "age_at_diagnosis")
        yield _row("Patient", "Age at diagnosis", cell)
    if patient.aetiology is not None:
        yield _row("Patient", spell(findings, "Aetiology"), text_cell(patient.aetiology))
    for name in classification_names(findings, (case,)):
        cell = result_cell(findings, case.id, "classification", name)
        yield _row("Patient", findings.say("results.level", scale=name), cell)
    if patient.weaker_side is not None:
        yield _row("Patient", "Side taken as weaker", text_cell(patient.weaker_side))
    if patient.centre is not None:
        yield _row("Patient", spell(findings, "Centre"), text_cell(patient.centre))
    if patient.comorbidities is not None:
        told = comorbidity_list(findings, patient)
        yield _row("Patient", "Comorbidities", text_cell(told))


def _treatment(findings: Findings, case: ScoredCase) -> Iterator[TableRow]:
    for treatment in case.case.treatment:
        yield _row("Treatment", "Name", text_cell(treatment.name))
        lacking = bool(treatment.sessions) and not case.case.concomitant
        if treatment.concomitant is not None or lacking:
            concomitant = text_cell(treatment.concomitant)
            yield _row("Treatment", "Concomitant treatment", concomitant)
    if not case.case.sessions:
        return
    yield _row("Treatment", "Sessions", result_cell(findings, case.id, "sessions"))
    yield _row(
        "Treatment",
        findings.say("tables.head.treatment_period", unit=findings.unit_of_time),
        result_cell(findings, case.id, "treatment_period"),
    )


def _concomitant(findings: Findings, case: ScoredCase) -> Iterator[TableRow]:
    for number, beside in enumerate(case.case.concomitant, 1):
        time = text_cell(time_of_concomitant(findings, case, number))
        yield _row("Concomitant treatment", capital(beside.what), time)


def _assessments(findings: Findings, case: ScoredCase) -> Iterator[TableRow]:
    assessors = {visit.id: visit.assessor for visit in case.case.visits}
    for visit in visits_of(findings, (case,)):
        time = result_cell(findings, case.id, "visit", visit.id, "time")
        yield _row(
            "Assessments",
            findings.say("tables.head.visit", visit=visit.label, unit=findings.unit_of_time),
            time,
        )
        if any(assessors.values()):
            who = findings.say("tables.head.assessor", visit=visit.label)
            yield _row("Assessments", who, text_cell(assessors[visit.id]))
    follow_up = result_cell(findings, case.id, "follow_up")
    yield _row("Assessments", follow_up_head(findings), follow_up)


def _row(group: str, head: str, cell: Cell) -> TableRow:
    return TableRow((Cell(head), cell), group)
