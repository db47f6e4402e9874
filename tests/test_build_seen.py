"""Whatever changes outside is seen; what did not change is not read."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cpreport.builder import up_to_date as seen_room
from cpreport.builder.up_to_date import Finished, finish, finished_before, forget, seen
from cpreport.problems import Place, Problem

WARNING = Problem(
    "CP204",
    Place("P01.yaml", 3, 4, 5),
    "what was found",
    ("one", "two"),
    "a fix",
    "warning",
    "P01",
)
ENDED = Finished(4, 6, (WARNING,))


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A series folder, and an output folder of a build that has ended."""
    cases, output = tmp_path / "cases", tmp_path / "output"
    for path in (cases / "P01.yaml", cases / "media" / "a.png", output / "cases" / "P01.pdf"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one", "utf-8")
    finish(replace(seen(cases, "all"), safe=True), output, ENDED)
    return cases, output


def test_where_nothing_changed_the_last_build_is_given_with_its_problems(
    folders: tuple[Path, Path],
) -> None:
    cases, output = folders
    assert finished_before(seen(cases, "all"), output) == ENDED


def rewrite(path: Path) -> None:
    """Write other words of the same length, and set the time back."""
    known = path.stat()
    # File systems count time in steps of some milliseconds: write until the next has come.
    while path.stat().st_ctime_ns == known.st_ctime_ns:
        path.write_text("two", "utf-8")
        os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns))


CHANGES: dict[str, Callable[[Path, Path], object]] = {
    "a case": lambda c, o: rewrite(c / "P01.yaml"),
    "a case, gone": lambda c, o: (c / "P01.yaml").unlink(),
    "a case, new": lambda c, o: (c / "P02.yaml").touch(),
    "a case, renamed": lambda c, o: (c / "P01.yaml").rename(c / "P02.yaml"),
    "an image": lambda c, o: rewrite(c / "media" / "a.png"),
    "who may read a case": lambda c, o: (c / "P01.yaml").chmod(0o600),
    "an output": lambda c, o: rewrite(o / "cases" / "P01.pdf"),
    "an output, gone": lambda c, o: (o / "cases" / "P01.pdf").unlink(),
    "an output, new": lambda c, o: (o / "mine.txt").touch(),
    "a template": lambda c, o: (
        (c.parent / "templates").mkdir() or (c.parent / "templates" / "report.html").touch()
    ),
    "the last build": lambda c, o: forget(o),
    "its note": lambda c, o: (o / ".cpreport" / "seen.json").write_text("{", "utf-8"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_any_change_is_left_to_the_build(what: str, folders: tuple[Path, Path]) -> None:
    CHANGES[what](*folders)
    assert finished_before(seen(folders[0], "all"), folders[1]) is None


def test_another_order_is_left_to_the_build(folders: tuple[Path, Path]) -> None:
    assert finished_before(seen(folders[0], "--only article"), folders[1]) is None


def test_a_setting_of_the_environment_counts(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPREPORT_SOMETHING", "1")
    assert finished_before(seen(folders[0], "all"), folders[1]) is None


def test_another_library_of_the_system_counts(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, output = folders
    monkeypatch.setattr(seen_room, "_LIST_OF_LIBRARIES", str(cases / "P01.yaml"))
    assert finished_before(seen(cases, "all"), output) is None


def test_files_that_changed_a_moment_ago_are_not_trusted(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "P01.yaml").write_text("one", "utf-8")
    just_now = seen(cases, "all")
    assert not just_now.safe
    finish(just_now, tmp_path / "output", ENDED)
    assert finished_before(just_now, tmp_path / "output") is None
