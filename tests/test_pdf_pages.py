"""Pages as a typesetter would let them pass: of the example and of series that are hard to print."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from cpreport.publish.pdf.typeset import pdf
from tests.conftest import REPOSITORY, cpreport, example_built
from tests.pdfpages import RULES, Finding, findings
from tests.pdfpages.area import areas, rows_of
from tests.pdfpages.findings import GOOD_FILL, judged
from tests.pdfpages.glyphs import pages
from tests.shared import made_once
from tests.stress import written

pytestmark = pytest.mark.slow

#: What is judged: of each series the arguments of its build, and its documents.
SERIES: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "example": ([], ("P01", "P02", "P03", "P04", "article")),
    "one-patient-one-visit": ([], ("P01", "article")),
    "right-to-left-names": ([], ("P01", "article")),
    "no-figures-possible": ([], ("P01", "article")),
    "very-long-names": ([], ("P01", "article")),
    "twelve-patients": (["--only", "article"], ("article",)),
    # Its results are hardly more than tables and figures.
    "twelve-in-a-demo": (["--only", "article"], ("article",)),
}
#: What a rule finds and is right to stand, by document and rule.
KNOWN = {
    (
        "very-long-names",
        "P01",
        "broken word",
    ): "a name of seventy letters is broken in its column",
}


def built(series: str) -> Path:
    """Build a series once for all tests, and give its output folder."""
    if series == "example":
        return example_built() / "output"

    def build(folder: Path) -> None:
        if series == "twelve-in-a-demo":
            done = cpreport("init", ".", "--demo", "12", "-q", cwd=folder)
            assert done.returncode == 0, done.stderr
        else:
            written(series, folder / "cases")
        done = cpreport("build", "cases", "--to", "pdf", *SERIES[series][0], cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr

    return made_once(f"pages of {series}", build) / "output"


@cache
def found(series: str, document: str) -> list[Finding]:
    """Judge a document once for all rules."""
    folder = "article" if document == "article" else f"cases/{document}"
    return findings(built(series) / folder / f"{document}.pdf")


@pytest.mark.parametrize(
    ("series", "document", "rule"),
    [
        pytest.param(
            *(series, document, rule),
            marks=[pytest.mark.xfail(strict=True, reason=why)]
            if (why := KNOWN.get((series, document, rule)))
            else [],
        )
        for series, (_, documents) in SERIES.items()
        for document in documents
        for rule in RULES
    ],
)
def test_the_pages_of_a_document_keep_the_rule(series: str, document: str, rule: str) -> None:
    assert [str(one) for one in found(series, document) if one.rule == rule] == []


@pytest.mark.parametrize(("series", "tables"), [("example", 3), ("twelve-in-a-demo", 4)])
def test_every_table_of_an_article_stands_on_one_page(series: str, tables: int) -> None:
    with pypdfium2.PdfDocument(built(series) / "article" / "article.pdf") as read:
        said = [page.get_textpage().get_text_range() for page in read]
    assert [n for n, text in enumerate(said, 1) if "(continued)" in text] == []
    assert len(re.findall(r"^Table \d ", "\n".join(said), re.MULTILINE)) == tables
    ends = judged(built(series) / "article" / "article.pdf", GOOD_FILL)[0]
    assert [str(one) for one in ends if one.rule == "fill"] == []


# --- each rule, by a page that breaks it -----------------------------------------------------------

STYLE = """\
@page { size: A4; margin: 24mm 18mm; @bottom-right {
  content: "Page " counter(page) " of " counter(pages); font: 8pt Source Sans\\ 3 } }
body { margin: 0; font: 10pt/14pt Source Serif\\ 4 }
p, h1, h2 { margin: 0 }
table { border-collapse: collapse } th, td { padding: 2pt 4pt }
thead { display: table-header-group }
figure { margin: 0 } sup { font-size: 5.5pt; line-height: 0; vertical-align: super }
"""
SQUARE = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='300' height='90'>"
    "<rect width='300' height='90' fill='%23eef'/>"
    "<text x='9' y='30' font-family='Source Sans 3' font-size='11'>drawn</text>"
    "<text id='b' x='90' y='30' font-family='Source Sans 3' font-size='11'>beside</text></svg>"
)
TEXT = "<p>Text that fills a line or two, with a citation<sup>12</sup> that is raised.</p>" * 9
ROWS = "".join(f"<tr><td>row {n}</td><td>{n * 7}</td></tr>" for n in range(38))
SHORT = "<table><caption>Table 1 Rows</caption><tbody><tr><th scope=row>1</th></tr></tbody></table>"
NARROW = "<table><caption>Words</caption><tbody><tr><td>citation</td></tr></tbody></table>"
IMAGE = f'<img alt="Drawn" src="{SQUARE}">'
CAPTION = "<figcaption>Figure 1 Drawn</figcaption>"
GOOD = {
    "text": TEXT,
    "heading": "<h2>A heading</h2><p>and what it says.</p>",
    "table": (
        "<table><caption>Table 1 Rows</caption><thead><tr><th scope='col'>Row</th>"
        f"<th scope='col'>Value</th></tr></thead><tbody>{ROWS}</tbody></table>"
    ),
    "figure": f"<figure>{IMAGE}{CAPTION}</figure>",
    "end": "<p>The end.</p>",
}


def page(folder: Path, style: str = "", **parts: str) -> Path:
    """Print a document that breaks no rule but by the style and parts given."""
    body = "".join({**GOOD, **parts}.values())
    head = f"<head><title>T</title><style>{STYLE}{style}</style></head>"
    file = folder / "page.pdf"
    file.write_bytes(pdf(f"<html lang=en>{head}<body><h1>T</h1>{body}</body></html>"))
    return file


def rules(file: Path) -> set[str]:
    return {finding.rule for finding in findings(file)}


def test_a_good_document_has_no_finding(tmp_path: Path) -> None:
    assert findings(page(tmp_path)) == []


def test_a_letter_that_reaches_over_the_edge_and_a_name_that_runs_in_are_no_faults(
    tmp_path: Path,
) -> None:
    name = "<b style='float: left; width: 80mm'>A name that runs in</b>"
    run_in = f"<div>{name}<p>Words beside a name that go on<br>{'and on ' * 30}</p></div>"
    over = "<p>judged is what begins with a j</p>"
    assert findings(page(tmp_path, text=TEXT + run_in, end=over)) == []


def test_a_caption_before_its_drawing_and_a_raised_number_are_no_faults(tmp_path: Path) -> None:
    raised = "<sup style='font-size: 7pt; vertical-align: 4.5pt'>1</sup>"
    names = f"<p>{f'A person of a name{raised}, ' * 12}and others</p>"
    drawn = f"<figure>{CAPTION}{IMAGE}</figure>"
    assert findings(page(tmp_path, figure=GOOD["figure"] + drawn, end=names)) == []


def test_the_right_margin_is_where_the_folio_ends_with_the_room_beside_its_last_digit(
    tmp_path: Path,
) -> None:
    file = page(tmp_path)
    (first, *_) = pages(file, {1: frozenset(range(1000))})
    held = frozenset(
        word.glyphs[0].mark for word in first.words if word.box[1] < 0.9 * first.height
    )
    kept = replace(first, marks=held)
    right = first.width - 18 / 25.4 * 72
    assert areas([kept], [rows_of(kept)])[1].right == pytest.approx(right, abs=0.1)


@pytest.mark.parametrize(
    ("rule", "style", "parts"),
    [
        ("page box", "", {"end": "<p style='position: absolute; left: -22mm'>Ends</p>"}),
        ("page box", "", {"end": f"<p style='margin-left: 155mm'>{'W' * 12}</p>"}),
        ("margin", "", {"end": "<p style='margin-left: 171mm'>WW</p>"}),
        ("margin", "", {"end": "<p style='position: fixed; bottom: -14mm'>low</p>"}),
        ("cut", "", {"end": "<p style='height: 6pt; overflow: hidden'>The end</p>"}),
        ("cut", "", {"end": "<p style='width: 21pt; overflow: hidden; white-space: nowrap'>The end</p>"}),
        ("cut", "", {"figure": GOOD["figure"].replace("x='90'", "x='285'")}),
        ("size", "", {"end": "<p style='font-size: 6.9pt'>The end.</p>"}),
        ("size", "", {"end": "<p>The end<sup style='font-size: 5pt'>1</sup></p>"}),
        ("size", "", {"end": "<p>The end<sup>a raised sentence of words</sup></p>"}),
        ("size", "", {"figure": GOOD["figure"].replace("font-size='11'", "font-size='9'", 1)}),
        ("overlap", "", {"end": "<p>Before the end</p><p style='margin-top: -9pt'>The end</p>"}),
        ("overlap", "", {"figure": GOOD["figure"].replace("x='90'", "x='24'")}),
        ("contrast", "", {"end": "<p style='color: #8a8a8a'>The end</p>"}),
        ("contrast", "", {"end": "<p style='background: #555; color: #111'>The end</p>"}),
        ("contrast", "", {"figure": GOOD["figure"].replace("%23eef", "%23447")}),
        ("contrast", "p.faint { color: rgb(0 0 0 / 40%) }", {"end": "<p class=faint>The end</p>"}),
        ("fill", "", {"end": "<p style='break-before: page'>Alone</p><p style='break-before: page'>End</p>"}),
        ("table header", "thead { display: table-row-group }", {}),
        ("caption", "figcaption { break-before: page }", {}),
        ("caption", "caption { break-after: page }", {"table": SHORT}),
        ("broken word", "td { width: 22pt; table-layout: fixed; overflow-wrap: anywhere }", {"table": NARROW}),
        ("heading", "h2 { break-after: page }", {"text": TEXT * 3}),
        ("heading", "", {"end": "<h2>Nothing</h2>"}),
        ("broken line", "", {"end": f"<p>The end<br>and its{' words' * 40}</p>"}),
    ],
)  # fmt: skip
def test_a_document_that_breaks_one_rule_has_findings_of_that_rule(
    tmp_path: Path, rule: str, style: str, parts: dict[str, str]
) -> None:
    assert rules(page(tmp_path, style, **parts)) == {rule}


def changed(file: Path, change: str) -> Path:
    """Break what WeasyPrint never does: fonts that are not embedded or whole, and no tags."""
    with pikepdf.open(io.BytesIO(file.read_bytes())) as opened:
        for one in opened.objects:
            if isinstance(one, pikepdf.Dictionary) and change == "whole" and "/BaseFont" in one:
                one.BaseFont = pikepdf.Name("/" + str(one.BaseFont)[8:])
            if isinstance(one, pikepdf.Dictionary) and change == "apart":
                for key in {"/FontFile2", "/FontFile3"} & set(one.keys()):
                    del one[key]
        if change == "untagged":
            del opened.Root.StructTreeRoot
        opened.save(file)
    return file


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("whole", "Source-Serif-4-Semi-Bold is embedded whole"),
        ("apart", "+Source-Serif-4-Semi-Bold is not embedded"),
    ],
)
def test_a_font_that_is_not_embedded_as_a_subset_is_a_finding(
    tmp_path: Path, change: str, said: str
) -> None:
    found = findings(changed(page(tmp_path), change))
    assert any(one.rule == "font" and one.what.endswith(said) for one in found), found


def test_a_file_without_tags_is_a_finding(tmp_path: Path) -> None:
    assert "tags" in rules(changed(page(tmp_path), "untagged"))


def test_every_rule_is_described() -> None:
    said = findings.__doc__ or ""
    assert all(f"    {rule} : " in said for rule in RULES)


def test_by_hand_there_is_one_line_a_finding_and_the_white_space(tmp_path: Path) -> None:
    file = page(tmp_path, end="<p style='font-size: 6pt'>small</p>")
    command = [sys.executable, "-m", "tests.pdfpages", "--blank", str(file)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    found, *blank = done.stdout.splitlines()
    assert done.returncode == 1
    assert found == f"{file}: page 2: size: “small” has 6 pt"
    assert len(blank) == 2
    assert all("greatest blank band" in line for line in blank)


def test_the_example_is_as_short_as_its_records_allow(built_once: Path) -> None:
    """What is said twice at most needs no more pages than these."""
    output = built_once / "output"

    def pages_of(name: str) -> int:
        with pikepdf.open(output / f"{name}.pdf") as document:
            return len(document.pages)

    assert pages_of("article/article") <= 12
    assert pages_of("supplement/supplement") <= 10
    assert [pages_of(f"cases/{case}/{case}") for case in ("P01", "P02", "P03", "P04")] == [4] * 4
