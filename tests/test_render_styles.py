"""Stylesheets say how pages look; they load nothing from outside their folders."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from cpreport.cases.series import Style
from cpreport.check.check_series import check
from cpreport.colours import contrast
from cpreport.problems import Problem, Refused
from cpreport.publish.folders import Medium, folders_of
from cpreport.publish.html.styles import stylesheet, themes
from tests.render_series import parsed, report_page, small_series
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
        "font.exe",
        "gone.woff2",
    ],
)
@pytest.mark.parametrize("form", ["url({})", 'url("{}")', "url( '{}' )"])
def test_an_address_outside_the_styles_folder_is_refused_with_its_place(
    series: Path, address: str, form: str
) -> None:
    (series.parent / "styles/font.exe").write_bytes(b"x")
    problem = refusal(
        series, "p { color: red }\nh1 {\n  background: " + form.format(address) + "\n}"
    )
    assert problem.code == "CP503"
    assert problem.place.file == "../styles/theme.css"
    assert problem.place.line == 3
    assert problem.message == (
        f"`{address}` is not an image or a font in the styles folder, and nothing else is loaded"
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
            "`https://x.org/a.png` is not an image or a font in the styles folder, and nothing else is loaded",
        ),
        (
            ":root { --look: url(https://x.org/b.png) }",
            "../styles/theme.css:1:17",
            "`https://x.org/b.png` is not an image or a font in the styles folder, and nothing else is loaded",
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


def values(css: str, mode: str) -> dict[str, str]:
    """Give the colours that hold in the end, in the light or in the dark."""
    light = re.sub(r"@media [^{]*dark\) \{\s*:root \{.*?\}\s*\}", "", css, flags=re.DOTALL)
    dark = "".join(re.findall(r"@media [^{]*dark\) \{\s*:root \{(.*?)\}", css, re.DOTALL))
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", light))
    return (
        found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})\b", dark)) if mode == "dark" else found
    )


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    "style",
    [
        Style(),
        *(Style(theme=name) for name in ("journal", "garnet", "clinic")),
        *(Style(accent=colour) for colour in ("#000000", "7a1f6d", "#c00000", "#0B5566")),
    ],
    ids=lambda style: style.theme or style.accent or "plain",
)
def test_every_text_colour_has_the_contrast_of_wcag_aa(
    style: Style, mode: str, tmp_path: Path
) -> None:
    colours = values(stylesheet(folders_of(small_series(tmp_path)), "screen", style), mode)
    assert contrast(colours["ink"], colours["notice"]) >= 4.5
    for paper in ("paper", "accent-soft"):
        for ink in ("ink", "ink-soft", "accent", "better", "worse", "mixed", "missing"):
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)


# --- what a series chooses in `style` ------------------------------------------------------------


def checked_with(series: Path, style: str) -> list[tuple[str, str, str]]:
    with (series / "series.yaml").open("a") as file:
        file.write(f"style: {style}\n")
    return [said(problem) for problem in check(series).problems]


def test_every_shipped_theme_is_known_by_its_name(series: Path) -> None:
    assert themes(folders_of(series)) == ("clinic", "garnet", "journal")


def test_a_theme_of_ones_own_stands_beside_the_shipped_ones(series: Path) -> None:
    (series.parent / "styles/themes").mkdir()
    own(series, "themes/ward.css", ":root { --accent: #123456 }")
    assert themes(folders_of(series)) == ("clinic", "garnet", "journal", "ward")
    assert checked_with(series, "{theme: ward}") == []
    assert "#123456" in css_with(series, Style(theme="ward"))


def css_with(series: Path, style: Style, medium: Medium = "print") -> str:
    return stylesheet(folders_of(series), medium, style)


def test_an_unknown_theme_is_told_with_the_nearest(series: Path) -> None:
    with (series / "series.yaml").open("a") as file:
        file.write("style: {theme: garnett}\n")
    (problem,) = check(series).problems
    assert said(problem)[::2] == ("CP503", "there is no theme `garnett`")
    assert problem.place.file == "series.yaml"
    assert problem.allowed == ("clinic", "garnet", "journal")
    assert problem.help == "did you mean `garnet`?"


@pytest.mark.parametrize("name", ["../series", "themes/garnet", "/etc/passwd"])
def test_a_theme_is_a_name_and_no_path(series: Path, name: str) -> None:
    assert [code for code, _, _ in checked_with(series, f"{{theme: {name}}}")] == ["CP503"]


def test_a_logo_needs_a_file_and_a_name(series: Path) -> None:
    found = checked_with(series, "{logo: gone.svg}")
    assert [message for _, _, message in found] == [
        "`gone.svg` is not an SVG, PNG or JPEG file in the styles folder",
        "the logo has no name for those who cannot see it",
    ]


@pytest.mark.parametrize("medium", ["print", "screen"])
def test_a_logo_is_printed_above_the_title_with_its_name(series: Path, medium: Medium) -> None:
    (series.parent / "styles/clinic.svg").write_bytes(DOT)
    assert checked_with(series, "{logo: clinic.svg, logo_name: Centre A}") == []
    (logo,) = parsed(report_page(series, medium)).findall(".//header/p[@class='logo']/img")
    assert logo.get("alt") == "Centre A"
    assert str(logo.get("src")).startswith("data:image/svg+xml;base64,")


@pytest.mark.parametrize(
    ("colour", "message", "help"),
    [
        (
            '"#ffcc00"',
            "`#ffcc00` is too pale to be read on white: its contrast is 1.5, and 4.5 is the least",
            'the nearest that can be read is "#8f7200"',
        ),
        (
            "teal",
            "`teal` is not a colour",
            'write six hexadecimal digits, such as "#0b5566" with the quotes',
        ),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused(
    series: Path, colour: str, message: str, help: str
) -> None:
    with (series / "series.yaml").open("a") as file:
        file.write(f"style: {{accent: {colour}}}\n")
    (problem,) = check(series).problems
    assert (problem.code, problem.message, problem.help) == ("CP008", message, help)


def test_single_settings_stand_above_the_theme_and_below_the_users_own_stylesheet(
    series: Path,
) -> None:
    own(series, "theme.css", "/* own */")
    css = css_with(series, Style(theme="garnet", accent="#123456", text="sans serif"))
    at = [css.index(words) for words in ("--accent: #8a1c33", "--accent: #123456", "/* own */")]
    assert at == sorted(at)
    assert "--text-face: var(--sans)" in css


def test_layouts_are_for_print_alone(series: Path) -> None:
    for layout in ("two columns", "review"):
        assert css_with(series, Style(layout=layout), "screen") == css_with(
            series, Style(), "screen"
        )
        assert css_with(series, Style(layout=layout)) != css_with(series, Style())


def test_a_font_beside_the_stylesheet_is_put_into_it(series: Path) -> None:
    (series.parent / "styles/own.woff2").write_bytes(b"x")
    own(series, "theme.css", '@font-face { font-family: Own; src: url("own.woff2") }')
    assert 'url("data:font/woff2;base64,eA==")' in css_of(series)
