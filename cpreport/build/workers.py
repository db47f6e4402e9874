"""Take the material of several documents, and give each as made, by one process or several."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process, resource_tracker
from multiprocessing.process import BaseProcess

from cpreport.build.make import Made, Material, make
from cpreport.problems import Place, Problem

#: Below this many documents a second process costs more to start than it saves.
_WORTH_WORKERS = 4


def jobs_for(due: int, asked: int) -> int:
    """Give the number of worker processes: as asked, or what the machine and the work allow.

    `CPREPORT_JOBS` stands in where none was asked for.
    """
    from_environment = os.environ.get("CPREPORT_JOBS", "")
    asked = asked or (int(from_environment) if from_environment.isdigit() else 0)
    wanted = asked or (os.cpu_count() or 1 if due >= _WORTH_WORKERS else 1)
    return max(1, min(wanted, due))


def made(materials: Sequence[Material], jobs: int) -> Iterator[Made]:
    """Make documents; yield each as soon as it is finished.

    Where a worker dies, only the document that it dies of is lost: those that were being made then
    are made again, each by a worker of its own.
    """
    if jobs <= 1:
        yield from map(make, materials)
        return
    waiting = deque(materials)
    while waiting:
        suspects = yield from _made_together(waiting, jobs)
        for suspect in suspects:
            if (yield from _made_together(deque([suspect]), 1)):
                yield _died(suspect)


def _made_together(
    waiting: deque[Material], jobs: int
) -> Generator[Made, None, tuple[Material, ...]]:
    """Make documents from the left until none waits or a worker dies; give what it may be due to.

    No more are handed out than there are workers, so that few are under suspicion.
    """
    # Forking is not safe once Pango or fontconfig have started threads, so workers start afresh.
    spawn = get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_end_with_parent) as pool:
        running: dict[Future[Made], Material] = {}
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    with _unheard(signal.SIGINT):
                        future = pool.submit(make, waiting[0])
                    running[future] = waiting.popleft()
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    result = future.result()
                    del running[future]
                    yield result
        except (BrokenProcessPool, OSError):
            # What no worker could even be started for is put down to the document itself.
            return tuple(running.values()) or (waiting.popleft(),)
        except BaseException:
            # Workers write nothing, so nothing is lost with them; to wait for them is to hang.
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in active_children():
                worker.terminate()
            raise
    return ()


@contextlib.contextmanager
def _unheard(sign: int) -> Iterator[None]:
    """Start processes that do not hear a signal: this one alone answers for all of them.

    It is held back meanwhile, not passed over: what a user asks for is never lost.
    """
    if sys.platform == "win32":
        yield
        return
    # Were it started later, it would let the signal through.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {sign})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_with_parent() -> None:
    """End this worker when the build is killed: nobody would ever tell it to."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_end, args=(parent,), daemon=True).start()


def _wait_for_end(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _died(material: Material) -> Made:
    problem = Problem(
        "CP601",
        Place("."),
        f"{material.document.outputs[0]}: a worker process died before this was finished",
        help="build again with `-j 1`; the machine may be short of memory",
        case=material.document.case,
    )
    return Made(material.document, {}, (problem,))
