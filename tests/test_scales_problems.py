"""Every problem with grades and totals has its exact message and place."""

from __future__ import annotations

import pytest
from scales_series import at, problem, scored, scores_of

from cpreport.problems import Place, Problem

MAS = ("0", "1", "1+", "2", "3", "4", "not assessed")
TCT = (
    "TCT: {rolling to weak side: 12, rolling to strong side: 12, "
    "sitting up from lying: 0, sitting balance: 12}"
)
MI = """
MI:
  pinch grip: {right: 11}
  elbow flexion: {right: 14}
  shoulder abduction: {right: 19}
  ankle dorsiflexion: {right: 9}
  knee extension: {right: 19}
  hip flexion: {right: 25}
"""
ARM = (
    "right pinch grip 11 (P01.yaml:12:29), right elbow flexion 14 (P01.yaml:13:32), "
    "right shoulder abduction 19 (P01.yaml:14:37)"
)


def test_an_unknown_scale_names_the_nearest() -> None:
    assert problem("MSA: {elbow flexors: {right: 2}}") == Problem(
        "CP101",
        at(1, 7, 3),
        "there is no scale `MSA`",
        (),
        "did you mean `mRS` or `MAS`?",
        case="P01",
    )


def test_a_scale_like_no_other_may_be_described_in_the_series() -> None:
    found = problem("Smile: {mouth: 2}")
    assert found.help == (
        "`cpreport scales` lists those there are; one of your own is described by a file in the "
        "folder `scales`"
    )


def test_an_unknown_item_names_the_nearest() -> None:
    assert problem("MAS: {elbow flexers: {right: 2}}") == Problem(
        "CP102",
        at(1, 13, 13),
        "`elbow flexers` is not an item of the Modified Ashworth Scale",
        (),
        "did you mean `elbow flexors` or `elbow extensors`?",
        case="P01",
    )


def test_an_item_like_no_other_is_told_where_the_items_are_listed() -> None:
    assert problem("MAS: {nose: {right: 2}}").help == "`cpreport scales MAS` lists the items"


def test_a_total_among_the_items_is_told_where_it_goes() -> None:
    assert problem("DLQI: {total: 14}").help == (
        "write a total alone under `entered_totals`, such as DLQI: {total: …}"
    )


def test_the_items_of_a_short_scale_are_told() -> None:
    assert problem("TCT: {standing: 12}").allowed == (
        "rolling to weak side",
        "rolling to strong side",
        "sitting up from lying",
        "sitting balance",
    )


def test_one_grade_for_an_item_of_two_sides_is_refused() -> None:
    assert problem("MAS: {elbow flexors: 2}") == Problem(
        "CP103",
        at(1, 28, 1),
        "`elbow flexors` is graded on each side, but has one grade",
        ("right", "left"),
        "write {right: 2, left: 2} if both sides are graded so",
        case="P01",
    )


def test_sides_of_an_item_without_sides_are_refused() -> None:
    assert problem("TCT: {sitting balance: {right: 12}}") == Problem(
        "CP103",
        at(1, 31, 5),
        "`sitting balance` has no sides in the Trunk Control Test",
        (),
        "write the grade alone, such as sitting balance: 12",
        case="P01",
    )


def test_an_unknown_side_is_refused() -> None:
    assert problem("MAS: {elbow flexors: {middle: 2}}") == Problem(
        "CP103", at(1, 29, 6), "`middle` is not a side", ("right", "left"), case="P01"
    )


def test_a_grade_of_no_scale_is_refused_as_the_design_shows() -> None:
    assert problem("MAS: {elbow flexors: {right: 2+, left: 1+}}") == Problem(
        "CP104",
        at(1, 36, 2),
        "`2+` is not a Modified Ashworth grade",
        MAS,
        "did you mean `2` or `1+`?",
        case="P01",
    )


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("1-", "did you mean `1` or `1+`?"),
        ("+1", "did you mean `1+`?"),
        ("1.5", "`1.5` is how the coding `half` writes the grade `1+`"),
        ("5", ""),
        ("yes", "write the grade itself; yes and no are not grades"),
        ("False", "write the grade itself; yes and no are not grades"),
    ],
)
def test_the_help_says_what_was_probably_meant(written: str, help: str) -> None:
    found = problem(f"MAS: {{elbow flexors: {{right: {written}}}}}")
    assert found.message == f"`{written}` is not a Modified Ashworth grade"
    assert found.help == help


@pytest.mark.parametrize(
    ("item", "written", "message", "help"),
    [
        (
            "pinch grip",
            "9",
            "`9` is not a Motricity Index grade of pinch grip",
            "`9` is a grade of elbow flexion; here that step is `11`",
        ),
        (
            "elbow flexion",
            "11",
            "`11` is not a Motricity Index grade of elbow flexion",
            "`11` is a grade of pinch grip; here that step is `9`",
        ),
        (
            "elbow flexion",
            "4",
            "`4` is not a Motricity Index grade of elbow flexion",
            "this looks like an MRC grade; the Motricity Index has weights of its own",
        ),
    ],
)
def test_a_motricity_grade_of_another_form_is_explained(
    item: str, written: str, message: str, help: str
) -> None:
    found = problem(f"MI: {{{item}: {{right: {written}}}}}")
    assert (found.code, found.message, found.help) == ("CP104", message, help)


def test_a_trunk_control_step_is_explained() -> None:
    found = problem("TCT: {sitting balance: 2}")
    assert found.message == "`2` is not a Trunk Control Test grade"
    assert (
        found.help == "grades are the points themselves, 12 for an abnormal way and 25 for normal"
    )


def test_a_grade_turned_round_by_a_spreadsheet_is_explained() -> None:
    found = problem("MRC: {knee extension: {right: -4}}")
    assert found.message == "`-4` is not an MRC grade"
    assert found.help == "did you mean `4-`?"


def test_an_item_graded_twice_under_two_names_is_refused() -> None:
    assert problem("MAS: {knee flexors: {right: 3}, hamstrings: {right: 2}}") == Problem(
        "CP112",
        at(1, 39, 10),
        "`hamstrings` is `knee flexors`, which is graded already at this visit",
        (),
        "its first grade stands at P01.yaml:11:35",
        case="P01",
    )


def test_an_item_graded_twice_under_one_name_is_refused() -> None:
    found = problem("MAS: {hamstrings: {right: 2}, knee flexors: {right: 3}}")
    assert found.message == "`knee flexors` is graded already at this visit"


def test_a_side_graded_twice_is_refused() -> None:
    assert problem("MAS: {knee flexors: {right: 3, R: 2}}") == Problem(
        "CP112",
        at(1, 38, 1),
        "`R` is the right side, which is graded already at this visit",
        (),
        "its first grade stands at P01.yaml:11:35",
        case="P01",
    )


def test_a_scale_written_twice_under_two_names_grades_its_items_twice() -> None:
    found = problem(
        """
        MAS: {knee flexors: {right: 3}}
        Modified Ashworth Scale: {knee flexors: {right: 3}}
        """
    )
    assert (found.code, found.place) == ("CP112", at(2, 33, 12))


def test_two_names_for_the_two_sides_of_an_item_are_one_item() -> None:
    found = scores_of("MAS: {knee flexors: {right: 3}, hamstrings: {left: 1}}")
    assert [(g.item, g.side) for g in found["median"].used] == [
        ("knee flexors", "right"),
        ("knee flexors", "left"),
    ]


def test_an_entered_total_unlike_the_computed_one_names_both_and_the_items() -> None:
    assert problem(TCT, totals="{TCT: 48}") == Problem(
        "CP107",
        at(2, 27, 2),
        "total is entered as `48`, but its items give `36`",
        (),
        "its items: rolling to weak side 12 (P01.yaml:11:35), "
        "rolling to strong side 12 (P01.yaml:11:63), "
        "sitting up from lying 0 (P01.yaml:11:90), sitting balance 12 (P01.yaml:11:110)",
        case="P01",
    )


def test_an_entered_total_names_the_conventions_that_reproduce_it() -> None:
    assert problem(MI, totals="{MI: {arm: {right: 44}}}") == Problem(
        "CP107",
        at(8, 40, 2),
        "right arm is entered as `44`, but its items give `45`",
        (),
        "with plus_one: max_only or none it would be right, but if_nonzero is in force; "
        f"its items: {ARM}",
        case="P01",
    )


def test_an_entered_half_that_was_rounded_is_unlike() -> None:
    found = problem(MI, totals="{MI: {side: {right: 50}}}")
    assert found.message == "right side is entered as `50`, but its items give `49.5`"


def test_an_entered_total_that_the_grades_there_exclude_is_unlike() -> None:
    found = problem(TCT.replace("lying: 0", "lying: not assessed"), totals="{TCT: 100}")
    assert found.code == "CP107"
    assert found.message == (
        "total is entered as `100`, but the grades there are leave only 36, 48 or 61"
    )


def test_an_entered_total_that_the_missing_item_could_give_is_no_problem() -> None:
    found = scores_of(TCT.replace("lying: 0", "lying: not assessed"), totals="{TCT: 61}")
    assert found["total"].value is None


def test_an_entered_total_of_an_exam_without_items_is_only_checked_for_being_possible() -> None:
    assert scored("MAS: {}", totals="{TCT: 61}")[1] == ()
    assert problem("MAS: {}", totals="{TCT: 60}").code == "CP108"


def test_an_entered_total_that_no_grades_can_give_names_the_nearest() -> None:
    assert problem(TCT, totals="{TCT: 60}") == Problem(
        "CP108",
        at(2, 27, 2),
        "no grades can give total `60`",
        ("50", "61"),
        "the nearest totals that grades can give are 50 and 61",
        case="P01",
    )


def test_an_arm_of_90_is_impossible_without_the_added_point() -> None:
    found = problem(
        MI, totals="{MI: {arm: {right: 90}}}", settings="settings: {MI: {plus_one: none}}"
    )
    assert (found.code, found.message) == ("CP108", "no grades can give right arm `90`")
    assert found.allowed == ("88", "91")


def test_an_entered_total_above_the_range_names_the_highest() -> None:
    found = problem(TCT, totals="{TCT: 101}")
    assert found.help == "the nearest total that grades can give is 100"


def test_an_entered_median_is_a_grade() -> None:
    grades = "MAS: {elbow flexors: {right: 2, left: 1+}}"
    assert scored(grades, totals="{MAS: 1+}")[1] == ()
    assert problem(grades, totals="{MAS: 2}") == Problem(
        "CP107",
        at(2, 27, 1),
        "median is entered as `2`, but its items give `1+`",
        (),
        "its items: right elbow flexors 2 (P01.yaml:11:36), left elbow flexors 1+ (P01.yaml:11:45)",
        case="P01",
    )


def test_a_number_entered_for_a_median_is_asked_for_its_score() -> None:
    found = problem("MAS: {elbow flexors: {right: 2, left: 1+}}", totals="{MAS: 5}")
    assert (found.code, found.message) == ("CP108", "no grades can give median `5`")
    assert found.help == "for another score, name it: {sum: 5}"


def test_a_total_of_a_scale_that_has_none_of_its_own_is_refused() -> None:
    assert problem(MI, totals="{MI: 44}") == Problem(
        "CP115",
        at(8, 26, 2),
        "the Motricity Index has no total of its own",
        ("arm", "leg", "side"),
        "name the score and the side: {arm: {right: …, left: …}}",
        case="P01",
    )


def test_a_total_of_a_score_the_scale_lacks_is_refused() -> None:
    assert problem(TCT, totals="{TCT: {totl: 36}}") == Problem(
        "CP115",
        at(2, 28, 4),
        "`totl` is not a score of the Trunk Control Test",
        ("total",),
        "did you mean `total`?",
        case="P01",
    )


def test_totals_and_sides_must_fit() -> None:
    assert problem(MI, totals="{MI: {arm: 45}}") == Problem(
        "CP103",
        at(8, 32, 2),
        "`arm` is scored on each side, but has one total",
        ("right", "left"),
        "write arm: {right: …, left: …}",
        case="P01",
    )
    assert problem(TCT, totals="{TCT: {total: {right: 36}}}") == Problem(
        "CP103",
        at(2, 36, 5),
        "`total` of the Trunk Control Test has no sides",
        (),
        "enter one total",
        case="P01",
    )
    assert problem(MI, totals="{MI: {arm: {middle: 45}}}").message == "`middle` is not a side"


def test_a_total_that_is_no_number_is_refused() -> None:
    assert problem(TCT, totals="{TCT: good}") == Problem(
        "CP008",
        at(2, 27, 4),
        "`good` is not a number",
        (),
        "write digits, such as 12 or 4.5",
        case="P01",
    )


def test_a_total_that_was_not_entered_is_no_problem() -> None:
    assert scored(TCT, totals="{TCT: not reported}")[1] == ()
    assert scored(MI, totals="{MI: {arm: not assessed}}")[1] == ()


def test_a_total_of_an_unknown_scale_is_refused() -> None:
    found = problem(TCT, totals="{TCX: 36}")
    assert (found.code, found.place) == ("CP101", at(2, 22, 3))


def test_a_level_that_does_not_exist_is_refused() -> None:
    assert problem(TCT, classification="{GMFCS: VI}") == Problem(
        "CP104",
        Place("P01.yaml", 2, 89, 2),
        "`VI` is not a GMFCS level",
        ("I", "II", "III", "IV", "V", "not assessed"),
        "did you mean `V` or `I`?",
        case="P01",
    )


def test_two_levels_are_refused() -> None:
    found = problem(TCT, classification="{MACS: II-III}")
    assert found.message == "`II-III` is not a MACS level"
    assert (
        found.help == "a patient has one level; write the one that describes the usual performance"
    )


def test_an_unknown_classification_is_a_warning() -> None:
    assert problem(TCT, classification="{Topography: four limbs}") == Problem(
        "CP101",
        Place("P01.yaml", 2, 82, 10),
        "`Topography` is not a classification that is known here; its level is not checked",
        ("GMFCS", "MACS"),
        severity="warning",
        case="P01",
    )


def test_an_outcome_scale_is_not_a_classification() -> None:
    found = problem(TCT, classification="{MI: 3}")
    assert (found.code, found.severity) == ("CP101", "warning")


def test_an_unknown_setting_names_the_nearest() -> None:
    assert problem(TCT, settings="settings: {MI: {plus_on: none}}") == Problem(
        "CP303",
        Place("series.yaml", 9, 17, 7),
        "`plus_on` is not a setting of the Motricity Index",
        ("plus_one",),
        "did you mean `plus_one`?",
    )


def test_a_setting_of_a_scale_without_settings_is_refused() -> None:
    assert problem(TCT, settings="settings: {TCT: {plus_one: none}}") == Problem(
        "CP303",
        Place("series.yaml", 9, 18, 8),
        "`plus_one` is not a setting of the Trunk Control Test",
        (),
        "this scale has no settings",
    )


def test_an_unknown_choice_names_the_choices() -> None:
    assert problem(TCT, settings="settings: {MI: {plus_one: sometimes}}") == Problem(
        "CP303",
        Place("series.yaml", 9, 27, 9),
        "`sometimes` is not a choice of plus_one",
        ("if_nonzero", "always", "max_only", "none"),
    )


def test_settings_of_an_unknown_scale_are_refused() -> None:
    found = problem(TCT, settings="settings: {MY: {plus_one: none}}")
    assert (found.code, found.place) == ("CP101", Place("series.yaml", 9, 12, 2))
    assert found.case is None
