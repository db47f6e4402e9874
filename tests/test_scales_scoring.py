"""What a series' grades become: scores in order, with their names, sides and printed forms."""

from __future__ import annotations

from decimal import Decimal

from scales_series import case_text, problem, scored, scores_of, series_of

from cpreport.scales.scoring import score_series
from tests.reasons import why

ARM = "pinch grip: {right: 33}, elbow flexion: {right: 33}, shoulder abduction: {right: 33}"
LEG = "ankle dorsiflexion: {right: 33}, knee extension: {right: 33}, hip flexion: {right: 25}"
SUM_GROUPS = (
    "shoulder abduction",
    "elbow flexion",
    "wrist extension",
    "hip flexion",
    "knee extension",
    "ankle dorsiflexion",
)


def mrc(**changed: str) -> str:
    """Write the six groups with grade 4 on both sides, some of them changed on the right."""
    grades = {group.replace(" ", "_"): "4" for group in SUM_GROUPS} | changed
    sides = (f"{item}: {{right: {grade}, left: 4}}" for item, grade in grades.items())
    return f"MRC: {{{', '.join(sides)}}}"


def test_scores_come_in_the_order_of_outcomes_then_of_first_use() -> None:
    series = series_of(
        case_text("TCT: {sitting balance: 12}\nMAS: {}\nMI: {}", id="P01"),
        case_text("MRC: {}\nMI: {}", id="P02"),
        outcome="MI",
    )
    result, _ = score_series(series)
    rows = [(s.case, s.scale, s.name, s.side) for case in result.cases for s in case.scores]
    sides = ("right", "left")
    of_mi = [("MI", n, s) for n in ("arm", "leg", "side") for s in sides]
    assert rows == [
        *(("P01", *row) for row in of_mi),
        ("P01", "TCT", "total", None),
        ("P01", "MAS", "median", None),
        ("P01", "MAS", "sum", None),
        *(("P02", *row) for row in of_mi),
        ("P02", "MRC", "sum", None),
        ("P02", "MRC", "median", None),
    ]


def test_visits_come_in_the_declared_order_whatever_the_order_in_the_file() -> None:
    text = case_text("TCT: {sitting balance: 12}").replace(
        "visits:\n",
        "visits:\n  - {id: after, date: 2024-01-01, scores: {TCT: {sit_balance: 25}}}\n",
    )
    result, problems = score_series(series_of(text))
    assert problems == ()
    assert [g.visit for g in result.cases[0].items] == ["before", "after"]
    assert [s.visit for s in result.cases[0].scores] == ["before", "after"]


def test_items_come_in_the_order_of_the_scale_right_before_left() -> None:
    result, _ = scored("MAS: {quadriceps: {left: 1}, Elbow_Flexors: {L: 2, R: 3}}")
    assert [(g.item, g.side, g.grade) for g in result.cases[0].items] == [
        ("elbow flexors", "right", "3"),
        ("elbow flexors", "left", "2"),
        ("knee extensors", "left", "1"),
    ]


def test_names_are_found_without_case_spaces_and_underscores() -> None:
    found = scores_of(
        "trunk_control test: {ROLL WEAK: 25, roll-strong: 25.0, sit_up: 25, sit balance: 25}"
    )
    assert found["total"].value == 100
    assert found["total"].scale == "TCT"


def test_right_and_left_are_scored_apart_and_a_side_without_grades_is_not_scorable() -> None:
    found = scores_of(f"MI: {{{ARM}}}")
    assert (found["right arm"].value, found["right arm"].printed) == (100, "100")
    assert found["left arm"].missing == (
        ("pinch grip", "left"),
        ("elbow flexion", "left"),
        ("shoulder abduction", "left"),
    )
    assert why(found["left arm"]) == (
        "not recorded: left pinch grip, left elbow flexion, left shoulder abduction"
    )
    assert found["right side"].missing == (
        ("ankle dorsiflexion", "right"),
        ("knee extension", "right"),
        ("hip flexion", "right"),
    )


def test_left_knee_not_assessed_makes_left_leg_and_side_not_scorable() -> None:
    both = f"MI: {{{ARM}, {LEG}}}".replace("33}", "33, left: 33}").replace("25}", "25, left: 25}")
    found = scores_of(both.replace("knee extension: {right: 33, left: 33}",
                                   "knee extension: {right: 33, left: not assessed}"))  # fmt: skip
    assert found["right leg"].value == 92
    assert found["left arm"].value == 100
    for name in ("left leg", "left side"):
        assert found[name].printed == "not scorable"
        assert found[name].missing == (("knee extension", "left"),)
        assert why(found[name]) == "not assessed: left knee extension"
    assert found["left leg"].bounds == (Decimal(59), Decimal(92))


def test_one_missing_word_for_an_item_of_two_sides_means_both() -> None:
    result, problems = scored("MAS: {elbow flexors: not assessed}")
    assert problems == ()
    assert [(g.side, g.grade, g.missing) for g in result.cases[0].items] == [
        ("right", None, "not assessed"),
        ("left", None, "not assessed"),
    ]


def test_a_missing_word_keeps_its_reason() -> None:
    result, _ = scored("MAS: {elbow flexors: {right: not applicable (in a cast)}}")
    assert result.cases[0].items[0].missing == "not applicable (in a cast)"
    assert why(result.cases[0].scores[0]) == "“not applicable (in a cast)”"


def test_a_half_is_kept_and_printed() -> None:
    found = scores_of(f"MI: {{{ARM}, {LEG}}}".replace("hip flexion: {right: 25}",
                                                      "hip flexion: {right: 14}"))  # fmt: skip
    assert (found["right side"].value, found["right side"].printed) == (Decimal("90.5"), "90.5")


def test_a_median_is_a_grade_and_of_two_middle_grades_the_lower() -> None:
    found = scores_of("MAS: {elbow flexors: {right: 1+, left: 2}}")
    assert (found["median"].value, found["median"].printed) == (2, "1+")
    assert (found["sum"].value, found["sum"].printed) == (5, "5")


def test_the_setting_of_the_series_is_in_force_and_kept_for_print() -> None:
    grades = f"MI: {{{ARM}, {LEG}}}"
    assert scores_of(grades, settings="settings: {MI: {plus_one: none}}")["right leg"].value == 91
    result, _ = scored(grades)
    assert result.settings["MI"] == {"plus_one": "if_nonzero"}
    assert result.settings["TCT"] == {}


def test_a_split_grade_makes_the_sum_score_not_scorable_and_says_which() -> None:
    found = scores_of(mrc(hip_flexion="4+"))
    assert found["sum"].value is None
    assert found["sum"].missing == (("hip flexion", "right"),)
    assert why(found["sum"]) == "grade 4+ has no place in this score: right hip flexion"
    assert found["median"].printed == "4"


def test_a_split_grade_counts_without_its_sign_where_the_series_says_so() -> None:
    found = scores_of(mrc(hip_flexion="4+", knee_extension="3-"),
                      settings="settings: {MRC: {split_grades: strip}}")  # fmt: skip
    assert found["sum"].value == 47


def test_groups_outside_the_sum_score_do_not_enter_it() -> None:
    found = scores_of(mrc(elbow_extension="0", toe_flexion="not assessed"))
    assert found["sum"].value == 48
    assert found["median"].value is None


def test_the_mrc_median_has_the_value_of_its_grade() -> None:
    found = scores_of("MRC: {knee extension: {right: 4, left: 4-}, elbow flexion: {right: 5}}")
    assert (found["median"].value, found["median"].printed) == (4, "4")


def test_the_grades_used_keep_their_places() -> None:
    used = scores_of("TCT: {roll weak: 0, roll strong: 0, sit up: 0, sit balance: 12}")[
        "total"
    ].used
    assert [str(g.place) for g in used] == [
        "P01.yaml:11:24",
        "P01.yaml:11:40",
        "P01.yaml:11:51",
        "P01.yaml:11:67",
    ]


def test_a_wrong_grade_leaves_its_item_missing() -> None:
    result, _ = scored("TCT: {roll weak: 13, roll strong: 12, sit up: 12, sit balance: 12}")
    total = result.cases[0].scores[0]
    assert total.missing == (("rolling to weak side", None),)
    assert problem("TCT: {roll weak: 13}").code == "CP104"


def test_classifications_are_written_as_their_scales_do() -> None:
    result, problems = scored("TCT: {}", classification="{gmfcs: 4, MACS: ii}")
    assert problems == ()
    assert result.cases[0].classification == {"GMFCS": "IV", "MACS": "II"}


def test_a_classification_may_also_be_graded_at_a_visit() -> None:
    result, problems = scored("GMFCS: {level: 5}")
    assert problems == ()
    assert [(g.scale, g.grade, g.points) for g in result.cases[0].items] == [("GMFCS", "V", 5)]
    assert result.cases[0].scores == ()


def test_a_scale_not_used_at_a_visit_has_no_rows_there() -> None:
    result, _ = scored("TCT: {}", outcome="MI")
    assert {s.scale for s in result.cases[0].scores} == {"TCT"}


def test_a_split_grade_may_be_written_with_any_minus_sign() -> None:
    for minus in ("-", "\N{MINUS SIGN}", "\N{EN DASH}"):
        found = scores_of(f"MRC: {{knee extension: {{right: 4{minus}}}}}")
        assert found["median"].printed == "4-"


def test_a_sum_with_a_range_is_not_made_of_one_side_alone() -> None:
    groups = ("shoulder abduction", "elbow flexion", "wrist extension", "hip flexion",
              "knee extension", "ankle dorsiflexion")  # fmt: skip
    one_side = ", ".join(f"{group}: {{right: 4, left: not applicable}}" for group in groups)
    by_name = scores_of(f"MRC: {{{one_side}}}")
    assert (by_name["sum"].value, by_name["sum"].printed) == (None, "not scorable")
    assert why(by_name["sum"]).startswith("not applicable: left shoulder abduction")
    assert by_name["median"].printed == "4"
