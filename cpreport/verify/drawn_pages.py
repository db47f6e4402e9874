"""Compare two drawings, as pictures or pages, by what they show."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from cpreport.verify.texts import UnreadableFile

if TYPE_CHECKING:
    from PIL.Image import Image

#: Dots to the inch at which pages are compared: a changed digit of the smallest text shows.
_DOTS = 110
#: How far red, green or blue of a dot may be off, of 255, where the same versions drew both, and
#: where others did: these may set the edge of a letter a little differently, so that what they drew
#: is compared softened. What is as large as a full stop shows in any colour.
_SAME, _OTHER = 0, 40
_SOFTENED = 2.0
_INCH = 72


def drawing_difference(
    path: str, said: bytes, follows: bytes, *, same_versions: bool
) -> tuple[str, str] | None:
    """Say where a drawing differs, and how; None where it does not.

    Raises
    ------
    UnreadableFile
        Where one of them is not what its name says.
    """
    try:
        ours, theirs = _pages(path, said), _pages(path, follows)
    except Exception as error:
        raise UnreadableFile(error) from error
    if len(ours) != len(theirs):
        return "", f"{len(ours)} pages in place of {len(theirs)}"
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True), 1):
        if found := _differs(one, other, _SAME if same_versions else _OTHER):
            return (f"page {number}" if len(ours) > 1 else ""), found
    return None


def _pages(path: str, content: bytes) -> list[Image]:
    if path.endswith(".pdf"):
        import pypdfium2

        document = pypdfium2.PdfDocument(content)
        pages = [page.render(scale=_DOTS / _INCH).to_pil().convert("RGB") for page in document]
        document.close()
        return pages
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        return [image.convert("RGB")]


def _differs(one: Image, other: Image, most: int) -> str:
    from PIL import ImageChops, ImageFilter

    if one.size != other.size:
        return "{} × {} dots in place of {} × {}".format(*one.size, *other.size)
    if most:
        one, other = (image.filter(ImageFilter.GaussianBlur(_SOFTENED)) for image in (one, other))
    off = ImageChops.difference(one, other)
    box = off.point(lambda value: 255 if value > most else 0).getbbox()
    if box is None:
        return ""
    left, top, right, bottom = (
        round(100 * edge / size) for edge, size in zip(box, one.size * 2, strict=True)
    )
    return (
        f"drawn otherwise between {left} and {right} % of its width and {top} and {bottom} % of "
        "its height"
    )
