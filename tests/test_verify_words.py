"""Formats are compared by their words, and a count is followed by its word."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from cpreport.builder.cache import cache_of
from cpreport.builder.record import RECORD
from cpreport.content_cache import current_cache
from cpreport.journal.zip_archive import archive
from cpreport.outcomes.result import Result
from cpreport.verify.formats_agree import _blocks, _stands_in
from cpreport.verify.marked_numbers import Mark, _wrong
from cpreport.verify.remake import Remade
from cpreport.verify.verify_package import verify_package


def test_the_title_of_a_small_drawing_is_no_word_of_its_line() -> None:
    page = b"""<!doctype html><html><body><main><p>Ada Example
    <svg class="mark" role="img"><title>ORCID iD</title><path d="M0 0"/></svg> 0000-0001</p>
    </main></body></html>"""
    assert [" ".join(block.text.split()) for block in _blocks(page)] == ["Ada Example 0000-0001"]


def test_none_is_a_form_of_no_event_and_of_no_other_number() -> None:
    ledger = {n: Result(n, "", Decimal(n), n, of=2) for n in ("0", "1")}
    assert _wrong(Mark(("0",), "none"), ledger) is None
    assert _wrong(Mark(("1",), "none"), ledger) == ("1", "none", "1 of 2")


def test_the_last_words_of_a_block_may_begin_the_next_page() -> None:
    block = "sideistheirmeanofarmandlegontheside"
    first = "table" + block[:23] + "rowsandpage3"
    assert _stands_in(block, first + "legontheside", [first, block[23:] + "next"])
    # Elsewhere, or with another letter, they are no part of it.
    assert not _stands_in(block, first + "legontheside", [first, "onlegontheside"])
    assert not _stands_in(block, first + "legonthesite", [first, "legonthesite"])


def test_what_a_build_of_ones_own_keeps_is_used_again_where_it_is_named(tmp_path: Path) -> None:
    package, built, seen = tmp_path / "p.zip", tmp_path / "output", []
    package.write_bytes(archive({}))
    built.mkdir()
    (built / RECORD).write_text("{}")

    def remake(files: Mapping[str, bytes]) -> Remade:
        seen.append(current_cache())
        return Remade(None)

    assert verify_package(package, remake).notes == ()
    (note,) = verify_package(package, remake, built=built).notes
    assert note.startswith("Pages and drawings that the named build had typeset")
    assert seen == [None, cache_of(built)]
