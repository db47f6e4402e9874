"""A workbook with fifty faults at once: each is named at its cell, with what to do about it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from cpreport.demo import demo_files
from cpreport.exchange.export_cases import export_workbook
from cpreport.exchange.import_cases import Imported, import_workbook

_FIRST = 3


@dataclass(frozen=True)
class Fault:
    """What somebody fills in wrongly for one patient, and what is to be said of it.

    cells : mapping of str to object
        By the key of the column; `+` before the name of a sheet adds a row to it.
    at : str
        The column at whose cell it is named.
    """

    sheet: str
    cells: Mapping[str, object]
    code: str
    at: str
    message: str
    hint: str


A_DATE = dt.datetime(2026, 2, 1)
FAULTS = (
    Fault("Patients", {"patient.age": "six"}, "CP008", "patient.age",
          "`six` is not an age", "write the number with its unit"),
    Fault("Patients", {"patient.age": "412 years"}, "CP201", "patient.age",
          "`412 years` is no possible age", "check the number and its unit"),
    Fault("Patients", {"patient.age": None}, "CP007", "patient.age",
          "`age` is missing in `patient`", "add `age: …`"),
    Fault("Patients", {"patient.sex": "f"}, "CP008", "patient.sex", "`f` is not allowed here", ""),
    Fault("Patients", {"patient.diagnosis": None}, "CP007", "patient.diagnosis",
          "`diagnosis` is missing in `patient`", "add `diagnosis: …`"),
    Fault("Patients", {"patient.weaker_side": "up"}, "CP008", "patient.weaker_side",
          "`up` is not allowed here", ""),
    Fault("Patients", {"patient.classification.GMFCS": "VI"}, "CP104", "patient.classification.GMFCS",
          "`VI` is not a GMFCS level", "did you mean `V` or `I`?"),
    Fault("Patients", {"consent.publication.given": "maybe"}, "CP008", "consent.publication.given",
          "`maybe` is neither yes nor no", ""),
    Fault("Patients", {"consent.publication.date": None}, "CP007", "consent.publication.date",
          "`date` is missing in `publication`", "say when consent was given"),
    Fault("Patients", {"consent.publication.date": "15.1.2025"}, "CP008", "consent.publication.date",
          "`15.1.2025` is not a date", "write year-month-day, such as 2023-03-01"),
    Fault("Visits", {"date": "3.3.2022"}, "CP008", "date",
          "`3.3.2022` is not a date", "write year-month-day, such as 2023-03-01"),
    Fault("Visits", {"date": "2022-02-30"}, "CP201", "date",
          "`2022-02-30` is not in the calendar", "check the day and the month"),
    Fault("Visits", {"date": None}, "CP204", "date",
          "visit `before` has no time",
          "add a date, the time since the first session, or `time: not reported`"),
    Fault("Visits", {"date": "2032-03-03"}, "CP202", "+date",
          "visit `month 3` is before visit `before`",
          "series.yaml declares them the other way round; check the dates"),
    Fault("Visits", {"date": 44635}, "CP008", "date",
          "`44635` is not a date", "write year-month-day, such as 2023-03-01"),
    Fault("Visits", {"visit": "befor"}, "CP110", "visit",
          "`befor` is not declared in series.yaml", "did you mean `before`?"),
    Fault("+Visits", {"visit": "before"}, "CP863", "visit",
          "{case} has `before` twice in Visits", "keep one row a visit"),
    Fault("Sessions", {"routes": None}, "CP007", "routes",
          "`routes` is missing", "add `routes: …`"),
    Fault("Sessions", {"name": None}, "CP007", "name", "`name` is missing", "add `name: …`"),
    Fault("Sessions", {"kind": "magic"}, "CP008", "kind", "`magic` is not allowed here", ""),
    Fault("Sessions", {"treatment": "first"}, "CP862", "treatment",
          "`first` is not the number of a treatment", "write 1, 2 …"),
    Fault("Sessions", {"date": None}, "CP204", "date",
          "session 1 has no time",
          "add a date, the time since the first session, or `time: not reported`"),
    Fault("MAS", {"right": "2+"}, "CP104", "right",
          "`2+` is not a Modified Ashworth grade", "did you mean `2` or `1+`?"),
    Fault("MAS", {"right": "+1"}, "CP104", "right",
          "`+1` is not a Modified Ashworth grade", "did you mean `1+`?"),
    Fault("MAS", {"right": "1.5"}, "CP104", "right",
          "`1.5` is not a Modified Ashworth grade",
          "`1.5` is how the coding `half` writes the grade `1+`"),
    Fault("MAS", {"right": True}, "CP104", "right",
          "`yes` is not a Modified Ashworth grade",
          "write the grade itself; yes and no are not grades"),
    Fault("MAS", {"left": None}, "CP010", "left",
          "`elbow flexors left` of MAS has no grade",
          "fill it in; what was not graded is `not assessed`"),
    Fault("MAS", {"right": A_DATE}, "CP864", "right",
          "Excel made a date of what was typed here, such as `1-2`",
          "format the cell as text, and type it again"),
    Fault("MAS", {"item": "elbow flexxors"}, "CP102", "right",
          "`elbow flexxors` is not an item of the Modified Ashworth Scale",
          "did you mean `elbow flexors` or `elbow extensors`?"),
    Fault("MRC", {"right": "6"}, "CP104", "right", "`6` is not an MRC grade", ""),
    Fault("MI", {"right": "20"}, "CP104", "right",
          "`20` is not a Motricity Index grade of pinch grip", "did you mean `22` or `26`?"),
    Fault("TCT", {"grade": "=12+0"}, "CP864", "grade",
          "a formula stands here", "write what it gives, as text"),
    Fault("TCT", {"grade": "#REF!"}, "CP864", "grade",
          "`#REF!` stands here in the place of a value", "write the value as text"),
    Fault("TCT", {"grade": "unable"}, "CP104", "grade",
          "`unable` is not a Trunk Control Test grade", ""),
    Fault("TCT", {"item": None}, "CP862", "case",
          "this row names no item", "fill in the item, or delete the row"),
    Fault("TCT", {"visit": "befor"}, "CP862", "visit",
          "{case} has no visit `befor` in the sheet Visits", "did you mean `before`?"),
    Fault("TCT", {"case": None}, "CP862", "case",
          "this row names no patient", "fill in its first cell"),
    Fault("+TCT", {"visit": "before", "item": "sitting balance", "grade": "12"}, "CP863", "grade",
          "`visits > 1 > scores > TCT > sitting balance` has a value already",
          "keep one of the two"),
    Fault("Totals", {"total": "many"}, "CP008", "total",
          "`many` is not a number", "write digits, such as 12 or 4.5"),
    Fault("Totals", {"total": "999"}, "CP108", "total",
          "no grades can give total `999`", "the nearest total that grades can give is 100"),
    Fault("Totals", {"total": "37"}, "CP107", "total",
          "total is entered as `37`, but its items give `87`",
          "its items: rolling to weak side 25 (TCT!D499), rolling to strong side 25 "
          "(TCT!D500), sitting up from lying 25 (TCT!D501), sitting balance 12 (TCT!D502)"),
    Fault("Totals", {"scale": "TCTT"}, "CP101", "total",
          "there is no scale `TCTT`", "did you mean `TCT`?"),
    Fault("+Measurements", {"visit": "before", "measure": "CPR", "measured": "12"}, "CP120", "measured",
          "there is no measure `CPR`", "did you mean `CRP`?"),
    Fault("+Measurements", {"visit": "before", "measure": "CRP", "measured": "12"}, "CP122", "measured",
          "`12` has no unit, and this series does not say that of CRP",
          "write 12 mg/L, or declare CRP under `measures`"),
    Fault("+Measurements", {"visit": "before", "measure": "CRP", "measured": "12 apples"}, "CP122", "measured",
          "`apples` is not the unit of C-reactive protein",
          "write the value in mg/L, or in another unit of the same quantity"),
    Fault("+Measurements", {"visit": "before", "measured": "12"}, "CP862", "case",
          "this row names no measure", "fill in its third cell"),
    Fault("+Besides", {"what": "splint", "from": "since then"}, "CP204", "from",
          "`since then` is no date, time or visit", ""),
    Fault("+What happened", {"happened": "relapse"}, "CP204", "date",
          "course `relapse` has no time",
          "add a date, the time since the first session, or `time: not reported`"),
    Fault("+Adverse events", {"term": "Headache"}, "CP863", "term",
          "`adverse_events > 1 > term` has a value already", "keep one of the two"),
    Fault("Adverse events", {"grade": "6"}, "CP008", "grade", "`6` is not a CTCAE grade", ""),
    Fault("+MAS", {"case": "P9999", "visit": "before", "item": "elbow flexors"}, "CP862", "case",
          "`P9999` is not in the sheet Patients", "add `P9999` to the sheet Patients"),
    Fault("+Patients", {"patient.age": "7 years"}, "CP863", "id",
          "`{case}` stands twice in Patients", "keep one row a patient"),
    Fault("+Other", {"key": "letter > greeting"}, "CP862", "case",
          "this row lacks its key or its value", "fill in both, or delete the row"),
    Fault("+Other", {"key": "visits > before > scors > MAS", "value": "1"}, "CP006", "value",
          "`scors` is not a key here", "did you mean `scores`?"),
)  # fmt: skip


def keys(page: Any) -> list[str]:
    return [cell.value for cell in page[1]]


def row_of(page: Any, case: str, *, new: bool) -> int | None:
    """The first row of a patient, or the one below all that are filled."""
    names = {n: page.cell(n, 1).value for n in range(_FIRST, page.max_row + 1)}
    if new:
        return max((n for n, name in names.items() if name is not None), default=_FIRST - 1) + 1
    return next((n for n, name in names.items() if name == case), None)


def fill_in(book: Workbook, cases: list[str]) -> Iterator[tuple[Fault, str, str]]:
    """Fill in each fault for a patient of its own; say for whom, and at which cell it is."""
    free = list(cases)
    for fault in FAULTS:
        page, new = book[fault.sheet.lstrip("+")], fault.sheet[0] == "+"
        case = next(c for c in free if row_of(page, c, new=new) and fits(book, fault, c))
        free.remove(case)
        row = row_of(page, case, new=new)
        assert row is not None
        own = {keys(page)[0]: case} if new else {}
        for column, value in {**own, **fault.cells}.items():
            page.cell(row, keys(page).index(column) + 1).value = value
        # Where two things contradict each other, the later row is named.
        below = fault.at[0] == "+"
        at = page.cell(row + below, keys(page).index(fault.at.lstrip("+")) + 1).coordinate
        yield fault, case, f"{page.title}!{at}"


def fits(book: Workbook, fault: Fault, case: str) -> bool:
    """A patient with adverse events, where one is told of a patient who is said to have none."""
    if fault.sheet != "+Adverse events":
        return True
    page = book["Patients"]
    row = row_of(page, case, new=False)
    assert row is not None
    return page.cell(row, keys(page).index("adverse_events") + 1).value == "none"


@pytest.fixture(scope="module")
def filled(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Imported, list[tuple[Fault, str, str]]]:
    """Import a workbook in which every fault was filled in, and a note was left on a sheet of its own."""
    folder = tmp_path_factory.mktemp("series")
    for name, text in demo_files(len(FAULTS) + 2, 5):
        (folder / name).write_text(text, "utf-8")
    book = openpyxl.load_workbook(io.BytesIO(export_workbook(folder)))
    made = list(fill_in(book, sorted(path.stem for path in folder.glob("P*.yaml"))))
    book.create_sheet("Notes")["B2"] = "seen again in March"
    book["MAS"]["H3"] = "painful"
    book.save(folder / "patients.xlsx")
    return import_workbook(folder / "patients.xlsx", folder), made


@pytest.mark.slow
def test_fifty_faults_in_one_workbook_are_named_at_their_cells(
    filled: tuple[Imported, list[tuple[Fault, str, str]]],
) -> None:
    found, made = filled
    said = {(p.code, p.place.cell): (p.message, p.help) for p in found.problems}
    assert len(made) == 54
    assert {
        (fault.code, cell): said.get((fault.code, cell)) for fault, _, cell in made
    } == {
        (fault.code, cell): (fault.message.replace("{case}", case), fault.hint)
        for fault, case, cell in made
    }  # fmt: skip
    assert found.files == {}


@pytest.mark.slow
def test_what_is_named_beside_them_follows_from_them(
    filled: tuple[Imported, list[tuple[Fault, str, str]]],
) -> None:
    found, made = filled
    named = {(fault.code, cell) for fault, _, cell in made}
    rest = {(p.code, p.place.cell.partition("!")[0], p.message) for p in found.problems
            if (p.code, p.place.cell) not in named}  # fmt: skip
    undated = "has a date, but the first session has none to count from"
    key = "this column has no key in the hidden first row, and was not read"
    assert rest == {
        *(("CP862", sheet, "P0016 has no visit `before` in the sheet Visits")
          for sheet in ("MAS", "MI", "MRC", "TCT")),
        ("CP114", "Visits", "P0016 has no visit `before`: nothing can be compared"),
        ("CP007", "Sessions", "`name` is missing"),
        *(("CP204", "Visits", f"visit `{visit}` {undated}") for visit in ("before", "after")),
        ("CP865", "Notes", "the sheet `Notes` is none of the forms, and was not read"),
        ("CP865", "MAS", key),
    }  # fmt: skip
