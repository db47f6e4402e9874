"""Figures on screens: files that stand alone, the dark, and phones."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from figures_measured import CHECKS, SVG, every_figure, size_of
from figures_seen.pictures import found
from fontTools.ttLib import TTFont

from cpreport.colours import DARK_PAPER, contrast, dark_rules, in_the_dark, mix
from cpreport.figures import draw_case, draw_series, phone_look, series_figures_of
from cpreport.figures.drawing import file_of
from cpreport.figures.style import LOOK, Drawn
from cpreport.manuscript.document import Float
from cpreport.publish.html.drawings import as_inline_svg
from cpreport.publish.html.parts import FigurePage, Floats

pytestmark = pytest.mark.slow

_EXAMPLES = Path(__file__).parent.parent / "examples"


@cache
def drawings() -> dict[str, Drawn]:
    return dict(every_figure(found()))


NAMES = ("P01 timeline", "P01 items", "P01 change", "timelines", "items", "change")


# Files


@pytest.mark.parametrize("name", NAMES)
def test_a_file_carries_every_letter_that_it_shows(name: str) -> None:
    content = file_of(drawings()[name], "svg").decode()
    root = ElementTree.fromstring(content)
    shown = {letter for text in root.iter(f"{SVG}text") for letter in text.text or ""} - {" "}
    (held,) = re.findall(r"url\(data:font/woff2;base64,([^)]+)\)", content)
    font = TTFont(io.BytesIO(base64.b64decode(held)))
    assert {letter for letter in shown if ord(letter) not in font.getBestCmap()} == set()
    assert {axis.axisTag: (axis.minValue, axis.maxValue) for axis in font["fvar"].axes} == {
        "wght": (400, 700)
    }
    assert root.get("font-family", "").startswith("'Source Sans 3'")
    assert "@font-face{font-family:'Source Sans 3'" in content


def test_a_file_asks_for_nothing_and_is_the_same_each_time() -> None:
    for drawn in drawings().values():
        content = file_of(drawn, "svg")
        assert content == file_of(drawn, "svg")
        addresses = re.findall(rb"url\(([^)]{1,20})|href|@import", content)
        assert addresses == [b"data:font/woff2;base"]


def test_files_of_most_figures_carry_one_font() -> None:
    own = ("P01 timeline", "P01 items", "P01 change")
    fonts = re.compile(rb"font/woff2;base64,([^)]+)")
    held = {font for name in own for font in fonts.findall(file_of(drawings()[name], "svg"))}
    # With the signs of figures, and without.
    assert len(held) <= 2


# The dark


def test_most_letters_take_their_colour_from_what_is_around_them() -> None:
    drawn = drawings()["P01 timeline"]
    root = ElementTree.fromstring(drawn.svg)
    assert root.get("color") == LOOK.ink
    assert LOOK.ink not in drawn.svg.partition(">")[2]
    assert 'fill="currentColor"' in drawn.svg
    assert "color=" not in as_inline_svg(drawn, "fig").partition(">")[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_colour_has_one_for_the_dark(name: str) -> None:
    content = file_of(drawings()[name], "svg").decode()
    drawing = content.partition("</style>")[2]
    used = set(re.findall(r'(fill|stroke)="(#\w{6})"', drawing))
    rules = dark_rules(drawing, "svg")
    assert used
    for key, colour in used:
        assert f'svg [{key}="{colour}"]{{{key}:{in_the_dark(colour)}}}' in rules
    assert rules in content


def test_only_the_colours_of_drawings_have_one_for_the_dark() -> None:
    drawn = '<path fill="#0b5c8a" data-stroke="#123456" refill="#abcdef" strokes="#fedcba" />'
    told = re.findall(r'\[(\w+)="(#\w{6})"\]', dark_rules(drawn, "svg"))
    assert told == [("fill", "#0b5c8a"), ("stroke", "#123456")]
    assert dark_rules("<p>no drawing</p>", "svg") == ""


def test_contrast_in_the_dark_is_that_of_paper() -> None:
    colours = (LOOK.ink, LOOK.quiet, LOOK.axis, LOOK.accent, *LOOK.direction.values())
    for colour in colours:
        light, dark = contrast(colour, LOOK.paper), contrast(in_the_dark(colour), DARK_PAPER)
        assert dark == pytest.approx(min(light, 16.7), rel=0.04), colour
    for share in range(101):
        fill, letters = LOOK.step(share / 100)
        assert contrast(in_the_dark(fill), in_the_dark(letters)) >= 4.4, fill
        quiet = mix(fill, LOOK.paper, 0.5)
        assert contrast(in_the_dark(quiet), in_the_dark(LOOK.ink)) >= 4.4, quiet


def test_no_figure_names_a_shade_that_the_dark_turns_around() -> None:
    for name, drawn in drawings().items():
        said = f"{drawn.caption} {drawn.alt} {drawn.svg}"
        assert not re.search(r"\b(dark|light|pal)(er|est)?\b", said), name


# Phones


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_for_phones_has_letters_of_ten_pixels(name: str) -> None:
    findings = found()
    look = phone_look(findings)
    case, _, of_case = name.rpartition(" ")
    drawn = draw_case(of_case, findings, case, look) if case else draw_series(name, findings, look)
    assert drawn is not None
    for holds in CHECKS:
        holds(name, drawn)
    width, _ = size_of(drawn)
    assert width == pytest.approx(85)
    root = ElementTree.fromstring(drawn.svg)
    sizes = [float(text.get("font-size", "0px")[:-2]) for text in root.iter(f"{SVG}text")]
    assert min(sizes) / 72 * 96 >= 10


@pytest.mark.slow
def test_numbers_of_the_examples_can_be_read_on_phones() -> None:
    for example in ("rheumatology", "oncology"):
        findings = found(_EXAMPLES / example)
        for name in series_figures_of(findings):
            drawn = draw_series(name, findings, phone_look(findings))
            assert drawn is not None
            for holds in CHECKS:
                holds(f"{example} {name}", drawn)


@pytest.mark.slow
def test_a_caption_tells_of_tracks_and_visits_only_where_they_are_drawn() -> None:
    findings = found(_EXAMPLES / "oncology")
    wide = draw_case("change", findings, "P01")
    narrow = draw_case("change", findings, "P01", phone_look(findings))
    assert wide is not None
    assert narrow is not None
    assert "at every visit. Each track runs from the worst value" in wide.caption
    assert "on tracks from worst to best" in wide.alt
    assert "track" not in f"{narrow.caption} {narrow.alt}"
    assert narrow.caption.startswith("Scores of P01 at the two visits that are compared. Change:")
    assert "stand at equal distances" not in narrow.caption


def test_a_figure_whose_drawing_for_phones_says_something_else_has_two_captions() -> None:
    drawn = drawings()["P01 change"]

    def page(on_phones: Drawn) -> FigurePage:
        made = Floats({"change": replace(drawn, narrow=on_phones)}, {}, "screen")
        page = made.page(Float("figure", "change", 1))
        assert isinstance(page, FigurePage)
        return page

    same = page(replace(drawn, alt="In numbers."))
    assert same.caption_on_phones == ""
    assert 'aria-label="In numbers."' in same.drawing
    assert page(replace(drawn, caption="Scores in numbers.")).caption_on_phones == (
        "Scores in numbers."
    )
