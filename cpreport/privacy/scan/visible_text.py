"""Write a text as a reader sees it: with one kind of space, dash and digit."""

from __future__ import annotations

import re
import unicodedata

from cpreport.privacy.scan.folding import BARRIER

_DASHES = "‐‑‒–—―−﹣－"
_SPACES = "\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_LINE_END = re.compile("[\ufffe\x02] ?\r?\n *")


class _Seen(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = seen = _seen(chr(code))
        return seen


def _seen(character: str) -> str:
    if character in _DASHES:
        return "-"
    if character in _SPACES:
        return " "
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Cf" or character in "\ufffe\x02":
        return ""
    # Ligatures and full-width forms; a raised digit stays raised, and is no digit.
    if "\ufb00" <= character <= "\ufb06" or "\uff01" <= character <= "\uff5e":
        return unicodedata.normalize("NFKC", character)
    return character


_SEEN = _Seen({ord(BARRIER): BARRIER, ord("\r"): ""})


def visible_text(text: str) -> str:
    """Write a text as a reader sees it.

    >>> visible_text("٢٠٢٣‑٠٣‑١٤")
    '2023-03-14'
    """
    text = unicodedata.normalize("NFC", _LINE_END.sub("-", text))
    # Of thousands of letters few differ, and hardly one is seen as another.
    for code in map(ord, set(text)):
        if (seen := _SEEN[code]) != chr(code):
            text = text.replace(chr(code), seen)
    return text
