"""Stylesheets say how pages look; they load nothing from outside their folders."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from cpreport.problems import Problem, Refused
from cpreport.render.folders import Medium, folders_of
from cpreport.render.styles import stylesheet
from tests.render_series import report_page, small_series
from tests.smallest import said

DOT = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / "styles").mkdir()
    return small_series(tmp_path)


def own(series: Path, name: str, css: str) -> None:
    (series.parent / "styles" / name).write_text(css, "utf-8")


def css_of(series: Path, medium: Medium = "print") -> str:
    return stylesheet(folders_of(series), medium)


def refusal(series: Path, css: str) -> Problem:
    own(series, "theme.css", css)
    with pytest.raises(Refused) as refused:
        css_of(series)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://example.org/a.png",
        "//example.org/a.png",
        "/etc/passwd",
        "../cases/P01.yaml",
        "gone.png",
        "font.woff2",
    ],
)
@pytest.mark.parametrize("form", ["url({})", 'url("{}")', "url( '{}' )"])
def test_an_address_outside_the_styles_folder_is_refused_with_its_place(
    series: Path, address: str, form: str
) -> None:
    (series.parent / "styles/font.woff2").write_bytes(b"x")
    problem = refusal(
        series, "p { color: red }\nh1 {\n  background: " + form.format(address) + "\n}"
    )
    assert problem.code == "CP503"
    assert problem.place.file == "../styles/theme.css"
    assert problem.place.line == 3
    assert problem.message == (
        f"`{address}` is not an image in the styles folder, and nothing else is loaded"
    )


@pytest.mark.parametrize(
    ("css", "place", "message"),
    [
        (
            '\n@import "other.css";',
            "../styles/theme.css:2:1",
            "`@import` is not followed",
        ),
        (
            "@media print { @import url(data:text/css,p) }",
            "../styles/theme.css:1:16",
            "`@import` is not followed",
        ),
        (
            'p { background: image-set("https://x.org/a.png" 1x) }',
            "../styles/theme.css:1:27",
            "`https://x.org/a.png` is not an image in the styles folder, and nothing else is loaded",
        ),
        (
            ":root { --look: url(https://x.org/b.png) }",
            "../styles/theme.css:1:17",
            "`https://x.org/b.png` is not an image in the styles folder, and nothing else is loaded",
        ),
        (
            "p { color: red }\n/* </style> */",
            "../styles/theme.css:2:0",
            "`</style` cannot stand in a stylesheet",
        ),
    ],
)
def test_what_a_stylesheet_may_not_do_is_told_with_its_place(
    series: Path, css: str, place: str, message: str
) -> None:
    problem = refusal(series, css)
    if "@media" in css:
        assert problem.message == message
    else:
        assert said(problem) == ("CP503", place, message)


def test_an_image_beside_the_stylesheet_is_put_into_it(series: Path) -> None:
    (series.parent / "styles/logo.svg").write_bytes(DOT)
    own(series, "theme.css", 'header::before { content: url("logo.svg") }')
    assert 'url("data:image/svg+xml;base64,' in css_of(series)
    assert "logo.svg" not in css_of(series)


def test_an_image_that_is_a_link_out_of_the_folder_is_refused(series: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_bytes(DOT)
    (tmp_path / "styles/logo.svg").symlink_to(tmp_path / "secret.svg")
    assert refusal(series, "p { background: url(logo.svg) }").code == "CP503"


def test_a_stylesheet_that_is_a_link_out_of_the_folder_is_refused(
    series: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("p {}")
    (tmp_path / "styles/theme.css").symlink_to(tmp_path / "secret")
    with pytest.raises(Refused) as refused:
        css_of(series)
    (problem,) = refused.value.problems
    assert (problem.code, problem.message) == (
        "CP503",
        "`theme.css` lies outside the styles folder",
    )


def test_a_stylesheet_that_is_no_utf_8_is_told(series: Path) -> None:
    (series.parent / "styles/theme.css").write_bytes(b"p { content: '\xff' }")
    with pytest.raises(Refused) as refused:
        css_of(series)
    (problem,) = refused.value.problems
    assert (problem.code, str(problem.place)) == ("CP503", "../styles/theme.css")
    assert problem.message.startswith("it cannot be read: 'utf-8' codec can't decode byte 0xff")


def test_a_theme_comes_last_in_both_media(series: Path) -> None:
    own(series, "theme.css", ":root { --accent: #123456 }")
    for medium in ("print", "screen"):
        assert css_of(series, medium).rstrip().endswith(":root { --accent: #123456 }")  # type: ignore[arg-type]
    assert "--accent: #123456" in report_page(series)


def test_a_stylesheet_of_the_same_name_takes_the_place_of_the_shipped_one(series: Path) -> None:
    own(series, "print.css", "p { color: teal }")
    assert css_of(series).rstrip().endswith("p { color: teal }")
    assert "@page" not in css_of(series)


def test_a_changed_stylesheet_is_read_anew(series: Path) -> None:
    own(series, "theme.css", "p { color: teal }")
    assert "teal" in css_of(series)
    own(series, "theme.css", "p { color: navy }")
    os.utime(series.parent / "styles/theme.css", ns=(1, 1))
    assert "navy" in css_of(series)


def test_without_own_folders_the_shipped_ones_are_used(tmp_path: Path) -> None:
    series = small_series(tmp_path)
    folders = folders_of(series)
    assert [path.name for path in (*folders.templates, *folders.styles)] == ["templates", "styles"]
    assert "@page" in stylesheet(folders, "print")


def _luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_text_colour_has_the_contrast_of_wcag_aa(mode: str, tmp_path: Path) -> None:
    css = stylesheet(folders_of(small_series(tmp_path)), "screen")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    values = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[0]))
    if mode == "dark":
        values |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[1]))
    assert _contrast(values["ink"], values["notice"]) >= 4.5
    for paper in ("paper", "accent-soft"):
        for ink in ("ink", "ink-soft", "accent", "better", "worse", "mixed", "missing"):
            assert _contrast(values[ink], values[paper]) >= 4.5, (mode, ink, paper)
    assert _contrast(values["accent"], values["paper"]) >= 4.5  # the skip link, the other way round
