"""Explain the columns, values, grades and numbers of data files: the rows of `codebook.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cpreport.catalogue import say
from cpreport.data.cell_text import Row, or_not_applicable
from cpreport.data.columns import ITEM_GRADES, NOT_APPLICABLE, SCORES, DataFile
from cpreport.numbers import plain
from cpreport.outcomes.scoring_words import better_way
from cpreport.scales.definition import Scale
from cpreport.scales.number_text import references_text
from cpreport.scales.units import ucum_code


def codebook_rows(files: Mapping[str, DataFile], scales: Iterable[Scale]) -> Iterator[Row]:
    """Yield a row for each column, each value that one may have, and each grade.

    Parameters
    ----------
    files : mapping of str to DataFile
        What is described, by the name that the file has without its ending.
    scales : iterable of Scale
        Those that were graded or measured.
    """
    scales = tuple(scales)
    for name, file in files.items():
        for column in file.columns:
            about = (name, column.name, NOT_APPLICABLE, NOT_APPLICABLE)
            last = (NOT_APPLICABLE, column.type, or_not_applicable(column.unit))
            yield (*about, "any", *last, column.meaning)
            for value in column.allowed:
                yield (*about, value, *last, "One of the values")
        if file is SCORES:
            yield from _numbers(name, scales)
    graded = next((name for name, file in files.items() if file is ITEM_GRADES), None)
    if graded is None:
        return
    for scale in (s for s in scales if not s.is_measured):
        for name, grades in scale.grade_sets.items():
            for grade in grades:
                code, meaning = plain(grade.points), " ".join(grade.meaning.split())
                of_grade = (graded, "grade", scale.id, name, grade.code, code)
                yield (*of_grade, "string", NOT_APPLICABLE, meaning)


def _numbers(file: str, scales: Iterable[Scale]) -> Iterator[Row]:
    """Yield a row for each measured number, with its unit, and for each value of a category."""
    for scale in scales:
        if scale.category is not None:
            yield from _categories(file, scale)
        if scale.number is not None:
            code = ucum_code(scale.unit)
            ucum = f"; UCUM {code}" if code else ""
            what = f"{scale.name}{ucum}; {better_way(say, scale)} is better"
            if scale.number.reference:
                what += f"; reference {references_text(say, scale.number)}"
            about = (file, "value", scale.id, NOT_APPLICABLE, "any", NOT_APPLICABLE)
            yield (*about, "number", or_not_applicable(scale.number.unit), what)


def _categories(file: str, scale: Scale) -> Iterator[Row]:
    """Yield a row for each value of a category, with the place in its list that codes it."""
    order = f"{better_way(say, scale)} is better" if scale.is_ordered else "its codes have no order"
    for grades in scale.grade_sets.values():
        for grade in grades:
            about = (file, "printed", scale.id, NOT_APPLICABLE, grade.code, plain(grade.points))
            yield (*about, "string", NOT_APPLICABLE, f"{scale.name}; {order}")
