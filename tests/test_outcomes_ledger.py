"""Every number that is reported: what it is, how it prints, where it comes from."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from outcomes_series import (
    OUTCOMES,
    case,
    found,
    found_with_problems,
    outcome,
    series,
    sides,
    visit,
)

from cpreport.outcomes import Ledger, Result, find
from cpreport.problems import Place, Problem
from cpreport.scales.scoring import score_series

NBSP = "\N{NO-BREAK SPACE}"

TCT_ITEMS = (
    "rolling to weak side",
    "rolling to strong side",
    "sitting up from lying",
    "sitting balance",
)

EVENT = (
    "{{term: {term}, grade: {grade}, onset: {{day: 2}}, duration: 1 day, serious: {serious}, "
    "relatedness: possible, action: none, outcome: recovered{session}}}"
)


def tct(*grades: object) -> dict[str, dict[str, object]]:
    """Grade the Trunk Control Test at a visit."""
    return {"TCT": dict(zip(TCT_ITEMS, grades, strict=True))}


def mas(right: object, left: object = 2) -> dict[str, dict[str, object]]:
    """Grade the elbow flexors at a visit."""
    return {"MAS": {"elbow flexors": sides(right, left)}}


def event(term: str = "Headache", grade: object = 1, serious: str = "no", session: str = "") -> str:
    """Write an adverse event."""
    named = f", session: {session}" if session else ""
    return EVENT.format(term=term, grade=grade, serious=serious, session=named)


def four() -> Ledger:
    """Four patients: better twice, mixed, unchanged."""
    zero = tct(0, 0, 0, 0)
    return found(
        case("P01", before={**mas(3), **zero}, after={**mas(2), **tct(12, 0, 0, 0)}),
        case("P02", before={**mas(3), **zero}, after={**mas("1+"), **tct(25, 0, 0, 0)}),
        case("P03", before={**mas(3, 2), **zero}, after={**mas(2, 3), **tct(12, 12, 12, 0)}),
        case("P04", before={**mas(3), **zero}, after={**mas(3), **zero}),
    ).ledger


@pytest.mark.parametrize(
    ("age", "printed", "value", "unit", "words"),
    [
        ("6 years", f"6{NBSP}years", Decimal(6), "years", "six"),
        ("6 years 11 months", f"6{NBSP}years", Decimal(6), "years", "six"),
        ("24 months", f"2{NBSP}years", Decimal(2), "years", "two"),
        ("23 months", f"23{NBSP}months", Decimal(23), "months", "23"),
        ("1 year", f"12{NBSP}months", Decimal(12), "months", "twelve"),
        ("1 month", f"1{NBSP}month", Decimal(1), "months", "one"),
        ("89 years", f"89{NBSP}years", Decimal(89), "years", "89"),
        ("90 years", f"90{NBSP}years or older", "90 or older", "years", f"90{NBSP}years or older"),
        ("97 years", f"90{NBSP}years or older", "90 or older", "years", f"90{NBSP}years or older"),
    ],
)
def test_ages_print_in_years_or_months_and_never_above_89(
    age: str, printed: str, value: object, unit: str, words: str
) -> None:
    result = found(case(age=age, before=tct(0, 0, 0, 0), after={})).ledger["P01.age"]
    assert (result.printed, result.value, result.unit) == (printed, value, unit)
    assert result.in_words == words
    assert result.with_unit == printed
    assert result.places == (Place("P01.yaml", 3, 8, len(age)),)


@pytest.mark.parametrize(
    ("ages", "median", "range"),
    [
        (("3 years", "9 years"), f"6{NBSP}years", f"3 to 9{NBSP}years"),
        (("3 years", "4 years"), f"3.5{NBSP}years", f"3 to 4{NBSP}years"),
        (("6 years", "6 years"), f"6{NBSP}years", f"6{NBSP}years"),
        (("7 months", "18 months"), f"12.5{NBSP}months", f"7 to 18{NBSP}months"),
        (("18 months", "5 years"), f"3.3{NBSP}years", f"18{NBSP}months to 5{NBSP}years"),
        (("80 years", "95 years"), f"85{NBSP}years", f"80{NBSP}years to 90{NBSP}years or older"),
    ],
)
def test_ages_of_the_series(ages: tuple[str, str], median: str, range: str) -> None:
    cases = (case(f"P0{n}", age=age, before=tct(0, 0, 0, 0)) for n, age in enumerate(ages, 1))
    ledger = found(*cases).ledger
    assert ledger["age.median"].printed == median
    assert ledger["age.range"].printed == range
    assert ledger["age.median"].sources == ("P01.age", "P02.age")


def test_follow_up_is_the_time_to_the_last_visit_in_months_with_one_decimal() -> None:
    last = "  - id: after\n    day: 309\n"
    ledger = found(
        case("P01", visit("before", -0.5, **tct(0, 0, 0, 0)), last),
        case("P02", visit("before", 0, **tct(0, 0, 0, 0)), visit("after", 12)),
    ).ledger
    assert ledger["P01.follow_up"].printed == "10.2"
    assert ledger["P01.follow_up"].value == Decimal("10.151950719")
    assert ledger["P01.follow_up"].with_unit == f"10.2{NBSP}months"
    assert ledger["P01.follow_up"].sources == ("P01.visit.after.time",)
    assert ledger["P01.visit.before.time"].printed == "−0.5"
    assert ledger["P01.visit.before.time"].places == (Place("P01.yaml", 19, 12, 4),)
    assert ledger["follow_up.range"].printed == f"10.2 to 12.0{NBSP}months"
    assert ledger["follow_up.median"].printed == "11.1"
    assert ledger["visit.before.patients"].n_of_n == "2 of 2"
    assert ledger["visit.middle.patients"].n_of_n == "0 of 2"


def test_follow_up_without_a_later_visit_is_not_recorded() -> None:
    ledger = found(case(before=tct(0, 0, 0, 0))).ledger
    assert (ledger["P01.follow_up"].value, ledger["P01.follow_up"].printed) == (
        None,
        "not recorded",
    )
    assert ledger["follow_up.median"].printed == "not recorded"


def test_patients_sexes_and_sessions_are_counted() -> None:
    ledger = found(
        case("P01", sex="female", before=tct(0, 0, 0, 0)),
        case("P02", sex="not reported", sessions=3, before=tct(0, 0, 0, 0)),
    ).ledger
    assert ledger["patients"].in_words == "two"
    assert ledger["sex.female"].n_of_n == "1 of 2"
    assert ledger["sex.male"].n_of_n == "0 of 2"
    assert ledger["sex.not_reported"].n_of_n == "1 of 2"
    assert ledger["sessions"].with_unit == f"9{NBSP}sessions"
    assert ledger["sessions.per_patient.range"].printed == "3 to 6"
    assert ledger["P02.sessions"].value == 3
    assert ledger["P01.treatment_period"].printed == "5.0"


def test_classification_levels_are_results_and_ordered_by_the_scale() -> None:
    ledger = found(
        case("P01", classification="gmfcs: 5", before=tct(0, 0, 0, 0)),
        case("P02", classification="GMFCS: II", before=tct(0, 0, 0, 0)),
        case("P03", classification="GMFCS: not assessed", before=tct(0, 0, 0, 0)),
    ).ledger
    assert ledger["P01.classification.GMFCS"].value == "V"
    assert ledger["P01.classification.GMFCS"].places == (Place("P01.yaml", 6, 27, 1),)
    assert ledger["P03.classification.GMFCS"].value is None
    assert ledger["P03.classification.GMFCS"].printed == "not assessed"
    assert ledger["classification.GMFCS.range"].printed == "II to V"
    assert ledger["classification.GMFCS.V"].n_of_n == "1 of 2"
    assert ledger["classification.GMFCS.II"].sources == (
        "P01.classification.GMFCS",
        "P02.classification.GMFCS",
        "P03.classification.GMFCS",
    )


def test_a_grade_is_printed_as_graded_with_its_place() -> None:
    ledger = found(case(before=mas("1+"), after=mas("not assessed"))).ledger
    grade = ledger["P01.before.MAS.elbow_flexors.right"]
    assert (grade.value, grade.printed) == ("1+", "1+")
    assert grade.places == (Place("P01.yaml", 21, 36, 2),)
    assert grade.label == "Modified Ashworth Scale, right elbow flexors, Before treatment"
    missing = ledger["P01.after.MAS.elbow_flexors.right"]
    assert (missing.value, missing.printed) == (None, "not assessed")


def test_a_score_names_its_grades_and_one_that_is_not_scorable_says_why() -> None:
    ledger = found(case(before=tct(12, 25, 0, 12), after=tct(12, 25, "not assessed", 25))).ledger
    total = ledger["P01.before.TCT.total"]
    assert (total.value, total.printed, total.unit) == (Decimal(49), "49", "points")
    assert total.sources == tuple(f"P01.before.TCT.{item.replace(' ', '_')}" for item in TCT_ITEMS)
    refused = ledger["P01.after.TCT.total"]
    assert (refused.value, refused.printed) == (None, "not scorable")
    assert refused.method == (
        "Sum of all items. Not scorable (not assessed: sitting up from lying). "
        "The missing grades leave 62 to 87 possible."
    )
    assert "P01.after.TCT.sitting_up_from_lying" in refused.sources


def test_a_median_of_grades_is_a_grade_over_items_and_over_patients() -> None:
    ledger = found(
        case("P01", before=mas("1+", 2), after=mas("1", "1")),
        case("P02", before=mas(3, 3), after=mas(3, 2)),
    ).ledger
    assert (ledger["P01.before.MAS.median"].value) == "1+"
    assert ledger["MAS.median.before.median"].value == "1+"
    assert ledger["MAS.median.before.range"].printed == "1+ to 3"
    assert ledger["P01.change.MAS.median"].printed == "−1"
    assert ledger["MAS.median.change.median"].printed == "−1"
    assert ledger["MAS.median.change.range"].printed == "−1"
    assert "type 1" in ledger["MAS.median.before.q1"].method


def test_no_result_is_a_mean_of_grades_over_patients() -> None:
    assert not any(".mean" in id for id in four())


def test_verdicts_are_counted_with_their_interval_and_names() -> None:
    ledger = four()
    assert {p: ledger[f"{p}.MAS.verdict"].value for p in ("P01", "P02", "P03", "P04")} == {
        "P01": "better",
        "P02": "better",
        "P03": "mixed",
        "P04": "unchanged",
    }
    improved = ledger["MAS.improved"]
    assert (improved.value, improved.of, improved.n_of_n) == (Decimal(2), 4, "2 of 4")
    assert (improved.in_words, improved.In_words, improved.of_in_words) == ("two", "Two", "four")
    assert improved.n_of_n_in_words == "two of four"
    assert improved.interval_printed == "15% to 85%"
    assert improved.method == (
        "Patients with the verdict “better” by the rule “items”, of those who could be judged. "
        "95% interval: Wilson."
    )
    assert improved.sources == tuple(f"P0{n}.MAS.verdict" for n in (1, 2, 3, 4))
    assert ledger["MAS.improved.who"].printed == "P01 and P02"
    assert ledger["MAS.mixed"].n_of_n == ledger["MAS.unchanged"].n_of_n == "1 of 4"
    assert ledger["MAS.worse.who"].printed == "none"
    assert ledger["MAS.not_assessable"].interval is None
    assert ledger["TCT.improved.who"].value == "P01, P02 and P03"


def test_improvement_in_any_outcome_counts_patients_once() -> None:
    ledger = four()
    assert ledger["any.improved"].n_of_n == "3 of 4"
    assert ledger["any.improved.who"].printed == "P01, P02 and P03"
    assert ledger["any.worse"].n_of_n == "0 of 4"
    assert ledger["outcomes"].value == 2


def test_a_case_counts_its_outcomes_by_verdict() -> None:
    ledger = found(
        case(before={**mas(3), **tct(0, 0, 0, 0)}, after={**mas(2)}),
    ).ledger
    assert ledger["P01.outcomes.improved"].n_of_n == "1 of 1"
    assert ledger["P01.outcomes.improved.which"].printed == "spasticity"
    assert ledger["P01.outcomes.not_assessable"].n_of_n == "1 of 2"
    assert ledger["P01.outcomes.not_assessable.which"].printed == "trunk control"
    assert ledger["P01.outcomes.worse.which"].printed == "none"


def test_a_verdict_says_by_which_rule_and_over_how_much() -> None:
    verdict = four()["P03.MAS.verdict"]
    assert verdict.method == (
        "Rule “items”; 2 of 2 items comparable: 1 better, 0 unchanged, 1 worse."
    )
    assert verdict.sources == (
        "P03.change.MAS.elbow_flexors.right",
        "P03.change.MAS.elbow_flexors.left",
    )
    assert verdict.direction == "mixed"


def test_scores_and_changes_are_described_by_median_quartiles_and_range() -> None:
    ledger = four()
    assert ledger["P01.change.TCT.total"].printed == "+12"
    assert ledger["TCT.total.pairs"].n_of_n == "4 of 4"
    assert ledger["TCT.total.before.n"].n_of_n == "4 of 4"
    changes = {part: ledger[f"TCT.total.change.{part}"] for part in
               ("median", "q1", "q3", "iqr", "min", "max", "range")}  # fmt: skip
    assert {part: result.printed for part, result in changes.items()} == {
        "median": "+18.5",
        "q1": "+9",
        "q3": "+27.8",
        "iqr": "+9 to +27.8",
        "min": "0",
        "max": "+36",
        "range": "0 to +36",
    }
    assert changes["q3"].value == Decimal("27.75")
    assert changes["q1"].method == (
        "First quartile of 4 patients; by linear interpolation (type 7)."
    )
    assert changes["median"].sources == tuple(f"P0{n}.change.TCT.total" for n in (1, 2, 3, 4))


def test_items_are_counted_over_all_patients() -> None:
    ledger = four()
    assert ledger["MAS.items.better"].n_of_n == "3 of 8"
    assert ledger["MAS.items.worse"].n_of_n == "1 of 8"
    assert ledger["MAS.items.unchanged"].n_of_n == "4 of 8"
    assert "not independent" in ledger["MAS.items.better"].method


def test_thresholds_passed_are_counted_over_patients() -> None:
    ledger = four()
    assert ledger["TCT.total.MDC.better"].n_of_n == "2 of 4"
    assert ledger["TCT.total.MDC.not_passed"].n_of_n == "2 of 4"


def test_a_patient_not_assessable_is_counted_beside_those_who_could_be_judged() -> None:
    ledger = found(case("P01", before=mas(3), after=mas(2)), case("P02", before=mas(3))).ledger
    assert ledger["MAS.improved"].n_of_n == ledger["any.improved"].n_of_n == "1 of 1"
    assert ledger["MAS.worse"].n_of_n == ledger["any.worse"].n_of_n == "0 of 1"
    assert ledger["MAS.not_assessable"].n_of_n == "1 of 2"
    assert ledger["MAS.not_assessable.who"].printed == "P02"


@pytest.mark.parametrize("key", ["MAS.improved", "MAS.worse", "any.improved", "any.worse"])
def test_of_nobody_judged_there_is_no_count_and_no_interval(key: str) -> None:
    ledger = found(case("P01", before=mas(3)), case("P02", before=mas(3))).ledger
    assert (ledger[key].value, ledger[key].n_of_n) == (None, "not assessable")
    assert ledger[key].interval is None
    assert ledger[f"{key}.who"].printed == "not assessable"
    assert ledger["MAS.not_assessable"].n_of_n == "2 of 2"
    assert ledger["P01.outcomes.improved"].printed == "not assessable"
    assert ledger["P01.outcomes.improved.which"].printed == "not assessable"


def test_no_adverse_event_gives_the_exact_upper_limit() -> None:
    cases = (case(f"P0{n}", before=mas(3), after=mas(3)) for n in (1, 2, 3, 4))
    ledger = found(*cases).ledger
    assert ledger["adverse_events.events"].in_words == "zero"
    assert ledger["adverse_events.events"].n_of_n_in_words == "zero"
    none = next(r for r in ledger.values() if r.value == 0 and r.of)
    assert none.n_of_n_in_words == f"none of {none.of_in_words}"
    assert ledger["adverse_events.patients"].n_of_n == "0 of 4"
    assert ledger["adverse_events.patients"].interval is None
    assert ledger["adverse_events.sessions"].n_of_n == "0 of 24"
    by_patient = ledger["adverse_events.patients.upper95"]
    assert (by_patient.value, by_patient.printed) == (Decimal("0.527129195"), "53%")
    assert by_patient.method.endswith("1 − 0.05 to the power of 1/4; the patient is the unit.")
    by_session = ledger["adverse_events.sessions.upper95"]
    assert by_session.printed == "12%"
    assert "not independent" in by_session.method
    assert ledger["P01.adverse_events"].places == (Place("P01.yaml", 26, 17, 4),)


def test_adverse_events_are_counted_by_event_patient_and_session() -> None:
    listed = "[" + ", ".join(
        [event("Fever", 3, "yes", "2"), event("Headache", 1, "no", "2"), event("Rash", 2)]
    ) + "]"  # fmt: skip
    ledger = found(
        case("P01", before=mas(3), after=mas(3), adverse_events=listed),
        case("P02", before=mas(3), after=mas(3)),
    ).ledger
    assert ledger["P01.adverse_events"].value == 3
    assert ledger["P01.adverse_events.serious"].n_of_n == "1 of 3"
    assert ledger["adverse_events.events"].value == 3
    assert ledger["adverse_events.serious"].n_of_n == "1 of 3"
    assert ledger["adverse_events.grade_3_to_5"].n_of_n == "1 of 3"
    assert ledger["adverse_events.patients"].n_of_n == "1 of 2"
    assert ledger["adverse_events.patients"].interval_printed == "1% to 99%"
    assert "Clopper-Pearson" in ledger["adverse_events.patients"].method
    assert ledger["adverse_events.patients.who"].printed == "P01"
    assert "adverse_events.patients.upper95" not in ledger
    assert "adverse_events.sessions.upper95" not in ledger


def with_events(*events: str, **more: str) -> Ledger:
    """Two patients seen after treatment; the first had these events."""
    listed = "[" + ", ".join(events) + "]"
    return found(
        case("P01", before=mas(3), after=mas(3), adverse_events=listed, **more),
        case("P02", before=mas(3), after=mas(3)),
    ).ledger


@pytest.mark.parametrize(
    ("onset", "named", "session", "how"),
    [
        ("{day: 1}", "", "1", "The last session on or before the onset."),
        ("{day: 0}", "", "1", "The last session on or before the onset."),
        ("{month: 2}", "", "3", "The last session on or before the onset."),
        ("{day: 999}", "", "6", "The last session on or before the onset."),
        ("{month: 4}", "2", "2", "As recorded."),
        ("not reported", "2", "2", "As recorded."),
    ],
)
def test_an_event_is_tied_to_a_session_by_its_onset_unless_it_names_one(
    onset: str, named: str, session: str, how: str
) -> None:
    ledger = with_events(event(session=named).replace("{day: 2}", onset))
    followed = ledger["P01.adverse_event.1.session"]
    assert (followed.printed, followed.method) == (session, how)
    assert ledger["P01.adverse_events.sessions"].n_of_n == "1 of 6"
    assert ledger["adverse_events.sessions"].n_of_n == "1 of 12"
    assert "adverse_events.no_session" not in ledger


@pytest.mark.parametrize("onset", ["{day: -3}", "not reported"])
def test_an_event_that_follows_no_session_is_counted_beside(onset: str) -> None:
    ledger = with_events(event("Fever", session="2"), event().replace("{day: 2}", onset))
    assert ledger["P01.adverse_event.2.session"].printed == "not reported"
    assert ledger["adverse_events.sessions"].n_of_n == "1 of 12"
    assert ledger["adverse_events.no_session"].value == 1
    assert ledger["adverse_events.sessions"].method.endswith("events that follow no session: 1.")


def test_of_an_old_chart_grade_and_seriousness_are_words() -> None:
    old = event("Headache", "not reported", "not reported").replace("possible", "not reported")
    ledger = with_events(old)
    assert ledger["adverse_events.events"].value == 1
    for part in ("serious", "grade_3_to_5"):
        found_one = ledger[f"adverse_events.{part}"]
        assert (found_one.value, found_one.printed) == (None, "not reported")
    assert ledger["adverse_events.grade_not_reported"].n_of_n == "1 of 1"
    ledger = with_events(old, event("Fever", 3, "yes"), event("Rash", 1))
    assert ledger["adverse_events.serious"].n_of_n == "1 of 2"
    assert ledger["adverse_events.serious"].method.endswith("not reported: 1.")
    assert ledger["adverse_events.grade_3_to_5"].n_of_n == "1 of 2"
    assert ledger["adverse_events.grade_not_reported"].n_of_n == "1 of 3"


def test_clavien_dindo_grades_are_counted_beside_those_of_the_ctcae() -> None:
    surgical = "term: Leak, grading: Clavien-Dindo"
    leak = event("Leak", "IIIb", "yes").replace("term: Leak", surgical)
    seroma = event("Leak", "I").replace("term: Leak", surgical)
    ledger = with_events(leak, seroma)
    assert ledger["adverse_events.grade_III_to_V"].n_of_n == "1 of 2"
    assert "adverse_events.grade_3_to_5" not in ledger
    ledger = with_events(leak, seroma, event("Fever", 2))
    assert ledger["adverse_events.grade_III_to_V"].n_of_n == "1 of 2"
    assert ledger["adverse_events.grade_3_to_5"].n_of_n == "0 of 1"


def test_adverse_events_not_looked_for_are_not_zero() -> None:
    ledger = found(
        case("P01", before=mas(3), after=mas(3), adverse_events="not assessed"),
        case("P02", before=mas(3), after=mas(3)),
    ).ledger
    assert ledger["P01.adverse_events"].value is None
    assert ledger["P01.adverse_events"].printed == "not assessed"
    assert ledger["adverse_events.assessed"].n_of_n == "1 of 2"
    assert ledger["adverse_events.patients"].n_of_n == "0 of 1"
    assert ledger["adverse_events.patients.upper95"].printed == "95%"
    assert ledger["adverse_events.sessions"].of == 6
    assert ledger["adverse_events.events"].label == "Adverse events on record"
    assert ledger["adverse_events.events"].method == (
        "Sum over the 1 of 2 patients of whom it is recorded whether there were any."
    )


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"monitoring": ""}, "how is not recorded"),
        ({"monitoring": "adverse_event_monitoring: not reported"}, "how is not reported"),
        ({"after": None}, "no visit after the first session"),
        ({"adverse_events": "not assessed"}, "not assessed"),
        ({"adverse_events": "not reported"}, "not reported"),
    ],
)
def test_looked_for_needs_a_record_of_how_and_time_to_look(
    more: dict[str, object], why: str
) -> None:
    whole = {"before": mas(3), "after": mas(3)}
    ledger = found(case("P01", **whole | more), case("P02", **whole)).ledger  # type: ignore[arg-type]
    assert ledger["P01.adverse_events.looked_for"].value == "no"
    assert ledger["P01.adverse_events.looked_for"].printed == why
    assert ledger["adverse_events.assessed"].n_of_n == "1 of 2"
    assert ledger["adverse_events.patients"].n_of_n == "0 of 1"
    assert ledger["adverse_events.sessions"].n_of_n == "0 of 6"
    nobody = found(case("P01", **whole | more)).ledger  # type: ignore[arg-type]
    assert nobody["adverse_events.assessed"].n_of_n == "0 of 1"
    assert nobody["adverse_events.patients"].value is None
    assert not any("upper95" in key for key in nobody)


def test_events_of_patients_in_whom_they_were_not_looked_for_are_counted_beside() -> None:
    ledger = with_events(event(), monitoring="")
    assert ledger["adverse_events.events"].value == 1
    assert ledger["adverse_events.patients"].n_of_n == "0 of 1"
    assert ledger["adverse_events.patients.not_looked_for"].n_of_n == "1 of 1"
    assert ledger["adverse_events.patients.who"].printed == "P01"


@pytest.mark.parametrize("word", ["not assessed", "not reported"])
def test_adverse_events_assessed_in_nobody_are_a_word_everywhere(word: str) -> None:
    ledger = found(case(before=mas(3), adverse_events=word)).ledger
    for part in ("events", "serious", "patients", "sessions", "patients.who"):
        assert ledger[f"adverse_events.{part}"].value is None
        assert ledger[f"adverse_events.{part}"].printed == word
    assert not any("upper95" in key for key in ledger)


NOMINAL = """\
    id: ARM
    name: arm of the study
    measures: which treatment was given
    kind: classification
    level: nominal
    better: higher
    source: {citation: none}
    items: [arm]
    grades: {A: {meaning: first, points: 0}, B: {meaning: second, points: 1}}
"""


def test_a_nominal_classification_has_counts_and_no_range() -> None:
    ledger = found(
        case("P01", classification="ARM: B", before=mas(3)),
        case("P02", classification="ARM: A", before=mas(3)),
        scale=NOMINAL,
    ).ledger
    assert "classification.ARM.range" not in ledger
    assert ledger["classification.ARM.A"].n_of_n == "1 of 2"
    assert ledger["classification.ARM.A"].label == "Patients whose arm of the study is A"


def test_ages_are_said_to_be_summed_up_in_completed_years() -> None:
    ledger = found(
        case("P01", age="5 years 3 months", before=mas(3)),
        case("P02", age="6 years 11 months", before=mas(3)),
    ).ledger
    assert ledger["age.median"].printed == "5.5\N{NO-BREAK SPACE}years"
    assert ledger["age.median"].label == (
        "Age at first treatment, in completed years (under two years in completed months), median"
    )


def test_a_visit_named_like_a_result_is_a_problem() -> None:
    text = case("P01", visit("change", 11, **mas(2)), before=mas(3))
    scored, _ = score_series(series(text, outcomes=OUTCOMES))
    findings, problems = find(scored)
    assert problems == (
        Problem(
            "CP105",
            Place("series.yaml"),
            "two results would have the id `P01.change.MAS.elbow_flexors.right`",
            help="rename the case, visit, item or score that shares a name with another",
            case="P01",
        ),
    )
    assert findings.ledger["P01.change.MAS.elbow_flexors.right"].value == "2"


def test_a_visit_recorded_twice_is_told_elsewhere() -> None:
    text = case("P01", visit("before", 0, **mas(3)), before=mas(3), after=mas(2))
    scored, _ = score_series(series(text, outcomes=OUTCOMES))
    assert find(scored)[1] == ()


def test_a_hundred_sessions_earn_a_decimal() -> None:
    ledger = found(
        *(case(f"P{n:02}", sessions=26, before=mas(3), after=mas(3)) for n in (1, 2, 3, 4))
    ).ledger
    assert ledger["adverse_events.sessions.upper95"].printed == "2.8%"


def test_a_series_of_no_cases_has_results_without_values() -> None:
    findings, problems = found_with_problems()
    assert problems == ()
    assert findings.ledger["patients"].value == 0
    assert findings.ledger["age.median"].printed == "not recorded"
    assert "MAS.improved" not in findings.ledger


def test_one_outcome_that_cannot_be_judged_leaves_the_others() -> None:
    findings, problems = found_with_problems(
        case(before=tct(0, 0, 0, 0), after=tct(12, 0, 0, 0)),
        outcomes=outcome(
            """
            - {scale: MAS, label: spasticity, rule: nonsense}
            - {scale: TCT, label: trunk control, rule: score}
            """
        ),
    )
    assert [p.code for p in problems] == ["CP304"]
    assert [o.scale for o in findings.outcomes] == ["TCT"]
    assert findings.ledger["TCT.improved"].n_of_n == "1 of 1"


def test_every_source_is_a_result_and_every_result_has_a_sentence() -> None:
    ledger = four()
    for id, result in ledger.items():
        assert set(result.sources) <= set(ledger), id
        assert result.method.endswith("."), id
        assert result.label, id
        assert result.printed, id
        assert result.id == id
        assert "\n" not in result.method + result.label


def test_results_of_the_series_come_before_those_of_cases() -> None:
    owners = [result.case for result in four().values()]
    assert owners == sorted(owners, key=lambda case: case or "")


@pytest.mark.slow
def test_the_ledger_does_not_depend_on_the_order_of_scales_or_the_process() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from test_outcomes_ledger import four\n"
        "from outcomes_series import case, found\n"
        "import hashlib\n"
        "print(hashlib.sha256(repr(list(four().items())).encode()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parent.parent,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": ""},
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"))
    }
    assert len(digests) == 1


def test_finding_results_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests')\n"
        "from outcomes_series import case, found\n"
        "found(case(before={'MAS': {'elbow flexors': {'right': 3, 'left': 2}}}))\n"
        "heavy = ('numpy', 'scipy', 'pandas', 'matplotlib', 'weasyprint')\n"
        "print([m for m in heavy if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("value", "printed", "unit", "expected"),
    [
        (Decimal(1), "+1", "grades", f"+1{NBSP}grade"),
        (Decimal(2), "2", "patients", f"2{NBSP}patients"),
        (Decimal(6), f"6{NBSP}years", "years", f"6{NBSP}years"),
        (None, "not assessed", "months", "not assessed"),
        ("better", "better", "", "better"),
    ],
)
def test_a_result_prints_its_unit_once(
    value: Decimal | str | None, printed: str, unit: str, expected: str
) -> None:
    assert Result("id", "label", value, printed, unit).with_unit == expected


@pytest.mark.parametrize(
    ("value", "printed", "words"),
    [
        (Decimal(12), "12", "twelve"),
        (Decimal(13), "13", "13"),
        (Decimal("11.236139630"), "11.2", "11.2"),
        (Decimal(-2), "−2", "−2"),
        ("better", "better", "better"),
        (None, "not assessed", "not assessed"),
    ],
)
def test_words_are_for_whole_numbers_up_to_twelve(
    value: Decimal | str | None, printed: str, words: str
) -> None:
    assert Result("id", "label", value, printed).in_words == words
