"""What was found of a case is kept as data, and used again where its file is the same."""

from __future__ import annotations

import json
import os
import pickle
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpreport.builder import build as builder
from cpreport.builder.build import build
from cpreport.builder.plan import Order
from cpreport.check import check_series, part
from cpreport.check.check_series import Ready, check
from cpreport.check.kept_cases import find_kept
from cpreport.content_cache import CacheFolder, make_once, use_cache
from cpreport.data import series_files
from cpreport.demo.start import start_demo
from cpreport.outcomes import layout, pack
from cpreport.privacy.scan import pieces
from tests.shared import CACHE

PATIENTS = 6


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small series that counts as large."""
    for room in (layout, check_series, builder):
        monkeypatch.setattr(room, "MOST_ONE_BY_ONE", 3)
    monkeypatch.setattr(part, "_PART", 4)
    monkeypatch.setenv("CPREPORT_JOBS", "1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    monkeypatch.setenv(CACHE, "")
    start_demo(tmp_path, PATIENTS, 1)
    return tmp_path / "cases"


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read and scored, as they are."""
    seen: list[str] = []
    really = part._check_file

    def check_file(common: part.Common, file: str, same: object) -> part.CheckedCase:
        seen.append(file)
        return really(common, file, same)  # type: ignore[arg-type]

    monkeypatch.setattr(part, "_check_file", check_file)
    return seen


def regrade(demo: Path, case: str) -> None:
    path = demo / f"{case}.yaml"
    before = path.read_text("utf-8")
    after = before.replace("right: 2,", "right: 1,", 1)
    assert after != before
    path.write_text(after, "utf-8")


def data_files(output: Path) -> Iterator[tuple[str, bytes]]:
    for path in [*sorted(output.rglob("*.csv")), output / "results.json"]:
        yield path.relative_to(output).as_posix(), path.read_bytes()


def test_of_a_series_with_one_grade_changed_one_case_is_read_and_scored(
    demo: Path, checked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "_LARGE", 1)
    monkeypatch.setattr(pieces, "_PIECE", 20_000)
    output, anew = demo.parent / "output", demo.parent / "anew"
    order = Order(demo, output, kinds=("article",), formats=("html",), jobs=1)
    build(order)
    assert checked == [f"P000{n}.yaml" for n in range(1, PATIENTS + 1)]
    checked.clear()
    regrade(demo, "P0004")
    searched: list[str] = []
    really = pieces.search_content
    monkeypatch.setattr(
        pieces, "search_content", lambda s, name, c: (searched.append(name), really(s, name, c))[1]
    )
    rows: list[str] = []
    grades = series_files.grade_rows
    monkeypatch.setattr(
        series_files, "grade_rows", lambda cases: (rows.append(cases[0].id), grades(cases))[1]
    )
    again = build(order)
    assert checked == ["P0004.yaml"]
    assert rows == ["P0004"]
    few = searched.count("results.json"), searched.count("results.csv")
    searched.clear()
    fresh = build(Order(demo, anew, kinds=("article",), formats=("html",), jobs=1))
    assert again.problems == fresh.problems
    assert dict(data_files(output)) == dict(data_files(anew))
    assert (output / "article/article.html").read_bytes() == (
        anew / "article/article.html"
    ).read_bytes()
    assert few[0] < searched.count("results.json")
    assert few[1] < searched.count("results.csv")


def test_a_kept_case_is_equal_to_the_case_as_checked(demo: Path, tmp_path: Path) -> None:
    shelf = CacheFolder(tmp_path / "kept", "salt")
    first = check(demo, shelf=shelf)
    again = check(demo, shelf=shelf)
    assert isinstance(first, Ready)
    assert isinstance(again, Ready)
    assert again.findings.scored == first.findings.scored
    assert dict(again.findings.ledger) == dict(first.findings.ledger)
    assert again.article == first.article
    assert again.hashes == first.hashes
    assert again.contents == first.contents
    assert again.reports["P0002"] == first.reports["P0002"]
    assert again.unpacked().findings.scored == first.unpacked().findings.scored


def test_a_case_of_which_something_is_said_is_not_kept(
    demo: Path, tmp_path: Path, checked: list[str]
) -> None:
    path = demo / "P0003.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("publication: {given: yes", "publication: {given: no", 1), "utf-8")
    shelf = CacheFolder(tmp_path / "kept", "salt")
    first = check(demo, shelf=shelf)
    checked.clear()
    assert check(demo, shelf=shelf).problems == first.problems != ()
    assert "P0003.yaml" in checked


@pytest.mark.parametrize(
    "told", ['["system", "true"]', '["Case"]', '["Brief", 1]', "[[]]", "{", '{"a": 1}', "7"]
)
def test_what_somebody_else_wrote_makes_no_case_and_runs_nothing(told: str, tmp_path: Path) -> None:
    with use_cache(CacheFolder(tmp_path, "salt")):
        make_once("case", ("name",), lambda: zlib.compress(told.encode()))
        assert find_kept(("name",)) is None
        make_once("case", ("other",), lambda: json.dumps(told).encode())
        assert find_kept(("other",)) is None


def test_a_whole_case_that_somebody_else_wrote_runs_nothing() -> None:
    content = pickle.dumps((os.getcwd, ()))
    with pytest.raises(pickle.UnpicklingError, match="getcwd is no record"):
        pack._unpacked(zlib.compress(content), kept=True)
