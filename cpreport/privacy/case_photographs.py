"""Draw the photographs of cases as figures of their reports and of the article."""

from __future__ import annotations

from pathlib import Path

from cpreport.cases.picture_record import is_drawn
from cpreport.figures import series_look
from cpreport.figures.photographs import draw
from cpreport.figures.picture import article_images, images
from cpreport.figures.style import Drawn, Look
from cpreport.outcomes.findings import Findings
from cpreport.privacy.images import printed_panels


def photographs_of_report(findings: Findings, case_id: str, folder: Path) -> dict[str, Drawn]:
    """Draw the entries of `media` that are more than a picture alone, by their names."""
    case = findings.case(case_id).case
    look = series_look(findings)
    return {
        name: draw(findings, case_id, name, entry, printed_panels(folder, entry), look)
        for name, entry in images(case)
        if is_drawn(entry)
    }


def photographs_of_article(findings: Findings, folder: Path) -> dict[str, Drawn]:
    """Draw every entry of `media` that the article prints, by its name there."""
    names = (name for case in findings.cases for name in article_images(case.case))
    return {name: photograph_of_article(name, findings, folder) for name in names}


def photograph_of_article(
    name: str, findings: Findings, folder: Path, look: Look | None = None
) -> Drawn:
    """Draw an entry of `media` by its name in the article, such as `P01.image-1`."""
    case_id, _, own = name.rpartition(".")
    entry = dict(images(findings.case(case_id).case))[own]
    panels = printed_panels(folder, entry)
    return draw(findings, case_id, name, entry, panels, look or series_look(findings))
