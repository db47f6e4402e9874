"""Documents are made on a Dask cluster as on one machine: the same bytes, and nothing lost."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cpreport.remote.cluster as connecting
from cpreport.cli import cli
from tests.conftest import OWN_CACHE, REPOSITORY, cpreport
from tests.smallest import second_case, smallest

pytestmark = pytest.mark.slow

distributed = pytest.importorskip("distributed")

REPORTS = ("--only", "reports", "--to", "html")

#: What workers, and the processes they make documents in, do as they start: they behave as marked.
BEHAVIOUR = """\
import os, pathlib, signal, time
import cpreport.remote.versions as versions
import cpreport.builder.make as making

marks = pathlib.Path(os.environ["MARKS"])
versions_here, make = versions.versions_here, making.make

def about():
    other = {"weasyprint": "69.0"} if (marks / "weasyprint 69.0").exists() else {}
    return {**versions_here(), **other}

def made(material):
    name = material.document.name
    if name == "P01" and (marks / "end the worker").exists():
        (marks / "end the worker").unlink()
        os.kill(os.getppid(), signal.SIGKILL)
        os._exit(1)
    if name == "P02" and (marks / "die of P02").exists():
        os._exit(1)
    while name == "P02" and (marks / "wait with P02").exists():
        time.sleep(0.1)
        if os.getppid() == 1:
            os._exit(1)
    return make(material)

versions.versions_here, making.make = about, made
"""


@dataclass
class Cluster:
    """A scheduler and its workers, each a process of its own."""

    folder: Path
    address: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *words: str, **environment: str) -> None:
        env = {**os.environ, "PYTHONPATH": str(REPOSITORY), **environment}
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *words],
                stdout=log,
                stderr=log,
                env=env,
                cwd=self.folder,
            )

    def hire(self, name: str) -> None:
        path = os.pathsep.join([str(self.folder), str(REPOSITORY)])
        self.start(
            name, "worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny",
            "--name", name, "--local-directory", str(self.folder / name),
            PYTHONPATH=path, MARKS=str(self.folder / "marks"),
        )  # fmt: skip

    def mark(self, behaviour: str) -> None:
        (self.folder / "marks" / behaviour).write_text("")

    def unmark(self, behaviour: str) -> None:
        (self.folder / "marks" / behaviour).unlink()

    def marked(self, behaviour: str) -> bool:
        return (self.folder / "marks" / behaviour).exists()

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")

    def wait(self, name: str, words: str) -> None:
        until = time.monotonic() + 60
        while words not in self.said(name):
            assert time.monotonic() < until, self.said(name)
            time.sleep(0.05)

    def end(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def build(
        self, folder: Path, *words: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        asked = ("--executor", "dask", "--scheduler", self.address)
        return cpreport("build", "cases", *words, *asked, cwd=folder, **environment)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers, for the whole module."""
    port = free_port()
    cluster = Cluster(tmp_path_factory.mktemp("cluster"), f"tcp://127.0.0.1:{port}")
    (cluster.folder / "sitecustomize.py").write_text(BEHAVIOUR)
    (cluster.folder / "marks").mkdir()
    words = ("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    cluster.start("scheduler", *words)
    cluster.hire("one")
    cluster.hire("two")
    for name in ("one", "two"):
        cluster.wait(name, "Registered to")
    yield cluster
    for name in list(cluster.processes):
        cluster.end(name)


def files(folder: Path) -> dict[str, bytes]:
    """Everything a build wrote for others, but for the one time that is in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(".")
    }


def with_own_looks(folder: Path) -> None:
    """Templates, styles and a picture of the user's own, which the workers do not have."""
    from PIL import Image

    partials = folder / "templates" / "partials"
    partials.mkdir(parents=True)
    (folder / "styles").mkdir()
    (folder / "styles" / "theme.css").write_text("h1 { letter-spacing: 2px }\n")
    (folder / "cases" / "media").mkdir()
    Image.new("RGB", (40, 30), "teal").save(folder / "cases" / "media" / "gait.png")


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small cases, one with a picture, and a stylesheet beside them."""
    folder = tmp_path_factory.mktemp("series")
    date = "date: 2023-02-14}"
    consent = ("P01.yaml", date, f"{date}\n  images: {{given: yes, by: mother, {date}")
    media = "media:\n  - {file: media/gait.png, caption: Gait., alt: A child walks.}\n"
    picture = ("P01.yaml", "adverse_events: none", f"{media}adverse_events: none")
    of_two = (
        "series.yaml",
        "claims:\n  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n",
        "",
    )
    smallest(folder, consent, picture, of_two, add={"P02.yaml": second_case()})
    with_own_looks(folder)
    return folder


def in_a_line(done: subprocess.CompletedProcess[str]) -> str:
    """What was said of problems, without the breaks of the lines."""
    return " ".join(re.sub(r"^ +=? ?", "", line) for line in done.stderr.splitlines())


def run(series: Path, *words: str) -> Result:
    """Build in this process, into a folder that is not there; nothing is made."""
    output = series / "nowhere"
    result = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(
        cli, ["build", str(series / "cases"), "-o", str(output), *REPORTS, *words]
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert not (output / "cases").exists()
    shutil.rmtree(output, ignore_errors=True)
    return result


#: Each build makes everything itself: else they would agree without having been compared.
EPOCH = {"SOURCE_DATE_EPOCH": "1700000000", **OWN_CACHE}


def test_the_same_bytes_from_one_worker_two_workers_and_a_cluster_cached_and_uncached(
    series: Path, cluster: Cluster
) -> None:
    one = cpreport("build", "cases", "-o", "one", "-j", "1", cwd=series, **EPOCH)
    two = cpreport("build", "cases", "-o", "two", "-j", "2", cwd=series, **EPOCH)
    dask = cluster.build(series, "-o", "dask", **EPOCH)
    assert [d.returncode for d in (one, two, dask)] == [0, 0, 0], dask.stderr
    expected = files(series / "one")
    assert any(name.startswith("figures/P01-") and name.endswith(".png") for name in expected)
    assert files(series / "two") == expected
    assert files(series / "dask") == expected
    # What workers make is never kept for later; here the typeset page is.
    (series / "one" / "cases" / "P01" / "P01.pdf").unlink()
    kept = cpreport("build", "cases", "-o", "one", "-j", "1", cwd=series, **EPOCH)
    page = (series / "one" / "cases" / "P01" / "P01.pdf").read_bytes()
    assert (kept.returncode, page) == (0, expected["cases/P01/P01.pdf"])
    # What was told on the way is what is told on one machine, but for the order and the times.
    told = [re.sub(r"^ *[\d.]+ s|two|dask", "", line) for line in dask.stderr.splitlines()]
    assert sorted(told) == sorted(
        re.sub(r"^ *[\d.]+ s|two|dask", "", line) for line in two.stderr.splitlines()
    )


def test_nothing_of_a_build_stays_on_a_worker(series: Path, cluster: Cluster) -> None:
    # After the builds of the first test.
    cluster.wait("one", "Removing Worker plugin")
    left = [p for name in ("one", "two") for p in (cluster.folder / name).rglob("*") if p.is_file()]
    assert [p for p in left if p.suffix not in (".lock", ".dirlock")] == []


def test_a_build_with_nothing_to_do_asks_no_cluster(series: Path) -> None:
    # In the folder of the first test.
    words = ("--executor", "dask", "--scheduler", "tcp://127.0.0.1:1")
    done = cpreport("build", "cases", "-o", "one", *words, cwd=series, **EPOCH)
    assert done.returncode == 0, done.stderr
    assert " made" not in done.stdout


def test_the_jobs_of_a_worker_that_is_lost_are_done_by_another(
    series: Path, cluster: Cluster
) -> None:
    cluster.mark("end the worker")
    done = cluster.build(series, "-o", "lost", *REPORTS, **EPOCH)
    assert (done.returncode, cluster.marked("end the worker")) == (0, False), done.stderr
    assert len([p for p in cluster.processes.values() if p.poll() is not None]) == 1
    whole = files(series / "one")
    lost = {n: c for n, c in files(series / "lost").items() if n.startswith("cases/")}
    assert lost == {name: whole[name] for name in ("cases/P01/P01.html", "cases/P02/P02.html")}


def test_a_document_that_ends_whoever_makes_it_costs_only_itself(
    series: Path, cluster: Cluster
) -> None:
    cluster.mark("die of P02")
    done = cluster.build(series, "-o", "fatal", *REPORTS)
    cluster.unmark("die of P02")
    assert done.returncode == 3
    assert "cases/P02/P02.html: a worker process died before this was finished" in in_a_line(done)
    assert "build this document on one machine" in in_a_line(done)
    assert (series / "fatal" / "cases" / "P01" / "P01.html").exists()
    assert not (series / "fatal" / "cases" / "P02").exists()


def test_a_worker_with_other_versions_is_named_before_anything_is_made(
    series: Path, cluster: Cluster
) -> None:
    cluster.mark("weasyprint 69.0")
    done = cluster.build(series, "-o", "unlike", *REPORTS)
    cluster.unmark("weasyprint 69.0")
    assert done.returncode == 3
    ours = importlib.metadata.version("weasyprint")
    said = f"is unlike this machine: weasyprint is 69.0 there and {ours} here"
    assert said in in_a_line(done)
    assert "install the same versions on both sides" in in_a_line(done)
    assert files(series / "unlike") == {}


def test_a_cluster_that_is_lost_is_told_once_and_what_is_finished_is_kept(
    series: Path, cluster: Cluster
) -> None:
    # The last test of this cluster.
    cluster.mark("wait with P02")
    asked = [
        sys.executable, "-m", "cpreport", "build", "cases", "-o", "gone", *REPORTS,
        "--executor", "dask", "--scheduler", cluster.address,
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "COLUMNS": "80"}
    build = subprocess.Popen(
        asked,
        cwd=series,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    page = series / "gone" / "cases" / "P01" / "P01.html"
    until = time.monotonic() + 60
    while not page.exists() and build.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    for name in list(cluster.processes):
        cluster.end(name)
    out, err = build.communicate(timeout=90)
    said = " ".join(re.sub(r"^ +=? ?", "", line) for line in err.splitlines())
    assert build.returncode == 3, err
    assert said.count("was lost while it made documents") == 1
    assert "Traceback" not in err
    assert "distributed" not in err
    assert "2 documents: 1 made, 1 failed" in out
    assert page.exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("desk:8786", "`desk:8786` is not the address of a Dask scheduler"),
        ("http://desk:8786", "`http://desk:8786` is not the address of a Dask scheduler"),
        ("tls://127.0.0.1:1", "the scheduler at tls://127.0.0.1:1 cannot be reached: TLS expects"),
        ("tcp://127.0.0.1:1", "the scheduler at tcp://127.0.0.1:1 cannot be reached: Timed out"),
    ],
)
def test_a_scheduler_that_cannot_be_reached_is_a_problem(
    address: str, said: str, series: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "_CONNECT_SECONDS", 1)
    result = run(series, "--executor", "dask", "--scheduler", address)
    assert result.exit_code == 3
    assert said in " ".join(re.sub(r"^ +=? ?", "", line) for line in result.output.splitlines())


def test_without_dask_the_extra_is_named(series: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dask", None)
    result = run(series, "--executor", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 3
    assert 'pip install "cpreport[dask]"' in result.output


def test_a_cluster_without_workers_is_told_after_a_while(
    series: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPREPORT_MAX_WORKER_SECONDS", "1")
    with distributed.LocalCluster(
        n_workers=0, processes=False, protocol="tcp", host="127.0.0.1", dashboard_address=":0"
    ) as empty:
        result = run(series, "--executor", "dask", "--scheduler", empty.scheduler_address)
    assert result.exit_code == 3
    assert "has had no worker for 1 s" in result.output.replace("\n      ", " ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--executor", "dask"], "--scheduler tcp://host:8786"),
        (["--scheduler", "tcp://a:1"], "add --executor dask"),
        (["--executor", "dask", "--scheduler", "tcp://a:1", "-j", "2"], "a cluster has its own"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_use(
    words: list[str], said: str, series: Path
) -> None:
    result = run(series, *words)
    assert result.exit_code == 2
    assert said in result.output.replace("\n", " ")
