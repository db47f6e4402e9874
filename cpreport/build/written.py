"""Take finished bytes and leave them under their final name, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from cpreport.problems import Place, Problem, Refused


def write(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees it half written.

    Raises
    ------
    Refused
        With CP602 where the folder or the file cannot be written; an earlier file stays as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".cpreport-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise Refused([not_written(path, error)]) from error


def not_written(path: Path, error: OSError) -> Problem:
    """Say why an output could not be written, and what to do."""
    return Problem(
        "CP602",
        Place(path.as_posix()),
        f"{(error.strerror or str(error)).lower()}",
        help="check that the output folder can be written and the disk is not full, "
        "or name another folder with -o",
    )


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
