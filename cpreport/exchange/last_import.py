"""Keep what a source said at its last import, so that the next can tell whose change is whose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from cpreport.exchange.rows_to_cases import CellValue
from cpreport.exchange.yaml_places import Plain

#: Stands beside map.yaml; it holds what the case files held then, and nothing that identifies.
LAST_IMPORT = ".last-import.json"


def plain_tree(value: object) -> Plain:
    """Write what a source has as a file would: texts, by their keys or in a row."""
    if isinstance(value, CellValue):
        return value.text
    assert isinstance(value, dict)
    if value and all(isinstance(key, int) for key in value):
        return [plain_tree(one) for _, one in sorted(value.items())]
    return {str(key): plain_tree(one) for key, one in value.items()}


def read_last(folder: Path, source: str) -> Mapping[str, Plain]:
    """Read what each case was in a source when it was last imported; nothing where it never was."""
    found = _read(folder).get(source)
    return found if isinstance(found, dict) else {}


def with_cases(folder: Path, source: str, trees: Mapping[str, object]) -> str:
    """Write what is known of all sources, with these cases as this one has them now."""
    known = _read(folder)
    before = known.get(source)
    kept = before if isinstance(before, dict) else {}
    now = {case: plain_tree(tree) for case, tree in trees.items()}
    return json.dumps({**known, source: {**kept, **now}}, ensure_ascii=False) + "\n"


def _read(folder: Path) -> dict[str, Plain]:
    try:
        found = json.loads((folder / LAST_IMPORT).read_text("utf-8"))
    except (OSError, ValueError):
        # Without it an import is as the first: whatever differs is asked about.
        return {}
    return found if isinstance(found, dict) else {}
