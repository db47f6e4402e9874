"""List every result that a filled page prints, with its source.

A publication names each result, what it was computed from and how. A page that stays with the
clinician also says the file and line of every graded item.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from cpreport.numbers import with_unit
from cpreport.outcomes.result import Ledger, Result
from cpreport.problems import Place
from cpreport.typography import set_signs

#: For whom a page is: what is published says no file, what stays with the clinician does.
Audience = Literal["publication", "private"]

#: Longer lists of results are said by what their ids share.
_MOST_LINKED = 4
#: What has no room in so many characters is counted; `cpreport explain` tells all of it.
_ROOM_FOR_NAMES = 400
#: Of a large series no more than so many patients' results are named for one number.
_MOST_GROUPS = 30

_RESULTS = re.compile(r'\sdata-result="([^"]+)"')


@dataclass(frozen=True, slots=True)
class From:
    """A result that another was computed from.

    anchor : str
        Where this page lists it; empty where it does not.
    """

    id: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """Results whose ids begin alike: `P01.before.MAS` and what comes after it.

    more : int
        How many of them are not named.
    """

    shared: str
    rest: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class ResultSource:
    """Where one number comes from.

    printed : str
        The number with its n of N and its unit.
    interval : str
        Its 95 % confidence interval; may be empty.
    came_from : tuple of From
        What it was computed from, where that is little.
    items : tuple of Items
        The same, where it is much.
    count : int
        How many results it was computed from.
    more : int
        How many of these are in none of `items`.
    places : tuple of str
        Files and lines; empty in what is published.
    """

    id: str
    anchor: str
    printed: str
    label: str
    method: str
    interval: str = ""
    came_from: tuple[From, ...] = ()
    items: tuple[Items, ...] = ()
    count: int = 0
    more: int = 0
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """The results of the series, or of one case.

    case : str
        The case; empty for the series.
    """

    case: str
    sources: tuple[ResultSource, ...]


def anchor_of(result_id: str) -> str:
    """Name the anchor of a result."""
    return f"result-{result_id}"


def sources_of(page: str, ledger: Ledger, audience: Audience) -> tuple[SourceGroup, ...]:
    """Find every result that a page prints, in the order of the ledger."""
    named = {one for ids in _RESULTS.findall(page) for one in html.unescape(ids).split()}
    groups = groupby(ledger.named(named), key=lambda result: result.case or "")
    known: dict[str, frozenset[Place]] = {}

    def lines(result: Result) -> tuple[str, ...]:
        return tuple(_lines(_read_from(result, ledger, known))) if audience == "private" else ()

    return tuple(
        SourceGroup(case, tuple(_source(result, named, lines(result)) for result in results))
        for case, results in groups
    )


def _source(result: Result, named: set[str], lines: tuple[str, ...]) -> ResultSource:
    few = len(result.sources) <= _MOST_LINKED
    items, more = ((), 0) if few else _items(result.sources)
    return ResultSource(
        result.id,
        anchor_of(result.id),
        with_unit(result.n_of_n, result.unit)
        if result.of is not None and result.unit
        else result.with_unit,
        set_signs(result.label),
        set_signs(result.method),
        result.interval_printed,
        tuple(From(one, anchor_of(one) if one in named else "") for one in result.sources)
        if few
        else (),
        items,
        len(result.sources),
        more,
        lines,
    )


def _items(ids: tuple[str, ...]) -> tuple[tuple[Items, ...], int]:
    """Say long lists briefly: `P01.before.MAS`: `elbow flexors right`, `elbow flexors left`.

    Beside them stands how many are in no group.
    """
    found: list[Items] = []
    room, left = _ROOM_FOR_NAMES, len(ids)
    for shared, members in groupby(ids, key=lambda one: ".".join(one.split(".")[:3])):
        if len(found) == _MOST_GROUPS:
            break
        rest = [one.removeprefix(shared).removeprefix(".") for one in members]
        named, more = [], 0
        for name, count in _with_their_sides(r for r in rest if r):
            room -= len(name)
            if room > 0:
                named.append(name)
            else:
                more += count
        left -= len(rest)
        found.append(Items(shared, tuple(named), more))
    return tuple(found), left


def _with_their_sides(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Name both sides of an item together, `elbow flexors right and left`, and count them."""
    for item, both in groupby(names, key=lambda name: re.sub(r"\.(right|left)$", "", name)):
        sides = [name.removeprefix(item).removeprefix(".") for name in both]
        words = item.replace(".", " ").replace("_", " ")
        yield f"{words} {' and '.join(side for side in sides if side)}".rstrip(), len(sides)


def _read_from(
    result: Result, ledger: Mapping[str, Result], known: dict[str, frozenset[Place]]
) -> frozenset[Place]:
    """Find every place in the case files that a result goes back to; what is found is kept."""
    if result.id not in known:
        # Of results that name each other each has its own places at least.
        known[result.id] = frozenset(result.places)
        named = (ledger.get(source) for source in result.sources)
        sources = [_read_from(source, ledger, known) for source in named if source is not None]
        known[result.id] = known[result.id].union(*sources)
    return known[result.id]


def _lines(places: Iterable[Place]) -> Iterator[str]:
    """Say places file by file: `P01.yaml, lines 93–96 and 104`."""
    by_file: dict[str, set[int]] = {}
    for place in places:
        by_file.setdefault(place.file, set()).add(place.line)
    for file, lines in sorted(by_file.items()):
        known = sorted(lines - {0})
        if not known:
            yield file
            continue
        word = "line" if len(known) == 1 else "lines"
        yield f"{file}, {word}\N{NO-BREAK SPACE}{_ranges(known)}"


def _ranges(lines: list[int]) -> str:
    starts = [lines[0], *(b for a, b in pairwise(lines) if b > a + 1)]
    ends = [*(a for a, b in pairwise(lines) if b > a + 1), lines[-1]]
    ranges = [f"{a}" if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True)]
    return " and ".join([", ".join(ranges[:-1]), ranges[-1]]) if len(ranges) > 1 else ranges[0]
