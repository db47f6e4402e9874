"""Derive the JSON Schemas that editors check files of scales and numbers with."""

from __future__ import annotations

from typing import Any

from cpreport.cases.schema import schema_of
from cpreport.scales.definition import Scale
from cpreport.scales.number_file import NumberFile


def number_schema() -> dict[str, Any]:
    """Derive the JSON Schema of a file that says what a number is."""
    return schema_of(NumberFile, "A number of cpreport")


def scale_schema() -> dict[str, Any]:
    """Derive the JSON Schema of a scale file, short forms included."""
    schema = schema_of(Scale, "A scale of cpreport")
    *_, grade = schema["$defs"]["Grade"]["anyOf"]
    # In a file a grade's code is its key, and a coding may give its points.
    grade["required"] = ["meaning"]
    del grade["properties"]["code"]
    score = schema["$defs"]["ScoreRule"]
    score["required"] = [key for key in score["required"] if key != "label"]
    return schema
