"""Write the smallest DICOM files with one image, for examples and tests."""

from __future__ import annotations

import struct
from collections.abc import Mapping

#: Explicit value representations, the bytes of numbers in the order of small machines.
_SYNTAX = b"1.2.840.10008.1.2.1\0"
#: Secondary capture.
_CLASS = b"1.2.840.10008.5.1.4.1.1.7\0"
Tag = tuple[int, int]


def dicom_file(
    columns: int, rows: int, dots: bytes, told: Mapping[Tag, tuple[str, str]], bits: int = 8
) -> bytes:
    """Write grey dots with what else is told of them.

    Parameters
    ----------
    told : mapping
        By tag its value representation and its value, such as `(0x0010, 0x0010): ("PN", "Doe^J")`.
    """
    elements: dict[Tag, bytes] = {
        (0x0028, 0x0002): _short(0x0028, 0x0002, 1),
        (0x0028, 0x0004): _element(0x0028, 0x0004, "CS", b"MONOCHROME2 "),
        (0x0028, 0x0010): _short(0x0028, 0x0010, rows),
        (0x0028, 0x0011): _short(0x0028, 0x0011, columns),
        (0x0028, 0x0100): _short(0x0028, 0x0100, bits),
        (0x0028, 0x0101): _short(0x0028, 0x0101, bits),
        (0x0028, 0x0102): _short(0x0028, 0x0102, bits - 1),
        (0x0028, 0x0103): _short(0x0028, 0x0103, 0),
    }
    for (group, number), (kind, value) in told.items():
        elements[group, number] = _element(group, number, kind, _even(value.encode(), kind))
    body = b"".join(content for _, content in sorted(elements.items()))
    even = dots + b"\0" * (len(dots) % 2)
    body += struct.pack("<HH2sHI", 0x7FE0, 0x0010, b"OW", 0, len(even)) + even
    return _head() + body


def _head() -> bytes:
    told = (
        _element(0x0002, 0x0002, "UI", _CLASS)
        + _element(0x0002, 0x0003, "UI", b"1.2.3.4\0")
        + _element(0x0002, 0x0010, "UI", _SYNTAX)
    )
    length = struct.pack("<HH2sHI", 0x0002, 0x0000, b"UL", 4, len(told))
    return b"\0" * 128 + b"DICM" + length + told


def _element(group: int, number: int, kind: str, value: bytes) -> bytes:
    return struct.pack("<HH2sH", group, number, kind.encode(), len(value)) + value


def _short(group: int, number: int, value: int) -> bytes:
    return _element(group, number, "US", struct.pack("<H", value))


def _even(value: bytes, kind: str) -> bytes:
    return value + (b"\0" if kind == "UI" else b" ") * (len(value) % 2)
