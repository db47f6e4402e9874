"""Read the text that an image keeps beside its points."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from cpreport.privacy.scan.folding import BARRIER
from cpreport.privacy.scan.passages import Passage, decode, passages, strings, within

_PNG = b"\x89PNG\r\n\x1a\n"
#: What of a PNG holds points and nothing else.
_POINTS = (b"IDAT", b"PLTE", b"IHDR", b"IEND", b"tRNS")
_UNPACKED = 10_000_000
_GPS = 0x8825
#: Where a name of a tag in one word divides: `BodySerialNumber`.
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: Tags that say how something is written.
#: What reading the tags of a torn picture stumbles on.
_TORN = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error,
    ZeroDivisionError,
)  # fmt: skip
_EMPTY = "\0 "
_XMP = re.compile(rb"<x:xmpmeta.{0,1000000}?</x:xmpmeta>", re.DOTALL)
_POINTLESS = frozenset(("Exif Version", "Flash Pix Version", "Components Configuration"))
#: How a TIFF begins, with the order of its bytes.
_TIFF: Mapping[bytes, Literal["<", ">"]] = {b"II*\0": "<", b"MM\0*": ">"}
#: The tags that say where strips and tiles begin, and how long they are.
_LOTS = ((273, 279), (324, 325))


def picture_passages(content: bytes, depth: int = 0) -> Iterator[Passage]:
    """Read the texts of an image's metadata: comments, EXIF, XMP, the names in its profile."""
    if content.startswith(_PNG):
        found = list(_png(content))
    elif content.startswith(b"\xff\xd8"):
        found = list(_jpeg(content))
    elif content[:4] in _TIFF:
        found = list(_tiff(content))
    else:
        found = [content]
    yield Passage("metadata", BARRIER.join(strings(piece) for piece in found))
    for packet in _XMP.findall(content):
        yield from within("metadata", passages("metadata.xml", packet, depth + 1))
    if b"Exif\0" in content or b"eXIf" in content or content[:4] in _TIFF:
        yield Passage("metadata", BARRIER.join(_exif(content)))


def _exif(content: bytes) -> list[str]:
    """Read the tags of EXIF in words: many say only by their name what their value is."""
    try:
        return list(_tags_in_words(content))
    except _TORN:
        # The bytes themselves are searched in any case.
        return []


def _tags_in_words(content: bytes) -> Iterator[str]:
    from PIL import ExifTags, Image

    with Image.open(io.BytesIO(content)) as image:
        exif = image.getexif()
    inside = exif.get_ifd(ExifTags.IFD.Exif)
    for tag, value in {**exif, **inside}.items():
        name = _WORDS.sub(" ", ExifTags.TAGS.get(tag, ""))
        if isinstance(value, bytes):
            # The tags that Windows adds have two bytes a letter.
            value = value.decode("utf-16-le", "replace") if name[:2] == "XP" else decode(value)
        if isinstance(value, str) and name not in _POINTLESS:
            yield f"{name}: {value.strip(_EMPTY)}"
    gps = {ExifTags.GPSTAGS.get(tag, ""): value for tag, value in exif.get_ifd(_GPS).items()}
    yield from (str(gps[name]) for name in ("GPSDateStamp", "GPSAreaInformation") if name in gps)
    if "GPSLatitude" in gps and "GPSLongitude" in gps:
        yield f"GPS: {_angle(gps, 'Latitude', 'N')}, {_angle(gps, 'Longitude', 'E')}"


def _angle(gps: Mapping[str, Any], which: str, usual: str) -> str:
    """Write an angle as people do: `48.2082° N`."""
    parts = [float(part) for part in gps[f"GPS{which}"]]
    degrees = sum(part / 60**n for n, part in enumerate(parts))
    return f"{degrees:.4f}° {gps.get(f'GPS{which}Ref', usual)}"


def _tiff(content: bytes) -> Iterator[bytes]:
    """Read all but the points, which lie in strips or tiles; all of it where it cannot be read."""
    end = 0
    for start, length in sorted(_points_of_tiff(content)):
        yield content[end:start]
        end = max(end, start + length)
    yield content[end:]


def _points_of_tiff(content: bytes) -> list[tuple[int, int]]:
    """Find where the points of a TIFF's pages begin, and how many bytes they fill."""
    order: Literal["<", ">"] = _TIFF[content[:4]]
    lots: list[tuple[int, int]] = []
    seen: set[int] = set()
    try:
        (at,) = struct.unpack_from(f"{order}I", content, 4)
        while at and at not in seen:
            seen.add(at)
            (entries,) = struct.unpack_from(f"{order}H", content, at)
            tags = dict(_tag(content, at + 2 + 12 * n, order) for n in range(entries))
            for begins, lengths in _LOTS:
                lots += zip(tags.get(begins, ()), tags.get(lengths, ()), strict=False)
            (at,) = struct.unpack_from(f"{order}I", content, at + 2 + 12 * entries)
    except struct.error:
        return []
    return lots


def _tag(content: bytes, at: int, order: str) -> tuple[int, tuple[int, ...]]:
    """Read a tag's number and its values, where these are whole numbers."""
    tag, kind, count = struct.unpack_from(f"{order}HHI", content, at)
    size = {3: ("H", 2), 4: ("I", 4)}.get(kind)
    if size is None or count > len(content):
        return tag, ()
    place = at + 8
    if count * size[1] > 4:
        (place,) = struct.unpack_from(f"{order}I", content, place)
    return tag, struct.unpack_from(f"{order}{count}{size[0]}", content, place)


def _png(content: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if kind in (b"zTXt", b"iTXt", b"iCCP"):
            yield data
            yield _unpack(data)
        elif kind not in _POINTS:
            yield data
        at += 12 + length
    yield content[at:]


def _unpack(data: bytes) -> bytes:
    """Unpack what is packed in a text chunk, where something is."""
    begin = data.find(b"x", data.find(b"\0") + 1)
    while 0 <= begin < 300:
        try:
            return zlib.decompressobj().decompress(data[begin:], _UNPACKED)
        except zlib.error:
            begin = data.find(b"x", begin + 1)
    return b""


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Read the segments of applications and comments, and what follows the end of the image."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xDA:
            break
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            yield content[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)
    yield content[content.rfind(b"\xff\xd9") + 2 :] if b"\xff\xd9" in content else b""
