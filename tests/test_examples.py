"""Each series of `examples/` is complete, says that it is invented, and can be built."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.conftest import cpreport

EXAMPLES = Path(__file__).parent.parent / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/series.yaml"))

each_example = pytest.mark.parametrize("name", NAMES)


@each_example
def test_an_example_has_no_problem(name: str) -> None:
    done = cpreport("check", str(EXAMPLES / name))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Found no problems in")


@each_example
def test_an_example_says_that_it_is_invented(name: str) -> None:
    series = yaml.safe_load((EXAMPLES / name / "series.yaml").read_text("utf-8"))
    assert series["notice"].startswith("An invented example.")
    assert "Only the cited works are real." in series["notice"]
    for file in (EXAMPLES / name).glob("P*.yaml"):
        assert "This patient is invented." in file.read_text("utf-8"), file.name


@each_example
def test_an_example_is_built(name: str, tmp_path: Path) -> None:
    done = cpreport("build", str(EXAMPLES / name), "-o", str(tmp_path), "--to", "html", "-j", "1")
    assert done.returncode == 0, done.stderr
    cases = [file.stem for file in (EXAMPLES / name).glob("P*.yaml")]
    pages = [tmp_path / "article" / "article.html"]
    pages += [tmp_path / "cases" / case / f"{case}.html" for case in cases]
    for page in pages:
        assert "An invented example." in page.read_text("utf-8"), page.name


@pytest.mark.slow
@each_example
def test_an_example_is_printed(name: str, tmp_path: Path) -> None:
    done = cpreport("build", str(EXAMPLES / name), "-o", str(tmp_path), "--to", "pdf", "-j", "1")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "article" / "article.pdf").read_bytes().startswith(b"%PDF-")
