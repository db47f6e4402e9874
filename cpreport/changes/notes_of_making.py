"""Read what cpreport noted in a document when it was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from cpreport.changes.docx_parts import Tree
from cpreport.changes.returned_paragraphs import ReturnedNumber
from cpreport.manuscript.document import Origin
from cpreport.publish.docx.content_marks import keys_in, with_ids
from cpreport.publish.docx.traces import NAMESPACE, Target, Trace

#: What a trace may say of its paragraph beside its words.
_ABOUT = ("looks", "style", "picture", "alt", "shape")


@dataclass(frozen=True, slots=True)
class NotesOfMaking:
    """What cpreport noted when the file was made."""

    results: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    traces: Mapping[str, Trace] = field(default_factory=dict)
    numbers: Mapping[str, tuple[ReturnedNumber, ...]] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    document: str = ""
    running: tuple[tuple[str, str], ...] = ()
    styles: Mapping[str, str] = field(default_factory=dict)


def read_notes_of_making(root: Tree | None) -> NotesOfMaking:
    """Read results by key, with what they printed; paragraphs by key, with their numbers."""
    if root is None:
        return NotesOfMaking()
    results = {
        r.get("key", ""): (r.get("ids", ""), r.get("printed", ""))
        for r in root.iter(f"{{{NAMESPACE}}}result")
    }
    ids = {key: said for key, (said, _) in results.items()}
    traces: dict[str, Trace] = {}
    numbers: dict[str, tuple[ReturnedNumber, ...]] = {}
    for made in root.iter(f"{{{NAMESPACE}}}paragraph"):
        key = made.get("key", "")
        text = with_ids(made.text or "", ids)
        there = (results.get(name, ("", "")) for name in keys_in(made.text or ""))
        numbers[key] = tuple(ReturnedNumber(of, printed, printed) for of, printed in there)
        about = {name: said for name in _ABOUT if (said := made.get(name)) is not None}
        part = _number(made, "part")
        traces[key] = Trace(key, text, made.get("kind", ""), _origin(made), part, about)
    targets = tuple(
        Target(made.get("anchor", ""), made.get("label", ""), made.get("name", ""))
        for made in root.iter(f"{{{NAMESPACE}}}target")
    )
    running = tuple((k, root.get(k, "")) for k in ("header", "footer") if root.get(k) is not None)
    styles = {m.get("name", ""): m.get("form", "") for m in root.iter(f"{{{NAMESPACE}}}style")}
    return NotesOfMaking(
        results, traces, numbers, targets, root.get("document", ""), running, styles
    )


def _origin(made: Tree) -> Origin | None:
    try:
        path = json.loads(made.get("path", ""))
    except ValueError:
        return None
    if not isinstance(path, list) or not all(isinstance(step, str | int) for step in path):
        return None
    return Origin(made.get("file", ""), tuple(path), _number(made, "block"))


def _number(made: Tree, name: str) -> int:
    said = made.get(name, "0")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
