"""Open the folders that a build reads and writes, on this machine or at an address.

Nothing that reaches another machine is imported where both are folders of this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cpreport.addresses import Address
from cpreport.builder.up_to_date import Finished, Seen, finish, finished_before, forget, seen
from cpreport.problems import Problem

Where = Path | Address


@dataclass(frozen=True, slots=True)
class WorkingFolders:
    """Folders of this machine in which a build works.

    put_back : callable
        Uploads what was made to where it belongs, once, and returns what stood in the way.
    """

    series: Path
    output: Path
    put_back: Callable[[], list[Problem]] = list


def look_at(series: Where, output: Where, asked: str) -> Seen:
    """Look at everything that a build of a series depends on."""
    if isinstance(series, Path) and isinstance(output, Path):
        return seen(series, asked)
    from cpreport.remote.copies import look_at_series

    return look_at_series(series, asked)


def last_build(before: Seen, output: Where) -> Finished | None:
    """Find the last build into a folder, where it would come out the same now."""
    if isinstance(output, Path):
        return finished_before(before, output)
    from cpreport.remote.copies import last_build_at

    return last_build_at(output, before)


def note_build(before: Seen, output: Where, finished: Finished) -> None:
    """Note that a build has ended; where that cannot be noted, the next one looks for itself."""
    if isinstance(output, Path):
        finish(before, output, finished)
        return
    from cpreport.remote.copies import note_build_at

    note_build_at(output, before, finished)


def working_folders(series: Where, output: Where) -> AbstractContextManager[WorkingFolders]:
    """Open folders of this machine in which to build: those named, or copies of what is elsewhere.

    Raises
    ------
    Refused
        With CP612 where an address cannot be used, with CP605 where another build is at work there.
    """
    if isinstance(series, Path) and isinstance(output, Path):
        return _folders_here(series, output)
    from cpreport.remote.copies import working_copies

    return working_copies(series, output)


@contextmanager
def _folders_here(series: Path, output: Path) -> Iterator[WorkingFolders]:
    forget(output)
    yield WorkingFolders(series, output)


def as_paths(series: Where, output: Where) -> tuple[Path, Path]:
    """Write both as paths that lie to each other as a series and its outputs do."""
    return _as_path(series), _as_path(output)


def _as_path(where: Where) -> Path:
    return where if isinstance(where, Path) else where.as_path
