"""Draw the figures of an article as the files that a journal wants.

Every figure is drawn anew for each width, with letters of the size that is printed; nothing is
scaled. Its number is that of the article.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cpreport.figures import SERIES_FIGURES, draw_series, series_look
from cpreport.figures.drawing import file_of
from cpreport.figures.style import Drawn, Look, look_at
from cpreport.journal.profile import Profile
from cpreport.journal.specification import Specification, specification
from cpreport.manuscript.document import Article
from cpreport.outcomes.findings import Findings
from cpreport.privacy import photograph_of_article


@dataclass(frozen=True, slots=True)
class NumberedFigure:
    """A figure of the article at one width.

    path : str
        Of its files, without their endings: `Figure_1`, or `85mm/Figure_1`.
    usual : bool
        Whether it is the width that the figure is made for.
    """

    number: int
    path: str
    drawn: Drawn
    width: float
    usual: bool


def figure_files(
    findings: Findings, folder: Path, article: Article, profile: Profile
) -> dict[str, bytes]:
    """Make the files of the article's figures, by path.

    `Figure_1.pdf`, `Figure_1.tiff` and so on have the width that the figure is made for, of a
    column or of the page; a folder named by it, such as `85mm`, has the other. Beside them stand
    `Figure_1.caption.txt` and `Figure_1.alt.txt`.
    """
    asked = specification(profile)
    files: dict[str, bytes] = {}
    for figure in numbered_figures(findings, folder, article, asked):
        named = f"Figure {figure.number}"
        for ending in asked.formats:
            files[f"{figure.path}.{ending}"] = file_of(
                figure.drawn, ending, title=named, dots_per_inch=asked.dots_per_inch
            )
        if figure.usual:
            caption = f"Figure {figure.number}. {figure.drawn.caption}\n"
            files[f"{figure.path}.caption.txt"] = caption.encode()
            files[f"{figure.path}.alt.txt"] = f"{figure.drawn.alt}\n".encode()
    return files


def numbered_figures(
    findings: Findings, folder: Path, article: Article, asked: Specification
) -> Iterator[NumberedFigure]:
    """Draw the article's figures in the order of their numbers, each at both widths."""
    own = series_look(findings)
    for placed in (f for f in article.floats if f.kind == "figure"):
        name = asked.name.format(number=placed.number)
        there = _draw(placed.id, findings, folder, own)
        for wide in (False, True):
            width = asked.double if wide else asked.single
            look = look_at(own, width, letters=asked.letters, lines=asked.lines)
            drawn = _draw(placed.id, findings, folder, look)
            if drawn is not None and there is not None:
                below = asked.folder(wide=wide, usual=there.wide)
                usual = wide == there.wide
                yield NumberedFigure(placed.number, f"{below}{name}", drawn, width, usual)


def photograph_names(article: Article, profile: Profile) -> frozenset[str]:
    """Name the files of the article's photographs without folder and ending: `Figure_2`."""
    figures = (f for f in article.floats if f.kind == "figure" and f.id not in SERIES_FIGURES)
    return frozenset(specification(profile).name.format(number=f.number) for f in figures)


def _draw(name: str, findings: Findings, folder: Path, look: Look) -> Drawn | None:
    """Draw a figure of the article, of the series or the photographs of a case."""
    if name in SERIES_FIGURES:
        return draw_series(name, findings, look)
    return photograph_of_article(name, findings, folder, look)
