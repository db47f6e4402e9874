"""Keep the files that patients are to be taken from, until the program ends."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cpreport.exchange.read_redcap_csv import begins_a_dictionary


@dataclass(slots=True)
class FilesHandedIn:
    """The files that were handed in, in a folder that nobody else reads; gone when it ends."""

    names: tuple[str, ...] = ()
    _folder: str = field(default="", repr=False)

    def keep(self, received: Iterable[tuple[str, bytes]]) -> None:
        """Keep files in the place of the earlier ones."""
        self.forget()
        self._folder = tempfile.mkdtemp(prefix="cpreport-")
        for name, content in received:
            bare = _file_name(name)
            Path(self._folder, bare).write_bytes(content)
            self.names = (*self.names, bare)

    def forget(self) -> None:
        """Take the files away."""
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self.names, self._folder = (), ""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files as they can be read: the one that holds the patients most likely first."""
        found = (Path(self._folder, name) for name in self.names)
        return tuple(sorted(found, key=lambda path: (_is_dictionary(path), -path.stat().st_size)))


def _is_dictionary(path: Path) -> bool:
    """Whether a file is the dictionary of a project, of which no patient is taken."""
    with path.open("rb") as file:
        return begins_a_dictionary(file.read(100))


def _file_name(name: str) -> str:
    bare = re.sub(r"[^\w. ()-]", "-", name.replace("\\", "/").rpartition("/")[2])
    return bare.lstrip(".")[-80:] or "source"
