"""Make elements of WordprocessingML of names, attributes and children."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from docx.oxml.ns import nsmap
from docx.oxml.ns import qn as docx_qn
from docx.oxml.parser import oxml_parser

#: Twentieths of a point in a millimetre, and English metric units.
TWIPS_PER_MM, EMU_PER_MM = 1440 / 25.4, 36000

#: Any element of a document; lxml's own types name private classes.
Element = Any

#: The name of a tag as lxml has it; a document asks for the same few a hundred thousand times.
qn = cache(docx_qn)

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: What XML 1.0 cannot hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What the name of a bookmark may not hold; Word reads its first forty characters.
_NOT_IN_NAMES = re.compile(r"\W", re.ASCII)
_LONGEST_NAME = 40


def element(tag: str, /, *children: Element | None, **attributes: str | int) -> Element:
    """Make an element; `w_val="1"` is its attribute `w:val`, and a child that is None is nothing.

    >>> element("w:jc", w_val="right").get(qn("w:val"))
    'right'
    """
    made: Element = oxml_parser.makeelement(qn(tag), nsmap=_declared(tag))
    for name, value in attributes.items():
        made.set(_attribute(name), str(value))
    made.extend([child for child in children if child is not None])
    return made


@cache
def _declared(tag: str) -> dict[str, str]:
    prefix = tag.partition(":")[0]
    return {prefix: nsmap[prefix]}


@cache
def _attribute(name: str) -> str:
    prefix, colon, local = name.partition("_")
    return qn(f"{prefix}:{local}") if colon else name


def text(said: str) -> Element:
    """Make the element that holds text, spaces at its ends included."""
    made = element("w:t")
    made.text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", said)
    made.set(_SPACE, "preserve")
    return made


def run(said: str, *properties: Element, style: str = "") -> Element:
    """Make a run of text.

    Parameters
    ----------
    properties : elements
        In the order that the schema asks for.
    style : str
        Id of a character style, or nothing.
    """
    made = element("w:r", run_properties(*properties, style=style))
    for number, line in enumerate(said.split("\n")):
        if number:
            made.append(element("w:br"))
        if line:
            made.append(text(line))
    return made


def run_properties(*properties: Element, style: str = "") -> Element | None:
    """Make the properties of a run; None where there are none."""
    own = [element("w:rStyle", w_val=style)] if style else []
    return element("w:rPr", *own, *properties) if own or properties else None


def field(instruction: str, *shown: Element, bold: bool = False) -> list[Element]:
    """Make the runs of a field, with what it shows until a program works it out anew."""
    said = element("w:instrText")
    said.text = f" {instruction} "
    said.set(_SPACE, "preserve")

    def sign(of: Element) -> Element:
        return element("w:r", run_properties(element("w:b")) if bold else None, of)

    begin, separate, end = (
        sign(element("w:fldChar", w_fldCharType=kind)) for kind in ("begin", "separate", "end")
    )
    return [begin, sign(said), separate, *shown, end]


def bookmark_name(anchor: str) -> str:
    """Name the bookmark for an anchor: letters, digits and `_`, forty at most.

    >>> bookmark_name("fig-change")
    'fig_change'
    """
    name = _NOT_IN_NAMES.sub("_", anchor)
    if name == anchor.replace("-", "_") and len(name) <= _LONGEST_NAME:
        return name
    import hashlib

    tail = hashlib.sha256(anchor.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST_NAME - 9]}_{tail}"


def twips(millimetres: float) -> int:
    """Convert a length to twentieths of a point."""
    return round(millimetres * TWIPS_PER_MM)
