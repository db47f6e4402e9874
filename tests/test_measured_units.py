"""Other units are converted exactly or refused; several values at a visit become one by a rule."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpreport.cases.reader import read_series
from cpreport.outcomes.findings import Findings
from cpreport.scales.units import converted, ucum_code
from cpreport.tables import case_table
from tests.measured_series import measured_series
from tests.test_measured_numbers import results_of, run
from tests.units_series import MORE, series_with, units_series

NBSP = "\N{NO-BREAK SPACE}"

#: Each by the definition of UCUM (https://ucum.org).
CONVERSIONS = [
    ("0.89", "g/L", "mg/dL", "89"),
    ("8.9", "mg/dL", "mg/L", "89"),
    ("5", "µg/L", "ng/mL", "5"),
    ("12", "mm", "cm", "1.2"),
    ("2", "h", "min", "120"),
    ("1", "wk", "d", "7"),
    ("18", "months", "years", "1.5"),
    ("98.6", "°F", "°C", "37"),
    ("310.15", "K", "Cel", "37"),
    ("120", "mmHg", "kPa", "15.99864"),
    ("10", "cmH2O", "Pa", "980.665"),
    ("250", "10^9/L", "10*3/uL", "250"),
    ("4.5", "×10¹²/L", "10*6/uL", "4.5"),
    ("0.3", "g/cm2", "kg/m2", "3"),
    ("90", "mL/min", "L/h", "5.4"),
    ("3", "U/L", "ukat/L", "0.05"),
    ("3", "mIU/L", "µIU/mL", "3"),
    ("10", "lb", "kg", "4.5359237"),
    ("6", "[in_i]", "cm", "15.24"),
    ("90", "'", "°", "1.5"),
    ("1", "kg.m2", "g.cm2", "10000000"),
    ("1", "/min", "/h", "60"),
]


@pytest.mark.parametrize(("value", "unit", "into", "gives"), CONVERSIONS)
def test_units_of_one_quantity_are_converted_exactly(
    value: str, unit: str, into: str, gives: str
) -> None:
    assert converted(Fraction(value), unit, into) == Fraction(gives)
    assert converted(Fraction(gives), into, unit) == Fraction(value)


@pytest.mark.parametrize(
    ("unit", "into"),
    [
        ("mmol/L", "mg/dL"),  # no molar mass
        ("mL", "mg"),
        ("mg/g", "mmol/mol"),  # a part by mass is none by amount
        ("%", "mmol/mol"),  # HbA1c: another scale, no other unit
        ("IU/L", "U/L"),
        ("°", "°C"),
        ("letters", "lines"),
        ("mg/l/", "mg/L"),
        ("MG/L", "mg/L"),
        ("mg/dL", "letters"),
    ],
)
def test_units_of_other_quantities_are_not(unit: str, into: str) -> None:
    assert converted(Fraction(1), unit, into) is None


@pytest.mark.parametrize(
    ("unit", "code"),
    [("mg/L", "mg/L"), ("µmol/L", "umol/L"), ("mmHg", "mm[Hg]"), ("°", "deg"), ("%", "%"),
     ("10⁹/L", "10*9/L"), ("points", ""), ("mIU/L", "m[iU]/L"), ("kg/m²", "kg/m2")],
)  # fmt: skip
def test_units_have_their_code_where_they_have_one(unit: str, code: str) -> None:
    assert ucum_code(unit) == code


@given(
    st.fractions(max_denominator=1000),
    st.sampled_from([(u, i) for _, u, i, _ in CONVERSIONS]),
    st.fractions(1, 1000),
)
def test_there_and_back_is_where_it_was(
    value: Fraction, pair: tuple[str, str], mass: Fraction
) -> None:
    there = converted(value, *pair)
    assert there is not None
    assert converted(there, pair[1], pair[0]) == value
    amount = converted(value, "mg/dL", "mmol/L", mass)
    assert amount is not None
    assert converted(amount, "mmol/L", "mg/dL", mass) == value


# --- in a series ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    found, problems = results_of(units_series(tmp_path_factory.mktemp("units")))
    assert problems == []
    return found


@pytest.mark.parametrize(
    ("id", "printed", "method"),
    [
        ("before.glucose.value", "180 mg/dL", "Converted from 10 mmol/L."),
        (
            "after.glucose.value",
            "<90.078 mg/dL",
            "Converted from <5 mmol/L. A limit, not a number: it is never computed with as if it "
            "were exact.",
        ),
        (
            "before.grip.value.right",
            "22.2 kg",
            "The mean of 3 values: 21.0 kg, 23.0 kg and 22.5 kg.",
        ),
        ("before.grip.value.left", "20.0 kg", "The mean of 1 of 2 values: unable and 20.0 kg."),
        (
            "after.grip.value.right",
            "17.0 kg",
            "The mean of 2 of 3 values: not assessed, 31.0 kg and 3.0 kg (converted from 3 000 g).",
        ),
        ("after.grip.value.left", "unable", "The mean of 2 values: unable and unable."),
        (
            "before.walk.value",
            "13.9 s",
            "The best of 3 values: 14.2 s, 13.9 s and 15 s (converted from 0.25 min).",
        ),
        ("after.walk.value", "12 s", "Value as recorded."),
        (
            "before.pupil.value",
            "narrow",
            "The median of 2 values: wide and narrow. Number 1 of the 3 listed.",
        ),
    ],
)
def test_what_was_made_of_the_record_is_said(
    findings: Findings, id: str, printed: str, method: str
) -> None:
    result = findings.ledger[f"P03.{id}"]
    said = result.method.replace(NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert (result.printed.replace(NBSP, " "), said) == (printed, method)


@pytest.mark.parametrize(
    ("rule", "printed", "method"),
    [
        ("first", "not assessed", "The first of 3 values: not assessed, 31.0 kg and 29.0 kg."),
        ("second", "31.0 kg", "The second of 3 values: not assessed, 31.0 kg and 29.0 kg."),
        ("third", "29.0 kg", "The third of 3 values: not assessed, 31.0 kg and 29.0 kg."),
        ("last", "29.0 kg", "The last of 3 values: not assessed, 31.0 kg and 29.0 kg."),
    ],
)
def test_one_of_several_values_counts_that_is_named_by_its_place(
    tmp_path: Path, rule: str, printed: str, method: str
) -> None:
    declared = MORE.replace("repeats: mean", f"repeats: {rule}")
    both = "grip: {right: [not assessed, 31, 29], left: 20}"
    found, problems = results_of(series_with(tmp_path, both, declared=declared))
    assert problems == []
    result = found.ledger["P03.before.grip.value.right"]
    assert (result.printed.replace(NBSP, " "), result.method.replace(NBSP, " ")) == (
        printed,
        method,
    )


def test_a_value_that_is_not_there_cannot_be_the_one_that_counts(tmp_path: Path) -> None:
    declared = MORE.replace("repeats: mean", "repeats: third")
    both = "grip: {right: [30, 31], left: 20}"
    _, problems = results_of(series_with(tmp_path, both, declared=declared))
    assert [(p.code, p.message, p.help) for p in problems] == [
        (
            "CP125",
            "Grip has 2 values at this visit, and no third one",
            "write every value in its place; what was not taken is `not assessed`",
        )
    ]


def test_a_change_is_computed_with_every_digit(findings: Findings) -> None:
    assert findings.ledger["P03.before.glucose.value"].value == Decimal("180.156")
    change = findings.ledger["P03.change.grip.value.right"]
    assert change.printed == f"−5.2{NBSP}kg"
    assert findings.ledger["P03.change.grip.value.left"].printed == "not comparable"


def test_the_table_says_from_what_a_value_was_made(findings: Findings) -> None:
    table = case_table("scores", findings, "P03")
    assert table is not None
    notes = " ".join(table.notes).replace(NBSP, " ")
    assert "Converted from 10 mmol/L: glucose value, “Before treatment”." in notes
    assert "The best of 3 values: 14.2 s, 13.9 s and 15 s (converted from 0.25 min): walk" in notes
    assert "The mean of 2 values: unable and unable: grip left value, “After treatment”." in notes


@pytest.mark.parametrize(
    ("written", "code", "message", "help"),
    [
        ("CRP: [8, 9]", "CP125", "C-reactive protein has 2 values at this visit", "repeats"),
        ("walk: [<8, 9]", "CP125", "`<8\xa0s` is a limit, of which there is no best", "last"),
        ("pain: 3 mmol/L", "CP122", "`mmol/L` is not the unit of Pain", "same quantity"),
        ("K: 20 mg/dL", "CP122", "`mg/dL` is not the unit of Potassium", "molar_mass"),
        ("walk: [8, slow]", "CP121", "`slow` is no value of Walking time", ""),
        ("CRP: 2 g/L", "CP123", "`2 g/L` is no possible C-reactive protein", "unit"),
        ("CRP: 0.5 g/L", "CP124", "`0.5 g/L` is an unlikely C-reactive protein", "unit"),
        ("leg: 1 [in_i]", "CP122", "`1 [in_i]` has no last digit in [ft_i]", "digits"),
        ("grip: [1, 2]", "CP103", "Grip is measured on each side, but has one value", "right"),
    ],
)
def test_what_cannot_be_made_one_value_is_said(
    tmp_path: Path, written: str, code: str, message: str, help: str
) -> None:
    declared = f"  leg: {{name: Leg, unit: '[ft_i]'}}\n{MORE}"
    name = written.split(":")[0]
    written = "leg: '1 [in_i]'" if name == "leg" else written
    cases = series_with(tmp_path, written, declared=declared)
    text = (cases / "P03.yaml").read_text("utf-8")
    for other in (", CRP: <5", ", pain: 20", ", K: 6.0"):
        if other.strip(", ").startswith(f"{name}:"):
            text = text.replace(other, "", 1)
    (cases / "P03.yaml").write_text(text, "utf-8")
    _, problems = results_of(cases)
    assert [p.code for p in problems] == [code]
    assert problems[0].message.startswith(message)
    assert help in problems[0].help


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("{name: A, unit: kg, repeats: mean}", "the mean of several values needs `digits`"),
        ("{name: A, repeats: best}", "no value is the best where no direction is better"),
        (
            "{name: A, kind: category, grades: [a, b], repeats: worst}",
            "no value is the worst where values have no order",
        ),
    ],
)
def test_a_rule_for_several_values_that_cannot_be_is_refused(
    tmp_path: Path, declared: str, message: str
) -> None:
    text = f"  X: {declared}\noutcomes:\n"
    _, problems = read_series(measured_series(tmp_path, ("series.yaml", "outcomes:\n", text)))
    assert [p.message for p in problems] == [message]


@pytest.mark.slow
def test_methods_say_the_rule_and_that_units_were_converted(tmp_path: Path) -> None:
    cases = units_series(tmp_path)
    run("build", cases, "--to", "html", "--only", "article", "--output", tmp_path / "o", "-j", "1")
    page = (tmp_path / "o/article/article.html").read_text("utf-8").replace(NBSP, " ")
    assert "lower is better; of several values at one visit the best counts." in page
    assert "in another unit of the same quantity were converted exactly" in page
