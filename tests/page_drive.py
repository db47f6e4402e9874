"""Enter the example into a real browser by keyboard and mouse, from nothing to its article.

    python -m tests.page_drive FOLDER [PICTURES]

FOLDER is made anew. With PICTURES a picture of every page is taken as it is left.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests import axe
from tests.typed_in import Paper, enter_all

ROOT = Path(__file__).parent.parent


class Keyboard:
    """Somebody who types into the page and clicks on it, and does nothing else."""

    def __init__(self, page: Any, own: str, pictures: Path | None = None) -> None:
        self.page, self.own, self.pictures = page, own, pictures
        self.seen = 0

    def go(self, address: str) -> None:
        if self.page.url.partition("#")[0] != self.own + address:
            self.page.goto(self.own + address)

    def look(self) -> None:
        if self.pictures is not None:
            self.seen += 1
            self.page.screenshot(path=self.pictures / f"{self.seen:03}.png")

    def saved(self) -> None:
        self.page.locator("#state").get_by_text("Saved", exact=True).wait_for()

    def type(self, field: Any, value: str) -> None:
        """Type into a field, or choose in it."""
        for summary in field.locator("xpath=ancestor::details[not(@open)]/summary").all():
            summary.click()
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
            return
        field.click()
        self.page.keyboard.press("Control+a")
        if value:
            self.page.keyboard.insert_text(value)
        else:
            self.page.keyboard.press("Delete")

    def named(self, name: str) -> Any:
        return self.page.locator(f'main [name="{name}"]').first

    def begin(self, where: Path, answers: Mapping[str, str]) -> None:
        self.go("/begin")
        self.type(self.page.locator("#where"), str(where))
        for name, value in answers.items():
            box = self.named(name)
            if box.get_attribute("type") == "checkbox":
                box.set_checked(value == "yes")
            else:
                self.type(box, value)
        self.look()
        self.page.get_by_role("button", name="Begin a new series").click()
        self.page.wait_for_url(f"{self.own}/")
        self.look()

    def add_scale(self, short: str) -> None:
        self.go("/scales")
        self.type(self.page.locator("#id"), short)
        self.page.get_by_role("button", name="Add a scale").click()
        self.page.wait_for_url(f"**/scales/{short.lower()}")

    def fill(self, address: str, values: Mapping[str, str]) -> None:
        self.go(address)
        for name, value in values.items():
            self.type(self.named(name), value)
        self.page.keyboard.press("Tab")
        self.saved()
        self.look()

    def add(self, address: str, name: str, values: Mapping[str, str]) -> None:
        self.go(address)
        new = self.page.locator(f'[id="{name}"] > details.new')
        self.type(new.locator("input, textarea, select").first, "")
        for field, value in values.items():
            # By its id: a row that is told by a name is saved under it while the rest is typed.
            self.type(self.page.locator(f'[id="f/{field}"]'), value)
        self._send(new.locator('button[name="add"]'))

    def press(self, address: str, name: str, value: str) -> None:
        self.go(address)
        if name == "remove visit":
            self.page.get_by_text("Remove this visit").first.click()
            self._send(self.page.get_by_role("button", name="Remove this visit"))
        else:
            self._send(self.page.locator(f'button[name="{name}"][value="{value}"]'))

    def _send(self, button: Any) -> None:
        with self.page.expect_navigation():
            button.click()

    def record_visit(self, case: str, visit: str) -> None:
        self.go(f"/patients/{case}")
        self._send(self.page.locator(f'button[name="visit"][value="{visit}"]'))

    def grades(self, address: str, values: Mapping[str, str]) -> None:
        """Type column by column, as down a paper form; the second visit as a copied block."""
        self.go(address)
        number, asked = address.rpartition("/")[2], dict(values)
        for scale in dict.fromkeys(name.split("/")[3] for name in values if "/scores/" in name):
            rows = self._rows(number, scale)
            if number == "1":
                self._paste([[asked.pop(c, "") for c in row] for row in rows], rows[0][0])
                continue
            self.named(rows[0][0]).focus()
            for column in range(max(map(len, rows))):
                for row in rows:
                    self._grade(asked.pop(row[column], "") if column < len(row) else "")
        for name, value in asked.items():
            self.type(self.named(name), value)
        self.page.keyboard.press("Tab")
        self.saved()
        self.look()

    def _rows(self, number: str, scale: str) -> list[list[str]]:
        found: list[list[str]] = self.page.evaluate(
            "start => [...document.querySelectorAll('section.grid tbody tr')].map(row => "
            "[...row.querySelectorAll('input.grade')].map(cell => cell.name)"
            ".filter(name => name.startsWith(start))).filter(row => row.length)",
            f"visits/{number}/scores/{scale}/",
        )
        return found

    def _grade(self, grade: str) -> None:
        if grade == "not assessed":
            self.page.keyboard.press("n")
        elif grade:
            self.page.keyboard.type(grade)
        self.page.keyboard.press("Enter")

    def _paste(self, block: list[list[str]], first: str) -> None:
        text = "\r\n".join("\t".join(row) for row in block) + "\r\n"
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.named(first).focus()
        self.page.keyboard.press("Control+v")


def build(page: Any, own: str) -> bytes:
    """Build web pages, wait until it is done, and download the article."""
    page.goto(f"{own}/do")
    for name in ("pdf", "docx"):
        page.locator(f'input[name="{name}"]').uncheck()
    page.get_by_role("button", name="Build", exact=True).click()
    page.locator("#progress .outcome").get_by_text("Done.").wait_for(timeout=300_000)
    with page.expect_download() as waited:
        page.get_by_role("link", name="article/article.html").click()
    return Path(waited.value.path()).read_bytes()


def main(where: Path, pictures: Path | None) -> None:
    from playwright.sync_api import sync_playwright

    words = [sys.executable, "-m", "cpreport", "open", "--no-browser", "--stay"]
    where.mkdir(parents=True)
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=where)
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    own = address.partition("/?")[0]
    started = time.perf_counter()
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path=axe.BROWSER, args=["--no-sandbox"]
            )
            context = chromium.new_context(viewport={"width": 1400, "height": 900})
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto(address)
            paper = Paper(ROOT / "cases", where / "mine" / "cases")
            enter_all(Keyboard(page, own, pictures), paper)
            print(f"entered in {time.perf_counter() - started:.0f} s", flush=True)
            article = build(page, own)
            assert article == (where / "mine/output/article/article.html").read_bytes()
            print(f"built and downloaded after {time.perf_counter() - started:.0f} s")
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
