"""A figure is matplotlib's own, and what it saves is what journals take."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from figures_seen.pictures import found
from matplotlib.figure import Figure
from PIL import Image

from cpreport.figures import FIGURE_NAMES, draw_case, draw_series, figure
from cpreport.outcomes import Findings

RHEUMATOLOGY = Path(__file__).parent.parent / "examples" / "rheumatology"


@pytest.fixture(scope="module")
def findings() -> Findings:
    return found()


def made(findings: Findings, name: str, case: str | None = None) -> tuple[Figure, str]:
    pair = figure(findings, name, case)
    assert pair is not None
    return pair


def saved(drawn: Figure, ending: str) -> bytes:
    content = io.BytesIO()
    drawn.savefig(content, format=ending)
    return content.getvalue()


def test_a_figure_is_matplotlibs_with_the_text_alternative_of_the_page(findings: Findings) -> None:
    drawn, alt = made(findings, "item map")
    assert isinstance(drawn, Figure)
    page = draw_series("items", findings)
    assert page is not None
    assert alt == page.alt
    wide, high = (side * 25.4 for side in drawn.get_size_inches())
    assert page.drawing is not None
    assert (wide, high) == pytest.approx(page.drawing.size)


def test_names_of_figures_are_those_one_would_ask_for(findings: Findings) -> None:
    assert made(findings, "swimmer")[1] == made(findings, "timelines")[1]
    of_case = draw_case("timeline", findings, "P01")
    assert of_case is not None
    assert made(findings, "timeline", "P01")[1] == of_case.alt
    assert figure(findings, "lines") is None
    with pytest.raises(KeyError, match="there is no figure `pie`; there are timelines, items"):
        figure(findings, "pie")
    with pytest.raises(KeyError, match="there are timeline, items, values, change"):
        figure(findings, "swimmer", "P01")


def test_time_is_on_an_axis_of_matplotlib(findings: Findings) -> None:
    drawn, _ = made(findings, "swimmer")
    (axes,) = drawn.axes
    assert axes.get_xlabel() == "Months since the first session"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0", "3", "6", "9", "12"]
    panels, _ = made(found(RHEUMATOLOGY), "lines")
    assert len(panels.axes) == 7
    assert all(axes.get_yticklabels() for axes in panels.axes)


def test_a_saved_pdf_has_its_size_and_true_type_letters(findings: Findings) -> None:
    drawn, _ = made(findings, "swimmer")
    with pikepdf.Pdf.open(io.BytesIO(saved(drawn, "pdf"))) as pdf:
        page = pdf.pages[0]
        wide = float(page.mediabox[2]) / 72 * 25.4
        fonts = [font.DescendantFonts[0] for font in page.resources.Font.values()]
    assert wide == pytest.approx(170, abs=0.2)
    assert {str(font.Subtype) for font in fonts} == {"/CIDFontType2"}


@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_saved_dots_are_rgb_at_300_to_the_inch(findings: Findings, ending: str) -> None:
    image = Image.open(io.BytesIO(saved(made(findings, "swimmer")[0], ending)))
    assert image.mode == "RGB"
    assert image.width == pytest.approx(170 / 25.4 * 300, abs=2)
    assert [round(float(side)) for side in image.info["dpi"]] == [300, 300]


def test_every_name_is_of_a_figure() -> None:
    assert list(FIGURE_NAMES) == [
        "map", "swimmer", "timeline", "lines", "change", "graphical abstract",
    ]  # fmt: skip
