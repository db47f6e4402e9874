"""Hold what documents of a series are composed with, and what their authors wrote of each."""

from __future__ import annotations

from dataclasses import dataclass

from cpreport.manuscript.citation_style import ChosenStyle, ReferenceList
from cpreport.manuscript.placing import Part
from cpreport.manuscript.prose import Known, Numbers, Prose
from cpreport.manuscript.references.bibliography import Bibliography


@dataclass(frozen=True, slots=True)
class Shared:
    """What every document of a series is composed with: worked out once, however many there are.

    known : Known
        What prose may name, without figures and tables: each document has its own.
    style : ChosenStyle
        In which citations and references are set.
    """

    known: Known
    bibliography: Bibliography
    style: ChosenStyle


@dataclass(frozen=True, slots=True)
class Written:
    """A document as its authors wrote it, and what fills it in.

    document : str
        `article`, `supplement`, or the id of a case.
    prose : tuple of Prose
        Every text of it, in the order in which they are read.
    """

    document: str
    known: Known
    numbers: Numbers
    parts: tuple[Part, ...]
    prose: tuple[Prose, ...]
    references: ReferenceList
