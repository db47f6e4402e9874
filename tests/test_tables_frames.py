"""The long data files, whose every value is text as recorded or computed, and their frames."""

from __future__ import annotations

import csv
import io

import pandas as pd
from outcomes_series import case, series, sides

from cpreport.data.columns import ITEM_GRADES, RESULTS, SCORES
from cpreport.data.csv_text import csv_text
from cpreport.data.frames import grades_frame, results_frame, scores_frame
from cpreport.data.grade_rows import grade_rows
from cpreport.data.result_rows import result_rows
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


def test_a_frame_has_the_columns_of_the_file_and_its_missing_words_beside_them():
    cases, ledger = scored().cases, find(scored())[0].ledger
    frames = (
        (grades_frame(cases, scored().scales), ITEM_GRADES, grades()),
        (scores_frame(cases), SCORES, scores()),
        (
            results_frame(ledger.values()),
            RESULTS,
            read(csv_text(RESULTS.header, result_rows(ledger.values()))),
        ),
    )
    for frame, file, rows in frames:
        own = [
            name
            for name in frame.columns
            if name.removesuffix("_missing") == name and name != "number"
        ]
        assert tuple(own) == file.header
        assert len(frame) == len(rows)
        for name in own:
            words = frame.get(name + "_missing", None)
            for n, row in enumerate(rows):
                value = frame[name].iloc[n]
                if words is not None and pd.isna(value):
                    assert words.iloc[n] == row[name]
                elif pd.api.types.is_numeric_dtype(frame[name]):
                    assert value == float(row[name])
                else:
                    assert value == row[name]


def test_the_columns_of_a_frame_are_typed_with_and_without_rows():
    for frame in (grades_frame(scored().cases, scored().scales), grades_frame((), {})):
        types = {name: str(kind) for name, kind in frame.dtypes.items()}
        assert types == {
            "case": "string", "visit": "string", "day": "Float64", "day_missing": "string",
            "scale": "string", "item": "string", "side": "category", "grade": "category",
            "grade_missing": "string", "code": "Float64", "code_missing": "string",
        }  # fmt: skip
    assert {"number": "Float64", "of": "Int64"}.items() <= {
        name: str(kind) for name, kind in results_frame(()).dtypes.items()
    }.items()


def test_grades_of_several_scales_are_in_one_order():
    grade = grades_frame(scored().cases, scored().scales)["grade"]
    assert list(grade.cat.categories) == ["0", "1", "1+", "2", "3", "4", "12", "25"]
    assert grade.cat.ordered
    assert grade.max() == "25"


def test_grades_that_contradict_each_other_have_no_order():
    scales = scored().scales
    upside_down = scales["TCT"].model_copy(
        update={"grade_sets": {"grades": tuple(
            grade.model_copy(update={"points": -grade.points}) for grade in scales["MAS"].grade_sets["grades"]
        )}}
    )  # fmt: skip
    grade = grades_frame(scored().cases, {**scales, "TCT": upside_down})["grade"]
    assert not grade.cat.ordered
    assert {"1+", "12"} <= {*grade.cat.categories}
