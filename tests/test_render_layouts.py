"""The layouts of print: two columns whose lines stand level, and pages for reviewers."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest

from cpreport.render.pdf import pdf
from tests.pdfua import verapdf
from tests.render_series import article_page, report_page

REPOSITORY = Path(__file__).parent.parent
POINTS_PER_MM = 72 / 25.4
#: Height of a line of text in two columns, in points.
LINE = 12.5


def series(folder: Path, layout: str) -> Path:
    shutil.copytree(REPOSITORY / "cases", folder / "cases")
    with (folder / "cases/series.yaml").open("a") as file:
        file.write(f"style: {{layout: {layout}}}\n")
    return folder / "cases"


@pytest.fixture(scope="module")
def in_columns(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = series(tmp_path_factory.mktemp("columns"), "two columns")
    return pdf(article_page(folder, "print"))


@pytest.fixture(scope="module")
def for_review(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = series(tmp_path_factory.mktemp("review"), "review")
    return pdf(article_page(folder, "print"))


def pages(content: bytes) -> Iterator[pdfplumber.page.Page]:
    with pdfplumber.open(io.BytesIO(content)) as document:
        yield from document.pages


def baselines(page: pdfplumber.page.Page, left: float, right: float) -> list[float]:
    """Give where the lines of the serif text between two edges (mm) stand, in points."""
    of_text = [
        round(char["matrix"][5], 1)
        for char in page.chars
        if "Serif" in char["fontname"]
        and char["size"] > 9
        and left * POINTS_PER_MM <= char["x0"] < right * POINTS_PER_MM
        # Raised and lowered signs stand on no line of their own.
        and char["upright"]
    ]
    return sorted(set(of_text), reverse=True)


def test_lines_of_both_columns_stand_level(in_columns: bytes) -> None:
    page = list(pages(in_columns))[1]
    left, right = baselines(page, 18, 102), baselines(page, 108, 192)
    assert len(left) > 40
    assert len(right) > 40
    for line in (*left, *right):
        lines_down = (left[0] - line) / LINE
        assert abs(lines_down - round(lines_down)) * LINE < 0.25, line


def test_text_stays_within_its_column(in_columns: bytes) -> None:
    """Between the columns of a page that holds text alone there is nothing."""
    page = list(pages(in_columns))[2]
    gutter = [
        char["text"]
        for char in page.chars
        if 102.5 * POINTS_PER_MM < char["x1"] < 107.5 * POINTS_PER_MM
        and 24 * POINTS_PER_MM < char["top"] < 275 * POINTS_PER_MM
    ]
    assert "".join(gutter).strip() == ""


def test_nothing_of_the_article_is_lost_in_columns(in_columns: bytes, for_review: bytes) -> None:
    """Both layouts print the same words, each as often."""

    def words(content: bytes) -> list[str]:
        text = " ".join(page.extract_text(x_tolerance=1.5) or "" for page in pages(content))
        return text.replace("-", "").split()

    for once in ("Introduction", "Declarations", "References"):
        assert words(in_columns).count(once) == words(for_review).count(once)
    for label in ("Figure 1", "Figure 2", "Figure 3", "Table 1", "Table 2", "Table 3", "Table 4"):
        assert label in " ".join(words(in_columns))


def test_reports_stay_in_one_column(tmp_path: Path) -> None:
    page = report_page(series(tmp_path, "two columns"), "print")
    assert "layout-one-column" in page
    assert "--column-line" not in page


def line_numbers(page: pdfplumber.page.Page) -> list[tuple[int, float]]:
    """Give the numbers in the left margin with where they stand."""
    margin = page.crop((0, 0, 17.5 * POINTS_PER_MM, page.height))
    words = margin.extract_words(extra_attrs=["size"])
    return [(int(word["text"]), word["bottom"]) for word in words if word["text"].isdigit()]


def test_every_line_of_a_review_copy_has_its_number(for_review: bytes) -> None:
    numbers = [number for page in pages(for_review) for number, _ in line_numbers(page)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 500


def test_line_numbers_stand_beside_their_lines(for_review: bytes) -> None:
    page = list(pages(for_review))[2]
    lines = {round(char["matrix"][5]) for char in page.chars if "Serif" in char["fontname"]}
    margin = {round(char["matrix"][5]) for char in page.chars if char["x1"] < 17.5 * POINTS_PER_MM}
    assert margin <= lines
    assert len(margin) > 20


@pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run: {verapdf.missing()}")
def test_every_layout_passes_pdf_ua_1(in_columns: bytes, for_review: bytes, tmp_path: Path) -> None:
    made = {"columns.pdf": in_columns, "review.pdf": for_review}
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    said = verapdf.judged(*(tmp_path / name for name in made))
    assert {name: judged.broken_rules for name, judged in said.items()} == dict.fromkeys(made, ())
