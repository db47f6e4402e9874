"""Every problem of reading and checking: its code, its place, its exact words."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.cases.json_text import read_json
from cpreport.cases.text import Mapping, Scalar, plain
from cpreport.cases.yaml_text import read_yaml
from cpreport.check.check_series import Unreadable, check
from cpreport.problems import Problem
from tests.smallest import CASE, SERIES, said, second_case, smallest


def problems(folder: Path) -> tuple[Problem, ...]:
    return check(folder).problems


def only(folder: Path) -> Problem:
    found = problems(folder)
    assert len(found) == 1, [said(p) for p in found]
    return found[0]


def test_the_smallest_series_has_no_problem(tmp_path: Path) -> None:
    assert problems(smallest(tmp_path)) == ()


#: name: (change, code, place, message, help)
ONE_CHANGE = {
    "syntax error: bracket": (
        ("P01.yaml", "routes: [intrathecal], dose", "routes: [intrathecal, dose"),
        "CP002", "P01.yaml:11:68", "a list in [ ] is not closed", "add `]` or a comma",
    ),
    "syntax error: tab": (
        ("P01.yaml", "  sex: female", "\tsex: female"),
        "CP002", "P01.yaml:4:1", "a tab is used for indentation", "indent with spaces",
    ),
    "syntax error: second colon": (
        ("P01.yaml", "diagnosis: Spastic", "diagnosis: note: Spastic"),
        "CP002", "P01.yaml:5:18", "a second colon in one line", "put quotes around the value",
    ),
    "control character": (
        ("P01.yaml", "Spastic cerebral", "Spastic\x07 cerebral"),
        "CP002", "P01.yaml:5:21", "a control character (U+0007) stands here",
        "delete it; it may have come with pasted text",
    ),
    "alias": (
        ("P01.yaml", "  sex: female\n", "  sex: female\n  centre: &a Here\n  aetiology: *a\n"),
        "CP002", "P01.yaml:5:11", "an alias repeats another value", "write the value out",
    ),
    "duplicate key": (
        ("P01.yaml", "  sex: female\n", "  sex: female\n  sex: male\n"),
        "CP005", "P01.yaml:5:3", "`sex` stands already in line 4", "keep one of the two",
    ),
    "unknown key": (
        ("P01.yaml", "adverse_events: none", "adverse_events: none\noutcom: Better."),
        "CP006", "P01.yaml:25:1", "`outcom` is not a key here", "did you mean `outcome`?",
    ),
    "unknown key of the series": (
        ("series.yaml", "language: en-GB", "langauge: en-GB"),
        "CP006", "series.yaml:2:1", "`langauge` is not a key here", "did you mean `language`?",
    ),
    "missing key": (
        ("P01.yaml", "  diagnosis: Spastic cerebral palsy\n", ""),
        "CP007", "P01.yaml:2:1", "`diagnosis` is missing in `patient`", "add `diagnosis: …`",
    ),
    "consent without a name": (
        ("P01.yaml", "given: yes, by: mother, date", "given: yes, date"),
        "CP007", "P01.yaml:7:3", "`by` is missing in `publication`", "say who consent was given",
    ),
    "adverse events neither listed nor none": (
        ("P01.yaml", "adverse_events: none\n", ""),
        "CP109", "P01.yaml:1:1", "`adverse_events` is missing: were there any?",
        "list what happened; write `none` only where the record says that there were none, "
        "else `not assessed` or `not reported`",
    ),
    "word not allowed": (
        ("P01.yaml", "sex: female", "sex: femal"),
        "CP008", "P01.yaml:4:8", "`femal` is not allowed here", "did you mean `female` or `male`?",
    ),
    "list where a value is expected": (
        ("P01.yaml", "diagnosis: Spastic cerebral palsy", "diagnosis: [one, two]"),
        "CP008", "P01.yaml:5:14",
        "`diagnosis` is a list where a single value is expected",
        "write one value",
    ),
    "value where a list is expected": (
        ("series.yaml", "language: en-GB", "language: en-GB\nkey_points: before"),
        "CP008", "series.yaml:3:13",
        "`before` stands where a list is expected",
        "write a list: each entry on a line of its own, beginning with `- `",
    ),
    "yes or no": (
        ("P01.yaml", "given: yes", "given: maybe"),
        "CP008", "P01.yaml:7:24", "`maybe` is neither yes nor no", "",
    ),
    "age without a unit": (
        ("P01.yaml", "age: 6 years", "age: 6"),
        "CP008", "P01.yaml:3:8", "`6` is not an age", "write the number with its unit",
    ),
    "blank value": (
        ("P01.yaml", "  sex: female\n", "  sex: female\n  aetiology:\n"),
        "CP010", "P01.yaml:5:3", "`aetiology` has no value",
        "fill it in, write `not reported`, or leave the key out",
    ),
    "text parted by its comma": (
        ("series.yaml", "centres: one,", "centres: One, a university clinic,"),
        "CP010", "series.yaml:5:48", "`a university clinic` has no value",
        "inside braces a comma ends a value: put its text in quotes; or fill it in, write "
            "`not reported`, or leave the key out",
    ),
    "text of two words parted by its comma": (
        ("series.yaml", "centres: one,", "centres: clinic, ward,"),
        "CP010", "series.yaml:5:51", "`ward` has no value",
        "inside braces a comma ends a value: put its text in quotes; or fill it in, write "
            "`not reported`, or leave the key out",
    ),
    "blank value in braces": (
        ("series.yaml", "centres: one,", "centres: ,"),
        "CP010", "series.yaml:5:34", "`centres` has no value",
        "fill it in, write `not reported`, or leave the key out",
    ),
    "id unusable as a file name": (
        ("P01.yaml", "id: P01", "id: ../P01"),
        "CP106", "P01.yaml:1:5", "`../P01` cannot be a file name on every system",
        "use a study id such as P01",
    ),
    "id reserved": (
        ("P01.yaml", "id: P01", "id: con"),
        "CP106", "P01.yaml:1:5", "`con` is a reserved word", "use a study id such as P01",
    ),
    "visit compared but not declared": (
        ("series.yaml", "compare: [before, after]", "compare: [before, aftr]"),
        "CP110", "series.yaml:9:19", "`aftr` is not declared", "did you mean `after`?",
    ),
    "visit declared twice": (
        ("series.yaml", "{id: after, label: After treatment}",
         "{id: after, label: After treatment}\n  - {id: after, label: Again}"),
        "CP111", "series.yaml:9:10", "`after` is already declared", "give it another id",
    ),
    "impossible date": (
        ("P01.yaml", "date: 2023-02-20", "date: 2023-02-30"),
        "CP201", "P01.yaml:15:11", "`2023-02-30` is not in the calendar",
        "check the day and the month",
    ),
    "impossible age": (
        ("P01.yaml", "age: 6 years", "age: 600 years"),
        "CP201", "P01.yaml:3:8", "`600 years` is no possible age", "check the number and its unit",
    ),
    "sessions out of order": (
        ("P01.yaml", "date: 2023-03-08", "date: 2023-02-25"),
        "CP202", "P01.yaml:12:16", "session 2 is before session 1",
        "list the sessions in the order they took place, or correct the date",
    ),
    "visits out of order": (
        ("P01.yaml", "date: 2024-01-20", "date: 2023-01-20"),
        "CP202", "P01.yaml:20:11", "visit `after` is before visit `before`",
        "series.yaml declares them the other way round; check the dates",
    ),
    "baseline after treatment began": (
        ("P01.yaml", "date: 2023-02-20", "date: 2023-03-02"),
        "CP202", "P01.yaml:15:11", "visit `before` is after the first session",
        "the visit that changes are counted from comes before treatment; check the dates",
    ),
    "diagnosed later than treated": (
        ("P01.yaml", "age: 6 years", "age: 6 years\n  age_at_diagnosis: 8 years"),
        "CP203", "P01.yaml:4:21", "the age at diagnosis is above the age at first treatment",
        "check both ages",
    ),
    "age at a visit": (
        ("P01.yaml", "date: 2024-01-20", "date: 2024-01-20\n    age: 9 years"),
        "CP203", "P01.yaml:21:10", "the age does not fit the dates: about 6.9 years would",
        "check this age, the age at first treatment and the dates",
    ),
    "no time": (
        ("P01.yaml", "    date: 2024-01-20\n", ""),
        "CP204", "P01.yaml:19:5", "visit `after` has no time",
        "add a date, the time since the first session, or `time: not reported`",
    ),
    "time stated twice": (
        ("P01.yaml", "date: 2024-01-20", "date: 2024-01-20\n    month: 10"),
        "CP204", "P01.yaml:19:5", "visit `after` states its time twice: `date` and `month`",
        "keep one of them",
    ),
    "no consent": (
        ("P01.yaml", "{given: yes, by: mother, date: 2023-02-14}", "{given: no}"),
        "CP701", "P01.yaml:7:24", "P01: consent for publication is not given",
        "ask for written consent, take the case out of the series, or build with "
            "--without-unconsented",
    ),
    "consent withdrawn": (
        ("P01.yaml", "date: 2023-02-14}", "date: 2023-02-14, withdrawn: 2024-05-01}"),
        "CP701", "P01.yaml:7:70", "P01: consent for publication was withdrawn",
        "ask for written consent, take the case out of the series, or build with "
            "--without-unconsented",
    ),
    "section file missing": (
        ("series.yaml", "file: results.md", "file: reslts.md"),
        "CP004", "series.yaml:18:28", "there is no reslts.md", "did you mean `results.md` or `methods.md`?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_CHANGE)
def test_one_change_gives_one_problem_with_its_place(name: str, tmp_path: Path) -> None:
    change, code, place, message, help = ONE_CHANGE[name]
    found = [p for p in problems(smallest(tmp_path, change)) if p.code not in {"CP401", "CP402"}]
    assert [(*said(p), p.help) for p in found] == [(code, place, message, help)]


def test_a_time_that_cannot_be_counted_from_the_first_session(tmp_path: Path) -> None:
    folder = smallest(tmp_path, ("P01.yaml", "date: 2023-03-01, routes", "day: 0, routes"))
    found = [said(p) for p in problems(folder)]
    assert found[0] == (
        "CP204",
        "P01.yaml:12:9",
        "session 2 has a date, but the first session has none to count from",
    )
    assert len(found) == 3


def test_an_undeclared_visit_is_named_with_the_nearest(tmp_path: Path) -> None:
    found = problems(smallest(tmp_path, ("P01.yaml", "id: after", "id: aftr")))
    assert [said(p) for p in found if p.severity == "error"] == [
        ("CP110", "P01.yaml:19:9", "`aftr` is not declared in series.yaml")
    ]
    assert next(p for p in found if p.code == "CP110").help == "did you mean `after`?"


def test_a_missing_compared_visit_is_a_warning(tmp_path: Path) -> None:
    folder = smallest(
        tmp_path,
        ("series.yaml", "compare: [before, after]", "compare: [before, late]"),
        ("series.yaml", "{id: after, label: After treatment}",
         "{id: after, label: After treatment}\n  - {id: late, label: Late}"),
        ("series.yaml", "holds: TCT.improved = 1 of 1", "holds: TCT.not_assessable = 1 of 1"),
        ("results.md", "TCT.improved", "TCT.not_assessable"),
    )  # fmt: skip
    found = only(folder)
    assert said(found) == (
        "CP114",
        "P01.yaml:13:1",
        "P01 has no visit `late`: nothing can be compared",
    )
    assert found.severity == "warning"


def test_a_visit_recorded_twice(tmp_path: Path) -> None:
    again = "  - {id: after, date: 2024-02-20}\nadverse_events: none"
    found = problems(smallest(tmp_path, ("P01.yaml", "adverse_events: none", again)))
    assert ("CP111", "P01.yaml:24:10", "`after` is recorded twice") in map(said, found)


def test_a_follow_up_before_the_last_session_is_a_warning(tmp_path: Path) -> None:
    found = only(smallest(tmp_path, ("P01.yaml", "date: 2023-03-08", "date: 2024-03-08")))
    assert said(found) == ("CP202", "P01.yaml:20:11", "visit `after` is before the last session")
    assert found.severity == "warning"


EVENT = "adverse_events:\n  - {{term: Fever, grade: {grade}, onset: {{day: 1}}, duration: 1 day, serious: {serious}, relatedness: possible, action: none, outcome: {outcome}{more}}}\n"


@pytest.mark.parametrize(
    ("grade", "serious", "outcome", "more", "message", "severity"),
    [
        ("5", "yes", "recovered", ", serious_criteria: death",
         "grade 5 and the outcome `recovered` contradict each other", "error"),
        ("2", "no", "fatal", "", "grade 2 and the outcome `fatal` contradict each other", "error"),
        ("3", "yes", "recovered", "",
         "a serious event needs the criterion that makes it serious", "error"),
        ("4", "no", "recovered", "", "a grade 4 event is said not to be serious", "warning"),
        ("2", "no", "recovered", ", session: 7", "there is no session 7: P01 had 2", "error"),
    ],
)  # fmt: skip
def test_adverse_events_that_contradict_themselves(
    grade: str, serious: str, outcome: str, more: str, message: str, severity: str, tmp_path: Path
) -> None:
    event = EVENT.format(grade=grade, serious=serious, outcome=outcome, more=more)
    found = only(smallest(tmp_path, ("P01.yaml", "adverse_events: none\n", event)))
    assert (found.code, found.message, found.severity) == ("CP113", message, severity)
    assert found.place.line == 25


@pytest.mark.parametrize("grade", ["0", "6", "2.5", "mild"])
def test_a_grade_that_is_not_of_ctcae(grade: str, tmp_path: Path) -> None:
    event = EVENT.format(grade=grade, serious="no", outcome="recovered", more="")
    found = only(smallest(tmp_path, ("P01.yaml", "adverse_events: none\n", event)))
    assert said(found) == ("CP008", "P01.yaml:25:26", f"`{grade}` is not a CTCAE grade")
    assert found.allowed == ("1", "2", "3", "4", "5", "not reported")


def test_a_clavien_dindo_grade_wants_its_grading(tmp_path: Path) -> None:
    event = EVENT.format(grade="IIIa", serious="no", outcome="recovered", more="")
    found = only(smallest(tmp_path / "1", ("P01.yaml", "adverse_events: none\n", event)))
    assert said(found) == ("CP008", "P01.yaml:25:26", "`IIIa` is not a CTCAE grade")
    assert found.help == "add `grading: Clavien-Dindo` to the event"
    graded = event.replace("grade:", "grading: Clavien-Dindo, grade:")
    assert problems(smallest(tmp_path / "2", ("P01.yaml", "adverse_events: none\n", graded))) == ()
    mild = graded.replace("IIIa", "3")
    found = only(smallest(tmp_path / "3", ("P01.yaml", "adverse_events: none\n", mild)))
    assert found.message == "`3` is not a Clavien-Dindo grade"
    assert found.allowed == (
        "I", "II", "III", "IIIa", "IIIb", "IV", "IVa", "IVb", "V", "not reported",
    )  # fmt: skip


def test_visits_that_are_not_there_are_said_once(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    file = cases / "P01.yaml"
    whole = file.read_text("utf-8")
    visits = re.search(r"^visits:\n(?:[ -].*\n)+", whole, re.MULTILINE)
    assert visits
    for left, message in (("", "`visits` is missing"), ("visits:\n", "`visits` has no value")):
        file.write_text(whole.replace(visits[0], left), "utf-8")
        assert only(cases).message == message


def test_every_part_of_an_event_may_be_not_reported(tmp_path: Path) -> None:
    missing = ("grade", "onset", "duration", "serious", "relatedness", "action", "outcome")
    event = "; ".join(f"{part}: not reported" for part in missing).replace(";", ",")
    text = f"adverse_events: [{{term: Fever, {event}}}]\n"
    assert problems(smallest(tmp_path / "1", ("P01.yaml", "adverse_events: none\n", text))) == ()
    for part in missing:
        lacking = text.replace(f", {part}: not reported", "")
        found = only(smallest(tmp_path / part, ("P01.yaml", "adverse_events: none\n", lacking)))
        assert (found.code, found.message) == ("CP007", f"`{part}` is missing")
        assert found.help == f"add `{part}: …`, or `{part}: not reported`"


def test_the_help_for_adverse_events_never_leads_to_none(tmp_path: Path) -> None:
    for number, words in enumerate(("old chart", "No", "unknown")):
        cases = smallest(
            tmp_path / str(number),
            ("P01.yaml", "adverse_events: none", f"adverse_events: {words}"),
        )
        assert only(cases).help.startswith("list what happened; write `none` only where")


def test_an_event_before_the_session_it_names_is_told(tmp_path: Path) -> None:
    event = EVENT.format(grade="1", serious="no", outcome="recovered", more=", session: 2")
    found = only(smallest(tmp_path, ("P01.yaml", "adverse_events: none\n", event)))
    assert found.message == "adverse event `Fever` began before session 2"
    assert (found.code, found.severity) == ("CP113", "warning")


def test_a_serious_event_may_be_of_grade_3_and_not_serious_too(tmp_path: Path) -> None:
    event = EVENT.format(grade="3", serious="no", outcome="recovered", more="")
    assert problems(smallest(tmp_path, ("P01.yaml", "adverse_events: none\n", event))) == ()


def test_the_same_id_twice_names_the_other_file(tmp_path: Path) -> None:
    folder = smallest(tmp_path, add={"other.yaml": CASE.replace("id: P01", "id: p01")})
    found = next(p for p in problems(folder) if p.code == "CP105")
    assert said(found) == ("CP105", "other.yaml:1:5", "`p01` is already the id in P01.yaml")


def test_the_same_id_in_a_file_with_less_in_it_stops_nothing_else(tmp_path: Path) -> None:
    less = '{"id": "P01", "patient": {"age": "6 years", "sex": "female"}, "visits": []}'
    folder = smallest(tmp_path, add={"P02.json": less, "P03.yaml": second_case(CASE, id="P03")})
    found = check(folder)
    assert "CP105" in {problem.code for problem in found.problems}
    assert set(found.reports) == {"P03"}


@pytest.mark.parametrize(
    ("name", "content", "code", "place", "message"),
    [
        ("P02.yaml", CASE.encode("utf-16"), "CP001", "P02.yaml:1:1", "the file is UTF-16"),
        ("P02.yaml", second_case().replace("Spastic", "Spästic").encode("latin-1"), "CP001",
         "P02.yaml:5:16", "byte 0xE4 is not UTF-8 text"),
        ("P02.xlsx", b"PK", "CP003", "P02.xlsx",
         "P02.xlsx is not a file of a series (.xlsx)"),
        ("notes.yaml", b"- one\n- two\n", "CP003", "notes.yaml:1:1",
         "notes.yaml is not a case file"),
        ("notes.json", b'{"colour": "red"}', "CP003", "notes.json:1:1",
         "notes.json is not a case file"),
        ("P02.yaml", CASE.encode("utf-16-le"), "CP001", "P02.yaml:1:1", "the file is UTF-16"),
        ("P02.yaml", b"PK\x03\x04\x14\0\x06\0", "CP001", "P02.yaml:1:1",
         "P02.yaml is a document of Word, Excel or LibreOffice, or another ZIP file"),
        ("P02.yaml", b"%PDF-1.7\n%\xe2\xe3", "CP001", "P02.yaml:1:1", "P02.yaml is a PDF"),
        ("P02.yaml", b"{\\rtf1 id: P02}", "CP001", "P02.yaml:1:1",
         "P02.yaml is a document in rich text (RTF)"),
        ("P02.yaml", b"id;age;sex\nP02;6;female\n", "CP003", "P02.yaml:1:1",
         "P02.yaml is a table and not a case file"),
        ("P02.yaml", b"She was six, walked, and sat.\n", "CP003", "P02.yaml:1:1",
         "P02.yaml is not a case file"),
        ("P02.yaml", b"", "CP002", "P02.yaml:1:1", "the file is empty"),
        ("P02.yaml", b"# to come\n", "CP002", "P02.yaml:1:1", "the file holds only comments"),
        ("P02.yaml", b"id: P02\n---\nid: P03\n", "CP002", "P02.yaml:3:1",
         "a second document begins here"),
        ("P02.json", b'{"id": "P02", "patient": {"age": NaN}}', "CP002", "P02.json:1:34",
         "`NaN` is not a JSON value"),
        ("P02.json", b'{"id": "P02",\n "id": "P03"}', "CP005", "P02.json:2:2",
         "`id` stands already in line 1"),
        ("P02.json", b'{"id": "P02",}', "CP002", "P02.json:1:14",
         "this is not JSON: illegal trailing comma before end of object"),
        ("P02.yaml", ("a: " * 1 + "[" * 100 + "]" * 100).encode(), "CP002", "P02.yaml:1:34",
         "the values are nested too deeply"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(
    name: str, content: bytes, code: str, place: str, message: str, tmp_path: Path
) -> None:
    found = problems(smallest(tmp_path, add={name: content}))
    if message.startswith("this is not JSON"):
        # The words are those of the running Python's JSON reader.
        assert [(p.code, p.place.file, p.place.line) for p in found][:1] == [(code, name, 1)]
        return
    assert (code, place, message) in [said(p) for p in found]


def test_a_file_that_cannot_be_a_case_is_only_a_warning(tmp_path: Path) -> None:
    found = only(smallest(tmp_path, add={"Thumbs.db": b"\x00"}))
    assert said(found) == ("CP003", "Thumbs.db", "Thumbs.db is not a file of a series (.db)")
    assert found.severity == "warning"
    assert check(tmp_path / "cases").article is not None


def test_a_folder_or_a_pipe_named_like_a_case(tmp_path: Path) -> None:
    folder = smallest(tmp_path)
    (folder / "P02.yaml").mkdir()
    os.mkfifo(folder / "P03.yaml")
    assert [said(p) for p in problems(folder)] == [
        ("CP003", "P02.yaml", "P02.yaml is a folder, not a file"),
        ("CP003", "P03.yaml", "P03.yaml is not a regular file"),
    ]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = smallest(tmp_path)
    outside = tmp_path / "secret.yaml"
    outside.write_text(second_case())
    (folder / "P02.yaml").symlink_to(outside)
    assert [said(p) for p in problems(folder)] == [
        ("CP003", "P02.yaml", "P02.yaml leads out of the series folder")
    ]


def test_no_folder_no_series_no_cases(tmp_path: Path) -> None:
    assert said(only(tmp_path / "nowhere")) == ("CP004", ".", "there is no such folder")
    folder = tmp_path / "cases"
    folder.mkdir()
    assert [said(p) for p in problems(folder)] == [
        ("CP009", ".", "the folder holds no case file"),
        ("CP004", "series.yaml", "there is no series.yaml"),
    ]


def test_all_problems_are_found_in_one_go_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    folder = smallest(
        tmp_path,
        ("P01.yaml", "sex: female", "sex: femal"),
        ("P01.yaml", "right: 2, left", "right: 2+, left"),
        ("P01.yaml", "date: 2024-01-20", "date: 2024-13-20"),
        ("series.yaml", "TCT.improved = 1 of 1", "TCT.improvd = 1 of 1"),
        ("methods.md", "twice", "twice [@Nobody2000]"),
        add={"P02.yaml": second_case().replace("sitting balance: 12", "siting balance: 12")},
    )
    assert [(p.code, p.place.file, p.place.line) for p in problems(folder)] == [
        ("CP008", "P01.yaml", 4),
        ("CP104", "P01.yaml", 17),
        ("CP201", "P01.yaml", 20),
        ("CP102", "P02.yaml", 18),
        ("CP404", "methods.md", 1),
        ("CP403", "series.yaml", 15),
    ]


def test_one_bad_case_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = smallest(tmp_path, add={"P02.yaml": "id: P02\npatient: [\n"})
    found = check(folder)
    assert set(found.reports) == {"P01"}
    assert found.stopped == ("P02.yaml",)
    assert found.article is None


def test_warnings_are_errors_when_strict(tmp_path: Path) -> None:
    folder = smallest(tmp_path, ("P01.yaml", "date: 2023-03-08", "date: 2024-03-08"))
    assert check(folder).article is not None
    strict = check(folder, strict=True)
    assert isinstance(strict, Unreadable)
    assert {p.severity for p in strict.problems} == {"error"}


def test_the_series_and_the_case_of_these_tests_are_what_they_say() -> None:
    assert "P01" in CASE
    assert "P01" not in SERIES


MORE_CHANGES = {
    "an empty list of adverse events": (
        ("P01.yaml", "adverse_events: none", "adverse_events: []"),
        "CP109", "P01.yaml:24:17", "`adverse_events` says neither what happened nor that there was none",
    ),
    "adverse events: no": (
        ("P01.yaml", "adverse_events: none", "adverse_events: No"),
        "CP109", "P01.yaml:24:17", "`adverse_events` says neither what happened nor that there was none",
    ),
    "blank adverse events": (
        ("P01.yaml", "adverse_events: none", "adverse_events:"),
        "CP109", "P01.yaml:24:1", "`adverse_events` has no value",
    ),
    "months beyond a year": (
        ("P01.yaml", "age: 6 years", "age: 6 years 14 months"),
        "CP201", "P01.yaml:3:8", "`6 years 14 months` is no possible age",
    ),
    "digits of another script": (
        ("P01.yaml", "date: 2023-02-20", "date: ٢٠٢٣-02-20"),
        "CP008", "P01.yaml:15:11", "`٢٠٢٣-02-20` is not a date",
    ),
    "withdrawn before it was given": (
        ("P01.yaml", "consent:\n", "consent:\n  images: {given: yes, by: mother, date: 2023-02-14,"
         " withdrawn: 2023-01-01}\n"),
        "CP202", "P01.yaml:7:65", "consent was withdrawn before it was given",
    ),
    "a visit named like a session": (
        ("series.yaml", "{id: after, label: After treatment}",
         "{id: after, label: After treatment}\n  - {id: session 1, label: One}"),
        "CP106", "series.yaml:9:10", "`session 1` is a word that results use",
    ),
    "a section outside the folder": (
        ("series.yaml", "file: results.md", "file: /etc/passwd"),
        "CP004", "series.yaml:18:28", "`/etc/passwd` leads out of the series folder",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MORE_CHANGES)
def test_what_could_pass_for_right_is_said(name: str, tmp_path: Path) -> None:
    change, *expected = MORE_CHANGES[name]
    found = [p for p in problems(smallest(tmp_path, change)) if p.code not in {"CP401", "CP402"}]
    assert [list(said(p)) for p in found] == [expected]


def test_part_of_a_session_is_not_a_session(tmp_path: Path) -> None:
    event = EVENT.format(grade="2", serious="no", outcome="recovered", more=", session: 1.7")
    found = only(smallest(tmp_path, ("P01.yaml", "adverse_events: none\n", event)))
    assert (found.code, found.message) == ("CP008", "`1.7` is not a whole number")


def test_a_fatal_outcome_may_say_more(tmp_path: Path) -> None:
    event = EVENT.format(
        grade="5", serious="yes", outcome="fatal (day 3)", more=", serious_criteria: death"
    )
    assert problems(smallest(tmp_path, ("P01.yaml", "adverse_events: none\n", event))) == ()


def test_an_ending_in_capitals_is_an_ending(tmp_path: Path) -> None:
    found = check(smallest(tmp_path, add={"P02.YAML": second_case()}))
    assert set(found.reports) == {"P01", "P02"}


def test_two_series_files_are_one_too_many(tmp_path: Path) -> None:
    found = problems(smallest(tmp_path, add={"series.yml": SERIES}))
    assert [said(p) for p in found] == [
        (
            "CP003",
            "series.yml",
            "series.yml stands beside series.yaml, and a series has one such file",
        )
    ]


def test_treatments_side_by_side_may_overlap(tmp_path: Path) -> None:
    second = "  - name: Casts\n    sessions: [{date: 2023-03-02, routes: [external]}]\nvisits:"
    assert problems(smallest(tmp_path, ("P01.yaml", "visits:", second))) == ()


def test_a_wrong_adverse_event_does_not_hide_a_wrong_grade(tmp_path: Path) -> None:
    event = EVENT.format(grade="9", serious="no", outcome="recovered", more="")
    folder = smallest(
        tmp_path,
        ("P01.yaml", "adverse_events: none\n", event),
        ("P01.yaml", "right: 2, left", "right: 2+, left"),
    )
    assert {p.code for p in problems(folder)} >= {"CP008", "CP104"}


def test_half_a_character_in_json_is_refused(tmp_path: Path) -> None:
    text = '{"id": "P02", "patient": {"age": "6 years", "sex": "\\ud800"}}'
    found = problems(smallest(tmp_path, add={"P02.json": text}))
    assert ("CP002", "P02.json:1:52", "half a character (a lone surrogate) stands here") in [
        said(p) for p in found
    ]


def case_data() -> dict[str, object]:
    import yaml

    return dict(yaml.load(CASE, Loader=yaml.BaseLoader))


def test_json_and_yaml_give_the_same_record(tmp_path: Path) -> None:
    import json

    folder = smallest(tmp_path, add={"P01.yaml": b""})
    (folder / "P01.yaml").unlink()
    (folder / "P01.json").write_text(json.dumps(case_data()))
    as_json = check(folder).findings
    as_yaml = check(smallest(tmp_path / "other")).findings
    assert as_json is not None
    assert as_yaml is not None
    assert as_json.cases[0].case.model_dump() == as_yaml.cases[0].case.model_dump()
    assert {k: r.printed for k, r in as_json.ledger.items()} == {
        k: r.printed for k, r in as_yaml.ledger.items()
    }


@pytest.mark.slow
@given(
    st.one_of(
        st.sampled_from(
            ["no", "NO", "007", "1+", "12:30", "1e6", "NA", "0x1F", "null", "~", "3.0"]
        ),
        st.text(
            st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30
        ),
    )
)
def test_every_value_arrives_as_written(text: str) -> None:
    import json

    for read, written in (
        (read_yaml, f"key: {json.dumps(text, ensure_ascii=False)}\n"),
        (read_json, json.dumps({"key": text})),
    ):
        node, found = read(written, "x")
        if not text.strip():
            assert [p.code for p in found] == ["CP010"]
            continue
        assert found == []
        assert isinstance(node, Mapping)
        value = node.get("key")
        assert isinstance(value, Scalar)
        assert value.text == text


@pytest.mark.parametrize(
    "word", ["no", "NO", "007", "1+", "12:30", "1e6", "NA", "0x1F", "3.0", "~"]
)
def test_a_bare_word_is_never_typed(word: str) -> None:
    node, found = read_yaml(f"key: {word}\n", "x")
    assert found == []
    assert isinstance(node, Mapping)
    assert plain(node) == {"key": word}


def beside(entry: str) -> tuple[str, str, str]:
    """Write a concomitant treatment into the smallest case."""
    return "P01.yaml", "visits:\n", f"concomitant: [{{what: Splint, {entry}}}]\nvisits:\n"


@pytest.mark.parametrize(
    "entry",
    [
        "from: before, to: month 5", "from: day -3", "to: after", "from: 2023-03-01, to: week 2.5",
        "from: not reported, to: after", "from: before, to: after",
    ],
)  # fmt: skip
def test_moments_of_concomitant_treatment(entry: str, tmp_path: Path) -> None:
    assert problems(smallest(tmp_path, beside(entry))) == ()


def test_a_moment_that_is_none_names_what_is_allowed(tmp_path: Path) -> None:
    found = only(smallest(tmp_path, beside("from: befor")))
    assert said(found) == ("CP204", "P01.yaml:13:36", "`befor` is no date, time or visit")
    assert found.allowed == (
        "before", "day 14", "week 2", "month 5", "2023-03-01", "after",
    )  # fmt: skip
    assert found.help == "did you mean `before`?"


def test_concomitant_treatment_that_ends_before_it_begins(tmp_path: Path) -> None:
    found = only(smallest(tmp_path, beside("from: day 20, to: 2023-03-05")))
    assert (found.code, found.message) == ("CP202", "`Splint` ends before it begins")


def test_a_misspelt_key_of_concomitant_treatment(tmp_path: Path) -> None:
    found = only(smallest(tmp_path, beside("frm: day 20")))
    assert said(found)[0::2] == ("CP006", "`frm` is not a key here")
    assert "from" in found.help


def test_what_else_happened_needs_a_time(tmp_path: Path) -> None:
    course = ("P01.yaml", "visits:\n", "course: [{what: Fracture}]\nvisits:\n")
    assert only(smallest(tmp_path, course)).message == "course `Fracture` has no time"
