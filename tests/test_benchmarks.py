"""What a benchmark says must hold: ratios of the same round, and nothing faked."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.contenders import rmarkdown_weasyprint
from benchmarks.ratios import Asked, growth, ratios
from benchmarks.rounds import CONTENDERS
from benchmarks.series import change_a_template, with_another_grade
from benchmarks.work import Missing, Work
from cpreport.check.check_series import check
from cpreport.demo.start import start_demo
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow


def test_a_ratio_compares_each_round_with_itself() -> None:
    times = {
        "ours": [{"wall": 2.0, "cpu": 1.0}, {"wall": 30.0, "cpu": 1.0}],
        "floor": [{"wall": 1.0, "cpu": 1.0}, {"wall": 10.0, "cpu": 2.0}],
    }
    (found,) = ratios(times, [Asked("ours", "floor", most=1.35), Asked("ours", "absent")], 4)
    assert found["wall"] == {"median": 2.5, "low": 2.0, "high": 3.0, "rounds": 2}
    assert found["cpu"] == {"median": 0.75, "low": 0.5, "high": 1.0, "rounds": 2}


def test_what_grows_with_the_square_has_the_exponent_two() -> None:
    assert growth({20: 4.0, 200: 400.0, 1000: 10_000.0}) == pytest.approx(2)


def test_a_peer_that_is_not_installed_is_skipped_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="pandoc"):
        rmarkdown_weasyprint.contender(Work(tmp_path))


def test_a_contender_answers_with_what_it_took_for_the_pages_it_made(tmp_path: Path) -> None:
    start_demo(tmp_path, 1, 1)
    _run("benchmarks.prepared", str(tmp_path / "cases"))
    answers = _run("benchmarks.contender", "weasyprint_alone", str(tmp_path), heard='["P0001"]\n')
    ready, made = (json.loads(line) for line in answers.splitlines())
    assert ready["version"].startswith("WeasyPrint")
    assert made["pages"] > 3
    assert made["cpu"] > 0
    content = Work(tmp_path).content("P0001")
    kinds = {block["kind"] for block in content["blocks"]}
    assert kinds == {"heading", "text", "table", "figure"}
    figures = [block["file"] for block in content["blocks"] if block["kind"] == "figure"]
    assert len(figures) == 2
    assert all((tmp_path / "figures" / file).exists() for file in figures)


def test_a_series_with_one_grade_changed_still_passes_the_check(tmp_path: Path) -> None:
    start_demo(tmp_path, 3, 1)
    case = tmp_path / "cases" / "P0001.yaml"
    before = case.read_text("utf-8")
    case.write_text(with_another_grade(before), "utf-8")
    lines = zip(before.splitlines(), case.read_text("utf-8").splitlines(), strict=True)
    assert sum(one != other for one, other in lines) == 1
    assert check(tmp_path / "cases").problems == ()


def test_every_contender_says_what_it_is() -> None:
    for name in CONTENDERS:
        text = (REPOSITORY / "benchmarks" / "contenders" / f"{name}.py").read_text("utf-8")
        assert text.startswith('"""')
        assert re.search(r"\ndef contender\(\s*work: Work", text)


def _run(*words: str, heard: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        input=heard,
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_changed_template_prints_another_heading(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    change_a_template(tmp_path / "cases")
    (own,) = (tmp_path / "templates").rglob("*.html")
    shipped = REPOSITORY / "templates" / own.relative_to(tmp_path / "templates")
    assert own.read_text("utf-8") != shipped.read_text("utf-8")
