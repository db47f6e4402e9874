"""Count the steps in which a build writes, and do something at one of them.

A step is one call of the system that makes, fills, syncs, renames or takes away a file.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

_CALLS = ("open", "write", "fsync", "replace", "unlink", "mkdir", "ftruncate")
_WRITING = ("cpreport.atomic_write", "cpreport.builder.record", "cpreport.builder.output_folder")
#: Between a room's own function and the call of the system stand at most those of pathlib.
_DEEP = 5

_raw_write = os.write

Act = Callable[[str, tuple[Any, ...]], None]


@contextlib.contextmanager
def watched(act: Act) -> Iterator[None]:
    """Call a function before each step, with the call's name and arguments."""
    real = {name: getattr(os, name) for name in _CALLS}

    def stepping(name: str) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            if _is_writing():
                act(name, args)
            return real[name](*args, **more)

        return call

    for name in _CALLS:
        setattr(os, name, stepping(name))
    try:
        yield
    finally:
        for name in _CALLS:
            setattr(os, name, real[name])


def _is_writing() -> bool:
    frame = sys._getframe(2)
    for _ in range(_DEEP):
        if frame.f_globals.get("__name__") in _WRITING:
            return True
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False


def counting() -> tuple[list[str], Act]:
    """Give a list that fills with the names of steps, and what fills it."""
    seen: list[str] = []
    return seen, lambda name, args: seen.append(name)


def at(number: int, then: Callable[[], None]) -> Act:
    """Do something at one step, counted from 1."""
    left = number

    def act(name: str, args: tuple[Any, ...]) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            then()

    return act


def torn(number: int) -> Act:
    """Kill the process at one step; of what that step would write, half is written."""
    left = number

    def act(name: str, args: tuple[Any, ...]) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            if name == "write":
                _raw_write(args[0], args[1][: len(args[1]) // 2])
            killed()

    return act


def full_from(number: int) -> Act:
    """Let the disk be full from one step on: what is there can be renamed and taken away."""
    left = number

    def act(name: str, args: tuple[Any, ...]) -> None:
        nonlocal left
        left -= 1
        if left <= 0 and name in ("open", "write", "mkdir", "fsync"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return act


def killed() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def _held() -> None:
    """Say that the step is reached, and wait to be told to go on."""
    print("held", flush=True)
    sys.stdin.readline()


def main() -> None:
    """Be cpreport, killed at a step or held there: `killed 7 build cases`."""
    from cpreport.__main__ import main as cpreport

    what, number, *sys.argv[1:] = sys.argv[1:]
    with watched(at(int(number), {"killed": killed, "held": _held}[what])):
        cpreport()
