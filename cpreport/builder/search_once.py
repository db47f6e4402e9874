"""Search finished files for who the patients are, but for content that was searched before.

What was found in it is taken from the record of a build, or from the cache. The same content under
the same ending tells the same; only the name of the file is looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from cpreport.builder.privacy_gate import Gate, search_outputs
from cpreport.builder.record import SearchedFile, searched_from, searched_json, sha256
from cpreport.content_cache import find_made, make_once
from cpreport.privacy.scan import name_hit
from cpreport.problems import Problem

_KIND = "searched"


def search_once(
    gate: Gate, files: Mapping[str, bytes], built: Mapping[str, SearchedFile]
) -> tuple[dict[str, SearchedFile], tuple[Problem, ...]]:
    """Search files; say what was found in each, or why none may be published."""
    if gate.search is None:
        return {}, ()
    of_build = {
        (_ending(path), known.sha256): known
        for path, known in built.items()
        if known.search == gate.name
    }
    found: dict[str, SearchedFile] = {}
    for path, content in files.items():
        named = (_ending(path), sha256(content))
        known = of_build.get(named) or _kept(gate, named)
        if known is not None and not name_hit(gate.search, path):
            found[path] = known
    new, problems = search_outputs(gate, {p: c for p, c in files.items() if p not in found})
    if not problems:
        for path, searched in new.items():
            key = (gate.name, _ending(path), searched.sha256)
            make_once(_KIND, key, partial(searched_json, searched))
    return {path: (found | new)[path] for path in files if path in found or path in new}, problems


def _kept(gate: Gate, named: tuple[str, str]) -> SearchedFile | None:
    content = find_made(_KIND, (gate.name, *named))
    return None if content is None else searched_from(content)


def _ending(path: str) -> str:
    """Name what decides how a file is read: its ending."""
    return path.rpartition(".")[2].lower()
