"""Make the pictures of a case anew as they may be printed, or say why they may not.

Nothing of a file is handed on but its dots, drawn anew: what a camera or a program wrote beside
them (place, time, serial number, names, a small copy from before it was cut) stays behind.
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import stat
import warnings
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from cpreport.cases.case import Case, Region
from cpreport.cases.case import Image as Entry
from cpreport.figures.picture import DOTS_PER_INCH, Picture, image_ending, image_names
from cpreport.limits import limit
from cpreport.problems import Problem
from cpreport.typography import set_signs

if TYPE_CHECKING:
    from PIL.Image import Image

#: The folder of the series that holds pictures.
FOLDER = "media"
#: Size of a picture in print at most, in mm: the width of the text, and most of a page's height.
_WIDEST, _TALLEST = 130.0, 180.0
_MM = 25.4
_ENDINGS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
#: What a telephone calls a JPEG file that holds a second picture; the first is the photograph.
_SAME_AS = {"MPO": "JPEG"}
#: Ways to keep colours that can be drawn anew without loss that anybody sees.
_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr"}
_QUALITY = 90


class Unprintable(Exception):
    """Raised where a picture cannot be printed; says why in a clause, without what is in it."""


def look_at_images(folder: Path, case: Case) -> tuple[dict[str, str], list[Problem]]:
    """Open the pictures of a case; give the SHA-256 of each file, and which cannot be printed."""
    hashes: dict[str, str] = {}
    problems: list[Problem] = []
    for number, entry in enumerate(case.media if case.shows_images else ()):
        try:
            content = _content(folder, entry.file)
            hashes[entry.file] = hashlib.sha256(content).hexdigest()
            _decode(content, entry)
        except Unprintable as why:
            problems.append(
                Problem(
                    "CP116",
                    case.source.place("media", number, "file"),
                    f"`{entry.file}` {why}",
                    help="save it as PNG or JPEG in the folder media of the series",
                    case=case.id,
                )
            )
    return hashes, problems


def pictures_of(folder: Path, case: Case) -> dict[str, Picture]:
    """Make the pictures of a case that may be printed anew, by name.

    Raises
    ------
    Unprintable
        Where one cannot be read any more.
    """
    entries = zip(image_names(case), case.media, strict=False)
    return {name: _picture(folder, name, entry) for name, entry in entries}


def _picture(folder: Path, name: str, entry: Entry) -> Picture:
    image = _decode(_content(folder, entry.file), entry)
    image = _mask(_upright(image), entry.mask)
    image.thumbnail(_most_dots())
    ending = image_ending(entry)
    caption, alt = (set_signs(" ".join(text.split())) for text in (entry.caption, entry.alt))
    return Picture(name, _encode(image, ending), ending, image.width, alt, caption)


def _most_dots() -> tuple[int, int]:
    return round(_WIDEST / _MM * DOTS_PER_INCH), round(_TALLEST / _MM * DOTS_PER_INCH)


def _decode(content: bytes, entry: Entry) -> Image:
    """Decode a picture; what it says of itself is looked at before it is unpacked."""
    from PIL import Image, ImageFile

    wanted = _ENDINGS[PurePosixPath(entry.file).suffix.lower()]
    # A part of a picture may be all grey, and nobody would know what is missing.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        # How large it is, is asked here; a warning would only stand in the way.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        found = _SAME_AS.get(str(image.format), image.format)
        frames = 1 if image.format in _SAME_AS else getattr(image, "n_frames", 1)
        size, mode = image.size, image.mode
    except Exception:
        raise Unprintable("is no picture that can be read") from None
    if found != wanted:
        raise Unprintable(f"is a {found} file under the ending of another")
    if frames > 1:
        raise Unprintable("moves; print one picture of it")
    most = limit("CPREPORT_MAX_PICTURE_MEGAPIXELS")
    if size[0] * size[1] > most * 1_000_000:
        raise Unprintable(f"has {size[0]} × {size[1]} dots; at most {most} million are printed")
    if mode not in _MODES:
        raise Unprintable(f"keeps its colours in a way that is not printed ({mode})")
    try:
        image.load()
    except Exception:
        raise Unprintable("is torn or damaged") from None
    return image


def _content(folder: Path, name: str) -> bytes:
    """Read a file of the folder of pictures, and of no other place."""
    parts = PurePosixPath(name).parts
    if "\\" in name or len(parts) < 2 or parts[0] != FOLDER or ".." in parts:
        raise Unprintable(f"is not in the folder {FOLDER}")
    if PurePosixPath(name).suffix.lower() not in _ENDINGS:
        raise Unprintable("is neither a PNG nor a JPEG file")
    path = folder / name
    try:
        if not path.resolve().is_relative_to((folder / FOLDER).resolve()):
            raise Unprintable(f"leads out of the folder {FOLDER}")
        known = os.stat(path)
        if not stat.S_ISREG(known.st_mode):
            raise Unprintable("is not a regular file")
        most = limit("CPREPORT_MAX_PICTURE_MB")
        if known.st_size > most * 1_000_000:
            raise Unprintable(f"has {known.st_size // 1_000_000} MB; at most {most} MB are read")
        return path.read_bytes()
    except FileNotFoundError:
        raise Unprintable("is not there") from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "its name cannot be used"
        raise Unprintable(f"cannot be read: {str(said).lower()}") from None


def _upright(image: Image) -> Image:
    """Turn a picture as the camera says, and give its colours as screens and printers expect."""
    from PIL import Image as images
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    if turned.mode == "1":
        turned = turned.convert("L")
    if turned.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        clear = turned.convert("RGBA")
        turned = images.new("RGB", clear.size, "white")
        turned.paste(clear, mask=clear.getchannel("A"))
    elif turned.mode != "L":
        turned = _convert_colours(turned, profile)
    # A new picture has dots and nothing else.
    plain = images.new(turned.mode, turned.size)
    plain.paste(turned)
    return plain


def _convert_colours(image: Image, profile: Any) -> Image:
    from PIL import ImageCms

    if isinstance(profile, bytes) and image.mode in ("RGB", "CMYK"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            usual = ImageCms.createProfile("sRGB")
            made = ImageCms.profileToProfile(image, own, usual, outputMode="RGB")
            if made is not None:
                return made
        except (ImageCms.PyCMSError, OSError, ValueError):
            # Without a profile that can be read, the colours are taken as they stand.
            pass
    return image.convert("RGB")


def _mask(image: Image, mask: Iterable[Region]) -> Image:
    """Paint over parts of a picture; what was there is gone."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(image)
    black = 0 if image.mode == "L" else (0, 0, 0)
    for region in mask:
        across = _dots(region.left, region.width, image.width)
        down = _dots(region.top, region.height, image.height)
        pen.rectangle((across[0], down[0], across[1], down[1]), fill=black)
    return image


def _dots(begin: Decimal, length: Decimal, of: int) -> tuple[int, int]:
    """Find the first and the last dot of a part; a dot that is only touched belongs to it."""
    return math.floor(begin * of / 100), math.ceil((begin + length) * of / 100)


def _encode(image: Image, ending: str) -> bytes:
    written = io.BytesIO()
    resolution = (DOTS_PER_INCH, DOTS_PER_INCH)
    if ending == "png":
        image.save(written, "PNG", optimize=True, dpi=resolution)
    else:
        image.save(written, "JPEG", quality=_QUALITY, optimize=True, dpi=resolution)
    return written.getvalue()
