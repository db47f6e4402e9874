"""Each promise in the documentation names a test, and that test is there."""

from __future__ import annotations

import re

import pytest

from tests.conftest import REPOSITORY
from tests.hostile.corpus import CORPUS

PAGES = ("howto/images", "nothing-lost", "privacy", "security")
TESTS = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "tests").glob("test_*.py"))


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    said = (REPOSITORY / f"docs/{page}.md").read_text("utf-8")
    named = re.findall(r"`(test_\w+?)_?…?`", said)
    assert [name for name in named if f"def {name}" not in TESTS] == []
    files = re.findall(r"`(tests/[\w/.]+)`", said)
    assert [name for name in files if not (REPOSITORY / name).exists()] == []
    assert named or files


@pytest.mark.parametrize("page", PAGES)
def test_every_promise_in_a_table_names_one(page: str) -> None:
    said = (REPOSITORY / f"docs/{page}.md").read_text("utf-8")
    tables = re.findall(r"^\| promise \|.*\n\|[-|]+\n((?:\|.*\n)+)", said, re.MULTILINE)
    rows = [row for table in tables for row in table.splitlines()]
    assert [row for row in rows if "test" not in row.rpartition(" | ")[2]] == []
    assert rows


def test_the_page_tells_how_many_attacks_there_are() -> None:
    said = (REPOSITORY / "docs/security.md").read_text("utf-8")
    assert f"| {len(CORPUS)} named attacks" in said
