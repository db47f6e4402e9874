"""Make a form of `map.yaml`: each column with what it is taken for, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cpreport.cases.values import MISSING_WORDS
from cpreport.exchange.edit_yaml import entries_at, value_at
from cpreport.exchange.source_map.heading_words import PLACES
from cpreport.exchange.source_map.import_map import (
    A_VALUE,
    ASKED,
    DATE_FORMS,
    NO_ENTRY_AT_ALL,
    MappedColumn,
)
from cpreport.exchange.yaml_places import Plain, ValuePath
from cpreport.page.form_fields import EntryField, fields_of

_OF_A_COLUMN = "is measure item score side visit unit identity dates decimal not_taken"
_MEANT = (*MISSING_WORDS, A_VALUE, NO_ENTRY_AT_ALL)
#: Parts of the map that name things of the whole source.
PARTS = ("visits", "missing", "everybody")


@dataclass(frozen=True, slots=True)
class ColumnForm:
    """One column of the source.

    values, missing : tuple of EntryField
        What stands in it, and what that means.
    """

    name: str
    sheet: str
    fields: tuple[EntryField, ...]
    values: tuple[EntryField, ...]
    missing: tuple[EntryField, ...]

    @property
    def asks(self) -> bool:
        """Whether anything of it is to be answered."""
        return any(f.value == ASKED for f in (*self.fields, *self.values, *self.missing))


@dataclass(frozen=True, slots=True)
class MapForm:
    """The map of a source as a form."""

    columns: tuple[ColumnForm, ...]
    parts: Mapping[str, tuple[EntryField, ...]]

    def every_field(self) -> Iterator[EntryField]:
        """Yield every field."""
        for part in self.parts.values():
            yield from part
        for one in self.columns:
            yield from (*one.fields, *one.values, *one.missing)


def map_form(tree: Plain, measures: tuple[str, ...]) -> MapForm:
    """Make the form of a map.

    Parameters
    ----------
    measures : tuple of str
        The ids of those that a column may be of.
    """
    declared = value_at(tree, ("measures",))
    named = tuple(declared) if isinstance(declared, dict) else ()
    known = tuple(dict.fromkeys((*named, *measures)))
    count = len(entries_at(tree, ("columns",)))
    parts = {name: _pairs(tree, (name,), (_MEANT if name == "missing" else ())) for name in PARTS}
    return MapForm(tuple(_column(tree, n, known) for n in range(count)), parts)


def _column(tree: Plain, number: int, measures: tuple[str, ...]) -> ColumnForm:
    at: ValuePath = ("columns", number)
    choices = {
        "is": tuple(PLACES), "measure": measures, "side": ("right", "left"), "dates": DATE_FORMS,
        "decimal": ("comma",),
    }  # fmt: skip
    fields = tuple(
        replace(_choosing(field, choices.get(str(field.path[-1]), ())), aside=not field.value)
        for field in fields_of(tree, at, MappedColumn, _OF_A_COLUMN, "column")
    )
    said = (value_at(tree, (*at, key)) for key in ("column", "sheet"))
    name, sheet = (one if isinstance(one, str) else "" for one in said)
    return ColumnForm(
        name, sheet, fields, _pairs(tree, (*at, "values")), _pairs(tree, (*at, "missing"), _MEANT)
    )


def _choosing(field: EntryField, choices: tuple[str, ...]) -> EntryField:
    if not choices:
        return field
    more = () if not field.value or field.value in choices else (field.value,)
    return replace(field, kind="choice", choices=(*more, *choices))


def _pairs(tree: Plain, at: ValuePath, choices: tuple[str, ...] = ()) -> tuple[EntryField, ...]:
    """Make a field of each entry of a mapping, under the words that the source has."""
    held = value_at(tree, at)
    pairs = held.items() if isinstance(held, dict) else ()
    return tuple(
        _choosing(EntryField((*at, key), "", "line", value, key), choices)
        for key, value in pairs
        if isinstance(value, str)
    )
