"""The documentation builds without a warning, and can be read and searched without a network."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from cpreport.problems import TITLES
from cpreport.scales.reader import shipped_scales
from tests.docs_site import REPOSITORY, page, site

pytestmark = pytest.mark.slow

#: What leads out of the site is a link that a reader follows, and nothing that a page loads.
_OUTSIDE = re.compile(r"^(https?:)?//")


def pages() -> list[Path]:
    return sorted(site().rglob("*.html"))


def named_in(nav: object) -> list[str]:
    """Give every page that the navigation names."""
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav
    assert not isinstance(parts, str)
    return [name for part in parts for name in named_in(part)]  # type: ignore[attr-defined]


def configuration() -> dict[str, object]:
    text = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    return dict(yaml.safe_load(text))


def test_every_page_of_the_navigation_is_there() -> None:
    names = named_in(configuration()["nav"])
    assert len(names) > 20
    missing = [n for n in names if not (site() / n.replace(".md", ".html")).is_file()]
    assert missing == []


def test_links_and_anchors_that_lead_nowhere_would_have_ended_the_build() -> None:
    validation = configuration()["validation"]
    assert isinstance(validation, dict)
    levels = {level for group in validation.values() for level in group.values()}
    assert levels == {"warn"}


def test_no_page_loads_anything_from_outside() -> None:
    found = {
        path.name: [address for address in page(str(path)).loads if _OUTSIDE.match(address)]
        for path in pages()
    }
    assert {name: loads for name, loads in found.items() if loads} == {}


def test_no_stylesheet_and_no_configuration_of_a_page_asks_for_anything_from_outside() -> None:
    for sheet in site().rglob("*.css"):
        text = sheet.read_text("utf-8")
        assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", text), sheet
    for path in pages():
        text = path.read_text("utf-8")
        assert "unpkg.com" not in text
        assert "fonts.googleapis" not in text
        assert "fonts.gstatic" not in text


def test_everything_that_a_page_loads_is_there() -> None:
    for path in pages():
        if path.name == "404.html":
            continue
        for address in page(str(path)).loads:
            if not address.startswith(("data:", "#")):
                assert (path.parent / address.partition("?")[0].partition("#")[0]).exists(), address


def test_no_page_names_a_place_of_the_machine_it_was_made_on() -> None:
    private = [str(REPOSITORY), str(Path.home()), "/tmp/", "site-packages"]
    for path in (*pages(), *site().rglob("search_index.*")):
        text = path.read_text("utf-8")
        assert [p for p in private if p != "/" and p in text] == [], path


def test_the_search_knows_every_code_and_every_scale() -> None:
    index = json.loads((site() / "search" / "search_index.json").read_text("utf-8"))
    titles = " ".join(entry["title"] for entry in index["docs"])
    missing = [word for word in (*TITLES, *shipped_scales()) if word not in titles]
    assert missing == []


def test_the_search_works_in_pages_opened_as_files() -> None:
    browser = next(b for b in ("chromium", "chromium-browser", "google-chrome") if shutil.which(b))
    done = subprocess.run(
        [
            *(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--virtual-time-budget=20000",
            ),
            *("--dump-dom", f"{(site() / 'index.html').as_uri()}?q=spasticity"),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = re.findall(r'href="([^"]+)"[^>]*class="md-search-result__link"', done.stdout)
    assert any("scales/mas.html" in address for address in found), found


@pytest.mark.parametrize("code", TITLES)
def test_every_code_has_its_place_for_links(code: str) -> None:
    assert code.lower() in page("problems.html").ids


def test_every_scale_is_shown_with_its_sources() -> None:
    for scale in shipped_scales().values():
        text = (site() / "scales" / f"{scale.id.lower()}.html").read_text("utf-8")
        links = page(f"scales/{scale.id.lower()}.html").links
        assert scale.name in text
        for source in scale.sources:
            assert source.doi is None or f"https://doi.org/{source.doi}" in links


def test_the_gallery_shows_every_theme_with_words_for_its_pictures() -> None:
    html = (site() / "gallery.html").read_text("utf-8")
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', html)
    assert len(pictures) >= 10
    for address, words in pictures:
        assert (site() / address).read_bytes().startswith(b"\x89PNG")
        assert ", page " in words
    for theme in (REPOSITORY / "styles" / "themes").glob("*.css"):
        assert f"gallery/{theme.stem}-1.png" in html
    for example in (REPOSITORY / "examples").glob("*/series.yaml"):
        assert f"gallery/example-{example.parent.name}-1.png" in html


def test_no_page_of_pictures_is_in_the_repository() -> None:
    docs = REPOSITORY / "docs"
    for name in ("gallery.md", "gallery"):
        assert not (docs / name).exists(), name


def test_a_code_is_shown_broken_and_fixed() -> None:
    html = (site() / "problems.html").read_text("utf-8")
    assert "made:" not in html
    assert html.count("<strong>Broken.</strong>") == html.count("<strong>Fixed.</strong>")
    assert html.count("<strong>Broken.</strong>") == len(TITLES)
