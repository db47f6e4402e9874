"""A letter goes to nobody in doubt, and who it is about stands nowhere but in the letter."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pikepdf
import pytest
import yaml

from cpreport.letters.make_letters import letters
from cpreport.publish.typst.compiler import TypstFailed
from tests.conftest import cpreport
from tests.letters_series import (
    EXAMPLE,
    IDENTITY,
    PEOPLE,
    ROLES,
    composed,
    example_copy,
    order,
    smallest_letters,
    write_people,
)

pytestmark = pytest.mark.slow

IDS = ("P01", "P02", "P03", "P04")


def codes(folder: Path, **more: object) -> list[str]:
    return [p.code for p in composed(folder, **more).problems]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("P01:", "P09:", ("CP721", "nobody is named for this case")),
        ("  date_of_birth: 2017-02-10\n", "", ("CP721", "the patient has no date of birth")),
        (
            "2017-02-10",
            "2011-02-10",
            ("CP722", "the date of birth does not fit the age in the record"),
        ),
        ("confirmed: yes", "confirmed: no", ("CP723", "the recipient (family) is not confirmed")),
        (", confirmed: yes", "", ("CP723", "the recipient (family) is not confirmed")),
        ("role: family", "role: school", ("CP723", "no recipient is family")),
        (
            'address: "1 Made-up Road, Nowhere", ',
            "",
            ("CP723", "the recipient (family) has no address"),
        ),
    ],
)
def test_an_identity_in_doubt_gets_no_letter(
    old: str, new: str, said: tuple[str, str], tmp_path: Path
) -> None:
    cases = smallest_letters(tmp_path, people=IDENTITY.replace(old, new))
    box = letters(order(cases), write=True)
    assert [(p.code, p.message) for p in box.problems] == [said]
    assert not (tmp_path / "output").exists()
    assert "Wilma" not in str(box.problems) + repr(box)


def test_without_dates_a_birth_cannot_be_held_against_the_record(tmp_path: Path) -> None:
    cases = smallest_letters(tmp_path)
    case = cases / "P01.yaml"
    text = case.read_text("utf-8")
    case.write_text(text.replace("age: 6 years", "age: not reported"), "utf-8")
    (problem,) = (p for p in composed(cases).problems if p.code == "CP722")
    assert problem.message == "no date in the record can be held against the date of birth"
    assert "the dates of the treatment or the visits" in (problem.help or "")


def test_doubt_ends_with_exit_code_4_and_names_nobody(tmp_path: Path) -> None:
    smallest_letters(tmp_path, people=IDENTITY.replace("confirmed: yes", "confirmed: no"))
    done = cpreport("letter", "cases", cwd=tmp_path)
    assert done.returncode == 4
    assert "CP723" in done.stderr
    assert not re.search("Wilma|Ersatz|Made-up|2017", done.stdout + done.stderr)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(IDS, 2)))
def test_swapped_identities_are_caught(one: str, other: str, tmp_path: Path) -> None:
    swap = {one: other, other: one}
    text = re.sub(r"(?m)^P\d\d", lambda m: swap.get(m[0], m[0]), PEOPLE.read_text("utf-8"))
    cases = example_copy(tmp_path, text)
    box = composed(cases, cases=(one, other))
    assert {(p.code, p.case) for p in box.problems} >= {("CP722", one), ("CP722", other)}
    assert not any(told.written for told in box.told)


TWO = IDENTITY + IDENTITY.replace("P01", "P02")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("Wilma", "Wilma"), "they have one name"),
        (("Wilma Ersatz", "Ersatz Wilma"), "they have one name"),
        (("Wilma", "Wilmar"), "names that differ by little, and no different dates of birth"),
        (("Wilma", "Konrad"), "one family name and one date of birth"),
    ],
)
def test_two_patients_alike_are_a_doubt_until_told_apart(
    change: tuple[str, str], why: str, tmp_path: Path
) -> None:
    people = IDENTITY + IDENTITY.replace("P01", "P02").replace(*change)
    cases = smallest_letters(tmp_path, people=people)
    box = composed(cases)
    assert [p.message for p in box.problems] == [f"the patients of P01 and P02 are alike: {why}"]
    write_people(cases, people.replace("  recipients", "  told_apart_from: [P02]\n  recipients", 1))
    assert composed(cases).problems == ()


def test_a_copy_goes_to_nobody_who_was_not_confirmed(tmp_path: Path) -> None:
    cases = smallest_letters(
        tmp_path, ("P01.yaml", "  medicines: none\n", "  medicines: none\n  copies: [school]\n")
    )
    assert codes(cases) == ["CP723"]


def test_nothing_but_the_letters_says_who_a_patient_is(tmp_path: Path) -> None:
    smallest_letters(tmp_path)
    told = cpreport("letter", "cases", cwd=tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert told.returncode == 0, told.stderr
    built = cpreport(
        "build", "cases", "--to", "html", cwd=tmp_path, XDG_CACHE_HOME=str(tmp_path / "cache")
    )
    assert built.returncode == 0, built.stderr
    folder = tmp_path / "output/letters"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {f.stat().st_mode & 0o777 for f in folder.iterdir()} == {0o600}
    said = (
        told.stdout + told.stderr + built.stdout + built.stderr + (folder / "log.json").read_text()
    )
    names = re.compile(r"wilma|ersatz|made-up|2017-02-10|10\sFebruary 2017", re.IGNORECASE)
    assert not names.search(said)
    for path in tmp_path.rglob("*"):
        if path.is_file() and folder not in path.parents and path.name != "identities.yaml":
            assert not names.search(path.name)
            assert not names.search(path.read_bytes().decode("utf-8", "replace")), path
    assert any(names.search(f.read_text("utf-8")) for f in folder.glob("*.html"))


def test_the_study_id_stands_beside_no_name(tmp_path: Path) -> None:
    cases = example_copy(tmp_path)
    box = letters(order(cases, cases=("P02",), roles=("family", "referrer")), write=True)
    for told in box.told:
        for name in told.files:
            path = tmp_path / "output/letters" / name
            assert "P02" not in name
            if name.endswith(".pdf"):
                with pikepdf.open(path) as document:
                    assert "P02" not in str(document.docinfo) + str(document.open_metadata())
            else:
                # Of a font that is written in letters, some may be these.
                page = re.sub(r"data:[^)\"']*", "", path.read_text("utf-8"))
                assert "P02" not in page
    merge = (tmp_path / "output/letters/mail-merge.csv").read_text("utf-8-sig")
    assert "Aaro Quillfeather" in merge
    assert "P02" not in merge


def test_the_log_keeps_which_letter_said_what_without_name_or_clinical_text(
    tmp_path: Path,
) -> None:
    cases = smallest_letters(tmp_path)
    letters(order(cases), write=True)
    log = json.loads((tmp_path / "output/letters/log.json").read_text())
    (entry,) = log["letters"]
    assert (entry["case"], entry["to"], entry["language"], entry["date"]) == (
        *("P01", "family", "en", "2024-02-01"),
    )
    assert "measured.TCT.verdict" in entry["sentences"]
    assert not re.search("Wilma|Ersatz|better|trunk", json.dumps(log))


def test_every_invented_person_of_the_example_can_be_written_to_in_every_role() -> None:
    box = composed(EXAMPLE, roles=ROLES, language="en")
    assert [p.code for p in box.problems if p.severity == "error"] == []
    assert len(box.told) == 16
    assert all(t.written for t in box.told)
    assert set(yaml.safe_load(PEOPLE.read_text("utf-8"))) == set(IDS)


def test_a_failure_that_nobody_foresaw_quotes_nothing_of_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise ValueError("Wilma Ersatz")

    monkeypatch.setattr("cpreport.letters.letter_page.letter_html", fail)
    box = letters(order(smallest_letters(tmp_path)), write=True)
    assert [(p.code, p.message) for p in box.problems] == [
        ("CP601", "the letter could not be typeset")
    ]


@pytest.mark.parametrize("pango", [True, False])
def test_what_typst_says_of_a_letter_it_could_not_set_is_not_told(
    pango: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise TypstFailed("it lost `Wilma Ersatz`")

    monkeypatch.setattr("cpreport.publish.typst.typeset_data.compile_pdf", fail)
    monkeypatch.setattr("cpreport.publish.engines.weasyprint_works", lambda: pango)
    ask = order(smallest_letters(tmp_path), engine="typst", formats=("pdf",))
    box = letters(ask, write=True)
    why = "Typst could not: why is not told, since it may quote the letter"
    said = {
        True: ("CP606", "warning", f"a letter was set by WeasyPrint, because {why}"),
        False: ("CP601", "error", why.replace("not:", "not set it:")),
    }
    assert [(p.code, p.severity, p.message) for p in box.problems] == [said[pango]]
    assert [t.engine for t in box.told] == ["weasyprint" if pango else None]
