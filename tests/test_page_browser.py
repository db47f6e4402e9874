"""The page in a real browser: by keyboard, narrow and dark, and with nothing asked of elsewhere."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cpreport.exchange.edit_yaml import read_plain, value_at
from tests import axe
from tests.conftest import OWN_CACHE, cpreport
from tests.forked import start
from tests.page_drive import Keyboard, build
from tests.smallest import smallest
from tests.test_edit_yaml import changed_lines
from tests.typed_in import Paper, enter_all

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

ROOT = Path(__file__).parent.parent
#: Waits until the report beside the form is read and stands where it was put, half a minute at most.
STANDS = """(frame, put) => new Promise((done, failed) => {
  const look = () => {
    const page = frame.contentWindow;
    if (page?.document.readyState === "complete" && page.scrollY === 700) return done();
    if (put) page?.scrollTo(0, 700);
    requestAnimationFrame(look);
  };
  setTimeout(failed, 30_000, "the report stands elsewhere");
  look();
})"""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(axe.BROWSER is None, reason="there is no Chromium here"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=axe.BROWSER, args=["--no-sandbox"])
        yield chromium
        chromium.close()


class Opened:
    """`cpreport open` in a process of its own, and one window on it."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self.folder, self.chromium = folder, browser.browser_type
        words = ("open", str(folder), "--no-browser")
        told, tells = os.pipe()
        self.process = start(words, cwd=ROOT, environment=os.environ, streams=(tells, 2))
        os.close(tells)
        self.told = os.fdopen(told, encoding="utf-8")
        self.address = self.told.readline().strip()
        self.own = self.address.partition("/?")[0]
        self.context = browser.new_context(viewport={"width": 1400, "height": 900})
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(self.address)

    def go(self, address: str) -> Any:
        self.page.goto(self.own + address)
        return self.page

    def saved(self) -> None:
        expect(self.page.locator("#state")).to_have_text("Saved", timeout=20_000)


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Opened]:
    shutil.copytree(ROOT / "cases", tmp_path / "cases")
    window = Opened(browser, tmp_path / "cases")
    yield window
    window.context.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(window.process.pid, signal.SIGKILL)
    window.process.answer.close()
    window.told.close()


def cell(page: Any, item: str, side: str, visit: int = 0) -> Any:
    return page.locator(f'input.grade[name="visits/{visit}/scores/MAS/{item}/{side}"]')


def paste(field: Any, text: str) -> None:
    """Paste into a field what a spreadsheet has copied."""
    field.focus()
    field.evaluate(
        "(field, text) => { const data = new DataTransfer(); data.setData('text/plain', text);"
        "if (field.select) field.select();"
        "field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})) }",
        text,
    )


def test_a_grid_is_filled_by_keyboard_and_the_report_follows(
    opened: Opened, tmp_path: Path
) -> None:
    file = tmp_path / "cases" / "P02.yaml"
    before = file.read_text("utf-8")
    page = opened.go("/patients/P02/visits/0")
    expect(page.locator("aside .told")).to_have_text("Up to date", timeout=30_000)
    frame = page.locator("aside iframe")
    first = frame.get_attribute("src")
    # What is told is told before the frame has the page.
    frame.evaluate(STANDS, True)
    items = ["elbow flexors", "elbow extensors", "forearm pronators"]
    cell(page, items[0], "right").focus()
    keys = page.keyboard
    keys.type("3")
    keys.press("Enter")
    keys.type("1+")
    keys.press("ArrowDown")
    keys.press("n")
    keys.press("ArrowRight")
    keys.type("4")
    keys.press("ArrowUp")
    keys.press("Tab")
    opened.saved()
    gone, come = changed_lines(before, file.read_text("utf-8"))
    assert (len(gone), len(come)) == (2, 3)
    assert come[0] == f"        {items[0]}: {{right: 3, left: 0}}\n"
    assert come[1] == f"        {items[1]}: {{right: 1+}}\n"
    assert come[2] == f"        {items[2]}: {{right: not assessed, left: 4}}\n"
    meaning = page.locator(f'[id="f/visits/0/scores/MAS/{items[1]}/right/meaning"]')
    assert meaning.inner_text().startswith("slightly increased: a catch, then minimal")
    expect(page.locator("aside .told")).to_have_text("Up to date", timeout=30_000)
    expect(page.locator("aside iframe")).not_to_have_attribute("src", first, timeout=30_000)
    # The report keeps its place.
    frame.evaluate(STANDS, False)
    # A block as it is copied from a spreadsheet, and a grade that there is not.
    paste(cell(page, items[0], "right"), "1\t2\r\n2\t9\r\n")
    page.wait_for_selector(".problems .problem.wrong")
    assert "right: 1, left: 2" in file.read_text("utf-8")
    assert cell(page, items[1], "left").get_attribute("aria-invalid") == "true"
    expect(page.locator("aside .told")).to_contain_text("Of an earlier state", timeout=30_000)
    assert "9" in page.locator(".why").inner_text()
    # The summary leads to the field.
    page.locator("#summary a").first.focus()
    keys.press("Enter")
    assert page.evaluate("document.activeElement.name") == f"visits/0/scores/MAS/{items[1]}/left"
    keys.type("2")
    expect(page.locator("aside .told")).to_have_text("Up to date", timeout=30_000)
    assert opened.errors == []
    assert {url for url in opened.asked if not url.startswith((opened.own, "data:"))} == set()


def test_what_another_program_wrote_stays_and_so_does_what_was_entered(
    opened: Opened, tmp_path: Path
) -> None:
    file = tmp_path / "cases" / "P01.yaml"
    page = opened.go("/patients/P01")
    elsewhere = file.read_text("utf-8").replace("sex: female", "sex: intersex")
    file.write_text(elsewhere, "utf-8")
    page.locator('[name="patient/age"]').fill("7 years")
    page.wait_for_selector("dialog[open]")
    assert file.read_text("utf-8") == elsewhere
    page.get_by_role("button", name="Show the difference").click()
    assert "+   sex: intersex" in page.locator("dialog .difference").inner_text()
    page.get_by_role("button", name="Keep what I entered").click()
    opened.saved()
    assert file.read_text("utf-8") == elsewhere.replace("age: 6 years 4 months", "age: 7 years")


def test_a_grade_is_marked_wrong_by_the_page_only_where_the_scale_has_it_not(
    opened: Opened, tmp_path: Path
) -> None:
    page, item = opened.go("/patients/P02/visits/0"), "elbow extensors"
    field, keys = cell(page, item, "right"), page.keyboard
    for typed, held, wrong in (
        # Spaces and idle zeros tell no grades apart, for the page as for the program.
        ("1 +", "1 +", "false"),
        ("2.0", "2.0", "false"),
        # After N, one may go on with a word of one's own.
        ("n", "not assessed", "false"),
        ("not reported", "not reported", "false"),
        ("NT", "NT", "true"),
        ("n3", "3", "false"),
    ):
        field.focus()
        keys.press("Control+a")
        keys.type(typed)
        assert (field.input_value(), field.get_attribute("aria-invalid")) == (held, wrong)
    keys.press("Tab")
    opened.saved()
    file = tmp_path / "cases" / "P02.yaml"
    assert f"        {item}: {{right: 3" in file.read_text("utf-8")
    assert opened.errors == []


def test_the_keyboard_goes_on_where_a_list_was_altered(opened: Opened) -> None:
    page = opened.go("/patients/P02")
    rows = page.locator('[id="treatment/0/sessions"] > fieldset.row').count()
    page.get_by_text("Add a session").first.click()
    new = page.locator('[id="treatment/0/sessions"] [data-new]')
    new.locator('[name$="/date"]').fill("2022-12-01")
    new.get_by_role("button").click()
    page.wait_for_url("**#treatment/0/sessions")
    added = page.locator(f'[name="treatment/0/sessions/{rows}/date"]')
    expect(added).to_be_focused()
    expect(added).to_be_in_viewport()
    remove = page.locator(f'button[name="remove"][value="treatment/0/sessions/{rows}"]')
    remove.click()
    expect(remove).to_have_count(0)
    expect(page.locator(f'[name="treatment/0/sessions/{rows - 1}/date"]')).to_be_focused()
    page.locator('button[name="word:patient/comorbidities"][value="none"]').click()
    page.wait_for_url("**#patient/comorbidities")
    expect(page.locator('[id="patient/comorbidities"] > details > summary')).to_be_focused()


def test_what_no_field_stands_for_is_mended_in_the_first_of_its_row(
    opened: Opened, tmp_path: Path
) -> None:
    file = tmp_path / "cases" / "P02.yaml"
    text = file.read_text("utf-8")
    dated = next(line for line in text.split("visits:")[1].splitlines() if "date:" in line)
    file.write_text(text.replace(f"{dated}\n", "", 1), "utf-8")
    page = opened.go("/patients/P02/visits/0")
    link = page.locator("#summary a", has_text="has no time")
    # It is said of the visit, and not of its `id`, a word of the file.
    expect(link.locator("b")).to_have_text("before")
    link.click()
    expect(page.locator('[name="visits/0/date"]')).to_be_focused()


def test_what_stands_in_the_way_of_a_build_is_read_before_what_the_program_says(
    opened: Opened, tmp_path: Path
) -> None:
    series = tmp_path / "cases" / "series.yaml"
    series.write_text(
        re.sub(r"(?m)^title:.*\n( .*\n)*", "title:\n", series.read_text("utf-8")), "utf-8"
    )
    page = opened.go("/do")
    for name in ("pdf", "docx"):
        page.locator(f'input[name="{name}"]').uncheck()
    page.get_by_role("button", name="Build", exact=True).click()
    outcome = page.locator("#progress .outcome")
    expect(outcome).to_contain_text("It could not be done", timeout=60_000)
    expect(page.locator(".summary a", has_text="Title")).to_be_visible()
    assert page.locator("section.summary ~ #said").count() == 1
    expect(page.locator("#said pre")).to_be_hidden()
    # What only the program can say stands open.
    page.locator("#said summary").click()
    expect(page.locator("#said pre")).to_contain_text("has no value")


def test_long_names_of_measures_are_whole_on_a_phone(opened: Opened) -> None:
    opened.page.set_viewport_size({"width": 320, "height": 800})
    page = opened.go("/begin")
    assert page.evaluate(
        "[...document.querySelectorAll('.choices')].map((list) => list.scrollWidth - list.clientWidth)"
    ) == [0, 0]


def test_a_result_is_put_into_the_text_and_the_program_ends_when_asked(
    opened: Opened, tmp_path: Path
) -> None:
    page = opened.go("/manuscript/0")
    text = page.locator("#text")
    text.focus()
    page.keyboard.press("Control+End")
    page.locator("#find-results").fill("MAS improved")
    page.locator(".palette button").filter(has_text="MAS.improved").first.click()
    opened.saved()
    written = (tmp_path / "cases" / "introduction.md").read_text("utf-8")
    assert written.endswith('{{ results["MAS.improved"] }}')
    page.locator(".close button").click()
    page.wait_for_selector("text=cpreport has ended")
    assert opened.process.wait(timeout=30) == 0


def test_a_measure_is_found_by_a_word_among_those_that_are_asked_for(opened: Opened) -> None:
    page = opened.go("/begin")
    scales = page.locator("#scales")
    assert scales.evaluate("list => list.scrollWidth <= list.clientWidth")
    page.locator("#find-scales").fill("Trunk")
    page.locator('[name="measure/TCT"]').check()
    page.locator("#find-scales").fill("ashworth")
    # What was chosen stays in sight, and Enter begins nothing.
    page.locator("#find-scales").press("Enter")
    assert page.locator("#scales li:visible b").all_text_contents() == ["MAS", "TCT"]
    expect(page.locator("#found-scales")).to_have_text("Found: 2")
    assert page.url.endswith("/begin")
    # What is graded in a scale finds it, too.
    page.locator("#find-scales").fill("swollen")
    assert "DAS28-CRP" in page.locator("#scales li:visible b").all_text_contents()


def test_a_session_is_added_and_a_visit_recorded_by_their_buttons(
    opened: Opened, tmp_path: Path
) -> None:
    page = opened.go("/patients/P02")
    page.get_by_text("Add a session").first.click()
    new = page.locator('[id="treatment/0/sessions"] [data-new]')
    new.locator('[name$="/date"]').fill("2022-12-01")
    new.locator('[name$="/routes"]').fill("intravenous")
    page.locator('[name="patient/age"]').fill("5 years")
    new.get_by_role("button").click()
    page.wait_for_url("**#treatment/0/sessions")
    text = (tmp_path / "cases" / "P02.yaml").read_text("utf-8")
    assert "      - date: 2022-12-01\n        routes: [intravenous]\n" in text
    assert "  age: 5 years\n" in text
    page.get_by_role("button", name="Record Month 6").click()
    page.wait_for_url("**/visits/1")
    assert "  - id: month 6\n" in (tmp_path / "cases" / "P02.yaml").read_text("utf-8")
    # Numbers as a spreadsheet writes them where the decimal sign is a comma, and a category.
    with (tmp_path / "cases" / "series.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "measures:\n"
            "  elbow: {name: Elbow extension, unit: °, better: higher, sided: yes}\n"
            "  walk: {name: Distance walked, unit: m, better: higher}\n"
            "  K: {name: Potassium, unit: mmol/L, digits: 1, better: in reference, reference: 3.5 to 5.0}\n"
            "  gait: {kind: category, name: Gait, grades: [alone, with a stick]}\n"
        )
    opened.go("/patients/P02/visits/1")
    at = "visits/1/measurements"
    paste(page.locator(f'[name="{at}/elbow/right"]'), "12,5\t<3,75\r\n1,250\r\n−0,5\r\nALONE\r\n")
    opened.saved()
    text = (tmp_path / "cases" / "P02.yaml").read_text("utf-8")
    assert value_at(read_plain(text), ("visits", 1, "measurements")) == {
        "elbow": {"right": "12.5", "left": "<3.75"},
        "walk": "1,250",
        "K": "−0.5",
        "gait": "alone",
    }
    paste(page.locator(f'[name="{at}/K"]'), "4,2")
    paste(cell(page, "elbow flexors", "right", 1), "1+\t1,5\n")
    opened.saved()
    text = (tmp_path / "cases" / "P02.yaml").read_text("utf-8")
    visit = value_at(read_plain(text), ("visits", 1))
    assert value_at(visit, ("measurements", "K")) == "4.2"
    assert value_at(visit, ("scores", "MAS", "elbow flexors")) == {"right": "1+", "left": "1,5"}


def test_from_nothing_to_the_article_by_keyboard_and_the_same_bytes_as_the_command_line(
    opened: Opened, tmp_path: Path
) -> None:
    """A series of one child; the whole example is entered so by `python -m tests.page_drive`."""
    spasticity = "      MAS: {elbow flexors: {right: %s, left: 1+}}\n"
    bib = "@book{Ashworth1964,\n  author = {Ashworth, B},\n  title = {Tone},\n  year = {1964},\n}\n"
    paper = smallest(
        tmp_path / "paper",
        ("series.yaml", "\nsections:", "\nethics: None.\nfunding: None.\ncompeting_interests: None.\nsections:"),
        *(("P01.yaml", spasticity % grade, "") for grade in ("2", "1+")),
        add={"references.bib": bib},
    )  # fmt: skip
    mine = tmp_path / "mine"
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.page.set_default_timeout(60_000)
    enter_all(Keyboard(opened.page, opened.own), Paper(paper, mine / "cases"))
    article = build(opened.page, opened.own)
    assert article == (mine / "output/article/article.html").read_bytes()
    made = {p.relative_to(mine / "output"): p.read_bytes() for p in _pages(mine / "output")}
    shutil.copytree(mine / "cases", tmp_path / "again" / "cases")
    words = ("build", str(tmp_path / "again" / "cases"), "--to", "html")
    assert cpreport(*words, **OWN_CACHE).returncode == 0
    again = tmp_path / "again" / "output"
    assert {p.relative_to(again): p.read_bytes() for p in _pages(again)} == made
    assert opened.errors == []


def _pages(output: Path) -> list[Path]:
    """List what a build printed: pages, figures and data, and not when it was."""
    return [p for p in output.rglob("*") if p.suffix in (".html", ".svg", ".csv", ".json")
            and p.name != "build.json"
            and not any(part.startswith(".") for part in p.relative_to(output).parts)]  # fmt: skip


def test_every_page_is_narrow_dark_and_without_a_fault_that_axe_finds(opened: Opened) -> None:
    assert not axe.missing() or pytest.skip(axe.missing())
    library = axe._library()
    assert library is not None
    page = opened.page
    page.set_viewport_size({"width": 320, "height": 800})
    faults, wide = {}, []
    page.locator(".languages summary").click()
    page.locator('[name="language"][value="ar"]').click()
    page.wait_for_selector('html[dir="rtl"]')
    for number, address in enumerate(
        (
            "/",
            "/patients/P01",
            "/patients/P01/visits/0",
            "/patients/P01/pictures",
            "/import",
            "/manuscript",
            "/manuscript/0",
            "/series/plan",
            "/series/letters",
            "/patients/P01/letter",
            "/manuscript/references",
            "/do",
            "/history",
            "/begin",
        )
    ):
        scheme = "dark" if number % 2 else "light"
        page.emulate_media(color_scheme=scheme, forced_colors="active" if number > 7 else "none")
        if number == 3:
            page.locator(".languages summary").click()
            page.locator('[name="language"][value="en"]').click()
            page.wait_for_selector('html[dir="ltr"]')
        opened.go(address)
        # What is folded away is read by somebody, too.
        page.evaluate("document.querySelectorAll('main details').forEach((one) => one.open = true)")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)
        page.evaluate(library.read_text("utf-8") + "; undefined")
        found = page.evaluate(
            "axe.run(document, {iframes: false}).then((said) => said.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 200)]))"
        )
        if found:
            faults[f"{address} {scheme}"] = found
    assert wide == []
    assert faults == {}


def test_a_browser_that_is_killed_while_one_types_loses_two_seconds_at_most(
    opened: Opened, tmp_path: Path
) -> None:
    file = tmp_path / "cases" / "P01.yaml"
    whole = file.read_text("utf-8")
    name = ("patient_perspective",)
    for number in range(2):
        before = " ".join(str(value_at(read_plain(whole), name)).split())
        with killed(opened, f"profile-{number}") as (page, kill):
            field = page.locator('[name="patient_perspective"]')
            field.click()
            page.keyboard.press("Control+End")
            page.keyboard.type(f" Saved {number}.")
            expect(page.locator("#state")).to_have_text("Saved", timeout=20_000)
            page.keyboard.type(" And not yet.")
            kill()
        whole = file.read_text("utf-8")
        said = " ".join(str(value_at(read_plain(whole), name)).split())
        assert said.startswith(f"{before} Saved {number}.")
        assert f"{before} Saved {number}. And not yet.".startswith(said)
        gone, come = changed_lines((ROOT / "cases" / "P01.yaml").read_text("utf-8"), whole)
        assert len(gone) <= 1
        assert len(come) <= 4
    # So does a new row: what was typed into it is the file's before it is added.
    path = ("treatment", 0, "sessions")
    sessions = value_at(read_plain(whole), path)
    with killed(opened, "profile-row") as (page, kill):
        page.get_by_text("Add a session").first.click()
        new = page.locator('[id="treatment/0/sessions"] [data-new]')
        new.locator('[name$="/date"]').fill("2022-12-01")
        expect(page.locator("#state")).to_have_text("Saved", timeout=20_000)
        new.locator('[name$="/note"]').fill("No sedation.")
        expect(page.locator("#state")).to_have_text("Saved", timeout=20_000)
        new.locator('[name$="/note"]').fill("No sedation. And not yet.")
        kill()
    *earlier, last = value_at(read_plain(file.read_text("utf-8")), path)
    assert earlier == sessions
    assert last["date"] == "2022-12-01"
    assert last["note"].startswith("No sedation.")


@contextmanager
def killed(opened: Opened, profile: str) -> Iterator[tuple[Any, Callable[[], None]]]:
    """Open the page in a browser process of its own, to be killed."""
    folder = opened.folder.parent / profile
    words = [axe.BROWSER, "--headless=new", "--no-sandbox", "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [*words, f"--user-data-dir={folder}"], stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "DevTools listening on" in line)
        chromium = opened.chromium.connect_over_cdp(line.rpartition(" ")[2].strip())
        context = chromium.contexts[0]
        context.add_cookies(opened.context.cookies())
        page = context.new_page()
        page.goto(f"{opened.own}/patients/P01")
        yield page, process.kill
    finally:
        process.kill()
        process.wait()
