"""Subset the fonts that come as packages, and write the CSS that loads them.

The fonts are variable: one file holds every weight. Print gets a plain font for each weight that it
uses, which is quicker to typeset and to embed. A page for screens carries its fonts inside it, cut
down to the characters it uses.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

from cpreport.content_cache import make_once
from cpreport.problems import Place, Problem

#: The families of the pages: one for reading, one for headings, tables and figures.
TEXT_FAMILY, HEADING_FAMILY = "Source Serif 4", "Source Sans 3"

#: What every page for screens and every drawing carries, so that most share a cut of the fonts.
_ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(
    "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{MINUS SIGN}–—‘’“”•·…×°±²³µ≤≥≠←↑→↓↕▲▼©⁰¹⁴⁵⁶⁷⁸⁹éöü"
)
#: The letters of the languages of Europe that are written with Latin ones: all of them or none, so
#: that one name more does not ask for another cut.
_LATIN = frozenset(map(chr, range(0xA0, 0x180)))

#: OpenType features that the shipped stylesheets use.
_FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "lnum", "pnum", "tnum", "smcp")

#: Further signs of figures: all of them or none, too.
_SIGNS_OF_FIGURES = frozenset("▲▼◆●○■")
#: The full name of a font, and the one by which PDF files know it, in its table of names.
_NAMES_OF_FONT = (4, 6)

#: How close a font for screens is packed, of 0 to 11.
_CLOSENESS = 9

#: How many letters without a font a problem names.
_MOST_LETTERS = 6
#: Where print finds its fonts; nothing is fetched, `font_at` gives them.
_ADDRESS = "cpreport:/fonts/"


@dataclass(frozen=True, slots=True)
class Face:
    """One font file, and what is used of it.

    weights : tuple of int
        The weights that print has.
    on_screen : (int, int) or None
        The range of weights that pages for screens carry; None where they carry none of it.
    optical_size : tuple of (int, int)
        The sizes, in CSS pixels, that letters are drawn for in print and on screens; empty where
        the font has one drawing for all sizes.
    """

    family: str
    package: str
    file: str
    italic: bool
    weights: tuple[int, ...]
    on_screen: tuple[int, int] | None
    optical_size: tuple[int, int] | tuple[()] = ()

    @property
    def path(self) -> Path:
        """The font file."""
        return Path(str(files(self.package) / "files" / self.file))

    @property
    def style(self) -> str:
        """The style as CSS says it."""
        return "italic" if self.italic else "normal"


#: Text is set at 10 pt in print and at about 18 px on screens.
_TEXT_SIZES = (13, 18)

FACES = (
    Face(
        TEXT_FAMILY,
        "fontpkg_source_serif_4",
        "SourceSerif4[opsz,wght].ttf",
        italic=False,
        weights=(400, 600),
        on_screen=(400, 600),
        optical_size=_TEXT_SIZES,
    ),
    Face(
        TEXT_FAMILY,
        "fontpkg_source_serif_4",
        "SourceSerif4-Italic[opsz,wght].ttf",
        italic=True,
        weights=(400, 600),
        on_screen=(400, 400),
        optical_size=_TEXT_SIZES,
    ),
    Face(
        HEADING_FAMILY,
        "fontpkg_source_sans_3",
        "SourceSans3[wght].ttf",
        italic=False,
        weights=(400, 600, 700),
        on_screen=(400, 700),
    ),
    # Headings and tables hold few italics, so screens slant the upright face for them.
    Face(
        HEADING_FAMILY,
        "fontpkg_source_sans_3",
        "SourceSans3-Italic[wght].ttf",
        italic=True,
        weights=(400, 600),
        on_screen=None,
    ),
)


def without_font(letters: Sequence[str]) -> Problem:
    """Say of letters that no font has them."""
    named = [f"`{letter}` (U+{ord(letter):04X})" for letter in letters]
    more = len(named) - _MOST_LETTERS
    shown = ", ".join(named[:_MOST_LETTERS]) + (f" and {more} more" if more > 0 else "")
    return Problem(
        "CP603",
        Place("."),
        f"no font has {shown}",
        help="install a font that has it; `cpreport doctor` says which scripts can be printed",
    )


def print_css() -> str:
    """Write the `@font-face` rules for print, which name addresses that `font_at` knows."""
    return "".join(
        f"@font-face{{font-family:'{face.family}';font-style:{face.style};font-weight:{weight};"
        f"src:url('{_ADDRESS}{n}-{weight}.ttf')}}\n"
        for n, face in enumerate(FACES)
        for weight in face.weights
    )


def font_at(address: str) -> bytes | None:
    """Find the font that a rule for print names; None for any other address."""
    for n, face in enumerate(FACES):
        for weight in face.weights:
            if address == f"{_ADDRESS}{n}-{weight}.ttf":
                return font_of_weight(face, weight)
    return None


def screen_css(text: str) -> str:
    """Write the `@font-face` rules for a page that shows this text: fonts inside the rules."""
    characters = _characters_of_cut(text)
    return "".join(_screen_rule(face, characters) for face in FACES if face.on_screen)


def figure_font_rule(text: str) -> str:
    """Write the rule for a drawing that shows this text, which carries the font inside it."""
    face = next(face for face in FACES if face.family == HEADING_FAMILY and face.on_screen)
    return _screen_rule(face, _characters_of_cut(text))


def _characters_of_cut(text: str) -> str:
    """List the characters of the smallest of the shared cuts that has those of a text."""
    wanted = _ALWAYS.union(text) - set("\r\n\t")
    for together in (_LATIN, _SIGNS_OF_FIGURES):
        if (wanted - _ALWAYS) & together:
            wanted |= together
    return "".join(sorted(wanted))


def figure_font(weight: int, name: str, *, usual: bool) -> bytes:
    """Make the font of figures at a weight, by a name of its own: programs tell fonts by names.

    Parameters
    ----------
    usual : bool
        Whether it has the letters of most figures alone, which is quicker to embed.
    """
    from fontTools.ttLib import TTFont

    face = next(face for face in FACES if face.family == HEADING_FAMILY and not face.italic)
    content = _usual_letters(face, weight) if usual else font_of_weight(face, weight)
    font = TTFont(io.BytesIO(content), recalcTimestamp=False, lazy=True)
    for record in [record for record in font["name"].names if record.nameID in _NAMES_OF_FONT]:
        record.string = name
    written = io.BytesIO()
    font.save(written, reorderTables=False)
    return written.getvalue()


@lru_cache(maxsize=32)
def _screen_rule(face: Face, characters: str) -> str:
    assert face.on_screen is not None
    lightest, boldest = face.on_screen
    weight = f"{lightest} {boldest}" if lightest < boldest else f"{lightest}"
    made_from = (face.family, face.style, characters)
    woff2 = make_once("font", made_from, lambda: _as_woff2(_cut(face, characters)))
    font = base64.b64encode(woff2).decode("ascii")
    return (
        f"@font-face{{font-family:'{face.family}';font-style:{face.style};"
        f"font-weight:{weight};font-display:swap;"
        f"src:url(data:font/woff2;base64,{font}) format('woff2')}}\n"
    )


@cache
def font_of_weight(face: Face, weight: int) -> bytes:
    """Make a plain font of one weight, with every character and feature."""
    import uharfbuzz

    font = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)))
    wanted = uharfbuzz.SubsetInput()
    wanted.keep_everything()
    wanted.pin_axis_location(font, "wght", weight)
    if face.optical_size:
        wanted.pin_axis_location(font, "opsz", face.optical_size[0])
    return bytes(uharfbuzz.subset(font, wanted).blob.data)


def _cut(face: Face, characters: str) -> bytes:
    """Cut a font down to some characters and to the weights that screens have."""
    import uharfbuzz

    assert face.on_screen is not None
    font = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)))
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set({ord(c) for c in characters})
    wanted.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).set({_tag(f) for f in _FEATURES})
    wanted.set_axis_range(font, "wght", *face.on_screen)
    if face.optical_size:
        wanted.pin_axis_location(font, "opsz", face.optical_size[1])
    return bytes(uharfbuzz.subset(font, wanted).blob.data)


def _usual_letters(face: Face, weight: int) -> bytes:
    """Cut a font down to one weight and the letters of most figures."""
    import uharfbuzz

    font = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)))
    wanted = uharfbuzz.SubsetInput()
    letters = _ALWAYS | _LATIN | _SIGNS_OF_FIGURES
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set({ord(c) for c in letters})
    # Letters that are drawn as one are no letters to those who search a file.
    features = wanted.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG)
    features.clear()
    features.update({_tag(feature) for feature in ("kern", "ccmp", "locl", "mark")})
    wanted.pin_axis_location(font, "wght", weight)
    return bytes(uharfbuzz.subset(font, wanted).blob.data)


def _tag(feature: str) -> int:
    return int.from_bytes(feature.encode("ascii"), "big")


def _as_woff2(data: bytes) -> bytes:
    from fontTools.ttLib import TTFont

    _pack_quickly()
    # No time of making goes into the file: the same page must give the same bytes.
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    font.flavor = "woff2"
    compressed = io.BytesIO()
    font.save(compressed, reorderTables=False)
    return compressed.getvalue()


@cache
def _pack_quickly() -> None:
    """Have fontTools, which always packs as close as can be, take a third of the time for 8 %."""
    from fontTools.ttLib import woff2

    usual = woff2.brotli
    quick = partial(usual.compress, quality=_CLOSENESS)
    woff2.brotli = SimpleNamespace(**{**vars(usual), "compress": quick})
