"""Have Typst compile documents in a process of its own, one that serves many and can be ended."""

from __future__ import annotations

import atexit
import importlib.metadata
import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from cpreport.fonts import FACES, without_font
from cpreport.problems import Refused
from cpreport.publish.typst import compile_process

#: Seconds after which a compile is ended: the longest article takes a few.
MOST_SECONDS = 120.0
#: Letters of a document's data; what is longer is left to the other engine.
MOST_LETTERS = 40_000_000
#: Rows of a table; ten thousand take 4 s and 600 MB.
MOST_ROWS = 20_000
#: Documents after which a fresh process takes over, so that what it keeps does not add up.
_UNTIL_REPLACED = 200
_LETTER = re.compile(r'the text `"((?:[^"`\\]|\\.)+)"` could not be displayed with')
_ARABIC = "fontpkg_ibm_plex_sans_arabic"
_HERE = Path(__file__).parent


class TypstFailed(Exception):
    """Typst could not set a document in which nothing is known to be wrong."""


def typst_version() -> str:
    """Name the version of Typst's package; nothing where it is not installed."""
    if importlib.util.find_spec("typst") is None:
        return ""
    try:
        return importlib.metadata.version("typst")
    except importlib.metadata.PackageNotFoundError:
        return ""


def compile_pdf(doc: str, standards: Sequence[str], template: str = "page.typ") -> bytes:
    """Compile a document from its data.

    Parameters
    ----------
    doc : str
        What the template sets, as JSON.
    template : str
        Its file; that of reports, articles and all that is set like them, or that of letters.
    standards : sequence of str
        As Typst names them; always one, so that a missing letter is an error.

    Raises
    ------
    Refused
        With CP603 where no font has a letter.
    TypstFailed
        Where Typst says anything else, takes too long or needs too much memory.
    """
    if len(doc) > MOST_LETTERS:
        raise TypstFailed(f"it has more than {MOST_LETTERS:,} letters")
    asked = {"doc": doc, "standards": list(standards), "template": template}
    kind, content = _PROCESS.ask(json.dumps(asked).encode())
    if kind == compile_process.PDF:
        return content
    told = json.loads(content)
    letters = _LETTER.findall(told["diagnostic"])
    if letters:
        every = "".join(_unescaped(letter) for letter in letters)
        raise Refused([without_font(tuple(dict.fromkeys(every)))])
    raise TypstFailed(told["message"].partition("\n")[0])


def _unescaped(letters: str) -> str:
    return re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda found: chr(int(found[1], 16)), letters)


@dataclass(slots=True)
class _CompileProcess:
    """A process that compiles for this one, started when it is needed."""

    running: subprocess.Popen[bytes] | None = None
    owner: int = 0
    served: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Send a request and wait for its reply, for so long and no longer."""
        with self.lock:
            running = self._running()
            late = threading.Event()
            timer = threading.Timer(MOST_SECONDS, _end_late, (running, late))
            timer.daemon = True
            timer.start()
            try:
                reply = _exchange(running, request)
            finally:
                timer.cancel()
            if reply is None:
                self.end()
                raise TypstFailed(
                    f"it took longer than {MOST_SECONDS:.0f} s"
                    if late.is_set()
                    else "its process ended; it may have needed too much memory"
                )
            self.served += 1
            if self.served >= _UNTIL_REPLACED:
                self.end()
            return reply

    def _running(self) -> subprocess.Popen[bytes]:
        # A process that was forked from this one must not talk along the same line.
        if self.running is None or self.owner != os.getpid() or self.running.poll() is not None:
            self.running, self.owner, self.served = _start(), os.getpid(), 0
        return self.running

    def end(self) -> None:
        """End the process; the next request starts another."""
        if self.running is not None and self.owner == os.getpid():
            self.running.kill()
            for stream in (self.running.stdin, self.running.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except OSError:
                        continue
            self.running.wait()
        self.running = None


_PROCESS = _CompileProcess()
atexit.register(_PROCESS.end)


def _end_late(running: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    running.kill()


def _exchange(running: subprocess.Popen[bytes], request: bytes) -> tuple[bytes, bytes] | None:
    assert running.stdin is not None
    assert running.stdout is not None
    try:
        compile_process.send(running.stdin, request)
        kind = compile_process.receive(running.stdout)
        content = compile_process.receive(running.stdout)
    except OSError:
        return None
    return None if kind is None or content is None else (kind, content)


def _start() -> subprocess.Popen[bytes]:
    folders = {str(face.path.parent): None for face in FACES}
    folders[str(files(_ARABIC) / "files")] = None
    script = Path(compile_process.__file__)
    return subprocess.Popen(
        [sys.executable, "-P", str(script), str(_HERE), *folders],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
