"""Take the fonts that come as packages, and give the CSS that loads them, whole or in part.

Print loads the font files as they are. A page for screens carries its fonts inside it, cut down to
the characters it uses.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

#: The families of the pages: one for reading, one for headings, tables and figures.
TEXT_FAMILY, HEADING_FAMILY = "Source Serif 4", "Source Sans 3"

#: What every page for screens carries, so that most pages share the same cut of the fonts.
_ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(
    "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{MINUS SIGN}–—‘’“”•·…×°±²³µ→≤≥éöü"
)

#: OpenType features that the shipped stylesheets use.
_FEATURES = ("kern", "liga", "ccmp", "locl", "mark", "lnum", "pnum", "tnum", "smcp")


@dataclass(frozen=True, slots=True)
class Face:
    """One font file, and what of its design space a page for screens keeps.

    pinned : tuple of (axis, position)
        Axes that are fixed there. The optical size is in CSS pixels.
    kept : tuple of (axis, lowest, highest)
        Axes that stay variable there, within these ends.
    on_screen : bool
        Whether pages for screens carry it.
    """

    family: str
    package: str
    file: str
    italic: bool = False
    pinned: tuple[tuple[str, float], ...] = ()
    kept: tuple[tuple[str, float, float], ...] = ()
    on_screen: bool = True

    @property
    def path(self) -> Path:
        """The font file."""
        return Path(str(files(self.package) / "files" / self.file))


_WEIGHTS = (("wght", 400.0, 700.0),)
_READING_SIZE = ("opsz", 18.0)

FACES = (
    Face(
        TEXT_FAMILY,
        "fontpkg_source_serif_4",
        "SourceSerif4[opsz,wght].ttf",
        pinned=(_READING_SIZE,),
        kept=_WEIGHTS,
    ),
    Face(
        TEXT_FAMILY,
        "fontpkg_source_serif_4",
        "SourceSerif4-Italic[opsz,wght].ttf",
        italic=True,
        pinned=(_READING_SIZE, ("wght", 400.0)),
    ),
    Face(HEADING_FAMILY, "fontpkg_source_sans_3", "SourceSans3[wght].ttf", kept=_WEIGHTS),
    # Headings and tables hold next to no italics, so screens slant the upright face for them.
    Face(
        HEADING_FAMILY,
        "fontpkg_source_sans_3",
        "SourceSans3-Italic[wght].ttf",
        italic=True,
        on_screen=False,
    ),
)


def print_css() -> str:
    """Give the `@font-face` rules for print: the files themselves, by `file:` address.

    The rules name no weight: with one, WeasyPrint would take a variable font for that weight only.
    """
    return "".join(
        f"@font-face{{font-family:'{face.family}';font-style:{_style(face)};"
        f"src:url('{face.path.as_uri()}')}}\n"
        for face in FACES
    )


def font_addresses() -> frozenset[str]:
    """Give the addresses that print may load fonts from; no other file may be loaded."""
    return frozenset(face.path.as_uri() for face in FACES)


def screen_css(text: str) -> str:
    """Give the `@font-face` rules for a page that shows this text: fonts inside the rules."""
    characters = "".join(sorted(_ALWAYS.union(text) - set("\r\n\t")))
    return "".join(_screen_rule(face, characters) for face in FACES if face.on_screen)


def _style(face: Face) -> str:
    return "italic" if face.italic else "normal"


@lru_cache(maxsize=32)
def _screen_rule(face: Face, characters: str) -> str:
    weights = [f"{low:.0f} {high:.0f}" for axis, low, high in face.kept if axis == "wght"]
    font = base64.b64encode(_cut(face, characters)).decode("ascii")
    return (
        f"@font-face{{font-family:'{face.family}';font-style:{_style(face)};"
        f"font-weight:{weights[0] if weights else 400};font-display:swap;"
        f"src:url(data:font/woff2;base64,{font}) format('woff2')}}\n"
    )


def _cut(face: Face, characters: str) -> bytes:
    """Cut a font down to some characters and to the part of its design space that is kept."""
    import uharfbuzz

    font = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)))
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.UNICODE).set({ord(c) for c in characters})
    wanted.sets(uharfbuzz.SubsetInputSets.LAYOUT_FEATURE_TAG).set({_tag(f) for f in _FEATURES})
    for axis, position in face.pinned:
        wanted.pin_axis_location(font, axis, position)
    for axis, low, high in face.kept:
        wanted.set_axis_range(font, axis, low, high)
    return _as_woff2(uharfbuzz.subset(font, wanted).blob.data)


def _tag(feature: str) -> int:
    return int.from_bytes(feature.encode("ascii"), "big")


def _as_woff2(data: bytes) -> bytes:
    from fontTools.ttLib import TTFont

    # No time of making goes into the file: the same page must give the same bytes.
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    font.flavor = "woff2"
    compressed = io.BytesIO()
    font.save(compressed, reorderTables=False)
    return compressed.getvalue()
