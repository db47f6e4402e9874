"""The page on data files says of every column what the schema says."""

from __future__ import annotations

from docs.making.data_page import PAGE, with_tables


def test_the_page_is_in_step_with_the_columns() -> None:
    page = PAGE.read_text("utf-8")
    assert with_tables(page) == page, "run `python -m docs.making`"
    assert "| `missing_items` | string | Items for want of which it is not scorable" in page
