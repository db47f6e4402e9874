"""Say how much is read and made at most; each limit can be set anew in the environment.

A series of case reports is far below all of them. They keep a file that is broken, or means harm,
from taking all memory and time of the machine. `docs/security.md` lists them.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

#: Every limit by its name in the environment, with what holds where that is not set.
LIMITS: dict[str, int] = {
    "CPREPORT_MAX_FILE_MB": 10,
    "CPREPORT_MAX_FILE_VALUES": 100_000,
    "CPREPORT_MAX_TEXT_CHARACTERS": 500_000,
    "CPREPORT_MAX_PAGE_MB": 100,
    "CPREPORT_MAX_TEMPLATE_SECONDS": 60,
    "CPREPORT_MAX_DOCUMENT_MB": 100,
    "CPREPORT_MAX_PICTURE_MEGAPIXELS": 50,
    "CPREPORT_MAX_PICTURE_MB": 50,
    "CPREPORT_MAX_REMOTE_MB": 2_000,
    "CPREPORT_MAX_WORKER_SECONDS": 120,
    "CPREPORT_MAX_CITATION_SECONDS": 60,
    "CPREPORT_MAX_PACKAGE_MB": 500,
    "CPREPORT_MAX_PACKAGE_FILES": 5000,
}

#: The collector of Python looks for cycles after so many new records and not after 700: a build
#: makes hundreds of thousands, and hardly any cycle.
NEW_RECORDS_UNTIL_COLLECTED = 100_000


def limit(name: str) -> int:
    """Look up a limit by its name in the environment."""
    said = os.environ.get(name, "")
    return int(said) if said.isascii() and said.isdigit() else LIMITS[name]


def too_many_dots(size: tuple[int, int]) -> str:
    """Say in a clause that a picture is larger than what is printed; nothing where it is not."""
    most = limit("CPREPORT_MAX_PICTURE_MEGAPIXELS")
    if size[0] * size[1] <= most * 1_000_000:
        return ""
    return f"has {size[0]} × {size[1]} dots; at most {most} million are printed"


def read_at_most(path: Path, most: int) -> bytes:
    """Read a file; of one that is larger than so many bytes, one byte more than these.

    A device or a pipe may never end, and is no file that was handed in.

    Raises
    ------
    OSError
        Where it cannot be read, or is not a regular file.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    with path.open("rb") as file:
        return file.read(most + 1)
