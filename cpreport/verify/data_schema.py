"""Check that the data files of a package keep to the schema that goes with them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cpreport.verify.summary import Check, Failure

_PATH = "datapackage.json"
_TYPES = {
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?\d+(\.\d+)?"),
    "string": re.compile(r".*", re.DOTALL),
}


def check_schema(files: Mapping[str, bytes]) -> Check:
    """Check header, types, permitted values and keys of every data file."""
    resources, failures = _resources(files)
    rows = 0
    for resource in resources:
        try:
            found = list(_of_resource(files, resource))
            rows += _count(files[resource["path"]])
        except (KeyError, TypeError, AttributeError, ValueError, csv.Error):
            name = resource.get("path") if isinstance(resource, dict) else None
            found = [Failure(str(name or _PATH), "", "the file cannot be read by its schema")]
        failures += found
    return Check(
        "Schema of the data",
        "Do the data files keep to the schema that describes them?",
        f"{rows} rows in {len(resources)} files",
        tuple(failures),
    )


def _count(content: bytes) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(content.decode()))) - 1


def _resources(files: Mapping[str, bytes]) -> tuple[list[Any], list[Failure]]:
    try:
        resources = json.loads(files[_PATH])["resources"]
    except (KeyError, TypeError, ValueError, RecursionError):
        return [], [Failure(_PATH, "", "the file is missing, or is no data package")]
    if not isinstance(resources, list):
        return [], [Failure(_PATH, "resources", "this is no list of files")]
    return resources, []


def _of_resource(files: Mapping[str, bytes], resource: Any) -> Iterator[Failure]:
    path = resource["path"]
    content = files.get(path)
    if content is None:
        yield Failure(path, "", "the file is missing", "datapackage.json names it")
        return
    known = resource["hash"].removeprefix("sha256:")
    if hashlib.sha256(content).hexdigest() != known:
        yield Failure(path, "", "its SHA-256 is not the one that datapackage.json states")
    fields = resource["schema"]["fields"]
    missing = set(resource["schema"]["missingValues"])
    header, *rows = csv.reader(io.StringIO(content.decode()))
    names = [field["name"] for field in fields]
    if header != names:
        yield Failure(path, "line 1", ",".join(header), ",".join(names))
        return
    for number, row in enumerate(rows, 2):
        if len(row) != len(fields):
            yield Failure(path, f"line {number}", f"{len(row)} cells", f"{len(fields)} cells")
            continue
        for field, cell in zip(fields, row, strict=True):
            if cell not in missing and (allowed := _refused(field, cell)):
                yield Failure(path, f"line {number}, column {field['name']}", cell, allowed)
    yield from _repeated(path, names, rows, resource["schema"]["primaryKey"])


def _refused(field: Mapping[str, Any], cell: str) -> str:
    """Name what is allowed where a cell is not; empty where it is."""
    if not _TYPES[field["type"]].fullmatch(cell):
        return f"a value of the type {field['type']}, or a missing word"
    allowed = [str(value) for value in field.get("constraints", {}).get("enum", ())]
    return "" if not allowed or cell in allowed else f"one of {', '.join(allowed)}"


def _repeated(
    path: str, names: list[str], rows: list[list[str]], key: list[str]
) -> Iterator[Failure]:
    positions = [names.index(name) for name in key]
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate((row for row in rows if len(row) == len(names)), 2):
        values = tuple(row[position] for position in positions)
        if values in seen:
            told = f"the same {', '.join(key)} as line {seen[values]}"
            yield Failure(path, f"line {number}", told)
        seen.setdefault(values, number)
