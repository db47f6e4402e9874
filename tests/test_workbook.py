"""A workbook holds every value of a series, and what is filled in wrongly is named at its cell."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from cpreport.cases.text import Node, leaves
from cpreport.cases.yaml_text import read_yaml
from cpreport.check.check_series import check
from cpreport.demo import demo_files
from cpreport.exchange.case_rows import NO_ENTRY, Sheet, sheets_of
from cpreport.exchange.export_cases import export_workbook
from cpreport.exchange.import_cases import import_workbook, write_cases
from cpreport.exchange.read_workbook import read_workbook
from cpreport.exchange.rows_to_cases import CellValue, ReadRow, ReadSheet, cases_of
from cpreport.exchange.write_yaml import write_case
from cpreport.problems import Place, Refused
from tests.conftest import cpreport
from tests.kinds_series import kinds_series

Change = Callable[[Workbook], None]


def values(text: str) -> dict[tuple[Any, ...], str]:
    """Every value of a file; one route is the same as a list of one."""
    node = read_yaml(text, "")[0]
    assert node is not None
    return {
        (*path, 0) if path[-1] == "routes" else path: scalar.text.rstrip("\n")
        for path, scalar in leaves(node)
    }


def whole(text: str) -> Node:
    node = read_yaml(text, "")[0]
    assert node is not None
    return node


def read_back(sheets: tuple[Sheet, ...]) -> list[ReadSheet]:
    """The sheets as they would be read from a workbook."""
    return [
        ReadSheet(
            sheet.name,
            tuple(
                ReadRow(
                    {c: CellValue(text, Place("x", cell=c)) for c, text in row.items()},
                    Place("x", cell="A1"),
                    {c: Place("x", cell=c) for c in sheet.columns},
                )
                for row in sheet.rows
            ),
            sheet.scale,
        )
        for sheet in sheets
    ]


def changed(cases: Path, folder: Path, change: Change) -> Path:
    """The workbook of a series, filled in otherwise."""
    book = openpyxl.load_workbook(io.BytesIO(export_workbook(cases)))
    change(book)
    path = folder / "patients.xlsx"
    book.save(path)
    return path


def changed_bytes(data: bytes, change: Change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def at(book: Workbook, cell: str) -> Any:
    sheet, _, where = cell.partition("!")
    return book[sheet][where]


def put(cell: str, value: object) -> Change:
    def change(book: Workbook) -> None:
        at(book, cell).value = value

    return change


# --- there and back ------------------------------------------------------------------------------


def test_the_example_comes_back_as_it_was(example: Path, tmp_path: Path) -> None:
    sheets, problems = read_workbook(export_workbook(example), "p.xlsx")
    cases, more = cases_of(sheets)
    assert (problems, more) == ([], [])
    assert list(cases) == ["P01", "P02", "P03", "P04"]
    for case, tree in cases.items():
        written = write_case(tree).text
        assert values(written) == values((example / f"{case}.yaml").read_text("utf-8"))


@pytest.mark.slow
def test_invented_patients_come_back_as_they_were(tmp_path: Path) -> None:
    files = dict(demo_files(12, 5))
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    cases, _ = cases_of(read_workbook(export_workbook(tmp_path), "p.xlsx")[0])
    assert len(cases) == 12
    for case, tree in cases.items():
        assert values(write_case(tree).text) == values(files[f"{case}.yaml"])


#: What may stand in a field, with what YAML, sheets and lists would take for something else.
TEXTS = st.text(
    st.sampled_from("aZ09 ,.:;#-+*?!|>&%@`'\"\\{}[]()<=~^_/äжع漢→…–\n"), min_size=1, max_size=60
).filter(lambda t: t.strip() == t and "\r" not in t)
WORDS = st.text(st.sampled_from("abcXYZ019 -+_."), min_size=1, max_size=12).filter(
    lambda t: t.strip() == t and t[0].isalpha()
)
GRADES = st.one_of(TEXTS.filter(lambda t: t != NO_ENTRY and "\n" not in t),
                   st.sampled_from(["1+", "1-2", "007", "no", "NA", "3.0", "not assessed"]))  # fmt: skip


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    fields=st.dictionaries(
        st.sampled_from(["findings", "diagnostics", "outcome", "patient_perspective", "unheard_of"]),
        TEXTS,
    ),
    patient=st.dictionaries(st.sampled_from(["age", "sex", "history", "else"]), TEXTS),
    visits=st.lists(
        st.tuples(
            WORDS,
            st.dictionaries(WORDS, st.one_of(
                GRADES, st.dictionaries(st.sampled_from(["right", "left"]), GRADES, min_size=1)),
                min_size=1),
            st.one_of(GRADES, st.dictionaries(WORDS, GRADES, min_size=1)),
            st.dictionaries(WORDS, st.one_of(
                GRADES, st.dictionaries(st.sampled_from(["right", "left"]), GRADES, min_size=1))),
        ),
        unique_by=lambda visit: visit[0],
    ),
    besides=st.lists(st.dictionaries(st.sampled_from(["what", "from", "to"]), TEXTS, min_size=1)),
    letter=st.dictionaries(WORDS, st.lists(TEXTS, min_size=1)),
)  # fmt: skip
def test_whatever_a_case_says_comes_back(
    fields: dict[str, str],
    patient: dict[str, str],
    visits: list[tuple[str, dict[str, Any], Any, dict[str, Any]]],
    besides: list[dict[str, str]],
    letter: dict[str, list[str]],
) -> None:
    def tree(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: tree(below) for key, below in value.items()}
        if isinstance(value, list):
            return dict(enumerate(map(tree, value)))
        return CellValue(value, Place("x"))

    case = {
        "id": "P01", **fields, "patient": patient, "letter": letter,
        "concomitant": besides,
        "visits": [
            {"id": name, "scores": {"MAS": graded}, "entered_totals": {"MAS": total},
             **({"measurements": measured} if measured else {})}
            for name, graded, total, measured in visits
        ],
    }  # fmt: skip
    case = {key: value for key, value in case.items() if value}
    written = write_case(tree(case)).text
    before = values(written)
    cases, problems = cases_of(read_back(sheets_of({"P01": whole(written)})))
    assert problems == []
    assert values(write_case(cases["P01"]).text) == before


def test_excel_hands_back_what_it_was_given(tmp_path: Path) -> None:
    grades = ["1+", "1-2", "007", "3.0", "no", "NA", "=1+1", "#N/A", "+49", "1e5", "—x", "ä\nb"]
    sheet = Sheet("Other", ("case", "key", "value"),
                  tuple({"case": "P01", "key": f"k{n}", "value": g} for n, g in enumerate(grades)))  # fmt: skip
    from cpreport.exchange.write_workbook import workbook

    patients = Sheet("Patients", ("id", "patient.sex"), ({"id": "P01"},))
    data = workbook([patients, sheet], {})
    found = read_workbook(data, "p.xlsx")
    kept = [row.text("value") for row in found[0][1].rows]
    assert kept == grades
    assert data == workbook([patients, sheet], {})


# --- what the workbook is ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(example_once: Path) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(export_workbook(example_once)))


@pytest.fixture(scope="module")
def example_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("series") / "cases"
    shutil.copytree(Path(__file__).parents[1] / "cases", folder)
    return folder


def test_there_is_a_sheet_for_each_form(book: Workbook) -> None:
    assert book.sheetnames == [
        "Read me", "Patients", "Sessions", "Courses", "Visits", "FOR", "MAS", "MI", "MRC", "TCT",
        "Measurements", "Totals", "Besides", "What happened", "Adverse events", "Other",
    ]  # fmt: skip


def test_grades_are_chosen_from_the_items_own_list_with_their_meaning(book: Workbook) -> None:
    page = book["MAS"]
    assert [cell.value for cell in page[2]][:5] == ["Patient", "Visit", "Item", "Right", "Left"]
    (rule,) = [r for r in page.data_validations.dataValidation if "D3" in r.sqref]
    assert rule.formula1 == '"0,1,1+,2,3,4,not assessed,not reported,not applicable"'
    assert rule.showErrorMessage
    assert rule.prompt.startswith("0: ")


def test_categories_are_chosen_from_their_list_and_each_cell_has_one_rule(tmp_path: Path) -> None:
    content = export_workbook(kinds_series(tmp_path))
    page = openpyxl.load_workbook(io.BytesIO(content))["Measurements"]
    rules = page.data_validations.dataValidation
    keys = [cell.value for cell in page[1]]
    lists = {}
    for line in range(3, page.max_row + 1):
        of_line = dict(zip(keys, (cell.value for cell in page[line]), strict=True))
        for key in ("measured", "right"):
            cell = f"{'ABCDEFG'[keys.index(key)]}{line}"
            found = [rule for rule in rules if cell in rule.sqref]
            assert len(found) <= 1
            if found and found[0].type == "list":
                lists[of_line["measure"], key] = found[0].formula1
    words = "not assessed,not reported,not applicable"
    acuity = "no perception of light,counting fingers,6/60,6/18,6/6,not testable"
    assert lists["VA", "right"] == f'"{acuity},{words}"'
    assert lists["response", "measured"] == f'"CR,PR,SD,PD,{words}"'
    assert lists["blood", "measured"] == f'"none seen,venous,arterial,{words}"'
    assert {measure for measure, _ in lists} == {"VA", "response", "blood"}


def test_headings_stay_in_sight_and_are_locked_and_the_forms_are_printed_on_a4(
    book: Workbook,
) -> None:
    for page in book.worksheets[1:]:
        assert page.freeze_panes in ("B3", "C3")
        assert page.protection.sheet
        assert page["A2"].protection.locked
        assert not page["A3"].protection.locked
        assert page.row_dimensions[1].hidden
        assert page.page_setup.paperSize == 9
        assert page["C3"].number_format == "@"


def test_an_empty_workbook_says_who_is_seen_when_and_nothing_else(example: Path) -> None:
    sheets, _ = read_workbook(export_workbook(example, empty=True), "p.xlsx")
    filled = {column for sheet in sheets for row in sheet.rows for column in row.values}
    assert filled == {"id", "case", "visit", "item", "treatment", "scale"} | (
        filled & {"score", "side"}
    )
    cases, problems = cases_of(sheets)
    assert problems == []
    assert all("scores" not in str(tree) for tree in cases.values())


# --- what is wrong -------------------------------------------------------------------------------


def test_what_can_be_read_back_without_doubt_is(example_once: Path, tmp_path: Path) -> None:
    import datetime as dt

    def change(book: Workbook) -> None:
        at(book, "Visits!C3").value = dt.datetime(2022, 3, 3)
        at(book, "MAS!D3").value = 3
        cell = at(book, "Patients!F3")
        cell.value, cell.number_format = 7, "000"

    found = import_workbook(changed(example_once, tmp_path, change), tmp_path)
    text = found.files["P01.yaml"]
    assert "aetiology: 007" in text
    assert "date: 2022-03-03" in text
    assert "elbow flexors: {right: 3, left: 2}" in text


@pytest.mark.slow
def test_a_stray_cell_in_the_last_row_is_read_in_no_time_and_not_lost(
    example_once: Path, tmp_path: Path
) -> None:
    path = changed(example_once, tmp_path, put("Totals!A1048576", "P77"))
    found = import_workbook(path, example_once)
    assert [(p.code, p.place.cell) for p in found.problems] == [("CP862", "Totals!A1048576")]


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_series_goes_out_and_in_by_command(example: Path, tmp_path: Path) -> None:
    done = cpreport("export", str(example), "--to", "xlsx", "-o", "p.xlsx", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"Next: cpreport import p.xlsx --into {example}" in done.stderr
    for name in ("P01", "P02", "P03", "P04"):
        (example / f"{name}.yaml").unlink()
    done = cpreport("import", "p.xlsx", "--into", str(example), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert check(example).problems == ()
    done = cpreport("import", "p.xlsx", "--into", str(example), cwd=tmp_path)
    assert (done.returncode, "Unchanged: P01, P02, P03, P04." in done.stdout) == (0, True)


@pytest.mark.slow
def test_a_case_file_that_says_something_else_is_kept_until_it_is_to_be_replaced(
    example: Path, tmp_path: Path
) -> None:
    path = changed(example, tmp_path, put("Patients!D3", "Spastic diplegia"))
    before = (example / "P01.yaml").read_bytes()
    done = cpreport("import", path.name, "--into", str(example), cwd=tmp_path)
    assert done.returncode == 1
    said = " ".join((done.stdout + done.stderr).split())
    assert (
        "the case file of P01 says something else: patient > diagnosis: `Spastic quadriplegic "
        "cerebral palsy` -> `Spastic diplegia`" in said
    )
    assert (example / "P01.yaml").read_bytes() == before
    done = cpreport("import", path.name, "--into", str(example), "--replace", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "diagnosis: Spastic diplegia" in (example / "P01.yaml").read_text("utf-8")


@pytest.mark.slow
def test_forms_are_begun_filled_in_and_imported(tmp_path: Path) -> None:
    done = cpreport(
        "init", "mine", "--measures", "TCT,GMFCS", "--reports-only", "--workbook", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "mine/cases/P01.yaml").exists()
    path = tmp_path / "mine" / "patients.xlsx"
    book = openpyxl.load_workbook(path)
    filled = {
        "Patients": {"patient.age": "7 years", "patient.sex": "female",
                     "patient.diagnosis": "Spastic diplegia", "consent.publication.given": "yes",
                     "consent.publication.by": "father", "consent.publication.date": "2026-01-02",
                     "adverse_events": "none", "patient.classification.GMFCS": "II"},
        "Sessions": {"name": "Botulinum toxin", "date": "2026-02-01", "routes": "intramuscular"},
    }  # fmt: skip
    for sheet, row in filled.items():
        page = book[sheet]
        keys = [cell.value for cell in page[1]]
        for key, value in row.items():
            page.cell(3, keys.index(key) + 1).value = value
    book["Visits"]["C3"], book["Visits"]["C4"] = "2026-01-20", "2026-05-20"
    for row in range(3, 11):
        book["TCT"][f"D{row}"] = "12"
    book.save(path)
    done = cpreport("import", "patients.xlsx", "--into", "cases", cwd=tmp_path / "mine")
    assert done.returncode == 0, done.stdout + done.stderr
    text = (tmp_path / "mine/cases/P01.yaml").read_text()
    assert "classification: {GMFCS: II}" in text
    assert "rolling to weak side: 12" in text


@pytest.mark.slow
def test_a_build_takes_the_workbook_in_the_place_of_the_series(
    example: Path, tmp_path: Path
) -> None:
    right = export_workbook(example)
    beside = example.parent / "patients.xlsx"
    for path in example.glob("P0*.yaml"):
        path.unlink()
    beside.write_bytes(changed_bytes(right, put("MAS!D3", "2+")))
    words = ("build", "patients.xlsx", "--to", "html", "--only", "reports")
    done = cpreport(*words, cwd=example.parent)
    assert done.returncode == 1
    assert "patients.xlsx MAS!D3" in done.stdout + done.stderr
    assert not list(example.glob("P0*.yaml"))
    beside.write_bytes(right)
    done = cpreport(*words, "--case", "P01", cwd=example.parent)
    assert done.returncode == 0, done.stderr
    assert (example.parent / "output/cases/P01/P01.html").is_file()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip at all", "it is damaged, or no Excel workbook (.xlsx)"),
        (b"PK\x03\x04 begun and broken off", "it is damaged, or no Excel workbook (.xlsx)"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        import_workbook(path, tmp_path)
    assert said in refused.value.problems[0].message


def test_a_workbook_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Data").write_row(0, 0, ["id", "age"])
    with pytest.raises(Refused) as refused:
        import_workbook(path, tmp_path)
    assert "no sheet `Patients`" in refused.value.problems[0].message


def test_a_part_that_declares_entities_is_refused(example: Path, tmp_path: Path) -> None:
    import zipfile

    source = zipfile.ZipFile(io.BytesIO(export_workbook(example)))
    path = tmp_path / "p.xlsx"
    with zipfile.ZipFile(path, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "xl/workbook.xml":
                content = content.replace(
                    b"<workbook", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1
                )
            target.writestr(part.filename, content)
    with pytest.raises(Refused) as refused:
        import_workbook(path, tmp_path)
    assert "declares a document type" in refused.value.problems[0].message


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
@pytest.mark.parametrize("form", ["xlsx:Calc MS Excel 2007 XML", "ods"])
def test_libreoffice_saves_the_workbook_without_a_loss(
    form: str, example: Path, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "p.xlsx").write_bytes(export_workbook(example))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless",
               "--convert-to", form, "--outdir", str(tmp_path),
               str(tmp_path / "in" / "p.xlsx")]  # fmt: skip
    subprocess.run(command, capture_output=True, timeout=180, check=False)
    made = tmp_path / f"p.{form[:4].rstrip(':')}"
    if not made.exists():
        pytest.skip("LibreOffice has no Calc here")
    found = import_workbook(made, example)
    assert (found.problems, found.files) == ((), {})
    assert found.unchanged == ("P01", "P02", "P03", "P04")
    if form == "ods":
        (example / "P01.yaml").unlink()
        words = ("build", "p.ods", "--to", "html", "--only", "reports", "--case", "P01")
        done = cpreport(*words, cwd=example.parent)
        assert done.returncode == 0, done.stderr
        assert (example / "P01.yaml").is_file()
        assert (example.parent / "output/cases/P01/P01.html").is_file()


@pytest.mark.slow
def test_nothing_is_written_where_a_cell_is_wrong(example: Path, tmp_path: Path) -> None:
    path = changed(example, tmp_path, put("MAS!D3", "2+"))
    (example / "P01.yaml").unlink()
    done = cpreport("import", path.name, "--into", str(example), cwd=tmp_path)
    assert done.returncode == 1
    assert "patients.xlsx MAS!D3" in done.stdout + done.stderr
    assert not (example / "P01.yaml").exists()


def test_write_cases_writes_all_or_none(example: Path, tmp_path: Path) -> None:
    found = import_workbook(changed(example, tmp_path, lambda book: None), tmp_path / "new")
    write_cases(found, tmp_path / "new")
    cases = {f"P0{n}.yaml" for n in range(1, 5)}
    assert {p.name for p in (tmp_path / "new").iterdir()} == {*cases, ".last-import.json"}


@pytest.mark.slow
def test_a_workbook_that_was_imported_updates_what_it_changed_and_keeps_comments(
    example: Path, tmp_path: Path
) -> None:
    write_cases(import_workbook(changed(example, tmp_path, lambda book: None), example), example)
    case = example / "P01.yaml"
    text = case.read_text("utf-8").replace("aetiology: Hypoxic", "aetiology: Severe hypoxic")
    case.write_text(f"# Read twice.\n{text}", "utf-8")
    book = openpyxl.load_workbook(tmp_path / "patients.xlsx")
    keys = [cell.value for cell in book["Patients"][1]]
    for key, value in (("patient.diagnosis", "Spastic diplegia"), ("findings", None)):
        book["Patients"].cell(3, keys.index(key) + 1).value = value
    book.save(tmp_path / "patients.xlsx")
    found = import_workbook(tmp_path / "patients.xlsx", example)
    assert (found.problems, found.differences) == ((), {})
    was = "patient > diagnosis: `Spastic quadriplegic cerebral palsy` -> `Spastic diplegia`"
    assert found.updated == {"P01": (was,)}
    assert [line.partition(" ")[0] for line in found.gone["P01"]] == ["findings"]
    assert found.files["P01.yaml"].startswith("# Read twice.\n")
    assert "aetiology: Severe hypoxic" in found.files["P01.yaml"]
