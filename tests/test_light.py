"""What must start fast imports nothing heavy (design: light start)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpreport.builder.up_to_date import Finished
from cpreport.cli import cli
from cpreport.publish import engines
from cpreport.remote import build_folders

HEAVY = (
    "weasyprint",
    "matplotlib",
    "pandas",
    "numpy",
    "scipy",
    "fontTools",
    "distributed",
    "fsspec",
    "docx",
)

REPORT_HEAVY = (
    "import sys, atexit\n"
    "atexit.register(lambda: print('HEAVY', *[m for m in {heavy!r} if m in sys.modules],"
    " file=sys.stderr))\n"
    "sys.argv = {argv!r}\n"
    "from cpreport.__main__ import main\n"
    "main()\n"
)


def heavy_after(*words: str) -> tuple[list[str], int]:
    """Run a command in a process of its own, and give the heavy modules it had imported."""
    code = REPORT_HEAVY.format(heavy=HEAVY, argv=["cpreport", *words])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    line = next(line for line in done.stderr.splitlines()[::-1] if line.startswith("HEAVY"))
    return line.split()[1:], done.returncode


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["build", "--help"], ["scales", "MI"]]
)
def test_help_and_scales_import_nothing_heavy(words: list[str]) -> None:
    assert heavy_after(*words) == ([], 0)


def test_help_imports_neither_the_models_nor_the_templates_engine() -> None:
    code = (
        "import sys; sys.argv = ['cpreport', '--help']\n"
        "from cpreport.__main__ import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n"
        "    heavy = ('pydantic', 'jinja2', 'yaml', 'markdown_it', 'http')\n"
        "    print([m for m in heavy if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "score"])
def test_checking_and_scoring_import_nothing_heavy(command: str, example: Path) -> None:
    assert heavy_after(command, str(example)) == ([], 0)


@pytest.mark.slow
def test_a_build_with_nothing_to_do_imports_nothing_heavy(built_example: Path) -> None:
    assert heavy_after("build", str(built_example / "cases")) == ([], 0)


def test_where_nothing_changed_no_engine_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_folders, "last_build", lambda looked, output: Finished(1, 7))
    monkeypatch.setattr(engines, "missing_engine", lambda asked: "it was looked for")
    words = ["build", str(tmp_path), "--engine", "typst", "-o", str(tmp_path / "output")]
    done = CliRunner().invoke(cli, words)
    assert (done.exit_code, done.output[:29]) == (0, "Nothing changed: 7 documents ")


@pytest.mark.slow
@pytest.mark.parametrize("words", [["check"], ["build", "--to", "html", "--only", "reports"]])
def test_on_this_machine_nothing_is_imported_that_reaches_another(
    words: list[str], example: Path
) -> None:
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('REMOTE', *sorted(m for m in sys.modules"
        " if m.startswith('cpreport.remote.')), file=sys.stderr))\n"
        f"sys.argv = {['cpreport', *words, str(example), '-q']!r}\n"
        "from cpreport.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    line = next(line for line in done.stderr.splitlines()[::-1] if line.startswith("REMOTE"))
    # The one door that knows both ways, and what it imports when a build is here.
    assert set(line.split()[1:]) <= {"cpreport.remote.build_folders"}
    assert done.returncode == 0, done.stderr
