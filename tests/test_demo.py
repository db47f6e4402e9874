"""Invented patients are the same every time, differ from each other, and pass the check."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpreport.check.check_series import Ready, check
from cpreport.demo import demo_files
from cpreport.demo.chance import Chance
from tests.conftest import cpreport


def demo_series(folder: Path, count: int, seed: int) -> Ready:
    """Write a series and check it."""
    for name, text in demo_files(count, seed):
        (folder / name).write_text(text, "utf-8")
    return check(folder)


@pytest.mark.slow
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(count=st.integers(1, 6), seed=st.integers())
def test_any_number_of_patients_from_any_seed_passes_the_check(
    tmp_path_factory: pytest.TempPathFactory, count: int, seed: int
) -> None:
    found = demo_series(tmp_path_factory.mktemp("demo"), count, seed)
    assert found.problems == ()
    assert found.article is not None
    assert len(found.reports) == count


def test_a_hundred_patients_differ_in_everything_that_a_report_shows(tmp_path: Path) -> None:
    texts = [text for name, text in islice(demo_files(100), 100)]

    def said(pattern: str) -> set[str]:
        return {found for text in texts for found in re.findall(pattern, text, re.MULTILINE)}

    assert len(said(r"^  age: (.*)$")) > 50
    assert said(r"^  sex: (.*)$") == {"female", "male", "not reported"}
    assert len(said(r"^  aetiology: (.*)$")) > 8
    assert said(r"GMFCS: (\w+)") == {"I", "II", "III", "IV", "V"}
    assert {text.count("- {da") for text in texts} == set(range(1, 9))
    assert {text.count("  - id: ") for text in texts} == set(range(2, 7))
    assert len(said(r"routes: (.*?\])")) == 5
    assert len(said(r"^      (Botulinum|Physio|Conductive|Hippo)")) == 4
    assert said(r"^adverse_events: ?(.*)$") == {"", "none", "not assessed"}
    assert len({len(text) // 500 for text in texts}) > 8
    assert "not assessed}" in "".join(texts)
    assert {"date", "day"} == said(r"^    (date|day): ")


@pytest.mark.slow
def test_grades_become_better_stay_the_same_and_become_worse(tmp_path: Path) -> None:
    found = demo_series(tmp_path, 30, 1)
    assert isinstance(found, Ready)
    verdicts = {found.findings.result(f"P{n:04}.MAS.verdict").printed for n in range(1, 31)}
    assert verdicts == {"better", "unchanged", "worse", "mixed"}


def test_a_patient_depends_on_seed_and_number_and_not_on_how_many_there_are() -> None:
    def cases(count: int, seed: int) -> Iterator[tuple[str, str]]:
        return islice(demo_files(count, seed), 5)

    assert list(cases(5, 7)) == list(cases(5, 7)) == list(cases(5000, 7))
    assert list(cases(5, 7)) != list(cases(5, 8))


def test_what_is_told_of_a_patient_does_not_contradict_itself() -> None:
    texts = [" ".join(text.split()) for name, text in islice(demo_files(400), 401)]
    for first, second in (
        ("Seizures began", "never a seizure"),
        ("meningitis with seizures", "never a seizure"),
        ("seizures on the second day", "never a seizure"),
        ("failed the hearing test", "hearing was normal"),
        ("spoke in sentences", "answered yes and no by looking"),
        ("gastrostomy", "fed without choking"),
        ("family history is empty", "family history is without"),
    ):
        assert any(first in text for text in texts)
        assert any(second in text for text in texts)
        assert not [text for text in texts if first in text and second in text]


def test_nobody_is_too_young_for_what_is_told() -> None:
    texts = [" ".join(text.split()) for name, text in islice(demo_files(400), 401)]
    for part, least in (
        ("mainstream school", 6),
        ("two years earlier", 5),
        ("The patient said", 6),
    ):
        ages = []
        for text in texts:
            if part in text and (age := re.search(r" age: (?:(\d+) years)?", text)):
                ages.append(int(age[1] or 0))
        assert ages
        assert min(ages) == least


def test_draws_are_the_same_on_every_version_of_python() -> None:
    chance = Chance("a seed")
    assert [chance.whole(1, 6) for _ in range(8)] == [3, 1, 5, 3, 6, 6, 5, 1]
    assert chance.some(3, "abcdefgh") == ["a", "b", "c"]


def test_every_file_of_data_says_that_it_is_invented() -> None:
    for name, text in demo_files(3):
        assert not name.endswith(".yaml") or "invented" in text.split("\n")[1], name


@pytest.mark.slow
def test_however_many_patients_there_are_one_is_held_at_a_time() -> None:
    tracemalloc.start()
    written = sum(len(text) for _, text in demo_files(400))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < written / 4


@pytest.mark.slow
def test_the_command_writes_a_series_and_names_the_next_step(tmp_path: Path) -> None:
    done = cpreport("init", "--demo", "3", "many", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (
        0,
        "Made a series of 3 invented patients in many/cases.\n",
    )
    assert "cpreport build many/cases" in done.stderr
    assert (tmp_path / "many" / "cases" / "P0003.yaml").exists()
    assert (tmp_path / "many" / "schemas" / "case.schema.json").exists()
    again = cpreport("init", "--demo", "3", "many", cwd=tmp_path)
    assert again.returncode == 2


def test_a_seed_gives_other_patients_and_asks_for_a_number_of_them(tmp_path: Path) -> None:
    for seed in ("1", "0"):
        assert cpreport("init", "--demo", "1", "--seed", seed, seed, cwd=tmp_path).returncode == 0
    one, other = (tmp_path / seed / "cases" / "P0001.yaml" for seed in ("1", "0"))
    assert one.read_bytes() != other.read_bytes()
    done = cpreport("init", "--seed", "2", cwd=tmp_path)
    assert done.returncode == 2
    assert "--demo" in done.stderr
