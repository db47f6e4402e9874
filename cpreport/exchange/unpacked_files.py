"""Read the files of a folder, or of a ZIP archive, that an export was unpacked into."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from cpreport.exchange.read_workbook import unreadable
from cpreport.limits import limit, read_at_most
from cpreport.problems import Refused

_KINDS = (".csv", ".json", ".yaml")
_MOST_FILES = 20_000


def files_of(path: Path) -> dict[str, bytes] | None:
    """Read the files of a folder or an archive by their names; None where it is one file.

    Raises
    ------
    Refused
        Where there are too many, or they are too large.
    """
    if path.is_dir():
        return _bounded(_of_folder(path), path.name)
    # What is no file at all is told by whoever reads it as one.
    if not path.is_file() or not zipfile.is_zipfile(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            # A workbook is an archive too, and is read as one.
            if {"[Content_Types].xml", "content.xml"} & set(names):
                return None
            return _bounded(_of_archive(archive), path.name)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        raise unreadable(path.name, "it is damaged, or locked by a password") from error


def _most() -> int:
    return limit("CPREPORT_MAX_DOCUMENT_MB") * 1_000_000


def _of_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    most = _most()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if _is_read(name) and path.is_file() and not path.is_symlink():
            yield name, read_at_most(path, most)


def _of_archive(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    most = _most()
    for entry in sorted(archive.infolist(), key=lambda one: one.filename):
        if _is_read(entry.filename):
            with archive.open(entry) as file:
                yield entry.filename, file.read(most + 1)


def _is_read(name: str) -> bool:
    hidden = any(part.startswith((".", "__")) for part in name.split("/"))
    return name.lower().endswith(_KINDS) and not hidden


def _bounded(files: Iterator[tuple[str, bytes]], name: str) -> dict[str, bytes]:
    most = _most()
    found: dict[str, bytes] = {}
    size = 0
    for file, content in files:
        size += len(content)
        if size > most or len(found) >= _MOST_FILES:
            raise _too_much(name, most)
        found[file] = content
    return found


def _too_much(name: str, most: int) -> Refused:
    return unreadable(name, f"it has more than {most // 1_000_000} MB, or {_MOST_FILES:,} files")
