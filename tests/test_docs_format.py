"""The reference of the file formats tells every key once, with an example that is right."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
import yaml
from pydantic import BaseModel, TypeAdapter

from cpreport.cases.case import Case
from cpreport.cases.series import SeriesRecord
from cpreport.scales.definition import Scale
from cpreport.scales.number_file import NumberFile
from docs.making.file_format import (
    KINDS,
    format_pages,
    heading,
    kind_in_words,
    note_of,
    own_words,
    records_of,
)
from docs.making.key_notes import NOTES

TOPS = (Case, SeriesRecord, Scale, NumberFile)
MODELS = list(dict.fromkeys(m for top in TOPS for m in records_of(top)))
KEYS = [(model, key) for model in MODELS for key in model.model_fields]


def named(pair: Any) -> str:
    return pair.__name__ if isinstance(pair, type) else str(pair)


@pytest.mark.parametrize(("model", "key"), KEYS, ids=named)
def test_every_key_says_what_it_means(model: type[BaseModel], key: str) -> None:
    assert note_of(model, key).means


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.page)
def test_every_key_stands_in_the_page_with_an_example_or_a_link(kind: Any) -> None:
    text = format_pages()[kind.page]
    for model in records_of(kind.model):
        section = text.split(f"\n## {heading(model)}\n")[1].split("\n## ")[0]
        for key in (field.alias or name for name, field in model.model_fields.items()):
            row = next(r for r in section.splitlines() if r.startswith(f"| `{key}` |"))
            example = row.rsplit("| ", 1)[-1].strip(" |")
            assert example or "](#" in row, row


def test_no_key_is_told_twice_and_no_note_is_of_a_key_that_is_gone() -> None:
    by_name = {model.__name__: model for model in MODELS}
    for name, notes in NOTES.items():
        for key, note in notes.items():
            assert key in by_name[name].model_fields, f"{name}.{key}"
            assert not (note.means and own_words(by_name[name], key)), f"{name}.{key} is told twice"


@pytest.mark.parametrize(
    ("name", "key"), [(n, k) for n, notes in NOTES.items() for k in notes if notes[k].example]
)
def test_every_example_that_no_file_has_is_right(name: str, key: str) -> None:
    model = next(m for m in MODELS if m.__name__ == name)
    field = model.model_fields[key]
    written = yaml.load(NOTES[name][key].example, Loader=yaml.BaseLoader)
    kind: Any = field.annotation
    for constraint in field.metadata:
        kind = Annotated[kind, constraint]
    TypeAdapter(kind).validate_python(written)


def test_values_are_told_in_words() -> None:
    fields = Case.model_fields
    assert kind_in_words(fields["visits"].annotation) == "list of [visit](#visit)"
    sex = next(m for m in MODELS if m.__name__ == "Patient").model_fields["sex"]
    assert kind_in_words(sex.annotation) == "`female`, `male`, `intersex` or `not reported`"
