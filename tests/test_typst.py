"""The second engine: it prints what the first one does, loses nothing, and fails without harm."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import ImageChops

from cpreport.builder.fingerprint import looks_of
from cpreport.builder.plan import Order
from cpreport.cases.series import Style
from cpreport.check.check_series import Ready, check
from cpreport.checklists.files import checklist_files
from cpreport.checklists.fill_items import fill_checklists
from cpreport.checklists.pdf_pages import pdf_pages
from cpreport.checklists.place_items import finished_documents, place_items
from cpreport.cli import cli
from cpreport.journal.package import package
from cpreport.journal.profiles import GENERIC, profiles
from cpreport.page_texts import remembered
from cpreport.problems import Problem, Refused
from cpreport.publish import engines
from cpreport.publish.attachment import Attachment
from cpreport.publish.folders import folders_of
from cpreport.publish.html.styles import stylesheet
from cpreport.publish.typst import compiler, typeset_data
from cpreport.publish.typst.compiler import TypstFailed, compile_pdf
from cpreport.publish.typst.documents import article_data
from cpreport.publish.typst.looks import beyond, looks_of_css
from cpreport.publish.typst.read_back import PrintedParts, lost, pages_of, parts_of
from cpreport.publish.typst.tags import finish
from cpreport.publish.typst.typeset_data import typst_pdf
from cpreport.verify.verify_package import verify_package
from tests.conftest import cpreport
from tests.pdfpages.findings import GOOD_FILL, judged
from tests.pdfua import verapdf
from tests.render_series import (
    SERIES_FIGURES,
    composed_article,
    drawn,
    findings_of,
    series_tables,
    small_series,
)
from tests.shared import made_once
from tests.typst_seen.pages import data_of, pictures, seen_version, unlike

#: A millimetre, in pt.
MM = 72 / 25.4
PAGES = ("cases/P01/P01.pdf", "article/article.pdf", "supplement/supplement.pdf")
PROSE = """\
We assessed *one* child **twice** in 10^6^ cells of CO~2~.[^1]

- first, `code` and a [link](https://example.org)
- second

3. third
4. fourth

> Quoted words.

| Left | Right |
|---|--:|
| one | 1 |

```
  a line   as written
```

[^1]: What the footnote says.
"""


@pytest.fixture(scope="module")
def by_typst(built_once: Path) -> Path:
    """The output of the example series, its PDFs set by Typst."""

    def build(folder: Path) -> None:
        series = str(built_once / "cases")
        done = cpreport(
            "build", series, "--engine", "typst", "--to", "pdf", "-o", "output", cwd=folder
        )
        assert done.returncode == 0, done.stderr
        said = "Set by Typst: P01, P02, P03, P04, article, supplement."
        assert re.search(rf"^{re.escape(said)}$", done.stdout, re.M), done.stdout

    return made_once("example by Typst", build) / "output"


def article_of(folder: Path) -> dict[str, Any]:
    findings = findings_of(folder)
    article, figures = composed_article(findings), drawn(*SERIES_FIGURES)
    return dict(article_data(findings, article, figures, series_tables(findings), folder=folder))


def with_methods(folder: Path, text: str) -> Path:
    series = small_series(folder)
    (series / "methods.md").write_text(text, "utf-8")
    return series


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The data of the smallest report."""
    return data_of(small_series(tmp_path_factory.mktemp("small")))


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def text_of(content: bytes) -> str:
    return "\n".join(p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(content))


def words_of(content: bytes) -> set[str]:
    """Whole words: what the end of a line parts is left out."""
    parted = r"\S*[\x02\ufffe]\s*\S*|\.{3,}"
    found = re.split(r"\s+", re.sub(parted, " ", text_of(content)))
    return {letters(word) for word in found} - {""}


def outline(content: bytes) -> list[tuple[int, str]]:
    def walk(items: Any, depth: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield depth, item.title
            yield from walk(item.children, depth + 1)

    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as found:
        return list(walk(found.root, 0))


def tags(content: bytes) -> list[tuple[str, str, str]]:
    """The kind of every element with its text alternative and its scope."""
    found = []

    def walk(element: Any) -> None:
        if isinstance(element, pikepdf.Array):
            for one in element:
                walk(one)
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            said = element.get("/A", pikepdf.Array())
            parts = said if isinstance(said, pikepdf.Array) else [said]
            scope = "".join(str(part.get("/Scope", "")) for part in parts)
            found.append((str(element.S), str(element.get("/Alt", "")), scope))
            walk(element.get("/K", pikepdf.Array()))

    with pikepdf.open(io.BytesIO(content)) as pdf:
        walk(pdf.Root.StructTreeRoot.K)
    return found


def rows_with_cells(found: list[tuple[str, str, str]]) -> int:
    """How many rows have cells that are no headings."""
    kinds = "".join("|" if kind == "/TR" else kind for kind, _, _ in found)
    return sum("/TD" in row for row in kinds.split("|")[1:])


# --- the same as by WeasyPrint -------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
def test_a_document_of_the_example_says_what_the_other_engine_prints(
    path: str, by_typst: Path, built_once: Path
) -> None:
    own, other = (by_typst / path).read_bytes(), (built_once / "output" / path).read_bytes()
    said, theirs_said = letters(text_of(own)), letters(text_of(other))
    assert {word for word in words_of(other) if word not in said} <= {"continued"}
    # Where a page parts a table, its name stands again, and the engines part them elsewhere.
    assert {word for word in words_of(own) if word not in theirs_said} <= {"continued"}
    assert [t for _, t in outline(own)] == [t for _, t in outline(other)]
    with pikepdf.open(io.BytesIO(own)) as mine, pikepdf.open(io.BytesIO(other)) as theirs:
        for name in ("/Title", "/Author", "/Subject", "/Keywords", "/Creator"):
            assert str(mine.docinfo[name]) == str(theirs.docinfo[name])
        assert str(mine.Root.Lang) == str(theirs.Root.Lang) == "en-GB"
        assert "<rdf:li>Maren Ostrowick</rdf:li>" in mine.Root.Metadata.read_bytes().decode()
        assert "/CreationDate" not in mine.docinfo
        assert abs(len(mine.pages) - len(theirs.pages)) <= 1
    assert set(pdf_pages(other).anchors) - {"main"} <= set(pdf_pages(own).anchors)
    mine, theirs = tags(own), tags(other)
    assert sorted(alt for _, alt, _ in mine if alt) == sorted(alt for _, alt, _ in theirs if alt)
    # Every row of a body has a heading; WeasyPrint gives its row headings no scope.
    rows = sum(scope == "/Row" for _, _, scope in mine)
    assert rows == rows_with_cells(theirs) > 5


@pytest.mark.slow
@pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run: {verapdf.missing()}")
def test_the_pdfs_of_the_example_pass_pdf_ua_1_in_verapdf(by_typst: Path) -> None:
    judged = verapdf.judged(*(by_typst / path for path in PAGES))
    assert {name: one.broken_rules for name, one in judged.items()} == {
        "P01.pdf": (), "article.pdf": (), "supplement.pdf": (),
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run: {verapdf.missing()}")
def test_one_for_archives_passes_both_standards_with_its_data(
    small: dict[str, Any], tmp_path: Path
) -> None:
    content = typst_pdf(small, [Attachment("scores.csv", b"a,b\n1,2\n", "Every score")])
    (tmp_path / "kept.pdf").write_bytes(content)
    for rules in ("ua1", "3a"):
        (judged,) = verapdf.judged(tmp_path / "kept.pdf", rules=rules).values()
        assert judged.broken_rules == ()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.attachments["scores.csv"].get_file().read_bytes() == b"a,b\n1,2\n"
        assert "/CreationDate" not in pdf.docinfo
    assert b"CreateDate" not in content


def test_everything_that_prose_can_hold_is_set(tmp_path: Path) -> None:
    content = typst_pdf(article_of(with_methods(tmp_path, PROSE)))
    text = text_of(content)
    for said in (
        "one child twice in 106 cells of CO2", "first, code and a link", "3. third", "4. fourth",
        "Quoted words.", "What the footnote says.", "a line   as written", "Left", "Right",
    ):  # fmt: skip
        assert letters(said) in letters(text), said
    assert {"/BlockQuote", "/L", "/LI", "/Note", "/Code", "/Link"} <= {
        k for k, _, _ in tags(content)
    }


def test_text_is_never_markup(tmp_path: Path) -> None:
    series = with_methods(tmp_path, "We assessed one child twice.\n")
    written = '#import "@preview/x:1.0.0" $x^2$ *a* _b_ @c <d> \\e `f` //g ~h #panic() [i] {j}'
    data = article_of(series)
    section = data["sections"][0]
    section["n"] = [{"k": "p", "n": [written]}, {"k": "h", "level": 3, "n": [written]}]
    data["front"]["title"] = written
    squeezed = re.sub(r"[\s-]", "", text_of(typst_pdf(data)))
    assert squeezed.count(re.sub(r"[\s-]", "", written)) == 3


def test_a_left_out_level_of_headings_is_not_left_out_in_the_tags(tmp_path: Path) -> None:
    data = article_of(small_series(tmp_path))
    data["sections"][0]["n"] = [
        {"k": "h", "level": level, "n": [f"Level {level}"]} for level in (5, 3)
    ]
    kinds = [kind for kind, _, _ in tags(typst_pdf(data)) if re.fullmatch(r"/H\d", kind)]
    assert kinds[-4:] == ["/H2", "/H3", "/H3", "/H2"]


def test_the_letters_that_no_font_has_are_named(small: dict[str, Any]) -> None:
    data = {**small, "front": {**small["front"], "notice": "odd \u0378 letter"}}
    with pytest.raises(Refused) as refused:
        typst_pdf(data)
    (problem,) = refused.value.problems
    assert (problem.code, problem.message) == ("CP603", "no font has `\u0378` (U+0378)")


def test_the_colours_and_letters_of_a_theme_are_read_from_its_stylesheet() -> None:
    folders = folders_of(Path("cases"))
    looks = looks_of_css(stylesheet(folders, "print", Style(theme="garnet", text="sans serif")))
    assert looks["accent"] == "#8a1c33"
    assert looks["text-face"][0] == "Source Sans 3"  # type: ignore[index]
    assert looks["h2-face"][0] == "Source Serif 4"  # type: ignore[index]
    assert looks["print-text"] == {"number": 9.5, "unit": "pt"}
    for name in ("garnet", "journal", "clinic"):
        assert not beyond((folders.styles[0] / "themes" / f"{name}.css").read_text("utf-8"))


@pytest.mark.slow
def test_paragraphs_stand_in_one_order_with_either_engine(by_typst: Path, built_once: Path) -> None:
    files = ("introduction.md", "methods.md", "results.md", "discussion.md", "conclusion.md")
    prose = "\n\n".join((built_once / "cases" / name).read_text("utf-8") for name in files)
    told = [letters(paragraph)[:40] for paragraph in prose.split("\n\n")]
    both = [
        letters(text_of((output / "article/article.pdf").read_bytes()))
        for output in (by_typst, built_once / "output")
    ]
    told = [one for one in told if len(one) == 40 and all(one in text for text in both)]
    own, other = (sorted(set(told), key=text.find) for text in both)
    assert own == other
    assert len(own) > 20


def test_every_line_of_a_review_copy_has_its_number(tmp_path: Path) -> None:
    series = small_series(
        tmp_path, ("series.yaml", "sections:\n", "style: {layout: review}\nsections:\n")
    )
    document = pypdfium2.PdfDocument(typst_pdf(data_of(series)))
    numbers = []
    for page in document:
        text = page.get_textpage()
        said = text.get_text_range()
        for found in re.finditer(r"^\d+(?=\r?$)", said, re.M):
            left, *_ = text.get_charbox(found.start())
            numbers += [int(found[0])] if left < 18 / 25.4 * 72 else []
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 20


# --- how pages look ------------------------------------------------------------------------------


def test_its_pages_look_as_they_did_with_the_version_that_was_looked_at(
    small: dict[str, Any],
) -> None:
    anew = "look at the pages that `python -m tests.typst_seen` makes anew, and commit them"
    assert compiler.typst_version() == seen_version(), anew
    actual = pictures(typst_pdf(small))
    assert unlike(actual) == [], anew
    # A line that stands elsewhere is seen.
    lower = [ImageChops.offset(picture, 0, 3) for picture in actual]
    assert len(unlike(lower)) == len(actual)


def reach(page: pypdfium2.PdfPage) -> float:
    """How much of the height between its head and its foot a page is filled."""
    head, foot, height = 20 * MM, 18 * MM, page.get_height()
    lowest = min(
        bottom
        for _, bottom, _, top in (one.get_bounds() for one in page.get_objects())
        if top < height - head and bottom > foot - MM
    )
    return float((height - head - lowest) / (height - head - foot))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "most", "least"), [("P02", 4, 0.85), ("article", 12, 0.85), ("supplement", 9, 0.8)]
)
def test_pages_of_the_example_are_few_and_full(
    by_typst: Path, name: str, most: int, least: float
) -> None:
    # In a supplement tables stay with their section.
    folder = f"cases/{name}" if name == "P02" else name
    document = pypdfium2.PdfDocument(by_typst / folder / f"{name}.pdf")
    assert len(document) <= most
    assert min(map(reach, list(document)[:-1])) > least


@pytest.mark.slow
def test_a_table_that_fits_on_the_next_page_is_not_parted(by_typst: Path) -> None:
    pages = [
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(by_typst / "article/article.pdf")
    ]
    continued = [
        said.split("(continued)")[0].split()[-1] for said in pages if "(continued)" in said
    ]
    assert continued == ["2"]


@pytest.mark.slow
def test_a_verdict_and_what_it_rests_on_have_a_space_between_them(by_typst: Path) -> None:
    said = pypdfium2.PdfDocument(by_typst / "cases/P01/P01.pdf")[0].get_textpage().get_text_range()
    assert len(re.findall(r": better · \S", said)) == 5


@pytest.mark.slow
def test_a_figure_and_a_table_stand_whole_where_that_leaves_no_hole(by_typst: Path) -> None:
    # The figure has room where it is spoken of, and a table behind it would be parted.
    pages = [
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(by_typst / "cases/P04/P04.pdf")
    ]
    (table,) = (n for n, said in enumerate(pages) if "Table 2 Scores of P04" in said)
    (figure,) = (n for n, said in enumerate(pages) if "Figure 2 Every graded item" in said)
    assert "minimal detectable change" in pages[table]
    assert not any("Table 2 (continued)" in said for said in pages)
    assert table in (figure, figure + 1)


# --- nothing is lost -----------------------------------------------------------------------------


def lost_of(content: bytes, parts: PrintedParts, alts: Sequence[str]) -> tuple[str, ...]:
    with pages_of(content) as pages:
        return lost(pages, parts, alts)


def test_what_a_pdf_has_lost_is_named(small: dict[str, Any]) -> None:
    content, parts = typst_pdf(small), parts_of(small)
    alts = tuple(parts.alts)
    assert lost_of(content, parts, alts) == ()
    more = replace(parts, lines=[*parts.lines, "asentencethatnopagehas"])
    assert lost_of(content, more, alts) == ("asentencethatnopagehas",)
    twice = replace(parts, rows=[[*rows, rows[-1]] for rows in parts.rows[:1]])
    assert lost_of(content, twice, alts) == (parts.rows[0][-1],)
    assert lost_of(content, parts, alts[1:]) == ("aplaindrawing.",)


def test_rows_printed_over_each_other_are_found() -> None:
    def page(*heights: int) -> bytes:
        pdf = pikepdf.new()
        pdf.add_blank_page(page_size=(200, 200))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        said = (f"BT /F 9 Tf 20 {y} Td (Row {n} has {y}) Tj ET" for n, y in enumerate(heights))
        pdf.pages[0].Contents = pdf.make_stream("\n".join(said).encode())
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()

    rows = PrintedParts(rows=[["row0has100", "row1has80"]])
    assert lost_of(page(100, 80), rows, ()) == ()
    rows = PrintedParts(rows=[["row0has100", "row1has99"]])
    assert lost_of(page(100, 99), rows, ()) == ("row1has99",)


def test_what_is_remembered_of_a_pdf_is_what_its_finished_pages_say(small: dict[str, Any]) -> None:
    content = typst_pdf(small)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    assert remembered(content) == tuple(pages)
    assert remembered(content + b"\n") is None


def test_a_pdf_that_lost_something_is_not_given(
    small: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = parts_of(small)
    more = replace(whole, lines=[*whole.lines, "lostwords"])
    monkeypatch.setattr(typeset_data, "parts_of", lambda data: more)
    with pytest.raises(TypstFailed, match=r"^it lost `lostwords`$"):
        typst_pdf(small)


def test_a_breakable_table_keeps_every_row_and_its_notes_with_the_last(tmp_path: Path) -> None:
    data = article_of(small_series(tmp_path))
    row = [{"n": ["row"], "c": "left"}, {"n": ["1"], "c": "right"}]
    rows = [[{"n": [f"row {n}"], "c": "left"}, row[1]] for n in range(150)]
    head = [{"n": [name], "c": "left", "cs": 1, "rs": 1, "over": False} for name in ("A", "B")]
    part = {"widths": [50, 50], "head": [head], "heads": 1}
    part |= {"groups": [{"heading": "All", "short": False, "rows": rows}]}
    table = {"k": "table", "anchor": "tbl-long", "label": "Table 9", "caption": "Long"}
    table |= {"continued": "(continued)", "wide": False, "parts": [part], "notes": ["The note."]}
    data["sections"][0]["n"] = [table]
    content = typst_pdf(data)
    pages = [p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(content)]
    on = [number for number, text in enumerate(pages) if "row " in text]
    names = [text.count("Table 9 Long") + 10 * text.count("Table 9 (continued)") for text in pages]
    assert [names[number] for number in on] == [1] + [10] * (len(on) - 1)
    assert sum(names) == 1 + 10 * (len(on) - 1)
    # It is printed, and the table has it once.
    kinds = [kind for kind, _, _ in tags(content)]
    heads = kinds[kinds.index("/THead") : kinds.index("/TBody")]
    assert heads == ["/THead", "/TR", "/TH", "/TH"]
    # The name of the first group of rows, which no further page repeats, is theirs.
    assert kinds[kinds.index("/TBody") :][:4] == ["/TBody", "/TR", "/TH", "/P"]
    (last,) = [text for text in pages if "The note." in text]
    assert "row 149" in last
    assert sum("row 149" in text for text in pages) == 1


@pytest.mark.slow
@pytest.mark.parametrize("document", ["cases/P01/P01", "article/article", "supplement/supplement"])
def test_pages_by_typst_are_full_and_break_no_rule(by_typst: Path, document: str) -> None:
    assert judged(by_typst / f"{document}.pdf", GOOD_FILL)[0] == []


# --- the same bytes ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_same_data_give_the_same_bytes_in_any_order_and_process(
    small: dict[str, Any], tmp_path: Path
) -> None:
    first = typst_pdf(small)
    typst_pdf(article_of(small_series(tmp_path)))
    assert typst_pdf(small) == first
    (tmp_path / "data.json").write_text(json.dumps(small), "utf-8")
    script = (
        "import hashlib, json, sys; from pathlib import Path;"
        "from cpreport.publish.typst.typeset_data import typst_pdf;"
        "data = json.loads(Path(sys.argv[1]).read_text('utf-8'));"
        "print(hashlib.sha256(typst_pdf(data)).hexdigest())"
    )
    asked = [sys.executable, "-c", script, str(tmp_path / "data.json")]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(first).hexdigest()


@pytest.mark.slow
def test_one_and_two_workers_make_the_same_bytes(tmp_path: Path) -> None:
    series, made = str(small_series(tmp_path)), []
    for jobs in ("1", "2"):
        asked = ("--engine", "typst", "--to", "pdf", "--jobs", jobs, "-o", jobs)
        done = cpreport("build", series, *asked, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        made.append({p.name: p.read_bytes() for p in (tmp_path / jobs).rglob("*.pdf")})
    assert made[0] == made[1]
    assert len(made[0]) >= 2


# --- what goes wrong -----------------------------------------------------------------------------


def test_a_compile_process_that_dies_is_told_and_another_takes_over(
    small: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = typst_pdf(small)
    with monkeypatch.context() as patched:

        def die(running: subprocess.Popen[bytes], request: bytes) -> None:
            running.kill()
            running.wait()

        patched.setattr(compiler, "_exchange", die)
        with pytest.raises(TypstFailed, match="its process ended"):
            typst_pdf(small)
    assert typst_pdf(small) == before


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "MOST_SECONDS", 0.0)
    with pytest.raises(TypstFailed, match=r"^it took longer than 0 s$"):
        compile_pdf("{}", ("ua-1",))


def test_the_process_may_take_so_much_memory_and_no_more() -> None:
    script = (
        "from cpreport.publish.typst import compile_process as one; one.MOST_MEMORY = 1 << 30;"
        "one._limit_memory(); bytearray(2 << 30)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().endswith("MemoryError")


def test_too_many_rows_and_letters_are_left_to_the_other_engine(
    small: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeset_data, "MOST_ROWS", 1)
    with pytest.raises(TypstFailed, match=r"^a table has more than 1 rows$"):
        typst_pdf(small)
    monkeypatch.setattr(compiler, "MOST_LETTERS", 1)
    with pytest.raises(TypstFailed, match=r"^it has more than 1 letters$"):
        compile_pdf("{}", ("ua-1",))


def test_an_error_of_typst_falls_back_with_a_remark(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise TypstFailed("label does not exist")

    monkeypatch.setattr(engines, "typst_once", fail)
    page = "<html lang='en'><head><title>T</title></head><body><h1>H</h1></body></html>"
    found = engines.set_pdf("typst", "", lambda: page, dict)
    assert found.engine == "weasyprint"
    assert found.content.startswith(b"%PDF")
    assert found.remark == "set by WeasyPrint, because Typst could not: label does not exist"


def test_a_checklist_that_typst_could_not_set_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise TypstFailed("label does not exist")

    monkeypatch.setattr(engines, "typst_once", fail)
    monkeypatch.setattr(engines, "typeset_once", lambda page: b"by WeasyPrint")
    ready, remarks = check(small_series(tmp_path)), list[Problem]()
    assert isinstance(ready, Ready)
    files = checklist_files(ready, {}, ["care"], "typst", remarks)
    assert files["care-P01.pdf"] == b"by WeasyPrint"
    why = "set by WeasyPrint, because Typst could not: label does not exist"
    assert [(p.code, p.message) for p in remarks] == [
        ("CP606", f"checklists/{name}.pdf was {why}") for name in ("care", "care-P01")
    ]


def test_without_pango_typst_sets_what_it_can_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "weasyprint_works", lambda: False)
    assert engines.engine_for(None) == (
        "typst",
        "Pango is missing on this machine, so Typst sets the PDFs.",
    )
    monkeypatch.setattr(engines, "typst_once", lambda *_: b"by Typst")
    found = engines.set_pdf("typst", engines.TWO_COLUMNS, str, dict)
    assert found == engines.SetPdf(
        b"by Typst", "typst", "set in one column: two need WeasyPrint, and Pango is missing"
    )
    with pytest.raises(Refused, match="templates of the series need WeasyPrint"):
        engines.set_pdf("typst", "templates of the series", str, dict)


def test_without_pango_an_error_of_typst_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise TypstFailed("it lost `a row`")

    monkeypatch.setattr(engines, "weasyprint_works", lambda: False)
    monkeypatch.setattr(engines, "typst_once", fail)
    with pytest.raises(Refused, match="Typst could not set it: it lost `a row`"):
        engines.set_pdf("typst", "", str, dict)


def test_pango_and_typst_missing_leaves_the_usual_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "weasyprint_works", lambda: False)
    monkeypatch.setattr(engines, "typst_version", lambda: "")
    assert engines.engine_for(None) == ("weasyprint", "")
    assert engines.missing_engine("typst") == (
        '--engine typst needs the package typst: pip install "cpreport[typst]"'
    )
    assert engines.missing_engine(None) == ""
    lacks = engines.lacking()
    assert lacks is not None
    assert (lacks.code, lacks.message, lacks.help) == (
        "CP601",
        "this machine has neither Pango nor Typst: HTML and DOCX are made in the place of PDF",
        'pip install "cpreport[typst]", or install Pango: `cpreport doctor` says how',
    )


@pytest.mark.slow
def test_where_nothing_sets_a_pdf_html_and_docx_are_made_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "weasyprint_works", lambda: False)
    monkeypatch.setattr(engines, "typst_version", lambda: "")
    series = str(small_series(tmp_path))
    runner = CliRunner(env={"CPREPORT_JOBS": "1", "COLUMNS": "100"})
    done = runner.invoke(cli, ["build", series, "--only", "reports"])
    assert done.exit_code == 3
    said = " ".join(done.output.split())
    assert "has neither Pango nor Typst: HTML and DOCX are made in the place of PDF" in said
    made = sorted(path.name for path in (tmp_path / "output/cases").rglob("*.*"))
    assert made == ["P01.docx", "P01.html"]
    with zipfile.ZipFile(tmp_path / "output/cases/P01/P01.docx") as docx:
        pictures = [name for name in docx.namelist() if name.startswith("word/media/")]
        assert pictures
        for name in pictures:
            assert docx.read(name).startswith(b"\x89PNG")


@pytest.mark.parametrize("command", ["build", "package", "checklist", "letter"])
def test_an_engine_that_is_not_installed_is_wrong_use_with_the_fix(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "typst_version", lambda: "")
    series = str(small_series(tmp_path))
    done = CliRunner(env={"COLUMNS": "100"}).invoke(cli, [command, series, "--engine", "typst"])
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert '--engine typst needs the package typst: pip install "cpreport[typst]"' in said
    assert not (tmp_path / "output").exists()


def test_two_columns_and_own_templates_stay_with_weasyprint(tmp_path: Path) -> None:
    series = small_series(tmp_path)

    def why(style: Style = Style(), *, columns: bool = False) -> str:  # noqa: B008
        return engines.reserved_for_weasyprint(("report.html",), series, style, columns=columns)

    assert why() == ""
    assert why(Style(layout="two columns")) == ""
    assert why(Style(layout="two columns"), columns=True) == "two columns"
    styles, templates = tmp_path / "styles", tmp_path / "templates"
    styles.mkdir()
    (styles / "theme.css").write_text(":root { --accent: #123456 }", "utf-8")
    assert why() == ""
    (styles / "theme.css").write_text(":root { --accent: #123456 }\nh1 { color: red }", "utf-8")
    assert why() == "stylesheets of the series"
    (styles / "theme.css").unlink()
    (templates / "partials").mkdir(parents=True)
    (templates / "partials" / "title.html").write_text("<h1>{{ front.title }}</h1>", "utf-8")
    assert why() == "templates of the series"


def test_another_engine_is_another_look(tmp_path: Path) -> None:
    series = small_series(tmp_path)
    order, ready = Order(series, tmp_path / "output"), check(series)
    usual = looks_of(ready, order, ["report"])["report"].parts
    other = looks_of(ready, replace(order, engine="typst"), ["report"])["report"].parts
    assert usual["engine"] == "WeasyPrint"
    assert re.fullmatch(r"Typst 0\.15\.\d+", other["engine"])
    assert {**usual, "engine": other["engine"]} == other


def test_finishing_tells_the_authors_one_by_one(small: dict[str, Any]) -> None:
    doc = json.dumps({**small, "authors": ["Ada & Co", "Bo Example"]})
    parts = parts_of(small)
    content, _ = finish(compile_pdf(doc, ("ua-1",)), parts.heads, ["Ada & Co", "Bo"], "maker 1", {})
    with pikepdf.open(io.BytesIO(content)) as pdf:
        told = re.sub(r">\s+<", "><", pdf.Root.Metadata.read_bytes().decode())
    assert "<rdf:Seq><rdf:li>Ada &amp; Co</rdf:li><rdf:li>Bo</rdf:li></rdf:Seq>" in told
    assert "<xmp:CreatorTool>maker 1</xmp:CreatorTool>" in told


@pytest.mark.slow
def test_checklists_find_in_its_pdfs_what_they_find_in_the_others(
    by_typst: Path, built_once: Path
) -> None:
    ready = check(built_once / "cases")
    assert isinstance(ready, Ready)
    paths = ("article/article.pdf", *(f"cases/P0{n}/P0{n}.pdf" for n in range(1, 5)))

    def states(output: Path) -> dict[tuple[str, str], str]:
        documents = finished_documents(ready, {p: (output / p).read_bytes() for p in paths})
        placed, _ = place_items(fill_checklists(ready), documents)
        return {(c.name, f.item.item): f.state for c in placed for f in c.items}

    assert states(by_typst) == states(built_once / "output")


@pytest.mark.slow
def test_a_package_of_its_pdfs_is_made_again_by_it(tmp_path: Path) -> None:
    series = small_series(tmp_path)
    made = package(series, profiles(series)[0][GENERIC], engine="typst")
    assert made.content is not None, made.problems
    assert made.terms is not None
    assert made.terms.engine == "typst"
    assert made.terms.same_versions
    for path in ("manuscript/article.pdf", "cases/P01/P01.pdf", "checklists/care-P01.pdf"):
        with pikepdf.open(io.BytesIO(made.files[path])) as pdf:
            assert str(pdf.docinfo["/Producer"]).startswith("Typst ")
    (tmp_path / "series.zip").write_bytes(made.content)
    report = verify_package(tmp_path / "series.zip")
    assert [failure for one in report.checks for failure in one.failures] == []
