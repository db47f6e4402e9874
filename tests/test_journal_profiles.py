"""Profiles of journals: those that come with cpreport, and a series' own."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpreport.check.check_series import Ready, check
from cpreport.cli import cli
from cpreport.journal.profile import Stated, stated_in
from cpreport.journal.profiles import UnknownJournal, profile, profiles, shipped_profiles
from cpreport.problems import Refused
from cpreport.publish.docx import article_docx
from tests.smallest import said, smallest

SHIPPED = shipped_profiles()


def run(*words: str | Path) -> tuple[str, int]:
    done = CliRunner().invoke(cli, [*map(str, words)])
    return done.output, done.exit_code


def test_seven_profiles_come_with_cpreport_and_any_journal_is_the_last() -> None:
    ids = ["bmj-case-reports", "cureus", "elsevier", "frontiers", "jmcr", "mdpi", "generic"]
    assert list(SHIPPED) == ids


@pytest.mark.parametrize("id", SHIPPED)
def test_every_value_has_a_source_and_memory_is_never_verified(id: str) -> None:
    shipped = SHIPPED[id]
    assert shipped.dated is not None
    assert stated_in(shipped)
    for stated in stated_in(shipped).values():
        assert stated.source != "not stated"
        assert not (stated.source == "memory" and stated.verified)
    used = {stated.source for stated in stated_in(shipped).values()}
    assert set(shipped.sources) <= used


@pytest.mark.parametrize(
    ("id", "group", "key", "value", "verified"),
    [
        # The reference of facts of 2026-11-23, part 2, journal by journal.
        ("jmcr", "abstract", "most_words", 350, False),
        ("jmcr", "abstract", "form", "structured", True),
        ("jmcr", "figures", "title_words", 15, True),
        ("jmcr", "figures", "legend_words", 300, True),
        ("jmcr", "figures", "most_megabytes", 10, True),
        ("bmj-case-reports", "eligibility", "most_cases", 3, True),
        ("bmj-case-reports", "abstract", "most_words", 150, True),
        ("bmj-case-reports", "text", "institutions", False, True),
        ("frontiers", "keywords", "least", 5, True),
        ("frontiers", "text", "most_words", 3000, False),
        ("cureus", "eligibility", "original_article_from", 6, True),
        ("cureus", "abstract", "form", "unstructured", True),
        ("mdpi", "figures", "placed", "in text", True),
        ("elsevier", "figures", "single", 90, True),
        ("elsevier", "figures", "double", 190, True),
        ("elsevier", "figures", "line_dots_per_inch", 1000, True),
        ("elsevier", "highlights", "most", 5, True),
    ],
)
def test_a_profile_says_what_the_reference_says(
    id: str, group: str, key: str, value: object, verified: bool
) -> None:
    stated: Stated[object] = getattr(getattr(SHIPPED[id], group), key)
    assert (stated.value, stated.verified) == (value, verified)


def test_a_file_of_the_series_adds_a_journal(tmp_path: Path) -> None:
    own = "id: kids\nname: Kids\nabstract: {most_words: 200}\n"
    cases = smallest(tmp_path, add={"journals/kids.yaml": own})
    found, problems = profiles(cases)
    assert problems == []
    assert list(found) == [*SHIPPED, "kids"]
    words = found["kids"].abstract.most_words
    assert words is not None
    assert (words.value, words.source, words.verified) == (200, "not stated", False)


def test_a_file_with_the_id_of_a_shipped_profile_changes_what_it_says_and_no_more(
    tmp_path: Path,
) -> None:
    own = (
        "id: jmcr\nsources: {manuscript: A letter of the editor}\nmanuscript:\n"
        "  anonymous: {value: yes, source: manuscript, verified: yes}\n"
        "abstract: {most_words: {value: 300, source: manuscript, verified: yes}}\n"
    )
    changed = profile("jmcr", smallest(tmp_path, add={"journals/jmcr.yaml": own}))
    assert changed.name == "Journal of Medical Case Reports"
    assert changed.abstract.most_words is not None
    assert changed.abstract.most_words.value == 300
    assert changed.source_of(changed.abstract.most_words) == "A letter of the editor"
    assert changed.submission().anonymous
    spacing = changed.manuscript.spacing
    assert spacing is not None
    assert changed.source_of(spacing) == "BMC, Preparing your manuscript"


def test_a_journal_without_a_profile_is_told_with_the_nearest_name() -> None:
    with pytest.raises(UnknownJournal, match="there is no journal `jmcx`; did you mean `jmcr`"):
        profile("jmcx")


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        (
            "id: Own\nname: A\n",
            "CP801",
            "journals/own.yaml:1:5",
            "`Own` cannot be a journal's id",
        ),
        ("id: own\n", "CP801", "journals/own.yaml:1:5", "the profile own has no name"),
        (
            "id: own\nname: A\nabstract:\n  most_words: {value: 300, verified: yes}\n",
            "CP801",
            "journals/own.yaml:4:15",
            "`most_words` is verified, but names no source",
        ),
        (
            "id: own\nname: A\nabstract: {least_words: 300, most_words: {value: 200}}\n",
            "CP801",
            "journals/own.yaml:3:25",
            "`least_words` is above `most_words`: 300 and 200",
        ),
        (
            "id: own\nname: A\nfigures: {dots_per_inch: {value: 90000}}\n",
            "CP801",
            "journals/own.yaml:3:34",
            "`dots_per_inch` cannot be 90000 dpi",
        ),
        (
            "id: own\nname: A\nfigures:\n  file_name: ../fig{number}\n",
            "CP801",
            "journals/own.yaml:4:14",
            "`../fig{number}` cannot be the name of figures",
        ),
        (
            "id: own\nname: A\nabstract: {most_words: three hundred}\n",
            "CP008",
            "journals/own.yaml:3:24",
            "`three hundred` is not a whole number",
        ),
        (
            "id: own\nname: A\nabstract: {most_wrods: 300}\n",
            "CP006",
            "journals/own.yaml:3:12",
            "`most_wrods` is not a key here",
        ),
        (
            "id: own\nname: A\nfigures: {formats: [tiff, bmp]}\n",
            "CP008",
            "journals/own.yaml:3:27",
            "`bmp` is not allowed here",
        ),
        ("id: own\nname: [\n", "CP002", "journals/own.yaml:3:1", "this character cannot begin a value"),
    ],
)  # fmt: skip
def test_a_wrong_profile_file_is_a_problem_with_its_place(
    text: str, code: str, place: str, message: str, tmp_path: Path
) -> None:
    cases = smallest(tmp_path, add={"journals/own.yaml": text})
    _, problems = profiles(cases)
    assert [said(p) for p in problems] == [(code, place, message)]
    with pytest.raises(Refused):
        profile("own", cases)
    output, status = run("check", cases, "--journal", "own", "--format", "concise")
    assert (status, "Traceback" in output) == (1, False)


def test_two_files_of_one_journal_are_a_problem(tmp_path: Path) -> None:
    own = "id: own\nname: A\n"
    cases = smallest(tmp_path, add={"journals/a.yaml": own, "journals/b.yaml": own})
    _, problems = profiles(cases)
    message = "`own` is already the id in journals/a.yaml"
    assert [said(p) for p in problems] == [("CP105", "journals/b.yaml:1:5", message)]


def test_a_journal_is_shown_with_sources_and_what_is_not_verified() -> None:
    output, status = run("journals", "--journal", "jmcr")
    assert status == 0
    assert "  words, most  350 (not verified) [2]" in output
    assert "  form         structured [1]" in output
    assert "  [2]  from memory; no page was seen" in output
    assert max(map(len, output.splitlines())) <= 80
    assert output.endswith("Next: cpreport check cases --journal jmcr\n")


def test_journals_are_compared_with_what_a_series_has(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    output, status = run("journals", cases, "--format", "csv")
    assert status == 0
    heading, bmj, *_ = output.splitlines()
    assert heading == (
        "Journal,In the way,Warnings,Abstract,Cases,Words of the abstract,Words of the text,"
        "Figures and tables,Keywords,Points in brief"
    )
    assert bmj.startswith(
        'bmj-case-reports,0,9,–,"1, at most 3","3, at most 150","549, at most 2000 (recommended)"'
    )


def test_the_comparison_fits_a_terminal_of_80_columns(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    output, status = run("journals", example, "--quiet")
    assert status == 0
    assert max(map(len, output.splitlines())) <= 80
    assert "249, but" in output


def test_anonymous_review_is_compared_where_a_profile_speaks_of_it(tmp_path: Path) -> None:
    own = "id: kids\nname: Kids\nmanuscript: {anonymous: yes}\n"
    cases = smallest(tmp_path, add={"journals/kids.yaml": own})
    output, _ = run("journals", cases, "--format", "csv")
    lines = output.splitlines()
    assert lines[0].endswith(",Review")
    assert lines[1].endswith(",–")
    assert any(line.startswith("kids,") and line.endswith(",anonymous") for line in lines)


def test_a_manuscript_has_the_headings_of_its_journal(example: Path) -> None:
    series = check(example)
    assert isinstance(series, Ready)
    assert series.article is not None
    submission = profile("bmj-case-reports").submission()
    manuscript = article_docx(series.findings, series.article, {}, {}, submission)
    with zipfile.ZipFile(io.BytesIO(manuscript)) as document:
        text = re.sub(r"<[^>]+>", "\n", document.read("word/document.xml").decode())
    lines = text.split("\n")
    for heading in ("Summary", "Learning points", "Patient consent for publication"):
        assert heading in lines
    for heading in ("Abstract", "Key points", "Consent for publication"):
        assert heading not in lines
    assert "Authors’ contributions" in lines
