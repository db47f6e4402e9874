"""Specify what the figures of a journal must be, also where its profile says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cpreport.journal.profile import FigureFormat, Profile
from cpreport.journal.profiles import GENERIC, shipped_profiles


@dataclass(frozen=True, slots=True)
class Specification:
    """What the figures of a journal must be.

    formats : tuple of str
        Endings of the files: PDF, from which all others are made, and what the journal takes.
    single, double : float
        Widths of one column and of the page in mm.
    dots_per_inch : int
        Of files made of dots.
    letters, lines : float
        Least size of letters and least thickness of lines in pt.
    name : str
        Of a file without its ending; `{number}` stands for the figure's number.
    """

    formats: tuple[FigureFormat, ...]
    single: float
    double: float
    dots_per_inch: int
    letters: float
    lines: float
    name: str

    def folder(self, *, wide: bool, usual: bool) -> str:
        """Name the folder of figures of one width: none for the width that a figure is made for.

        The other width has a folder named by it, such as `85mm/`.
        """
        return "" if wide == usual else f"{self.double if wide else self.single:g}mm/"


def specification(profile: Profile) -> Specification:
    """Specify what a journal's figures must be."""
    usual = shipped_profiles()[GENERIC].figures

    def value(key: str) -> Any:
        stated = getattr(profile.figures, key) or getattr(usual, key)
        return None if stated is None else stated.value

    return Specification(
        formats=tuple(dict.fromkeys(("pdf", *value("formats")))),
        single=float(value("single")),
        double=float(value("double")),
        dots_per_inch=value("dots_per_inch"),
        letters=float(value("letters")),
        lines=float(value("lines")),
        name=value("file_name"),
    )
