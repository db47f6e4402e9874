"""Figures and tables are placed where they leave least white space, in the order of their numbers."""

import re
from functools import partial
from xml.etree.ElementTree import Element

import pytest
import weasyprint

from cpreport.publish.html.text_columns import in_runs, taken_apart
from cpreport.publish.pdf import floats
from cpreport.publish.pdf.floats import place_floats
from cpreport.publish.pdf.page_ends import less_room, more_room
from tests.conftest import REPOSITORY

SHEETS = ("tokens.css", "print.css")
STYLE = """
@page { size: 100mm 100mm; margin: 10mm }
p, h2, figure { margin: 0 } p { height: 10mm; break-inside: avoid }
h2 { height: 5mm; break-after: avoid }
figure { break-inside: avoid }
"""
NO_MARGIN = "body { margin: 0 }"


def paragraphs(first: int, last: int) -> str:
    return "".join(f"<p>text {n}</p>" for n in range(first, last + 1))


def figure(number: int, height: int) -> str:
    return f'<figure id="fig-{number}" style="height:{height}mm">Figure {number}</figure>'


def table(number: int, rows: int) -> str:
    body = "".join(f'<tr style="height:8mm"><td>row {n}</td></tr>' for n in range(rows))
    return f'<div class="table" id="tbl-{number}"><table>{body}</table></div>'


def section(content: str, id: str = "s") -> str:
    return f'<section id="{id}"><h2>{id}</h2>{content}</section>'


def pages(content: str, css: str = "") -> list[str]:
    """Give the text of each page after placing, in the order in which it stands there."""
    html = weasyprint.HTML(string=f"<style>{STYLE}{css}</style><article>{content}</article>")
    document = place_floats(partial(html.render), html.etree_element)
    return [_text(page) for page in document.pages]


def _text(page: object) -> str:
    boxes = page._page_box.descendants()  # type: ignore[attr-defined]
    return " ".join(box.text for box in boxes if getattr(box, "text", ""))


def test_text_that_comes_after_fills_the_page_before_a_figure_that_does_not_fit() -> None:
    found = pages(section(paragraphs(1, 4) + figure(1, 50) + paragraphs(5, 12)))
    assert found[0].endswith("text 7")
    assert found[1].startswith("Figure 1") or found[1].startswith("text 8 Figure 1")


def test_a_page_without_gaps_stays_as_it_was_written() -> None:
    found = pages(section(paragraphs(1, 2) + figure(1, 50) + paragraphs(3, 6)))
    assert found == ["s text 1 text 2 Figure 1", "text 3 text 4 text 5 text 6"]


def test_figures_keep_the_order_of_their_numbers() -> None:
    found = " ".join(
        pages(section(paragraphs(1, 4) + figure(1, 50) + figure(2, 60) + paragraphs(5, 20)))
    )
    assert found.index("Figure 1") < found.index("Figure 2")


def test_a_table_may_pass_a_figure_because_it_can_be_broken() -> None:
    found = pages(section(paragraphs(1, 3) + figure(1, 60) + table(1, 6)))
    assert "row 0" in found[0]
    assert "Figure 1" not in found[0]


@pytest.mark.parametrize(
    ("after", "begins"),
    [
        pytest.param(paragraphs(10, 30), 1, id="whole, as text fills the page"),
        pytest.param(table(2, 5), 0, id="parted, as nothing does"),
    ],
)
def test_a_table_is_whole_where_the_text_after_it_fills_the_page(after: str, begins: int) -> None:
    found = pages(section(paragraphs(1, 9) + table(1, 6) + after), "p { height: 5mm }")
    rows = [re.findall(r"row \d", page) for page in found]
    assert [bool(page) for page in rows[:2]] == [begins == 0, True]
    assert (rows[1][:6] == [f"row {n}" for n in range(6)]) == (begins == 1)


def test_a_table_too_high_to_be_seen_as_a_whole_begins_where_it_is_spoken_of() -> None:
    found = pages(section(paragraphs(1, 9) + table(1, 8) + paragraphs(10, 40)), "p { height: 5mm }")
    assert "row 2" in found[0]
    assert "row 7" in found[1]


def test_nothing_is_lost_and_nothing_is_printed_twice() -> None:
    content = section(paragraphs(1, 4) + figure(1, 50) + table(1, 9), "a") + section(
        paragraphs(5, 9) + figure(2, 70) + paragraphs(10, 20), "b"
    )
    found = " ".join(pages(content))
    for words in (*(f"text {n}" for n in range(1, 21)), "Figure 1", "Figure 2", "row 8"):
        assert len(re.findall(rf"{words}\b", found)) == 1, words


def test_a_heading_is_never_left_behind_by_the_text_that_fills_a_page() -> None:
    content = section(paragraphs(1, 5) + figure(1, 60), "a") + section(paragraphs(6, 9), "b")
    found = pages(content)
    assert found[0].endswith(("b text 6", "b text 6 text 7"))


def test_no_figure_drifts_among_the_references() -> None:
    references = section("<ol><li>a reference</li></ol>", "references")
    found = " ".join(pages(section(paragraphs(1, 4) + figure(1, 60)) + references))
    assert found.index("Figure 1") < found.index("a reference")


def test_a_figure_does_not_drift_far_from_where_it_is_mentioned() -> None:
    """Filling every small gap on the way would carry it to the end."""
    mention = '<p>see <a href="#fig-1">this</a></p>'
    tall = "".join(figure(n, 75) for n in range(1, 5))
    found = pages(section(mention + tall + paragraphs(2, 60)))
    at = next(n for n, text in enumerate(found) if "Figure 1" in text)
    assert at <= 2


@pytest.mark.parametrize("content", ["", "<p>no section</p>", section("")])
def test_a_page_without_figures_is_laid_out_once(content: str) -> None:
    html = weasyprint.HTML(string=f"<article>{content}</article>")
    layouts = []
    place_floats(lambda: layouts.append(1) or html.render(), html.etree_element)
    assert layouts == [1]


def test_a_page_is_laid_out_again_only_where_paper_promises_more_than_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = section(paragraphs(1, 4) + figure(1, 50) + paragraphs(5, 12))

    def layouts() -> int:
        html = weasyprint.HTML(string=f"<style>{STYLE}</style><article>{content}</article>")
        made: list[int] = []
        place_floats(lambda: made.append(1) or html.render(), html.etree_element)
        return len(made)

    assert layouts() == 2
    monkeypatch.setattr(floats, "_weight", lambda order, streams, paper: 0.0)
    assert layouts() == 1


def test_a_figure_stands_before_its_mention_where_nothing_after_it_fills_the_page() -> None:
    mention = '<p>see <a href="#fig-1">this</a> and <a href="#fig-2">that</a></p>'
    content = paragraphs(1, 6) + mention + figure(1, 60) + figure(2, 60)
    found = pages(section(content))
    assert [page.split(" Figure")[0][-6:] for page in found[:2]] == ["text 1", "text 2"]
    assert "Figure 1" in found[0]
    assert "Figure 2" in found[1]


def test_a_page_that_ends_a_little_early_is_spread_and_never_by_much() -> None:
    content = section(paragraphs(1, 5) + figure(1, 75))
    html = weasyprint.HTML(string=f"<style>{STYLE}{NO_MARGIN}</style><article>{content}</article>")
    room = more_room(html.render(), html.etree_element)
    # Not the first paragraph, which stands beside its heading; 6 px each is the most.
    assert [element.text for element in room] == [f"text {n}" for n in range(2, 6)]
    assert set(room.values()) == {"margin-top: 6.0px"}


def test_a_full_page_is_not_spread() -> None:
    content = section(paragraphs(1, 15))
    html = weasyprint.HTML(string=f"<style>{STYLE}</style><article>{content}</article>")
    assert more_room(html.render(), html.etree_element) == {}


def test_what_begins_below_a_table_that_goes_on_is_spread_with_its_groups() -> None:
    group = (
        "<tbody><tr class='group'><th>group</th></tr>" + "<tr><td>row</td></tr>" * 2 + "</tbody>"
    )
    style = f"{STYLE}{NO_MARGIN} table {{ border-spacing: 0 }} th, td {{ padding: 0; height: 4mm }}"
    content = section(
        f'{paragraphs(1, 7)}<div class="table"><table>{group * 2}</table></div>'
        f'<div class="table"><table>{group}</table><table>{group}</table></div>{figure(1, 60)}'
    )
    html = weasyprint.HTML(string=f"<style>{style}</style><article>{content}</article>")
    room = more_room(html.render(), html.etree_element)
    tags = [element.tag for element, style in room.items() if style != "padding-top: 0.0px"]
    # What begins below: a table, its second part, and the names of three groups.
    assert sorted(tags) == ["div", "table", "th", "th", "th"]


def test_groups_of_rows_fill_a_page_on_which_nothing_else_may_be_spread() -> None:
    group = (
        "<tbody><tr class='group'><th>group</th></tr>" + "<tr><td>row</td></tr>" * 3 + "</tbody>"
    )
    style = f"{STYLE}{NO_MARGIN} table {{ border-spacing: 0 }} th, td {{ padding: 0; height: 4mm }}"
    content = section(f'<div class="table"><table>{group * 3}</table></div>{figure(1, 75)}')
    html = weasyprint.HTML(string=f"<style>{style}</style><article>{content}</article>")
    room = more_room(html.render(), html.etree_element)
    names = [style for element, style in room.items() if element.tag == "th"]
    # As much as is needed: they may take up to 12 px each.
    assert names == ["padding-top: 8.7px"] * 3


def drawn_in(content: str) -> tuple[int, int]:
    """Count the pages before and after the last of them is drawn in."""
    css = (
        f"{STYLE}{NO_MARGIN} p {{ height: auto; line-height: 10mm }}"
        "section + section { margin-top: 5mm } p + p { margin-top: 1mm }"
    )
    html = weasyprint.HTML(string=f"<style>{css}</style><article>{content}</article>")
    document = html.render()
    for element, style in less_room(document, html.etree_element).items():
        element.set("style", style)
    return len(document.pages), len(html.render().pages)


def test_two_lines_alone_on_the_last_page_are_drawn_in_where_little_room_is_missing() -> None:
    last = "<section id='c'><p style='line-height:9mm'>the end</p></section>"
    above = section(paragraphs(1, 3), "a") + section(paragraphs(4, 5), "b")
    assert drawn_in(above + last) == (2, 1)
    # Blocks do not come nearer than a part of the room above them, and more stays where it is.
    assert drawn_in(section(paragraphs(1, 6)) + last) == (2, 2)
    assert drawn_in(section(paragraphs(1, 9))) == (2, 2)
    assert drawn_in(section(paragraphs(1, 3))) == (1, 1)


def test_a_figure_stands_pages_before_its_mention_sooner_than_a_page_ends_early() -> None:
    def weight(white: float, page: int) -> float:
        holder = Element("section")
        pieces = [floats._Piece(Element(tag, id=tag), holder, tag) for tag in ("p", "figure")]
        pages = zip((4, page), pieces, strict=True)
        return floats._weighed([white], pages, {pieces[0].element: ("figure",)})

    assert weight(0.22, 4) > weight(0.0, 0)
    assert weight(0.12, 4) < weight(0.0, 3)


def test_paper_knows_the_room_above_a_section_that_a_page_had_begun_with() -> None:
    """A figure that fits but for that room would leave the page before it to end early."""
    css = f"{STYLE} section {{ margin-top: 6mm }}"
    first, then = section(paragraphs(1, 7), "a"), section(paragraphs(8, 9), "b")
    html = weasyprint.HTML(string=f"<style>{css}</style><article>{first}{then}</article>")
    order = tuple(floats._pieces(html.etree_element))
    paper = floats._paper(html.render(), order)
    ends, within = order[7].element, order[6].element
    assert paper.chunks[ends][0] - paper.chunks[within][0] == pytest.approx(6 / 25.4 * 96)


def test_a_table_that_goes_on_says_so_at_the_head_of_the_page_and_only_there() -> None:
    css = "".join((REPOSITORY / "styles" / name).read_text("utf-8") for name in SHEETS)
    mark = '<span class="goes-on" data-table="Table 1 (continued)"></span>'
    rows = "".join(f"<tr><th>row {n}</th><td>{n}</td></tr>" for n in range(120))
    table = (
        f'<div class="table"><div><table><caption>Table 1 Rows{mark}</caption><thead><tr><th>a</th>'
        f"<th>b</th></tr></thead><tbody>{rows}</tbody></table></div></div>"
    )
    after = "".join(f"<p>text {n}</p>" for n in range(80))
    content = f"<style>{css}</style><p style='break-after:page'>first</p>{table}{after}"
    found = [_text(page) for page in weasyprint.HTML(string=content).render().pages]
    on = [("(continued)" in text, "row" in text) for text in found]
    # The page on which it begins has the caption, although it stands at its head.
    assert on[:4] == [(False, False), (False, True), (True, True), (True, True)]
    assert set(on[4:]) == {(False, False)}


@pytest.mark.parametrize("bodies", ["{rows}", "{rows}</tbody><tbody><tr><th>row all</th></tr>"])
def test_no_end_of_a_table_stands_alone_with_a_row_or_two(bodies: str) -> None:
    css = "".join((REPOSITORY / "styles" / name).read_text("utf-8") for name in SHEETS)
    for count in (51, 52):
        rows = "".join(f"<tr><th>row {n}</th></tr>" for n in range(count))
        table = (
            f'<div class="table"><div><table><caption>Rows</caption><thead><tr><th>a</th></tr></thead>'
            f"<tbody>{bodies.format(rows=rows)}</tbody></table></div></div>"
        )
        styled = f"<style>{css}</style>{table}"
        held = [_text(page).count("row") for page in weasyprint.HTML(string=styled).render().pages]
        assert held == [51] or held[-1] == 3


def test_what_is_put_back_in_columns_is_put_back_where_they_are_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parts = paragraphs(1, 4) + figure(1, 50) + paragraphs(5, 12) + table(1, 2) + paragraphs(13, 15)
    html = weasyprint.HTML(string=f"<style>{STYLE}</style><article>{section(parts)}</article>")
    flow = taken_apart(html.etree_element)
    assert flow is not None
    made: list[int] = []

    def lay_out() -> object:
        in_runs(flow)
        made.append(1)
        return html.render()

    def later(streams: floats._Streams, paper: object) -> list[floats.Order]:
        text, (shown,), tables = streams.kinds
        return [(*text[: 4 + 2 * len(made)], shown, *text[4 + 2 * len(made) :], *tables)]

    # The first of three layouts is the best, though paper promised more of the others.
    monkeypatch.setattr(floats, "_has_gaps", lambda document, share: share < floats._SEEN)
    monkeypatch.setattr(floats, "_better", later)
    monkeypatch.setattr(
        floats, "_weight", lambda order, *more: -[p.kind for p in order].index("figure")
    )
    monkeypatch.setattr(floats, "_ugliness", lambda document, *, tree: len(made))
    place_floats(lay_out, html.etree_element)
    assert len(made) == 3
    in_runs(flow)
    said = " ".join("".join(flow.itertext()).split())
    before, between, after = (
        "".join(f"text {n}" for n in range(*ends)) for ends in ((1, 5), (5, 13), (13, 16))
    )
    assert said == f"s{before}Figure 1{between}row 0row 1{after}"


def test_the_name_of_the_declarations_is_not_left_at_the_foot_of_a_column() -> None:
    sheets = (*SHEETS, "layouts/two-columns.css")
    css = "".join((REPOSITORY / "styles" / name).read_text("utf-8") for name in sheets)
    parts = "".join(
        f'<div class="part"><h3>part {n}</h3><p>{"declared " * 30}</p></div>' for n in (1, 2)
    )
    last = f'<section id="declarations" class="declarations"><h2>name</h2>{parts}</section>'
    size = "@page { size: 210mm 100mm; margin: 10mm }"
    for lines in range(26, 31):
        above = f"<section><p>{'line<br>' * lines}line</p></section>"
        content = f"<style>{css}{size}</style><article>{above}{last}</article>"
        html = weasyprint.HTML(string=content)
        taken_apart(html.etree_element)
        boxes = [box for page in html.render().pages for box in page._page_box.descendants()]
        (name,) = (box for box in boxes if getattr(box, "text", "") == "name")
        (part,) = (box for box in boxes if getattr(box, "text", "") == "part 1")
        assert (name.position_x, name.position_y) < (part.position_x + 1, part.position_y), lines
        assert part.position_y - name.position_y < 40, lines


def test_a_name_of_two_lines_has_its_room_above_a_table_that_follows_one_line() -> None:
    css = "\n".join(
        (REPOSITORY / "styles" / name).read_text("utf-8") for name in ("tokens.css", "print.css")
    )
    heights = []
    for name in ("", " class='two-lines'"):
        content = f"<h2{name}>A long name</h2><p>One line.</p><div class='table wide'>x</div>"
        page = f"<style>{css}</style><article><section>{content}</section></article>"
        (body,) = weasyprint.HTML(string=page).render().pages
        boxes = body._page_box.descendants()
        heights.append(next(box.height for box in boxes if box.element_tag == "p"))
    assert heights[1] == pytest.approx(2 * heights[0], rel=0.02)
