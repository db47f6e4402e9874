"""Run the command line in processes that have everything imported: forked, not started anew.

A test of the command line wants a process of its own, not the second that each takes to import the
libraries. `tests/fork_server.py` imports them once and forks a child for every command.

What Python reads only when it starts (the seed of hashes, the encoding of the streams, where modules
are looked for) is the server's. A command whose environment says otherwise is started anew, and so
is every command on systems that do not fork well.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent
#: What Python or a library reads once, as it starts.
_AT_START = ("PYTHON", "LC_", "LANG", "XDG_", "HOME", "MPL", "FONTCONFIG", "LD_", "TZ")

#: The number of the open socket by which a process asks the server of the one that started it.
_LENT = "CPREPORT_TESTS_SERVER"


def run(
    words: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    together: bool = False,
    module: str = "cpreport.__main__",
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
    module : str
        Whose `main` is run.
    memory : int
        Of address space, the most that it may use; 0 for what there is.
    timeout : float
        Seconds after which it is killed, and `subprocess.TimeoutExpired` raised.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        streams = (out.fileno(), out.fileno() if together else err.fileno())
        if _can_be_forked(environment):
            child = start(
                words,
                cwd=cwd,
                environment=environment,
                streams=streams,
                module=module,
                memory=memory,
            )
            code = child.wait(timeout)
        else:
            code = _run_anew(words, cwd, environment, streams, module, memory, timeout)
        printed = []
        for stream in (out, err):
            stream.seek(0)
            printed.append(stream.read().decode("utf-8", "surrogateescape"))
    return subprocess.CompletedProcess(["cpreport", *words], code, *printed)


@dataclass(frozen=True)
class Child:
    """A command that was forked; it may have ended."""

    pid: int
    answer: socket.socket

    def wait(self, timeout: float = 600) -> int:
        """Give how it ended; after so many seconds it is killed."""
        with self.answer:
            self.answer.settimeout(timeout)
            try:
                return int(self.answer.recv(100))
            except TimeoutError:
                os.kill(self.pid, signal.SIGKILL)
                self.answer.settimeout(60)
                self.answer.recv(100)
                raise subprocess.TimeoutExpired("cpreport", timeout) from None


def start(
    words: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    streams: tuple[int, int],
    stdin: int | None = None,
    session: bool = False,
    module: str = "cpreport.__main__",
    first: str = "",
    memory: int = 0,
) -> Child:
    """Fork a command, and go on at once.

    Parameters
    ----------
    streams : (int, int)
        The open files that it prints to and speaks to.
    stdin : int or None
        What it reads from; None for nothing.
    session : bool
        Whether it has a session and a group of processes of its own.
    module : str
        Whose `main` is run.
    first : str
        Python that is run before it.
    """
    asked = {
        "words": list(words),
        "cwd": os.fspath(cwd),
        "environment": dict(environment),
        "session": session,
        "module": module,
        "first": first,
        "memory": memory,
    }
    with open(os.devnull, "rb") as nothing:
        reads = nothing.fileno() if stdin is None else stdin
        return _server().fork(asked, (reads, *streams))


def end() -> None:
    """End the server; the next command starts another."""
    while _servers:
        _servers.pop().end()


def lend() -> dict[str, Any]:
    """Lend the server to a process: what whoever starts it must say to `subprocess`."""
    number = _server().socket.fileno()
    return {"pass_fds": [number], "env": {**os.environ, _LENT: str(number)}}


class _Server:
    """The server, as seen from here; any thread may ask."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        if borrowed := os.environ.pop(_LENT, ""):
            self.socket = socket.socket(fileno=int(borrowed))
            return
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.fork_server", str(theirs.fileno())],
                cwd=REPOSITORY,
                # No child could use the threads that a library starts when it is imported.
                env={**os.environ, "PYTHONPATH": str(REPOSITORY), "OPENBLAS_NUM_THREADS": "1"},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

    def fork(self, asked: Mapping[str, Any], streams: Sequence[int]) -> Child:
        answer, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            words = [json.dumps(asked).encode()]
            socket.send_fds(self.socket, words, [*streams, theirs.fileno()])
        return Child(int(answer.recv(100)), answer)

    def end(self) -> None:
        self.socket.close()
        if self.process is not None:
            self.process.wait()


#: The one that runs, if one does.
_servers: list[_Server] = []
_starting = threading.Lock()


def _server() -> _Server:
    with _starting:
        if not _servers:
            _servers.append(_Server())
            atexit.register(end)
        return _servers[0]


def _can_be_forked(environment: Mapping[str, str]) -> bool:
    """Whether the server has read nothing at its start that this environment has otherwise."""
    if sys.platform != "linux":
        return False
    names = environment.keys() | os.environ.keys()
    differing = {name for name in names if environment.get(name) != os.environ.get(name)}
    return not any(name.startswith(_AT_START) for name in differing - {"PYTHONPATH"})


def _run_anew(
    words: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    streams: tuple[int, int],
    module: str,
    memory: int,
    timeout: float,
) -> int:
    def bound() -> None:
        if memory:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=cwd,
        env={**environment, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.DEVNULL,
        stdout=streams[0],
        stderr=streams[1],
        timeout=timeout,
        preexec_fn=bound,
        check=False,
    )
    return done.returncode
