"""Decisions, tables of several keys, mixed sides, and what a scale takes from the case."""

from __future__ import annotations

from decimal import Decimal

import pytest
from scales_series import case_text, problem, scored, scores_of, series_of
from test_scales_rules import printed, reason, scale

from cpreport.cases.series import SectionText
from cpreport.problems import Problem
from cpreport.scales.decisions import read_range
from cpreport.scales.graded import Score
from cpreport.scales.reader import read_scales
from cpreport.scales.scoring import score_series
from tests.reasons import why

# decisions ------------------------------------------------------------------------------------------

RESPONSE = scale(
    "[{name: sum, number: {unit: mm, range: [0, 500]}}, {name: least sum, number: {unit: mm, "
    "range: [0, 500]}}, {name: new lesion, grades: yes or no}]",
    """
    - {name: growth, rule: formula, of: [sum, least sum], formula: sum - least_sum}
    - name: response
      rule: decide
      printed_as: grade
      steps:
        - {name: progression, when: {new lesion: yes}}
        - {name: progression, points: 0, when: {growth: at least 5, least sum: up to 100}}
        - {name: gone, points: 2, when: {sum: 0}}
        - {name: stable, points: 1}
    """,
    "",
    "grade_sets:\n  yes or no: {no: {meaning: none, points: 0}, yes: {meaning: one, points: 1}}\n"
    "main_score: response\n",
)


@pytest.mark.parametrize(
    ("grades", "response"),
    [
        ("{sum: 30, least sum: 28, new lesion: yes}", "progression"),
        ("{new lesion: yes}", "progression"),  # whatever the lesions measure
        ("{sum: 33, least sum: 28, new lesion: no}", "progression"),
        ("{sum: 32, least sum: 28, new lesion: no}", "stable"),
        ("{sum: 133, least sum: 128, new lesion: no}", "stable"),
        ("{sum: 0, least sum: 12, new lesion: no}", "gone"),
        ("{sum: 0, least sum: 12}", "not scorable"),
    ],
)
def test_the_first_step_that_holds_is_taken(grades: str, response: str) -> None:
    assert printed(RESPONSE, grades)["response"] == response


def test_only_what_could_still_decide_is_missing() -> None:
    found = scores_of("OWN: {sum: 0, least sum: 12}", scale=RESPONSE)["response"]
    assert found.missing == (("new lesion", None),)
    assert why(found) == "not recorded: new lesion"
    assert found.bounds == (Decimal(0), Decimal(2))
    # The sum could be at least 5 above the least or 0; that there is a new lesion is ruled out.
    assert reason(RESPONSE, "{least sum: 12, new lesion: no}", "response") == ("not recorded: sum")


def test_a_decision_may_be_entered_by_its_name() -> None:
    grades = "OWN: {sum: 32, least sum: 28, new lesion: no}"
    assert scored(grades, scale=RESPONSE, totals="{OWN: {response: stable}}")[1] == ()
    found = problem(grades, scale=RESPONSE, totals="{OWN: {response: gone}}")
    assert found.message == "response is entered as `gone`, but its items give `stable`"


def test_a_condition_may_ask_for_a_band() -> None:
    own = scale(
        "[a, b]",
        """
        - {name: total, rule: sum, of: all, range: [0, 6]}
        - {name: level, rule: bands, of: [total], printed_as: grade, bands: [{name: low, up_to: 2}, {name: high}]}
        - {name: alarm, rule: decide, printed_as: grade, steps: [{name: alarm, when: {level: high, a: [2, 3]}}, {name: none}]}
        """,
        more="main_score: total\n",
    )  # fmt: skip
    assert printed(own, "{a: 2, b: 1}")["alarm"] == "alarm"
    assert printed(own, "{a: 0, b: 3}")["alarm"] == "none"
    assert printed(own, "{a: 1}")["alarm"] == "none"  # whatever b is
    assert reason(own, "{a: 2}", "alarm") == "not recorded: b"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at least 5", (Decimal(5), None, True)),
        ("above 5", (Decimal(5), None, False)),
        ("up to 5", (None, Decimal(5), True)),
        ("below -0.5", (None, Decimal("-0.5"), False)),
        ("2 to 5", (Decimal(2), Decimal(5), True)),
        ("3", (Decimal(3), Decimal(3), True)),
        ("at least five", None),
        ("5 or more", None),
        ("", None),
    ],
)
def test_a_range_is_read(text: str, found: object) -> None:
    assert read_range(text) == found


# tables of several keys -----------------------------------------------------------------------------

TABLE = scale(
    "[a, {name: sex, grades: sexes}]",
    "- {name: norm, rule: lookup, of: [sex, a], digits: 1, "
    'table: {"0, 0": 5, "0, 1": 5.5, "1, 0": 4, "1, 1": 4.5}, range: [4, 5.5]}',
    "",
    "grade_sets:\n  grades: {0: young, 1: old}\n"
    "  sexes: {male: {meaning: male, points: 0}, female: {meaning: female, points: 1}}\n",
)


def test_a_table_may_have_two_keys_in_the_order_of_its_parts() -> None:
    assert printed(TABLE, "{sex: female, a: 0}") == {"norm": "4.0"}
    assert printed(TABLE, "{a: 1, sex: male}") == {"norm": "5.5"}
    found = scores_of("OWN: {sex: female}", scale=TABLE)["norm"]
    assert (why(found), found.bounds) == ("not recorded: a", (Decimal(4), Decimal("4.5")))


def test_a_table_without_some_pair_is_named() -> None:
    own = TABLE.replace(', "1, 1": 4.5', "")
    (found,) = read_scales([SectionText("own.yaml", own)])[1]
    assert found.message == "the table has nothing for 1 and 1"
    own = TABLE.replace('"0, 0"', '"0"')
    assert [p.message for p in read_scales([SectionText("own.yaml", own)])[1]] == [
        "`0` has 1 of the values of sex and a"
    ]


# what stands for the missing ------------------------------------------------------------------------


def test_one_missing_answer_may_count_a_fixed_number() -> None:
    own = scale("[a, b, c]", "- {name: total, rule: sum, of: all, answered: 2, unanswered: 0}")
    assert printed(own, "{a: 3, b: 1, c: 2}") == {"total": "6"}
    assert printed(own, "{a: 3, b: 1}") == {"total": "4"}
    assert printed(own, "{a: 3}") == {"total": "not scorable"}


def test_the_largest_of_those_answered() -> None:
    own = scale("[a, b, c]", "- {name: total, rule: max, of: all, answered: 1, range: [0, 3]}")
    assert printed(own, "{a: 1, b: 2}") == {"total": "2"}
    assert printed(own, "{a: not assessed}") == {"total": "not scorable"}


# mixed sides ----------------------------------------------------------------------------------------

MIXED = scale(
    "[{name: face, sided: no}, hand, foot]",
    """
    - {name: limbs, rule: sum, of: [hand, foot], per: side, range: [0, 6]}
    - {name: total, rule: sum, of: all, range: [0, 15]}
    """,
    more="sided: yes\nmain_score: total\n",
)


def test_some_items_have_sides_and_some_not() -> None:
    grades = "{face: 1, hand: {right: 2, left: 3}, foot: {right: 0, left: 1}}"
    assert printed(MIXED, grades) == {"right limbs": "2", "left limbs": "4", "total": "7"}
    assert reason(MIXED, "{face: not assessed, hand: {right: 2, left: 3}, foot: {right: 1}}") == (
        "not assessed: face; not recorded: left foot"
    )


@pytest.mark.parametrize(
    ("grades", "message"),
    [
        ("{face: {right: 1, left: 2}}", "`face` has no sides in the Own Scale"),
        ("{hand: 2}", "`hand` is graded on each side, but has one grade"),
    ],
)
def test_an_item_is_graded_as_it_has_sides(grades: str, message: str) -> None:
    assert {p.message for p in scored(f"OWN: {grades}", scale=MIXED)[1]} == {message}


def test_an_item_of_two_sides_in_a_scale_that_has_none() -> None:
    own = scale("[a, {name: b, sided: yes}]", "- {name: total, rule: sum, of: all, range: [0, 9]}")
    assert printed(own, "{a: 3, b: {right: 1, left: 2}}") == {"total": "6"}


# what is taken from the case ------------------------------------------------------------------------

COVARIATES = scale(
    "[{name: creatinine, number: {unit: mg/dL, range: [0, 30], digits: 1}, taken_from: creatinine}, "
    "{name: age, number: {unit: years, range: [0, 120]}, taken_from: age}, "
    "{name: sex, grades: sexes, taken_from: sex}, a]",
    "- {name: total, rule: formula, of: all, formula: creatinine * 100 + age + 1000 * sex + a}",
    "{0: none, 1: some}",
    "grade_sets:\n  sexes: {male: {meaning: male, points: 0}, "
    "female: {meaning: female, points: 1}}\n",
)
MEASURES = "measures: {creatinine: {name: Serum creatinine, unit: mg/dL, digits: 1}}"


def of_case(scores: str, measurements: str, **patient: str) -> tuple[Score, tuple[Problem, ...]]:
    text = case_text(scores).replace(
        "adverse_events", f"    measurements: {measurements}\nadverse_events"
    )
    for old, new in patient.items():
        text = text.replace(old, new)
    series = series_of(text, settings=MEASURES, scale=COVARIATES)
    result, problems = score_series(series)
    return next(s for s in result.cases[0].scores if s.name == "total"), problems


def test_age_sex_and_numbers_of_the_visit_are_taken_from_the_case() -> None:
    found, problems = of_case("OWN: {a: 1}", "{creatinine: 1.5}")
    # Nine days before the first session of a girl of six years, who was five by then.
    assert (found.value, problems) == (Decimal(150 + 5 + 1000 + 1), ())
    assert [(g.item, g.grade, str(g.place).split(":")[0]) for g in found.used] == [
        ("creatinine", "1.5", "P01.yaml"),
        ("age", "5", "P01.yaml"),
        ("sex", "female", "P01.yaml"),
        ("a", "1", "P01.yaml"),
    ]


def test_what_a_visit_says_itself_goes_before_the_case() -> None:
    found, _ = of_case("OWN: {a: 1, creatinine: 2, sex: male}", "{creatinine: 1.5}")
    assert found.value == Decimal(200 + 5 + 0 + 1)


@pytest.mark.parametrize(
    ("measured", "old", "new", "said"),
    [
        ("{creatinine: 1.5}", "age: 6 years", "age: 6 to 9 years", "no exact value: age"),
        ("{creatinine: 1.5}", "sex: female", "sex: not reported", "no exact value: sex"),
        ("{creatinine: <1.5}", "", "", "no exact value: creatinine"),
        ("{creatinine: not assessed}", "", "", "no exact value: creatinine"),
    ],
)
def test_what_the_case_does_not_tell_is_missing(
    measured: str, old: str, new: str, said: str
) -> None:
    found, problems = of_case("OWN: {a: 1}", measured, **({old: new} if old else {}))
    assert (found.value, why(found), problems) == (None, said, ())


# wrong definitions ----------------------------------------------------------------------------------

WRONG = [
    ("- {name: total, rule: decide, of: [a]}", "the rule `decide` needs `steps`"),
    ("- {name: t, rule: decide, steps: [{name: x, when: {a: 1}}]}",
     "the last step has no `when`: it is taken where no other is"),
    ("- {name: t, rule: decide, of: [a], steps: [{name: x}, {name: y}]}",
     "`x` is always taken, so that no later step is"),
    ("- {name: t, rule: decide, steps: [{name: x, when: {a: 7 or so}}, {name: y}]}",
     "`7 or so` is neither a grade of a nor a number or range"),
    ("- {name: t, rule: decide, of: [a], steps: [{name: x, when: {b: 1}}, {name: y}]}",
     "there is no part `b`"),
    ("- {name: t, rule: decide, steps: [{name: x, when: {c: 1}}, {name: y}]}",
     "`c` is neither an item nor an earlier score"),
    ("- {name: t, rule: decide, printed_as: grade, "
     "steps: [{name: x, points: 1, when: {a: 1}}, {name: y}]}",
     "steps that are printed by name need points of their own"),
    ("- {name: t, rule: max, of: all, unanswered: 0}", "`unanswered` says nothing to the rule `max`"),
    ("- {name: t, rule: lookup, of: all, table: {1: 1}}",
     "the rule `lookup` is of items or scores by their names"),
]  # fmt: skip


@pytest.mark.parametrize(("score", "message"), WRONG)
def test_a_wrong_decision_is_explained(score: str, message: str) -> None:
    _, problems = read_scales([SectionText("own.yaml", scale("[a, b]", score))])
    assert message in [p.message for p in problems]
    assert {(p.code, p.place.line if p.place else 0) for p in problems} == {("CP302", 9)}


def test_what_cannot_be_taken_from_a_case_is_said() -> None:
    own = scale(
        "[{name: a, taken_from: sex}, {name: b, taken_from: age}, "
        "{name: c, taken_from: K, sided: yes, number: {unit: mmol/L}}]",
        "- {name: total, rule: sum, of: [a, b]}",
    )
    assert [p.message for p in read_scales([SectionText("own.yaml", own)])[1]] == [
        "`a` has no grades female and male",
        "`b` is taken from a number",
        "`c` has no sides",
    ]
