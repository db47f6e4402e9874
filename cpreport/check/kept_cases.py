"""Keep cases as read and scored by the content of their files, as data that is safe to read back.

What is kept is JSON: texts, numbers and the names of our own records. Reading it makes such records
and nothing else, whoever wrote it. Nothing is kept of a case that something was said about, which
may depend on the day, or that has pictures, which are files of their own.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import pickle
import zlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from sys import intern
from typing import Any

from cpreport.cases import case, text, time_unit, values, visit_pair
from cpreport.check import contents
from cpreport.check.contents import Contents
from cpreport.content_cache import find_made, is_made, make_once
from cpreport.outcomes import brief, change_records, result
from cpreport.outcomes.brief import Brief
from cpreport.outcomes.pack import Packed, packed_bytes, packed_from
from cpreport.problems import Place
from cpreport.scales import definition, graded
from cpreport.scales.graded import ScoredSeries

_KIND, _WHOLE = "case", "whole case"
#: The modules whose records a kept case is made of.
_ROOMS = (
    case, text, time_unit, values, visit_pair, contents, brief, change_records, result, definition,
    graded,
)  # fmt: skip
#: Records that many cases share.
_SHARED = frozenset({"VisitPair", "Threshold", "PublishedSource", "ThresholdPass"})
#: A kept case is some kilobytes; one that unpacks to more is none of ours.
_MOST = 20_000_000


#: What the series needs of a case, what its report will hold (None where nobody asked), whether its
#: texts name what only the whole series has, and the ids of its scales.
Found = tuple[Brief, Contents | None, bool, tuple[str, ...]]


def made_from(setting: str, path: Path) -> tuple[str, str, str]:
    """Name what is found of a case by all that decides it: the setting, and its file as it is now.

    Parameters
    ----------
    setting : str
        As `name_of_setting` gives it.
    """
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    return setting, path.name, hashlib.sha256(content).hexdigest()


def name_of_setting(scored: ScoredSeries, *, leave_out: bool, every_report: bool) -> str:
    """Name all that decides what is found of a case, but for its file and our own code."""
    series = scored.series
    own = [(series.record.source.file, series.record.source.sha256)]
    texts = [*series.sections.values(), *series.bibliography, *series.scale_files]
    texts += [series.style_file] if series.style_file is not None else []
    own += [(text.file, text.sha256) for text in texts]
    told = (leave_out, every_report, scored.unit_of_time, own)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def is_kept(named: tuple[str, ...]) -> bool:
    """Whether what was found of a case is kept."""
    return is_made(_KIND, named)


def find_kept(named: tuple[str, ...]) -> Found | None:
    """Read what was found of a case; None where it is not kept."""
    content = find_made(_KIND, named)
    if content is None:
        return None
    try:
        own, holds, again, scales = _from_json(content)
        sound = isinstance(own, Brief) and isinstance(holds, Contents | None)
        return (own, holds, bool(again), tuple(scales)) if sound else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, zlib.error):
        return None


def keep_pack(named: tuple[str, ...], packed: Packed) -> None:
    """Keep a case whole, where it can be read back."""
    with contextlib.suppress(pickle.UnpicklingError):
        content = packed_bytes(packed)
        make_once(_WHOLE, named, lambda: content)


def find_pack(named: tuple[str, ...]) -> Packed | None:
    """Read a case whole; None where it is not kept."""
    content = find_made(_WHOLE, named)
    try:
        return None if content is None else packed_from(content)
    except (ValueError, TypeError):
        return None


def keep(named: tuple[str, ...], found: Found) -> None:
    """Keep what was found of a case, where that can be read back later and be the same."""
    # What has no form here is not kept.
    with contextlib.suppress(KeyError):
        content = _as_json(found)
        make_once(_KIND, named, lambda: content)


# --- records as JSON ------------------------------------------------------------------------------


@cache
def _records() -> Mapping[str, type]:
    """The records that may be written and read, by name; no two of them have the same."""
    found = {"Place": Place}
    for room in _ROOMS:
        for name, kind in vars(room).items():
            ours = isinstance(kind, type) and kind.__module__ == room.__name__
            if ours and (is_dataclass(kind) or hasattr(kind, "model_fields")):
                found[name] = kind
    return found


def _as_json(thing: object) -> bytes:
    return zlib.compress(json.dumps(_node(thing), ensure_ascii=False).encode(), 1)


def _from_json(content: bytes) -> Any:
    unpacked = zlib.decompressobj()
    told = unpacked.decompress(content, _MOST)
    return _thing(json.loads(told))


def _node(thing: Any) -> Any:
    """Write a thing as JSON; a list begins with the name of what it is."""
    kind = type(thing)
    if thing is None or kind in (str, int, bool):
        return thing
    if write := _WRITE.get(kind):
        return write(thing)
    if _records()[kind.__name__] is not kind:
        raise KeyError(kind.__name__)
    if is_dataclass(kind):
        return [kind.__name__, *(_node(getattr(thing, f.name)) for f in fields(thing))]
    state = thing.__getstate__()
    return [
        kind.__name__,
        {name: _node(value) for name, value in state["__dict__"].items()},
        sorted(state["__pydantic_fields_set__"]),
        {name: _node(value) for name, value in (state["__pydantic_private__"] or {}).items()},
    ]


@lru_cache(4096)
def _decimal(told: str) -> Decimal:
    return Decimal(told)


_WRITE: Mapping[type, Callable[[Any], Any]] = {
    tuple: lambda thing: ["tuple", *map(_node, thing)],
    frozenset: lambda thing: ["frozenset", *map(_node, sorted(thing))],
    dict: lambda thing: ["dict", *(_node(one) for pair in thing.items() for one in pair)],
    Decimal: lambda thing: ["Decimal", str(thing)],
    dt.date: lambda thing: ["date", thing.isoformat()],
}
_READ: Mapping[str, Callable[[list[Any]], Any]] = {
    "tuple": lambda parts: tuple(map(_thing, parts)),
    "frozenset": lambda parts: frozenset(map(_thing, parts)),
    "dict": lambda parts: dict(zip(map(_thing, parts[::2]), map(_thing, parts[1::2]), strict=True)),
    "Decimal": lambda parts: _decimal(parts[0]),
    "date": lambda parts: dt.date.fromisoformat(parts[0]),
}


def _thing(node: Any) -> Any:
    if type(node) is str:
        return intern(node)
    if node is None or type(node) in (int, bool):
        return node
    name = node[0]
    if read := _READ.get(name):
        return read(node[1:])
    return _shared_record(json.dumps(node)) if name in _SHARED else _record(node)


def _record(node: list[Any]) -> Any:
    kind: Any = _records()[node[0]]
    if not hasattr(kind, "model_fields"):
        return kind(*map(_thing, node[1:]))
    _, said, given, private = node
    made = kind.__new__(kind)
    made.__setstate__(
        {
            "__dict__": {intern(name): _thing(value) for name, value in said.items()},
            "__pydantic_fields_set__": set(given),
            "__pydantic_extra__": None,
            "__pydantic_private__": {name: _thing(value) for name, value in private.items()}
            or None,
        }
    )
    return made


@lru_cache(1024)
def _shared_record(told: str) -> Any:
    return _record(json.loads(told))
