"""Take a page, and give what is wrong with its text: where it stands, how small, how visible."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.pdfpages.area import Area
from tests.pdfpages.glyphs import SCALE, Box, Glyph, Page, Word, pixels

#: A rule and how it is broken.
Breach = tuple[str, str]

#: Points of the edge of the paper that no printer reaches (5 mm).
EDGE = 14.2
#: A line that begins with a j, or ends with an f, reaches so far over its edge, in sizes of its type.
_OVERHANG = 0.15
SMALLEST = 7.0
SMALLEST_RAISED = 5.5
CONTRAST = 4.5
#: The thin ends of brackets fade within somewhat more than a point.
_NEAR = 1.4 * SCALE


# --- with the pictures ----------------------------------------------------------------------------


def seen_breaches(page: Page) -> Iterator[Breach]:
    """Judge what of the text is seen, and on what it stands."""
    for word in page.words:
        if not all(_whole(glyph, page) for glyph in word.glyphs):
            yield "cut", f"“{word.text}” is not seen whole"
        elif (contrast := _contrast(page, word)) < CONTRAST:
            yield "contrast", f"“{word.text}” has a contrast of {contrast:.1f} to 1"


def _whole(glyph: Glyph, page: Page) -> bool:
    """Whether the ink of a letter reaches the four sides of its box."""
    left, top, right, bottom = glyph.box
    if right - left < 0.3 or bottom - top < 0.3:
        return True
    if left < 0 or top < 0 or right > page.width or bottom > page.height:
        return True  # What stands beyond the paper is told by another rule.
    ink = page.ink[pixels(glyph.box)]
    high, wide = ink.shape
    rows, columns = ink.nonzero()
    return bool(
        rows.size
        and rows[0] < _NEAR
        and rows[-1] >= high - _NEAR
        and columns.min() < _NEAR
        and columns.max() >= wide - _NEAR
    )


def _contrast(page: Page, word: Word) -> float:
    """Give the contrast (WCAG 2) with the least favourable fifth of the ground."""
    ground = page.ground[pixels(word.box)].reshape(-1, 3)
    if not ground.size:
        return 21.0
    if (ground == ground[0]).all():
        ground = ground[:1]
    glyph = word.glyphs[0]
    colour = glyph.opacity * np.array(glyph.colour) + (1 - glyph.opacity) * ground
    one, other = _luminance(colour), _luminance(ground)
    ratios = (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)
    return round(float(np.sort(ratios)[len(ratios) // 5]), 2)


def _luminance(colours: np.ndarray) -> np.ndarray:
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    weights = np.array([0.2126, 0.7152, 0.0722])
    return np.asarray(linear @ weights)


# --- without the pictures -------------------------------------------------------------------------


def text_breaches(page: Page, area: Area) -> Iterator[Breach]:
    """Judge where the text stands and how small it is."""
    yield from _outside(page, area)
    yield from _too_small(page)
    yield from _overlapping(page)


def _outside(page: Page, area: Area) -> Iterator[Breach]:
    furniture = set(map(id, page.furniture()))
    for word in page.words:
        left, top, right, bottom = word.box
        over = max(1.0, _OVERHANG * word.size)
        if min(left, top) < EDGE or right > page.width - EDGE or bottom > page.height - EDGE:
            yield "page box", f"“{word.text}” stands at or beyond the edge of the paper"
        elif not (id(word) in furniture or _is_line_number(word, area)) and (
            left < area.left - over or right > area.right + over or bottom > area.floor
        ):
            yield "margin", f"“{word.text}” stands in the margin"


def _is_line_number(word: Word, area: Area) -> bool:
    """Whether a word is the number of a line, which a copy for review has in its margin."""
    return word.glyphs[0].in_drawing and word.text.isdigit() and word.box[2] < area.left


def _too_small(page: Page) -> Iterator[Breach]:
    for word in page.words:
        size = round(word.size, 2)
        if size < SMALLEST and not (size >= SMALLEST_RAISED and _raised(word, page)):
            yield "size", f"“{word.text}” has {size:g} pt"


def _raised(word: Word, page: Page) -> bool:
    """Whether a word is one raised token, such as the number of a citation or an affiliation."""
    if len(word.text) > 8:
        return False
    glyph = word.glyphs[0]
    return any(
        other.size > 1.15 * glyph.size
        and 0.15 * other.size < other.place[1] - glyph.place[1] < 0.7 * other.size
        and _between(other.box, word.box) < 0.5 * other.size
        for beside in page.words
        if beside is not word
        for other in (beside.glyphs[0], beside.glyphs[-1])
        if other.turn == glyph.turn
    )


def _between(one: Box, other: Box) -> float:
    """Give the distance of two boxes, along the longer way."""
    return max(one[0] - other[2], other[0] - one[2], one[1] - other[3], other[1] - one[3])


def _overlapping(page: Page) -> Iterator[Breach]:
    words = page.words
    if len(words) < 2:
        return
    boxes = np.array([word.box for word in words])
    left, top, right, bottom = boxes.T
    near = (np.minimum.outer(right, right) - np.maximum.outer(left, left) > 0) & (
        np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top) > 0
    )
    for one, other in np.argwhere(np.triu(near, 1)):
        if _ink_shared(words[one], words[other]):
            yield "overlap", f"“{words[one].text}” and “{words[other].text}” overlap"


def _ink_shared(one: Word, other: Word) -> bool:
    return any(
        _shared(glyph, beside)
        for glyph in one.glyphs
        for beside in other.glyphs
        # Letters of one object were set by one hand: scripts that join, kern or stack do overlap.
        if glyph.drawn_by != beside.drawn_by
    )


def _shared(one: Glyph, other: Glyph) -> bool:
    """Whether two letters overlap by more than slanted and accented neighbours do."""
    wide = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    high = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    if wide <= 0 or high <= 0:
        return False
    size = min(one.size, other.size)
    on_one_line = one.turn == other.turn and abs(one.place[1] - other.place[1]) < 0.05 * size
    allowed = 0.2 if on_one_line else 0.1
    return min(wide, high) > allowed * size
