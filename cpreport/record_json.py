"""Write frozen records as JSON, and read them back: as data, and of the kinds that are named.

What is equal stands there once, in a table, and whatever holds it says in which row. Reading makes
records of the kinds named and nothing else, and checks that their fields are of their types.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Any, get_type_hints


class NoRecords(ValueError):
    """Raised where a text is no table of the records that it should hold."""


class RecordForm:
    """The JSON of some kinds of records.

    Parameters
    ----------
    kinds : sequence of type
        Frozen dataclasses and named tuples. Their fields hold plain texts, whole numbers, yes and
        no, None, decimals, tuples, and each other.
    """

    def __init__(self, kinds: Sequence[type]) -> None:
        self._readers: list[Callable[[list[Any]], Any]] = [tuple, _decimal, frozenset]
        self._numbers: dict[type, int] = {tuple: 0, Decimal: 1, frozenset: 2}
        self._values: dict[type, Callable[[Any], Sequence[Any]]] = {
            tuple: tuple,
            Decimal: lambda number: (str(number),),
            frozenset: sorted,
        }
        for kind in kinds:
            self._numbers[kind] = len(self._readers)
            self._readers.append(_reader(kind))
            self._values[kind] = tuple if issubclass(kind, tuple) else _values(kind)

    def write(self, thing: object) -> str:
        """Write a record, or a tuple of them: a row a line, its own the last."""
        rows: dict[str, int] = {}
        known: dict[int, int] = {}
        self._add(thing, rows, known)
        between = ",\n"
        return f"[{between.join(rows)}]"

    def _add(self, thing: Any, rows: dict[str, int], known: dict[int, int]) -> int:
        # By where it is in memory: whatever is in there is held by what is written.
        if (number := known.get(id(thing))) is not None:
            return number
        kind = type(thing)
        row = [self._numbers[kind], *self._values[kind](thing)]
        for at, value in enumerate(row):
            if value.__class__ in self._numbers:
                row[at] = [self._add(value, rows, known)]
        text = json.dumps(row, ensure_ascii=False)
        # Two that are written alike are one.
        return known.setdefault(id(thing), rows.setdefault(text, len(rows)))

    def read(self, text: str) -> Any:
        """Read what `write` wrote.

        Raises
        ------
        NoRecords
            Where it is anything else.
        """
        try:
            things: list[Any] = []
            readers = self._readers
            for number, *row in json.loads(text):
                things.append(
                    readers[number](
                        [things[value[0]] if value.__class__ is list else value for value in row]
                    )
                )
            return things[-1]
        except (ValueError, TypeError, LookupError, InvalidOperation, RecursionError) as error:
            raise NoRecords(str(error)) from None


def _decimal(row: list[Any]) -> Decimal:
    [text] = row
    if not isinstance(text, str):
        raise TypeError
    return Decimal(text)


def _values(kind: type) -> Callable[[Any], Sequence[Any]]:
    names = [field.name for field in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: (getattr(record, names[0]),)


def _reader(kind: type) -> Callable[[list[Any]], Any]:
    """Make what reads a row as a record, once each of its values is of its field's type."""
    from pydantic import ConfigDict, TypeAdapter

    form: Any = tuple.__class_getitem__(tuple(get_type_hints(kind).values()))
    strict = ConfigDict(strict=True, arbitrary_types_allowed=True)
    valid = TypeAdapter[Any](form, config=strict).validator.validate_python

    def read(row: list[Any]) -> Any:
        return kind(*valid(tuple(row)))

    return read
