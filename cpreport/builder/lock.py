"""Take a file, and let one process at a time hold it; the system lets go when the process ends.

The lock is on the open file, not in its being there: a build that is killed leaves the file and no
lock, and nothing has to be taken away for the next.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: What systems say where another holds the lock.
_HELD = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES}
#: Windows keeps others from reading what is locked: a byte far behind the words is locked there.
_FAR = 1 << 30


class Busy(Exception):
    """Raised where another process holds the lock; says what it wrote of itself."""


class NoLocks(Exception):
    """Raised where a file can be written and not locked, as on some network drives."""


@contextmanager
def locked(path: Path, words: str) -> Iterator[None]:
    """Hold a file, and say in it who does.

    Raises
    ------
    Busy
        Where another process holds it, with that process's words.
    NoLocks
        Where the file system has no locks.
    OSError
        Where the file cannot be opened for writing.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _HELD:
                raise Busy(os.read(descriptor, 200).decode("utf-8", "replace")) from None
            raise NoLocks(error.strerror) from None
        _say(descriptor, words)
        try:
            yield
        finally:
            _say(descriptor, "")
    finally:
        os.close(descriptor)


def _say(descriptor: int, words: str) -> None:
    # A disk that is full has no room for the words; the lock holds without them.
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, words.encode())


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
