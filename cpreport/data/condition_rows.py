"""Tell what patients had before and have besides, a row each: the rows of `conditions.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.data.cell_text import Row, or_not_recorded
from cpreport.data.columns import NOT_APPLICABLE
from cpreport.outcomes.conditions import comorbidities_of, history_of
from cpreport.scales.graded import ScoredCase


def condition_rows(cases: Iterable[ScoredCase]) -> Iterator[Row]:
    """Yield a row for each comorbidity and each entry of a history, or for there being none."""
    for case in cases:
        patient = case.case.patient
        if isinstance(patient.comorbidities, str):
            yield (case.id, "comorbidity", "0", patient.comorbidities, *[NOT_APPLICABLE] * 2)
        listed = (("comorbidity", comorbidities_of(patient)), ("history", history_of(patient)))
        for kind, conditions in listed:
            for n, one in enumerate(conditions, 1):
                about = (case.id, kind, str(n), " ".join(one.term.split()))
                yield (*about, or_not_recorded(one.since), or_not_recorded(one.treated))
