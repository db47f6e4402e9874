"""Take the bytes of an image, and give the text that is kept beside its points."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Literal

from cpreport.privacy.scan.folding import BARRIER
from cpreport.privacy.scan.passages import Passage, strings

_PNG = b"\x89PNG\r\n\x1a\n"
#: What of a PNG holds points and nothing else.
_POINTS = (b"IDAT", b"PLTE", b"IHDR", b"IEND", b"tRNS")
_UNPACKED = 10_000_000
#: How a TIFF begins, with the order of its bytes.
_TIFF: Mapping[bytes, Literal["<", ">"]] = {b"II*\0": "<", b"MM\0*": ">"}
#: The tags that say where strips and tiles begin, and how long they are.
_LOTS = ((273, 279), (324, 325))


def picture_passages(content: bytes, depth: int = 0) -> Iterator[Passage]:
    """Give the texts of an image's metadata: comments, EXIF, XMP, the names in its profile."""
    if content.startswith(_PNG):
        found = list(_png(content))
    elif content.startswith(b"\xff\xd8"):
        found = list(_jpeg(content))
    elif content[:4] in _TIFF:
        found = list(_tiff(content))
    else:
        found = [content]
    yield Passage("metadata", BARRIER.join(strings(piece) for piece in found))


def _tiff(content: bytes) -> Iterator[bytes]:
    """Give all but the points, which lie in strips or tiles; all of it where it cannot be read."""
    end = 0
    for start, length in sorted(_points_of_tiff(content)):
        yield content[end:start]
        end = max(end, start + length)
    yield content[end:]


def _points_of_tiff(content: bytes) -> list[tuple[int, int]]:
    """Give where the points of a TIFF's pages begin, and how many bytes they fill."""
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
    """Give a tag's number and its values, where these are whole numbers."""
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
            yield _unpacked(data)
        elif kind not in _POINTS:
            yield data
        at += 12 + length
    yield content[at:]


def _unpacked(data: bytes) -> bytes:
    """Unpack what is packed in a text chunk; where nothing is, give nothing."""
    begin = data.find(b"x", data.find(b"\0") + 1)
    while 0 <= begin < 300:
        try:
            return zlib.decompressobj().decompress(data[begin:], _UNPACKED)
        except zlib.error:
            begin = data.find(b"x", begin + 1)
    return b""


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Give the segments of applications and comments, and what follows the end of the image."""
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
