"""A document is made anew where a template or style of its own changed, and for no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cpreport.builder.build import Built, build
from cpreport.builder.fingerprint import looks_of
from cpreport.builder.plan import Order
from cpreport.cases.series import Style
from cpreport.check.check_series import check
from cpreport.figures import svg
from cpreport.publish import engines
from cpreport.publish.folders import folders_of
from cpreport.publish.html import documents
from cpreport.publish.html.environment import _Folder
from cpreport.publish.html.used_files import BEGINNINGS, styles_used, templates_used
from tests.conftest import REPOSITORY
from tests.render_series import small_series

pytestmark = pytest.mark.slow

SHIPPED = REPOSITORY / "templates"


@pytest.fixture
def series(tmp_path: Path) -> Path:
    return small_series(tmp_path)


def order(series: Path) -> Order:
    return Order(series, series.parent / "output", formats=("html",), jobs=1)


def own(series: Path, name: str, text: str = "") -> None:
    """Write a template or style beside the series: this text, or the shipped one and a remark."""
    path = series.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    remark = "/* mine */" if name.endswith(".css") else "<!-- mine -->"
    path.write_text(text or (REPOSITORY / name).read_text("utf-8") + remark, "utf-8")


def made(built: Built) -> dict[str, str]:
    """Give what was made, and why."""
    return {told.name: told.reason for told in built.told if told.state == "made"}


def kinds_that_look_different(series: Path, *changes: tuple[str, str]) -> set[str]:
    ready = check(series)
    kinds = (*BEGINNINGS, "results")
    before = looks_of(ready, order(series), kinds)
    for name, text in changes:
        own(series, name, text)
    after = looks_of(ready, order(series), kinds)
    return {kind for kind in kinds if before[kind].parts != after[kind].parts}


def test_what_is_changed_is_made_anew_and_nothing_else(
    series: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(order(series))
    filled: list[str] = []
    drawn: list[str] = []
    for name in ("report_html", "article_html"):
        fill = getattr(documents, name)
        monkeypatch.setattr(
            documents, name, lambda *a, n=name, f=fill, **k: (filled.append(n), f(*a, **k))[1]
        )
    draw = svg.svg_of
    monkeypatch.setattr(svg, "svg_of", lambda *a, **k: (drawn.append("one"), draw(*a, **k))[1])

    own(series, "templates/partials/abstract.html")
    assert made(build(order(series))) == {"article": "templates/partials/abstract.html changed"}
    assert (filled, drawn) == (["article_html"], [])

    filled.clear()
    own(series, "templates/partials/summary.html")
    built = made(build(order(series)))
    assert built == {"P01": "templates/partials/summary.html changed"}
    assert (filled, drawn) == (["report_html"], [])

    filled.clear()
    own(series, "templates/letter.html")
    own(series, "templates/notes/of-mine.html", "not used")
    own(series, "styles/letter.css")
    own(series, "styles/photo.png", "not used")
    assert made(build(order(series))) == {}
    assert filled == []


def test_pages_about_the_build_follow_their_own_templates(series: Path) -> None:
    build(order(series))
    own(series, "templates/partials/counts.html")
    assert made(build(order(series))) == {}
    page = (series.parent / "output/index.html").read_text("utf-8")
    assert "<!-- mine -->" in page


def test_without_what_was_kept_the_part_is_named(series: Path) -> None:
    import shutil

    build(order(series))
    shutil.rmtree(series.parent / "output/.cpreport")
    own(series, "styles/theme.css", ":root { --accent: #000 }")
    reasons = made(build(order(series)))
    assert set(reasons.values()) == {"styles changed"}
    # Data have no looks.
    assert set(reasons) == {"P01", "article"}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("templates/report.html", {"report"}),
        ("templates/partials/listing.html", {"supplement"}),
        ("templates/partials/sources.html", {"report", "article", "supplement"}),
        ("templates/base.html", {"report", "article", "supplement", "overview"}),
        ("templates/partials/found.html", {"overview"}),
        ("templates/letter.html", set()),
        ("templates/checklist.html", set()),
        ("templates/table.html", set()),
        ("styles/screen.css", {"report", "article", "supplement", "overview"}),
        ("styles/letter.css", set()),
        ("styles/table.css", set()),
        ("styles/themes/garnet.css", set()),
    ],
)
def test_a_users_own_file_counts_where_it_takes_the_place_of_a_used_one(
    series: Path, name: str, kinds: set[str]
) -> None:
    assert kinds_that_look_different(series, (name, "")) == kinds


def test_a_copy_of_a_shipped_file_changes_nothing(series: Path) -> None:
    text = (SHIPPED / "base.html").read_text("utf-8")
    assert kinds_that_look_different(series, ("templates/base.html", text)) == set()


def test_a_template_that_may_lead_to_any_makes_all_count(series: Path) -> None:
    own(series, "templates/partials/summary.html", "{% include kind ~ '.html' %}")
    assert kinds_that_look_different(series, ("templates/notes.html", "x")) == {"report"}


def test_a_template_that_is_not_there_yet_counts_when_it_comes(series: Path) -> None:
    text = "{% include ['notes.html', 'more.html'] ignore missing %}"
    own(series, "templates/partials/summary.html", text)
    used = templates_used(BEGINNINGS["report"], folders_of(series))
    assert (used["notes.html"], used["more.html"]) == ("", "")
    assert kinds_that_look_different(series, ("templates/more.html", "x")) == {"report"}


@pytest.mark.parametrize(
    "text", ["{% include %}", "{% extends 'summary.html' %}" * 2 + "{% block %}", "{{ 'a' if }}"]
)
def test_a_template_that_cannot_be_read_counts_as_it_is(series: Path, text: str) -> None:
    assert kinds_that_look_different(series, ("templates/report.html", text)) == {"report"}


def test_a_file_that_leads_out_of_its_folder_is_not_read_and_makes_a_difference(
    series: Path,
) -> None:
    before = looks_of(check(series), order(series), ["report"])["report"]
    (series.parent / "templates").mkdir()
    (series.parent / "templates/report.html").symlink_to(series / "series.yaml")
    after = looks_of(check(series), order(series), ["report"])["report"]
    assert before.parts != after.parts
    assert after.files["templates"]["report.html"] == "not to be read"


@pytest.mark.parametrize(
    "css",
    [
        "body { background: url(paper.png) }",
        'body { background: image-set("paper.png" 1x) }',
        "body { background: u\\72l(paper.png) }",
        "@font-face { font-family: x; src: \\75 rl('paper.png') }",
    ],
)
def test_what_a_stylesheet_asks_for_counts(series: Path, css: str) -> None:
    own(series, "styles/theme.css", css)
    own(series, "styles/other.png", "other")
    used = styles_used(["print"], Style(), folders_of(series))
    assert set(used) == {"tokens.css", "print.css", "theme.css", "paper.png"}
    assert used["paper.png"] == ""


def test_theme_layout_and_logo_count_where_they_are_chosen(series: Path) -> None:
    style = Style(theme="garnet", layout="two columns", logo="clinic.svg", logo_name="Clinic")
    used = set(styles_used(["print"], style, folders_of(series)))
    chosen = {"themes/garnet.css", "layouts/two-columns.css", "clinic.svg"}
    assert used == {"tokens.css", "print.css", *chosen}


def test_no_page_reads_a_template_that_does_not_count(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()
    get = _Folder.get_source
    monkeypatch.setattr(
        _Folder, "get_source", lambda self, e, name: (read.add(name), get(self, e, name))[1]
    )
    # Nothing but templates is of interest here.
    monkeypatch.setattr(engines, "typeset_once", lambda _: b"")
    build(Order(example, example.parent / "output", formats=("pdf", "html"), jobs=1))
    folders = folders_of(example)
    assert read
    assert read <= {n for b in BEGINNINGS.values() for n in templates_used(b, folders)}


def test_a_record_of_an_earlier_form_is_read_and_looks_are_written_once(series: Path) -> None:
    build(order(series))
    path = series.parent / "output/build.json"
    whole = path.read_bytes()
    record = json.loads(whole)
    assert len(record["looks"]) == 3
    outputs = record["outputs"].items()
    earlier = {
        "format": 1,
        "versions": record["versions"],
        "outputs": {p: o | {"looks": record["looks"][o["looks"]]} for p, o in outputs},
        "searched": record["searched"],
        "problems": [],
    }
    path.write_text(json.dumps(earlier), "utf-8")
    assert made(build(order(series))) == {}
    assert path.read_bytes() == whole
