"""Keep how the files of a folder elsewhere, such as `s3://bucket/cases`, are named.

What is elsewhere is worked on in a copy on this machine. Whoever prints the name of a file asks
`shown`, so that the user reads the address as it was written and never the copy's place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import overload
from urllib.parse import urlsplit

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
#: A password that somebody wrote into an address; it is printed nowhere.
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")
#: On the web a name alone may be a token; in stores it is a container.
_TOKEN = re.compile(r"(?<=^http://)[^/@]*@|(?<=^https://)[^/@]*@", re.IGNORECASE)
#: What follows `?` or `#` signs an address: `?X-Amz-Signature=…`, `?sv=…&sig=…`.
_SIGNED = re.compile(r"([?#])(.*)", re.DOTALL)
_VALUE = re.compile(r"=[^&]*")
#: What only leads to this machine's own files.
_HERE = ("file", "local")

_NAMES: ContextVar[tuple[tuple[Path, str], ...]] = ContextVar("names", default=())


@dataclass(frozen=True, slots=True)
class Address:
    """A folder that is not on this machine's file systems.

    text : str
        As the user wrote it, without a slash at its end.
    """

    text: str

    def __str__(self) -> str:
        """Write the address without a password, a token or a signature."""
        return without_secrets(self.text)

    @property
    def _halves(self) -> tuple[str, str]:
        scheme, _, path = self.text.partition("://")
        return scheme, path

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self._halves[1].rpartition("/")[2]

    @property
    def parent(self) -> Address | None:
        """The folder that holds it; None where that would be a store as a whole."""
        scheme, path = self._halves
        above = path.rpartition("/")[0]
        return Address(f"{scheme}://{above}") if above.strip("/") else None

    @property
    def as_path(self) -> Path:
        """A path that lies to others as this address does to theirs; there is nothing there."""
        scheme, path = self._halves
        return Path(f"/{scheme}:", *filter(None, path.split("/")))

    def __truediv__(self, name: str) -> Address:
        return Address(f"{self.text}/{name}")


def without_secrets(address: str) -> str:
    """Write an address without what only those may know who may use it.

    >>> without_secrets("https://host.org/cases?sv=2024&sig=abc")
    'https://host.org/cases?sv=…&sig=…'
    """
    open_address = _PASSWORD.sub(r"\1:…@", _TOKEN.sub("…@", address))
    return _SIGNED.sub(
        lambda m: m[1] + (_VALUE.sub("=…", m[2]) if "=" in m[2] else "…"), open_address
    )


def place(text: str) -> Path | Address:
    """Read what a user wrote as a path of this machine, or as an address.

    >>> place("cases"), place("s3://registry/cases/")
    (PosixPath('cases'), Address(text='s3://registry/cases'))
    """
    if not _ADDRESS.match(text):
        return Path(text)
    if text.partition("://")[0].lower() in _HERE:
        # It brings a client of HTTP, which takes a tenth of a start, and is seldom needed.
        from urllib.request import url2pathname

        return Path(url2pathname(urlsplit(text).path))
    return Address(text.rstrip("/"))


@overload
def output_beside(cases: Path) -> Path: ...
@overload
def output_beside(cases: Address) -> Address | None: ...
def output_beside(cases: Path | Address) -> Path | Address | None:
    """Name the output folder of a series, `output` beside it; None beside a store as a whole.

    >>> output_beside(Path("cases")), output_beside(Address("s3://registry/cases"))
    (PosixPath('output'), Address(text='s3://registry/output'))
    """
    if isinstance(cases, Address):
        return cases.parent / "output" if cases.parent is not None else None
    parent = cases.parent if cases.name not in ("", "..") else cases / ".."
    return parent / "output"


@contextmanager
def name_by_address(copy: Path, address: Address) -> Iterator[None]:
    """Name what lies in a copy by the address that it is of, inside the block."""
    token = _NAMES.set((*_NAMES.get(), (copy, str(address))))
    try:
        yield
    finally:
        _NAMES.reset(token)


@contextmanager
def nameable(where: Path | Address) -> Iterator[Path]:
    """Lend a path by which files below a folder are named, also where there is no copy of it."""
    if isinstance(where, Path):
        yield where
        return
    with name_by_address(where.as_path, where):
        yield where.as_path


def name_for_user(path: Path | Address) -> str:
    """Name a file or folder as the user would write it."""
    return str(path) if isinstance(path, Address) else name_of(path, otherwise=path.as_posix())


def name_of(path: Path | str, *, otherwise: str) -> str:
    """Find the address of what lies in a copy, and something else for what does not."""
    for copy, address in _NAMES.get():
        if Path(path).is_relative_to(copy):
            return f"{address}/{Path(path).relative_to(copy).as_posix()}".removesuffix("/.")
    return otherwise
