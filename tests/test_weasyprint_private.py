"""WeasyPrint keeps to itself what it is relied on to: its boxes, their measures, its words."""

from __future__ import annotations

import gc
import itertools
import logging
import re
import weakref
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.images import SVGImage
from weasyprint.layout import LayoutContext
from weasyprint.text.fonts import FontConfiguration

from cpreport.publish.pdf.weasyprint_private import (
    baselines,
    broken_early,
    compress_once,
    first_pages,
    grave_remarks,
    level_columns,
    measure,
    missing_letters,
    pango_version,
    take_apart,
    type_area,
    white_at_end,
)
from tests.conftest import REPOSITORY

PX = 96 / 25.4
PAGE = """
<html lang="en"><title>A page</title><style>
@page { size: 100mm 120mm; margin: 10mm 15mm 20mm 12mm; @bottom-center { content: "foot" } }
* { margin: 0; padding: 0; font: 10px/20px serif }
h1, p { break-inside: avoid }
h1 { margin-top: 5mm; height: 15mm }
p { height: 30mm; margin-bottom: 2mm }
table { border-spacing: 0; border-collapse: collapse }
tr { height: 8mm }
figure { height: 40mm }
</style>
<body><h1>One</h1><p id="a">First</p><p id="b">Second</p>
<div class="table"><table><thead><tr id="head"><th>Row</th></tr></thead>
<tbody><tr id="row"><td>1</td></tr></tbody></table></div>
<figure><img src="data:image/svg+xml;utf8,&lt;svg xmlns='http://www.w3.org/2000/svg' width='10'
 height='10'/&gt;" alt="A picture"></figure></body></html>
"""


def laid_out() -> tuple[weasyprint.HTML, weasyprint.Document, dict[str, object]]:
    """Lay the page out as `typeset.py` does."""
    images: dict[str, object] = {}
    html = weasyprint.HTML(string=PAGE, media_type="print")
    document = html.render(
        stylesheets=[], font_config=FontConfiguration(), pdf_variant="pdf/ua-1", cache=images
    )
    return html, document, images


def element(html: weasyprint.HTML, path: str) -> Element:
    found = html.etree_element.find(path)
    assert found is not None, path
    return found


def test_only_one_file_of_the_package_knows_private_parts() -> None:
    private = r"_page_box|formatting_structure|column_groups|weasyprint\.text\.ffi|\.notdef"
    files = sorted((REPOSITORY / "cpreport").rglob("*.py"))
    know = [path.name for path in files if re.search(private, path.read_text("utf-8"))]
    assert know == ["weasyprint_private.py"]


def test_the_type_area_is_the_page_within_its_margins() -> None:
    _, document, _ = laid_out()
    area = type_area(document.pages[0])
    assert (area.left, area.top) == (pytest.approx(12 * PX), pytest.approx(10 * PX))
    assert area.height == pytest.approx(90 * PX)
    assert (area.margin_left, area.margin_top) == (area.left, area.top)


def test_elements_are_measured_with_their_margins_and_pages() -> None:
    html, document, _ = laid_out()
    found = measure(document)
    heading, first, second = (element(html, f"body/{tag}") for tag in ("h1", "p[1]", "p[2]"))
    assert found.heights[heading] == pytest.approx(20 * PX)
    assert found.margins[heading] == pytest.approx(5 * PX)
    assert found.heights[first] == pytest.approx(32 * PX)
    assert found.begins[first] == (0, pytest.approx(30 * PX))
    assert found.heights[element(html, ".//tbody/tr")] == pytest.approx(8 * PX)
    assert found.begins[second] == (0, pytest.approx(62 * PX))
    assert found.begins[element(html, "body/figure")][0] == 1


def test_the_heading_of_a_table_counts_once_however_many_pages_repeat_it() -> None:
    rows = "<tr><td>1</td></tr>" * 30
    html = weasyprint.HTML(string=PAGE.replace("<tbody>", f"<tbody>{rows}"), media_type="print")
    document = html.render()
    assert len(document.pages) > 2
    assert measure(document).heights[element(html, ".//thead/tr")] == pytest.approx(8 * PX)


def test_every_element_has_its_first_page() -> None:
    html, document, _ = laid_out()
    begins = first_pages(document)
    assert begins[element(html, "body/p[1]")] == 0
    assert begins[element(html, "body/figure")] == 1


def test_white_space_at_the_end_of_a_page_is_a_share_of_its_type_area() -> None:
    _, document, _ = laid_out()
    # What stands last is a line of 20 px, 52 mm down, then a figure that ends 56 mm down.
    assert [round(white_at_end(page), 3) for page in document.pages] == [
        round((90 - 52 - 20 / PX) / 90, 3),
        round((90 - 56) / 90, 3),
    ]


def test_lines_have_baselines_and_those_of_the_margin_are_none_of_the_text() -> None:
    _, document, _ = laid_out()
    first, second = ([*baselines(page, lambda tag, _: False)] for page in document.pages)
    assert len(first) == 3
    assert [round(line - other) for other, line in itertools.pairwise(first)] == [
        round(15 * PX),
        round(32 * PX),
    ]
    # Two rows, and the line in which the picture stands.
    assert len(second) == 3
    none = [*baselines(document.pages[1], lambda tag, _: tag in ("table", "figure"))]
    assert none == []


def test_a_line_is_broken_early_where_the_next_word_has_room_on_it() -> None:
    paragraphs = {
        "early": "<p style='white-space: pre-line'>Six\nsessions of cells in a year</p>",
        "full": f"<p>{'Six sessions of cells in a year. ' * 2}</p>",
        "meant": "<p>Six<br>sessions of cells in a year</p>",
        "long": f"<p>Six {'sessions' * 4}<wbr>{'x' * 40} of cells</p>",
        "other": "<h1 style='white-space: pre-line'>Six\nsessions of cells</h1>",
    }
    page = "<style>@page { size: 90mm } p { width: 60mm; font: 10px serif }</style>"
    found = {}
    for name, paragraph in paragraphs.items():
        html = weasyprint.HTML(string=page + paragraph)
        found[name] = [one.tag for one in broken_early(html.render())]
    assert found == {"early": ["p"], "full": [], "meant": [], "long": [], "other": []}


def test_columns_begin_at_one_height_though_one_begins_with_a_heading() -> None:
    style = (
        "@page { size: 100mm 60mm; margin: 10mm } * { margin: 0; font: 10px/20px serif }"
        ".run { columns: 2 } .run h2 { margin-top: 40px; position: relative; top: -3px }"
    )
    words = "<p>one<br>two<br>three<br>four</p><h2>Five</h2><p id='six'>six</p>"
    html = weasyprint.HTML(
        string=f"<style>{style}</style><div class='run'>{words}</div><a href='#six'>to six</a>"
    )
    document = html.render()
    before = document.pages[0].anchors["six"]
    level_columns(document, "run")
    begins = measure(document).begins
    top = pytest.approx(10 * PX)
    assert begins[element(html, ".//p")] == (0, top)
    assert begins[element(html, ".//h2")][1] + 40 == top
    six = begins[element(html, ".//p[@id='six']")]
    assert six == (0, pytest.approx(10 * PX + 20))
    # What links lead to goes along.
    assert document.pages[0].anchors["six"][1] == pytest.approx(before[1] - 40)


def test_boxes_tell_their_element_and_its_tag() -> None:
    html, document, _ = laid_out()
    told: dict[str, set[Element | None]] = {}

    def note(tag: str, of: Element | None) -> bool:
        told.setdefault(tag, set()).add(of)
        return False

    assert [*baselines(document.pages[0], note)]
    assert told["h1"] == {element(html, "body/h1")}
    assert {"html", "body", "h1", "p"} <= set(told)


def test_a_layout_is_taken_apart_so_that_the_collector_finds_nothing() -> None:
    _, document, images = laid_out()
    document.write_pdf()
    layout = weakref.ref(document.pages[0]._page_box)
    (picture,) = (image for image in images.values() if isinstance(image, SVGImage))
    context = weakref.ref(picture._context)
    assert isinstance(context(), LayoutContext)
    gc.collect()
    gc.disable()
    try:
        take_apart(document, images)
        del document, images, picture
        assert layout() is None
        assert context() is None
    finally:
        gc.enable()


def test_what_is_taken_apart_is_still_there() -> None:
    """Each part that `take_apart` empties holds what it is emptied of."""
    _, document, images = laid_out()
    (picture,) = images.values()
    for part in (picture._context, picture._svg):  # type: ignore[attr-defined]
        assert vars(part)
    for box in document.pages[0]._page_box.descendants():
        assert vars(box)["style"] is box.style
        assert vars(box.style)
    tables = [
        box
        for page in document.pages
        for box in page._page_box.descendants()
        if isinstance(box, boxes.TableBox)
    ]
    assert tables
    assert all(isinstance(vars(table)["column_groups"], tuple) for table in tables)


@pytest.fixture
def remarks() -> Iterator[list[str]]:
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    handler, logger = Kept(logging.WARNING), logging.getLogger("weasyprint")
    logger.addHandler(handler)
    yield said
    logger.removeHandler(handler)


def test_a_letter_without_a_font_is_told_in_the_words_that_are_looked_for(
    remarks: list[str],
) -> None:
    # Letters that Unicode has not given to anybody: no font has them.
    weasyprint.HTML(string="<html lang=en><title>t</title>a\u0378\u0379").write_pdf(
        pdf_variant="pdf/ua-1"
    )
    assert missing_letters(remarks) == ["\u0378", "\u0379"]
    assert grave_remarks(remarks) == []


@pytest.mark.parametrize(
    ("page", "begins"),
    [
        ('<html lang=en><img alt=x src="data:image/png;base64,AAAA">', "Failed to load image"),
        ('<html lang=en><link rel=stylesheet href="none:/">', "Failed to load stylesheet"),
        ('<html lang=en><img src="data:image/svg+xml,<svg/>">', "Image "),
        ("<p>x", 'Missing required "lang" attribute'),
    ],
)
def test_what_is_missing_on_a_page_is_told_in_the_words_that_are_looked_for(
    page: str, begins: str, remarks: list[str]
) -> None:
    weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    assert [remark for remark in grave_remarks(remarks) if remark.startswith(begins)], remarks


def test_what_is_compressed_once_is_the_same_file() -> None:
    _, document, _ = laid_out()
    names = {"pdf_variant": "pdf/ua-1", "pdf_identifier": b"1"}
    streams: list[bool] = []

    def compress(laid: object, file: Any) -> None:
        compress_once(laid, file)
        streams.extend(held.compress for held in file.objects if hasattr(held, "compress"))

    assert document.write_pdf(finisher=compress, **names) == document.write_pdf(**names)
    assert len(streams) > 3
    assert not any(streams)


def test_pango_says_its_version() -> None:
    assert re.fullmatch(r"1\.\d+\.\d+", pango_version())
