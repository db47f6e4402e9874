"""Derive the JSON Schemas that editors complete and check with from the record models."""

from __future__ import annotations

from typing import Any

from cpreport.cases.case import Case
from cpreport.cases.series import SeriesRecord
from cpreport.cases.values import Record

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Derive each schema, by its file name."""
    return {
        "case.schema.json": schema_of(Case, "A case of a cpreport series"),
        "series.schema.json": schema_of(SeriesRecord, "A cpreport series"),
    }


def schema_of(model: type[Record], title: str) -> dict[str, Any]:
    """Derive the JSON Schema of a file that holds one record."""
    schema = model.model_json_schema(mode="validation")
    return {"$schema": _DIALECT, **_as_editors_read(schema), "title": title}


def _as_editors_read(schema: Any) -> Any:
    """Let numbers and booleans stand where text is read: an editor types what cpreport does not."""
    if isinstance(schema, list):
        return [_as_editors_read(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: _as_editors_read(value) for key, value in schema.items()}
    # A single text may stand for a list of one.
    if parts.get("type") == "array" and parts.get("items") == _TEXT:
        single = {
            key: parts.pop(key) for key in ("title", "description", "default") if key in parts
        }
        return {**single, "anyOf": [parts, _TEXT]}
    if (
        parts.get("type") == "string"
        and not {"pattern", "enum", "const", "examples"} & parts.keys()
    ):
        parts["type"] = ["string", "number", "boolean"]
    if parts.get("type") == "string" and {"yes", "no"} <= set(parts.get("enum", ())):
        del parts["type"]
        parts["enum"] = [*parts["enum"], True, False]
    return parts


_TEXT = {"minLength": 1, "type": ["string", "number", "boolean"]}
