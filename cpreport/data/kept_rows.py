"""Keep what a case adds to the data files, for the build that finds its file unchanged.

Of each case one version is kept, named by its file; of one that does not share its data no more
than what the supplement prints.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from cpreport.content_cache import find_made, fold, keep, let_go, unfold

_KIND = "rows of a case"


@dataclass(frozen=True, slots=True)
class CaseRows:
    """What a case adds to the data files.

    entries, results, grades, scores : str
        Its part of `results.json`, of `results.csv`, of the table of grades and of that of scores.
    table : str
        Its rows of the supplement with their headings; empty where the series has no such table.
    scales : tuple of str
        The ids of its scales.
    made_from : str
        All that decided them.
    """

    entries: str
    results: str
    grades: str
    scores: str
    table: str
    scales: tuple[str, ...]
    made_from: str


def rows_once(file: str, made_from: str, make: Callable[[], CaseRows]) -> CaseRows:
    """Find the rows of a case where they are kept, or make them and keep them there."""
    kept = find_made(_KIND, (file,))
    rows = None if kept is None else _read(kept)
    if rows is None or rows.made_from != made_from:
        rows = make()
        keep(_KIND, (file,), fold(json.dumps(asdict(rows), ensure_ascii=False)))
    return rows


def let_rows_go(file: str) -> None:
    """Keep no rows of a case."""
    let_go(_KIND, (file,))


def _read(content: bytes) -> CaseRows | None:
    """Read what was kept; None where it is anything else."""
    with contextlib.suppress(ValueError):
        rows: CaseRows = _form().validate_json(unfold(content), strict=True)
        return rows
    return None


@cache
def _form() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(CaseRows)
