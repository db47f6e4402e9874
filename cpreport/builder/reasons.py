"""Take what an output was made from and what it would be made from now, and say why it is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from cpreport.builder.fingerprint import CODE, Looks, files_since
from cpreport.builder.plan import Document, Order
from cpreport.builder.record import BuildRecord, Output
from cpreport.builder.value_changes import changes_since
from cpreport.cases.text import Source
from cpreport.content_cache import CacheFolder
from cpreport.outcomes.wording import join_names

Inside = Callable[[str, str], str]
#: More changed files than this are counted.
_MOST_NAMED = 3


def inside_of(shelf: CacheFolder, sources: Mapping[str, Source], looks: Looks) -> Inside:
    """Give what says what changed inside a case file, or behind a part of the looks.

    Parameters
    ----------
    sources : mapping of str to Source
        The case files as they were read, by name.
    """

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
