"""Check who else could read a private file of the series folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from cpreport.problems import Place, Problem

_SIGNATURE = b"DIRC"
#: Of an index entry before its flags: times, numbers, mode, owner and size; then the object's hash.
_STAT = 40


def is_open_to_others(folder: Path, name: str) -> Iterator[Problem]:
    """Yield why a file is open to others: its permissions, or git keeping it."""
    path = folder / name
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    # Windows keeps no such permissions; Python shows every file there as readable by all.
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        message = "others on this computer may read this file"
        hint = f"run `chmod 600 {name}` in the series folder"
        yield Problem("CP712", Place(name), message, help=hint)
    if is_tracked_by_git(path):
        message = "git keeps this file, so it goes wherever the repository goes"
        hint = (
            f"run `git rm --cached {name}` in the series folder, and take it out of the history "
            "if it was ever pushed"
        )
        yield Problem("CP712", Place(name), message, help=hint)


def is_tracked_by_git(path: Path) -> bool:
    """Whether git keeps a file, as its index says; git itself is not run.

    Running git in a folder runs what the folder's own settings tell it to.
    """
    path = path.absolute()
    for folder in path.parents:
        if os.path.lexists(folder / ".git"):
            return path.relative_to(folder).as_posix().encode() in _names(_index(folder / ".git"))
    return False


def _index(git: Path) -> bytes:
    """Read the index of a repository, or of a worktree, whose `.git` is a file that says where."""
    try:
        if git.is_file():
            said = git.read_text("utf-8", "replace").partition("gitdir:")[2].strip()
            git = (git.parent / said).resolve()
        return (git / "index").read_bytes()
    except OSError:
        return b""


def _names(index: bytes) -> Iterator[bytes]:
    """Walk the names in an index (versions 2 to 4; see `gitformat-index`)."""
    if index[:4] != _SIGNATURE:
        return
    version, count = (int.from_bytes(index[i : i + 4], "big") for i in (4, 8))
    width = _width_of_hashes(index)
    at, name = 12, b""
    for _ in range(count):
        flags_at = at + _STAT + width
        extended = index[flags_at] & 0x40 if flags_at < len(index) else 0
        start = flags_at + (4 if extended else 2)
        kept = 0
        if version == 4:
            dropped, start = _number(index, start)
            kept = len(name) - dropped
        end = index.find(b"\0", start)
        if end < 0:
            return
        name = name[:kept] + index[start:end]
        yield name
        # In versions 2 and 3 an entry is filled up with zeros to a multiple of eight bytes.
        at = end + 1 if version == 4 else at + (end - at + 8) // 8 * 8


def _number(index: bytes, at: int) -> tuple[int, int]:
    """Read a number of variable width, and say where it ends."""
    value = index[at] & 0x7F
    while index[at] & 0x80:
        at += 1
        value = (value + 1 << 7) | index[at] & 0x7F
    return value, at + 1


def _width_of_hashes(index: bytes) -> int:
    """Tell by the hash that ends the index whether hashes in it have 20 or 32 bytes."""
    import hashlib

    return 32 if hashlib.sha256(index[:-32]).digest() == index[-32:] else 20
