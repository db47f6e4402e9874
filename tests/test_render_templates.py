"""A template prints what it is given; what it gets wrong is told with its place."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from markupsafe import Markup

from cpreport.content_cache import CacheFolder, use_cache
from cpreport.problems import Problem, Refused
from cpreport.publish.folders import folders_of
from cpreport.publish.html.page import page
from cpreport.publish.html.script import script
from tests.render_series import report_page, small_series
from tests.smallest import said

SHIPPED = Path(__file__).parent.parent / "templates"


@pytest.fixture
def series(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    return small_series(tmp_path)


def own(series: Path, name: str, text: str) -> None:
    """Write a template into the user's own folder."""
    path = series.parent / "templates" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def refusal(series: Path, text: str, **context: object) -> Problem:
    """Fill a template of the user's, and give the problem it ends with."""
    own(series, "own.html", text)
    with pytest.raises(Refused) as refused:
        page("own.html", context, medium="screen", folders=folders_of(series))
    (problem,) = refused.value.problems
    return problem


def filled(series: Path, text: str, **context: object) -> str:
    own(series, "own.html", text)
    return page("own.html", context, medium="screen", folders=folders_of(series))


def test_a_missing_name_is_told_with_template_line_column_and_the_nearest_name(
    series: Path,
) -> None:
    problem = refusal(series, "<p>one</p>\n<p>{{ patiant }}</p>", patient="P01")
    assert said(problem) == ("CP502", "../templates/own.html:2:7", "there is no `patiant` here")
    assert problem.place.width == len("patiant")
    assert problem.help == "did you mean `patient`?"


def test_a_missing_name_of_a_record_is_told_with_the_names_that_record_has(series: Path) -> None:
    own(
        series,
        "report.html",
        '{% extends "base.html" %}\n{% block main %}\n{{ front.titel }}\n{% endblock %}\n',
    )
    with pytest.raises(Refused) as refused:
        report_page(series)
    (problem,) = refused.value.problems
    assert said(problem) == ("CP502", "../templates/report.html:3:10", "there is no `titel` here")
    assert "`title`" in problem.help


def test_a_missing_name_in_a_partial_is_told_at_the_partial(series: Path) -> None:
    own(series, "partials/summary.html", "<p>\n{{ fatcs }}\n</p>")
    with pytest.raises(Refused) as refused:
        report_page(series)
    (problem,) = refused.value.problems
    assert said(problem) == (
        "CP502",
        "../templates/partials/summary.html:2:4",
        "there is no `fatcs` here",
    )
    assert problem.help == "did you mean `facts`?"


def test_an_unknown_result_in_a_template_is_a_missing_name(series: Path) -> None:
    own(series, "partials/summary.html", '<p>{{ results["TCT.improvd"] }}</p>')
    with pytest.raises(Refused) as refused:
        report_page(series)
    (problem,) = refused.value.problems
    assert said(problem) == (
        "CP502",
        "../templates/partials/summary.html:1:16",
        "there is no `TCT.improvd` here",
    )
    assert "`TCT.improved`" in problem.help


def test_a_syntax_error_is_told_with_template_and_line(series: Path) -> None:
    problem = refusal(series, "<p>\n{% if %}\n</p>")
    assert problem.code == "CP501"
    assert str(problem.place) == "../templates/own.html:2:0"
    assert "Expected an expression" in problem.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\n{{ 1 / 0 }}", "ZeroDivisionError: division by zero"),
        ("\n{{ 'a' + 1 }}", 'TypeError: can only concatenate str (not "int") to str'),
        ('\n{% include "gone.html" %}', "there is no template `gone.html`"),
        (
            "\n{{ ''.__class__.__mro__ }}",
            "access to attribute '__class__' of 'str' object is unsafe.",
        ),
        ("\n{{ x | sorted }}", "No filter named 'sorted'."),
        ("\n{{ [1] | random }}", "No filter named 'random'."),
    ],
)
def test_what_cannot_be_filled_is_told_with_template_and_line(
    series: Path, text: str, message: str
) -> None:
    problem = refusal(series, text, x=1)
    assert said(problem) == ("CP501", "../templates/own.html:2:0", message)


def test_a_template_that_is_no_utf_8_is_told(series: Path) -> None:
    (series.parent / "templates/own.html").write_bytes(b"\xff\xfe")
    with pytest.raises(Refused) as refused:
        page("own.html", {}, medium="screen", folders=folders_of(series))
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.file) == ("CP501", "../templates/own.html")
    assert problem.message.startswith("UnicodeDecodeError")


#: A mark of a drawing as it is written: in an attribute its quotation marks end that.
MARK = '<path d="M1.00 2.00" fill="none" />'


@pytest.mark.parametrize(
    ("text", "what", "column"),
    [
        ('<img src="file:///etc/passwd" alt="">', "file:///etc/passwd", 11),
        ('<img src="http://example.org/a.png" alt="">', "http://example.org/a.png", 11),
        ('<img src="ftp://example.org/a.png" alt="">', "ftp://example.org/a.png", 11),
        ('<img src="../../secret.png" alt="">', "../../secret.png", 11),
        ('<link rel="stylesheet" href="https://x.org/a.css">', "https://x.org/a.css", 30),
        ("<script>alert(1)</script>", "<script>", 1),
        ("<script>{{ script }};alert(1)</script>", "<script>", 1),
        ('<script type="module">{{ script }}</script>', '<script type="module">', 1),
        (
            '<script type="application/ld+json">{"a": 1}</script>',
            '<script type="application/ld+json">',
            1,
        ),
        ('<script src="data:text/javascript,1"></script>', "data:text/javascript,1", 14),
        ("<script>alert(1)", "<script>", 1),
        ('<a href="javascript:alert(1)">a</a>', "javascript:alert(1)", 10),
        ('<p onclick="x()">a</p>', "onclick", 4),
        ('<iframe src="a.html"></iframe>', "a.html", 14),
        ('<p style="background:url(//x.org/a.png)">a</p>', "//x.org/a.png", 26),
        ("<style>@font-face{src:url(x.woff)}</style>", "x.woff", 27),
        ('<svg><image href="a.png"/></svg>', "a.png", 19),
        ('<img srcset="a.png 2x" alt="">', "a.png 2x", 14),
        (f'<p title="{MARK}<img src="https://x.org/a.png" alt="">', "https://x.org/a.png", 56),
        (f'<drawn-mark><p title="{MARK}<img src="//x.org/a.png">', "//x.org/a.png", 68),
    ],
)
def test_nothing_outside_the_page_is_loaded(
    series: Path, text: str, what: str, column: int
) -> None:
    problem = refusal(series, f"<h1>a</h1>\n{text}", script=Markup(script()))
    message = f"`{what}` would be loaded from outside the page"
    assert said(problem) == ("CP501", f"../templates/own.html:2:{column}", message)


def test_what_a_page_would_load_is_refused_again_where_it_was_kept(
    series: Path, tmp_path: Path
) -> None:
    with use_cache(CacheFolder(tmp_path / "kept", "salt")):
        for text in ('<img src="a.png">', '<p style="background: url(a.png)">') * 2:
            problem = refusal(series, text)
            assert problem.message == "`a.png` would be loaded from outside the page"


def test_an_attribute_is_judged_for_each_class_that_has_it(series: Path) -> None:
    told = {"shown": [1], "kept": (1, 1)}
    assert filled(series, "{{ kept.count(1) }}{{ shown.count(1) }}", **told) == "21"
    assert filled(series, "{{ shown.count(1) }}{{ {'pop': 3}.pop is defined }}", **told)
    problem = refusal(series, "{{ kept.count(1) }}{{ shown.pop() }}", **told)
    assert problem.message == "access to attribute 'pop' of 'list' object is unsafe."


def test_the_one_script_that_runs_is_the_shipped_one_and_only_on_screens(series: Path) -> None:
    own(series, "own.html", "<script>{{ script }}</script>")
    names = {"script": Markup(script())}
    folders = folders_of(series)
    assert script() in page("own.html", names, medium="screen", folders=folders)
    with pytest.raises(Refused):
        page("own.html", names, medium="print", folders=folders)


def test_only_the_images_that_were_named_are_shown_from_beside_the_page(series: Path) -> None:
    own(series, "own.html", '<img src="figures/a.svg" alt="A">')
    folders = folders_of(series)
    named = frozenset({"figures/a.svg"})
    assert page("own.html", {}, medium="screen", folders=folders, images=named)
    with pytest.raises(Refused):
        page("own.html", {}, medium="screen", folders=folders, images=frozenset({"b.svg"}))


def test_links_that_a_reader_follows_are_no_loading(series: Path) -> None:
    text = '<a href="https://orcid.org/0000-0002-1825-0097">iD</a><img src="data:image/png;base64,AA" alt="">'
    assert "orcid.org" in filled(series, text)


def test_a_template_cannot_read_outside_its_folders(series: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret")
    for name in ("../secret.html", str(tmp_path / "secret.html"), "/etc/passwd"):
        problem = refusal(series, f'{{% include "{name}" %}}')
        assert problem.code == "CP501"
        assert problem.message == f"`{name}` lies outside the templates folder"


def test_a_link_out_of_the_templates_folder_is_not_followed(series: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret")
    (tmp_path / "templates/inner.html").symlink_to(tmp_path / "secret.html")
    problem = refusal(series, '{% include "inner.html" %}')
    assert problem.message == "`inner.html` lies outside the templates folder"


def test_what_a_template_is_given_is_escaped(series: Path) -> None:
    assert filled(series, "{{ name }}", name="<b>&") == "&lt;b&gt;&amp;"


def test_a_template_of_the_same_name_takes_the_place_of_the_shipped_one(series: Path) -> None:
    shipped = report_page(series)
    own(series, "partials/references.html", "<p>My own references</p>")
    assert "My own references" in report_page(series)
    assert "My own references" not in shipped


def test_a_changed_template_is_read_anew_in_the_same_process(series: Path) -> None:
    assert filled(series, "one") == "one"
    own(series, "own.html", "two")
    os.utime(series.parent / "templates/own.html", ns=(1, 1))
    assert page("own.html", {}, medium="screen", folders=folders_of(series)) == "two"


def test_every_shipped_template_opens_with_what_it_is_or_is_a_partial() -> None:
    alone = {"base.html", "letter.html", "table.html"}
    for path in SHIPPED.glob("*.html"):
        lines = path.read_text("utf-8").splitlines()
        if path.name not in alone:
            assert lines[0] == '{% extends "base.html" %}'
            assert lines[1].startswith("{#")
        elif path.name != "base.html":
            assert lines[0].startswith("{#")


@pytest.mark.slow
def test_filling_a_page_imports_no_renderer(series: Path) -> None:
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from tests.render_series import report_page\n"
        "report_page(Path(sys.argv[1]), medium='print')\n"
        "print([m for m in ('weasyprint', 'matplotlib', 'pandas', 'numpy') if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(series), str(SHIPPED.parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
