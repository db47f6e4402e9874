"""Sum up one value a patient by median, range and quartiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from cpreport.catalogue import Say
from cpreport.outcomes.result import NOT_RECORDED, Result, missing_result
from cpreport.outcomes.statistics import cut_digits, five_numbers, quantile
from cpreport.outcomes.wording import range_text

#: Last parts of the ids with their words, in the order they are told.
MEDIAN_AND_RANGE = ("median", "min", "max", "range")
ALL_NUMBERS = ("median", "q1", "q3", "iqr", "min", "max", "range")

#: By part the sentences for its label and for how it was found.
_SENTENCES = {
    "median": ("results.summary.median", "results.summary.median.how"),
    "q1": ("results.summary.q1", "results.summary.q1.how"),
    "q3": ("results.summary.q3", "results.summary.q3.how"),
    "iqr": ("results.summary.iqr", "results.summary.iqr.how"),
    "min": ("results.summary.min", "results.summary.min.how"),
    "max": ("results.summary.max", "results.summary.max.how"),
    "range": ("results.summary.range", "results.summary.range.how"),
}
_BY_QUANTILES = ("median", "q1", "q3", "iqr")
_SPANS = {"range": ("min", "max"), "iqr": ("q1", "q3")}


_MEDIAN, _RANGE = "median", "range"


def printed_summaries(asked: Sequence[str]) -> tuple[str, ...]:
    """Name the summaries that tables print, each in a row: median and range are one.

    >>> printed_summaries(["range", "median", "mean (SD)"]), printed_summaries([])
    (('median (range)', 'mean (SD)'), ('median (range)',))
    """
    if not asked:
        return (f"{_MEDIAN} ({_RANGE})",)
    named = tuple(dict.fromkeys(asked))
    if not {_MEDIAN, _RANGE} <= set(named):
        return named
    both = f"{_MEDIAN} ({_RANGE})"
    return tuple(dict.fromkeys(both if name in (_MEDIAN, _RANGE) else name for name in named))


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How the numbers of one kind of value are computed and printed.

    show : callable
        Gives the printed form of one number, without its unit.
    value : callable
        Gives what the result holds as its value; a grade is text.
    unit : callable
        Gives the unit of one number.
    span : callable
        Gives the printed form of a range, with its unit.
    quantile : callable
        The definition of median and quartiles.
    """

    show: Callable[[Decimal], str]
    value: Callable[[Decimal], Decimal | str]
    unit: Callable[[Decimal], str]
    span: Callable[[Decimal, Decimal], str]
    quantile: Callable[[Sequence[Decimal], Fraction], Decimal] = quantile


def plain_form(show: Callable[[Decimal], str], unit: str = "", span_unit: str = "") -> NumberForm:
    """Make the form of numbers that are printed one by one, with a unit after a range."""
    return NumberForm(
        show,
        cut_digits,
        lambda _: unit,
        lambda low, high: range_text(show(low), show(high), span_unit),
    )


def summary(
    say: Say,
    prefix: str,
    label: str,
    values: Mapping[str, Decimal],
    form: NumberForm,
    parts: Sequence[str] = MEDIAN_AND_RANGE,
    quartiles: str = "",
    absent: str = NOT_RECORDED,
    why: str = "results.summary.none",
) -> Iterator[Result]:
    """Sum up one value a patient.

    Parameters
    ----------
    prefix : str
        What the ids begin with.
    values : mapping of str to Decimal
        By the id of the result that each is, or comes from.
    quartiles : str
        The sentence that says in the method how median and quartiles are defined.
    absent : str
        The word where there is no value at all.
    why : str
        The sentence that says why there is none.
    """
    sources = tuple(values)
    if not values:
        for part in parts:
            named = say(_SENTENCES[part][0], what=label)
            yield missing_result(f"{prefix}.{part}", named, absent, method=say(why))
        return
    numbers = five_numbers(list(values.values()), form.quantile)
    for part in parts:
        named, how = _SENTENCES[part]
        defined = say(quartiles) if quartiles and part in _BY_QUANTILES else ""
        common = Result(
            f"{prefix}.{part}",
            say(named, what=label),
            None,
            "",
            method=say(how, len(values), n=str(len(values)), defined=defined),
            sources=sources,
        )
        yield _fill(common, part, numbers, form)


def _fill(common: Result, part: str, numbers: Mapping[str, Decimal], form: NumberForm) -> Result:
    if part in _SPANS:
        low, high = (numbers[end] for end in _SPANS[part])
        text = form.span(low, high)
        return replace(common, value=text, printed=text, unit=form.unit(high))
    number = numbers[part]
    return replace(
        common, value=form.value(number), printed=form.show(number), unit=form.unit(number)
    )
