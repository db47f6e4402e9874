"""Values of all patients are summed up as a series asks: quartiles, range, mean and deviation."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpreport.check.check_series import Ready, check
from cpreport.cli import cli
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.methods import statistics_text
from cpreport.outcomes.statistics import mean, standard_deviation
from cpreport.tables import series_table
from cpreport.tables.table import Table
from tests.measured_series import SUMMED_UP, measured_in, measured_series
from tests.smallest import smallest
from tests.test_measured_numbers import NBSP, results_of


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    found, problems = results_of(measured_series(tmp_path_factory.mktemp("summed"), SUMMED_UP))
    assert problems == []
    return found


def printed(table: Table | None, group: str) -> dict[str, list[str]]:
    """Read the rows of a table that stand under a heading, by their first cell."""
    assert table is not None
    rows = [row for row in table.rows if row.group.startswith(group)]
    return {row.cells[0].text: [c.text.replace(NBSP, " ") for c in row.cells[1:]] for row in rows}


def test_mean_and_deviation_of_known_numbers() -> None:
    numbers = [Decimal(n) for n in (2, 4, 4, 4, 5, 5, 7, 9)]
    assert mean(numbers) == 5
    # The square root of 32/7.
    assert str(standard_deviation(numbers))[:9] == "2.1380899"
    assert standard_deviation(numbers[:1]) is None


def test_results_have_mean_and_deviation_with_unit_and_one_more_digit(findings: Findings) -> None:
    prefix = ("K", "value", "before")
    told = {
        part: findings.result(*prefix, part).with_unit.replace(NBSP, " ")
        for part in ("n", "median", "q1", "q3", "mean", "sd")
    }
    assert told == {
        "n": "3 patients",
        "median": "~4.0 mmol/L",
        "q1": "~3.55 mmol/L",
        "q3": "~5.0 mmol/L",
        "mean": "~4.37 mmol/L",
        "sd": "1.48 mmol/L",
    }
    assert findings.result(*prefix, "sd").method == (
        "Standard deviation of 3 patients; divided by n − 1."
    )


def test_table_sums_up_each_number_in_each_way_with_n_and_pairs(findings: Findings) -> None:
    table = series_table("summaries", findings)
    assert printed(table, "Potassium") == {
        "Patients": ["3 of 3", "3 of 3", "3 of 3"],
        "Median (quartiles)": ["~4.0 mmol/L (~3.55 to ~5.0 mmol/L)", "5.5 mmol/L (4.85 to 6.0 mmol/L)", "+1.1 mmol/L (+0.8 to ~+1.3 mmol/L)"],
        "Range": ["3.1 to 6.0 mmol/L", "4.2 to 6.5 mmol/L", "+0.5 to ~+1.5 mmol/L"],
        "Mean (SD)": ["~4.37 mmol/L (1.48)", "5.40 mmol/L (1.15)", "~+1.03 mmol/L (0.50)"],
        "Median (range), %": ["–", "–", "+35% (+8.3% to ~+38%)"],
    }  # fmt: skip


def test_limits_give_no_mean_and_no_exact_change(findings: Findings) -> None:
    assert printed(series_table("summaries", findings), "C-reactive") == {
        "Patients": ["3 of 3", "3 of 3", "1 of 3"],
        "Median (quartiles)": ["89 mg/L (<5 to 89.5 mg/L)", "12 mg/L (<5 to 89 mg/L)", "not computable"],
        "Range": ["<5 to 89.5 mg/L", "<5 to 89 mg/L", "not computable"],
        "Mean (SD)": ["not computable", "not computable", "not computable"],
    }  # fmt: skip


def test_a_single_value_has_a_mean_and_no_deviation(findings: Findings) -> None:
    rows = printed(
        series_table("summaries", findings),
        "Elbow extension, higher is better: right",
    )
    assert rows["Mean (SD)"][0] == "−30.0° (not computable)"


def test_outcomes_are_summed_up_in_the_same_ways(findings: Findings) -> None:
    table = series_table("outcomes", findings)
    assert printed(table, "Main score, mean (SD)")["Change"][2] == "~+1.03 mmol/L (0.50)"
    assert list(printed(table, "Main score, median (quartiles)")) == [
        "Score", "Before treatment", "After treatment", "Change",
    ]  # fmt: skip
    assert printed(table, "Main score, mean (SD)")["Patients compared"][2] == "3"


def test_methods_say_which_quartiles_and_which_means(findings: Findings) -> None:
    said = statistics_text(findings)
    assert "by median, quartiles (linear interpolation, type 7) and range" in said
    assert "Mean and standard deviation (divided by n − 1) are given beside them for" in said


def test_nobody_who_asks_for_nothing_gets_a_mean(tmp_path: Path) -> None:
    found, _ = results_of(measured_series(tmp_path))
    assert series_table("summaries", found) is None
    assert not found.has("K", "value", "before", "mean")
    assert "standard deviation" not in statistics_text(found)


def test_the_mean_of_ordinal_scores_is_refused(tmp_path: Path) -> None:
    asked = ("series.yaml", "compare:", "summaries: [mean (SD)]\ncompare:")
    cases = smallest(tmp_path, asked)
    _, problems = results_of(cases)
    assert [(p.code, p.place.line is not None) for p in problems] == [("CP306", True)]
    assert problems[0].message == "no mean can be given: the scores of TCT are ordinal"


def test_an_unknown_summary_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    asked = (*SUMMED_UP[:2], "summaries: [mode]\noutcomes:\n")
    told = CliRunner().invoke(cli, ["check", str(measured_series(tmp_path, asked))])
    assert told.exit_code == 1
    for name in ("median (quartiles)", "range", "mean (SD)"):
        assert name in told.output


def test_many_patients_are_summed_up_as_few_are(tmp_path: Path) -> None:
    cases = measured_in(30, measured_series(tmp_path, SUMMED_UP))
    ready = check(cases)
    assert isinstance(ready, Ready)
    whole, _ = results_of(cases)
    for visit in ("before", "after"):
        for part in ("n", "mean", "sd", "q1"):
            key = f"K.value.{visit}.{part}"
            assert ready.findings.ledger[key] == whole.ledger[key]


def test_explain_leads_from_a_mean_to_the_values(tmp_path: Path) -> None:
    cases = measured_series(tmp_path, SUMMED_UP)
    told = CliRunner().invoke(cli, ["explain", "K.value.change.mean", str(cases)])
    assert told.exit_code == 0, told.output
    assert "6.0 mmol/L → 6.5 mmol/L (+0.5 mmol/L)" in told.output
