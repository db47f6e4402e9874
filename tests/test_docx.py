"""Documents for word processors: opened by a library that is not ours, and by LibreOffice."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from cpreport.changes.compare import changes_of
from cpreport.changes.docx_parts import open_parts
from cpreport.changes.returned import read_parts
from cpreport.check.check_series import Ready, check
from cpreport.figures import draw_series, series_figures_of
from cpreport.figures.style import Drawn
from cpreport.manuscript.tree import SmallCaps, TableBlock, Text
from cpreport.privacy.scan import search_content, search_of
from cpreport.publish.docx import DocumentProperties, Writer, article_docx, table_docx
from cpreport.publish.submission import Submission
from cpreport.tables import SERIES_TABLES, series_table
from cpreport.tables.table import Table
from tests.conftest import REPOSITORY, cpreport
from tests.test_privacy_identities import NAME, private

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Series:
    """The example with its drawings and tables, made once."""

    checked: Ready
    drawn: dict[str, Drawn]
    tables: dict[str, Table]

    def article(self, submission: Submission | None = None) -> bytes:
        findings, article = self.checked.findings, self.checked.article
        assert findings is not None
        assert article is not None
        return article_docx(findings, article, self.drawn, self.tables, submission)


@pytest.fixture(scope="module")
def series() -> Series:
    found = check(REPOSITORY / "cases")
    assert isinstance(found, Ready)
    drawn = {n: draw_series(n, found.findings) for n in series_figures_of(found.findings)}
    tables = {n: series_table(n, found.findings) for n in SERIES_TABLES}
    return Series(
        found,
        {name: figure for name, figure in drawn.items() if figure is not None},
        {name: table for name, table in tables.items() if table is not None},
    )


@pytest.fixture(scope="module")
def content(series: Series) -> bytes:
    return series.article()


@pytest.fixture(scope="module")
def article(content: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(content))


def with_part(content: bytes, name: str, old: str, new: str) -> bytes:
    """Give a document with a text in one of its parts replaced, once."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w") as after:
        for part in before.namelist():
            text = before.read(part)
            if part == name:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            after.writestr(part, text)
    return changed.getvalue()


def valid(content: bytes) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.docx"
        path.write_bytes(content)
        return [str(error) for error in OpenXmlValidator().validate(path).errors]


def test_the_article_is_valid_by_a_validator_of_open_xml(content: bytes) -> None:
    assert valid(content) == []


def test_made_twice_it_is_the_same(series: Series, content: bytes) -> None:
    assert series.article() == content


def test_what_a_paragraph_is_its_style_says(article: docx.document.Document) -> None:
    styles = {p.style.name for p in article.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Caption", "Body Text", "Bibliography"} <= styles


def test_every_table_repeats_its_heading_and_parts_no_row(
    article: docx.document.Document,
) -> None:
    for table in article.tables:
        rows = table._tbl.findall(qn("w:tr"))
        assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_every_reference_leads_to_a_bookmark_that_is_there(
    article: docx.document.Document,
) -> None:
    body = article.element.body
    names = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    fields = [i.text.split() for i in body.iter(qn("w:instrText"))]
    wanted = {words[1] for words in fields if words[0] == "REF"}
    assert wanted <= names
    assert {"fig_items", "tbl_scores", "ref_1"} <= wanted
    assert sum(words[0] == "SEQ" for words in fields) == len(names & {
        "fig_items", "fig_timelines",
        "tbl_characteristics", "tbl_outcomes", "tbl_scores",
    })  # fmt: skip


def test_every_number_of_the_ledger_is_a_control_with_its_id(
    series: Series, article: docx.document.Document, content: bytes
) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        traces = docx.oxml.parse_xml(file.read("customXml/item1.xml"))
    known = {r.get("key"): r for r in traces if r.tag.endswith("result")}
    controls = list(article.element.body.iter(qn("w:sdt")))
    assert len(controls) > 220
    for control in controls:
        about = known[control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))]
        shown = "".join(t.text for t in control.iter(qn("w:t")))
        assert shown == about.get("printed").replace("\n", "")
        assert isinstance(series.checked, Ready)
        assert set(about.get("ids").split()) <= set(series.checked.findings.ledger)


def test_figures_have_text_alternatives_and_the_dots_of_print(
    series: Series, article: docx.document.Document
) -> None:
    described = [p.get("descr") for p in article.element.body.iter(qn("wp:docPr"))]
    assert sorted(described) == sorted(
        " ".join(f.alt.split()) for n, f in series.drawn.items() if n != "change"
    )
    assert {s.width for s in article.inline_shapes} == {170 * 36000}
    assert all(p.image.horz_dpi == 300 for p in article.part.package.image_parts)


def test_lines_and_pages_are_numbered_and_the_language_is_said(
    article: docx.document.Document, series: Series
) -> None:
    section = article.sections[0]._sectPr
    assert section.find(qn("w:lnNumType")).get(qn("w:restart")) == "continuous"
    footer = article.sections[0].footer._element
    assert [i.text.strip() for i in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    languages = {e.get(qn("w:val")) for e in article.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    assert article.styles["Body Text"].paragraph_format.line_spacing == 2.0
    assert article.core_properties.author.startswith("Maren Ostrowick; ")
    assert article.core_properties.language == "en-GB"


def test_anonymous_it_names_nobody(series: Series) -> None:
    content = series.article(Submission(anonymous=True, figures="listed", tables="at end"))
    assert valid(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        whole = b"".join(file.read(name) for name in file.namelist()).decode("utf-8", "replace")
    assert isinstance(series.checked, Ready)
    for author in series.checked.findings.scored.series.record.authors:
        assert author.name not in whole
        assert str(author.orcid) not in whole
    assert "Department of Paediatric" not in whole
    assert "Conceptualization" not in whole
    document = docx.Document(io.BytesIO(content))
    said = [p.text for p in document.paragraphs]
    assert len(document.inline_shapes) == 0
    assert said.index("Tables") > said.index("References") < said.index("Figure legends")
    assert "File: Figure_1" in said


def test_a_table_alone_is_a_document(series: Series) -> None:
    content = table_docx(series.tables["scores"], "Table\N{NO-BREAK SPACE}1")
    assert valid(content) == []
    document = docx.Document(io.BytesIO(content))
    assert document.paragraphs[0].text.startswith("Table\N{NO-BREAK SPACE}1 Scores of every")
    assert len(document.tables) == 1


def test_a_build_makes_what_word_opens_and_lists_it(example: Path) -> None:
    done = cpreport("build", "cases", "--to", "docx", "--case", "P03", cwd=example.parent)
    assert done.returncode == 0, done.stderr
    output = example.parent / "output"
    document = docx.Document(output / "cases" / "P03" / "P03.docx")
    said = [p.text for p in document.paragraphs]
    assert said[0] == "Case report P03"
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[:3] == ["Summary", "Patient information", "Clinical findings"]
    whole = ["".join(t.text or "" for t in p._p.iter(qn("w:t"))) for p in document.paragraphs]
    counted = "4~better, 1~worse~of~16~items".replace("~", "\N{NO-BREAK SPACE}")
    assert f"Spasticity (primary outcome): better · {counted}" in whole
    assert any(text.endswith("MDC, minimal detectable change.") for text in whole)
    assert 'href="cases/P03/P03.docx"' in (output / "index.html").read_text("utf-8")


def test_a_name_in_a_document_for_word_is_found(content: bytes, example: Path) -> None:
    private(example)
    first, last = NAME[:5], NAME[5:]
    # Parted by a content control, as a number parts a sentence.
    parted = (
        f"{first}</w:t></w:r><w:sdt><w:sdtPr><w:tag w:val='r1'/></w:sdtPr><w:sdtContent><w:r>"
        f"<w:t>{last}</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>"
    )
    planted = with_part(content, "word/document.xml", "Small gains followed", parted)
    search, _ = search_of(example)
    assert search is not None
    assert search_content(search, "a.docx", content).hits == ()
    assert {hit.case for hit in search_content(search, "a.docx", planted).hits} == {"P01"}
    hidden = with_part(content, "customXml/item1.xml", "Small gains followed", NAME)
    assert {hit.where for hit in search_content(search, "a.docx", hidden).hits} == {
        "customXml/item1.xml"
    }


RICH = """\
A sentence^[A note of *a work* with {{ results["patients"].in_words }} patients.]
with `code`, *emphasis*, **weight**, a [link](https://example.org) and [@case:P02].

1. First
2. Second
   - below
     1. deeper
   - and again

   Further words of the second.
3. Third

New count:

1. One

> Quoted words
> on two lines.

    code, as it
      was written

| left | right |
|---|---|
| a | {{ results["patients"] }} |

#### A heading far below

Last[@Bohannon1987, p. 3].
"""


def test_all_that_markdown_can_say_is_said_and_valid(example: Path) -> None:
    section = example / "conclusion.md"
    section.write_text(f"{section.read_text('utf-8')}\n{RICH}", "utf-8")
    found = check(example)
    assert isinstance(found, Ready)
    assert found.article is not None, found.problems
    content = article_docx(found.findings, found.article, {}, {})
    assert valid(content) == []
    document = docx.Document(io.BytesIO(content))
    styles = {p.text: p.style.name for p in document.paragraphs}
    assert styles["First"] == styles["deeper"] == "List Number"
    assert styles["below"] == "List Bullet"
    assert styles["Further words of the second."] == "List Continue"
    assert styles["Quoted words on two lines."] == "Quote"
    assert styles["code, as it\n  was written"] == "Code"
    assert styles["A heading far below"] == "Heading 2"
    numbers = [
        p._p.pPr.numPr.numId.val for p in document.paragraphs if p.text in ("First", "Third", "One")
    ]
    assert numbers[0] == numbers[1] != numbers[2]
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        notes = docx.oxml.parse_xml(file.read("word/footnotes.xml"))
    said = "".join(t.text or "" for t in notes.iter(qn("w:t"))).strip()
    assert said == "A note of a work with four patients."
    back = changes_of("m.docx", read_parts(open_parts("m.docx", content)), found)
    assert (back.edits, back.altered, back.overwritten) == ((), (), ())
    altered = with_part(content, "word/footnotes.xml", "A note of ", "My note of ")
    back = changes_of("m.docx", read_parts(open_parts("m.docx", altered)), found)
    assert [(e.kind, e.place.file, e.why_not) for e in back.edits] == [
        ("altered", "conclusion.md", "")
    ]


NODES = """\
Some 10^6^ cells in CO~2~, over
two lines.

3. Third
   - below

     7. seventh
4. Fourth
"""


def test_raised_and_lowered_signs_and_the_first_number_of_a_list_are_as_written(
    example: Path,
) -> None:
    section = example / "conclusion.md"
    section.write_text(f"{section.read_text('utf-8')}\n{NODES}", "utf-8")
    found = check(example)
    assert isinstance(found, Ready)
    assert found.article is not None, found.problems
    content = article_docx(found.findings, found.article, {}, {})
    assert valid(content) == []
    document = docx.Document(io.BytesIO(content))
    paragraphs = {p.text: p for p in document.paragraphs}
    runs = paragraphs["Some 106 cells in CO2, over two lines."].runs
    assert [(r.text, bool(r.font.superscript), bool(r.font.subscript)) for r in runs] == [
        ("Some 10", False, False), ("6", True, False), (" cells in CO", False, False),
        ("2", False, True), (", over two lines.", False, False),
    ]  # fmt: skip
    numbering = document.part.numbering_part.element
    begins = {}
    for said in ("Third", "seventh", "Fourth"):
        properties = paragraphs[said]._p.pPr.numPr
        (own,) = [n for n in numbering.num_lst if n.numId == properties.numId.val]
        (override,) = own.findall(qn("w:lvlOverride"))
        assert override.get(qn("w:ilvl")) == str(properties.ilvl.val)
        begins[said] = override.find(qn("w:startOverride")).get(qn("w:val"))
    assert begins == {"Third": "3", "seventh": "7", "Fourth": "3"}


def test_a_table_without_a_heading_row_has_none() -> None:
    cell = (Text("left"),)
    writer = Writer(DocumentProperties("A letter", "en-GB"))
    writer.blocks((TableBlock((), ((cell, cell),)), TableBlock((cell,), ((cell,),))))
    content = writer.file("letter")
    assert valid(content) == []
    document = docx.Document(io.BytesIO(content))
    headings = [len(list(t._tbl.iter(qn("w:tblHeader")))) for t in document.tables]
    assert headings == [0, 1]


def test_words_in_another_language_and_in_small_capitals_say_so() -> None:
    writer = Writer(DocumentProperties("A letter", "ar"))
    writer.line((Text("Trunk Control Test", lang="en"), SmallCaps((Text("Collin"),))))
    document = docx.Document(io.BytesIO(writer.file("letter")))
    test, name = document.paragraphs[0].runs
    assert test._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "en"
    assert name.font.small_caps
    assert name._r.rPr.find(qn("w:lang")) is None
