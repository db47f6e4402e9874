"""Find the folders that templates and stylesheets may come from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cpreport.problems import Place
from cpreport.shipped import shipped_folder

Medium = Literal["print", "screen"]


@dataclass(frozen=True, slots=True)
class Folders:
    """Where pages are made from: the user's folder first, then the one that comes with cpreport.

    series : Path
        The series folder, to which the places of problems are relative.
    templates, styles : tuple of Path
        The only folders that templates and stylesheets are read from.
    """

    series: Path
    templates: tuple[Path, ...]
    styles: tuple[Path, ...]

    def place(self, file: Path, line: int = 0, column: int = 0, width: int = 1) -> Place:
        """Place a line of a template or stylesheet, relative to the series folder."""
        try:
            name = Path(os.path.relpath(file, self.series)).as_posix()
        except ValueError:  # on another drive
            name = file.as_posix()
        return Place(name, line, column, width)


def folders_of(series: Path) -> Folders:
    """Find the folders of a series: `templates` and `styles` beside it, then the shipped ones."""
    series = series.resolve()
    templates, styles = beside(series)
    return Folders(
        series,
        _there(templates, shipped_folder("templates")),
        _there(styles, shipped_folder("styles")),
    )


def beside(series: Path) -> tuple[Path, Path]:
    """Find the user's own templates and styles, if there are any."""
    parent = series.resolve().parent
    return parent / "templates", parent / "styles"


def _there(*folders: Path) -> tuple[Path, ...]:
    resolved = dict.fromkeys(folder.resolve() for folder in folders)
    return tuple(folder for folder in resolved if folder.is_dir())


def candidates(folders: tuple[Path, ...], name: str) -> Iterator[tuple[Path, bool]]:
    """Find every file of this name, with whether it truly lies in its folder.

    A link or a `..` may lead out of the folder; such a file is never read.
    """
    for folder in folders:
        path = (folder / name).resolve()
        if path.is_file():
            yield path, path.is_relative_to(folder)
