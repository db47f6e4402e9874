"""What stands in the way of a journal is told with its place and the limit."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cpreport.check.check_series import check
from cpreport.cli import cli
from cpreport.journal.fit import journal_problems
from cpreport.journal.profiles import profile
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.read_prose import read
from cpreport.manuscript.word_counts import words_in
from cpreport.problems import Problem
from tests.smallest import CASE, said, second_case, smallest
from tests.test_light import heavy_after

SURE = "source: Its page, verified: yes"

Change = tuple[str, str, str]


def found(folder: Path, rule: str, *changes: Change, **add: str) -> list[Problem]:
    """Check the smallest series, with changes, for a journal that has one rule."""
    files: dict[str, str | bytes] = {
        "journals/own.yaml": f"id: own\nname: A journal\n{rule}\n",
        **{name.replace("__", "."): text for name, text in add.items()},
    }
    cases = smallest(folder, *changes, add=files)
    return list(journal_problems(check(cases), profile("own", cases)))


def one(key: str, value: str, *, sure: bool = True) -> str:
    """Write a rule as a profile does: `abstract.most_words`, `2`."""
    group, name = key.split(".")
    return f"{group}:\n  {name}: {{value: {value}, {SURE if sure else 'source: memory'}}}"


TITLE = ("series.yaml", "title: A small case series")
LANGUAGE = ("series.yaml", "language: en-GB")


@pytest.mark.parametrize(
    ("rule", "changes", "code", "place", "message"),
    [
        (
            one("abstract.most_words", "2"), [], "CP804", "series.yaml:12:1",
            "abstract has 3 words, 2 allowed",
        ),
        (
            one("abstract.least_words", "5"), [], "CP804", "series.yaml:12:1",
            "abstract has 3 words, at least 5 asked for",
        ),
        (
            one("abstract.form", "unstructured"), [], "CP804", "series.yaml:12:1",
            "abstract has headings: Background; none allowed",
        ),
        (
            one("abstract.form", "structured"),
            [("series.yaml", "abstract:\n  Background: Little", "abstract: Little")],
            "CP804", "series.yaml:12:1", "abstract has no headings",
        ),
        (
            one("abstract.headings", "[Background, Conclusions]"), [], "CP804",
            "series.yaml:12:1", "abstract has the headings Background",
        ),
        (
            one("title.one_of", "[case report, case study]"), [], "CP803", "series.yaml:1:8",
            "title does not say “case report” or “case study”",
        ),
        (
            one("title.never", "[case series]"), [], "CP803", "series.yaml:1:16",
            "title says “case series”, which is not allowed",
        ),
        (
            one("title.never", "['!']"), [(*TITLE, "title: Better at last!")], "CP803",
            "series.yaml:1:22", "title says “!”, which is not allowed",
        ),
        (
            one("title.never_tells", "[age, ethnicity]"),
            [(*TITLE, "title: Cells in a 6-year-old child")], "CP803", "series.yaml:1:19",
            "title tells the age: “6-year”, which is not allowed",
        ),
        (
            one("title.never_tells", "[sex]"), [(*TITLE, "title: Cells in four girls")], "CP803",
            "series.yaml:1:22", "title tells the sex: “girls”, which is not allowed",
        ),
        (
            one("title.never_begins", "[Role of]"), [(*TITLE, "title: Role of cells")], "CP803",
            "series.yaml:1:8", "title begins with “Role of”, which is not allowed",
        ),
        (
            one("title.question", "no"), [(*TITLE, "title: Do cells help?")], "CP803",
            "series.yaml:1:21", "title asks “?”, which is not allowed",
        ),
        (
            one("title.abbreviations", "no"), [(*TITLE, "title: MSC in children")], "CP803",
            "series.yaml:1:8", "title has the abbreviation “MSC”, which is not allowed",
        ),
        (
            one("keywords.least", "3"), [], "CP805", "series.yaml:1:1",
            "no keywords, at least 3 asked for",
        ),
        (
            one("keywords.most", "1"), [(*LANGUAGE, "language: en-GB\nkeywords: [a, b]")],
            "CP805", "series.yaml:3:1", "2 keywords, 1 allowed",
        ),
        (
            one("highlights.least", "3"), [], "CP806", "series.yaml:1:1",
            "no points in brief (`key_points`), at least 3 asked for",
        ),
        (
            one("highlights.most_characters", "5"),
            [(*LANGUAGE, "language: en-GB\nkey_points: [One sat better.]")], "CP806",
            "series.yaml:3:14", "key point 1 has 15 characters, 5 allowed",
        ),
        (
            one("text.sections", "[Methods]"), [], "CP807", "series.yaml:18:13",
            "“Results” is not a section of the journal",
        ),
        (
            one("text.sections", "[Methods, Results, Discussion]"), [], "CP807",
            "series.yaml:16:1", "there is no section “Discussion”",
        ),
        (
            one("text.sections", "[Results, Methods]"), [], "CP807", "series.yaml:17:13",
            "“Methods” stands before “Results”",
        ),
        (
            one("declarations.required", "{ethics: Ethics statement}"), [], "CP808",
            "series.yaml:1:1", "the declaration “Ethics statement” is missing",
        ),
        (
            one("declarations.required", "{contributions: Contributions}"), [], "CP808",
            "series.yaml:3:1", "the declaration “Contributions” is missing",
        ),
        (
            one("text.most_words", "100"), [], "CP809", "series.yaml:16:1",
            "549 words in the text, 100 allowed",
        ),
        (
            one("text.most_figures", "1"), [], "CP809", "series.yaml:16:1",
            "2 figures, 1 allowed",
        ),
        (
            one("text.most_figures_and_tables", "4"), [], "CP809", "series.yaml:16:1",
            "6 figures and tables, 4 allowed",
        ),
        (
            one("eligibility.original_article_from", "1"), [], "CP802", "series.yaml:5:1",
            "the series has 1 case; from 1 on it is an original article",
        ),
    ],
)  # fmt: skip
def test_what_a_journal_does_not_take_is_told_with_place_and_limit(
    rule: str, changes: list[Change], code: str, place: str, message: str, tmp_path: Path
) -> None:
    problems = found(tmp_path, rule, *changes)
    assert [said(p) for p in problems] == [(code, place, message)]
    assert problems[0].severity == "error"
    assert problems[0].help.endswith("(Its page)")


def test_what_is_not_verified_warns_and_says_so(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, one("abstract.most_words", "2", sure=False))
    assert problem.message == "abstract has 3 words, 2 allowed (not verified)"
    assert problem.severity == "warning"


def test_what_is_only_recommended_warns(tmp_path: Path) -> None:
    rule = f"text: {{most_words: {{value: 100, advice: yes, {SURE}}}}}"
    (problem,) = found(tmp_path, rule)
    assert (problem.message, problem.severity) == (
        "549 words in the text, 100 recommended",
        "warning",
    )


def test_a_series_of_more_patients_than_are_taken_is_told(tmp_path: Path) -> None:
    rule = one("eligibility.most_cases", "1")
    holds = ("series.yaml", "holds: TCT.improved = 1 of 1", "holds: TCT.improved = 2 of 2")
    (problem,) = found(tmp_path, rule, holds, P02__yaml=second_case(CASE))
    assert said(problem) == ("CP802", "series.yaml:5:1", "the series has 2 cases, 1 allowed")


def test_what_a_journal_excludes_is_asked_and_never_claimed(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, one("eligibility.excludes", "[new drugs, preprints]"))
    assert said(problem) == (
        "CP802",
        "series.yaml:10:1",
        "the series judges what followed Cells; no report is taken on new drugs, nor on preprints",
    )
    assert problem.severity == "warning"
    assert problem.help == "ask yourselves whether yours is such a report (Its page)"


def test_an_institution_of_the_authors_is_found_in_prose_of_sections_and_cases(
    tmp_path: Path,
) -> None:
    places = [
        said(p)
        for p in found(
            tmp_path,
            one("text.institutions", "no"),
            (*LANGUAGE, "language: en-GB\naffiliations: {A: 'Ward 3, Hill Hospital (invented)'}"),
            ("methods.md", "twice.", "twice\nat the Hill\nHospital."),
            ("P01.yaml", "  sex: female", "  sex: female\n  history: Seen at Hill Hospital."),
        )
    ]
    assert places == [
        ("CP810", "P01.yaml:5:20", "“Hill Hospital” is named in the text, which is not allowed"),
        ("CP810", "methods.md:2:8", "“Hill Hospital” is named in the text, which is not allowed"),
    ]


def test_a_section_may_have_another_name_that_is_known_and_optional_ones_may_lack(
    tmp_path: Path,
) -> None:
    sections = "[{name: Approach, also: Methods}, {name: Findings, also: Results}, {name: Outlook, optional: yes}]"
    assert found(tmp_path, one("text.sections", sections)) == []


def test_the_example_fits_no_journal_of_case_reports_and_says_why(example: Path) -> None:
    series = check(example)
    messages = [p.message for p in journal_problems(series, profile("bmj-case-reports"))]
    assert "the series has 4 cases, 3 allowed" in messages
    assert "summary has 249 words, 150 allowed" in messages
    assert "“Centre A” is named in the text, which is not allowed" in messages
    messages = [p.message for p in journal_problems(series, profile("mdpi"))]
    assert "abstract has 249 words, 200 allowed" in messages


def test_check_for_a_journal_ends_as_its_problems_ask_and_names_itself_as_the_next_step(
    tmp_path: Path,
) -> None:
    own = f"id: own\nname: A\n{one('abstract.most_words', '2')}\n"
    cases = smallest(tmp_path, add={"journals/own.yaml": own})
    done = CliRunner().invoke(cli, ["check", str(cases), "--journal", "own"])
    assert done.exit_code == 1
    assert "abstract has 3 words, 2 allowed" in done.output
    assert done.output.endswith(f"Next: mend it, then cpreport check {cases} --journal own\n")
    unsure = own.replace(SURE, "source: memory")
    (cases / "journals" / "own.yaml").write_text(unsure, "utf-8")
    assert CliRunner().invoke(cli, ["check", str(cases), "--journal", "own"]).exit_code == 0
    words = ["check", str(cases), "--journal", "own", "--strict"]
    assert CliRunner().invoke(cli, words).exit_code == 1


def test_an_unknown_journal_is_wrong_use(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    done = CliRunner().invoke(cli, ["check", str(cases), "--journal", "cureu"])
    assert done.exit_code == 2
    assert "there is no journal `cureu`; did you mean `cureus`?" in done.output


def test_a_series_with_errors_of_its_own_is_told_those_first(tmp_path: Path) -> None:
    cases = smallest(tmp_path, ("P01.yaml", "sex: female", "sex: femal"))
    assert journal_problems(check(cases), profile("jmcr")) == ()


@pytest.mark.slow
def test_checking_for_a_journal_stays_light(example: Path) -> None:
    heavy, _ = heavy_after("check", str(example), "--journal", "jmcr")
    assert heavy == []
    assert heavy_after("journals", "--journal", "jmcr") == ([], 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Three of four (75%)", 4),
        ("a&nbsp;b – c", 3),
        ("**bold**ed", 1),
        ("", 0),
    ],
)
def test_words_are_counted_as_a_word_processor_does(text: str, words: int) -> None:
    assert words_in(words_of(*read(text).blocks)) == words
