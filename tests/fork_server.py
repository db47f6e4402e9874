"""Fork processes that are cpreport, from one that has everything imported: the server's side.

`python -m tests.fork_server SOCKET` reads requests, JSON with four open files each, and forks a
child for each one. What becomes of it is told to the last of the files. A child takes the arguments, the folder, the environment and the streams that it
was sent, and is then what `python -m cpreport` is; whatever it changes ends with it. `tests/forked.py`
asks.
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
import socket
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from click.testing import CliRunner

from tests.shared import all_keep_in_common, builds_keep_in_common

#: Imported by functions of cpreport, when they are called.
_LIBRARIES = (
    *("weasyprint", "matplotlib.figure", "matplotlib.backends.backend_svg", "pandas", "pikepdf"),
    *("pypdfium2", "uharfbuzz", "docx", "lxml.etree", "lxml.html", "jinja2", "PIL.Image", "babel"),
)
#: Rooms whose libraries take long to import and are seldom used.
_APART = ("cpreport.remote", "cpreport.__main__")
#: What commands do with what can be used again, by their names.
_KEEPING: Mapping[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
    "build": builds_keep_in_common,
    **dict.fromkeys(("checklist", "figures", "package", "verify"), all_keep_in_common),
}
#: A request has at most so many bytes.
_LONGEST = 200_000


def serve() -> None:
    """Fork a child for each request; tell its id at once, and how it ended when it has."""
    _import_all()
    _make_once()
    asking = socket.socket(fileno=int(sys.argv[1]))
    ended, noticed = os.pipe()
    os.set_blocking(noticed, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(noticed)
    # Whatever is imported now lives as long as the server: no child's collector looks at it.
    gc.collect()
    gc.freeze()
    assert threading.active_count() == len(os.listdir("/proc/self/task")) == 1
    #: Where it is told how a child ended.
    told: dict[int, int] = {}
    while True:
        ready = select.select([asking, ended], [], [])[0]
        if ended in ready:
            os.read(ended, 1000)
            _tell_who_ended(told)
        if asking in ready:
            asked, opened, _, _ = socket.recv_fds(asking, _LONGEST, 4)
            if not asked:
                return
            *streams, answer = opened
            child = os.fork()
            if child == 0:
                signal.set_wakeup_fd(-1)
                for number in (asking.detach(), ended, noticed, answer, *told.values()):
                    os.close(number)
                _become(json.loads(asked), streams)
            for stream in streams:
                os.close(stream)
            told[child] = answer
            os.write(answer, b"%d" % child)


def _tell_who_ended(told: dict[int, int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            answer = told.pop(child)
            # Whoever asked may not have waited.
            with contextlib.suppress(BrokenPipeError):
                os.write(answer, b"%d" % os.waitstatus_to_exitcode(status))
            os.close(answer)


def _import_all() -> None:
    import cpreport

    for module in pkgutil.walk_packages(cpreport.__path__, "cpreport."):
        if not module.name.startswith(_APART):
            importlib.import_module(module.name)
    for name in _LIBRARIES:
        importlib.import_module(name)


def _make_once() -> None:
    """Build a small series: what a process reads, compiles and looks up first, each child has."""
    from cpreport.cli import cli
    from tests.smallest import smallest

    with tempfile.TemporaryDirectory() as folder:
        words = ["build", str(smallest(Path(folder))), "--to", "html,pdf,docx", "--jobs", "1"]
        made = CliRunner().invoke(cli, words)
    assert made.exit_code == 0, made.output


def _become(asked: Mapping[str, Any], streams: Sequence[int]) -> NoReturn:
    """Be the command that was asked for, and end as it does."""
    if asked["session"]:
        os.setsid()
    for name in ("SIGCHLD", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    # Whoever runs the tests may be deaf to interrupts (`nohup make test &`).
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    tempfile.tempdir = None
    # The folders that the server has are its own to take away.
    for finalizer in [*weakref.finalize._registry]:  # type: ignore[attr-defined]
        finalizer.atexit = False
    _take(streams)
    random.seed()
    if asked["memory"]:
        resource.setrlimit(resource.RLIMIT_AS, (asked["memory"],) * 2)
    exec(asked["first"], {"__name__": "first"})
    sys.path[0] = asked["cwd"]
    sys.argv = ["cpreport", *asked["words"]]
    module = importlib.import_module(asked["module"])
    # What is started by this process takes it for `python -m cpreport`.
    sys.modules["__main__"] = module
    with _KEEPING.get(asked["words"][0] if asked["words"] else "", contextlib.nullcontext)():
        _end(_code_of(module))


def _take(streams: Sequence[int]) -> None:
    """Read and print there, as a process does that was started so."""
    encoding, errors = sys.stdout.encoding, sys.stdout.errors
    for number, opened in enumerate(streams):
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb", closefd=False), encoding, errors)
    printed = os.fdopen(1, "wb", closefd=False)
    sys.stdout = io.TextIOWrapper(printed, encoding, errors, line_buffering=os.isatty(1))
    said = os.fdopen(2, "wb", closefd=False)
    sys.stderr = io.TextIOWrapper(said, encoding, "backslashreplace", line_buffering=True)
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr


def _code_of(module: ModuleType) -> int:
    """Run its `main`, and give the exit code that Python would end with."""
    main: Callable[[], object] = module.main
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
