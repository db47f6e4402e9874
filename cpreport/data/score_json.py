"""Write the scores of a series as JSON, in parts: all of them are never in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from cpreport.data.result_rows import json_number
from cpreport.data.score_rows import missing_items
from cpreport.scales.graded import Score


def score_json_lines(scores: Iterable[Score]) -> Iterator[str]:
    """Yield the lines of a JSON array, one object a score.

    Each has exactly `case`, `visit`, `scale`, `score`, `side` (`right`, `left` or null), `value`
    (a number or null), `printed`, `status` (`scored`, `not scorable` or the missing word),
    `missing` (the items without a usable grade, each with its side), `basis` (`items`,
    `entered total` or `measurement`), `qualifier` (`<`, `≤`, `>`, `≥`, `~` or null) and `unit` (or
    null).
    """
    before = ""
    for score in scores:
        yield before or "["
        before = f"  {_object(score)},"
    yield before.removesuffix(",") or "[]"
    if before:
        yield "]"


def _object(score: Score) -> str:
    told = {
        "case": score.case,
        "visit": score.visit,
        "scale": score.scale,
        "score": score.name,
        "side": score.side,
        "value": None if score.value is None else json_number(score.value),
        "printed": score.printed,
        "status": score.status,
        "missing": list(missing_items(score)),
        "basis": score.basis,
        "qualifier": score.qualifier or None,
        "unit": score.unit or None,
    }
    return json.dumps(told, ensure_ascii=False)
