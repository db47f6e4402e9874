"""Two phases of a patient are compared by NAP, Tau-U and PND; too few values are refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cpreport.cli import cli
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.methods import statistics_text
from cpreport.outcomes.phase_results import nap, pnd, tau_u
from cpreport.tables import case_table, series_table
from tests.phased_series import phased_series
from tests.test_measured_numbers import results_of, run

#: Of Parker, Vannest and Davis 2011, as the tests of SingleCaseES have them.
A, B = (
    [Decimal(n) for n in row] for row in ((20, 20, 26, 25, 22, 23), (28, 25, 24, 27, 30, 30, 29))
)
SHORT = [Decimal(n) for n in (3, 3, 4, 5)], [Decimal(n) for n in (4, 5, 6, 7, 7)]

values = st.lists(st.decimals(-50, 50, places=1), min_size=5, max_size=9)


def test_indices_are_those_that_are_published() -> None:
    assert nap(A, B) == Fraction(77, 84)  # 38.5 of 42
    assert 2 * nap(A, B) - 1 == Fraction(35, 42)  # Tau
    assert pnd(A, B) == Fraction(5, 7)
    assert 2 * nap(*SHORT) - 1 == Fraction(16, 20)
    assert tau_u(*SHORT) == Fraction(11, 20)


@given(values, values)
def test_indices_keep_their_limits_and_turn_with_the_phases(
    first: list[Decimal], second: list[Decimal]
) -> None:
    assert 0 <= nap(first, second) <= 1
    assert nap(first, second) + nap(second, first) == 1
    assert nap([-v for v in first], [-v for v in second]) == nap(second, first)
    assert 0 <= pnd(first, second) <= 1
    # Without a trend of the baseline Tau-U is Tau.
    assert tau_u([first[0]] * 5, second) == 2 * nap([first[0]] * 5, second) - 1
    if min(second) > max(first):
        assert (nap(first, second), pnd(first, second)) == (1, 1)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    findings, problems = results_of(phased_series(tmp_path_factory.mktemp("phased")))
    assert [(p.code, p.severity, p.message) for p in problems] == [
        ("CP308", "warning", "walk has 3 values in the phase `baseline`"),
        ("CP308", "warning", "pain has 3 values in the phase `baseline`"),
    ]
    return findings


def test_each_index_is_a_result_with_its_sources(found: Findings) -> None:
    of_walk = {
        part: found.ledger[f"P01.phases.walk.value.{part}"] for part in ("NAP", "Tau-U", "PND")
    }
    assert {part: result.printed for part, result in of_walk.items()} == {
        "NAP": "0.92", "Tau-U": "0.74", "PND": "71%",
    }  # fmt: skip
    assert of_walk["NAP"].value == Decimal("0.916666667")
    assert of_walk["Tau-U"].value == Decimal("0.738095238")
    assert of_walk["NAP"].sources[0] == "P01.b1.walk.value"
    assert len(of_walk["NAP"].sources) == 13
    assert not any(r.interval_printed for r in of_walk.values())
    assert found.ledger["P01.phases.walk.value.baseline"].value == 6
    assert found.ledger["P01.phases.walk.value.treatment"].value == 7


def test_what_is_better_lower_has_the_same_indices(found: Findings) -> None:
    for part in ("NAP", "Tau-U", "PND"):
        walk, pain = (found.ledger[f"P01.phases.{m}.value.{part}"] for m in ("walk", "pain"))
        assert walk.value == pain.value


def test_too_few_values_and_limits_are_not_computed_with_and_that_is_said(found: Findings) -> None:
    few = found.ledger["P02.phases.walk.value.NAP"]
    assert (few.value, few.printed) == (None, "not computable")
    assert few.method == "Not computed of fewer than 5 values in a phase."
    assert found.ledger["P02.phases.walk.value.baseline"].printed == "3"
    limit = found.ledger["P03.phases.walk.value.NAP"]
    assert (limit.printed, limit.method) == (
        "not computable", "Not computed where a value is known only as a limit.",
    )  # fmt: skip


def test_tables_of_a_case_and_of_the_series_print_them(found: Findings) -> None:
    case, series = case_table("phases", found, "P01"), series_table("phases", found)
    assert case is not None
    assert series is not None
    rows = [tuple(cell.text for cell in row.cells) for row in case.rows]
    assert rows[0] == ("Distance walked", "6", "7", "0.92", "0.74", "71%")
    told = [(row.group, *(cell.text for cell in row.cells)) for row in series.rows]
    assert told[1] == (
        "Distance walked", "P02", "3", "7", "not computable", "not computable", "not computable",
    )  # fmt: skip


def test_methods_name_the_indices_with_their_sources(found: Findings) -> None:
    said = statistics_text(found)
    assert "compared by the nonoverlap of all pairs (NAP, doi 10.1016/j.beth.2008.10.006)" in said
    assert "Distance walked and Pain" in said
    assert "no interval and no test is given" in said


@pytest.mark.slow
def test_every_output_has_them(tmp_path: Path) -> None:
    cases = phased_series(tmp_path)
    run("build", cases, "--to", "html,docx,jats", "--output", tmp_path / "output", "-j", "1")
    article = (tmp_path / "output" / "article" / "article.html").read_text("utf-8")
    assert "Baseline and treatment phases of each patient" in article
    report = next((tmp_path / "output").rglob("P01.html")).read_text("utf-8")
    assert "Phases of P01" in report
    rows = (tmp_path / "output" / "tables" / "phases.csv").read_text("utf-8").splitlines()
    assert rows[1] == "Distance walked,P01,6,7,0.92,0.74,71%"
    assert rows[3].endswith("P03,6,7,not computable,not computable,not computable")
    told = run("explain", "P01.phases.walk.value.NAP", cases)
    assert "42 pairs" in " ".join(told.split())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "baseline: [b1, b2, b3, b4, b5, b6]", "baseline: [b1, b2, b3, b4]",
            "the phase `baseline` has 4 visits: NAP, Tau-U and PND need five values in each phase",
        ),
        ("of: [walk, pain]", "of: [walk, K]", "K has no direction that is better"),
        ("[b1, b2,", "[b0, b2,", "`b0` is no visit of the series"),
        ("treatment: [t1,", "treatment: [b1,", "`b1` stands twice in the phases"),
        ("of: [walk, pain]", "of: [walk, GMFCS]", "GMFCS has no direction that is better"),
    ],
)  # fmt: skip
def test_phases_that_cannot_be_compared_are_refused(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    cases = phased_series(
        tmp_path,
        ("series.yaml", old, new),
        ("series.yaml", "measures:\n", "measures:\n  K: {name: Potassium, unit: mmol/L}\n"),
    )
    text = run_check(cases)
    assert message in text


def run_check(cases: Path) -> str:
    """Check a series that has problems."""
    done = CliRunner(env={"COLUMNS": "300", "NO_COLOR": "1"}).invoke(cli, ["check", str(cases)])
    assert done.exit_code == 1, done.output
    return done.output
