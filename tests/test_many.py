"""A series is checked and scored in parts; what is said is the same however it is divided."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from cpreport import processes
from cpreport.check import check_part, check_series, scores_only
from cpreport.check.check_series import PROBLEMS_ONLY, Ready, check
from cpreport.check.scores_only import score
from cpreport.demo.start import start_demo
from cpreport.terminal.score_table import print_scores

pytestmark = pytest.mark.slow

T = TypeVar("T")

PATIENTS = 9


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small series, read in parts of four by one process."""
    monkeypatch.setattr(check_part, "_PART", 4)
    monkeypatch.setenv("CPREPORT_JOBS", "1")
    start_demo(tmp_path, PATIENTS, 1)
    return tmp_path / "cases"


def at_once(work: Callable[[], T]) -> T:
    """Do what reads a series with all of it in one part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check_part, "_PART", 1000)
        return work()


def changed(cases: Path, name: str, before: str, after: str) -> None:
    text = (cases / name).read_text("utf-8")
    assert before in text, before
    (cases / name).write_text(text.replace(before, after, 1), "utf-8")


def assert_said_the_same(cases: Path, codes: set[str]) -> None:
    whole = at_once(lambda: check(cases))
    in_parts = check(cases, wanted=PROBLEMS_ONLY)
    assert (in_parts.problems, in_parts.names) == (whole.problems, whole.names)
    assert {p.code for p in whole.problems} == codes


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


def test_an_unknown_result_is_likened_to_those_of_the_case_that_it_names(demo: Path) -> None:
    with (demo / "P0004.yaml").open("a", encoding="utf-8") as file:
        file.write('  {{ results["P0009.TCT.verdct"] }} {{ results["MAS.imprved"] }}\n')
    helps = [p.help for p in check(demo).problems if p.code == "CP403"]
    assert ["`P0009.TCT.verdict`" in helps[0], "`MAS.improved`" in helps[1]] == [True, True]


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
    ready = check(demo)
    assert isinstance(ready, Ready)
    item = ready.findings.scored.scales[id].items[0]
    grade = f"      {id}: {{{item.name}: not assessed}}\n"
    changed(demo, "P0009.yaml", "    scores:\n", f"    scores:\n{grade}")
    assert_said_the_same(demo, {p.code for p in check(demo).problems})


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_scores_are_those_of_all_at_once(demo: Path, form: str) -> None:
    changed(demo, "P0002.yaml", "elbow flexors: {right: ", "elbow flexors: {right: 9")
    whole, in_parts = at_once(lambda: score(demo)), score(demo)
    assert whole.scored is not None
    assert in_parts.scored is not None
    assert (in_parts.problems, in_parts.names) == (whole.problems, whole.names)
    assert len(in_parts.scored.cases) == PATIENTS
    printed = [
        "".join(print_scores(one.scored, form, (), 80))  # type: ignore[arg-type]
        for one in (whole, in_parts)
    ]
    assert printed[0] == printed[1]


def rename(cases: Path, case_id: str, name: str) -> None:
    path = cases / f"{case_id}.yaml"
    path.write_text(path.read_text("utf-8").replace(case_id, name), "utf-8")


def test_an_id_that_a_case_of_another_part_has_is_said_and_only_the_first_is_read_on(
    demo: Path,
) -> None:
    rename(demo, "P0008", "P0001")
    rename(demo, "P0009", "p0002")
    assert_said_the_same(demo, {"CP105"})
    found = check(demo)
    assert [(str(p.place), p.message, p.case) for p in found.problems] == [
        ("P0008.yaml:3:5", "`P0001` is already the id in P0001.yaml", "P0001"),
        ("P0009.yaml:3:5", "`p0002` is already the id in P0002.yaml", "p0002"),
    ]
    assert found.names == ("P0001", *(f"P000{n}" for n in range(2, 8)), "p0002")
    assert found.stopped == ("P0001", "p0002")


def test_results_of_two_cases_or_of_the_series_that_would_have_one_id_are_told(demo: Path) -> None:
    rename(demo, "P0008", "adverse_events")
    rename(demo, "P0009", "P0001.classification")
    changed(demo, "P0001.yaml", "classification: {", "classification: {sessions: II, ")
    assert_said_the_same(demo, {"CP105", "CP101"})
    found = [p for p in check(demo).problems if p.code == "CP105"]
    assert [(p.case, p.message) for p in found] == [
        ("adverse_events", "two results would have the id `adverse_events.sessions`"),
        (
            "P0001.classification",
            "two results would have the id `P0001.classification.sessions`",
        ),
    ]


def test_ids_may_hold_dots(demo: Path) -> None:
    rename(demo, "P0002", "P0002.a")
    rename(demo, "P0009", "P0001.b")
    assert_said_the_same(demo, set())
    found = check(demo)
    assert isinstance(found, Ready)
    assert found.findings.result("P0001.b", "age").case == "P0001.b"
    assert found.findings.ledger.owner("P0001.b.age") == "P0001.b"
    assert found.findings.ledger.owner("P0001.age") == "P0001"
    assert found.findings.ledger.owner("MAS.improved") is None


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


def test_the_collector_is_off_while_a_series_is_read_and_on_again_after(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = []

    def asked(*_: object, **__: object) -> tuple[()]:
        on.append(gc.isenabled())
        return ()

    monkeypatch.setattr(scores_only, "in_order", asked)
    monkeypatch.setattr(check_series, "final", asked)
    score(demo)
    check(demo)
    assert set(on) == {False}
    assert gc.isenabled()
