"""Make XML elements of JATS from names, texts and children."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from lxml import etree

#: lxml's element; its types are not known here.
Element: TypeAlias = Any
#: What an element holds: a text or a further element; None is left out.
Content: TypeAlias = Any

XLINK = "http://www.w3.org/1999/xlink"
ALI = "http://www.niso.org/schemas/ali/1.0/"
_XML = "http://www.w3.org/XML/1998/namespace"
_PREFIXES = {"xlink_": f"{{{XLINK}}}", "xml_": f"{{{_XML}}}"}
#: Characters that no XML file may hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What may stand in an id, beside letters and digits.
_NOT_IN_AN_ID = re.compile(r"[^\w.-]")


def element(tag: str, *content: Content, **attributes: str | None) -> Element:
    """Make an element; an attribute without a value is left out.

    `xlink_href` names `xlink:href`, `ref_type` names `ref-type`.

    >>> etree.tostring(element("fig", element("label", "Figure 1"), id="fig-1", position=None))
    b'<fig id="fig-1"><label>Figure 1</label></fig>'
    """
    made = etree.Element(tag)
    for name, value in attributes.items():
        if value is not None:
            made.set(_attribute(name), clean(value))
    for part in content:
        append(made, part)
    return made


def append(parent: Element, part: Content) -> None:
    """Put a text or an element at the end of another; nothing where there is none."""
    if part is None:
        return
    if not isinstance(part, str):
        parent.append(part)
        return
    last = parent[-1] if len(parent) else None
    if last is None:
        parent.text = (parent.text or "") + clean(part)
    else:
        last.tail = (last.tail or "") + clean(part)


def _attribute(name: str) -> str:
    for prefix, namespace in _PREFIXES.items():
        if name.startswith(prefix):
            return namespace + name.removeprefix(prefix).replace("_", "-")
    return name.rstrip("_").replace("_", "-")


def clean(text: str) -> str:
    """Replace the characters that no XML file may hold."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def xml_id(anchor: str) -> str:
    """Write an anchor as XML allows it: letters, digits, and few signs.

    >>> xml_id("sec-what came of it"), xml_id("case-P01"), xml_id("ref-12")
    ('sec-what_20_came_20_of_20_it', 'case-P01', 'ref-12')
    """
    name = _NOT_IN_AN_ID.sub(lambda m: f"_{ord(m[0]):x}_", anchor)
    return name if re.match(r"[^\W\d]", name) else f"_{name}"
