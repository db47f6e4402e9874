"""Comorbidities and history as lists: in text, tables and data."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from cpreport.check.check_series import Ready, check
from cpreport.data.data_package import data_package
from cpreport.outcomes.conditions import comorbidities_in_words, history_in_words
from cpreport.outcomes.findings import Findings
from cpreport.tables import case_table, series_table
from tests.smallest import said, smallest

SEX = "  sex: female\n"
LISTED = """\
  history:
    - {term: Preterm birth, since: at 29 weeks}
    - {term: Hip surgery, since: age 4, treated: adductor release}
  comorbidities:
    - {term: Epilepsy, since: age 2, treated: levetiracetam}
    - {term: Asthma}
"""


def found(folder: Path, patient: str) -> Findings:
    ready = check(smallest(folder, ("P01.yaml", SEX, SEX + patient)))
    assert isinstance(ready, Ready), [said(problem) for problem in ready.problems]
    return ready.findings


def rows(findings: Findings) -> list[tuple[str, ...]]:
    content = data_package(findings)["data/conditions.csv"].decode()
    return [tuple(row) for row in csv.reader(io.StringIO(content))][1:]


def test_lists_are_told_in_the_order_written(tmp_path: Path) -> None:
    findings = found(tmp_path, LISTED)
    patient = findings.cases[0].case.patient
    assert history_in_words(findings, patient) == (
        "History: Preterm birth (at 29 weeks); Hip surgery (age 4), treated with adductor release."
    )
    assert comorbidities_in_words(findings, patient) == (
        "Comorbidities: Epilepsy (since age 2), treated with levetiracetam; Asthma."
    )


def test_lists_are_data_and_stand_in_the_tables(tmp_path: Path) -> None:
    findings = found(tmp_path, LISTED)
    assert rows(findings) == [
        ("P01", "comorbidity", "1", "Epilepsy", "age 2", "levetiracetam"),
        ("P01", "comorbidity", "2", "Asthma", "not recorded", "not recorded"),
        ("P01", "history", "1", "Preterm birth", "at 29 weeks", "not recorded"),
        ("P01", "history", "2", "Hip surgery", "age 4", "adductor release"),
    ]
    told = "Epilepsy (since age 2), treated with levetiracetam; Asthma"
    of_case = case_table("characteristics", findings, "P01")
    assert of_case is not None
    cells = {row.cells[0].text: row.cells[1].text for row in of_case.rows}
    assert cells["Comorbidities"] == told
    of_series = series_table("characteristics", findings)
    assert of_series is not None
    column = [column.heading for column in of_series.columns].index("Comorbidities")
    assert of_series.rows[0].cells[column].text == told


def test_that_there_are_none_is_said(tmp_path: Path) -> None:
    findings = found(tmp_path, "  comorbidities: none\n")
    assert (
        comorbidities_in_words(findings, findings.cases[0].case.patient) == "Comorbidities: none."
    )
    assert rows(findings) == [
        ("P01", "comorbidity", "0", "none", "not applicable", "not applicable")
    ]


def test_what_no_file_says_is_not_said(tmp_path: Path) -> None:
    findings = found(tmp_path, "")
    patient = findings.cases[0].case.patient
    assert (history_in_words(findings, patient), comorbidities_in_words(findings, patient)) == (
        "",
        "",
    )
    assert rows(findings) == []


def test_a_calendar_date_is_refused(tmp_path: Path) -> None:
    cases = smallest(
        tmp_path,
        ("P01.yaml", SEX, SEX + "  comorbidities:\n    - {term: Asthma, since: 2019}\n"),
    )
    message = "`2019` tells a calendar date, and it would be printed"
    assert message in [problem.message for problem in check(cases).problems]
