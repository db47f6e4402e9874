"""Run cpreport, and note every file it opens and everything it asks of the network or other programs.

`python -m tests.watched NOTES build cases …` writes one JSON list a line: the kind, what, and how.
"""

from __future__ import annotations

import json
import os
import sys

_KINDS = {
    "open": "open", "os.listdir": "list", "os.scandir": "list", "ctypes.dlopen": "library",
    "subprocess.Popen": "program", "os.system": "program", "os.exec": "program",
    "os.posix_spawn": "program", "os.fork": "program",
}  # fmt: skip


def main(notes: str, *words: str) -> None:
    """Run a command, watched."""
    line = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def heard(event: str, given: tuple[object, ...]) -> None:
        kind = "network" if event.startswith("socket.") else _KINDS.get(event)
        if kind is None or (kind == "open" and isinstance(given[0], int)):
            return
        what = given[0] if isinstance(given[0], str | bytes | os.PathLike) else repr(given[0])
        how = given[2] if kind == "open" and isinstance(given[2], int) else event
        text = os.path.abspath(os.fsdecode(what)) if kind in ("open", "list") else str(what)
        os.write(line, json.dumps([kind, text, how]).encode() + b"\n")

    sys.addaudithook(heard)
    sys.argv = ["cpreport", *words]
    from cpreport.__main__ import main as command

    command()


if __name__ == "__main__":
    main(*sys.argv[1:])
