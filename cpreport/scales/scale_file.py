"""Hold a scale with the file it was read from, so that what is wrong is said at its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cpreport.cases.text import Path, Source
from cpreport.problems import Problem, nearest
from cpreport.scales.definition import ONE_SET, Scale


@dataclass(frozen=True, slots=True)
class ScaleFile:
    """A scale with the file it was read from."""

    scale: Scale
    source: Source

    def wrong(
        self,
        path: Path,
        message: str,
        hint: str = "",
        allowed: Sequence[str] = (),
        *,
        key: bool = False,
    ) -> Problem:
        """Say what is wrong with the value at a path, or with the key there."""
        place = self.source.key_place(*path) if key else self.source.place(*path)
        return Problem("CP302", place, message, tuple(allowed), hint)

    def set_path(self, name: str) -> Path:
        """Find the path of a grade set, which a file with only one set writes as `grades`."""
        if name == ONE_SET and self.source.node(("grades",)) is not None:
            return ("grades",)
        return ("grade_sets", name)


def check_known(
    d: ScaleFile,
    path: Path,
    name: str | None,
    names: Sequence[str],
    what: str,
    *,
    key: bool = False,
) -> Iterator[Problem]:
    """Find a name that stands for nothing in the file."""
    if name is not None and name not in names:
        message = f"there is no {what} `{name}`"
        yield d.wrong(path, message, nearest(name, names), names, key=key)
