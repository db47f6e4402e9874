"""A sheet, a workbook or an export is handed to the page, its map answered, and cases written."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpreport.commands.export import export
from cpreport.exchange.edit_yaml import read_plain, value_at
from cpreport.page.history import states
from tests.test_page import OWN, ROOT, Clinician

SHEET = """\
Patient;Visit;Date;Sex;Age;Diagnosis;Name;TCT sitting balance;MAS elbow flexors R;Remarks
P01;pre;03.03.2022;m;7;Spastic diplegia;Anna Muster;25;1+;tired
P01;post;03.06.2022;m;7;Spastic diplegia;Anna Muster;25;1;
P02;pre;04.03.2022;w;41;Stroke;Bernd Beispiel;NA;9;
P02;post;05.06.2022;w;41;Stroke;Bernd Beispiel;12;2;better
"""


def hand_in(clinician: Clinician, *files: tuple[str, bytes], **form: str):
    sent = [("source", (name, content)) for name, content in files]
    form = {"proof": clinician.site.keys.proof, **form}
    return clinician.client.post("/import", data=form, files=sent, headers={"origin": OWN})


def test_a_sheet_becomes_a_new_series_when_its_map_has_been_answered(tmp_path: Path) -> None:
    clinician, cases = Clinician(None), tmp_path / "mine" / "cases"
    sheet = ("../Anna.csv", SHEET.encode())
    assert hand_in(clinician, sheet, where="relative").status_code == 422
    assert hand_in(clinician, where=str(tmp_path / "mine")).status_code == 422
    handed = hand_in(clinician, sheet, where=str(tmp_path / "mine"))
    assert handed.headers["location"] == "/import"
    page = clinician.get("/import")
    assert "Handed in: Anna.csv." in page
    assert "`9`" not in page
    assert "<q>9</q> is not answered" in page
    assert 'href="#f/missing/9"' in page
    assert "What would be written" not in page
    # Confirmed without an answer: nothing is written.
    clinician.send("/import/map", {"confirm": "yes"}, at="/import")
    assert clinician.send("/import/write", {}).headers["location"] == "/import"
    assert not list(cases.glob("P*.yaml"))
    answers = {"missing/9": "not assessed", "visits/pre": "before", "visits/post": "after"}
    clinician.send("/import/map", {**answers, "confirm": "yes"}, at="/import")
    page = clinician.get("/import")
    assert "Case files to be written: 2. P01.yaml, P02.yaml" in page
    assert "Names go to identities.yaml, which this page never shows. Patients: 2." in page
    assert "Not taken: Remarks." in page
    assert "Muster" not in page
    assert clinician.send("/import/write", {}).headers["location"] == "/"
    tree = read_plain((cases / "P02.yaml").read_text("utf-8"))
    assert value_at(tree, ("visits", 0, "id")) == "before"
    assert (
        value_at(tree, ("visits", 0, "scores", "MAS", "elbow flexors", "right")) == "not assessed"
    )
    assert "Beispiel" in (cases / "identities.yaml").read_text("utf-8")
    assert "Beispiel" not in (cases / "P02.yaml").read_text("utf-8")
    assert "identities.yaml" in (cases.parent / ".gitignore").read_text("utf-8").split()
    assert "P02" in clinician.get("/")
    assert clinician.site.source.names == (), "what was handed in is not kept"


def test_what_differs_is_shown_and_taken_only_where_that_is_asked_for(tmp_path: Path) -> None:
    clinician, cases = Clinician(None), tmp_path / "cases"
    hand_in(clinician, ("s.csv", SHEET.encode()), where=str(tmp_path))
    clinician.send("/import/map", {"missing/9": "not assessed", "confirm": "yes"}, at="/import")
    clinician.send("/import/write", {})
    # What only the sheet changes is taken; here the case file says something else, too.
    path = cases / "P01.yaml"
    path.write_text(path.read_text("utf-8").replace("balance: 25", "balance: 0"), "utf-8")
    before = path.read_text("utf-8")
    changed = SHEET.replace(";25;1;", ";12;1;") + "P03;pre;01.01.2023;m;9;Stroke;C D;12;1;\n"
    hand_in(clinician, ("s.csv", changed.encode()))
    page = clinician.get("/import")
    assert "What a case file says otherwise" in page
    differs = re.findall(r'<ul class="differs">(.*?)</ul>', page, re.DOTALL)[0]
    assert "<b>P01</b>" in differs
    assert re.search(r"\b12\b", differs)
    assert re.search(r"\b0\b", differs)
    clinician.send("/import/write", {})
    assert (cases / "P01.yaml").read_text("utf-8") == before
    assert not (cases / "P03.yaml").exists()
    clinician.send("/import/write", {"replace": "yes"})
    assert (cases / "P03.yaml").exists()
    assert "sitting balance: 12" in (cases / "P01.yaml").read_text("utf-8")
    taken = next(state for state in states(cases) if state.file == "P01.yaml")
    assert taken.before == before, "what was there can be brought back"


@pytest.mark.slow
def test_a_workbook_of_cpreport_needs_no_map(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter")
    shutil.copytree(ROOT / "cases", tmp_path / "cases")
    book = tmp_path / "book.xlsx"
    said = CliRunner().invoke(
        export, [str(tmp_path / "cases"), "--to", "xlsx", "--output", str(book)]
    )
    assert said.exit_code == 0, said.output
    (tmp_path / "cases" / "P02.yaml").unlink()
    clinician = Clinician(tmp_path / "cases")
    hand_in(clinician, ("book.xlsx", book.read_bytes()))
    page = clinician.get("/import")
    assert "Case files to be written: 1. P02.yaml" in page
    assert "same already: 3." in page
    clinician.send("/import/write", {})
    assert (tmp_path / "cases" / "P02.yaml").exists()


@pytest.mark.slow
def test_an_export_of_redcap_is_read_by_the_dictionary_that_comes_with_it(tmp_path: Path) -> None:
    out = tmp_path / "redcap"
    said = CliRunner().invoke(export, [str(ROOT / "cases"), "--to", "redcap", "--output", str(out)])
    assert said.exit_code == 0, said.output
    files = sorted(out.iterdir())
    clinician = Clinician(None)
    alone = [(p.name, p.read_bytes()) for p in files if "dictionary" not in p.name.casefold()]
    hand_in(clinician, *alone, where=str(tmp_path / "mine"))
    answer = clinician.client.get("/import")
    assert answer.status_code == 422
    assert "its data dictionary does not lie beside it" in answer.text
    hand_in(clinician, *((p.name, p.read_bytes()) for p in files))
    page = clinician.get("/import")
    assert "Case files to be written: 4. P01.yaml, P02.yaml, P03.yaml, P04.yaml" in page


def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path) -> None:
    clinician = Clinician(None)
    hand_in(clinician, ("a.xlsx", b"PK\x03\x04 no archive"), where=str(tmp_path))
    answer = clinician.client.get("/import")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    kept = clinician.site.source.paths[0].parent
    assert kept.is_dir()
    assert kept.stat().st_mode & 0o077 == 0
    clinician.site.source.forget()
    assert not kept.exists()
