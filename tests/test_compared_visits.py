"""A series compares several pairs of visits, or none: every output follows."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpreport.check.check_series import Ready, check
from cpreport.cli import cli
from cpreport.data.change_rows import change_rows
from cpreport.data.outcome_rows import outcome_rows
from cpreport.numbers import NO_BREAK
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.methods import improvement_text, statistics_text
from cpreport.tables import case_table, series_table, series_tables_of
from cpreport.verify import verify_files
from docs.making.letter_examples import IDENTITY, LETTER, SHARED
from tests.compared_series import NONE, TWO, compared_series
from tests.letters_series import composed, letter_of, texts, write_people
from tests.measured_series import measured_in, measured_series
from tests.packages import SHARES, YEAR, made_by_typst, remake
from tests.test_measured_numbers import NBSP, results_of
from tests.test_summaries import printed


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    found, problems = results_of(compared_series(tmp_path_factory.mktemp("two"), TWO))
    assert problems == []
    return found


@pytest.fixture(scope="module")
def none(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    found, problems = results_of(compared_series(tmp_path_factory.mktemp("none"), NONE))
    assert problems == []
    return found


def printed_result(findings: Findings, key: str) -> str:
    return findings.ledger[key].n_of_n.replace(NBSP, " ")


def test_the_main_comparison_keeps_every_id_and_value(two: Findings, tmp_path: Path) -> None:
    alone, _ = results_of(measured_series(tmp_path))
    of_visits = re.compile(r"\.later\b|visits$|follow_up|measurements")
    for key, result in alone.ledger.items():
        if not of_visits.search(key):
            assert two.ledger[key].value == result.value, key


def test_another_comparison_has_its_later_visit_in_the_ids(two: Findings) -> None:
    told = {
        key: printed_result(two, key)
        for key in (
            "P01.change.K.value",
            "P01.change.later.K.value",
            "P01.change.later.K.value.percent",
            "P02.K.verdict",
            "P02.K.later.verdict",
            "P02.outcomes.later.improved.which",
            "K.improved",
            "K.later.improved",
            "any.later.worse",
            "K.value.change.median",
            "K.value.later.change.median",
            "CRP.value.later.pairs",
        )
    }
    assert told == {
        "P01.change.K.value": "+1.1 mmol/L",
        "P01.change.later.K.value": "+1.3 mmol/L",
        "P01.change.later.K.value.percent": "+42%",
        "P02.K.verdict": "worse",
        "P02.K.later.verdict": "unchanged",
        "P02.outcomes.later.improved.which": "inflammation",
        "K.improved": "1 of 3",
        "K.later.improved": "2 of 3",
        "any.later.worse": "1 of 3",
        "K.value.change.median": "+1.1 mmol/L",
        "K.value.later.change.median": "~+0.5 mmol/L",
        "CRP.value.later.pairs": "2 of 3",
    }


def test_labels_tell_the_comparisons_apart(two: Findings) -> None:
    labels = [
        (result.case, result.label) for result in two.ledger.values() if "verdict" in result.id
    ]
    assert len(set(labels)) == len(labels) == 32
    assert two.ledger["P01.change.later.K.value"].label == (
        "Change in Potassium, Before treatment to One year later"
    )


def test_tables_have_each_comparison(two: Findings) -> None:
    scores = series_table("scores", two)
    assert scores is not None
    assert [column.full_heading for column in scores.columns][4:] == [
        "Change to after treatment: Size",
        "Change to after treatment: Direction",
        "Change to one year later: Size",
        "Change to one year later: Direction",
    ]
    outcomes = series_table("outcomes", two)
    late = printed(outcomes, "Patients, before treatment to one year later")
    assert late["Improved"] == ["1 of 3", "1 of 2", "2 of 3", "1 of 1"]
    assert late["Worse"] == ["1 of 3", "0 of 2", "0 of 3", "0 of 1"]
    main = printed(outcomes, "Main score, median (range)")
    assert main["Patients compared, before treatment to one year later"][0] == "2"
    assert main["Change to one year later"][2] == "~+0.5 mmol/L (−1.5 to +1.3 mmol/L)"
    of_case = case_table("scores", two, "P01")
    assert of_case is not None
    row = next(row for row in of_case.rows if "Potassium" in row.cells[0].text)
    assert [cell.text.replace(NBSP, " ") for cell in row.cells[4:]] == [
        "+1.1 mmol/L (+35%)", "better", "+1.3 mmol/L (+42%)", "better",
    ]  # fmt: skip


def test_data_files_name_the_visits_of_a_comparison(two: Findings) -> None:
    rows = [row for row in change_rows(two) if row[0] == "P01" and row[3] == "K"]
    assert [row[1:3] for row in rows] == [("before", "after"), ("before", "later")]
    verdicts = [row for row in outcome_rows(two) if row[:2] == ("P02", "K")]
    assert [(*row[2:4], row[9]) for row in verdicts] == [
        ("before", "after", "worse"),
        ("before", "later", "unchanged"),
    ]


def test_methods_name_each_comparison(two: Findings) -> None:
    said = improvement_text(two)
    assert "“After treatment” minus the value at the visit “Before treatment”." in said
    assert "In the same way “One year later” is compared with “Before treatment”." in said


def test_a_claim_is_held_against_any_comparison(tmp_path: Path) -> None:
    claim = (
        "series.yaml",
        "sections:\n",
        "claims:\n  - {text: two of three, holds: K.later.improved = 3 of 3}\nsections:\n",
    )
    cases = compared_series(tmp_path, TWO, claim)
    told = CliRunner().invoke(cli, ["check", str(cases)])
    assert told.exit_code == 1
    assert "CP401" in told.output


def test_the_packed_way_gives_the_same_results(tmp_path: Path) -> None:
    cases = measured_in(30, compared_series(tmp_path, TWO))
    ready = check(cases)
    assert isinstance(ready, Ready)
    whole, _ = results_of(cases)
    of_series = {r.id: r for r in whole.ledger.of_series}
    assert {r.id: r for r in ready.findings.ledger.of_series} == of_series


def test_explain_reads_both_ends_of_another_comparison(tmp_path: Path) -> None:
    cases = compared_series(tmp_path, TWO)
    told = CliRunner().invoke(cli, ["explain", "P03.K.later.verdict", str(cases)])
    assert "K  6.0 mmol/L → 4.5 mmol/L (−1.5 mmol/L)" in told.output


@pytest.mark.parametrize(
    ("compared", "code", "message"),
    [
        ("compare: [before]\n", "CP008", "`compare` names no two visits"),
        ("compare: [[before, after], [before]]\n", "CP008", "`compare` names no two visits"),
        ("compare: [[before, after], [before, last]]\n", "CP110", "`last` is not declared"),
        ("compare: [[before, after], [after, after]]\n", "CP111", "`after` is compared with itself"),
        (
            "compare: [[before, after], [before, after]]\n",
            "CP111",
            "`before` and `after` are compared twice",
        ),
    ],
)  # fmt: skip
def test_wrong_comparisons_are_told_at_their_place(
    tmp_path: Path, compared: str, code: str, message: str
) -> None:
    cases = compared_series(tmp_path, compared)
    told = CliRunner().invoke(cli, ["check", str(cases), "--format", "json"])
    problems = json.loads(told.stdout)
    assert [(p["code"], p["message"]) for p in problems] == [(code, message)]
    assert problems[0]["line"]


def test_two_changes_to_one_visit_are_told_apart(tmp_path: Path) -> None:
    line = "compare: [[before, after], [before, later], [after, later]]\n"
    found, problems = results_of(compared_series(tmp_path, line))
    assert problems == []
    assert found.ledger["P01.change.before_to_later.K.value"].value == pytest.approx(
        found.ledger["P01.change.after_to_later.K.value"].value
        + found.ledger["P01.change.K.value"].value
    )
    scores = series_table("scores", found)
    assert scores is not None
    assert "Change, after treatment to one year later: Size" in [
        column.full_heading for column in scores.columns
    ]


# --- nothing compared ----------------------------------------------------------------------------


def test_a_series_without_comparison_has_no_change_and_no_verdict(none: Findings) -> None:
    said = re.compile(r"\bchange\b|verdict|improved|worse|pairs")
    assert [key for key in none.ledger if said.search(key)] == []
    assert none.ledger["K.value.later.n"].n_of_n == "3 of 3"


def test_its_tables_describe_every_visit(none: Findings) -> None:
    assert "outcomes" not in series_tables_of(none)
    scores = series_table("scores", none)
    assert scores is not None
    assert scores.caption == "Scores by patient and visit"
    assert [column.heading for column in scores.columns] == [
        "Patient", "Before treatment", "After treatment", "One year later",
    ]  # fmt: skip
    assert printed(series_table("summaries", none), "Potassium") == {
        "Patients": ["3 of 3", "3 of 3", "3 of 3"],
        "Median (range)": [
            "~4.0 mmol/L (3.1 to 6.0 mmol/L)",
            "5.5 mmol/L (4.2 to 6.5 mmol/L)",
            "4.5 mmol/L (4.4 to 4.5 mmol/L)",
        ],
    }


def test_its_methods_say_that_nothing_is_compared(none: Findings) -> None:
    assert improvement_text(none) == (
        "What each visit recorded is described; no visits are compared."
    )
    assert "Scores are described by median and range" in statistics_text(none)


def test_outcomes_without_comparison_are_refused(tmp_path: Path) -> None:
    cases = measured_series(tmp_path, ("series.yaml", "compare: [before, after]\n", ""))
    _, problems = results_of(cases)
    assert [(p.code, p.message) for p in problems] == [
        ("CP007", "`compare` is missing: outcomes are judged by what changed between two visits")
    ]
    assert "compare: [before, after]" in problems[0].help


@pytest.mark.slow
@pytest.mark.parametrize("compared", [TWO, NONE], ids=["two", "none"])
def test_every_output_follows(tmp_path: Path, compared: str) -> None:
    shares = ((f"P0{n}.yaml", *SHARES[1:]) for n in (1, 2, 3))
    cases = compared_series(tmp_path, compared, *shares, YEAR)
    files = made_by_typst(cases).files
    assert verify_files("package.zip", files, remake).holds
    text = files.get("data/changes.csv", b"").decode("utf-8-sig")
    rows = csv.DictReader(text.splitlines())
    assert {row["later_visit"] for row in rows} == ({"after", "later"} if compared else set())


@pytest.mark.slow
@pytest.mark.parametrize("compared", [TWO, NONE], ids=["two", "none"])
def test_reports_say_what_is_compared(tmp_path: Path, compared: str) -> None:
    cases, out = compared_series(tmp_path, compared), tmp_path / "out"
    command = ["build", str(cases), "-o", str(out), "--to", "html", "-j", "1"]
    assert CliRunner().invoke(cli, command).exit_code == 0
    for page in ("cases/P01/P01.html", "article/article.html"):
        words = " ".join(re.sub(r"<[^>]+>", " ", (out / page).read_text("utf-8")).split())
        compares = "One year later” with" in words or "with “One year later”" in words
        assert ("does not show its cause" in words) == (bool(compared) and "cases" in page)
        assert compares == bool(compared), page
    report = (out / "cases" / "P01" / "P01.html").read_text("utf-8")
    assert ("Inflammation (primary outcome), to one year later" in report) == bool(compared)


PLAIN = (
    "  scales:\n    CRP: {plain: inflammation}\n    pain: {plain: pain}\n"
    "    K: {plain: potassium}\n    elbow: {plain: the elbow}\n"
)


@pytest.mark.parametrize("compared", [TWO, NONE], ids=["two", "none"])
def test_letters_are_written_or_refused(tmp_path: Path, compared: str) -> None:
    cases = compared_series(
        tmp_path,
        compared,
        ("series.yaml", "sections:\n", f"{SHARED}{PLAIN if compared else ''}sections:\n"),
        ("P01.yaml", "treatment:\n", f"{LETTER}treatment:\n"),
    )
    write_people(cases, IDENTITY)
    box = composed(cases, cases=("P01",))
    if compared:
        said = " ".join(texts(letter_of(cases, cases=("P01",))).values())
        assert f"20{NO_BREAK}January 2024" in said
        return
    assert [(p.code, p.message) for p in box.problems] == [
        ("CP901", "a letter tells what became of the outcomes, and the series judges none")
    ]
    assert [told.written for told in box.told] in ([], [None])


def test_a_measure_that_may_be_negative_has_no_change_in_per_cent(tmp_path: Path) -> None:
    may_be = ("series.yaml", "range: 0 to 100, digits: 0", "range: -5 to 100, digits: 0")
    rule = ("series.yaml", "rule: by at least 13 mm", "rule: any change")
    found, problems = results_of(compared_series(tmp_path, TWO, may_be, rule))
    assert problems == []
    assert found.ledger["P01.change.pain.value"].value == -34
    assert "P01.change.pain.value.percent" not in found.ledger
