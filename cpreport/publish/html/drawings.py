"""Embed a drawn figure in a page: an image for print, inline SVG for screens."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from itertools import chain, zip_longest
from xml.etree import ElementTree

from markupsafe import Markup

from cpreport.figures.picture import Picture
from cpreport.figures.style import Drawn
from cpreport.figures.svg_marks import WRITTEN_MARKS
from cpreport.problems import Place, Problem, Refused

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_IDS = re.compile(r"url\(#([^)]+)\)")
#: The rules that matplotlib writes for its own drawing; in a page they would hold for the page.
_RULE_FOR_ALL = re.compile(r"\*\s*\{([^}]*)\}")
#: What no drawing may hold: parts that run, load or link.
_FORBIDDEN = {"script", "foreignObject", "iframe", "audio", "video", "a", "animate", "set"}
#: An element in the place of marks.
_MARKS = "marks"
#: A photograph within a drawing: its dots alone.
_DOTS = ("data:image/png;base64,", "data:image/jpeg;base64,")


def as_image(figure: Drawn) -> str:
    """Embed a figure as a `data:` address, for an `img` element in print."""
    _refuse_without_alt(figure)
    return f"data:image/svg+xml;base64,{base64.b64encode(figure.svg.encode()).decode('ascii')}"


def as_photograph(picture: Picture) -> str:
    """Embed a picture as a `data:` address."""
    kind = "png" if picture.ending == "png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture.content).decode('ascii')}"


def as_inline_svg(figure: Drawn, anchor: str, name: str = "") -> Markup:
    """Embed a figure as inline SVG that uses the page's fonts.

    Parameters
    ----------
    anchor : str
        Begins every id inside the drawing, so that two drawings on a page never meet.
    name : str
        Its class, by which a page chooses between drawings for wide and narrow screens.

    Raises
    ------
    Refused
        With CP601 where the figure has no text alternative or is no plain drawing.
    """
    _refuse_without_alt(figure)
    # Marks as they are written lead nowhere and hold nothing: what is around them is looked at.
    marks = WRITTEN_MARKS.findall(figure.svg)
    try:
        root = ElementTree.fromstring(WRITTEN_MARKS.sub(f"<{_MARKS}/>", figure.svg))
    except ElementTree.ParseError as error:
        raise _refused(figure, f"its SVG cannot be read: {error}") from error
    _take_out(root, figure)
    _prefix_ids(root, anchor)
    _be_an_image(root, figure.alt)
    # Letters take their colour from the page.
    root.attrib.pop("color", None)
    if name:
        root.set("class", name)
    around = _serialized(root).split(f"<{_MARKS} />")
    return Markup("".join(chain(*zip_longest(around, marks, fillvalue=""))))


def size_in_mm(figure: Drawn) -> tuple[float, float] | None:
    """Read the width and height a drawing is made for, in mm; None where it does not say."""
    head = figure.svg[: figure.svg.find(">", figure.svg.find("<svg")) + 1]
    found = [re.search(rf'\s{side}="([\d.]+)(pt|mm|px)?"', head) for side in ("width", "height")]
    per_unit = {"pt": 25.4 / 72, "mm": 1.0, "px": 25.4 / 96, None: 25.4 / 96}
    sizes = [float(match[1]) * per_unit[match[2]] for match in found if match]
    return (sizes[0], sizes[1]) if len(sizes) == 2 else None


def _refuse_without_alt(figure: Drawn) -> None:
    if not figure.alt.strip():
        raise _refused(figure, "it has no text alternative")


def _refused(figure: Drawn, what: str) -> Refused:
    return Refused([Problem("CP601", Place(f"figures/{figure.id}.svg"), what)])


def _take_out(root: ElementTree.Element, figure: Drawn) -> None:
    """Remove what a page has no use for, and refuse what no drawing may hold."""
    for parent in list(root.iter()):
        for child in list(parent):
            name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else "comment"
            if name in _FORBIDDEN or (name == "image" and not _holds_dots(child)):
                raise _refused(figure, f"it holds a `{name}` element")
            if name == "style":
                _move_to_root(root, child.text or "")
            if name in {"metadata", "comment", "style", "title", "desc"}:
                parent.remove(child)


def _holds_dots(image: ElementTree.Element) -> bool:
    loads = [value for name, value in image.attrib.items() if name.rpartition("}")[2] == "href"]
    return len(loads) == 1 and loads[0].startswith(_DOTS)


def _move_to_root(root: ElementTree.Element, css: str) -> None:
    rules = ";".join(rule.strip().rstrip(";") for rule in _RULE_FOR_ALL.findall(css))
    if rules:
        own = root.get("style", "").rstrip(";")
        root.set("style", f"{own};{rules}" if own else rules)


def _prefix_ids(root: ElementTree.Element, anchor: str) -> None:
    """Begin every id that something leads to with the anchor, and take out the others."""
    used = {name for element in root.iter() for name in _led_to(element)}
    for element in root.iter():
        name = element.attrib.pop("id", None)
        if name in used:
            element.set("id", f"{anchor}-{name}")
        if f"{{{_XLINK}}}href" in element.attrib:
            element.set("href", element.attrib.pop(f"{{{_XLINK}}}href"))
        for name, value in element.attrib.items():
            if name == "href" and value.startswith("#"):
                element.set(name, f"#{anchor}-{value[1:]}")
            elif "url(#" in value:
                element.set(name, _IDS.sub(rf"url(#{anchor}-\1)", value))


def _led_to(element: ElementTree.Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name in ("href", f"{{{_XLINK}}}href"):
            yield value.removeprefix("#")
        yield from _IDS.findall(value)


def _be_an_image(root: ElementTree.Element, alt: str) -> None:
    width, height = root.attrib.pop("width", ""), root.attrib.pop("height", "")
    if "viewBox" not in root.attrib and width and height:
        numbers = [re.sub(r"[^\d.]", "", side) for side in (width, height)]
        root.set("viewBox", f"0 0 {numbers[0]} {numbers[1]}")
    for name in ("version", "baseProfile"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", " ".join(alt.split()))


def _serialized(root: ElementTree.Element) -> str:
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    return ElementTree.tostring(root, encoding="unicode")
