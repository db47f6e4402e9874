"""Records are written as JSON and read back as they were, and nothing else is read."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from cpreport.catalogue import Clause
from cpreport.outcomes.result import Result
from cpreport.problems import Place
from cpreport.record_json import NoRecords, RecordForm

FORM = RecordForm((Place, Clause, Result))


def _result(value: Decimal | str | None, **others: object) -> Result:
    return Result("P01.age", "Age", value, "6", **others)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "thing",
    [
        (),
        ("", None, True, 1, "\x1e\n\u2028\ud800"),
        (True, 1, (1,), (True,)),
        tuple(map(Decimal, ("1", "1.0", "1.00", "-0", "1E+3", "0.1234567890123456789", "NaN"))),
        frozenset({"day", "date"}),
        (
            _result(Decimal("1.50")),
            _result("1.50"),
            _result(None, of=3, interval=(Decimal(0),) * 2),
        ),
        _result("IV", places=(Place("a", 1), Place("a", 1)), sources=("x", "y"), case="P01"),
        Clause("a", (("b", "c"), ("d", (Clause("e"),)))),
    ],
)
def test_what_was_written_is_read_as_it_was(thing: object) -> None:
    again = FORM.read(FORM.write(thing))
    assert repr(again) == repr(thing) or again == thing
    assert FORM.write(again) == FORM.write(thing)


def test_what_is_equal_stands_there_once() -> None:
    first, second, third = FORM.read(FORM.write((Place("a"), Place("a"), Place("b"))))
    assert first is second
    assert third == Place("b")


@pytest.mark.parametrize(
    "rows",
    [
        [],
        {},
        1,
        [[]],
        [[99]],
        [["tuple"]],
        [[0, [0]]],
        [[1, 5]],
        [[1, "many"]],
        [[1, "1", "2"]],
        [[3, "file"]],
        [[3, "file", "1", 1, 1, ""]],
        [[3, "file", 1.5, 1, 1, ""]],
        [[3, "file", True, 1, 1, ""]],
        [[0], [3, "file", [0], 1, 1, ""]],
        [[0, 1], [4, "sentence", [0]]],
        [[0, {}, []]],
    ],
    ids=json.dumps,
)
def test_what_is_no_record_is_refused(rows: object) -> None:
    with pytest.raises(NoRecords):
        FORM.read(json.dumps(rows))


def test_a_kind_that_was_not_named_is_neither_written_nor_read() -> None:
    with pytest.raises((KeyError, TypeError)):
        FORM.write(_NotNamed())


class _NotNamed:
    """Of no kind that the form knows."""
