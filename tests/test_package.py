"""A package holds what may be handed on, says the same twice, and is described as standards ask."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from cpreport.cases.case import (
    AdverseEvent,
    Case,
    Concomitant,
    CourseEvent,
    CoursePhase,
    MedicalCondition,
    Patient,
    Session,
    Treatment,
    Visit,
)
from cpreport.cases.picture_record import Arrow, Image, Panel, PanelFigure
from cpreport.cases.series import Author, SeriesRecord
from cpreport.cases.values import Record
from cpreport.check.check_series import check
from cpreport.content_cache import KEPT
from cpreport.journal import shareable
from cpreport.journal.package import package
from cpreport.journal.profiles import profile
from cpreport.journal.temporary_series import lay_out_series
from cpreport.journal.zip_archive import archive
from tests.conftest import OWN_CACHE, cpreport
from tests.packages import SHARES, YEAR, made_of, packaged
from tests.planted.people import FORMS, IDENTITIES
from tests.smallest import smallest

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parent.parent / "cases"
OWN_SCALE = """\
id: SIT
name: Sitting Test
measures: sitting
source: {citation: "A paper. J Sit 2001;1:1-2", doi: 10.5555/12345}
better: higher
items: [sitting on a chair, sitting on the floor, long sitting]
grades:
  0: unable
  1: with help
  2: alone
scores:
  - {name: total, rule: sum, of: all, range: [0, 6], missing: refuse}
"""


def files() -> dict[str, bytes]:
    return dict(packaged().files)


def test_every_key_of_the_records_goes_or_is_withheld_by_name() -> None:
    series = {*shareable.SERIES_KEYS, *shareable.WITHHELD_OF_SERIES}
    case = {*shareable.CASE_KEYS, *shareable.WITHHELD_OF_CASE}
    assert series == set(SeriesRecord.model_fields)
    assert case == set(Case.model_fields)


#: Every key of the records inside a case: a new one is to be withheld, or named here.
INSIDE = {
    Patient: "age sex diagnosis age_at_diagnosis aetiology centre classification weaker_side history "
    "comorbidities",
    MedicalCondition: "term since treated",
    Concomitant: "what begin end",
    CourseEvent: "date month week day hour time what",
    Treatment: "date month week day hour time name kind product concomitant sessions course begin end "
    "frequency",
    CoursePhase: "begin end dose route frequency note",
    Session: "date month week day hour time routes dose volume note",
    Visit: "date month week day hour time id unplanned label age assessor scores entered_totals measurements note letter",
    AdverseEvent: "term grade onset session duration serious serious_criteria relatedness action "
    "outcome ctcae_version grading",
    Panel: "file alt visit scale mask crop rotate arrows",
    Arrow: "at begin label",
    Image: "file alt visit scale mask crop rotate arrows caption article",
    PanelFigure: "caption article panels",
    Author: "name surname orcid affiliations roles corresponding email degrees",
}


@pytest.mark.parametrize("record", INSIDE, ids=lambda record: record.__name__)
def test_no_key_inside_a_record_goes_along_unseen(record: type[Record]) -> None:
    assert sorted(INSIDE[record].split()) == sorted(record.model_fields)


def test_dates_of_what_went_on_beside_the_treatment_become_days(tmp_path: Path) -> None:
    beside = "concomitant: [{what: Splint, from: 2023-03-03, to: after}, {what: Gym, from: before}]"
    course = "course: [{what: Fracture, date: 2023-03-31}]"
    cases = smallest(
        tmp_path, SHARES, YEAR, ("P01.yaml", "visits:\n", f"{beside}\n{course}\nvisits:\n")
    )
    series = shareable.shareable_files(check(cases).findings, cases, "generic")
    told = yaml.safe_load(series["P01.yaml"])
    assert told["concomitant"] == [
        {"what": "Splint", "from": "day 2", "to": "after"},
        {"what": "Gym", "from": "before"},
    ]
    assert told["course"] == [{"what": "Fracture", "day": "30"}]


def test_what_is_meant_for_the_family_stays_behind(tmp_path: Path) -> None:
    letter = 'letter: {at_school: "Ask Wilma"}'
    visit = f"  - id: after\n    {letter}\n"
    cases = smallest(tmp_path, SHARES, YEAR, ("P01.yaml", "  - id: after\n", visit))
    series = shareable.shareable_files(check(cases).findings, cases, "generic")
    assert b"Wilma" not in series["P01.yaml"]


def test_the_series_without_its_dates_gives_the_same_results_and_texts(tmp_path: Path) -> None:
    ready = check(EXAMPLE)
    for name, content in shareable.shareable_files(ready.findings, EXAMPLE, "generic").items():
        (tmp_path / "s" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "s" / name).write_bytes(content)
    again = check(tmp_path / "s")
    assert again.problems == ()
    assert [(r.id, r.printed) for r in again.findings.ledger.values()] == [
        (r.id, r.printed) for r in ready.findings.ledger.values()
    ]
    assert again.article.prose_text == ready.article.prose_text


def test_no_date_no_comment_and_no_note_of_a_reference_goes_along(tmp_path: Path) -> None:
    bib = "@article{Doe2001, author={Doe, J}, title={T}, journal={J}, year=2001, file={/home/w/x.pdf}}"
    cases = smallest(
        tmp_path,
        SHARES,
        YEAR,
        ("methods.md", "We", "{# ask Wilma #}We [@Doe2001] <!-- and\nthe aunt --> used SIT.\n\nWe"),
        ("P01.yaml", "id: P01", "# born in May\nid: P01"),
        ("P01.yaml", "  diagnosis: S", "  history: Walks. <!-- with Kees -->\n  diagnosis: S"),
        add={"references.bib": bib, "scales/own.yaml": "# of Dr Vries\n" + OWN_SCALE},
    )
    series = shareable.shareable_files(check(cases).findings, cases, "generic")
    everything = b"\n".join(series.values()).decode()
    for hidden in ("2023", "2024-01-20", "Wilma", "aunt", "Kees", "May", "Vries", "/home/w"):
        assert hidden not in everything
    assert "day: '-9'" in everything
    assert "year = {2001}" in everything
    assert "We [@Doe2001]  used SIT." in everything


def test_works_and_scales_that_nothing_names_stay_behind(tmp_path: Path) -> None:
    bib = "@book{Cited, title={A}, year=2001}\n@book{Other, title={B of Wilma}, year=2002}"
    cases = smallest(
        tmp_path,
        ("methods.md", "We", "[@Cited] We"),
        add={"references.bib": bib, "scales/own.yaml": OWN_SCALE},
    )
    series = shareable.shareable_files(check(cases).findings, cases, "generic")
    assert "Wilma" not in series["references.bib"].decode()
    assert "scales/own.yaml" not in series


def test_what_is_shared_gives_itself_again(tmp_path: Path) -> None:
    """As `verify` asks of every package: nothing is in it that would not be shared."""
    ready = check(EXAMPLE)
    shared = shareable.shareable_files(ready.findings, EXAMPLE, "generic")
    with lay_out_series(shared) as folder:
        again = check(folder)
        assert shareable.shareable_files(again.findings, folder, "generic") == shared


def test_a_package_made_twice_is_the_same_to_the_byte(tmp_path: Path) -> None:
    cases = smallest(tmp_path, SHARES, YEAR)
    os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
    try:
        assert made_of(cases).content == packaged().content
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]


def test_the_archive_is_sorted_and_states_no_time() -> None:
    with zipfile.ZipFile(io.BytesIO(packaged().content or b"")) as archived:
        entries = archived.infolist()
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {stat.S_IFMT(e.external_attr >> 16) for e in entries} == {stat.S_IFREG}


def test_it_holds_what_a_journal_and_a_reader_need() -> None:
    wanted = [
        *(
            "README.md",
            "LICENSE.md",
            "PRIVACY.md",
            "SHA256SUMS",
            "datapackage.json",
            "package.json",
        ),
        *("ro-crate-metadata.json", "manuscript/manuscript.docx", "manuscript/article.pdf"),
        *("manuscript/article.xml", "checklists/care.pdf", "checklists/care-P01.csv"),
        *("tables/Table_1.docx", "figures/Figure_1.pdf", "figures/Figure_1.tiff"),
        *(
            "manuscript/article.html",
            "cases/P01/P01.pdf",
            "cases/P01/P01.html",
            "data/codebook.csv",
        ),
        *("data/item-grades.csv", "data/scores.csv", "data/outcomes.csv", "data/sessions.csv"),
        *("data/adverse-events.csv", "data/results.json", "scales/mas.yaml", "series/P01.yaml"),
    ]
    assert [path for path in wanted if path not in files()] == []


def test_every_file_has_its_checksum() -> None:
    lines = files()["SHA256SUMS"].decode().splitlines()
    stated = {line[66:]: line[:64] for line in lines}
    others = {p: hashlib.sha256(c).hexdigest() for p, c in files().items() if p != "SHA256SUMS"}
    assert stated == others


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files()[path].decode())))


def test_text_grade_and_numeric_code_stand_side_by_side() -> None:
    grades = {(r["visit"], r["item"], r["side"]): r for r in rows("data/item-grades.csv")}
    graded = grades["before", "elbow flexors", "left"]
    assert (graded["grade"], graded["code"], graded["day"]) == ("1+", "2", "-9")
    code = next(r for r in rows("data/codebook.csv") if (r["scale"], r["value"]) == ("MAS", "1+"))
    assert code["code"] == graded["code"]


def test_nothing_missing_is_a_blank() -> None:
    for path in (p for p in files() if p.startswith("data/") and p.endswith(".csv")):
        assert [row for row in rows(path) if "" in row.values()] == [], path


def test_a_formula_in_the_data_is_defused(tmp_path: Path) -> None:
    from cpreport.data.data_package import data_package
    from cpreport.privacy import to_share

    cases = smallest(tmp_path, SHARES, ("P01.yaml", "dose: 1e6 cells/kg", 'dose: "=HYPERLINK(1)"'))
    made = data_package(to_share(check(cases).findings))
    assert ",'=HYPERLINK(1)," in made["data/sessions.csv"].decode()


def test_the_data_keep_to_their_schema(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    for path, content in files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    with frictionless.system.use_context(trusted=True):
        report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


def test_the_metadata_are_a_crate_that_can_be_read_again(tmp_path: Path) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate")
    for path, content in files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    crate = rocrate.ROCrate(str(tmp_path))
    root = crate.root_dataset
    assert (root["name"], root["datePublished"]) == ("A small case series", "2026")
    assert root["license"].id == "LICENSE.md"
    named = {entity.id for entity in crate.get_by_type("File")}
    assert named == set(files()) - {"ro-crate-metadata.json"}
    graph = json.loads(files()["ro-crate-metadata.json"])["@graph"]
    descriptor = next(e for e in graph if e["@id"] == "ro-crate-metadata.json")
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert {"@id": "./", "@type": "Dataset"}.items() <= graph[1].items()


@pytest.mark.usefixtures("shared_cache")
def test_data_go_along_only_with_consent_for_that(tmp_path: Path) -> None:
    made = made_of(smallest(tmp_path, YEAR))
    kept = next(p for p in made.problems if p.code == "CP851")
    assert (kept.severity, kept.case, str(kept.place)) == ("warning", "P01", "P01.yaml:7:3")
    assert kept.message == (
        "P01: there is no consent for sharing data; the data of this case stay out"
    )
    assert "series/P01.yaml" not in made.files
    assert made.files["data/item-grades.csv"].count(b"\n") == 1
    assert "cases/P01/P01.pdf" in made.files


def test_without_consent_for_publication_there_is_no_package(tmp_path: Path) -> None:
    smallest(tmp_path, ("P01.yaml", "{given: yes, by: mother, date: 2023-02-14}", "{given: no}"))
    done = cpreport("package", "cases", cwd=tmp_path)
    assert done.returncode == 4
    assert "CP701" in done.stderr
    assert list(tmp_path.glob("*.zip")) == []


@pytest.mark.usefixtures("shared_cache")
def test_what_identifies_a_patient_stops_the_package(tmp_path: Path) -> None:
    text = f"We met {FORMS['from Cyrillic']} and assessed one child twice.\n"
    cases = smallest(tmp_path, SHARES, YEAR, ("methods.md", "We assessed one child twice.\n", text))
    (cases / "identities.yaml").write_text(IDENTITIES.partition("P02:")[0], "utf-8")
    (cases / "identities.yaml").chmod(0o600)
    made = made_of(cases)
    assert made.content is None
    assert {p.code for p in made.problems if p.severity == "error"} == {"CP713"}


def test_a_file_that_is_no_package_is_not_written_over(tmp_path: Path) -> None:
    smallest(tmp_path)
    (tmp_path / "thesis.zip").write_bytes(archive({"thesis.txt": b"Ten years of work."}))
    done = cpreport("package", "cases", "-o", "thesis.zip", cwd=tmp_path)
    assert done.returncode == 2
    assert "thesis.zip is there and was not written by `cpreport package`" in done.stderr


# --- what a build has made before ---------------------------------------------------------------


@pytest.fixture(scope="module")
def after_a_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest series beside its build."""
    folder = tmp_path_factory.mktemp("built")
    smallest(folder, SHARES, YEAR)
    done = cpreport("build", "cases", "--force", "-q", cwd=folder, **OWN_CACHE)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Titles of the pages that are typeset, and paths of the files that are searched."""
    import cpreport.publish.pdf.typeset as press
    from cpreport.builder import privacy_gate

    done: dict[str, list[str]] = {"typeset": [], "searched": []}
    typeset, search = press.pdf, privacy_gate.search_content

    def typeset_and_tell(page: str, *variant: Any) -> bytes:
        done["typeset"].append(page.partition("<title>")[2].partition("</title>")[0])
        return typeset(page, *variant)

    def search_and_tell(known: Any, path: str, content: bytes) -> Any:
        done["searched"].append(path)
        return search(known, path, content)

    monkeypatch.setattr(press, "pdf", typeset_and_tell)
    monkeypatch.setattr(privacy_gate, "search_content", search_and_tell)
    return done


#: What a build makes and a package holds, under the names that it has there.
SHARED = (
    "manuscript/article.pdf", "manuscript/article.html", "cases/P01/P01.pdf", "cases/P01/P01.html",
)  # fmt: skip


def title_of(page: Path) -> str:
    return page.read_text("utf-8").partition("<title>")[2].partition("</title>")[0]


def test_a_package_uses_what_a_build_has_made_and_is_the_same_to_the_byte(
    after_a_build: Path, work: dict[str, list[str]]
) -> None:
    cases, built = after_a_build / "cases", after_a_build / "output"
    made = package(cases, profile("generic", cases), built=built)
    # Of all the PDFs only the checklists are none that a build makes, and figures are not typeset.
    checklists = [path for path in made.files if re.fullmatch(r"checklists/.*\.pdf", path)]
    assert len(work["typeset"]) == len(checklists) > 0
    assert not {title_of(path) for path in built.rglob("*.html")} & set(work["typeset"])
    assert not set(SHARED) & set(work["searched"])
    assert "checklists/care.pdf" in work["searched"]
    assert made.content == packaged().content


def test_a_second_package_typesets_and_searches_nothing(
    after_a_build: Path, work: dict[str, list[str]]
) -> None:
    cases, built = after_a_build / "cases", after_a_build / "output"
    package(cases, profile("generic", cases), built=built)
    for kind in work.values():
        kind.clear()
    again = package(cases, profile("generic", cases), built=built)
    assert work == {"typeset": [], "searched": []}
    assert again.content == packaged().content


def test_the_build_may_lie_elsewhere(after_a_build: Path, tmp_path: Path) -> None:
    smallest(tmp_path, SHARES, YEAR)
    built = str(after_a_build / "output")
    done = cpreport("package", "cases", "--build", built, cwd=tmp_path, **OWN_CACHE)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "package-generic.zip").read_bytes() == packaged().content
    assert not (tmp_path / "output").exists()


def test_what_changed_since_the_build_is_not_taken_from_it(
    after_a_build: Path, tmp_path: Path
) -> None:
    cases = smallest(
        tmp_path,
        SHARES,
        YEAR,
        (
            "P01.yaml",
            "left: 1+}}\n      TCT: {rolling to weak side: 12, rolling to strong side: 25",
            "left: 1}}\n      TCT: {rolling to weak side: 12, rolling to strong side: 25",
        ),
    )
    built = after_a_build / "output"
    assert package(cases, profile("generic", cases), built=built).content == made_of(cases).content


def test_what_is_kept_goes_where_a_package_would_tell_who_a_patient_is(
    after_a_build: Path, tmp_path: Path
) -> None:
    built = tmp_path / "output"
    shutil.copytree(after_a_build / "output", built)
    text = f"We met {FORMS['from Cyrillic']} and assessed one child twice.\n"
    cases = smallest(tmp_path, SHARES, YEAR, ("methods.md", "We assessed one child twice.\n", text))
    (cases / "identities.yaml").write_text(IDENTITIES.partition("P02:")[0], "utf-8")
    (cases / "identities.yaml").chmod(0o600)
    assert package(cases, profile("generic", cases), built=built).content is None
    assert not (built / KEPT).exists()


def test_without_a_build_nothing_is_kept(tmp_path: Path) -> None:
    cases = smallest(tmp_path, SHARES, YEAR)
    made = package(cases, profile("generic", cases), built=tmp_path / "output")
    assert made.content == packaged().content
    assert [path.name for path in tmp_path.iterdir()] == ["cases"]
