"""Add who the patients of a source are to `identities.yaml`, where alone that belongs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cpreport.atomic_write import write_all
from cpreport.cases.text import Mapping as Group
from cpreport.cases.text import Source
from cpreport.cases.yaml_text import read_yaml
from cpreport.exchange.source_map.import_map import quoted
from cpreport.problems import Place, Problem

_FILE = "identities.yaml"
#: Keys of the file that hold a list.
_LISTS = ("also_known_as", "record_number", "contacts")
_HEAD = """\
# Who the patients are. Private: for letters and for the search of finished outputs only.
# Never share this file, never put it under version control.
"""

Known = Mapping[str, Mapping[str, Sequence[str]]]


def identity_clashes(folder: Path, found: Known) -> Iterator[Problem]:
    """Say, without a value, where the file says something else of a patient than the source."""
    text = _text(folder)
    source = _source(text)
    for case, said in found.items():
        if not _name(said):
            hint = f"{_FILE} needs the patient's name; without it nothing of this patient is kept"
            message = f"{case} has columns that identify, and no name"
            yield Problem("CP865", Place(_FILE), message, help=hint, severity="warning")
            continue
        for key, values in _entries(said):
            there = source.node((case, key))
            if there is not None and not set(_texts(there)) >= set(values):
                message = f"`{key}` of {case} is another here than in the source; it is kept"
                hint = "compare the two, and write what is right in both"
                place = source.place(case, key)
                yield Problem("CP722", place, message, help=hint, severity="warning")


def write_identities(folder: Path, found: Known) -> tuple[str, ...]:
    """Add the patients that the file does not have yet; return their ids."""
    text = _text(folder)
    known = _source(text).root
    there = {entry.key for entry in known.entries} if isinstance(known, Group) else set()
    new = {case: said for case, said in found.items() if case not in there and _name(said)}
    if not new:
        return ()
    blocks = [text if text.endswith("\n") or not text else f"{text}\n"]
    for case, said in new.items():
        blocks.append(f"{quoted(case)}:\n")
        blocks += [f"  {key}: {_value(key, values)}\n" for key, values in _entries(said)]
    write_all(folder, {_FILE: "".join(blocks).encode()}, mode=0o600)
    return tuple(new)


def _text(folder: Path) -> str:
    path = folder / _FILE
    return path.read_text("utf-8") if path.is_file() else _HEAD


def _source(text: str) -> Source:
    root, _ = read_yaml(text, _FILE)
    return Source(_FILE, root or Group((), Place(_FILE)))


def _name(said: Mapping[str, Sequence[str]]) -> str:
    if "name" in said:
        return said["name"][0]
    return " ".join(part for key in ("first name", "last name") for part in said.get(key, ()))


def _entries(said: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    yield "name", [_name(said)]
    for key in ("also_known_as", "date_of_birth", "record_number", "address", "contacts"):
        if key in said:
            yield key, said[key] if key in _LISTS else [", ".join(said[key])]


def _value(key: str, values: Sequence[str]) -> str:
    told = [quoted(" ".join(value.split())) for value in values]
    return f"[{', '.join(told)}]" if key in _LISTS else told[0]


def _texts(node: object) -> list[str]:
    values = getattr(node, "values", None)
    return [str(getattr(one, "text", "")) for one in (values if values is not None else (node,))]
