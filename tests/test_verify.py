"""An editor with nothing but a package learns whether it holds, and where it does not."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpreport.cli import cli
from cpreport.journal.zip_archive import archive, sums
from cpreport.problems import Refused
from cpreport.verify import (
    Verification,
    report_as,
    report_json,
    report_text,
    verify_files,
)
from cpreport.verify.open import open_package
from cpreport.verify.word_differences import Word, differences
from tests.mutated import Files, covered_up, mutations
from tests.mutated.told import found
from tests.packages import made_of, packaged, remake, zipped
from tests.smallest import smallest

pytestmark = pytest.mark.slow


def files() -> Files:
    return dict(packaged().files)


def verified(changed: Files) -> Verification:
    return verify_files("package.zip", changed, remake)


def edited(path: str, old: str, new: str) -> Files:
    """The package with one text changed, and every checksum made to fit."""
    content = files()[path].decode()
    assert old in content
    return covered_up({**files(), path: content.replace(old, new, 1).encode()})


def failures(report: Verification) -> list[tuple[str, str, str, str]]:
    return [(f.file, f.where, f.said, f.follows) for f in report.failures]


def test_a_package_as_made_holds() -> None:
    report = verified(files())
    assert report.failures == ()
    assert report.holds
    assert [check.name for check in report.checks][:4] == [
        "Integrity",
        "Schema of the data",
        "Series",
        "Data and results",
    ]


@pytest.mark.usefixtures("shared_cache")
def test_the_exit_code_is_0_only_where_everything_holds(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(archive(edited("data/scores.csv", "36,36", "37,37")))
    done = CliRunner().invoke(cli, ["verify", str(path), "-o", str(tmp_path / "r.html")])
    assert done.exit_code == 1
    assert "FAILS     Data and results" in done.output
    assert "data/scores.csv: line" in done.output
    assert "said:    " in done.output
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "This package does not hold" in page
    assert "data/scores.csv" in page


def test_a_changed_file_is_named_by_its_checksum() -> None:
    changed = {**files(), "README.md": files()["README.md"] + b"More.\n"}
    report = verified(changed)
    assert ("README.md", "") in [(f.file, f.where) for f in report.checks[0].failures]


def test_a_missing_and_an_extra_file_are_named() -> None:
    changed = files()
    del changed["data/scores.csv"]
    changed["data/more.csv"] = b"a,b\n"
    told = {f.file: f.said for f in verified(changed).checks[0].failures}
    assert told == {
        "data/scores.csv": "the file is missing",
        "data/more.csv": "the file is not named in SHA256SUMS",
    }


def test_new_checksums_do_not_hide_an_extra_file() -> None:
    changed = {**files(), "manuscript/letter.html": b"<p>All improved.</p>"}
    report = verified({**changed, "SHA256SUMS": sums(changed)})
    assert failures(report) == [
        ("manuscript/letter.html", "", "the file does not follow from the data", "")
    ]


def test_a_changed_grade_is_told_with_what_follows() -> None:
    report = verified(edited("data/item-grades.csv", "left,1+,2\nP01,after", "left,3,2\nP01,after"))
    assert [f for f in failures(report) if f[0] == "data/item-grades.csv"] == [
        (
            "data/item-grades.csv",
            "line 7 (P01, before), column grade",
            "MAS elbow flexors left 3 2 P01 after",
            "MAS elbow flexors left 1+ 2 P01 after",
        )
    ]


def test_a_changed_result_is_told_by_its_id() -> None:
    text = files()["data/results.json"].decode()
    at = text.index('"id": "P01.change.TCT.total"')
    value = text.index('"value": ', at)
    changed = text[:value] + text[value:].replace('"value": 50', '"value": 60', 1)
    if changed == text:
        changed = text[:value] + '"value": 99' + text[text.index(",", value) :]
    report = verified(covered_up({**files(), "data/results.json": changed.encode()}))
    assert {f.where.partition(",")[0] for f in report.failures} == {"P01.change.TCT.total"}


@pytest.mark.usefixtures("shared_cache")
def test_a_changed_grade_of_the_series_is_named_with_its_line() -> None:
    changed = edited("series/P01.yaml", "left: 1+", "left: '3'")
    series = next(check for check in verified(changed).checks if check.name == "Series")
    assert {f.file for f in series.failures} == {"series/P01.yaml"}
    told = [(f.where, f.said) for f in series.failures]
    assert len(told) == len(set(told))


@pytest.mark.usefixtures("shared_cache")
def test_no_number_is_called_unknown_where_the_series_cannot_be_read() -> None:
    changed = covered_up({**files(), "series/methods.md": b"\xff"})
    checks = {check.name: check for check in verified(changed).checks}
    assert [f.file for f in checks["Series"].failures] == ["series/methods.md"]
    assert checks["Numbers"].failures == ()
    assert checks["Numbers"].unchecked == ("the series cannot be made again",)


def test_a_scale_that_is_not_the_librarys_is_told() -> None:
    report = verified(edited("scales/tct.yaml", "25:", "26:"))
    assert {f.file for f in report.failures} == {"scales/tct.yaml"}


def test_a_value_outside_the_schema_is_told_by_line_and_column() -> None:
    report = verified(edited("data/outcomes.csv", ",better,1,", ",cured,1,"))
    assert [(f.where, f.said, f.follows) for f in report.checks[1].failures] == [
        (
            "line 2, column verdict",
            "cured",
            "one of better, unchanged, worse, mixed, not assessable",
        )
    ]


def test_an_unknown_result_in_a_document_is_told() -> None:
    report = verified(edited("manuscript/article.html", 'data-result="', 'data-result="X.'))
    numbers = next(check for check in report.checks if check.name == "Numbers")
    assert numbers.failures[0].follows == "there is no such result"


@pytest.mark.usefixtures("shared_cache")
def test_what_depends_on_data_that_stay_behind_is_said_to_be_unchecked(tmp_path: Path) -> None:
    made = made_of(smallest(tmp_path))
    report = verify_files("p.zip", made.files)
    assert report.failures == ()
    assert not report.holds
    assert report.verdict == (
        "Nothing in this package contradicts its data, but not all could be checked."
    )
    assert "the data of P01 are not shared" in report_text(report, 80, colour=False)


@pytest.mark.usefixtures("shared_cache")
@pytest.mark.parametrize("seed", [1])
def test_single_changed_digits_are_found_and_named(seed: int) -> None:
    missed = [
        (mutation.path, mutation.where)
        for mutation in mutations(files(), 24, seed)
        if found(mutation, remake) != (True, True)
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"cases": [\n  "P01"', '"cases": [\n  "P41"',
         {"`P41` is named, and there is no report of it",
          "there is a report of `P01`, which is not named", "`P01` is not among the cases"}),
        ('"cases": [\n  "P01"', '"cases": [\n  "P01",\n  "P02"',
         {"`P02` is named, and there is no report of it"}),
    ],
)  # fmt: skip
def test_no_case_is_named_that_is_not_reported(old: str, new: str, said: set[str]) -> None:
    report = verified(edited("package.json", old, new))
    told = {f.said for f in report.failures if f.file == "package.json"}
    assert said <= told
    assert not report.holds


def test_a_report_for_programs_holds_every_failure() -> None:
    report = verified(edited("tables/Table_1.csv", "P01", "P02"))
    said = json.loads(report_json(report))
    assert (said["holds"], len(said["checks"])) == (False, len(report.checks))
    told = [f for check in said["checks"] for f in check["failures"]]
    assert [f["file"] for f in told] == ["tables/Table_1.csv"]
    assert report_as("html", report, 80, colour=False).startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("width", [40, 80])
def test_the_report_keeps_to_the_width_of_a_terminal(width: int) -> None:
    report = verified(edited("data/item-grades.csv", "left,1+,2\nP01,after", "left,3,2\nP01,after"))
    lines = report_text(report, width, colour=False).split("\n")
    assert [line for line in lines if len(line) > width and len(line.split()) > 3] == []


# --- Archives that mean harm ---------------------------------------------------------------------


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def said(content: bytes, tmp_path: Path) -> list[tuple[str, str]]:
    path = tmp_path / "p.zip"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        open_package(path)
    return [(p.code, p.message) for p in refused.value.problems]


HOSTILE = {
    "zip slip": ("../../etc/passwd", "leads out of the folder that it is unpacked in"),
    "backslashes": ("..\\evil.txt", "leads out of the folder that it is unpacked in"),
    "absolute": ("/etc/passwd", "has an absolute path"),
    "drive": ("C:evil.txt", "has an absolute path"),
    "device name": ("data/CON.csv", "has a name that not every system can keep"),
    "control": ("data/a\x1b[2J.csv", "has a name that not every system can keep"),
    "long": ("a" * 300, "has a name longer than 240 letters"),
    "twice a slash": ("data//a.csv", "has a name that not every system can keep"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_name_that_could_do_harm_is_refused(kind: str, tmp_path: Path) -> None:
    name, why = HOSTILE[kind]
    ((code, message),) = said(zipped((entry(name), b"x")), tmp_path)
    assert code == "CP853"
    assert message.endswith(why)
    assert "\x1b" not in message


def test_a_link_and_a_device_are_refused(tmp_path: Path) -> None:
    link, device = entry("a", stat.S_IFLNK | 0o777), entry("b", stat.S_IFCHR | 0o644)
    told = said(zipped((link, b"/etc/passwd"), (device, b"")), tmp_path)
    assert told == [("CP853", "`a` is a link"), ("CP853", "`b` is a device, not a file")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_comes_twice_is_refused(tmp_path: Path) -> None:
    told = said(zipped((entry("a.csv"), b"1"), (entry("a.csv"), b"2")), tmp_path)
    assert told == [("CP853", "`a.csv` is in it twice")]
    told = said(zipped((entry("a.csv"), b"1"), (entry("A.csv"), b"2")), tmp_path)
    assert told == [("CP853", "`a.csv` and `A.csv` are one file on many machines")]


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPREPORT_MAX_PACKAGE_MB", "1")
    told = said(zipped((entry("a"), bytes(3_000_000))), tmp_path)
    assert told == [("CP853", "the package is too large: it unpacks to 3 MB")]


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = bytearray(zipped((entry("a"), bytes(100_000))))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    ((code, _),) = said(bytes(content), tmp_path)
    assert code in ("CP852", "CP853")


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPREPORT_MAX_PACKAGE_FILES", "3")
    told = said(zipped(*((entry(str(n)), b"") for n in range(4))), tmp_path)
    assert told == [("CP853", "the package is too large: it holds 4 files")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"%PDF-1.7"])
def test_what_is_no_archive_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    told = said(content, tmp_path)
    assert told == [("CP852", "this is no package: it is not a ZIP archive, or a damaged one")]


def test_a_damaged_archive_is_said_to_be_one(tmp_path: Path) -> None:
    content = bytearray(zipped((entry("a.csv"), b"a,b\n" * 100)))
    content[40] ^= 0xFF
    ((code, _),) = said(bytes(content), tmp_path)
    assert code == "CP852"


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"package.json": b"[]", "SHA256SUMS": b"\xff\xfe"},
        {"package.json": b'{"journal": 1}', "datapackage.json": b'{"resources": [null, {}, 3]}'},
        {"datapackage.json": b'{"resources": [{"path": "a"}]}', "a": b""},
    ],
)
def test_an_archive_of_something_else_fails_in_words(
    content: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(archive(content))
    done = CliRunner().invoke(cli, ["verify", str(path)])
    assert done.exit_code == 1
    assert "This package does not hold" in done.output


def test_files_of_the_package_cannot_make_verify_fail_otherwise() -> None:
    broken = {
        path: b"\x00\xff<" if path.startswith(("manuscript/", "data/", "figures/")) else content
        for path, content in files().items()
    }
    report = verified(broken)
    assert not report.holds
    assert "manuscript/article.pdf" in {f.file for f in report.failures}


# --- Telling two texts apart ---------------------------------------------------------------------


def test_a_difference_is_told_with_the_words_around_it() -> None:
    one = [Word(w, "here") for w in ["three", "of", "four", "children", "had", "less", "of", "it"]]
    other = [Word(w, "here") for w in ["two", "of", "four", "children", "had", "less", "of", "it"]]
    (told,) = differences(one, other)
    assert (told.where, told.said, told.follows) == (
        "here",
        "three of four children",
        "two of four children",
    )


def test_of_a_long_word_what_differs_is_told() -> None:
    one, other = ("x" * 500 + digit + "y" * 500 for digit in "12")
    (told,) = differences([Word(one)], [Word(other)])
    assert told.said == f"…{'x' * 12}1{'y' * 12}…"


def test_a_text_that_is_missing_is_told_as_nothing() -> None:
    (told,) = differences([], [Word("a")])
    assert (told.said, told.follows) == ("(nothing)", "a")


def test_an_archive_within_reads_back_what_was_written() -> None:
    with zipfile.ZipFile(io.BytesIO(archive({"b": b"2", "a": b"1"}))) as archived:
        assert archived.namelist() == ["a", "b"]
