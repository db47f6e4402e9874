"""What many tests share: the example series, copied, and built once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


def cpreport(
    *words: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in a process of its own."""
    import os

    env = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", **environment}
    env["PYTHONPATH"] = str(REPOSITORY)
    done = subprocess.run(
        [sys.executable, "-m", "cpreport", *words],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=env,
        encoding="utf-8",
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert "internal error" not in done.stderr, done.stderr
    return done


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example series, free to change."""
    shutil.copytree(REPOSITORY / "cases", tmp_path / "cases")
    return tmp_path / "cases"


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example series with its finished output; shared, so nobody changes it."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(REPOSITORY / "cases", folder / "cases")
    done = cpreport("build", "cases", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def built_example(built_once: Path, tmp_path: Path) -> Path:
    """A copy of the built example, free to change: `cases/` and `output/`."""
    folder = tmp_path / "built"
    shutil.copytree(built_once, folder)
    return folder
