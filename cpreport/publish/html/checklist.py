"""Say what a filled reporting checklist shows; the journal room fills it in."""

from __future__ import annotations

from dataclasses import dataclass

from cpreport.cases.series import Style
from cpreport.catalogue import Heading
from cpreport.tables.table import Table


@dataclass(frozen=True, slots=True)
class ChecklistPage:
    """A checklist as it is printed.

    title : str
        Of the guideline.
    about : str
        Which document it was filled for, in words.
    counts : tuple of (str, int)
        How many items are in each state.
    notes : tuple of str
        How to read it and where its items were read, each a paragraph.
    paper : str
        `a4` or `letter`.
    heading : callable
        Prints a heading of the catalogue as it is, or as the authors put it.
    """

    title: str
    about: str
    notice: str
    counts: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    table: Table
    language: str
    paper: str
    style: Style
    heading: Heading

    @property
    def counted(self) -> str:
        """Say how many items are in each state: `22 reported, 7 not reported`."""
        return ", ".join(f"{count} {state}" for state, count in self.counts if count)
