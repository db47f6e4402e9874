"""Compile what comes along standard input with Typst, in a process that may be ended at any time.

A compile cannot be stopped, and one that needs too much memory ends its whole process; so it has
one of its own, with a limit. It runs as a script: nothing of cpreport is loaded in it.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

#: Memory that a compile may take, in bytes: a table of ten thousand rows takes a tenth of it.
MOST_MEMORY = 6 << 30
#: How a reply begins: a PDF, or why there is none as JSON.
PDF, ERROR = b"P", b"E"
LENGTH = 8
#: What every template begins with.
SHARED = "shared.typ"
_NO_FONT = "could not be displayed with"


def send(stream: IO[bytes], *parts: bytes) -> None:
    """Write parts to a stream, each after its length."""
    for part in parts:
        stream.write(len(part).to_bytes(LENGTH, "big") + part)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read a part from a stream; None where it has ended."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        return None
    length = int.from_bytes(head, "big")
    content = stream.read(length)
    return content if len(content) == length else None


def serve(templates: Path, fonts: list[str], source: IO[bytes], target: IO[bytes]) -> None:
    """Compile one document after another, until the parent cuts the line."""
    import typst

    shared, read = (templates / SHARED).read_bytes(), dict[str, bytes]()

    def compiler(*, of_system: bool) -> Any:
        known = typst.Fonts(
            include_system_fonts=of_system, include_embedded_fonts=False, font_paths=fonts
        )
        # No file is read and no package fetched: both folders are empty, and stay so.
        return typst.Compiler(
            root=empty, font_paths=known, package_path=empty, package_cache_path=empty
        )

    with tempfile.TemporaryDirectory(prefix="cpreport-typst-") as empty:
        own, all_fonts = compiler(of_system=False), None
        while (request := receive(source)) is not None:
            asked = json.loads(request)
            name = asked["template"]
            if name not in read:
                read[name] = shared + (templates / name).read_bytes()
            template = read[name]
            wanted = {
                "format": "pdf",
                "sys_inputs": {"doc": asked["doc"]},
                "pdf_standards": asked["standards"],
                "timestamp": 0,
            }
            try:
                try:
                    content = own.compile(template, **wanted)
                except typst.TypstError as error:
                    if _NO_FONT not in error.diagnostic:
                        raise
                    # What the shipped fonts have not, those of the machine may have.
                    all_fonts = all_fonts or compiler(of_system=True)
                    content = all_fonts.compile(template, **wanted)
                send(target, PDF, content)
            except Exception as error:
                told = {
                    "message": str(getattr(error, "message", error)),
                    "diagnostic": str(getattr(error, "diagnostic", "")),
                }
                send(target, ERROR, json.dumps(told).encode())


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_memory()
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        serve(Path(sys.argv[1]), sys.argv[2:], sys.stdin.buffer, sys.stdout.buffer)
