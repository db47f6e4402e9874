"""The layouts of print: two columns whose lines stand level, and pages for reviewers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from cpreport.publish.pdf.typeset import pdf
from tests.pdfpages.glyphs import Word, pages
from tests.pdfua import verapdf
from tests.render_series import article_page, report_page

pytestmark = pytest.mark.slow

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


def words_of(content: bytes, folder: Path) -> list[tuple[Word, ...]]:
    """Give the words of every page."""
    file = folder / "article.pdf"
    file.write_bytes(content)
    return [page.words for page in pages(file, {})]


def baselines(words: Iterable[Word], left: float, right: float) -> list[float]:
    """Give where the lines of text between two edges (mm) stand, in points from the top."""
    of_text = (
        glyph.place[1]
        for word in words
        for glyph in word.glyphs
        if glyph.size == pytest.approx(9.25, abs=0.05)
        and left * POINTS_PER_MM <= glyph.box[0] < right * POINTS_PER_MM
    )
    return sorted({round(place, 1) for place in of_text})


def test_lines_of_both_columns_stand_level(in_columns: bytes, tmp_path: Path) -> None:
    words = words_of(in_columns, tmp_path)[1]
    left, right = baselines(words, 18, 102), baselines(words, 108, 192)
    assert len(left) > 40
    assert len(right) > 40
    for line in (*left, *right):
        lines_down = (line - left[0]) / LINE
        assert abs(lines_down - round(lines_down)) * LINE < 0.25, line


def test_text_stays_within_its_column(in_columns: bytes, tmp_path: Path) -> None:
    """Between the columns of a page that holds text alone there is nothing."""
    words = words_of(in_columns, tmp_path)[2]
    in_text = [w for w in words if 24 * POINTS_PER_MM < w.box[1] < 275 * POINTS_PER_MM]
    assert len(in_text) > 400
    for word in in_text:
        left, _, right, _ = (edge / POINTS_PER_MM for edge in word.box)
        assert right < 102.5 or left > 107.5, word.text


def test_both_layouts_print_every_heading_figure_and_table_once(
    in_columns: bytes, for_review: bytes, tmp_path: Path
) -> None:
    def labels(content: bytes) -> list[str]:
        text = " ".join(
            word.text for words in words_of(content, tmp_path) for word in words if word.size > 7
        )
        found = re.findall(r"(?:Figure|Table) \d [A-Z]|Introduction|Declarations|References", text)
        return sorted(found)

    assert labels(in_columns) == labels(for_review)
    assert {label[:-2] for label in labels(in_columns) if label[-2] == " "} == {
        *("Figure 1", "Figure 2"),
        *("Table 1", "Table 2", "Table 3"),
    }


def test_reports_stay_in_one_column(tmp_path: Path) -> None:
    page = report_page(series(tmp_path, "two columns"), "print")
    assert "layout-one-column" in page
    assert "--column-line" not in page


def in_margin(words: Iterable[Word]) -> list[Word]:
    return [word for word in words if word.box[2] < 17.5 * POINTS_PER_MM]


def test_every_line_of_a_review_copy_has_its_number(for_review: bytes, tmp_path: Path) -> None:
    found = [word for words in words_of(for_review, tmp_path) for word in in_margin(words)]
    assert [int(word.text) for word in found] == list(range(1, len(found) + 1))
    assert len(found) > 500


def test_line_numbers_stand_beside_their_lines(for_review: bytes, tmp_path: Path) -> None:
    words = words_of(for_review, tmp_path)[2]
    numbered = sorted({round(word.glyphs[0].place[1], 1) for word in in_margin(words)})
    lines = sorted({round(word.glyphs[0].place[1], 1) for word in words if word.size > 11})
    assert numbered == pytest.approx(lines, abs=0.6)
    assert len(lines) > 20


@pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run: {verapdf.missing()}")
def test_every_layout_passes_pdf_ua_1(in_columns: bytes, for_review: bytes, tmp_path: Path) -> None:
    made = {"columns.pdf": in_columns, "review.pdf": for_review}
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    said = verapdf.judged(*(tmp_path / name for name in made))
    assert {name: judged.broken_rules for name, judged in said.items()} == dict.fromkeys(made, ())
