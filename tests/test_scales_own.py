"""A scale is a file: adding one needs no code, and a wrong one is explained."""

from __future__ import annotations

from textwrap import dedent

import outcomes_series
import pytest
from scales_series import scored, scores_of, series_of

from cpreport.cases.series import SectionText
from cpreport.figures import draw_series
from cpreport.figures.measures import measures_of
from cpreport.problems import Place, Problem
from cpreport.scales.reader import read_scales, shipped_scales
from cpreport.scales.scoring import score_series
from cpreport.terminal.scales import scale_text

#: The shortest useful file: one grade set, items as plain names.
SHORT = """\
id: SIT
name: Sitting Test
measures: sitting
source: {citation: "A paper. J Sit 2001;1:1-2", doi: 10.5555/12345}
better: higher
items: [sitting on a chair, sitting on the floor, long sitting]
grades:
  0: unable
  1: with help
  2: alone
scores:
  - {name: total, rule: sum, of: all, range: [0, 6], missing: refuse}
"""

#: One file with every rule the engine knows.
LONG = """\
id: HAND
name: Hand Use
measures: what hands do
better: higher
sided: yes
items:
  - {name: reach, region: upper limb, synonyms: [reaching]}
  - {name: grasp, region: upper limb}
  - {name: release, grades: timed}
grade_sets:
  grades: {0: no, 1: partly, 2: well}
  timed: {0: no, 3: slowly, 6: quickly}
scores:
  - {name: points, rule: sum, of: all, per: side, range: [0, 10]}
  - {name: percent, rule: percentage, of: [reach, grasp], per: side, range: [0, 100]}
  - {name: well, rule: count, of: all, counts: [2, 6], range: [0, 6]}
  - {name: average, rule: mean, of: all graded, digits: 2}
  - {name: both, rule: mean, of: [points], digits: 1, offset: bonus, range: [0, 15]}
settings:
  - name: bonus
    label: added to both hands
    default: nothing
    choices: {nothing: nothing is added, five: five points are added to more than nothing}
    adds:
      five: {points: 5, above: 0}
sources: [{citation: A book}]
"""
HANDS = """
HAND:
  reaching: {right: 2, left: 1}
  grasp: {right: 1, left: 0}
  release: {right: 6, left: 3}
"""


def problems_of(scale: str) -> list[Problem]:
    return read_scales([SectionText("scales/own.yaml", dedent(scale))])[1]


def test_a_file_in_the_series_folder_is_all_a_new_scale_needs() -> None:
    grades = "SIT: {sitting on a chair: 2, sitting_on_the_floor: 1.0, Long sitting: 0}"
    found = scores_of(grades, scale=SHORT)
    assert (found["total"].value, found["total"].printed) == (3, "3")
    assert scored("SIT: {long sitting: 3}", scale=SHORT)[1][0].message == (
        "`3` is not a Sitting Test grade"
    )
    assert "sum of all items; 0 to 6" in scale_text(
        read_scales([SectionText("s", SHORT)])[0]["SIT"]
    )


def test_every_rule_is_data() -> None:
    found = scores_of(HANDS, scale=LONG)
    assert {name: result.printed for name, result in found.items()} == {
        "right points": "9",
        "left points": "4",
        "right percent": "75",
        "left percent": "25",
        "well": "2",
        "average": "2.17",
        "both": "6.5",
    }


def test_a_constant_is_added_where_the_series_says_so() -> None:
    settings = "settings: {HAND: {bonus: five}}"
    assert scores_of(HANDS, scale=LONG, settings=settings)["both"].printed == "11.5"


def test_an_entered_total_of_an_own_scale_is_checked() -> None:
    grades = "SIT: {sitting on a chair: 2, sitting on the floor: 1, long sitting: 0}"
    problems = scored(grades, scale=SHORT, totals="{SIT: 4}")[1]
    assert [p.message for p in problems] == ["total is entered as `4`, but its items give `3`"]


def test_a_mean_may_be_entered_with_more_digits_than_are_printed() -> None:
    for entered in ("2.17", "2.167", "2.1667"):
        assert scored(HANDS, scale=LONG, totals=f"{{HAND: {{average: {entered}}}}}")[1] == ()
    assert scored(HANDS, scale=LONG, totals="{HAND: {average: 2.33}}")[1][0].code == "CP107"


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ("id: tct", Place("scales/own.yaml", 1, 5, 3),
         "`tct` is the Trunk Control Test that comes with cpreport"),
        ("name: motricity_index", Place("scales/own.yaml", 2, 7, 15),
         "`motricity_index` is the Motricity Index that comes with cpreport"),
    ],
)  # fmt: skip
def test_an_own_scale_may_not_replace_a_shipped_one(line: str, place: Place, message: str) -> None:
    key = line.split(":")[0]
    lines = [line if kept.startswith(f"{key}:") else kept for kept in SHORT.splitlines()]
    scales, problems = read_scales([SectionText("scales/own.yaml", "\n".join(lines))])
    help = "give your scale an id and a name of its own"
    assert problems == [Problem("CP301", place, message, (), help)]
    assert dict(shipped_scales()) == scales


def test_two_own_scales_of_one_name_are_refused() -> None:
    files = [SectionText("scales/a.yaml", SHORT), SectionText("scales/b.yaml", SHORT)]
    problems = read_scales(files)[1]
    assert problems == [
        Problem("CP105", Place("scales/b.yaml", 1, 5, 3), "`SIT` already names the scale SIT")
    ]


def changed(old: str, new: str, text: str = SHORT) -> str:
    assert old in text
    return text.replace(old, new)


WRONG = [
    pytest.param(
        changed("id: SIT", "id: 1.SIT"),
        (1, "1.SIT"),
        "`1.SIT` cannot be a scale's id",
        "use letters, digits, - and _, a letter first",
        (),
        id="id",
    ),
    pytest.param(
        changed('source: {citation: "A paper. J Sit 2001;1:1-2", doi: 10.5555/12345}\n', ""),
        (1, "i"),
        "the scale SIT names no source",
        "add source: {citation: …, doi: …}",
        (),
        id="no source",
    ),
    pytest.param(
        changed("long sitting]", "Sitting_on a chair]"),
        (6, "Sitting_on a chair"),
        "`Sitting_on a chair` already names the item `sitting on a chair`",
        "",
        (),
        id="item twice",
    ),
    pytest.param(
        changed("grasp, region: upper limb", "grasp, synonyms: [Reaching]", LONG),
        (8, "grasp"),
        "`Reaching` already names the item `reach`",
        "",
        (),
        id="synonym twice",
    ),
    pytest.param(
        changed("long sitting]", "sit 2.5]"),
        (6, "sit 2.5"),
        "`sit 2.5` cannot be a name",
        "a full stop would break result names",
        (),
        id="item name",
    ),
    pytest.param(
        changed("grades: timed", "grades: time", LONG),
        (9, "release"),
        "`release` has no grades: there is no grade set `time`",
        "did you mean `timed`?",
        ("grades", "timed"),
        id="grade set",
    ),
    pytest.param(
        changed("2: alone", "2.0: {meaning: alone, synonyms: [1]}"),
        (10, "2.0"),
        "`1` already means the grade `1`",
        "",
        (),
        id="grade twice",
    ),
    pytest.param(
        changed("2: alone", "2: {meaning: alone, points: 1}"),
        (10, "2"),
        "`2` has the same points as `1`",
        "grades are told apart by their points",
        (),
        id="points twice",
    ),
    pytest.param(
        SHORT + "codings: {half: {0: 0, 3: 1}}\n",
        (13, "3"),
        "the coding `half` codes `3`, which is not a grade",
        "",
        ("0", "1", "2"),
        id="coding",
    ),
    pytest.param(
        SHORT + "main_coding: half\n",
        (13, "half"),
        "there is no coding `half`",
        "",
        (),
        id="main coding",
    ),
    pytest.param(
        SHORT + "main_score: totals\n",
        (13, "totals"),
        "there is no score `totals`",
        "did you mean `total`?",
        ("total",),
        id="main score",
    ),
    pytest.param(
        changed("of: all,", "of: [long siting],"),
        (12, "[long siting]"),
        "`long siting` is neither an item nor an earlier score",
        "did you mean `long sitting`?",
        (),
        id="unknown part",
    ),
    pytest.param(
        changed("of: all,", "of: everything,"),
        (12, "everything"),
        "`everything` is neither an item nor an earlier score",
        "or write `all`, or `all graded`",
        (),
        id="unknown group",
    ),
    pytest.param(
        changed("of: all,", "of: [long sitting, long sitting],"),
        (12, "[long sitting, long sitting]"),
        "the score `total` counts a part twice",
        "",
        (),
        id="part twice",
    ),
    pytest.param(
        changed(
            "name: both, rule: mean, of: [points]",
            "name: both, per: side, rule: mean, of: [well]",
            LONG,
        ),
        (18, "[well]"),
        "the score `both` of a side has a part that has no side",
        "",
        (),
        id="part without a side",
    ),
    pytest.param(
        changed("name: total", "name: Long sitting"),
        (12, "Long sitting"),
        "`Long sitting` is the name of an item and of a score",
        "",
        (),
        id="score named as an item",
    ),
    pytest.param(
        changed("name: both", "name: Points", LONG),
        (18, "Points"),
        "the score `Points` is there twice",
        "",
        (),
        id="score twice",
    ),
    pytest.param(
        changed("of: all,", "of: all, per: side,"),
        (12, "side"),
        "`total` is scored on each side, but the items have no sides",
        "add sided: yes, or leave per out",
        (),
        id="sides",
    ),
    pytest.param(
        changed("offset: bonus", "offset: bones", LONG),
        (18, "bones"),
        "there is no setting `bones` that adds a constant",
        "",
        ("bonus",),
        id="offset",
    ),
    pytest.param(
        changed("of: all,", "of: all, coding: half,"),
        (12, "half"),
        "there is no coding `half`",
        "",
        (),
        id="score's coding",
    ),
    pytest.param(
        changed("counts: [2, 6]", "counts: [2, 5]", LONG),
        (16, "[2, 5]"),
        "there is no grade `5`",
        "",
        ("0", "1", "2", "3", "6"),
        id="counted grade",
    ),
    pytest.param(
        changed("counts: [2, 6], ", "", LONG),
        (16, "{name: well, rule: count, of: all, range: [0, 6]}"),
        "the rule `count` and `counts` need each other",
        "counts: says which grades are counted",
        (),
        id="counts",
    ),
    pytest.param(
        changed("rule: sum, of: all, range: [0, 6]", "rule: sum, of: all, printed_as: grade"),
        (12, "grade"),
        "only bands, steps, or a median of one grade set in its main points, can be printed as a grade",
        "",
        (),
        id="printed as a grade",
    ),
    pytest.param(
        changed("rule: sum", "rule: percentage")
        .replace("2: alone", "-1: worse")
        .replace("1: with help", "-2: bad"),
        (12, "percentage"),
        "a percentage needs a largest grade above 0",
        "",
        (),
        id="percentage",
    ),
    pytest.param(
        changed("default: nothing", "default: none", LONG),
        (22, "none"),
        "there is no choice `none`",
        "",
        ("nothing", "five"),
        id="default",
    ),
    pytest.param(
        changed("      five: {points: 5", "      ten: {points: 5", LONG),
        (25, "ten"),
        "there is no choice `ten`",
        "",
        ("nothing", "five"),
        id="effect",
    ),
    pytest.param(
        changed("above: 0}", "above: 0}\n    codings: {five: half}", LONG),
        (26, "half"),
        "there is no coding `half`",
        "",
        (),
        id="setting's coding",
    ),
    pytest.param(
        changed("range: [0, 6]", "range: [0, 5]"),
        (12, "[0, 5]"),
        "the grades give 0 to 6, not 0 to 5",
        "write range: [0, 6]",
        (),
        id="range",
    ),
    pytest.param(
        changed("of: all,", "of: all graded,"),
        (12, "[0, 6]"),
        "a sum of all graded items has no fixed range",
        "",
        (),
        id="range of all graded",
    ),
    pytest.param(
        SHORT.replace("range: [0, 6]", "coding: none") + "codings: {none: {}}\n",
        (12, "{name: total, rule: sum, of: all, coding: none, missing: refuse}"),
        "no grades can give the score `total`",
        "",
        (),
        id="impossible score",
    ),
    pytest.param(
        SHORT + "thresholds: [{kind: MCID, score: totl, value: 1, population: all, "
        "same_population: no, source: {citation: A}}]\n",
        (13, "totl"),
        "there is no score `totl`",
        "did you mean `total`?",
        ("total",),
        id="threshold",
    ),
]


@pytest.mark.parametrize(("text", "where", "message", "help", "allowed"), WRONG)
def test_a_wrong_definition_is_explained(
    text: str, where: tuple[int, str], message: str, help: str, allowed: tuple[str, ...]
) -> None:
    line, marked = where
    column = text.splitlines()[line - 1].index(marked) + 1
    place = Place("scales/own.yaml", line, column, len(marked))
    assert problems_of(text) == [Problem("CP302", place, message, allowed, help)]


def test_a_setting_may_not_be_there_twice() -> None:
    twice = LONG.replace(
        "settings:\n", "settings:\n  - {name: bonus, label: x, choices: {a: b}, default: a}\n"
    )
    assert problems_of(twice)[0].message == "the setting `bonus` is there twice"


def test_a_scale_without_items_is_explained() -> None:
    found = problems_of(changed("[sitting on a chair, sitting on the floor, long sitting]", "[]"))
    assert [p.message for p in found] == ["the scale SIT has no items"]


def test_a_note_on_a_coding_that_is_not_there_is_explained() -> None:
    found = problems_of(SHORT + "coding_notes: {half: a note}\n")
    assert [p.message for p in found] == ["there is no coding `half`"]


def test_an_item_without_any_grades_is_explained() -> None:
    found = problems_of(changed("grades:\n  0: unable\n  1: with help\n  2: alone\n", ""))
    assert found[0].message == (
        "`sitting on a chair` has no grades: there is no grade set `grades`"
    )


def test_a_grade_without_points_is_a_missing_key() -> None:
    found = problems_of(changed("2: alone", "X: alone"))
    assert [(p.code, p.place.line) for p in found] == [("CP007", 10)]


def test_an_unknown_key_is_explained() -> None:
    found = problems_of(changed("better: higher", "better: higher\nmeasure: sitting"))
    assert [(p.code, p.message, p.help) for p in found] == [
        ("CP006", "`measure` is not a key here", "did you mean `measures` or `source`?")
    ]


def test_grades_of_a_wrong_scale_are_still_checked_but_give_no_scores() -> None:
    wrong = changed("range: [0, 6]", "range: [0, 5]")
    result, problems = scored("SIT: {long sitting: 7}", scale=wrong)
    assert [p.code for p in problems] == ["CP302", "CP104"]
    assert result.cases[0].scores == ()


def test_a_file_that_is_no_scale_is_reported_and_the_others_are_kept() -> None:
    scales, problems = read_scales([SectionText("scales/x.yaml", "- a\n- b\n")])
    assert [p.code for p in problems] == ["CP008"]
    assert set(scales) == set(shipped_scales())


def test_a_series_of_another_folder_keeps_its_own_scales_to_itself() -> None:
    assert "SIT" in score_series(series_of(scale=SHORT))[0].scales
    assert "SIT" not in score_series(series_of())[0].scales


NAMED = """\
id: FMA-UE
name: Upper extremity assessment
measures: movement of the arm
better: higher
items: [reach, grasp]
grades: {0: none, 1: partly, 2: fully}
scores: [{name: total, label: "Fugl-Meyer, upper limb", rule: sum, of: all}]
source: {citation: A paper}
"""


def test_a_label_keeps_its_first_letter_in_figures() -> None:
    at = {"FMA-UE": {"reach": 1, "grasp": 1}}
    findings = outcomes_series.found(
        outcomes_series.case(before=at, after=at),
        outcomes=outcomes_series.outcome("- {scale: FMA-UE, label: arm, rule: score}"),
        scale=NAMED,
    )
    (measure,) = measures_of(findings, "P01", findings.scored.series.record.visits)
    assert (measure.name, measure.heading) == (
        "FMA-UE, Fugl-Meyer, upper limb",
        "Fugl-Meyer, upper limb",
    )
    drawn = draw_series("change", findings)
    assert drawn is not None
    assert "FMA-UE Fugl-Meyer, upper limb" in drawn.alt + str(drawn.svg)
