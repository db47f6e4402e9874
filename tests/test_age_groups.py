"""An age may be told as a group: it is printed, counted and never made a number of."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from outcomes_series import case, found
from pydantic_core import PydanticCustomError
from smallest import said, second_case, smallest

from cpreport.cases.values import Age, AgeGroup, parse_age_as_told
from cpreport.check.check_series import Ready, check
from cpreport.letters.addressees import _fits
from cpreport.manuscript.course_sentences import patient_in_short
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.verdict_sentences import caution_sentence
from cpreport.privacy.small_cells import _child, _five_years
from cpreport.tables import case_table, series_table

MAS = {"MAS": {"elbow flexors": {"right": 3, "left": 2}}}


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("60 to 69 years", AgeGroup("60 to 69 years", 720, 840)),
        ("60-69 years", AgeGroup("60 to 69 years", 720, 840)),
        ("60–69  years", AgeGroup("60 to 69 years", 720, 840)),
        ("18 to 23 months", AgeGroup("18 to 23 months", 18, 24)),
        ("90 years or older", AgeGroup("90 years or older", 1080, None)),
        ("Adult", AgeGroup("adult", 216, None)),
        ("child", AgeGroup("child", 0, 216)),
        ("6 years", Age(72, to_the_month=False)),
        ("not reported", None),
    ],
)
def test_ages_as_they_are_told(written: str, group: object) -> None:
    assert parse_age_as_told(written) == group


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("69 to 60 years", "`69 to 60 years` is no possible age"),
        ("85 to 95 years", "`85 to 95 years` tells an age above 89"),
        ("sixty", "`sixty` is not an age"),
    ],
)
def test_groups_that_are_none(written: str, message: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        parse_age_as_told(written)
    assert refused.value.context is not None
    assert refused.value.context["what"] == message


def test_groups_are_counted_and_exact_ages_summed_up_beside() -> None:
    findings = found(
        case("P01", age="60 to 69 years", before=MAS),
        case("P02", age="adult", before=MAS),
        case("P03", age="60–69 years", before=MAS),
        case("P04", age="41 years", before=MAS),
    )
    ledger = findings.ledger
    assert ledger["P01.age"].printed == "60 to 69 years"
    assert ledger["age.median"].printed == "41\N{NO-BREAK SPACE}years"
    assert ledger["age.median"].sources == ("P04.age",)
    assert ledger["age.group.60_to_69_years"].n_of_n == "2 of 4"
    assert ledger["age.group.adult"].n_of_n == "1 of 4"
    table = series_table("characteristics", findings)
    assert table is not None
    assert table.rows[-1].cells[1].text == (
        "41\N{NO-BREAK SPACE}years\nadult: 1\n60 to 69 years: 2"
    )
    own = case_table("characteristics", findings, "P02")
    assert own is not None
    assert own.rows[0].cells[1].text == "adult"
    assert words_of(*patient_in_short(findings, "P02")) == "Female, adult; GMFCS V"


def test_where_no_exact_age_is_told_there_is_no_median() -> None:
    findings = found(
        case("P01", age="60 to 69 years", before=MAS),
        case("P02", age="60 to 69 years", before=MAS),
    )
    median = findings.ledger["age.median"]
    assert (median.value, median.printed) == (None, "not applicable")
    table = series_table("characteristics", findings)
    assert table is not None
    assert table.rows[-1].cells[1].text == "60 to 69 years: 2"


def test_only_what_the_group_says_is_made_of_it() -> None:
    ages = ("child", "adult", "12 to 17 years", "16 to 20 years", "90 years or older")
    findings = found(
        *(case(f"P0{n}", age=age, before=MAS, after=MAS) for n, age in enumerate(ages, 1))
    )
    patients = [one.case.patient for one in findings.cases]
    assert [patient.child for patient in patients] == [True, False, True, False, False]
    assert [_child(one) for one in findings.cases] == [
        "child", "adult", "child", "not reported", "adult",
    ]  # fmt: skip
    assert [_five_years(one) for one in findings.cases] == list(ages)
    said = [words_of(*caution_sentence(findings, one.case)) for one in findings.cases]
    assert ["growth" in text for text in said] == [True, False, True, False, False]


def test_a_group_is_held_against_dates_and_the_date_of_birth(tmp_path: Path) -> None:
    change = ("P01.yaml", "  age: 6 years", "  age: 60 to 69 years")
    older = ("P01.yaml", "  - id: after\n", "  - id: after\n    age: 80 years\n")
    found_one = [p for p in check(smallest(tmp_path, change, older)).problems if p.code == "CP203"]
    assert [said(p)[2] for p in found_one] == ["the age does not fit the dates"]
    sixties = parse_age_as_told("60 to 69 years")
    assert isinstance(sixties, AgeGroup)
    day = dt.date(2023, 3, 1)
    born = [dt.date(year, 6, 1) for year in (1940, 1955, 1960, 1980)]
    assert [_fits(one, sixties, day) for one in born] == [False, True, True, False]
    adult = parse_age_as_told("adult")
    assert isinstance(adult, AgeGroup)
    assert [_fits(one, adult, day) for one in (dt.date(1940, 1, 1), dt.date(2020, 1, 1))] == [
        True, False,
    ]  # fmt: skip


def test_a_series_with_groups_goes_through_every_check(tmp_path: Path) -> None:
    change = ("P01.yaml", "  age: 6 years", "  age: 60 to 69 years")
    ready = check(smallest(tmp_path, change, add={"P02.yaml": second_case(age="adult")}))
    assert isinstance(ready, Ready)
    assert ready.findings.ledger["age.group.adult"].n_of_n == "1 of 2"


def test_patients_without_an_age_are_counted_beside_those_with_one() -> None:
    findings = found(
        case("P01", age="61 years", before=MAS), case("P02", age="not reported", before=MAS)
    )
    result = findings.result("age", "not reported")
    assert (result.printed, result.of) == ("1", 2)
    table = series_table("characteristics", findings)
    assert table is not None
    assert table.rows[-1].cells[1].text == "61\N{NO-BREAK SPACE}years\nnot reported: 1"
