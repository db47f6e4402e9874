"""Write finished bytes under their final names, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from cpreport.problems import Place, Problem, Refused, reason

#: What an output holds: its bytes, or the file that has them already.
Content = bytes | Path
#: What a file is called until it is whole. A killed build leaves such files; the next sweeps them.
UNFINISHED = re.compile(r"\.cpreport-[0-9a-f]{16}")
#: What file systems say that cannot, or need not, sync a folder.
_NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EBADF}


def write(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees it half written.

    Raises
    ------
    Refused
        With CP602 where the folder or the file cannot be written; an earlier file stays as it was.
    """
    write_all(path.parent, {path.name: content})


def write_all(
    folder: Path,
    files: Mapping[str, Content],
    before: Callable[[], None] = lambda: None,
    mode: int = 0o666,
) -> None:
    """Write files that belong together: all are whole on the disk before the first is seen.

    Parameters
    ----------
    files : mapping of str to bytes or Path
        By path below the folder, with `/`; a path is that of an unfinished file, which gets its
        name.
    before : callable
        Called when everything is on the disk and nothing has its final name.
    mode : int
        Who may read and write the files, of which the umask takes away.

    Raises
    ------
    Refused
        With CP602 for the file that stood in the way; where that was for want of space, or of
        permission, all earlier files are as they were.
    """
    whole: dict[Path, Path] = {}
    path = folder
    try:
        for path, content in ((folder / name, content) for name, content in files.items()):
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                whole[path] = content
            else:
                whole[path] = unfinished(path.parent)
                _create(whole[path], content, mode)
        before()
        for path in tuple(whole):
            whole[path].replace(path)
            del whole[path]
        for path in {parent for name in files for parent in _parents(folder, name)}:
            _sync(path)
    except OSError as error:
        raise Refused([not_written(path, error)]) from error
    finally:
        for left in whole.values():
            with contextlib.suppress(OSError):
                left.unlink()


def unfinished(folder: Path) -> Path:
    """Name a file for what is not whole yet; what a killed build leaves of it is swept."""
    return folder / f".cpreport-{secrets.token_hex(8)}"


def append(path: Path, content: bytes) -> None:
    """Put bytes at the end of a file, and onto the disk.

    Raises
    ------
    OSError
        Where that cannot be done; a part of them may then be there.
    """
    _write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _BINARY, 0o666), content)


def sweep(folders: Iterable[Path]) -> None:
    """Take away what killed builds left unfinished; only where no other build is at work."""
    for folder in folders:
        with contextlib.suppress(OSError):
            for path in folder.iterdir():
                if UNFINISHED.fullmatch(path.name):
                    path.unlink()


def not_written(path: Path, error: OSError) -> Problem:
    """Say why an output could not be written, and what to do."""
    return Problem(
        "CP602",
        Place(path.as_posix()),
        reason(error),
        help="check that the output folder can be written and the disk is not full, "
        "or name another folder with -o",
    )


#: Windows alone tells text from bytes.
_BINARY = getattr(os, "O_BINARY", 0)


def _create(path: Path, content: bytes, mode: int) -> None:
    """Make a file that was not there, with the mode that the umask leaves."""
    _write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), content)


def _write(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    try:
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _parents(folder: Path, name: str) -> list[Path]:
    """List the folders from a file's own up to the one it was written below."""
    path = folder / name
    return [parent for parent in path.parents if parent == folder or folder in parent.parents]


def _sync(folder: Path) -> None:
    """Make new names in a folder outlast a loss of power, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)
