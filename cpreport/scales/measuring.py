"""Read the measurements of a visit, numbers and categories, and name what cannot be one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cpreport.cases.case import Case, Measured
from cpreport.cases.measure_record import Measure
from cpreport.cases.text import Path
from cpreport.cases.values import is_missing
from cpreport.problems import Problem, nearest
from cpreport.scales.definition import SIDES, Scale, Side
from cpreport.scales.graded import Score
from cpreport.scales.measured_value import WrittenValue
from cpreport.scales.names import scale_of, side_of
from cpreport.scales.reader import needs_unit
from cpreport.scales.repeats import read_values


def read_measurements(
    scales: Mapping[str, Scale], case: Case, index: int
) -> tuple[dict[str, tuple[Score, ...]], list[Problem]]:
    """Read every value of a visit, by the id of its measure, and say what is wrong with others.

    Parameters
    ----------
    index : int
        Position of the visit in the case.
    """
    found: dict[str, dict[Side | None, Score]] = {}
    problems: list[Problem] = []
    for name, measured in case.visits[index].measurements.items():
        path: Path = ("visits", index, "measurements", name)
        scale = scale_of(scales, name)
        measure = None if scale is None else scale.number or scale.category
        if scale is None or measure is None:
            problems.append(_unknown(scales, case, scale, name, path))
            continue
        of_scale = found.setdefault(scale.id, {})
        for written in _each_value(scale, measure, case, index, measured, path):
            if isinstance(written, Problem):
                problems.append(written)
                continue
            side = written[0].side
            read, more = read_values(written)
            problems += more
            if read is not None and side in of_scale:
                problems.append(_measured_twice(written[0], of_scale[side]))
            elif read is not None:
                of_scale[side] = read
    return {
        scale_id: tuple(sorted(sides.values(), key=lambda s: s.side == "left"))
        for scale_id, sides in found.items()
    }, problems


def _unknown(
    scales: Mapping[str, Scale], case: Case, scale: Scale | None, name: str, path: Path
) -> Problem:
    place = case.source.key_place(*path)
    if scale is not None:
        message = f"`{name}` is no number: the {scale.name} is graded item by item"
        hint = "write its grades under `scores`, and a total alone under `entered_totals`"
        return Problem("CP120", place, message, help=hint, case=case.id)
    measures = {s.id: s.name for s in scales.values() if s.is_measured}
    own = {key: said for key, said in measures.items() if not needs_unit(scales[key])}
    words = ((*known, *known.values()) for known in (own, measures))
    meant = next(filter(None, (nearest(name, of) for of in words)), "")
    hint = meant or f"declare it in series.yaml: measures: {{{name}: {{name: …, unit: …}}}}"
    message = f"there is no measure `{name}`"
    return Problem("CP120", place, message, tuple(own), hint, case=case.id)


def _each_value(
    scale: Scale, measure: Measure, case: Case, index: int, measured: Measured, path: Path
) -> Iterator[Sequence[WrittenValue] | Problem]:
    """Yield the values of each side, or of the patient: one, or several of the same visit."""
    bare = WrittenValue(case, case.visits[index].id, scale, measure, None, "", case.source.place())
    if not isinstance(measured, dict):
        if measure.sided and not (isinstance(measured, str) and is_missing(measured)):
            place = case.source.place(*path)
            message = f"{scale.name} is measured on each side, but has one value"
            hint = f"write {path[-1]}: {{right: …, left: …}}"
            yield Problem("CP103", place, message, ("right", "left"), hint, case=case.id)
            return
        # One missing word for two sides says that neither was measured.
        for one in SIDES if measure.sided else (None,):
            yield _values(replace(bare, side=one), measured, path)
        return
    for word, values in measured.items():
        side, key = side_of(word), case.source.key_place(*path, word)
        if not measure.sided:
            message = f"{scale.name} has no sides"
            hint = "write one value, or declare `sided: yes` under `measures` in series.yaml"
            yield Problem("CP103", key, message, (), hint, case=case.id)
            return
        if side is None:
            message = f"`{word}` is not a side"
            yield Problem("CP103", key, message, ("right", "left"), case=case.id)
        else:
            yield _values(replace(bare, side=side), values, (*path, word))


def _values(
    bare: WrittenValue, measured: str | tuple[str, ...], path: Path
) -> tuple[WrittenValue, ...]:
    source = bare.case.source
    if isinstance(measured, str):
        return (replace(bare, text=measured, place=source.place(*path)),)
    return tuple(
        replace(bare, text=text, place=source.place(*path, n)) for n, text in enumerate(measured)
    )


def _measured_twice(again: WrittenValue, first: Score) -> Problem:
    name = f"{again.side} {again.scale.name}" if again.side else again.scale.name
    return again.problem(
        "CP112",
        f"{name} is measured already at this visit",
        f"its first value stands at {first.place}",
    )
