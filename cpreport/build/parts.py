"""Take work in parts, and give what becomes of each, in order, by one process or several.

For what draws and writes nothing: documents are made in `workers.py`.
"""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from cpreport.build.workers import end_with_parent

P = TypeVar("P")
R = TypeVar("R")

#: Parts handed out beyond one for each process, so that none waits; results wait in memory.
_AHEAD = 2


def in_parts(work: Callable[[P], R], parts: Iterable[P], jobs: int) -> Iterator[R]:
    """Do the same work on every part; yield the results in the order of the parts.

    Of all parts only those at work and a few more are in memory. Where a process dies, this one
    does what is left.
    """
    due = iter(parts)
    if jobs <= 1:
        yield from map(work, due)
        return
    given: deque[tuple[P, Future[R]]] = deque()
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin)
    try:
        for part in due:
            given.append((part, pool.submit(work, part)))
            if len(given) >= jobs + _AHEAD:
                yield given.popleft()[1].result()
        while given:
            yield given[0][1].result()
            given.popleft()
    except (BrokenProcessPool, OSError):
        left = [part for part, _ in given]
        yield from map(work, [*left, *due])
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """Leave an interrupt to the process that started this one, and end when that one does.

    The collector stays off: records hold no cycles, and it would look through each part for some.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    end_with_parent()
