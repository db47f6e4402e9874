"""Why a document is made anew is said, kept in build.json and shown in the overview."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cpreport.builder.fingerprint import CODE
from cpreport.builder.plan import Document, Order
from cpreport.builder.reasons import reason_for
from cpreport.builder.record import BuildRecord, Output, sha256
from tests.conftest import OWN_CACHE, cpreport
from tests.render_series import parsed, small_series, text_of, with_class
from tests.smallest import smallest

pytestmark = pytest.mark.slow

DOCUMENT = Document("report", "P01", ("cases/P01/P01.html",), ("P01.yaml", "series.yaml"))
HASHES = {"P01.yaml": "1", "series.yaml": "2"}
LOOKS = {CODE: "a", "templates": "b", "styles": "c", "weasyprint": "70.0"}


@pytest.fixture
def order(tmp_path: Path) -> Order:
    path = tmp_path / "cases/P01/P01.html"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"page")
    return Order(tmp_path, tmp_path)


def made(**changes: object) -> Output:
    output = Output("cases/P01/P01.html", "P01", "key", HASHES, sha256(b"page"), "", False, LOOKS)
    return replace(output, **changes)  # type: ignore[arg-type]


def reason(order: Order, output: Output | None) -> str:
    outputs = {output.path: output} if output else {}
    return reason_for(DOCUMENT, BuildRecord(outputs), order, HASHES, LOOKS)


def test_what_was_never_made_is_new(order: Order) -> None:
    assert reason(order, None) == "new"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"inputs": {**HASHES, "P01.yaml": "0"}}, "P01.yaml changed"),
        (
            {"inputs": {"P01.yaml": "0", "series.yaml": "0"}},
            "P01.yaml and series.yaml changed",
        ),
        ({"inputs": {"P01.yaml": "1"}}, "series.yaml added"),
        ({"inputs": {**HASHES, "scales/own.yaml": "3"}}, "scales/own.yaml taken out"),
        ({"looks": {**LOOKS, "templates": "0"}}, "templates changed"),
        ({"looks": {**LOOKS, "styles": "0", CODE: "0"}}, f"{CODE} changed; styles changed"),
        ({"looks": {**LOOKS, "weasyprint": "69.0"}}, "weasyprint 69.0 became 70.0"),
        ({"looks": {}}, "templates, styles or cpreport itself changed"),
        ({"sha256": "0"}, "cases/P01/P01.html was changed by something else"),
    ],
)
def test_what_changed_is_named(order: Order, changes: dict[str, object], said: str) -> None:
    assert reason(order, made(**changes)) == said


def test_a_file_that_is_gone_is_named(order: Order) -> None:
    (order.output / "cases/P01/P01.html").unlink()
    assert reason(order, made()) == "cases/P01/P01.html was missing"


def test_force_is_a_reason_where_there_is_no_other(order: Order) -> None:
    assert reason(replace(order, force=True), made()) == "asked for with --force"
    changed = made(inputs={**HASHES, "P01.yaml": "0"})
    assert reason(replace(order, force=True), changed) == "P01.yaml changed"


def test_many_changed_files_are_counted(order: Order) -> None:
    many = {f"P{n:02}.yaml": "1" for n in range(9)}
    document = replace(DOCUMENT, inputs=tuple(many))
    record = BuildRecord({DOCUMENT.outputs[0]: made(inputs=dict.fromkeys(many, "0"))})
    assert reason_for(document, record, order, many, LOOKS) == "9 files changed"


def test_the_overview_and_build_json_say_why(tmp_path: Path) -> None:
    series = small_series(tmp_path)
    words = ("build", str(series), "--to", "html", "--only", "reports", "-j", "1")
    assert cpreport(*words).returncode == 0
    assert "(made for the first time)" in overview(tmp_path)
    first = (tmp_path / "output/index.html").read_bytes()
    assert cpreport(*words).returncode == 0
    assert (tmp_path / "output/index.html").read_bytes() == first

    case = series / "P01.yaml"
    case.write_text(case.read_text("utf-8") + "\n# a remark\n", "utf-8")
    assert cpreport(*words).returncode == 0
    assert "(made anew: P01.yaml changed)" in overview(tmp_path)
    outputs = json.loads((tmp_path / "output/build.json").read_text())["outputs"]
    assert outputs["cases/P01/P01.html"]["reason"] == "P01.yaml changed"


def test_a_private_build_names_files_and_lines_and_is_not_taken_for_a_published_one(
    tmp_path: Path,
) -> None:
    words = ("build", str(small_series(tmp_path)), "--only", "reports", "--to", "html")
    page = tmp_path / "output/cases/P01/P01.html"
    assert cpreport(*words).returncode == 0
    assert "P01.yaml" not in page.read_text("utf-8")
    assert cpreport(*words, "--private").returncode == 0
    assert "(made anew: audience publication became private)" in overview(tmp_path)
    text = page.read_text("utf-8")
    assert "P01.yaml, line" in text
    assert "not for publication" in text
    assert cpreport(*words).returncode == 0
    assert "P01.yaml" not in page.read_text("utf-8")


def overview(folder: Path) -> str:
    root = parsed((folder / "output/index.html").read_text("utf-8"))
    images = [i.get("src") or "" for i in root.iter("img")]
    assert images
    assert [i for i in images if not (folder / "output" / i).is_file()] == []
    assert all(i.get("alt") for i in root.iter("img"))
    return text_of(with_class(root, "card")[0])


def test_a_changed_grade_is_told_in_the_words_of_the_data(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    build = ("build", "cases", "--only", "reports", "--to", "html", "-j", "1")
    page = "output/cases/P01/P01.html"
    assert cpreport(*build, cwd=tmp_path, **OWN_CACHE).returncode == 0
    said = cpreport("explain", page, cwd=tmp_path, **OWN_CACHE)
    assert said.returncode == 0
    assert "made     " in said.stdout
    assert ": new" in said.stdout
    assert "from     P01.yaml and series.yaml" in said.stdout
    assert "now      as it is: nothing that it was made from has changed" in said.stdout
    path = cases / "P01.yaml"
    path.write_text(path.read_text().replace("right: 2, left: 1+", "right: 3, left: 1+"))
    change = "P01.yaml: visits[before].MAS.elbow flexors.right: 2 → 3"
    said = cpreport("explain", page, cwd=tmp_path, **OWN_CACHE)
    assert f"it would be made anew: {change}" in " ".join(said.stdout.split())
    assert cpreport(*build, cwd=tmp_path, **OWN_CACHE).returncode == 0
    record = json.loads((tmp_path / "output/build.json").read_text())
    assert record["outputs"]["cases/P01/P01.html"]["reason"] == change
    assert change in (tmp_path / "output/index.html").read_text("utf-8")
    assert change in " ".join(cpreport("explain", page, cwd=tmp_path, **OWN_CACHE).stdout.split())


def test_without_what_was_kept_the_file_is_named(tmp_path: Path) -> None:
    cases = smallest(tmp_path)
    build = ("build", "cases", "--only", "reports", "--to", "html", "-j", "1")
    assert cpreport(*build, cwd=tmp_path, **OWN_CACHE).returncode == 0
    shutil.rmtree(tmp_path / "output/.cpreport")
    path = cases / "P01.yaml"
    path.write_text(path.read_text().replace("right: 2, left: 1+", "right: 3, left: 1+"))
    assert cpreport(*build, cwd=tmp_path, **OWN_CACHE).returncode == 0
    record = json.loads((tmp_path / "output/build.json").read_text())
    assert record["outputs"]["cases/P01/P01.html"]["reason"] == "P01.yaml changed"


def test_a_file_that_no_build_made_cannot_be_explained(tmp_path: Path) -> None:
    smallest(tmp_path)
    done = cpreport("explain", "output/cases/P01/P01.pdf", cwd=tmp_path)
    assert done.returncode == 3
    assert "no build is known to have made output/cases/P01/P01.pdf" in done.stderr
