"""Take the pages of a document, and give the area its text may fill, and how full each page is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.pdfpages.glyphs import SCALE, Page, Word, differs

_FOLIO = re.compile(r"Page\d+of\d+|\d+")


@dataclass(frozen=True, slots=True)
class Area:
    """Where text may stand on a page, in points from its upper left corner.

    The sides are known from the folio, which ends at the right margin, as is the floor. The ceiling
    and the foot are as high and low as the document itself comes on any page of the size.
    """

    left: float
    right: float
    ceiling: float
    foot: float
    floor: float


@dataclass(frozen=True, slots=True)
class Blank:
    """How full a page is.

    reach : float
        Share of the height of the text area down to which the content comes.
    blank : float
        Height of the greatest band without content, in mm.
    begins : float
        Where that band begins, as a share of the height of the text area.
    """

    page: int
    reach: float
    blank: float
    begins: float

    def __str__(self) -> str:
        return (
            f"page {self.page}: content down to {self.reach:.0%}, "
            f"greatest blank band {self.blank:.0f} mm from {self.begins:.0%}"
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of pixels of a page hold anything, without running heads and folios."""

    page: int
    size: tuple[float, float]
    filled: np.ndarray


def rows_of(page: Page) -> Rows:
    """See which rows of a page are filled; the commonest colour at the edge is its paper."""
    paper = np.median(page.seen[:, :2].reshape(-1, 3), axis=0).astype(np.uint8)
    filled = differs(page.seen[:, ::2], paper, 8).any(axis=1)
    for word in page.furniture():
        _, top, _, bottom = word.box
        filled[max(0, int(top * SCALE) - 1) : int(bottom * SCALE) + 2] = False
    return Rows(page.number, (round(page.width), round(page.height)), filled)


def areas(pages: Sequence[Page], rows: Sequence[Rows]) -> dict[int, Area]:
    """Give the area of every page that holds text; pages of one size have the same."""
    sizes: dict[tuple[float, float], list[int]] = defaultdict(list)
    for position, of_page in enumerate(rows):
        sizes[of_page.size].append(position)
    found: dict[int, Area] = {}
    for positions in sizes.values():
        area = _area([pages[n] for n in positions], [rows[n] for n in positions])
        found |= {pages[n].number: area for n in positions}
    return found


def _area(pages: Sequence[Page], rows: Sequence[Rows]) -> Area:
    width, height = pages[0].width, pages[0].height
    left, right, floor = 0.0, width, height
    folios = [word for page in pages for word in _folio(page)]
    if folios:
        right = max(word.glyphs[-1].end for word in folios)
        left = width - right
        floor = min(word.box[1] for word in folios) - 2
    filled = [np.flatnonzero(of_page.filled) for of_page in rows]
    reached = [found for found in filled if found.size]
    ceiling = min((found[0] for found in reached), default=0) / SCALE
    foot = max((found[-1] for found in reached), default=height * SCALE) / SCALE
    return Area(left, right, ceiling, min(foot, floor), floor)


def _folio(page: Page) -> Sequence[Word]:
    """Find the number of the page: the last line of furniture, in the lowest tenth."""
    low = [word for word in page.furniture() if word.box[1] > 0.9 * page.height]
    lowest = max((word.box[3] for word in low), default=0.0)
    last = [word for word in low if word.box[3] > lowest - word.size]
    return last if _FOLIO.search("".join(word.text for word in last)) else ()


def blanks_of(rows: Sequence[Rows], areas: dict[int, Area]) -> list[Blank]:
    """Measure the white space of every page."""
    return [_blank(of_page, areas[of_page.page]) for of_page in rows]


def _blank(rows: Rows, area: Area) -> Blank:
    height = area.foot - area.ceiling or 1
    begin, end = int(area.ceiling * SCALE), int(area.foot * SCALE)
    within = np.flatnonzero(rows.filled[begin:end])
    lowest = (within[-1] + 1) / SCALE if within.size else 0.0
    edges = np.concatenate(([-1], within, [end - begin]))
    gaps = np.diff(edges) - 1
    widest = int(gaps.argmax())
    return Blank(
        rows.page,
        lowest / height,
        gaps[widest] / SCALE * 25.4 / 72,
        (edges[widest] + 1) / SCALE / height,
    )
