"""Series to kill the builds of, and what must hold of an output folder afterwards."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cpreport.atomic_write import UNFINISHED
from cpreport.builder.output_folder import LOCK, OVERVIEW
from cpreport.builder.record import RECORD
from cpreport.builder.up_to_date import UNDER_WAY
from tests.smallest import second_case, smallest

#: What a build leaves for the next, no output.
OWN = {LOCK, UNDER_WAY}
#: The overview says of every document what the last build did with it.
_NEWS = re.compile(r" \((?:made |unchanged)[^)]*\)\.")


def series(folder: Path, cases: int) -> Path:
    """Write a series of so many invented patients to `folder/cases`."""
    claim = (
        "claims:\n  - {text: one child had better trunk control, holds: TCT.improved = 1 of 1}\n"
    )
    more = {f"P{n:02}.yaml": second_case(id=f"P{n:02}") for n in range(2, cases + 1)}
    return smallest(folder, ("series.yaml", claim, ""), add={**more})


def retitle(cases: Path, title: str) -> None:
    """Give the series another title, which every document prints."""
    file = cases / "series.yaml"
    file.write_text(re.sub(r"(?m)^title: .*$", f"title: {title}", file.read_text("utf-8")), "utf-8")


def outputs(folder: Path) -> dict[str, str]:
    """Give the hash of every file below a folder that is no build's own."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in OWN and ".cpreport" not in path.parts
    }


def unfinished(folder: Path) -> list[str]:
    """Name the files that have no final name."""
    return [p.name for p in folder.rglob("*") if UNFINISHED.fullmatch(p.name)]


def not_whole(folder: Path, *clean: Mapping[str, str]) -> list[str]:
    """Name the files with a final name that are not, to the byte, those of one clean build."""
    found = []
    for name, hash in outputs(folder).items():
        path = folder / name
        if UNFINISHED.fullmatch(path.name):
            continue
        if name == RECORD:
            whole = _is_json(path)
        elif name == OVERVIEW:
            whole = path.read_text("utf-8").rstrip().endswith("</html>")
        else:
            whole = hash in {generation.get(name) for generation in clean}
        if not whole:
            found.append(name)
    return found


def unlike(folder: Path, clean: Path) -> list[str]:
    """Name the files in which a folder is not what a clean build makes.

    To the byte; but `build.json` and `index.html` also say when and why each output was made, which
    is another story after a build that was killed.
    """
    here, there = outputs(folder), outputs(clean)
    names = [n for n in sorted(here.keys() | there.keys()) if here.get(n) != there.get(n)]
    if RECORD in names and _record(folder) == _record(clean):
        names.remove(RECORD)
    if OVERVIEW in names and _overview(folder) == _overview(clean):
        names.remove(OVERVIEW)
    return names


def _record(folder: Path) -> Any:
    data = json.loads((folder / RECORD).read_bytes())
    for output in data["outputs"].values():
        del output["made"], output["reason"]
    return data


def _overview(folder: Path) -> str:
    return _NEWS.sub(".", (folder / OVERVIEW).read_text("utf-8"))


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        return False
    return True
