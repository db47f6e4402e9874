"""Write figures, pictures and marks as drawings that Typst prints, each with its words."""

from __future__ import annotations

import base64
import io
import re
from html import escape

from cpreport.figures.picture import DOTS_PER_INCH, Picture
from cpreport.figures.style import Drawn
from cpreport.publish.html.drawings import size_in_mm
from cpreport.publish.typst.nodes import Data

#: What a drawing that does not say its size is given, in mm.
_USUAL = (170.0, 100.0)
#: A photograph leaves room for its caption, in mm.
_HIGHEST = 180.0
_TEXTS = re.compile(r"<(text|tspan)\b([^>]*)")
_WEIGHT = re.compile(r'font-weight(?:="|:\s*)(\w+)')
_WEIGHTS = {"normal": "400", "bold": "700"}
_MARKS = {
    "orcid": (
        '<circle cx="12" cy="12" r="12" fill="#a6ce39"/>'
        '<path fill="#fff" d="M6.2 9h1.9v8.6H6.2z M7.1 5.4a1.25 1.25 0 1 1 0 2.5a1.25 1.25 0 1 1 '
        '0-2.5z"/><path fill="#fff" fill-rule="evenodd" d="M10.6 6.6h4a5.5 5.5 0 0 1 0 11h-4z '
        'M12.4 8.3v7.6h2.1a3.8 3.8 0 0 0 0-7.6z"/>'
    ),
    "licence": (
        '<circle cx="12" cy="12" r="11" fill="#fff" stroke="#1b1f24" stroke-width="2"/>'
        '<path fill="none" stroke="#1b1f24" stroke-width="2" d="M10.9 10.2a2.9 2.9 0 1 0 0 3.6'
        'M18.1 10.2a2.9 2.9 0 1 0 0 3.6"/>'
    ),
}


def drawing_data(figure: Drawn) -> Data:
    """Write a drawn figure with its width in mm."""
    width, height = size_in_mm(figure) or _USUAL
    return _image(with_weights(figure.svg), figure.alt, width, height)


def picture_data(picture: Picture) -> Data:
    """Write a photograph, whose dots are those of print."""
    kind = "png" if picture.ending == "png" else "jpeg"
    return _dots(picture.content, kind, picture.alt)


def image_data(address: str, alt: str) -> Data:
    """Write an image that a `data:` address holds."""
    kind, _, content = address.removeprefix("data:image/").partition(";base64,")
    data = base64.b64decode(content)
    if kind == "svg+xml":
        svg = data.decode("utf-8")
        width, height = size_in_mm(Drawn("logo", svg, alt, "")) or _USUAL
        return _image(with_weights(svg), alt, width, height)
    return _dots(data, kind, alt)


def mark_data(name: str, alt: str) -> Data:
    """Write a mark that stands in a line before what it is the mark of."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{_MARKS[name]}</svg>'
    return {"k": "mark", "svg": svg, "alt": alt}


def with_weights(svg: str) -> str:
    """Say the weight of every text as an axis of its font, too.

    Of a variable font the reader of drawings in Typst takes the lightest letters for every weight
    up to the usual one (resvg 962).
    """

    def said(found: re.Match[str]) -> str:
        tag, written = found.groups()
        weight = _WEIGHT.search(written)
        if weight is None and tag == "tspan":
            return found[0]
        number = _WEIGHTS.get(weight[1], weight[1]) if weight else "400"
        axis = f"font-variation-settings: 'wght' {number};"
        if ' style="' in written:
            return f"<{tag}{written}".replace(' style="', f' style="{axis} ', 1)
        return f'<{tag} style="{axis}"{written}'

    return _TEXTS.sub(said, svg)


def _dots(content: bytes, kind: str, alt: str) -> Data:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        width, height = (side * 25.4 / DOTS_PER_INCH for side in picture.size)
    inside = base64.b64encode(content).decode("ascii")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.3f}mm" height="{height:.3f}mm" '
        f'viewBox="0 0 {width:.3f} {height:.3f}"><image width="{width:.3f}" '
        f'height="{height:.3f}" href="data:image/{escape(kind)};base64,{inside}"/></svg>'
    )
    scale = min(1.0, _HIGHEST / height)
    return _image(svg, alt, width * scale, height * scale)


def _image(svg: str, alt: str, width: float, height: float) -> Data:
    return {"svg": svg, "alt": " ".join(alt.split()), "width": width, "height": height}
