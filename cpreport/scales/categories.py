"""Turn declared categories into scales with one score, and read what visits record of them."""

from __future__ import annotations

from decimal import Decimal

from cpreport.cases.measure_record import CategoryMeasure
from cpreport.scales.definition import ONE_SET, Grade, Scale, ScoreRule

#: The one score of a measure, as the ids of its results name it.
VALUE = "value"


def scale_of_category(name: str, category: CategoryMeasure) -> Scale:
    """Make the scale of a category: no items, and one score that is a place in its list."""
    rule = ScoreRule.model_construct(
        name=VALUE,
        label=category.name,
        rule="entered",
        of=(),
        per="side" if category.sided else "patient",
        range=(Decimal(0), Decimal(len(category.grades) - 1)),
        printed_as="grade",
    )
    grades = tuple(
        Grade(code=text, meaning=text, points=Decimal(place))
        for place, text in enumerate(category.grades)
    )
    scale = Scale.model_construct(
        id=name,
        name=category.name,
        measures=category.name,
        level="ordinal" if category.ordered else "nominal",
        better="lower" if category.better == "lower" else "higher",
        sided=category.sided,
        items=(),
        grade_sets={ONE_SET: grades},
        scores=(rule,),
        main_score=VALUE,
        licence="none needed",
    )
    scale._category = category
    return scale


def place_of(category: CategoryMeasure, text: str) -> int | None:
    """Find the place of a value in the list, counted from 0, whatever its capitals and blanks."""
    wanted = " ".join(text.split()).casefold()
    return next(
        (
            n
            for n, known in enumerate(category.grades)
            if " ".join(known.split()).casefold() == wanted
        ),
        None,
    )


def order_text(category: CategoryMeasure) -> str:
    """List the values from the worst to the best, or as they stand where they have no order."""
    grades = category.grades if category.better != "lower" else tuple(reversed(category.grades))
    return ", ".join(grades)
