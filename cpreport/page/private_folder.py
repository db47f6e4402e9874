"""Keep what the page needs until it ends in a folder that nobody else reads."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cpreport.builder.output_folder import Busy, NoLocks, hold_lock

_PREFIX = "cpreport-page-"
#: Held as long as the program runs, however it ends.
_LOCK = "in-use.lock"


@dataclass(frozen=True, slots=True)
class PrivateFolder:
    """A folder of the machine's temporary files; it goes with the program."""

    made: TemporaryDirectory[str]
    held: contextlib.ExitStack

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.made.name)

    def remove(self) -> None:
        """Take it away before the program ends."""
        self.held.close()
        self.made.cleanup()

    def remove_earlier(self) -> None:
        """Take away the folders of programs of the same user that were killed."""
        owner = self.path.stat().st_uid
        for folder in self.path.parent.glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError, Busy, NoLocks):
                # In a folder of somebody else the lock could lead anywhere.
                if folder.is_symlink() or folder.stat().st_uid != owner:
                    continue
                if (folder / _LOCK).is_file():
                    with hold_lock(folder / _LOCK, ""):
                        pass
                    shutil.rmtree(folder, ignore_errors=True)


def new_private_folder() -> PrivateFolder:
    """Make such a folder."""
    while True:
        folder = PrivateFolder(TemporaryDirectory(prefix=_PREFIX), contextlib.ExitStack())
        try:
            folder.held.enter_context(hold_lock(folder.path / _LOCK, ""))
        except Busy:
            # Another program, which begins now, has taken it for one that was left.
            continue
        except (NoLocks, OSError):
            pass
        return folder
