"""From a number down to the graded items, with file and line."""

from __future__ import annotations

import pytest
from outcomes_series import case, found, sides

from cpreport.outcomes import Findings
from cpreport.outcomes.explain import Explanation, explain, explanation_text
from cpreport.problems import Refused


@pytest.fixture(scope="module")
def findings() -> Findings:
    grades = {"elbow flexors": sides(3, "1+"), "wrist flexors": sides(2, "not assessed")}
    after = {"elbow flexors": sides(2, "1+"), "wrist flexors": sides(3, 2)}
    tct = {"rolling to weak side": 0, "rolling to strong side": 12,
           "sitting up from lying": 0, "sitting balance": 12}  # fmt: skip
    return found(
        case("P01", before={"MAS": grades, "TCT": tct}, after={"MAS": after, "TCT": tct}),
        case("P02", before={"MAS": after}, after={"MAS": after}),
    )


def test_a_count_of_patients_is_explained_down_to_both_grades_of_every_item(
    findings: Findings,
) -> None:
    text = explanation_text(findings, "MAS.mixed")
    assert text == (
        """\
MAS.mixed = 1 of 2 patients
Patients mixed (partly better, partly worse): spasticity (Modified Ashworth
Scale)
95% interval: 9% to 91%
How: Patients with the verdict “mixed” by the rule “items”, of those who could
be judged. 95% interval: Wilson.

P01.MAS.verdict = mixed
  Rule “items”; 3 of 4 items comparable: 1 better, 1 unchanged, 1 worse.
  better: 1
    elbow flexors right  3 → 2 (−1)  P01.yaml:21:36 P01.yaml:26:36
  worse: 1
    wrist flexors right  2 → 3 (+1)  P01.yaml:21:73 P01.yaml:26:73
  unchanged: 1
    elbow flexors left  1+ → 1+ (0)  P01.yaml:21:45 P01.yaml:26:45
  not assessable: 1
    wrist flexors left  not assessed → 2 (not comparable)
      P01.yaml:21:82 P01.yaml:26:82
P02.MAS.verdict = unchanged
  Rule “items”; 4 of 4 items comparable: 0 better, 4 unchanged, 0 worse.
  unchanged: 4
    elbow flexors right  2 → 2 (0)    P02.yaml:21:36 P02.yaml:25:36
    elbow flexors left   1+ → 1+ (0)  P02.yaml:21:45 P02.yaml:25:45
    wrist flexors right  3 → 3 (0)    P02.yaml:21:73 P02.yaml:25:73
    wrist flexors left   2 → 2 (0)    P02.yaml:21:82 P02.yaml:25:82"""
    )


def test_a_score_is_explained_by_its_grades(findings: Findings) -> None:
    assert explanation_text(findings, "P01.before.TCT.total").splitlines()[-4:] == [
        "rolling to weak side    0   P01.yaml:22:35",
        "rolling to strong side  12  P01.yaml:22:62",
        "sitting up from lying   0   P01.yaml:22:89",
        "sitting balance         12  P01.yaml:22:109",
    ]


def test_a_grade_is_explained_by_its_place(findings: Findings) -> None:
    assert explanation_text(findings, "P01.before.MAS.elbow_flexors.left") == (
        """\
P01.before.MAS.elbow_flexors.left = 1+
Modified Ashworth Scale, left elbow flexors, Before treatment
How: Grade as recorded.
P01.yaml:21:45"""
    )


def test_a_median_leads_through_changes_and_scores_to_grades(findings: Findings) -> None:
    lines = explanation_text(findings, "TCT.total.change.median").splitlines()
    assert "P01.change.TCT.total = 0 points" in lines
    assert "  P01.before.TCT.total = 24 points" in lines
    assert "    sitting balance         12  P01.yaml:22:109" in lines


def test_a_limit_leads_to_the_count_it_was_computed_from(findings: Findings) -> None:
    top = explain(findings, "adverse_events.patients.upper95")
    assert [part.result.id for part in top.parts] == ["adverse_events.patients"]
    assert [part.result.id for part in top.parts[0].parts] == [
        "P01.adverse_events",
        "P02.adverse_events",
    ]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_text_keeps_to_the_width_and_places_are_never_cut(findings: Findings, width: int) -> None:
    for id in ("MAS.improved", "TCT.total.change.median", "any.improved", "sessions"):
        for line in explanation_text(findings, id, width).splitlines():
            whole = line.split()
            assert len(line) <= width or len(whole) <= 3 or "=" in line, line


def test_every_result_is_explained_down_to_places_where_anything_was_read(
    findings: Findings,
) -> None:
    for id in findings.ledger:
        assert explanation_text(findings, id).startswith(f"{id} = ")
    reached = [id for id in findings.ledger if _places(explain(findings, id))]
    computed = {"outcomes"} | {id for id, r in findings.ledger.items() if not r.sources}
    assert set(findings.ledger) - set(reached) <= computed


def _places(explanation: Explanation) -> list[str]:
    own = [str(place) for place in explanation.result.places]
    return own + [place for part in explanation.parts for place in _places(part)]


@pytest.mark.parametrize(
    ("id", "suggested"),
    [
        ("MAS.improvd", "MAS.improved"),
        ("mas.IMPROVED", "MAS.improved"),
        ("P01.change.TCT.totl", "P01.change.TCT.total"),
        ("TCT", "TCT.improved"),
    ],
)
def test_an_unknown_id_suggests_the_nearest(findings: Findings, id: str, suggested: str) -> None:
    with pytest.raises(Refused) as refused:
        explanation_text(findings, id)
    (problem,) = refused.value.problems
    assert problem.code == "CP403"
    assert problem.message == f"there is no result `{id}`"
    assert problem.help.startswith(f"did you mean `{suggested}`")
    assert str(problem.place) == "."


def test_an_id_like_no_other_points_to_the_list(findings: Findings) -> None:
    with pytest.raises(Refused) as refused:
        explain(findings, "????")
    assert refused.value.problems[0].help == "output/results.csv lists every result"


def dated() -> Findings:
    """A case whose sessions and visits have dates."""
    text = case("P01", sessions=2, before={"TCT": {}}, after={"TCT": {}})
    for old, new in (
        ("month: 0, routes", "date: 2023-03-01, routes"),
        ("month: 1, routes", "date: 2023-04-01, routes"),
        ("    month: 0\n", "    date: 2023-02-20\n"),
        ("    month: 11\n", "    date: 2024-01-31\n"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    return found(text)


@pytest.mark.parametrize(
    ("result", "last_lines"),
    [
        ("P01.follow_up", ["time  11.0 months  P01.yaml:11:16 P01.yaml:19:11"]),
        ("P01.visit.before.time", ["P01.yaml:11:16", "P01.yaml:15:11"]),
        ("P01.treatment_period", ["P01.yaml:11:16", "P01.yaml:12:16"]),
        ("P01.session.2.day", ["P01.yaml:11:16", "P01.yaml:12:16"]),
        ("P01.session.1.day", ["P01.yaml:11:16"]),
    ],
)
def test_a_time_between_two_dates_names_both(result: str, last_lines: list[str]) -> None:
    lines = explanation_text(dated(), result).splitlines()
    places = [line for line in lines if ".yaml:" in line]
    assert places == last_lines


def test_a_time_that_was_told_as_such_names_its_one_place() -> None:
    told = found(case("P01", before={"TCT": {}}, after={"TCT": {}}))
    assert [p.line for p in told.ledger["P01.visit.after.time"].places] == [23]
