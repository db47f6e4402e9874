"""Make documents on a worker of a Dask cluster.

The plugin is what one build has on every worker while it runs: the user's templates and styles in a
folder that is gone afterwards, and processes that make the documents. Nothing else of the series is
ever on the worker's disk but the pictures of a case, while its report is made.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin, get_worker

from cpreport.builder.make import Made, Material
from cpreport.builder.workers import UNTIL_REPLACED, died
from cpreport.problems import Place, Problem
from cpreport.remote.subprocess import Subprocess
from cpreport.remote.versions import differences, versions_here

#: What helps where a document ends those who make it.
SHORT = "the workers may be short of memory; build this document on one machine"


@dataclass(frozen=True, slots=True)
class Job:
    """A document to make on a cluster.

    plugin : str
        The name of its build's plugin.
    files : mapping of str to bytes
        The pictures it shows, by path below the series folder.
    """

    plugin: str
    material: Material
    files: Mapping[str, bytes] = field(repr=False)


def make_job(job: Job) -> Made:
    """Make a document on the worker that this is called on."""
    plugin: BuildPlugin = get_worker().plugins[job.plugin]
    return plugin.make(job)


class BuildPlugin(WorkerPlugin):  # type: ignore[misc]
    """One build's place on a worker.

    Parameters
    ----------
    series : str
        The name of the series folder.
    files : mapping of str to bytes
        The user's templates and styles, by path below the folder that holds the series folder.
    settings : mapping of str to str
        The settings of cpreport in the environment of the build.
    about : mapping of str to str
        What must be the same here as where the build runs.
    """

    def __init__(
        self,
        series: str,
        files: Mapping[str, bytes],
        settings: Mapping[str, str],
        about: Mapping[str, str],
    ) -> None:
        self.series, self.files, self.settings, self.about = series, files, settings, about

    def setup(self, worker: Any) -> None:
        """Begin on a worker; Dask calls this, also on workers that come later."""
        self.address = worker.address
        self.differences = differences(self.about, versions_here())
        self.folder = Path(tempfile.mkdtemp(prefix="cpreport-", dir=worker.local_directory))
        self.resting: list[Subprocess] = []
        self.at_work: set[Subprocess] = set()
        self.lock = threading.Lock()
        self.closed = False
        self._lay(self.folder, {})

    def teardown(self, worker: Any) -> None:
        """End on a worker, and leave nothing there."""
        with self.lock:
            self.closed = True
            everyone = [*self.resting, *self.at_work]
        for process in everyone:
            process.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def make(self, job: Job) -> Made:
        """Make a document; where a process dies of it, try once more with another."""
        if self.differences:
            return Made(
                job.material.document, {}, (other_versions(self.address, self.differences),)
            )
        with self._series(job) as series:
            material = replace(job.material, folder=series)
            return self._try(material) or self._try(material) or died(material, SHORT)

    def _try(self, material: Material) -> Made | None:
        process = self._free_process()
        if process is None:
            return None
        result = process.make(material)
        with self.lock:
            self.at_work.discard(process)
            stays = result is not None and process.finished < UNTIL_REPLACED and not self.closed
            if stays:
                self.resting.append(process)
        if not stays:
            process.end()
        return result

    def _free_process(self) -> Subprocess | None:
        """Find a process that is free; None where there is none, nor room for one more."""
        with self.lock:
            if self.closed:
                return None
            try:
                process = self.resting.pop() if self.resting else Subprocess(self.settings)
            except OSError:
                return None
            self.at_work.add(process)
            return process

    @contextlib.contextmanager
    def _series(self, job: Job) -> Iterator[Path]:
        """Lay out the series folder as the job needs it; what is in it for one job ends with it."""
        if not job.files:
            yield self.folder / self.series
            return
        with tempfile.TemporaryDirectory(dir=self.folder, ignore_cleanup_errors=True) as folder:
            self._lay(Path(folder), job.files)
            yield Path(folder, self.series)

    def _lay(self, folder: Path, pictures: Mapping[str, bytes]) -> None:
        (folder / self.series).mkdir()
        inside = {f"{self.series}/{name}": content for name, content in pictures.items()}
        for name, content in {**self.files, **inside}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def other_versions(worker: str, how: tuple[str, ...]) -> Problem:
    """Say in what a worker is unlike this machine."""
    first, more = how[:3], len(how) - 3
    said = ", ".join(first) + (f" and {more} more" if more > 0 else "")
    return Problem(
        "CP611",
        Place("."),
        f"the worker at {worker} is unlike this machine: {said}",
        help="install the same versions on both sides, from one lock file or one image, and "
        "start the workers again",
    )
