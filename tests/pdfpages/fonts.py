"""Take a PDF, and give the fonts that are not embedded, or embedded whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

_SUBSET = re.compile(r"[A-Z]{6}\+.")
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def font_breaches(path: Path) -> Iterator[tuple[int, str, str]]:
    """Judge every font once, at the first page that has it."""
    with pikepdf.open(path) as opened:
        known: set[str] = set()
        seen: set[tuple[int, int]] = set()
        for number, page in enumerate(opened.pages, start=1):
            for font in _fonts(page.obj.get("/Resources", {}), seen):
                name = str(font.get("/BaseFont", "/"))[1:] or "a font without a name"
                if name in known:
                    continue
                known.add(name)
                if not _embedded(font):
                    yield number, "font", f"{name} is not embedded"
                elif not _SUBSET.match(name):
                    yield number, "font", f"{name} is embedded whole"


def _fonts(resources: Any, seen: set[tuple[int, int]]) -> Iterator[Any]:
    yield from resources.get("/Font", {}).values()
    for form in resources.get("/XObject", {}).values():
        if form.objgen not in seen:
            seen.add(form.objgen)
            yield from _fonts(form.get("/Resources", {}), seen)


def _embedded(font: Any) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    described = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
    descriptor = described.get("/FontDescriptor", {})
    return any(file in descriptor for file in _FILES)
