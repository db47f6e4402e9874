"""A whole build asks nothing of the network, and opens nothing but what it is there to open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.smallest import smallest

pytestmark = pytest.mark.slow

#: Where the system keeps fonts, its libraries and what it knows of files and clocks.
_SYSTEM = (
    "/usr/share",
    "/usr/X11",
    "/usr/X11R6",
    "/usr/lib",
    "/lib",
    "/usr/local/share",
    "/etc/fonts",
    "/etc/ld.so.cache",
)
_PLAIN = ("/etc/mime.types", "/etc/localtime", "/dev/null", "/proc/self", "/proc/cpuinfo")
#: Python asks these where a library lies, and the library that draws asks which fonts there are.
_FINDERS = {"ldconfig", "gcc", "cc", "ld", "objdump", "fc-list"}


@dataclass(frozen=True)
class Noted:
    """What one build asked for.

    opened : set of (path, bool)
        With whether it was opened to be written.
    """

    folder: Path
    said: str
    opened: frozenset[tuple[Path, bool]]
    programs: frozenset[str]
    network: tuple[str, ...]


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Noted:
    """Build every document of a small series, watched, with a home of its own."""
    folder = tmp_path_factory.mktemp("watched").resolve()
    smallest(folder / "series")
    surroundings = {name: str(folder / name) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    for path in surroundings.values():
        Path(path).mkdir()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("XDG", "MPL"))},
        **surroundings, "PYTHONPATH": str(REPOSITORY), "COLUMNS": "80",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.watched", str(folder / "notes"), "build", "cases", "-j", "1"],
        cwd=folder / "series", env=environment, text=True, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    notes = [json.loads(line) for line in (folder / "notes").read_text().splitlines()]
    writing = os.O_WRONLY | os.O_RDWR
    return Noted(
        folder,
        done.stdout,
        frozenset(
            (Path(what), isinstance(how, int) and bool(how & writing))
            for kind, what, how in notes
            if kind in ("open", "list")
        ),
        frozenset(Path(what).name for kind, what, _ in notes if kind == "program"),
        tuple(what for kind, what, _ in notes if kind == "network"),
    )


def test_the_build_that_is_watched_makes_everything(noted: Noted) -> None:
    output = noted.folder / "series/output"
    for name in ("article/article.pdf", "article/article.html", "cases/P01/P01.pdf"):
        assert (output / name, False) in noted.opened or (output / name).exists()
    assert len(noted.opened) > 500


def test_nothing_is_asked_of_the_network(noted: Noted) -> None:
    assert noted.network == ()


def test_no_program_is_run_but_those_that_find_libraries(noted: Noted) -> None:
    assert noted.programs <= _FINDERS


def test_nothing_is_read_but_the_series_its_looks_cpreport_libraries_and_fonts(
    noted: Noted,
) -> None:
    paths = sysconfig.get_paths()
    python = {sys.prefix, sys.base_prefix, *paths.values(), str(Path(sys.executable).parent)}
    shipped = [REPOSITORY / name for name in ("cpreport", "templates", "styles", "tests")]
    allowed = [noted.folder, *shipped, *map(Path, python), *map(Path, (*_SYSTEM, *_PLAIN))]
    found = {path for path, _ in noted.opened}
    # Python looks for modules in the folder it was started with.
    outside = [
        path for path in found - {REPOSITORY} if not any(path.is_relative_to(a) for a in allowed)
    ]
    assert outside == []


def test_nothing_is_written_but_the_output_and_temporary_files(noted: Noted) -> None:
    places = [noted.folder / name for name in ("series/output", "HOME", "TMPDIR", "XDG_CACHE_HOME")]
    written = {path for path, writes in noted.opened if writes} - {Path("/dev/null")}
    assert [path for path in written if not any(path.is_relative_to(p) for p in places)] == []
    series = noted.folder / "series/cases"
    assert sorted(p.name for p in series.rglob("*")) == [
        "P01.yaml", "methods.md", "results.md", "series.yaml",
    ]  # fmt: skip
