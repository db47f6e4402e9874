"""Explain the columns, values and grades of data files: the rows of `codebook.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cpreport.data.cell_text import Row, or_not_applicable
from cpreport.data.columns import ITEM_GRADES, NOT_APPLICABLE, DataFile
from cpreport.numbers import plain
from cpreport.scales.definition import Scale


def codebook_rows(files: Mapping[str, DataFile], scales: Iterable[Scale]) -> Iterator[Row]:
    """Yield a row for each column, each value that one may have, and each grade.

    Parameters
    ----------
    files : mapping of str to DataFile
        What is described, by the name that the file has without its ending.
    scales : iterable of Scale
        Those that were graded.
    """
    for name, file in files.items():
        for column in file.columns:
            about = (name, column.name, NOT_APPLICABLE, NOT_APPLICABLE)
            last = (NOT_APPLICABLE, column.type, or_not_applicable(column.unit))
            yield (*about, "any", *last, column.meaning)
            for value in column.allowed:
                yield (*about, value, *last, "One of the values")
    graded = next((name for name, file in files.items() if file is ITEM_GRADES), None)
    if graded is None:
        return
    for scale in scales:
        for name, grades in scale.grade_sets.items():
            for grade in grades:
                code, meaning = plain(grade.points), " ".join(grade.meaning.split())
                of_grade = (graded, "grade", scale.id, name, grade.code, code)
                yield (*of_grade, "string", NOT_APPLICABLE, meaning)
