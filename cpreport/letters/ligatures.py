"""Name the ligatures of an Arabic PDF so that programs which read it aloud read them well.

A page holds Arabic glyphs from left to right, and readers turn each run around. They turn the two
letters of a ligature around with it, unless it is named as the one character that it also is.
"""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache

#: Where Unicode keeps the characters that stand for several Arabic letters.
_FORMS = (*range(0xFBEA, 0xFDFC), *range(0xFEF5, 0xFEFD))
_NAMED = re.compile(rb"<((?:06[0-9a-fA-F]{2}){2,3})>")


def name_ligatures(content: bytes) -> bytes:
    """Name every ligature of a PDF's fonts by its one character, where there is one."""
    import pikepdf

    changed = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                told = thing.ToUnicode.read_bytes()
                thing.ToUnicode.write(_NAMED.sub(_one, told))
        # Where it is said of the pages, programs turn lines around that run from left to right.
        if "/Direction" in document.Root.get("/ViewerPreferences", {}):
            del document.Root.ViewerPreferences.Direction
        document.save(changed, deterministic_id=True)
    return changed.getvalue()


def _one(found: re.Match[bytes]) -> bytes:
    letters = bytes.fromhex(found[1].decode("ascii")).decode("utf-16-be")
    form = _ligatures().get(letters)
    return found[0] if form is None else f"<{ord(form):04X}>".encode()


@cache
def _ligatures() -> dict[str, str]:
    """List the one character for several letters; the first of its forms stands for all."""
    forms: dict[str, str] = {}
    for form in map(chr, _FORMS):
        forms.setdefault(unicodedata.normalize("NFKC", form), form)
    return forms
