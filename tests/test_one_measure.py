"""A series of one measure alone says of it what is so, and nothing that only others have."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest

from cpreport.figures import draw_series
from cpreport.figures.values_in_time import value_panels
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.methods import improvement_text, statistics_text
from cpreport.outcomes.scoring_words import score_label, short_label
from cpreport.scales.definition import ScoreRule
from cpreport.scales.reader import shipped_scales
from cpreport.tables import case_table, series_table
from cpreport.verify.marked_numbers import look_up_numbers
from tests.smallest import CASE, METHODS, SERIES
from tests.test_measured_numbers import results_of

NBSP = "\N{NO-BREAK SPACE}"
PUPIL = "pupil: {name: Pupil, kind: category, sided: yes, grades: [round, oval]}"
WEIGHT = "W: {name: Weight, unit: kg}"
SIZE = "size: {name: Size of the lesion, unit: mm, better: lower}"
RULE = "by at least 30%; worse by at least 20 % from nadir"


def series_of_one(
    folder: Path,
    measure: str,
    *values: tuple[str, ...],
    compare: str = "[before, after]",
    outcome: str = "",
) -> Findings:
    """Write a series whose patients have these values of one measure, one at each visit."""
    old = SERIES[SERIES.index("outcomes:") : SERIES.index("abstract:")]
    claims = SERIES[SERIES.index("claims:") : SERIES.index("sections:")]
    series = SERIES.replace(old, f"measures:\n  {measure}\n{outcome}").replace(claims, "")
    series = re.sub(r"(?m)^compare:.*\n", f"compare: {compare}\n" if compare else "", series)
    name = measure.split(":")[0]
    dates = ("2023-02-20", "2024-01-20")
    ids = ("before", "after")
    if len(values[0]) == 3:
        dates, ids = ("2023-02-20", "2023-06-20", "2024-01-20"), ("before", "between", "after")
        declared = "  - {id: after"
        series = series.replace(declared, f"  - {{id: between, label: Between}}\n{declared}", 1)
    cases = folder / "cases"
    cases.mkdir()
    (cases / "series.yaml").write_text(series, "utf-8")
    (cases / "methods.md").write_text(METHODS if outcome else "We looked.\n", "utf-8")
    (cases / "results.md").write_text("All values are in the tables.\n", "utf-8")
    for n, written in enumerate(values, 1):
        head = CASE[: CASE.index("visits:")].replace("id: P01", f"id: P{n:02}")
        visits = "".join(
            f"  - id: {visit}\n    date: {date}\n    measurements: {{{name}: {value}}}\n"
            for visit, date, value in zip(ids, dates, written, strict=True)
        )
        text = f"{head}visits:\n{visits}adverse_events: none\n"
        (cases / f"P{n:02}.yaml").write_text(text, "utf-8")
    findings, problems = results_of(cases)
    assert problems == []
    return findings


def told(findings: Findings, table: str) -> str:
    """Write a table with its notes as text."""
    found = series_table(table, findings)
    assert found is not None
    rows = [" | ".join(cell.text for cell in row.cells) for row in found.rows]
    return "\n".join([*rows, *found.notes]).replace(NBSP, " ")


def test_what_has_no_order_is_counted_and_no_median_is_told(tmp_path: Path) -> None:
    both = "{right: round, left: oval}", "{right: oval, left: not reported}"
    findings = series_of_one(tmp_path, PUPIL, both, both[::-1], compare="")
    said = statistics_text(findings)
    assert "Categories without an order are counted." in said
    assert not re.search(r"[Mm]edian|mean of", said.partition("Ages are")[0])
    text = told(findings, "summaries")
    assert "Counts | round (1), oval (1) | round (1), oval (1)" in text
    assert "Median" not in text
    drawn = draw_series("timelines", findings)
    assert drawn is not None
    assert "Boxes" not in drawn.caption
    assert "better / worse" not in drawn.svg
    assert "Pupil: at the last visit that has it." in drawn.caption


def test_signs_are_explained_where_there_are_any(tmp_path: Path) -> None:
    findings = series_of_one(tmp_path, WEIGHT, ("89", "88"), ("60", "60"))
    text = told(findings, "scores")
    assert "89 → 88 | 60" in text
    assert "one value where both are the same." in text
    assert "▲" not in text


@pytest.mark.parametrize(
    ("before", "after", "change", "way"),
    [
        ("≥200", "0", "at most −200 mg/L (−100%)", "lower"),
        ("'>200'", "10", "below −190 mg/L (−100% to −95%)", "lower"),
        ("≥200", "≤20", "at most −180 mg/L (−100% to −90%)", "lower"),
        ("10", "≥200", "at least +190 mg/L (at least +1 900%)", "higher"),
        ("10", "'>200'", "above +190 mg/L (above +1 900%)", "higher"),
        ("<5", "89", "+84 to +89 mg/L (above +1 680%)", "higher"),
        ("89", "<5", "−89 to −84 mg/L (−100% to −94%)", "lower"),
        ("'>10'", "9", "below −1 mg/L (−100% to −10%)", "lower"),
        ("'>10'", "12", "below +2 mg/L (−100% to +20%)", "–"),
        ("≥10", "≥12", "not comparable", "not comparable"),
        ("<5", "~89", "~+84 to +89 mg/L (above ~+1 680%)", "–"),
        ("~10", "'>200'", "above ~+190 mg/L (above ~+1 900%)", "–"),
    ],
)
def test_a_limit_that_can_be_reached_is_no_limit_beyond_which(
    tmp_path: Path, before: str, after: str, change: str, way: str
) -> None:
    measure = "CRP: {name: C-reactive protein, unit: mg/L, range: from 0}"
    findings = series_of_one(tmp_path, measure, (before, after))
    table = case_table("scores", findings, "P01")
    assert table is not None
    cells = [cell.text.replace(NBSP, " ").replace("\n", " ") for cell in table.rows[0].cells]
    assert [text.replace("\N{NARROW NO-BREAK SPACE}", " ") for text in cells[3:5]] == [change, way]


def test_a_name_that_begins_with_its_id_is_printed_whole(tmp_path: Path) -> None:
    findings = series_of_one(tmp_path, WEIGHT, ("89", "88"))
    assert "Weight | 89 → 88" in told(findings, "scores")


def test_the_unit_of_a_row_stands_beside_its_name_and_not_in_every_cell(tmp_path: Path) -> None:
    findings = series_of_one(tmp_path, "ESR: {name: Sedimentation rate, unit: mm/h}", ("71", "16"))
    table = series_table("scores", findings)
    assert table is not None
    assert table.rows[0].group.startswith("Sedimentation rate (ESR), mm/h, ")
    assert table.rows[0].cells[1].text == "71 → 16"


@pytest.mark.parametrize(
    ("scale", "label", "short", "whole"),
    [
        ("TCT", "TCT total", "total", "TCT total"),
        ("TCT", "total", "total", "Trunk Control Test, total"),
        ("MI", "mild signs", "mild signs", "Motricity Index, mild signs"),
    ],
)
def test_only_whole_words_of_a_label_name_its_scale(
    scale: str, label: str, short: str, whole: str
) -> None:
    shipped = shipped_scales()[scale]
    rule = ScoreRule(name="x", label=label, rule="sum", of=("all",))
    assert (short_label(shipped, rule), score_label(shipped, rule)) == (short, whole)


def test_a_rule_that_judges_against_the_direction_of_the_change_says_so(tmp_path: Path) -> None:
    outcome = f"outcomes:\n  - {{measure: size, label: tumour, primary: yes, rule: {RULE}}}\n"
    regrown = ("96", "44", "66")
    findings = series_of_one(tmp_path, SIZE, regrown, ("80", "60", "40"), outcome=outcome)
    text = told(findings, "scores")
    assert "96 → 66 ▲ | 80 → 40 ▲" in text
    assert "Judged otherwise by the improvement rule: P01, tumour: worse." in text


@pytest.mark.parametrize(
    ("compare", "directions", "said"),
    [
        ("[before, between]", ["worse", "unchanged"], "from “Before treatment” to “Between”."),
        (
            "[[before, between], [before, after]]",
            ["better", "unchanged"],
            "from “Before treatment” to “After treatment”.",
        ),
    ],
)
def test_a_line_has_the_verdict_of_its_side_where_it_ends(
    tmp_path: Path, compare: str, directions: list[str], said: str
) -> None:
    outcome = "outcomes:\n  - {measure: VA, label: sight, primary: yes, rule: by at least 0.2}\n"
    measure = "VA: {name: Acuity, better: lower, sided: yes}"
    seen = ("{right: 0.8, left: 0.3}", "{right: 1.04, left: 0.36}", "{right: 0.56, left: 0.32}")
    findings = series_of_one(tmp_path, measure, seen, compare=compare, outcome=outcome)
    panels = value_panels(findings, findings.cases)
    assert [panel.lines[0].direction for panel in panels] == directions
    drawn = draw_series("values", findings)
    assert drawn is not None
    assert f"are the verdicts by the improvement rule, {said}" in drawn.caption


PRESSURE = (
    "IOP: {name: Eye pressure, unit: mmHg, digits: 0, better: lower, sided: yes, repeats: mean}"
)
BY_FIVE = "outcomes:\n  - {measure: IOP, label: pressure, primary: yes, rule: by at least 5 mmHg}\n"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        # The right may have fallen by 5 or not; the left stayed.
        ("{right: '>40', left: 15}", "{right: 38, left: 15}", "not assessable"),
        # The right has not become worse, whatever it was, so that the left decides.
        ("{right: '>40', left: 20}", "{right: 38, left: 12}", "better"),
        ("{right: '>40', left: 12}", "{right: 38, left: 20}", "not assessable"),
        # What was not assessed on one side does not count.
        ("{right: not assessed, left: 15}", "{right: 38, left: 15}", "unchanged"),
        ("{right: '>40', left: 15}", "{right: 30, left: 15}", "better"),
    ],
)
def test_a_side_that_a_limit_leaves_open_leaves_the_verdict_open(
    tmp_path: Path, before: str, after: str, verdict: str
) -> None:
    findings = series_of_one(tmp_path, PRESSURE, (before, after), outcome=BY_FIVE)
    result = findings.result("P01", "IOP", "verdict")
    assert result.printed == verdict
    left_open = "What is known of the values leaves more than one verdict possible."
    assert result.method.endswith(left_open) == (verdict == "not assessable")


@pytest.mark.parametrize(
    ("measure", "before", "after"),
    [
        (
            "CRP: {name: C-reactive protein, unit: mg/L, range: from 0, better: lower}",
            "'>10'",
            "12",
        ),
        (
            "Hgb: {name: Haemoglobin, unit: g/dL, better: in reference, "
            "reference: [{sex: male, range: 13 to 17}]}",
            "12.5",
            "12.9",
        ),
    ],
)
def test_a_change_without_a_better_way_is_what_verify_looks_up(
    tmp_path: Path, measure: str, before: str, after: str
) -> None:
    findings = series_of_one(tmp_path, measure, (before, after))
    table = case_table("scores", findings, "P01")
    assert table is not None
    cells = table.rows[0].cells
    assert cells[4].text == "not comparable"
    rows = (f"<td data-result='{' '.join(c.results)}'>{escape(c.text)}</td>" for c in cells)
    page = f"<table><tr>{''.join(rows)}</tr></table>".encode()
    assert look_up_numbers({"tables/Table_1.html": page}, findings.ledger, ()).failures == ()


def test_a_summary_prints_the_values_as_the_patients_rows_do(tmp_path: Path) -> None:
    values = [("{right: 20}", f"{{right: {after}}}") for after in ("[10, 12, 13]", "~31", "16")]
    findings = series_of_one(tmp_path, PRESSURE, *values, outcome=BY_FIVE)
    assert findings.result("P01", "after", "IOP", "value", "right").printed == f"12{NBSP}mmHg"
    told = findings.result("IOP", "value", "right", "after", "range").printed
    assert told.replace(NBSP, " ") == "12 to ~31 mmHg"
    between = findings.result("IOP", "value", "right", "after", "q3").printed
    assert between.replace(NBSP, " ") == "~23.5 mmHg"


def test_a_summary_that_limits_forbid_says_so(tmp_path: Path) -> None:
    values = [("{right: '>40'}", "{right: 38}"), ("{right: 20}", "{right: 18}")]
    findings = series_of_one(tmp_path, PRESSURE, *values, outcome=BY_FIVE)
    result = findings.result("IOP", "value", "right", "change", "median")
    assert (result.printed, result.method) == (
        "not computable",
        "Some changes are known as limits alone, so that no summary of all is exact.",
    )


def test_one_step_is_no_steps_and_a_measure_keeps_its_name(tmp_path: Path) -> None:
    acuity = "VA: {name: Visual acuity, kind: category, better: higher, grades: [6/60, 6/18, 6/6]}"
    rule = "outcomes:\n  - {measure: VA, label: acuity, rule: by at least 1 step}\n"
    findings = series_of_one(tmp_path, acuity, ("6/60", "6/18"), outcome=rule)
    said = statistics_text(findings) + improvement_text(findings)
    assert "acuity (Visual acuity; towards 6/6 is better)" in said
    assert "by at least 1 step, worse" in said
    assert "1 steps" not in said
