"""Take a case file as read, and give its values by name; take two versions, and say what changed.

Of all that is not a grade only eight bits of a hash are given: enough to notice most changes, and
too few to guess a date or a word from what is kept from build to build.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from cpreport.cases.text import Listing, Node, Path, Scalar, Source, leaves
from cpreport.cases.text import Mapping as Keys
from cpreport.content_cache import CacheFolder, find_made, make_once, use_cache

#: More changed values than this are counted.
_MOST_NAMED = 3


def values_of(source: Source) -> dict[str, str]:
    """Give every value of a file by its name, such as `visits[after].MAS.elbow flexors.right`."""
    return {
        _name(source.root, path): scalar.text if _is_grade(path) else _hash(scalar.text)
        for path, scalar in leaves(source.root)
    }


def changes(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say in a line what changed from one version of a file to another; empty where nothing did."""
    said = list(_changes(then, now))
    more = len(said) - _MOST_NAMED
    return "; ".join(said[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def keep_values(shelf: CacheFolder, source: Source, hash: str) -> None:
    """Keep the values of a file, under its hash, for the build that finds it changed."""
    with use_cache(shelf):
        make_once("values", (hash,), lambda: json.dumps(values_of(source)).encode())


def changes_since(shelf: CacheFolder, source: Source, hash: str) -> str:
    """Say what changed in a file since it had this hash; empty where that is not known."""
    with use_cache(shelf):
        then = find_made("values", (hash,))
    return changes(json.loads(then), values_of(source)) if then is not None else ""


def _changes(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys((*now, *then)):
        old, new = then.get(name, ""), now.get(name, "")
        if old == new:
            continue
        if name not in then:
            yield f"{name} added" if _is_hash(new) else f"{name}: {new} added"
        elif name not in now:
            yield f"{name} taken out"
        elif _is_hash(old) or _is_hash(new):
            yield f"{name} changed"
        else:
            yield f"{name}: {old} → {new}"


def _is_grade(path: Path) -> bool:
    return path[:1] == ("visits",) and path[2:3] == ("scores",)


def _hash(text: str) -> str:
    return "#" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:2]


def _is_hash(value: str) -> bool:
    return value.startswith("#")


def _name(root: Node, path: Path) -> str:
    """Name a value as its file does: entries of lists by their id where they have one."""
    name, node = "", root
    for step in path:
        node = _child(node, step)
        if isinstance(step, int):
            name += f"[{_id(node) or step + 1}]"
        elif not (step == "scores" and name.startswith("visits[")):
            name += f".{step}" if name else step
    return name


def _child(node: Node, step: str | int) -> Node:
    if isinstance(node, Listing) and isinstance(step, int):
        return node.values[step]
    below = node.get(str(step)) if isinstance(node, Keys) else None
    return node if below is None else below


def _id(node: Node) -> str:
    known = node.get("id") if isinstance(node, Keys) else None
    return known.text if isinstance(known, Scalar) else ""
