"""List, download, upload and delete what lies at an address: S3 or any other object store.

The library underneath (fsspec) has a file system for each kind, and each has errors of its own. All
of them end here in a problem with words of ours: what they say themselves may hold a key.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cpreport.addresses import Address
from cpreport.limits import limit
from cpreport.problems import Place, Problem, Refused

#: Stores that show an object whole or not at all; elsewhere a file is put beside and renamed.
_WHOLE = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oci", "oss", "memory"}
#: What a store says of a file that changes when the file does.
_MARKS = ("etag", "md5hash", "content_md5", "generation", "mtime", "lastmodified", "last_modified",
          "updated", "created", "modified")  # fmt: skip
#: Which package brings which kind.
_EXTRAS = {"gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs", "abfs": "adlfs", "abfss": "adlfs"}
#: Bytes that are put in one go.
_BATCH = 50_000_000


@dataclass(frozen=True, slots=True)
class Stored:
    """A file elsewhere: its size in bytes, and what changes when it does."""

    size: int
    mark: str


class Store:
    """What lies at an address.

    Raises
    ------
    Refused
        Here and from everything below, with CP612 where something stands in the way.
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        with _errors_as_problems(address):
            from fsspec.core import url_to_fs

            # Settings of an earlier command in this process are not those of this one.
            self.system, root = url_to_fs(address.text, skip_instance_cache=True)
        self.root = root.rstrip("/")
        self.whole = address.text.partition("://")[0].lower() in _WHOLE

    def at(self, address: Address) -> Store:
        """Open another address of the same store."""
        other = copy(self)
        other.address = address
        with _errors_as_problems(address):
            other.root = str(self.system._strip_protocol(address.text)).rstrip("/")
        return other

    def files(self) -> dict[str, Stored]:
        """List every file below, by path; there are none where there is no such folder."""
        with _errors_as_problems(self.address):
            self.system.invalidate_cache()
            try:
                found = self.system.find(self.root, detail=True)
            except FileNotFoundError:
                return {}
        return self._entries(found.values())

    def top(self) -> dict[str, Stored]:
        """List the files of the folder itself; there are none where there is no such folder."""
        with _errors_as_problems(self.address):
            self.system.invalidate_cache()
            try:
                found = self.system.ls(self.root, detail=True)
            except FileNotFoundError:
                return {}
        return self._entries(info for info in found if info["type"] == "file")

    def _entries(self, found: Any) -> dict[str, Stored]:
        entries: dict[str, Stored] = {}
        for info in found:
            name = str(info["name"])
            # A store without folders may keep an empty object in the place of one.
            below = name.removeprefix(self.root).lstrip("/")
            if below and not name.endswith("/"):
                known = {key.lower(): value for key, value in info.items()}
                mark = " ".join(f"{m}={known[m]}" for m in _MARKS if m in known)
                entries[below] = Stored(int(info["size"] or 0), mark)
        return dict(sorted(entries.items()))

    def download(self, files: Mapping[str, Stored], folder: Path) -> None:
        """Copy files to a folder of this machine, for its user's eyes only."""
        for name in files:
            if (why := _unusable(name)) is not None:
                raise Refused([problem_at(self.address / name, why)])
        there = [f"{self.root}/{name}" for name in files]
        here = [folder / name for name in files]
        for path in here:
            path.parent.mkdir(parents=True, exist_ok=True)
        if there:
            with _errors_as_problems(self.address):
                self.system.get(there, [str(path) for path in here])
        for path in here:
            path.chmod(0o600)

    def read(self, name: str) -> bytes | None:
        """Read a file; None where there is none."""
        with _errors_as_problems(self.address / name):
            try:
                content: bytes = self.system.cat_file(f"{self.root}/{name}")
            except FileNotFoundError:
                return None
        return content

    def upload(self, name: str, content: bytes) -> None:
        """Write a file in its place, whole or not at all."""
        path = f"{self.root}/{name}"
        with _errors_as_problems(self.address / name):
            if self.whole:
                self.system.pipe_file(path, content)
                return
            parent, _, own = path.rpartition("/")
            self.system.makedirs(parent, exist_ok=True)
            beside = f"{parent}/.cpreport-{secrets.token_hex(8)}"
            self.system.pipe_file(beside, content)
            self.system.mv(beside, f"{parent}/{own}")

    def upload_all(self, folder: Path, names: list[str]) -> None:
        """Copy files of a folder of this machine to their places, each whole or not at all."""
        batch: dict[str, bytes] = {}
        for number, name in enumerate(names, 1):
            batch[f"{self.root}/{name}"] = (folder / name).read_bytes()
            if number < len(names) and sum(map(len, batch.values())) < _BATCH:
                continue
            if self.whole:
                with _errors_as_problems(self.address):
                    self.system.pipe(batch)
            else:
                for path, content in batch.items():
                    self.upload(path.removeprefix(f"{self.root}/"), content)
            batch = {}

    def create(self, name: str, content: bytes) -> bool:
        """Write a file where there is none; say whether there was none."""
        path = f"{self.root}/{name}"
        with _errors_as_problems(self.address / name):
            if self.system.exists(path):
                return False
            if not self.whole:
                self.system.makedirs(self.root, exist_ok=True)
            try:
                self.system.pipe_file(path, content, mode="create")
            except OSError:
                # The other was quicker; or the store refuses all, and that is told.
                self.system.invalidate_cache()
                if not self.system.exists(path):
                    raise
                return False
        return True

    def delete(self, names: list[str]) -> None:
        """Delete files; one that is not there is no trouble."""
        for name in names:
            with _errors_as_problems(self.address / name), contextlib.suppress(FileNotFoundError):
                self.system.rm_file(f"{self.root}/{name}")


def refuse_too_much(address: Address, files: Mapping[str, Stored]) -> None:
    """Refuse to bring more than is meant to be.

    Raises
    ------
    Refused
        With CP612.
    """
    most, size = limit("CPREPORT_MAX_REMOTE_MB"), sum(entry.size for entry in files.values())
    if size > most * 1_000_000:
        message = (
            f"{-(-size // 1_000_000)} MB lie here; at most {most} MB are brought to this machine"
        )
        hint = "name the folder of one series; CPREPORT_MAX_REMOTE_MB sets another limit"
        raise Refused([problem_at(address, message, hint)])


def _unusable(name: str) -> str | None:
    """Say why an object's name cannot be a file's: it could lead out of the folder."""
    parts = name.split("/")
    if {"", ".", ".."} & {*parts} or {*"\\\0"} & {*name} or PurePosixPath(name).is_absolute():
        return "this name cannot be that of a file"
    return None


@contextmanager
def _errors_as_problems(address: Address) -> Iterator[None]:
    """Raise what a store complains of as a problem of ours."""
    try:
        yield
    except Refused:
        raise
    except ImportError:
        raise Refused([_not_installed(address)]) from None
    except Exception as error:
        raise Refused([problem_at(address, _in_words(error))]) from None


def _in_words(error: Exception) -> str:
    """Say what is wrong; nothing of what a store says itself, which may hold a key."""
    kind = type(error).__name__
    if "Credential" in kind or "Token" in kind:
        return "there are no credentials for this store that can be used"
    if isinstance(error, PermissionError):
        return "the store does not allow this"
    if isinstance(error, FileNotFoundError):
        return "there is no such folder or bucket"
    if isinstance(error, ValueError) and "Protocol not known" in str(error):
        return "this kind of address is not known"
    if any(word in kind for word in ("Connect", "Timeout", "Endpoint")):
        return "the store does not answer"
    return f"the store cannot be used ({kind})"


def _not_installed(address: Address) -> Problem:
    package = _EXTRAS.get(address.text.partition("://")[0].lower())
    command = f'pip install "cpreport[remote]" {package or ""}'.strip()
    message = f"addresses of this kind need {package or 'fsspec and s3fs'}"
    return problem_at(address, message, f"run `{command}`")


def problem_at(address: Address, message: str, hint: str = "") -> Problem:
    """Say what stands in the way at an address."""
    said = hint or "see that the address is right, and that you may read and write there"
    return Problem("CP612", Place(str(address)), message, help=said)
