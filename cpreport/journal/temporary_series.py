"""Lay the files of a series out in a folder for as long as they are read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cpreport.atomic_write import not_written
from cpreport.problems import Refused


@contextmanager
def lay_out_series(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Lay out the folder; nothing stands beside it, so that shipped templates and styles are used.

    Raises
    ------
    Refused
        Where there is no room for it.
    """
    with tempfile.TemporaryDirectory(prefix="cpreport-", ignore_cleanup_errors=True) as above:
        folder = Path(above) / "series"
        try:
            for name, content in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        except OSError as error:
            raise Refused([not_written(folder, error)]) from error
        yield folder
