"""Fonts come with the package, whole for print and cut down for screens, the same every time."""

from __future__ import annotations

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from cpreport.fonts import FACES, figure_font_rule, font_at, print_css, screen_css


def fonts_in(css: str) -> list[TTFont]:
    data = re.findall(r"base64,([^)]+)\)", css)
    return [TTFont(io.BytesIO(base64.b64decode(d))) for d in data]


def test_print_names_no_file_and_no_network_address() -> None:
    addresses = re.findall(r"url\('([^']+)'\)", print_css())
    assert len(addresses) == sum(len(face.weights) for face in FACES) == 9
    assert all(address.startswith("cpreport:/fonts/") for address in addresses)
    assert all(font_at(address) for address in addresses)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "cpreport:/fonts/9-400.ttf", ""])
def test_no_other_address_gives_a_font(address: str) -> None:
    assert font_at(address) is None


def test_a_print_font_is_plain_and_has_its_weight_letters_and_features() -> None:
    font = TTFont(io.BytesIO(font_at("cpreport:/fonts/2-600.ttf") or b""))
    assert "fvar" not in font
    assert font["OS/2"].usWeightClass == 600
    assert {ord(c) for c in "1+ğüşıİöç−–…"} <= set(font.getBestCmap())
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"smcp", "liga", "pnum"} <= features


def test_screen_fonts_hold_the_characters_of_the_page_and_few_others() -> None:
    fonts = fonts_in(screen_css("Grade 1+ in Ağrı ≠ none"))
    assert len(fonts) == 3
    for font in fonts:
        known = set(font.getBestCmap())
        assert {ord(c) for c in "Agrade1+ğı≠"} <= known
        assert ord("Ж") not in known
        assert len(known) < 360


def test_pages_that_differ_in_names_only_share_their_fonts() -> None:
    assert screen_css("Ağrı, Şule") == screen_css("Jürgen Łuczak")
    assert screen_css("Grade 1+") == screen_css("Anna: 2 → 1+")
    assert screen_css("Grade 1+") != screen_css("Ağrı")
    assert figure_font_rule("<svg>Grade 1+") in screen_css("© Anna ▲ 2")


def test_screen_fonts_vary_in_weight_only() -> None:
    axes = [
        {axis.axisTag: (axis.minValue, axis.maxValue) for axis in font["fvar"].axes}
        for font in fonts_in(screen_css("a"))
        if "fvar" in font
    ]
    assert axes == [{"wght": (400, 600)}, {"wght": (400, 700)}]


def test_screen_fonts_are_small_and_the_same_every_time() -> None:
    one = screen_css("Grade 1+")
    screen_rule = __import__("cpreport.fonts", fromlist=["_screen_rule"])._screen_rule
    screen_rule.cache_clear()
    assert screen_css("+1 edarG") == one
    assert len(one) < 102_000
