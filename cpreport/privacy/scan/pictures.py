"""Take the bytes of an image, and give the text that is kept beside its points."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from cpreport.privacy.scan.folding import BARRIER
from cpreport.privacy.scan.passages import Passage, strings

_PNG = b"\x89PNG\r\n\x1a\n"
#: What of a PNG holds points and nothing else.
_POINTS = (b"IDAT", b"PLTE", b"IHDR", b"IEND", b"tRNS")
_UNPACKED = 10_000_000


def picture_passages(content: bytes, depth: int = 0) -> Iterator[Passage]:
    """Give the texts of an image's metadata: comments, EXIF, XMP, the names in its profile."""
    if content.startswith(_PNG):
        found = list(_png(content))
    elif content.startswith(b"\xff\xd8"):
        found = list(_jpeg(content))
    else:
        found = [content]
    yield Passage("metadata", BARRIER.join(strings(piece) for piece in found))


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
