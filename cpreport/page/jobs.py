"""Run a command of cpreport beside the page, and keep what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from cpreport.problems import reason
from cpreport.terminal_text import COUNT_MARK, COUNT_WANTED

#: Lines of a command that are kept.
_MOST_LINES = 2_000
_COUNT = re.compile(f"{COUNT_MARK}([0-9]+)/([0-9]+) (.*)")


@dataclass(frozen=True, slots=True)
class DocumentCount:
    """How far a command is that makes documents.

    making : str
        The document that is being made; empty where all are finished.
    """

    done: int
    total: int
    making: str


@dataclass(slots=True)
class StartedCommand:
    """A command that was started.

    code : int or None
        Its exit code; None while it runs.
    count : DocumentCount or None
        None where it has not said, or does not say, how many documents it makes.
    """

    what: str
    lines: list[str] = field(default_factory=list)
    code: int | None = None
    count: DocumentCount | None = None
    process: subprocess.Popen[str] | None = None

    def take(self, line: str) -> None:
        """Keep a line of what it says; one that tells how far it is, is no part of that."""
        if found := _COUNT.fullmatch(line):
            self.count = DocumentCount(int(found[1]), int(found[2]), found[3])
        elif len(self.lines) < _MOST_LINES:
            self.lines.append(line)

    @property
    def ended_well(self) -> bool:
        """Whether it has done all that was asked."""
        return self.code == 0


@dataclass(slots=True)
class StartedCommands:
    """At most one command at a time; the last one is told of until the next begins."""

    last: StartedCommand | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, what: str, words: Sequence[str]) -> bool:
        """Start a command; not while another runs."""
        with self.lock:
            if self.last is not None and self.last.code is None:
                return False
            job = self.last = StartedCommand(what)
        threading.Thread(target=_run, args=(job, words), daemon=True).start()
        return True

    def stop(self) -> None:
        """End the command that runs, if one does."""
        job = self.last
        if job is not None and job.code is None and job.process is not None:
            job.process.terminate()


def command_words(words: Sequence[str]) -> list[str]:
    """Name the program as it was started itself: by Python, or as a bundle of its own."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    return [sys.executable, "-m", "cpreport", *words]


def _run(job: StartedCommand, words: Sequence[str]) -> None:
    try:
        job.process = subprocess.Popen(
            command_words([*words, "--color", "never"]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, COUNT_WANTED: "yes"},
        )
        assert job.process.stdout is not None
        for line in job.process.stdout:
            job.take(line.rstrip("\n"))
        job.code = job.process.wait()
    except OSError as error:
        job.lines.append(reason(error))
        job.code = 3
