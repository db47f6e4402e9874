"""Typst's pages that end early are set again, and nothing is set twice where all are full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from cpreport.publish.typst import typeset_data
from cpreport.publish.typst.compiler import compile_pdf
from cpreport.publish.typst.read_back import pages_of
from cpreport.publish.typst.typeset_data import typst_pdf
from tests.render_series import small_series
from tests.typst_seen.pages import data_of

Data = dict[str, Any]
SENTENCE = "Every word of this sentence stands here only to fill a page with text. "


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The data of the smallest report, without its sections."""
    data = data_of(small_series(tmp_path_factory.mktemp("small")))
    return {**data, "boxes": [], "beside": [], "references": None, "orcid": None, "sections": []}


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """All that Typst sets, in its order."""
    made: list[bytes] = []

    def compile_seen(*asked: Any) -> bytes:
        made.append(compile_pdf(*asked))
        return made[-1]

    monkeypatch.setattr(typeset_data, "compile_pdf", compile_seen)
    return made


def section(title: str, *blocks: Data) -> Data:
    return {"title": title, "anchor": f"sec-{title.casefold()}", "long": False, "n": list(blocks)}


def paragraph(sentences: int) -> Data:
    return {"k": "p", "n": [SENTENCE * sentences]}


def table(number: int, groups: Sequence[int]) -> Data:
    """A table with groups of so many rows, each kept together."""

    def cell(text: str) -> Data:
        return {"n": [text], "c": "left", "lacks": 0}

    def rows(group: int, count: int) -> list[list[Data]]:
        return [[cell(f"Item {group}.{row}"), cell(str(row))] for row in range(count)]

    heads = [
        [{"n": [name], "c": "left", "cs": 1, "rs": 1, "over": False} for name in ("Item", "Grade")]
    ]
    of_groups = [
        {"heading": f"Group {group}", "short": True, "rows": rows(group, count)}
        for group, count in enumerate(groups)
    ]
    return {
        "k": "table",
        "anchor": f"tbl-{number}",
        "label": f"Table {number}",
        "caption": "Grades of every item",
        "continued": "(continued)",
        "wide": False,
        "parts": [{"widths": [50.0, 50.0], "head": heads, "heads": 1, "groups": of_groups}],
        "notes": [],
    }


def whites(content: bytes) -> list[float]:
    """White at the end of every page of A4."""
    with pages_of(content) as pages:
        return [page.white_at_end(20, 18) for page in pages]


def text_of(content: bytes) -> str:
    with pages_of(content) as pages:
        return " ".join(page.said for page in pages)


def test_full_pages_are_set_once(bare: Data, layouts: list[bytes]) -> None:
    typst_pdf({**bare, "sections": [section("Text", *[paragraph(6)] * 14)]})
    assert len(layouts) == 1
    assert len(whites(layouts[0])) > 1


def test_few_lines_of_a_last_page_are_drawn_in(bare: Data, layouts: list[bytes]) -> None:
    sections = [section(f"Part {n}", paragraph(1)) for n in range(60)]
    for count in range(20, 60):
        layouts.clear()
        made = typst_pdf({**bare, "sections": sections[:count]})
        if len(layouts) > 1:
            break
    assert 1 - whites(layouts[0])[-1] < 0.12
    assert len(whites(made)) < len(whites(layouts[0]))


def test_groups_of_a_table_stand_apart_on_a_page_that_ends_early(
    bare: Data, layouts: list[bytes]
) -> None:
    groups = [table(1, [4] * 3 + [3] * 4 + [9] * 3)]
    made = typst_pdf({**bare, "moves": False, "sections": [section("Grades", *groups)]})
    first, second = whites(layouts[0]), whites(made)
    assert len(first) == len(second)
    assert max(first[:-1]) > 0.14 > max(second[:-1])


def test_a_table_is_parted_where_moving_it_leaves_a_hole(bare: Data, layouts: list[bytes]) -> None:
    blocks = [*[paragraph(6)] * 5, table(1, [2] * 7), *[paragraph(2)] * 1]
    made = typst_pdf({**bare, "sections": [section("Grades", *blocks)]})
    first, second = whites(layouts[0]), whites(made)
    assert max(first[:-1]) > 0.2 > 0.14 > max(second[:-1])
    assert ["(continued)" in text_of(one) for one in (layouts[0], made)] == [False, True]


def test_a_short_section_stays_on_its_page_without_the_next(
    bare: Data, layouts: list[bytes]
) -> None:
    short = [section(f"Short {n}", paragraph(2)) for n in range(30)]
    typst_pdf({**bare, "sections": short})
    assert max(whites(layouts[0])[:-1]) < 0.14
