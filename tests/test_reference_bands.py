"""A reference range by sex and age is the patient's own, or none is known."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.range_text import NumberRange
from cpreport.cases.reader import read_series
from cpreport.outcomes.methods import scoring_text
from cpreport.scales.reference_range import reference_of
from tests.measured_series import measured_series
from tests.scales_series import case_text, series_of
from tests.test_measured_numbers import results_of, run

BLOOD = """\
  blood: {name: Red pigment, unit: g/dL, better: in reference, reference: [
    {sex: female, age: at least 18, range: 12 to 16}, {sex: male, age: at least 18, range: 13 to 17},
    {age: 6 to 11, range: 11.5 to 15.5}, {age_in_months: 2 to 23, range: 9.5 to 13.5}]}
"""
BANDS = NumberMeasure.model_validate(
    {
        "name": "Red pigment",
        "reference": [
            {"sex": "female", "age": "at least 18", "range": "12 to 16"},
            {"sex": "male", "age": "at least 18", "range": "13 to 17"},
            {"age": "6 to 11", "range": "11.5 to 15.5"},
            {"age_in_months": "2 to 23", "range": "9.5 to 13.5"},
        ],
    }
).reference


@pytest.mark.parametrize(
    ("age", "sex", "day", "expected"),
    [
        ("34 years", "female", 0, (12, 16)),
        ("34 years", "male", 0, (13, 17)),
        ("34 years", "not reported", 0, None),
        ("34 years", "intersex", 0, None),
        ("9 years", "not reported", 0, ("11.5", "15.5")),
        ("11 years 11 months", "female", 40, None),  # twelve by now: nobody's band
        ("11 years", "female", 40, ("11.5", "15.5")),
        ("17 years 11 months", "male", 40, (13, 17)),
        ("13 years", "male", 0, None),
        ("8 months", "male", 0, ("9.5", "13.5")),
        ("adult", "female", 0, (12, 16)),
        ("60 to 69 years", "male", 0, (13, 17)),
        ("10 to 19 years", "male", 0, None),  # may be in one of two
        ("6 to 11 years", "male", 0, ("11.5", "15.5")),
        ("not reported", "female", 0, None),
        ("34 years", "female", None, None),
    ],
)
def test_the_first_band_that_a_patient_is_in_holds(
    age: str, sex: str, day: int | None, expected: tuple[object, object] | None
) -> None:
    written = case_text("MI: {}").replace("6 years", age).replace("female", sex)
    case = series_of(written).cases[0]
    found = reference_of(BANDS, case, None if day is None else Decimal(day))
    low_high = expected and NumberRange(*(Decimal(str(end)) for end in expected))
    assert found == low_high


def haemoglobin(folder: Path, sex: str, *more: tuple[str, str, str]) -> Path:
    """Write a series with haemoglobin, of which the first patient has another sex."""
    return measured_series(
        folder,
        (
            "series.yaml",
            "outcomes:\n",
            f"{BLOOD}outcomes:\n  - {{measure: blood, rule: into reference}}\n",
        ),
        ("P01.yaml", "sex: female", f"sex: {sex}"),
        ("P01.yaml", "age: 6 years", "age: 34 years"),
        ("P01.yaml", "{CRP: 89 mg/L,", "{blood: 11, CRP: 89 mg/L,"),
        ("P01.yaml", "{CRP: 12,", "{blood: 12.5, CRP: 12,"),
        *more,
    )


@pytest.mark.parametrize(
    ("sex", "verdict", "change", "said"),
    [
        ("female", "better", "better", "Reference 12 to 16 g/dL: inside it."),
        ("male", "unchanged", "better", "Reference 13 to 17 g/dL: outside it."),
        (
            "not reported", "not assessable", "not assessable",
            "Which reference range holds is not known: age and sex, as recorded, leave it open.",
        ),
    ],
)  # fmt: skip
def test_into_reference_is_judged_by_the_patients_own_range(
    sex: str, verdict: str, change: str, said: str, tmp_path: Path
) -> None:
    found, problems = results_of(haemoglobin(tmp_path, sex))
    assert problems == []
    assert found.ledger["P01.blood.verdict"].value == verdict
    assert found.ledger["P01.change.blood.value"].direction == change
    how = found.ledger["P01.after.blood.value"].method.replace("\N{NO-BREAK SPACE}", " ")
    assert said in how


@pytest.mark.slow
def test_methods_and_every_output_print_the_ranges_with_whom_they_are_for(tmp_path: Path) -> None:
    cases = haemoglobin(tmp_path, "female")
    found, _ = results_of(cases)
    said = (
        "12 to 16 g/dL (female, at least 18 years); 13 to 17 g/dL (male, at least 18 years); "
        "11.5 to 15.5 g/dL (6 to 11 years); 9.5 to 13.5 g/dL (2 to 23 months)"
    )
    assert f"; reference {said}" in scoring_text(found).replace("\N{NO-BREAK SPACE}", " ")
    run("build", cases, "--to", "html", "--output", tmp_path / "output", "-j", "1")
    report = next((tmp_path / "output").rglob("P01.html")).read_text("utf-8")
    assert "Red pigment 12 to 16" in report.replace("\N{NO-BREAK SPACE}", " ")
    codebook = next((tmp_path / "output").rglob("codebook.csv")).read_text("utf-8")
    assert said in codebook.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[{range: 1 to 2}, {range: 2 to 3}]", "two reference ranges are for the same people"),
        ("[{age: 1 to 2, age_in_months: 2 to 3, range: 2 to 3}]", "an age stands twice"),
        ("[{age: old, range: 2 to 3}]", "`old` is no range"),
    ],
)
def test_what_cannot_be_a_reference_is_refused(written: str, message: str, tmp_path: Path) -> None:
    cases = measured_series(
        tmp_path, ("series.yaml", "reference: 3.5 to 5.0", f"reference: {written}")
    )
    _, problems = read_series(cases)
    assert message in [p.message for p in problems]
