"""Numbers with units: read as written, computed exactly, and never more exact than recorded."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.range_text import NumberRange, parse_range
from cpreport.cases.reader import read_series
from cpreport.cli import cli
from cpreport.figures import case_figures_of, draw_case, draw_series
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.ledger import find
from cpreport.outcomes.number_changes import number_change, verdict_by_size
from cpreport.outcomes.rule_by_size import rule_for
from cpreport.problems import Problem
from cpreport.scales.graded import Qualifier, Score
from cpreport.scales.number_text import in_unit, span, value_text
from cpreport.scales.numbers_declared import scale_of_number
from cpreport.scales.scoring import score_series
from cpreport.tables import case_table
from cpreport.verify import verify_files
from docs.making.letter_examples import IDENTITY, LETTER, SHARED
from tests.figures_measured import CHECKS
from tests.letters_series import letter_of, texts, write_people
from tests.measured_series import VALUES, measured_in, measured_series
from tests.packages import SHARES, YEAR, made_by_typst, remake

NBSP = "\N{NO-BREAK SPACE}"


def results_of(cases: Path) -> tuple[Findings, list[Problem]]:
    """Read, score and compare a series, with all that is wrong with it."""
    series, read = read_series(cases)
    assert series is not None, read
    scored, problems = score_series(series)
    findings, more = find(scored)
    return findings, [*read, *problems, *more]


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    found, problems = results_of(measured_series(tmp_path_factory.mktemp("measured")))
    assert problems == []
    return found


def problem_with(folder: Path, value: str, *, of: str = "P03.yaml") -> Problem:
    """Find the one problem of P03 where its CRP before treatment is written so."""
    _, problems = results_of(measured_series(folder, (of, "{CRP: <5,", f"{{{value},")))
    assert len(problems) == 1, problems
    return problems[0]


# --- reading -------------------------------------------------------------------------------------


def test_values_are_printed_with_qualifier_digits_and_unit(findings: Findings) -> None:
    printed = {
        id: findings.ledger[id].printed.replace(NBSP, " ")
        for id in (
            "P01.before.CRP.value",
            "P02.before.CRP.value",
            "P02.after.CRP.value",
            "P01.before.elbow.value.right",
            "P01.after.elbow.value.left",
            "P02.before.K.value",
            "P01.before.ferritin.value",
            "P01.after.ferritin.value",
            "P02.before.ferritin.value",
            "P02.after.ferritin.value",
            "P02.before.pain.value",
            "P02.before.elbow.value.left",
            "P02.after.elbow.value.left",
        )
    }
    assert list(printed.values()) == [
        "89 mg/L",
        "89.5 mg/L",
        "<5 mg/L",
        "−30°",
        "unable",
        "~4.0 mmol/L",
        "<5 µg/L",
        ">200 µg/L",
        "≤12 µg/L",
        "≥400 µg/L",
        "not assessed (asleep)",
        "not applicable",
        "not assessed",
    ]


@pytest.mark.parametrize(
    ("written", "code", "message"),
    [
        ("CRT: 5", "CP120", "there is no measure `CRT`"),
        ("MAS: 5", "CP120", "`MAS` is no number: the Modified Ashworth Scale is graded item by"),
        ('CRP: "8,9"', "CP121", "`8,9` is no value of C-reactive protein"),
        ("CRP: high", "CP121", "`high` is no value of C-reactive protein"),
        ("CRP: 8.9 mmol/L", "CP122", "`mmol/L` is not the unit of C-reactive protein"),
        ("CRP: 1001", "CP123", "`1001` is no possible C-reactive protein"),
        ("CRP: -1", "CP123", "`-1` is no possible C-reactive protein"),
        ("CRP: <0", "CP123", "`<0` is no possible C-reactive protein"),
        ("CRP: 401", "CP124", "`401` is an unlikely C-reactive protein"),
        ("CRP: {right: 5}", "CP103", "C-reactive protein has no sides"),
        ("elbow: -20", "CP103", "Elbow extension is measured on each side, but has one value"),
        ("elbow: {up: -20}", "CP103", "`up` is not a side"),
        ("CRP: 5, C-reactive protein: 6", "CP112", "C-reactive protein is measured already at"),
        ("elbow: {right: 5, R: 6}", "CP112", "right Elbow extension is measured already at this"),
    ],
)
def test_what_cannot_be_a_value_is_named(
    tmp_path: Path, written: str, code: str, message: str
) -> None:
    found = problem_with(tmp_path, written)
    assert (found.code, found.case) == (code, "P03")
    assert found.message.startswith(message)
    assert found.place.file.endswith("P03.yaml")
    assert found.severity == ("warning" if code == "CP124" else "error")


def test_a_misspelt_measure_a_decimal_comma_and_a_wrong_unit_say_what_to_write(
    tmp_path: Path,
) -> None:
    assert "`CRP`" in problem_with(tmp_path / "a", "CRT: 5").help
    assert problem_with(tmp_path / "b", 'CRP: "8,9"').help == "write a point: 8.9"
    assert problem_with(tmp_path / "c", "CRP: 8.9 mm").allowed == ("mg/L",)
    assert problem_with(tmp_path / "d", "CRP: 1001").allowed == ("0 to 1000",)
    assert "quotes" in problem_with(tmp_path / "e", "CRP: above 200").help


@pytest.mark.parametrize("key", ["scores: {CRP: {value: 5}}", "entered_totals: {CRP: 5}"])
def test_a_number_where_grades_or_totals_stand_is_sent_to_its_place(
    tmp_path: Path, key: str
) -> None:
    before = "    measurements: {CRP: <5,"
    change = ("P03.yaml", before, f"    {key}\n{before}")
    _, problems = results_of(measured_series(tmp_path, change))
    assert [(p.code, p.help) for p in problems] == [("CP120", "write it as measurements: {CRP: …}")]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("0 to 5", 0, 5), ("-2–2", -2, 2), ("up to 5", None, 5), ("at least 60", 60, None)],
)
def test_ranges_are_read(text: str, low: int | None, high: int | None) -> None:
    assert parse_range(text) == NumberRange(low, high)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("MAS: {name: Another}", "CP105"),
        ("HAQ: {name: Trunk Control Test}", "CP105"),
        ("a.b: {name: Another}", "CP106"),
        ("X: {name: Another, better: in reference}", "CP008"),
        ("X: {name: Another, reference: 5 to 3}", "CP008"),
    ],
)
def test_a_measure_that_cannot_be_declared_so_is_refused(
    tmp_path: Path, declared: str, code: str
) -> None:
    cases = measured_series(tmp_path, ("series.yaml", "measures:\n", f"measures:\n  {declared}\n"))
    series, read = read_series(cases)
    problems = [*read, *(score_series(series)[1] if series is not None else ())]
    assert [p.code for p in problems if p.place.file == "series.yaml"] == [code]


def test_an_id_that_differs_only_in_capitals_is_told_whose_it_is(tmp_path: Path) -> None:
    declared = "measures:\n  Hb: {name: Haemoglobin, unit: g/L}\n"
    cases = measured_series(tmp_path, ("series.yaml", "measures:\n", declared))
    series, _ = read_series(cases)
    assert series is not None
    (problem,) = (p for p in score_series(series)[1] if p.code == "CP105")
    assert problem.message == "`Hb` already names the House-Brackmann grading system (HB)"
    assert problem.help == (
        "give the measure another id, such as `haemoglobin`; capitals make no difference"
    )


# --- changes -------------------------------------------------------------------------------------


def test_changes_are_exact_and_told_in_per_cent(findings: Findings) -> None:
    change = findings.ledger["P01.change.CRP.value"]
    assert (change.value, change.printed, change.unit) == (
        Decimal(-77),
        f"−77{NBSP}mg/L",
        "mg/L",
    )
    share = findings.ledger["P01.change.CRP.value.percent"]
    assert (share.value, share.printed) == (Decimal("-86.516853933"), "−87%")
    assert "P01.change.elbow.value.right.percent" not in findings.ledger


@pytest.mark.parametrize(
    ("id", "printed", "direction"),
    [
        ("P02.change.CRP.value", "−89.5 to −84.5 mg/L", "better"),
        ("P02.change.CRP.value.percent", "−100% to −94%", "better"),
        ("P03.change.CRP.value", "+84 to +89 mg/L", "worse"),
        ("P01.change.ferritin.value", "above +195 µg/L", None),
        ("P02.change.ferritin.value", "at least +388 µg/L", None),
        ("P02.change.K.value", "~+1.5 mmol/L", "worse"),
    ],
)
def test_a_change_of_a_limit_is_a_limit(
    findings: Findings, id: str, printed: str, direction: str | None
) -> None:
    result = findings.ledger[id]
    assert (result.printed.replace(NBSP, " "), result.direction) == (printed, direction)
    assert isinstance(result.value, Decimal) == printed.startswith("~")
    assert re.search(r"limit|recorded as about", result.method)


def test_words_and_what_was_not_measured_cannot_be_compared(findings: Findings) -> None:
    assert findings.ledger["P01.change.elbow.value.left"].method == (
        "Not comparable: the later value is “unable”."
    )
    assert findings.ledger["P02.change.pain.value"].printed == "not comparable"
    assert findings.ledger["P02.pain.verdict"].value == "not assessable"
    assert "P03.change.elbow.value.left" not in findings.ledger


def test_each_rule_judges_each_patient(findings: Findings) -> None:
    verdicts = {
        measure: [findings.ledger[f"P0{n}.{measure}.verdict"].value for n in (1, 2, 3)]
        for measure in ("CRP", "pain", "K", "elbow")
    }
    none = "not assessable"
    assert verdicts == {
        "CRP": ["better", "better", "worse"],
        "pain": ["better", none, "unchanged"],
        "K": ["better", "worse", "unchanged"],
        "elbow": ["better", none, none],
    }
    assert findings.ledger["CRP.improved"].n_of_n == "2 of 3"
    assert findings.ledger["pain.improved"].value == 1


def test_a_summary_says_where_limits_forbid_it(findings: Findings) -> None:
    printed = {
        key: findings.ledger[key].printed.replace(NBSP, " ")
        for key in (
            "CRP.value.before.median",
            "CRP.value.before.range",
            "CRP.value.change.median",
            "pain.value.change.median",
            "pain.value.change.percent.median",
            "ferritin.value.before.median",
            "K.value.before.range",
        )
    }
    assert list(printed.values()) == [
        "89 mg/L",
        "<5 to 89.5 mg/L",
        "not computable",
        "−19.5 mm",
        "−39%",
        "not computable",
        "3.1 to 6.0 mmol/L",
    ]


MEASURE = NumberMeasure(name="X", unit="mg", better="lower")  # type: ignore[call-arg]
NUMBERS = st.decimals("0", "500", places=2)
QUALIFIERS = st.sampled_from(("", "<", "≤", ">", "≥"))


def scored(value: Decimal, qualifier: Qualifier, visit: str) -> Score:
    """Make the score of a value at a visit."""
    printed = value_text(MEASURE, value, qualifier)
    return Score("P01", visit, "X", "value", None, value, printed, qualifier=qualifier)


def possible(value: Decimal, qualifier: str) -> Iterator[Decimal]:
    """List some of the numbers that a value leaves possible."""
    steps = [Decimal(n) for n in ("0.01", "1", "50", "1000")]
    if qualifier in ("", "≤", "≥"):
        yield value
    if qualifier in ("<", "≤"):
        yield from (value - step for step in steps)
    if qualifier in (">", "≥"):
        yield from (value + step for step in steps)


@given(NUMBERS, QUALIFIERS, NUMBERS, QUALIFIERS, NUMBERS.filter(bool))
def test_whatever_a_limit_leaves_possible_has_the_direction_and_verdict_that_are_told(
    earlier: Decimal, first: Qualifier, later: Decimal, last: Qualifier, least: Decimal
) -> None:
    change = number_change(MEASURE, scored(earlier, first, "a"), scored(later, last, "b"))
    assert change.number is not None
    low, high = change.number.amount
    improvement = (None if high is None else -high, None if low is None else -low)
    verdict = verdict_by_size(improvement, least)
    for before in possible(earlier, first):
        for after in possible(later, last):
            moved = after - before
            assert low is None or low <= moved
            assert high is None or moved <= high
            if change.direction != "not assessable":
                told = "better" if moved < 0 else "worse" if moved > 0 else "unchanged"
                assert change.direction == told
            if verdict == "better":
                assert -moved >= least
            elif verdict == "worse":
                assert moved >= least
            elif verdict == "unchanged":
                assert abs(moved) < least


@given(NUMBERS, NUMBERS)
def test_an_exact_change_is_the_difference(earlier: Decimal, later: Decimal) -> None:
    change = number_change(MEASURE, scored(earlier, "", "a"), scored(later, "", "b"))
    assert change.value == later - earlier
    assert change.number is not None
    assert change.number.amount == (later - earlier, later - earlier)


# --- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("by at least 13 mg", "by at least 13 mg"),
        ("by at least 13", "by at least 13 mg"),
        ("By at least 50 %", "by at least 50%"),
        ("any change", "any change"),
        ("score", "score"),
    ],
)
def test_rules_of_numbers_are_read(written: str, name: str) -> None:
    rule = rule_for(written, scale_of_number("X", MEASURE))
    assert not isinstance(rule, str)
    assert rule.name == name


@pytest.mark.parametrize(
    ("measure", "rule", "code", "message"),
    [
        ("pain", "by at least 13 cm", "CP304", "`cm` is not the unit of pain"),
        ("pain", "into reference", "CP304", "pain has no reference range"),
        ("K", "by at least 1 mmol/L", "CP304", "K is better in its reference"),
        ("pain", "by at least 0", "CP304", "a size of 0 is no change"),
        ("pain", "by a lot", "CP304", "`by a lot` is not an improvement rule"),
        ("pain", "items", "CP305", "the rule `items` judges items, and pain is a number"),
        ("ferritin", "any change", "CP305", "no direction of ferritin is better"),
        ("pains", "any change", "CP101", "there is no scale `pains`"),
    ],
)
def test_a_rule_that_cannot_judge_a_number_is_refused(
    tmp_path: Path, measure: str, rule: str, code: str, message: str
) -> None:
    line = "{measure: pain, rule: by at least 13 mm}"
    change = ("series.yaml", line, f"{{measure: {measure}, rule: {rule}}}")
    _, problems = results_of(measured_series(tmp_path, change))
    assert [(p.code, p.place.line) for p in problems] == [(code, 18)]
    assert problems[0].message.startswith(message)


# --- files, tables and pages ---------------------------------------------------------------------


def run(*words: object) -> str:
    """Run the command line; it must end well."""
    done = CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"}).invoke(cli, [*map(str, words)])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_score_gives_numbers_as_rows_with_unit_and_qualifier(tmp_path: Path) -> None:
    cases = measured_series(tmp_path)
    entries = json.loads(run("score", cases, "--format", "json"))
    told = {(e["case"], e["visit"], e["scale"], e["side"]): e for e in entries}
    assert told["P01", "before", "CRP", None] == {
        "case": "P01",
        "visit": "before",
        "scale": "CRP",
        "score": "value",
        "side": None,
        "value": 89,
        "printed": f"89{NBSP}mg/L",
        "status": "scored",
        "missing": [],
        "basis": "measurement",
        "qualifier": None,
        "unit": "mg/L",
    }
    limit = told["P02", "after", "CRP", None]
    assert (limit["value"], limit["qualifier"], limit["printed"]) == (5, "<", f"<5{NBSP}mg/L")
    assert told["P01", "after", "elbow", "left"]["status"] == "unable"
    rows = list(csv.DictReader(io.StringIO(run("score", cases, "--format", "csv"))))
    words = {(r["case"], r["visit"], r["scale"], r["side"]): r["value"] for r in rows}
    assert words["P01", "after", "elbow", "left"] == "not applicable"
    assert words["P02", "before", "pain", "not applicable"] == "not assessed"
    assert words["P02", "before", "elbow", "right"] == "not reported"
    assert not [row for row in rows if "" in row.values()]
    assert "89 mg/L" in run("score", cases).replace(NBSP, " ")


def test_tables_print_values_changes_and_per_cent(findings: Findings) -> None:
    table = case_table("scores", findings, "P02")
    assert table is not None
    rows = {
        f"{row.group}: {row.cells[0].text}".split(": ")[-1]: [
            cell.text.replace(NBSP, " ") for cell in row.cells[1:]
        ]
        for row in table.rows
    }
    assert rows["C-reactive protein"] == [
        "89.5 mg/L",
        "<5 mg/L",
        "−89.5 to −84.5 mg/L (−100% to −94%)",
        "better",
    ]
    assert rows["Elbow extension, left"][:2] == ["not applicable", "not assessed"]
    assert rows["Ferritin"] == ["≤12 µg/L", "≥400 µg/L", "at least +388 µg/L", "higher"]
    heads = {row.group for row in table.rows}
    assert "Potassium (K), inside the reference is better; reference 3.5 to 5.0\xa0mmol/L" in heads


@pytest.mark.slow
def test_every_value_is_printed_in_every_page_and_nothing_is_blank(tmp_path: Path) -> None:
    said = (
        'CRP was {{ results["P01.before.CRP.value"] }}, then {{ results["P01.after.CRP.value"] }} '
        '({{ results["P01.change.CRP.value"] }}). Two were better.\n'
    )
    claims = "claims:\n  - {text: Two were better, holds: [CRP.improved = 2 of 3, "
    claims += "P01.before.CRP.value = 89]}\nsections:"
    cases = measured_series(tmp_path, ("series.yaml", "sections:", claims), results=said)
    assert "no problems" in run("check", cases, "--strict")
    output = tmp_path / "output"
    run("build", cases, "--to", "html,docx,jats", "--output", output, "-j", "1")
    report = (output / "cases/P02/P02.html").read_text("utf-8").replace(NBSP, " ")
    article = (output / "article/article.html").read_text("utf-8").replace(NBSP, " ")
    for text in ("89.5 mg/L", "&lt;5 mg/L", "not assessed (asleep)", "~4.0 mmol/L", "≥400 µg/L"):
        assert text in report, text
        assert text in article, text
    assert "CRP was 89 mg/L, then 12 mg/L (−77 mg/L)." in re.sub("<[^>]+>", "", article)
    xml = next(output.rglob("article.xml")).read_text("utf-8").replace(NBSP, " ")
    # A unit stands beside the name of the score.
    assert "89.5 → &lt;5 ▲" in xml
    assert "C-reactive protein (CRP), mg/L" in xml
    assert next(output.rglob("article.docx")).stat().st_size > 0
    for file in output.rglob("*.csv"):
        rows = csv.reader(io.StringIO(file.read_text("utf-8")))
        assert not [row for row in rows if "" in row], file.name
    codes = list(csv.DictReader(io.StringIO((output / "tables/codebook.csv").read_text("utf-8"))))
    crp = [row for row in codes if row["scale"] == "CRP"]
    assert [(row["column"], row["unit"], row["meaning"]) for row in crp] == [
        (
            "value",
            "mg/L",
            "C-reactive protein; UCUM mg/L; lower is better; reference up to 5\xa0mg/L",
        )
    ]


@pytest.mark.slow
def test_a_package_of_numbers_holds(tmp_path: Path) -> None:
    shared = [(f"{case}.yaml", *SHARES[1:]) for case in VALUES]
    package = made_by_typst(measured_series(tmp_path, *shared, YEAR))
    scores = package.files["data/scores.csv"].decode()
    assert "P02,after,325,CRP,value,not applicable,5,<5\xa0mg/L" in scores
    assert verify_files("package.zip", package.files, remake).holds


@pytest.mark.slow
def test_the_figures_of_numbers_are_read_alike_by_eye_and_ear(findings: Findings) -> None:
    assert case_figures_of(findings, "P02") == ("timeline", "values")
    drawn = draw_case("values", findings, "P02")
    series = draw_series("values", findings)
    assert drawn is not None
    assert series is not None
    for name, one in (("P02", drawn), ("series", series)):
        for holds in CHECKS:
            holds(name, one)
    told = drawn.alt.replace(NBSP, " ")
    assert (
        "C-reactive protein, mg/L: 89.5 mg/L (Before treatment), <5 mg/L (After treatment); "
        "change −89.5 to −84.5 mg/L."
    ) in told
    assert "not assessed (asleep) (Before treatment), 30 mm (After treatment)" in told
    assert "A hollow wedge is a limit" in drawn.caption
    assert "reference range (C-reactive protein up to 5 mg/L" in drawn.caption.replace(NBSP, " ")
    assert "P03: <5 mg/L (Before treatment), 89 mg/L" in series.alt.replace(NBSP, " ")


@pytest.mark.slow
def test_many_patients_are_summed_up_in_the_text_of_their_figure(tmp_path: Path) -> None:
    found, problems = results_of(measured_in(25, measured_series(tmp_path)))
    assert problems == []
    drawn = draw_series("values", found)
    assert drawn is not None
    assert "P13" not in drawn.alt
    assert "89 mg/L (<5 to 89 mg/L)" in drawn.alt.replace(NBSP, " ")
    for holds in CHECKS:
        holds("many", drawn)


def test_a_letter_tells_numbers_with_their_unit_and_limits_as_limits(tmp_path: Path) -> None:
    plain = (
        "  scales:\n    CRP: {plain: inflammation}\n    pain: {plain: pain}\n"
        "    K: {plain: potassium}\n    elbow: {plain: the elbow}\n"
    )
    cases = measured_series(
        tmp_path,
        ("series.yaml", "sections:\n", f"{SHARED}{plain}sections:\n"),
        ("P02.yaml", "treatment:\n", f"{LETTER}treatment:\n"),
    )
    write_people(cases, IDENTITY.replace("P01:", "P02:"))
    told = texts(letter_of(cases, cases=("P02",)))
    whole = " ".join(told.values()).replace(NBSP, " ")
    assert "89.5 mg/L before and <5 mg/L now" in whole
    assert "Potassium (K)" in whole
    assert not [key for key in told if key == "words.K.better"]


@pytest.mark.parametrize(
    ("unit", "printed", "said"),
    [
        ("pegs", "1", "1 peg"),
        ("pegs", "−1", "−1 peg"),
        ("pegs", "+1", "+1 peg"),
        ("pegs", "1.0", "1.0 pegs"),
        ("pegs", "11", "11 pegs"),
        ("pegs", "0", "0 pegs"),
        ("mmHg", "1", "1 mmHg"),
        ("µS", "1", "1 µS"),
        ("siemens", "1", "1 siemens"),
        ("°", "1", "1°"),
    ],
)
def test_a_unit_in_the_plural_is_said_of_one_as_of_one(unit: str, printed: str, said: str) -> None:
    measure = NumberMeasure.model_construct(name="Counted", unit=unit)
    assert in_unit(measure, printed).replace("\N{NO-BREAK SPACE}", " ") == said


def test_a_range_from_one_names_its_unit_once() -> None:
    ends = ("1\N{NO-BREAK SPACE}peg", "5\N{NO-BREAK SPACE}pegs")
    assert span(*ends) == "1 to 5\N{NO-BREAK SPACE}pegs"
    assert span("0\N{NO-BREAK SPACE}pegs", ends[0]) == "0 to 1\N{NO-BREAK SPACE}peg"
