"""Turn the measures that a series declares into scales with one score, and no items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cpreport.cases.measure_record import CategoryMeasure, Measure, NumberMeasure
from cpreport.cases.series import SeriesRecord
from cpreport.cases.threshold_record import MeasureThreshold, ThresholdSize
from cpreport.problems import Problem
from cpreport.scales.categories import VALUE, scale_of_category
from cpreport.scales.definition import PublishedSource, Scale, ScoreRule, Threshold
from cpreport.scales.names import ID_FORM, fold, same


def with_measures(
    scales: Mapping[str, Scale], record: SeriesRecord
) -> tuple[dict[str, Scale], list[Problem]]:
    """Add the measures of a series to its scales, and say which cannot be called as they are."""
    known, problems = dict(scales), list[Problem]()
    for name, measure in record.measures.items():
        found = next(_name_problems(record, name, measure, known), None)
        if found is None and isinstance(measure, CategoryMeasure):
            known[name] = scale_of_category(name, measure)
        elif found is None and isinstance(measure, NumberMeasure):
            known[name] = scale_of_number(name, measure)
        elif found is not None:
            problems.append(found)
    return known, problems


def scale_of_number(name: str, number: NumberMeasure) -> Scale:
    """Make the scale of a number: no items, and one score that is measured."""
    possible = number.range
    limits = None
    if possible is not None and possible.low is not None and possible.high is not None:
        limits = (possible.low, possible.high)
    rule = ScoreRule.model_construct(
        name=VALUE,
        label=number.name,
        rule="sum",
        of=(),
        per="side" if number.sided else "patient",
        range=limits,
        digits=number.digits or 0,
    )
    scale = Scale.model_construct(
        id=name,
        name=number.name,
        measures=number.name,
        level="ratio",
        better="higher" if number.better == "higher" else "lower",
        sided=number.sided,
        items=(),
        scores=(rule,),
        main_score=VALUE,
        thresholds=tuple(_threshold(threshold, number.unit) for threshold in number.thresholds),
        licence="none needed",
    )
    scale._number = number
    return scale


def _threshold(declared: MeasureThreshold, unit: str | None) -> Threshold:
    said = {name: getattr(declared, name) for name in ThresholdSize.model_fields}
    source = PublishedSource(citation=declared.source)
    threshold = Threshold.model_construct(**said, score=VALUE, source=source)
    threshold._unit = unit or ""
    return threshold


def _name_problems(
    record: SeriesRecord, name: str, measure: Measure, known: Mapping[str, Scale]
) -> Iterator[Problem]:
    place = record.source.key_place("measures", name)
    if not ID_FORM.fullmatch(name):
        hint = "use letters, digits, - and _, a letter first; the words go into `name`"
        yield Problem("CP106", place, f"`{name}` cannot be the id of a measure", help=hint)
    for scale in known.values():
        if same(name, scale.id, (scale.name, *scale.synonyms)):
            message = f"`{name}` already names the {scale.name} ({scale.id})"
            likely = _likely_id(measure, known)
            hint = f"give the measure another id{likely}; capitals make no difference"
            yield Problem("CP105", place, message, help=hint)
        elif fold(measure.name) in map(fold, (scale.id, scale.name, *scale.synonyms)):
            own = record.source.place("measures", name, "name")
            message = f"`{measure.name}` is already the name of {scale.id}"
            yield Problem("CP105", own, message, help="give the measure another name")


def _likely_id(measure: Measure, known: Mapping[str, Scale]) -> str:
    """Propose the name of a measure as its id, where it can be one and nothing has it."""
    word = fold(measure.name).replace(" ", "-")
    taken = any(same(word, scale.id, (scale.name, *scale.synonyms)) for scale in known.values())
    return f", such as `{word}`" if ID_FORM.fullmatch(word) and not taken else ""
