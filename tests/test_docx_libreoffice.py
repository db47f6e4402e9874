"""LibreOffice opens the documents, sets them as pages, and says the same as our own do."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from cpreport.cases.series import SeriesRecord
from cpreport.changes.compare import changes_of
from cpreport.changes.docx_parts import open_parts
from cpreport.changes.returned import read_parts
from cpreport.check.check_series import Ready, check
from cpreport.figures import case_figures_of
from cpreport.manuscript.document import SectionView, nodes_of
from cpreport.manuscript.plain_words import words_of
from cpreport.manuscript.tree import BlockNode
from cpreport.publish.docx import article_docx, report_docx
from cpreport.publish.docx.paragraphs import printed_paragraphs
from cpreport.publish.html.front import article_front, metadata
from cpreport.publish.submission import Submission
from tests.conftest import REPOSITORY
from tests.render_series import case_tables, drawn, series_tables

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]
#: Without the numbers of lines, which a PDF has among the words.
PLAIN = Submission(line_numbers=False)


@pytest.fixture(scope="module")
def series() -> Ready:
    return check(REPOSITORY / "cases")


@pytest.fixture(scope="module")
def folder(series: Ready, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The article and a report as DOCX, each set as PDF and written anew by LibreOffice."""
    folder = tmp_path_factory.mktemp("office")
    findings, article = series.findings, series.article
    assert findings is not None
    assert article is not None
    figures = drawn("timelines", "change", "items")
    (folder / "article.docx").write_bytes(
        article_docx(findings, article, figures, series_tables(findings), PLAIN)
    )
    figures = drawn(*case_figures_of(findings, "P01"))
    report = report_docx(findings, series.reports["P01"], figures, case_tables(findings, "P01"))
    (folder / "P01.docx").write_bytes(report)
    (folder / "again").mkdir()
    for kind, where, *names in (
        ("pdf", ".", "article.docx", "P01.docx"),
        ("docx:MS Word 2007 XML", "again", "article.docx"),
    ):
        subprocess.run(
            [
                str(OFFICE), f"-env:UserInstallation={(folder / 'home').as_uri()}", "--headless",
                "--convert-to", kind, "--outdir", where, *names,
            ],
            cwd=folder, check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    return folder


def running_head(record: SeriesRecord) -> str:
    return metadata(article_front(record), record, "").running[1]


def text_of(path: Path, running: str) -> str:
    """Give the text of a PDF without spaces, and without what stands at the edge of each page."""
    document = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    edge = re.compile(rf"^(?:{re.escape(running)}|Page \d+ of \d+)\s*$", re.MULTILINE)
    return closed("".join(edge.sub("", page.replace("\r\n", "\n")) for page in pages))


def closed(text: str) -> str:
    # PDFium marks a hyphen at the end of a line with a sign of its own.
    # A raised digit that only another font has is put elsewhere by PDFium (pdftotext has it right).
    return re.sub(r"[\s⁰⁴-⁹]", "", text.replace("\ufffe", "-").replace("\x02", "-"))


def in_order(wanted: list[str], text: str) -> list[str]:
    """Give what is not found in a text after what was found before it."""
    missing, at = [], 0
    for one in filter(None, map(closed, wanted)):
        found = text.find(one, at)
        if found < 0:
            missing.append(one)
        else:
            at = found + len(one)
    return missing


def printed(nodes: Iterable[BlockNode]) -> list[str]:
    """Give the paragraphs of composed blocks as our own pages print them."""
    return [words_of(part.node) for part in printed_paragraphs(nodes)]


def of_section(section: SectionView) -> list[str]:
    return [section.title, *printed(nodes_of(section.blocks))]


def test_the_article_says_what_our_own_says_in_the_same_order(series: Ready, folder: Path) -> None:
    article, findings = series.article, series.findings
    assert article is not None
    assert findings is not None
    record = findings.scored.series.record
    text = text_of(folder / "article.pdf", running_head(record))
    wanted = [
        article.title,
        record.notice or "",
        *(person.name for person in record.authors),
        *(
            said
            for part in article.abstract
            for said in (part.title, *printed(nodes_of(part.blocks)))
        ),
        *(said for point in article.key_points for said in printed(nodes_of(point))),
        *(said for section in article.sections for said in of_section(section)),
        *(
            said
            for part in article.declarations
            for said in (part.title, *printed(nodes_of(part.blocks)))
        ),
        *(words_of(*reference.inside) for reference in article.references),
    ]
    assert len(wanted) > 150
    assert in_order(wanted, text) == []


@pytest.mark.parametrize("name", ["article", "P01"])
def test_every_paragraph_and_cell_is_on_the_pages(series: Ready, folder: Path, name: str) -> None:
    assert isinstance(series, Ready)
    text = text_of(folder / f"{name}.pdf", running_head(series.findings.scored.series.record))
    document = docx.Document(folder / f"{name}.docx")
    body = [
        "".join(t.text or "" for t in child.iter(qn("w:t")))
        for child in document.element.body.iterchildren(qn("w:p"))
    ]
    assert in_order(body, text) == []
    cells = {
        word
        for table in document.tables
        for t in table._tbl.iter(qn("w:t"))
        for word in (t.text or "").split()
    }
    assert sorted(word for word in cells if closed(word) not in text) == []


def test_the_way_back_is_kept_by_another_word_processor(series: Ready, folder: Path) -> None:
    content = (folder / "again" / "article.docx").read_bytes()
    assert content != (folder / "article.docx").read_bytes()
    found = changes_of("article.docx", read_parts(open_parts("article.docx", content)), series)
    assert (found.edits, found.overwritten, found.comments) == ((), (), ())
    again = docx.Document(io.BytesIO(content))
    assert len(again.tables) == len(docx.Document(folder / "article.docx").tables)
