"""An export of Castor, a ZIP of CSV files or a workbook, becomes case files by the same map."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from cpreport.exchange.import_source import import_by_map
from cpreport.problems import Refused
from tests.test_import_sheets import columns, confirmed, said, workbook

STUDY = """\
Participant Id;Participant Status;Site Abbreviation;Randomization Group;Participant Creation date;\
sex;age;Diagnosis;risk#Smoking;risk#None
110001;Not Set;ABC;;03-01-2024 10:00:00;1;41;Stroke;1;0
110002;Not Set;ABC;;04-01-2024 11:00:00;2;-95;Stroke - left;0;0
"""
REPORT = """\
Participant Id;Participant Status;Report creation date;Report Name Custom;Report Parent;date;\
MAS elbow flexors R;CRP (mg/L)
110001;Not Set;05-01-2024 10:00:00;Assessment;Baseline;31-01-2024;1+;12
110001;Not Set;05-04-2024 10:00:00;Assessment;Month 3;30-04-2024;1;31-12-2997
110002;Not Set;06-01-2024 10:00:00;Assessment;Baseline;01-02-2024;##_USER_MISSING_95##;-99
"""
EVENTS = """\
Participant Id;Participant Status;Report creation date;Report Name Custom;Report Parent;\
Adverse event;Onset date;Serious
110001;Not Set;01-03-2024 10:00:00;Event 1;;Headache;15-02-2024;no
"""
FILES = {"study_export.csv": STUDY, "study_Assessment.csv": REPORT, "study_Events.csv": EVENTS,
         "study_variablelist.csv": "Variable name;Field label\nsex;Sex\n"}  # fmt: skip
ANSWERS = (('1: "?"', "1: male"), ('2: "?"', "2: female"))


def archive(folder: Path, **changed: str) -> Path:
    path = folder / "castor.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name, content in {**FILES, **changed}.items():
            target.writestr(name, content)
    return path


def test_the_files_of_an_archive_get_a_map(tmp_path: Path) -> None:
    found = import_by_map(archive(tmp_path), tmp_path / "cases")
    assert found.imported.problems[-1].message == (
        "14 of 26 columns of castor.zip, an export of Castor, would be taken; 2 questions to answer"
    )
    assert [
        line for line in columns(found) if "not_taken" not in line and "sheet:" not in line
    ] == [
        "{column: Participant Id, is: case}",
        "{column: Report Parent, is: visit}",
        "{column: date, is: visit.date, dates: day.month.year}",
        "{column: MAS elbow flexors R, measure: MAS, item: elbow flexors, side: right}",
        "{column: CRP (mg/L), measure: CRP, unit: mg/L}",
    ]
    box = "a box to tick; unticked and never asked are the same in it"
    line = f'{{column: "risk#Smoking", sheet: study_export, not_taken: "{box}"}}'
    assert line in columns(found)
    assert (
        "\nmissing:\n"
        "  Measurement failed (-95): not assessed\n"
        "  Not asked (-97): not assessed\n"
        "  Not done (-99): not assessed\n"
    ) in found.proposed


def check_cases(path: Path, into: Path) -> None:
    found = confirmed(path, into, *ANSWERS)
    assert said(found) == []
    assert found.imported.files["110001.yaml"].partition("id: ")[2] == (
        "110001\n"
        "patient: {sex: male, age: 41 years, diagnosis: Stroke}\n"
        "consent:\n"
        "  publication: {given: not reported}\n"
        "visits:\n"
        "  - id: Baseline\n"
        "    date: 2024-01-31\n"
        "    scores:\n"
        "      MAS:\n"
        "        elbow flexors: {right: 1+}\n"
        "    measurements: {CRP: 12 mg/L}\n"
        "  - id: Month 3\n"
        "    date: 2024-04-30\n"
        "    scores:\n"
        "      MAS:\n"
        "        elbow flexors: {right: 1}\n"
        "    measurements: {CRP: not assessed}\n"
        "adverse_events:\n"
        "  - term: Headache\n"
        "    onset: {date: 2024-02-15}\n"
        "    serious: no\n"
        "    grade: not reported\n"
        "    duration: not reported\n"
        "    relatedness: not reported\n"
        "    action: not reported\n"
        "    outcome: not reported\n"
    )
    second = found.imported.files["110002.yaml"]
    assert "patient: {sex: female, age: not reported, diagnosis: Stroke - left}\n" in second
    assert "        elbow flexors: {right: not assessed}\n" in second


def test_reports_are_visits_or_events_and_codes_are_what_is_missing(tmp_path: Path) -> None:
    check_cases(archive(tmp_path), tmp_path / "cases")


def test_the_files_unpacked_or_a_workbook_give_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(archive(tmp_path)) as packed:
        packed.extractall(folder)
    check_cases(folder, tmp_path / "one")
    tabs = {
        Path(name).stem: [line.split(";") for line in content.splitlines()]
        for name, content in FILES.items()
    }
    check_cases(workbook(tmp_path, **tabs), tmp_path / "other")


def test_a_date_of_which_a_part_is_unknown_is_named_at_its_cell(tmp_path: Path) -> None:
    content = REPORT.replace("30-04-2024", "UK-04-2024")
    path = archive(tmp_path, **{"study_Assessment.csv": content})
    found = confirmed(path, tmp_path / "cases", *ANSWERS)
    assert said(found) == [(
        "CP864", "castor.zip study_Assessment!F3",
        "the date `UK-04-2024` has a part that nobody knows",
        "leave the cell empty, and tell the time in a column of its own",
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "why"),
    [({"readme.txt": "hello"}, "no file in it is one that is read"),
     ({"a.csv": "A;B\n"}, "no value stands in it below a heading")],
)  # fmt: skip
def test_an_archive_of_anything_else_is_refused(
    files: dict[str, str], why: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as target:
        for name, content in files.items():
            target.writestr(name, content)
    with pytest.raises(Refused) as refused:
        import_by_map(tmp_path / "x.zip", tmp_path / "cases")
    assert why in refused.value.problems[0].message
