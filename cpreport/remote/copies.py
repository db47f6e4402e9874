"""Copy a series and its outputs from their addresses to this machine, and what was made back.

What a build leaves in its copy of the output folder is put back when it ends, however it ends: the
documents first, the record of the build last, each file whole or not at all.
"""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from cpreport.addresses import Address, name_by_address
from cpreport.builder.output_folder import LOCK, busy
from cpreport.builder.record import RECORD, now
from cpreport.builder.up_to_date import OWN, Finished, Seen, finished_as, noted, seen, seen_in
from cpreport.problems import Problem, Refused
from cpreport.remote.build_folders import WorkingFolders
from cpreport.remote.object_store import Store, Stored, problem_at, refuse_too_much

#: Folders of a series that are brought with everything in them; of others, nothing is read.
_WITHIN = ("media", "scales", "journals")
#: What may stand beside a series folder and belongs to it.
_FOLDERS_BESIDE = ("templates", "styles")
_SEEN = f"{OWN}/seen.json"
#: When a file was last changed, its size and its number.
Stamp = tuple[int, int, int]


def list_series(address: Address) -> dict[str, Stored]:
    """List what a series at an address is made of: below its folder, or beside it with `../`.

    Raises
    ------
    Refused
        With CP612 where nothing is there, or it cannot be said.
    """
    return _list_series(Store(address))


def _list_series(store: Store) -> dict[str, Stored]:
    address = store.address
    files = store.top()
    if not files:
        raise Refused([problem_at(address, "there is no file here")])
    for name in _WITHIN:
        files |= _below(store.at(address / name), f"{name}/")
    for name, other in _beside(store).items():
        files |= _below(other, f"../{name}/")
    return files


def _beside(store: Store) -> dict[str, Store]:
    parent = store.address.parent
    return {name: store.at(parent / name) for name in _FOLDERS_BESIDE} if parent is not None else {}


def _below(store: Store, prefix: str) -> dict[str, Stored]:
    return {f"{prefix}{name}": entry for name, entry in store.files().items()}


@contextmanager
def copy_of_series(address: Address) -> Iterator[Path]:
    """Copy a series to this machine; the copy is gone afterwards.

    Raises
    ------
    Refused
        With CP612 where it cannot be had.
    """
    with _temporary_folder() as room, name_by_address(room, address.parent or address):
        yield _copy(address, room)


def _copy(address: Address, room: Path) -> Path:
    store = Store(address)
    files = _list_series(store)
    refuse_too_much(address, files)
    folder = room / address.name
    folder.mkdir(exist_ok=True)
    own = {n: e for n, e in files.items() if not n.startswith("../")}
    store.download(own, folder)
    for name, other in _beside(store).items():
        prefix = f"../{name}/"
        beside = {n.removeprefix(prefix): e for n, e in files.items() if n.startswith(prefix)}
        other.download(beside, room / name)
    return folder


@contextmanager
def working_copies(series: Path | Address, output: Path | Address) -> Iterator[WorkingFolders]:
    """Copy a series and its output folder to this machine, and put back what was made there.

    Raises
    ------
    Refused
        With CP612 where they cannot be had, with CP605 where another build is at work there.
    """
    with ExitStack() as stack:
        near = stack.enter_context(_temporary_folder())
        if isinstance(output, Path):
            yield WorkingFolders(_series(series, near, stack), output)
            return
        store = Store(output)
        stack.enter_context(_locked(store))
        folder = _series(series, near, stack)
        # As they lie to each other elsewhere, so they do here.
        together = isinstance(series, Address) and series.parent == output.parent
        room = near if together else stack.enter_context(_temporary_folder())
        if not together:
            stack.enter_context(name_by_address(room, output.parent or output))
        copy = room / output.name
        copy.mkdir()
        files = _list_outputs(store)
        refuse_too_much(output, files)
        store.download(files, copy)
        before = stamps(copy)
        put_back = cache(lambda: _put_back(store, copy, before))
        try:
            yield WorkingFolders(folder, copy, put_back)
        finally:
            # A build that was stopped puts back what it had finished.
            put_back()


def _series(series: Path | Address, room: Path, stack: ExitStack) -> Path:
    if isinstance(series, Path):
        return series
    stack.enter_context(name_by_address(room, series.parent or series))
    return _copy(series, room)


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Make a folder that is this user's alone, and is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="cpreport-", ignore_cleanup_errors=True) as room:
        yield Path(room).resolve()


def _list_outputs(store: Store) -> dict[str, Stored]:
    """List what builds have left; what is only of use to the next one stays where it is."""
    files = store.files()
    return {n: e for n, e in files.items() if n != LOCK and not n.startswith(f"{OWN}/")}


@contextmanager
def _locked(store: Store) -> Iterator[None]:
    """Keep other builds out of an output folder.

    No store takes the lock away when a build is killed: then somebody has to.
    """
    words = f"process {os.getpid()} on {socket.gethostname()}, since {now()}"
    if not store.create(LOCK, words.encode()):
        who = (store.read(LOCK) or b"").decode("utf-8", "replace")
        hint = f"wait until it is finished; if it was killed, delete {store.address / LOCK}"
        raise Refused([busy(str(store.address), who, hint)])
    try:
        yield
    finally:
        # Where the store is gone, the next build will say what to delete.
        with contextlib.suppress(Refused):
            store.delete([LOCK])


def stamps(folder: Path) -> dict[str, Stamp]:
    """Look at each file of a folder from outside, by name."""
    found: dict[str, Stamp] = {}
    for within, _, names in os.walk(folder):
        for path in (Path(within, name) for name in names):
            with contextlib.suppress(OSError):
                seen = path.stat()
                name = path.relative_to(folder).as_posix()
                found[name] = seen.st_mtime_ns, seen.st_size, seen.st_ino
    return found


def _put_back(store: Store, folder: Path, before: Mapping[str, Stamp]) -> list[Problem]:
    """Put what is new or changed where it belongs, the record of the build last."""
    after = {n: s for n, s in stamps(folder).items() if n != LOCK and not n.startswith(f"{OWN}/")}
    changed = [name for name in sorted(after) if after[name] != before.get(name)]
    last = [name for name in changed if name == RECORD]
    try:
        store.upload_all(folder, [name for name in changed if name not in last])
        store.upload_all(folder, last)
        store.delete([name for name in before if name not in after and name != LOCK])
    except Refused as refused:
        return list(refused.problems)
    return []


def look_at_series(series: Path | Address, asked: str) -> Seen:
    """Look at everything that a build depends on, in a series here or at an address."""
    if isinstance(series, Path):
        return seen(series, asked)
    return seen_in(_entries(series, list_series), asked)


def last_build_at(output: Address, before: Seen) -> Finished | None:
    """Find the last build into a folder elsewhere, where it would come out the same now."""
    store = Store(output)
    known = store.read(_SEEN)
    if known is None:
        return None
    return finished_as(before, known, _entries(output, lambda _: _list_outputs(store)))


def note_build_at(output: Address, before: Seen, finished: Finished) -> None:
    """Note elsewhere that a build has ended; where that cannot be, the next one builds again."""
    with contextlib.suppress(Refused):
        store = Store(output)
        entries = _entries(output, lambda _: _list_outputs(store))
        store.upload(_SEEN, noted(before, entries, finished))


def _entries(address: Address, files: Callable[[Address], Mapping[str, Stored]]) -> Iterator[str]:
    for name, entry in files(address).items():
        yield f"{address}/{name}\0{entry.size}\0{entry.mark}"
