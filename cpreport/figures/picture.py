"""Say what a picture is that was not drawn from data: a photograph, ready to be printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from cpreport.cases.case import Case
from cpreport.cases.picture_record import Arrow, Image, Panel, PanelFigure, is_drawn

#: What is printed in an inch; at the width of the text more is not seen.
DOTS_PER_INCH = 300

Ending = Literal["png", "jpg"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is printed: upright, masked, and with nothing hidden in it.

    content : bytes
        A PNG or JPEG file, as its ending says.
    width : int
        In dots, of which 300 make an inch.
    """

    id: str
    content: bytes = field(repr=False)
    ending: Ending
    width: int
    alt: str
    caption: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class PrintedPanel:
    """A panel of a figure as it is printed: its dots, and where on them its arrows point.

    size : (int, int)
        Width and height in dots.
    shows : float or None
        What its width shows, in mm; None where that is not known.
    arrows : tuple of Arrow
        With `at` in shares of the picture as it is printed.
    """

    content: bytes = field(repr=False)
    ending: Ending
    size: tuple[int, int]
    shows: float | None
    arrows: tuple[Arrow, ...]
    alt: str
    visit: str | None


def image_names(case: Case) -> tuple[str, ...]:
    """Name the pictures that a report may print, in their order: none without consent."""
    return tuple(f"image-{n}" for n in range(1, len(case.media) + 1)) if case.shows_images else ()


def images(case: Case) -> Iterator[tuple[str, Image | PanelFigure]]:
    """Yield the entries of `media` that may be printed, by the names of their figures."""
    yield from zip(image_names(case), case.media, strict=False)


def panels_of(case: Case) -> Iterator[tuple[str, Panel]]:
    """Yield each picture that may be printed, by the name of the figure that it is in."""
    yield from ((name, panel) for name, entry in images(case) for panel in entry.panels)


def image_files(case: Case) -> tuple[str, ...]:
    """Name the files of the pictures that may be printed, below the series folder."""
    return tuple(dict.fromkeys(panel.file for _, panel in panels_of(case)))


def image_outputs(case: Case) -> tuple[str, ...]:
    """Name the files in which the report's are printed anew."""
    return tuple(
        f"{case.id}-{name}.{'svg' if is_drawn(entry) else image_ending(entry.panels[0])}"
        for name, entry in images(case)
    )


def article_images(case: Case) -> tuple[str, ...]:
    """Name the figures of a case that the article prints, too: `P01.image-1`."""
    return tuple(f"{case.id}.{name}" for name, entry in images(case) if entry.article)


def image_ending(panel: Panel) -> Ending:
    """Choose the ending of the file that is written anew: losses are seen in drawings."""
    return "jpg" if panel.file.lower().endswith((".jpg", ".jpeg")) else "png"
