"""A series of many cases is checked and scored in parts; what is said is the same as of all at once."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from cpreport import processes
from cpreport.cases.reader import case_files
from cpreport.check import many, problems_only
from cpreport.check.series import check
from cpreport.data.score_rows import scores_printed
from cpreport.demo.start import start_demo

PATIENTS = 9


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small series, read in parts of four by one process."""
    monkeypatch.setattr(many, "_PART", 4)
    monkeypatch.setenv("CPREPORT_JOBS", "1")
    start_demo(tmp_path, PATIENTS, 1)
    return tmp_path / "cases"


def changed(cases: Path, name: str, before: str, after: str) -> None:
    text = (cases / name).read_text("utf-8")
    assert before in text, before
    (cases / name).write_text(text.replace(before, after, 1), "utf-8")


def assert_said_the_same(cases: Path, codes: set[str]) -> None:
    at_once = check(cases)
    in_parts = many.many_problems(cases, case_files(cases), strict=False)
    assert in_parts is not None
    assert in_parts == (at_once.problems, at_once.names)
    assert {p.code for p in at_once.problems} == codes


def test_a_sound_series_has_no_problem(demo: Path) -> None:
    assert_said_the_same(demo, set())


def test_what_is_wrong_with_a_case_is_found_in_its_part(demo: Path) -> None:
    changed(demo, "P0002.yaml", "elbow flexors: {right: ", "elbow flexors: {right: 9")
    changed(demo, "P0005.yaml", "publication: {given: yes", "publication: {given: no")
    (demo / "P0008.yaml").write_text("id: [", "utf-8")
    assert_said_the_same(demo, {"CP104", "CP701", "CP002"})


def test_texts_may_name_results_and_cases_of_other_parts(demo: Path) -> None:
    named = '{{ results["P0009.TCT.verdict"] }} {{ results["MAS.improved"] }} [@case:P0001]'
    with (demo / "P0004.yaml").open("a", encoding="utf-8") as file:
        file.write(f"  {named}\n")
    assert_said_the_same(demo, set())
    with (demo / "P0004.yaml").open("a", encoding="utf-8") as file:
        file.write('  {{ results["MAS.imprved"] }} [@case:P0077]\n')
    assert_said_the_same(demo, {"CP403", "CP407"})


def test_claims_and_the_article_are_held_against_the_whole_series(demo: Path) -> None:
    with (demo / "results.md").open("a", encoding="utf-8") as file:
        file.write('\nOne: {{ results["P0003.change.TCT.total"] }}; {{ results["none"] }}.\n')
    changed(demo, "series.yaml", f"patients = {PATIENTS}", "patients = 4, P0001.age = 0 years")
    assert_said_the_same(demo, {"CP401", "CP403", "CP409"})


def test_a_scale_that_one_part_alone_uses_counts_no_items_in_the_others(demo: Path) -> None:
    grade = "    FOR: {head control: 1}\n"
    (demo / "scales").mkdir()
    example = Path(__file__).parent.parent / "cases" / "scales"
    own = sorted(example.glob("*.yaml"))[0]
    (demo / "scales" / own.name).write_text(own.read_text("utf-8"), "utf-8")
    id = next(line[4:] for line in own.read_text("utf-8").splitlines() if line.startswith("id: "))
    item = next(iter(check(demo).findings.scored.scales[id].items))  # type: ignore[union-attr]
    grade = f"      {id}: {{{item.name}: not assessed}}\n"
    changed(demo, "P0009.yaml", "    scores:\n", f"    scores:\n{grade}")
    assert_said_the_same(demo, {p.code for p in check(demo).problems})


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_scores_are_those_of_all_at_once(demo: Path, form: str) -> None:
    changed(demo, "P0002.yaml", "elbow flexors: {right: ", "elbow flexors: {right: 9")
    at_once, problems, names = problems_only.score_only(demo)
    in_parts = many.many_scores(demo, case_files(demo))
    assert at_once is not None
    assert in_parts is not None
    assert in_parts[1:] == (problems, names)
    printed = [
        "".join(scores_printed(scored, form, (), 80))  # type: ignore[arg-type]
        for scored in (at_once, in_parts[0])
    ]
    assert printed[0] == printed[1]


def test_ids_that_cannot_be_told_apart_are_left_to_the_check_of_all_at_once(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problems_only, "MANY", 1)
    changed(demo, "P0002.yaml", "id: P0002", "id: p0001")
    assert many.many_problems(demo, case_files(demo), strict=False) is None
    assert problems_only.check_only(demo).problems == check(demo).problems


def test_a_large_series_is_read_in_parts(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problems_only, "MANY", PATIENTS)
    found = problems_only.check_only(demo)
    assert found.names == check(demo).names
    assert len(problems_only.score_only(demo)[0].cases) == PATIENTS  # type: ignore[union-attr]


def test_two_processes_give_the_parts_in_order_and_one_goes_on_where_they_die() -> None:
    assert list(processes.in_parts(abs, range(-9, 0), 2)) == list(range(9, 0, -1))
    dying = processes.in_parts(_ends_in_another_process, range(9), 2)
    assert list(dying) == list(range(9))


def _ends_in_another_process(part: int) -> int:
    import multiprocessing
    import os

    if multiprocessing.parent_process() is not None:
        os._exit(1)
    return part


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without a signal")
def test_a_series_that_is_ended_while_it_is_read_leaves_in_order_and_says_nothing() -> None:
    code = (
        "import time\n"
        "from cpreport.processes import in_parts\n"
        "for _ in in_parts(time.sleep, [0.1] * 100, 2): print('done', flush=True)\n"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.terminate()
        _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (143, b"")


def test_the_collector_is_off_while_a_large_series_is_read_and_on_again_after(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = []
    monkeypatch.setattr(many, "final", lambda problems, **_: on.append(gc.isenabled()) or ())
    many.many_scores(demo, case_files(demo))
    many.many_problems(demo, case_files(demo), strict=False)
    assert set(on) == {False}
    assert gc.isenabled()
