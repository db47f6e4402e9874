"""Take a result's id, and give the tree that leads from the number down to file and line."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpreport.numbers import NO_BREAK
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Ledger, Result, result_id
from cpreport.problems import Place, Problem, Refused

#: How many ids are suggested for one that is unknown.
_SUGGESTED = 6

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Explanation:
    """A result with the explanations of the results it was computed from."""

    result: Result
    parts: tuple[Explanation, ...] = ()


def explain(findings: Findings, id: str) -> Explanation:
    """Give the explanation of a result down to what was read from the case files.

    Raises
    ------
    Refused
        With CP403, and the nearest ids, where there is no such result.
    """
    if id not in findings.ledger:
        raise Refused([_unknown(findings.ledger, id)])
    return _explained(findings.ledger, id)


def explained(findings: Findings, id: str, width: int = 80) -> str:
    """Print the explanation of a result as lines of text.

    Raises
    ------
    Refused
        With CP403, and the nearest ids, where there is no such result.
    """
    text = "\n".join(_heading(explain(findings, id), width))
    return text.replace(NO_BREAK, " ")


def _explained(ledger: Ledger, id: str) -> Explanation:
    result = ledger[id]
    return Explanation(result, tuple(_explained(ledger, source) for source in result.sources))


def _unknown(ledger: Ledger, id: str) -> Problem:
    return Problem(
        "CP403",
        Place("."),
        f"there is no result `{id}`",
        help=f"did you mean {_said(near)}?"
        if (near := nearest_ids(ledger, id))
        else "output/results.csv lists every result",
    )


def _said(ids: Sequence[str]) -> str:
    quoted = [f"`{id}`" for id in ids]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def nearest_ids(ledger: Ledger, id: str) -> list[str]:
    """Give the ids most like one that is unknown, ids of the series before those of cases.

    Ids that begin with it, whatever the case, come first: `mas` suggests `MAS.improved`.
    """
    folded = {known.casefold(): known for known in ledger}
    wanted = id.strip().casefold()
    begin = [known for fold, known in folded.items() if fold.startswith(f"{wanted}.")]
    close = difflib.get_close_matches(wanted, folded, n=_SUGGESTED, cutoff=0.6)
    exact = [folded[wanted]] if wanted in folded else []
    return list(dict.fromkeys([*exact, *begin, *(folded[c] for c in close)]))[:_SUGGESTED]


def _heading(top: Explanation, width: int) -> Iterator[str]:
    """Print the result that was asked for with everything that is known about it."""
    result = top.result
    yield f"{result.id} = {_value(result)}"
    yield from _wrapped(result.label, "", width)
    if result.interval_printed:
        yield f"95% interval: {result.interval_printed}"
    yield from _wrapped(f"How: {result.method}", "", width)
    yield from _places(result, "")
    if top.parts:
        yield ""
        yield from _parts(top.parts, "", width)


def _parts(parts: Sequence[Explanation], indent: str, width: int) -> Iterator[str]:
    """Print what a result was computed from: changes of items as rows, all else as branches."""
    rows = [part for part in parts if _is_row(part)]
    yield from _rows(rows, indent, width)
    for part in parts:
        if not _is_row(part):
            yield from _branch(part, indent, width)


def _branch(part: Explanation, indent: str, width: int) -> Iterator[str]:
    result = part.result
    yield f"{indent}{result.id} = {_value(result)}"
    inner = indent + _INDENT
    yield from _wrapped(result.method, inner, width)
    yield from _places(result, inner)
    yield from _parts(part.parts, inner, width)


def _is_row(part: Explanation) -> bool:
    """Whether one line says all: what was read, or a change between two things that were."""
    if part.result.places and not part.parts:
        return True
    return 0 < len(part.parts) <= 2 and all(
        p.result.places and not p.parts and _is_reading_of(p.result, part.result)
        for p in part.parts
    )


def _is_reading_of(reading: Result, change: Result) -> bool:
    """Whether a reading is one end of a change: their ids name the same item."""
    return change.direction is not None and _item(reading) == _item(change)


_GROUPS = ("better", "worse", "unchanged", "not assessable")


def _rows(rows: Sequence[Explanation], indent: str, width: int) -> Iterator[str]:
    """Print rows, those with a direction grouped by it."""
    plain = [row for row in rows if row.result.direction is None]
    yield from _aligned(plain, indent, width)
    for direction in _GROUPS:
        group = [row for row in rows if row.result.direction == direction]
        if group:
            yield f"{indent}{direction}: {len(group)}"
            yield from _aligned(group, indent + _INDENT, width)


def _aligned(rows: Sequence[Explanation], indent: str, width: int) -> Iterator[str]:
    """Print rows in columns: what it is, its grades, where they stand."""
    names = [_short(row.result) for row in rows]
    grades = [_grades(row) for row in rows]
    name_width = max(map(len, names), default=0)
    grade_width = max(map(len, grades), default=0)
    for row, name, grade in zip(rows, names, grades, strict=True):
        places = " ".join(str(p) for result in _readings(row) for p in result.places)
        columns = (f"{name:<{name_width}}", f"{grade:<{grade_width}}", places)
        yield from _in_lines(columns, indent, width)


def _in_lines(columns: Sequence[str], indent: str, width: int) -> Iterator[str]:
    """Set columns side by side, and on lines of their own where the width does not hold them."""
    line = indent
    for column in columns:
        if line.strip() and len(line) + len(column.rstrip()) > width:
            yield line.rstrip()
            line = indent + _INDENT
        line += f"{column}  "
    yield line.rstrip()


def _readings(row: Explanation) -> list[Result]:
    return [part.result for part in row.parts] or [row.result]


def _grades(row: Explanation) -> str:
    if not row.parts:
        return _value(row.result)
    printed = [part.result.printed for part in row.parts]
    return f"{' → '.join(printed)} ({row.result.printed})"


def _short(result: Result) -> str:
    """Name a reading without what stands above it: the item and its side, or the whole id."""
    return " ".join(_item(result)).replace("_", " ") or result.id


def _item(result: Result) -> list[str]:
    """Give the parts of an id after case, visit and scale: the item and its side."""
    if result.case is None:
        return []
    return result.id.removeprefix(f"{result_id(result.case)}.").split(".")[2:]


def _value(result: Result) -> str:
    return f"{result.n_of_n} {result.unit}".rstrip() if result.of is not None else result.with_unit


def _places(result: Result, indent: str) -> Iterator[str]:
    for place in result.places:
        yield f"{indent}{place}"


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 40), initial_indent=indent, subsequent_indent=indent)
