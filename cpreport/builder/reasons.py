"""Say why a document is due, down to the value of a case file that changed since it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping

from cpreport.builder.fingerprint import CODE, Looks, files_since
from cpreport.builder.plan import Document, Order
from cpreport.builder.record import BuildRecord, Output
from cpreport.cases.text import Listing, Node, Path, Scalar, Source, leaves
from cpreport.cases.text import Mapping as Keys
from cpreport.content_cache import CacheFolder, find_made, make_once, use_cache
from cpreport.outcomes.wording import join_names

Inside = Callable[[str, str], str]
#: More changed files, or values, than this are counted.
_MOST_NAMED = 3


def inside_of(shelf: CacheFolder, sources: Mapping[str, Source], looks: Looks) -> Inside:
    """Make what says what changed inside a case file, or behind a part of the looks."""

    def inside(name: str, then: str) -> str:
        if name in sources:
            return changes_since(shelf, sources[name], then)
        known = files_since(shelf, looks, name, then)
        return "; ".join(_files_unlike(known, looks.files[name], f"{name}/")) if known else ""

    return inside


def reason_for(
    document: Document,
    record: BuildRecord,
    order: Order,
    hashes: Mapping[str, str],
    looks: Mapping[str, str],
    inside: Inside = lambda name, then: "",
) -> str:
    """Say why a document must be made: `new`, `P02.yaml changed`, `styles changed`.

    Parameters
    ----------
    inside : callable
        Takes the name of a changed file, or of a part of the looks, and its earlier hash, and says
        what changed in it, such as `visits[after].MAS.elbow flexors.right: 2 → 1+`; nothing where
        that is not known.
    """
    known = [record.outputs[path] for path in document.outputs if path in record.outputs]
    if not known:
        return "new"
    now = {name: hashes[name] for name in document.inputs}
    said = [*_inputs_unlike(known[0].inputs, now, inside)]
    said += _looks_unlike(known[0].looks, looks, inside)
    if not said:
        said = list(_outputs_unlike(document, record, order))
    if not said and order.force:
        said = ["asked for with --force"]
    return "; ".join(said) or "not made by this version"


def _inputs_unlike(
    then: Mapping[str, str], now: Mapping[str, str], inside: Inside
) -> Iterator[str]:
    changed = [n for n in sorted(now) if n in then and then[n] != now[n]]
    told = {n: inside(n, then[n]) for n in changed} if len(changed) <= _MOST_NAMED else {}
    known = {name: said for name, said in told.items() if said}
    yield from (f"{name}: {said}" for name, said in known.items())
    as_before = {name: now[name] for name in known}
    yield from _files_unlike({**then, **as_before}, now)


def _files_unlike(
    then: Mapping[str, str], now: Mapping[str, str], within: str = ""
) -> Iterator[str]:
    unlike = {
        "changed": [n for n in sorted(now) if n in then and then[n] != now[n]],
        "added": [n for n in sorted(now) if n not in then],
        "taken out": [n for n in sorted(then) if n not in now],
    }
    for what, names in unlike.items():
        yield from _named([within + name for name in names], what)


def _named(names: list[str], what: str) -> Iterator[str]:
    if len(names) > _MOST_NAMED:
        yield f"{len(names)} files {what}"
    elif names:
        yield f"{join_names(names)} {what}"


def _looks_unlike(then: Mapping[str, str], now: Mapping[str, str], inside: Inside) -> Iterator[str]:
    unlike = [part for part in now if then.get(part) != now[part]]
    if unlike and not then:
        yield "templates, styles or cpreport itself changed"
        return
    for part in unlike:
        if part in (CODE, "templates", "styles"):
            yield inside(part, then.get(part, "")) or f"{part} changed"
        else:
            yield f"{part} {then.get(part, 'absent')} became {now[part]}"


def _outputs_unlike(document: Document, record: BuildRecord, order: Order) -> Iterator[str]:
    """Say what is wrong with the files of a document made from what is there now."""
    for path in document.outputs:
        output: Output | None = record.outputs.get(path)
        if output is None:
            yield f"{path} is new"
        elif not (order.output / path).is_file():
            yield f"{path} was missing"
        elif not record.is_fresh(order.output, path, output.key):
            yield f"{path} was changed by something else"
        else:
            continue
        return


# --- what changed inside a case file ------------------------------------------------------------


def values_of(source: Source) -> dict[str, str]:
    """Name every value of a file, such as `visits[after].MAS.elbow flexors.right`.

    Of all that is not a grade only eight bits of a hash are given: enough to notice most changes,
    and too few to guess a date or a word from what is kept from build to build.
    """
    return {
        _name(source.root, path): scalar.text if _is_grade(path) else _hash(scalar.text)
        for path, scalar in leaves(source.root)
    }


def changes(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say in a line what changed from one version of a file to another; empty where nothing did."""
    said = list(_changes(then, now))
    more = len(said) - _MOST_NAMED
    return "; ".join(said[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")


def keep_values(shelf: CacheFolder, source: Source) -> None:
    """Keep the values of a file, under its hash, for the build that finds it changed."""
    with use_cache(shelf):
        make_once("values", (source.sha256,), lambda: json.dumps(values_of(source)).encode())


def changes_since(shelf: CacheFolder, source: Source, then: str) -> str:
    """Say what changed in a file since it had this hash; empty where that is not known."""
    with use_cache(shelf):
        found = find_made("values", (then,))
    return changes(json.loads(found), values_of(source)) if found is not None else ""


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
