"""Rules with other sizes for worse, from the nadir, and those that ask where a value is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from cpreport.cases.measure_record import CategoryMeasure, NumberMeasure
from cpreport.outcomes.category_changes import category_change
from cpreport.outcomes.improvement_rules import ImprovementRule
from cpreport.outcomes.number_changes import number_change
from cpreport.outcomes.rule_by_size import rule_for
from cpreport.outcomes.verdict_words import verdict_in_a_sentence
from cpreport.scales.categories import scale_of_category
from cpreport.scales.graded import Qualifier, Score
from cpreport.scales.numbers_declared import scale_of_number
from tests.kinds_series import kinds_series
from tests.measured_series import measured_series
from tests.test_measured_numbers import results_of

SUM = NumberMeasure(name="Sum of diameters", unit="mm", better="lower")  # type: ignore[call-arg]
WALK = NumberMeasure(name="Walk", unit="m", better="higher")  # type: ignore[call-arg]
RECIST = "by at least 30 %; worse by at least 20 % and 5 mm from nadir"


def scored(text: str, visit: str) -> Score:
    """Make the score of a value such as `<5`."""
    qualifier: Qualifier = text[0] if text[0] in "<>≤≥~" else ""  # type: ignore[assignment]
    value = Decimal(text.lstrip("<>≤≥~"))
    return Score("P01", visit, "X", "value", None, value, text, qualifier=qualifier)


def verdict(rule: str, number: NumberMeasure, earlier: str, later: str, best: str = "") -> str:
    """Judge a change by a rule."""
    found = rule_for(rule, scale_of_number("X", number))
    assert isinstance(found, ImprovementRule), found
    change = number_change(number, scored(earlier, "a"), scored(later, "b"))
    at_best = scored(best, "n") if best else None
    return found.verdict((), [replace(change, best=at_best)])


@pytest.mark.parametrize(
    ("earlier", "later", "best", "expected"),
    [
        ("100", "70", "70", "better"),
        ("100", "71", "71", "unchanged"),
        ("100", "60", "50", "worse"),  # from 50: 20 % and 10 mm, although 40 % below the first
        ("100", "59", "50", "better"),  # 18 % from the nadir
        ("100", "14", "10", "better"),  # 40 % from the nadir, but only 4 mm
        ("100", "5", "0", "worse"),  # back from nothing
        ("100", "4", "0", "better"),
        ("100", "120", "100", "worse"),
        ("100", "<5", "40", "not assessable"),  # nobody knows how far it is from the nadir
        ("100", "50", "<5", "not assessable"),
    ],
)
def test_worse_counts_from_the_nadir_and_before_better(
    earlier: str, later: str, best: str, expected: str
) -> None:
    assert verdict(RECIST, SUM, earlier, later, best) == expected


@pytest.mark.parametrize(
    ("rule", "earlier", "later", "expected"),
    [
        ("by at least 50 m; worse by at least 20 m", "300", "350", "better"),
        ("by at least 50 m; worse by at least 20 m", "300", "280", "worse"),
        ("by at least 50 m; worse by at least 20 m", "300", "281", "unchanged"),
        ("by at least 10 % and 30 m, worse by at least 10 %", "200", "225", "unchanged"),
        ("by at least 10 % and 30 m, worse by at least 10 %", "200", "230", "better"),
        ("by at least 50 m; worse by at least 20 m", "300", ">400", "better"),
        ("by at least 50 m; worse by at least 20 m", "300", ">310", "not assessable"),
        ("reaches 400", "300", "400", "better"),
        ("reaches 400 m", "300", "399", "unchanged"),
        ("reaches 400", "400", "399", "worse"),
        ("is at least 400", "500", "400", "unchanged"),
        ("is at most 400", "500", "400", "better"),
        ("is at most 400", "500", "<400", "better"),
        ("is at least 400", "500", "<400", "worse"),
        ("is at least 400", "500", "≤400", "not assessable"),
        ("is at least 400", "300", ">400", "better"),
        ("is at most 400", "300", ">400", "worse"),
    ],
)
def test_other_sizes_for_worse_and_states(
    rule: str, earlier: str, later: str, expected: str
) -> None:
    assert verdict(rule, WALK, earlier, later) == expected


@pytest.mark.parametrize(
    ("rule", "better", "earlier", "later", "expected"),
    [
        ("reaches PR", "lower", 2, 1, "better"),
        ("reaches PR", "lower", 0, 1, "unchanged"),
        ("is at least PR", "lower", 2, 0, "better"),
        ("is at most SD", "lower", 1, 2, "better"),
        ("is at least PR", "higher", 2, 0, "worse"),
        ("by at least 2 steps; worse by at least 1 step", "lower", 2, 3, "worse"),
        ("by at least 2 steps; worse by at least 1 step", "lower", 2, 1, "unchanged"),
    ],
)
def test_at_least_a_category_is_that_or_a_better_one(
    rule: str, better: str, earlier: int, later: int, expected: str
) -> None:
    category = CategoryMeasure.model_validate(
        {"name": "Response", "grades": ["CR", "PR", "SD", "PD"], "better": better}
    )
    found = rule_for(rule, scale_of_category("X", category))
    assert isinstance(found, ImprovementRule), found
    ends = (scored(str(earlier), "a"), scored(str(later), "b"))
    assert found.verdict((), [category_change(category, *ends)]) == expected


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("by at least 30 %; worse by at least 5 cm", "`cm` is not the unit of X; write mm, or %"),
        ("by at least a lot; worse by at least 5", "`a lot` is no size"),
        ("by at least 30 %; worse by at least 0", "a size of 0 is no change; write `any change`"),
        ("reaches a lot", "`a lot` is no number"),
        ("is at most 5 cm", "`cm` is not the unit of X; write mm"),
    ],
)
def test_what_is_wrong_with_such_a_rule_is_said(rule: str, wrong: str) -> None:
    assert rule_for(rule, scale_of_number("X", SUM)) == wrong


def test_a_rule_is_printed_in_one_form_with_its_sentence() -> None:
    found = rule_for("By at least 30 %, worse by at least 20% and 5 from the nadir",
                     scale_of_number("X", SUM))  # fmt: skip
    assert isinstance(found, ImprovementRule)
    assert found.name == RECIST.replace(" %", "%")
    assert "by at least 20% and 5 mm from the best value until then" in found.text
    state = rule_for("reaches 30 mm", scale_of_number("X", SUM))
    assert isinstance(state, ImprovementRule)
    assert (
        "when the value was at most 30 mm at the later visit and not at the earlier" in state.text
    )


def test_patients_in_the_state_are_counted_at_each_visit(tmp_path: Path) -> None:
    change = ("series.yaml", "by at least 13 mm", "is at most 30 mm")
    found, problems = results_of(measured_series(tmp_path, change))
    assert problems == []
    counts = [found.ledger[f"pain.in_state.{visit}"] for visit in ("before", "after")]
    assert [count.n_of_n for count in counts] == ["1 of 2", "3 of 3"]
    assert counts[0].label == "pain, patients with at most 30 mm, Before treatment"
    assert [found.ledger[f"P0{n}.pain.verdict"].value for n in (1, 2, 3)] == [
        "better",
        "not assessable",
        "unchanged",
    ]


def test_the_nadir_lies_between_the_compared_visits(tmp_path: Path) -> None:
    cases = measured_series(
        tmp_path,
        ("series.yaml", "by at least 13 mm", "by at least 30 %; worse by at least 20 % from nadir"),
        ("series.yaml", "  - {id: after, ", "  - {id: middle, label: Middle}\n  - {id: after, "),
        (
            "P01.yaml",
            "  - id: after\n",
            "  - {id: middle, date: 2023-09-20, measurements: {pain: 20}}\n  - id: after\n",
        ),
    )
    found, problems = results_of(cases)
    assert problems == []
    # From 64 to 30 mm it fell by half, and rose by half from 20 mm.
    assert found.ledger["P01.pain.verdict"].value == "worse"
    since = found.ledger["P01.change.pain.value.from_best"]
    assert (since.printed.replace("\xa0", " "), since.value) == ("+10 mm (+50%)", Decimal(10))
    assert since.method == (
        "Later value minus the best one from the earlier visit on, 20\xa0mm at “Middle”."
    )
    judged = next(j for j in found.judged if j.key == "pain")
    said = verdict_in_a_sentence(found, "P01", judged, found.scored.series.record.pairs[0])
    assert said.replace("\xa0", " ") == "pain worse (−34 mm, +10 mm (+50%) from the best value)"
    assert found.ledger["P03.pain.verdict"].value == "unchanged"


def test_a_category_judged_by_its_state(tmp_path: Path) -> None:
    change = ("series.yaml", "label: acuity, rule: by at least 2 steps", "rule: is at least 6/18")
    found, problems = results_of(kinds_series(tmp_path, change))
    assert problems == []
    assert found.ledger["VA.in_state.after"].n_of_n == "3 of 3"
    assert found.ledger["P01.VA.verdict"].value == "better"
