"""What the tables of a case and of the series say; how they print stands in the formats' tests."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from outcomes_series import case, flow, found, outcome, sides, visit

from cpreport.figures.lettering import POINT
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Ledger, Result
from cpreport.outcomes.scoring_words import short_label
from cpreport.publish.html.tabular import table_page
from cpreport.tables import (
    CASE_TABLES,
    SERIES_TABLES,
    case_table,
    case_tables_of,
    series_table,
)
from cpreport.tables.cells import count_cell, direction_cell, median_cell, result_cell
from cpreport.tables.notes_once import notes_once
from cpreport.tables.same_in_all_rows import marked
from cpreport.tables.table import Cell, Table, TableColumn, TableRow
from cpreport.terminal.text_tables import to_terminal
from tests.phased_series import phased_series
from tests.test_measured_numbers import results_of

BEFORE = {
    "MAS": {"elbow flexors": sides("3", "2"), "knee flexors": sides("2", "not assessed")},
    "MI": {
        "pinch grip": sides(19, 22),
        "elbow flexion": sides(14, 19),
        "shoulder abduction": sides(14, "not assessed"),
    },
    "TCT": {
        "rolling to weak side": 12,
        "rolling to strong side": 12,
        "sitting up from lying": 0,
        "sitting balance": 12,
    },
}
AFTER = {
    "MAS": {"elbow flexors": sides("1+", "2"), "knee flexors": sides("3", "2")},
    "MI": {
        "pinch grip": sides(22, 22),
        "elbow flexion": sides(14, 19),
        "shoulder abduction": sides(14, 19),
    },
    "TCT": {
        "rolling to weak side": 25,
        "rolling to strong side": 12,
        "sitting up from lying": 12,
        "sitting balance": 12,
    },
}
FEVER = (
    "{term: Fever, grade: 1, onset: {day: 12}, session: 1, duration: 2 days, serious: no,"
    " relatedness: probable, action: Paracetamol, outcome: recovered}"
)
SEIZURE = (
    "{term: Seizure, grade: 3, onset: {day: 40}, duration: 5 minutes, serious: yes,"
    " serious_criteria: [hospitalisation], relatedness: possible, action: none,"
    " outcome: recovered}"
)


def girl(id: str = "P01", **changes: str) -> str:
    """The case that most tests read; each changes one thing."""
    text = case(id, before=BEFORE, after=AFTER, classification="GMFCS: V, MACS: IV")
    return changed(text, **changes)


def boy(id: str = "P02", **changes: str) -> str:
    """A younger patient with a visit between."""
    middle = visit("middle", 4, TCT={**BEFORE["TCT"], "sitting balance": 25})
    text = case(id, visit("before", 0, **BEFORE), middle, visit("after", "11.5", **BEFORE))
    return changed(
        text.replace("age: 6 years", "age: 20 months").replace("female", "male"), **changes
    )


def changed(text: str, **changes: str) -> str:
    for old, new in changes.items():
        line = next(line for line in text.splitlines() if line.strip().startswith(f"{old}:"))
        indent = line[: len(line) - len(line.lstrip())]
        text = text.replace(line, "\n".join(indent + part for part in new.split("\n")), 1)
    return text


MI_TOO = outcome(
    """
    - {scale: MAS, label: spasticity, primary: yes, rule: items}
    - {scale: MI, label: strength, rule: score, score: arm}
    - {scale: TCT, label: trunk control, rule: score}
    """
)


def of_case(name: str, *cases: str, **more: str) -> Table:
    table = case_table(name, found(*cases or (girl(),), **more), "P01")
    assert table is not None
    return table


def of_series(name: str, *cases: str, **more: str) -> Table:
    table = series_table(name, found(*cases or (girl(), boy()), **more))
    assert table is not None
    return table


def rows(table: Table) -> dict[str, list[str]]:
    """Give the texts of each row by its heading."""
    return {row.cells[0].text: [c.text for c in row.cells[1:]] for row in table.rows}


def notes(table: Table) -> str:
    return "\n".join(table.notes)


# Cells


@pytest.fixture
def findings() -> Findings:
    results = (
        Result("P01.TCT.total", "Total", Decimal(36), "36"),
        Result("P01.MI.arm", "Arm", None, "not scorable"),
        Result("P01.change.TCT", "Change", Decimal(-2), "−2", direction="worse"),
        Result("P01.change.MI", "Change", None, "not comparable", direction="not assessable"),
        Result("MAS.improved", "Improved", Decimal(3), "3", of=4, interval_printed="30% to 95%"),
        Result("MAS.worse", "Worse", Decimal(0), "0", of=4),
        Result("TCT.median", "Median", Decimal(36), "36"),
        Result("TCT.min", "Smallest", Decimal(24), "24"),
        Result("TCT.max", "Largest", Decimal(61), "61"),
    )
    return replace(found(girl()), ledger=Ledger({r.id: r for r in results}))


def test_a_cell_prints_its_result_and_names_it(findings):
    assert result_cell(findings, "P01", "TCT", "total") == Cell("36", "P01.TCT.total")


def test_what_the_ledger_does_not_have_is_a_word(findings):
    assert result_cell(findings, "P09") == Cell("not reported", tone="missing")
    assert result_cell(findings, "P01", "MI", "arm").tone == "missing"


def test_a_direction_is_a_word_whatever_the_number(findings):
    assert direction_cell(findings, "P01.change.TCT") == Cell("worse", "P01.change.TCT", "worse")
    assert direction_cell(findings, "P01.change.MI").text == "not comparable"
    assert direction_cell(findings, "P01.change.MRC").text == "not comparable"


def test_a_proportion_has_its_number_its_n_and_its_interval(findings):
    assert count_cell(findings, "MAS.improved").text == "3 of 4"
    assert count_cell(findings, "MAS.worse").text == "0 of 4"


def test_a_median_has_its_range_and_names_every_result_it_prints(findings):
    cell = median_cell(findings, "TCT")
    assert cell.text == "36 (24 to 61)"
    assert cell.results == ("TCT.median", "TCT.min", "TCT.max")


# A case


def test_characteristics_print_what_is_there_and_a_word_for_what_is_not():
    told = girl(
        diagnosis="diagnosis: Cerebral palsy\naetiology: Stroke\nage_at_diagnosis: 14 months"
    )
    table = rows(of_case("characteristics", told))
    assert table["Age at first treatment"] == ["6\N{NO-BREAK SPACE}years"]
    assert table["Age at diagnosis"] == ["14\N{NO-BREAK SPACE}months"]
    assert table["Aetiology"] == ["Stroke"]
    assert table["GMFCS level"] == ["V"]
    assert table["Sessions"] == ["6"]
    assert table["Follow-up, months"] == ["11.0"]
    assert table["Concomitant treatment"] == ["not recorded"]
    assert "Centre" not in table, "no file says anything of a centre"


def test_american_english_spells_etiology_and_center():
    told = girl(diagnosis="diagnosis: Cerebral palsy\naetiology: Stroke\ncentre: Centre A")
    table = rows(of_case("characteristics", told, language="en-US"))
    assert {"Etiology", "Center"} <= set(table)
    assert not {"Aetiology", "Centre"} & set(table)


def test_abbreviated_classifications_are_spelled_out():
    note = "GMFCS, Gross Motor Function Classification System; MACS, Manual Ability Classification"
    assert note in notes(of_case("characteristics"))


def test_sessions_have_their_day_and_a_word_for_a_dose_not_recorded():
    table = of_case("sessions")
    assert [c.heading for c in table.columns] == ["Session", "Day", "Routes", "Dose"]
    assert rows(table)["1"] == ["0", "intravenous", "not recorded"]
    assert rows(table)["2"][0] == "30"


def test_a_column_with_one_value_in_all_rows_is_a_note_on_the_page():
    table = of_case("sessions")
    page = table_page(table, "tbl-sessions", "Table 1")
    # The day, which alone is left, stands in a row.
    assert [cell.text for cell in page.parts[0].heading[0]] == ["Session", *"123456"]
    (row,) = page.parts[0].groups[0].rows
    assert [cell.lines for cell in row] == [
        (day,) for day in ("Day", "0", "30", "61", "91", "122", "152")
    ]
    assert page.notes[:2] == (
        "Routes (every session): intravenous.",
        "Dose (every session): not recorded.",
    )


def test_columns_that_say_the_same_in_all_rows_share_one_note():
    columns = tuple(map(TableColumn, ("Score", "Before", "After", "Change", "Direction")))
    lost = Cell("not comparable", tone="missing")
    every = tuple(
        TableRow((Cell(name), Cell(str(n)), Cell(str(n + 1)), lost, lost))
        for n, name in enumerate(("Total", "Sum"))
    )
    shown = marked(found(girl()).say, Table("t", "T", columns, every))
    told = [column.instead for column in shown.columns]
    assert told[3:] == ["Change and direction (every score): not comparable.", ""]


def test_a_column_without_a_value_is_left_out_and_one_of_numbers_stays():
    def column(heading, texts, align="left", tone=""):
        return TableColumn(heading, align), [Cell(text, tone=tone) for text in texts]

    columns = [
        column("Patient", ("P01", "P02", "All")),
        column("Age", ("6", "6", "–"), "right"),
        column("Sex", ("female", "female", "–")),
        column("Centre", ("A", "A", "1 centre")),
        column("Side", ("–", "–", "–")),
        column("Weight", ("not recorded", "not recorded", "–"), "right", "missing"),
    ]
    every = [TableRow(cells) for cells in zip(*(cells for _, cells in columns), strict=True)]
    every[-1] = replace(every[-1], sums_up=True)
    table = Table("t", "T", tuple(c for c, _ in columns), tuple(every))
    shown = marked(found(girl()).say, table)
    assert [column.instead for column in shown.columns] == [
        None,
        None,
        "Sex (every patient): female.",
        None,
        "",
        "Weight (every patient): not recorded.",
    ]
    assert marked(found(girl()).say, replace(table, one_a_column=True)) == replace(
        table, one_a_column=True
    )


def test_the_one_text_of_a_column_without_others_is_a_note():
    texts = ("–", "–", "–", "Postponed by ten days.")
    every = tuple(
        TableRow((Cell(str(n)), Cell(f"{n} mL"), Cell(text))) for n, text in enumerate(texts, 1)
    )
    table = Table(
        "t", "T", (TableColumn("Session"), TableColumn("Dose"), TableColumn("Note")), every
    )
    say = found(girl()).say
    note = marked(say, table).columns[2].instead
    assert note == "Note, session 4: Postponed by ten days."
    # A number keeps its cell, which names its result, and of three rows none is seldom.
    of_result = (*every[:3], TableRow((*every[3].cells[:2], Cell("5", "MAS.improved"))))
    assert marked(say, replace(table, rows=of_result)).columns[2].instead is None
    assert marked(say, replace(table, rows=every[1:])).columns[2].instead is None


def test_a_note_stands_beneath_the_first_table_that_has_it():
    say = found(girl()).say
    long = "Side, mean of arm and leg on the side."
    first = Table("a", "A", (), (), notes=(long, "Own."))
    second = Table("b", "B", (), (), notes=("Not scorable: MAS.", long))
    made = notes_once(say, {"a": "Table S1", "b": "Table S2"}, {"b": second, "a": first})
    assert made["a"].notes == first.notes
    assert made["b"].notes == ("Not scorable: MAS.", "Further notes as under Table S1.")
    short = notes_once(
        say, {"a": "Table 1", "c": "Table 2"}, {"a": first, "c": replace(first, notes=("Own.",))}
    )
    assert short["c"].notes == ("Own.",), "to name the other table would be as long"


def test_points_of_a_column_of_numbers_stand_below_each_other():
    cells = ("24", "41.5", "−0.25", "1\N{NARROW NO-BREAK SPACE}000", "not scorable")
    every = tuple(TableRow((Cell(str(n)), Cell(text))) for n, text in enumerate(cells))
    columns = (TableColumn("Score"), TableColumn("Before", "right"))
    table = Table("t", "T", columns, every, one_a_column=True)
    (group,) = table_page(table, "tbl-t", "Table 1").parts[0].groups
    assert [row[1].lacks for row in group.rows] == [2.5, 1, 0, 2.5, 0]
    left = replace(table, columns=(table.columns[0], TableColumn("Before")))
    (group,) = table_page(left, "tbl-t", "Table 1").parts[0].groups
    assert {row[1].lacks for row in group.rows} == {0}


def test_columns_of_one_name_on_both_sides_are_as_wide_as_each_other():
    page = table_page(of_case("items"), "tbl-items", "Table 1", millimetres=174)
    widths = [float(width.rstrip("%")) for width in page.parts[0].widths]
    apart = 9 * POINT / 174 * 100
    assert widths[1] == pytest.approx(widths[4] - apart, abs=0.02)
    assert widths[2:4] == widths[5:7]


def test_a_volume_of_one_session_makes_a_column_for_all():
    first = "- {month: 0, routes: [intravenous]"
    table = of_case("sessions", girl().replace(first, f"{first}, volume: 10 ml, dose: 1e6"))
    assert [c.heading for c in table.columns][-1] == "Volume"
    assert rows(table)["1"][2:] == ["1e6", "10 ml"]
    assert rows(table)["2"][2:] == ["not recorded", "not recorded"]


def test_a_note_that_nobody_wrote_of_a_session_is_no_missing_record():
    first = "- {month: 0, routes: [intravenous]"
    table = of_case("sessions", girl().replace(first, f"{first}, note: slept well after it"))
    assert [c.heading for c in table.columns][-1] == "Note"
    assert rows(table)["1"][2:] == ["not recorded", "slept well after it"]
    assert rows(table)["2"][2:] == ["not recorded", "–"]


def test_items_stand_side_by_side_with_the_change_in_words():
    table = of_case("items")
    assert [c.full_heading for c in table.columns] == [
        "Item",
        "Right, or no side: Before treatment",
        "Right, or no side: After treatment",
        "Right, or no side: Change",
        "Left: Before treatment",
        "Left: After treatment",
        "Left: Change",
    ]
    assert rows(table)["Elbow flexors"] == ["3", "1+", "better", "2", "2", "unchanged"]
    assert rows(table)["Knee flexors"] == [
        *("2", "3", "worse"),
        *("not assessed", "2", "not comparable"),
    ]
    assert rows(table)["Sitting balance"] == ["12", "12", "unchanged", "–", "–", "–"]
    assert "–: the item has no sides." in table.notes
    assert {row.group for row in table.rows} >= {
        "Modified Ashworth Scale (MAS), lower is better: upper limb",
        "Trunk Control Test (TCT), higher is better: trunk",
    }


def test_an_item_graded_at_one_visit_only_is_not_recorded_at_the_other():
    more = {**AFTER["MAS"], "wrist flexors": sides("2", "2")}
    table = of_case("items", case("P01", before=BEFORE, after={**AFTER, "MAS": more}))
    assert rows(table)["Wrist flexors"][:3] == ["not recorded", "2", "not comparable"]


def test_an_item_of_a_scale_not_used_at_a_visit_is_not_recorded_there():
    table = case_table("items", found(girl(), boy()), "P02")
    assert rows(table)["Elbow flexors"][:3] == ["3", "not recorded", "3"]
    assert rows(table)["Sitting balance"][:3] == ["12", "25", "12"]


def test_scales_without_sides_need_no_sides_in_the_headings():
    only = {"TCT": BEFORE["TCT"]}
    table = of_case("items", case("P01", before=only, after={"TCT": AFTER["TCT"]}))
    assert [c.full_heading for c in table.columns] == [
        *("Item", "Before treatment", "After treatment", "Change"),
    ]


def test_scores_have_change_direction_and_threshold():
    table = of_case("scores", outcomes=MI_TOO)
    assert rows(table)["Total"] == ["36", "61", "+25", "better", "MDC passed"]
    assert rows(table)["Arm, right"] == ["48", "51", "+3", "better", "none applied"]
    assert rows(table)["Arm, left"] == [
        *("not scorable", "61", "not comparable", "not comparable", "none applied"),
    ]
    assert "Sum of grades coded 0 to 5 (descriptive)" in rows(table)


def test_a_score_is_named_without_its_scale_but_never_cut_inside_a_word():
    motricity = found(girl()).scale("MI")
    arm = motricity.scores[0]
    labels = {"Motricity Index, arm": "arm", "MI total": "total", "Midline score": "Midline score"}
    for label, short in labels.items():
        assert short_label(motricity, arm.model_copy(update={"label": label})) == short


def test_a_change_within_a_threshold_is_said_to_be_so():
    after = {"TCT": {**BEFORE["TCT"], "sitting balance": 25}}
    table = of_case("scores", case("P01", before={"TCT": BEFORE["TCT"]}, after=after))
    assert rows(table)["Total"] == ["36", "49", "+13", "better", "MDC not passed"]


def test_the_notes_of_scores_tell_reasons_rules_and_populations():
    said = notes(of_case("scores", outcomes=MI_TOO))
    assert (
        "Not scorable: MI left arm, “Before treatment” (not assessed: left shoulder abduction)."
    ) in said
    assert "one point is added unless the sum is 0" in said
    assert "13.9 points (38 adults with chronic stroke" in said
    assert "MAS and MI: no threshold of change is applied." in said


def test_what_is_not_scorable_for_one_reason_is_told_once():
    table = case_table("scores", found(case("P01", before=BEFORE, after=BEFORE)), "P01")
    assert (
        "Not scorable: MAS median and sum, “Before treatment” and “After treatment”"
        " (not assessed: left knee flexors)."
    ) in table.notes


def test_listed_adverse_events_have_all_that_was_recorded():
    table = of_case("adverse_events", girl(adverse_events=f"adverse_events: [{FEVER}, {SEIZURE}]"))
    assert rows(table)["Fever"] == [
        *("1", "12", "1", "2 days", "no", "probable", "Paracetamol", "recovered"),
    ]
    assert rows(table)["Seizure"][:5] == ["3", "40", "2", "5 minutes", "hospitalisation"]


def test_no_adverse_event_is_a_zero_with_its_exposure():
    table = of_case("adverse_events")
    assert rows(table) == {
        "Adverse events": ["0"],
        "Looked for": ["yes"],
        "Sessions": ["6"],
        "Follow-up, months": ["11.0"],
    }


def test_adverse_events_that_nobody_looked_for_are_no_zero():
    table = of_case("adverse_events", girl(adverse_events="adverse_events: not assessed"))
    assert rows(table)["Adverse events"] == ["not assessed"]


def test_a_case_without_grades_has_no_tables_of_them():
    bare = found(case("P01", visit("before", 0), visit("after", 11)))
    assert case_table("items", bare, "P01") is None
    assert case_table("scores", bare, "P01") is None
    assert series_table("scores", bare) is None
    assert case_tables_of(bare, "P01") == ("characteristics", "sessions", "adverse_events")


def test_tables_are_named_where_they_are_made_and_nowhere_else():
    findings = found(girl("P01"), boy("P02"), case("P03", before={"TCT": BEFORE["TCT"]}))
    for one in findings.cases:
        made = [name for name in CASE_TABLES if case_table(name, findings, one.id) is not None]
        assert case_tables_of(findings, one.id) == tuple(made)


# The series


def test_every_patient_is_a_row_and_all_are_the_last():
    table = of_series("characteristics")
    heads = [c.heading for c in table.columns]
    first, second, all_patients = (dict(zip(heads, row.cells, strict=True)) for row in table.rows)
    assert (first["Patient"].text, second["Patient"].text) == ("P01", "P02")
    assert second["Age"].text == "20\N{NO-BREAK SPACE}months"
    assert second["MACS"].text == "not reported"
    assert all_patients["Sex"].text == "1 female, 1 male"
    assert all_patients["Sex"].results == ("sex.female", "sex.male")
    assert all_patients["Sessions"].text == "12"
    assert all_patients["Follow-up, months"].text == "11.3 (11.0 to 11.5)"
    assert all_patients["Diagnosis"].text == "–"
    assert "Centre" not in heads


def test_scores_of_the_series_stand_before_and_after_a_column_a_patient():
    table = of_series("scores")
    assert [c.heading for c in table.columns] == ["Score", "P01", "P02"]
    total = next(r for r in table.rows if r.group.startswith("Trunk Control Test"))
    assert [c.text for c in total.cells] == ["Total", "36 → 61 ▲", "36"]
    assert [c.tone for c in total.cells] == ["", "better", "unchanged"]
    first = total.cells[1]
    assert first.results == ("P01.before.TCT.total", "P01.after.TCT.total")
    median = next(r for r in table.rows if r.cells[0].text == "Median grade")
    assert "·" in median.cells[1].text
    assert table.notes[1].startswith("· no value:")


def test_outcomes_count_every_verdict_and_every_item():
    table = of_series("outcomes")
    assert [c.heading for c in table.columns] == [
        *("Measure", "Spasticity (MAS), primary", "Trunk control (TCT)"),
    ]
    told = {(row.group, row.cells[0].text): [c.text for c in row.cells[1:]] for row in table.rows}
    assert told["Patients", "Improved"] == ["0 of 2", "1 of 2"]
    assert told["Patients", "Mixed"][0] == told["Patients", "Unchanged"][1] == "1 of 2"
    assert told["Items of all patients", "Worse"] == ["1 of 8", "0 of 8"]
    assert told["Main score, median (range)", "Change"][1] == "+12.5 (0 to +25)"
    assert told["Main score, median (range)", "Patients compared"][1] == "2"
    assert "In at least one outcome: improved 1 of 2, worse 0 of 2." in table.notes


def test_each_interval_of_the_outcomes_is_printed_once() -> None:
    table = of_series("outcomes")
    assert (
        "95% Wilson intervals of the shares of patients: 0 of 2, 0% to 66%; 1 of 2, 9% to 91%."
        in (table.notes)
    )
    assert not any("%" in cell.text for row in table.rows for cell in row.cells)


def test_a_patient_who_also_got_worse_is_counted_whatever_the_verdict() -> None:
    table = of_series("outcomes")
    told = {r.cells[0].text: [c.text for c in r.cells[1:]] for r in table.rows}
    assert told["Any item better"] == ["1 of 2", "1 of 2"]
    assert told["Any item worse"] == ["1 of 2", "0 of 2"]
    majority = outcome("- {scale: MAS, label: tone, rule: more items better than worse}")
    wrists = {"wrist flexors": sides("2", "2")}
    before = {"MAS": BEFORE["MAS"] | wrists}
    after = {"MAS": AFTER["MAS"] | {"wrist flexors": sides("1", "2")}}
    table = of_series("outcomes", case("P01", before=before, after=after), outcomes=majority)
    told = {r.cells[0].text: r.cells[1].text for r in table.rows if r.group == "Patients"}
    assert (told["Improved"], told["Worse"], told["Any item worse"]) == (
        "1 of 1",
        "0 of 1",
        "1 of 1",
    )


def test_patients_that_pass_a_threshold_are_counted_beside_the_verdicts() -> None:
    table = of_series("outcomes")
    group = "Patients by threshold"
    told = {r.cells[0].text: [c.text for c in r.cells[1:]] for r in table.rows if r.group == group}
    assert told == {
        "Better, passed": ["–", "MDC 1 of 2"],
        "Worse, passed": ["–", "MDC 0 of 2"],
        "Not passed": ["–", "MDC 1 of 2"],
    }
    assert "– beside a threshold: none is applied to the score." in table.notes


def test_of_patients_whom_nobody_could_judge_there_is_no_share() -> None:
    table = of_series("outcomes", case("P01", before=BEFORE), case("P02", before=BEFORE))
    told = {
        r.cells[0].text: [c.text for c in r.cells[1:]] for r in table.rows if r.group == "Patients"
    }
    assert told["Improved"] == told["Worse"] == ["not assessable", "not assessable"]
    assert told["Not assessable"] == ["2 of 2", "2 of 2"]
    assert told["Any item better"] == told["Any item worse"] == ["not comparable"] * 2
    items = {r.cells[0].text: r.cells[2].text for r in table.rows if r.group.startswith("Items")}
    assert items == {
        **dict.fromkeys(("Better", "Unchanged", "Worse"), "not comparable"),
        "Not comparable": "8 of 8",
    }
    assert not any("%" in note or "at least one" in note for note in table.notes)


def test_a_share_is_of_the_patients_who_could_be_judged() -> None:
    table = of_series("outcomes", girl(), case("P02", before=BEFORE))
    told = {r.cells[0].text: r.cells[2].text for r in table.rows if r.group == "Patients"}
    assert (told["Improved"], told["Worse"]) == ("1 of 1", "0 of 1")
    assert told["Not assessable"] == "1 of 2"
    assert "In at least one outcome: improved 1 of 1, worse 0 of 1." in table.notes


def test_with_one_outcome_nothing_is_said_of_several() -> None:
    one = outcome("- {scale: TCT, label: trunk control, rule: score}")
    assert "at least one" not in notes(of_series("outcomes", outcomes=one))


def test_a_main_score_of_both_sides_is_told_for_each():
    table = of_series(
        "outcomes", outcomes=outcome("- {scale: MI, label: strength, rule: score, score: arm}")
    )
    change = next(r.cells[1] for r in table.rows if r.cells[0].text == "Change")
    assert change.text == "right +1.5 (0 to +3)\nleft not comparable"
    assert "MI.arm.right.change.min" in change.others


def test_no_adverse_event_in_the_series_has_denominators_and_upper_limits():
    table = rows(of_series("adverse_events"))
    assert table["Patients with an event"] == ["0 of 2", "up to 78% (one-sided)"]
    assert table["Sessions followed by an event"] == ["0 of 12", "up to 22% (one-sided)"]
    assert table["Events"] == ["0", "–"]


def test_adverse_events_of_the_series_are_counted_and_told_by_patient():
    table = of_series("adverse_events", girl(adverse_events=f"adverse_events: [{FEVER}]"), boy())
    assert rows(table)["Patients with an event"] == ["1 of 2", "1% to 99% (two-sided)"]
    assert rows(table)["P01"] == ["1", "–"]
    assert rows(table)["P02"] == ["0", "–"]
    assert "P01: Fever, CTCAE grade 1, day 12, not serious, probable, recovered." in table.notes


def test_patients_in_whom_nobody_looked_are_left_out_of_the_denominator():
    table = rows(
        of_series("adverse_events", girl(), boy(adverse_events="adverse_events: not assessed"))
    )
    assert table["Patients in whom they were looked for"][0] == "1 of 2"
    assert table["Patients with an event"][0] == "0 of 1"


OLD = (
    "{term: Rash, grade: not reported, onset: not reported, duration: not reported, "
    "serious: not reported, relatedness: not reported, action: not reported, "
    "outcome: not reported}"
)
LEAK = (
    "{term: Leak, grading: Clavien-Dindo, grade: IIIb, onset: {day: 3}, duration: 1 week, "
    "serious: yes, serious_criteria: hospitalisation, relatedness: probable, action: drained, "
    "outcome: recovered}"
)


def test_what_an_old_chart_does_not_say_of_an_event_is_said_to_be_not_reported():
    told = girl(adverse_events=f"adverse_events: [{OLD}]")
    table = of_series("adverse_events", told, boy())
    assert rows(table)["Events whose grade is not reported"] == ["1", "–"]
    assert rows(table)["Events that follow no session"] == ["1", "–"]
    assert rows(table)["Serious events"] == ["not reported", "–"]
    assert (
        "P01: Rash, grade not reported, onset not reported, seriousness not reported, "
        "relatedness not reported, outcome not reported." in table.notes
    )
    listed = case_table("adverse_events", found(told, boy()), "P01")
    assert listed is not None
    assert {cell.text for cell in listed.rows[0].cells[1:]} == {"not reported"}


def test_clavien_dindo_grades_are_named_with_their_source():
    told = girl(adverse_events=f"adverse_events: [{LEAK}]")
    table = of_series("adverse_events", told, boy())
    assert rows(table)["Events of Clavien-Dindo grade III to V"] == ["1", "–"]
    assert "Events of CTCAE grade 3 to 5" not in rows(table)
    assert any("10.1097/01.sla.0000133083.54934.ae" in note for note in table.notes)
    assert not any("CTCAE" in note for note in table.notes)
    both = case_table(
        "adverse_events", found(girl(adverse_events=f"adverse_events: [{LEAK}, {FEVER}]")), "P01"
    )
    assert both is not None
    assert both.columns[1].heading == "Grade"
    assert [row.cells[1].text for row in both.rows] == ["Clavien-Dindo IIIb", "CTCAE 1"]
    assert [row.cells[3].text for row in both.rows] == ["1", "1"]


# All tables

#: Columns whose numbers are the clinician's own words, or number the rows.
AS_WRITTEN = {"Session", "Dose", "Volume", "Duration", "CTCAE grade", "After session", "Treatment"}
ALL_TABLES = [("case", name) for name in CASE_TABLES] + [("series", n) for n in SERIES_TABLES]


TAPER = """\
treatment:
  - {name: Prednisolone, kind: drug, course: [{from: month 0, to: month 2, dose: 5 mg daily}]}
"""


@pytest.fixture(scope="module")
def phased(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    findings, problems = results_of(phased_series(tmp_path_factory.mktemp("phased")))
    assert [p for p in problems if p.severity == "error"] == []
    return findings


def every_table(kind: str, name: str, phased: Findings) -> tuple[Findings, Table]:
    told = found(
        girl(adverse_events=f"adverse_events: [{FEVER}]").replace("treatment:\n", TAPER),
        boy(),
        outcomes=f"groups: {{by: sex}}\nsummaries: range\n{MI_TOO}",
    )
    told = phased if name == "phases" else told
    table = case_table(name, told, "P01") if kind == "case" else series_table(name, told)
    assert table is not None
    return told, table


@pytest.mark.parametrize(("kind", "name"), ALL_TABLES)
def test_every_number_in_a_cell_is_a_result_of_the_ledger(kind, name, phased):
    told, table = every_table(kind, name, phased)
    for row in table.rows:
        for column, cell in list(zip(table.columns, row.cells, strict=True))[table.heads :]:
            if column.heading not in AS_WRITTEN and re.search(r"\d", cell.text):
                assert cell.results, (row.cells[0].text, column.heading, cell.text)
            for id in cell.results:
                result = told.ledger[id]
                word = "not comparable" if result.value is None else result.direction
                assert result.printed in cell.text or cell.text == word, id


@pytest.mark.parametrize(("kind", "name"), ALL_TABLES)
def test_every_row_has_a_cell_for_every_column_and_none_is_blank(kind, name, phased):
    _, table = every_table(kind, name, phased)
    assert table.id == name
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        assert all(cell.text.strip() for cell in row.cells)


@pytest.mark.parametrize(("kind", "name"), ALL_TABLES)
def test_every_table_fits_a_terminal_of_80_columns(kind, name, phased):
    _, table = every_table(kind, name, phased)
    assert max(map(len, to_terminal(table, 80).splitlines())) <= 80


def test_no_table_has_a_calendar_date():
    dated = girl().replace("{month: 0, routes", "{date: 2023-03-01, routes", 1)
    dated = dated.replace("month: 0\n", "date: 2023-02-20\n").replace(
        "month: 11\n", "date: 2024-01-31\n"
    )
    told = found(dated)
    tables = [case_table(n, told, "P01") for n in CASE_TABLES]
    tables += [series_table(n, told) for n in SERIES_TABLES]
    text = "".join(to_terminal(t, 200) for t in tables if t is not None)
    assert "−0.3" in text
    assert not re.search(r"20(22|23|24)", text)


def test_the_tables_import_nothing_heavy():
    code = (
        "import sys, cpreport.tables, cpreport.terminal.score_table\n"
        "heavy = {'pandas', 'numpy', 'matplotlib', 'scipy', 'weasyprint', 'tabulate'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_helper_writes_what_it_changes():
    assert flow(sides(1, 2)) == "{right: 1, left: 2}"
    assert "sex: male" in boy()
