"""Escape text so that Typst reads no sign in it as its own."""

from __future__ import annotations

import json
from pathlib import Path

#: Set before every document, so that its page is about that of cpreport.
HEAD = """\
#set page(paper: "a4", margin: (x: 22mm, y: 20mm), numbering: "1")
#set text(size: 10pt, lang: "en")
#set table(inset: 2pt, stroke: none)
#show table: set text(size: 8pt)
#show figure: set block(breakable: true)
"""


def said(text: str) -> str:
    """Give a text as an expression."""
    return json.dumps(text, ensure_ascii=False)


def forget(folder: Path) -> None:
    """Make Typst forget the layouts that it keeps for as long as ten more compilations.

    A series has no report twice; a benchmark has, and would measure what is remembered.
    """
    import typst

    other = folder / "other.typ"
    other.write_text("Something else.")
    for _ in range(12):
        typst.compile(other)
