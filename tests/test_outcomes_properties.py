"""Change one grade: exactly the results that depend on it change. Nothing raises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outcomes_series import case, found, outcome, sides

from cpreport.data.columns import RESULTS
from cpreport.data.csv_text import csv_text
from cpreport.data.result_rows import result_rows, results_json
from cpreport.numbers import format_number
from cpreport.outcomes import Findings, Ledger, Result
from cpreport.outcomes.explain import explanation_text
from cpreport.outcomes.methods import improvement_text, scoring_text, statistics_text
from cpreport.scales.definition import Side

MAS_GRADES = ("0", "1", "1+", "2", "3", "4", "not assessed")
TCT_GRADES = ("0", "12", "25", "not assessed")
MUSCLES = ("elbow flexors", "knee flexors")
TCT_ITEMS = (
    "rolling to weak side",
    "rolling to strong side",
    "sitting up from lying",
    "sitting balance",
)
OUTCOMES = outcome(
    """
    - {scale: MAS, label: spasticity, rule: items}
    - {scale: TCT, label: trunk control, rule: score beyond MDC}
    """
)

#: Grades by patient, visit, scale, item and side (none on the Trunk Control Test).
Key = tuple[str, str, str, str, Side | None]
Graded = Mapping[Key, str]

KEYS: tuple[Key, ...] = tuple(
    (patient, visit, scale, item, side)
    for patient in ("P01", "P02")
    for visit in ("before", "after")
    for scale, items, item_sides in (
        ("MAS", MUSCLES, ("right", "left")),
        ("TCT", TCT_ITEMS, (None,)),
    )
    for item in items
    for side in item_sides
)


def permitted(key: Key) -> tuple[str, ...]:
    return MAS_GRADES if key[2] == "MAS" else TCT_GRADES


all_grades = st.fixed_dictionaries({key: st.sampled_from(permitted(key)) for key in KEYS})


def find_all(grades: Graded) -> Findings:
    """Find the results of two patients with these grades."""
    return found(*(_case(patient, grades) for patient in ("P01", "P02")), outcomes=OUTCOMES)


def _case(patient: str, grades: Graded) -> str:
    return case(
        patient,
        **{
            visit: {
                "MAS": {
                    muscle: sides(
                        *(grades[patient, visit, "MAS", muscle, s] for s in ("right", "left"))
                    )
                    for muscle in MUSCLES
                },
                "TCT": {item: grades[patient, visit, "TCT", item, None] for item in TCT_ITEMS},
            }
            for visit in ("before", "after")
        },
    )


def result_of(key: Key) -> str:
    return ".".join(part.replace(" ", "_") for part in key if part is not None)


def dependents(ledger: Ledger, id: str) -> set[str]:
    """Give a result with all that is computed from it, directly or not."""
    found_ids = {id}
    while True:
        more = {r.id for r in ledger.values() if found_ids & set(r.sources)} - found_ids
        if not more:
            return found_ids
        found_ids |= more


def said(result: Result) -> Result:
    """Give what a result says, without the places, which move when a grade gets longer."""
    return replace(result, places=())


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(all_grades, st.sampled_from(KEYS), st.data())
def test_changing_one_grade_changes_only_what_depends_on_it(
    grades: dict[Key, str], key: Key, data: st.DataObject
) -> None:
    other = data.draw(st.sampled_from([g for g in permitted(key) if g != grades[key]]))
    before, after = find_all(grades).ledger, find_all({**grades, key: other}).ledger
    may_change = dependents(before, result_of(key)) | dependents(after, result_of(key))
    changed = {
        id
        for id in {*before, *after}
        if id not in before or id not in after or said(before[id]) != said(after[id])
    }
    assert changed <= may_change
    assert result_of(key) in changed


@settings(max_examples=20, deadline=None)
@given(all_grades)
def test_no_grades_make_anything_raise_or_leave_a_blank(grades: dict[Key, str]) -> None:
    findings = find_all(grades)
    for result in findings.ledger.values():
        assert result.printed
        assert "None" not in result.printed
        assert (result.value is None) <= (result.printed.startswith("not "))
    for id in ("MAS.improved", "TCT.total.change.median", "any.improved"):
        assert explanation_text(findings, id)
    assert results_json(findings.ledger.values())
    assert csv_text(RESULTS.header, result_rows(findings.ledger.values()))
    assert improvement_text(findings)
    assert scoring_text(findings)
    assert statistics_text(findings)


@settings(max_examples=40, deadline=None)
@given(all_grades)
def test_verdicts_and_item_counts_add_up(grades: dict[Key, str]) -> None:
    ledger = find_all(grades).ledger
    words = ("improved", "unchanged", "worse", "mixed", "not_assessable")
    for scale in ("MAS", "TCT"):
        verdicts = [ledger[f"{scale}.{word}"] for word in words]
        assert sum(_number(count) for count in verdicts if count.value is not None) == 2
        nobody = verdicts[-1].n_of_n == "2 of 2"
        assert {v.printed for v in verdicts[:-1] if v.value is None} == (
            {"not assessable"} if nobody else set()
        )
        assert all((v.interval is None) == nobody for v in verdicts[:-1])
        for owner in (f"{scale}", f"P01.{scale}", f"P02.{scale}"):
            parts = ("better", "unchanged", "worse", "not_comparable")
            counts = [ledger[f"{owner}.items.{part}"] for part in parts]
            assert sum(_number(count) for count in counts) == counts[0].of
            assert (
                ledger[f"{owner}.items.at_best"].value <= ledger[f"{owner}.items.unchanged"].value
            )


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(all_grades)
def test_swapping_the_visits_turns_every_change(grades: dict[Key, str]) -> None:
    turn = {"before": "after", "after": "before"}
    swapped = {
        (p, turn[v], scale, item, side): g for (p, v, scale, item, side), g in grades.items()
    }
    forth, back = find_all(grades).ledger, find_all(swapped).ledger
    turned = {"better": "worse", "worse": "better"}
    for id, result in forth.items():
        if ".change.TCT" in id and isinstance(result.value, Decimal):
            assert back[id].value == -result.value
        if ".verdict" in id:
            assert back[id].value == turned.get(str(result.value), result.value)


@settings(max_examples=40, deadline=None)
@given(all_grades)
def test_medians_lie_between_the_smallest_and_the_largest_value(grades: dict[Key, str]) -> None:
    ledger = find_all(grades).ledger
    for when in ("before", "after", "change"):
        low, q1, median, q3, high = (
            ledger[f"TCT.total.{when}.{part}"].value
            for part in ("min", "q1", "median", "q3", "max")
        )
        if low is None:
            assert {q1, median, q3, high} == {None}
        else:
            assert low <= q1 <= median <= q3 <= high  # type: ignore[operator]


def test_swapping_two_patients_grades_swaps_their_results() -> None:
    grades = {key: permitted(key)[n % 3] for n, key in enumerate(KEYS)}
    other = {"P01": "P02", "P02": "P01"}
    swapped = {(other[p], *rest): g for (p, *rest), g in grades.items()}
    forth, back = find_all(grades).ledger, find_all(swapped).ledger  # type: ignore[arg-type]
    for id, result in forth.items():
        if result.case is not None:
            mirrored = back[f"{other[result.case]}{id.removeprefix(result.case)}"]
            assert (mirrored.value, mirrored.printed) == (result.value, result.printed)


@pytest.mark.parametrize("key", KEYS[:4])
def test_a_grade_reaches_the_series_through_named_sources(key: Key) -> None:
    ledger = find_all({key: permitted(key)[1] for key in KEYS}).ledger
    reached = dependents(ledger, result_of(key))
    assert f"{key[2]}.improved" in reached
    assert "any.improved" in reached
    assert f"{key[2]}.items.better" in reached


def _number(result: Result) -> int:
    assert isinstance(result.value, Decimal)
    assert result.printed == format_number(result.value)
    return int(result.value)
