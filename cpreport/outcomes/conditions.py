"""Tell what a patient had before and has besides, where the record lists it."""

from __future__ import annotations

from cpreport.cases.case import MedicalCondition, Patient
from cpreport.outcomes.findings import Findings


def history_of(patient: Patient) -> tuple[MedicalCondition, ...]:
    """List the entries of a history; none where it is a text."""
    return patient.history if isinstance(patient.history, tuple) else ()


def comorbidities_of(patient: Patient) -> tuple[MedicalCondition, ...]:
    """List the comorbidities; none where a word stands for them."""
    return patient.comorbidities if isinstance(patient.comorbidities, tuple) else ()


def history_in_words(findings: Findings, patient: Patient) -> str:
    """Tell the history where it is a list, in the order written; else nothing."""
    said = [_condition(findings, one, past=True) for one in history_of(patient)]
    return findings.say("report.history", conditions="; ".join(said)) if said else ""


def comorbidities_in_words(findings: Findings, patient: Patient) -> str:
    """Tell the comorbidities, or that there are none; nothing where the record is silent."""
    told = comorbidity_list(findings, patient)
    return findings.say("report.comorbidities", conditions=told) if told else ""


def comorbidity_list(findings: Findings, patient: Patient) -> str:
    """List the comorbidities with a semicolon between; a word where one stands for them."""
    if patient.comorbidities is None or isinstance(patient.comorbidities, str):
        return patient.comorbidities or ""
    return "; ".join(_condition(findings, one, past=False) for one in patient.comorbidities)


def _condition(findings: Findings, condition: MedicalCondition, *, past: bool) -> str:
    since = treated = ""
    if condition.since and past:
        since = findings.say("report.condition.at", at=condition.since)
    elif condition.since:
        since = findings.say("report.condition.since", since=condition.since)
    if condition.treated:
        treated = findings.say("report.condition.treated", how=condition.treated)
    term = " ".join(condition.term.split())
    return findings.say("report.condition", term=term, since=since, treated=treated)
