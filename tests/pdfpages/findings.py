"""Take a finished PDF, and give every breach of the rules of its pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tests.pdfpages.area import Area, Blank, Rows, areas, blanks_of, rows_of
from tests.pdfpages.fonts import font_breaches
from tests.pdfpages.glyphs import Page, Word, pages
from tests.pdfpages.lines import Words, broken_lines
from tests.pdfpages.order import Texts, Untagged, order_breaches
from tests.pdfpages.structure import Tag, tags_of
from tests.pdfpages.text import Breach, seen_breaches, text_breaches

RULES = (
    *("page box", "margin", "cut", "size", "overlap", "contrast", "font", "fill"),
    *("table header", "caption", "heading", "broken word", "broken line", "tags"),
)
#: Share of the height of the text area that content must reach at least; and of good pages.
FILL, GOOD_FILL = 1 / 3, 0.85


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One breach: on which page (from 1), of which rule, and what."""

    page: int
    rule: str
    what: str

    def __str__(self) -> str:
        return f"page {self.page}: {self.rule}: {self.what}"


@dataclass(frozen=True)
class Seen:
    """What is known of a page when its pictures, which are large, are put away."""

    page: Page
    rows: Rows
    breaches: tuple[Breach, ...]


def findings(path: Path) -> list[Finding]:
    """Judge a file by all rules.

    Rules
    -----
    page box : text stands inside the page, 5 mm from its edge.
    margin : text of the document stands between the side margins and above the folio.
    cut : every letter is seen whole.
    size : no text is smaller than 7 pt; one raised token may have 5.5 pt.
    overlap : no two words share ink.
    contrast : text has a contrast of 4.5 to 1 or more with what it stands on.
    font : every font is embedded, and only with the letters that are used.
    fill : content reaches down to a third of every page but the last.
    table header : a table that goes on repeats its header.
    caption : captions are on the page of their figure, or of the first row of their table.
    heading : a heading is followed by text on its page.
    broken word : no word in a cell runs over the end of its line without a hyphen.
    broken line : no line of a paragraph ends early where the next word has room on it.
    tags : the file has tags; without them the last five cannot be judged.
    """
    return judged(path)[0]


def blanks(path: Path) -> list[Blank]:
    """Measure the white space of every page of a file."""
    return judged(path)[1]


def judged(path: Path, fill: float = FILL) -> tuple[list[Finding], list[Blank]]:
    """Give the findings and the white space of a file, which is read once.

    Parameters
    ----------
    fill : float
        Share of its height down to which every page but the last must be filled.
    """
    tags = tags_of(path)
    read, of_pages = _read(path, tags)
    found = [Finding(one.page.number, *breach) for one in read for breach in one.breaches]
    for one in read:
        breaches = text_breaches(one.page, of_pages[one.page.number])
        found += [Finding(one.page.number, *breach) for breach in breaches]
    measured = blanks_of([one.rows for one in read], of_pages)
    found += _too_empty(measured, fill)
    found += [Finding(*breach) for breach in font_breaches(path)]
    found += [Finding(*breach) for breach in order_breaches(tags, _texts(read), _untagged(read))]
    found += [Finding(*breach) for breach in broken_lines(tags, _words(read))]
    return sorted(set(found)), measured


def _read(path: Path, tags: Tag) -> tuple[list[Seen], dict[int, Area]]:
    marks: dict[int, frozenset[int]] = defaultdict(frozenset)
    for leaf in tags.leaves():
        marks[leaf.page] |= {leaf.mark}
    none = np.zeros((0, 0, 3), np.uint8)
    read = [
        Seen(replace(page, seen=none, ground=none), rows_of(page), tuple(seen_breaches(page)))
        for page in pages(path, marks)
    ]
    return read, areas([one.page for one in read], [one.rows for one in read])


def _too_empty(measured: Sequence[Blank], fill: float) -> list[Finding]:
    return [
        Finding(one.page, "fill", f"content comes down to {one.reach:.0%} of the page only")
        for one in measured[:-1]
        if one.reach < fill
    ]


def _words(read: Sequence[Seen]) -> Words:
    words: dict[tuple[int, int], list[Word]] = defaultdict(list)
    for one in read:
        for word in one.page.words:
            if word.glyphs[0].mark >= 0:
                words[one.page.number, word.glyphs[0].mark].append(word)
    return words


def _texts(read: Sequence[Seen]) -> Texts:
    texts: dict[tuple[int, int], str] = defaultdict(str)
    for one in read:
        for word in one.page.words:
            if word.glyphs[0].mark >= 0:
                texts[one.page.number, word.glyphs[0].mark] += word.text + " "
    return texts


def _untagged(read: Sequence[Seen]) -> Untagged:
    return {one.page.number: " ".join(word.text for word in one.page.furniture()) for one in read}
