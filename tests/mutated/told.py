"""Ask `verify` about a changed package; what follows from the same series is made only once."""

from __future__ import annotations

import hashlib

from cpreport.verify.remake import Remade, remake
from cpreport.verify.verify_package import Remake, verify_files
from tests.mutated import Files, Mutation


def remembered() -> Remake:
    """Give a way to make things again that remembers what it made."""
    known: dict[str, Remade] = {}

    def remake_once(files: Files) -> Remade:
        made_from = [p for p in sorted(files) if p.startswith("series/") or p == "package.json"]
        digest = hashlib.sha256()
        for path in made_from:
            digest.update(path.encode() + b"\0" + files[path] + b"\0")
        key = digest.hexdigest()
        if key not in known:
            known[key] = remake(files)
        return known[key]

    return remake_once


def found(mutation: Mutation, again: Remake) -> tuple[bool, bool]:
    """Whether a change is found, and whether the file that it was made in is named."""
    report = verify_files("package.zip", mutation.files, again)
    told = {failure.file for failure in report.failures}
    # Of a value of the series what no longer follows from it is told, and a claim that fails.
    made_from = mutation.path.startswith("series/") and any(
        file.startswith(("series/", "data/")) for file in told
    )
    named = mutation.path in told or made_from
    return not report.holds, named
