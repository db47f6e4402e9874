"""Take what was built, and keep it as `build.json`: every output, its inputs, hashes and state."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cpreport.build.plan import versions
from cpreport.problems import Problem

_FORMAT = 1


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
class BuildRecord:
    """The outputs of an output folder, by path."""

    outputs: Mapping[str, Output] = field(default_factory=dict)

    def is_fresh(self, output: Path, path: str, key: str) -> bool:
        """Whether a file is there as it was made, from the same inputs."""
        known = self.outputs.get(path)
        if known is None or known.key != key:
            return False
        try:
            return sha256((output / path).read_bytes()) == known.sha256
        except OSError:
            return False

    def key_of(self, path: str) -> str:
        """Give the key an output was made under, or nothing."""
        return self.outputs[path].key if path in self.outputs else ""


def sha256(content: bytes) -> str:
    """Give the hash that names a content."""
    return hashlib.sha256(content).hexdigest()


def now() -> str:
    """Give the time of a build in UTC, to the second."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = (
        dt.datetime.fromtimestamp(int(epoch), dt.UTC)
        if epoch.isdigit()
        else dt.datetime.now(dt.UTC)
    )
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def read_record(output: Path) -> BuildRecord:
    """Read `build.json`; one that is missing, damaged or of a later form counts as empty."""
    try:
        data: dict[str, Any] = json.loads((output / "build.json").read_text("utf-8"))
        if data["format"] != _FORMAT:
            return BuildRecord()
        return BuildRecord(
            {path: Output(path=path, **entry) for path, entry in data["outputs"].items()}
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return BuildRecord()


def record_json(record: BuildRecord, problems: tuple[Problem, ...]) -> bytes:
    """Give the bytes of `build.json`."""
    outputs = {
        path: {k: v for k, v in asdict(output).items() if k != "path"}
        for path, output in sorted(record.outputs.items())
    }
    data = {
        "format": _FORMAT,
        "versions": versions(),
        "outputs": outputs,
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
