"""What many tests share: the example series, copied, and built once."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from cpreport.content_cache import KEPT
from cpreport.limits import NEW_RECORDS_UNTIL_COLLECTED
from tests import forked
from tests.shared import CACHE, all_keep_in_common, made_once, shared_in

# A run tries the same examples as the run before, so that it fails for what was changed, and not
# for how long it took on a busy machine.
# `HYPOTHESIS_PROFILE=new make test` looks for others.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", derandomize=False, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Whatever the surroundings say: each process that is started would compile every module anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# As commands do.
gc.set_threshold(NEW_RECORDS_UNTIL_COLLECTED)

REPOSITORY = Path(__file__).parent.parent
#: The environment of a command that keeps what it makes in its own output folder, as a user's does.
OWN_CACHE = {CACHE: ""}


def pytest_collection_finish() -> None:
    """Have the collector never look at what is imported and collected: all of it stays."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _one_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the whole run shares, and its end."""
    own = tmp_path_factory.getbasetemp()
    # The workers of a run have folders of their own in one that is the run's.
    with shared_in(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own):
        yield
    forked.end()


@pytest.fixture
def shared_cache() -> Iterator[None]:
    """For tests that ask other things than how documents are made: what any test drew is drawn."""
    with all_keep_in_common():
        yield


def cpreport(
    *words: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in a process of its own.

    The process is forked from one that has the libraries imported, where the environment allows
    that. It makes its documents alone, and takes drawings, fonts and typeset pages that any test
    made before: what is made from the same is the same.
    """
    env = _environment(environment)
    return _sound(forked.run(words, cwd=cwd or Path.cwd(), environment=env))


def cpreport_started(
    *words: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The same in a process that is started for it, and makes everything itself."""
    done = subprocess.run(
        [sys.executable, "-m", "cpreport", *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=_environment(environment),
        encoding="utf-8",
    )
    return _sound(done)


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    always = {"COLUMNS": "80", "NO_COLOR": "1", "CPREPORT_JOBS": "1"}
    return {**os.environ, **always, **more, "PYTHONPATH": str(REPOSITORY)}


def _sound(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert "internal error" not in done.stderr, done.stderr
    return done


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example series, free to change."""
    shutil.copytree(REPOSITORY / "cases", tmp_path / "cases")
    return tmp_path / "cases"


def example_built() -> Path:
    """Build the example series once for all tests; nobody changes it.

    One worker made everything itself; `counts.json` says how much work that was.
    """

    def build(folder: Path) -> None:
        shutil.copytree(REPOSITORY / "cases", folder / "cases")
        words = ("counts.json", "build", str(folder / "cases"))
        done = subprocess.run(
            [sys.executable, "-m", "tests.counted", *words],
            cwd=folder,
            env=_environment({}),
            capture_output=True,
            encoding="utf-8",
        )
        assert _sound(done).returncode == 0, done.stderr
        # Other tests need not draw and set the same again.
        shutil.copytree(folder / "output" / KEPT, os.environ[CACHE], dirs_exist_ok=True)

    return made_once("example", build)


@pytest.fixture(scope="session")
def built_once() -> Path:
    """The example series with its finished output; shared, so nobody changes it."""
    return example_built()


@pytest.fixture
def built_example(built_once: Path, tmp_path: Path) -> Path:
    """A copy of the built example, free to change: `cases/` and `output/`."""
    folder = tmp_path / "built"
    shutil.copytree(built_once, folder)
    return folder
