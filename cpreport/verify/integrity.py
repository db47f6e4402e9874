"""Check that the files of a package are those that its checksums name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

from cpreport.journal.zip_archive import SUMS
from cpreport.verify.summary import Check, Failure

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def check_integrity(files: Mapping[str, bytes], beside: tuple[Failure, ...] = ()) -> Check:
    """Compare every file with its checksum; nothing may be missing, and nothing more be there.

    Parameters
    ----------
    beside : tuple of Failure
        What the archive carries besides its files.
    """
    failures = (*beside, *_failures(files))
    return Check(
        "Integrity",
        "Is every file there, unchanged since the package was made, and no other?",
        f"{len(files)} files",
        failures,
    )


def _failures(files: Mapping[str, bytes]) -> Iterator[Failure]:
    if SUMS not in files:
        yield Failure(SUMS, "", "the file is missing")
        return
    known: dict[str, str] = {}
    text = files[SUMS].decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in known:
            yield Failure(SUMS, f"line {number}", "this is no line of checksums, or a second one")
            continue
        known[match[2]] = match[1]
    for path in sorted(known.keys() - files.keys()):
        yield Failure(path, "", "the file is missing", "SHA256SUMS names it")
    for path in sorted(files.keys() - known.keys() - {SUMS}):
        yield Failure(path, "", "the file is not named in SHA256SUMS")
    for path in sorted(known.keys() & files.keys()):
        found = hashlib.sha256(files[path]).hexdigest()
        if found != known[path]:
            yield Failure(path, "", f"its SHA-256 is {found[:12]}…", f"{known[path][:12]}…")
