"""A sheet of any shape becomes case files by a map that somebody has confirmed, and not otherwise."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cpreport.exchange.import_cases import write_cases
from cpreport.exchange.import_source import ImportedByMap, import_by_map
from cpreport.exchange.read_sheets import _as_wide_as_written
from cpreport.exchange.source_map.heading_words import known_names, read_heading
from cpreport.exchange.source_tables import MOST_COLUMNS
from cpreport.exchange.write_identities import identity_clashes, write_identities
from cpreport.problems import Refused
from cpreport.scales.reader import shipped_scales, with_shipped_numbers
from tests.conftest import cpreport

KNOWN = known_names(with_shipped_numbers(shipped_scales()), {"before": "before"})
#: Consent is told when a series is checked; here it would stand beside every problem.
CONSENT = "CP701"

LONG = """\
Patient;Visit;Date;Sex;Age;Diagnosis;Name;Tel;TCT sitting balance;MAS elbow flexors R;\
MAS elbow flexors L;CRP (mg/L);Remarks
P01;pre;03.03.2022;m;7;Spastic diplegia;Anna Muster;+49 170 1234567;25;1+;2;3,5;tired
P01;post;03.06.2022;m;7;Spastic diplegia;Anna Muster;+49 170 1234567;25;1;1;2,1;
P02;pre;04.03.2022;w;41;Stroke;Bernd Beispiel;0170 7654321;NA;3;9;99;
P02;post;05.06.2022;w;41;Stroke;Bernd Beispiel;0170 7654321;12;2;1+;1,0;better
"""
Rows = Sequence[Sequence[object]]


def workbook(folder: Path, **sheets: Rows) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    path = folder / "data.xlsx"
    book.save(path)
    return path


def text(folder: Path, content: str | bytes, name: str = "data.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def columns(found: ImportedByMap) -> list[str]:
    """The columns of a proposed map, line by line."""
    lines = found.proposed.partition("columns:\n")[2].splitlines()
    return [line.strip().removeprefix("- ") for line in lines if line.strip()[:1] == "-"]


def confirmed(path: Path, into: Path, *answers: tuple[str, str]) -> ImportedByMap:
    """Import by the map as it is proposed, with these answers."""
    proposed = import_by_map(path, into).proposed
    for asked, answer in answers:
        assert asked in proposed
        proposed = proposed.replace(asked, answer)
    into.mkdir(exist_ok=True)
    (into / "map.yaml").write_text(proposed.replace("confirmed: no", "confirmed: yes"), "utf-8")
    return import_by_map(path, into)


def said(found: ImportedByMap) -> list[tuple[str, str, str, str]]:
    return [
        (p.code, str(p.place), p.message, p.help)
        for p in found.imported.problems
        if p.code != CONSENT
    ]


# --- headings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "measure", "item", "side", "visit"),
    [
        ("MAS elbow flexors R pre", "MAS", "elbow flexors", "right", "pre"),
        ("T0 / MAS / elbow flexors left", "MAS", "elbow flexors", "left", "T0"),
        ("mas_elbow_flexors_r_visit_1", "MAS", "elbow flexors", "right", "visit 1"),
        ("MRC shoulder abduction left V2", "MRC", "shoulder abduction", "left", "V2"),
        ("before - TCT sitting balance", "TCT", "sitting balance", "", "before"),
        ("CRP (mg/L) M6", "CRP", "", "", "M6"),
        ("6MWT 6 months", "SixMWT", "", "", "6 months"),
        ("10MWT", "TenMWT", "", "", ""),
        ("PHQ9 follow up", "PHQ-9", "", "", "follow up"),
        ("reason for visit", "", "", "", ""),
    ],
)
def test_a_heading_is_read(heading: str, measure: str, item: str, side: str, visit: str) -> None:
    found = read_heading(heading, KNOWN)
    assert (found.measure, found.item, found.side, found.visit) == (measure, item, side, visit)


# --- shapes --------------------------------------------------------------------------------------


def test_a_long_sheet_gets_a_map_and_then_its_cases(tmp_path: Path) -> None:
    path = text(tmp_path, "\ufeff" + LONG.replace("\n", "\r\n"))
    first = import_by_map(path, tmp_path / "cases")
    assert said(first) == [
        (
            "CP871", "map.yaml",
            "12 of 13 columns of data.csv, text in columns, would be taken; 2 questions to answer",
            "look at each line, answer each `?`, write `confirmed: yes`, and run the command again",
        )
    ]  # fmt: skip
    assert columns(first) == [
        "{column: Patient, is: case}",
        "{column: Visit, is: visit}",
        "{column: Date, is: visit.date, dates: day.month.year}",
        "{column: Sex, is: patient.sex, values: {m: male, w: female}}",
        "{column: Age, is: patient.age, unit: years}",
        "{column: Diagnosis, is: patient.diagnosis}",
        "{column: Name, identity: name}",
        "{column: Tel, identity: contacts}",
        "{column: TCT sitting balance, measure: TCT, item: sitting balance}",
        "{column: MAS elbow flexors R, measure: MAS, item: elbow flexors, side: right}",
        "{column: MAS elbow flexors L, measure: MAS, item: elbow flexors, side: left}",
        '{column: CRP (mg/L), measure: CRP, unit: mg/L, decimal: comma, missing: {99: "?"}}',
        "{column: Remarks, not_taken: no measure and no part of a case is known by this name}",
    ]
    assert '\n  NA: not reported\n  9: "?"\n' in first.proposed
    found = confirmed(
        path, tmp_path / "cases", ('  9: "?"', "  9: not assessed"), ('99: "?"', "99: a value")
    )
    assert said(found) == []
    assert found.imported.files["P02.yaml"] == (
        "# yaml-language-server: $schema=../schemas/case.schema.json\n"
        "id: P02\n"
        "patient: {sex: female, age: 41 years, diagnosis: Stroke}\n"
        "consent:\n"
        "  publication: {given: not reported}\n"
        "visits:\n"
        "  - id: pre\n"
        "    date: 2022-03-04\n"
        "    scores:\n"
        "      TCT: {sitting balance: not reported}\n"
        "      MAS:\n"
        "        elbow flexors: {right: 3, left: not assessed}\n"
        "    measurements: {CRP: 99 mg/L}\n"
        "  - id: post\n"
        "    date: 2022-06-05\n"
        "    scores:\n"
        "      TCT: {sitting balance: 12}\n"
        "      MAS:\n"
        "        elbow flexors: {right: 2, left: 1+}\n"
        "    measurements: {CRP: 1.0 mg/L}\n"
        "adverse_events: not reported\n"
    )
    assert found.not_taken == {
        "no measure and no part of a case is known by this name": ("Remarks",)
    }


def test_a_question_that_is_left_open_stops(tmp_path: Path) -> None:
    found = confirmed(text(tmp_path, LONG), tmp_path / "cases")
    assert [one[:3] for one in said(found)] == [
        ("CP872", "map.yaml:16:6", "`9` is not answered"),
        ("CP872", "map.yaml:38:82", "`99` of the column `CRP (mg/L)` is not answered"),
    ]
    assert found.imported.files == {}


def test_a_wide_sheet_with_two_rows_of_headings(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Data=[
            ["Study of 2024"],
            [None, None, None, "before", None, None, "after", None, None],
            ["Pat", "sex", "age", *(["MAS elbow flexors R", "MAS elbow flexors L", "TCT total"] * 2)],
            ["A1", "f", 63, "1+", 2, 48, 1, 1, 74],
        ],
    )  # fmt: skip
    first = import_by_map(path, tmp_path / "cases")
    assert "  - {sheet: Data, header_rows: 2}\n" in first.proposed
    assert columns(first)[-3:] == [
        "{column: after / MAS elbow flexors R, measure: MAS, item: elbow flexors, side: right, "
        "visit: after}",
        "{column: after / MAS elbow flexors L, measure: MAS, item: elbow flexors, side: left, "
        "visit: after}",
        "{column: after / TCT total, measure: TCT, score: total, visit: after}",
    ]
    found = confirmed(path, tmp_path / "cases")
    assert said(found) == [
        (
            "CP865", "data.xlsx Data!A1",
            "this row stands above the headings, and was not taken", "",
        )
    ]  # fmt: skip
    assert "  - id: before\n" in found.imported.files["A1.yaml"]
    assert "        elbow flexors: {right: 1+, left: 2}\n" in found.imported.files["A1.yaml"]
    assert "      TCT: {total: 74}\n" in found.imported.files["A1.yaml"]


def test_a_row_for_every_value(tmp_path: Path) -> None:
    rows = [
        ["id", "visit", "date", "measure", "item", "side", "value"],
        ["P1", "T0", dt.datetime(2024, 1, 1), "MAS", "elbow flexors", "R", "1+"],
        ["P1", "T0", dt.datetime(2024, 1, 1), "MAS", "elbow flexors", "li", "2"],
        ["P1", "T0", dt.datetime(2024, 1, 1), "Trunk Control Test", "sitting balance", None, 12],
        ["P1", "T1", dt.datetime(2024, 5, 1), "CRP", None, None, "<5 mg/L"],
    ]
    found = confirmed(workbook(tmp_path, Data=rows), tmp_path / "cases")
    assert said(found) == []
    assert found.imported.files["P1.yaml"].partition("visits:\n")[2] == (
        "  - id: T0\n"
        "    date: 2024-01-01\n"
        "    scores:\n"
        "      MAS:\n"
        "        elbow flexors: {right: 1+, left: 2}\n"
        "      TCT: {sitting balance: 12}\n"
        "  - id: T1\n"
        "    date: 2024-05-01\n"
        "    measurements: {CRP: <5 mg/L}\n"
        "adverse_events: not reported\n"
    )


def test_a_sheet_for_every_patient_with_the_items_below_each_other(tmp_path: Path) -> None:
    form = [["", "T0", "T1"], ["rolling to weak side", 12, 25], ["rolling to strong side", 0, 12],
            ["sitting balance", 0, 12]]  # fmt: skip
    path = workbook(tmp_path, P01=form, P02=form, Notes=[["Seen by two of us"]])
    first = import_by_map(path, tmp_path / "cases")
    assert "  - {sheet: P02, case: P02, measure: TCT}\n" in first.proposed
    assert "  - {sheet: Notes, not_taken: it has headings alone}\n" in first.proposed
    found = confirmed(path, tmp_path / "cases")
    assert list(found.imported.files) == ["P01.yaml", "P02.yaml"]
    assert (
        "      TCT: {rolling to weak side: 25, rolling to strong side: 12, sitting balance: 12}\n"
        in found.imported.files["P02.yaml"]
    )
    assert found.not_taken == {"it has headings alone": ("sheet Notes",)}


def test_a_sheet_for_every_visit_and_one_for_every_scale(tmp_path: Path) -> None:
    heads = ["ID", "Date", "CRP (mg/L)"]
    path = workbook(
        tmp_path, T0=[heads, ["P1", "2024-01-01", 5]], T1=[heads, ["P1", "2024-03-01", 7]]
    )
    found = confirmed(path, tmp_path / "cases")
    assert (
        "  - id: T1\n    date: 2024-03-01\n    measurements: {CRP: 7 mg/L}\n"
        in (found.imported.files["P1.yaml"])
    )
    path = workbook(
        tmp_path,
        TCT=[["ID", "visit", "rolling to weak side", "sitting balance"], ["P1", "pre", 12, 25]],
        Patients=[["ID", "Sex", "Age", "Diagnosis"], ["P1", "male", "6 years", "Dyskinesia"]],
    )  # fmt: skip
    found = confirmed(path, tmp_path / "others")
    assert said(found) == []
    text = found.imported.files["P1.yaml"]
    assert "patient: {sex: male, age: 6 years, diagnosis: Dyskinesia}\n" in text
    assert "      TCT: {rolling to weak side: 12, sitting balance: 25}\n" in text


def test_visits_without_a_name_are_numbered_by_their_dates(tmp_path: Path) -> None:
    path = text(tmp_path, "Patient,Date,GMFM-66\nA1,1/13/2024,50.1\nA1,1/2/2024,40\n")
    found = confirmed(path, tmp_path / "cases")
    assert found.imported.files["A1.yaml"].partition("visits:\n")[2] == (
        "  - id: visit 1\n"
        "    date: 2024-01-02\n"
        "    entered_totals:\n"
        "      GMFM-66: {total: 40}\n"
        "  - id: visit 2\n"
        "    date: 2024-01-13\n"
        "    entered_totals:\n"
        "      GMFM-66: {total: 50.1}\n"
        "adverse_events: not reported\n"
    )


def test_an_old_encoding_is_said_where_it_is_taken(tmp_path: Path) -> None:
    content = "Patient;Geschlecht;Diagnose;CRP (mg/L) vorher\nA1;männlich;Zöliakie;3,4\n"
    found = confirmed(text(tmp_path, content.encode("cp1252")), tmp_path / "cases")
    assert said(found) == [
        ("CP865", "data.csv:1:0", "read as Windows-1252, for it is no UTF-8: is `männlich` right?", "")
    ]  # fmt: skip
    assert (
        "patient: {sex: male, diagnosis: Zöliakie, age: not reported}"
        in (found.imported.files["A1.yaml"])
    )


def test_a_day_that_may_be_a_month_is_asked_about(tmp_path: Path) -> None:
    path = text(tmp_path, "Patient,Visit,Date,CRP (mg/L)\nA1,pre,1/2/2024,3\n")
    first = import_by_map(path, tmp_path / "cases")
    assert "# Is `1/2/2024` day.month.year or month.day.year?\n" in first.proposed
    assert '{column: Date, is: visit.date, dates: "?"}' in columns(first)


def test_a_number_that_nobody_knows_is_declared_by_its_unit(tmp_path: Path) -> None:
    path = text(tmp_path, "Patient,Visit,Date,Thickness (mm)\nA1,pre,2024-01-01,3.25\n")
    first = import_by_map(path, tmp_path / "cases")
    assert "\nmeasures:\n  thickness: {name: Thickness, unit: mm}\n" in first.proposed
    found = confirmed(path, tmp_path / "cases")
    assert said(found) == []
    assert "    measurements: {thickness: 3.25}\n" in found.imported.files["A1.yaml"]
    assert (
        '  thickness: {name: "Thickness", unit: "mm", better: none}\n'
        in (found.started["series.yaml"])
    )


def open_document(folder: Path, rows: Rows) -> Path:
    """Write the least OpenDocument sheet that holds these rows."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(
        "<table:table-row>" + "".join(
            f'<table:table-cell office:value-type="float" office:value="{value}"/>'
            if isinstance(value, int | float)
            else f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in row
        ) + "</table:table-row>"
        for row in rows
    )  # fmt: skip
    content = (
        f'<office:document-content xmlns:office="{name}:office:1.0" xmlns:table="{name}:table:1.0" '
        f'xmlns:text="{name}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Data">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = folder / "data.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{name}:manifest:1.0"/>')
        archive.writestr("content.xml", content)
    return path


def test_an_open_document_sheet_is_read_with_its_cells(tmp_path: Path) -> None:
    heads = ["Patient", "Visit", "Date", "CRP (mg/L)", "MAS elbow flexors R"]
    path = open_document(tmp_path, [heads, ["A1", "pre", "2024-01-01", 3, "1+"]])
    found = confirmed(path, tmp_path / "cases")
    assert said(found) == []
    text = found.imported.files["A1.yaml"]
    assert "    measurements: {CRP: 3 mg/L}\n" in text
    assert "        elbow flexors: {right: 1+}\n" in text
    open_document(tmp_path, [heads, ["A1", "pre", "2024-01-01", 3, 7.5]])
    (problem,) = said(import_by_map(path, tmp_path / "cases"))
    assert problem[:2] == ("CP104", "data.ods Data!E2")


# --- what is wrong -------------------------------------------------------------------------------


def rows(*more: Sequence[object], heads: Sequence[str] = ()) -> dict[str, Any]:
    first = ["Patient", "Visit", "Date", "MAS elbow flexors R", "CRP (mg/L)", *heads]
    return {"Data": [first, *more]}


@pytest.mark.parametrize(
    ("sheet", "code", "cell", "message", "hint"),
    [
        (
            rows(["P1", "pre", "2024-01-01", dt.datetime(2026, 2, 1), 5]),
            "CP864", "Data!D2", "Excel made a date of what was typed here, such as `1-2`",
            "format the cell as text, and type it again",
        ),
        (
            rows(["P1", "pre", "2024-01-01", 1, 5], ["P1", "post", 45292, 1, 5]),
            "CP864", "Data!C3",
            "`45292` is a number where a date belongs; Excel shows it as 2024-01-01",
            "write 2024-01-01",
        ),
        (
            rows(["007", "pre", "2024-01-01", 1, 5], [8, "pre", "2024-01-01", 1, 5]),
            "CP864", "Data!A3",
            "`8` has fewer digits than the other ids; a program may have cut `008`",
            "format the cell as text, and write 008",
        ),
        (
            rows(["P1", "pre", "2024-01-01", "=1+1", 5]),
            "CP864", "Data!D2", "a formula stands here that nobody worked out",
            "write what it gives",
        ),
        (
            rows(["P1", "pre", "2024-01-01", "#REF!", 5]),
            "CP864", "Data!D2", "`#REF!` stands here in the place of a value",
            "write the value as text",
        ),
        (
            rows(["P1", "pre", "2024-01-01", 1, 5], ["P1", "pre", "2024-01-01", 1, 5]),
            "CP874", "Data!A3", "P1 has a row for `pre` already: Data!A2",
            "keep one of the two, or name another visit in one of them",
        ),
        (
            rows(["P1", "pre", "2024-01-01", "2+", 5]),
            "CP104", "Data!D2", "`2+` is not a Modified Ashworth grade",
            "did you mean `2` or `1+`?",
        ),
        (
            rows(["P1", "pre", "2024-01-01", 1, "much"]),
            "CP121", "Data!E2", "`much` is no value of C-reactive protein", "",
        ),
        (
            rows(["P1", "pre", "2024-13-01", 1, 5]),
            "CP201", "Data!C2", "`2024-13-01` is not in the calendar",
            "check the day and the month",
        ),
        (
            rows([None, "pre", "2024-01-01", 1, 5], ["P1", "pre", "2024-01-01", 1, 5]),
            "CP865", "Data!A2", "this row names no patient, and was not taken", "",
        ),
        (
            rows(["P1", "pre", "2024-01-01", 1, 5, "male"], ["P1", "post", "2024-01-02", 1, 5, "female"],
                 heads=["Sex"]),
            "CP863", "Data!F3", "`patient > sex` of P1 has a value already: Data!F2",
            "keep one of the two",
        ),
        (
            rows(["P1", "pre", "2024-01-01", 1, 5, "seen by a@b.example.org, MRN: 1234567"],
                 heads=["Diagnosis"]),
            "CP715", "Data!F2", "this holds what looks like an e-mail address",
            "take it out of the sheet; who the patient is belongs to identities.yaml alone",
        ),
        (
            rows(["P 1/x", "pre", "2024-01-01", 1, 5]),
            "CP106", "Data!A2", "`P 1/x` cannot be a file name on every system",
            "use a study id such as P01",
        ),
    ],
)  # fmt: skip
def test_a_fault_of_a_sheet_is_named_at_its_cell(
    sheet: dict[str, Any], code: str, cell: str, message: str, hint: str, tmp_path: Path
) -> None:
    found = confirmed(workbook(tmp_path, **sheet), tmp_path / "cases")
    assert (code, f"data.xlsx {cell}", message, hint) in said(found)
    if code != "CP865":
        assert found.imported.files == {}


def test_a_map_and_a_source_that_do_not_fit_are_named(tmp_path: Path) -> None:
    path = workbook(tmp_path, **rows(["P1", "pre", "2024-01-01", 1, 5]))
    confirmed(path, tmp_path / "cases")
    workbook(tmp_path, **rows(["P1", "pre", "2024-01-01", 1, 5, 3], heads=["Pain"]))
    found = import_by_map(path, tmp_path / "cases")
    assert said(found)[0][2:] == (
        "the map does not say what the column `Pain` is",
        "add it, if only with `not_taken`; or delete map.yaml to have one proposed",
    )
    workbook(tmp_path, **rows(["P1", "pre", "2024-01-01", 1, 5]))
    said_of = (tmp_path / "cases" / "map.yaml").read_text("utf-8")
    (tmp_path / "cases" / "map.yaml").write_text(
        said_of.replace("elbow flexors, s", "elbow flexxors, s")
    )
    found = import_by_map(path, tmp_path / "cases")
    assert [one[2:] for one in said(found)] == [
        ("`elbow flexxors` is no item of MAS", "did you mean `elbow flexors` or `elbow extensors`?")
    ]


def test_a_visit_that_the_map_does_not_know_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path, **rows(["P1", "pre", "2024-01-01", 1, 5]))
    confirmed(path, tmp_path / "cases")
    workbook(tmp_path, **rows(["P1", "pree", "2024-01-01", 1, 5]))
    found = import_by_map(path, tmp_path / "cases")
    assert said(found)[0][1:] == (
        "data.xlsx Data!C2", "`pree` is no visit of the map", "did you mean `pre`?",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 broken", "it is damaged, or no Excel workbook (.xlsx)"),
        (b"\xd0\xcf\x11\xe0 broken", "it is damaged, or no sheet (.ods, .xls, .xlsb)"),
        (b"\x00\x01\x02", "it is no text"),
        (b"", "nothing stands in it"),
        (
            b"id,note\nP01," + b"x" * 200_000,
            "a cell that ends in line 2 has more than 131,072 letters",
        ),
    ],
)
def test_what_is_no_sheet_is_refused(content: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        import_by_map(text(tmp_path, content), tmp_path / "cases")
    assert why in refused.value.problems[0].message


def test_rows_up_to_a_cell_far_from_the_others_have_no_width(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["XFD50"] = "id", "a slip"
    book.save(tmp_path / "far.xlsx")
    page = openpyxl.load_workbook(tmp_path / "far.xlsx", read_only=True).worksheets[0]
    widths = [len(row) for row in _as_wide_as_written(page)]
    assert widths == [1, *[0] * 48, MOST_COLUMNS]


@pytest.mark.parametrize("heading", ["?", "\x7f", "a\x01b", "\ufffe", "a: b #c", "- q", "null"])
def test_a_map_is_read_back_whatever_a_heading_is(heading: str, tmp_path: Path) -> None:
    file = text(tmp_path, f"id,{heading}\nP01,1\n".encode())
    text(tmp_path, import_by_map(file, tmp_path).proposed, "map.yaml")
    assert [p.code for p in import_by_map(file, tmp_path).imported.problems] == ["CP871"]


def test_a_case_file_is_read_back_whatever_a_cell_holds(tmp_path: Path) -> None:
    answers = ('  9: "?"', "  9: not assessed"), ('99: "?"', "99: a value")
    path = text(tmp_path, LONG.replace("Stroke", "Stroke\ufffe"))
    found = confirmed(path, tmp_path / "cases", *answers)
    assert 'diagnosis: "Stroke\\ufffe"}\n' in found.imported.files["P02.yaml"]


# --- who they are --------------------------------------------------------------------------------


def test_who_they_are_goes_to_the_identities_alone(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    found = confirmed(
        text(tmp_path, LONG), cases, ('  9: "?"', "  9: not assessed"), ('99: "?"', "99: a value")
    )
    told = "".join(found.imported.files.values()) + (cases / "map.yaml").read_text("utf-8")
    assert not any(name in told for name in ("Muster", "Bernd", "1234567"))
    assert write_identities(cases, found.identities) == ("P01", "P02")
    written = (cases / "identities.yaml").read_text("utf-8")
    assert written.endswith(
        "P01:\n  name: Anna Muster\n  contacts: [\"+49 170 1234567\"]\n"
        "P02:\n  name: Bernd Beispiel\n  contacts: [0170 7654321]\n"
    )  # fmt: skip
    assert (cases / "identities.yaml").stat().st_mode & 0o077 == 0
    assert write_identities(cases, found.identities) == ()
    (cases / "identities.yaml").write_text(written.replace("Anna", "Anne"), "utf-8")
    clash = next(iter(identity_clashes(cases, found.identities)))
    assert (clash.code, clash.place.line) == ("CP722", 4)
    assert "Anna" not in clash.message


def test_first_and_last_names_are_put_together_and_none_is_kept_without(tmp_path: Path) -> None:
    content = (
        "Patient,Visit,Date,First name,Surname,DOB,CRP (mg/L)\n"
        "A1,pre,2024-01-01,Anna,Muster,1999-01-02,3\nA2,pre,2024-01-01,,,1990-02-03,3\n"
    )
    found = confirmed(text(tmp_path, content), tmp_path / "cases")
    assert write_identities(tmp_path / "cases", found.identities) == ("A1",)
    written = (tmp_path / "cases/identities.yaml").read_text("utf-8")
    assert written.endswith("A1:\n  name: Anna Muster\n  date_of_birth: 1999-01-02\n")
    assert [p.message for p in identity_clashes(tmp_path / "cases", found.identities)] == [
        "A2 has columns that identify, and no name"
    ]


# --- the command ---------------------------------------------------------------------------------


def test_two_runs_of_the_command_make_a_series(tmp_path: Path) -> None:
    text(tmp_path, LONG)
    done = cpreport("import", "data.csv", "--into", "cases", cwd=tmp_path)
    assert done.returncode == 1
    assert "Next: confirm cases/map.yaml, then cpreport import data.csv --into cases" in done.stderr
    said = (tmp_path / "cases/map.yaml").read_text("utf-8")
    said = said.replace("confirmed: no", "confirmed: yes").replace('"?"', "not assessed")
    (tmp_path / "cases/map.yaml").write_text(said, "utf-8")
    done = cpreport("import", "data.csv", "--into", "cases", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Wrote cases/P01.yaml." in done.stdout
    assert "known by this name): Remarks." in done.stdout
    (tmp_path / "cases/series.yaml").write_text("title: mine\n")
    done = cpreport("import", "data.csv", "--into", "cases", cwd=tmp_path)
    assert "Unchanged: P01, P02." in done.stdout
    assert (tmp_path / "cases/series.yaml").read_text() == "title: mine\n"


# --- a second import -----------------------------------------------------------------------------

FIRST = "Patient,Visit,Date,CRP (mg/L),MAS elbow flexors R\nA1,pre,2024-01-01,3,1+\n"
KEPT = """\
# Seen by both of us.
id: A1
patient:
  age: 7 years          # from the notes
  sex: female
  diagnosis: Dyskinesia
  history: Born at term.
consent:
  publication: {given: yes, by: mother, date: 2024-01-01}
visits:
  - id: pre
    date: 2024-01-01
    scores:
      MAS: {elbow flexors: {right: 1+}}   # tired
    measurements: {CRP: 3 mg/L}
adverse_events: none
"""


def again(tmp_path: Path, sheet: str, case: str = KEPT) -> ImportedByMap:
    """Import a sheet beside a case file that was worked on."""
    cases = tmp_path / "cases"
    confirmed(text(tmp_path, FIRST), cases, ("  pre: pre", "  pre: pre\n  post: post"))
    (cases / "A1.yaml").write_text(case, "utf-8")
    return import_by_map(text(tmp_path, sheet), cases)


def test_a_case_that_says_the_same_and_more_stays_as_it_is(tmp_path: Path) -> None:
    found = again(tmp_path, FIRST)
    assert (found.imported.unchanged, found.imported.files) == (("A1",), {})


def test_what_is_new_comes_to_a_case_and_its_words_and_comments_stay(tmp_path: Path) -> None:
    found = again(tmp_path, f"{FIRST}A1,post,2024-05-01,2,1\nA2,pre,2024-02-02,8,0\n")
    assert said(found) == []
    assert found.imported.added == {"A1": ("visits > 2 `post`",)}
    assert found.imported.files["A1.yaml"] == KEPT.replace(
        "adverse_events",
        "  - id: post\n    date: 2024-05-01\n    measurements: {CRP: 2 mg/L}\n    scores:\n"
        "      MAS:\n        elbow flexors: {right: 1}\nadverse_events",
    )
    assert set(found.imported.files) == {"A1.yaml", "A2.yaml"}


def test_what_both_say_otherwise_is_shown_and_taken_only_when_asked_for(tmp_path: Path) -> None:
    sheet = FIRST.replace(",3,1+", ",4,2")
    found = again(tmp_path, sheet)
    assert found.imported.differences == {
        "A1": (
            "visits > 1 > measurements > CRP: `3 mg/L` -> `4 mg/L`",
            "visits > 1 > scores > MAS > elbow flexors > right: `1+` -> `2`",
        )
    }
    assert found.imported.files["A1.yaml"] == KEPT.replace("right: 1+", "right: 2").replace(
        "CRP: 3", "CRP: 4"
    )
    done = cpreport("import", "data.csv", "--into", "cases", cwd=tmp_path)
    assert done.returncode == 1
    assert "the case file of A1 says something else" in " ".join(done.stderr.split())
    assert (tmp_path / "cases/A1.yaml").read_text("utf-8") == KEPT
    done = cpreport("import", "data.csv", "--into", "cases", "--replace", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "# tired" in (tmp_path / "cases/A1.yaml").read_text("utf-8")


def test_a_value_that_a_case_lacks_is_added_where_it_belongs(tmp_path: Path) -> None:
    case = KEPT.replace("    measurements: {CRP: 3 mg/L}\n", "")
    found = again(tmp_path, FIRST, case)
    assert found.imported.added == {"A1": ("visits > 1 > measurements 1 values",)}
    assert "# tired\n    measurements: {CRP: 3 mg/L}\n" in found.imported.files["A1.yaml"]


# --- what changed since the last import ----------------------------------------------------------


@pytest.fixture
def imported_once(tmp_path: Path) -> Path:
    """A series that was imported once, with two visits of one patient and one of another."""
    sheet = f"{FIRST}A1,post,2024-05-01,2,1\nA2,pre,2024-02-02,8,0\n"
    found = confirmed(text(tmp_path, sheet), tmp_path / "cases")
    write_cases(found.imported, tmp_path / "cases")
    return tmp_path / "cases"


def edited(case: Path, *changes: tuple[str, str]) -> None:
    content = case.read_text("utf-8")
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    case.write_text(content, "utf-8")


def test_what_only_the_sheet_changed_is_an_update_and_what_only_the_file_changed_stays(
    imported_once: Path,
) -> None:
    edited(imported_once / "A1.yaml", ("CRP: 3 mg/L", "CRP: 4 mg/L"),
           ("right: 1}", "right: 1}  # tired"))  # fmt: skip
    sheet = f"{FIRST}A1,post,2024-05-02,2,2\nA2,pre,2024-02-02,8,0\n"
    found = import_by_map(text(imported_once.parent, sheet), imported_once).imported
    assert {p.code for p in found.problems} <= {CONSENT}
    assert (found.differences, found.added, found.gone) == ({}, {}, {})
    assert found.updated == {
        "A1": (
            "visits > 2 > date: `2024-05-01` -> `2024-05-02`",
            "visits > 2 > scores > MAS > elbow flexors > right: `1` -> `2`",
        )
    }
    assert found.unchanged == ("A2",)
    new = found.files["A1.yaml"]
    assert "CRP: 4 mg/L" in new
    assert "elbow flexors: {right: 2}  # tired" in new
    write_cases(found, imported_once)
    again = import_by_map(imported_once.parent / "data.csv", imported_once).imported
    assert (again.unchanged, again.files) == (("A1", "A2"), {})


def test_what_both_changed_is_asked_about(imported_once: Path) -> None:
    edited(imported_once / "A1.yaml", ("CRP: 3 mg/L", "CRP: 4 mg/L"))
    sheet = f"{FIRST.replace(',3,1+', ',5,1+')}A1,post,2024-05-01,2,1\nA2,pre,2024-02-02,8,0\n"
    found = import_by_map(text(imported_once.parent, sheet), imported_once).imported
    assert found.differences == {
        "A1": ("visits > 1 > measurements > CRP: `4 mg/L` -> `5 mg/L`",)
    }  # fmt: skip
    assert found.updated == {}


def test_what_was_taken_out_of_one_of_the_two_stays_as_it_is_and_is_said(
    imported_once: Path,
) -> None:
    edited(imported_once / "A1.yaml", ("    measurements: {CRP: 3 mg/L}\n", ""))
    sheet = f"{FIRST}A2,pre,2024-02-02,,0\n"
    found = import_by_map(text(imported_once.parent, sheet), imported_once).imported
    assert (found.files, found.differences) == ({}, {})
    assert found.gone == {
        "A1": ("visits > 2 `post`",), "A2": ("visits > 1 > measurements 1 values",),
    }  # fmt: skip
    done = cpreport("import", "data.csv", "--into", "cases", cwd=imported_once.parent)
    assert done.returncode == 0, done.stderr
    assert "No longer in the source, and kept in A1: visits > 2 `post`." in done.stdout


def test_a_series_that_an_import_begins_keeps_identities_out_of_version_control(
    tmp_path: Path,
) -> None:
    text(tmp_path, "Patient,Name,Visit,Date,CRP (mg/L)\nA1,Anna Muster,pre,2024-01-01,3\n")
    assert cpreport("import", "data.csv", "--into", "cases", cwd=tmp_path).returncode == 1
    edited(tmp_path / "cases/map.yaml", ("confirmed: no", "confirmed: yes"))
    done = cpreport("import", "data.csv", "--into", "cases", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cases/identities.yaml").is_file()
    assert "identities.yaml" in (tmp_path / ".gitignore").read_text("utf-8").splitlines()
