"""The PDFs: tagged, named, numbered, navigable, the same every time, and closed to the outside."""

from __future__ import annotations

import base64
import gc
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdf
import pytest

from cpreport.figures import draw_series
from cpreport.figures.drawing import file_of
from cpreport.problems import Refused
from cpreport.publish.folders import folders_of
from cpreport.publish.html.styles import stylesheet
from cpreport.publish.pdf import typeset as press
from cpreport.publish.pdf.typeset import pdf
from tests.pdfua import verapdf
from tests.render_series import article_page, findings_of, report_page, small_series

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parent.parent
HEAD = "<html lang='en'><head><title>T</title></head><body><main><h1>H</h1>"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(REPOSITORY / "cases", folder / "cases")
    return folder / "cases"


@pytest.fixture(scope="module")
def report_html(example: Path) -> str:
    return report_page(example, "print")


@pytest.fixture(scope="module")
def report(report_html: str) -> bytes:
    return pdf(report_html)


@pytest.fixture(scope="module")
def article(example: Path) -> bytes:
    return pdf(article_page(example, "print"))


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def outline(content: bytes) -> list[tuple[int, str]]:
    """Give the bookmarks with their depth."""
    reader = pypdf.PdfReader(io.BytesIO(content))

    def walk(entries: list[object], depth: int) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for entry in entries:
            if isinstance(entry, list):
                found += walk(entry, depth + 1)
            else:
                found.append((depth, str(entry.title)))  # type: ignore[attr-defined]
        return found

    return walk(list(reader.outline), 1)


def test_title_authors_language_and_generator_are_in_the_file(report: bytes) -> None:
    with pikepdf.open(io.BytesIO(report)) as opened:
        assert str(opened.docinfo["/Title"]) == (
            "P01: Umbilical cord-derived mesenchymal stem cells in spastic quadriplegic cerebral "
            "palsy: a case report"
        )
        assert str(opened.Root.Lang) == "en-GB"
        assert str(opened.docinfo["/Creator"]).startswith("cpreport ")
        assert len(str(opened.docinfo["/Author"]).split(", ")) == 5
        assert "cerebral palsy" in str(opened.docinfo["/Keywords"])
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)


def test_no_date_is_in_the_file(report: bytes, article: bytes) -> None:
    for content in (report, article):
        with pikepdf.open(io.BytesIO(content)) as opened:
            assert "/CreationDate" not in opened.docinfo
            assert "/ModDate" not in opened.docinfo
        assert b"CreateDate" not in content


def test_the_file_is_tagged_as_pdf_ua(report: bytes) -> None:
    with pikepdf.open(io.BytesIO(report)) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in opened.Root
        xmp = opened.Root.Metadata.read_bytes().decode()
        assert re.search(r"pdfuaid:part[^>]*>1<|pdfuaid:part=.1.", xmp)


def figure_alternatives(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as opened:
        return [
            str(o.get("/Alt"))
            for o in opened.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]


def test_every_figure_has_its_text_alternative(report: bytes) -> None:
    said = figure_alternatives(report)
    assert [alt for alt in said if alt != "ORCID iD" and "Commons" not in alt] == [
        "A plain drawing."
    ] * 2


def test_the_outline_follows_the_headings(report: bytes, article: bytes) -> None:
    entries = outline(report)
    assert entries[0][0] == 1
    assert (2, "Follow-up and outcomes") in entries
    assert entries[-1] == (2, "References")
    assert (3, "Case\N{NO-BREAK SPACE}P01") in outline(article)


def test_every_page_is_numbered_n_of_n(report: bytes, article: bytes) -> None:
    for content in (report, article):
        texts = pages(content)
        for number, text in enumerate(texts, start=1):
            assert f"Page {number} of {len(texts)}" in text


def test_every_page_but_the_first_names_the_case_and_the_series(report: bytes) -> None:
    first, *others = pages(report)
    assert "Case report P01" not in first
    assert others
    for text in others:
        assert "Case report P01" in text
        assert "Mesenchymal stem cells in cerebral palsy" in text


def test_the_text_comes_in_reading_order(report: bytes) -> None:
    text = " ".join(" ".join(pages(report)).split())
    order = [
        "a case report",
        "Summary",
        "Patient information",
        "Clinical findings",
        "Diagnostic",
        "Therapeutic",
        "Informed consent",
        "References",
    ]
    positions = [text.index(word) for word in order]
    assert positions == sorted(positions)


def test_the_header_of_a_table_is_repeated_on_the_next_page() -> None:
    rows = "".join(f"<tr><th scope='row'>Row {n}</th><td>{n}</td></tr>" for n in range(120))
    table = (
        "<div class='table wide'><div><table><caption>C</caption><thead><tr><th scope='col'>Headed"
        f"</th><th scope='col'>Value</th></tr></thead><tbody>{rows}</tbody></table></div></div>"
    )
    style = f"<style>{stylesheet(folders_of(REPOSITORY / 'cases'), 'print')}</style>"
    styled = HEAD.replace("</head>", f"{style}</head>")
    texts = pages(pdf(f"{styled}<section>{table}</section>"))
    assert len(texts) > 2
    assert all("Headed" in text for text in texts)


def test_no_letter_is_smaller_than_7_points_or_outside_its_page(
    report: bytes, article: bytes
) -> None:
    seen: list[tuple[float, float, float, str]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            scale = abs(cm[3] * tm[3]) or abs(cm[3])
            x, y = cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5]
            seen.append((round(size * scale, 2), x, y, text.strip()))

    for content in (report, article):
        for page in pypdf.PdfReader(io.BytesIO(content)).pages:
            page.extract_text(visitor_text=visit)
    assert len(seen) > 500
    assert [s for s in seen if s[0] < 7] == []
    assert [s for s in seen if not (40 < s[1] < 560 and 20 < s[2] < 830)] == []


def test_only_the_two_families_are_used_and_embedded_in_part(article: bytes) -> None:
    names = set()
    for page in pypdf.PdfReader(io.BytesIO(article)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            names.add(str(font.get_object()["/BaseFont"]))
    assert names
    assert all(re.match(r"/[A-Z]{6}\+Source-(Serif-4|Sans-3)", name) for name in names), names


def test_the_page_is_a4_unless_the_series_says_letter(report: bytes, tmp_path: Path) -> None:
    series = small_series(
        tmp_path, ("series.yaml", "language: en-GB", "language: en-GB\npage_size: Letter")
    )
    letter = pdf(report_page(series, "print", figures={}))
    sizes = [
        tuple(round(float(x)) for x in pypdf.PdfReader(io.BytesIO(content)).pages[0].mediabox[2:])
        for content in (report, letter)
    ]
    assert sizes == [(595, 842), (612, 792)]
    last = pypdf.PdfReader(io.BytesIO(letter)).pages[-1]
    assert round(float(last.mediabox[2])) == 612


def test_the_same_page_gives_the_same_bytes_in_any_process(
    report: bytes, report_html: str, tmp_path: Path
) -> None:
    assert pdf(report_html) == report
    (tmp_path / "page.html").write_text(report_html, "utf-8")
    code = (
        "import sys; from pathlib import Path; from cpreport.publish.pdf.typeset import pdf\n"
        "pdf('<html lang=en><title>x</title><h1>warm</h1>')\n"
        "Path('page.pdf').write_bytes(pdf(Path('page.html').read_text('utf-8')))\n"
    )
    environment = {"PYTHONPATH": str(REPOSITORY), "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    environment |= {"PATH": "/usr/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "page.pdf").read_bytes() == report


def test_another_page_has_another_identifier() -> None:
    found = [
        re.search(rb"/ID ?\[ ?(<[^>]*>|\([^)]*\))", pdf(f"{HEAD}<p>{word}</p>"))
        for word in ("a", "b")
    ]
    assert all(found)
    assert found[0][1] != found[1][1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<img src='file:///etc/passwd' alt='a'>", "file:///etc/passwd"),
        ("<img src='/etc/passwd' alt='a'>", "/etc/passwd"),
        ("<img src='http://127.0.0.1:9/a.png' alt='a'>", "http://127.0.0.1:9/a.png"),
        ("<img src='ftp://127.0.0.1/a.png' alt='a'>", "ftp://127.0.0.1/a.png"),
        ("<link rel=stylesheet href='file:///etc/passwd'>", "file:///etc/passwd"),
        ("<style>@import url(file:///etc/passwd)</style>", "file:///etc/passwd"),
        ("<style>p{background:url(http://127.0.0.1:9/)}</style><p>a</p>", "http://127.0.0.1:9/"),
        ("<link rel=attachment href='file:///etc/passwd'>", "file:///etc/passwd"),
        ("<object data='file:///etc/passwd'></object>", "file:///etc/passwd"),
    ],
)
def test_the_renderer_reads_no_file_and_no_network(html: str, what: str) -> None:
    with pytest.raises(Refused) as refused:
        pdf(HEAD + html)
    (problem,) = refused.value.problems
    assert problem.code == "CP601"
    assert problem.message == f"`{what}` would be loaded from outside the page"


def svg_image(inside: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'
    source = base64.b64encode(svg.encode()).decode()
    return f"<img alt='a' src='data:image/svg+xml;base64,{source}'>"


def test_a_drawing_inside_the_page_cannot_read_files_either() -> None:
    with pytest.raises(Refused) as refused:
        pdf(HEAD + svg_image('<image width="9" height="9" href="file:///etc/passwd"/>'))
    (problem,) = refused.value.problems
    assert problem.code == "CP601"
    assert problem.message.startswith("Failed to render SVG image data:image/svg+xml;base64")
    assert len(problem.message) < 90


def test_an_image_that_cannot_be_shown_is_not_left_out_silently() -> None:
    with pytest.raises(Refused) as refused:
        pdf(f"{HEAD}<img alt='a' src='data:image/png;base64,AAAA'>")
    (problem,) = refused.value.problems
    assert problem.code == "CP601"
    assert problem.message.startswith("Failed to load image at")


def test_an_image_without_a_text_alternative_does_not_build() -> None:
    with pytest.raises(Refused) as refused:
        pdf(HEAD + svg_image("<path d='M0 0h9v9z'/>").replace("alt='a'", ""))
    (problem,) = refused.value.problems
    assert problem.code == "CP601"
    assert problem.message.endswith("has no required alt description")


def test_remarks_of_the_renderer_stay_off_the_terminal(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    pdf(f"{HEAD}<p style='no-such: thing; color: nothing'>a</p>")
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_grades_and_letters_of_many_languages_are_in_the_text() -> None:
    words = "1+ Ağrı İğne Łódź naïve Größe ≥ 2 × 10⁶ −4 µL"
    (text,) = pages(pdf(f"{HEAD}<p style=\"font-family:'Source Serif 4'\">{words}</p>"))
    for word in words.split():
        assert word in text


@pytest.mark.skipif(bool(verapdf.missing()), reason=f"veraPDF cannot run: {verapdf.missing()}")
def test_every_pdf_passes_pdf_ua_1_in_verapdf(
    report: bytes, article: bytes, tmp_path: Path
) -> None:
    small = small_series(tmp_path / "small")
    made = {
        "report.pdf": report,
        "article.pdf": article,
        "small-report.pdf": pdf(report_page(small, "print", figures={})),
        "small-article.pdf": pdf(article_page(small, "print")),
        "figure.pdf": _figure(small),
    }
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    said = verapdf.judged(*(tmp_path / name for name in made))
    assert {name: judged.broken_rules for name, judged in said.items()} == dict.fromkeys(made, ())
    assert all(judged.checks > 200 for judged in said.values())


def _figure(folder: Path) -> bytes:
    drawn = draw_series("change", findings_of(folder))
    assert drawn is not None
    return file_of(drawn, "pdf", title="Figure 1")


def test_a_letter_that_no_font_has_is_named_instead_of_printed_as_a_box() -> None:
    with pytest.raises(Refused) as refused:
        pdf(f"{HEAD}<p>a \u0378 b \u0379</p></main></body></html>")
    (problem,) = refused.value.problems
    assert (problem.code, problem.message) == (
        "CP603",
        "no font has `\u0378` (U+0378), `\u0379` (U+0379)",
    )


def test_letters_of_european_scripts_need_no_font_of_the_machine() -> None:
    text = "İstanbul ğüşöçı Łódź Nguyễn Ελλάδα Україна Ёж 1+ −3 ≥ ½ µ"
    serif = 'font-family: "Source Serif 4"'
    content = pdf(f"<html lang='en'><title>T</title><body style='{serif}'><p>{text}</p></html>")
    fonts = {
        str(font["/BaseFont"]).partition("+")[2]
        for page in pypdf.PdfReader(io.BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name for name in fonts if not name.startswith("Source-")} == set(), fonts


def test_a_page_that_is_written_leaves_next_to_nothing_to_the_collector(
    report_html: str, report: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[int] = []
    collect = gc.collect
    monkeypatch.setattr(gc, "collect", lambda: left.append(collect()) or left[-1])
    assert pdf(report_html) == report
    monkeypatch.setattr(press, "take_apart", lambda *_: None)
    assert pdf(report_html) == report
    assert left[0] < left[1] / 10
