"""Say where the work of a size lies, and what a contender returns."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Missing(Exception):
    """Raised where a contender is not installed; says what is missing."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A contender that is installed and warm.

    version : str
        Of what does the work.
    make : callable
        Takes the ids of cases, makes their reports, and gives the paths of the PDFs.
    forget : callable
        Lets go of what was kept of these very documents; called before each round, untimed.
    """

    version: str
    make: Callable[[Sequence[str]], list[Path]]
    forget: Callable[[], object] = lambda: None


@dataclass(frozen=True, slots=True)
class Work:
    """What lies ready for every contender, in one folder.

    `cases/` is the series, `pages/` the finished HTML of cpreport's reports, `content/` the same
    text and tables as JSON with the graded items as CSV, `figures/` the same drawings as SVG.
    """

    folder: Path

    @property
    def ids(self) -> tuple[str, ...]:
        """The cases."""
        return tuple(sorted(path.stem for path in (self.folder / "content").glob("*.json")))

    @property
    def cases(self) -> Path:
        """The series folder."""
        return self.folder / "cases"

    def page(self, case_id: str) -> str:
        """Give the finished HTML of a report, with its styles, fonts and drawings."""
        return (self.folder / "pages" / f"{case_id}.html").read_text("utf-8")

    def content(self, case_id: str) -> dict[str, Any]:
        """Give a report's title, and its blocks in their order."""
        content: dict[str, Any] = json.loads(
            (self.folder / "content" / f"{case_id}.json").read_text()
        )
        return content

    def own(self, contender: str) -> Path:
        """Give an empty folder for a contender's own files, beside which the figures lie."""
        folder = self.folder / "made" / contender
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def installed(program: str) -> str:
    """Give the path of a program.

    Raises
    ------
    Missing
        Where there is no such program.
    """
    path = shutil.which(program)
    if path is None:
        raise Missing(program)
    return path
