"""Tabulate who the patients of a series are.

Of many patients it sums up; each patient's row then stands in the supplement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cpreport.cases.values import AgeGroup
from cpreport.outcomes.conditions import comorbidity_list
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.one_by_one import one_by_one
from cpreport.outcomes.result import NOT_REPORTED, Result
from cpreport.outcomes.shown_visits import visits_of
from cpreport.outcomes.spelling import spell
from cpreport.outcomes.treatments import course_in_short
from cpreport.outcomes.wording import capital
from cpreport.scales.graded import NOT_APPLICABLE, ScoredCase
from cpreport.tables.case_characteristics import classification_names, classification_notes
from cpreport.tables.cells import (
    NONE_BY_NATURE,
    count_cell,
    follow_up_head,
    joined_cell,
    median_cell,
    result_cell,
    text_cell,
)
from cpreport.tables.table import Align, Cell, Table, TableColumn, TableRow


@dataclass(frozen=True, slots=True)
class _Characteristic:
    """One column: what it prints of a patient and of all patients."""

    heading: str
    of_patient: Callable[[ScoredCase], Cell]
    of_all: Cell = NONE_BY_NATURE
    align: Align = "left"


def characteristics_table(findings: Findings) -> Table:
    """Tabulate the patients' characteristics: each patient's in a row, or of many a summary."""
    return patients_table(findings) if one_by_one(findings) else _summary_table(findings)


def patients_table(findings: Findings) -> Table:
    """List every patient's characteristics, one patient a row, and of several all in the last."""
    shown = tuple(_characteristics(findings))
    rows = [TableRow((Cell(c.id), *(s.of_patient(c) for s in shown))) for c in findings.cases]
    if len(rows) > 1:
        rows.append(TableRow((Cell("All"), *(s.of_all for s in shown)), sums_up=True))
    return Table(
        id="characteristics",
        caption=findings.say("tables.series_characteristics.caption", len(findings.cases)),
        columns=(TableColumn("Patient"), *(TableColumn(s.heading, s.align) for s in shown)),
        rows=tuple(rows),
        notes=(
            _age_note(findings),
            *_sums_note(findings),
            *classification_notes(findings, findings.cases),
        ),
    )


def _sums_note(findings: Findings) -> Iterator[str]:
    if len(findings.cases) == 1:
        return
    if findings.has_sessions:
        yield findings.say("tables.series_characteristics.all")
    else:
        yield findings.say("tables.series_characteristics.all.no_sessions")


def _age_note(findings: Findings) -> str:
    named = "tables.series_characteristics.age"
    treated = any(case.case.treatment for case in findings.cases)
    when = findings.say("results.age.at_first_treatment") if treated else ""
    return findings.say(named, when=when, form=findings.say("methods.ages"), zero=findings.zero)


def _summary_table(findings: Findings) -> Table:
    return Table(
        id="characteristics",
        caption=findings.say("tables.series_characteristics.caption", len(findings.cases)),
        columns=(TableColumn("Characteristic"), TableColumn("All patients", "right")),
        rows=tuple(_summary(findings)),
        notes=(
            _age_note(findings),
            findings.say("tables.series_characteristics.levels"),
            *classification_notes(findings, findings.cases),
        ),
        wide=False,
        group_heading="About",
    )


def _summary(findings: Findings) -> Iterator[TableRow]:
    def row(group: str, head: str, cell: Cell) -> TableRow:
        return TableRow((Cell(head), cell), group)

    yield row("Patients", "Number", result_cell(findings, "patients"))
    if _has_exact_ages(findings) or not _age_groups(findings):
        yield row("Patients", "Age, median (range)", median_cell(findings, "age"))
    for group in _age_groups(findings):
        count = count_cell(findings, "age", "group", group)
        yield row("Patients", capital(group), count)
    if findings.has("age", NOT_REPORTED):
        count = count_cell(findings, "age", NOT_REPORTED)
        yield row("Patients", "Age not reported", count)
    for sex in sorted({case.case.patient.sex for case in findings.cases}):
        yield row("Patients", capital(sex), count_cell(findings, "sex", sex))
    for name in classification_names(findings, findings.cases):
        levels = {case.classification.get(name) for case in findings.cases} - {None}
        for level in sorted(str(level) for level in levels):
            if findings.has("classification", name, level):
                count = count_cell(findings, "classification", name, level)
                yield row(findings.say("results.level", scale=name), level, count)
    names = [t.name for case in findings.cases for t in case.case.treatment if not t.sessions]
    for name in dict.fromkeys(names):
        count = count_cell(findings, "treatment", name, "patients")
        yield row("Treatment", capital(name), count)
    if findings.has_sessions:
        yield from _sessions_summed_up(findings)
    for visit in visits_of(findings, findings.cases):
        count = count_cell(findings, "visit", visit.id, "patients")
        yield row("Patients seen at", visit.label, count)
    unit = findings.unit_of_time.capitalize()
    head = findings.say("tables.head.follow_up.median", unit=unit)
    yield row("Follow-up", head, median_cell(findings, "follow_up"))


def _sessions_summed_up(findings: Findings) -> Iterator[TableRow]:
    def row(group: str, head: str, cell: Cell) -> TableRow:
        return TableRow((Cell(head), cell), group)

    yield row("Treatment", "Sessions, all patients", result_cell(findings, "sessions"))
    yield row(
        "Treatment",
        "Sessions a patient, median (range)",
        median_cell(findings, "sessions", "per_patient"),
    )
    yield row(
        "Treatment",
        findings.say("tables.head.treatment_period.median", unit=findings.unit_of_time),
        median_cell(findings, "treatment_period"),
    )


def _characteristics(findings: Findings) -> Iterator[_Characteristic]:
    yield _Characteristic("Age", lambda c: result_cell(findings, c.id, "age"), _ages(findings))
    yield _Characteristic("Sex", lambda c: text_cell(c.case.patient.sex), _sexes(findings))
    yield _Characteristic("Diagnosis", lambda c: text_cell(c.case.patient.diagnosis))
    if any(case.case.patient.aetiology is not None for case in findings.cases):
        yield _Characteristic(
            spell(findings, "Aetiology"), lambda c: text_cell(c.case.patient.aetiology)
        )
    for name in classification_names(findings, findings.cases):
        yield _classification(findings, name)
    if any(case.case.patient.centre is not None for case in findings.cases):
        yield _Characteristic(spell(findings, "Centre"), lambda c: text_cell(c.case.patient.centre))
    if any(case.case.patient.comorbidities is not None for case in findings.cases):
        yield _Characteristic("Comorbidities", lambda c: _comorbidities(findings, c))
    if any(t for case in findings.cases for t in case.case.treatment if not t.sessions):
        yield _Characteristic("Treatment", lambda c: _treatments(findings, c))
    if findings.has_sessions:
        yield _Characteristic(
            "Sessions",
            lambda c: result_cell(findings, c.id, "sessions", absent=NOT_APPLICABLE),
            result_cell(findings, "sessions"),
            "right",
        )
    yield _Characteristic(
        follow_up_head(findings),
        lambda c: result_cell(findings, c.id, "follow_up"),
        median_cell(findings, "follow_up"),
        "right",
    )


def _comorbidities(findings: Findings, case: ScoredCase) -> Cell:
    return text_cell(comorbidity_list(findings, case.case.patient) or None)


def _treatments(findings: Findings, case: ScoredCase) -> Cell:
    """Name a patient's treatments, each course with its doses."""
    treatments = case.case.treatment
    said = [course_in_short(findings, t, " ".join(t.name.split())) for t in treatments]
    return Cell("; ".join(said)) if said else NONE_BY_NATURE


def _classification(findings: Findings, name: str) -> _Characteristic:
    parts = ("classification", name, "range")
    return _Characteristic(
        name,
        lambda c: result_cell(findings, c.id, "classification", name),
        result_cell(findings, *parts) if findings.has(*parts) else _levels(findings, name),
    )


def _levels(findings: Findings, name: str) -> Cell:
    """Count the levels of what has no order."""
    levels = sorted(
        {str(case.classification[name]) for case in findings.cases if name in case.classification}
    )
    there = [level for level in levels if findings.has("classification", name, level)]
    return _counts([(findings.result("classification", name, level), level) for level in there])


def _has_exact_ages(findings: Findings) -> bool:
    return any(case.case.patient.exact_age is not None for case in findings.cases)


def _age_groups(findings: Findings) -> list[str]:
    """Name the groups of ages that are told, the youngest first."""
    ages = {a for c in findings.cases if isinstance(a := c.case.patient.age, AgeGroup)}
    return [age.text for age in sorted(ages, key=lambda age: (age.months, age.text))]


def _ages(findings: Findings) -> Cell:
    """Sum up the exact ages, and count the groups beside."""
    counts = [(name, result_cell(findings, "age", "group", name)) for name in _age_groups(findings)]
    if findings.has("age", NOT_REPORTED):
        counts.append((NOT_REPORTED, result_cell(findings, "age", NOT_REPORTED)))
    if not counts:
        return median_cell(findings, "age")
    exact = [("", median_cell(findings, "age"))] if _has_exact_ages(findings) else []
    return joined_cell([*exact, *((f"{name}:", cell) for name, cell in counts)])


def _sexes(findings: Findings) -> Cell:
    """Count the sexes that are there."""
    present = dict.fromkeys(case.case.patient.sex for case in findings.cases)
    return _counts([(findings.result("sex", sex), sex) for sex in sorted(present)])


def _counts(counts: list[tuple[Result, str]]) -> Cell:
    if not counts:
        return NONE_BY_NATURE
    first, *others = (result.id for result, _ in counts)
    text = ", ".join(f"{result.printed} {what}" for result, what in counts)
    return Cell(text, first, others=tuple(others))
