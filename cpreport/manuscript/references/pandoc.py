"""Find Pandoc on this machine, and ask it in a process of its own.

What it is asked reads no file but those that are named, reaches no network, keeps nothing, and is
stopped when it takes too much time or memory.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cpreport.limits import limit

#: `--sandbox` came with Pandoc 2.15, and what is printed settled after it.
_OLDEST = (2, 19)
#: The system of Haskell programs ends one that takes more.
_MEMORY = ("+RTS", "-M2G", "-RTS")


@dataclass(frozen=True, slots=True)
class Pandoc:
    """The Pandoc of this machine.

    path, version : str
        Where it is, and which.
    limits : tuple of str
        What keeps it from taking all memory; a Pandoc that was built without that has none.
    """

    path: str
    version: str
    limits: tuple[str, ...] = ()


class NotStyled(Exception):
    """Raised where Pandoc did not set the references; its words say why."""


def find_pandoc() -> Pandoc | None:
    """Find the Pandoc that comes with pypandoc-binary, or else the system's; None without either.

    One that is too old to be kept from files and network counts as none.
    """
    for path in _places():
        found = _pandoc_at(path)
        if found is not None and tuple(map(int, found.version.split(".")[:2])) >= _OLDEST:
            return found
    return None


def _places() -> Iterator[str]:
    found = importlib.util.find_spec("pypandoc")
    if found is not None and found.origin:
        folder = Path(found.origin).parent / "files"
        yield from (str(p) for p in (folder / "pandoc", folder / "pandoc.exe") if p.is_file())
    system = shutil.which("pandoc")
    if system:
        yield system


@lru_cache(maxsize=4)
def _pandoc_at(path: str) -> Pandoc | None:
    """Ask a program for its version, with a limit of memory where it takes one."""
    for limits in (_MEMORY, ()):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            command = [path, *limits, "--version"]
            asked = subprocess.run(command, capture_output=True, timeout=20, check=True)
            said = re.match(rb"pandoc(?:\.exe)? (\d+(?:\.\d+)+)", asked.stdout)
            return Pandoc(path, said[1].decode(), limits) if said else None
    return None


def ask_pandoc(pandoc: Pandoc, folder: str, options: list[str], text: str) -> bytes:
    """Send Pandoc a text, and return what it makes of it.

    Parameters
    ----------
    folder : str
        Where it is at home, and may keep what it likes; it is deleted afterwards.

    Raises
    ------
    NotStyled
        Where it cannot be started, fails, or takes too long.
    """
    # Nothing of the user's own settings, and no place to write but a folder that is deleted.
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    environment = {**kept, "HOME": folder, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    seconds = limit("CPREPORT_MAX_CITATION_SECONDS")
    command = [pandoc.path, *pandoc.limits, "--sandbox", f"--data-dir={folder}", *options]
    try:
        asked = subprocess.run(
            command,
            input=text.encode("utf-8", "replace"),
            capture_output=True,
            timeout=seconds,
            cwd=folder,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotStyled(f"Pandoc took more than {seconds} seconds") from error
    except OSError as error:
        raise NotStyled(f"Pandoc could not be started: {error.strerror}") from error
    if asked.returncode:
        said = asked.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise NotStyled(f"Pandoc failed: {said[:200].replace(folder + os.sep, '')}")
    return asked.stdout
