"""Hold an output folder for one build alone, and look at what earlier builds left there."""

from __future__ import annotations

import contextlib
import errno
import filecmp
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cpreport.atomic_write import Content, not_written, sweep
from cpreport.builder.record import RECORD, BuildRecord, now, read_record, with_noted
from cpreport.builder.up_to_date import UNDER_WAY
from cpreport.problems import Place, Problem, Refused

LOCK = ".cpreport-lock"
OVERVIEW = "index.html"
PRIVACY = "privacy.html"
_WAIT = "wait until it is finished, or name another folder with -o"
#: What systems say where another holds a lock.
_HELD = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES}
#: Windows keeps others from reading what is locked: a byte far behind the words is locked there.
_FAR = 1 << 30
#: The folders that outputs lie in.
_WITHIN = ("article", "supplement", "cases", "figures", "tables", "checklists")


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """An output folder as a build finds it.

    record : BuildRecord
        What earlier builds made, also one that was stopped.
    known : bool
        Whether the record says all that cpreport made there. Where cpreport has built and its
        record is lost, whatever has an output's name is taken for one.
    problems : tuple of Problem
        What the user should know of it; none stands in the way.
    """

    path: Path
    record: BuildRecord
    known: bool = True
    problems: tuple[Problem, ...] = ()

    def in_the_way(self, files: Mapping[str, Content]) -> tuple[Problem, ...]:
        """Name what stands where outputs are to be, and may not be replaced by them."""
        there = ((self.path / name, self._why_not(name, files[name])) for name in files)
        return tuple(_in_the_way(path, why) for path, why in there if why)

    def _why_not(self, name: str, content: Content) -> str:
        path = self.path / name
        parent = path.parent.resolve()
        if self.path.resolve() not in (parent, *parent.parents):
            return "a link leads out of the output folder"
        if os.path.isdir(path):
            return "is a folder"
        ours = not self.known or name in self.record.outputs
        if ours or not os.path.lexists(path) or _holds(path, content):
            return ""
        return "is there already, and cpreport did not make it"


@contextmanager
def hold(path: Path) -> Iterator[OutputFolder]:
    """Make an output folder where there is none, keep other builds out of it, and look into it.

    Raises
    ------
    Refused
        With CP602 where it cannot be made, or holds what is not cpreport's under the names that
        every build writes; with CP605 where another build is at work in it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused([not_written(path, error)]) from error
    # In this order: a build that has just made these files made its lock before.
    foreign = [path / n for n in (RECORD, OVERVIEW, PRIVACY) if os.path.lexists(path / n)]
    before = os.path.exists(path / LOCK)
    if foreign and not before and not _is_record(path):
        why = "is there already, and cpreport did not make it"
        raise Refused([_in_the_way(file, why) for file in foreign])
    with contextlib.ExitStack() as stack:
        problems: tuple[Problem, ...] = ()
        try:
            stack.enter_context(hold_lock(path / LOCK, f"process {os.getpid()}, since {now()}"))
            alone = True
        except Busy as error:
            raise Refused([busy(path.as_posix(), str(error), _WAIT)]) from None
        except NoLocks as error:
            problems, alone = (_no_locks(path, str(error)),), False
        except OSError:
            # What cannot be written will be told by name; a build with nothing to do needs no lock.
            alone = False
        record = with_noted(read_record(path), path)
        if alone:
            sweep(_folders(path))
        problems += tuple(_unusable(path, record))
        recorded = any(os.path.exists(path / name) for name in (RECORD, UNDER_WAY))
        known = not before or (recorded and not record.unusable)
        yield OutputFolder(path, record, known, problems)


def misplaced(series: Path, output: Path) -> str:
    """Say why an output folder cannot be where it is, beside or among what it is made from.

    Returns
    -------
    str
        Empty where it can.
    """
    series, output = series.resolve(), output.resolve()
    sources = {
        series: "the series folder",
        series.parent / "templates": "the templates folder",
        series.parent / "styles": "the styles folder",
    }
    for folder, name in sources.items():
        if output == folder:
            return f"the output folder cannot be {name} itself"
        if folder in output.parents:
            return f"the output folder cannot be inside {name}"
        if any(output / within in (folder, *folder.parents) for within in _WITHIN):
            return f"{name} would be among the outputs there"
    return ""


def _folders(path: Path) -> Iterator[Path]:
    """Yield the folders in which builds write."""
    yield path
    for within in _WITHIN:
        if not os.path.islink(path / within):
            yield from (Path(folder) for folder, _, _ in os.walk(path / within))


def _is_record(folder: Path) -> bool:
    return os.path.exists(folder / RECORD) and not read_record(folder).unusable


def _holds(path: Path, content: Content) -> bool:
    try:
        if isinstance(content, Path):
            return filecmp.cmp(path, content, shallow=False)
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _in_the_way(path: Path, why: str) -> Problem:
    hint = "move it away, or name another folder with -o"
    return Problem("CP602", Place(path.as_posix()), why, help=hint)


def _unusable(folder: Path, record: BuildRecord) -> Iterable[Problem]:
    if record.unusable:
        yield Problem(
            "CP604",
            Place((folder / RECORD).as_posix()),
            f"{record.unusable}: everything is made anew",
            severity="warning",
        )


def busy(folder: str, who: str, hint: str) -> Problem:
    """Say that another build is at work in an output folder."""
    message = f"another build is at work here: {who.strip() or 'it did not say which'}"
    return Problem("CP605", Place(folder), message, help=hint)


def _no_locks(folder: Path, why: str) -> Problem:
    return Problem(
        "CP605",
        Place(folder.as_posix()),
        f"nothing keeps two builds apart here: {why.lower()}",
        help="see that no other build runs, or name a folder on a local disk with -o",
        severity="warning",
    )


# --- the lock ------------------------------------------------------------------------------------


class Busy(Exception):
    """Raised where another process holds the lock; says what it wrote of itself."""


class NoLocks(Exception):
    """Raised where a file can be written and not locked, as on some network drives."""


@contextmanager
def hold_lock(path: Path, words: str) -> Iterator[None]:
    """Hold a file, and say in it who does; the system lets go when the process ends.

    The lock is on the open file, not in its being there: a build that is killed leaves the file and
    no lock, and nothing has to be taken away for the next.

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
