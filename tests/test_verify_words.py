"""Formats are compared by their words, and a count is followed by its word."""

from __future__ import annotations

from decimal import Decimal

from cpreport.outcomes.result import Result
from cpreport.verify.formats_agree import _blocks
from cpreport.verify.marked_numbers import Mark, _wrong


def test_the_title_of_a_small_drawing_is_no_word_of_its_line() -> None:
    page = b"""<!doctype html><html><body><main><p>Ada Example
    <svg class="mark" role="img"><title>ORCID iD</title><path d="M0 0"/></svg> 0000-0001</p>
    </main></body></html>"""
    assert [" ".join(block.text.split()) for block in _blocks(page)] == ["Ada Example 0000-0001"]


def test_none_is_a_form_of_no_event_and_of_no_other_number() -> None:
    ledger = {n: Result(n, "", Decimal(n), n, of=2) for n in ("0", "1")}
    assert _wrong(Mark(("0",), "none"), ledger) is None
    assert _wrong(Mark(("1",), "none"), ledger) == ("1", "none", "1 of 2")
