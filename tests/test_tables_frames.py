"""The long data files: every value is text, as it was recorded or computed."""

from __future__ import annotations

import csv
import io

from outcomes_series import case, series, sides

from cpreport.data.columns import ITEM_GRADES, RESULTS, SCORES
from cpreport.data.csv_text import csv_text
from cpreport.data.frames import grades_frame, results_frame, scores_frame
from cpreport.data.grade_rows import grade_rows
from cpreport.data.score_rows import score_rows
from cpreport.outcomes.ledger import find
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


def grades():
    return read(csv_text(ITEM_GRADES.header, grade_rows(scored().cases)))


def scores():
    return read(csv_text(SCORES.header, score_rows(scored().cases)))


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_grade_stays_as_graded_beside_its_code():
    found = {(r["item"], r["side"]): r for r in grades()}
    assert found["elbow flexors", "right"]["grade"] == "1+"
    assert found["elbow flexors", "right"]["code"] == "2"
    assert found["knee flexors", "right"] == {
        "case": "P01",
        "visit": "before",
        "day": "0",
        "scale": "MAS",
        "item": "knee flexors",
        "side": "right",
        "grade": "0",
        "code": "0",
    }


def test_a_missing_grade_is_its_word_and_never_a_number():
    found = {(r["item"], r["side"]): r for r in grades()}
    left = found["elbow flexors", "left"]
    assert (left["grade"], left["code"]) == ("not assessed", "not assessed")


def test_a_score_that_is_not_scorable_names_what_is_missing():
    total = next(r for r in scores() if r["scale"] == "TCT")
    assert (total["value"], total["printed"]) == ("not scorable", "not scorable")
    assert total["missing_items"] == "rolling to strong side"


def test_what_is_missing_is_named_with_its_side():
    median = next(r for r in scores() if (r["scale"], r["score"]) == ("MAS", "median"))
    assert (median["side"], median["missing_items"]) == ("not applicable", "left elbow flexors")


def test_nothing_is_blank():
    for rows in (grades(), scores()):
        assert [row for row in rows if "" in row.values()] == []


def test_a_frame_has_the_columns_and_the_words_of_the_file():
    cases, ledger = scored().cases, find(scored())[0].ledger
    for frame, file in (
        (grades_frame(cases), ITEM_GRADES),
        (scores_frame(cases), SCORES),
        (results_frame(ledger.values()), RESULTS),
    ):
        assert tuple(frame.columns) == file.header
        assert len(frame)
        assert all(isinstance(value, str) and value for value in frame.to_numpy().ravel())
    assert grades_frame(cases).to_dict("records") == grades()
