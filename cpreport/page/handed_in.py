"""Keep the files that patients are to be taken from, until the program ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cpreport.exchange.read_redcap_csv import begins_a_dictionary
from cpreport.page.private_folder import PrivateFolder, new_private_folder


@dataclass(slots=True)
class FilesHandedIn:
    """The files that were handed in, in a folder that nobody else reads; gone when it ends."""

    names: tuple[str, ...] = ()
    _folder: PrivateFolder | None = field(default=None, repr=False)

    def keep(self, received: Iterable[tuple[str, bytes]]) -> None:
        """Keep files in the place of the earlier ones."""
        self.forget()
        self._folder = new_private_folder()
        for name, content in received:
            bare = _file_name(name)
            (self._folder.path / bare).write_bytes(content)
            self.names = (*self.names, bare)

    def forget(self) -> None:
        """Take the files away."""
        if self._folder is not None:
            self._folder.remove()
        self.names, self._folder = (), None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files as they can be read: the one that holds the patients most likely first."""
        folder = self._folder.path if self._folder is not None else Path()
        found = (folder / name for name in self.names)
        return tuple(sorted(found, key=lambda path: (_is_dictionary(path), -path.stat().st_size)))


def _is_dictionary(path: Path) -> bool:
    """Whether a file is the dictionary of a project, of which no patient is taken."""
    with path.open("rb") as file:
        return begins_a_dictionary(file.read(100))


def _file_name(name: str) -> str:
    bare = re.sub(r"[^\w. ()-]", "-", name.replace("\\", "/").rpartition("/")[2])
    return bare.lstrip(".")[-80:] or "source"
