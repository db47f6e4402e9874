"""Hand documents to a connected cluster, a few at a time, and take each as soon as it is made."""

from __future__ import annotations

import contextlib
import queue
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cpreport.builder.make import Made, Material
from cpreport.builder.workers import died
from cpreport.figures.picture import article_images, image_files
from cpreport.limits import limit
from cpreport.problems import Place, Problem

if TYPE_CHECKING:
    from distributed import Client, Future

#: What Dask raises where a cluster cannot be reached any more.
LOST = (OSError, TimeoutError, RuntimeError, ValueError)
#: Documents that are underway for every thread of the workers: one is made, one is at hand.
_UNDER_WAY = 2
#: Documents that are underway at least, so that a cluster that grows with its work does grow.
_LEAST = 4
#: Seconds after which the cluster is looked at again while nothing comes from it.
_LOOK = 1.0
#: Seconds in which a document that is finished must have come.
_ANSWER_SECONDS = 300


def address(client: Client) -> str:
    """Return the address of a cluster's scheduler."""
    return str(client.scheduler.address)


def make_on_cluster(client: Client, plugin: str, materials: Iterable[Material]) -> Iterator[Made]:
    """Make documents on a cluster whose workers have the plugin; yield each once it is finished.

    Materials are taken one by one, a few for every worker, so that of ten thousand documents only
    those that are underway are in memory. What a worker does not finish that is lost, Dask gives to
    another; a document that several are lost with is given up.
    """
    due = iter(materials)
    finished: queue.SimpleQueue[Future] = queue.SimpleQueue()
    under_way: dict[Future, Material] = {}
    watch = _Watch(client)
    lost: Problem | None = None
    try:
        while lost is None:
            while len(under_way) < watch.room and (material := next(due, None)) is not None:
                future = _submit(client, plugin, material)
                under_way[future] = material
                future.add_done_callback(finished.put)
            if not under_way:
                return
            try:
                future = finished.get(timeout=_LOOK)
            except queue.Empty:
                lost = watch.look()
                continue
            result = _result(future, under_way[future])
            if result is None:
                lost = watch.lost
                continue
            del under_way[future]
            future.release()
            watch.note_arrival()
            yield result
        rest = [*under_way.values()]
    finally:
        with contextlib.suppress(*LOST):
            client.cancel(list(under_way), force=True)
    # Each is named as failed, and the one reason is told once.
    for material in (*rest, *due):
        yield Made(material.document, {}, (lost,))


def _result(future: Future, material: Material) -> Made | None:
    """Take what became of a job; None where the cluster is gone with it."""
    from distributed import KilledWorker

    from cpreport.remote.worker import SHORT

    try:
        error = future.exception(timeout=_ANSWER_SECONDS)
        if error is None:
            result: Made = future.result(timeout=_ANSWER_SECONDS)
            return result
    except (CancelledError, OSError, TimeoutError):
        return None
    if isinstance(error, KilledWorker):
        return died(material, SHORT)
    return Made(material.document, {}, (_not_made(material, error),))


def _submit(client: Client, plugin: str, material: Material) -> Future:
    from cpreport.remote.worker import Job, make_job

    # Where things are kept for later is on this machine.
    sent = replace(material, shelf=None, folder=Path("."))
    job = Job(plugin, sent, _pictures(material))
    # No name of a case: Dask shows its keys to whoever sees the cluster.
    key = f"{plugin}-{secrets.token_hex(8)}"
    return client.submit(make_job, job, key=key, pure=False)


def _pictures(material: Material) -> Mapping[str, bytes]:
    own, kind = material.document.case, material.document.kind
    cases = [one.case for one in material.findings.cases if own in (None, one.id)]
    if own is None:
        cases = [case for case in cases if kind == "article" and article_images(case)]
    found: dict[str, bytes] = {}
    for name in (file for case in cases for file in image_files(case)):
        # What cannot be read is told where the report is made, as on one machine.
        with contextlib.suppress(OSError):
            found[name] = (material.folder / name).read_bytes()
    return found


class _Watch:
    """Looks at a cluster from time to time: how many are at work there, and whether anybody is."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.lost = Problem(
            "CP611",
            Place("."),
            f"the cluster at {address(client)} was lost while it made documents",
            help="see that its scheduler runs, then build again: what is finished is kept",
        )
        self.room = _LEAST
        self.last = self.begun = time.monotonic()
        self.look()

    def note_arrival(self) -> None:
        """Note that something came from it."""
        if time.monotonic() - self.last > _LOOK:
            self.look()

    def look(self) -> Problem | None:
        """Look at it; return a problem where nothing is to be expected of it any more."""
        self.last = time.monotonic()
        try:
            threads = sum(self.client.nthreads().values())
        except LOST:
            return self.lost
        if self.client.status != "running":
            return self.lost
        self.room = max(_LEAST, _UNDER_WAY * threads)
        if threads:
            self.begun = self.last
        patience = limit("CPREPORT_MAX_WORKER_SECONDS")
        return _nobody(self.client, patience) if self.last - self.begun > patience else None


def _nobody(client: Client, patience: int) -> Problem:
    return Problem(
        "CP611",
        Place("."),
        f"the scheduler at {address(client)} has had no worker for {patience} s",
        help="start workers, then build again: what is finished is kept; "
        "CPREPORT_MAX_WORKER_SECONDS sets how long to wait for one",
    )


def _not_made(material: Material, error: BaseException) -> Problem:
    """Say what nobody foresaw, such as a worker that came later and lacks cpreport."""
    why = f"{type(error).__name__}: {error}"
    return Problem(
        "CP611",
        Place("."),
        f"{material.document.outputs[0]}: a worker could not begin: {why}",
        help="see that every worker has the same cpreport as this machine, then build again",
        case=material.document.case,
    )
