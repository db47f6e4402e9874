"""Make documents on this machine, by one process or several."""

from __future__ import annotations

import contextlib
import gc
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from cpreport.builder.make import Made, Material, make
from cpreport.builder.plan import Order
from cpreport.limits import NEW_RECORDS_UNTIL_COLLECTED
from cpreport.problems import Place, Problem
from cpreport.processes import end_with_parent, jobs_for
from cpreport.scales.definition import Scale

#: Documents after which a worker is replaced, so that what its libraries keep does not add up.
UNTIL_REPLACED = 100
#: After so many a worker has read what it needs of its libraries; one that holds so much more later
#: is replaced, too.
_SETTLED, _GROWN = 20, 1.25
#: Documents after which the collector looks at everything.
_UNTIL_COLLECTED = 20
_SHORT = "build again with `-j 1`; the machine may be short of memory"


#: Takes an order and how many of its documents are due, and gives, in a context, who makes them.
Makers = Callable[
    [Order, int], AbstractContextManager[Callable[[Iterable[Material]], Iterator[Made]]]
]


@contextlib.contextmanager
def local_makers(
    order: Order, due: int
) -> Iterator[Callable[[Iterable[Material]], Iterator[Made]]]:
    """Let this machine make the documents of an order."""
    yield partial(make_documents, jobs=jobs_for(due, order.jobs))


def make_documents(materials: Iterable[Material], jobs: int) -> Iterator[Made]:
    """Make documents; yield each as soon as it is finished.

    Materials are taken one by one, when there is somebody to make them: of ten thousand documents
    only those being made are in memory.

    Where a worker dies, only the document that it dies of is lost, and only if a second worker,
    alone on the machine, dies of it too.
    """
    if jobs <= 1:
        yield from _one_by_one(materials)
        return
    lost: list[Material] = []
    for material, result in _made_by_workers(materials, jobs):
        if result is None:
            lost.append(material)
        else:
            yield result
    for material, result in _made_by_workers(lost, 1):
        yield result or died(material)


@dataclass(slots=True)
class _Worker:
    """A process that makes one document at a time.

    Each has a line of its own. A pool's workers share one: of a worker that is killed while it
    hands over a page, the others and the build would wait for the rest for ever.

    scales : mapping of str to Scale or None
        Those it was sent with a document: they are most of it, and the same for all documents.
    """

    process: BaseProcess
    line: Connection
    material: Material | None = None
    scales: Mapping[str, Scale] | None = None
    finished: int = 0
    settled: int = 0

    def give(self, material: Material) -> None:
        self.material = material
        scales = material.findings.scored.scales
        new, self.scales = None if scales is self.scales else scales, scales
        # What ended already is noticed where its result is awaited.
        with contextlib.suppress(OSError):
            self.line.send((_with_scales(material, {}), new))

    def take(self) -> Made | None:
        """Receive the result; None where the worker died."""
        self.finished += 1
        try:
            result: Made = self.line.recv()
        except (EOFError, OSError):
            return None
        return result

    def is_spent(self) -> bool:
        """Whether another should take its place, by what it has made or by what it holds."""
        held = _pages_of(self.process.pid)
        if self.finished == _SETTLED:
            self.settled = held
        return self.finished == UNTIL_REPLACED or held > self.settled * _GROWN > 0

    def end(self) -> None:
        """End at once: a worker writes nothing, so nothing is lost with it."""
        self.process.kill()
        self.line.close()
        self.process.join()


def _made_by_workers(
    materials: Iterable[Material], jobs: int
) -> Iterator[tuple[Material, Made | None]]:
    """Yield every document with its result, or with None where its worker died."""
    due = iter(materials)
    coming = next(due, None)
    workers: list[_Worker] = []
    try:
        while coming or workers:
            while coming and len(workers) < jobs and (worker := _hire()):
                workers.append(worker)
                worker.give(coming)
                coming = next(due, None)
            if coming and not workers:
                # Nobody could be hired: that too is put down to the document.
                yield coming, None
                coming = next(due, None)
                continue
            ready = wait([worker.line for worker in workers])
            for worker in [worker for worker in workers if worker.line in ready]:
                material, result = worker.material, worker.take()
                assert material is not None
                if result is None or not coming or worker.is_spent():
                    workers.remove(worker)
                    worker.end()
                else:
                    worker.give(coming)
                    coming = next(due, None)
                yield material, result
    finally:
        for worker in workers:
            worker.end()


def _hire() -> _Worker | None:
    """Start a worker; None where the machine has no room for one.

    It starts afresh: forking is not safe once Pango or fontconfig have started threads.
    """
    with _unheard("SIGHUP"):
        # It tidies up after this process, so it outlives a terminal that closes. Were it started
        # with the first worker, it would let an interrupt through to that one.
        resource_tracker.ensure_running()
    spawn = get_context("spawn")
    try:
        line, far_end = spawn.Pipe()
    except OSError:
        return None
    process = spawn.Process(target=_work, args=(far_end,), daemon=True)
    try:
        with _unheard("SIGINT"):
            process.start()
    except OSError:
        line.close()
        return None
    finally:
        # Once the worker alone holds its end, the line tells of its death.
        far_end.close()
    return _Worker(process, line)


def _pages_of(process: int | None) -> int:
    """Count the pages of memory that a process holds; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _work(line: Connection) -> None:
    """Make what comes along the line, until it is cut."""
    end_with_parent()
    gc.set_threshold(NEW_RECORDS_UNTIL_COLLECTED)
    with contextlib.suppress(EOFError, OSError):
        for result in _one_by_one(_received(line)):
            line.send(result)


def _received(line: Connection) -> Iterator[Material]:
    """Receive one material after the other; the scales come with the first that has them."""
    scales: Mapping[str, Scale] = {}
    while True:
        material, new = line.recv()
        scales = scales if new is None else new
        yield _with_scales(material, scales)


def _with_scales(material: Material, scales: Mapping[str, Scale]) -> Material:
    scored = replace(material.findings.scored, scales=scales)
    return replace(material, findings=replace(material.findings, scored=scored))


def _one_by_one(materials: Iterable[Material]) -> Iterator[Made]:
    """Make documents here.

    After each page the collector looks at what that page left and at nothing else. What is left
    elsewhere, by drawings and by the search of outputs, adds up to a megabyte a document.
    """
    for number, material in enumerate(materials, 1):
        yield make(material)
        if number % _UNTIL_COLLECTED == 0:
            gc.collect()


@contextlib.contextmanager
def _unheard(name: str) -> Iterator[None]:
    """Start processes that do not hear a signal: this one alone answers for all of them.

    It is held back meanwhile, not passed over: what a user asks for is never lost.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {getattr(signal, name)})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def died(material: Material, hint: str = _SHORT) -> Made:
    """Say of a document that whoever made it died of it."""
    problem = Problem(
        "CP601",
        Place("."),
        f"{material.document.outputs[0]}: a worker process died before this was finished",
        help=hint,
        case=material.document.case,
    )
    return Made(material.document, {}, (problem,))
