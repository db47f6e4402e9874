"""What the script adds to a page for screens, in a real browser; without one these are skipped."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.render_series import article_page, parsed, report_page, text_of

CASES = Path(__file__).parent.parent / "cases"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here"),
]

#: Does what a reader would do, and keeps what is then there in the title of the page.
READER = """
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const texts = (list) => [...list].map((e) => e.textContent.trim().replaceAll("\\u2212", "-"));
const press = (key, on) => (on || document.activeElement).dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
(async () => {
  const seen = {};
  try { %s } catch (error) { seen.error = String(error); }
  document.body.replaceChildren();
  document.body.dataset.seen = JSON.stringify(seen);
})();
"""


def dumped(html: str, folder: Path, *, width: int = 1280) -> str:
    """Open a page in the browser, and give it as it is after a while."""
    page = folder / "page.html"
    page.write_text(html, "utf-8")
    assert BROWSER is not None
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            f"--user-data-dir={folder / 'profile'}", f"--window-size={width},900",
            "--virtual-time-budget=20000", "--run-all-compositor-stages-before-draw", "--dump-dom", page.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )  # fmt: skip
    return done.stdout


def seen_by(html: str, doing: str, folder: Path, *, width: int = 1280) -> dict[str, Any]:
    """Let the browser do something on a page, and give what there was to see."""
    # The policy would not let this test's script run; that it lets the page's run is tested below.
    open_page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    page = open_page.replace("</body>", f"<script>{READER % doing}</script></body>")
    found = re.search(r'data-seen="([^"]*)"', dumped(page, folder, width=width))
    assert found, "the browser gave nothing"
    seen: dict[str, Any] = json.loads(unescape(found[1]))
    assert "error" not in seen, seen["error"]
    return seen


@pytest.fixture(scope="module")
def report() -> str:
    return report_page(CASES)


def test_the_policy_lets_the_script_run(report: str, tmp_path: Path) -> None:
    root = parsed(dumped(report, tmp_path))
    buttons = [text_of(b) for b in root.iter("button")]
    assert ["Enlarge", "Figure", "1"] in [b.split() for b in buttons]
    assert "Step through the numbers" in buttons


def test_the_policy_lets_nothing_else_run(report: str, tmp_path: Path) -> None:
    extra = "<script>document.body.dataset.ran = 1</script><p onclick='1'>a</p></body>"
    html = dumped(report.replace("</body>", extra), tmp_path)
    assert "<body" in html
    assert "data-ran" not in html


def test_tables_sort_by_what_grades_and_numbers_mean_and_back_again(tmp_path: Path) -> None:
    rows = ("1+", "not assessed", "3", "0", "1", "4", "2")
    changes = ("+5", "\N{MINUS SIGN}2", "0", "+12.5", "6\N{NO-BREAK SPACE}years", "–", "18 months")
    cells = "".join(
        f"<tr><th scope='row'>r{n}</th><td{' class=missing' * r.startswith('not')}>{r}</td><td>{c}</td></tr>"
        for n, (r, c) in enumerate(zip(rows, changes, strict=True))
    )
    table = (
        "<div class='scroll'><table><thead><tr><th scope='col' rowspan='2'>Row</th>"
        "<th scope='colgroup' colspan='2'>Both</th></tr><tr><th scope='col'>Grade</th>"
        "<th scope='col'>Change</th></tr></thead>"
        f"<tbody><tr class='group'><th colspan='3'>Group</th></tr>{cells}</tbody>"
        "<tbody><tr class='group'><th colspan='3'>Other</th></tr><tr><th>x</th><td>0</td><td>1</td></tr></tbody>"
        "</table></div>"
    )
    html = report_page(CASES).replace("<article>", f"<article>{table}", 1)
    seen = seen_by(
        html,
        """
        const table = document.querySelector(".scroll > table");
        const column = (n) => texts(table.querySelectorAll(`td:nth-child(${n})`));
        const [row, grade, change] = table.querySelectorAll("button.sort");
        grade.click(); seen.up = column(2); seen.sort = grade.parentElement.getAttribute("aria-sort");
        seen.groups = texts(table.querySelectorAll("tr.group"));
        seen.first = [...table.tBodies].map((body) => body.rows[0].className);
        grade.click(); seen.down = column(2);
        grade.click(); seen.back = column(2); seen.none = grade.parentElement.getAttribute("aria-sort");
        change.click(); seen.change = column(3);
        """,
        tmp_path,
    )
    assert seen["up"] == ["0", "1", "1+", "2", "3", "4", "not assessed", "0"]
    assert seen["down"] == ["4", "3", "2", "1+", "1", "0", "not assessed", "0"]
    assert seen["back"] == [*rows, "0"]
    assert (seen["sort"], seen["none"]) == ("ascending", None)
    assert seen["groups"] == ["Group", "Other"]
    assert seen["first"] == ["group", "group"]
    assert seen["change"][:4] == ["-2", "0", "+5", "+12.5"]
    assert [s.replace("\N{NO-BREAK SPACE}", " ") for s in seen["change"][4:7]] == [
        "18 months",
        "6 years",
        "–",
    ]


def test_a_number_tells_its_source_on_focus_and_escape_closes_it(
    report: str, tmp_path: Path
) -> None:
    seen = seen_by(
        report,
        """
        const number = document.querySelector("a.verdict[data-result]");
        press("Tab", document.body);
        number.focus(); await wait(50);
        const pop = () => document.querySelector(".pop");
        seen.told = pop() && pop().textContent;
        seen.describes = document.getElementById(number.getAttribute("aria-describedby"))?.textContent;
        press("Escape"); seen.closed = !pop(); seen.focus = document.activeElement === number;
        number.click(); seen.inside = pop()?.contains(document.activeElement);
        press("Escape"); seen.returned = document.activeElement === number && !pop();
        const cell = document.querySelector("td[data-result]");
        cell.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
        await wait(400); seen.cell = cell.contains(pop());
        document.body.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
        await wait(500); seen.left = !pop();
        seen.ids = new Set([...document.querySelectorAll("[id]")].map((e) => e.id)).size
          === document.querySelectorAll("[id]").length;
        """,
        tmp_path,
    )
    assert "P01.MAS.verdict" in seen["told"]
    assert seen["describes"].startswith("better Verdict on spasticity")
    del seen["told"], seen["describes"]
    assert seen == dict.fromkeys(seen, True)


def test_a_citation_tells_its_reference(tmp_path: Path) -> None:
    seen = seen_by(
        article_page(CASES),
        """
        const cited = document.querySelector(".cite a");
        cited.dispatchEvent(new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" }));
        await wait(400);
        seen.told = document.querySelector(".pop").textContent;
        seen.reference = document.querySelector(cited.hash).textContent;
        """,
        tmp_path,
    )
    assert seen["told"].strip() == seen["reference"].strip()


def test_numbers_of_a_table_are_stepped_through_with_arrow_keys(
    report: str, tmp_path: Path
) -> None:
    seen = seen_by(
        report,
        """
        const table = document.querySelector("#tbl-scores");
        const step = table.querySelector("[aria-pressed]");
        const before = table.querySelector("table").textContent;
        const at = () => document.activeElement.dataset.result;
        step.click(); seen.first = at();
        press("ArrowRight"); seen.right = at();
        press("ArrowDown"); seen.down = at();
        press("ArrowLeft"); seen.left = at();
        seen.stops = [...table.querySelectorAll("td a")].filter((a) => a.tabIndex === 0).length;
        step.click(); seen.links = table.querySelectorAll("td a").length;
        seen.same = table.querySelector("table").textContent === before;
        seen.cells = table.querySelectorAll("td[data-result]").length > 20;
        """,
        tmp_path,
    )
    assert seen == {
        "first": "P01.before.MAS.median",
        "right": "P01.month_6.MAS.median",
        "down": "P01.month_6.MAS.sum",
        "left": "P01.before.MAS.sum",
        "stops": 1,
        "links": 0,
        "same": True,
        "cells": True,
    }


def test_a_figure_is_enlarged_in_a_dialog_and_comes_back(report: str, tmp_path: Path) -> None:
    seen = seen_by(
        report,
        """
        const enlarge = document.querySelector("figure .tools button");
        const drawing = enlarge.closest("figure").querySelector(".drawing");
        enlarge.focus(); enlarge.click();
        const dialog = document.querySelector("dialog");
        seen.open = dialog.open && dialog.matches(":modal") && Boolean(dialog.querySelector("svg[role=img]"));
        seen.held = dialog.contains(document.activeElement);
        dialog.close();
        for (let tries = 0; tries < 100 && document.querySelector("dialog"); tries++) await wait(20);
        seen.gone = !document.querySelector("dialog");
        seen.back = Boolean(drawing.querySelector("svg"));
        seen.focus = document.activeElement === enlarge;
        """,
        tmp_path,
    )
    assert seen == dict.fromkeys(seen, True)


def test_contents_follow_reading_and_are_folded_where_it_is_narrow(
    report: str, tmp_path: Path
) -> None:
    doing = """
        const current = () => texts(document.querySelectorAll("nav.contents [aria-current]"));
        seen.open = document.querySelector("nav.contents details").open;
        document.documentElement.style.scrollBehavior = "auto";
        await document.fonts.ready;
        document.querySelector("#sec-follow-up-and-outcomes").scrollIntoView();
        for (let n = 0; n < 150 && current().join() !== "Follow-up and outcomes"; n++) {
            // Something to paint, or the browser may wait for ever.
            scrollBy(0, n % 2 ? 1 : -1);
            await Promise.race([new Promise(requestAnimationFrame), wait(50)]); await wait(50);
        }
        seen.current = current();
        """
    wide = seen_by(report, doing, tmp_path)
    for _ in range(12):
        # What is in view is told when the browser paints; without a screen it may never do so.
        if wide["current"]:
            break
        wide = seen_by(report, doing, tmp_path)
    assert wide == {"open": True, "current": ["Follow-up and outcomes"]}
    assert seen_by(
        report,
        "seen.open = document.querySelector('nav.contents details').open;",
        tmp_path,
        width=600,
    ) == {"open": False}


def test_a_link_to_a_result_unfolds_the_list(report: str, tmp_path: Path) -> None:
    seen = seen_by(
        report,
        """
        const list = document.querySelector("#sources details");
        seen.before = list.open;
        location.hash = "result-P01.MAS.verdict"; await wait(200);
        seen.after = list.open;
        """,
        tmp_path,
    )
    assert seen == {"before": False, "after": True}
