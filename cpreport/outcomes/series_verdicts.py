"""Count how many patients improved, by outcome and in any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cpreport.cases.visit_pair import VisitPair
from cpreport.catalogue import Say
from cpreport.outcomes.change_records import ComparedSeries
from cpreport.outcomes.ids import verdict_id
from cpreport.outcomes.judging import JudgedOutcome
from cpreport.outcomes.result import Direction, Result, count_result, missing_result, result_id
from cpreport.outcomes.statistics import wilson
from cpreport.outcomes.verdicts import VERDICT_WORDS
from cpreport.outcomes.wording import interval_text, join_names


def series_verdict_results(
    series: ComparedSeries,
    patients: Sequence[str],
    outcomes: Sequence[JudgedOutcome],
    results: Mapping[str, Result],
) -> Iterator[Result]:
    """Count the patients of every verdict on every outcome, and those better or worse in any."""
    say = series.say
    yield count_result(
        "outcomes",
        say("results.outcomes"),
        len(outcomes),
        unit="outcomes",
        method=say("results.outcomes.how"),
    )
    for pair in series.pairs if patients else ():
        for judged in outcomes:
            yield from _verdict_counts(series, patients, judged, results, pair)
        if outcomes:
            yield from _any_outcome(series, patients, outcomes, results, pair)


def _verdict_counts(
    series: ComparedSeries,
    patients: Sequence[str],
    judged: JudgedOutcome,
    results: Mapping[str, Result],
    pair: VisitPair,
) -> Iterator[Result]:
    say = series.say
    sources = tuple(verdict_id(patient, judged, pair) for patient in patients)
    verdicts = {p: results[key].value for p, key in zip(patients, sources, strict=True)}
    assessed = sum(verdict != "not assessable" for verdict in verdicts.values())
    for verdict, word in VERDICT_WORDS:
        # Who could not be judged says nothing of better or worse: only that row is of all.
        is_judged = verdict != "not assessable"
        label = "results.patients.of.mixed" if word == "mixed" else "results.patients.of"
        how = "results.patients.of.judged.how" if is_judged else "results.patients.of.how"
        yield from _patient_counts(
            say,
            result_id(judged.key, pair.key, word),
            say(
                label,
                verdict=word.replace("_", " "),
                outcome=judged.outcome.label,
                scale=judged.scale.name,
            )
            + series.between(pair),
            say(how, verdict=verdict, rule=judged.rule.name),
            [patient for patient in patients if verdicts[patient] == verdict],
            sources,
            of=assessed if is_judged else len(patients),
            is_share=is_judged,
        )


def _patient_counts(
    say: Say,
    count_id: str,
    label: str,
    method: str,
    who: Sequence[str],
    sources: tuple[str, ...],
    *,
    of: int,
    is_share: bool = True,
) -> Iterator[Result]:
    """Count patients, with the interval of their share, and name them.

    Parameters
    ----------
    of : int
        How many could be judged; of nobody there is no count and no share.
    is_share : bool
        Whether the count is a share of those judged, so that it has an interval.
    """
    if not of:
        why, named = say("results.patients.unknown"), say("results.by_name", what=label)
        for key, said in ((count_id, label), (f"{count_id}.who", named)):
            yield missing_result(key, said, "not assessable", method=why, sources=sources)
        return
    number = count_result(
        count_id,
        label,
        len(who),
        of=of,
        method=f"{method}{say('results.interval.wilson') if is_share else ''}",
        sources=sources,
    )
    if is_share:
        limits = wilson(len(who), of)
        number = replace(number, interval=limits, interval_printed=interval_text(limits, of))
    yield number
    yield Result(
        f"{count_id}.who",
        say("results.by_name", what=label),
        join_names(who),
        join_names(who),
        method=method,
        sources=sources,
    )


def _any_outcome(
    series: ComparedSeries,
    patients: Sequence[str],
    outcomes: Sequence[JudgedOutcome],
    results: Mapping[str, Result],
    pair: VisitPair,
) -> Iterator[Result]:
    say = series.say
    sources = tuple(verdict_id(patient, j, pair) for patient in patients for j in outcomes)
    found = {
        patient: {results[verdict_id(patient, j, pair)].value for j in outcomes}
        for patient in patients
    }
    assessed = sum(verdicts != {"not assessable"} for verdicts in found.values())
    words: tuple[tuple[Direction, str], ...] = (("better", "improved"), ("worse", "worse"))
    for verdict, word in words:
        yield from _patient_counts(
            say,
            result_id("any", pair.key, word),
            say("results.patients.any", verdict=word) + series.between(pair),
            say("results.patients.any.how", verdict=verdict),
            [patient for patient, verdicts in found.items() if verdict in verdicts],
            sources,
            of=assessed,
        )
