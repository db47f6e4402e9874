"""Sum up values by mean and standard deviation, where asked for and where the scale bears it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from cpreport.cases.series import SeriesRecord
from cpreport.catalogue import Say
from cpreport.outcomes.result import NOT_RECORDED, Result, missing_result
from cpreport.outcomes.statistics import cut_digits, mean, standard_deviation
from cpreport.problems import Problem
from cpreport.scales.definition import Scale
from cpreport.scales.graded import ScoredSeries
from cpreport.scales.names import scale_of

MEAN = "mean (SD)"
#: Stands for the deviation of a single value.
NOT_COMPUTABLE = "not computable"

Show = Callable[[Decimal], str]


def has_mean(record: SeriesRecord, scale: Scale) -> bool:
    """Whether means of a scale are asked for, and equal steps of it are equal amounts."""
    return MEAN in record.summaries and bears_mean(scale)


def bears_mean(scale: Scale) -> bool:
    """Whether a mean of a scale's scores says anything: not of ordinal codes."""
    return scale.level in ("interval", "ratio")


#: The parts of a mean with the sentences for their labels and for how they were found.
_PARTS = (
    ("mean", "results.summary.mean", "results.summary.mean.how", mean),
    ("sd", "results.summary.sd", "results.summary.sd.how", standard_deviation),
)


def mean_results(
    say: Say,
    prefix: str,
    label: str,
    values: Mapping[str, Decimal],
    unit: str,
    show: tuple[Show, Show],
    absent: str = NOT_RECORDED,
) -> Iterator[Result]:
    """Compute the mean of one value a patient, and its standard deviation.

    Parameters
    ----------
    show : (callable, callable)
        Print the mean, and the deviation, which has no sign.
    absent : str
        The word where there is no value at all.
    """
    n = len(values)
    for (part, name, how, compute), shown in zip(_PARTS, show, strict=True):
        said = say(name, what=label)
        value = compute(list(values.values())) if values else None
        if value is None:
            why = say("results.summary.one" if values else "results.summary.none")
            word = NOT_COMPUTABLE if values else absent
            yield missing_result(f"{prefix}.{part}", said, word, method=why, sources=tuple(values))
            continue
        yield Result(
            f"{prefix}.{part}",
            said,
            cut_digits(value),
            shown(value),
            unit,
            method=say(how, n, n=str(n)),
            sources=tuple(values),
        )


def mean_problems(scored: ScoredSeries) -> Iterator[Problem]:
    """Refuse the mean of scores that are all ordinal."""
    record = scored.series.record
    if MEAN not in record.summaries or record.measures:
        return
    scales = [s for o in record.outcomes if (s := scale_of(scored.scales, o.scale)) is not None]
    if scales and not any(map(bears_mean, scales)):
        names = ", ".join(dict.fromkeys(scale.id for scale in scales))
        yield Problem(
            "CP306",
            record.source.place("summaries", record.summaries.index(MEAN)),
            f"no mean can be given: the scores of {names} are ordinal",
            allowed=("median", "median (quartiles)", "range"),
            help="leave it out; a scale of your own whose equal steps are equal amounts says "
            "`level: interval`",
        )
