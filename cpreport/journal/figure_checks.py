"""Check finished figure files against a journal's profile.

Nothing that was known when the files were made is used: every file is opened and measured.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cpreport.journal.profile import NOT_VERIFIED, Profile
from cpreport.journal.specification import Specification, specification
from cpreport.manuscript.word_counts import words_in
from cpreport.problems import Place, Problem

#: How far a width may be off, in mm: less than a dot at 300 dpi.
_EXACT = 0.1
#: How far a size of letters may be off, in pt.
_NEARLY = 0.05
_POINT = 25.4 / 72
#: The first sentence of a caption is its title; `Figure 1.` stands before it.
_TITLE = re.compile(r"\A(?:Figure \S+\s+)?(.*?[.?!])(?:\s|\Z)(.*)", re.S)


@dataclass(frozen=True, slots=True)
class _File:
    """A file, what it must be, and the widths in mm that it may have."""

    path: str
    content: bytes
    asked: Specification
    widths: tuple[float, ...]
    profile: Profile
    is_photograph: bool

    def wrong(self, message: str, *allowed: str) -> Problem:
        return Problem("CP812", Place(self.path), message, allowed)


def figure_problems(
    files: Mapping[str, bytes], profile: Profile, photographs: Container[str] = ()
) -> tuple[Problem, ...]:
    """Say of finished files where size, mode, resolution, fonts or caption are not as asked.

    Parameters
    ----------
    files : mapping of str to bytes
        As `figure_files` gives them; those of other kinds are passed over.
    photographs : container of str
        Names of the figures that hold dots by their nature, such as `Figure_2`.
    """
    asked = specification(profile)
    found = []
    for path, content in files.items():
        name = path.rpartition("/")[2]
        ending = "caption.txt" if name.endswith(".caption.txt") else name.rpartition(".")[2]
        if ending in _CHECKS:
            shown = name.partition(".")[0] in photographs
            file = _File(path, content, asked, _widths(path, asked), profile, shown)
            found += [*_too_large(file), *_CHECKS[ending](file)]
    return tuple(found)


def _widths(path: str, asked: Specification) -> tuple[float, ...]:
    """List the widths that a file may have: that of its folder, where it has one."""
    named = re.search(r"(?:^|/)([\d.]+)mm/[^/]+\Z", path)
    return (float(named[1]),) if named else (asked.single, asked.double)


def _too_large(file: _File) -> Iterator[Problem]:
    stated = file.profile.figures.most_megabytes
    if stated is not None and len(file.content) > stated.value * 1_000_000:
        said = f"the file has {len(file.content) / 1e6:.2f} MB, {stated.value} allowed"
        sure = stated.verified and not stated.advice
        problem = file.wrong(said if stated.verified else f"{said} ({NOT_VERIFIED})")
        yield problem if sure else replace(problem, severity="warning")


def _width(file: _File, width: float) -> Iterator[Problem]:
    if not any(abs(width - allowed) <= _EXACT for allowed in file.widths):
        allowed = tuple(f"{width:g} mm" for width in file.widths)
        yield file.wrong(f"it is {width:.1f} mm wide", *allowed)


# --- dots ----------------------------------------------------------------------------------------


def _dots(file: _File) -> Iterator[Problem]:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(file.content)) as image:
            image.load()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        yield file.wrong("it cannot be opened as a picture")
        return
    if image.mode != "RGB":
        yield file.wrong(f"its colours are {image.mode}", "RGB, without transparency")
    across, down = image.info.get("dpi", (0.0, 0.0))
    asked = file.asked.dots_per_inch
    if not across or abs(across - asked) > 0.5 or abs(down - asked) > 0.5:
        said = f"{float(across):.0f} dpi" if across else "no resolution"
        yield file.wrong(f"it says {said}", f"{asked} dpi")
    if across:
        # Dots come whole: a width is right where it is the nearest that dots can give.
        dot = 25.4 / float(across)
        width = image.width * dot
        near = next((w for w in file.widths if abs(w - width) <= max(_EXACT, dot)), width)
        yield from _width(file, near)
    if image.format == "TIFF" and image.info.get("compression") != "tiff_lzw":
        yield file.wrong(f"it is packed by {image.info.get('compression')}", "LZW")
    wanted = "TIFF" if file.path.endswith(".tiff") else "PNG"
    if image.format != wanted:
        yield file.wrong(f"it is a {image.format} file", wanted)


# --- pages ---------------------------------------------------------------------------------------


def _page(file: _File) -> Iterator[Problem]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(file.content)) as document:
            if len(document.pages) != 1:
                yield file.wrong(f"it has {len(document.pages)} pages", "1")
                return
            left, _, right, _ = map(float, document.pages[0].mediabox)
            yield from _width(file, (right - left) * _POINT)
            yield from _fonts(file, document)
    except pikepdf.PdfError:
        yield file.wrong("it cannot be opened as a PDF")
        return
    yield from _letters(file)


def _fonts(file: _File, document: Any) -> Iterator[Problem]:
    """Say which fonts are not in the file, or are no TrueType; and that it holds dots."""
    import pikepdf

    fonts = 0
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if thing.get("/Type") == "/FontDescriptor":
            fonts += 1
            name = str(thing.get("/FontName", "a font")).lstrip("/")
            if "/FontFile2" not in thing:
                held = "/FontFile" in thing or "/FontFile3" in thing
                what = "is no TrueType font" if held else "is not in the file"
                yield file.wrong(f"the font {name} {what}", "embedded TrueType fonts")
        if thing.get("/Subtype") == "/Image" and not file.is_photograph:
            yield file.wrong("it holds a picture made of dots", "lines, areas and letters alone")
    if not fonts:
        yield file.wrong("it holds no font: its letters are outlines", "embedded TrueType fonts")


def _letters(file: _File) -> Iterator[Problem]:
    """Say where letters are smaller than asked, at the size at which the page prints them."""
    sizes = letter_sizes(file.content)
    least = file.asked.letters
    if sizes and min(sizes) < least - _NEARLY:
        yield file.wrong(f"its smallest letters have {min(sizes):.1f} pt", f"at least {least:g} pt")


def letter_sizes(content: bytes) -> set[float]:
    """Measure the letters on the first page of a PDF: their sizes in pt, as printed."""
    import ctypes

    import pypdfium2
    from pypdfium2 import raw

    document = pypdfium2.PdfDocument(content)
    try:
        sizes = set()
        for found in document[0].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=12):
            size = ctypes.c_float()
            raw.FPDFTextObj_GetFontSize(found.raw, size)
            matrix = found.get_matrix()
            sizes.add(round(size.value * (matrix.c**2 + matrix.d**2) ** 0.5, 2))
        return sizes
    finally:
        document.close()


# --- captions ------------------------------------------------------------------------------------


def _caption(file: _File) -> Iterator[Problem]:
    found = _TITLE.match(file.content.decode("utf-8", "replace").strip())
    if found is None:
        return
    figures = file.profile.figures
    for part, text, most in (
        ("title", found[1], figures.title_words),
        ("legend", found[2], figures.legend_words),
    ):
        words = words_in(text)
        if most is not None and words > most.value:
            doubt = "" if most.verified else f" ({NOT_VERIFIED})"
            message = f"the {part} has {words} words, {most.value} allowed{doubt}"
            hint = "cpreport words captions from the data; shorten this one in the manuscript"
            # Nothing in the series can change it, so it stops nothing.
            yield Problem("CP813", Place(file.path), message, help=hint, severity="warning")


_CHECKS: Mapping[str, Callable[[_File], Iterator[Problem]]] = {
    "tiff": _dots,
    "png": _dots,
    "pdf": _page,
    "caption.txt": _caption,
}
