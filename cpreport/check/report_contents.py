"""Name what the report of a case will hold, without drawing anything."""

from __future__ import annotations

from dataclasses import dataclass

from cpreport.figures import case_figures_of
from cpreport.figures.picture import image_files, image_outputs
from cpreport.outcomes.findings import Findings
from cpreport.tables import case_tables_of


@dataclass(frozen=True, slots=True)
class Contents:
    """What the report of a case will hold, and what it is made from.

    file : str
        The case file.
    images : tuple of str
        Files of pictures in the series folder.
    pictures : tuple of str
        The same as outputs, below `figures`.
    """

    file: str
    figures: tuple[str, ...]
    tables: tuple[str, ...]
    images: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()


def contents_of(findings: Findings, case_id: str) -> Contents:
    """Name what the report of a case will hold."""
    case = findings.case(case_id).case
    return Contents(
        case.source.file,
        case_figures_of(findings, case_id),
        case_tables_of(findings, case_id),
        tuple(image_files(case)),
        tuple(image_outputs(case)),
    )
