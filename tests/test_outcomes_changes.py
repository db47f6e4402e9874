"""What changed between the two compared visits, and which way."""

from __future__ import annotations

from decimal import Decimal

import pytest
from outcomes_series import case, found, outcome, sides, visit

from cpreport.outcomes import Findings
from cpreport.outcomes.comparing import grade_steps

OWN_SCALE = """
    id: REACH
    name: Reaching
    measures: reaching
    better: higher
    items: [forward, sideways]
    grades: {0: none, 1: some, 2: all}
    scores:
      - {name: total, label: Reaching total, rule: sum, of: all, range: [0, 4]}
    thresholds:
      - kind: MDC95
        score: total
        value: 1
        population: twenty children with cerebral palsy
        same_population: yes
        source: {citation: Somebody}
      - kind: MCID
        score: total
        value: 1
        population: adults
        same_population: no
        source: {citation: Somebody}
      - kind: MCID
        score: total
        value: 2.5
        population: other adults
        same_population: no
        source: {citation: Somebody else}
    source: {citation: Somebody}
"""

TCT_ITEMS = (
    "rolling to weak side",
    "rolling to strong side",
    "sitting up from lying",
    "sitting balance",
)


def compared(scale: str, before: dict[str, object], after: dict[str, object]) -> Findings:
    """Compare one case on one scale."""
    return found(case(before={scale: before}, after={scale: after}))


def mas(before: object, after: object) -> Findings:
    """Compare one muscle's grades."""
    return compared("MAS", {"elbow flexors": sides(before, 0)}, {"elbow flexors": sides(after, 0)})


def tct(*grades: object) -> dict[str, object]:
    """Grade the four items of the Trunk Control Test."""
    return dict(zip(TCT_ITEMS, grades, strict=True))


@pytest.mark.parametrize(
    ("before", "after", "value", "printed", "direction"),
    [
        ("2", "1+", -1, "−1", "better"),
        ("1", "1+", 1, "+1", "worse"),
        ("3", "3", 0, "0", "unchanged"),
        ("4", "0", -5, "−5", "better"),
        ("1+", "2", 1, "+1", "worse"),
    ],
)
def test_lower_is_better_on_the_ashworth_scale(
    before: str, after: str, value: int, printed: str, direction: str
) -> None:
    change = mas(before, after).ledger["P01.change.MAS.elbow_flexors.right"]
    assert (change.value, change.printed, change.direction) == (Decimal(value), printed, direction)
    assert change.unit == "grades"
    assert change.method == "“After treatment” minus “Before treatment”; lower is better."


@pytest.mark.parametrize(
    ("before", "after", "value", "direction"),
    [(0, 12, 12, "better"), (25, 12, -13, "worse"), (12, 12, 0, "unchanged")],
)
def test_higher_is_better_on_the_trunk_control_test(
    before: int, after: int, value: int, direction: str
) -> None:
    findings = compared("TCT", tct(before, 12, 12, 12), tct(after, 12, 12, 12))
    change = findings.ledger["P01.change.TCT.rolling_to_weak_side"]
    assert (change.value, change.direction, change.unit) == (Decimal(value), direction, "points")


@pytest.mark.parametrize(
    ("before", "after", "printed", "value", "unit"),
    [
        ("4-", "4+", "+2\N{NO-BREAK SPACE}steps", 2, "steps"),
        (4, "4+", "+1\N{NO-BREAK SPACE}step", 1, "steps"),
        ("2-", 1, "−1\N{NO-BREAK SPACE}step", -1, "steps"),
        (3, 4, "+1", 1, "grades"),
        ("3+", "4+", "+1", 1, "grades"),
        ("4+", "4+", "0", 0, "grades"),
    ],
)
def test_a_part_of_a_strength_grade_is_counted_in_steps(
    before: object, after: object, printed: str, value: int, unit: str
) -> None:
    findings = compared(
        "MRC", {"elbow flexion": sides(before, 4)}, {"elbow flexion": sides(after, 4)}
    )
    change = findings.ledger["P01.change.MRC.elbow_flexion.right"]
    assert (change.printed, change.value, change.unit) == (printed, Decimal(value), unit)
    assert ("A step is from one permitted grade to the next." in change.method) == (unit == "steps")


def test_changes_of_a_median_grade_are_all_in_steps_where_one_is_a_part_of_a_grade() -> None:
    def strength(grade: object) -> dict[str, object]:
        return {"MRC": {"elbow flexion": sides(grade, grade)}}

    split = found(
        case("P01", before=strength("4-"), after=strength("4+")),
        case("P02", before=strength(3), after=strength(4)),
    ).ledger
    assert split["P01.change.MRC.median"].printed == "+2\N{NO-BREAK SPACE}steps"
    assert split["MRC.median.change.min"].printed == "+2\N{NO-BREAK SPACE}steps"
    assert split["MRC.median.change.max"].printed == "+3\N{NO-BREAK SPACE}steps"
    whole = found(case("P01", before=strength(3), after=strength(4))).ledger
    assert whole["MRC.median.change.median"].with_unit == "+1\N{NO-BREAK SPACE}grade"


@pytest.mark.parametrize(
    ("points", "before", "after", "steps"),
    [
        ((0, 1, 2, 3, 4, 5), 3, 2, -1),
        ((0, 12, 25), 0, 25, 2),
        ((0, 9, 14, 19, 25, 33), 33, 25, -1),
        ((0, 1, 1.6666667, 2, 2.3333333), 2, 1, -1),
        ((), 2, 5, 3),
    ],
)
def test_steps_count_whole_grades_whatever_their_weight(
    points: tuple[float, ...], before: int, after: int, steps: int
) -> None:
    all_points = [Decimal(str(p)) for p in points]
    assert grade_steps(all_points, Decimal(before), Decimal(after)) == steps


def test_an_item_at_the_best_grade_twice_is_said_to_hide_improvement() -> None:
    findings = mas("0", "0")
    change = findings.ledger["P01.change.MAS.elbow_flexors.right"]
    assert change.direction == "unchanged"
    assert change.method.endswith(
        "Both are the best the scale has, so that a change for the better cannot show."
    )
    assert findings.ledger["P01.MAS.items.at_best"].n_of_n == "2 of 2"
    assert findings.ledger["MAS.items.at_best"].n_of_n == "2 of 2"


def test_an_item_at_the_worst_grade_twice_is_said_to_hide_worsening() -> None:
    change = mas("4", "4").ledger["P01.change.MAS.elbow_flexors.right"]
    assert "a change for the worse cannot show" in change.method


def test_a_score_at_its_ceiling_is_said_to_hide_improvement() -> None:
    findings = compared("TCT", tct(25, 25, 25, 25), tct(25, 25, 25, 25))
    change = findings.ledger["P01.change.TCT.total"]
    assert "Both are the best the scale has" in change.method
    assert change.direction == "unchanged"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("not assessed", "2", "not assessed at “Before treatment”"),
        ("2", "not applicable (in plaster)", "not applicable (in plaster) at “After treatment”"),
        (
            "not assessed",
            "not reported",
            "not assessed at “Before treatment” and not reported at “After treatment”",
        ),
    ],
)
def test_an_item_missing_at_a_visit_is_not_comparable(before: str, after: str, why: str) -> None:
    findings = mas(before, after)
    change = findings.ledger["P01.change.MAS.elbow_flexors.right"]
    assert (change.value, change.printed) == (None, "not comparable")
    assert change.direction == "not assessable"
    assert change.method == f"Not comparable: {why}."
    assert findings.ledger["P01.MAS.items.not_comparable"].n_of_n == "1 of 2"


def test_an_item_recorded_at_one_visit_only_is_not_comparable() -> None:
    findings = compared(
        "MAS",
        {"elbow flexors": sides(2, 2)},
        {"elbow flexors": sides(2, 2), "knee flexors": sides(1, 1)},
    )
    change = findings.ledger["P01.change.MAS.knee_flexors.left"]
    assert change.method == "Not comparable: not recorded at “Before treatment”."
    assert "P01.before.MAS.knee_flexors.left" not in findings.ledger


def test_scores_over_different_items_are_not_compared() -> None:
    findings = compared(
        "MAS",
        {"elbow flexors": sides(2, 2)},
        {"elbow flexors": sides(2, 2), "knee flexors": sides(1, 1)},
    )
    change = findings.ledger["P01.change.MAS.sum"]
    assert (change.value, change.printed) == (None, "not comparable")
    assert change.method == (
        "Not comparable: scored over different items: "
        "left knee flexors, right knee flexors at one visit only."
    )


def test_a_score_that_is_not_scorable_once_is_not_compared_and_says_why() -> None:
    findings = compared("TCT", tct(12, 12, "not assessed", 12), tct(12, 12, 12, 12))
    change = findings.ledger["P01.change.TCT.total"]
    assert change.printed == "not comparable"
    assert change.method == (
        "Not comparable: the earlier score is not scorable (not assessed: sitting up from lying)."
    )
    assert "P01.change.TCT.total.MDC" not in findings.ledger


def test_a_scale_missing_at_a_whole_visit_leaves_nothing_to_compare() -> None:
    findings = found(case(before={"TCT": tct(12, 12, 12, 12)}, after={}))
    assert findings.ledger["P01.change.TCT.total"].method == (
        "Not comparable: not recorded at one of the visits."
    )
    assert findings.ledger["P01.TCT.verdict"].value == "not assessable"
    assert findings.ledger["P01.TCT.items.not_comparable"].n_of_n == "4 of 4"


def test_a_case_without_a_compared_visit_is_not_assessable() -> None:
    findings = found(case("P01", visit("middle", 3, TCT=tct(12, 12, 12, 12))))
    assert findings.ledger["P01.TCT.verdict"].value == "not assessable"
    assert findings.ledger["P01.middle.TCT.total"].printed == "48"
    assert findings.ledger["TCT.not_assessable"].n_of_n == "1 of 1"


def test_an_intermediate_visit_changes_no_comparison() -> None:
    ends = {"before": {"TCT": tct(0, 0, 0, 0)}, "after": {"TCT": tct(12, 0, 0, 0)}}
    without = found(case(**ends)).ledger
    between = found(case("P01", visit("middle", 3, TCT=tct(25, 25, 25, 25)), **ends)).ledger
    for id in ("P01.change.TCT.total", "P01.TCT.verdict", "TCT.total.change.median"):
        assert between[id].value == without[id].value
    assert between["P01.middle.TCT.total"].printed == "100"


@pytest.mark.parametrize(
    ("after", "passed", "direction"),
    [((12, 12, 12, 0), "not passed", None), ((25, 12, 12, 12), "passed", "better")],
)
def test_a_change_within_measurement_error_does_not_pass_the_mdc(
    after: tuple[int, ...], passed: str, direction: str | None
) -> None:
    ledger = compared("TCT", tct(12, 12, 0, 0), tct(*after)).ledger
    threshold = ledger["P01.change.TCT.total.MDC"]
    assert (threshold.value, threshold.direction) == (passed, direction)
    assert "the MDC of 13.9 points (38 adults with chronic stroke" in threshold.method
    assert "validated" not in threshold.method
    assert threshold.sources == ("P01.change.TCT.total",)


def reach(before: tuple[int, int], after: tuple[int, int], rule: str = "score") -> Findings:
    """Compare a case on a scale of the series' own."""
    grades = [dict(zip(("forward", "sideways"), g, strict=True)) for g in (before, after)]
    return found(
        case(before={"REACH": grades[0]}, after={"REACH": grades[1]}),
        outcomes=outcome(f"- {{scale: REACH, label: reach, rule: {rule}}}"),
        scale=OWN_SCALE,
    )


def test_an_mdc_must_be_exceeded_and_an_mcid_only_reached() -> None:
    ledger = reach((0, 0), (1, 0)).ledger
    assert ledger["P01.change.REACH.total.MDC95"].printed == "not passed"
    assert ledger["P01.change.REACH.total.MCID"].printed == "passed"
    assert "at least as large as" in ledger["P01.change.REACH.total.MCID"].method


def test_a_worsening_passes_a_threshold_in_its_own_direction() -> None:
    ledger = reach((2, 2), (1, 1)).ledger
    assert ledger["P01.change.REACH.total.MDC95"].direction == "worse"
    assert ledger["REACH.total.MDC95.worse"].n_of_n == "1 of 1"
    assert ledger["REACH.total.MDC95.better"].n_of_n == "0 of 1"


def test_a_second_threshold_of_a_kind_has_an_id_of_its_own() -> None:
    ledger = reach((0, 0), (2, 0)).ledger
    assert ledger["P01.change.REACH.total.MCID"].printed == "passed"
    assert ledger["P01.change.REACH.total.MCID.2"].printed == "not passed"
    assert "(other adults)" in ledger["P01.change.REACH.total.MCID.2"].method


@pytest.mark.parametrize(
    ("rule", "after", "verdict"),
    [
        ("score beyond MDC", (1, 0), "unchanged"),
        ("score beyond MDC", (1, 1), "better"),
        ("score reaching MCID", (1, 1), "unchanged"),
        ("score reaching MCID", (2, 1), "better"),
        ("items", (1, 0), "better"),
        ("items by two grades", (1, 1), "unchanged"),
        ("items by two grades", (2, 0), "better"),
    ],
)
def test_verdicts_by_rule_from_grades(rule: str, after: tuple[int, int], verdict: str) -> None:
    assert reach((0, 0), after, rule).ledger["P01.REACH.verdict"].value == verdict


@pytest.mark.parametrize(
    ("after", "printed"),
    [
        ("IV", "reclassified from V to IV"),
        ("V", "same level"),
        ("not assessed", "not comparable"),
    ],
)
def test_another_level_of_a_classification_is_a_reclassification(after: str, printed: str) -> None:
    findings = found(
        case(
            before={"GMFCS": {"level": "V"}, "TCT": tct(0, 0, 0, 0)},
            after={"GMFCS": {"level": after}, "TCT": tct(12, 0, 0, 0)},
        ),
        outcomes=outcome("- {scale: TCT, label: trunk control, rule: items}"),
    )
    change = findings.ledger["P01.change.GMFCS.level"]
    assert (change.printed, change.direction) == (printed, None)
    assert not [key for key in findings.ledger if "GMFCS.items" in key]


def test_no_threshold_is_applied_to_the_mrc_sum_score() -> None:
    six = ("shoulder abduction", "elbow flexion", "wrist extension", "hip flexion",
           "knee extension", "ankle dorsiflexion")  # fmt: skip
    ledger = compared(
        "MRC", dict.fromkeys(six, sides(3, 3)), dict.fromkeys(six, sides(4, 4))
    ).ledger
    assert ledger["P01.change.MRC.sum"].printed == "+12"
    assert not [key for key in ledger if "MCID" in key or "MDC" in key]


def test_a_number_of_a_scale_has_a_direction_of_its_own() -> None:
    scale = """
        id: LUNG
        name: Lung
        measures: breathing
        better: lower
        items: [{name: oxygenation, number: {unit: mmHg, better: higher}}, {name: effort}]
        grades: {0: none, 1: some}
        scores: [{name: total, rule: sum, of: [effort]}]
        source: {citation: Somebody}
    """
    findings = found(
        case(
            before={"LUNG": {"oxygenation": 180, "effort": 1}},
            after={"LUNG": {"oxygenation": "240 mmHg", "effort": 0}},
        ),
        outcomes=outcome("- {scale: LUNG, label: breathing, rule: score}"),
        scale=scale,
    )
    change = findings.ledger["P01.change.LUNG.oxygenation"]
    assert (change.printed, change.unit, change.direction) == ("+60", "mmHg", "better")
    assert "higher is better" in change.method
    assert findings.ledger["P01.after.LUNG.oxygenation"].method == "Number as recorded."
    assert findings.ledger["P01.change.LUNG.effort"].direction == "better"
