"""Treatments that are not given in sessions: courses, procedures, devices, therapies, none at all."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from cpreport.check.check_series import Ready, check
from cpreport.data.data_package import data_package
from cpreport.exchange.export_cases import export_workbook
from cpreport.exchange.read_workbook import read_workbook
from cpreport.exchange.rows_to_cases import cases_of
from cpreport.exchange.write_yaml import write_case
from cpreport.figures import draw_case
from cpreport.figures.course import dose_shares
from cpreport.journal.shareable import files_of_cases
from cpreport.manuscript.case_report import facts
from cpreport.manuscript.course_sentences import treatment_sentences, visits_sentence
from cpreport.manuscript.event_sentences import adverse_events_sentence
from cpreport.manuscript.sentences import Said
from cpreport.manuscript.tree import Number, Text
from cpreport.numbers import NO_BREAK
from cpreport.outcomes.findings import Findings
from cpreport.problems import Problem
from cpreport.publish.html.front import report_front
from cpreport.tables import case_table, report_tables_of, series_table
from tests.conftest import cpreport
from tests.smallest import CASE, said, second_case, smallest
from tests.test_workbook import values

TREATMENT = CASE[CASE.index("treatment:") : CASE.index("visits:")]
NONE = "adverse_events: none"
TAPER = """\
treatment:
  - name: Prednisolone
    kind: drug
    course:
      - {from: 2023-03-01, to: day 28, dose: 60 mg daily, route: oral}
      - {from: day 29, to: day 56, dose: 30 mg daily, route: oral}
      - {from: day 57, to: ongoing, dose: 15 mg daily}
"""
OTHERS = """\
  - {name: Nerve block, kind: procedure, date: 2023-03-03}
  - {name: Splint, kind: device, from: day 10, to: after}
  - {name: Physiotherapy, kind: therapy, from: month 1, frequency: twice a week}
"""
EVENT = """\
adverse_events:
  - {term: Headache, grade: 1, onset: {date: 2023-04-05}, duration: 1 day, serious: no,
     relatedness: possible, action: none, outcome: resolved}
"""


def treated(
    folder: Path, treatment: str, *changes: tuple[str, str, str], series: str = ""
) -> Findings:
    ready = check(written(folder, treatment, *changes, series=series))
    assert isinstance(ready, Ready), [said(problem) for problem in ready.problems]
    return ready.findings


def written(folder: Path, treatment: str, *changes: tuple[str, str, str], series: str = "") -> Path:
    time = ("series.yaml", "compare:", f"{series}compare:")
    return smallest(folder, ("P01.yaml", TREATMENT, treatment), time, *changes)


def problems(
    folder: Path, treatment: str, *changes: tuple[str, str, str], series: str = ""
) -> list[Problem]:
    return list(check(written(folder, treatment, *changes, series=series)).problems)


def text(said_of_it: Said) -> str:
    told = "".join(node.text for node in said_of_it if isinstance(node, (Number, Text)))
    return told.replace(NO_BREAK, " ")


def test_a_course_is_told_dose_by_dose_with_its_times(tmp_path: Path) -> None:
    findings = treated(tmp_path, TAPER + OTHERS)
    assert [text(sentence) for sentence in treatment_sentences(findings, "P01")] == [
        "P01 received prednisolone: 60 mg daily, oral (day 0 to day 28); 30 mg daily, oral (day 29 "
        "to day 56); 15 mg daily (from day 57, ongoing).",
        "P01 underwent nerve block (day 2).",
        "P01 received splint: day 10 to the visit “After treatment”.",
        "P01 received physiotherapy: twice a week (from month 1, end not stated).",
    ]
    fact = next(fact for fact in facts(findings, "P01") if fact.label == "Treatment")
    assert text(fact.inside) == (
        "Prednisolone, 60 mg daily to 15 mg daily; nerve block; splint; physiotherapy"
    )


def test_procedures_are_told_together_where_the_first_of_them_stands(tmp_path: Path) -> None:
    second = "  - {name: Osteotomy of the left side, kind: procedure, day: 23}\n"
    findings = treated(tmp_path, TAPER + OTHERS + second)
    assert text(treatment_sentences(findings, "P01")[1]) == (
        "P01 underwent nerve block (day 2) and osteotomy of the left side (day 23)."
    )


def test_the_table_of_a_course_has_a_row_a_phase(tmp_path: Path) -> None:
    table = case_table("courses", treated(tmp_path, TAPER + OTHERS), "P01")
    assert table is not None
    assert [c.heading for c in table.columns] == ["Time", "Dose", "Route", "Frequency"]
    rows = [(row.group, *(cell.text for cell in row.cells)) for row in table.rows]
    assert rows == [
        ("Prednisolone", "day 0 to day 28", "60 mg daily", "oral", "–"),
        ("Prednisolone", "day 29 to day 56", "30 mg daily", "oral", "–"),
        ("Prednisolone", "from day 57, ongoing", "15 mg daily", "not recorded", "–"),
        ("Nerve block", "day 2", "–", "–", "–"),
        ("Splint", "day 10 to the visit “After treatment”", "–", "–", "–"),
        ("Physiotherapy", "from month 1, end not stated", "–", "–", "twice a week"),
    ]


def test_a_table_of_times_alone_says_nothing_that_the_sentences_do_not(tmp_path: Path) -> None:
    once = "treatment:\n  - {name: Nerve block, kind: procedure, date: 2023-03-03}\n"
    findings = treated(tmp_path, once)
    assert "courses" not in report_tables_of(findings, "P01")
    assert text(treatment_sentences(findings, "P01")[0]) == "P01 underwent nerve block (day 0)."
    assert case_table("courses", findings, "P01") is not None
    assert "courses" in report_tables_of(treated(tmp_path / "more", TAPER + OTHERS), "P01")


def test_a_drug_alone_is_told_without_sessions(tmp_path: Path) -> None:
    findings = treated(tmp_path, TAPER, ("P01.yaml", NONE, EVENT.strip()))
    assert not findings.has("sessions")
    assert not findings.has("P01.sessions")
    assert text(adverse_events_sentence(findings, "P01")) == (
        "One adverse event was recorded in 10.7 months of follow-up; it was not serious."
    )
    assert case_table("sessions", findings, "P01") is None
    events = case_table("adverse_events", findings, "P01")
    assert events is not None
    assert "Treatment at onset" in [column.heading for column in events.columns]
    assert "After session" not in [column.heading for column in events.columns]
    tied = findings.result("P01", "adverse_event", "1", "treatment")
    assert tied.printed == "Prednisolone, 30 mg daily"


def test_the_timeline_tells_every_dose(tmp_path: Path) -> None:
    drawn = draw_case("timeline", treated(tmp_path, TAPER + OTHERS), "P01")
    assert drawn is not None
    assert "Prednisolone: 60 mg daily, oral (day 0 to day 28); 30 mg daily" in drawn.alt
    assert "Nerve block: day 2." in drawn.alt
    assert "routes" not in drawn.alt
    assert "session" not in drawn.caption


@pytest.mark.parametrize(
    ("doses", "shares"),
    [
        (["60 mg daily", "30 mg daily", "15 mg daily"], [1.0, 0.5, 0.25]),
        (["60 mg daily", "2 tablets"], [1.0, 1.0]),
        (["0 mg"], [1.0]),
        ([None, "5 mg"], [1.0, 1.0]),
    ],
)
def test_steps_are_as_high_as_doses_of_one_unit(doses: list[str], shares: list[float]) -> None:
    assert dose_shares(doses) == shares


def rows_of(findings: Findings, name: str) -> list[dict[str, str]]:
    content = data_package(findings)[f"data/{name}.csv"].decode()
    return list(csv.DictReader(io.StringIO(content)))


def test_treatments_are_data(tmp_path: Path) -> None:
    beside = "concomitant:\n  - {what: calcium, from: 2023-01-01}\ncourse:\n  - {what: relapse, day: 9}\n"
    findings = treated(
        tmp_path, TAPER + OTHERS + beside, ("P01.yaml", NONE, EVENT.strip()),
    )  # fmt: skip
    rows = rows_of(findings, "treatments")
    assert [tuple(row.values())[1:] for row in rows] == [
        ("1", "1", "Prednisolone", "drug", "0", "28", "60 mg daily", "oral", "not recorded", "not applicable"),
        ("1", "2", "Prednisolone", "drug", "29", "56", "30 mg daily", "oral", "not recorded", "not applicable"),
        ("1", "3", "Prednisolone", "drug", "57", "not applicable", "15 mg daily", "not recorded", "not recorded", "not applicable"),
        ("2", "1", "Nerve block", "procedure", "2", "2", "not applicable", "not applicable", "not recorded", "not applicable"),
        ("3", "1", "Splint", "device", "10", "325", "not recorded", "not recorded", "not recorded", "not applicable"),
        ("4", "1", "Physiotherapy", "therapy", "30.4375", "not reported", "not recorded", "not recorded", "twice a week", "not applicable"),
    ]  # fmt: skip
    assert rows_of(findings, "concomitant") == [
        {"case": "P01", "number": "1", "what": "calcium", "begun": "day -59", "ended": "not recorded",
         "from_day": "-59", "to_day": "not reported"},
    ]  # fmt: skip
    assert rows_of(findings, "course") == [
        {"case": "P01", "number": "1", "what": "relapse", "day": "9"}
    ]
    event = rows_of(findings, "adverse-events")[0]
    assert event["session"] == "not applicable"
    assert event["treatment_at_onset"] == "Prednisolone, 30 mg daily; Splint; Physiotherapy"


def test_sessions_are_one_row_of_the_treatments(tmp_path: Path) -> None:
    row = rows_of(treated(tmp_path, TREATMENT), "treatments")
    assert [tuple(one.values()) for one in row] == [
        ("P01", "1", "1", "Cells", "not recorded", "0", "7", "not applicable", "not applicable",
         "not recorded", "2"),
    ]  # fmt: skip


def test_no_date_of_a_treatment_goes_into_a_package(tmp_path: Path) -> None:
    findings = treated(tmp_path, TAPER + OTHERS)
    shared = files_of_cases(findings, tmp_path / "cases")["P01.yaml"].decode()
    assert "2023-0" not in shared
    assert "from: day 0" in shared
    assert "day: '2'" in shared


#: What a treatment says against itself: the text, and what is said of it.
WRONG = {
    "ends before it begins": (
        TAPER.replace("to: day 28", "to: day -3"),
        ("CP202", "P01.yaml:12:32", "`Prednisolone` ends before it begins"),
    ),
    "phases overlap": (
        TAPER.replace("from: day 29", "from: day 20"),
        ("CP202", "P01.yaml:13:16", "phase 2 of `Prednisolone` begins before phase 1 ends"),
    ),
    "phases out of order": (
        TAPER.replace("from: day 29, to: day 56", "from: day 70, to: day 90"),
        ("CP202", "P01.yaml:14:16", "phase 3 of `Prednisolone` begins before phase 2"),
    ),
    "an ongoing phase is followed": (
        TAPER.replace("to: day 56", "to: ongoing"),
        ("CP202", "P01.yaml:13:28", "phase 2 of `Prednisolone` is ongoing, and another follows it"),
    ),
    "a dose without a unit": (
        TAPER.replace("dose: 60 mg daily", "dose: 60"),
        ("CP117", "P01.yaml:12:46", "the dose `60` has no unit"),
    ),
    "two forms": (
        TAPER + "    day: 3\n",
        ("CP117", "P01.yaml:9:5", "`Prednisolone` is told in two ways: course and a time of its own"),
    ),
    "an end alone": (
        TAPER + "  - {name: Splint, day: 3, to: day 9}\n",
        ("CP117", "P01.yaml:15:32", "`Splint` has an end, and no beginning"),
    ),
    "no form": (
        TAPER + "  - {name: Splint}\n",
        ("CP204", "P01.yaml:15:5", "treatment `Splint` has no time"),
    ),
    "no moment": (
        TAPER.replace("to: day 56", "to: going on"),
        ("CP204", "P01.yaml:13:28", "`going on` is no date, time or visit"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_a_treatment_that_contradicts_itself_is_a_problem(tmp_path: Path, what: str) -> None:
    treatment, expected = WRONG[what]
    assert expected in [said(problem) for problem in problems(tmp_path, treatment)]


# --- the zero of time ------------------------------------------------------------------------------

COURSE = "course:\n  - {what: onset, date: 2023-02-01}\n"


def test_times_are_counted_from_what_the_series_names(tmp_path: Path) -> None:
    findings = treated(tmp_path, TREATMENT + COURSE, series="time: {zero: onset}\n")
    assert findings.zero == "onset"
    assert findings.result("P01", "visit", "before", "time").printed == "0.6"
    assert findings.result("P01", "session", "1", "day").printed == "28"
    assert text(visits_sentence(findings, "P01")).startswith(
        "P01 was assessed at two visits, timed in months from onset: before treatment (0.6)"
    )
    drawn = draw_case("timeline", findings, "P01")
    assert drawn is not None
    assert "since onset" in drawn.alt
    assert "Months since onset" in drawn.svg
    assert "from onset" in findings.result("P01", "follow_up").label


def test_surgery_is_the_first_procedure(tmp_path: Path) -> None:
    findings = treated(tmp_path, TAPER + OTHERS, series="time: {unit: days, zero: surgery}\n")
    assert findings.result("P01", "treatment", "2", "day").printed == "0"
    assert findings.result("P01", "visit", "before", "time").printed == "−11"
    assert findings.zero == "surgery"


def test_a_patient_who_lacks_the_zero_is_a_problem(tmp_path: Path) -> None:
    found = problems(tmp_path, TREATMENT, series="time: {zero: admission}\n")
    assert ("CP204", "P01.yaml:1:1", "P01 has no `admission`, from which the series counts its times") in map(said, found)  # fmt: skip


def test_a_zero_at_another_time_than_0_is_a_problem(tmp_path: Path) -> None:
    relative = TREATMENT.replace("date: 2023-03-01", "day: 30").replace(
        "date: 2023-03-08", "day: 37"
    )
    found = problems(
        tmp_path, relative + "course:\n  - {what: onset, day: 5}\n",
        ("P01.yaml", "date: 2023-02-20", "day: 20"), ("P01.yaml", "date: 2024-01-20", "day: 300"),
        series="time: {zero: onset}\n",
    )  # fmt: skip
    assert ("CP204", "P01.yaml:14:24", "times are counted from `onset`, which is said to be at another time than 0") in map(said, found)  # fmt: skip


# --- no treatment, unplanned visits ----------------------------------------------------------------


def test_without_a_treatment_no_sentence_speaks_of_one(tmp_path: Path) -> None:
    findings = treated(tmp_path, "")
    assert treatment_sentences(findings, "P01") == []
    assert [fact.label for fact in facts(findings, "P01")] == [
        "Patient", "Diagnosis", "Follow-up", "Adverse events",
    ]  # fmt: skip
    assert findings.zero == "the first visit"
    assert findings.result("P01", "age").label == "Age"
    case = findings.cases[0].case
    assert report_front(findings.scored.series.record, case).title == (
        "Spastic cerebral palsy: a case report"
    )
    assert findings.result("P01", "visit", "before", "time").printed == "0.0"
    assert text(adverse_events_sentence(findings, "P01")).startswith(
        "No adverse event was recorded in 11.0 months of follow-up."
    )
    drawn = draw_case("timeline", findings, "P01")
    assert drawn is not None
    assert "treatment:" not in drawn.alt


UNPLANNED = (
    "P01.yaml",
    "  - id: after\n",
    "  - {id: relapse, unplanned: yes, label: Visit at the relapse, date: 2023-06-01}\n"
    "  - id: after\n",
)


def test_an_unplanned_visit_is_told_of_its_patient_alone(tmp_path: Path) -> None:
    findings = treated(tmp_path, TREATMENT, UNPLANNED)
    assert "visit at the relapse (3.0)" in text(visits_sentence(findings, "P01"))
    assert not findings.has("visit", "relapse", "patients")
    drawn = draw_case("timeline", findings, "P01")
    assert drawn is not None
    assert f"“Visit at the relapse” at 3.0{NO_BREAK}months" in drawn.alt


def test_a_declared_visit_is_not_unplanned(tmp_path: Path) -> None:
    change = ("P01.yaml", "  - id: after\n", "  - id: after\n    unplanned: yes\n")
    found = problems(tmp_path, TREATMENT, change)
    message = "`after` is said to be unplanned, and the series declares it"
    assert ("CP111", "P01.yaml:19:9", message) in map(said, found)


# --- the workbook ----------------------------------------------------------------------------------


def test_courses_and_what_happened_come_back_from_a_workbook(tmp_path: Path) -> None:
    cases = written(tmp_path, TAPER + OTHERS + COURSE)
    book = export_workbook(cases)
    sheets, found = read_workbook(book, "series.xlsx")
    assert found == []
    of = {sheet.name: [dict(row.values) for row in sheet.rows] for sheet in sheets}
    assert [row["phase_dose"].text for row in of["Courses"]] == [
        "60 mg daily", "30 mg daily", "15 mg daily",
    ]  # fmt: skip
    assert [row["happened"].text for row in of["What happened"]] == ["onset"]
    trees, found = cases_of(sheets)
    assert found == []
    assert values(write_case(trees["P01"]).text) == values((cases / "P01.yaml").read_text("utf-8"))


# --- a series that judges nothing ------------------------------------------------------------------

OUTCOMES = "outcomes:\n  - {scale: TCT, label: trunk control, rule: score}\n"
CLAIMS = "claims:\n  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n"
RESULT = 'After treatment, {{ results["TCT.improved"].in_words }} child had better trunk control.'


@pytest.mark.slow
def test_a_series_without_treatment_and_outcomes_is_built(tmp_path: Path) -> None:
    cases = written(
        tmp_path, "", ("series.yaml", OUTCOMES, ""), ("series.yaml", CLAIMS, ""),
        ("results.md", RESULT, "We saw one child."),
    )  # fmt: skip
    done = cpreport("build", str(cases), "-o", str(tmp_path / "out"), "--to", "html,docx,jats")
    assert done.returncode == 0, done.stderr
    for name in ("article/article.html", "cases/P01/P01.html"):
        page = (tmp_path / "out" / name).read_text("utf-8")
        words = re.sub(r"<(svg|script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
        told = re.findall(r"\b(?:session|treated|judged|verdict|improvement rule)\w*", words)
        assert told == [], name


# --- series in which patients are treated in different ways ----------------------------------------


def test_a_series_of_sessions_courses_and_no_treatment_says_what_time_is_counted_from(
    tmp_path: Path,
) -> None:
    dated = CASE.replace(TREATMENT, TAPER)
    cases = {
        "P02.yaml": second_case(dated),
        "P03.yaml": second_case(CASE.replace(TREATMENT, ""), id="P03"),
    }
    ready = check(
        smallest(
            tmp_path, ("series.yaml", CLAIMS, ""), ("results.md", RESULT, "Three."), add=dict(cases)
        )
    )
    assert isinstance(ready, Ready), [said(problem) for problem in ready.problems]
    findings = ready.findings
    assert findings.zero == "the first treatment (without one, the first visit)"
    assert findings.result("treatment", "Prednisolone", "patients").n_of_n == "1 of 3"
    table = series_table("characteristics", findings)
    assert table is not None
    at = [column.heading for column in table.columns].index("Sessions")
    assert [row.cells[at].text for row in table.rows] == [
        "2",
        "not applicable",
        "not applicable",
        "2",
    ]
