"""Count the patients with each category at a visit, and where their changes went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cpreport.cases.measure_record import CategoryMeasure
from cpreport.catalogue import Say
from cpreport.outcomes.category_changes import CHANGED, SAME, same_or_changed
from cpreport.outcomes.change_records import ScoreChange
from cpreport.outcomes.ids import score_id
from cpreport.outcomes.result import NOT_RECORDED, Result, count_result, missing_result, result_id
from cpreport.scales.graded import Score

_WAYS = ("better", "unchanged", "worse")


def category_counts(
    say: Say, prefix: str, label: str, category: CategoryMeasure, scores: Sequence[Score]
) -> Iterator[Result]:
    """Count the patients of each value at a visit, and list the counts in one text."""
    there = [score for score in scores if score.value is not None]
    sources = tuple(score_id(score) for score in there)
    found = Counter(score.printed for score in there)
    counts = [(text, found[text]) for text in category.grades]
    method = say("results.category.count.how")
    yield from _counted(say, prefix, label, counts, sources, method)


def change_counts(
    say: Say, prefix: str, label: str, changes: Sequence[tuple[str, ScoreChange]], *, ordered: bool
) -> Iterator[Result]:
    """Count the patients by where their value went, and list the counts in one text."""
    ways = [
        (key, change.direction if ordered else same_or_changed(change))
        for key, change in changes
        if not change.reason
    ]
    found = Counter(way for _, way in ways)
    counts = [(way, found[way]) for way in (_WAYS if ordered else (SAME, CHANGED))]
    sources = tuple(key for key, _ in ways)
    method = say("results.category.changes.how")
    yield from _counted(say, prefix, label, counts, sources, method)


def _counted(
    say: Say,
    prefix: str,
    label: str,
    counts: Sequence[tuple[str, int]],
    sources: tuple[str, ...],
    method: str,
) -> Iterator[Result]:
    every, named = f"{prefix}.counts", say("results.category.counts", what=label)
    total = sum(number for _, number in counts)
    if not total:
        why = say("results.summary.none")
        yield missing_result(every, named, NOT_RECORDED, method=why)
        return
    for text, number in counts:
        yield count_result(
            result_id(prefix, "count", text),
            say("results.category.count", what=label, value=text),
            number,
            of=total,
            method=method,
            sources=sources,
        )
    said = ", ".join(f"{text} ({number})" for text, number in counts if number)
    yield Result(every, named, said, said, method=method, sources=sources)
