"""Tell every treatment session in a row: the rows of `sessions.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.data.cell_text import Row, day_of, or_not_recorded
from cpreport.scales.graded import ScoredCase


def session_rows(cases: Iterable[ScoredCase]) -> Iterator[Row]:
    """Yield a row for each session, numbered over all treatments."""
    for case in cases:
        given = [(t.name, session) for t in case.case.treatment for session in t.sessions]
        for count, (treatment, session) in enumerate(given, 1):
            yield (
                case.id,
                str(count),
                treatment,
                day_of(case, f"session {count}"),
                or_not_recorded("; ".join(session.routes)),
                or_not_recorded(session.dose),
                or_not_recorded(session.volume),
            )
