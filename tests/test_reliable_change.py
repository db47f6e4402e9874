"""The reliable change index takes a change in standard errors of a difference."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cpreport.outcomes.methods import improvement_text
from cpreport.outcomes.reliable_change import MeasurementError, measurement_error
from tests.compared_series import TWO, compared_series, reliable_series
from tests.test_measured_numbers import results_of


def test_index_of_a_worked_example() -> None:
    # With a standard deviation of 7.5 and a reliability of 0.80 the error of a difference is 4.74,
    # and a change from 47.5 to 32.5 gives -3.16 (Jacobson and Truax 1991).
    error = MeasurementError(Decimal("7.5"), Decimal("0.80"))
    assert round(error.of_difference, 2) == Decimal("4.74")
    assert round(error.index(Decimal("32.5") - Decimal("47.5")), 2) == Decimal("-3.16")


@pytest.mark.parametrize(
    "written",
    [
        "reliable change",
        "reliable change (SD 0, reliability 0.8)",
        "reliable change (SD 7.5, reliability 1.2)",
        "reliable change (SD 7.5)",
    ],
)
def test_what_is_no_such_rule_is_not_read(written: str) -> None:
    assert measurement_error(written) is None


def test_patients_are_judged_by_it_and_the_index_is_a_result(tmp_path: Path) -> None:
    found, problems = results_of(reliable_series(tmp_path))
    assert problems == []
    # 64 to 30, and 20 to 15; 1.96 × 4.743 is 9.30.
    assert found.ledger["P01.change.pain.value.rci"].printed == "−7.17"
    assert found.ledger["P03.change.pain.value.rci"].printed == "−1.05"
    assert found.ledger["P01.change.later.pain.value.rci"].printed == "−11.38"
    assert "P02.change.pain.value.rci" not in found.ledger
    assert [found.ledger[f"P0{n}.pain.verdict"].value for n in (1, 2, 3)] == [
        "better", "not assessable", "unchanged",
    ]  # fmt: skip
    said = improvement_text(found)
    assert "a change of at least 9.30 mm (SD 7.5, reliability 0.8)" in said
    assert "doi 10.1037/0022-006X.59.1.12" in said


def test_numbers_from_no_work_are_refused(tmp_path: Path) -> None:
    rule = (
        "series.yaml",
        "rule: by at least 13 mm",
        "rule: 'reliable change (SD 7.5, reliability 0.80)'",
    )
    _, problems = results_of(compared_series(tmp_path, TWO, rule))
    assert [(p.code, p.message) for p in problems] == [
        ("CP305", "nothing says from which work the standard deviation and the reliability are")
    ]
