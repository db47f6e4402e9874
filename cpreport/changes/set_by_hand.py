"""Name what somebody set by hand in letters: a font, a size, a colour, another style."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn

from cpreport.changes.docx_parts import Tree
from cpreport.changes.symbols import is_symbol_font
from cpreport.publish.docx.letterforms import Letterform, Styles, is_on, letterform

#: Styles of letters that are ours, or that a word processor gives by itself, by their names.
_OF_ITSELF = frozenset(
    (
        "strong", "emphasis", "code text", "result", "hyperlink", "footnote reference",
        "default paragraph font", "followedhyperlink", "endnote reference", "annotation reference",
        "page number", "line number", "internet link", "visited internet link",
        "footnote characters", "endnote characters",
    )
)  # fmt: skip
#: What is seen of letters as it is written; `auto` and `none` are none.
_DRAWN = {"w:u": "underlined", "w:highlight": "highlighted"}
_SWITCHED = {"w:caps": "in capitals", "w:smallCaps": "in small capitals", "w:outline": "outlined"}
_NONE = ("none", "auto", "clear")


def set_by_hand(
    about: Tree, style: str, of: Letterform, styles: Styles, *, cited: bool
) -> Iterator[str]:
    """Name what the properties of a run set otherwise than its styles do.

    Bold and italic are told by comparison with what was made; here only where a style has them and
    the run has not.

    Parameters
    ----------
    style : str
        Id of the style of its letters; empty where it has none.
    of : Letterform
        How the style of its paragraph sets letters.
    cited : bool
        Whether it is a part of a reference or a citation.
    """
    for tag, what in _DRAWN.items():
        mark = about.find(qn(tag))
        if mark is not None and mark.get(qn("w:val"), "none") not in _NONE:
            yield what
    own = letterform(about)
    expected = styles.forms.get(style, Letterform()).over(of)
    if own.colour not in (None, expected.colour):
        yield "coloured"
    shading = about.find(qn("w:shd"))
    if shading is not None and shading.get(qn("w:fill"), "auto").casefold() not in (
        "auto", "ffffff",
    ):  # fmt: skip
        yield "shaded"
    if own.font not in (None, expected.font) and not is_symbol_font(own.font or ""):
        yield f"font {own.font}"
    if own.size not in (None, expected.size):
        yield f"{own.size} pt"
    yield from (
        what
        for tag, what in _SWITCHED.items()
        if (mark := about.find(qn(tag))) is not None
        and is_on(mark)
        # Styles of citation set names in small capitals.
        and not (tag == "w:smallCaps" and cited)
    )
    yield from (
        f"no longer {name}"
        for name in ("bold", "italic")
        if getattr(own, name) is False and getattr(expected, name)
    )
    name = styles.names.get(style, style)
    if name and name.casefold() not in _OF_ITSELF:
        yield f"style {name}"
