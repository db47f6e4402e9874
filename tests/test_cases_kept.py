"""Of a large series only the case that changed is read anew, and all is as if all were."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cpreport.builder.build import build
from cpreport.builder.plan import Order
from cpreport.check import check_part, check_series, kept_cases
from cpreport.check.check_series import Ready, check
from cpreport.check.kept_form import KeptResults
from cpreport.content_cache import CacheFolder, fold, unfold, use_cache
from cpreport.demo.start import start_demo
from cpreport.outcomes import one_by_one
from tests.test_many import changed


@pytest.fixture
def series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A series of eight cases, which count as more than an article tells one by one."""
    start_demo(tmp_path, 8, 1)
    monkeypatch.setattr(one_by_one, "MOST_ONE_BY_ONE", 5)
    return tmp_path / "cases"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The case files that are read and scored."""
    files: list[str] = []
    one = check_part._check_case

    def noted(*given: Any) -> Any:
        files.append(given[2].file)
        return one(*given)

    monkeypatch.setattr(check_part, "_check_case", noted)
    return files


def _checked(cases: Path, **settings: Any) -> Ready:
    """Check a series as a build does, and keep its cases."""
    with use_cache(CacheFolder(cases.parent / "kept", settings.pop("salt", "salt"))):
        ready = check(cases, jobs=1, **settings)
        assert isinstance(ready, Ready)
        kept_cases.keep_cases(ready.forms)
    return ready


def _anew(cases: Path, **settings: Any) -> Ready:
    ready = check(cases, jobs=1, **settings)
    assert isinstance(ready, Ready)
    return ready


def _same(one: Ready, other: Ready) -> None:
    """Compare all that is known of two series: problems, cases, and every result."""
    assert one.problems == other.problems
    assert one.hashes == other.hashes
    assert dict(one.contents) == dict(other.contents)
    assert one.names == other.names
    assert one.article == other.article
    assert one.verdicts == other.verdicts
    for case in other.findings.cases:
        assert one.cases.case(case.id) == other.cases.case(case.id)
        assert list(one.cases.results(case.id).items()) == [*other.cases.results(case.id).items()]
        assert one.reports[case.id] == other.reports[case.id]
    assert dict(one.findings.ledger) == dict(other.findings.ledger)
    assert list(one.findings.ledger) == list(other.findings.ledger)


def _forms(cases: Path) -> list[Path]:
    return sorted((cases.parent / "kept").glob("??/*"))


def test_only_a_case_that_changed_is_read_and_all_is_as_if_all_were(
    series: Path, read: list[str]
) -> None:
    _checked(series)
    assert len(read) == 8
    read.clear()
    changed(series, "P0003.yaml", "age: ", "age: 1")
    ready = _checked(series)
    assert read == ["P0003.yaml"]
    assert len(_forms(series)) == 8
    _same(ready, _anew(series))


def test_a_build_from_what_is_kept_has_the_bytes_of_a_build_from_nothing(
    series: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    last = "  - {id: after, "
    changed(series, "series.yaml", last, f"  - {{id: later, label: Later}}\n{last}")

    def built(name: str) -> dict[str, bytes]:
        output = series.parent / name
        build(Order(series, output, kinds=("article",), formats=("html",), jobs=1))
        # These two say why a document was made.
        told = ("build.json", "index.html")
        files = (p for p in output.rglob("*") if p.is_file() and p.name not in told)
        return {
            p.relative_to(output).as_posix(): p.read_bytes()
            for p in files
            if not p.relative_to(output).parts[0].startswith(".cpreport")
        }

    built("output")
    changed(series, "P0003.yaml", "age: ", "age: 1")
    read.clear()
    after = built("output")
    assert read[0] == "P0003.yaml"
    assert after == built("anew")
    # Where one patient has a visit more, every other has a column more in the supplement.
    changed(
        series,
        "P0004.yaml",
        "  - id: after\n",
        "  - {id: later, time: not reported}\n  - id: after\n",
    )
    after = built("output")
    assert after == built("anew once more")
    assert b"Later" in after["tables/supplement-scores.csv"].partition(b"\n")[0]


def test_of_cases_that_are_kept_nobody_asks_for_all_results(
    series: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Order(series, series.parent / "output", kinds=("article",), formats=("html",), jobs=1)
    build(order)
    page = (order.output / "index.html").read_text("utf-8")
    changed(series, "P0003.yaml", "age: ", "age: 1")
    asked, read = list[KeptResults](), KeptResults.read
    monkeypatch.setattr(KeptResults, "read", lambda kept: (asked.append(kept), read(kept))[1])
    build(order)
    assert asked == []
    again = (order.output / "index.html").read_text("utf-8")
    rows = re.compile(r'<th scope="row">P\d+</th>.*?</tr>', re.DOTALL)
    assert [row for row in rows.findall(again) if "P0003" not in row] == [
        row for row in rows.findall(page) if "P0003" not in row
    ]
    assert len(rows.findall(again)) == 8


def test_warnings_of_cases_that_are_kept_are_told_again_at_their_places(
    series: Path, read: list[str]
) -> None:
    changed(series, "P0002.yaml", "  images: {given: no}", "  images: {given: no, by: mother}")
    changed(series, "P0004.yaml", "findings: |\n", "findings: |\n  See [@nobody].\n")
    first = check(series, jobs=1)
    assert first.problems
    _same(_checked(series), _anew(series))
    read.clear()
    _same(_checked(series), _anew(series))
    # What is wrong keeps a case from being kept.
    assert "P0004.yaml" in read


@pytest.mark.parametrize(
    "change",
    [
        lambda cases: changed(cases, "series.yaml", "title: ", "title: Again "),
        lambda cases: (cases / "references.bib").write_text("% nothing\n", "utf-8"),
        lambda cases: (cases / "scales").mkdir() or _own_scale(cases),
    ],
    ids=["series", "references", "scale"],
)
def test_what_all_cases_share_decides_whether_one_is_read_anew(
    series: Path, read: list[str], change: Callable[[Path], object]
) -> None:
    _checked(series)
    change(series)
    read.clear()
    with use_cache(CacheFolder(series.parent / "kept", "salt")):
        check(series, jobs=1)
    assert len(read) >= 8


def _own_scale(cases: Path) -> None:
    library = Path(check_series.__file__).parent.parent / "scales" / "library" / "tct.yaml"
    (cases / "scales" / "tct.yaml").write_text(library.read_text("utf-8"), "utf-8")


def test_another_version_of_cpreport_or_another_limit_reads_every_case(
    series: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _checked(series)
    read.clear()
    _checked(series, salt="another version")
    assert len(read) == 8
    read.clear()
    monkeypatch.setenv("CPREPORT_MAX_TEXT_CHARACTERS", "400000")
    _checked(series)
    assert len(read) == 8


def _reformed(path: Path, change: Callable[[list[str]], list[str]]) -> None:
    """Change the parts of a form, and give it the sum that goes with them."""
    import hashlib

    head, _, blobs = path.read_bytes()[32:].partition(b"\n")
    sha256, made_from, *lengths = json.loads(head)
    parts, start = [], 0
    for length in lengths:
        parts.append(unfold(blobs[start : start + length]))
        start += length
    pressed = [fold(part) for part in change(parts)]
    content = b"".join(
        [json.dumps([sha256, made_from, *map(len, pressed)]).encode(), b"\n", *pressed]
    )
    path.write_bytes(hashlib.sha256(content).digest() + content)


def _with_told(**told: Any) -> Callable[[list[str]], list[str]]:
    return lambda parts: [json.dumps({**json.loads(parts[0]), **told}), *parts[1:]]


def _with_rows(change: Callable[[Any], Any]) -> Callable[[list[str]], list[str]]:
    return lambda parts: [parts[0], json.dumps(change(json.loads(parts[1]))), *parts[2:]]


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: ["", *parts[1:]],
        lambda parts: [parts[0], "", *parts[2:]],
        lambda parts: parts[:3],
        lambda parts: [parts[0], "[[99]]", *parts[2:]],
        lambda parts: [parts[0], "{}", *parts[2:]],
        lambda parts: [parts[0], "cos\nabort\n(tR.", *parts[2:]],
        lambda parts: [parts[0], "[" * 100_000, *parts[2:]],
        _with_told(patient="nobody"),
        _with_told(visits=[]),
        _with_told(sudo="yes"),
        _with_rows(lambda rows: rows[:-1]),
        _with_rows(lambda rows: [*rows[:-1], rows[-1][:-1]]),
        _with_rows(lambda rows: [*rows[:-1], [rows[-1][0], *rows[-1][2:], 1]]),
        _with_rows(lambda rows: [[row[0], *(1 for _ in row[1:])] for row in rows]),
        _with_rows(lambda _: [[1, "x"]]),
    ],
)  # fmt: skip
def test_a_form_that_is_none_is_read_anew_from_the_file(
    series: Path, read: list[str], change: Callable[[list[str]], list[str]]
) -> None:
    before = _checked(series)
    for path in _forms(series):
        _reformed(path, change)
    read.clear()
    after = _checked(series)
    assert len(read) == 8
    _same(after, before)
    read.clear()
    # What was wrong is gone.
    _checked(series)
    assert read == []


def test_a_form_that_was_cut_or_changed_on_the_disk_is_read_anew(
    series: Path, read: list[str]
) -> None:
    before = _checked(series)
    for path, number in zip(_forms(series), range(8), strict=True):
        whole = path.read_bytes()
        path.write_bytes([b"", whole[:20], whole[:-1], whole[:40] + b"x" + whole[41:]][number % 4])
    read.clear()
    _same(_checked(series), before)
    assert len(read) == 8


def test_no_date_is_kept_and_no_case_of_which_a_consent_was_withdrawn(
    series: Path, read: list[str]
) -> None:
    changed(series, "P0002.yaml", "data_sharing: {given: yes", "data_sharing: {given: no")
    changed(series, "P0003.yaml", "age_at_diagnosis: ", "aetiology: seen on 2019-05-14\n  # ")
    changed(series, "P0007.yaml", "age_at_diagnosis: ", "aetiology: seen on 14 May 2019\n  # ")
    changed(series, "P0005.yaml", "images: {given: no}",
            "images: {given: yes, by: mother, date: 2025-01-15, withdrawn: 2025-03-01}")  # fmt: skip
    _checked(series)
    for path in _forms(series):
        _reformed(path, lambda parts: [_without_dates(part) for part in parts])
    read.clear()
    _checked(series)
    assert {"P0003.yaml", "P0005.yaml", "P0007.yaml"} <= {*read}


def _without_dates(part: str) -> str:
    assert "2025-01" not in part
    assert "2019-05" not in part
    assert "May 2019" not in part
    return part


def test_a_picture_that_changed_is_looked_at_anew(series: Path, read: list[str]) -> None:
    from PIL import Image

    (series / "media").mkdir(exist_ok=True)
    Image.new("RGB", (2000, 1500), "grey").save(series / "media" / "hand.png")
    path = series / "P0002.yaml"
    text = path.read_text("utf-8").replace(
        "images: {given: no}", "images: {given: yes, by: mother, date: 2025-01-15}"
    )
    picture = "media:\n  - {file: media/hand.png, caption: The hand., alt: A hand.}\n"
    path.write_text(f"{text}\n{picture}", "utf-8")
    ready = _checked(series)
    assert "media/hand.png" in ready.hashes
    read.clear()
    _same(_checked(series), _anew(series))
    assert "P0002.yaml" not in read[:1]
    Image.new("RGB", (2000, 1500), "white").save(series / "media" / "hand.png")
    read.clear()
    _checked(series)
    assert read == ["P0002.yaml"]


def test_of_a_file_that_is_saved_meanwhile_what_was_checked_is_reported(series: Path) -> None:
    _checked(series)
    ready = _checked(series)
    before = _anew(series).cases.case("P0003")
    changed(series, "P0003.yaml", "age: ", "age: 1")
    assert ready.cases.case("P0003") == before


def test_a_case_that_identifies_nobody_by_mistake_keeps_its_answers(
    series: Path, read: list[str]
) -> None:
    path = series / "P0003.yaml"
    answer = "not_identifying:\n  - {text: Centre B, reason: A label.}\n"
    path.write_text(f"{path.read_text('utf-8')}\n{answer}", "utf-8")
    _checked(series)
    read.clear()
    kept, anew = _checked(series), _anew(series)
    [one] = [c.case for c in kept.findings.cases if c.id == "P0003"]
    [other] = [c.case for c in anew.findings.cases if c.id == "P0003"]
    assert one.not_identifying == other.not_identifying
    where = ("not_identifying", 0, "text")
    assert one.source.place(*where) == other.source.place(*where)
