"""Every rule of a score: a worked example, what is missing, and what a wrong definition says."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scales_series import problem, scored, scores_of

from cpreport.cases.series import SectionText
from cpreport.problems import Place, Problem
from cpreport.scales.bands import band_with, points_in_bands
from cpreport.scales.definition import Band
from cpreport.scales.formula import (
    NotAFormula,
    Undefined,
    evaluate,
    name_in_formula,
    names_in,
    parse_formula,
)
from cpreport.scales.reader import read_scales
from cpreport.terminal.scales import scale_text
from tests.reasons import why

SCALE = """\
id: OWN
name: Own Scale
measures: something
better: lower
source: {citation: A paper}
"""


def scale(
    items: str, scores: str, grades: str = "{0: none, 1: some, 2: much, 3: most}", more: str = ""
) -> str:
    """Write a scale with these items and scores, the first score on line 9."""
    of_grades = f"grades: {grades}" if grades else "# no grades"
    rules = indent(dedent(scores).strip("\n"), "  ")
    return f"{SCALE}items: {items}\n{of_grades}\nscores:\n{rules}\n{more}"


def printed(own: str, grades: str) -> dict[str, str]:
    return {name: s.printed for name, s in scores_of(f"OWN: {grades}", scale=own).items()}


def reason(own: str, grades: str, name: str = "total") -> str:
    return why(scores_of(f"OWN: {grades}", scale=own)[name])


# prorating ------------------------------------------------------------------------------------------

NINE = "[a, b, c, d, e, f, g, h, i]"
PRORATED = scale(
    NINE, "- {name: total, rule: sum, of: all, answered: 7, range: [0, 27], digits: 1}"
)


def answers(*grades: object) -> str:
    return "{" + ", ".join(f"{n}: {g}" for n, g in zip("abcdefghi", grades, strict=False)) + "}"


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ((1, 2, 3, 0, 1, 2, 3, 0, 3), "15.0"),
        ((1, 2, 3, 0, 1, 2, 3, 0), "13.5"),  # 12 / 8 x 9
        ((1, 2, 3, 0, 1, 2, 3), "15.4"),  # 12 / 7 x 9
        ((1, 2, 3, 0, 1, 2), "not scorable"),
    ],
)
def test_the_mean_of_enough_answers_stands_for_the_others(
    given: tuple[int, ...], total: str
) -> None:
    assert printed(PRORATED, answers(*given)) == {"total": total}


def test_too_few_answers_name_each_that_is_missing() -> None:
    result = scores_of(f"OWN: {answers(1, 2, 'not assessed', 0, 1, 2)}", scale=PRORATED)["total"]
    assert why(result) == "not assessed: c; not recorded: g, h, i"
    assert [item for item, _ in result.missing] == ["c", "g", "h", "i"]


def test_a_prorated_total_that_was_entered_is_compared_with_the_prorated_one() -> None:
    given = answers(1, 2, 3, 0, 1, 2, 3, 0)
    assert scored(f"OWN: {given}", scale=PRORATED, totals="{OWN: 13.5}")[1] == ()
    wrong = problem(f"OWN: {given}", scale=PRORATED, totals="{OWN: 12}")
    assert wrong.message == "total is entered as `12`, but its items give `13.5`"


def test_a_mean_of_answers_moved_to_100_where_grades_count_down() -> None:
    own = scale(
        "[a, b, c, d]",
        "- {name: total, rule: rescale, of: all, answered: 2, range: [0, 100]}",
        "{0: {meaning: none, points: 3}, 1: {meaning: some, points: 2}, "
        "2: {meaning: much, points: 1}, 3: {meaning: most, points: 0}}",
    )
    assert printed(own, "{a: 0, b: 0, c: 0, d: 0}") == {"total": "100"}
    assert printed(own, "{a: 3, b: 3, c: 0, d: 0}") == {"total": "50"}
    assert printed(own, "{a: 3, b: 0}") == {"total": "50"}
    assert printed(own, "{a: 3}") == {"total": "not scorable"}


def test_a_sum_whose_least_is_above_0_becomes_0_to_100() -> None:
    own = scale(
        "[a, b, c]",
        "- {name: total, rule: rescale, of: all, range: [0, 100], digits: 1}",
        "{1: none, 2: mild, 3: moderate, 4: severe, 5: unable}",
    )
    assert printed(own, "{a: 1, b: 1, c: 1}") == {"total": "0.0"}
    assert printed(own, "{a: 2, b: 3, c: 1}") == {"total": "25.0"}  # (6 - 3) / (15 - 3)
    assert printed(own, "{a: 5, b: 5, c: 5}") == {"total": "100.0"}


# bands ----------------------------------------------------------------------------------------------

SEVERITY = scale(
    "[a, b, c]",
    """
    - {name: total, rule: sum, of: all, range: [0, 9]}
    - name: severity
      rule: bands
      of: [total]
      printed_as: grade
      bands: [{name: mild, up_to: 2}, {name: moderate, up_to: 5}, {name: severe}]
    """,
    more="main_score: total\n",
)


@pytest.mark.parametrize(
    ("grades", "total", "severity"),
    [
        ("{a: 0, b: 0, c: 0}", "0", "mild"),
        ("{a: 2, b: 0, c: 0}", "2", "mild"),
        ("{a: 2, b: 1, c: 0}", "3", "moderate"),
        ("{a: 3, b: 3, c: 0}", "6", "severe"),
        ("{a: 3, b: 3}", "not scorable", "not scorable"),
    ],
)
def test_a_score_lies_in_a_band(grades: str, total: str, severity: str) -> None:
    assert printed(SEVERITY, grades) == {"total": total, "severity": severity}


def test_a_band_may_be_entered_by_its_name() -> None:
    grades, entered = "OWN: {a: 2, b: 1, c: 0}", "{OWN: {severity: %s}}"
    assert scored(grades, scale=SEVERITY, totals=entered % "Moderate")[1] == ()
    wrong = problem(grades, scale=SEVERITY, totals=entered % "severe")
    assert wrong.message == "severity is entered as `severe`, but its items give `moderate`"
    unknown = problem(grades, scale=SEVERITY, totals=entered % "sever")
    assert (unknown.code, unknown.allowed) == ("CP108", ("mild", "moderate", "severe"))


LIMITS = st.lists(st.integers(-20, 20), min_size=1, max_size=6, unique=True).map(sorted)


@given(LIMITS, st.decimals(-30, 30, places=1), st.sampled_from(["up_to", "below"]))
def test_every_number_is_in_exactly_one_band(limits: list[int], value: Decimal, key: str) -> None:
    bands = (*(Band.model_validate({key: str(n), "name": str(n)}) for n in limits), Band(name="x"))
    points = points_in_bands(bands, value)
    below = sum(value > n if key == "up_to" else value >= n for n in limits)
    assert points == below
    assert band_with(bands, points) == (str(limits[below]) if below < len(limits) else "x")


def test_a_measured_number_becomes_points() -> None:
    own = scale(
        "[{name: bilirubin, number: {unit: umol/L, range: [0, 1000]}}, {name: ascites}]",
        """
        - {name: of bilirubin, rule: bands, of: [bilirubin],
           bands: [{points: 1, below: 34}, {points: 2, up_to: 50}, {points: 3}]}
        - {name: total, rule: sum, of: [of bilirubin, ascites], range: [1, 6]}
        """,
    )
    for written, points in (("33.9", 1), ("34", 2), ("50", 2), ("50.1 umol/L", 3)):
        found = printed(own, f"{{bilirubin: {written}, ascites: 2}}")
        assert found == {"of bilirubin": str(points), "total": str(points + 2)}
    assert reason(own, "{ascites: 1}") == "not recorded: bilirubin"
    wrong = problem("OWN: {bilirubin: yellow, ascites: 1}", scale=own)
    assert wrong == Problem(
        "CP104",
        Place("P01.yaml", 11, 24, 6),
        "`yellow` is not a number that bilirubin can be",
        ("0 to 1000 umol/L", "not assessed"),
        "write digits, such as 12 or 4.5",
        case="P01",
    )
    assert "bilirubin: 0 to 1000 umol/L" in scale_text(
        read_scales([SectionText("s", own)])[0]["OWN"]
    )


# weights, products, the largest and the smallest ----------------------------------------------------


def test_parts_have_weights_and_a_constant() -> None:
    own = scale(
        "[a, b]",
        "- {name: total, rule: sum, of: all, weights: {a: 0.5, b: -2}, constant: 10, digits: 1, "
        "range: [4, 11.5]}",
    )
    assert printed(own, "{a: 3, b: 1}") == {"total": "9.5"}
    text = " ".join(scale_text(read_scales([SectionText("s", own)])[0]["OWN"]).split())
    assert "sum of all items; multiplied beforehand: a by 0.5, b by -2; 10 is added" in text


def test_area_times_severity_by_region() -> None:
    own = scale(
        "[redness, thickness, {name: area, grades: areas}]",
        """
        - {name: severity, rule: sum, of: [redness, thickness]}
        - {name: total, rule: product, of: [severity, area], range: [0, 36]}
        """,
        "",
        more="grade_sets:\n  grades: {0: none, 1: some, 2: much, 3: most}\n"
        "  areas: {0: none, 1: 1 to 9 %, 2: 10 to 29 %, 6: 90 to 100 %}\nmain_score: total\n",
    )
    assert printed(own, "{redness: 3, thickness: 2, area: 2}")["total"] == "10"
    assert reason(own, "{redness: 3, area: 2}") == "not recorded: thickness"


def test_the_largest_and_the_smallest_count() -> None:
    own = scale(
        "[a, b, c]",
        """
        - {name: worst, rule: max, of: all, range: [0, 3]}
        - {name: best, rule: min, of: all, range: [0, 3]}
        """,
    )
    assert printed(own, "{a: 1, b: 3, c: 2}") == {"worst": "3", "best": "1"}
    assert scores_of("OWN: {a: 2, b: 1}", scale=own)["worst"].bounds == (2, 3)


def test_an_aid_raises_a_category_to_two() -> None:
    own = scale(
        "[dressing, {name: aid, grades: aids}]",
        "- {name: total, rule: max, of: all}",
        "",
        more="grade_sets:\n  grades: {0: without, 1: with some, 2: with much, 3: unable}\n"
        "  aids: {no: {meaning: none, points: 0}, yes: {meaning: used, points: 2}}\n",
    )
    assert printed(own, "{dressing: 1, aid: yes}") == {"total": "2"}
    assert printed(own, "{dressing: 3, aid: yes}") == {"total": "3"}


# what depends on a grade ----------------------------------------------------------------------------

EITHER = scale(
    "[walking, cutting without tube, cutting with tube]",
    """
    - {name: cutting, rule: either, of: [cutting without tube, cutting with tube], range: [0, 3]}
    - {name: total, rule: sum, of: [walking, cutting], range: [0, 6]}
    """,
    more="main_score: total\n",
)


def test_one_of_two_items_is_graded() -> None:
    assert printed(EITHER, "{walking: 2, cutting with tube: 1}")["total"] == "3"
    assert printed(EITHER, "{walking: 2, cutting without tube: 3}")["total"] == "5"
    assert reason(EITHER, "{walking: 2}") == (
        "not recorded: cutting without tube, cutting with tube"
    )
    both = "{walking: 2, cutting with tube: 1, cutting without tube: 1}"
    assert scores_of(f"OWN: {both}", scale=EITHER)["cutting"].bounds is None
    assert reason(EITHER, both) == (
        "only one of these can be graded: cutting without tube, cutting with tube"
    )


SKIPPED = scale(
    "[frequency, severity]",
    "- {name: total, rule: sum, of: all, shortcuts: [{when: {frequency: 0}, gives: 0}], "
    "range: [0, 6]}",
)


def test_a_grade_makes_other_items_needless() -> None:
    assert printed(SKIPPED, "{frequency: 0}") == {"total": "0"}
    assert printed(SKIPPED, "{frequency: 2, severity: 1}") == {"total": "3"}
    assert reason(SKIPPED, "{frequency: 2}") == "not recorded: severity"


def test_what_cannot_be_tested_is_missing_or_counts_as_the_scale_says() -> None:
    rules = """
    - {name: strict, rule: sum, of: all, range: [0, 6]}
    - {name: total, rule: sum, of: all, untestable: 0, range: [0, 6]}
    """
    own = scale(
        "[arm, speech]", rules, more="untestable: {UN: amputated or intubated}\nmain_score: total\n"
    )
    found = scores_of("OWN: {arm: un, speech: 2}", scale=own)
    assert (found["total"].printed, found["strict"].printed) == ("2", "not scorable")
    assert why(found["strict"]) == "UN: arm"
    result, _ = scored("OWN: {arm: UN, speech: 2}", scale=own)
    assert [(g.grade, g.missing) for g in result.cases[0].items] == [(None, "UN"), ("2", "")]


def test_a_table_turns_raw_sums_into_others() -> None:
    own = scale(
        "[a, b]",
        """
        - {name: raw, rule: sum, of: all, range: [0, 6]}
        - {name: total, rule: lookup, of: [raw], digits: 1, range: [0, 100],
           table: {0: 0, 1: 12.5, 2: 30, 3: 48, 4: 66.5, 5: 85, 6: 100}}
        """,
        more="main_score: total\n",
    )
    assert printed(own, "{a: 1, b: 0}")["total"] == "12.5"
    assert printed(own, "{a: 3, b: 3}")["total"] == "100.0"


# totals alone --------------------------------------------------------------------------------------

TOTALS = f"""{SCALE}scores:
  - {{name: total, rule: entered, range: [0, 100], digits: 1}}
  - {{name: walking, rule: entered, range: [0, 72]}}
main_score: total
"""


def test_a_total_whose_items_are_not_held_is_reported_as_entered() -> None:
    found = scored("TCT: {}", scale=TOTALS, totals="{OWN: {total: 61.25, walking: 40}}")
    (case,), problems = found[0].cases, found[1]
    assert problems == ()
    assert [(s.name, s.printed, s.basis) for s in case.scores if s.scale == "OWN"] == [
        ("total", "61.25", "entered total"),
        ("walking", "40", "entered total"),
    ]


def test_a_total_that_cannot_be_is_a_problem() -> None:
    assert problem("TCT: {}", scale=TOTALS, totals="{OWN: {walking: 73}}") == Problem(
        "CP108",
        Place("P01.yaml", 12, 37, 2),
        "walking cannot be `73`",
        ("0 to 72",),
        case="P01",
    )
    text = scale_text(read_scales([SectionText("s", TOTALS)])[0]["OWN"])
    assert "walking  entered as a total, not computed from items; 0 to 72" in text


# formulas -------------------------------------------------------------------------------------------

JOINTS = scale(
    "[{name: tender joints, number: {range: [0, 28]}}, {name: swollen joints, number: {range: [0, 28]}},"
    " {name: ESR, number: {unit: mm/h, range: [1, 150]}}, {name: health, number: {range: [0, 100]}}]",
    """
    - name: total
      rule: formula
      of: all
      formula: 0.56 * sqrt(tender_joints) + 0.28 * sqrt(swollen_joints) + 0.70 * ln(ESR) + 0.014 * health
      digits: 2
    """,
    "",
)


def test_a_formula_of_four_numbers() -> None:
    # 0.56 x 2 + 0.28 x 3 + 0.70 x ln 20 + 0.014 x 50
    given = "{tender joints: 4, swollen joints: 9, ESR: 20, health: 50}"
    assert printed(JOINTS, given) == {"total": "4.76"}
    assert reason(JOINTS, "{tender joints: 4, ESR: 20, health: not assessed}") == (
        "not recorded: swollen joints; not assessed: health"
    )


def test_a_formula_without_a_value_says_for_what() -> None:
    own = scale(
        "[{name: a, number: {range: [0, 9]}}]",
        "- {name: total, rule: formula, of: [a], formula: ln(a)}",
        "",
    )
    assert reason(own, "{a: 0}") == "the formula has no value for a 0"


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1/3 + 1/3 + 1/3", "1"),
        ("2^10 - 24", "1000"),
        ("-2^2", "-4"),
        ("4^0.5", "2"),
        ("sqrt(2.25)", "1.5"),
        ("round(2.5) + round(-2.5)", "0"),
        ("round(1.005, 2)", "1.01"),
        ("max(1, min(x, 7))", "7"),
        ("log10(1000)", "3"),
        ("10 * x / 4", "22.5"),
    ],
)
def test_a_formula_is_exact_where_it_can_be(formula: str, value: str) -> None:
    assert evaluate(parse_formula(formula), {"x": Decimal(9)}) == Decimal(value)


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("1 / (x - 9)", "it divides by 0"),
        ("ln(x - 9)", "the logarithm of a number that is not above 0"),
        ("sqrt(x - 10)", "the root of a number below 0"),
        ("x^64^64", "the power is too large"),
        ("(x^64)^64", "the numbers become too large"),
        ("0^-1", "it divides by 0"),
        ("(-2)^0.3", "a broken power of a number below 0"),
    ],
)
def test_a_formula_that_has_no_value_says_why(formula: str, why: str) -> None:
    with pytest.raises(Undefined, match=why.replace("(", "\\(")):
        evaluate(parse_formula(formula), {"x": Decimal(9)})


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("__import__('os').system('id')", "is not a function that is known"),
        ("x.real", "only names, numbers"),
        ("[x for x in y]", "only names, numbers"),
        ("x if y else z", "only names, numbers"),
        ("lambda: 1", "only names, numbers"),
        ("x ** 2", "a power is written with \\^"),
        ("x == 2", "only names, numbers"),
        ("'x'", "is not a plain number"),
        ("1e9", "is not a plain number"),
        ("0x10", "is not a plain number"),
        ("1_000", "is not a plain number"),
        ("True", "is not a plain number"),
        ("exp(x)", "`exp` is not a function that is known"),
        ("min(x)", "`min` has 1 values"),
        ("round(x, ndigits=2)", "`round` is not a function that is known"),
        ("max(*x, 1)", "only names, numbers"),
        ("x +", "it cannot be read as one"),
        ("", "it cannot be read as one"),
        ("(" * 300 + "x" + ")" * 300, "characters|cannot be read"),
        ("-" * 400 + "x", "nested too deeply"),
        ("x" * 501, "it has 501 characters"),
    ],
)
def test_what_is_more_than_arithmetic_is_no_formula(formula: str, why: str) -> None:
    with pytest.raises(NotAFormula, match=why):
        parse_formula(formula)


@given(st.text(alphabet="xy0129.+-*/^(), \n_minaxlogsqrtund'\"[]{}:=é", max_size=40))
def test_no_text_in_the_place_of_a_formula_raises_anything_else(text: str) -> None:
    try:
        formula = parse_formula(text)
        value = evaluate(formula, dict.fromkeys(names_in(formula), Decimal("1.5")))
    except (NotAFormula, Undefined):
        return
    assert value.is_finite()


NUMBERS = st.decimals("0.1", 200, places=1)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_formula_gives_what_python_gives(x: Decimal, y: Decimal, z: Decimal) -> None:
    import math

    formula = "0.5 * sqrt(x) + ln(y) / z - min(x, y)^2 + log10(z)"
    a, b, c = float(x), float(y), float(z)
    found = evaluate(parse_formula(formula), {"x": x, "y": y, "z": z})
    expected = 0.5 * math.sqrt(a) + math.log(b) / c - min(a, b) ** 2 + math.log10(c)
    assert math.isclose(float(found), expected, rel_tol=1e-9, abs_tol=1e-9)


def test_names_of_parts_are_written_with_underscores() -> None:
    assert name_in_formula("tender joints (28)") == "tender_joints_28"
    assert name_in_formula("24 h urine") == "_24_h_urine"


# wrong definitions ----------------------------------------------------------------------------------

WRONG = [
    ("- {name: total, rule: sum, of: all, bands: [{name: a}]}", "bands",
     "`bands` says nothing to the rule `sum`", "", ("bands",)),
    ("- {name: total, rule: max, of: all, weights: {a: 2}}", "weights",
     "`weights` says nothing to the rule `max`", "", ("sum", "mean")),
    ("- {name: total, rule: sum}", "sum", "the score `total` is made of nothing",
     "write of: all, or the parts; or rule: entered", ()),
    ("- {name: total, rule: entered, of: all}", "all", "a score that is only entered is made of nothing",
     "", ()),
    ("- {name: total, rule: formula, of: all}", "formula",
     "the rule `formula` needs `formula`", "", ()),
    ("- {name: total, rule: lookup, of: [a]}", "lookup", "the rule `lookup` needs `table`", "", ()),
    ("- {name: total, rule: bands, of: [a, b], bands: [{up_to: 1}, {}]}", "[a, b]",
     "the rule `bands` is of one item or score", "", ()),
    ("- {name: total, rule: bands, of: [a], bands: [{up_to: 1}, {up_to: 3}]}", "{up_to: 3}",
     "the last band has no limit: it holds what is above the others", "", ()),
    ("- {name: total, rule: bands, of: [a], bands: [{up_to: 1}, {up_to: 1}, {}]}", "{up_to: 1}, {}",
     "the limit 1 is not above the one before, 1", "", ()),
    ("- {name: total, rule: bands, of: [a], bands: [{name: low}, {}]}", "{name: low}",
     "a band needs its limit", "write up_to, or below", ()),
    ("- {name: total, rule: bands, of: [a], bands: [{up_to: 1, below: 2}, {}]}",
     "{up_to: 1, below: 2}", "a band has one limit", "write up_to, or below", ()),
    ("- {name: total, rule: bands, of: [a], printed_as: grade, bands: [{up_to: 1}, {}]}", "grade,",
     "bands that are printed by name need names", "", ()),
    ("- {name: total, rule: sum, of: all, weights: {c: 2}}", "c:",
     "there is no part `c`", "", ("a", "b")),
    ("- {name: total, rule: sum, of: all, answered: 3}", "3}", "`total` has 2 parts, not 3", "", ()),
    ("- {name: total, rule: formula, of: all, formula: a + b + c}", "a + b + c",
     "there is no part `c`", "", ("a", "b")),
    ("- {name: total, rule: formula, of: all, formula: a + 1}", "a + 1",
     "the formula does not use `b`", "take it out of `of`", ()),
    ("- {name: total, rule: formula, of: all, formula: a + b.c}", "a + b.c",
     "this is not a formula: only names, numbers and +, -, *, /, ^, ln, log10, sqrt, min, max, "
     "round may stand in it", "",
     ("+", "-", "*", "/", "^", "ln", "log10", "sqrt", "min", "max", "round")),
    ("- {name: total, rule: lookup, of: [a], table: {0: 0, 1: 1, one: 3}}", "one",
     "`one` is not a number", "", ()),
    ("- {name: total, rule: lookup, of: [a], table: {0: 0, 1: 1}}", "table",
     "the table has nothing for 2, 3", "", ()),
    ("- {name: total, rule: sum, of: all, shortcuts: [{when: {c: 0}, gives: 0}]}", "c:",
     "there is no item `c`", "", ("a", "b")),
    ("- {name: total, rule: sum, of: all, shortcuts: [{when: {a: 9}, gives: 0}]}", "9}",
     "there is no grade `9`", "", ("0", "1", "2", "3")),
    ("- {name: total, rule: rescale, of: all, to: [100, 0]}", "[100, 0]",
     "the score would go another way than the grades",
     "give the grades points that go the way the score does", ()),
    ("- {name: total, rule: sum, of: all, untestable: 0}", "untestable",
     "the scale names no word for what cannot be tested", "add untestable: {UN: …}", ()),
    ("- {name: total, rule: max, of: all, range: [0, 4]}", "[0, 4]",
     "the grades give 0 to 3, not 0 to 4", "write range: [0, 3]", ()),
]  # fmt: skip


@pytest.mark.parametrize(("score", "marked", "message", "help", "allowed"), WRONG)
def test_a_wrong_rule_is_explained_at_its_place(
    score: str, marked: str, message: str, help: str, allowed: tuple[str, ...]
) -> None:
    _, problems = read_scales([SectionText("own.yaml", scale("[a, b]", score))])
    (found,) = problems
    line = "  " + score
    column = (line.rindex if marked in ("lookup", "formula") else line.index)(marked) + 1
    if marked in ("lookup", "formula"):
        column = line.index(f"rule: {marked}") + len("rule: ") + 1
    assert (found.code, found.message, found.help) == ("CP302", message, help)
    assert found.allowed == allowed
    assert found.place is not None
    assert (found.place.line, found.place.column) == (9, column)


def test_sides_of_a_part_must_be_scored_apart() -> None:
    own = scale(
        "[a, b]", "- {name: total, rule: formula, of: all, formula: a + b}", more="sided: yes\n"
    )
    (found,) = read_scales([SectionText("own.yaml", own)])[1]
    assert found.message == "`total` would have two values of each part, right and left"
    assert found.help == "score each side: per: side"


def test_nothing_is_made_of_a_total_that_is_only_entered() -> None:
    own = TOTALS.replace("main_score", "  - {name: half, rule: mean, of: [total]}\nmain_score")
    messages = [p.message for p in read_scales([SectionText("own.yaml", own)])[1]]
    assert messages == ["`total` is only entered, so that no other score is made of it"]


def test_a_number_and_a_word_for_the_untestable_are_checked() -> None:
    own = scale(
        "[{name: a, number: {range: [9, 1]}}, b]",
        "- {name: total, rule: sum, of: all}",
        more="untestable: {1: not testable}\n",
    )
    messages = [p.message for p in read_scales([SectionText("own.yaml", own)])[1]]
    assert messages == [
        "`a` cannot be from 9 to 1",
        "`1` is a grade or a missing word already",
    ]


# whatever is graded ---------------------------------------------------------------------------------

EVERY_RULE = scale(
    "[a, b, c, {name: n, number: {range: [0, 50], digits: 1}}]",
    """
    - {name: sum of three, rule: sum, of: [a, b, c], answered: 2, range: [0, 9]}
    - {name: percent, rule: percentage, of: [a, b, c], answered: 2, range: [0, 100]}
    - {name: moved, rule: rescale, of: [a, b, c], to: [10, 50], answered: 1, range: [10, 50]}
    - {name: weighted, rule: sum, of: [a, n], weights: {a: 2, n: 0.1}, constant: 1, range: [1, 12]}
    - {name: worst, rule: max, of: [a, b], range: [0, 3]}
    - {name: best, rule: min, of: [a, b], range: [0, 3]}
    - {name: area, rule: product, of: [a, b], untestable: 0, range: [0, 9]}
    - {name: one, rule: either, of: [b, c], range: [0, 3]}
    - {name: of n, rule: bands, of: [n], bands: [{below: 10}, {up_to: 20}, {}], range: [0, 2]}
    - {name: mapped, rule: lookup, of: [worst], table: {0: 0, 1: 5, 2: 7, 3: 10}, range: [0, 10]}
    - {name: by formula, rule: formula, of: [a, n], formula: "min(10, a + ln(n + 1))", range: [0, 10]}
    - {name: skipped, rule: sum, of: [a, b], shortcuts: [{when: {a: 0}, gives: 0}], range: [0, 6]}
    """,
    more="untestable: {UN: not testable}\nmain_score: percent\n",
)
GRADE = st.sampled_from(["0", "1", "2", "3", "UN", "not assessed", "not reported", ""])
VALUE = st.decimals(0, 50, places=1).map(str) | st.sampled_from(["UN", "not assessed", ""])


@given(GRADE, GRADE, GRADE, VALUE)
def test_no_rule_raises_leaves_its_range_or_forgets_what_is_missing(
    a: str, b: str, c: str, n: str
) -> None:
    written = {"a": a, "b": b, "c": c, "n": n}
    given = {name: value for name, value in written.items() if value}
    if not given:
        return
    flow = ", ".join(f"{name}: {value}" for name, value in given.items())
    rules = {r.name: r for r in read_scales([SectionText("s", EVERY_RULE)])[0]["OWN"].scores}
    for name, found in scores_of(f"OWN: {{{flow}}}", scale=EVERY_RULE).items():
        low, high = rules[name].range or (Decimal(0), Decimal(0))
        if found.value is not None:
            assert low <= found.value <= high
            assert why(found) == ""
            continue
        assert found.printed == "not scorable"
        assert why(found)
        if name != "one" or len(found.missing) == 2:
            assert found.missing
        for item, _ in found.missing:
            assert item in why(found)
            assert written[item] in ("", "UN", "not assessed", "not reported")
