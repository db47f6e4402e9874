"""Say which keys of a file have no value: one problem for each record and each scale graded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cpreport.problems import Place, Problem

#: Where the grades of a scale stand in a case file: `visits`, which one, `scores`, the scale.
_SCALE = 4


@dataclass(frozen=True, slots=True)
class Blank:
    """A key without a value, with the keys and places in lists that lead to it.

    alone : bool
        Whether no colon stands behind it, as inside braces after a comma.
    """

    path: tuple[str, ...]
    place: Place
    alone: bool = False


def blank_values(blanks: Iterable[Blank]) -> Iterator[Problem]:
    """Say what has no value, together where it stands together.

    A form of twenty items that nobody has filled in is one thing to do, not forty.
    """
    together: dict[tuple[str, ...], list[Blank]] = {}
    for blank in blanks:
        together.setdefault(_record(blank.path), []).append(blank)
    for record, some in together.items():
        one = len(some) == 1
        if _is_scale(record):
            message = _of_scale(record[-1], some)
            hint = f"fill {'it' if one else 'them'} in; what was not graded is `not assessed`"
        else:
            message = _of_record(some)
            hint = f"fill {'it' if one else 'them'} in, write `not reported`, or leave the "
            hint += "key out" if one else "keys out"
            if any(blank.alone for blank in some):
                hint = f"inside braces a comma ends a value: put its text in quotes; or {hint}"
        yield Problem("CP010", some[0].place, message, help=hint)


def _record(path: tuple[str, ...]) -> tuple[str, ...]:
    if len(path) > _SCALE and _is_scale(path[:_SCALE]):
        return path[:_SCALE]
    # What to write for no adverse event is a question of its own.
    return path if path[-1] == "adverse_events" else path[:-1]


def _is_scale(path: tuple[str, ...]) -> bool:
    return len(path) == _SCALE and (path[0], path[2]) == ("visits", "scores")


def _of_scale(scale: str, some: list[Blank]) -> str:
    first = " ".join(some[0].path[_SCALE:])
    if len(some) == 1:
        return f"`{first}` of {scale} has no grade"
    return f"{len(some)} grades of {scale} are not filled in, from `{first}` on"


def _of_record(some: list[Blank]) -> str:
    names = [f"`{blank.path[-1]}`" for blank in some]
    if len(names) == 1:
        return f"{names[0]} has no value"
    return f"{', '.join(names[:-1])} and {names[-1]} have no value"
