"""Take where a series and its outputs are, and do for folders and for addresses what each needs.

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
class Hands:
    """Where a build works.

    put_back : callable
        Puts what was made where it belongs, once, and gives what stood in the way.
    """

    series: Path
    output: Path
    put_back: Callable[[], list[Problem]] = list


def looked_at(series: Where, output: Where, asked: str) -> Seen:
    """Look at everything that a build of a series depends on."""
    if isinstance(series, Path) and isinstance(output, Path):
        return seen(series, asked)
    from cpreport.remote.copies import seen_afar

    return seen_afar(series, asked)


def built_before(before: Seen, output: Where) -> Finished | None:
    """Give the last build into a folder, where it would come out the same now; else None."""
    if isinstance(output, Path):
        return finished_before(before, output)
    from cpreport.remote.copies import finished_there

    return finished_there(before, output)


def note_built(before: Seen, output: Where, ended: Finished) -> None:
    """Note that a build has ended; where that cannot be noted, the next one looks for itself."""
    if isinstance(output, Path):
        finish(before, output, ended)
        return
    from cpreport.remote.copies import finish_there

    finish_there(before, output, ended)


def at_hand(series: Where, output: Where) -> AbstractContextManager[Hands]:
    """Give folders of this machine in which to build.

    Raises
    ------
    Refused
        With CP612 where an address cannot be used, with CP605 where another build is at work there.
    """
    if isinstance(series, Path) and isinstance(output, Path):
        return _here(series, output)
    from cpreport.remote.copies import copies

    return copies(series, output)


@contextmanager
def _here(series: Path, output: Path) -> Iterator[Hands]:
    forget(output)
    yield Hands(series, output)


def as_paths(series: Where, output: Where) -> tuple[Path, Path]:
    """Give paths that lie to each other as a series and its outputs do."""
    return _as_path(series), _as_path(output)


def _as_path(where: Where) -> Path:
    return where if isinstance(where, Path) else where.as_path
