"""Take what earlier builds made, and take away what shows a case without consent for publication.

It is the one deletion that cpreport makes, and it deletes only what it made and nobody changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from cpreport.builder.cache import empty
from cpreport.builder.record import Output
from cpreport.privacy.images import FOLDER
from cpreport.problems import Place, Problem


def shown(
    outputs: Mapping[str, Output], cases: Mapping[str, str], unseen: Collection[str] = ()
) -> dict[str, Output]:
    """Give the outputs that show one of these cases: its own, and those of several cases.

    Parameters
    ----------
    cases : mapping of str to str
        The case's file by its id.
    unseen : collection of str
        Ids of the cases of which no picture may be shown; what has none of theirs is not meant.
    """
    files = set(cases.values())
    return {
        path: output
        for path, output in outputs.items()
        if output.document in cases
        or files & set(output.inputs)
        or (output.document in unseen and any(map(_is_picture, output.inputs)))
    }


def _is_picture(name: str) -> bool:
    return name.startswith(f"{FOLDER}/")


def taken_away(
    folder: Path, outputs: dict[str, Output], cases: Mapping[str, str], unseen: Collection[str] = ()
) -> tuple[dict[str, list[str]], list[Problem]]:
    """Delete what shows these cases, here and among the outputs.

    Parameters are those of `shown`.

    Returns
    -------
    dict of str to list of str, and list of Problem
        What was deleted, by document; and what may not be deleted, which stays among the outputs.
    """
    gone: dict[str, list[str]] = {}
    problems: list[Problem] = []
    found = shown(outputs, cases, unseen)
    if found:
        # What is kept for the next build may show the case as well.
        empty(folder)
    for path, output in sorted(found.items()):
        if why := _deleted(folder / path, output):
            whose = sorted(cases) if output.document not in unseen else [output.document]
            problems.append(_to_do(folder / path, why, whose))
        else:
            del outputs[path]
            gone.setdefault(output.document, []).append(path)
    for case in {*cases, *gone}:
        # The folder of the case goes with its last file.
        with contextlib.suppress(OSError):
            (folder / "cases" / case).rmdir()
    return gone, problems


def _to_do(path: Path, why: str, cases: Iterable[str]) -> Problem:
    return Problem(
        "CP702",
        Place(path.as_posix()),
        f"{why}, and it may show {', '.join(cases)}, without consent for publication",
        help="take it away yourself, and from wherever it was sent",
    )


def _deleted(path: Path, output: Output) -> str:
    """Delete one file; say why it could not be done, or nothing."""
    if not os.path.lexists(path):
        return ""
    try:
        if path.is_symlink() or hashlib.sha256(path.read_bytes()).hexdigest() != output.sha256:
            return "something else changed it"
        path.unlink()
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return ""
