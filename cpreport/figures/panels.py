"""Set the names of rows beside small panels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cpreport.figures.lettering import wrap
from cpreport.figures.marks import Mark, Words, lines_of_words
from cpreport.figures.style import Look


def row_names(
    names: Iterable[str], place: tuple[float, float], room: float, row: float, look: Look
) -> Iterator[Mark]:
    """Set names one below the other, each on as many lines as it needs, centred on its row.

    Parameters
    ----------
    place : (float, float)
        Left end of the names, and top of the first row, in mm.
    room, row : float
        Width for the names and height of a row in mm.
    """
    left, first = place
    like = Words(0, 0, "", look.small, look.ink, look.strong)
    for n, name in enumerate(names):
        lines = wrap(name, room, look.small, look.strong)
        top = first + (n + 0.5) * row - len(lines) * look.line / 2
        yield from lines_of_words(left, top, lines, look.line, like)
