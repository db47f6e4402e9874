"""Totals whose items are not held, and items that do not apply: said as the file says it."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from figures_seen.pictures import found as found_in
from outcomes_series import case, found, found_with_problems
from scales_series import case_text, problem, scored, scores_of, series_of

from cpreport.data.change_rows import change_rows
from cpreport.data.columns import SCORES
from cpreport.outcomes.explain import explanation_text
from cpreport.outcomes.findings import Findings
from cpreport.scales.scoring import score_series
from cpreport.tables import case_table, series_table
from cpreport.terminal.score_table import print_scores
from tests.reasons import why

OUTCOMES = "outcomes:\n  - {scale: TCT, label: trunk control, rule: score}\n"
ITEMS = {
    "TCT": {
        "rolling to weak side": 12,
        "rolling to strong side": 12,
        "sitting up from lying": 0,
        "sitting balance": 12,
    }
}
EXAMPLES = Path(__file__).parent.parent / "examples"
NOTE = "Entered total, not computed from items"


def with_total(text: str, visit: str, total: str) -> str:
    """Enter a total of the TCT at a visit of a case file."""
    month = {"before": 0, "after": 11}[visit]
    head = f"  - id: {visit}\n    month: {month}\n"
    assert head in text
    return text.replace(head, f"{head}    entered_totals: {{TCT: {total}}}\n")


def both(before: str, after: str, id: str = "P01") -> str:
    """Write a case that holds totals and no item."""
    return with_total(with_total(case(id, before={}, after={}), "before", before), "after", after)


def two_ways() -> Findings:
    """Find a series: P01 has totals alone, P02 items before and a total after."""
    mixed = with_total(case("P02", before=ITEMS, after={}), "after", "25")
    return found(both("36", "49"), mixed, outcomes=OUTCOMES)


def test_totals_without_items_are_compared_and_judged() -> None:
    ledger = two_ways().ledger
    assert ledger["P01.before.TCT.total"].value == Decimal(36)
    assert ledger["P01.change.TCT.total"].printed == "+13"
    assert ledger["P01.TCT.verdict"].value == "better"
    assert ledger["P02.before.TCT.total"].value == Decimal(36)
    assert ledger["P02.after.TCT.total"].value == Decimal(25)
    assert ledger["P02.change.TCT.total"].printed == "−11"
    assert ledger["P02.TCT.verdict"].value == "worse"
    assert ledger["TCT.improved"].n_of_n == "1 of 2"
    assert ledger["TCT.total.pairs"].n_of_n == "2 of 2"


def test_an_entered_total_says_so_wherever_it_is_explained() -> None:
    findings = two_ways()
    told = explanation_text(findings, "P01.after.TCT.total")
    assert "Entered as a total, not computed from items." in told
    assert "P01.yaml:" in told
    change = findings.ledger["P02.change.TCT.total"]
    assert change.method.endswith(
        "The later value is an entered total, so that its items cannot be compared."
    )


def test_an_entered_total_is_marked_in_the_tables_of_case_and_series() -> None:
    findings = two_ways()
    table = case_table("scores", findings, "P02")
    assert table is not None
    assert f"{NOTE}: TCT total, “After treatment”." in table.notes
    of_all = series_table("scores", findings)
    assert of_all is not None
    assert (
        f"{NOTE}: P01, TCT total, “Before treatment” and “After treatment”; "
        "P02, TCT total, “After treatment”."
    ) in of_all.notes


def test_a_score_that_was_entered_at_every_visit_is_marked_once_and_counts_no_items() -> None:
    findings = found(both("36", "49"), both("25", "25", "P02"), outcomes=OUTCOMES)
    of_all = series_table("scores", findings)
    assert of_all is not None
    assert f"{NOTE}: TCT total, every value." in of_all.notes
    outcomes = series_table("outcomes", findings)
    assert outcomes is not None
    assert [row.group for row in outcomes.rows if row.group == "Items of all patients"] == []
    assert not any("Items of one patient" in note for note in outcomes.notes)


def test_what_a_scale_always_enters_is_told_once_below_a_case_and_named_below_the_series() -> None:
    findings = found_in(EXAMPLES / "dermatology")
    table = case_table("scores", findings, "P01")
    assert table is not None
    assert [note for note in table.notes if "ntered" in note] == [
        "DLQI. DLQI (0 to 30), entered as a total, not computed from items."
    ]
    of_all = series_table("scores", findings)
    assert of_all is not None
    assert f"{NOTE}: DLQI total, every value." in of_all.notes


def test_an_entered_total_is_marked_in_csv_and_json() -> None:
    scored_series = two_ways().scored
    rows = list(csv.DictReader(io.StringIO("".join(print_scores(scored_series, "csv", (), 80)))))
    assert list(rows[0]) == list(SCORES.header)
    told = [(r["case"], r["visit"], r["value"], r["basis"]) for r in rows]
    assert told == [
        ("P01", "before", "36", "entered total"),
        ("P01", "after", "49", "entered total"),
        ("P02", "before", "36", "items"),
        ("P02", "after", "25", "entered total"),
    ]
    entries = json.loads("".join(print_scores(scored_series, "json", (), 80)))
    assert [entry["basis"] for entry in entries] == [basis for *_, basis in told]
    table = "".join(print_scores(scored_series, "table", (), 80))
    assert table.count("items (entered total)") == 3


def test_a_total_that_was_not_assessed_keeps_its_word() -> None:
    findings = found(both("not assessed (asleep)", "49"), outcomes=OUTCOMES)
    before = findings.ledger["P01.before.TCT.total"]
    assert (before.value, before.printed) == (None, "not assessed (asleep)")
    assert findings.ledger["P01.change.TCT.total"].method == (
        "Not comparable: the earlier score is not assessed (asleep)."
    )
    assert findings.ledger["P01.TCT.verdict"].value == "not assessable"
    row = next(csv.DictReader(io.StringIO("".join(print_scores(findings.scored, "csv", (), 80)))))
    assert (row["value"], row["printed"]) == ("not assessed", "not assessed (asleep)")


def test_where_all_items_are_held_the_total_is_compared_and_computed() -> None:
    all_four = "TCT: {rolling to weak side: 12, rolling to strong side: 12, sitting up: 0, {}: 12}"
    text = all_four.replace("{}", "sitting balance").replace("up:", "up from lying:")
    assert scores_of(text, totals="{TCT: 36}", outcome="TCT")["total"].basis == "items"
    assert problem(text, totals="{TCT: 48}", outcome="TCT").code == "CP107"


def test_where_some_items_are_held_the_score_stays_unscorable_and_tells_the_total() -> None:
    found_scores = scores_of("TCT: {sitting balance: 12}", totals="{TCT: 49}", outcome="TCT")
    total = found_scores["total"]
    assert (total.value, total.status, total.basis) == (None, "not scorable", "items")
    assert why(total).endswith("; a total of 49 is entered")


def test_an_impossible_total_without_items_is_no_score() -> None:
    result, problems = score_series(series_of(case_text("MAS: {}", totals="{TCT: 41}")))
    assert [p.code for p in problems] == ["CP108"]
    assert [s for s in result.cases[0].scores if s.scale == "TCT"] == []


def test_a_side_has_its_own_total() -> None:
    result, problems = scored("TCT: {}", totals="{MI: {arm: {right: 76, left: 61}}}")
    assert problems == ()
    found_scores = [(s.name, s.side, s.printed) for s in result.cases[0].scores if s.scale == "MI"]
    assert found_scores == [("arm", "right", "76"), ("arm", "left", "61")]


def test_a_total_entered_twice_is_refused() -> None:
    text = "{MI: {arm: {right: 76, R: 61}}}"
    assert [p.message for p in scored("TCT: {}", totals=text)[1]] == [
        "right arm is entered already at this visit"
    ]


# --- what is not mentioned -----------------------------------------------------------------------


def test_a_scale_that_a_visit_does_not_mention_is_not_recorded_anywhere() -> None:
    findings = found(case(before=ITEMS, after={"MAS": {"soleus": {"right": 2, "left": 2}}}))
    table = case_table("scores", findings, "P01")
    assert table is not None
    cells = {row.cells[0].text: [cell.text for cell in row.cells[1:3]] for row in table.rows}
    assert cells["Total"] == ["36", "not recorded"]
    assert cells["Median grade"] == ["not recorded", "2"]
    rows = [",".join(row) for row in change_rows(findings) if row[4:6] == ("score", "total")]
    assert rows == [
        "P01,before,after,TCT,score,total,not applicable,36,not recorded,not applicable,not assessable"
    ]
    assert findings.ledger["TCT.total.after.median"].printed == "not recorded"


# --- what does not apply -------------------------------------------------------------------------

ONE_SIDE = {
    "elbow flexors": {"right": 3, "left": "not applicable (prosthesis)"},
    "soleus": {"right": 2, "left": "not applicable (prosthesis)"},
}
BETTER = {**ONE_SIDE, "soleus": {"right": 1, "left": "not applicable (prosthesis)"}}


def test_a_side_that_does_not_apply_leaves_nothing_unscorable() -> None:
    findings = found(case(before={"MAS": ONE_SIDE}, after={"MAS": BETTER}))
    ledger = findings.ledger
    assert ledger["P01.before.MAS.median"].printed == "2"
    assert ledger["P01.before.MAS.median"].method.endswith(
        "Not applicable, and so left out: the left side."
    )
    assert ledger["P01.MAS.verdict"].method == (
        "Rule “items”; 2 of 2 items comparable: 1 better, 1 unchanged, 0 worse."
    )
    assert ledger["P01.MAS.items.not_comparable"].n_of_n == "0 of 2"
    assert ledger["P01.change.MAS.soleus.left"].printed == "not applicable"
    table = case_table("scores", findings, "P01")
    assert table is not None
    assert not [note for note in table.notes if note.startswith("Not scorable")]
    assert any(note.startswith("Scored without the left side (not ap") for note in table.notes)


def test_a_score_of_a_side_that_does_not_apply_is_not_applicable() -> None:
    arm = ("pinch grip", "elbow flexion", "shoulder abduction")
    grades = ", ".join(f"{item}: {{right: 0, left: not applicable}}" for item in arm)
    found_scores = scores_of(f"MI: {{{grades}}}")
    assert found_scores["right arm"].printed == "0"
    left = found_scores["left arm"]
    assert (left.value, left.printed, left.status) == (None, "not applicable", "not applicable")
    assert left.missing == ()


@pytest.mark.parametrize("word", ["not assessed", "not reported"])
def test_the_other_missing_words_still_leave_a_score_unscorable(word: str) -> None:
    found_scores = scores_of(f"MAS: {{soleus: {{right: 2, left: {word}}}}}")
    assert found_scores["median"].printed == "not scorable"
    assert found_scores["median"].missing == (("soleus", "left"),)


def test_verdicts_by_items_of_a_patient_with_totals_alone_are_not_assessable() -> None:
    items = OUTCOMES.replace("rule: score", "rule: items")
    findings, problems = found_with_problems(both("36", "49"), outcomes=items)
    assert problems == ()
    assert findings.ledger["P01.TCT.verdict"].value == "not assessable"


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        ("by at least 13 points", "better"),
        ("by at least 13.5", "unchanged"),
        ("by at least 36 %", "better"),
        ("by at least 37 %", "unchanged"),
        ("any change", "better"),
    ],
)
def test_the_rules_by_size_judge_scores_as_well(rule: str, verdict: str) -> None:
    outcomes = OUTCOMES.replace("rule: score", f"rule: {rule}")
    findings, problems = found_with_problems(both("36", "49"), outcomes=outcomes)
    assert problems == ()
    assert findings.ledger["P01.TCT.verdict"].value == verdict
