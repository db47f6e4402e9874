"""Check that a picture of the styles folders can be printed."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree

from cpreport.limits import limit

_ACTS = {"script", "foreignobject", "iframe", "audio", "video", "handler", "listener", "set"}
_LINKS = ("href", "src")


def fault(content: bytes, kind: str) -> str:
    """Say in a clause what is wrong with a picture; nothing where it can be printed.

    Parameters
    ----------
    kind : str
        Its media type, such as `image/svg+xml`.
    """
    if kind == "image/svg+xml":
        return _fault_of_svg(content)
    size = _size(content) if kind == "image/png" else None
    most = limit("CPREPORT_MAX_PICTURE_MEGAPIXELS")
    if size is not None and size[0] * size[1] > most * 1_000_000:
        return f"has {size[0]} × {size[1]} pixels; at most {most} million are printed"
    return ""


def _fault_of_svg(content: bytes) -> str:
    # Entities can explode or read files; no drawing program needs them.
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        return "declares entities"
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, RecursionError):
        return "is not an SVG drawing"
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].casefold()
        if name in _ACTS:
            return f"holds `<{name}>`"
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2].casefold()
            if attribute.startswith("on"):
                return f"holds `{attribute}`"
            if attribute in _LINKS and not value.strip().startswith(("#", "data:image/")):
                return f"loads `{value.strip()[:60]}`"
            if re.search(r"url\(\s*['\"]?\s*[^#'\"\s)]", value):
                return f"loads `{value.strip()[:60]}`"
        if name == "style" and re.search(r"@import|url\(\s*['\"]?[^#'\"]", element.text or ""):
            return "loads something in its styles"
    return ""


def _size(content: bytes) -> tuple[int, int] | None:
    """Read the width and height that a PNG says it has."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height
