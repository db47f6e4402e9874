"""The pages that say how to add something are followed to the letter in a copy of the package."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from docs.making.steps import Walk, Wrong, steps_of, walked, walked_page
from tests.docs_site import REPOSITORY

pytestmark = pytest.mark.slow


def page(name: str) -> str:
    return (REPOSITORY / "docs" / "howto" / f"{name}.md").read_text("utf-8")


def steps_made(name: str) -> AbstractContextManager[tuple[str, Path]]:
    """Give the page with what its steps said, and their folder; the site shares them."""
    return walked_page(f"howto/{name}.md", page(name))


def style_problems(name: str, folder: Path) -> str:
    """Say what ruff finds in the Python files that a page writes."""
    files = [s.rest for s in steps_of(page(name)) if s.kind == "file" and s.language == "python"]
    if not files:
        return ""
    config = str(REPOSITORY / "pyproject.toml")
    settled = ["--no-cache", "--config", config]
    commands = (["check", *settled], ["format", "--check", *settled])
    said = ""
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *files],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        said += done.stdout if done.returncode else ""
    return said


def test_a_scale_is_added_and_scored() -> None:
    with steps_made("scale") as (text, _):
        pass
    assert "Sitting Record (SIT)" in text
    assert "P01.change.SIT.total = +2 points" in text


def test_a_figure_is_added_and_drawn_in_the_report() -> None:
    with steps_made("figure") as (_, folder):
        svg = (folder / "output" / "figures" / "P02-verdicts.svg").read_text("utf-8")
        html = (folder / "output" / "cases" / "P02" / "P02.html").read_text("utf-8")
        assert style_problems("figure", folder) == ""
    words = ["".join(e.itertext()) for e in ElementTree.fromstring(svg).iter() if "text" in e.tag]
    assert {"Spasticity", "better"} <= set(words)
    assert "Verdict on every outcome by its improvement rule" in html


def test_a_table_is_added_and_printed_everywhere() -> None:
    with steps_made("table") as (_, folder):
        written = (folder / "output" / "tables" / "P01-visits.csv").read_text("utf-8-sig")
        html = (folder / "output" / "cases" / "P01" / "P01.html").read_text("utf-8")
        assert style_problems("table", folder) == ""
    rows = list(csv.reader(written.splitlines()))
    assert ["Visit", "Month", "Assessor"] in rows
    assert any(row[0] == "Month 6" for row in rows if row)
    assert "Visits of P01" in html


def test_a_format_is_added_and_asked_for() -> None:
    with steps_made("format") as (_, folder):
        text = (folder / "output" / "cases" / "P03" / "P03.txt").read_text("utf-8")
        assert style_problems("format", folder) == ""
    assert "Follow-up and outcomes" in text
    assert "<" not in text


# --- what would go unnoticed otherwise -----------------------------------------------------------

COMMAND = "```console run{}\ncpreport check {}\n```\n"


def test_a_sheet_is_imported() -> None:
    with steps_made("sheet") as (text, folder):
        case = (folder / "cases" / "P02.yaml").read_text("utf-8")
    assert "CP871 map of the columns is not confirmed" in text
    assert "elbow flexors: {right: not assessed}" in case


def totals_of(case: Path) -> list[tuple[str, str]]:
    """The total of each visit, as the two ways to write it down."""
    text = case.read_text("utf-8")
    return re.findall(r"id: (week \d+)\b[^}]*?\{(?:mBI): ([^}]*)\}", text)


def test_a_published_table_becomes_an_article_by_three_commands_and_fourteen_lines() -> None:
    steps = steps_of(page("published-table"))
    assert sum(len(s.body.strip().splitlines()) for s in steps if s.kind == "run") == 3
    edits = (s.body.splitlines() for s in steps if s.kind == "edit")
    assert sum(line[0] == "+" for lines in edits for line in lines) == 14
    with steps_made("published-table") as (_, folder):
        html = (folder / "output/article/article.html").read_text("utf-8")
        totals = {p.stem: totals_of(p) for p in folder.glob("cases/UPN*.yaml")}
    published = (REPOSITORY / "tests/published/chronic-stroke-2017").glob("UPN*.yaml")
    assert totals == {path.stem: totals_of(path) for path in published}
    assert {len(of) for of in totals.values()} == {6}
    text = " ".join(re.sub("<[^>]*>", "", html).split())
    assert "The median was 19 points in week 1 and 32 points in week 36." in text


def test_a_command_that_ends_otherwise_than_the_page_says_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(Wrong, match="exits with 1, not 0"):
        walked(COMMAND.format("", "nowhere"), Walk(tmp_path))
    assert "there is no such folder" in walked(COMMAND.format(" exit=1", "nowhere"), Walk(tmp_path))


def test_a_line_that_is_not_there_cannot_be_changed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("one: 1\none: 1\n")
    with pytest.raises(Wrong, match="stand there 2 times"):
        walked("```diff edit a.yaml\n-one: 1\n+one: 2\n```\n", Walk(tmp_path))
    with pytest.raises(Wrong, match="stand there 0 times"):
        walked("```diff edit a.yaml\n-two: 1\n+one: 2\n```\n", Walk(tmp_path))


def test_a_page_may_not_run_other_programs(tmp_path: Path) -> None:
    with pytest.raises(Wrong, match="cpreport and python only"):
        walked("```console run\nrm -r here\n```\n", Walk(tmp_path))


def test_a_path_of_the_machine_ends_the_build(tmp_path: Path) -> None:
    code = "```python run\nimport os\nprint(os.getcwd())\n```\n"
    with pytest.raises(Wrong, match="prints a path of this machine"):
        walked(code, Walk(tmp_path.resolve()))


def test_contributing_sends_its_reader_to_the_pages_and_says_nothing_twice() -> None:
    text = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")
    for name in ("scale", "figure", "table", "format"):
        assert f"docs/howto/{name}.md" in text
    assert "_OF_CASE" not in text
