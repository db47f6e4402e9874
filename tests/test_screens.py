"""Documents on screens: phones, the dark, 200 % zoom and forced colours, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import axe

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(axe.BROWSER is None, reason="there is no Chromium here"),
]
DOCUMENTS = (
    "article/article.html",
    "cases/P01/P01.html",
    "supplement/supplement.html",
    "index.html",
)
#: What axe looks at: a document, the width of its window in CSS pixels, and what the reader has
#: chosen. A window of 1280 px at 200 % zoom is 640 px wide.
SCREENS: tuple[tuple[str, int, dict[str, str]], ...] = (
    ("cases/P01/P01.html", 360, {"color_scheme": "dark"}),
    ("cases/P01/P01.html", 640, {"color_scheme": "light"}),
    ("cases/P01/P01.html", 640, {"forced_colors": "active"}),
    ("index.html", 640, {"color_scheme": "dark"}),
)
_AXE = """axe.run(document, {iframes: false}).then((said) =>
  said.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 200)]))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=axe.BROWSER, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def opened(browser: Any, file: Path, width: int, **chosen: str) -> Any:
    """Open a document, whose policy would not let axe run."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, bypass_csp=True, **chosen
    )
    page = context.new_page()
    page.goto(file.as_uri())
    return page


def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser: Any, built_once: Path
) -> None:
    assert not axe.missing() or pytest.skip(axe.missing())
    library = axe._library()
    assert library is not None
    faults, wide = {}, []
    for name, width, chosen in SCREENS:
        page = opened(browser, built_once / "output" / name, width, **chosen)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append((name, width))
        page.evaluate(library.read_text("utf-8") + "; undefined")
        if found := page.evaluate(_AXE):
            faults[f"{name} {width} {chosen}"] = found
        page.context.close()
    assert wide == []
    assert faults == {}


def test_what_a_row_is_about_stays_in_sight_while_a_table_is_scrolled(
    browser: Any, built_once: Path
) -> None:
    page = opened(browser, built_once / "output/article/article.html", 360)
    scrolled = page.evaluate("""() => {
      const box = document.querySelector("#tbl-scores .scroll");
      const head = box.querySelector("tbody th[scope=row]");
      const before = head.getBoundingClientRect().left;
      box.scrollLeft = 120;
      const value = head.nextElementSibling.getBoundingClientRect().left;
      return [box.scrollWidth > box.clientWidth, before, head.getBoundingClientRect().left,
              value < head.getBoundingClientRect().right,
              getComputedStyle(head).backgroundColor];
    }""")
    assert scrolled == [True, 17, 17, True, "rgb(255, 255, 255)"]


def test_a_shadow_says_that_a_table_goes_on_and_goes_where_it_ends(
    browser: Any, built_once: Path
) -> None:
    """The ground of the table goes along and covers the shadow of the box at its end."""
    page = opened(browser, built_once / "output/article/article.html", 360)
    ground = page.evaluate("""() => {
      const styles = getComputedStyle(document.querySelector("#tbl-scores .scroll"));
      return [styles.backgroundAttachment, styles.overflowX];
    }""")
    assert ground == ["local, scroll", "auto"]


def test_no_ground_stays_white_in_the_dark(browser: Any, built_once: Path) -> None:
    for name in DOCUMENTS:
        page = opened(browser, built_once / "output" / name, 1100, color_scheme="dark")
        white = page.evaluate("""() => [...document.querySelectorAll("body *")].filter((one) =>
          getComputedStyle(one).backgroundColor === "rgb(255, 255, 255)"
          && one.getClientRects().length > 0).map((one) => one.outerHTML.slice(0, 90))""")
        assert white == [], name


def test_on_phones_a_table_says_what_it_is_within_the_screen(
    browser: Any, built_once: Path
) -> None:
    page = opened(browser, built_once / "output/article/article.html", 360)
    heads = """() => Array.from(document.querySelectorAll(".scroll")).flatMap((table) => {
      table.scrollLeft = table.scrollWidth;
      const room = table.getBoundingClientRect();
      return Array.from(table.querySelectorAll("caption, tr.group span"))
        .map((head) => head.getBoundingClientRect())
        .map((head) => [head.left - room.left, room.right - head.right]);
    })"""
    found = page.evaluate(heads)
    page.context.close()
    assert found
    assert [head for head in found if head[0] < -1 or head[1] < -1] == []


@pytest.mark.parametrize(("width", "lists"), [(360, 1), (1400, 2)])
def test_a_supplement_on_a_phone_lists_once_what_it_holds(
    browser: Any, built_once: Path, width: int, lists: int
) -> None:
    page = opened(browser, built_once / "output/supplement/supplement.html", width)
    named = page.get_by_text("Contents", exact=True)
    seen = [one for one in named.all() if one.is_visible()]
    page.context.close()
    assert len(seen) == lists
