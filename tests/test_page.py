"""What is entered on the page goes to its place in the files, and to no other."""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from pydantic.fields import FieldInfo
from starlette.testclient import TestClient

from cpreport.cases.case import Case
from cpreport.cases.series import SeriesRecord
from cpreport.cases.values import MISSING_WORDS
from cpreport.demo.blank_series import Plan
from cpreport.demo.start import start_blank
from cpreport.exchange.edit_yaml import read_plain, value_at
from cpreport.exchange.source_map.import_map import A_VALUE, NO_ENTRY_AT_ALL
from cpreport.page.answering import Site
from cpreport.page.app import page_app
from cpreport.page.desk import Desk
from cpreport.page.form_fields import (
    choices_of,
    patient_fields,
    patient_lists,
    series_fields,
    series_lists,
    visit_fields,
)
from cpreport.page.guard import Keys
from cpreport.page.history import states
from cpreport.page.import_map_form import map_form
from cpreport.page.interface_words import InterfaceWords, languages, words_of
from cpreport.page.jobs import StartedCommand
from cpreport.page.picture_page import media_of
from cpreport.page.record_form import ValueShape, keys_of, shape_of
from cpreport.page.record_pages import OF_CASE, OF_SCALE, SERIES_PAGES
from cpreport.page.saving import open_text, save_text
from cpreport.problems import TITLES
from cpreport.scales.definition import Scale
from cpreport.scales.graded import NOT_SCORABLE
from cpreport.scales.reader import shipped_scales
from cpreport.terminal_text import COUNT_MARK
from tests.test_edit_yaml import changed_lines

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "cpreport" / "page"
PORT = 8765
OWN = f"http://127.0.0.1:{PORT}"


class Clinician:
    """Somebody at the page, without its script."""

    def __init__(self, folder: Path | None) -> None:
        self.site = Site(Keys(PORT), Desk(folder))
        self.client = TestClient(page_app(self.site), base_url=OWN, follow_redirects=False)
        self.client.get(f"/?token={self.site.keys.token}")

    def get(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def version(self, address: str) -> str:
        return re.findall(r'name="version" value="(\w+)"', self.get(address))[0]

    def send(
        self,
        address: str,
        form: dict[str, str],
        at: str = "",
        version: str = "",
        script: bool = False,
    ):
        sent = {
            "proof": self.site.keys.proof,
            "version": version or (at and self.version(at)),
            **form,
        }
        headers = {"origin": OWN, **({"accept": "application/json"} if script else {})}
        return self.client.post(address, data=sent, headers=headers)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "cases", tmp_path / "cases")
    return tmp_path / "cases"


@pytest.fixture
def clinician(folder: Path) -> Clinician:
    return Clinician(folder)


def test_a_section_that_says_nothing_leads_to_its_page(clinician: Clinician, folder: Path) -> None:
    (folder / "conclusion.md").write_text("<!-- To be written. -->\n", "utf-8")
    (page,) = re.findall(r'<a href="(/manuscript/\d+)">conclusion.md', clinician.get("/do"))
    assert "To be written." in clinician.get(page)
    assert f'<a href="{page}">conclusion.md' in clinician.get("/")


def test_documents_stand_before_the_files_beside_them(clinician: Clinician, folder: Path) -> None:
    for name in ("build.json", "index.html", "article/article.pdf", "tables/scores.csv"):
        path = folder.parent / "output" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", "utf-8")
    (folder.parent / "package-generic.zip").write_bytes(b"")
    documents, beside = clinician.get("/do").split('id="made"')[1].split("<details>", 1)
    files = re.compile(r'href="/made/([^"]+)" download')
    assert files.findall(documents) == ["article/article.pdf", "package-generic.zip"]
    assert files.findall(beside) == ["build.json", "index.html", "tables/scores.csv"]


def test_a_series_without_a_title_is_named_by_its_folder(tmp_path: Path) -> None:
    start_blank(tmp_path / "spasticity", _plan_of_two_visits(), cases=False)
    page = Clinician(tmp_path / "spasticity" / "cases").get("/")
    assert '<span class="series" dir="auto">spasticity</span>' in page


def test_a_patient_nothing_was_entered_of_has_nothing_to_put_right(tmp_path: Path) -> None:
    start_blank(tmp_path / "new", _plan_of_two_visits(), cases=False)
    clinician = Clinician(tmp_path / "new" / "cases")
    clinician.send("/patients", {"id": "P01"})
    (standing,) = re.findall(r'<p class="chips">.*?</p>', clinician.get("/"), re.DOTALL)
    assert re.findall(r"\d+ [a-z ]+", standing) == ["6 still missing"]
    # There is no visit before the first.
    clinician.send("/patients/P01/visits", {"visit": "before"}, at="/patients/P01")
    assert 'class="earlier-toggle"' not in clinician.get("/patients/P01/visits/0")


def test_a_word_in_the_place_of_a_list_is_seen_where_it_was_chosen(
    clinician: Clinician, folder: Path
) -> None:
    answer = clinician.send(
        "/patients/P02", {"word:patient/comorbidities": "none"}, at="/patients/P02"
    )
    assert answer.headers["location"] == "/patients/P02#patient/comorbidities"
    assert "comorbidities: none" in (folder / "P02.yaml").read_text("utf-8")


def test_headings_of_forms_that_nothing_stands_in_leave_out_no_level(tmp_path: Path) -> None:
    start_blank(tmp_path / "new", _plan_of_two_visits(), cases=False)
    clinician = Clinician(tmp_path / "new" / "cases")
    clinician.send("/patients", {"id": "P01"})
    parts = [f"/series/{part}" for part in SERIES_PAGES]
    for address in ("/patients/P01", "/patients/P01/letter", "/manuscript", "/do", *parts):
        unseen = r'<section class="summary"[^>]* hidden>.*?</section>'
        page = re.sub(unseen, "", clinician.get(address), flags=re.DOTALL)
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert all(low - high <= 1 for high, low in pairwise(levels)), (address, levels)


def test_a_scale_whose_items_are_not_held_has_no_empty_grid(tmp_path: Path) -> None:
    scales = (shipped_scales()["DLQI"], shipped_scales()["PASI"])
    start_blank(tmp_path / "skin", Plan(1, ("before", "after"), scales, True), cases=False)
    clinician = Clinician(tmp_path / "skin" / "cases")
    clinician.send("/patients", {"id": "P01"})
    clinician.send("/patients/P01/visits", {"visit": "before"}, at="/patients/P01")
    page = clinician.get("/patients/P01/visits/0")
    total, graded = page.split('<section class="panel grid"')[1:3]
    assert 'class="total"' in total
    assert "legend" not in total
    assert "<table aria-describedby" not in total
    assert "legend" in graded


@pytest.mark.parametrize("language", languages())
def test_a_place_in_a_file_is_named_in_the_language_of_the_page(language: str) -> None:
    words = InterfaceWords(language)
    for path in (("adverse_events", 0, "onset"), ("media", 0, "panels", 1, "caption")):
        assert not {"onset", "panels", "media"} & set(words.place(path).split(" › "))
    phase = words.place(("treatment", 1, "course", 2, "from")).split(" › ")
    assert phase[2] == words("list.phase") != words("list.course")
    if language != "en":
        assert not {"outcomes", "rule"} & set(words.place(("outcomes", 1, "rule")).split(" › "))
    # What a series names by itself stays as it is.
    assert words.place(("visits", "month 6", "MAS")).endswith(" › month 6 › MAS")
    # Whom a consent is from, when a step is due and what groups are made by are three words.
    steps, groups = ("letter", "next_steps", 1, "by"), ("groups", "by")
    consent = ("consent", "publication", "by")
    assert len({words.place(path).split(" › ")[-1] for path in (steps, groups, consent)}) == 3
    assert words.place(steps).endswith(f" › {words.label('next_steps.by')}")


def test_what_the_page_says_of_a_patient_is_in_its_own_language(
    clinician: Clinician, folder: Path
) -> None:
    clinician.site.words, clinician.site.chosen = InterfaceWords("de"), True
    clinician.send("/patients/P02", {"patient/classification": "GMFCS 3"}, at="/patients/P02")
    page = clinician.get("/patients/P02")
    assert "Schreiben Sie Name, Doppelpunkt und Wert, etwa GMFCS: III." in page
    assert "group of keys" not in page
    sex = value_at(read_plain((folder / "P02.yaml").read_text("utf-8")), ("patient", "sex"))
    assert f", {clinician.site.words.choice('sex', str(sex))}, " in clinician.get("/")
    assert f", {sex}, " not in clinician.get("/")
    visit = "/patients/P02/visits/0"
    grade = {"visits/0/scores/TCT/sitting balance": "not assessed"}
    computed = clinician.send(visit, grade, at=visit, script=True).json()["computed"]
    assert "nicht bewertbar" in computed.values()
    assert "not scorable" not in clinician.get(visit)


def test_a_folder_that_is_no_whole_path_is_answered_with_an_example(tmp_path: Path) -> None:
    nobody = Clinician(None)
    answer = nobody.send("/begin/new", {"where": "my series", "what": "blank"})
    assert answer.status_code == 422
    home = Path.home() / "case-series"
    assert f"Write the whole path of a folder, such as {home}." in answer.text


def test_how_far_a_build_is_is_told_of_documents_by_their_names(clinician: Clinician) -> None:
    job = clinician.site.jobs.last = StartedCommand("build")

    def told() -> tuple[str, float | None]:
        said = clinician.client.get("/do/progress").json()
        return said["outcome"], said["share"]

    assert told() == ("Working …", None)
    for line, outcome in (
        ("0/4 results", ("Documents finished: 0 of 4. Being made: the data files.", 0)),
        ("1/4 P01", ("Documents finished: 1 of 4. Being made: P01.", 0.25)),
        ("4/4 ", ("Documents finished: 4 of 4. Being made: the overview.", 1)),
    ):
        job.take(f"{COUNT_MARK}{line}")
        assert told() == outcome
    job.take("    0.2 s  output/cases/P01/P01.html")
    assert job.lines == ["    0.2 s  output/cases/P01/P01.html"]
    job.code = 0
    assert told()[0] == "Done."
    # A check that has found something is done; a build that was not made is not.
    job.code = 1
    assert told()[0].startswith("It could not be done")
    job.what = "check"
    assert told()[0] == "Done; what was found is said below."


def test_a_package_is_verified_where_there_is_one(clinician: Clinician, folder: Path) -> None:
    def asked() -> str:
        return clinician.get("/do").split('action="/do/verify"')[1].split("</form>")[0]

    assert "No package was made yet." in asked()
    assert "<button>" not in asked()
    (folder.parent / "package-mdpi.zip").write_bytes(b"")
    assert re.findall(r'option value="([^"]+)"', asked()) == ["mdpi"]
    assert "<button>" in asked()


def _plan_of_two_visits() -> Plan:
    return Plan(1, ("before", "after"), (shipped_scales()["MAS"],), True)


@pytest.mark.slow
def test_a_grade_changes_its_own_line_and_the_total_beside_it(
    clinician: Clinician, folder: Path
) -> None:
    page = "/patients/P02/visits/0"
    before = (folder / "P02.yaml").read_text("utf-8")
    answer = clinician.send(
        page, {"visits/0/scores/TCT/rolling to strong side": "25"}, at=page, script=True
    )
    assert answer.status_code == 200
    gone, come = changed_lines(before, (folder / "P02.yaml").read_text("utf-8"))
    assert gone == ["        rolling to strong side: 12\n"]
    assert come == ["        rolling to strong side: 25\n"]
    said = answer.json()
    assert said["computed"]["TCT|total|"] == "74"
    assert [p["name"] for p in said["problems"]] == ["visits/0/entered_totals/TCT"]
    assert "74" in said["problems"][0]["message"]


def test_a_grade_that_the_scale_has_not_is_saved_and_said_at_its_field(
    clinician: Clinician,
) -> None:
    page = "/patients/P02/visits/0"
    name = "visits/0/scores/MAS/hip adductors/left"
    said = clinician.send(page, {name: "7"}, at=page, script=True).json()
    (problem,) = [p for p in said["problems"] if p["name"] == name]
    assert problem["kind"] == "wrong"
    assert problem["where"] == "before › MAS › hip adductors › Left"
    assert (
        "allowed: <q>0</q>, <q>1</q>, <q>1+</q>, <q>2</q>, <q>3</q>, <q>4</q>, <q>not assessed</q>"
        in problem["all"]
    )
    shown = clinician.get(page)
    assert f'href="#f/{name}"' in shown
    assert "1 to put right" in clinician.get("/")


def test_names_that_the_file_uses_for_items_and_sides_stay(
    clinician: Clinician, folder: Path
) -> None:
    file = folder / "P02.yaml"
    text = file.read_text("utf-8").replace(
        "hip adductors: {right: 2, left: 2}", "Hip_Adductors: {R: 2, L: 2}"
    )
    file.write_text(text, "utf-8")
    page = "/patients/P02/visits/0"
    clinician.send(page, {"visits/0/scores/MAS/hip adductors/left": "not assessed"}, at=page)
    assert "Hip_Adductors: {R: 2, L: not assessed}" in file.read_text("utf-8")


@pytest.mark.slow
def test_a_new_item_stands_in_the_order_of_the_scale(clinician: Clinician, folder: Path) -> None:
    file = folder / "P02.yaml"
    text = file.read_text("utf-8")
    line = "        finger flexors: {right: 0, left: 0}\n"
    file.write_text(text.replace(line, "", 1), "utf-8")
    page = "/patients/P02/visits/0"
    name = "visits/0/scores/MAS/finger flexors"
    clinician.send(page, {f"{name}/right": "0", f"{name}/left": "0"}, at=page)
    assert file.read_text("utf-8") == text


def test_one_word_for_both_sides_is_taken_apart(clinician: Clinician, folder: Path) -> None:
    file = folder / "P02.yaml"
    text = file.read_text("utf-8").replace(
        "hip adductors: {right: 2, left: 2}", "hip adductors: not assessed"
    )
    file.write_text(text, "utf-8")
    page = "/patients/P02/visits/0"
    clinician.send(page, {"visits/0/scores/MAS/hip adductors/right": "1+"}, at=page)
    assert "hip adductors: {right: 1+, left: not assessed}" in file.read_text("utf-8")


def test_a_file_that_was_changed_elsewhere_is_not_written_over(
    clinician: Clinician, folder: Path
) -> None:
    file, page = folder / "P01.yaml", "/patients/P01"
    version = clinician.version(page)
    elsewhere = file.read_text("utf-8").replace("sex: female", "sex: intersex")
    file.write_text(elsewhere, "utf-8")
    answer = clinician.send(page, {"patient/age": "7 years"}, version=version, script=True)
    assert answer.status_code == 409
    assert answer.json()["difference"] == [["-", "  sex: female"], ["+", "  sex: intersex"]]
    assert file.read_text("utf-8") == elsewhere
    shown = clinician.send(page, {"patient/age": "7 years"}, version=version)
    assert shown.status_code == 409
    assert "sex: intersex" in shown.text
    assert file.read_text("utf-8") == elsewhere
    # Keep mine: what was entered, and nothing else, over the file as it is now.
    mine = clinician.send(
        page, {"patient/age": "7 years"}, version=answer.json()["version"], script=True
    )
    assert mine.status_code == 200
    assert file.read_text("utf-8") == elsewhere.replace("age: 6 years 4 months", "age: 7 years")


def test_two_windows_do_not_lose_what_the_other_saved(clinician: Clinician, folder: Path) -> None:
    version = clinician.version("/patients/P01")
    assert (
        clinician.send(
            "/patients/P01", {"patient/age": "7 years"}, version=version, script=True
        ).status_code
        == 200
    )
    late = clinician.send(
        "/patients/P01", {"patient/centre": "Centre Z"}, version=version, script=True
    )
    assert late.status_code == 409
    text = (folder / "P01.yaml").read_text("utf-8")
    assert "age: 7 years" in text
    assert "Centre Z" not in text


@pytest.mark.slow
def test_rows_are_added_and_removed(clinician: Clinician, folder: Path) -> None:
    page, file = "/patients/P02", folder / "P02.yaml"
    before = file.read_text("utf-8")
    count = len(value_at(read_plain(before), ("treatment", 0, "sessions")))
    new = f"treatment/0/sessions/{count}"
    form = {
        f"{new}/date": "2023-01-10",
        f"{new}/routes": "intrathecal, intravenous",
        "add": "treatment/0/sessions",
    }
    answer = clinician.send(page, form, at=page)
    assert answer.headers["location"] == "/patients/P02#treatment/0/sessions"
    gone, come = changed_lines(before, file.read_text("utf-8"))
    assert (gone, come) == (
        [],
        ["      - date: 2023-01-10\n", "        routes: [intrathecal, intravenous]\n"],
    )
    clinician.send(page, {"remove": new}, at=page)
    assert file.read_text("utf-8") == before
    # What was typed into an empty row is no session before it is added.
    clinician.send(page, {f"{new}/date": "2023-01-10"}, at=page)
    assert file.read_text("utf-8") == before
    # Saved while it is typed, it comes to stand at the end; its button then adds no other.
    sent = {"treatment/0/sessions/*/date": "2023-01-10", "add": "treatment/0/sessions"}
    clinician.send(page, sent, at=page, script=True)
    sent = {f"{new}/date": "2023-01-11", "add": "treatment/0/sessions"}
    clinician.send(page, sent, at=page)
    assert changed_lines(before, file.read_text("utf-8")) == ([], ["      - date: 2023-01-11\n"])


@pytest.mark.slow
def test_an_adverse_event_takes_the_place_of_none(clinician: Clinician, folder: Path) -> None:
    page, file = "/patients/P02", folder / "P02.yaml"
    event = {
        "term": "Headache",
        "grade": "1",
        "onset/day": "1",
        "duration": "1 day",
        "serious": "no",
    }
    form = {f"adverse_events/0/{key}": value for key, value in event.items()}
    clinician.send(page, {**form, "add": "adverse_events"}, at=page)
    text = file.read_text("utf-8")
    assert "adverse_events:\n  - term: Headache\n" in text
    assert "onset: {day: 1}" in text
    clinician.send(page, {"remove": "adverse_events/0"}, at=page)
    clinician.send(page, {"word:adverse_events": "not assessed"}, at=page)
    assert "adverse_events: not assessed" in file.read_text("utf-8")


@pytest.mark.slow
def test_a_patient_is_added_visited_renamed_and_withdrawn(
    clinician: Clinician, folder: Path
) -> None:
    assert clinician.send("/patients", {"id": "P05"}).headers["location"] == "/patients/P05"
    assert "still missing" in clinician.get("/")
    for wrong in ("P05", "p01", "series", "../P06", "a b", ""):
        assert clinician.send("/patients", {"id": wrong}).headers["location"].startswith("/?wrong=")
    page = "/patients/P05"
    clinician.send(f"{page}/visits", {"visit": "after"}, at=page)
    answer = clinician.send(f"{page}/visits", {"visit": "before"}, at=page)
    assert answer.headers["location"] == "/patients/P05/visits/0"
    name = "visits/0/scores/MAS/elbow flexors/right"
    clinician.send(f"{page}/visits/0", {name: "1+"}, at=f"{page}/visits/0")
    text = (folder / "P05.yaml").read_text("utf-8")
    visits = "visits:\n  - id: before\n    scores:\n      MAS:\n        elbow flexors: {right: 1+}\n  - id: after\n\nadverse"
    assert visits in text
    clinician.send(f"{page}/rename", {"id": "P07"}, at=page)
    assert not (folder / "P05.yaml").exists()
    assert "id: P07\n" in (folder / "P07.yaml").read_text("utf-8")
    clinician.send("/patients/P01/withdraw", {"day": "2026-01-31"}, at="/patients/P01")
    publication = value_at(
        read_plain((folder / "P01.yaml").read_text("utf-8")), ("consent", "publication")
    )
    assert publication == {
        "given": "yes",
        "by": "mother",
        "date": "2023-02-15",
        "withdrawn": "2026-01-31",
    }
    assert "consent withdrawn" in clinician.get("/")


@pytest.mark.slow
def test_every_save_can_be_taken_back_another_day(clinician: Clinician, folder: Path) -> None:
    before = (folder / "P01.yaml").read_bytes()
    clinician.send("/patients/P01", {"patient/age": "7 years"}, at="/patients/P01")
    clinician.send("/patients/P01", {"patient/age": "8 years"}, at="/patients/P01")
    clinician.send("/patients", {"id": "P05"})
    another_day = Clinician(folder)
    assert "age: 8 years" in another_day.get("/history")
    first = states(folder)[-1]
    assert first.changed_lines() == (("-", "  age: 6 years 4 months"), ("+", "  age: 7 years"))
    another_day.send(f"/history/{first.number}", {})
    assert (folder / "P01.yaml").read_bytes() == before
    another_day.send("/history/3", {})
    assert not (folder / "P05.yaml").exists()
    another_day.send("/history/5", {})
    assert (folder / "P05.yaml").exists(), "taking back can be taken back"
    assert all(
        path.stat().st_mode & 0o077 == 0 for path in (folder / ".cpreport/history").iterdir()
    )


@pytest.mark.parametrize("moment", range(1, 15))
def test_a_machine_that_stops_while_saving_leaves_the_file_whole(folder: Path, moment: int) -> None:
    file = folder / "P01.yaml"
    before = file.read_bytes()
    after = before.replace(b"age: 6 years 4 months", b"age: 7 years")
    child = os.fork()
    if child == 0:
        calls = [0]

        def dying(name: str):
            own = getattr(os, name)

            def call(*words, **more):
                calls[0] += 1
                if calls[0] == moment:
                    os._exit(9)
                return own(*words, **more)

            return call

        for name in ("open", "write", "fsync", "replace", "rename", "unlink"):
            setattr(os, name, dying(name))
        opened = open_text(folder, "P01.yaml")
        save_text(folder, opened, opened.version, after.decode())
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert file.read_bytes() in ((before, after) if ended == 9 else (after,))
    if file.read_bytes() == after:
        assert states(folder)[0].before == before.decode(), (
            "what was there is kept before it changes"
        )


@pytest.mark.slow
def test_a_section_is_saved_with_its_line_ends(clinician: Clinician, folder: Path) -> None:
    file, page = folder / "introduction.md", "/manuscript/0"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    text = file.read_bytes().decode()
    clinician.send(page, {"text": text.replace("\r\n", "\n") + "One more.\n"}, at=page)
    assert file.read_bytes().decode() == text + "One more.\r\n"
    clinician.send("/manuscript", {"title": "Another title"}, at="/manuscript")
    assert "\ntitle: >-\n  Another title\n" in (folder / "series.yaml").read_text("utf-8")


def test_to_look_at_the_references_begins_no_file_and_to_add_one_does(
    clinician: Clinician, folder: Path
) -> None:
    file, page = folder / "references.bib", "/manuscript/references"
    file.unlink()
    clinician.get(page)
    assert not file.exists()
    work = {
        "add": "work",
        "kind": "book",
        "author": "Doe, Jane",
        "title": "On tone",
        "year": "2001",
    }
    assert clinician.send(page, work).status_code == 303
    assert file.read_text("utf-8") == (
        "@book{Doe2001,\n  author = {Doe, Jane},\n  title = {On tone},\n  year = {2001},\n}\n"
    )
    # Whoever still has the page as it was, without a file, writes over nothing.
    assert clinician.send(page, {"text": "% mine"}).status_code == 409


def test_results_are_found_by_any_of_their_words(clinician: Clinician) -> None:
    found = json.loads(clinician.get("/palette/results?q=mas+improved"))["rows"]
    (one,) = [row for row in found if row["key"] == "MAS.improved"]
    assert (one["insert"], one["printed"]) == ('{{ results["MAS.improved"] }}', "3")


@pytest.mark.slow
def test_the_last_good_page_stays_and_says_what_is_wrong(
    clinician: Clinician, folder: Path
) -> None:
    assert json.loads(clinician.get("/seen/cases/P02/state")) == {"stamp": 1, "problems": []}
    good = clinician.get("/seen/cases/P02/page")
    page = "/patients/P02/visits/0"
    clinician.send(page, {"visits/0/scores/MAS/hip adductors/left": "7"}, at=page)
    said = json.loads(clinician.get("/seen/cases/P02/state"))
    assert said["stamp"] == 1
    assert "7" in said["problems"][0]
    assert clinician.get("/seen/cases/P02/page") == good
    clinician.send(page, {"visits/0/scores/MAS/hip adductors/left": "1"}, at=page)
    assert json.loads(clinician.get("/seen/cases/P02/state")) == {"stamp": 2, "problems": []}
    assert clinician.get("/seen/cases/P02/page") != good


@pytest.mark.slow
def test_a_report_is_seen_as_the_pdf_that_typst_sets(clinician: Clinician) -> None:
    assert 'href="/seen/cases/P02/pdf" target="_blank"' in clinician.get("/see/P02")
    got = clinician.client.get("/seen/cases/P02/pdf")
    assert got.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(got.content)) as pdf:
        assert str(pdf.docinfo["/Title"]).startswith("P02: ")
        assert str(pdf.docinfo["/Producer"]).startswith("Typst ")
    page = "/patients/P02/visits/0"
    clinician.send(page, {"visits/0/scores/MAS/hip adductors/left": "7"}, at=page)
    assert clinician.client.get("/seen/cases/P02/pdf").content == got.content
    clinician.site.previews.shown.clear()
    nothing = clinician.client.get("/seen/cases/P02/pdf")
    assert (nothing.status_code, "<q>7</q>" in nothing.text) == (422, True)


def test_a_series_is_begun_by_questions(tmp_path: Path) -> None:
    clinician = Clinician(None)
    assert clinician.client.get("/").headers["location"] == "/begin"
    asked = {
        "where": str(tmp_path / "mine"),
        "patients": "2",
        "visits": "before, month 6",
        "article": "yes",
        "measure/TCT": "yes",
        "measure/MAS": "yes",
    }
    for key, wrong in (("patients", "0"), ("visits", "before"), ("where", "relative")):
        answer = clinician.send("/begin/new", {**asked, key: wrong})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert not (tmp_path / "mine").exists()
    assert clinician.send("/begin/new", asked).headers["location"] == "/"
    assert sorted(p.name for p in (tmp_path / "mine" / "cases").glob("P*.yaml")) == [
        "P01.yaml",
        "P02.yaml",
    ]
    assert "still missing" in clinician.get("/")
    # What stands in the way of a build is named, and leads to the field.
    listed = re.findall(r'<a href="([^"]*)"><b>([^<]*)</b> Still to be', clinician.get("/do"))
    assert ("/manuscript#f/title", "Title") in listed
    assert ("/series/authors#f/authors/0/name", "Authors › 1 › Name") in listed
    assert ("/patients/P02#f/patient/sex", "P02 › The patient › Sex") in listed
    assert "There is a series in this folder already" in clinician.send("/begin/new", asked).text
    assert clinician.send("/begin/open", {"folder": str(tmp_path)}).status_code == 422
    assert clinician.send("/begin/open", {"folder": str(tmp_path / "mine")}).status_code == 303


def test_blank_fields_of_a_new_series_are_filled_at_their_lines(tmp_path: Path) -> None:
    scales = (shipped_scales()["TCT"],)
    start_blank(tmp_path / "mine", Plan(1, ("before", "after"), scales, article=False))
    clinician = Clinician(tmp_path / "mine" / "cases")
    file = tmp_path / "mine" / "cases" / "P01.yaml"
    before = file.read_text("utf-8")
    clinician.send(
        "/patients/P01",
        {"patient/age": "63 years", "consent/publication/given": "yes"},
        at="/patients/P01",
    )
    gone, come = changed_lines(before, file.read_text("utf-8"))
    assert len(gone) == len(come) == 2
    assert come[0].startswith("  age: 63 years ")
    assert come[0].endswith("# at the first treatment, such as 6 years 4 months\n")


@pytest.mark.slow
@pytest.mark.parametrize("example", ["cases", "examples/rheumatology", "examples/ophthalmology"])
def test_random_edits_through_the_page_change_only_their_lines(
    tmp_path: Path, example: str
) -> None:
    folder = tmp_path / "cases"
    shutil.copytree(ROOT / example, folder)
    clinician, draw = Clinician(folder), random.Random(example)
    for _ in range(12):
        case_id = draw.choice(list(clinician.site.desk.case_files()))
        opened = clinician.site.desk.case(case_id)
        visits = value_at(opened.tree, ("visits",))
        number = draw.randrange(len(visits))
        page = draw.choice([f"/patients/{case_id}", f"/patients/{case_id}/visits/{number}"])
        shown = clinician.get(page)
        names = re.findall(r'<input class="grade"[^>]* name="([^"]+)" value="[^"]+"', shown)
        names += re.findall(r'<input id="f/[^"]*" name="([^"]+)" value="[^"]+"', shown)
        name = draw.choice(names)
        file = folder / clinician.site.desk.case_files()[case_id]
        before = file.read_text("utf-8")
        answer = clinician.send(
            page,
            {name: "not assessed"},
            version=re.findall(r'name="version" value="(\w+)"', shown)[0],
        )
        assert answer.status_code == 303, name
        gone, come = changed_lines(before, file.read_text("utf-8"))
        assert (len(gone), len(come)) in ((1, 1), (0, 0)), name


def test_every_word_of_the_page_is_in_the_catalogue_and_none_too_many() -> None:
    known = set(words_of("en"))
    texts = [p.read_text("utf-8") for p in (*PAGE.glob("*.py"), *PAGE.glob("templates/*.html"))]
    text = "\n".join(texts)
    named = set(re.findall(r"""\bw\(["']([\w.]+)["'][,)]""", text)) | {
        "error.changed",
        "error.not_found",
    }
    named |= known & set(
        re.findall(r'"([\w.]+)"', (PAGE / "interface_words.py").read_text("utf-8"))
    )
    begun = set(re.findall(r"""\bw\(["']([\w.]+\.)["'] ~""", text))
    assert named <= known
    assert {k for k in known if not k.startswith(("field.", "label."))} - {"language"} - named - {
        k for k in known if k.startswith(tuple(begun))
    } == set()
    fields = [f for part in patient_fields({}).values() for f in part]
    fields += [
        f
        for one in (
            *patient_lists({"treatment": [{}], "patient": {"history": []}}).values(),
            *series_lists({}).values(),
        )
        for row in (*one.rows, one.new)
        for f in (*row.fields, *(g for below in row.below for g in below.new.fields))
    ]
    of_map = map_form({"columns": [{"column": "x"}]}, ())
    fields += of_map.columns[0].fields
    of_pictures = media_of({"media": [{}, {"panels": [{}]}]}, ())
    fields += [f for one in of_pictures for f in (*one.fields, *one.pictures[0].fields)]
    fields += [*visit_fields({}, 0), *(f for part in series_fields({}).values() for f in part)]
    # The day of a step and what groups are made by are no "by" of a consent.
    of_records = {"field.next_steps.by", "field.groups.by"}
    own = {f"field.{f.key}" for f in fields}
    assert own | of_records == {k for k in known if k.startswith("field.")}
    # What the program has in English elsewhere: what its models say of each field, titles, choices.
    fields = [f for f in fields if not f.key.startswith("abstract.")]
    assert [f.key for f in fields if not f.hint] == []
    choices = {
        c for f in fields for c in f.choices if f.key not in ("column.is", "series.language")
    }
    choices |= {*MISSING_WORDS, "none", NOT_SCORABLE, A_VALUE, NO_ENTRY_AT_ALL} - {""}
    whole = list(_whole_forms())
    for _, info in whole:
        choices |= {*choices_of(info.annotation), *shape_of(info.annotation).words}
    english = {
        "help": {f.hint for f in fields} | {info.description for _, info in whole} - {None},
        "label": {name for name, _ in whole} | {"key"},
        "problem": set(TITLES.values()),
        # Names, codes and signs are the same in every language.
        "choice": {c for c in choices if len(c) > 2 and not re.search(r"[A-Z?]|^en-", c)} | {"no"},
    }
    more = {f"{kind}.{said}": said for kind, every in english.items() for said in every}
    for language in set(languages()) - {"en"}:
        held = words_of(language)
        assert set(held) == known | set(more), language
        for key, said in held.items():
            usual = words_of("en").get(key) or more[key]
            for places in (r"\{\w+\}", "`[^`]+`"):
                assert sorted(re.findall(places, said)) == sorted(re.findall(places, usual)), said
            if " " in re.sub(r"\W*\{\w+\}\W*", "", usual):
                assert said != usual or said == "Text, in Markdown", (language, key)


def test_the_page_speaks_as_the_browser_asks_until_a_language_is_chosen(
    clinician: Clinician,
) -> None:
    client = clinician.client

    def html(said: str) -> str:
        return re.findall(r"<html [^>]*>", client.get("/", headers={"accept-language": said}).text)[
            0
        ]

    assert html("xx, de-CH;q=0.9, en;q=0.8") == '<html lang="de" dir="ltr">'
    assert html("zh") == '<html lang="en" dir="ltr">'
    assert html("en-GB,de;q=0.5") == '<html lang="en" dir="ltr">'
    assert clinician.send("/language", {"language": "../en"}).status_code == 404
    clinician.send("/language", {"language": "de"})
    assert html("en") == '<html lang="de" dir="ltr">'
    assert "Patienten" in client.get("/").text
    page = client.get("/patients/P02").text
    assert '<option value="male" selected>männlich</option>' in page
    assert ">Geschlecht, wie erfasst</span>" in page
    page = client.get("/patients/P02/visits/0").text
    # What a file holds is read from the left, whatever the page speaks: `1+` is no `+1`.
    assert page.count('<input class="grade" dir="ltr" ') == page.count('class="grade"') > 99
    name = "visits/0/scores/MAS/hip adductors/left"
    clinician.send("/patients/P02/visits/0", {name: "7"}, at="/patients/P02/visits/0")
    said = re.findall(r'<a href="#f/[^"]+">(.+?)</a>', client.get("/patients/P02/visits/0").text)
    assert said == [
        "<b>before › MAS › hip adductors › Links</b> <strong>Grad gehört nicht zur Skala</strong> "
        '<span class="exact" lang="en" dir="ltr"><q>7</q> is not a Modified Ashworth grade</span>'
    ]


def _whole_forms() -> Iterator[tuple[str, FieldInfo]]:
    """Yield each key of the forms that are made of whole records, with what its model says of it."""
    of_series = tuple(key for keys in SERIES_PAGES.values() for key in keys)
    asked = [((SeriesRecord,), of_series), ((Case,), OF_CASE), ((Scale,), OF_SCALE)]
    seen: set[object] = set()
    while asked:
        models, wanted = asked.pop()
        for name, info in keys_of(models):
            if wanted and name not in wanted:
                continue
            yield name, info
            shape: ValueShape | None = shape_of(info.annotation)
            while shape is not None:
                if shape.models and shape.models not in seen:
                    seen.add(shape.models)
                    asked.append((shape.models, ()))
                shape = shape.within


def test_no_template_says_anything_by_itself() -> None:
    for path in PAGE.glob("templates/*.html"):
        bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
        said = re.sub(r"<[^>]*>", " ", bare)
        assert set(re.findall(r"[A-Za-z]{2,}", said)) <= {"two", "page"}, path.name


@pytest.mark.slow
def test_claims_stand_there_as_true_or_false_in_words_and_length_beside_the_journal(
    clinician: Clinician, folder: Path
) -> None:
    page = clinician.get("/manuscript")
    assert page.count("The data bear it out:") == len(value_at(_series(folder), ("claims",)))
    assert "The data say otherwise" not in page
    assert re.search(r"Words of the text</th><td>\s*[\d]+", page)
    assert re.search(r"<li value=\"1\">[^<]+ <code>\w+</code></li>", page)
    form = {"claims/0/holds": "any.improved = 3 of 4, any.worse = 0 of 4"}
    before = (folder / "series.yaml").read_text("utf-8")
    clinician.send("/manuscript", form, at="/manuscript")
    gone, come = changed_lines(before, (folder / "series.yaml").read_text("utf-8"))
    assert gone == ["    holds: [any.improved = 4 of 4, any.worse = 0 of 4]\n"]
    assert come == ["    holds: [any.improved = 3 of 4, any.worse = 0 of 4]\n"]
    said = clinician.get("/manuscript/standing?journal=generic")
    assert said.count("The data say otherwise:") == 1
    assert re.search(r"✗</span> <code>any.improved = 3 of 4</code> [^<]+: 4 of 4</li>", said)
    assert "cannot be put together yet" in said
    new = {"claims/99/text": "Nobody was worse", "claims/99/holds": "any.worse = 0 of 4"}
    count = len(value_at(_series(folder), ("claims",)))
    new = {key.replace("99", str(count)): value for key, value in new.items()}
    clinician.send("/manuscript", {**new, "add": "claims"}, at="/manuscript")
    assert value_at(_series(folder), ("claims", count, "text")) == "Nobody was worse"


def _series(folder: Path):
    return read_plain((folder / "series.yaml").read_text("utf-8"))


@pytest.mark.slow
def test_lists_of_conditions_and_levels_of_classifications_are_entered(
    clinician: Clinician, folder: Path
) -> None:
    page, file = "/patients/P01", folder / "P01.yaml"
    levels = value_at(read_plain(file.read_text("utf-8")), ("patient", "classification"))
    written = ", ".join(f"{key}: {level}" for key, level in levels.items())
    assert f'name="patient/classification" value="{written}"' in clinician.get(page)
    new = {"patient/classification": f"{written}, CFCS: II"}
    condition = {"patient/comorbidities/0/term": "Epilepsy", "add": "patient/comorbidities"}
    clinician.send(page, {**new, **condition}, at=page)
    tree = read_plain(file.read_text("utf-8"))
    assert value_at(tree, ("patient", "classification")) == {**levels, "CFCS": "II"}
    assert value_at(tree, ("patient", "comorbidities")) == [{"term": "Epilepsy"}]
    clinician.send(page, {"remove": "patient/comorbidities/0"}, at=page)
    clinician.send(page, {"word:patient/comorbidities": "none"}, at=page)
    assert "  comorbidities: none\n" in file.read_text("utf-8")


def test_a_journal_s_limits_are_held_against_the_series(clinician: Clinician) -> None:
    said = clinician.get("/manuscript?journal=jmcr")
    assert "It does not fit." in said or "It fits." in said
    assert '<option value="jmcr" selected>' in said


def test_works_figures_tables_and_cases_are_found_to_be_inserted(clinician: Clinician) -> None:
    works = json.loads(clinician.get("/palette/citations?q=bohannon"))["rows"]
    assert works
    assert works[0]["insert"] == f"[@{works[0]['key']}]"
    assert "Ashworth" in works[0]["label"]
    floats = json.loads(clinician.get("/palette/floats?q="))["rows"]
    inserts = {row["insert"]: row["printed"] for row in floats}
    assert inserts["[@tbl:characteristics]"] == "Table\N{NO-BREAK SPACE}1"
    assert "[@case:P01]" in inserts
    assert any(insert.startswith("[@fig:") for insert in inserts)
    assert clinician.client.get("/palette/secrets").status_code == 404


def test_the_visit_before_is_hidden_until_it_is_asked_for_and_never_copied_in(
    clinician: Clinician, folder: Path
) -> None:
    file = folder / "P01.yaml"
    head, visit, rest = file.read_text("utf-8").partition("  - id: month 6\n")
    file.write_text(head + visit + rest.replace("{right: 2, left: 2}", "{left: 2}", 1), "utf-8")
    page = clinician.get("/patients/P01/visits/1")
    cell = page[page.index(' name="visits/1/scores/MAS/elbow flexors/right"') :]
    assert cell.startswith(' name="visits/1/scores/MAS/elbow flexors/right" value=""')
    assert re.search(r'<span class="earlier" hidden>([^<]*)<', cell)[1] == "before: 3"
