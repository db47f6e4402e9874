"""Count how many patients improved, by outcome and in any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cpreport.outcomes.ids import verdict_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Direction, Result, count_result, result_id
from cpreport.outcomes.statistics import Interval, wilson
from cpreport.outcomes.verdicts import VERDICT_WORDS
from cpreport.outcomes.wording import interval_text, join_names


def series_verdict_results(
    patients: Sequence[str], outcomes: Sequence[JudgedOutcome], results: Mapping[str, Result]
) -> Iterator[Result]:
    """Count the patients of every verdict on every outcome, and those better or worse in any.

    Parameters
    ----------
    patients : sequence of str
        The ids of the cases.
    results : mapping of str to Result
        Every case's results.
    """
    yield count_result(
        "outcomes",
        "Outcomes judged",
        len(outcomes),
        unit="outcomes",
        method="Outcomes declared for the series.",
    )
    if patients:
        for judged in outcomes:
            yield from _verdict_counts(patients, judged, results)
        yield from _any_outcome(patients, outcomes, results)


def _verdict_counts(
    patients: Sequence[str], judged: JudgedOutcome, results: Mapping[str, Result]
) -> Iterator[Result]:
    sources = tuple(verdict_id(patient, judged) for patient in patients)
    for verdict, word in VERDICT_WORDS:
        who = [
            patient
            for patient, source in zip(patients, sources, strict=True)
            if results[source].value == verdict
        ]
        yield from _patient_counts(
            result_id(judged.key, word),
            f"Patients {_phrase(word)}: {judged.outcome.label} ({judged.scale.name})",
            f"Patients with the verdict “{verdict}” by the rule “{judged.rule.name}”.",
            who,
            sources,
            of=len(patients),
            # Who could not be assessed says nothing of other patients: no interval.
            limits=wilson(len(who), len(patients)) if verdict != "not assessable" else None,
        )


def _phrase(word: str) -> str:
    return "mixed (partly better, partly worse)" if word == "mixed" else word.replace("_", " ")


def _patient_counts(
    count_id: str,
    label: str,
    method: str,
    who: Sequence[str],
    sources: tuple[str, ...],
    *,
    of: int,
    limits: Interval | None,
) -> Iterator[Result]:
    """Count patients, with the interval of their share, and name them."""
    number = count_result(
        count_id,
        label,
        len(who),
        of=of,
        unit="patients",
        method=f"{method} Of all patients{'; 95% interval: Wilson' if limits else ''}.",
        sources=sources,
    )
    if limits is not None:
        number = replace(number, interval=limits, interval_printed=interval_text(limits, of))
    yield number
    yield Result(
        f"{count_id}.who",
        f"{label}, by name",
        join_names(who),
        join_names(who),
        method=method,
        sources=sources,
    )


def _any_outcome(
    patients: Sequence[str], outcomes: Sequence[JudgedOutcome], results: Mapping[str, Result]
) -> Iterator[Result]:
    sources = tuple(verdict_id(patient, j) for patient in patients for j in outcomes)
    words: tuple[tuple[Direction, str], ...] = (("better", "improved"), ("worse", "worse"))
    for verdict, word in words:
        who = [
            patient
            for patient in patients
            if any(results[verdict_id(patient, j)].value == verdict for j in outcomes)
        ]
        yield from _patient_counts(
            f"any.{word}",
            f"Patients {word} in at least one outcome",
            f"Patients with the verdict “{verdict}” on at least one outcome, "
            "whatever the others are.",
            who,
            sources,
            of=len(patients),
            limits=wilson(len(who), len(patients)),
        )
