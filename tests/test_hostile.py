"""Whatever the files hold: a clear problem or harmless text, in bounds, and nothing outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cpreport.limits import LIMITS, limit
from cpreport.publish.html.template_limits import TooMuch, joined
from tests.hostile.corpus import CORPUS, Hostile
from tests.hostile.running import outcome

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_hostile_input_leads_to_what_it_must(case: Hostile, tmp_path: Path) -> None:
    found = outcome(case, tmp_path)
    assert "Traceback" not in found.said
    assert "internal error" not in found.said
    assert found.exit == case.exit, found.said
    assert found.outside == ()
    codes = set(re.findall(r"CP\d{3}", found.said))
    assert set(case.codes) <= codes, found.said
    assert bool(codes) or found.exit == 0, found.said
    flat = " ".join(found.said.split())
    assert [text for text in case.says if text not in flat] == [], found.said
    printed = [found.said, *found.pages.values()]
    assert [text for text in case.never if any(text in part for part in printed)] == []
    page = found.pages.get("cases/P02/P02.html", "")
    assert [text for text in case.shows if text not in page] == []
    assert [text for text in case.hides if text in page] == []
    if case.healthy:
        assert "cases/P01/P01.html" in found.pages


def test_the_corpus_is_as_large_as_promised_and_no_name_is_used_twice() -> None:
    assert len({case.name for case in CORPUS}) == len(CORPUS) >= 120


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_set_by_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "7")
    assert limit(name) == 7
    monkeypatch.setenv(name, "many")
    assert limit(name) == LIMITS[name]


def test_a_page_that_grows_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPREPORT_MAX_PAGE_MB", "1")
    with pytest.raises(TooMuch, match="larger than 1 MB"):
        joined("x" * 1000 for _ in iter(int, 1))


def test_a_template_that_makes_nothing_for_ever_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CPREPORT_MAX_TEMPLATE_SECONDS", "1")
    with pytest.raises(TooMuch, match="longer than 1 s"):
        joined("" for _ in iter(int, 1))
