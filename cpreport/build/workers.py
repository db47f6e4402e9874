"""Take the material of several documents, and give each as made, by one process or several."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context

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
    """Make documents; yield each as soon as it is finished."""
    if jobs <= 1:
        yield from map(make, materials)
        return
    # Forking is not safe once Pango or fontconfig have started threads, so workers start afresh.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        with _unheard(signal.SIGINT):
            futures = {pool.submit(make, material): material for material in materials}
        try:
            for future in as_completed(futures):
                try:
                    yield future.result()
                except BrokenProcessPool:
                    yield _died(futures[future])
        except BaseException:
            # Workers write nothing, so nothing is lost with them; to wait for them is to hang.
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in active_children():
                worker.terminate()
            raise


@contextlib.contextmanager
def _unheard(sign: signal.Signals) -> Iterator[None]:
    """Start processes that do not hear a signal: this one alone answers for all of them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    answer = signal.signal(sign, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(sign, answer)


def _died(material: Material) -> Made:
    problem = Problem(
        "CP601",
        Place("."),
        f"{material.document.outputs[0]}: a worker process died before this was finished",
        help="build again with `-j 1`; the machine may be short of memory",
        case=material.document.case,
    )
    return Made(material.document, {}, (problem,))
