"""Find the values at a path in a record, each with whether it says anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cpreport.cases.case import Permission
from cpreport.cases.text import Path
from cpreport.cases.values import Record, is_missing

_NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a record and where it stands there."""

    path: Path
    value: object

    @property
    def is_reported(self) -> bool:
        """Whether it says something; a missing word and a consent that does not hold do not."""
        if isinstance(self.value, str):
            return not is_missing(self.value)
        if isinstance(self.value, Permission):
            return self.value.holds
        if isinstance(self.value, (tuple, Mapping)):
            return bool(self.value)
        return self.value is not None

    @property
    def not_applicable(self) -> str | None:
        """Why it does not apply, empty where the record does not say; None where it applies."""
        text = self.value.strip() if isinstance(self.value, str) else ""
        if not text.casefold().startswith(_NOT_APPLICABLE):
            return None
        return text[len(_NOT_APPLICABLE) :].strip(" ():,;")

    @property
    def count(self) -> int:
        """How many there are; of a text, one."""
        return len(self.value) if isinstance(self.value, (tuple, Mapping)) else 1


def values_at(record: Record, path: str) -> tuple[Value, ...]:
    """Find every value that a path such as `treatment[].sessions[].dose` leads to.

    A value that is absent is there as None, so that what it belongs to can be named. Of paths with
    `or` between them it is the first that leads to something said.
    """
    ways = [tuple(_values(record, way.split("."), ())) for way in path.split(" or ")]
    return next((way for way in ways if any(value.is_reported for value in way)), ways[0])


def _values(at: object, steps: list[str], path: Path) -> Iterator[Value]:
    if not steps:
        yield Value(path, at)
        return
    step, *more = steps
    name = step.removesuffix("[]")
    below = getattr(at, name, None)
    if step == name:
        yield from _values(below, more, (*path, name))
        return
    for number, one in enumerate(below or ()):
        yield from _values(one, more, (*path, name, number))
