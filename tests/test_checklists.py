"""Reporting checklists: what is reported follows from records and finished documents, page by page."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from cpreport.check.check_series import Ready, check
from cpreport.checklists import (
    NAMES,
    Checklist,
    answer_problems,
    checklist_problems,
    fill_checklists,
    guidelines,
)
from cpreport.checklists.files import checklist_files, checklists_of
from cpreport.checklists.fill_items import Filled
from cpreport.checklists.pdf_pages import pdf_pages
from cpreport.checklists.place_items import Places
from cpreport.checklists.written import fold_letters, stem
from tests.conftest import cpreport
from tests.pdfua import verapdf
from tests.smallest import said, smallest
from tests.test_light import heavy_after

pytestmark = pytest.mark.slow

Placed = tuple[tuple[Checklist, ...], Places]


@pytest.fixture(scope="module")
def ready(built_once: Path) -> Ready:
    return check(built_once / "cases")


@pytest.fixture(scope="module")
def documents(built_once: Path, ready: Ready) -> dict[str, bytes]:
    output = built_once / "output"
    paths = (f"{stem(name)}.pdf" for name in ("article", *ready.reports))
    return {path: (output / path).read_bytes() for path in paths}


@pytest.fixture(scope="module")
def placed(ready: Ready, documents: dict[str, bytes]) -> Placed:
    return checklists_of(ready, documents)


def items(checklists: tuple[Checklist, ...]) -> Iterator[tuple[str, Filled]]:
    """Give every item with its name, `care-P01 5c`."""
    for checklist in checklists:
        for one in checklist.items:
            yield f"{checklist.name} {one.item.item}", one


def states(checklists: tuple[Checklist, ...]) -> dict[str, str]:
    return {name: one.state for name, one in items(checklists)}


# --- the guidelines ------------------------------------------------------------------------------


def test_every_guideline_says_where_and_when_its_items_were_read() -> None:
    assert tuple(guidelines()) == NAMES
    for guideline in guidelines().values():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", guideline.dated)
        named = [item.item for item in guideline.items]
        assert len(named) == len(set(named))
        needs = [need for item in guideline.items for need in item.needs]
        # What is asked for in no record is a table or figure, a citation, a heading or words.
        assert all(n.case or n.series or n.float or n.cites or n.heading or n.words for n in needs)


def test_items_that_were_not_verified_print_so(placed: Placed, ready: Ready) -> None:
    from cpreport.checklists.item_rows import checklist_page

    assert isinstance(ready, Ready)
    for checklist in placed[0]:
        page = checklist_page(checklist, placed[1])
        asked = {row.cells[0].text: row.cells[1].text for row in page.table.rows}
        for item in checklist.guideline.items:
            assert ("wording not verified" in asked[item.item]) is (not item.verified)
    unverified = {g.id: sum(not i.verified for i in g.items) for g in guidelines().values()}
    assert unverified == {
        "care": 0, "process": 27, "tidier": 0, "cell-therapy": 6, "jbi": 8, "scribe": 14,
    }  # fmt: skip


# --- the example ---------------------------------------------------------------------------------


def test_the_example_reports_what_it_has_and_admits_what_it_lacks(placed: Placed) -> None:
    found = states(placed[0])
    lacking = {name for name, state in found.items() if state == "not reported"}
    cases = {
        f"care-{id} {item}" for id in ("P01", "P02", "P03", "P04") for item in ("5d", "8b", "8c")
    }
    postponed = {"care-P01 9c", "care-P02 9c", "care-P04 9c"}
    assert {name for name in lacking if name.startswith("care")} == {
        "care 5d", "care 8b", "care 8c", *cases, *postponed,
    }  # fmt: skip
    assert {name for name in lacking if name.startswith("process")} == {
        "process 3b", "process before", "process quality",
    }  # fmt: skip
    reasons = {name: one.reason for name, one in items(placed[0])}
    assert reasons["process AI-2"] == "the series states that none was used"
    assert found["process AI-2"] == found["scribe 8"] == found["scribe 25"] == "not applicable"
    assert reasons["process 3b"] == "design.direction is given, and not said in the abstract"


def test_every_page_that_is_named_holds_the_words(
    placed: Placed, documents: dict[str, bytes]
) -> None:
    pages = {}
    for path, content in documents.items():
        document = pypdfium2.PdfDocument(content)
        pages[path] = [fold_letters(p.get_textpage().get_text_range()) for p in document]
    looked = 0
    for _, one in items(placed[0]):
        assert bool(one.evidence) is (one.state == "reported")
        for evidence in one.evidence:
            place = placed[1][evidence].page
            assert place is not None
            text = pages[f"{stem(evidence.document)}.pdf"][place.page - 1]
            assert fold_letters(evidence.label or evidence.words)[:24] in text
            looked += 1
    assert looked > 300


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing")
def test_lines_are_those_that_another_program_counts(
    placed: Placed, ready: Ready, built_once: Path
) -> None:
    """On pages without figures, whose words it counts too."""
    checked_lines = 0
    for evidence, stands in placed[1].items():
        page = stands.page
        if page is None or not page.line or page.page == 1:
            continue
        path = built_once / "output" / f"{stem(evidence.document)}.pdf"
        command = ["pdftotext", "-layout", "-f", str(page.page), "-l", str(page.page), path, "-"]
        text = subprocess.run(command, capture_output=True, text=True).stdout
        if re.search(r"^ *Figure \d", text, re.MULTILINE):
            continue
        # The head of a page, and what says there which table goes on, are no lines of its text.
        printed = [line for line in text.splitlines() if line.strip()]
        lines = [line for line in printed[1:] if not line.strip().endswith("(continued)")]
        assert fold_letters(evidence.words.split()[0]) in fold_letters(lines[page.line - 1])
        checked_lines += 1
    assert checked_lines > 40


# --- what changes when a record changes ----------------------------------------------------------

#: A field of P03 taken out, and every item that then is reported no more.
MUTATIONS = {
    "patient_perspective": (r"\npatient_perspective: \|\n(  .*\n)+", {
        "care 12", "care-P03 12", "process perspective",
    }),
    "findings": (r"\nfindings: \|\n(  .*\n)+", {
        "care 6", "care-P03 6", "jbi S7", "jbi R3",
    }),
    "diagnostics": (r"\ndiagnostics: \|\n(  .*\n)+", {
        "care 8a", "care-P03 8a", "jbi S3", "jbi R4",
    }),
    "adverse_event_monitoring": (r"\nadverse_event_monitoring: \|\n(  .*\n)+", {
        "care 10d", "care-P03 10d",
    }),
    "concomitant": (r"\n    concomitant: >-\n(      .*\n)+", {
        "tidier C1", "cell-therapy MSC-concomitant",
    }),
    "note": (r"\n        note: Postponed .*\n", {
        "care 9c", "care-P03 9c", "process r-deviations", "tidier 10", "scribe 6",
    }),
    "assessor": (r"\n    assessor: .*\n", {"scribe 9", "scribe 14"}),
    "outcome": (r"\noutcome: \|\n(  .*\n)+", {
        "care 10b", "care-P03 10b", "jbi R6",
    }),
    "classification": (r"\n  classification: .*\n", {"care 8d", "care-P03 8d"}),
    "dose": (r"\n        dose: .*\n", {
        "care 9b", "care-P03 9b", "tidier 8", "cell-therapy MSC-dose", "jbi R5",
    }),
}  # fmt: skip


@pytest.mark.parametrize("field", MUTATIONS)
def test_a_field_taken_out_takes_exactly_its_items(
    field: str, example: Path, placed: Placed
) -> None:
    pattern, expected = MUTATIONS[field]
    path = example / "P03.yaml"
    text, count = re.subn(pattern, "\n", path.read_text("utf-8"), count=1)
    assert count == 1
    # What the text says of the classification would be a mistake of its own.
    text = re.sub(r"\(?(?:GMFCS|MACS) level\s+\{\{[^}]*\}\}\)?", "", text)
    path.write_text(text, "utf-8")
    if field == "adverse_event_monitoring":  # then the series can say less than it claims
        series = example / "series.yaml"
        claimed = series.read_text("utf-8")
        for all_four, three in (
            ("assessed = 4", "assessed = 3"),
            ("patients = 0 of 4", "patients = 0 of 3"),
            ("sessions = 0 of 24", "sessions = 0 of 18"),
        ):
            claimed = claimed.replace(f"adverse_events.{all_four}", f"adverse_events.{three}")
        series.write_text(claimed, "utf-8")
    before = states(placed[0])
    after = states(fill_checklists(check(example)))
    assert {name for name in before if before[name] != after.get(name)} == expected
    assert {after[name] for name in expected} == {"not reported"}


def test_what_a_template_leaves_out_is_not_reported(tmp_path: Path) -> None:
    add = {
        "P01.yaml": _case_with("patient_perspective: She said that it was a long year for all.\n"),
        "../templates/report.html": '{% extends "base.html" %}{% block main %}<article>'
        "<h1>{{ front.title }}</h1><p>Nothing else.</p></article>{% endblock %}",
    }
    cases = smallest(tmp_path, add=add)
    done = cpreport("build", "cases", "--only", "reports", "--to", "pdf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    ready = check(cases)
    name = "care-P01 12"
    assert states(fill_checklists(ready, ["care"]))[name] == "reported"
    pdf = (tmp_path / "output/cases/P01/P01.pdf").read_bytes()
    ready = replace(ready, article=None)
    lists, _ = checklists_of(ready, {"cases/P01/P01.pdf": pdf}, ["care"])
    found = dict(items(lists))
    assert found[name].state == "not reported"
    assert found[name].reason == "Patient perspective: composed, and not printed in P01"
    assert found["care-P01 1"].state == "reported"


def _case_with(text: str) -> str:
    from tests.smallest import CASE

    return CASE + text


def test_a_record_says_why_an_item_is_not_applicable(tmp_path: Path) -> None:
    text = _case_with("patient_perspective: not applicable (too young to say)\n")
    found = dict(
        items(fill_checklists(check(smallest(tmp_path, add={"P01.yaml": text})), ["care"]))
    )
    assert (found["care-P01 12"].state, found["care-P01 12"].reason) == (
        "not applicable", "too young to say",
    )  # fmt: skip


def test_without_cells_the_cell_therapy_items_do_not_apply(tmp_path: Path) -> None:
    cases = smallest(tmp_path, ("P01.yaml", "name: Cells", "name: Physiotherapy"))
    (checklist,) = fill_checklists(check(cases), ["cell-therapy"])
    assert checklist.counted("not applicable") == len(checklist.items)


# --- what the authors answer ---------------------------------------------------------------------

ANSWERS = """\
checklists:
  care:
    8b: {stands: We assessed one child twice}
    5d: {stands: words that nobody wrote}
    99: {not_applicable: there is no such item}
  cars:
    1: {stands: anything}
"""


def test_answers_are_looked_up_and_wrong_ones_are_named(tmp_path: Path) -> None:
    from tests.smallest import SERIES

    ready = check(smallest(tmp_path, add={"series.yaml": SERIES + ANSWERS}))
    lists = fill_checklists(ready, ["care"])
    assert states(lists)["care 8b"] == "reported"
    errors = [p for p in checklist_problems(ready, lists) if p.severity == "error"]
    assert [said(p) for p in errors] == [
        (
            "CP841",
            "series.yaml:22:9",
            "CARE 5d: the words that answer it stand in no document: “words that nobody wrote”",
        ),
        ("CP842", "series.yaml:23:5", "CARE has no item `99`"),
        ("CP842", "series.yaml:24:3", "there is no guideline `cars`"),
    ]
    assert [p.help for p in errors] == [
        "copy the words as the PDF prints them, or take the answer out",
        "did you mean `9a`, or `9b`?" if errors[1].help.startswith("did") else errors[1].help,
        "did you mean `care`?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("TCT.improved = 1 of 1", "TCT.improved = 0 of 1", "CP401"), ("file: methods.md", "file: m.md", "CP004")],
)  # fmt: skip
def test_while_a_document_cannot_be_made_no_words_are_missed_in_it(
    old: str, new: str, code: str, tmp_path: Path
) -> None:
    from tests.smallest import SERIES

    answers = "checklists: {care: {8b: {stands: We assessed one child twice}}}\n"
    text = (SERIES + answers).replace(old, new)
    ready = check(smallest(tmp_path, add={"series.yaml": text}))
    errors = [*ready.problems, *answer_problems(ready)]
    assert [p.code for p in errors if p.severity == "error"] == [code]


def test_a_case_cannot_answer_for_the_series(tmp_path: Path) -> None:
    text = _case_with("checklists: {jbi: {S5: {stands: We assessed}}}\n")
    ready = check(smallest(tmp_path, add={"P01.yaml": text}))
    (problem,) = (p for p in checklist_problems(ready, ()) if p.severity == "error")
    assert said(problem) == (
        "CP842", "P01.yaml:25:14", "JBI is filled for the series, not for a case",
    )  # fmt: skip


def test_an_answer_says_one_thing(tmp_path: Path) -> None:
    text = _case_with("checklists: {care: {8b: {stands: We assessed, not_applicable: no}}}\n")
    found = check(smallest(tmp_path, add={"P01.yaml": text})).problems
    message = "it says where an item stands, or why it does not apply: one of both"
    assert message in [p.message for p in found]


# --- files and commands --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(ready: Ready, documents: dict[str, bytes]) -> dict[str, bytes]:
    return checklist_files(ready, documents, ["jbi"])


def test_the_files_of_a_checklist_say_the_same(
    files: dict[str, bytes], ready: Ready, documents: dict[str, bytes], placed: Placed
) -> None:
    assert list(files) == ["jbi.pdf", "jbi.docx", "jbi.csv"]
    assert checklist_files(ready, documents, ["jbi"]) == files
    rows = list(csv.DictReader(io.StringIO(files["jbi.csv"].decode())))
    lists = {c.name: c for c in placed[0]}
    states = {row["item"]: row["state"] for row in rows}
    assert states == {f.item.item: f.state for f in lists["jbi"].items}
    first = next(row for row in rows if row["item"] == "S4")
    assert (first["document"], first["part"], first["words"]) == (
        "article", "Background", "consecutive",
    )  # fmt: skip
    printed = pdf_pages(files["jbi.pdf"]).text
    with zipfile.ZipFile(io.BytesIO(files["jbi.docx"])) as file:
        worded = fold_letters(re.sub(r"<[^>]*>", "", file.read("word/document.xml").decode()))
    for row in rows:
        for text in (printed, worded):
            assert fold_letters(row["asks"])[:20] in text
    where = f"Article, page {first['pdf page']}, line {first['pdf line']}"
    assert fold_letters(where) in printed
    assert fold_letters(where) in worded


@pytest.mark.skipif(bool(verapdf.missing()), reason=f"{verapdf.missing()} is missing")
def test_a_checklist_is_accessible(files: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "jbi.pdf").write_bytes(files["jbi.pdf"])
    judged = verapdf.judged(tmp_path / "jbi.pdf")["jbi.pdf"]
    assert judged.compliant, judged.broken_rules


def test_the_command_builds_fills_and_leaves_a_whole_build(tmp_path: Path) -> None:
    smallest(tmp_path)
    first = cpreport("checklist", "cases", "--guideline", "tidier", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    folder = tmp_path / "output" / "checklists"
    assert sorted(p.name for p in folder.iterdir()) == ["tidier.csv", "tidier.docx", "tidier.pdf"]
    assert "TIDieR, series" in first.stdout
    rows = list(csv.DictReader(io.StringIO((folder / "tidier.csv").read_text("utf-8"))))
    named = next(row for row in rows if row["item"] == "1")
    assert (named["state"], named["document"], named["docx section"]) == (
        "reported", "P01", "Therapeutic intervention",
    )  # fmt: skip
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    cpreport("checklist", "cases", "--guideline", "tidier", "-q", cwd=tmp_path)
    again = cpreport("build", "cases", cwd=tmp_path)
    assert again.returncode == 0
    assert "stale" not in again.stdout + again.stderr
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_check_names_what_lacks_by_guideline_item(built_once: Path) -> None:
    done = cpreport("check", "cases", "--guideline", "care", cwd=built_once)
    assert done.returncode == 0
    assert "CARE 5d, 8b, 8c: the authors have not said where it stands" in done.stdout
    assert "CARE 9c: treatment.sessions.note of P01 is not given" in done.stdout
    strict = cpreport("check", "cases", "--strict", "--guideline", "care", cwd=built_once)
    assert strict.returncode == 1
    assert cpreport("check", "cases", "--guideline", "cars", cwd=built_once).returncode == 2


def test_check_by_guideline_imports_nothing_heavy(built_once: Path) -> None:
    assert heavy_after("check", str(built_once / "cases"), "--guideline", "care") == ([], 0)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is missing")
def test_where_lines_are_numbered_the_printed_numbers_count(tmp_path: Path) -> None:
    from tests.smallest import SERIES

    cases = smallest(tmp_path, add={"series.yaml": SERIES + "style: {layout: review}\n"})
    done = cpreport("build", "cases", "--only", "article", "--to", "pdf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    pdf = tmp_path / "output/article/article.pdf"
    _, places = checklists_of(check(cases), {"article/article.pdf": pdf.read_bytes()})
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True).stdout
    numbered = dict(re.findall(r"^ *(\d+) {2,}(\S.*)$", text, re.MULTILINE))
    lines = [(e, s.page.line) for e, s in places.items() if s.page and s.page.line]
    assert lines
    for evidence, line in lines:
        assert fold_letters(evidence.words.split()[0]) in fold_letters(numbered[str(line)])


def test_heads_and_words_in_figures_are_no_lines() -> None:
    from cpreport.publish.pdf.typeset import pdf

    drawing = (
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='200' height='80'>"
        "<text x='9' y='30'>Above</text><text x='9' y='60'>Below</text></svg>"
    )
    page = (
        '<html lang="en"><head><title>T</title><style>@page { @top-left { content: "Head" } }</style>'
        f'</head><body><main><p>First text.</p><figure><img alt="A" src="{drawing}">'
        "<figcaption>A caption.</figcaption></figure><p>Second text.</p></main></body></html>"
    )
    pages = pdf_pages(pdf(page))
    places = [
        pages.words("", fold_letters(t), "") for t in ("First text", "A caption", "Second text")
    ]
    assert [(p.page, p.line) for p in places if p is not None] == [(1, 1), (1, 2), (1, 3)]
    assert "above" not in pages.text
    assert "head" not in pages.text
