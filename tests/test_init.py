"""A new series is what was asked for, holds nothing of the example, and is filled in step by step."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cpreport.check.check_series import check
from cpreport.demo.blank_series import Plan, blank_files
from cpreport.problems import Problem
from cpreport.scales.reader import shipped_numbers, shipped_scales
from docs.making.steps import steps_of
from tests.conftest import cpreport

#: What a user fills in, the keys in the order of the file.
PATIENT = (
    ("age", "6 years 4 months"), ("sex", "female"), ("diagnosis", "Spastic diplegia"),
    ("history", "She walked at three."), ("given", "yes"), ("by", "mother"),
    ("date", "2026-01-10"), ("name", "Botulinum toxin"), ("date", "2026-02-01"),
    ("dose", "100 units"), ("date", "2026-01-20"), ("date", "2026-05-20"),
    ("adverse_events", "none"), ("outcome", "She sits better."),
)  # fmt: skip
BOTH = "before, after"
SERIES = (
    ("title", "A child with diplegia"), ("name", "A. Author"), ("A", "Clinic, Town"),
    ("direction", "retrospective"), ("centres", "One centre"), ("consecutive", "yes"),
    ("ethics", "Approved by a committee."), ("funding", "None."), ("competing_interests", "None."),
)  # fmt: skip
ABSTRACT = (("Background", "Why."), ("Case presentation", "Who."), ("Conclusions", "What."))


def fill(text: str, keys: tuple[tuple[str, str], ...]) -> str:
    for key, value in keys:
        text, count = re.subn(
            rf"(?m)^(\s*(?:- )?{re.escape(key)}:)[ ]*(#.*)?$", rf"\1 {value}", text, count=1
        )
        assert count == 1, key
    return text


def started(folder: Path, *words: str) -> Path:
    done = cpreport("init", "mine", *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "mine" / "cases"


def errors(cases: Path) -> list[Problem]:
    return [p for p in check(cases).problems if p.severity == "error"]


def grade(cases: Path, name: str = "P01.yaml") -> None:
    path = cases / name
    items = shipped_scales()["TCT"].items
    grades = tuple((item.name, "12") for item in items) * 2
    path.write_text(fill(fill(path.read_text(), PATIENT), grades))


@pytest.mark.slow
def test_the_files_are_those_that_were_asked_for(tmp_path: Path) -> None:
    cases = started(
        tmp_path, "--patients", "2", "--measures", "tct, Modified Ashworth Scale, GMFCS",
        "--visits", "before, month 6, after",
    )  # fmt: skip
    assert {p.name for p in cases.iterdir()} == {
        "P01.yaml", "P02.yaml", "series.yaml", "identities.yaml", "identities.example.yaml",
        "references.bib",
        "introduction.md", "methods.md", "results.md", "discussion.md", "conclusion.md",
    }  # fmt: skip
    case = (cases / "P02.yaml").read_text()
    assert re.findall(r"- id: (.+)", case) == ["before", "month 6", "after"]
    assert case.count("rolling to weak side:") == 3
    assert case.count("elbow flexors: {right: , left: }") == 3
    assert "TCT:   # 0, 12, 25 or not assessed" in case
    assert "  classification:\n    GMFCS:\n" in case
    assert "compare: [before, after]" in (cases / "series.yaml").read_text()


def test_nothing_of_the_example_stays(tmp_path: Path, example: Path) -> None:
    cases = started(tmp_path, "--measures", "TCT,MAS,MI,MRC,GMFCS,MACS")
    made = "".join(p.read_text() for p in cases.iterdir())
    theirs = ("Ostrowick", "Hallabrook", "Umbilical", "erebral palsy", "Centre A")
    source = "".join((example / name).read_text() for name in ("series.yaml", "P01.yaml"))
    assert all(name in source for name in theirs)
    assert [name for name in theirs if name in made] == []


def test_every_empty_place_is_named_and_a_form_of_forty_grades_once(tmp_path: Path) -> None:
    cases = started(tmp_path, "--measures", "TCT,MAS")
    found = errors(cases)
    assert Counter(p.code for p in found) == {"CP010": 16, "CP109": 1}
    messages = [p.message for p in found if p.place.file == "P01.yaml"]
    assert messages == [
        "`age`, `sex`, `diagnosis` and `history` have no value",
        "`given`, `by` and `date` have no value",
        "`name` has no value",
        "`date` and `dose` have no value",
        "`date` has no value",
        "4 grades of TCT are not filled in, from `rolling to weak side` on",
        "40 grades of MAS are not filled in, from `shoulder adductors right` on",
        "`date` has no value",
        "4 grades of TCT are not filled in, from `rolling to weak side` on",
        "40 grades of MAS are not filled in, from `shoulder adductors right` on",
        "`adverse_events` has no value",
        "`outcome` has no value",
    ]


def test_the_last_empty_grade_is_named_with_its_side(tmp_path: Path) -> None:
    cases = started(tmp_path, "--measures", "MAS", "--reports-only")
    path = cases / "P01.yaml"
    path.write_text(path.read_text().replace("{right: , left: }", "{right: 1, left: 2}"))
    path.write_text(path.read_text().replace("soleus: {right: 1, left: 2}",
                                             "soleus: {right: 1, left: }", 1))  # fmt: skip
    (problem,) = [p for p in errors(cases) if "soleus" in p.message]
    assert problem.message == "`soleus left` of MAS has no grade"
    assert problem.help == "fill it in; what was not graded is `not assessed`"


def test_check_leads_to_the_first_empty_place(tmp_path: Path) -> None:
    started(tmp_path, "--measures", "TCT")
    done = cpreport("check", "mine/cases", cwd=tmp_path)
    assert done.returncode == 1
    assert "Next: fill in P01.yaml, line 6, then cpreport check mine/cases" in done.stderr


@pytest.mark.slow
def test_filled_in_reports_alone_build_and_no_article_is_missed(tmp_path: Path) -> None:
    cases = started(tmp_path, "--measures", "TCT", "--reports-only")
    grade(cases)
    series = cases / "series.yaml"
    series.write_text(fill(series.read_text(), SERIES))
    assert errors(cases) == []
    done = cpreport("build", "cases", "--to", "html", "-q", cwd=tmp_path / "mine")
    assert done.returncode == 0, done.stderr
    output = tmp_path / "mine" / "output"
    assert (output / "cases/P01/P01.html").is_file()
    assert (output / "results.json").is_file()
    assert not (output / "article").exists()
    for command in ("package", "figures"):
        refused = cpreport(command, "cases", cwd=tmp_path / "mine")
        assert refused.returncode == 1
        assert "`sections` is missing: the series has reports and no article" in refused.stderr


@pytest.mark.slow
def test_an_article_waits_for_its_sections_and_is_stale_when_they_are_gone(tmp_path: Path) -> None:
    cases = started(tmp_path, "--measures", "TCT")
    grade(cases)
    series = cases / "series.yaml"
    whole = fill(series.read_text(), (*SERIES, *ABSTRACT))
    series.write_text(whole)
    assert [p.message for p in errors(cases)] == [
        f"{name} is nothing but a comment"
        for name in ("conclusion.md", "discussion.md", "introduction.md", "results.md")
    ]
    for name in ("introduction", "results", "discussion", "conclusion"):
        (cases / f"{name}.md").write_text("Words.\n")
    assert errors(cases) == []
    build = ("build", "cases", "--to", "html", "-q")
    assert cpreport(*build, cwd=tmp_path / "mine").returncode == 0
    assert (tmp_path / "mine/output/article/article.html").is_file()
    series.write_text(re.sub(r"(?ms)^abstract:.*?(?=^ethics)", "", whole))
    done = cpreport("build", "cases", "--to", "html", cwd=tmp_path / "mine")
    assert done.returncode == 0, done.stderr
    assert "Stale (kept from an earlier build): article." in done.stdout
    assert "There is no article any more: series.yaml has no `sections`." in done.stdout


def test_sections_without_an_abstract_are_refused(tmp_path: Path) -> None:
    cases = started(tmp_path, "--measures", "TCT")
    series = cases / "series.yaml"
    text = fill(series.read_text(), SERIES)
    series.write_text(re.sub(r"(?ms)^abstract:.*?(?=^sections)", "", text))
    found = [p.message for p in errors(cases) if p.place.file == "series.yaml"]
    assert found == ["`abstract` is missing: the article has sections, and no abstract"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--measures", "TCTT"], "there is no measure `TCTT`; did you mean `TCT`?"),
        (
            ["--measures", "itch"],
            "there is no measure `itch`; `cpreport scales` lists what there is",
        ),
        (["--measures", "itch"], "a category of your own is declared under `measures` in"),
        (["--measures", "GMFCS"], "name a measure that can become better or worse, such as TCT"),
        (["--patients", "2"], "name what was graded, such as --measures TCT,MAS"),
        (["--measures", "TCT", "--visits", "before"], "name two visits or more, such as"),
        (["--measures", "TCT", "--visits", "before, a: b"], "`a: b` cannot name a visit"),
        (["--measures", "TCT", "--example"], "choose one: a series of your own, --example or"),
        ([], "say what the series is about, such as"),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_is_made(
    words: list[str], said: str, tmp_path: Path
) -> None:
    done = cpreport("init", "mine", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "mine").exists()


def test_what_a_score_takes_from_a_measurement_is_asked_once(tmp_path: Path) -> None:
    cases = started(tmp_path, "--measures", "DAS28-CRP,DAS28")
    visit = (cases / "P01.yaml").read_text("utf-8").partition("- id: after")[2]
    assert re.findall(r"^ +(CRP|ESR):", visit, re.M) == ["CRP", "ESR"]


def test_in_a_terminal_it_asks(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"2\nTCTT\nTCT\nbefore, week 6\nn\n")
    done = subprocess.run(
        [sys.executable, "-m", "cpreport", "init", "mine"],
        stdin=theirs, capture_output=True, text=True, cwd=tmp_path, timeout=60,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 0, done.stderr
    assert "there is no measure `TCTT`; did you mean `TCT`?" in done.stdout + done.stderr
    cases = tmp_path / "mine" / "cases"
    assert {p.name for p in cases.iterdir()} == {
        "P01.yaml", "P02.yaml", "series.yaml", "identities.yaml", "identities.example.yaml"
    }  # fmt: skip
    assert "- id: week 6" in (cases / "P02.yaml").read_text()


def test_the_first_patient_of_the_docs_takes_as_many_values_as_the_page_says() -> None:
    page = (Path(__file__).parents[1] / "docs" / "first-patient.md").read_text("utf-8")
    sides = []
    for step in steps_of(page):
        if step.kind == "edit":
            lines = step.body.splitlines()
            old, new = ([li[1:] for li in lines if li.startswith(sign)] for sign in "-+")
            sides += zip(old, new, strict=True)
    changed = sum(old != new for old, new in sides)
    assert f"{changed} values in all" in page


@pytest.mark.parametrize("article", [True, False])
def test_any_of_the_library_makes_files_whose_only_fault_is_that_they_are_empty(
    article: bool, tmp_path: Path
) -> None:
    scales = (*shipped_scales().values(), *shipped_numbers().values())
    for name, text in blank_files(Plan(1, ("before", "after"), scales, article)):
        (tmp_path / name).write_text(text)
    codes = {p.code for p in check(tmp_path).problems}
    assert codes <= {"CP010", "CP109", "CP408"}


def test_a_number_without_a_unit_shows_what_a_value_can_be(tmp_path: Path) -> None:
    numbers = tuple(shipped_numbers()[name] for name in ("NRS", "INR", "CRP"))
    case = dict(blank_files(Plan(1, ("before", "after"), numbers, article=False)))["P01.yaml"]
    form = case.partition("    measurements:\n")[2].partition("  - id: after")[0]
    assert form.splitlines() == [
        "      NRS:   # 0 to 10, or not assessed",
        "      INR:   # a number, or not assessed",
        "      CRP:   # in mg/L, or not assessed",
    ]


def test_a_form_asks_for_what_a_scale_takes_from_the_visit(tmp_path: Path) -> None:
    scales = tuple(shipped_scales()[name] for name in ("CKD-EPI-2021", "CURB-65"))
    case = dict(blank_files(Plan(1, ("before", "after"), scales, article=False)))["P01.yaml"]
    form = case.partition("    scores:\n")[2].partition("  - id: after")[0]
    assert form.splitlines() == [
        "      CKD-EPI-2021: {}   # worked out from the patient and what is measured",
        "      CURB-65:   # no, yes or not assessed",
        "        confusion:",
        "        respiratory rate:",
        "    measurements:",
        "      creatinine:   # with its unit, such as umol/L",
        "      urea:   # with its unit, such as mmol/L",
        "      SBP:   # with its unit, such as mmHg",
        "      DBP:   # with its unit, such as mmHg",
    ]


def test_what_is_filled_in_is_judged_while_other_values_are_blank(tmp_path: Path) -> None:
    cases = started(tmp_path, "--patients", "2", "--measures", "TCT,CRP", "--visits", BOTH)
    blank = {(p.code, str(p.place), p.message) for p in check(cases).problems}
    for name in ("P01.yaml", "P02.yaml"):
        path = cases / name
        text = path.read_text("utf-8")
        text = text.replace("rolling to weak side:", "rolling to weak side: 13", 1)
        text = re.sub(r"(?m)^( +)CRP:.*$", r"\1CRP: 12,5 mg/L", text, count=1)
        text = re.sub(r"(?m)^( +)CRP:[ ]*(#.*)?$", r"\1CRP: 12 mmol", text, count=1)
        text = text.replace("    date:  ", "    date: 2026-13-31  ", 1)
        path.write_text(text, "utf-8")
    found = [p for p in check(cases).problems if p.code not in ("CP010", "CP109")]
    wrong = [
        ("CP201", "`2026-13-31` is not in the calendar"),
        ("CP104", "`13` is not a Trunk Control Test grade"),
        ("CP121", "`12,5 mg/L` is no value of C-reactive protein"),
        ("CP122", "`mmol` is not the unit of C-reactive protein"),
    ]
    said = [(p.place.file, p.code, p.message) for p in found]
    assert sorted(said) == sorted((f, *w) for f in ("P01.yaml", "P02.yaml") for w in wrong)
    assert {code for code, _, _ in blank} == {"CP010", "CP109"}


@pytest.mark.parametrize(
    "declared",
    [
        "measures:\n  HAQ: {name: Health score, unit: , better: lower}\n",
        "measures:\n  HAQ: {name: , digits: 1}\n",
        "measures:\n",
        "measure:\n  HAQ: {name: Health score}\n",
    ],
)
def test_nothing_is_said_only_because_a_measure_is_not_all_declared(
    declared: str, tmp_path: Path
) -> None:
    cases = started(tmp_path, "--patients", "1", "--measures", "TCT", "--visits", BOTH)
    for name, more in (("series.yaml", declared), ("P01.yaml", "")):
        text = (cases / name).read_text("utf-8")
        text = re.sub(r"(?m)^( +)(scores:)", r"\1measurements: {HAQ: 1.2 points}\n\1\2", text)
        text = text.replace("\noutcomes:\n", "\noutcomes:\n  - {scale: HAQ, rule: any change}\n")
        (cases / name).write_text(f"{text}{more}", "utf-8")
    found = {p.code for p in check(cases).problems}
    assert found - {"CP006", "CP007"} == {"CP010", "CP109"}
