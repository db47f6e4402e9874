"""Without consent a patient is in no publication output, and what was published is taken back."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.conftest import OWN_CACHE, cpreport
from tests.smallest import CASE, second_case, smallest

pytestmark = pytest.mark.slow

GIVEN = "publication: {given: yes, by: mother, date: 2023-02-14}"
NOT_GIVEN = "publication: {given: no}"
WITHDRAWN = "publication: {given: yes, by: mother, date: 2023-02-14, withdrawn: 2024-05-06}"
SHARED = "  data_sharing: {given: yes, by: mother, date: 2023-02-14}"
#: The overview and its record are the clinician's own; they name what was left out.
OWN = {"index.html", "build.json"}


def series(folder: Path, second: str = GIVEN, sharing: str = "") -> Path:
    """Write a series of two patients, the second with this consent."""
    case = second_case(CASE.replace(GIVEN, f"{second}\n{sharing}".rstrip(), 1))
    cases = smallest(
        folder,
        (
            "series.yaml",
            "claims:\n  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n",
            "",
        ),
        add={"P02.yaml": case},
    )
    (cases / "results.md").write_text("Two were assessed.\n", "utf-8")
    return cases


#: Typst sets a package in a fraction of the time; nobody looks at its pages here.
PACKAGE = ("package", "cases", "--journal", "generic", "--engine", "typst")


def build(cases: Path, *words: str, **environment: str) -> tuple[int, str]:
    done = cpreport("build", "cases", "--to", "html", *words, cwd=cases.parent, **environment)
    return done.returncode, done.stdout + done.stderr


def mentions(output: Path, case: str) -> list[str]:
    """Name the files that speak of a case, by what they hold or how they are called."""
    found = []
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if not path.is_file() or name in OWN or name.startswith("."):
            continue
        # What fonts are made of may spell anything.
        text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", path.read_text("utf-8"))
        if case in name or case in text:
            found.append(name)
    return found


@pytest.mark.parametrize("consent", [NOT_GIVEN, WITHDRAWN])
def test_without_consent_the_build_says_so_and_shows_nothing(tmp_path: Path, consent: str) -> None:
    cases = series(tmp_path, consent)
    code, said = build(cases)
    assert code == 4
    assert "CP701 no consent for publication" in said
    assert "--without-unconsented" in said
    assert mentions(tmp_path / "output", "P02") == []
    assert not (tmp_path / "output" / "article").exists()
    assert (tmp_path / "output" / "cases" / "P01" / "P01.html").is_file()


@pytest.mark.parametrize("consent", [NOT_GIVEN, WITHDRAWN])
def test_left_out_as_asked_it_is_counted_and_not_shown(tmp_path: Path, consent: str) -> None:
    cases = series(tmp_path, consent)
    code, said = build(cases, "--without-unconsented")
    assert code == 0, said
    assert "P02" in said
    assert "left out" in said
    output = tmp_path / "output"
    assert mentions(output, "P02") == []
    page = (output / "article" / "article.html").read_text("utf-8")
    words = re.sub(r"<[^>]+>", "", page)
    assert (
        "One further patient is not reported, because consent for publication was not given "
        "or was withdrawn." in words
    )
    ledger = {row["id"]: row for row in json.loads((output / "results.json").read_text("utf-8"))}
    assert ledger["patients"]["printed"] == "1"
    assert ledger["left_out"]["printed"] == "1"


def test_being_strict_does_not_stop_what_was_left_out_as_asked(tmp_path: Path) -> None:
    code, said = build(series(tmp_path, NOT_GIVEN), "--without-unconsented", "--strict")
    assert code == 0, said


def test_errors_of_a_case_that_is_left_out_stop_nothing(tmp_path: Path) -> None:
    cases = series(tmp_path, NOT_GIVEN)
    path = cases / "P02.yaml"
    path.write_text(path.read_text("utf-8").replace("right: 2, left: 1+", "right: 7, left: 1+"))
    assert build(cases)[0] == 4
    code, said = build(cases, "--without-unconsented")
    assert code == 0, said
    assert "CP104" not in said


def test_prose_that_speaks_of_a_case_left_out_is_a_problem_with_its_place(tmp_path: Path) -> None:
    cases = series(tmp_path, NOT_GIVEN)
    (cases / "results.md").write_text("The second, [@case:P02], was older.\n", "utf-8")
    code, said = build(cases, "--without-unconsented")
    assert code == 1
    assert "CP407 unknown case" in said
    assert "results.md:1:" in said
    assert not (tmp_path / "output" / "article").exists()


def test_nothing_changes_where_everybody_consented(tmp_path: Path) -> None:
    cases = series(tmp_path)
    assert build(cases, "--without-unconsented")[0] == 0
    page = (tmp_path / "output" / "article" / "article.html").read_text("utf-8")
    assert "was not given or was withdrawn" not in page
    assert mentions(tmp_path / "output", "P02") != []


def withdraw(cases: Path) -> None:
    path = cases / "P02.yaml"
    path.write_text(path.read_text("utf-8").replace(GIVEN, WITHDRAWN), "utf-8")


@pytest.mark.parametrize("words", [(), ("--without-unconsented",)])
def test_a_withdrawn_consent_takes_back_what_was_published(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    cases = series(tmp_path)
    output = tmp_path / "output"
    assert build(cases, **OWN_CACHE)[0] == 0
    assert any((output / ".cpreport").rglob("kept/*/*"))
    (output / "cases" / "P02" / "letter-to-editor.txt").write_text("mine", "utf-8")
    assert "article/article.html" in mentions(output, "P02")
    withdraw(cases)
    code, said = build(cases, *words, **OWN_CACHE)
    assert code == (0 if words else 4)
    assert "removed  " in said
    assert "Removed, for want of consent for publication: article, P02, results." in said
    # Only what cpreport made is gone; the note beside it is the user's.
    assert mentions(output, "P02") == ["cases/P02/letter-to-editor.txt"]
    assert (output / "article" / "article.html").exists() == bool(words)
    assert (output / "cases" / "P01" / "P01.html").is_file()
    assert not any((output / ".cpreport").rglob("kept/*/*")) or words
    again, said = build(cases, *words, **OWN_CACHE)
    assert "removed" not in said.casefold().replace("removed, for", "")
    assert again == code


def test_an_output_that_was_changed_by_hand_is_named_until_it_is_gone(tmp_path: Path) -> None:
    cases = series(tmp_path)
    assert build(cases)[0] == 0
    page = tmp_path / "output" / "cases" / "P02" / "P02.html"
    page.write_text("edited", "utf-8")
    withdraw(cases)
    for _ in range(2):
        code, said = build(cases, "--without-unconsented")
        assert code == 4
        assert "CP702 output shows a case without consent" in said
        assert page.is_file()
    page.unlink()
    assert build(cases, "--without-unconsented")[0] == 0


def test_consent_that_is_given_again_brings_the_case_back(tmp_path: Path) -> None:
    cases = series(tmp_path)
    assert build(cases)[0] == 0
    before = (tmp_path / "output" / "article" / "article.html").read_bytes()
    withdraw(cases)
    assert build(cases, "--without-unconsented")[0] == 0
    path = cases / "P02.yaml"
    path.write_text(path.read_text("utf-8").replace(WITHDRAWN, GIVEN), "utf-8")
    assert build(cases)[0] == 0
    assert (tmp_path / "output" / "article" / "article.html").read_bytes() == before


@pytest.mark.parametrize(
    ("sharing", "shared"),
    [
        ("", False),
        ("  data_sharing: {given: no}", False),
        (SHARED.replace("}", ", withdrawn: 2024-05-06}"), False),
        (SHARED, True),
    ],
)
def test_data_files_hold_only_those_whose_data_may_be_shared(
    tmp_path: Path, sharing: str, shared: bool
) -> None:
    cases = series(tmp_path, sharing=sharing)
    assert build(cases)[0] == 0
    output = tmp_path / "output"
    for name in ("results.csv", "tables/item-grades.csv", "tables/all-scores.csv"):
        rows = list(csv.DictReader(io.StringIO((output / name).read_text("utf-8"))))
        assert {row["case"] for row in rows} >= ({"P02"} if shared else set()), name
        assert ("P02" in {row["case"] for row in rows}) == shared, name
    results = json.loads((output / "results.json").read_text("utf-8"))
    assert any(row["case"] == "P02" for row in results) == shared
    # Nor does a result of the series name the case, or lead to it.
    assert ("P02" in (output / "results.json").read_text("utf-8")) == shared
    assert ("P02" in (output / "results.csv").read_text("utf-8")) == shared
    # The report was consented to; and the series counts everybody.
    assert (output / "cases" / "P02" / "P02.html").is_file()
    assert next(row for row in results if row["id"] == "patients")["printed"] == "2"


def test_what_was_made_for_journals_is_taken_back_and_a_package_is_named(tmp_path: Path) -> None:
    cases = series(tmp_path, sharing=SHARED)
    output = tmp_path / "output"
    assert cpreport("figures", "cases", "--journal", "generic", cwd=tmp_path).returncode == 0
    assert cpreport(*PACKAGE, cwd=tmp_path).returncode == 0
    assert cpreport("checklist", "cases", cwd=tmp_path).returncode == 0
    listed = (output / "journals" / "generic" / "SHA256SUMS").read_text("utf-8")
    assert listed.startswith("# cases: P01 P02\n")
    withdraw(cases)
    code, said = build(cases, "--without-unconsented")
    assert code == 4
    assert "Removed, for want of consent for publication:" in said
    assert "journals/generic" in said
    assert "it is a package, and it may show P02, without consent" in " ".join(said.split())
    assert not (output / "journals" / "generic").exists()
    assert list((output / "checklists").glob("*.pdf")) == []
    (tmp_path / "package-generic.zip").unlink()
    assert build(cases, "--without-unconsented", "--force")[0] == 0


def test_figures_and_packages_of_an_earlier_time_are_taken_back_or_named(tmp_path: Path) -> None:
    cases = series(tmp_path)
    words = ("cases", "--journal", "generic")
    assert cpreport("figures", *words, cwd=tmp_path).returncode == 0
    assert cpreport(*PACKAGE, cwd=tmp_path).returncode == 0
    mine = tmp_path / "output" / "journals" / "generic" / "figures" / "Figure_1.alt.txt"
    mine.write_text("mine", "utf-8")
    withdraw(cases)
    done = cpreport("figures", *words, cwd=tmp_path)
    assert done.returncode == 4
    assert "something else changed it" in done.stdout + done.stderr
    assert [p.name for p in (tmp_path / "output").rglob("*.*")] == ["Figure_1.alt.txt"]
    done = cpreport(*PACKAGE, cwd=tmp_path)
    assert done.returncode == 4
    assert "it is a package, and it may show P02" in " ".join((done.stdout + done.stderr).split())


def test_a_package_that_holds_data_which_may_not_be_shared_any_more_is_named(
    tmp_path: Path,
) -> None:
    cases = series(tmp_path, sharing=SHARED)
    assert cpreport(*PACKAGE, cwd=tmp_path).returncode == 0
    path = cases / "P02.yaml"
    text = path.read_text("utf-8").replace(SHARED, SHARED.replace("}", ", withdrawn: 2024-05-06}"))
    path.write_text(text, "utf-8")
    code, said = build(cases)
    assert code == 4
    assert "it holds the data of P02, without consent for sharing data" in " ".join(said.split())


def test_a_package_without_the_unconsented_counts_them_and_holds(tmp_path: Path) -> None:
    cases = series(tmp_path, second=NOT_GIVEN)
    text = (cases / "P01.yaml").read_text("utf-8").replace(GIVEN, f"{GIVEN}\n{SHARED}")
    (cases / "P01.yaml").write_text(text, "utf-8")
    assert cpreport(*PACKAGE, "--without-unconsented", cwd=tmp_path).returncode == 0
    with zipfile.ZipFile(tmp_path / "package-generic.zip") as archive:
        assert "left_out: '1'" in archive.read("series/series.yaml").decode()
        assert "further patient is not reported" in re.sub(
            r"<[^>]*>", "", archive.read("manuscript/article.html").decode()
        )
        assert not any("P02" in name for name in archive.namelist())
    done = cpreport("verify", "package-generic.zip", cwd=tmp_path)
    assert (done.returncode, "Everything in this package follows" in done.stdout) == (0, True), (
        done.stdout
    )
