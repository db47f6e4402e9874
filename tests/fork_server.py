"""Run the command line in processes that have everything imported: forked, not started anew.

A test of the command line wants a process of its own, not the second that each takes to import the
libraries. The server imports them once and forks a child for every command, which is then what
`python -m cpreport` is: its arguments, its folder, its environment and its streams are its own, and
whatever it changes ends with it.

What Python reads only when it starts (the seed of hashes, the encoding of the streams, where modules
are looked for) is the server's. Who asks for another one needs a process that is started, as `run`
says; and so does who counts what is imported.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import random
import resource
import select
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn

from tests.shared import CACHE

REPOSITORY = Path(__file__).parent.parent
Streams = tuple[IO[bytes], IO[bytes]]
#: What Python or a library reads once, as it starts.
_AT_START = ("PYTHON", "LC_", "LANG", "XDG_", "HOME", "MPL", "FONTCONFIG", "LD_", "TZ")
#: Imported by functions of cpreport, when they are called.
_LIBRARIES = (
    *("weasyprint", "matplotlib.figure", "matplotlib.backends.backend_svg", "pandas", "pikepdf"),
    *("pypdfium2", "uharfbuzz", "docx", "lxml.etree", "lxml.html", "jinja2", "PIL.Image", "babel"),
)
#: Rooms whose libraries take long to import and are seldom used.
_APART = ("cpreport.remote", "cpreport.__main__")


def run(
    words: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    together: bool = False,
    memory: int = 0,
    timeout: float = 600,
) -> subprocess.CompletedProcess[str]:
    """Run a command, and give how it ended and what it printed.

    Parameters
    ----------
    environment : mapping of str to str
        Where it says `CPREPORT_TESTS_CACHE`, drawings, fonts and typeset pages are kept there, not
        in the output folder.
    together : bool
        Whether what it prints and what it says is given in one, in its order.
    memory : int
        Of address space, the most that it may use; 0 for what there is.
    timeout : float
        Seconds after which it is killed, and `subprocess.TimeoutExpired` raised.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        streams = (out, out if together else err)
        run_into = _forked if _can_be_forked(environment) else _started
        code = run_into(words, cwd, environment, streams, memory, timeout)
        printed = []
        for stream in (out, err):
            stream.seek(0)
            printed.append(stream.read().decode("utf-8", "surrogateescape"))
    return subprocess.CompletedProcess(["cpreport", *words], code, *printed)


def _can_be_forked(environment: Mapping[str, str]) -> bool:
    """Whether the server reads nothing at its start that this environment has otherwise."""
    if sys.platform != "linux":
        return False
    names = environment.keys() | os.environ.keys()
    differing = {name for name in names if environment.get(name) != os.environ.get(name)}
    return not any(name.startswith(_AT_START) for name in differing - {"PYTHONPATH"})


def _started(
    words: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    streams: Streams,
    memory: int,
    timeout: float,
) -> int:
    """Run it in a process that is started for it."""

    def bounded() -> None:
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    done = subprocess.run(
        [sys.executable, "-m", "cpreport", *words],
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.DEVNULL,
        stdout=streams[0],
        stderr=streams[1],
        timeout=timeout,
        preexec_fn=bounded,
        check=False,
    )
    return done.returncode


def _forked(
    words: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    streams: Streams,
    memory: int,
    timeout: float,
) -> int:
    """Run it in a child of the server."""
    asked = {
        "words": list(words),
        "cwd": os.fspath(cwd),
        "environment": dict(environment),
        "memory": memory,
        "streams": [f"/proc/{os.getpid()}/fd/{stream.fileno()}" for stream in streams],
    }
    return _server().ask(asked, timeout)


class _Server:
    """The server, as seen from the tests: one for each process that runs tests."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fork_server"],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, asked: Mapping[str, Any], timeout: float) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        child = int(self._said())
        if not self._says_something_within(timeout):
            os.kill(child, signal.SIGKILL)
            self._said()
            raise subprocess.TimeoutExpired(["cpreport", *asked["words"]], timeout)
        return int(self._said())

    def _said(self) -> bytes:
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        assert said, "the server that forks commands has ended"
        return said

    def _says_something_within(self, seconds: float) -> bool:
        assert self.process.stdout is not None
        return bool(select.select([self.process.stdout], [], [], seconds)[0])

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


#: One for each thread that has asked.
_servers: dict[int, _Server] = {}


def _server() -> _Server:
    thread = threading.get_ident()
    if thread not in _servers:
        _servers[thread] = _Server()
        atexit.register(end)
    return _servers[thread]


def end() -> None:
    """End the servers; the next command starts another."""
    while _servers:
        _servers.popitem()[1].end()


# The server itself


def serve() -> None:
    """Fork a child for every line that asks for one, until there are no more."""
    _import_all()
    answers = os.dup(1)
    os.dup2(2, 1)
    # Whatever is imported now lives as long as the server: no child's collector looks at it.
    gc.collect()
    gc.freeze()
    assert threading.active_count() == len(os.listdir("/proc/self/task")) == 1
    for line in sys.stdin.buffer:
        child = os.fork()
        if child == 0:
            os.close(answers)
            _become(json.loads(line))
        os.write(answers, b"%d\n" % child)
        status = os.waitpid(child, 0)[1]
        os.write(answers, b"%d\n" % os.waitstatus_to_exitcode(status))


def _import_all() -> None:
    import cpreport

    for module in pkgutil.walk_packages(cpreport.__path__, "cpreport."):
        if not module.name.startswith(_APART):
            importlib.import_module(module.name)
    for name in _LIBRARIES:
        importlib.import_module(name)


def _become(asked: Mapping[str, Any]) -> NoReturn:
    """Be the command that was asked for, and end as it does."""
    import cpreport.__main__ as command

    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    _take_streams(*asked["streams"])
    random.seed()
    if asked["memory"]:
        resource.setrlimit(resource.RLIMIT_AS, (asked["memory"],) * 2)
    if os.environ.get(CACHE):
        _keep_in(os.environ[CACHE])
    sys.path[0] = asked["cwd"]
    sys.argv = [command.__file__, *asked["words"]]
    # What is started by this process takes it for `python -m cpreport`.
    sys.modules["__main__"] = command
    _end(_code_of(command.main))


def _keep_in(folder: str) -> None:
    """Keep there what builds can use again; no build thins out what all tests share."""
    import cpreport.builder.build as build
    import cpreport.builder.cache as cache

    for module, names in ((cache, ("KEPT",)), (build, ("trim", "empty"))):
        assert all(hasattr(module, name) for name in names)
    cache.KEPT = folder
    build.trim = build.empty = lambda output: None


def _take_streams(out: str, err: str) -> None:
    """Read nothing, and print to these files, as a process that was started for it."""
    _take(0, os.open(os.devnull, os.O_RDONLY))
    _take(1, os.open(out, os.O_WRONLY))
    _take(2, os.dup(1) if out == err else os.open(err, os.O_WRONLY))
    sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb", closefd=False))
    sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), "utf-8")
    errors = os.fdopen(2, "wb", closefd=False)
    sys.stderr = io.TextIOWrapper(errors, "utf-8", "backslashreplace", line_buffering=True)
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr


def _take(number: int, opened: int) -> None:
    os.dup2(opened, number)
    os.close(opened)


def _code_of(main: Any) -> int:
    """Run it, and give the exit code that Python would end with."""
    try:
        main()
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        print(ended.code, file=sys.stderr)
        return 1
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        return 1
    return 0


def _end(code: int) -> NoReturn:
    """End as Python ends: what is registered for it is run, what was printed is written."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code & 0xFF)


if __name__ == "__main__":
    serve()
