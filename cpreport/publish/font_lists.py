"""Keep the lists of fonts of a machine that cannot keep them, while a build runs.

Matplotlib and fontconfig keep such lists in the user's folders. Where those cannot be written, as
in a container or on a full disk, both complain for every page and look through all fonts each time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FONTCONFIG, _MATPLOTLIB = "XDG_CACHE_HOME", "MPLCONFIGDIR"


@contextmanager
def somewhere_to_cache() -> Iterator[None]:
    """Let libraries, here and in workers, keep their lists in a folder that is then taken away."""
    lost = [name for name, places in _places().items() if not all(map(_can_be_written, places))]
    if not lost:
        yield
        return
    try:
        folder = tempfile.TemporaryDirectory(prefix="cpreport-", ignore_cleanup_errors=True)
    except OSError:
        # No room anywhere: the libraries go without, or say of each output why they cannot.
        yield
        return
    before = {name: os.environ.get(name) for name in lost}
    with folder as path:
        os.environ.update(dict.fromkeys(lost, path))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _places() -> dict[str, list[Path]]:
    """Give, by the variable that names another, the folders in which libraries keep their lists."""
    home = Path(os.path.expanduser("~"))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    own = os.environ.get(_MATPLOTLIB)
    matplotlib = [Path(own)] if own else [config / "matplotlib", cache / "matplotlib"]
    return {_FONTCONFIG: [cache / "fontconfig"], _MATPLOTLIB: matplotlib}


def _can_be_written(folder: Path) -> bool:
    if not folder.is_absolute():
        # There is no home, or a setting that systems are told to pass over.
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
    except OSError:
        return False
    return True
