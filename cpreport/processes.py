"""Work in parts by one process or several, and hand on what becomes of each, in order.

For what draws and writes nothing: documents are made in `builder/workers.py`.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import Any, NoReturn, TypeVar

P = TypeVar("P")
R = TypeVar("R")

#: Below this many documents a second process costs more to start than it saves.
_WORTH_WORKERS = 4
#: Parts handed out beyond one for each process, so that none waits; results wait in memory.
_AHEAD = 2
#: How a system ends a process that could still do something, where it knows them.
_ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def jobs_for(due: int, asked: int) -> int:
    """Choose the number of worker processes: as asked, or what the machine and the work allow.

    `CPREPORT_JOBS` stands in where none was asked for.
    """
    from_environment = os.environ.get("CPREPORT_JOBS", "")
    asked = asked or (int(from_environment) if from_environment.isdigit() else 0)
    wanted = asked or (os.cpu_count() or 1 if due >= _WORTH_WORKERS else 1)
    return max(1, min(wanted, due))


def in_parts(work: Callable[[P], R], parts: Iterable[P], jobs: int) -> Iterator[R]:
    """Do the same work on every part; yield the results in the order of the parts.

    Of all parts only those at work and a few more are in memory. Each process is sent the work
    once, at its start, so that it may hold much. Where a process dies, this one does what is left.
    """
    due = iter(parts)
    if jobs <= 1:
        yield from map(work, due)
        return
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(work,))
    left: deque[P] = deque()
    given: deque[Future[R]] = deque()
    try:
        with _tidying_up():
            for part in due:
                left.append(part)
                given.append(_submit(pool, part))
                while given and (given[0].done() or len(given) >= jobs + _AHEAD):
                    yield _first(left, given)
            while given:
                yield _first(left, given)
    except BrokenProcessPool:
        yield from map(work, [*left, *due])
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, part: P) -> Future[Any]:
    try:
        return pool.submit(_work_on, part)
    except OSError as error:
        raise BrokenProcessPool("no process can be started") from error


def _first(left: deque[P], given: deque[Future[R]]) -> R:
    """Wait for the first result; only then is its part no longer left to do."""
    try:
        result = given[0].result()
    except OSError as error:
        raise BrokenProcessPool("a result did not come") from error
    given.popleft()
    left.popleft()
    return result


@contextlib.contextmanager
def _tidying_up() -> Iterator[None]:
    """Let this process leave in order when the system ends it: else what the pool uses is left."""
    heard = []
    if threading.current_thread() is threading.main_thread():
        heard = [n for n in _ENDS if signal.getsignal(n) is signal.SIG_DFL]
    for number in heard:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Leave the collector off: records hold no cycles, and it would look through all for some."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


#: The work of this process, where it was started to do parts of one.
_given: list[Callable[[Any], Any]] = []


def _begin(work: Callable[[Any], Any]) -> None:
    """Leave an interrupt to the process that started this one, and end when that one does.

    The collector stays off, as in `uncollected`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    end_with_parent()
    _given.append(work)


def _work_on(part: Any) -> Any:
    return _given[0](part)


def end_with_parent() -> None:
    """End this worker when the build is killed: nobody would ever tell it to."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end, args=(parent,), daemon=True).start()


def _wait_for_end(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
