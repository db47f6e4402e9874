"""Measure and break text as it is set in the figures' font.

The widths are the font's own, at the weight that is printed. The font file is variable and opens
at its lightest weight, so its plain widths would be too narrow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

from cpreport.numbers import NO_BREAK
from cpreport.typography import set_signs

#: One point in mm.
POINT = 25.4 / 72

#: Heights above and below the baseline, in parts of the size: of capitals, of tall letters, of
#: letters that hang.
CAPITALS, ABOVE, BELOW = 0.66, 0.76, 0.22

_SPACES = re.compile(r"[ \t\n]+")

#: After these a word that is longer than its line is divided.
_AFTER = ("-", "/", "–", NO_BREAK)

#: Widths of what the font lacks, in parts of the size: another font then stands in for it.
_WIDE, _OTHER = 1.0, 0.66


def width(text: str, size: float, weight: int = 400) -> float:
    """Measure the width of a line of text in mm; size is in pt.

    Pairs of letters that stand closer than others are not counted, so it is rather too wide.
    """
    return _ems(text, weight) * size * POINT


def lower_to_middle(size: float) -> float:
    """Measure in mm how far below a line the baseline of capitals centred on it is."""
    return CAPITALS / 2 * size * POINT


@lru_cache(maxsize=4096)
def wrap(text: str, room: float, size: float, weight: int = 400) -> tuple[str, ...]:
    """Break text into lines of at most so many mm, at spaces; a word that is longer is divided.

    Quotation marks are set before, as the one that closes may stand on another line.
    """
    lines: list[str] = []
    line = ""
    for word in _words(set_signs(text)):
        joined = f"{line} {word}" if line else word
        if width(joined, size, weight) <= room:
            line = joined
            continue
        lines += [line] if line else []
        *full, line = _divide(word, room, size, weight)
        lines += full
    return (*lines, line) if line else tuple(lines)


def longest_word(text: str, size: float, weight: int = 400) -> float:
    """Measure the longest word in mm."""
    return max((width(word, size, weight) for word in _words(text)), default=0.0)


def _words(text: str) -> list[str]:
    """Split a text into words; what a no-break space joins is one word."""
    return [word for word in _SPACES.split(text) if word]


def _divide(word: str, room: float, size: float, weight: int) -> Iterator[str]:
    """Divide a word after a hyphen or stroke where that fits, and else at any letter."""
    while width(word, size, weight) > room and len(word) > 1:
        most = next(
            (n for n in range(1, len(word)) if width(word[: n + 1], size, weight) > room), 1
        )
        end = next((n for n in range(most, most // 3, -1) if word[n - 1] in _AFTER), most)
        yield word[:end].rstrip(NO_BREAK)
        word = word[end:]
    yield word


@lru_cache(maxsize=4096)
def _ems(text: str, weight: int) -> float:
    """Measure a line of text in parts of the size."""
    return sum(_advance(character, weight) for character in text)


@lru_cache(maxsize=4096)
def _advance(character: str, weight: int) -> float:
    """Measure a character in parts of the size."""
    font = _font(weight)
    glyph = font.get_nominal_glyph(ord(character))
    if glyph is not None:
        return float(font.get_glyph_h_advance(glyph) / font.face.upem)
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(character) in ("W", "F") else _OTHER


@lru_cache(maxsize=4)
def _font(weight: int) -> Any:
    """Open the font at a weight; its widths are those of the fonts that are cut from it."""
    import uharfbuzz

    path = files("fontpkg_source_sans_3") / "files" / "SourceSans3[wght].ttf"
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    font.set_variations({"wght": weight})
    return font
