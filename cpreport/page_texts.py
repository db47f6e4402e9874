"""What the pages of a PDF say, remembered for who reads the same PDF next.

To open a page takes most of the time that reading it takes, and a PDF that was read back when it
was set is read again when it is searched for who the patients are.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Documents are made and searched one after the other.
_MOST = 2

_KNOWN: dict[bytes, tuple[str, ...]] = {}


def remember(content: bytes, texts: Sequence[str]) -> None:
    """Remember the text of every page of a PDF, as PDFium extracts it."""
    _KNOWN.pop(content, None)
    _KNOWN[content] = tuple(texts)
    while len(_KNOWN) > _MOST:
        del _KNOWN[next(iter(_KNOWN))]


def remembered(content: bytes) -> tuple[str, ...] | None:
    """Find the text of every page of these very bytes; None where nobody read them just now."""
    return _KNOWN.get(content)
