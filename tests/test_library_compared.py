"""Every scale of the library is compared between visits, tabulated and told, whatever its rules are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from outcomes_series import case, found, outcome
from outcomes_series import sides as both_sides

from cpreport.numbers import plain
from cpreport.scales.definition import Item, Scale, sides_of_item
from cpreport.scales.names import grades_of
from cpreport.scales.reader import shipped_scales

SCALES = [s for s in shipped_scales().values() if s.kind == "outcome" and s.items]


def grades(scale: Scale, place: int) -> dict[str, Any]:
    """Grade every item with its first or its last grade, and a number with one of its ends.

    Of two items that are never both graded, the first is.
    """
    needless = {name for r in scale.scores if r.rule == "either" for name in r.of[1:]}
    return {
        i.name: of_sides(scale, i, written(scale, i, place))
        for i in scale.items
        if i.name not in needless
    }


def written(scale: Scale, item: Item, place: int) -> str:
    if item.number is not None:
        ends = item.number.range or (1, 50)
        return plain(ends[place])
    in_order = sorted(grades_of(scale, item), key=lambda g: g.points)
    return f"'{in_order[place].code}'"


def of_sides(scale: Scale, item: Item, grade: str) -> object:
    return both_sides(grade, grade) if sides_of_item(scale, item) != (None,) else grade


def compared(scale: Scale, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    rule = "score" if scale.main_score else "items"
    findings = found(
        case("P01", before={scale.id: before}, after={scale.id: after}),
        outcomes=outcome(f"- {{scale: {scale.id}, label: what is rated, rule: {rule}}}"),
    )
    change = f"P01.change.{scale.id}."
    return [r.printed for key, r in findings.ledger.items() if key.startswith(change)]


@pytest.mark.parametrize("scale", SCALES, ids=lambda s: s.id)
def test_grades_of_two_visits_are_compared(scale: Scale) -> None:
    first, last = grades(scale, 0), grades(scale, -1)
    assert changed(compared(scale, first, last))
    assert not changed(compared(scale, last, last))


def changed(texts: list[str]) -> bool:
    """Whether any change is another than 0."""
    assert texts
    return any(digit in text for text in texts for digit in "123456789")


def test_a_scale_that_mixes_items_with_and_without_sides_is_compared_at_each() -> None:
    scale = shipped_scales()["mRSS"]
    findings = found(
        case("P01", before={"mRSS": grades(scale, -1)}, after={"mRSS": grades(scale, 0)}),
        outcomes=outcome("- {scale: mRSS, label: skin, rule: score}"),
    )
    change = {
        key.removeprefix("P01.change.mRSS."): r.printed
        for key, r in findings.ledger.items()
        if key.startswith("P01.change.mRSS.")
    }
    items = {key: text for key, text in change.items() if text == "−3"}
    assert len(items) == 17
    assert len([key for key in items if key.endswith((".right", ".left"))]) == 14
    assert {"face", "abdomen", "chest"} <= {key.partition(".")[0] for key in items}
    assert change["total"] == "−51"


OUTCOME = """\
outcomes:
  - {scale: CKD-EPI-2021, label: filtration, rule: score}
"""
IN_MG = """\
measures:
  creatinine: {name: Creatinine, unit: mg/dL, digits: 1, better: lower, molar_mass: 113.12}
"""


@pytest.mark.parametrize(
    ("creatinine", "declared"), [("79.6 umol/L", ""), ("0.9", IN_MG), ("79.56 umol/L", IN_MG)]
)
def test_a_score_of_what_was_taken_from_the_patient_goes_back_to_it(
    creatinine: str, declared: str
) -> None:
    text = case("P01", before={"CKD-EPI-2021": {}}, after={"CKD-EPI-2021": {}}, age="50 years")
    text = text.replace(
        "    scores:\n", f"    measurements: {{creatinine: {creatinine}}}\n    scores:\n"
    )
    ledger = found(text, outcomes=declared + OUTCOME).ledger
    result = ledger["P01.before.CKD-EPI-2021.eGFR"]
    assert (result.printed, result.unit) == ("78", "mL/min/1.73m2")
    assert result.sources == ("P01.before.creatinine.value",)
    assert [str(place.line) for place in result.places] == ["3", "4"]


def test_a_scale_of_which_nothing_is_graded_is_worked_out_where_its_numbers_are_measured() -> None:
    text = case("P01", before={"TCT": {}}, after={"TCT": {}}, age="50 years")
    head, _, tail = text.rpartition("    scores:\n")
    text = f"{head}    measurements: {{creatinine: 79.6 umol/L}}\n    scores:\n{tail}"
    ledger = found(text, outcomes=OUTCOME).ledger
    assert ledger["P01.after.CKD-EPI-2021.eGFR"].printed == "78"
    assert "P01.before.CKD-EPI-2021.eGFR" not in ledger
