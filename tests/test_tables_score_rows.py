"""What `cpreport score` prints."""

from __future__ import annotations

import csv
import io
import json

import pytest
from outcomes_series import case, series, sides

from cpreport.data.columns import SCORES
from cpreport.scales.scoring import score_series
from cpreport.terminal.score_table import print_scores

BEFORE = {
    "MAS": {"elbow flexors": sides("1+", "1+"), "knee flexors": sides("1+", "2")},
    "MI": {
        "pinch grip": sides(19, 22),
        "elbow flexion": sides("not assessed", "not assessed"),
        "shoulder abduction": sides(14, 19),
        "ankle dorsiflexion": sides(9, 9),
        "knee extension": sides(14, 14),
        "hip flexion": sides(14, 14),
    },
    "TCT": {
        "rolling to weak side": 12,
        "rolling to strong side": "not assessed",
        "sitting up from lying": "not applicable (asleep)",
        "sitting balance": 12,
    },
}


@pytest.fixture
def scored():
    record = series(case("P01", before=BEFORE), case("P02", before={"MAS": BEFORE["MAS"]}))
    return score_series(record)[0]


def printed(scored, form, cases=()):
    return "".join(print_scores(scored, form, cases, 80))


def objects(text):
    return {(o["case"], o["scale"], o["score"], o["side"]): o for o in json.loads(text)}


def test_json_objects_have_exactly_the_documented_keys(scored):
    keys = ["case", "visit", "scale", "score", "side", "value", "printed", "status"]
    keys += ["missing", "basis", "qualifier", "unit"]
    assert all(list(o) == keys for o in json.loads(printed(scored, "json")))


def test_a_scored_number_a_scored_grade_and_a_side_in_json(scored):
    found = objects(printed(scored, "json"))
    assert found["P01", "MI", "leg", "left"] == {
        "case": "P01",
        "visit": "before",
        "scale": "MI",
        "score": "leg",
        "side": "left",
        "value": 38,
        "printed": "38",
        "status": "scored",
        "missing": [],
        "basis": "items",
        "qualifier": None,
        "unit": "points",
    }
    median = found["P01", "MAS", "median", None]
    assert (median["side"], median["value"], median["printed"]) == (None, 2, "1+")


def test_what_is_not_scorable_is_null_and_names_each_item_once(scored):
    found = objects(printed(scored, "json"))
    total = found["P01", "TCT", "total", None]
    assert (total["value"], total["status"]) == (None, "not scorable")
    assert total["missing"] == ["rolling to strong side", "sitting up from lying"]
    assert found["P01", "MI", "arm", "right"]["missing"] == ["right elbow flexion"]


def test_a_half_is_a_number_in_json():
    graded = {**BEFORE["MI"], "elbow flexion": sides(14, 19)}
    scored = score_series(series(case("P01", before={"MI": graded})))[0]
    assert objects(printed(scored, "json"))["P01", "MI", "side", "left"]["value"] == 49.5


def test_the_table_says_each_case_and_visit_once(scored):
    lines = printed(scored, "table").splitlines()
    assert lines[2].split() == ["Case", "Visit", "Scale", "Score", "Side", "Value", "Missing"]
    assert sum(line.startswith("P01") for line in lines) == 1
    assert max(map(len, lines)) <= 80
    assert any("not scorable  right elbow" in line for line in lines)


def test_csv_says_them_in_every_row(scored):
    read = list(csv.DictReader(io.StringIO(printed(scored, "csv"))))
    assert {row["case"] for row in read} == {"P01", "P02"}
    assert [r["printed"] for r in read if r["score"] == "median"] == ["1+", "1+"]
    assert next(r["missing_items"] for r in read if r["scale"] == "TCT") == (
        "rolling to strong side; sitting up from lying"
    )


def test_csv_has_the_columns_of_the_data_file_and_no_blank(scored):
    header, *rows = csv.reader(io.StringIO(printed(scored, "csv")))
    assert tuple(header) == SCORES.header
    assert rows[0][:3] == ["P01", "before", "0"]
    assert [row for row in rows if "" in row] == []


def test_only_the_wanted_case_is_printed(scored):
    for form in ("table", "csv", "json", "markdown"):
        text = printed(scored, form, ("P02",))
        assert "P02" in text
        assert "P01" not in text
        assert text.endswith("\n")


def test_a_series_without_scores_is_an_empty_array():
    scored = score_series(series(case("P01", before={})))[0]
    assert json.loads(printed(scored, "json")) == []
    assert "Case" in printed(scored, "table")
