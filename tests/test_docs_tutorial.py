"""A reader who follows the tutorial word for word gets what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.conftest import cpreport
from tests.docs_site import page

pytestmark = pytest.mark.slow

#: What differs from run to run: seconds, and the order in which workers finish.
_TIME = re.compile(r"\d+\.\d s\b")


def same_each_time(text: str) -> list[str]:
    """Give the lines of an output in an order of their own, without what differs."""
    return sorted(line.strip() for line in _TIME.sub("", text).splitlines())


class Followed:
    """A folder in which the page, as it is printed, was followed from top to bottom."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[tuple[str, int, str]] = []
        self.shown: list[tuple[str, str]] = []
        for classes, title, text in page("tutorial.html").blocks:
            if "output" in classes.split():
                self.shown.append((self.said[-1][0], text))
            elif "language-bash" in classes:
                self.type_in(text.strip())
            elif "language-diff" in classes:
                self.change(title, text)

    def type_in(self, words: str) -> None:
        program, *arguments = shlex.split(words)
        assert program == "cpreport"
        done = cpreport(*arguments, cwd=self.folder)
        self.said.append((words, done.returncode, done.stdout + done.stderr))

    def change(self, title: str, text: str) -> None:
        name, line = re.fullmatch(r"(.+), line (\d+)", title).groups()  # type: ignore[union-attr]
        path = self.folder / name
        lines = path.read_text("utf-8").splitlines()
        old = [li[1:] for li in text.splitlines() if li.startswith("-")]
        new = [li[1:] for li in text.splitlines() if li.startswith("+")]
        start = int(line) - 1
        assert lines[start : start + len(old)] == old
        lines[start : start + len(old)] = new
        path.write_text("\n".join(lines) + "\n", "utf-8")

    def of(self, words: str) -> list[tuple[int, str]]:
        return [(code, text) for command, code, text in self.said if command == words]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    return Followed(tmp_path_factory.mktemp("reader"))


def test_every_command_prints_what_the_page_shows(followed: Followed) -> None:
    assert len(followed.shown) == len(followed.said) == 11
    for (words, _, text), (_, shown) in zip(followed.said, followed.shown, strict=True):
        assert same_each_time(text) == same_each_time(shown), words


def test_the_mistake_is_found_and_the_mended_file_is_not(followed: Followed) -> None:
    codes = [code for code, _ in followed.of("cpreport check my-series/cases")]
    assert codes == [0, 1, 0, 1, 0]
    _, said = followed.of("cpreport check my-series/cases")[1]
    assert "CP104 grade not in the scale" in said
    assert "my-series/cases/P02.yaml:89" in said
    assert "did you mean `2` or `1+`?" in said


def test_only_the_patient_with_the_mistake_has_no_report(followed: Followed) -> None:
    ((code, said),) = followed.of("cpreport build my-series/cases --only reports --to html")
    assert code == 1
    assert "3 made" in said
    for case in ("P01", "P03", "P04"):
        assert f"{case}/{case}.html" in said
    assert "P02/P02.html" not in said


def test_the_build_makes_the_files_that_the_page_names(followed: Followed) -> None:
    first, second = followed.of("cpreport build my-series/cases")
    assert first[0] == second[0] == 0
    assert "Nothing changed" in second[1]
    output = followed.folder / "my-series" / "output"
    assert (output / "index.html").is_file()
    for name in ("article/article.pdf", "cases/P01/P01.pdf"):
        assert len(PdfReader(output / name).pages) > 3


def test_the_number_is_explained_as_the_page_says(followed: Followed) -> None:
    ((_, said),) = followed.of("cpreport explain P01.change.TCT.total my-series/cases")
    assert "P01.change.TCT.total = +25 points" in said
    assert "P01.before.TCT.total = 24 points" in said
    assert "P01.after.TCT.total = 49 points" in said
    assert "38 adults with chronic stroke" in said


def test_the_false_claim_stops_the_article(followed: Followed) -> None:
    _, said = followed.of("cpreport check my-series/cases")[3]
    assert "CP401 claim is false" in said
    assert "the data give `3 of 4`" in said
