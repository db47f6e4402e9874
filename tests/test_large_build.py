"""A series is built with every case packed; its outputs are the same however it is divided."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cpreport.builder.build import Built, build, material_of
from cpreport.builder.plan import Order, plan_documents
from cpreport.builder.searched_pieces import search_in_pieces
from cpreport.cases.reader import read_series
from cpreport.check import check_part
from cpreport.check.check_series import PROBLEMS_ONLY, Ready, check
from cpreport.checklists import answer_problems
from cpreport.data import series_files as data
from cpreport.data.series_files import attached_data
from cpreport.demo.start import start_demo
from cpreport.manuscript import supplement
from cpreport.outcomes import one_by_one, pack
from cpreport.outcomes.ledger import find
from cpreport.privacy.scan import pieces, search_content, search_of
from cpreport.scales.scoring import score_series
from tests.test_many import at_once, changed, rename

pytestmark = pytest.mark.slow

PATIENTS = 7


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small series that counts as large, in parts of four."""
    monkeypatch.setattr(check_part, "_PART", 4)
    monkeypatch.setattr(one_by_one, "MOST_ONE_BY_ONE", 3)
    monkeypatch.setenv("CPREPORT_JOBS", "1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    start_demo(tmp_path, PATIENTS, 1)
    return tmp_path / "cases"


def both_ways(cases: Path, order: Callable[[Path], Order]) -> tuple[Built, Built]:
    """Build a series in one part and in several, and see that not a byte differs."""
    beside = cases.parent
    whole = at_once(lambda: build(order(beside / "at once")))
    in_parts = build(order(beside / "in parts"))
    assert in_parts.problems == whole.problems
    assert [t.name for t in in_parts.told] == [t.name for t in whole.told]
    files = contents(beside / "at once")
    assert contents(beside / "in parts") == files
    assert files
    return whole, in_parts


def contents(output: Path) -> dict[str, bytes]:
    paths = sorted(p for p in output.rglob("*") if p.is_file() and ".cpreport" not in p.as_posix())
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in paths}


def test_every_output_is_the_same(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = '{{ results["P0007.TCT.verdict"] }} {{ results["MAS.improved"] }} [@case:P0001]'
    with (demo / "P0004.yaml").open("a", encoding="utf-8") as file:
        file.write(f"  {named}\n")
    with (demo / "results.md").open("a", encoding="utf-8") as file:
        file.write('\nOne: {{ results["P0003.change.TCT.total"] }}.\n')
    changed(demo, "P0005.yaml", "data_sharing: {given: yes", "data_sharing: {given: no")
    monkeypatch.setattr(supplement, "MOST_PRINTED", 3)
    with (demo / "series.yaml").open("a", encoding="utf-8") as file:
        file.write("supplement:\n  sections:\n    - {title: Patients, tables: [scores]}\n")
    whole, _ = both_ways(demo, lambda output: Order(demo, output, formats=("html",), jobs=1))
    assert {t.name for t in whole.told} >= {"article", "supplement", "results", "P0004"}
    rows = json.loads((demo.parent / "in parts/results.json").read_text("utf-8"))
    # In the invented series P0003 does not share its data.
    assert {row["case"] for row in rows} == {None, *(f"P000{n}" for n in (1, 2, 4, 6, 7))}


def test_of_what_is_wrong_the_same_is_said_and_the_rest_is_built(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(demo, "P0002.yaml", "elbow flexors: {right: ", "elbow flexors: {right: 9")
    (demo / "P0006.yaml").write_text("id: [", "utf-8")
    kinds = ("reports",)
    whole, in_parts = both_ways(
        demo, lambda output: Order(demo, output, kinds=kinds, formats=("html",))
    )
    assert {p.code for p in whole.problems} == {"CP104", "CP002"}
    assert in_parts.checked.stopped == whole.checked.stopped == ("P0002", "P0006.yaml")


def test_cases_without_consent_are_left_out_by_name(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(demo, "P0005.yaml", "publication: {given: yes", "publication: {given: no")
    changed(demo, "P0003.yaml", "elbow flexors: {right: ", "elbow flexors: {right: 9")
    whole, _ = both_ways(
        demo, lambda output: Order(demo, output, ("P0001",), formats=("html",), leave_out=True)
    )
    assert {p.code for p in whole.problems} == {"CP104", "CP701"}
    changed(demo, "P0003.yaml", "elbow flexors: {right: 9", "elbow flexors: {right: ")
    series = (demo / "series.yaml").read_text("utf-8")
    without_claims = re.sub(r"\nclaims:.*?\n\n", "\n", series, flags=re.DOTALL)
    (demo / "series.yaml").write_text(without_claims, "utf-8")
    build(Order(demo, demo.parent / "out", (), ("article",), ("html",), leave_out=True))
    assert "P0005" not in (demo.parent / "out/results.csv").read_text("utf-8")
    assert "left_out" in (demo.parent / "out/results.csv").read_text("utf-8")


def test_a_later_build_says_what_changed_in_a_packed_case(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Order(demo, demo.parent / "output", kinds=("reports",), formats=("html",), jobs=1)
    build(order)
    changed(demo, "P0003.yaml", "age: ", "age: 1")
    told = {t.name: t for t in build(order).told}
    assert told["P0003"].reason == "P0003.yaml: patient.age changed"
    assert {t.state for name, t in told.items() if name != "P0003"} == {"unchanged"}


def test_a_case_is_unpacked_a_few_times_however_many_there_are(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "_AT_HAND", 1)
    unpacked: list[bytes] = []
    whole = pack._unpacked
    monkeypatch.setattr(
        pack, "_unpacked", lambda content: (unpacked.append(content), whole(content))[1]
    )
    build(Order(demo, demo.parent / "output", kinds=("article",), formats=("html",), jobs=1))
    # With one ledger at hand: its rows, its results, the overview and who stands alone.
    assert len(unpacked) <= 7 * PATIENTS


def test_every_case_told_one_by_one_is_at_hand_however_many_these_are(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "_AT_HAND", 1)
    monkeypatch.setattr(one_by_one, "MOST_ONE_BY_ONE", PATIENTS)
    ready = check(demo)
    assert isinstance(ready, Ready)
    names = [case.id for case in ready.findings.cases]
    first = [ready.cases.case(name) for name in names]
    assert all(ready.cases.case(name) is case for name, case in zip(names, first, strict=True))


def test_the_overview_says_of_what_nobody_asked_for_that_it_is_pending(demo: Path) -> None:
    changed(demo, "P0002.yaml", "elbow flexors: {right: ", "elbow flexors: {right: 9")
    output = demo.parent / "output"
    build(Order(demo, output, ("P0001",), formats=("html",), jobs=1))
    page = (output / "index.html").read_text("utf-8")
    states = re.findall(r'<th scope="row">(\w+)</th>.*?<span class="state (\w+)">', page, re.DOTALL)
    others = (f"P000{n}" for n in range(3, PATIENTS + 1))
    assert dict(states) == {
        "P0001": "fresh",
        "P0002": "failed",
        **dict.fromkeys(others, "pending"),
    }
    assert "pending: not asked for so far." in page


def test_a_data_file_that_cannot_be_written_leaves_nothing(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = demo.parent / "output"

    def full(self: data._Growing, piece: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(data._Growing, "add", full)
    built = build(Order(demo, output, kinds=("article",), formats=("html",), jobs=1))
    assert [(p.code, p.message) for p in built.problems] == [("CP602", "no space left on device")]
    assert not (output / "results.json").exists()
    assert not list(output.glob(".cpreport-????????????????"))


def test_large_data_files_are_searched_in_pieces_and_nothing_is_missed(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = demo.parent / "output"
    build(Order(demo, output, kinds=("article",), formats=("html",), jobs=1))
    # What every data file holds stands for a name here.
    (demo / "identities.yaml").write_text("P0006: {name: Sitting Balance}\n", "utf-8")
    (demo / "identities.yaml").chmod(0o600)
    search, _ = search_of(demo)
    assert search is not None
    for name, size in (("_PIECE", 20_000), ("_MOST", 1_000_000), ("_ONE_IN", 1)):
        monkeypatch.setattr(pieces, name, size)
    for name in ("results.json", "results.csv", "tables/item-grades.csv"):
        content = (output / name).read_bytes()
        in_pieces = search_in_pieces(search, "", name, output / name)
        at_once = search_content(search, name, content)
        assert in_pieces.hits == at_once.hits != ()
        assert set(in_pieces.findings) == set(at_once.findings)


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_pieces_are_files_of_their_kind_and_together_hold_all(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "_PIECE", 40)
    monkeypatch.setattr(pieces, "_MOST", 1_000)
    monkeypatch.setattr(pieces, "_ONE_IN", 1)
    rows = [["r", f'a "quoted"\n line {n},'] for n in range(12)]
    path = tmp_path / f"data.{ending}"
    if ending == "json":
        path.write_text(json.dumps([{"row": row} for row in rows], indent=1) + "\n", "utf-8")
        arrays = (json.loads(piece) for piece in pieces.pieces_of(path.name, path))
        found = [[one["row"] for one in array] for array in arrays]
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        texts = (piece.decode() for piece in pieces.pieces_of(path.name, path))
        found = [list(csv.reader(io.StringIO(text))) for text in texts]
    assert len(found) > 3
    assert [row for piece in found for row in piece] == rows


def test_results_are_those_that_all_cases_give_at_once(demo: Path) -> None:
    (demo / "scales").mkdir()
    own = Path(__file__).parent.parent / "cases" / "scales" / "for.yaml"
    (demo / "scales" / own.name).write_text(own.read_text("utf-8"), "utf-8")
    # A scale that one case alone uses is counted in all of them.
    changed(demo, "P0007.yaml", "    scores:\n", "    scores:\n      FOR: {head control: 1}\n")
    rename(demo, "P0002", "P0001.b")
    ready, (series, problems) = check(demo), read_series(demo)
    assert isinstance(ready, Ready)
    assert series is not None
    assert problems == ()
    whole = find(score_series(series)[0])[0]
    assert dict(ready.findings.ledger) == dict(whole.ledger)
    assert list(ready.findings.ledger) == list(whole.ledger)
    assert ready.findings.ledger["P0001.b.FOR.items.better"].n_of_n == "0 of 0"
    found = ready.unpacked().findings
    # All at once, the unit of times is settled even where it is the usual one.
    assert found.scored.unit_of_time == whole.scored.unit_of_time == "months"
    assert replace(found, scored=found.scored.telling_time_in("months")) == whole
    assert [ready.of_case(case.id).cases[0] for case in whole.cases] == list(whole.cases)


def test_a_private_page_names_the_lines_of_cases_that_are_packed(demo: Path) -> None:
    with (demo / "P0004.yaml").open("a", encoding="utf-8") as file:
        file.write('  {{ results["P0007.change.TCT.total"] }} {{ results["MAS.improved"] }}\n')

    def private(output: Path) -> Order:
        return Order(demo, output, ("P0004",), ("reports",), ("html",), audience="private")

    both_ways(demo, private)
    page = (demo.parent / "in parts/cases/P0004/P0004.html").read_text("utf-8")
    assert all(f"P000{n}.yaml, line" in page for n in range(1, PATIENTS + 1))


def test_an_article_for_archives_is_made_of_cases_that_are_whole(demo: Path) -> None:
    with (demo / "series.yaml").open("a", encoding="utf-8") as file:
        file.write("archive: yes\n")
    order = Order(demo, demo.parent / "output", kinds=("article",), formats=("pdf",))
    ready = check(demo)
    assert isinstance(ready, Ready)
    article = plan_documents(ready, order)[0]
    attached = attached_data(material_of(article, ready, order, None).findings)
    grades = attached["item-grades.csv"].decode()
    sharing = {"P0001", "P0002", "P0004", "P0005", "P0006", "P0007"}
    assert {row["case"] for row in csv.DictReader(io.StringIO(grades))} == sharing


def test_answers_of_a_packed_case_are_looked_up_and_wrong_ones_named_at_their_line(
    demo: Path,
) -> None:
    with (demo / "P0006.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "\nchecklists: {jbi: {S5: {stands: We assessed}}, care: {8b: {stands: words that nobody wrote}}}\n"
        )
    found = answer_problems(check(demo, wanted=PROBLEMS_ONLY))
    lines = (demo / "P0006.yaml").read_text("utf-8").count("\n")
    assert [(str(p.place), p.message) for p in found] == [
        (f"P0006.yaml:{lines}:14", "JBI is filled for the series, not for a case"),
        (
            f"P0006.yaml:{lines}:59",
            "CARE 8b: the words that answer it stand in no document: “words that nobody wrote”",
        ),
    ]
