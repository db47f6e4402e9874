"""The stress series are what their names say, the same every time, and pass the check."""

from __future__ import annotations

from pathlib import Path

import pytest

from cpreport.cases.reader import read_series
from cpreport.cases.series import Series
from cpreport.figures import CASE_FIGURES
from tests.stress import STRESS, words, written
from tests.stress.__main__ import main


def series_of(name: str, folder: Path) -> Series:
    series, problems = read_series(written(name, folder))
    assert series is not None
    assert [problem for problem in problems if problem.severity == "error"] == []
    return series


@pytest.mark.parametrize("name", STRESS)
def test_every_file_of_data_says_that_it_is_invented(tmp_path: Path, name: str) -> None:
    folder = written(name, tmp_path)
    for file in folder.rglob("*.yaml"):
        assert file.read_text("utf-8").startswith("# Invented"), file
    assert words.NOTICE.split(".")[0] in " ".join((folder / "series.yaml").read_text().split())


@pytest.mark.parametrize("name", STRESS)
def test_a_series_is_the_same_whenever_it_is_written(tmp_path: Path, name: str) -> None:
    one, other = written(name, tmp_path / "one"), written(name, tmp_path / "other")
    files = sorted(file.relative_to(one) for file in one.rglob("*.*"))
    assert files == sorted(file.relative_to(other) for file in other.rglob("*.*"))
    assert all((one / file).read_bytes() == (other / file).read_bytes() for file in files)
