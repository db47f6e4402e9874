"""Make documents in a process of its own, which is told of them through its standard input.

`python -m cpreport.remote.subprocess` is a process of its own for documents that are made inside
another program, such as a worker of a cluster: a document that ends its process ends nothing else,
and the limits on templates, which need a process's main thread, hold.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping
from typing import BinaryIO

from cpreport.builder.make import Made, Material, make
from cpreport.publish.font_lists import somewhere_to_cache


class Subprocess:
    """Such a process, as seen from outside.

    Parameters
    ----------
    settings : mapping of str to str
        What is set in its environment besides what is set here.
    """

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.finished = 0
        environment = {
            **os.environ,
            **settings,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def make(self, material: Material) -> Made | None:
        """Make a document there; None where the process died of it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.finished += 1
        try:
            pickle.dump(material, self.process.stdin)
            self.process.stdin.flush()
            result: Made = pickle.load(self.process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError, ValueError):
            return None
        return result

    def end(self) -> None:
        """End it at once: it writes nothing, so nothing is lost with it."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            # What it was still to be told cannot be told any more.
            with contextlib.suppress(OSError):
                assert stream is not None
                stream.close()
        self.process.wait()


def work(source: BinaryIO, target: BinaryIO) -> None:
    """Make what comes, until nothing more does."""
    with contextlib.suppress(EOFError, OSError), somewhere_to_cache():
        while True:
            pickle.dump(make(pickle.load(source)), target)
            target.flush()


def _main() -> None:
    # What a library prints must not get among the documents.
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    work(sys.stdin.buffer, target)


if __name__ == "__main__":
    _main()
