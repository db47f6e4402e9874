"""Open a file that may be a package, or may mean harm, and read its files; none is unpacked.

Names, links, sizes and the way of packing are looked at before anything is read, and what is read
is counted while it is read: an archive may say anything of itself.
"""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from cpreport.limits import limit
from cpreport.problems import Place, Problem, Refused, reason
from cpreport.verify.summary import Failure

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_CHUNK = 1 << 20
_LONGEST_NAME = 240
_DRIVE = re.compile(r"[A-Za-z]:")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
#: Entries that are named one by one.
_MOST_NAMED = 10


def open_package(path: Path) -> dict[str, bytes]:
    """Read the files of a package by name.

    Raises
    ------
    Refused
        With CP852 where it is no package, and CP853 where opening it could do harm.
    """
    place = Place(path.name)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused([_no_package(place, "it is not a regular file")])
        most = limit("CPREPORT_MAX_PACKAGE_MB") * 1_000_000
        if (size := path.stat().st_size) > most:
            raise Refused([_too_large(place, f"the file has {size // 1_000_000} MB")])
        with zipfile.ZipFile(path) as archive:
            return _files(archive, place, most)
    except OSError as error:
        why = reason(error)
        raise Refused([_no_package(place, f"it cannot be read: {why}")]) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise Refused([_no_package(place, "it is not a ZIP archive, or a damaged one")]) from error


def stowaways(path: Path) -> tuple[Failure, ...]:
    """Name what an archive carries beside its files: no package that cpreport writes has any.

    Comments, folders of their own and bytes between the files are shown by no program that lists
    the files, and may say anything.
    """
    with zipfile.ZipFile(path) as archive:
        return tuple(_beside(archive, path.name, path.stat().st_size))


def _beside(archive: zipfile.ZipFile, name: str, size: int) -> Iterator[Failure]:
    if archive.comment:
        said = _shown(archive.comment.decode("utf-8", "replace"))
        yield Failure(name, "comment of the archive", said, _NONE)
    known = _END + len(archive.comment)
    for entry in archive.infolist():
        known += _LOCAL + _CENTRAL + 2 * len(_raw_name(entry)) + entry.compress_size
        known += len(entry.extra) + len(entry.comment)
        if entry.is_dir():
            yield Failure(entry.filename, "", "a folder by itself", _NONE)
        if entry.comment:
            said = _shown(entry.comment.decode("utf-8", "replace"))
            yield Failure(entry.filename, "comment in the archive", said, _NONE)
        if entry.extra:
            said = f"{len(entry.extra)} bytes of extra fields"
            yield Failure(entry.filename, "", said, _NONE)
    if size != known:
        yield Failure(name, "", f"{abs(size - known)} bytes that belong to no file", _NONE)


#: Fixed bytes of an archive's parts: before a file, in the list of files, at the end (APPNOTE.TXT).
_LOCAL, _CENTRAL, _END = 30, 46, 22
_NONE = "nothing: a package holds files and no more"
_UTF8 = 0x800


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437")


def _files(archive: zipfile.ZipFile, place: Place, most: int) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > limit("CPREPORT_MAX_PACKAGE_FILES"):
        raise Refused([_too_large(place, f"it holds {len(entries)} files")])
    if (size := sum(entry.file_size for entry in entries)) > most:
        raise Refused([_too_large(place, f"it unpacks to {size // 1_000_000} MB")])
    if unsafe := list(_unsafe(entries, place)):
        raise Refused(_the_first(unsafe, place))
    files: dict[str, bytes] = {}
    left = most
    for entry in entries:
        if not entry.is_dir():
            files[entry.filename] = _read(archive, entry, place, left)
            left -= len(files[entry.filename])
    return files


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: Place, left: int) -> bytes:
    """Read one file, and not a byte more than was announced and than there is room for."""
    parts: list[bytes] = []
    size = 0
    with archive.open(entry) as file:
        while part := file.read(_CHUNK):
            size += len(part)
            if size > min(left, entry.file_size):
                raise Refused([_too_large(place, f"{entry.filename} is larger than it says")])
            parts.append(part)
    return b"".join(parts)


def _unsafe(entries: list[zipfile.ZipInfo], place: Place) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for entry in entries:
        name = entry.filename
        if why := _unsafe_name(entry.orig_filename) or _unsafe_kind(entry):
            yield Problem("CP853", place, f"{_shown(name)} {why}", help=_HELP)
        # Names that one file system holds for the same would overwrite each other.
        folded = unicodedata.normalize("NFC", name.rstrip("/")).casefold()
        if folded in seen:
            other = seen[folded]
            message = f"{_shown(name)} is in it twice"
            if other != name:
                message = f"{_shown(other)} and {_shown(name)} are one file on many machines"
            yield Problem("CP853", place, message, help=_HELP)
        seen[folded] = name
    files = {unicodedata.normalize("NFC", e.filename).casefold() for e in entries if not e.is_dir()}
    for entry in entries:
        above = [parent.as_posix().casefold() for parent in Path(entry.filename).parents]
        if any(parent in files for parent in above):
            message = f"{_shown(entry.filename)} lies in a folder that is a file"
            yield Problem("CP853", place, message, help=_HELP)


_HELP = "do not unpack it; ask the authors for the package as cpreport wrote it"


def _unsafe_name(name: str) -> str:
    parts = name.rstrip("/").split("/")
    if name.startswith(("/", "\\")) or _DRIVE.match(name):
        return "has an absolute path"
    if ".." in re.split(r"[/\\]", name):
        return "leads out of the folder that it is unpacked in"
    if len(name) > _LONGEST_NAME:
        return f"has a name longer than {_LONGEST_NAME} letters"
    if _FORBIDDEN.search(name) or any(part != part.strip(" ") for part in parts):
        return "has a name that not every system can keep"
    if any(part in ("", ".") or part.endswith(".") for part in parts):
        return "has a name that not every system can keep"
    if any(_RESERVED.fullmatch(part) for part in parts):
        return "has a name that not every system can keep"
    return ""


def _unsafe_kind(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "is a link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a device, not a file"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in _METHODS:
        return "is packed in a way that cpreport does not write"
    return ""


def _shown(name: str) -> str:
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return f"`{shown[:60]}{'…' if len(shown) > 60 else ''}`"


def _the_first(problems: list[Problem], place: Place) -> list[Problem]:
    more = len(problems) - _MOST_NAMED
    if more <= 0:
        return problems
    message = f"{more} more files in it are not safe to unpack"
    return [*problems[:_MOST_NAMED], Problem("CP853", place, message, help=_HELP)]


def _no_package(place: Place, why: str) -> Problem:
    hint = "name the ZIP file that `cpreport package` wrote"
    return Problem("CP852", place, f"this is no package: {why}", help=hint)


def _too_large(place: Place, what: str) -> Problem:
    most = limit("CPREPORT_MAX_PACKAGE_MB")
    files = limit("CPREPORT_MAX_PACKAGE_FILES")
    hint = (
        f"at most {most} MB and {files} files are read; CPREPORT_MAX_PACKAGE_MB and "
        "CPREPORT_MAX_PACKAGE_FILES set other limits"
    )
    return Problem("CP853", place, f"the package is too large: {what}", help=hint)
