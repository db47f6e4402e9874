"""The documentation can be read in the checkout: its links lead somewhere, and it is not out of date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cpreport.journal.profiles import shipped_profiles
from cpreport.publish.formats import FORMATS
from docs.making.pages import SITE_ONLY, pages_of_the_code, stale
from tests.conftest import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGES = sorted([*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")])
GITHUB = REPOSITORY / ".github"
FORMS = sorted(p for p in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if p.name != "config.yml")

_CODE = re.compile(r"^( *)(```+|~~~+).*?^\1\2$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s#]+)[^)]*\)|<(?:img|a)[^>]+(?:src|href)=\"([^\"#]+)")


def named(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def links(page: Path) -> list[str]:
    """Give what a page links to within the checkout."""
    text = _CODE.sub("", page.read_text("utf-8"))
    found = [a or b for a, b in _LINK.findall(text)]
    return [link for link in found if not re.match(r"[a-z]+:", link)]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_to_a_file_or_to_a_page_that_only_the_site_has(page: Path) -> None:
    only = {DOCS / name for name in SITE_ONLY}
    targets = {link: (page.parent / link).resolve() for link in links(page)}
    assert [link for link, path in targets.items() if not path.exists() and path not in only] == []


def test_what_only_the_site_has_is_not_in_the_checkout_and_its_reader_is_told() -> None:
    assert [name for name in SITE_ONLY if (DOCS / name).exists()] == []
    front = (DOCS / "index.md").read_text("utf-8")
    for name in SITE_ONLY:
        told = [line for line in front.splitlines() if f"]({name})" in line and "make docs" in line]
        assert told, name


def test_links_are_found() -> None:
    assert "docs/format/case.md" in links(REPOSITORY / "README.md")
    assert "docs/report-page.png" in links(REPOSITORY / "README.md")
    assert sum(map(len, map(links, PAGES))) > 100


@pytest.mark.slow
def test_pages_of_the_code_say_what_the_code_says() -> None:
    assert stale() == [], "run `python -m docs.making`"
    assert {"format/case.md", "format/series.md", "problems.md"} < set(pages_of_the_code())


@pytest.mark.slow
def test_a_changed_page_of_the_code_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docs.making.pages.problem_page", lambda: {"problems.md": "# Others\n"})
    assert stale() == ["problems.md"]


def test_the_comparison_says_what_cpreport_makes() -> None:
    text = (DOCS / "comparison.md").read_text("utf-8")
    assert "docx" in FORMATS
    assert "| Word output | yes" in text
    counts = {6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}
    journals = len(shipped_profiles()) - ("generic" in shipped_profiles())
    assert f"profiles of {counts[journals]} journals and publishers" in text
    assert "not yet" not in text


@pytest.mark.parametrize("form", FORMS, ids=lambda p: p.stem)
def test_an_issue_form_asks_for_what_is_needed(form: Path) -> None:
    told = yaml.safe_load(form.read_text("utf-8"))
    assert {"name", "description", "body"} <= set(told)
    asked = [part for part in told["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in asked}) == len(asked)
    assert [part for part in asked if part.get("validations", {}).get("required")]


def test_there_are_forms_for_bugs_scales_and_journals_and_a_bug_shows_no_patient() -> None:
    assert [form.stem for form in FORMS] == ["bug", "journal", "scale"]
    bug = (GITHUB / "ISSUE_TEMPLATE" / "bug.yml").read_text("utf-8")
    assert "Never attach a real case" in bug


def test_the_workflow_runs_what_must_hold_before_a_change_lands() -> None:
    told = yaml.safe_load((GITHUB / "workflows" / "checks.yml").read_text("utf-8"))
    steps = [step for job in told["jobs"].values() for step in job["steps"]]
    assert {"run": ".ci/run"} in steps
    run = REPOSITORY / ".ci" / "run"
    assert run.stat().st_mode & 0o111
    for target in ("lint", "example", "test", "wheel-test"):
        assert f"make {target}\n" in run.read_text("utf-8")


def test_every_make_target_that_a_page_names_is_there_and_the_quick_tests_leave_out_the_slow() -> (
    None
):
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    words = r"(?:^    |`)make ([a-z-]+)"
    named = {t for page in PAGES for t in re.findall(words, page.read_text("utf-8"), re.MULTILINE)}
    assert named >= {"setup", "example", "test", "test-quick", "docs", "lint"}
    assert named - targets == set()
    assert '-m "not slow"' in makefile.partition("\ntest-quick:")[2].partition("\n\n")[0]
