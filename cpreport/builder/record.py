"""Keep what was built as `build.json`: every output, its inputs, hashes and state.

While a build runs, what is about to be written stands in a second file, a line a document. A build
that is stopped leaves it, so that the next one knows what is finished and what is its own.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from cpreport.atomic_write import Content, append
from cpreport.builder.fingerprint import Looks, key_of, versions
from cpreport.builder.plan import Document
from cpreport.builder.up_to_date import UNDER_WAY
from cpreport.privacy.scan import Finding
from cpreport.problems import Problem, reason

_FORMAT = 2
RECORD = "build.json"
#: Ten thousand cases, with some eight kilobytes each, do not come near; what is larger is not read
#: into memory.
_LARGEST = 500_000_000


@dataclass(frozen=True, slots=True)
class Output:
    """One finished file.

    path : str
        Below the output folder, with `/`.
    key : str
        What it was made from; the same key means the same bytes.
    made : str
        When, in UTC; `SOURCE_DATE_EPOCH` decides where it is set.
    stale : bool
        Whether a later build could not make it anew.
    looks : mapping of str to str
        What decided how data become pages, part by part: a hash, or the version of a library.
    reason : str
        Why it was made when it was made: `new`, `P02.yaml changed`.
    """

    path: str
    document: str
    key: str
    inputs: Mapping[str, str]
    sha256: str
    made: str
    stale: bool = False
    looks: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SearchedFile:
    """What the search for who the patients are found in one finished file.

    search : str
        The name of the search; what was searched for cannot be told from it.
    pages, characters : int
        How much was searched.
    """

    sha256: str
    search: str
    pages: int = 0
    characters: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """The outputs of an output folder, by path.

    searched : mapping of str to SearchedFile
        What was found in each.
    pages : mapping of str to str
        What decided how the pages about the build look, as the `looks` of an output.
    unusable : str
        Why the file that should say so could not be used, in a clause; empty where it could, or
        where there is none.
    """

    outputs: Mapping[str, Output] = field(default_factory=dict)
    unusable: str = ""
    searched: Mapping[str, SearchedFile] = field(default_factory=dict)
    pages: Mapping[str, str] = field(default_factory=dict)

    def is_fresh(self, output: Path, path: str, key: str) -> bool:
        """Whether a file is there as it was made, from the same inputs."""
        known = self.outputs.get(path)
        if known is None or known.key != key:
            return False
        return hash_of(output / path) == known.sha256


def draft_of(document: Document, hashes: Mapping[str, str], looks: Looks) -> Output:
    """Say what is the same for all files of a document that is to be made.

    Parameters
    ----------
    hashes : mapping of str to str
        The SHA-256 of every file of the series, by name.
    """
    inputs = {name: hashes[name] for name in sorted(set(document.inputs))}
    key = key_of(document, inputs, looks)
    return Output("", document.name, key, inputs, "", "", looks=looks.parts)


def sha256(content: Content) -> str:
    """Hash a content, also of a file that memory has no room for."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(content).hexdigest()


def now() -> str:
    """Tell the time of a build in UTC, to the second."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = (
        dt.datetime.fromtimestamp(int(epoch), dt.UTC)
        if epoch.isdigit()
        else dt.datetime.now(dt.UTC)
    )
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def read_record(output: Path) -> BuildRecord:
    """Read `build.json`; one that is damaged or of a later form counts as empty, and says so."""
    path = output / RECORD
    try:
        if not os.path.exists(path):
            return BuildRecord()
        if not os.path.isfile(path):
            return BuildRecord(unusable="is not a file")
        if path.stat().st_size > _LARGEST:
            return BuildRecord(unusable="is too large to be a record")
        data: Any = json.loads(path.read_bytes())
        if isinstance(data, dict) and _is_later(data.get("format")):
            return BuildRecord(unusable="was written by a later version of cpreport")
        outputs = _outputs(data["outputs"], data.get("looks", {}))
        return BuildRecord(outputs, searched=_searched(data.get("searched", {})))
    except OSError as error:
        return BuildRecord(unusable=reason(error))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return BuildRecord(unusable="is damaged")


def _is_later(form: object) -> bool:
    return isinstance(form, int) and form > _FORMAT


def _outputs(entries: Mapping[str, Mapping[str, Any]], looks: Any) -> dict[str, Output]:
    """Read outputs from entries by path, and the looks that they name.

    Raises
    ------
    ValueError
        Where anything is of another type than it is written with, or lies outside the folder.
    KeyError
        Where looks are named that are not there.
    """
    known: dict[str, dict[str, str]] = _form(dict[str, str]).validate_python(looks)
    named = {path: e["looks"] for path, e in entries.items() if isinstance(e.get("looks"), str)}
    found: dict[str, Output] = _form(Output).validate_python(
        {path: _whole(path, entry, named) for path, entry in entries.items()}
    )
    if not all(map(is_inside, found)):
        raise ValueError("a path leads out of the output folder")
    # Thousands of outputs share the few looks that there are.
    return found | {path: replace(found[path], looks=known[n]) for path, n in named.items()}


def _whole(path: str, entry: Mapping[str, Any], named: Mapping[str, str]) -> dict[str, Any]:
    whole = {**entry, "path": path}
    return {**whole, "looks": {}} if path in named else whole


def _searched(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, SearchedFile]:
    found: dict[str, SearchedFile] = _form(SearchedFile).validate_python(entries)
    return found


def searched_json(file: SearchedFile) -> bytes:
    """Write what the search found in a file, to be read by `searched_from`."""
    return json.dumps({"file": asdict(file)}, ensure_ascii=False).encode()


def searched_from(content: bytes) -> SearchedFile | None:
    """Read what `searched_json` wrote; None where it is something else."""
    with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _searched(json.loads(content))["file"]
    return None


def is_inside(path: str) -> bool:
    """Whether a path below a folder leads nowhere else."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not {"..", "/"} & {*parts} and not {*"\\:\0"} & {*path}


@cache
def _form(kind: Any) -> Any:
    """Make what reads a mapping of such records by path, and takes nothing else."""
    from pydantic import ConfigDict, TypeAdapter

    return TypeAdapter(dict[str, kind], config=ConfigDict(extra="forbid"))


def begin(output: Path) -> None:
    """Leave word that a build is under way; where that cannot be, writing will say why."""
    with contextlib.suppress(OSError):
        note(output, {})


def note(output: Path, outputs: Mapping[str, Output]) -> None:
    """Keep what is about to be written, before any of it has its final name.

    Raises
    ------
    OSError
        Where it cannot be kept; then it must not be written.
    """
    entries = {path: _entry(made) for path, made in outputs.items()}
    # The line end comes first: a line that was torn off by a full disk does not spoil the next.
    append(output / UNDER_WAY, f"\n{json.dumps(entries, ensure_ascii=False)}".encode())


def forget(output: Path) -> None:
    """Delete what was noted: the build is finished, and `build.json` holds all of it."""
    with contextlib.suppress(OSError):
        (output / UNDER_WAY).unlink()


def with_noted(record: BuildRecord, output: Path) -> BuildRecord:
    """Add what a stopped build had finished."""
    return replace(record, outputs={**record.outputs, **finished(output, _noted(output))})


def finished(output: Path, drafts: Iterable[tuple[str, Output]]) -> dict[str, Output]:
    """Pick those of the outputs whose files are there as they were to be."""
    hashes: dict[str, str] = {}
    found: dict[str, Output] = {}
    for path, draft in drafts:
        if path not in hashes:
            hashes[path] = hash_of(output / path)
        if hashes[path] == draft.sha256:
            found[path] = draft
    return found


def _noted(output: Path) -> Iterator[tuple[str, Output]]:
    try:
        lines = (output / UNDER_WAY).read_bytes().splitlines()
    except OSError:
        return
    for line in filter(None, lines):
        try:
            yield from _outputs(json.loads(line), {}).items()
        except (ValueError, TypeError, AttributeError, RecursionError):
            continue


def hash_of(path: Path) -> str:
    """Hash a file; empty where it cannot be read."""
    try:
        return sha256(path)
    except OSError:
        return ""


def _name_of(looks: Mapping[str, str]) -> str:
    """Name looks shortly, by which the many outputs that share them have them."""
    return sha256(json.dumps(dict(looks), sort_keys=True).encode())[:8]


def _entry(output: Output) -> dict[str, Any]:
    names = (one.name for one in fields(output) if one.name != "path")
    return {name: getattr(output, name) for name in names}


def record_json(record: BuildRecord, problems: tuple[Problem, ...]) -> bytes:
    """Write the bytes of `build.json`."""
    shared = {id(output.looks): output.looks for output in record.outputs.values()}
    names = {number: _name_of(looks) for number, looks in shared.items()}
    by_name = {names[number]: looks for number, looks in shared.items()}
    outputs = {
        path: {**_entry(output), "looks": names[id(output.looks)]}
        for path, output in sorted(record.outputs.items())
    }
    data = {
        "format": _FORMAT,
        "versions": versions(),
        "pages": dict(record.pages),
        "looks": dict(sorted(by_name.items())),
        "outputs": outputs,
        "searched": {path: asdict(file) for path, file in sorted(record.searched.items())},
        "problems": [
            {
                "code": p.code,
                "severity": p.severity,
                "case": p.case,
                "place": str(p.place),
                "message": p.message,
            }
            for p in problems
        ],
    }
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
