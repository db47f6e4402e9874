"""Run the tool on a problem's example, broken and fixed."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from cpreport.builder.output_folder import LOCK, hold_lock
from cpreport.cli import cli
from cpreport.journal.package import package
from cpreport.journal.profiles import profile
from docs.making.problem_examples import Edit, Example
from docs.making.workbooks import MARK, workbook_of
from tests.shared import told_once
from tests.smallest import CASE, METHODS, RESULTS, SERIES, second_case

#: The smallest series, by file name: what every example changes.
SMALLEST: Mapping[str, str] = {
    "series.yaml": SERIES,
    "P01.yaml": CASE,
    "methods.md": METHODS,
    "results.md": RESULTS,
}
#: Words in the examples that stand for whole case files.
_CASES = {"CASE": CASE, "CASE:P02": second_case()}


@dataclass(frozen=True, slots=True)
class Said:
    """What the tool said: all that it printed, and its exit code."""

    text: str
    exit_code: int


def texts(example: Example, *, fixed: bool) -> dict[str, str]:
    """Write the smallest series' files as the example, or its fix, has them."""
    found = dict(SMALLEST)
    for edit in example.edits:
        new = right(edit) if fixed else edit.wrong
        if found[edit.file].count(edit.old) != 1:
            raise ValueError(f"{edit.old!r} does not stand once in {edit.file}")
        found[edit.file] = found[edit.file].replace(edit.old, new)
    if not fixed:
        found = {name: text for name, text in found.items() if name not in example.without}
    return found


def right(edit: Edit) -> str:
    """Find what the fix writes: what stood there before, where nothing else is said."""
    return edit.old if edit.right is None else edit.right


def other_files(example: Example, *, fixed: bool) -> dict[str, bytes]:
    """List the files that the example, or its fix, has besides, by path."""
    files = {**example.files, **example.fixed} if fixed else example.files
    found: dict[str, bytes] = {}
    for path, content in files.items():
        if isinstance(content, str):
            content = _CASES.get(content, content).encode()
        if content is not None:
            found[path] = _made(content)
    return found


def _made(content: bytes) -> bytes:
    """Make the package or the workbook that the words of an example stand for."""
    if content == b"PACKAGE":
        return _package()
    words = MARK.encode()
    return workbook_of(content.decode(), SMALLEST) if content.startswith(words) else content


@cache
def _package() -> bytes:
    """Make the package of the smallest series, whose patient shares the data."""
    sharing = "2023-02-14}\n  data_sharing: {given: yes, by: mother, date: 2023-02-14}"
    with tempfile.TemporaryDirectory() as folder:
        for name, text in SMALLEST.items():
            (Path(folder) / name).write_text(text.replace("2023-02-14}", sharing), "utf-8")
        content = package(Path(folder), profile("generic")).content
    assert content is not None
    return content


def said(example: Example, *, fixed: bool) -> Said:
    """Run the example's command on its files in a fresh folder, and give what it said.

    In a run of the tests, what the site shows and what is asked of the examples is run once.
    """
    told = told_once(repr((example, fixed)), lambda: asdict(_run(example, fixed=fixed)))
    return Said(**told)


def _run(example: Example, *, fixed: bool) -> Said:
    with _fresh_folder() as folder:
        cases = folder / "cases"
        cases.mkdir()
        written = {name: text.encode() for name, text in texts(example, fixed=fixed).items()}
        for path, content in (written | other_files(example, fixed=fixed)).items():
            (cases / path).parent.mkdir(parents=True, exist_ok=True)
            (cases / path).write_bytes(content)
            if path == "identities.yaml":
                (cases / path).chmod(0o644 if example.exposed and not fixed else 0o600)
        environment = {"COLUMNS": "80", "NO_COLOR": "1"}
        with _another_build(example, fixed=fixed):
            command = example.instead if fixed and example.instead else example.command
            result = CliRunner(env=environment).invoke(cli, list(command))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        text = result.output.replace(str(folder), "")
    return Said(text, result.exit_code)


def _another_build(example: Example, *, fixed: bool) -> contextlib.AbstractContextManager[None]:
    """Be the other build that the example tells of."""
    if not example.busy or fixed:
        return contextlib.nullcontext()
    Path("output").mkdir()
    return hold_lock(Path("output") / LOCK, example.busy)


@contextlib.contextmanager
def _fresh_folder() -> Iterator[Path]:
    """Make an empty folder to work in, and take it away afterwards."""
    before = Path.cwd()
    folder = Path(tempfile.mkdtemp(prefix="cpreport-docs-"))
    try:
        os.chdir(folder)
        yield folder
    finally:
        os.chdir(before)
        shutil.rmtree(folder)
