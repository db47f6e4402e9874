"""The documentation as a site, built once for all tests that read it."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from tests import forked
from tests.conftest import example_built
from tests.shared import made_once

REPOSITORY = Path(__file__).parent.parent


@cache
def site() -> Path:
    """Build the site as `make docs` does, once for all workers of one run of the tests."""
    return made_once("site", _build)


def _build(folder: Path) -> None:
    # The tutorial and the gallery show the same series: what it is made of is drawn and set once.
    example_built()
    words = ("build", "--strict", "--quiet", "--site-dir", str(folder))
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", *words],
        cwd=REPOSITORY,
        capture_output=True,
        encoding="utf-8",
        check=False,
        **forked.lend(),
    )
    assert done.returncode == 0, done.stdout + done.stderr


class Page(HTMLParser):
    """What a page loads, links to, and shows as code, in order.

    loads : list of str
        Every address that a browser would fetch for the page.
    blocks : list of (str, str, str)
        Each code block: its classes, its title, its text.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.blocks: list[tuple[str, str, str]] = []
        self._depth = 0
        self._parts: dict[str, str] = {}
        self._into = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.ids |= {named["id"]} if "id" in named else set()
        if tag == "a":
            self.links.append(named.get("href", ""))
        elif tag == "link" and named.get("rel") not in ("canonical", "prev", "next"):
            self.loads.append(named.get("href", ""))
        elif tag in ("script", "img", "iframe", "source", "video", "audio", "embed"):
            self.loads += [named[key] for key in ("src", "srcset") if key in named]
        if tag == "div" and "highlight" in named.get("class", "").split():
            self._parts = {"class": named["class"], "filename": "", "code": ""}
            self._depth = 1
        elif self._depth and tag == "div":
            self._depth += 1
        if self._depth and tag in ("span", "code"):
            wanted = "filename" if named.get("class") == "filename" else "code"
            if tag == "code" or wanted == "filename":
                self._into = wanted

    def handle_endtag(self, tag: str) -> None:
        if tag == "code" or (tag == "span" and self._into == "filename"):
            self._into = ""
        if self._depth and tag == "div":
            self._depth -= 1
            if not self._depth:
                parts = self._parts
                self.blocks.append((parts["class"], parts["filename"], parts["code"]))

    def handle_data(self, data: str) -> None:
        if self._depth and self._into:
            self._parts[self._into] += data


@cache
def page(path: str) -> Page:
    """Give a page of the site."""
    return Page((site() / path).read_text("utf-8"))
