"""Groups are described and never tested; the source of a rule is cited with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpreport.check.check_series import Ready, check
from cpreport.cli import cli
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.methods import statistics_text
from cpreport.tables import series_table
from tests.compared_series import SOURCE, TWO, compared_series, grouped_series
from tests.measured_series import measured_in
from tests.test_measured_numbers import NBSP, results_of
from tests.test_summaries import printed


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    found, problems = results_of(grouped_series(tmp_path_factory.mktemp("grouped")))
    assert problems == []
    return found


def test_each_group_is_counted_and_summed_up(grouped: Findings) -> None:
    told = {
        key: grouped.ledger[f"groups.{key}"].n_of_n.replace(NBSP, " ")
        for key in (
            "Preterm_birth.patients",
            "not_recorded.patients",
            "Preterm_birth.K.improved",
            "Preterm_birth.K.later.improved",
            "Preterm_birth.K.value.before.median",
            "Preterm_birth.K.value.before.n",
            "Preterm_birth.K.value.later.change.range",
            "not_recorded.K.value.before.median",
        )
    }
    assert told == {
        "Preterm_birth.patients": "2 of 3",
        "not_recorded.patients": "1 of 3",
        "Preterm_birth.K.improved": "1 of 2",
        "Preterm_birth.K.later.improved": "1 of 2",
        "Preterm_birth.K.value.before.median": "~3.55 mmol/L",
        "Preterm_birth.K.value.before.n": "2 of 2",
        "Preterm_birth.K.value.later.change.range": "~+0.5 to +1.3 mmol/L",
        "not_recorded.K.value.before.median": "6.0 mmol/L",
    }


def test_no_group_has_an_interval_or_a_test(grouped: Findings) -> None:
    of_groups = [r for r in grouped.ledger.values() if r.id.startswith("groups.")]
    assert of_groups
    assert not any(r.interval or r.interval_printed for r in of_groups)
    assert not any(re.search(r"\bp\b|q1|iqr", r.id) for r in of_groups)


def test_the_table_has_a_column_for_each_group_and_names_who_is_alone(grouped: Findings) -> None:
    table = series_table("groups", grouped)
    assert table is not None
    assert table.caption == "Results by aetiology"
    assert [column.heading for column in table.columns] == [
        "Measure", "Preterm birth", "Not recorded",
    ]  # fmt: skip
    rows = printed(table, "Potassium")
    assert rows["Before treatment"] == [
        "~3.55 mmol/L (3.1 to ~4.0 mmol/L), n = 2",
        "6.0 mmol/L, n = 1",
    ]
    assert printed(table, "K")["Improved, before treatment to one year later"] == [
        "1 of 2",
        "1 of 1",
    ]
    assert table.notes == (
        "Groups are described and not compared.",
        "One patient alone: not recorded (P03).",
    )


def test_methods_say_that_groups_are_not_tested(grouped: Findings) -> None:
    assert (
        "Results are also described by aetiology, without a test; the groups are not compared."
    ) in statistics_text(grouped)


def test_explain_leads_from_a_group_to_its_patients(tmp_path: Path) -> None:
    cases = grouped_series(tmp_path)
    told = CliRunner().invoke(cli, ["explain", "groups.Preterm_birth.K.improved", str(cases)])
    assert "P01.K.verdict" in told.output
    assert "P03" not in told.output


def test_the_packed_way_gives_the_same_groups(tmp_path: Path) -> None:
    cases = measured_in(30, grouped_series(tmp_path))
    ready = check(cases)
    assert isinstance(ready, Ready)
    whole, _ = results_of(cases)
    of_series = {r.id: r for r in whole.ledger.of_series}
    assert {r.id: r for r in ready.findings.ledger.of_series} == of_series


@pytest.mark.slow
def test_the_source_of_a_rule_is_cited_and_in_the_references(tmp_path: Path) -> None:
    cases, out = grouped_series(tmp_path), tmp_path / "out"
    command = ["build", str(cases), "-o", str(out), "--to", "html", "-j", "1"]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 0, done.output
    for page in ("article/article.html", "cases/P01/P01.html"):
        text = re.sub(r"<[^>]+>", "", (out / page).read_text("utf-8"))
        assert "The rule “by at least 13 mm” for pain is from" in text.replace(NBSP, " "), page
        assert "A smallest difference of pain" in text, page


def test_an_unknown_source_is_told_at_its_place(tmp_path: Path) -> None:
    cases = compared_series(tmp_path, TWO, SOURCE)
    done = CliRunner().invoke(cli, ["check", str(cases), "--format", "concise"])
    assert done.exit_code == 1
    line = next(line for line in done.output.splitlines() if "Doe2001" in line)
    number = next(
        n
        for n, text in enumerate((cases / "series.yaml").read_text("utf-8").splitlines(), 1)
        if "Doe2001" in text
    )
    assert f"series.yaml:{number}:" in line
