"""Start a series folder in an empty place: blank, the example, or invented patients."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from cpreport.atomic_write import write
from cpreport.cases.schema import schemas
from cpreport.demo.blank_series import Plan, blank_files
from cpreport.demo.invented_series import demo_files
from cpreport.scales.schema import number_schema, scale_schema
from cpreport.shipped import shipped_folder

_IGNORED = ("/output/", "identities.yaml")
#: How patients are named, with invented people.
_PEOPLE = "identities.example.yaml"
_IDENTITIES = """\
# Who the patients are. Private: for letters and for the search of finished outputs only.
# Never share this file, never put it under version control. What may stand here is shown, with
# invented people, in identities.example.yaml.
"""


class NotEmpty(Exception):
    """Raised where a series folder stands already; nothing in it is touched."""


def start_blank(directory: Path, plan: Plan, *, cases: bool = True) -> tuple[Path, ...]:
    """Write the empty files of a planned series to `directory/cases`; else as `start_example`.

    Parameters
    ----------
    cases : bool
        Whether with the case files; without where they are to come from elsewhere.
    """
    return _start_with(directory, blank_files(plan, cases=cases))


def start_example(directory: Path) -> tuple[Path, ...]:
    """Copy the example series to `directory/cases`, with schemas and a `.gitignore` beside it.

    Raises
    ------
    NotEmpty
        Where `directory/cases` exists.
    OSError
        Where the folder cannot be written.
    """
    cases = _new(directory)
    shutil.copytree(
        shipped_folder("cases"), cases, ignore=shutil.ignore_patterns("identities.yaml")
    )
    return _complete(directory)


def start_demo(directory: Path, count: int, seed: int) -> tuple[Path, ...]:
    """Write so many invented patients to `directory/cases`; else as `start_example`."""
    return _start_with(directory, demo_files(count, seed))


def _start_with(directory: Path, files: Iterable[tuple[str, str]]) -> tuple[Path, ...]:
    cases = _new(directory)
    cases.mkdir()
    for name, text in files:
        (cases / name).write_text(text, "utf-8", newline="\n")
    return _complete(directory)


def _new(directory: Path) -> Path:
    refuse_existing(directory)
    directory.mkdir(parents=True, exist_ok=True)
    return directory / "cases"


def refuse_existing(directory: Path) -> None:
    """Refuse a folder in which a series stands already.

    Raises
    ------
    NotEmpty
        Where `directory/cases` exists.
    """
    cases = directory / "cases"
    if cases.exists():
        raise NotEmpty(f"{cases} is already there; name another folder.")


def _complete(directory: Path) -> tuple[Path, ...]:
    """Write what stands in and beside every new series, and name all of its files."""
    cases = directory / "cases"
    identities = cases / "identities.yaml"
    identities.touch(mode=0o600)
    identities.write_text(_IDENTITIES, "utf-8")
    # The words of identities.yaml, and of letters that lack somebody, name it.
    shutil.copyfile(shipped_folder("cases") / _PEOPLE, cases / _PEOPLE)
    ignore_private(directory)
    made = (*sorted(p for p in cases.rglob("*") if p.is_file()), directory / ".gitignore")
    return (*made, *write_schemas(directory / "schemas"))


def write_schemas(directory: Path) -> tuple[Path, ...]:
    """Write the JSON Schemas that the files' first lines name."""
    paths = []
    every = {
        **schemas(),
        "scale.schema.json": scale_schema(),
        "number.schema.json": number_schema(),
    }
    for name, schema in every.items():
        path = directory / name
        write(path, (json.dumps(schema, indent=1, ensure_ascii=False) + "\n").encode())
        paths.append(path)
    return tuple(paths)


def ignore_private(directory: Path) -> None:
    """Keep who the patients are, and what is made of them, out of version control."""
    path = directory / ".gitignore"
    known = path.read_text("utf-8").splitlines() if path.exists() else []
    missing = [line for line in _IGNORED if line not in known]
    if missing:
        write(path, ("\n".join([*known, *missing]) + "\n").encode())
