"""The long data files: every value is text, as it was recorded or computed."""

from __future__ import annotations

import csv
import io

from outcomes_series import case, series, sides

from cpreport.data.frames import item_grades, item_grades_csv, scores_csv
from cpreport.scales.scoring import score_series

GRADES = {
    "MAS": {"elbow flexors": sides("1+", "not assessed"), "knee flexors": sides("0", "2")},
    "TCT": {
        "rolling to weak side": 12,
        "rolling to strong side": "not assessed",
        "sitting up from lying": 0,
        "sitting balance": 25,
    },
}


def scored():
    return score_series(series(case("P01", before=GRADES)))[0]


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_grade_stays_as_graded_beside_its_code():
    grades = {(r["item"], r["side"]): r for r in read(item_grades_csv(scored()))}
    assert grades["elbow flexors", "right"]["grade"] == "1+"
    assert grades["elbow flexors", "right"]["points"] == "2"
    assert grades["knee flexors", "right"] == {
        "case": "P01",
        "visit": "before",
        "day": "0",
        "scale": "MAS",
        "item": "knee flexors",
        "side": "right",
        "grade": "0",
        "points": "0",
    }


def test_a_missing_grade_is_its_word_and_never_a_number():
    grades = {(r["item"], r["side"]): r for r in read(item_grades_csv(scored()))}
    left = grades["elbow flexors", "left"]
    assert (left["grade"], left["points"]) == ("not assessed", "")


def test_a_score_that_is_not_scorable_names_what_is_missing():
    total = next(r for r in read(scores_csv(scored())) if r["scale"] == "TCT")
    assert (total["value"], total["printed"], total["status"]) == (
        "",
        "not scorable",
        "not scorable",
    )
    assert total["missing"] == "rolling to strong side"


def test_every_column_of_the_frame_is_text():
    frame = item_grades(scored())
    assert all(isinstance(value, str) for value in frame.to_numpy().ravel())
