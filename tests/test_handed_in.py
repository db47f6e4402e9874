"""A workbook or a document that somebody hands in may be anything: no more of it is read than asked.

Links, pipes and devices in the series folder that a workbook goes into are no way out of it.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cpreport.exchange.export_cases import export_workbook
from cpreport.exchange.import_cases import import_workbook, write_cases
from cpreport.problems import Refused
from tests.conftest import cpreport
from tests.forked import run

pytestmark = pytest.mark.slow


@pytest.fixture
def handed_in(example: Path) -> Path:
    """The workbook of the example, beside its series."""
    path = example.parent / "patients.xlsx"
    path.write_bytes(export_workbook(example))
    return path


def link(to: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(to)


def said(error: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.code, problem.message) for problem in error.value.problems]


# --- links and devices in the series folder ------------------------------------------------------


@pytest.mark.parametrize("make", [link("."), link("/"), link("/dev/zero"), os.mkfifo, os.mkdir])
def test_what_stands_beside_the_case_files_is_followed_nowhere(
    make: Callable[[Path], None], handed_in: Path, example: Path
) -> None:
    make(example / "beside")
    found = import_workbook(handed_in, example)
    assert (found.problems, found.files) == ((), {})
    assert found.unchanged == ("P01", "P02", "P03", "P04")


@pytest.mark.parametrize(
    ("make", "code", "message"),
    [
        (link("/dev/zero"), "CP003", "P02.yaml leads out of the series folder"),
        (link("/etc/passwd"), "CP003", "P02.yaml leads out of the series folder"),
        (link("nowhere"), "CP001", "P02.yaml cannot be read: no such file or directory"),
        (os.mkfifo, "CP003", "P02.yaml is not a regular file"),
        (os.mkdir, "CP003", "P02.yaml is not a regular file"),
    ],
)
def test_a_case_file_that_is_no_file_is_neither_read_nor_replaced(
    make: Callable[[Path], None], code: str, message: str, handed_in: Path, example: Path
) -> None:
    (example / "P02.yaml").unlink()
    make(example / "P02.yaml")
    found = import_workbook(handed_in, example)
    assert [(problem.code, problem.message) for problem in found.problems] == [(code, message)]
    assert found.files == {}


def test_a_link_from_one_case_file_to_another_is_replaced_and_not_followed(
    handed_in: Path, example: Path
) -> None:
    before = (example / "P01.yaml").read_bytes()
    (example / "P02.yaml").unlink()
    (example / "P02.yaml").symlink_to("P01.yaml")
    found = import_workbook(handed_in, example)
    write_cases(found, example)
    assert not (example / "P02.yaml").is_symlink()
    assert (example / "P01.yaml").read_bytes() == before


# --- what is no file -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("changes", "IN", "cases"), "CP820"),
        (("import", "IN", "--into", "cases"), "CP861"),
        (("verify", "IN"), "CP852"),
    ],
)
@pytest.mark.parametrize("device", ["/dev/zero", ""])
def test_a_device_and_a_pipe_are_no_file_that_was_handed_in(
    command: tuple[str, ...], code: str, device: str, example: Path
) -> None:
    there = example.parent / "in"
    there.symlink_to(device) if device else os.mkfifo(there)
    words = tuple("in" if word == "IN" else word for word in command)
    done = run(words, cwd=example.parent, environment=dict(os.environ), memory=3 << 30, timeout=60)
    assert done.returncode == 1
    assert f"{code} " in done.stdout + done.stderr
    assert "not a regular file" in " ".join((done.stdout + done.stderr).split())


# --- a workbook that means harm ------------------------------------------------------------------


def repacked(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> None:
    """Pack a workbook anew, its parts altered, with more of them."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as source:
        parts = {name: change(name, source.read(name)) for name in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in {**parts, **more}.items():
            target.writestr(name, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", ["", f"<!--{'x' * 9_000}-->"])
def test_entities_are_found_wherever_a_part_declares_them(
    encoding: str, before: str, handed_in: Path, example: Path
) -> None:
    entity = f'{before}<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return content
        head, _, rest = content.decode().partition("?>")
        text = f"{head}?>{entity}{rest}".replace('encoding="UTF-8"', f'encoding="{encoding}"')
        return text.encode(encoding)

    repacked(handed_in, change)
    with pytest.raises(Refused) as error:
        import_workbook(handed_in, example)
    message = "patients.xlsx cannot be read: a part of it declares a document type"
    assert said(error) == [("CP861", message)]


def test_a_workbook_that_unfolds_without_end_is_refused(
    handed_in: Path, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPREPORT_MAX_DOCUMENT_MB", "2")
    repacked(handed_in, lambda _, content: content, zeros=bytes(3_000_000))
    with pytest.raises(Refused) as error:
        import_workbook(handed_in, example)
    message = "patients.xlsx cannot be read: unpacked it has more than 2 MB"
    assert said(error) == [("CP861", message)]
    handed_in.write_bytes(bytes(3_000_000))
    with pytest.raises(Refused) as error:
        import_workbook(handed_in, example)
    assert said(error) == [("CP861", "patients.xlsx cannot be read: it has more than 2 MB")]


def test_a_workbook_that_lies_about_its_size_is_refused(handed_in: Path, example: Path) -> None:
    repacked(handed_in, lambda _, content: content)
    content = handed_in.read_bytes()
    with zipfile.ZipFile(handed_in) as archive:
        part = archive.getinfo("xl/sharedStrings.xml")
    true = part.file_size.to_bytes(4, "little")
    name = part.filename.encode()
    # Both headers say 100 bytes.
    false = content.replace(
        true + len(name).to_bytes(2, "little"), b"\x64\0\0\0" + len(name).to_bytes(2, "little")
    )
    assert false != content
    handed_in.write_bytes(false)
    with pytest.raises(Refused) as error:
        import_workbook(handed_in, example)
    message = "patients.xlsx cannot be read: it is damaged, or no Excel workbook (.xlsx)"
    assert said(error) == [("CP861", message)]


def test_parts_with_names_that_climb_are_written_nowhere(handed_in: Path, example: Path) -> None:
    climbing = {"../climbed.yaml": b"x", "/tmp/climbed.yaml": b"x", "cases/P09.yaml": b"x"}
    repacked(handed_in, lambda _, content: content, **climbing)
    before = sorted(p.as_posix() for p in example.parent.rglob("*"))
    found = import_workbook(handed_in, example)
    write_cases(found, example)
    assert (found.problems, found.files) == ((), {})
    after = {p.as_posix() for p in example.parent.rglob("*")}
    assert after == {*before, (example / ".last-import.json").as_posix()}


@pytest.mark.parametrize("start", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "＝1"])
def test_a_formula_goes_out_as_text_and_comes_back_as_it_was(start: str, example: Path) -> None:
    """In a workbook each cell says what it is: text stays text, and no sign comes before it."""
    import openpyxl

    text = f'{start}|HYPERLINK("http://x.example")'
    file = example / "P01.yaml"
    said = file.read_text("utf-8")
    was = "Hypoxic-ischaemic encephalopathy"
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    file.write_text(said.replace(was, f'"{quoted}"', 1), "utf-8")
    content = export_workbook(example)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert [cell.data_type for cell in cells if str(cell.value).strip() == text.strip()] == ["s"]
    assert not [cell for cell in cells if cell.data_type == "f"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


def test_a_workbook_that_goes_out_takes_the_place_of_a_link(example: Path) -> None:
    there, outside = example.parent / "out.xlsx", example.parent / "outside.xlsx"
    outside.write_text("mine", "utf-8")
    there.symlink_to(outside)
    done = cpreport("export", "cases", "--to", "xlsx", "-o", "out.xlsx", cwd=example.parent)
    assert done.returncode == 0, done.stderr
    assert not there.is_symlink()
    assert outside.read_text("utf-8") == "mine"


def test_no_command_follows_a_name_that_means_harm(example: Path, handed_in: Path) -> None:
    """A workbook, a document or a folder may have any name; a terminal is shown it as text."""
    there = example.parent / "\x1b[2J\n--into.xlsx"
    handed_in.rename(there)
    done = cpreport("import", f"./{there.name}", "--into", "cases", cwd=example.parent)
    assert done.returncode == 0, done.stderr
    there.write_bytes(b"nothing")
    done = cpreport("import", f"./{there.name}", "--into", "cases", cwd=example.parent)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
    done = cpreport("changes", f"./{there.name}", "cases", cwd=example.parent)
    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr
