"""Pack files into an archive: the same files, the same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

SUMS = "SHA256SUMS"
#: The first moment that an archive can state.
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def with_sums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Add the checksums of all files."""
    return {**files, SUMS: sums(files)}


def sums(files: Mapping[str, bytes]) -> bytes:
    """Write the checksums of files as `sha256sum --check` reads them."""
    lines = (
        f"{hashlib.sha256(content).hexdigest()}  {path}\n"
        for path, content in sorted(files.items())
        if path != SUMS
    )
    return "".join(lines).encode()


def archive(files: Mapping[str, bytes]) -> bytes:
    """Pack a ZIP archive: sorted by name, with fixed times and the rights of a usual file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as zipped:
        for path, content in sorted(files.items()):
            info = zipfile.ZipInfo(path, _TIME)
            info.create_system = _UNIX
            info.external_attr = 0o100644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, content, compresslevel=9)
    return written.getvalue()
