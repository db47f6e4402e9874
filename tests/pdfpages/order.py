"""Take the tags of a document and its words, and give what breaks apart at the end of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from tests.pdfpages.structure import Leaf, Tag

#: The text of every piece of marked content, by page and number.
Texts = Mapping[tuple[int, int], str]
#: The text of every page that stands in no tag: running heads, and heads of tables printed again.
Untagged = Mapping[int, str]
Breaches = Iterator[tuple[int, str, str]]

_HEADING = re.compile(r"H[1-6]?")


def order_breaches(document: Tag, texts: Texts, untagged: Untagged) -> Breaches:
    """Judge headings, tables and captions."""
    if not document.holds:
        yield 1, "tags", "the file has no tags"
        return
    yield from _headings(document, texts)
    yield from _figures(document, texts)
    yield from _tables(document, texts, untagged)
    yield from _broken_words(document, texts)


def _printed(tag: Tag, texts: Texts, most: int = 0) -> str:
    text = " ".join(texts.get((leaf.page, leaf.mark), "") for leaf in tag.leaves())
    text = " ".join(text.split())
    return text if not most or len(text) <= most else text[:most].rstrip() + "…"


def _pages(tag: Tag) -> list[int]:
    return [leaf.page for leaf in tag.leaves()]


# --- headings -------------------------------------------------------------------------------------


def _headings(document: Tag, texts: Texts) -> Breaches:
    """Judge whether what follows a heading, other than headings, begins on its page."""
    pieces = list(_pieces(document, None))
    for (heading, leaf), following in zip(pieces, _ends(pieces), strict=True):
        if heading is not None and following != leaf.page:
            where = f"the text goes on at page {following}" if following else "nothing follows"
            yield leaf.page, "heading", f"“{_printed(heading, texts)}” is left alone: {where}"


def _pieces(tag: Tag, heading: Tag | None) -> Iterator[tuple[Tag | None, Leaf]]:
    """Give all marked content in order, with the heading it belongs to."""
    if heading is None and _HEADING.fullmatch(tag.role):
        heading = tag
    for held in tag.holds:
        if isinstance(held, Leaf):
            yield heading, held
        else:
            yield from _pieces(held, heading)


def _ends(pieces: list[tuple[Tag | None, Leaf]]) -> list[int]:
    """Give for each piece the page of the next one that is no heading; 0 at the end."""
    following, found = 0, []
    for heading, leaf in reversed(pieces):
        found.append(following)
        if heading is None:
            following = leaf.page
    return found[::-1]


# --- figures and tables ---------------------------------------------------------------------------


def _figures(document: Tag, texts: Texts) -> Breaches:
    """Judge captions by the drawing before them, or, where none is, by the one after them."""
    parts = list(_drawings_and_captions(document))
    for position, part in enumerate(parts):
        if part.role != "Caption":
            continue
        beside = [parts[n] for n in (position - 1, position + 1) if 0 <= n < len(parts)]
        drawing = next((one for one in beside if one.role == "Figure"), None)
        apart = set(_pages(part)) - set(_pages(drawing)) if drawing else set()
        if apart:
            name = _printed(part, texts, 40)
            yield min(apart), "caption", f"“{name}” is not on the page of its figure"


def _drawings_and_captions(tag: Tag) -> Iterator[Tag]:
    # A caption may be tagged before its drawing: the two are all that their holder has.
    roles = [held.role if isinstance(held, Tag) else "" for held in tag.holds]
    for held in tag.holds[::-1] if roles == ["Caption", "Figure"] else tag.holds:
        if not isinstance(held, Tag) or held.role == "Table":
            continue
        if held.role in ("Figure", "Caption"):
            yield held
        else:
            yield from _drawings_and_captions(held)


def _tables(document: Tag, texts: Texts, untagged: Untagged) -> Breaches:
    """Judge tables.

    One that goes on has a further tag on every page, without a caption, or one tag in all and its
    header printed again in no tag.
    """
    for parent in document.tags():
        tables = [tag for tag in parent.holds if isinstance(tag, Tag) and tag.role == "Table"]
        begun: Tag | None = None
        for table in tables:
            goes_on = begun is not None and _goes_on(begun, table)
            if goes_on and begun is not None:
                yield from _header_again(begun, table, texts)
            else:
                begun = table
            yield from _within_one_tag(table, texts, untagged)
            yield from _caption_with_rows(table, texts)


def _goes_on(begun: Tag, table: Tag) -> bool:
    before, after = _pages(begun), _pages(table)
    captioned = table.first("Caption") is not None
    return bool(before and after) and not captioned and after[0] > before[0]


def _header_again(begun: Tag, table: Tag, texts: Texts) -> Breaches:
    if not _rows(begun):
        return
    header, again = begun.first("THead"), table.first("THead")
    expected = _printed(header, texts) if header else ""
    found = _printed(again, texts) if again else ""
    if not expected or found != expected:
        name = _printed(begun.first("Caption") or begun, texts, 40)
        yield _pages(table)[0], "table header", f"“{name}” goes on without its header"


def _rows(table: Tag) -> list[int]:
    """Give the pages of the content of a table other than its caption and its header."""
    return [
        page
        for tag in table.holds
        if isinstance(tag, Tag) and tag.role not in ("Caption", "THead")
        for page in _pages(tag)
    ]


def _within_one_tag(table: Tag, texts: Texts, untagged: Untagged) -> Breaches:
    """Judge whether each page after the first that the rows of one tag run over has the header."""
    header = table.first("THead")
    # Of a head of two lines the words are tagged cell by cell and printed line by line.
    expected = Counter(_printed(header, texts).split()) if header else Counter()
    begun = _pages(header) if header else _rows(table)[:1]
    for page in sorted({*_rows(table)} - {*begun}):
        if not expected or not expected <= Counter(untagged.get(page, "").split()):
            name = _printed(table.first("Caption") or table, texts, 40)
            yield page, "table header", f"“{name}” goes on without its header"


def _caption_with_rows(table: Tag, texts: Texts) -> Breaches:
    caption, rows = table.first("Caption"), _rows(table)
    if caption is None:
        return
    of_caption = _pages(caption)
    if of_caption and (not rows or rows[0] != of_caption[-1]):
        name = _printed(caption, texts, 40)
        yield of_caption[0], "caption", f"“{name}” is not on the page of its first row"


# --- cells ----------------------------------------------------------------------------------------


def _broken_words(document: Tag, texts: Texts) -> Breaches:
    """Judge whether a word runs over the end of a line of a cell without a hyphen.

    A word is told from two words by the rest of the document: there it stands whole, and at least
    one of its parts does not stand alone. So a word that is whole nowhere is not found.
    """
    cells = [tag for tag in document.tags() if tag.role in ("TD", "TH")]
    ends = [pair for cell in cells for pair in pairwise(cell.leaves())]
    parts = {(leaf, -1) for leaf, _ in ends} | {(leaf, 0) for _, leaf in ends}
    whole: set[str] = set()
    for (page, mark), text in texts.items():
        words = text.split()
        last, first = (Leaf(page, mark), -1) in parts, (Leaf(page, mark), 0) in parts
        whole |= {_plain(word) for word in words[first : len(words) - last]}
    for leaf, following in ends:
        before, after = (texts.get((one.page, one.mark), "").split() for one in (leaf, following))
        if not before or not after or before[-1].endswith(("-", "\N{HYPHEN}")):
            continue
        broken = _plain(before[-1] + after[0])
        if broken in whole and not {_plain(before[-1]), _plain(after[0])} <= whole:
            yield leaf.page, "broken word", f"“{before[-1]}” and “{after[0]}” are one word"


def _plain(word: str) -> str:
    return word.strip(".,;:()“”").casefold()
