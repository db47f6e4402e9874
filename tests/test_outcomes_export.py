"""The ledger as data files."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes_series import case, found, sides

from cpreport.check.check_series import Ready, check
from cpreport.data.columns import OUTCOMES, RESULTS
from cpreport.data.csv_text import csv_text, guard
from cpreport.data.outcome_rows import outcome_rows
from cpreport.data.result_rows import result_rows, results_json
from cpreport.outcomes import Findings
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def example() -> Findings:
    ready = check(REPOSITORY / "cases")
    assert isinstance(ready, Ready)
    return ready.findings


@pytest.fixture(scope="module")
def findings() -> Findings:
    tct = dict.fromkeys(
        ("rolling to weak side", "rolling to strong side", "sitting up from lying"), 12
    )
    return found(
        case(
            before={"MAS": {"elbow flexors": sides(3, "1+")}, "TCT": {**tct, "sitting balance": 0}},
            after={
                "MAS": {"elbow flexors": sides(2, "not assessed")},
                "TCT": {**tct, "sitting balance": 25},
            },
        )
    )


def results_csv(findings: Findings) -> str:
    return csv_text(RESULTS.header, result_rows(findings.ledger.values()))


def rows(findings: Findings) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in csv.DictReader(io.StringIO(results_csv(findings)))}


def entries(findings: Findings) -> dict[str, dict[str, object]]:
    return {entry["id"]: entry for entry in json.loads(results_json(findings.ledger.values()))}


def test_both_files_hold_every_result_in_the_order_of_the_ledger(findings: Findings) -> None:
    assert list(rows(findings)) == list(entries(findings)) == list(findings.ledger)


def test_a_change_keeps_its_sign_in_the_data(findings: Findings) -> None:
    row = rows(findings)["P01.change.TCT.total"]
    assert (row["value"], row["printed"], row["unit"]) == ("25", "+25", "points")
    assert row["direction"] == "better"
    assert entries(findings)["P01.change.TCT.total"]["value"] == 25
    assert rows(findings)["P01.change.MAS.elbow_flexors.right"]["printed"] == "−1"


def test_a_grade_stays_text(findings: Findings) -> None:
    assert entries(findings)["P01.before.MAS.elbow_flexors.left"]["value"] == "1+"
    assert entries(findings)["P01.before.MAS.elbow_flexors.right"]["value"] == "3"
    assert rows(findings)["P01.before.MAS.elbow_flexors.left"]["value"] == "1+"


def test_places_are_file_line_and_column(findings: Findings) -> None:
    assert rows(findings)["P01.before.MAS.elbow_flexors.left"]["places"] == "P01.yaml:21:45"
    assert entries(findings)["P01.before.MAS.elbow_flexors.left"]["places"] == ["P01.yaml:21:45"]


def test_a_count_has_its_n_and_its_interval(findings: Findings) -> None:
    row = rows(findings)["MAS.improved"]
    assert (row["value"], row["of"]) == ("1", "1")
    assert (row["interval_low"], row["interval_high"]) == ("0.206549314", "1")
    assert row["interval_printed"] == "21% to 100%"
    assert row["sources"] == "P01.MAS.verdict"
    assert entries(findings)["MAS.improved"]["interval"] == [0.206549314, 1]


def test_a_missing_value_is_a_word_and_null(findings: Findings) -> None:
    id = "P01.after.MAS.elbow_flexors.left"
    assert rows(findings)[id]["value"] == "not assessed"
    assert entries(findings)[id]["value"] is None
    assert entries(findings)[id]["printed"] == "not assessed"
    assert [row for row in rows(findings).values() if "" in row.values()] == []
    assert rows(findings)["patients"]["of"] == "not applicable"


def test_numbers_in_json_have_the_digits_of_the_decimal(findings: Findings) -> None:
    text = results_json(findings.ledger.values())
    assert '"value": 0.95,' in text  # 1 - 0.05^(1/1)
    assert not re.search(r'": -?[\d.]+e', text)
    assert "NaN" not in text


def test_a_verdict_in_the_data_says_how_many_changes_went_which_way(example: Findings) -> None:
    rows = [row for row in outcome_rows(example) if row[0] == "P03"]
    counts = {row[1]: row[-5:] for row in rows}
    assert counts["MAS"] == ("better", "4", "11", "1", "0"), "better, and worse in one item"
    assert counts["TCT"] == ("better", "1", "0", "0", "0"), "one score"
    assert OUTCOMES.header[-5:] == ("verdict", "better", "unchanged", "worse", "not_comparable")


def test_the_files_are_the_same_every_time(findings: Findings) -> None:
    assert results_json(findings.ledger.values()) == results_json(findings.ledger.values())
    text = results_csv(findings)
    assert text == results_csv(findings)
    assert "\r" not in text
    assert text.splitlines()[0] == ",".join(RESULTS.header)


@pytest.mark.parametrize(
    "number",
    [
        *("+25", "-3", "+18.5", "+5 to +19", "-2 to +19", "−3 to −1", "+9 points", "12%"),
        *("-1 (-2 to 0)", "+3 of 4 (30% to 95%)", "+12\N{NARROW NO-BREAK SPACE}500"),
    ],
)
def test_numbers_and_ranges_stay_as_they_are(number: str) -> None:
    assert guard(number) == number


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "-2+3",
        "+1-1",
        "+1 (A1)",
        "+25=A1",
        "-",
        "+1+A1",
    ],
)
def test_what_a_spreadsheet_would_compute_is_made_guard(formula: str) -> None:
    assert guard(formula) == f"'{formula}"


@given(st.text())
def test_no_cell_but_a_number_begins_like_a_formula(text: str) -> None:
    cell = guard(text)
    if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")):
        assert cell[1].isdigit()
        # Brackets hold the limits of an interval, and nothing else.
        limits = re.sub(r" \([\d.,%;−+\-\w\s]+\)", "", cell)
        assert not set(limits) & set("=|!()@*/^&<>\"':")
