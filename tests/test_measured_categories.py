"""Categories: read as written, compared by the steps of their list, counted where it has none."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from cpreport.cases.reader import read_series
from cpreport.figures import case_figures_of, draw_case, draw_series
from cpreport.outcomes.findings import Findings
from cpreport.scales.scoring import score_series
from cpreport.tables import case_table, series_table
from cpreport.verify import verify_files
from docs.making.letter_examples import IDENTITY, LETTER, SHARED
from tests.figures_measured import CHECKS
from tests.kinds_series import kinds_series
from tests.letters_series import letter_of, texts, write_people
from tests.measured_series import measured_in
from tests.packages import SHARES, YEAR, made_by_typst, remake
from tests.test_measured_numbers import results_of, run

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    found, problems = results_of(kinds_series(tmp_path_factory.mktemp("kinds")))
    assert problems == []
    return found


# --- reading -------------------------------------------------------------------------------------


def test_a_value_is_printed_as_its_list_has_it(findings: Findings) -> None:
    printed = [
        findings.ledger[id].printed
        for id in (
            "P01.before.VA.value.right",
            "P01.before.VA.value.left",
            "P01.after.VA.value.left",
            "P02.before.VA.value.right",
            "P02.before.response.value",
            "P03.before.blood.value",
        )
    ]
    assert printed == [
        "6/60",
        "counting fingers",
        "not testable",
        "not assessed",
        "not reported",
        "not applicable",
    ]
    assert findings.ledger["P01.before.VA.value.right"].value == "6/60"
    assert findings.ledger["P01.before.VA.value.right"].method == (
        "Value as recorded. Number 3 of the 5 listed."
    )


@pytest.mark.parametrize(
    ("written", "code", "message", "help"),
    [
        ("response: XR", "CP121", "`XR` is no value of Best response", ""),
        ("VA: {right: 6/16}", "CP121", "`6/16` is no value of Visual acuity", ""),
        ("response: Not assesed", "CP121", "`Not assesed` is no value", "`not assessed`"),
        ("VA: 6/18", "CP103", "Visual acuity is measured on each side", "right"),
        ("response: {right: SD}", "CP103", "Best response has no sides", "sided: yes"),
        ("responce: SD", "CP120", "there is no measure `responce`", "`response`"),
    ],
)
def test_what_is_no_value_is_named_with_those_there_are(
    tmp_path: Path, written: str, code: str, message: str, help: str
) -> None:
    name = written.split(":")[0]
    old = "VA: {right: 6/18, left: 6/6}, response: SD, blood" if name == "VA" else "response: SD"
    rest = ", response: SD, blood" if name == "VA" else ""
    _, problems = results_of(kinds_series(tmp_path, ("P03.yaml", old, f"{written}{rest}")))
    assert [(p.code, p.case) for p in problems] == [(code, "P03")]
    assert problems[0].message.startswith(message)
    assert help in problems[0].help
    if message.startswith("`XR`"):
        assert problems[0].allowed == ("CR", "PR", "SD", "PD", "not assessed")


def test_grades_of_a_category_are_sent_to_their_place(tmp_path: Path) -> None:
    before = "    measurements: {VA: {right: 6/18, left"
    change = ("P03.yaml", before, f"    scores: {{VA: {{right: 6/18}}}}\n{before}")
    _, problems = results_of(kinds_series(tmp_path, change))
    assert [(p.code, p.help) for p in problems] == [("CP120", "write it as measurements: {VA: …}")]
    assert problems[0].message == "Visual acuity is a category, and has neither items nor a total"


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("X: {name: Another, kind: ordinal}", "`ordinal` is no kind of measure"),
        ("X: {name: Another, kind: category}", "`grades` is missing in `X`"),
        ("X: {name: Another, kind: category, grades: [a]}", "`grades` is an empty list"),
        ("X: {name: Another, kind: category, grades: [a, A]}", "`A` stands twice in the list"),
        (
            "X: {name: Another, kind: category, grades: [a, not assessed]}",
            "`not assessed` is a missing word, and no value",
        ),
        (
            "X: {name: Another, kind: category, grades: [a, b], unit: mg}",
            "`unit` is not a key here",
        ),
        ("X: {name: Another, grades: [a, b]}", "`grades` is not a key here"),
    ],
)
def test_a_category_that_cannot_be_declared_so_is_refused(
    tmp_path: Path, declared: str, message: str
) -> None:
    _, problems = read_series(
        kinds_series(tmp_path, ("series.yaml", "measures:\n", f"measures:\n  {declared}\n"))
    )
    assert [p.message for p in problems] == [message]


# --- changes and verdicts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "value", "printed", "direction"),
    [
        ("P01.change.VA.value.right", Decimal(2), "+2 steps", "better"),
        ("P01.change.VA.value.left", None, "not comparable", "not assessable"),
        ("P03.change.VA.value.right", Decimal(-1), "−1 step", "worse"),
        ("P03.change.VA.value.left", Decimal(0), "0", "unchanged"),
        ("P01.change.response.value", Decimal(-1), "−1 step", "better"),
        ("P01.change.blood.value", "changed", "venous to arterial", None),
        ("P02.change.blood.value", "same", "same", None),
    ],
)
def test_a_change_is_a_number_of_steps_or_from_what_to_what(
    findings: Findings, id: str, value: object, printed: str, direction: str | None
) -> None:
    result = findings.ledger[id]
    assert (result.value, result.printed.replace(NBSP, " ")) == (value, printed)
    assert result.direction == direction


def test_each_rule_judges_each_patient(findings: Findings) -> None:
    verdicts = {
        measure: [findings.ledger[f"P0{n}.{measure}.verdict"].value for n in (1, 2, 3)]
        for measure in ("VA", "response")
    }
    assert verdicts == {
        "VA": ["better", "not assessable", "unchanged"],
        "response": ["better", "not assessable", "worse"],
    }
    assert findings.ledger["VA.improved"].n_of_n == "1 of 2"


def test_a_median_is_a_category_and_nothing_is_a_mean(findings: Findings) -> None:
    printed = {
        key: findings.ledger[key].printed.replace(NBSP, " ")
        for key in (
            "VA.value.right.before.median",
            "VA.value.right.before.range",
            "VA.value.right.before.counts",
            "VA.value.right.change.counts",
            "response.value.after.counts",
            "blood.value.before.counts",
            "blood.value.change.counts",
        )
    }
    assert list(printed.values()) == [
        "6/60",
        "6/60 to 6/18",
        "6/60 (1), 6/18 (1)",
        "better (1), worse (1)",
        "PR (1), PD (2)",
        "none seen (1), venous (1)",
        "same (1), changed (1)",
    ]
    assert findings.ledger["response.value.after.count.PD"].n_of_n == "2 of 3"
    assert findings.ledger["blood.value.pairs"].n_of_n == "2 of 3"
    assert not [id for id in findings.ledger if id.startswith("blood.") and "median" in id]
    assert not [id for id in findings.ledger if id.endswith("mean")]


@pytest.mark.parametrize(
    ("measure", "rule", "code", "message"),
    [
        ("VA", "by at least 50 %", "CP304", "VA has steps and no per cent"),
        ("VA", "by at least 2 mm", "CP304", "`mm` is not the unit of VA"),
        ("VA", "items", "CP305", "the rule `items` judges items, and VA is a category"),
        ("blood", "any change", "CP305", "no direction of blood is better"),
        ("VA", "into reference", "CP304", "VA has no reference range"),
    ],
)
def test_a_rule_that_cannot_judge_a_category_is_refused(
    tmp_path: Path, measure: str, rule: str, code: str, message: str
) -> None:
    line = "{measure: response, rule: any change}"
    change = ("series.yaml", line, f"{{measure: {measure}, label: X, rule: {rule}}}")
    if measure == "VA":
        change = ("series.yaml", "rule: by at least 2 steps", f"rule: {rule}")
    _, problems = results_of(kinds_series(tmp_path, change))
    assert [p.code for p in problems] == [code]
    assert problems[0].message.startswith(message)


# --- files, tables, figures and letters ----------------------------------------------------------


def test_score_gives_the_place_in_the_list_and_the_printed_value(tmp_path: Path) -> None:
    cases = kinds_series(tmp_path)
    entries = json.loads(run("score", cases, "--format", "json"))
    told = {(e["case"], e["visit"], e["scale"], e["side"]): e for e in entries}
    assert told["P01", "before", "VA", "left"] == {
        "case": "P01",
        "visit": "before",
        "scale": "VA",
        "score": "value",
        "side": "left",
        "value": 1,
        "printed": "counting fingers",
        "status": "scored",
        "missing": [],
        "basis": "measurement",
        "qualifier": None,
        "unit": None,
    }
    assert told["P01", "after", "VA", "left"]["status"] == "not testable"
    explained = run("explain", "P01.change.VA.value.right", cases)
    assert "From 6/60 to 6/6." in explained
    assert "P01.yaml:" in explained


def test_tables_print_categories_and_say_where_none_is_better(findings: Findings) -> None:
    table = case_table("scores", findings, "P01")
    assert table is not None
    rows = {
        row.cells[0].text: [cell.text.replace(NBSP, " ") for cell in row.cells[1:]]
        for row in table.rows
    }
    assert rows["Visual acuity, right"] == ["6/60", "6/6", "+2 steps", "better"]
    assert rows["Type of bleeding"] == ["venous", "arterial", "venous to arterial", "changed"]
    assert "Visual acuity (VA), towards 6/6 is better" in {row.group for row in table.rows}


def test_a_large_series_is_summed_up_by_median_or_counts(tmp_path: Path) -> None:
    found, problems = results_of(measured_in(26, kinds_series(tmp_path)))
    assert problems == []
    table = series_table("scores", found)
    assert table is not None
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert rows["Best response"][1] == "PD (PR to PD)"
    assert rows["Type of bleeding"][:3] == [
        "none seen (1), venous (1)",
        "none seen (1), arterial (1)",
        "same (1), changed (1)",
    ]


@pytest.mark.slow
def test_figures_draw_what_has_an_order_and_tell_it_in_words(findings: Findings) -> None:
    assert case_figures_of(findings, "P01") == ("timeline", "values", "change")
    drawn = draw_case("change", findings, "P01")
    series = draw_series("change", findings)
    assert drawn is not None
    assert series is not None
    for name, one in (("P01", drawn), ("series", series)):
        for holds in CHECKS:
            holds(name, one)
    told = drawn.alt.replace(NBSP, " ")
    assert (
        "Visual acuity, right, no perception of light to 6/6: 6/60 (Before treatment), "
        "6/6 (After treatment); change +2 steps, better."
    ) in told
    assert "Type of bleeding" not in told
    assert "Type of bleeding" not in drawn.caption


@pytest.mark.slow
def test_the_codebook_lists_every_value_with_its_code(tmp_path: Path) -> None:
    cases = kinds_series(tmp_path)
    run("build", cases, "--to", "html", "--only", "article", "--output", tmp_path / "o", "-j", "1")
    text = (tmp_path / "o/tables/codebook.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["scale"] == "response"]
    assert [(row["column"], row["value"], row["code"], row["meaning"]) for row in rows] == [
        ("printed", text, str(code), "Best response; towards CR is better")
        for code, text in enumerate(("CR", "PR", "SD", "PD"))
    ]


@pytest.mark.slow
def test_methods_list_the_values_in_their_order(tmp_path: Path) -> None:
    cases = kinds_series(tmp_path)
    run("build", cases, "--to", "html", "--only", "article", "--output", tmp_path / "o", "-j", "1")
    page = (tmp_path / "o/article/article.html").read_text("utf-8").replace(NBSP, " ")
    assert "</strong>, from the worst to the best: PD, SD, PR, CR." in page
    assert "</strong>, without an order: none seen, venous, arterial." in page


def test_a_letter_tells_categories_as_they_are(tmp_path: Path) -> None:
    plain = (
        "  scales:\n    VA: {plain: eyesight}\n    response: {plain: the tumour}\n"
        "    CRP: {plain: inflammation}\n    pain: {plain: pain}\n"
        "    K: {plain: potassium}\n    elbow: {plain: the elbow}\n"
    )
    cases = kinds_series(
        tmp_path,
        ("series.yaml", "sections:\n", f"{SHARED}{plain}sections:\n"),
        ("P01.yaml", "treatment:\n", f"{LETTER}treatment:\n"),
    )
    write_people(cases, IDENTITY)
    told = texts(letter_of(cases, cases=("P01",)))
    whole = " ".join(told.values()).replace(NBSP, " ")
    assert "6/60 before and 6/6 now" in whole
    assert "SD before and PR now" in whole
    assert not [key for key in told if key in ("words.VA.better", "words.response.better")]


def test_a_workbook_carries_categories_there_and_back(tmp_path: Path) -> None:
    cases = kinds_series(tmp_path)
    book = tmp_path / "all.xlsx"
    run("export", cases, "--to", "xlsx", "--output", book)
    back = tmp_path / "back"
    back.mkdir()
    (back / "series.yaml").write_bytes((cases / "series.yaml").read_bytes())
    for name in ("methods.md", "results.md"):
        (back / name).write_bytes((cases / name).read_bytes())
    run("import", book, "--into", back)
    series, _ = read_series(back)
    first, _ = read_series(cases)
    assert series is not None
    assert first is not None
    scores = [[s.printed for c in score_series(one)[0].cases for s in c.scores]
              for one in (first, series)]  # fmt: skip
    assert scores[0] == scores[1]


@pytest.mark.slow
def test_a_package_of_categories_holds(tmp_path: Path) -> None:
    shared = [(f"P0{n}.yaml", *SHARES[1:]) for n in (1, 2, 3)]
    package = made_by_typst(kinds_series(tmp_path, *shared, YEAR))
    scores = package.files["data/scores.csv"].decode()
    assert "P01,before,-9,VA,value,left,1,counting fingers," in scores
    assert "P01,after,325,VA,value,left,not applicable,not testable," in scores
    codes = package.files["data/codebook.csv"].decode()
    assert "scores,printed,blood,not applicable,venous,1,string,not applicable," in codes
    assert "Type of bleeding; its codes have no order" in codes
    assert verify_files("package.zip", package.files, remake).holds
