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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from cpreport.cases.case import Case
from cpreport.cases.picture_record import Arrow, Panel, PanelFigure, Region, is_drawn
from cpreport.cases.picture_record import Image as Entry
from cpreport.cases.text import Path as Steps
from cpreport.figures.photographs import dots_of_inch, is_wide, spots
from cpreport.figures.picture import (
    DOTS_PER_INCH,
    Ending,
    Picture,
    PrintedPanel,
    image_ending,
    images,
)
from cpreport.figures.style import LOOK
from cpreport.limits import limit, too_many_dots
from cpreport.problems import Problem
from cpreport.typography import set_signs

if TYPE_CHECKING:
    from PIL.Image import Image

#: The folder of the series that holds pictures.
FOLDER = "media"
#: Size of a picture in print at most, in mm: the width of the text, and most of a page's height.
_WIDEST, _TALLEST = 130.0, 180.0
_MM = 25.4
_ENDINGS = {
    **{".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"},
    **{".tif": "TIFF", ".tiff": "TIFF", ".dcm": "DICOM"},
}
#: What a telephone calls a JPEG file that holds a second picture; the first is the photograph.
_SAME_AS = {"MPO": "JPEG"}
#: Ways to keep colours that can be drawn anew without loss that anybody sees.
_MODES = {"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr"}
_QUALITY = 90
#: Of what is kept in the series, and may be drawn anew more than once.
_KEPT_QUALITY = 95
#: The tag that says how the camera was held, and from which value on it lay on its side.
_ORIENTATION, _LYING = 0x0112, 5


class Unprintable(Exception):
    """Raised where a picture cannot be printed; says why in a clause, without what is in it."""


class _BurntIn(Unprintable):
    """Raised where a file says that words are burnt into its picture, and no mask covers them."""


def look_at_images(folder: Path, case: Case) -> tuple[dict[str, str], list[Problem]]:
    """Open the pictures of a case; give the SHA-256 of each file, and what is wrong with them."""
    hashes: dict[str, str] = {}
    problems: list[Problem] = []
    for number, (_, entry) in enumerate(images(case)):
        made: list[PrintedPanel] = []
        for panel, steps in zip(entry.panels, _steps(number, entry), strict=True):
            try:
                content = _content(folder, panel.file)
                hashes[panel.file] = hashlib.sha256(content).hexdigest()
                misfits = list(_misfits(case, panel, steps))
                problems += misfits
                made += [] if misfits else [_in_advance(content, panel)]
            except Unprintable as why:
                problems.append(_problem(case, panel, steps, why))
        if len(made) == len(entry.panels):
            problems += _in_print(case, number, entry, made)
    return hashes, problems


def _steps(number: int, entry: Entry | PanelFigure) -> list[Steps]:
    """Name the places of an entry's pictures in the case file."""
    if isinstance(entry, PanelFigure):
        return [("media", number, "panels", n) for n in range(len(entry.panels))]
    return [("media", number)]


def _problem(case: Case, panel: Panel, steps: Steps, why: Unprintable) -> Problem:
    place = case.source.place(*steps, "file")
    if isinstance(why, _BurntIn):
        hint = "paint over them with `mask`, or save a picture without them"
        return Problem("CP132", place, f"`{panel.file}` {why}", help=hint, case=case.id)
    hint = "save it as PNG, JPEG or TIFF in the folder media of the series"
    return Problem("CP116", place, f"`{panel.file}` {why}", help=hint, case=case.id)


def _misfits(case: Case, panel: Panel, steps: Steps) -> Iterator[Problem]:
    """Say which part or arrow of a picture lies outside what is printed of it."""
    crop = panel.crop
    if crop is not None and not _is_within(crop):
        place = case.source.place(*steps, "crop")
        hint = "`left` and `width`, and `top` and `height`, add up to 100 at most"
        yield Problem("CP133", place, "the part is no part of the picture", help=hint, case=case.id)
        return
    for number, arrow in enumerate(panel.arrows):
        if crop is not None and not all(0 <= share <= 1 for share in _in_crop(arrow.at, crop)):
            place = case.source.place(*steps, "arrows", number, "at")
            hint = "point at what `crop` leaves; both count from the corner of the whole file"
            yield Problem(
                "CP133", place, "the arrow points outside `crop`", help=hint, case=case.id
            )


def _is_within(crop: Region) -> bool:
    fits = crop.left + crop.width <= 100 and crop.top + crop.height <= 100
    return fits and bool(crop.width and crop.height)


def _in_print(
    case: Case, number: int, entry: Entry | PanelFigure, made: list[PrintedPanel]
) -> Iterator[Problem]:
    """Say what printed pictures lack: dots, or a scale that the others have."""
    if not is_drawn(entry):
        return
    steps = _steps(number, entry)
    places = spots(made, LOOK.full if is_wide(entry) else LOOK.narrow)
    for panel, spot, at in zip(made, places, steps, strict=True):
        if (dots := dots_of_inch(panel, spot)) < DOTS_PER_INCH:
            message = (
                f"{panel.size[0]} dots for {spot.wide:.0f} mm are {dots} an inch; "
                f"journals ask for {DOTS_PER_INCH}"
            )
            hint = "take the file as the camera wrote it, or a larger part of it"
            place = case.source.place(*at, "file")
            yield Problem("CP131", place, message, help=hint, severity="warning", case=case.id)
    unknown = [at for panel, at in zip(made, steps, strict=True) if panel.shows is None]
    if unknown and len(unknown) < len(made):
        message = "it has no scale: the panels are not printed at the same scale"
        place, hint = case.source.place(*unknown[0], "file"), "add `scale: 60 mm`, what it shows"
        yield Problem("CP133", place, message, help=hint, severity="warning", case=case.id)


def pictures_of(folder: Path, case: Case) -> dict[str, Picture]:
    """Make the pictures that a report prints as they are anew, by the names of their figures.

    Raises
    ------
    Unprintable
        Where one cannot be read any more.
    """
    return {
        name: _picture(folder, name, entry)
        for name, entry in images(case)
        if isinstance(entry, Entry) and not is_drawn(entry)
    }


def printed_panels(
    folder: Path, entry: Entry | PanelFigure, ending: Ending | None = None
) -> tuple[PrintedPanel, ...]:
    """Make the pictures of an entry anew, as panels of a figure.

    Parameters
    ----------
    ending : {"png", "jpg"} or None
        None for what fits the picture.

    Raises
    ------
    Unprintable
        Where one cannot be read any more.
    """
    return tuple(_printed(_content(folder, panel.file), panel, ending) for panel in entry.panels)


def bare_picture(content: bytes, name: str) -> tuple[bytes, Ending, Decimal | None]:
    """Make a picture anew at its full size, upright: its dots alone, to be kept in a series.

    Parameters
    ----------
    name : str
        What the file is called; only its ending counts.

    Returns
    -------
    tuple of bytes, str and Decimal or None
        Of a medical image also what its width shows, in mm.

    Raises
    ------
    Unprintable
        Where it is no picture that can be printed.
    """
    kind = _ENDINGS.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise Unprintable("is no PNG, JPEG, TIFF or DICOM file")
    image, spacing = _decode(content, Panel(file=name, alt="-"))
    image = _upright(image)
    ending: Ending = "jpg" if kind == "JPEG" else "png"
    shows = None if spacing is None else round(Decimal(repr(spacing)) * image.width, 1)
    return _encode(image, ending, _KEPT_QUALITY), ending, shows


def painted_over(folder: Path, file: str, region: Region) -> bytes:
    """Make a file of the folder of pictures anew with a part painted over: what was there is gone.

    Raises
    ------
    Unprintable
        Where it cannot be read, or is a medical image, which is written by no one but its scanner.
    """
    content = _content(folder, file)
    kind = _ENDINGS[PurePosixPath(file).suffix.lower()]
    if kind == "DICOM":
        raise Unprintable("is a DICOM file; add `mask` to it in the case file")
    image = _mask(_upright(_decode_picture(content, kind)), (region,))
    return _encode(image, {"PNG": "png", "JPEG": "jpg"}.get(kind, "tif"), _KEPT_QUALITY)


def _picture(folder: Path, name: str, entry: Entry) -> Picture:
    panel = _printed(_content(folder, entry.file), entry, image_ending(entry))
    caption, alt = (set_signs(" ".join(text.split())) for text in (entry.caption, entry.alt))
    return Picture(name, panel.content, panel.ending, panel.size[0], alt, caption)


@dataclass(frozen=True, slots=True)
class _Cut:
    """What is printed of an upright picture, and how.

    box : (int, int, int, int)
        Left, top, right and bottom in dots.
    size : (int, int)
        As it is printed: cut, turned, and no finer than print needs.
    """

    box: tuple[int, int, int, int]
    turns: int
    size: tuple[int, int]
    shows: float | None
    arrows: tuple[Arrow, ...]


def _cut(size: tuple[int, int], spacing: float | None, panel: Panel) -> _Cut:
    """Work out what is printed of an upright picture of a size."""
    wide, high = size
    box = (0, 0, wide, high)
    ends = [arrow.at for arrow in panel.arrows]
    if panel.crop is not None and _is_within(panel.crop):
        crop = panel.crop
        across, down = _dots(crop.left, crop.width, wide), _dots(crop.top, crop.height, high)
        box = (across[0], down[0], across[1], down[1])
        ends = [_in_crop(at, crop) for at in ends]
    left, top, right, bottom = box
    per_dot = None if (all_of_it := _shows(panel, wide, spacing)) is None else all_of_it / wide
    printed, turns = (right - left, bottom - top), int(panel.rotate or "0") // 90
    for _ in range(turns):
        printed, ends = (printed[1], printed[0]), [(1 - y, x) for x, y in ends]
    arrows = tuple(
        arrow.model_copy(update={"at": (_rounded(at[0]), _rounded(at[1]))})
        for arrow, at in zip(panel.arrows, ends, strict=True)
    )
    shows = None if per_dot is None else round(float(per_dot * printed[0]), 3)
    return _Cut(box, turns, _small(printed), shows, arrows)


def _small(size: tuple[int, int]) -> tuple[int, int]:
    """Find the size at which a picture is no finer than print needs."""
    most = round(_WIDEST / _MM * DOTS_PER_INCH), round(_TALLEST / _MM * DOTS_PER_INCH)
    share = min(1.0, most[0] / size[0], most[1] / size[1])
    # A half is cut off.
    return max(1, math.ceil(size[0] * share - 0.5)), max(1, math.ceil(size[1] * share - 0.5))


def _in_advance(content: bytes, panel: Panel) -> PrintedPanel:
    """Tell how a picture will be printed, without making it."""
    image, spacing = _decode(content, panel)
    size = image.size
    if image.getexif().get(_ORIENTATION, 1) >= _LYING:
        size = (size[1], size[0])
    return _panel(panel, _cut(size, spacing, panel), b"", "jpg")


def _printed(content: bytes, panel: Panel, ending: Ending | None = None) -> PrintedPanel:
    """Make a picture anew: upright, masked, cut, turned, and no finer than print needs."""
    from PIL import Image

    image, spacing = _decode(content, panel)
    image = _mask(_upright(image), panel.mask)
    cut = _cut(image.size, spacing, panel)
    image = image.crop(cut.box)
    if cut.turns:
        ways = Image.Transpose
        image = image.transpose((ways.ROTATE_270, ways.ROTATE_180, ways.ROTATE_90)[cut.turns - 1])
    if image.size != cut.size:
        image = image.resize(cut.size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    ending = ending or _fitting(image)
    return _panel(panel, cut, _encode(image, ending), ending)


def _panel(panel: Panel, cut: _Cut, content: bytes, ending: Ending) -> PrintedPanel:
    alt = set_signs(" ".join(panel.alt.split()))
    return PrintedPanel(content, ending, cut.size, cut.shows, cut.arrows, alt, panel.visit)


def _rounded(share: Decimal) -> Decimal:
    return min(max(round(share, 4), Decimal(0)), Decimal(1))


def _in_crop(at: tuple[Decimal, Decimal], crop: Region) -> tuple[Decimal, Decimal]:
    """Find a place of a picture in the part that is printed of it."""
    x = (at[0] * 100 - crop.left) / crop.width
    return x, (at[1] * 100 - crop.top) / crop.height


def _shows(panel: Panel, width: int, spacing: float | None) -> Decimal | None:
    """Tell what the width of an upright picture shows, in mm."""
    if panel.scale is None:
        return None if spacing is None else Decimal(repr(spacing)) * width
    if panel.scale.wide is not None:
        return panel.scale.wide
    return width / panel.scale.dots_of_mm if panel.scale.dots_of_mm else None


def _fitting(image: Image) -> Ending:
    """Choose PNG for drawings, whose few colours JPEG would blur, and JPEG for photographs."""
    return "png" if image.getcolors(256) is not None and image.mode == "RGB" else "jpg"


def _decode(content: bytes, panel: Panel) -> tuple[Image, float | None]:
    """Decode a picture; of a medical image also the mm that a dot shows, where it says so."""
    ending = PurePosixPath(panel.file).suffix.lower()
    if ending != ".dcm":
        return _decode_picture(content, _ENDINGS[ending]), None
    from cpreport.privacy.dicom import read_dicom

    read = read_dicom(content)
    if isinstance(read, str):
        raise Unprintable(read)
    if read.burnt_in and not panel.mask:
        raise _BurntIn("says that words are burnt into it, and no mask covers them")
    return read.image, read.spacing


def _decode_picture(content: bytes, wanted: str) -> Image:
    """Decode a picture; what it says of itself is looked at before it is unpacked."""
    from PIL import Image, ImageFile

    # A part of a picture may be all grey, and nobody would know what is missing.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        # How large it is, is asked here; a warning would only stand in the way.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF"))
        found = _SAME_AS.get(str(image.format), image.format)
        frames = 1 if image.format in _SAME_AS else getattr(image, "n_frames", 1)
        size, mode = image.size, image.mode
    except Exception:
        raise Unprintable("is no picture that can be read") from None
    if found != wanted:
        raise Unprintable(f"is a {found} file under the ending of another")
    if frames > 1:
        raise Unprintable(
            "moves; print one picture of it"
            if wanted == "PNG"
            else "has several pages; print one of it"
        )
    if why := too_many_dots(size):
        raise Unprintable(why)
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
        raise Unprintable("is no PNG, JPEG, TIFF or DICOM file")
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


def _encode(image: Image, ending: str, quality: int = _QUALITY) -> bytes:
    written = io.BytesIO()
    resolution = (DOTS_PER_INCH, DOTS_PER_INCH)
    if ending == "png":
        image.save(written, "PNG", optimize=True, dpi=resolution)
    elif ending == "tif":
        image.save(written, "TIFF", compression="tiff_lzw", dpi=resolution)
    else:
        image.save(written, "JPEG", quality=quality, optimize=True, dpi=resolution)
    return written.getvalue()
