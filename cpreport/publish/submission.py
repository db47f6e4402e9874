"""Say how a journal wants a manuscript that authors and editors work in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: Where the figures of a manuscript go: with the text, after it, or named only, as files beside it.
FigurePlaces = Literal["in text", "at end", "listed"]


@dataclass(frozen=True, slots=True)
class Submission:
    """How a manuscript is set for submission; what stands here is what most journals ask for.

    spacing : float
        Distance of the lines of text, as a multiple of single spacing.
    line_numbers : bool
        Whether lines carry numbers that run on through the whole document.
    figures : {"in text", "at end", "listed"}
        With the text that mentions them, on pages of their own after the references, or only their
        legends there, where the drawings are sent as files.
    tables : {"in text", "at end"}
        Where tables stand.
    anonymous : bool
        Leave out who wrote it: authors, affiliations, iDs, contributions, acknowledgements, and
        the metadata that name them.
    dots_per_inch : int
        Resolution of the drawings in the file.
    figure_file : str
        Name of a figure's file, where figures are listed; `{number}` stands for its number.
    headings : mapping of str to str
        What the journal calls the abstract, the key points, a declaration and the contributions, by
        their key in `series.yaml`; our own words where it says nothing.
    """

    spacing: float = 2.0
    line_numbers: bool = True
    figures: FigurePlaces = "in text"
    tables: Literal["in text", "at end"] = "in text"
    anonymous: bool = False
    dots_per_inch: int = 300
    figure_file: str = "Figure_{number}"
    headings: Mapping[str, str] = field(default_factory=dict)
