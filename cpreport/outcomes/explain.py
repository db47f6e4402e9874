"""Explain a result: the tree that leads from the number down to file and line."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cpreport.numbers import NO_BREAK
from cpreport.outcomes.findings import Findings
from cpreport.outcomes.result import Ledger, Result, result_id
from cpreport.problems import Place, Problem, Refused
from cpreport.scales.categories import VALUE
from cpreport.scales.phrases import join_words
from cpreport.terminal_text import Paint, columns, painter

#: How many ids are suggested for one that is unknown.
_SUGGESTED = 6

_INDENT = "  "


@dataclass(frozen=True, slots=True, repr=False)
class Explanation:
    """A result with the explanations of the results it was computed from; it prints itself.

    result : Result
        What is explained.
    parts : tuple of Explanation
        Of the results it was computed from; none where it was read from a file.
    """

    result: Result
    parts: tuple[Explanation, ...] = ()

    def text(self, width: int = 80, *, colour: bool = False) -> str:
        """Print it as lines of text; colours change no character of it."""
        text = "\n".join(_heading(self, width, painter(colour)))
        return text.replace(NO_BREAK, " ")

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()


def explain(findings: Findings, wanted_id: str) -> Explanation:
    """Explain a result down to what was read from the case files.

    Raises
    ------
    Refused
        With CP403, and the nearest ids, where there is no such result.
    """
    if wanted_id not in findings.ledger:
        raise Refused([_unknown(findings.ledger, wanted_id)])
    return trace(findings.ledger, wanted_id)


def explanation_text(
    findings: Findings, wanted_id: str, width: int = 80, *, colour: bool = False
) -> str:
    """Print the explanation of a result as lines of text.

    Raises
    ------
    Refused
        With CP403, and the nearest ids, where there is no such result.
    """
    return explain(findings, wanted_id).text(width, colour=colour)


def trace(ledger: Ledger, wanted_id: str) -> Explanation:
    """Follow a result to the results it was computed from, and these to theirs."""
    result = ledger[wanted_id]
    return Explanation(result, tuple(trace(ledger, source) for source in result.sources))


def _unknown(ledger: Ledger, wanted_id: str) -> Problem:
    return Problem(
        "CP403",
        Place("."),
        f"there is no result `{wanted_id}`",
        help=f"did you mean {join_words(near, 'or')}?"
        if (near := [f"`{known}`" for known in nearest_ids(ledger, wanted_id)])
        else "output/results.csv lists every result",
    )


def nearest_ids(ledger: Ledger, wanted_id: str) -> list[str]:
    """Suggest the ids most like one that is unknown, ids of the series before those of cases.

    Ids that begin with it, whatever the case, come first: `mas` suggests `MAS.improved`.
    """
    folded = {known.casefold(): known for known in ledger}
    wanted = wanted_id.strip().casefold()
    begin = [known for fold, known in folded.items() if fold.startswith(f"{wanted}.")]
    close = difflib.get_close_matches(wanted, folded, n=_SUGGESTED, cutoff=0.6)
    exact = [folded[wanted]] if wanted in folded else []
    return list(dict.fromkeys([*exact, *begin, *(folded[c] for c in close)]))[:_SUGGESTED]


def _heading(top: Explanation, width: int, paint: Paint) -> Iterator[str]:
    """Print the result that was asked for with everything that is known about it."""
    result = top.result
    yield _name_with_value(result, paint)
    yield from _wrap(result.label, "", width)
    if result.interval_printed:
        yield f"95% interval: {result.interval_printed}"
    yield from _wrap(f"How: {result.method}", "", width)
    yield from _places(result, "", paint)
    if top.parts:
        yield ""
        yield from _parts(top.parts, "", width, paint)


def _name_with_value(result: Result, paint: Paint) -> str:
    return f"{paint(result.id, bold=True)} = {paint(_value(result), **_looks(result))}"


#: A verdict's colour; its word is always there too.
_LOOKS: dict[str, dict[str, Any]] = {
    "better": {"fg": "green", "bold": True},
    "worse": {"fg": "red", "bold": True},
    "mixed": {"fg": "yellow", "bold": True},
    "unchanged": {"fg": "blue", "bold": True},
    "not assessable": {"fg": "magenta", "bold": True},
}


def _looks(result: Result) -> dict[str, Any]:
    return _LOOKS.get(_value(result), {"bold": True})


def _parts(parts: Sequence[Explanation], indent: str, width: int, paint: Paint) -> Iterator[str]:
    """Print what a result was computed from: changes of items as rows, all else as branches."""
    rows = [part for part in parts if _is_row(part)]
    yield from _rows(rows, indent, width, paint)
    for part in parts:
        if not _is_row(part):
            yield from _branch(part, indent, width, paint)


def _branch(part: Explanation, indent: str, width: int, paint: Paint) -> Iterator[str]:
    result = part.result
    yield f"{indent}{_name_with_value(result, paint)}"
    inner = indent + _INDENT
    yield from _wrap(result.method, inner, width)
    yield from _places(result, inner, paint)
    yield from _parts(part.parts, inner, width, paint)


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
    item = _item(reading)
    return change.direction is not None and item == _item(change)[-len(item) :]


_GROUPS = ("better", "worse", "unchanged", "not assessable")


def _rows(rows: Sequence[Explanation], indent: str, width: int, paint: Paint) -> Iterator[str]:
    """Print rows, those with a direction grouped by it."""
    plain = [row for row in rows if row.result.direction is None]
    yield from _align(plain, indent, width, paint)
    for direction in _GROUPS:
        group = [row for row in rows if row.result.direction == direction]
        if group:
            yield f"{indent}{paint(direction, **_LOOKS[direction])}: {len(group)}"
            yield from _align(group, indent + _INDENT, width, paint)


def _align(rows: Sequence[Explanation], indent: str, width: int, paint: Paint) -> Iterator[str]:
    """Print rows in columns: what it is, its grades, where they stand."""
    names = [_row_name(row) for row in rows]
    grades = [_grades(row) for row in rows]
    places = [" ".join(str(p) for r in _readings(row) for p in r.places) for row in rows]
    name_width = max(map(columns, names), default=0)
    grade_width = max(map(columns, grades), default=0)
    for name, grade, place in zip(names, grades, places, strict=True):
        said = f"{indent}{name}{' ' * (name_width - columns(name))}  {grade}"
        gap = grade_width - columns(grade) + len(_INDENT)
        if columns(said) + gap + len(place) <= width:
            yield f"{said}{' ' * gap}{paint(place, dim=True)}"
            continue
        if columns(said) <= width:
            yield said
        else:
            yield from (f"{indent}{name}", f"{indent}{_INDENT}{grade}")
        yield f"{indent}{_INDENT}{paint(place, dim=True)}"


def _readings(row: Explanation) -> list[Result]:
    return [part.result for part in row.parts] or [row.result]


def _grades(row: Explanation) -> str:
    if not row.parts:
        return _value(row.result)
    printed = [part.result.printed for part in row.parts]
    return f"{' → '.join(printed)} ({row.result.printed})"


def _row_name(row: Explanation) -> str:
    """Name what a row is of: of a measured value its measure, alone with its visit."""
    result = row.parts[0].result if row.parts else row.result
    item = _item(result)
    if item[:1] != [VALUE]:
        return _short(result)
    visit, measure = result.id.removeprefix(f"{result_id(result.case)}.").split(".")[:2]
    name = " ".join([measure, *item[1:]])
    return name if row.parts else f"{name}, {visit.replace('_', ' ')}"


def _short(result: Result) -> str:
    """Name a reading without what stands above it: the item and its side, or the whole id."""
    return " ".join(_item(result)).replace("_", " ") or result.id


def _item(result: Result) -> list[str]:
    """Take the item and its side from an id: the parts after case, visit and scale."""
    if result.case is None:
        return []
    return result.id.removeprefix(f"{result_id(result.case)}.").split(".")[2:]


def _value(result: Result) -> str:
    return f"{result.n_of_n} {result.unit}".rstrip() if result.of is not None else result.with_unit


def _places(result: Result, indent: str, paint: Paint) -> Iterator[str]:
    for place in result.places:
        yield f"{indent}{paint(str(place), dim=True)}"


def _wrap(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 40), initial_indent=indent, subsequent_indent=indent)
