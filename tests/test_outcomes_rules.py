"""Every improvement rule's truth table, and what is said of outcomes that cannot be judged."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes_series import case, found, found_with_problems, outcome, sides

from cpreport.outcomes.change_records import ItemChange, ScoreChange, ThresholdPass
from cpreport.outcomes.improvement_rules import RULES, agreed_direction, majority, rule_named
from cpreport.outcomes.result import Direction
from cpreport.problems import Place, Problem
from cpreport.scales.definition import PublishedSource, Threshold

B, U, W, N = "better", "unchanged", "worse", "not assessable"

directions = st.lists(st.sampled_from([B, U, W, N]), max_size=8)

MEASURED = {"TCT": {"rolling to weak side": 12, "rolling to strong side": 12,
                    "sitting up from lying": 0, "sitting balance": 12}}  # fmt: skip


def items(*changes: str, steps: Sequence[float] = ()) -> list[ItemChange]:
    """Make item changes of these directions."""
    sizes = [Decimal(str(s)) for s in steps] or [None if d == N else Decimal(1) for d in changes]
    return [
        ItemChange(f"item {n}", None, None, None, size, size, direction)  # type: ignore[arg-type]
        for n, (direction, size) in enumerate(zip(changes, sizes, strict=True))
    ]


def score(direction: str, **passed: bool) -> ScoreChange:
    """Make a score change, with the thresholds that it passes or not."""
    return ScoreChange(
        "total",
        None,
        None,
        None,
        None if direction == N else Decimal(1),
        direction,  # type: ignore[arg-type]
        thresholds=tuple(ThresholdPass(kind, threshold(kind), did) for kind, did in passed.items()),
    )


def threshold(kind: str) -> Threshold:
    return Threshold(
        kind=kind,  # type: ignore[arg-type]
        score="total",
        value="5",  # type: ignore[arg-type]
        population="adults",
        same_population="no",  # type: ignore[arg-type]
        source=PublishedSource(citation="Somebody"),
    )


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ([B, U, U], B),
        ([B, B, N], B),
        ([W, U], W),
        ([W, N], W),
        ([B, W, U], "mixed"),
        ([B, B, B, W], "mixed"),
        ([U, U], U),
        ([U, N], U),
        ([N, N], N),
        ([], N),
    ],
)
def test_items_rule(changes: list[str], verdict: str) -> None:
    assert RULES["items"].verdict(items(*changes), ()) == verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ([B, U, U], B),
        ([B, B, W], B),
        ([W, W, B], W),
        ([W, N], W),
        ([B, W, U], "mixed"),
        ([U, U], U),
        ([U, N], U),
        ([N], N),
        ([], N),
    ],
)
def test_more_items_better_than_worse_rule(changes: list[str], verdict: str) -> None:
    assert RULES["more items better than worse"].verdict(items(*changes), ()) == verdict


@pytest.mark.parametrize(
    ("changes", "steps", "verdict"),
    [
        ([B], [-1], U),
        ([B], [-2], B),
        ([B, W], [-2, 1], B),
        ([B, W], [-1, 2], W),
        ([B, W], [-2, 2], "mixed"),
        ([B], [1.67], U),
        ([U], [0], U),
    ],
)
def test_items_by_two_grades_rule(changes: list[str], steps: list[float], verdict: str) -> None:
    rule = RULES["items by two grades"]
    assert rule.verdict(items(*changes, steps=steps), ()) == verdict


def test_items_by_two_grades_rule_with_nothing_to_compare() -> None:
    assert RULES["items by two grades"].verdict(items(N), ()) == N


@pytest.mark.parametrize(
    ("sides", "verdict"),
    [
        ([B], B),
        ([W], W),
        ([U], U),
        ([N], N),
        ([], N),
        ([B, U], B),
        ([W, U], W),
        ([B, W], "mixed"),
        ([B, N], B),
        ([N, N], N),
    ],
)
def test_score_rule_over_one_score_or_two_sides(sides: list[str], verdict: str) -> None:
    assert RULES["score"].verdict((), [score(s) for s in sides]) == verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ([(B, True)], B),
        ([(B, False)], U),
        ([(W, True)], W),
        ([(W, False)], U),
        ([(U, False)], U),
        ([(B, True), (W, False)], B),
        ([(B, True), (W, True)], "mixed"),
    ],
)
@pytest.mark.parametrize(
    ("rule", "kind"), [("score beyond MDC", "MDC95"), ("score reaching MCID", "MCID")]
)
def test_threshold_rules(
    rule: str, kind: str, changes: list[tuple[str, bool]], verdict: str
) -> None:
    made = [score(direction, **{kind: passed}) for direction, passed in changes]
    assert RULES[rule].verdict((), made) == verdict


@pytest.mark.parametrize("rule", ["score beyond MDC", "score reaching MCID"])
def test_threshold_rules_with_nothing_to_compare(rule: str) -> None:
    assert RULES[rule].verdict((), [score(N)]) == N


def test_of_several_thresholds_the_largest_decides() -> None:
    passed = score(B, MDC=True, MDC95=False)
    assert RULES["score beyond MDC"].verdict((), [passed]) == U


@given(directions)
def test_agreement_does_not_depend_on_order_or_repeats(changes: list[Direction]) -> None:
    assert (
        agreed_direction(changes)
        == agreed_direction(changes[::-1])
        == agreed_direction([*changes, *changes])
    )


@given(directions)
def test_turning_every_change_turns_the_verdict(changes: list[Direction]) -> None:
    turn = {B: W, W: B}
    turned: list[Direction] = [turn.get(c, c) for c in changes]  # type: ignore[misc]
    for judged in (agreed_direction, majority):
        assert judged(turned) == turn.get(judged(changes), judged(changes))


@pytest.mark.parametrize("written", ["Score beyond mdc", "score  beyond MDC", "SCORE_BEYOND-MDC"])
def test_rules_are_found_whatever_the_case_and_spaces(written: str) -> None:
    assert rule_named(written) is RULES["score beyond MDC"]


def test_every_rule_says_what_better_and_unchanged_mean() -> None:
    for name, rule in RULES.items():
        assert rule.name == name
        assert "better" in rule.text
        assert "unchanged" in rule.text
        assert rule.text.endswith(".")
        assert ("side" in rule.text) == (rule.judges == "score")


def only_problem(outcomes: str) -> Problem:
    """Give the one problem of a series with these outcomes."""
    findings, problems = found_with_problems(
        case(before=MEASURED, after=MEASURED), outcomes=outcome(outcomes)
    )
    assert len(problems) == 1, problems
    assert len(findings.outcomes) == len(findings.judged) < outcomes.count("{")
    return problems[0]


def test_unknown_rule_names_the_nearest() -> None:
    assert only_problem("- {scale: TCT, label: trunk control, rule: scores}") == Problem(
        "CP304",
        Place("series.yaml", 11, 46, 6),
        "`scores` is not an improvement rule",
        allowed=(
            "items",
            "more items better than worse",
            "items by two grades",
            "score",
            "score beyond MDC",
            "score reaching MCID",
        ),
        help="did you mean `score`?",
    )


def test_unknown_scale_of_an_outcome() -> None:
    problem = only_problem("- {scale: TCTT, label: trunk control, rule: score}")
    assert (problem.code, problem.place) == ("CP101", Place("series.yaml", 11, 13, 4))
    assert problem.message == "there is no scale `TCTT`"
    assert problem.help == "did you mean `TCT`?"


def test_unknown_score_of_an_outcome() -> None:
    problem = only_problem("- {scale: MI, label: strength, rule: score, score: arms}")
    assert problem == Problem(
        "CP305",
        Place("series.yaml", 11, 54, 4),
        "`arms` is not a score of MI",
        allowed=("arm", "leg", "side"),
        help="did you mean `arm`?",
    )


def test_score_named_for_a_rule_that_judges_items() -> None:
    problem = only_problem("- {scale: MI, label: strength, rule: items, score: arm}")
    assert problem == Problem(
        "CP305",
        Place("series.yaml", 11, 54, 3),
        "the rule `items` judges items, not the score `arm`",
        help="leave out `score`, or choose a rule that judges a score",
    )


def test_a_classification_is_no_outcome() -> None:
    problem = only_problem("- {scale: GMFCS, label: level, rule: items}")
    assert problem == Problem(
        "CP305",
        Place("series.yaml", 11, 13, 5),
        "GMFCS is a classification: another level is a reclassification, which is neither better "
        "nor worse",
        help="leave it out of the outcomes; levels graded at visits are reported as reclassified "
        "or the same",
    )


def test_scale_without_a_main_score_needs_one_named() -> None:
    scale = """
        id: REACH
        name: Reaching
        measures: reaching
        better: higher
        items: [forward, sideways]
        grades: {0: none, 1: some}
        scores:
          - {name: total, rule: sum, of: all}
          - {name: middle, rule: median, of: all}
        source: {citation: Somebody}
        """
    _, problems = found_with_problems(
        case(before=MEASURED, after=MEASURED),
        outcomes=outcome("- {scale: REACH, label: reach, rule: score}"),
        scale=scale,
    )
    (problem,) = problems
    assert problem.message == "the rule `score` needs a score, and REACH has no main one"
    assert problem.allowed == ("total", "middle")
    assert problem.help == "name the score to judge as `score`"


@pytest.mark.parametrize(
    ("rule", "kind"), [("score beyond MDC", "MDC"), ("score reaching MCID", "MCID")]
)
def test_threshold_rule_where_no_threshold_is_known(rule: str, kind: str) -> None:
    problem = only_problem(f"- {{scale: MI, label: strength, rule: {rule}}}")
    assert problem == Problem(
        "CP304",
        Place("series.yaml", 11, 40, len(rule)),
        f"the rule `{rule}` needs a published {kind}, and none is known for the MI score `side`",
        allowed=("items", "more items better than worse", "items by two grades", "score"),
    )


def test_the_same_outcome_declared_twice() -> None:
    problem = only_problem(
        """
        - {scale: TCT, label: trunk control, rule: score}
        - {scale: tct, label: trunk, rule: score, score: Total}
        """
    )
    assert problem == Problem(
        "CP105",
        Place("series.yaml", 12, 13, 3),
        "TCT.total is judged twice",
        help="judge a scale once, or judge different scores of it by name",
    )


def test_two_scores_of_one_scale_are_two_outcomes() -> None:
    grades = {item: sides(14, 14) for item in ("elbow flexion", "shoulder abduction",
              "ankle dorsiflexion", "knee extension", "hip flexion")}  # fmt: skip
    before = {"MI": {"pinch grip": sides(11, 11), **grades}}
    after = {"MI": {"pinch grip": sides(19, 11), **grades}}
    findings = found(
        case(before=before, after=after),
        outcomes=outcome(
            """
            - {scale: MI, label: arm strength, rule: score, score: arm}
            - {scale: MI, label: leg strength, rule: score, score: leg}
            """
        ),
    )
    assert [judged.key for judged in findings.judged] == ["MI.arm", "MI.leg"]
    assert findings.ledger["P01.MI.arm.verdict"].value == "better"
    assert findings.ledger["P01.MI.leg.verdict"].value == "unchanged"
    assert findings.ledger["MI.arm.improved"].n_of_n == "1 of 1"
    assert findings.ledger["P01.outcomes.improved.which"].printed == "arm strength"


def test_outcomes_are_given_as_the_library_names_them() -> None:
    findings = found(
        case(before=MEASURED, after=MEASURED),
        outcomes=outcome("- {scale: trunk control test, label: trunk, rule: Score, score: TOTAL}"),
    )
    (named,) = findings.outcomes
    assert (named.scale, named.rule, named.score) == ("TCT", "score", "total")
    assert findings.scale(named.scale).name == "Trunk Control Test"
    assert findings.result("P01", "TCT", "verdict").printed == "unchanged"
