"""Keep in a folder what was made, so that nothing is made twice from the same.

What is kept is named by everything it was made from, so it is never out of date, two builds may use
one folder at once, and the folder can be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

#: Where it lies in an output folder.
KEPT = ".cpreport/kept"
#: A file begins with the hash of what follows: what a crash or a bad disk left is not used.
_HASH = 32
#: Bytes that a pressed text may unfold to; the results of a case have some hundred thousand.
_LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """A folder of kept things.

    salt : str
        What everything in it depends on: the versions of the libraries, and our own code.
    reuse : bool
        Whether what was kept there before is used; otherwise all is made anew, and kept.
    """

    folder: Path
    salt: str
    reuse: bool = True


_CACHE: ContextVar[CacheFolder | None] = ContextVar("cache", default=None)


@contextlib.contextmanager
def use_cache(cache: CacheFolder | None) -> Iterator[None]:
    """Keep in this folder, inside the block, what is made there; with None, keep nothing."""
    token = _CACHE.set(cache)
    try:
        yield
    finally:
        _CACHE.reset(token)


def current_cache() -> CacheFolder | None:
    """Name the folder in which things are kept here; None where nothing is."""
    return _CACHE.get()


def make_once(kind: str, made_from: Iterable[str], make: Callable[[], bytes]) -> bytes:
    """Find a thing in the cache, or make it and keep it there.

    Parameters
    ----------
    kind : str
        What it is, such as `figure`; two kinds made from the same stay apart.
    made_from : iterable of str
        All that decides its bytes, but for the cache's salt.
    """
    cache = _CACHE.get()
    if cache is None:
        return make()
    path = _place(cache, kind, made_from)
    found = _load(path) if cache.reuse else None
    if found is None:
        found = make()
        _store(path, found)
    return found


def find_made(kind: str, made_from: Iterable[str]) -> bytes | None:
    """Look for a thing in the cache; None where it is not there, or may not be used."""
    cache = _CACHE.get()
    if cache is None or not cache.reuse:
        return None
    return _load(_place(cache, kind, made_from))


def keep(kind: str, made_from: Iterable[str], content: bytes) -> None:
    """Keep a thing in the cache, in the place of what cannot be read there."""
    cache = _CACHE.get()
    if cache is not None:
        _store(_place(cache, kind, made_from), content)


def let_go(kind: str, made_from: Iterable[str]) -> None:
    """Delete a thing from the cache, if it is there."""
    cache = _CACHE.get()
    if cache is not None:
        with contextlib.suppress(OSError):
            _place(cache, kind, made_from).unlink()


def fold(text: str) -> bytes:
    """Press a text, to be kept."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unfold(content: bytes) -> str:
    """Unfold what was pressed.

    Raises
    ------
    ValueError
        Where it is anything else, cut off, or larger than anything that is kept.
    """
    press = zlib.decompressobj()
    try:
        text = press.decompress(content, _LARGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not press.eof:
        raise ValueError("cut off, or too large")
    return text.decode("utf-8", "surrogatepass")


def trim_folder(folder: Path, most: int) -> None:
    """Delete what has not been used for longest, until no more than `most` bytes are left."""
    things = []
    for path in folder.glob("??/*"):
        with contextlib.suppress(OSError):
            known = path.stat()
            things.append((known.st_mtime_ns, known.st_size, path))
    size = sum(thing[1] for thing in things)
    for _, length, path in sorted(things):
        if size <= most:
            return
        with contextlib.suppress(OSError):
            path.unlink()
        size -= length


def _place(cache: CacheFolder, kind: str, made_from: Iterable[str]) -> Path:
    digest = hashlib.sha256()
    for part in (kind, cache.salt, *made_from):
        # With its length, so that no two lists of parts read the same.
        data = part.encode("utf-8", "surrogatepass")
        digest.update(f"{len(data)}:".encode() + data)
    name = digest.hexdigest()
    return cache.folder / name[:2] / name[2:]


def _load(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
        if hashlib.sha256(content[_HASH:]).digest() != content[:_HASH]:
            return None
        os.utime(path)
    except OSError:
        return None
    return content[_HASH:]


def _store(path: Path, content: bytes) -> None:
    """Keep a thing if that can be done; a cache that is full or read-only stops nothing."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".cpreport-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(hashlib.sha256(content).digest() + content)
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
