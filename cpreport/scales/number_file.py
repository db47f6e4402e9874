"""Read a file that says what one number is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cpreport.cases.measure_record import NumberMeasure
from cpreport.cases.text import Scalar, Source
from cpreport.cases.validation import validate
from cpreport.cases.values import Prose, Text, TextList
from cpreport.problems import Problem
from cpreport.scales.definition import Scale
from cpreport.scales.names import ID_FORM
from cpreport.scales.numbers_declared import scale_of_number


class NumberFile(NumberMeasure):
    """A number that is measured at visits, in a file of its own."""

    id: Text
    kind: Literal["number"]
    synonyms: TextList = ()
    field: Text | None = Field(
        None, description="Field of medicine that the list of scales groups it under"
    )
    notes: Prose | None = None


def is_number_file(source: Source) -> bool:
    """Whether a file says of itself that it is about a number."""
    kind = source.node(("kind",))
    return isinstance(kind, Scalar) and kind.text.strip() == "number"


def read_number(source: Source) -> tuple[Scale | None, list[Problem]]:
    """Read the file of a number as a scale with one score, and no items."""
    number, problems = validate(NumberFile, source)
    if number is None:
        return None, problems
    if not ID_FORM.fullmatch(number.id):
        hint = "use letters, digits, - and _, a letter first"
        message = f"`{number.id}` cannot be the id of a measure"
        return None, [*problems, Problem("CP302", source.place("id"), message, help=hint)]
    about = {"synonyms": number.synonyms, "field": number.field, "notes": number.notes}
    return scale_of_number(number.id, number).model_copy(update=about), problems
