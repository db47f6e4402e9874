"""A figure is matplotlib's own, and what it saves is what journals take."""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pikepdf
import pypdfium2
import pytest
from figures_seen.pictures import found
from matplotlib.artist import kwdoc
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from PIL import Image

from cpreport.figures import FIGURE_NAMES, draw_case, draw_series, figure
from cpreport.figures.canvas import figure_of
from cpreport.figures.drawing import FigureDrawing, file_of, finish
from cpreport.figures.marks import Disc, Photo, Words, box, line
from cpreport.figures.style import LOOK, Drawn
from cpreport.figures.svg import svg_of
from cpreport.figures.svg_marks import WRITTEN_MARK
from cpreport.outcomes import Findings
from cpreport.problems import Refused

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


@pytest.mark.slow
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
    # Small multiples are compared: their axes are equally long and stand below one another.
    places = [axes.get_position() for axes in panels.axes]
    assert {round(place.width, 6) for place in places} == {round(places[0].width, 6)}
    # Seven stand four and three: none is left alone in a row.
    assert len({round(place.x0, 6) for place in places}) == 4
    assert sorted(Counter(round(place.y0, 6) for place in places).values()) == [3, 4]
    ends = panels.axes[0].get_xlim()
    assert all(axes.get_xlim() == pytest.approx(ends) for axes in panels.axes)


def test_tracks_of_change_are_on_axes_from_the_worst_to_the_best(findings: Findings) -> None:
    (axes,) = made(findings, "change", "P01")[0].axes
    assert axes.get_xlim() == (0, 1)
    rings = next(line for line in axes.lines if line.get_marker() == "o")
    # The first row with a value is the Trunk Control Test: 24 of 100 before treatment.
    assert rings.get_xdata()[0] == pytest.approx(0.24)
    # Of a scale of which less is better the worst is left, too: P02 had a sum of 23 of 80.
    (of_two,) = made(findings, "change", "P02")[0].axes
    sums = next(line for line in of_two.lines if line.get_marker() == "o").get_xdata()
    assert sums[1] == pytest.approx(1 - 23 / 80)
    panels, _ = made(findings, "change")
    assert len(panels.axes) == 4
    assert {axes.get_xlim() for axes in panels.axes} == {(0, 1)}


def test_a_saved_pdf_has_its_size_and_true_type_letters(findings: Findings) -> None:
    drawn, _ = made(findings, "swimmer")
    with pikepdf.Pdf.open(io.BytesIO(saved(drawn, "pdf"))) as pdf:
        page = pdf.pages[0]
        wide = float(page.mediabox[2]) / 72 * 25.4
        fonts = [font.DescendantFonts[0] for font in page.resources.Font.values()]
    assert wide == pytest.approx(170, abs=0.2)
    assert {str(font.Subtype) for font in fonts} == {"/CIDFontType2"}


def test_a_saved_pdf_is_one_tagged_figure_with_its_text_alternative(findings: Findings) -> None:
    drawn, alt = made(findings, "swimmer")
    content = saved(drawn, "pdf")
    assert content == saved(made(findings, "swimmer")[0], "pdf")
    with pikepdf.Pdf.open(io.BytesIO(content)) as pdf:
        (tagged,) = pdf.Root.StructTreeRoot.K.K
        assert (str(tagged.S), str(tagged.Alt)) == ("/Figure", alt)
        assert str(pdf.Root.Lang) == findings.scored.series.record.language
        assert pdf.Root.MarkInfo.Marked
        drawn_within = pdf.pages[0].Contents.read_bytes().split()
        assert drawn_within[:4] == [b"/Figure", b"<</MCID", b"0>>", b"BDC"]
        assert drawn_within[-1] == b"EMC"
        assert "/CreationDate" not in pdf.docinfo
        assert str(pdf.docinfo.Title) == "Courses of all patients"


def test_a_saved_svg_says_what_it_shows_and_carries_its_font(findings: Findings) -> None:
    drawn, alt = made(findings, "swimmer")
    content = saved(drawn, "svg").decode()
    assert f"<desc>{alt}</desc>" in content
    assert "@font-face{font-family:'Source Sans 3'" in content


def test_matplotlib_documents_itself_as_ever_once_something_was_drawn(findings: Findings) -> None:
    assert draw_series("change", findings) is not None
    assert "linewidth" in kwdoc(PathPatch)


def _words(text: str) -> Drawn:
    mark = Words(2, 8, text, 8, "#000000", 600)
    return finish(
        "words", [mark], (80, 10), LOOK, name="words", title="Words", alt="Words.", caption=""
    )


def drawing_of(drawn: Drawn) -> FigureDrawing:
    assert drawn.drawing is not None
    return drawn.drawing


def test_letters_of_other_scripts_are_joined_and_run_from_the_right() -> None:
    page = file_of(_words("Botox حقنة Ωμέγα"), "pdf")
    with pikepdf.Pdf.open(io.BytesIO(page)) as pdf:
        names = {str(font.BaseFont)[8:] for font in pdf.pages[0].resources.Font.values()}
    assert names == {"SourceSans3-SemiBold", "IBMPlexSansArabic-Regular"}
    # Letters that are joined have other shapes, and fewer of them, than those that stand alone.
    joined, alone = (file_of(_words(text), "png") for text in ("حقنة", "ح ق ن ة"))
    assert _dark_columns(joined) < 0.8 * _dark_columns(alone)


def _dark_columns(picture: bytes) -> int:
    dots = np.asarray(Image.open(io.BytesIO(picture)).convert("L"))
    columns = np.flatnonzero((dots < 128).any(axis=0))
    return int(columns[-1] - columns[0])


def test_a_letter_that_no_font_has_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        file_of(_words("P01 \U000f1234"), "pdf")
    assert refused.value.problems[0].code == "CP603"


def test_a_photograph_stands_upright_in_every_file_and_keeps_its_jpeg() -> None:
    shown = io.BytesIO()
    upper = Image.new("RGB", (40, 20), "#ff0000")
    picture = Image.new("RGB", (40, 40), "#0000ff")
    picture.paste(upper)
    picture.save(shown, "JPEG", quality=95)
    marks = [Photo(10, 5, 20, 20, shown.getvalue())]
    drawn = finish(
        "photo", marks, (40, 30), LOOK, name="photo", title="Arm", alt="An arm.", caption=""
    )
    dots = Image.open(io.BytesIO(file_of(drawn, "png", dots_per_inch=100)))
    page = file_of(drawn, "pdf")
    printed = pypdfium2.PdfDocument(page)[0].render(scale=100 / 72).to_pil().convert("RGB")
    for image in (dots, printed):
        colours = [image.getpixel(place) for place in ((80, 40), (80, 80), (10, 10))]
        nearest = [max("rgb", key=lambda c: colour["rgb".index(c)]) for colour in colours[:2]]
        assert (nearest, colours[2]) == (["r", "b"], (255, 255, 255))
    with pikepdf.Pdf.open(io.BytesIO(page)) as pdf:
        (image,) = pdf.pages[0].resources.XObject.values()
        assert image.read_raw_bytes() == shown.getvalue()
    assert base64.b64encode(shown.getvalue()).decode() in drawn.svg


def test_marks_of_the_later_visit_have_in_the_key_the_colour_of_the_plot(
    findings: Findings,
) -> None:
    drawn = draw_series("change", findings)
    assert drawn is not None
    assert drawn.drawing is not None
    told = [text for text in drawn.drawing.texts if "treatment" in text]
    assert told == ["Before treatment", "After treatment, better", "After treatment, unchanged"]


@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_saved_dots_are_rgb_at_300_to_the_inch(findings: Findings, ending: str) -> None:
    image = Image.open(io.BytesIO(saved(made(findings, "swimmer")[0], ending)))
    assert image.mode == "RGB"
    assert image.width == round(170 / 25.4 * 300)
    assert [round(float(side)) for side in image.info["dpi"]] == [300, 300]


def test_every_name_is_of_a_figure() -> None:
    assert list(FIGURE_NAMES) == [
        "map", "swimmer", "timeline", "lines", "change", "graphical abstract",
    ]  # fmt: skip


def test_an_svg_has_of_every_mark_what_matplotlib_draws_of_it() -> None:
    marks = (
        *(Words(9, 8, "1 < 2", 8, LOOK.ink, 600, anchor) for anchor in ("start", "middle", "end")),
        line(1, 2, 30, 4, "#123456", 0.7, 1.6, 1.4),
        box(2, 3, 4.5, 5, fill="#eeeeee"),
        box(2, 3, 4.5, 5, fill="#eeeeee", edge=LOOK.quiet, thick=0.4),
        box(2, 3, 4.5, 5, edge=LOOK.quiet, thick=1.9),
        Disc(20, 10, 2.5, "#abcdef", LOOK.paper, 0.4),
    )
    drawing = replace(drawing_of(_words("Twelve")), marks=marks)
    drawn = figure_of(drawing)
    svg = svg_of(drawn, drawing)
    assert "".join(found[0] for found in WRITTEN_MARK.finditer(svg)) + "</svg>\n" in svg
    assert [found[1] for found in WRITTEN_MARK.finditer(svg)] == ["1 &lt; 2"] * 3 + [None] * 5
    written = _elements(svg)
    assert len(drawn.findobj(PathPatch)) > len(marks) - 4
    assert _elements(svg_of(drawn, drawing)) == written


def _elements(svg: str) -> list[tuple[dict[str, str], list[float], str | None]]:
    """Read how each element looks and where it stands; matplotlib says twice where some end."""
    found = []
    for element in list(ElementTree.fromstring(svg))[2:]:
        told = dict(element.attrib)
        assert told.pop("stroke-dashoffset", "0") == "0"
        places = told.pop("d", "") or f"{told.pop('x')} {told.pop('y')}"
        numbers = [round(float(n), 1) for n in re.findall(r"[\d.]+", places)]
        if told.get("fill") == "none" and "z" in places and numbers[-2:] == numbers[:2]:
            numbers = numbers[:-2]
        found.append((told, numbers, element.text))
    return found


def test_words_that_are_turned_are_turned_in_an_svg() -> None:
    figure_changed = figure_of(drawing_of(_words("Twelve")))
    for text in figure_changed.findobj(Text):
        text.set_rotation(90)
    assert b"rotate(-90" in saved(figure_changed, "svg")
