"""Of a large series only the data of the case that changed are written and searched anew."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from cpreport.builder import searched_pieces
from cpreport.builder.build import _data
from cpreport.builder.fingerprint import looks_of
from cpreport.builder.plan import Document, Order, plan_documents
from cpreport.builder.record import draft_of
from cpreport.builder.searched_pieces import search_in_pieces
from cpreport.check.check_series import Ready, check
from cpreport.content_cache import CacheFolder, keep, use_cache
from cpreport.data import series_files
from cpreport.data.kept_rows import CaseRows, let_rows_go, rows_once
from cpreport.demo.start import start_demo
from cpreport.privacy.scan import Search, pieces, search_of
from cpreport.privacy.scan import search as scan_search
from cpreport.privacy.scan.search import search_content
from tests.test_many import changed

ROWS = CaseRows("{}", "P01.age,3\n", "P01,1+\n", "P01,4\n", "Score,Patient\n", ("MAS",), "a")
_TEXTS = dict.fromkeys(("entries", "results", "grades", "scores", "table"), "")
_GOOD = {**_TEXTS, "scales": [], "made_from": "a"}
#: What somebody could leave under the name of kept rows, with the sum that goes with it.
_NO_ROWS = {
    "nothing": b"",
    "not compressed": b"P01",
    "cut off": zlib.compress(json.dumps(_GOOD).encode())[:-9],
    "another thing": zlib.compress(b"[1, 2]"),
    "a part lacks": zlib.compress(json.dumps({**_GOOD, "grades": None}).encode()),
    "wrong types": zlib.compress(json.dumps({**_GOOD, "scales": [1]}).encode()),
    "not JSON": zlib.compress(b"__import__('os').abort()"),
    "code": b"cos\nabort\n(tR.",
}
_NOT_SEARCHED = {
    "nothing": b"",
    "another thing": b"[]",
    "no file": b"{}",
    "wrong types": b'{"file": {"sha256": 1, "search": []}}',
    "findings that are none": b'{"file": {"sha256": "", "search": "", "findings": "all"}}',
}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Path]:
    """A folder in which things are kept."""
    with use_cache(CacheFolder(tmp_path / "kept", "salt")):
        yield tmp_path / "kept"


def test_rows_are_made_once_and_one_version_of_a_case_is_kept(kept: Path) -> None:
    made: list[str] = []

    def rows(file: str, made_from: str) -> CaseRows:
        found = replace(ROWS, made_from=made_from)
        assert rows_once(file, made_from, lambda: made.append(made_from) or found) == found
        return found

    for file, made_from in [("P01", "a"), ("P01", "a"), ("P02", "a"), ("P01", "b"), ("P01", "a")]:
        rows(file, made_from)
    assert made == ["a", "a", "b", "a"]
    assert len(list(kept.glob("??/*"))) == 2
    let_rows_go("P01")
    assert len(list(kept.glob("??/*"))) == 1


@pytest.mark.parametrize("content", _NO_ROWS.values(), ids=_NO_ROWS)
@pytest.mark.usefixtures("kept")
def test_kept_rows_that_are_none_are_made_anew(content: bytes) -> None:
    keep("rows of a case", ("P01",), content)
    assert rows_once("P01", "a", lambda: ROWS) == ROWS
    # What was wrong is gone.
    assert rows_once("P01", "a", lambda: pytest.fail("made again")) == ROWS


def test_a_kept_file_that_was_cut_or_changed_is_not_used(kept: Path) -> None:
    rows_once("P01", "a", lambda: ROWS)
    [path] = kept.glob("??/*")
    whole, other = path.read_bytes(), CaseRows("", "", "", "", "", (), "a")
    for damaged in (b"", whole[:20], whole[:-1], whole[:40] + b"x" + whole[41:]):
        path.write_bytes(damaged)
        assert rows_once("P01", "a", lambda: other) == other


@pytest.fixture
def data_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data file that is searched in some ten pieces."""
    for name, size in (("_PIECE", 200), ("_MOST", 1_000), ("_ONE_IN", 4)):
        monkeypatch.setattr(pieces, name, size)
    path = tmp_path / "results.csv"
    path.write_text("".join(f"P{n:03},born 4 May 2016,{n}\n" for n in range(120)), "utf-8")
    return path


def _count_searches(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    searched: list[bytes] = []
    monkeypatch.setattr(
        searched_pieces,
        "search_content",
        lambda s, name, piece: (searched.append(piece), search_content(s, name, piece))[1],
    )
    return searched


@pytest.mark.usefixtures("kept")
def test_only_pieces_that_changed_are_searched_again(
    data_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched, search = _count_searches(monkeypatch), Search()
    first = search_in_pieces(search, "one", "results.csv", data_file)
    assert [f.text for f in first.findings] == ["4 May 2016"]
    number = len(searched)
    assert number > 5
    assert search_in_pieces(search, "one", "results.csv", data_file) == first
    assert len(searched) == number
    data_file.write_text(data_file.read_text("utf-8").replace("P030,born", "P030,met 1"), "utf-8")
    search_in_pieces(search, "one", "results.csv", data_file)
    again = searched[number:]
    assert 1 <= len(again) <= 2
    assert b"P030,met 1" in b"".join(again)
    # What is searched for is another thing: all of it is searched.
    search_in_pieces(search, "two", "results.csv", data_file)
    assert len(searched) > 2 * number - 2


@pytest.mark.parametrize("content", _NOT_SEARCHED.values(), ids=_NOT_SEARCHED)
@pytest.mark.usefixtures("kept")
def test_what_was_not_found_by_a_search_is_searched_again(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("P01,born 4 May 2016\n", "utf-8")
    keep("searched piece", ("one", "results.csv", searched_pieces.sha256(path)), content)
    found = search_in_pieces(Search(), "one", "results.csv", path)
    assert [f.text for f in found.findings] == ["4 May 2016"]


@pytest.mark.usefixtures("kept")
def test_of_a_piece_that_tells_who_a_patient_is_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "identities.yaml").write_text("P01: {name: Maria Zylber}\n", "utf-8")
    (tmp_path / "identities.yaml").chmod(0o600)
    search, name = search_of(tmp_path)
    assert search is not None
    path, searched = tmp_path / "results.csv", _count_searches(monkeypatch)
    path.write_text("P01,Maria Zylber\n", "utf-8")
    for _ in range(2):
        assert search_in_pieces(search, name, "results.csv", path).hits
    assert len(searched) == 2
    assert not (tmp_path / "kept").exists()


def _count_texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    searched: list[str] = []
    usual = scan_search._search_text
    monkeypatch.setattr(
        scan_search,
        "_search_text",
        lambda s, text, shown: (searched.append(text), usual(s, text, shown))[1],
    )
    return searched


def _two_texts(second: str) -> bytes:
    """A page of two long texts, the second of which is given."""
    return f"<p title='{'as before ' * 300}'>born 4 May 2016 {second * 600}</p>".encode()


@pytest.mark.usefixtures("kept")
def test_a_long_text_is_searched_once_by_builds_that_search_for_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    searched = _count_texts(monkeypatch)

    def search(name: str, second: str) -> list[str]:
        before = len(searched)
        # What one process remembers is no part of this.
        found = search_content(Search(name=name), "a.html", _two_texts(second))
        assert [finding.text for finding in found.findings] == ["4 May 2016"]
        return [text for text in searched[before:] if len(text) > 100]

    assert len(search("one", "then ")) == 2
    assert search("one", "then ") == []
    [again] = search("one", "now ")
    assert "now" in again
    assert len(search("two", "then ")) == 2
    # A search without a name keeps nothing.
    assert len(search("", "then ")) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b'{"%s": 1}', b'{"%s": [["date"]]}', b'{"%s": [["date", 4]]}', b"\xff"],
)
@pytest.mark.usefixtures("kept")
def test_what_is_no_finding_of_a_text_is_not_taken_for_one(content: bytes) -> None:
    text = f"born 4 May 2016 {'then ' * 500}"
    key = sha256(f"shown {text}".encode()).hexdigest().encode()

    def found() -> list[str]:
        searched = search_content(Search(name="one"), "a.txt", text.encode())
        return [finding.text for finding in searched.findings]

    keep("searched texts", ("one", "a.txt"), b'{"%s": [["date", "kept"]]}' % key)
    assert found() == ["kept"]
    keep("searched texts", ("one", "a.txt"), content.replace(b"%s", key))
    assert found() == ["4 May 2016"]


def test_of_a_text_that_tells_who_a_patient_is_nothing_is_kept(kept: Path, tmp_path: Path) -> None:
    page = f"<p title='Maria Zylber {'a ' * 1200}'>{'b ' * 1200}<!--{'c ' * 1200}--></p>".encode()
    (tmp_path / "identities.yaml").write_text("P01: {name: Maria Zylber}\n", "utf-8")
    (tmp_path / "identities.yaml").chmod(0o600)
    for _ in range(2):
        search, name = search_of(tmp_path)
        assert search is not None
        assert search.name == name != ""
        assert search_content(search, "a.html", page).hits
    assert [b"Zylber" in path.read_bytes() for path in kept.glob("??/*")] == [False]


@pytest.mark.parametrize(
    ("size", "least"),
    [(0, 1 << 17), (3 << 20, 1 << 17), (9 << 20, 1 << 19), (10 << 20, 1 << 19), (1 << 40, 1 << 20)],
)
def test_files_of_about_one_size_are_divided_alike(size: int, least: int) -> None:
    assert pieces._least_of_piece(size) == least


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_record_that_changed_changes_its_own_piece_alone(
    ending: str, tmp_path: Path, data_file: Path
) -> None:
    rows = data_file.read_text("utf-8").splitlines()
    path = tmp_path / f"data.{ending}"

    def divided(rows: list[str]) -> list[bytes]:
        text = json.dumps([{"row": r} for r in rows], indent=1) if ending == "json" else ""
        path.write_text(f"{text or chr(10).join(rows)}\n", "utf-8")
        return list(pieces.pieces_of(path.name, path))

    before = divided(rows)
    after = divided([*rows[:30], "P030,a grade that is longer than before", *rows[31:]])
    assert len(before) > 5
    assert len(set(after) - set(before)) <= 2


def test_of_one_changed_case_alone_rows_are_made_and_the_files_are_as_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_demo(tmp_path, 3, 1)
    cases, made = tmp_path / "cases", list[str]()
    rows = series_files._rows_of_case
    monkeypatch.setattr(series_files, "_rows_of_case", lambda *a: (made.append(a[2]), rows(*a))[1])

    def written(kept: str) -> dict[str, bytes]:
        made.clear()
        with use_cache(CacheFolder(tmp_path / kept, "salt")):
            files = _written(cases)
        return {name: path.read_bytes() for name, path in files.items()}

    written("kept")
    assert made == ["P0001", "P0002"]
    before = written("kept")
    assert made == []
    changed(cases, "P0002.yaml", "age: ", "age: 1")
    after = written("kept")
    assert made == ["P0002"]
    assert after != before
    assert written("anew") == after
    # Who no longer shares the data leaves no rows behind.
    own = len([*(tmp_path / "kept").glob("??/*")])
    changed(cases, "P0001.yaml", "data_sharing: {given: yes", "data_sharing: {given: no")
    written("kept")
    assert (made, len([*(tmp_path / "kept").glob("??/*")])) == ([], own - 1)
    changed(cases, "P0001.yaml", "data_sharing: {given: no", "data_sharing: {given: yes")
    # What all cases share decides their rows, too.
    changed(cases, "series.yaml", "title: ", "title: Again ")
    written("kept")
    assert made == ["P0001", "P0002"]


def _written(cases: Path) -> dict[str, Path]:
    ready, output = check(cases, jobs=1), cases.parent / "output"
    assert isinstance(ready, Ready)
    output.mkdir(exist_ok=True)
    order = Order(cases, output, kinds=("article",), formats=("html",), jobs=1)
    plan: dict[str, Document] = {d.name: d for d in plan_documents(ready, order)}
    looks = looks_of(ready, order, ["results"])["results"]
    drafts = {"results": draft_of(plan["results"], ready.hashes, looks)}
    [made] = _data([plan["results"]], drafts, ready, order)
    assert not made.problems
    return dict(made.unfinished)
